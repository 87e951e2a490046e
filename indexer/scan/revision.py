"""The index of a revision, made from the one at hand: what did not change is not scanned again.

A file whose bytes on disk are the very blob that the revision names is the same file, and its
records are taken over; only the others are read from git and scanned.  The result is the one that a
scan of the whole revision would give.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from indexer.base.errors import InputError
from indexer.base.files import DiskFiles
from indexer.base.git import blob_name
from indexer.base.git_tree import RevisionFiles
from indexer.base.progress import Progress
from indexer.claims.records import Catalogue, ProjectEntry
from indexer.lake import project as projects
from indexer.lake.records import Project
from indexer.lean.records import Import, Module
from indexer.scan import loader
from indexer.scan.cache import Cache
from indexer.scan.records import Index, ProjectIndex


def load_past_index(
    catalogue: Catalogue,
    files: Callable[[Path], RevisionFiles],
    now: Index,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Index:
    """Every project of a catalogue as it was at a revision.

    `files` gives the revision's files below a folder; `now` is the index of what is on disk.
    """
    present = {project.project.id: project for project in now.projects}
    found: list[ProjectIndex] = []
    for entry in catalogue.config.projects:
        root = (Path(catalogue.root) / entry.path).resolve()
        source = files(root)
        project = loader.with_folders(_project(catalogue, entry, root, source), catalogue, files)
        past = _Past(project, source, present.get(entry.id))
        found.append(past.load(jobs=jobs, cache=cache, progress=progress))
    return Index(tuple(found))


def _project(
    catalogue: Catalogue, entry: ProjectEntry, root: Path, files: RevisionFiles
) -> Project:
    keywords = (*catalogue.config.keywords, *entry.keywords)
    return projects.read_project(
        root, id=entry.id, roots=entry.roots, keywords=keywords, files=files
    )


class _Past:
    """One project of the revision, beside the same project of now where there is one."""

    def __init__(self, project: Project, files: RevisionFiles, now: ProjectIndex | None) -> None:
        self.project = project
        self.files = files
        same_words = now is not None and now.project.extra_keywords == project.extra_keywords
        self.now = now if same_words else None

    def load(
        self, *, jobs: int | None, cache: Path | None, progress: Progress | None
    ) -> ProjectIndex:
        """Take over what is the same, scan the rest."""
        sources = [
            loader.SourceFile(*pair) for pair in projects.module_files(self.project, self.files)
        ]
        present = self.now.modules if self.now else ()
        known = self._unchanged(sources, present, cache)
        defined = _defined(present)
        scanned, unread = loader.scan_sources(
            self.files,
            [source for source in sources if source not in known],
            keywords=self.project.extra_keywords,
            learned=defined,
            jobs=jobs,
            cache=cache,
            progress=progress,
        )
        if _defined([*known.values(), *scanned]) != defined:
            # a keyword of the project's own came or went, and any file may use it
            return loader.load_project(
                self.project, jobs=jobs, cache=cache, files=self.files, progress=progress
            )
        modules = tuple(sorted((*known.values(), *scanned), key=lambda module: module.path))
        reachable, broken = self._built(modules)
        inputs = loader.included_files(modules, self.files)
        return ProjectIndex(self.project, modules, reachable, unread, broken, inputs)

    def _built(
        self, modules: tuple[Module, ...]
    ) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
        """What is built of these modules, and what cannot be: as now where the imports are."""
        now = self.now
        same = now and now.project == self.project and _imports(now.modules) == _imports(modules)
        if now and same and projects.refused(now.modules) == projects.refused(modules):
            return now.reachable, now.unbuildable
        imports = {m.name: tuple(i.name for i in m.imports) for m in modules}
        reachable = projects.reachable(self.project, imports)
        return reachable, projects.unbuildable(self.project, imports, projects.refused(modules))

    def _unchanged(
        self,
        sources: Iterable[loader.SourceFile],
        present: Iterable[Module],
        cache: Path | None,
    ) -> Mapping[loader.SourceFile, Module]:
        """The modules of now whose files are, byte for byte, those of the revision."""
        at_hand = {loader.SourceFile(module.path, module.name): module for module in present}
        both = {source: at_hand[source] for source in sources if source in at_hand}
        committed = {source: self.files.oid(source.path) for source in both}
        with Cache(cache) as remembered:
            names = remembered.blobs(module.sha256 for module in both.values())
            missing = {
                module.sha256: module.path
                for source, module in both.items()
                if len(names.get(module.sha256, "")) != len(committed[source])
            }
            like = next(iter(committed.values()), "")
            found = dict(self._blob_names(missing, like)) if missing else {}
            remembered.remember_blobs(found)
        names |= found
        return {s: m for s, m in both.items() if names.get(m.sha256) == committed[s]}

    def _blob_names(self, paths: Mapping[str, str], like: str) -> Iterator[tuple[str, str]]:
        """What git calls the files on disk, by their hashes; those that have changed since they
        were scanned, or that cannot be read, are left out."""
        disk = DiskFiles(Path(self.project.root))
        for sha256, path in paths.items():
            with suppress(InputError):
                data = disk.read(path)
                if hashlib.sha256(data).hexdigest() == sha256:
                    yield sha256, blob_name(data, like)


def _imports(modules: Iterable[Module]) -> list[tuple[str, tuple[Import, ...]]]:
    return [(module.name, module.imports) for module in modules]


def _defined(modules: Iterable[Module]) -> frozenset[str]:
    """The declaration keywords that a project's own files define."""
    return frozenset(keyword for module in modules for keyword in module.keywords)
