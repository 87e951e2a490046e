"""Whether evidence may be used: only while the sources it was made from are those at hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.model import (
    ConstantEvidence,
    Freshness,
    Index,
    Module,
    ModuleEvidence,
    Project,
    Ref,
)
from indexer.order import components

Key = tuple[str, str]
"""A module of the index: project id, module name."""

CORE = frozenset({"Init", "Std", "Lean", "Lake"})
"""Roots of the modules that come with Lean itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a module is made from, as the index has it now.

    `sources` holds the sha256 of its own source, and for every project module it imports directly a
    digest of that module's source and of all that lies below it.  `packages` holds, for every other
    package it imports directly, the revision that the project's manifest fixes ("" for none).
    `imports` are the project modules among its imports, in order.
    """

    sources: Mapping[str, str]
    packages: Mapping[str, str]
    imports: tuple[Key, ...]
    digest: str


def origins(index: Index) -> dict[Key, Origin]:
    """The origin of every module, in import order; modules in an import cycle have none."""
    modules = {(p.project.id, m.name): (p.project, m) for p in index.projects for m in p.modules}
    imports = _imports(modules)
    found: dict[Key, Origin] = {}
    for component in components(imports):
        key = component[0]
        alone = len(component) == 1 and key not in imports[key]
        if alone and all(i in found for i in imports[key]):
            found[key] = _origin(*modules[key], imports[key], found)
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
    project: Project, module: Module, imports: list[Key], found: Mapping[Key, Origin]
) -> Origin:
    below = {name: found[home, name].digest for home, name in imports}
    names = {i.name for i in module.imports} - below.keys()
    packages = dict(
        package_of(project, name) for name in names if name.partition(".")[0] not in CORE
    )
    sources = {**below, module.name: module.sha256}
    text = json.dumps([sources, packages], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Origin(sources, packages, tuple(imports), digest)


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
    now = origins(index)
    return {
        (p.project.id, m.name): _judge(
            evidence.get((p.project.id, m.name)), now.get((p.project.id, m.name)), p.project
        )
        for p in index.projects
        for m in p.modules
    }


def _judge(record: ModuleEvidence | None, now: Origin | None, project: Project) -> Freshness:
    if record is None:
        return Freshness.ABSENT
    if now is None or record.sources != now.sources or record.packages != now.packages:
        return Freshness.STALE
    made, wanted = release(record.toolchain), release(project.toolchain or "")
    return Freshness.STALE if made and wanted and made != wanted else Freshness.FRESH


def release(toolchain: str) -> tuple[int, ...]:
    """`leanprover/lean4:v4.28.0-rc1` → (4, 28, 0); () for what names no release (a nightly)."""
    name = toolchain.rpartition(":")[2].removeprefix("v").partition("-")[0]
    parts = name.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


@dataclass(frozen=True, slots=True)
class Record:
    """Answers for the evidence at hand; nothing but fresh evidence is told."""

    evidence: Mapping[Key, ModuleEvidence] = field(default_factory=dict)
    states: Mapping[Key, Freshness] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Mapping[Key, ModuleEvidence], index: Index) -> Record:
        """Hold evidence against the sources of an index."""
        return cls(evidence, freshness(evidence, index))

    def freshness(self, ref: Ref) -> Freshness:
        """Whether there is a record of exactly these sources."""
        return self.states.get((ref.project, ref.module), Freshness.ABSENT)

    def constant(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record of a declaration, or None."""
        if self.freshness(ref) is not Freshness.FRESH:
            return None
        return self.evidence[ref.project, ref.module].constants.get(ref.name)

    def toolchain(self, ref: Ref) -> str | None:
        """The Lean that made the record, stale or not; None when there is none."""
        record = self.evidence.get((ref.project, ref.module))
        return record.toolchain if record else None
