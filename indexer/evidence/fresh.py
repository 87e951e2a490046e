"""Whether evidence may be used: only while the sources it was made from are those at hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from indexer.base.closures import components
from indexer.evidence.fits import misfit
from indexer.evidence.records import ConstantEvidence, Freshness, ModuleEvidence
from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module
from indexer.scan.loader import included_path
from indexer.scan.records import Index, Ref

Key = tuple[str, str]
"""A module of the index: project id, module name."""

CORE = frozenset({"Init", "Std", "Lean", "Lake"})
"""Roots of the modules that come with Lean itself. A package may have modules of such names too."""

UNKNOWN = "?"
"""Stands for what a module is made from and cannot be told: evidence of it never counts."""


@dataclass(frozen=True, slots=True)
class ModuleOrigin:
    """What a module is made from, as the index has it now.

    `sources` holds the sha256 of its own source, and for every project module it imports directly a
    digest of that module's source and of all that lies below it.  `packages` holds, for every other
    package it imports directly, the revision that the project's manifest fixes.  `inputs` are the
    files that its text includes, by path, with their sha256.  `UNKNOWN` stands for what cannot be
    told.  `settings` is what the lakefile has Lean called with, `wanted` the toolchain asked for.
    `imports` are the project modules among its imports, in order.
    """

    sources: Mapping[str, str]
    packages: Mapping[str, str]
    imports: tuple[Key, ...]
    digest: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    wanted: str = ""

    @property
    def is_told(self) -> bool:
        """Whether everything that it is made from is known."""
        return UNKNOWN not in (*self.packages.values(), *self.inputs.values())


def origins(index: Index) -> dict[Key, ModuleOrigin]:
    """The origin of every module, in import order; modules in an import cycle have none."""
    modules = {(p.project.id, m.name): (p.project, m) for p in index.projects for m in p.modules}
    imports = _imports(modules)
    inputs = {p.project.id: dict(p.inputs) for p in index.projects}
    found: dict[Key, ModuleOrigin] = {}
    for component in components(imports):
        key = component[0]
        alone = len(component) == 1 and key not in imports[key]
        if alone and all(i in found for i in imports[key]):
            found[key] = _origin(*modules[key], imports[key], found, inputs[key[0]])
    return found


def _imports(modules: Mapping[Key, tuple[Project, Module]]) -> dict[Key, list[Key]]:
    """The modules of the index that each one imports: of its own project, else of another."""
    homes: dict[str, str] = {}
    for home, name in modules:
        homes.setdefault(name, home)
    return {
        key: [
            (key[0] if (key[0], i.name) in modules else homes[i.name], i.name)
            for i in module.imports
            if i.name in homes
        ]
        for key, (_, module) in modules.items()
    }


def _origin(
    project: Project,
    module: Module,
    imports: list[Key],
    found: Mapping[Key, ModuleOrigin],
    files: Mapping[str, str],
) -> ModuleOrigin:
    below = {name: found[home, name].digest for home, name in imports}
    foreign = {i.name for i in module.imports} - below.keys()
    packages = dict(_package(project, name) for name in foreign if not _is_core(project, name))
    inputs = dict(_inputs(module, files))
    sources = {**below, module.name: module.text_sha256 or module.sha256}
    made_from = [sources, packages, *([inputs] if inputs else [])]
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    wanted = project.toolchain or ""
    return ModuleOrigin(sources, packages, tuple(imports), digest, inputs, project.settings, wanted)


def _inputs(module: Module, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files that a module includes, each as a path below the project's root."""
    for written in module.included:
        path = included_path(module.path, written)
        yield path, files.get(path) or UNKNOWN


def _is_core(project: Project, module: str) -> bool:
    """Whether a module that is none of the index's own surely comes with Lean itself.  By its name
    alone that can be said only where no package could bring it."""
    return module == "Init" or (module.partition(".")[0] in CORE and not project.dependencies)


def _package(project: Project, module: str) -> tuple[str, str]:
    """The package of a module and its revision, `UNKNOWN` for none.  A module that may be of any
    package, or of Lean, hangs on all of them."""
    name, revision = package_of(project, module)
    if revision or any(d.name == name for d in project.dependencies):
        return name, revision or UNKNOWN
    revisions = sorted((d.name, d.revision or UNKNOWN) for d in project.dependencies)
    if not revisions or any(r == UNKNOWN for _, r in revisions):
        return name, UNKNOWN
    text = json.dumps(revisions, ensure_ascii=False)
    return name, f"all:{hashlib.sha256(text.encode()).hexdigest()}"


def definitions(index: Index) -> dict[str, Ref]:
    """The projects' own definitions by name: what a statement may speak of."""
    return {
        d.name: Ref(p.project.id, m.name, d.name)
        for p in index.projects
        for m in p.modules
        for d in m.declarations
        if d.kind not in ("theorem", "example", "instance") and not d.after_exit
    }


def package_of(project: Project, module: str) -> tuple[str, str]:
    """The package a foreign module belongs to, and its revision; a guess by name, as Lake packages
    are usually named like their root module."""
    root = module.partition(".")[0]
    for dependency in project.dependencies:
        if dependency.name.lower().replace("-", "") == root.lower():
            return dependency.name, dependency.revision or ""
    return root, ""


def freshness(evidence: Mapping[Key, ModuleEvidence], index: Index) -> dict[Key, Freshness]:
    """For every module of the index, whether there is evidence of exactly these sources, made by
    the Lean that the project asks for."""
    now = origins(index) if evidence else {}
    return {
        (p.project.id, m.name): _judge(
            evidence.get((p.project.id, m.name)), now.get((p.project.id, m.name)), p.project
        )
        for p in index.projects
        for m in p.modules
    }


def _judge(record: ModuleEvidence | None, now: ModuleOrigin | None, project: Project) -> Freshness:
    if record is None:
        return Freshness.ABSENT
    return Freshness.STALE if staleness(record, now, project) else Freshness.FRESH


def staleness(record: ModuleEvidence, now: ModuleOrigin | None, project: Project) -> str | None:
    """Why a record does not count for a module as it is now, in words; None when it does."""
    if record.trouble:
        return record.trouble
    if now is None:
        return "there is no such module any more, or it takes part in an import cycle"
    own = record.module
    if record.sources.get(own) != now.sources.get(own):
        return "its source changed"
    changed = sorted(k for k, v in now.sources.items() if record.sources.get(k) != v)
    if changed or record.sources.keys() != now.sources.keys():
        return f"{', '.join(changed[:3]) or 'what'} it imports changed"
    return (
        _changed("the file", record.inputs, now.inputs)
        or _changed("the package", record.packages, now.packages)
        or _other_lean(record, now, project)
    )


def _changed(what: str, then: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    for name in sorted(then.keys() | now.keys()):
        if now.get(name) == UNKNOWN:
            return f"of {what} {name} no fixed state is known"
        if then.get(name) != now.get(name):
            return f"{what} {name} changed"
    return None


def _other_lean(record: ModuleEvidence, now: ModuleOrigin, project: Project) -> str | None:
    if project.unclear:
        return f"the lakefile is not understood: {project.unclear[0]}"
    if record.settings != now.settings:
        return "what the lakefile has Lean called with changed"
    if record.wanted != now.wanted:
        return f"it was made for {record.wanted or 'no toolchain'}, not {now.wanted or 'none'}"
    if is_moving(now.wanted):
        return f"the toolchain {now.wanted} is another one every other day"
    made, wanted = release(record.toolchain), release(now.wanted)
    if made and wanted and made != wanted:
        return f"Lean {record.toolchain} made it, and the project asks for {now.wanted}"
    return None


def is_moving(toolchain: str) -> bool:
    """Whether a toolchain names no version: `stable`, `leanprover/lean4:nightly`, `beta`."""
    name = toolchain.rpartition(":")[2]
    return bool(name) and not any(c.isdigit() for c in name)


def release(toolchain: str) -> tuple[int, ...]:
    """`leanprover/lean4:v4.28.0-rc1` → (4, 28, 0); () for what names no release (a nightly)."""
    name = toolchain.rpartition(":")[2].removeprefix("v").partition("-")[0]
    parts = name.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


@dataclass(frozen=True)
class Record:
    """Answers for the evidence at hand; nothing but fresh evidence is told, and of a declaration
    only what fits the text."""

    evidence: Mapping[Key, ModuleEvidence] = field(default_factory=dict)
    states: Mapping[Key, Freshness] = field(default_factory=dict)
    index: Index | None = None
    _misfits: dict[Ref, str | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, evidence: Mapping[Key, ModuleEvidence], index: Index) -> Record:
        """Hold evidence against the sources of an index."""
        return cls(evidence, freshness(evidence, index), index)

    @cached_property
    def fresh(self) -> frozenset[Key]:
        """The modules of which there is a record of exactly these sources."""
        return frozenset(key for key, state in self.states.items() if state is Freshness.FRESH)

    @cached_property
    def _texts(self) -> Mapping[Key, tuple[Module, Mapping[str, list[Declaration]]]]:
        """The declarations of every module that has fresh evidence, by name."""
        found = {}
        for project in self.index.projects if self.index else ():
            for module in project.modules:
                key = (project.project.id, module.name)
                if key in self.fresh:
                    named: dict[str, list[Declaration]] = {}
                    for declaration in module.declarations:
                        named.setdefault(declaration.name, []).append(declaration)
                    found[key] = (module, named)
        return found

    @cached_property
    def _defined(self) -> Mapping[str, Ref]:
        """The projects' own definitions by name."""
        return definitions(self.index) if self.index else {}

    def freshness(self, ref: Ref) -> Freshness:
        """Whether there is a record of exactly these sources."""
        return self.states.get((ref.project, ref.module), Freshness.ABSENT)

    def constant(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record of a declaration, or None."""
        found = self.recorded(ref)
        return found if found is not None and self.misfit(ref) is None else None

    def recorded(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record under a declaration's name, whether or not it is of what the text
        declares."""
        if self.freshness(ref) is not Freshness.FRESH:
            return None
        return self.evidence[ref.project, ref.module].constants.get(ref.name)

    def misfit(self, ref: Ref) -> str | None:
        """Why the fresh record of a declaration is not of what the text declares, in words; None
        when it fits, or there is none."""
        return self._own_misfit(ref) or (self._spoken_of(ref) if self._misfit_definitions else None)

    @cached_property
    def _misfit_definitions(self) -> Mapping[str, str]:
        """The projects' definitions whose record is not of what the text declares, with why."""
        recorded = ((n, r) for n, r in self._defined.items() if (r.project, r.module) in self.fresh)
        found = ((name, self._own_misfit(ref)) for name, ref in recorded)
        return {name: reason for name, reason in found if reason}

    def _spoken_of(self, ref: Ref) -> str | None:
        """The same for the definitions that a statement speaks of."""
        constant = self.recorded(ref)
        pending = list(constant.mentions) if constant else []
        seen = set(pending)
        while pending:
            name = pending.pop()
            if name in self._misfit_definitions and name != ref.name:
                return f"{name}, which it speaks of: {self._misfit_definitions[name]}"
            below = self.recorded(self._defined[name]) if name in self._defined else None
            for further in below.mentions if below else ():
                if further not in seen:
                    seen.add(further)
                    pending.append(further)
        return None

    def _own_misfit(self, ref: Ref) -> str | None:
        if ref not in self._misfits:
            self._misfits[ref] = self._judged(ref)
        return self._misfits[ref]

    def _judged(self, ref: Ref) -> str | None:
        constant = self.recorded(ref)
        if constant is None:
            return None
        module, named = self._texts.get((ref.project, ref.module), (None, {}))
        declared = [d for d in named.get(ref.name, ()) if not d.approximate]
        if module is None or not declared:
            return None
        reasons = [misfit(d, module, constant, self._defined) for d in declared]
        return None if None in reasons else reasons[0]

    def toolchain(self, ref: Ref) -> str | None:
        """The Lean that made the record, stale or not; None when there is none."""
        record = self.evidence.get((ref.project, ref.module))
        return record.toolchain if record else None


def unused(evidence: Mapping[Key, ModuleEvidence], index: Index) -> Iterator[tuple[Key, str]]:
    """Every record that is there and does not count, with why."""
    now = origins(index) if evidence else {}
    modules = {(p.project.id, m.name): p.project for p in index.projects for m in p.modules}
    for key in sorted(evidence):
        if key not in modules:
            yield key, "there is no such module any more"
        else:
            reason = staleness(evidence[key], now.get(key), modules[key])
            if reason:
                yield key, reason
