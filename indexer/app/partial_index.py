"""An index that holds in full only the modules in which something may be amiss.

Of the thousands of files of a large tree a few hundred hold a sorry, an axiom or the like.  The
others are known by their summaries, which is all that a check without claims needs of them, and an
order of magnitude less to decode.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from msgspec import structs

from indexer.base.closures import bits, union
from indexer.base.files import DiskFiles, Files
from indexer.base.progress import Progress
from indexer.claims.records import Catalogue
from indexer.judge.outlined import Outlined
from indexer.lake import project as projects
from indexer.lake.records import Project
from indexer.lean.names import last_component
from indexer.lean.records import Module
from indexer.lean.syntax.keywords import UNCHECKED
from indexer.lean.syntax.sorries import OPTIONS
from indexer.names.suggestions import Called, Suggestions
from indexer.names.table import Table
from indexer.names.visibility import Visibility
from indexer.scan import loader, naming
from indexer.scan.loader import Scanned
from indexer.scan.naming import ModuleNames, Naming
from indexer.scan.records import Index, ProjectIndex, Unread
from indexer.scan.serialization import ModulePart
from indexer.troubles import using


class PartialIndex:
    """The projects of a catalogue, scanned; any module can be had in full."""

    def __init__(self, projects: Iterable[Draft]) -> None:
        self._drafts = tuple(projects)

    def index(self) -> Index:
        """With modules in full that hold a sorry, an axiom, compiled code, text that was not
        understood, or a use of notation that leaves a sorry; with the others in outline."""
        for draft in self._drafts:
            draft.take(_all if draft.is_under_option else _may_ask)
        sight = Visibility(self._index())
        fresh = True
        while fresh:
            signs = using.signs(sight.of(self._index()))
            taken = [each for draft in self._drafts for each in draft.take(_shows_any(signs))]
            # a macro among them may hand on what another one hides
            fresh = any(scanned.summary.notation for scanned in taken)
        return self._index()

    def _index(self) -> Index:
        return Index(tuple(draft.index() for draft in self._drafts))

    def projects(self) -> Iterator[Project]:
        """What was scanned."""
        return (draft.project for draft in self._drafts)

    def whole(self) -> Index:
        """With every module in full."""
        return Index(tuple(draft.whole() for draft in self._drafts))

    def table(self, parts: Iterable[str]) -> Table:
        """What names with these last components may mean, in any module: of those that are not
        known in full no more than that."""
        chosen = iter(self._names.called(parts))
        return Table(Index(tuple(draft.named(chosen) for draft in self._drafts)))

    def seen_by(self, names: Collection[str], table: Table) -> Index:
        """With the modules in full, too, that what has one of these full names may see, or may be
        given such a name in: what stands elsewhere is behind none of them.  The table has to know
        their last components."""
        sight = table.visibility
        homes = {entry.number for name in names for entry in table.called(name, None)}
        homes.update(self._names.making(map(last_component, names)))
        wanted: dict[str, set[str]] = defaultdict(set)
        for at in bits(union(map(sight.seen, homes))):
            project, module = sight.modules[at]
            wanted[project.project.id].add(module.name)
        for draft in self._drafts:
            draft.take_modules(wanted[draft.project.id])
        return self._index()

    def outlined(self, table: Table) -> Outlined:
        """What judges ask of modules that are not known in full; the table has to know what the
        backings of claims are called by, and what that is below."""
        return _Outlined(self._drafts, self._names, table)

    @cached_property
    def _names(self) -> Naming:
        return Naming([names for draft in self._drafts for names in draft.names])

    def contents(self) -> list[tuple[object, ...]]:
        """All that an index of these projects is made from, but for files that modules include:
        for each the project, what was not read, and the modules with the hashes of their texts."""
        return [draft.contents() for draft in self._drafts]

    def included(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """For each project the files that modules include, as far as the last index knew them,
        with their hashes."""
        return tuple(draft.included for draft in self._drafts)

    def still_includes(self, included: Sequence[Sequence[tuple[str, str]]]) -> bool:
        """Whether those files are still the same, those of each of as many projects."""
        return all(map(Draft.has, self._drafts, included))


@dataclass(frozen=True)
class _Outlined:
    """What is known of modules that stand in an index in outline; see `Outlined`."""

    drafts: Sequence[Draft]
    names: Naming
    table: Table

    @cached_property
    def suggestions(self) -> Suggestions:
        return Suggestions(
            Called(draft.project.id, (one.name, *one.members), one.makes)
            for draft in self.drafts
            for module in draft.names
            for one in module.declared
            if one.kind != "example"
        )

    def is_known(self, name: str) -> bool:
        return self.table.is_known(name)

    def stating(self, word: str) -> int:
        if self.names.calls(word):
            return 0
        modules = (module for draft in self.drafts for module in draft.outlines_with(word))
        return sum(word in d.statement_names for module in modules for d in module.declarations)


def load_outline(
    catalogue: Catalogue,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> PartialIndex:
    """Scan every project of a catalogue, as `loader.load_index` does."""
    drafts: list[Draft] = []
    for entry in catalogue.config.projects:
        root = (Path(catalogue.root) / entry.path).resolve()
        files: Files = DiskFiles(root)
        keywords = (*catalogue.config.keywords, *entry.keywords)
        project = projects.read_project(
            root, id=entry.id, roots=entry.roots, keywords=keywords, files=files
        )
        project = loader.with_folders(project, catalogue, DiskFiles)
        files = loader.with_sources(project, files, DiskFiles)
        drafts.append(draft(project, files, jobs=jobs, cache=cache, progress=progress))
    return PartialIndex(drafts)


def draft(
    project: Project,
    files: Files,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Draft:
    """Scan one project."""
    sources = [loader.SourceFile(*pair) for pair in projects.module_files(project, files)]
    scanned, unread = loader.scan_parts(
        files,
        sources,
        ModulePart.WORDS if cache else ModulePart.RECORDS,
        keywords=project.extra_keywords,
        jobs=jobs,
        cache=cache,
        progress=progress,
    )
    return Draft(project, files, scanned, unread, cache)


class Draft:
    """One project: what was scanned, and the modules made of it so far.

    With a `cache`, their words were scanned, and the records of a module are had from there.
    """

    def __init__(
        self,
        project: Project,
        files: Files,
        scanned: tuple[Scanned, ...],
        unread: tuple[Unread, ...],
        cache: Path | None,
    ) -> None:
        self._project = project
        self._files = files
        self._unread = unread
        self._scanned = scanned
        self._cache = cache
        self._full: dict[loader.SourceFile, Module] = {}
        self.included: tuple[tuple[str, str], ...] = ()
        self._outlines = [_outline(each) for each in scanned]
        imports = {m.name: tuple(i.name for i in m.imports) for m in self._outlines}
        self._reachable = projects.reachable(project, imports)
        self._unbuildable = projects.unbuildable(project, imports, projects.refused(self._outlines))

    @property
    def is_under_option(self) -> bool:
        """Whether an option of the lakefile makes a trouble of everything."""
        return not _OPTIONS.isdisjoint(name for name, _ in self._project.options)

    @property
    def project(self) -> Project:
        """What was scanned."""
        return self._project

    @property
    def files(self) -> Files:
        """Where it was read from."""
        return self._files

    def take(self, wanted: Callable[[Scanned], bool]) -> list[Scanned]:
        """Make in full the modules that are wanted; those that were not so before come back, but
        for those that cannot be read any more."""
        taken = [s for s in self._scanned if s.source not in self._full and wanted(s)]
        self._full.update((s.source, s.module()) for s in self._with_records(taken))
        return [scanned for scanned in taken if scanned.source in self._full]

    def take_modules(self, names: Container[str]) -> None:
        """Make in full the modules of these names."""
        self.take(lambda scanned: scanned.source.module in names)

    def _with_records(self, scanned: Iterable[Scanned]) -> Iterable[Scanned]:
        if self._cache is None:
            return scanned
        found, unread = loader.scan_further(
            self._files, scanned, ModulePart.RECORDS, cache=self._cache
        )
        self._unread += unread
        return found

    def index(self) -> ProjectIndex:
        """What is known of the project so far."""
        pairs = zip(self._scanned, self._outlines, strict=True)
        modules = tuple(self._full.get(scanned.source, outline) for scanned, outline in pairs)
        self.included = loader.included_files(modules, self._files)
        return ProjectIndex(
            self._project,
            modules,
            self._reachable,
            self._unread,
            self._unbuildable,
            self.included,
        )

    def only(self, names: Collection[str], between: Collection[str]) -> ProjectIndex:
        """With the modules of these names alone, in full, and those `between`, of which it is
        enough to know what they import."""
        self.take_modules(names)
        kept = {*names, *between}
        return self.index().only(lambda module: module.name in kept)

    def writing(self, word: str, names: Collection[str]) -> list[Module]:
        """Those of the modules of these names that write a word, in full."""
        there = [s for s in self._with_word(word) if s.source.module in names]
        sources = {scanned.source for scanned in there}
        self.take(lambda scanned: scanned.source in sources)
        return [self._full[scanned.source] for scanned in there]

    def outlines_with(self, word: str) -> Iterator[Module]:
        """The modules that are known in outline and may write a word; they stay known in
        outline."""
        there = (s for s in self._with_word(word) if s.source not in self._full)
        return (scanned.module() for scanned in self._with_records(there))

    def _with_word(self, word: str) -> Iterator[Scanned]:
        sign = word.encode()
        return (scanned for scanned in self._scanned if sign in scanned.data)

    def has(self, included: Sequence[tuple[str, str]]) -> bool:
        """Whether the files that modules include are still those."""
        return all(loader.included_hash(path, self._files) == was for path, was in included)

    def whole(self) -> ProjectIndex:
        """With every module in full."""
        self.take(_all)
        return self.index()

    @cached_property
    def names(self) -> list[ModuleNames]:
        """What gives the names of each module; nothing for one that cannot be read any more."""
        if self._cache is None:
            return [naming.decode_names(naming.encode_names(m)) for m in self.whole().modules]
        found, unread = loader.scan_further(
            self._files, self._scanned, ModulePart.NAMES, cache=self._cache
        )
        self._unread += unread
        known = {scanned.source: naming.decode_names(scanned.data) for scanned in found}
        return [known.get(scanned.source, naming.NAMELESS) for scanned in self._scanned]

    def named(self, names: Iterator[ModuleNames]) -> ProjectIndex:
        """With the next of these names in each module that is not known in full."""
        pairs = zip(self._scanned, self._outlines, strict=True)
        modules = tuple(
            self._full.get(scanned.source) or naming.with_names(outline, given)
            for (scanned, outline), given in ((pair, next(names)) for pair in pairs)
        )
        return ProjectIndex(self._project, modules, self._reachable)

    def contents(self) -> tuple[object, ...]:
        """The project, what was not read, and its modules with the hashes of their texts."""
        modules = [(s.source.path, s.source.module, s.summary.sha256) for s in self._scanned]
        words = sorted({pair for s in self._scanned for pair in s.extra})
        return self._project, self._unread, words, modules


_OPTIONS = OPTIONS | {UNCHECKED}


def _all(_: Scanned) -> bool:
    return True


def _outline(scanned: Scanned) -> Module:
    """Under the name it has here: the same text may stand in two places."""
    outline = scanned.summary.outline()
    if (outline.path, outline.name) == (scanned.source.path, scanned.source.module):
        return outline
    return structs.replace(outline, path=scanned.source.path, name=scanned.source.module)


def _may_ask(scanned: Scanned) -> bool:
    """Whether a module holds a trouble, or notation or a program that may leave one."""
    summary = scanned.summary
    return bool(summary.sorries or summary.diagnostics) or summary.trusting


def _shows_any(signs: Iterable[frozenset[str]]) -> Callable[[Scanned], bool]:
    """Whether all words of one of the alternatives are written in a module."""
    alternatives = [[word.encode() for word in words] for words in signs]
    return lambda scanned: any(all(w in scanned.data for w in words) for words in alternatives)
