"""A report of another checker → what is kept of it, bound to the sources at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.base import git
from indexer.base.errors import Problem, RevisionError, UsageError
from indexer.evidence.replays import Replay, bindings
from indexer.evidence.reports import Report
from indexer.scan.records import Index, ProjectIndex


def bound(
    report: Report,
    data: bytes,
    index: Index,
    project: str | None,
    modules: Iterable[str],
    *,
    version: str,
    by: str,
    commit: str | None,
) -> Replay:
    """What is kept of a report on a project (default: the only one), made with this `version` of
    the tool, `by` somebody, of `commit` (default: the one checked out, if any).  `modules` are
    those that were exported, for a tool that does not say.

    Raises UsageError when it cannot be told what the report is of, or when the sources at hand are
    not those of the commit.
    """
    within = _project(index, project)
    all_modules = {module.name for module in within.modules}
    names = _known(report.names, within)
    refused = dict(report.refused)
    whole = [m for m in report.modules if m in all_modules]
    if report.is_whole:
        whole = _exported(within, modules)
    elif report.root:
        whole = [m for m in all_modules if m == report.root or m.startswith(f"{report.root}.")]
    homes = {m for n in (*names, *refused) for m in _homes(n, within)} | {*whole}
    if not homes:
        hint = "--project says which one; import the report where its sources are"
        raise UsageError(Problem(f"the report names nothing of {within.project.id}", hint=hint))
    known = bindings(index)
    id = within.project.id
    lost = sorted(module for module in homes if (id, module) not in known)
    if lost:
        message = f"what {lost[0]} is made from is not wholly known: nothing can be bound to it"
        raise UsageError(Problem(message, hint="a package without a revision, or a file it reads"))
    return Replay(
        file=f"{id}.{report.tool}.{hashlib.sha256(data).hexdigest()[:12]}.json",
        project=id,
        tool=report.tool,
        version=version,
        by=by,
        commit=_commit(within, homes, commit),
        replays=report.replays,
        is_deep=report.is_deep,
        kernels=report.kernels,
        names=names,
        modules=tuple(sorted(whole)) if report.replays else (),
        refused=refused,
        bound={module: known[id, module] for module in sorted(homes)},
        report=hashlib.sha256(data).hexdigest(),
    )


def _project(index: Index, name: str | None) -> ProjectIndex:
    found = [p for p in index.projects if name in (None, p.project.id)]
    if len(found) == 1:
        return found[0]
    ids = ", ".join(p.project.id for p in index.projects)
    message = f"there is no project {name}" if name else "the report may be of any project"
    raise UsageError(Problem(message, hint=f"--project takes one of {ids}"))


def _known(names: object, within: ProjectIndex) -> dict[str, tuple[str, ...]]:
    assert isinstance(names, dict)
    return {name: axioms for name, axioms in names.items() if any(_homes(name, within))}


def _homes(name: str, within: ProjectIndex) -> Iterator[str]:
    """The module that a name is of, be it a module's own or a declaration's."""
    for module in within.modules:
        if module.name == name or any(d.name == name for d in module.declarations):
            yield module.name


def _exported(within: ProjectIndex, modules: Iterable[str]) -> list[str]:
    listed = list(modules)
    unknown = [m for m in listed if m not in {module.name for module in within.modules}]
    if unknown or not listed:
        message = f"there is no module {unknown[0]}" if unknown else "the log names no module"
        raise UsageError(Problem(message, hint="--module NAME says what was exported"))
    return listed


def _commit(within: ProjectIndex, homes: set[str], name: str | None) -> str:
    """The commit that the report is of, which must have these very modules."""
    root = Path(within.project.root)
    try:
        revision = git.open_revision(root, name or "HEAD")
    except RevisionError:
        if name:
            raise
        return ""
    for module in within.modules:
        if module.name not in homes:
            continue
        path = module.path
        data = (root / path).read_bytes()
        if not revision.files.exists(path) or revision.files.read(path) != data:
            message = f"{path} is not as in {revision.commit[:12]}, of which the report would be"
            hint = "commit, run the checker, and import its report there"
            raise UsageError(Problem(message, hint=hint))
    return revision.commit
