"""Compiled modules → evidence: which axioms every declaration rests on, and what it states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.base.errors import EvidenceError, InputError, Problem
from indexer.base.progress import Progress
from indexer.evidence.axioms import Ledger, Rests
from indexer.evidence.builds import (
    BuiltModule,
    brought_by,
    find_builds,
    find_olean,
    look_at,
    objection,
)
from indexer.evidence.fits import misfit
from indexer.evidence.fresh import CORE, Key, ModuleOrigin, definitions, origins, package_of
from indexer.evidence.records import ConstantEvidence, ModuleEvidence
from indexer.lake.records import Project
from indexer.lean import names
from indexer.lean.compiled.ilean import read_homes
from indexer.lean.compiled.olean import CompiledModule, Constant, read_olean
from indexer.lean.records import Module
from indexer.scan.records import Index

_HIDDEN_KINDS = frozenset({"constructor", "recursor", "quot"})
_SHOWN = 40  # characters of a revision
_STEPS_PER_USE = 64  # of following references through what Lean made up itself


@dataclass(frozen=True, slots=True)
class Collected:
    """The evidence that could be made. `refused` says, for a compiled module, why it does not
    count; `missing` are modules that were not compiled."""

    records: tuple[ModuleEvidence, ...]
    refused: Mapping[Key, str]
    missing: tuple[Key, ...]


def collect(
    index: Index, folders: Sequence[Path] = (), *, progress: Progress | None = None
) -> Collected:
    """Make evidence for every module of the index whose compiled files were made from its source.

    `folders` are build folders to look into (default: those of the projects).  Where they also hold
    modules of other packages, these are followed too.  Raises EvidenceError with every problem when
    files are corrupt.
    """
    return _Collector(index, folders, progress).run()


@dataclass(frozen=True, slots=True)
class _ForeignModule:
    """A module of another package: its number in the ledger, if it could be read, and the packages,
    its own or below it, that could not be followed."""

    numbers: tuple[int, ...]
    packages: frozenset[str]


class _Collector:
    def __init__(self, index: Index, folders: Sequence[Path], progress: Progress | None) -> None:
        self.modules = {
            (p.project.id, m.name): (p.project, m) for p in index.projects for m in p.modules
        }
        self.folders = tuple(folders)
        self.progress = progress
        self.origins = origins(index)
        self.ledger = Ledger()
        self.builds: dict[Key, BuiltModule] = {}
        self.numbers: dict[Key, int] = {}  # in the ledger
        self.foreign: dict[str, _ForeignModule] = {}
        self.packages: dict[Key, frozenset[str]] = {}  # not followed, here and below
        self.labels = _Labels()
        self.declared: set[str] = set()  # constants shown, in all projects
        self.defined = definitions(index)
        self.refused: dict[Key, str] = {}
        self.missing: list[Key] = []
        self.problems: list[Problem] = []

    def run(self) -> Collected:
        records = []
        for done, (key, origin) in enumerate(self.origins.items(), 1):
            record = self._module(key, origin)
            if record:
                records.append(record)
            if self.progress:
                self.progress(done, len(self.origins))
        if self.problems:
            raise EvidenceError(self.problems)
        for key in sorted(self.modules.keys() - self.origins.keys()):
            self.refused[key] = "it takes part in an import cycle"
        return Collected(tuple(records), self.refused, tuple(sorted(self.missing)))

    def _module(self, key: Key, origin: ModuleOrigin) -> ModuleEvidence | None:
        project, module = self.modules[key]
        olean = find_olean(self._builds(project, module), module.name)
        if olean is None:
            self.missing.append(key)
            return None
        reason = self._objection(key, olean, origin)
        if reason:
            self.refused[key] = reason
            return None
        try:
            compiled = read_olean(olean)
        except EvidenceError as error:
            self.problems.extend(error.problems)
            return None
        reason = _mismatch(compiled, module)
        if reason:
            self.refused[key] = reason
            return None
        return self._record(key, origin, compiled)

    def _builds(self, project: Project, module: Module) -> Sequence[Path]:
        """Where a module may lie. Where two projects have a module of this name, a folder that is
        given counts only for the project it lies in."""
        folders = self.folders or find_builds(project)
        if sum(name == module.name for _, name in self.modules) == 1:
            return folders
        root = Path(project.root).resolve()
        return [f for f in folders if f.resolve().is_relative_to(root)]

    def _objection(self, key: Key, olean: Path, origin: ModuleOrigin) -> str | None:
        """Why a compiled module does not count, judged by its files."""
        project, module = self.modules[key]
        for imported in origin.imports:
            if imported not in self.numbers:
                return f"{imported[1]}, which it imports, has no evidence"
        try:
            self.builds[key] = look_at(olean, project, module)
        except OSError as error:
            return f"{error.filename} cannot be read: {error.strerror}"
        except InputError as error:
            return f"{error.problems[0].path} {error.problems[0].message}"
        return objection(self.builds[key], {k[1]: self.builds[k] for k in origin.imports})

    def _record(
        self, key: Key, origin: ModuleOrigin, compiled: CompiledModule
    ) -> ModuleEvidence | None:
        project, module = self.modules[key]
        imports, packages = self._foreign_imports(key, origin)
        homes = read_homes(self.builds[key].olean.with_suffix(".ilean"))
        told = self.labels.boundary(project, packages, homes)
        number, rests = self.ledger.add(compiled, imports, told)
        shown = [c for c in compiled.constants if _is_shown(c)]
        constants = {c.user_name: _constant(c, rests[c.name]) for c in shown}
        other = self._other_text(key, constants)
        if other:
            self.refused[key] = other
            return None
        lost = self._lost(number, shown, homes)
        if lost:
            self.refused[key] = (
                f"it was compiled after another build of {lost[1]}, with `{lost[0]}`"
            )
            return None
        self.packages[key], self.numbers[key] = packages, number
        self.declared.update(c.name for c in shown)
        return ModuleEvidence(
            project.id,
            module.name,
            compiled.toolchain or compiled.githash,
            origin.sources,
            constants,
            references(compiled, {c.name for c in shown}, self.declared),
            origin.packages,
            origin.inputs,
            origin.settings,
            origin.wanted,
        )

    def _other_text(self, key: Key, shown: Mapping[str, ConstantEvidence]) -> str | None:
        """Why compiled files of which neither a trace nor a copy tells the source are of another
        text than the one at hand: a theorem of it is not what they hold."""
        if self.builds[key].trace or self.builds[key].copy_sha256:
            return None
        _, module = self.modules[key]
        for declaration in module.declarations:
            constant = shown.get(declaration.name)
            if constant is None or declaration.approximate or declaration.kind != "theorem":
                continue
            reason = misfit(declaration, module, constant, self.defined)
            if declaration.sorry and "sorryAx" not in constant.axioms:
                reason = "the text has a sorry there"
            if reason:
                return f"it was built from another text ({declaration.name}: {reason})"
        return None

    def _lost(
        self, number: int, shown: Collection[Constant], homes: Mapping[str, str]
    ) -> tuple[str, str] | None:
        """A constant that a module uses although the one of ours that declares it, says the .ilean,
        does not: (constant, module)."""
        own = {name for _, name in self.numbers}
        for constant in shown:
            for used in sorted(constant.type_uses | constant.value_uses):
                if homes.get(used) in own and not self.ledger.knows(used, number):
                    return used, homes[used]
        return None

    def _foreign_imports(self, key: Key, origin: ModuleOrigin) -> tuple[list[int], frozenset[str]]:
        """The ledger's numbers of all that a module imports, and the packages, here and below, that
        could not be followed."""
        project, module = self.modules[key]
        numbers = [self.numbers[k] for k in origin.imports]
        packages = frozenset[str]().union(*(self.packages[k] for k in origin.imports))
        for name in sorted({i.name for i in module.imports} - {k[1] for k in origin.imports}):
            followed = self._follow(project, name)
            numbers += followed.numbers
            packages |= followed.packages
        return numbers, packages

    def _follow(self, project: Project, module: str) -> _ForeignModule:
        """Add a module of another package, and what it imports, when its files were given."""
        path, opened = [module], dict[str, CompiledModule]()
        while path:
            name = path[-1]
            if name in self.foreign:
                path.pop()
            elif name in opened:
                self.foreign[name] = self._enter(project, opened.pop(name))
            elif compiled := self._read_foreign(name):
                opened[name] = compiled
                path.extend(i for i in compiled.imports if i not in opened)
            else:
                self.foreign[name] = _ForeignModule((), frozenset(self.labels.of(project, name)))
        return self.foreign[module]

    def _enter(self, project: Project, compiled: CompiledModule) -> _ForeignModule:
        """Add a followed module to the ledger; its imports were added before."""
        nothing = _ForeignModule((), frozenset())
        imports = [self.foreign.get(name, nothing) for name in compiled.imports]
        packages = frozenset[str]().union(*(i.packages for i in imports))
        numbers = [number for i in imports for number in i.numbers]
        number, _ = self.ledger.add(compiled, numbers, self.labels.boundary(project, packages, {}))
        return _ForeignModule((number,), packages)

    def _read_foreign(self, module: str) -> CompiledModule | None:
        olean = find_olean(self.folders, module)
        if olean is None:
            return None
        compiled = read_olean(olean)
        return compiled if compiled.proofs else None


class _Labels:
    """Packages as evidence names them; which one has a module on disk is looked up once."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[str, ...]] = {}

    def of(self, project: Project, module: str) -> tuple[str, ...]:
        """The package that a module is of: "mathlib@abc123", without revision where none is known;
        none for a module that comes with Lean itself."""
        key = (project.id, module)
        if key not in self._known:
            self._known[key] = _label(project, module)
        return self._known[key]

    def boundary(
        self, project: Project, packages: frozenset[str], homes: Mapping[str, str]
    ) -> Callable[[str], Collection[str]]:
        """Which of `packages` a constant may come from: all, unless the .ilean knows its module."""

        def told(name: str) -> Collection[str]:
            home = homes.get(name)
            return packages if home is None else self.of(project, home)

        return told


def _label(project: Project, module: str) -> tuple[str, ...]:
    name, revision = package_of(project, module)
    if module.partition(".")[0] in CORE:
        package = brought_by(project, module)
        if package is None:
            return ()
        name, revision = package.name, package.revision or ""
    return (f"{name}@{revision[:_SHOWN]}" if revision else name,)


def _mismatch(compiled: CompiledModule, module: Module) -> str | None:
    """Why a compiled module cannot come from this text, judged by what it holds."""
    if not compiled.proofs:
        return "its .olean.private is not there, and with it the proofs"
    written = {names.canonical(i.name) for i in module.imports}
    if written - {"Init"} != set(compiled.imports) - {"Init"}:
        return "it was compiled with other imports than its source has"
    return None


def _is_shown(constant: Constant) -> bool:
    """True for what an author declared, as opposed to what Lean made up for it."""
    if constant.span is None or constant.kind in _HIDDEN_KINDS:
        return False
    parts = names.split(constant.user_name)
    return not any(part.startswith("_aux_") or part == "_@" for part in parts)


def _constant(constant: Constant, rests: Rests) -> ConstantEvidence:
    span = constant.span
    return ConstantEvidence(
        constant.kind,
        rests.axioms,
        constant.statement,
        rests.boundary,
        (span.line, span.column, span.end_line, span.end_column) if span else (),
        constant.outline.binders,
        constant.outline.logic,
        tuple(sorted(map(_plain, _mentioned(constant)))),
        tuple(sorted(constant.literals, key=lambda v: (isinstance(v, str), v))),
    )


def _mentioned(constant: Constant) -> frozenset[str]:
    """The constants of a type, and of a definition's value, which says what it means."""
    if constant.kind == "def":
        return constant.type_uses | constant.value_uses
    return constant.type_uses


def references(
    compiled: CompiledModule, shown: Collection[str], declared: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """For each shown constant of a module the `declared` ones it uses, followed through what Lean
    made up for it in this module.  Kernel names come as users write them.

    Left out where following them would take far longer than there are uses, which no compiler
    causes.
    """
    uses = {c.name: c.type_uses | c.value_uses for c in compiled.constants}
    steps = _STEPS_PER_USE * (sum(map(len, uses.values())) + 1)
    found = {}
    for name in sorted(shown):
        used: set[str] = set()
        pending, seen = [name], {name}
        while pending and steps > 0:
            here = uses[pending.pop()]
            steps -= len(here) + 1
            for other in here - seen:
                seen.add(other)
                if other in declared:
                    used.add(other)
                elif other in uses:
                    pending.append(other)
        if steps > 0 and used:
            found[_plain(name)] = tuple(sorted(map(_plain, used)))
    return found


def _plain(name: str) -> str:
    return names.decode_private(name)[0]
