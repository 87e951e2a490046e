"""The terms of the check, where a change makes them other: the configuration, what is built, by
which Lean, and of whose packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.claims.records import Config, ProjectEntry
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.lake.project import reachable
from indexer.scan.records import ProjectIndex

_OWNER = "leanprover"
_RELEASE = re.compile(r"|v?[0-9].*|stable|beta|nightly.*")


def findings(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """What a change did to the terms of the check since `base`."""
    yield from _configuration(now, base)
    yield from _meant(now, base)
    yield from _projects(now, base)


def _configuration(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """What the configuration tolerates or leaves out and did not before."""
    is_, was = now.report.catalogue.config, base.report.catalogue.config
    axioms = sorted(set(is_.allowed_axioms) - set(was.allowed_axioms))
    if axioms:
        yield _term(now, "allowed_axioms", f"allows the axioms {', '.join(axioms)}")
    loose = [each for each in is_.tolerances if each not in was.tolerances]
    if loose:
        yield _term(now, "tolerances", f"tolerates more ({'; '.join(t.reason for t in loose)})")
    words = sorted(_keywords(was) ^ _keywords(is_))
    if words:
        yield _term(now, "keywords", f"has other keywords ({', '.join(words)})")
    if is_.stale_passes and not was.stale_passes:
        yield _term(now, "baseline_stale", "lets entries pass whose sorry is gone")
    if _links(is_) != _links(was):
        yield _term(now, "source_url", "links to other sources")
    if is_.sources != was.sources:
        yield _term(now, "sources", "takes claims from other sources")
    known = {p.id: p for p in was.projects}
    others = [p.id for p in is_.projects if _is_built_otherwise(p, known.get(p.id))]
    if others:
        yield _term(now, "projects", f"says otherwise what is built ({', '.join(others)})")
    unheard = sorted(_hubs(base) - _hubs(now))
    if unheard:
        yield _term(now, "hubs", f"or papers.yaml leaves out hubs ({', '.join(unheard)})")


def _is_built_otherwise(project: ProjectEntry, was: ProjectEntry | None) -> bool:
    """Whether other roots or another folder are named for a project that was there before."""
    return was is not None and (project.path, project.roots) != (was.path, was.roots)


def _keywords(config: Config) -> set[str]:
    """All declaration keywords; those of one project with its id."""
    own = (f"{p.id}: {word}" for p in config.projects for word in p.keywords)
    return {*config.keywords, *own}


def _links(config: Config) -> dict[str, str | None]:
    return {"": config.source_url, **{p.id: p.source_url for p in config.projects if p.source_url}}


def _hubs(snapshot: Snapshot) -> set[str]:
    """The pages of the repository that are audited."""
    catalogue = snapshot.report.catalogue
    papers = (paper.hub for paper in catalogue.papers if paper.hub and "://" not in paper.hub)
    return {*catalogue.config.hubs, *papers}


def _meant(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Sorries that a Challenge means since this change, and that nobody is told of any more."""
    before = {one for origin in base.report.catalogue.origins for one in origin.meant}
    for origin in now.report.catalogue.origins:
        names = sorted(name for one in origin.meant for name in one[2:] if one not in before)
        if names:
            message = f"the sorries of {', '.join(names)} are meant since this change"
            finding = make("terms-changed", message, identity=(origin.path, *names))
            yield replace(finding, path=now.parent + origin.path)


def _term(now: Snapshot, key: str, what: str) -> Finding:
    finding = make("terms-changed", f"leancat.toml {what} since this change", identity=(key,))
    return replace(finding, path=f"{now.catalogue}leancat.toml")


def _projects(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Another owner's Lean, and a dependency that comes from somewhere else."""
    before = {p.project.id: p for p in base.index.projects}
    for project in now.index.projects:
        was = before.get(project.project.id)
        if was is not None:
            yield from _toolchain(now, project, was)
            yield from _lakefile(now, project, was)
            yield from _defaults(now, project, was)
            yield from _dependencies(now, project, was)


def _toolchain(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    old, new = was.project.toolchain, project.project.toolchain
    if old and not new:
        name = project.project.id
        message = f"project {name} names no Lean any more, and was built by {old}"
        finding = make("toolchain-changed", message, identity=(name,))
        yield replace(finding, project=name, path=now.path(name, "lean-toolchain"))
    if new and owner(new) not in (owner(old or ""), _OWNER):
        name = project.project.id
        message = f"project {name} is built by {owner(new)}'s Lean ({new}), and was by {old}"
        finding = make("toolchain-changed", message, identity=(name,))
        yield replace(finding, project=name, path=now.path(name, "lean-toolchain"))


def _lakefile(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    """Without a lakefile nothing tells what is built, and every file counts as built."""
    if _has_lakefile(was) and not _has_lakefile(project) and project.modules:
        name = project.project.id
        message = f"project {name} has no lakefile any more, so that every file counts as built"
        finding = make("scanned-less", message, identity=(name, "lakefile"))
        yield replace(finding, project=name, path=now.path(name, "lakefile.toml"))


def _defaults(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    """What a bare `lake build` made, and leaves out now though a library still has it: nobody who
    builds the project compiles it any more."""
    before, after = _built_by_default(was), _built_by_default(project)
    places = {m.name: m.path for m in project.modules if m.name in project.reachable}
    lost = sorted((before - after) & places.keys())
    if lost and project.project.understood:
        name = project.project.id
        more = f" and {len(lost) - 1} more modules" if len(lost) > 1 else ""
        message = f"a bare `lake build` does not build {lost[0]}{more} any more"
        finding = make("scanned-less", message, identity=(name, "default targets"))
        path = now.path(name, places[lost[0]])
        yield replace(finding, level=Level.WARNING, project=name, path=path)


def _built_by_default(project: ProjectIndex) -> frozenset[str]:
    """The modules of a project that its default targets are made of; none where the lakefile does
    not tell."""
    if not project.project.understood:
        return frozenset()
    defaults = tuple(library for library in project.project.libraries if library.default)
    imports = {module.name: [i.name for i in module.imports] for module in project.modules}
    return reachable(replace(project.project, libraries=defaults), imports)


def _has_lakefile(project: ProjectIndex) -> bool:
    return all(d.code != "no-lakefile" for _, d in project.project.diagnostics)


def owner(toolchain: str) -> str:
    """Whose Lean a toolchain is: `v4.9.0` and `stable` are leanprover's, any other name without an
    origin is one that somebody linked [elan: a name is ORIGIN:RELEASE, or a URL]."""
    name = toolchain.strip()
    if "://" in name:
        return name.split("/")[2]
    origin, colon, _ = name.partition(":")
    if colon:
        return origin.partition("/")[0] or _OWNER
    return _OWNER if _RELEASE.fullmatch(name) else name


def _dependencies(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    name = project.project.id
    old = {d.name: d.url or d.path for d in was.project.dependencies}
    for dependency in project.project.dependencies:
        source, before = dependency.url or dependency.path, old.get(dependency.name)
        if source and _plain(source) != _plain(before or ""):
            came = f"came from {before}" if before else "was not required before"
            message = f"{dependency.name} comes from {source}, and {came}"
            finding = make("dependency-moved", message, identity=(name, dependency.name))
            yield replace(finding, project=name, path=now.path(name, "lakefile.toml"))


def _plain(url: str) -> str:
    return url.strip().rstrip("/").removesuffix(".git").casefold()
