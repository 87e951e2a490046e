"""What the reader of a result should know and nobody did wrong: lakefiles that are not understood,
packages beside the project that are not scanned, records of the compiler that do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from indexer.evidence.fresh import Key, unused
from indexer.evidence.records import ModuleEvidence
from indexer.judge.records import NOT_LOOKED_AT, ClaimReport, Package
from indexer.lake.records import Project
from indexer.scan.records import Index

_MOST = 3  # names in one remark
_NOT_UNDERSTOOD = frozenset({"lakefile", "not-simple"})


def remarks(
    index: Index,
    evidence: Mapping[Key, ModuleEvidence],
    claims: Iterable[ClaimReport] = (),
    packages: Iterable[Package] = (),
) -> tuple[str, ...]:
    """One sentence for each thing, in order of project; then the proofs of `claims` and the
    `packages` that nobody looked at."""
    folders = {Path(p.project.root).resolve() for p in index.projects}
    found: list[str] = []
    for scanned in index.projects:
        found += _lakefile(scanned.project)
        found += _beside(scanned.project, folders)
    return (*found, *_records(index, evidence), *_not_looked_at(claims), *_not_seen(packages))


def _not_seen(packages: Iterable[Package]) -> Iterator[str]:
    """Packages whose proofs nobody looked at, those with one reason together."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for package in packages:
        if package.unseen:
            reasons[package.unseen].append(package.name)
    for reason, names in sorted(reasons.items()):
        rest = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        which = "package" if len(names) == 1 else "packages"
        yield (
            f"what claims rest on in the {which} {', '.join(names[:_MOST])}{rest} is not known: "
            f"{reason}"
        )


def _not_looked_at(claims: Iterable[ClaimReport]) -> Iterator[str]:
    """Proofs in other repositories that nobody looked at."""
    backings = [b for c in claims for b in c.backings if NOT_LOOKED_AT in b.flags]
    if backings:
        names = list(dict.fromkeys(b.backing.where for b in backings))
        rest = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        what = "1 backing" if len(backings) == 1 else f"{len(backings)} backings"
        where = ", ".join(names[:_MOST]) + rest
        yield f"{what} in other repositories not looked at: {where}; leancat fetch brings them"


def _lakefile(project: Project) -> Iterator[str]:
    if not project.understood:
        for path, diagnostic in project.diagnostics:
            if diagnostic.code in _NOT_UNDERSTOOD:
                place = f"{path}:{diagnostic.line}:{diagnostic.column}"
                yield (
                    f"the lakefile of {project.id} is not understood ({place}: "
                    f"{diagnostic.message}), so that every file counts as built; name the "
                    "libraries' roots in leancat.toml"
                )
                break
    if project.unclear:
        yield (
            f"the lakefile of {project.id} is not understood: {project.unclear[0]}, so that what "
            "Lean is called with cannot be told and nothing of it counts as covered"
        )


def _beside(project: Project, folders: set[Path]) -> Iterator[str]:
    """Requirements that are folders and no projects of the catalogue: code of the same people, as a
    rule, that nobody looks at."""
    for dependency in project.dependencies:
        if not dependency.path or dependency.url:
            continue
        if (Path(project.root) / dependency.path).resolve() not in folders:
            yield (
                f"{project.id} requires {dependency.name} from the folder {dependency.path}, which "
                "is no project of the catalogue and is not scanned; name it in leancat.toml"
            )


def _records(index: Index, evidence: Mapping[Key, ModuleEvidence]) -> Iterator[str]:
    """Records that do not count, those with one reason together."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for (project, module), reason in unused(evidence, index):
        reasons[reason].append(f"{project}/{module}")
    for reason, names in sorted(reasons.items()):
        named = ", ".join(names[:_MOST])
        rest = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        yield f"evidence of {named}{rest} does not count: {reason}; run leancat evidence again"
