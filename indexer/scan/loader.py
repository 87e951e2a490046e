"""Project → index: reads and scans its files, in parallel, with a cache keyed by content."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from msgspec import msgpack, structs

from indexer.base.errors import InputError
from indexer.base.files import DiskFiles, Files, JoinedFiles
from indexer.base.git import repository
from indexer.base.inert import inert
from indexer.base.progress import Progress
from indexer.base.workers import spread
from indexer.claims.records import Catalogue
from indexer.lake import project as projects
from indexer.lake.records import Dependency, Project
from indexer.lean.records import Diagnostic, Module
from indexer.lean.syntax import marks
from indexer.lean.syntax.keywords import TAKES, Grammar, make_grammar
from indexer.scan.cache import Cache, Stamp
from indexer.scan.records import Index, ProjectIndex, Unread
from indexer.scan.serialization import ModulePart, ModuleSummary, decode, decode_summary, encode

# Parts that do not hold the path they were made for, or are told where they stand.
_ANYWHERE = (ModulePart.RECORDS, ModulePart.WORDS, ModulePart.NAMES)
# Below this many bytes of source a pool of processes costs more than it brings.
_POOL_FROM = 4_000_000
_CHUNK = 1_500_000
_BATCH = 200  # files whose content is looked for at a time


def scan_bytes(
    data: bytes, *, path: str, name: str, extra: Mapping[str, str] | None = None
) -> Module:
    """Scan one file: `data` is its content, `path` and `name` what the result shall call it.

    Bytes that are not UTF-8 are replaced, and a diagnostic says where the first one stands (Lean
    refuses such a file). Never raises on any content.
    """
    return _scan(data, path, name, make_grammar(extra or {}))


def _scan(data: bytes, path: str, name: str, grammar: Grammar) -> Module:
    sha256 = hashlib.sha256(data).hexdigest()
    module = _parsed(data, path, name, sha256, grammar)
    if b"\r\n" in data:  # Lake, too, takes such a text for the one with line feeds alone
        plain = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
        module = structs.replace(module, text_sha256=plain)
    return module


def _parsed(data: bytes, path: str, name: str, sha256: str, grammar: Grammar) -> Module:
    from indexer.lean.syntax.parser import parse

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        module = parse(text, path=path, name=name, sha256=sha256, grammar=grammar)
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n") - 1
        problem = Diagnostic("not-utf-8", "this is not UTF-8; Lean refuses it", line, column)
        found = (problem, *module.diagnostics)
        return _marked(structs.replace(module, diagnostics=found), text)
    return _marked(parse(text, path=path, name=name, sha256=sha256, grammar=grammar), text)


def _marked(module: Module, text: str) -> Module:
    """A module with what is read off its words whatever the grammar says."""
    known = [s.line for s in module.scopes if s.kind == "set_option" and "«" not in s.text]
    wires, files = marks.tripwires(text, known), marks.included(text)
    if not wires and not files:
        return module
    spreads = bool(wires) and marks.spreads(text)
    return structs.replace(module, tripwires=wires, spreads=spreads, included=files)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to scan: its path below the project's root, and its module name."""

    path: str
    module: str


def load_index(
    catalogue: Catalogue,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    files: Callable[[Path], Files] = DiskFiles,
    progress: Progress | None = None,
) -> Index:
    """Scan every project of a catalogue; `files` gives the files below a project's folder, from
    the disk or from a revision."""
    indexes = []
    for entry in catalogue.config.projects:
        root = (Path(catalogue.root) / entry.path).resolve()
        keywords = (*catalogue.config.keywords, *entry.keywords)
        source = files(root)
        project = projects.read_project(
            root, id=entry.id, roots=entry.roots, keywords=keywords, files=source
        )
        project = with_folders(project, catalogue, files)
        source = with_sources(project, source, files)
        indexes.append(
            load_project(project, jobs=jobs, cache=cache, files=source, progress=progress)
        )
    return Index(tuple(indexes))


def with_sources(project: Project, files: Files, opened: Callable[[Path], Files]) -> Files:
    """The files of a project with those of the source folders that its libraries have outside of
    it, as far as these lie in the same repository (without one: in the folder around it)."""
    root = Path(project.root)
    outside = sorted({lib.src_dir for lib in project.libraries if lib.src_dir.startswith("..")})
    if not outside:
        return files
    bound = repository(root) or root.parent
    beside: dict[str, Files] = {}
    for way in outside:
        folder = (root / way).resolve()
        around = root.resolve().is_relative_to(folder)
        if folder.is_relative_to(bound.resolve()) and not around:
            with suppress(InputError):
                beside[way] = opened(folder)
    return JoinedFiles(files, beside) if beside else files


def with_folders(project: Project, catalogue: Catalogue, files: Callable[[Path], Files]) -> Project:
    """A project whose requirements that are folders have a digest of what these hold for their
    revision, so that a change in one is seen; the catalogue's own projects are scanned anyway."""
    own = {(Path(catalogue.root) / entry.path).resolve() for entry in catalogue.config.projects}
    found = []
    for dependency in project.dependencies:
        folder = _folder_of(project, dependency)
        if folder is not None and folder not in own:
            dependency = replace(dependency, revision=_digest_of(folder, files))
        found.append(dependency)
    return replace(project, dependencies=tuple(found))


def _folder_of(project: Project, dependency: Dependency) -> Path | None:
    """The folder of a requirement that is given by its path."""
    if not dependency.path or dependency.url:
        return None
    return (Path(project.root) / dependency.path).resolve()


def _digest_of(folder: Path, files: Callable[[Path], Files]) -> str | None:
    """A digest of all that a package in a folder is built from; None when it is not there."""
    total = hashlib.sha256()
    try:
        here = files(folder)
        for path in sorted(here.paths()):
            if path.endswith(".lean") or posixpath.basename(path) in _BUILT_FROM:
                one = hashlib.sha256(here.read(path).replace(b"\r\n", b"\n")).hexdigest()
                total.update(f"{one} {path}\n".encode())
    except (InputError, OSError, UnicodeEncodeError):
        return None
    return f"sha256:{total.hexdigest()}"


_BUILT_FROM = frozenset({"lakefile.toml", "lake-manifest.json", "lean-toolchain"})


def load_project(
    project: Project,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    files: Files | None = None,
    progress: Progress | None = None,
) -> ProjectIndex:
    """Scan all files of a project.

    `jobs` is the number of processes (default: one for each core), `cache` the cache file (None: no
    cache), `files` where to read from (default: the disk).  Files that cannot be read are in
    `ProjectIndex.unread`; nothing else is left out.
    """
    files = files or DiskFiles(Path(project.root))
    sources = [SourceFile(path, name) for path, name in projects.module_files(project, files)]
    modules, unread = scan_sources(
        files, sources, keywords=project.extra_keywords, jobs=jobs, cache=cache, progress=progress
    )
    imports = {m.name: tuple(i.name for i in m.imports) for m in modules}
    return ProjectIndex(
        project,
        modules,
        projects.reachable(project, imports),
        unread,
        projects.unbuildable(project, imports, projects.refused(modules)),
        included_files(modules, files),
    )


def included_files(modules: Iterable[Module], files: Files) -> tuple[tuple[str, str], ...]:
    """The files that modules include, by path below the root, with their sha256: "" for one that
    cannot be read, is computed, or lies elsewhere."""
    paths = {included_path(m.path, written) for m in modules for written in m.included}
    return tuple((path, included_hash(path, files)) for path in sorted(paths))


def included_path(module: str, written: str) -> str:
    """The path below the root of a file that the module at the path `module` includes."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), written))


def included_hash(path: str, files: Files) -> str:
    """The sha256 of one such file."""
    if path.startswith(("../", "/")) or not files.exists(path):
        return ""
    try:
        return hashlib.sha256(files.read(path)).hexdigest()
    except InputError:
        return ""


def scan_sources(
    files: Files,
    sources: Sequence[SourceFile],
    *,
    keywords: Sequence[str] = (),
    learned: Iterable[str] = (),
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Module, ...], tuple[Unread, ...]]:
    """Scan files and give their records, in the order of `sources`; see `scan_parts`."""
    scanned, unread = scan_parts(
        files,
        sources,
        ModulePart.RECORDS,
        keywords=keywords,
        learned=learned,
        jobs=jobs,
        cache=cache,
        progress=progress,
    )
    return tuple(s.module() for s in scanned), unread


def scan_parts(
    files: Files,
    sources: Sequence[SourceFile],
    part: ModulePart,
    *,
    keywords: Sequence[str] = (),
    learned: Iterable[str] = (),
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Scanned, ...], tuple[Unread, ...]]:
    """Scan files in parallel; the result is in the order of `sources` whatever `jobs` is.

    `part` is what is wanted of each module beside its summary: unchanged files with a `cache` cost
    only the reading of that.  `keywords` are extra declaration keywords, "word" or "word=kind";
    `learned` are those that further files of the project define, as `Module.keywords` has them.
    """
    extra = _kinds(keywords)
    scan = _Scan(files, part, jobs or os.cpu_count() or 1, progress)
    nameless = {source for source in sources if _has_no_text(source)}
    scan.unread += (
        Unread(inert(s.path), "its name is not UTF-8") for s in sources if s in nameless
    )
    sources = [source for source in sources if source not in nameless]
    found = scan.run(sources, tuple(sorted(extra.items())), cache)
    own = (k for s in found.values() for k in s.summary.keywords)
    words = _learned({*learned, *own})
    defined = {word: kind for word, kind in words.items() if word not in extra}
    takers = [word for word, kind in defined.items() if kind.startswith(TAKES)]
    using = {s for s in found if _uses(found[s].summary, defined)}
    using |= _writing(files, found, takers, cache)
    again = [s for s in sources if s in using]
    if again:
        found.update(scan.run(again, tuple(sorted({**defined, **extra}.items())), cache))
    return tuple(found[s] for s in sources if s in found), tuple(scan.unread)


def scan_further(
    files: Files, scanned: Iterable[Scanned], part: ModulePart, *, cache: Path | None = None
) -> tuple[tuple[Scanned, ...], tuple[Unread, ...]]:
    """Another part of files that were scanned, in no order; with a `cache` it is only read."""
    groups: dict[tuple[tuple[str, str], ...], list[SourceFile]] = defaultdict(list)
    for each in scanned:
        groups[each.extra].append(each.source)
    scan = _Scan(files, part, 1, None)
    found: list[Scanned] = []
    for extra, group in groups.items():
        found += scan.run(group, extra, cache).values()
    return tuple(found), tuple(scan.unread)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file that was scanned: where it stands, its summary, and the part that was asked for;
    `extra` are the declaration keywords that it was scanned with, beside Lean's own."""

    source: SourceFile
    summary: ModuleSummary
    data: bytes
    extra: tuple[tuple[str, str], ...] = ()

    def module(self) -> Module:
        """The module's records (when they were asked for), under the name it has here: the same
        text may stand in two places."""
        module = decode(self.data)
        if (module.path, module.name) == (self.source.path, self.source.module):
            return module
        return structs.replace(module, path=self.source.path, name=self.source.module)


def _has_no_text(source: SourceFile) -> bool:
    """Whether a file's name is bytes that are no text, which no module can be called by."""
    try:
        source.path.encode()
    except UnicodeEncodeError:
        return True
    return False


def _kinds(keywords: Iterable[str]) -> dict[str, str]:
    """ "word=kind" pairs as a mapping; a bare word declares theorems when a person names it."""
    pairs = (keyword.partition("=") for keyword in keywords)
    return {word: kind if equals else "theorem" for word, equals, kind in pairs}


def _learned(keywords: Iterable[str]) -> dict[str, str]:
    """The same for what the project's own files define: what a bare word declares is not known."""
    pairs = (keyword.partition("=") for keyword in sorted(keywords))
    return {word: kind for word, _, kind in pairs}


def _uses(summary: ModuleSummary, defined: Mapping[str, str]) -> bool:
    return not defined.keys().isdisjoint(summary.unknown)


def _writing(
    files: Files, found: Mapping[SourceFile, Scanned], takers: Sequence[str], cache: Path | None
) -> set[SourceFile]:
    """The files that may use a command that takes others, wherever that stands on a line; which
    contents do is remembered."""
    if not takers:
        return set()
    question = f"writes {' '.join(sorted(takers))}"
    words = [word.encode() for word in takers]
    with Cache(cache) as remembered:
        known = _CONTENTS.decode(remembered.answer(question, "") or _NO_CONTENTS)
        now: dict[str, bool] = {}
        using = set()
        for source, scanned in found.items():
            sha256, writes = _written(files, source, scanned.summary.sha256, words, known)
            now[sha256] = writes
            if writes:
                using.add(source)
        if now != known:
            remembered.remember_answer(question, "", msgpack.encode(now))
    return using


_CONTENTS = msgpack.Decoder(dict[str, bool])
_NO_CONTENTS = msgpack.encode({})


def _written(
    files: Files, source: SourceFile, sha256: str, words: Iterable[bytes], known: Mapping[str, bool]
) -> tuple[str, bool]:
    """Whether a file writes one of these words, and the hash of the contents that do or do not:
    `sha256`, or what it holds by now where that changed since it was scanned."""
    if sha256 in known:
        return sha256, known[sha256]
    try:
        data = files.read(source.path)
    except InputError:
        return "", False
    return hashlib.sha256(data).hexdigest(), any(word in data for word in words)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a worker makes of one file: its hash and encoded parts, or why it was not read."""

    source: SourceFile
    sha256: str
    parts: Mapping[ModulePart, bytes]
    stamp: Stamp | None
    error: str = ""


class _Scan:
    def __init__(
        self, files: Files, part: ModulePart, jobs: int, progress: Progress | None
    ) -> None:
        self.files = files
        self.part = part
        self.jobs = jobs
        self.progress = progress
        self.unread: list[Unread] = []

    def run(
        self,
        sources: Sequence[SourceFile],
        extra: tuple[tuple[str, str], ...],
        cache_path: Path | None,
    ) -> dict[SourceFile, Scanned]:
        # with a cache, everything is kept that anybody may ask for later
        parts = (
            tuple(ModulePart)
            if cache_path
            else tuple(dict.fromkeys((ModulePart.SUMMARY, self.part)))
        )
        with Cache(cache_path, repr(list(extra))) as cache:
            found = self._known(sources, extra, cache)
            rest = [s for s in sources if s not in found]
            fresh: list[tuple[str, Mapping[ModulePart, bytes]]] = []
            stamps: dict[str, tuple[Stamp, str]] = {}
            for count, outcome in enumerate(self._outcomes(rest, dict(extra), parts), 1):
                if self.progress:
                    self.progress(count, len(rest))
                if outcome.error:
                    self.unread.append(Unread(outcome.source.path, outcome.error))
                    continue
                summary = decode_summary(outcome.parts[ModulePart.SUMMARY])
                data = outcome.parts[self.part]
                found[outcome.source] = Scanned(outcome.source, summary, data, extra)
                if cache_path:
                    fresh.append((outcome.sha256, outcome.parts))
                if outcome.stamp:
                    stamps[self._absolute(outcome.source)] = (outcome.stamp, outcome.sha256)
            cache.store(fresh)
            cache.remember_hashes(stamps)
        return found

    def _absolute(self, source: SourceFile) -> str:
        assert isinstance(self.files, DiskFiles)
        return f"{self.files.root}/{source.path}"

    def _known(
        self, sources: Sequence[SourceFile], extra: tuple[tuple[str, str], ...], cache: Cache
    ) -> dict[SourceFile, Scanned]:
        """Stored results: of the files that were not touched since they were last seen, and of
        those whose content was seen before, wherever it stood then."""
        found: dict[SourceFile, Scanned] = {}
        if not cache.works:
            return found
        if isinstance(self.files, DiskFiles):
            found = self._stored(self._untouched(self.files, sources, cache), extra, cache)
        rest = [source for source in sources if source not in found]
        for at in range(0, len(rest), _BATCH):
            known = self._known_by_content(rest[at : at + _BATCH], extra, cache)
            if not known:
                break  # the tree is a new one: to read all of it here and again would take its time
            found.update(known)
        return found

    def _known_by_content(
        self, sources: Sequence[SourceFile], extra: tuple[tuple[str, str], ...], cache: Cache
    ) -> dict[SourceFile, Scanned]:
        hashes: dict[SourceFile, str] = {}
        stamps: dict[SourceFile, Stamp] = {}
        for source in sources:
            with suppress(InputError, OSError):
                if isinstance(self.files, DiskFiles):
                    stamps[source] = Stamp.of(os.stat(self._absolute(source)))  # noqa: PTH116
                hashes[source] = hashlib.sha256(self.files.read(source.path)).hexdigest()
        found = self._stored(hashes, extra, cache)
        cache.remember_hashes(
            {self._absolute(s): (stamp, hashes[s]) for s, stamp in stamps.items() if s in found}
        )
        return found

    def _untouched(
        self, files: DiskFiles, sources: Sequence[SourceFile], cache: Cache
    ) -> dict[SourceFile, str]:
        """The hashes of the files that were not touched since they were last seen."""
        paths = {f"{files.root}/{source.path}": source for source in sources}
        hashes: dict[SourceFile, str] = {}
        for path, (stamp, sha256) in cache.hashes(list(paths)).items():
            with suppress(OSError):
                if stamp == Stamp.of(os.stat(path)):  # noqa: PTH116
                    hashes[paths[path]] = sha256
        return hashes

    def _stored(
        self, hashes: Mapping[SourceFile, str], extra: tuple[tuple[str, str], ...], cache: Cache
    ) -> dict[SourceFile, Scanned]:
        keys = dict.fromkeys(hashes.values())
        summaries = cache.load(keys, ModulePart.SUMMARY)
        stored = summaries if self.part is ModulePart.SUMMARY else cache.load(keys, self.part)
        found: dict[SourceFile, Scanned] = {}
        for source, key in hashes.items():
            if key not in summaries or key not in stored:
                continue
            summary = decode_summary(summaries[key])
            here = (summary.path, summary.name) == (source.path, source.module)
            if here or self.part in _ANYWHERE:
                found[source] = Scanned(source, summary, stored[key], extra)
        return found

    def _outcomes(
        self, sources: list[SourceFile], extra: Mapping[str, str], parts: tuple[ModulePart, ...]
    ) -> Iterator[_Outcome]:
        scan = partial(_scan_one, self.files, make_grammar(extra), parts)
        chunks = _chunks(self.files.root, sources) if isinstance(self.files, DiskFiles) else []
        if self.jobs < 2 or len(chunks) < 3:
            yield from map(scan, sources)
            return
        for outcomes in spread(lambda chunk: [*map(scan, chunk)], chunks, self.jobs):
            yield from outcomes


def _chunks(root: Path, sources: list[SourceFile]) -> list[list[SourceFile]]:
    """Split into chunks of about equal size, so that all workers have as much to do."""
    chunks: list[list[SourceFile]] = []
    size = _CHUNK
    total = 0
    for source in sources:
        if size >= _CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(source)
        try:
            here = os.stat(f"{root}/{source.path}").st_size  # noqa: PTH116
        except OSError:
            here = 0
        size += here
        total += here
    return chunks if total >= _POOL_FROM else [sources]


def _scan_one(
    files: Files, grammar: Grammar, parts: tuple[ModulePart, ...], source: SourceFile
) -> _Outcome:
    """What is made of one file."""
    stamp = None
    try:
        if isinstance(files, DiskFiles):
            stamp = Stamp.of(os.stat(f"{files.root}/{source.path}"))  # noqa: PTH116
        data = files.read(source.path)
    except (InputError, OSError) as error:
        reason = error.problems[0].message if isinstance(error, InputError) else str(error)
        return _Outcome(source, "", {}, None, reason)
    module = _scan(data, source.path, source.module, grammar)
    encoded = {part: encode(module, part) for part in parts}
    return _Outcome(source, module.sha256, encoded, stamp)
