"""The packages that projects require, read where Lake has checked them out.

A package is read for one thing: whether what a claim rests on leads into it and there to a sorry,
an axiom or compiled code.  It can make a claim worse and never better, so that it does no harm that
anybody can put a folder there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from indexer.app.partial_index import Draft, PartialIndex, draft
from indexer.base import git
from indexer.base.closures import reached
from indexer.base.errors import InputError
from indexer.base.files import DiskFiles
from indexer.claims.records import Catalogue
from indexer.evidence.builds import package_folders
from indexer.judge.reading import Reader
from indexer.judge.records import Package, Standing, WitnessStep
from indexer.judge.verdict import NoEvidence, Verdict, Verdicts
from indexer.lake import project as projects
from indexer.lake.records import Dependency, Project
from indexer.lean import names
from indexer.lean.names import components, halves
from indexer.lean.records import Declaration, Module
from indexer.names.table import Entry
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.scan.source_texts import texts
from indexer.troubles import Effect, Trouble, Troubles
from indexer.usegraph.graph import use_graph

MARK = "package "
"""What the id of a package begins with, so that it is none of a project."""


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """A package that was scanned, and its folder below the project for which it was."""

    package: Package
    draft: Draft
    folder: str


@dataclass(frozen=True, slots=True)
class ScannedPackages:
    """The packages of all projects of a catalogue: which there are, what was scanned of those that
    are checked out, and by the id of each project which of these are its own: two projects may have
    a package in two copies."""

    all: tuple[Package, ...] = ()
    there: tuple[CheckedOut, ...] = ()
    of: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def contents(self) -> list[object]:
        """All that a verdict hangs on."""
        return [self.all, self.of, *(each.draft.contents() for each in self.there)]

    def beside(
        self, index: Index, claims: Collection[str], allowed: Iterable[str]
    ) -> JudgedPackages:
        """The packages as what the `claims` (names of declarations) of an index may rest on."""
        return JudgedPackages(self, index, claims, tuple(allowed))


NONE = ScannedPackages()


def scan_packages(
    catalogue: Catalogue, found: Iterable[Project], options: ScanOptions = PLAIN
) -> ScannedPackages:
    """Scan what the projects require and have checked out; nothing where no claim has a backing."""
    if not any(claim.backing for claim in catalogue.claims):
        return NONE
    listed = list(found)
    own = {Path(project.root).resolve(): project.id for project in listed}
    packages: dict[tuple[str, str], Package] = {}
    there: dict[Path, CheckedOut] = {}
    used: dict[str, dict[str, Path]] = {}
    required: dict[str, list[str]] = {}
    for project in listed:
        used[project.id], required[project.id] = {}, []
        for dependency in project.dependencies:
            folder = _folder(project, dependency)
            place = folder.resolve() if folder is not None else None
            if place in own:
                required[project.id].append(own[place])
                continue
            package, scanned = _package(project, dependency, folder, options)
            key = package.name, package.revision
            if key not in packages or package.unseen:
                packages[key] = package
            if scanned is not None and folder is not None and place is not None:
                shown = posixpath.relpath(folder.as_posix(), Path(project.root).as_posix())
                there.setdefault(place, CheckedOut(package, scanned, shown))
                used[project.id][package.name] = place
    places = sorted(there)
    return ScannedPackages(
        tuple(packages[key] for key in sorted(packages)),
        tuple(there[place] for place in places),
        tuple(
            (id, tuple(sorted(places.index(p) for p in _all_of(id, used, required).values())))
            for id in used
        ),
    )


def _all_of(
    id: str, used: Mapping[str, Mapping[str, Path]], required: Mapping[str, Sequence[str]]
) -> Mapping[str, Path]:
    """The packages of a project by name, with those that the projects which it requires have and it
    has not: Lake has one of each."""
    found: dict[str, Path] = {}
    for each in reached([id], required.__getitem__):
        found = {**used[each], **found}
    return found


def _folder(project: Project, dependency: Dependency) -> Path | None:
    """Where a package is checked out, None where it is not."""
    root = Path(project.root)
    if dependency.path and not dependency.url:
        places = [root / dependency.path]
    else:
        places = [
            root.joinpath(at, *names.split(dependency.name)) for at in package_folders(project)
        ]
    return next((place for place in places if _is_package(place)), None)


def _is_package(place: Path) -> bool:
    try:
        return any((place / name).is_file() for name in projects.LAKEFILES)
    except OSError:
        return False


def _package(
    project: Project, dependency: Dependency, folder: Path | None, options: ScanOptions
) -> tuple[Package, Draft | None]:
    package = Package(dependency.name, project.id, dependency.revision or "")
    if folder is None:
        return replace(package, unseen="it is not checked out"), None
    try:
        files = DiskFiles(folder)
        read = projects.read_project(
            folder, id=f"{MARK}{dependency.name} of {project.id}", files=files
        )
        read = replace(read, unclear=())  # what its lakefile may do is that package's matter
        with options.watch(f"reading {dependency.name}") as update:
            scanned = draft(read, files, jobs=options.jobs, cache=options.cache, progress=update)
    except InputError as error:
        return replace(package, unseen=f"it cannot be read: {error.problems[0].message}"), None
    unread = scanned.index().unread
    if unread:
        package = replace(package, unseen=f"{unread[0].path} could not be read")
    elif dependency.url:
        package = replace(package, unseen=_other_revision(folder, dependency))
    return package, scanned


def _other_revision(folder: Path, dependency: Dependency) -> str:
    """Why what is checked out is not what the manifest names, "" where it is."""
    if not (folder / ".git").exists():
        return "nothing tells which revision is checked out"
    commit = git.checkout(folder).commit
    if not dependency.revision or commit == dependency.revision:
        return ""
    return f"{commit[:12] or 'another revision'} is checked out"


_Key = tuple[str, str]


class JudgedPackages:
    """The packages beside the projects of an index, for each project its own."""

    def __init__(
        self,
        scanned: ScannedPackages,
        index: Index,
        claims: Collection[str],
        allowed: tuple[str, ...],
    ) -> None:
        self.all = scanned.all
        together = {
            numbers: _Together([scanned.there[n] for n in numbers], index, claims, allowed)
            for numbers in dict.fromkeys(numbers for _, numbers in scanned.of)
        }
        self._of = {id: together[numbers] for id, numbers in scanned.of}

    def verdict(self, entry: Entry) -> Verdict | None:
        """What is wrong with a declaration for what it uses of a package; None for nothing."""
        own = self._of.get(entry.ref.project)
        return own.verdict(entry) if own else None

    def step(self, ref: Ref) -> WitnessStep | None:
        """A declaration of a package as a step of a witness."""
        steps = (each.step(ref) for each in dict.fromkeys(self._of.values()))
        return next((step for step in steps if step), None)


class _Together:
    """The packages that are built together, beside the projects of an index.

    Only where some package holds a trouble is more than that looked at, and then only modules that
    import one which does.
    """

    def __init__(
        self,
        there: Sequence[CheckedOut],
        index: Index,
        claims: Collection[str],
        allowed: tuple[str, ...],
    ) -> None:
        self._there = {each.draft.project.id: each for each in there}
        self._drafts = [each.draft for each in there]
        self._whole = index
        self._claims = frozenset(claims)
        self._allowed = allowed

    def verdict(self, entry: Entry) -> Verdict | None:
        """As above."""
        verdicts = self._verdicts
        here = verdicts.uses.entries.get(entry.ref) if verdicts else None
        if verdicts is None or here is None:
            return None
        found = verdicts.of(here)
        if found.standing.covered or found.standing is Standing.UNBUILT:
            return None
        where = self._named(found.witness)
        return replace(found, reason=f"{found.reason} ({where})" if where else found.reason)

    def _named(self, witness: Sequence[Ref]) -> str:
        """The packages that a way leads through."""
        ids = dict.fromkeys(ref.project for ref in witness if ref.project in self._there)
        named = ", ".join(str(self._there[id].package) for id in ids)
        return f"in the package {named}" if named else ""

    def step(self, ref: Ref) -> WitnessStep | None:
        """As above; None for what is in none of these packages."""
        own = self._there.get(ref.project)
        entry = self._verdicts.uses.entries.get(ref) if own and self._verdicts else None
        if own is None or entry is None:
            return None
        path = posixpath.join(own.folder, entry.module.path)
        return WitnessStep(ref.name, None, path, entry.declaration.line)

    @cached_property
    def _index(self) -> Index:
        """The projects without files that go by the name of a module of a package, and that no
        library of theirs has: Lake does not look there."""
        names = {m.name for p in self._outline.projects for m in p.modules}
        return self._whole.only(lambda project, module: not _is_hidden(project, module, names))

    @cached_property
    def _outline(self) -> Index:
        return PartialIndex(self._drafts).index()

    def _touches(self, words: Collection[str], troubles: Troubles) -> bool:
        """Whether the projects write one of the words, or have one of the troubles themselves."""
        own = {p.project.id for p in self._index.projects}
        if any(t.ref.project in own for t in troubles.all):
            return True
        modules = [m for p in self._index.projects for m in p.modules]
        declarations = (d for m in modules for d in m.declarations)
        if any(_writes(d, words) for d in declarations):
            return True
        # what is handed on there goes by another word from then on
        handed = {w for m in modules for text in _hands_on(m) for w in _WORD.findall(text)}
        return any(word in handed or f"«{word}»" in handed for word in words)

    @cached_property
    def _verdicts(self) -> Verdicts | None:
        """What judges declarations by the troubles of packages; None where there are none."""
        if not self._drafts:
            return None
        outline = self._outline
        below = _imported(self._index, outline)
        imported = outline.only(lambda project, module: (project.project.id, module.name) in below)
        seen = Index((*self._index.projects, *imported.projects))
        had = frozenset(Troubles(self._index, self._allowed).all)
        troubles = Troubles(seen, self._allowed).having(lambda t: _counts(t) and t not in had)
        sources = {(t.ref.project, t.ref.module) for t in troubles.all}
        if not sources:
            return None
        above = _between(outline, below, sources)
        leading = Leading(self._drafts, above)
        needed = leading.modules(troubles.all)
        if needed is not above and not self._touches(leading.words, troubles):
            return None
        packages = [each.only(_named(needed, each), _named(above, each)) for each in self._drafts]
        whole = Index((*self._index.projects, *packages))
        uses = use_graph(whole, self._claims)
        files = {each.project.id: each.files for each in self._drafts}
        reader = Reader(uses, texts(whole, files))
        return Verdicts(uses, NoEvidence(), troubles, self._allowed, reader.body)


def _is_hidden(index: ProjectIndex, module: Module, names: Collection[str]) -> bool:
    return module.name in names and not index.holds(module.name)


def _named(keys: Iterable[_Key], draft: Draft) -> set[str]:
    """The names of those modules that are of one package."""
    return {name for id, name in keys if id == draft.project.id}


_EFFECTS = (Effect.SORRY, Effect.AXIOM, Effect.COMPILED, Effect.BYPASS)


def _counts(trouble: Trouble) -> bool:
    """What is written in a package for certain: libraries are full of programs that may do much,
    and whose authors are trusted with them."""
    return trouble.certain and trouble.rule.effect in _EFFECTS


def _imported(own: Index, packages: Index) -> set[_Key]:
    """The modules of packages that the projects import, directly or not."""
    by_name: dict[str, list[tuple[_Key, Module]]] = {}
    for project in packages.projects:
        for module in project.modules:
            by_name.setdefault(module.name, []).append(((project.project.id, module.name), module))

    def imported(name: str) -> Iterator[str]:
        return (i.name for _, module in by_name.get(name, ()) for i in module.imports)

    starts = (i.name for p in own.projects for m in p.modules for i in m.imports)
    names = reached(starts, imported)
    return {key for name in names for key, _ in by_name.get(name, ())}


def _between(packages: Index, below: Collection[_Key], sources: Iterable[_Key]) -> set[_Key]:
    """Those of the modules that are reached which import one of the sources, and these."""
    above: dict[str, list[_Key]] = {}
    for project in packages.projects:
        for module in project.modules:
            key = (project.project.id, module.name)
            if key in below:
                for each in module.imports:
                    above.setdefault(each.name, []).append(key)
    starts = (key for key in sources if key in below)
    return set(reached(starts, lambda key: above.get(key[1], ())))


class Leading:
    """Which modules of packages may lead to a trouble, as far as words tell: those `above` its own
    that write its name, or the name of what writes it.

    What is found without being named (an instance, a lemma in a set, notation) may be used by
    anything above.
    """

    def __init__(self, drafts: Iterable[Draft], above: Collection[_Key]) -> None:
        self._drafts = {each.project.id: each for each in drafts}
        self._above = above
        self.words: set[str] = set()
        self._found: set[_Key] = set()

    def modules(self, troubles: Iterable[Trouble]) -> Collection[_Key]:
        """The modules that may lead to one of the troubles, theirs among them."""
        queue: list[str] = []
        for trouble in troubles:
            self._found.add((trouble.ref.project, trouble.ref.module))
            if trouble.declaration is None or _comes_unnamed(trouble.declaration):
                return self._above
            queue.append(halves(trouble.ref.name)[1])
        for word in queue:
            if word not in self.words:
                self.words.add(word)
                fresh = self._users(word)
                if fresh is None:
                    return self._above
                queue += fresh
        return self._found & set(self._above)

    def _users(self, word: str) -> list[str] | None:
        """The last components of the names of what writes a word; None where all may use it."""
        fresh = []
        for id, each in self._drafts.items():
            here = {name for project, name in self._above if project == id}
            for module in each.writing(word, here):
                self._found.add((id, module.name))
                users = [d for d in module.declarations if _writes(d, {word})]
                if any(map(_comes_unnamed, users)) or _renames(module, word):
                    return None
                fresh += [halves(d.name)[1] for d in users]
        return fresh


def _writes(declaration: Declaration, words: Collection[str]) -> bool:
    names = (*declaration.statement_names, *declaration.body_names, *declaration.parents)
    return any(part in words for name in names for part in components(name.lstrip(".")))


def _comes_unnamed(declaration: Declaration) -> bool:
    """Whether a declaration may be used by what does not name it."""
    return bool(declaration.attributes) or declaration.is_instance


def _renames(module: Module, word: str) -> bool:
    """Whether a name is handed on under another one, or is a part of notation."""
    return any(word in text for text in _hands_on(module))


def _hands_on(module: Module) -> list[str]:
    """The commands of a module by which a name may be used that is not written there."""
    return [scope.text for scope in module.scopes if scope.kind in _HANDS_ON]


_WORD = re.compile(r"«[^»]*»|[\w'!?]+")  # a component of a name
_HANDS_ON = frozenset({"open", "export", "notation", "attribute", "variable"})
