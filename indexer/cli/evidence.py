"""`leancat evidence`: compiled modules → `catalogue/evidence/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from indexer.app.replaying import bound
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import read_file
from indexer.catalogue import find_catalogue, load_catalogue
from indexer.cli.console import (
    catalogue_option,
    scan_options,
    stderr,
    stdout,
)
from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import load_evidence, write_evidence
from indexer.evidence.fresh import Key, freshness
from indexer.evidence.records import Freshness
from indexer.evidence.replays import Replays, load_replays, write_replay
from indexer.evidence.reports import read_report
from indexer.scan import loader
from indexer.scan.options import ScanOptions
from indexer.scan.records import Index

_MOST_NAMED = 20


@click.command(name="evidence")
@click.option(
    "--build",
    "builds",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of compiled modules (default: .lake/build/lib/lean of each project).",
)
@click.option(
    "--replayed",
    "report",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Import another checker's report instead.",
)
@click.option("--project", metavar="ID", help="With --replayed: the project it is of.")
@click.option("--module", "modules", multiple=True, metavar="NAME", help="What was exported.")
@click.option("--tool-version", default="", metavar="VERSION", help="The checker's version.")
@click.option("--by", default="", metavar="WHO", help="Who ran the checker.")
@click.option("--commit", metavar="REV", help="Where it ran (default: HEAD).")
@catalogue_option
@scan_options
def command(
    builds: tuple[Path, ...],
    report: Path | None,
    project: str | None,
    modules: tuple[str, ...],
    tool_version: str,
    by: str,
    commit: str | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Read what the compiler left behind, and keep it in catalogue/evidence/.

    For every module that was compiled from exactly the sources at hand: the axioms that each
    declaration rests on, and a fingerprint of its statement. Nothing is compiled and nothing of a
    project is run. Build folders of other packages may be given too; then those are followed.

    --replayed imports what comparator, SafeVerify, axiom-audit, lean4checker or nanoda wrote into
    catalogue/replays/, bound to the commit and the sources at hand.

    Exit code 1 when a compiled module does not belong to its source, 2 when nothing is compiled.

    Example: lake build && leancat evidence
    """
    read = load_catalogue(catalogue or find_catalogue(Path.cwd()))
    index = loader.load_index(read, jobs=options.jobs, cache=options.cache)
    if report is not None:
        _import(report, Path(read.root), index, project, modules, tool_version, by, commit)
        return 0
    with options.watch("reading compiled modules") as update:
        found = collect(index, builds, progress=update)
    folder = Path(read.root) / "evidence"
    _refuse_nothing(found, builds)
    gone = write_evidence(folder, found.records, keep=_kept(folder, index))
    _tell(found, gone)
    return 1 if found.refused else 0


def _import(
    path: Path,
    root: Path,
    index: Index,
    project: str | None,
    modules: tuple[str, ...],
    version: str,
    by: str,
    commit: str | None,
) -> None:
    """Keep a report of another checker, and drop those that are of no sources at hand any more."""
    if not by.strip() or not version.strip():
        hint = "--by WHO --tool-version VERSION"
        raise UsageError(Problem("say who ran the checker, and which version of it", hint=hint))
    data = read_file(path, most=_LARGEST_REPORT)
    found = read_report(data, str(path))
    replay = bound(
        found, data, index, project, modules, version=version.strip(), by=by.strip(), commit=commit
    )
    replays = Replays(load_replays(root), index)
    gone = [r.file for r in replays.all if not any(replays.is_of(r, m) for m in r.bound)]
    write_replay(root, replay, gone)
    said = f"{len(replay.names)} theorems, {len(replay.modules)} modules accepted"
    stdout().print(f"{replay.tool}: {said}, {len(replay.refused)} refused", markup=False)
    for name in gone:
        stderr().print(f"dropped: {name}, which is of other sources", markup=False)


_LARGEST_REPORT = 64_000_000


def _refuse_nothing(found: Collected, builds: tuple[Path, ...]) -> None:
    """A run that sees no compiled module at all must not look like success."""
    if found.records or found.refused:
        return
    where = ", ".join(map(str, builds)) or "the projects' .lake/build"
    hint = "run `lake build` in each project, or name the folder with --build"
    raise InputError(Problem(f"no compiled module of any project in {where}", hint=hint))


def _kept(folder: Path, index: Index) -> set[Key]:
    """Modules without a new record keep the one they have, as long as they exist."""
    states = freshness(load_evidence(folder), index)
    return {key for key, state in states.items() if state is not Freshness.ABSENT}


def _tell(found: Collected, gone: tuple[Key, ...]) -> None:
    total = len(found.records) + len(found.refused) + len(found.missing)
    constants = sum(len(record.constants) for record in found.records)
    lean = ", ".join(sorted({record.toolchain for record in found.records})) or "none"
    stdout().print(
        f"{len(found.records)} of {total} modules, {constants} declarations (Lean {lean})",
        markup=False,
    )
    _list("not counted", {f"{k[0]}/{k[1]}": why for k, why in found.refused.items()})
    unbuilt = Counter(project for project, _ in found.missing)
    for project, count in sorted(unbuilt.items()):
        stderr().print(f"not compiled: {count} modules of {project}", markup=False)
    for project, module in gone:
        stderr().print(f"dropped: {project}/{module}, which is no more", markup=False)


def _list(head: str, entries: Mapping[str, str]) -> None:
    for name, why in sorted(entries.items())[:_MOST_NAMED]:
        stderr().print(f"{head}: {name}: {why}", style="yellow", markup=False)
    rest = len(entries) - _MOST_NAMED
    if rest > 0:
        stderr().print(f"{head}: … and {rest} more", style="yellow", markup=False)
