"""`leancat evidence`: compiled modules → `catalogue/evidence/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from indexer.app.recording import Ran, keep_report, record
from indexer.base.errors import Problem, UsageError
from indexer.catalogue import find_catalogue, load_catalogue
from indexer.cli.console import (
    catalogue_option,
    scan_options,
    stderr,
    stdout,
)
from indexer.evidence.collect import Collected
from indexer.evidence.fresh import Key
from indexer.evidence.replays import Replay
from indexer.scan.options import ScanOptions

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
    if report is not None:
        if not by.strip() or not tool_version.strip():
            hint = "--by WHO --tool-version VERSION"
            raise UsageError(Problem("say who ran the checker, and which version of it", hint=hint))
        ran = Ran(tool_version.strip(), by.strip(), commit, project, modules)
        _tell_report(*keep_report(read, report, ran, options))
        return 0
    found, gone = record(read, builds, options)
    _tell(found, gone)
    return 1 if found.refused else 0


def _tell_report(replay: Replay, gone: Iterable[str]) -> None:
    said = f"{len(replay.names)} theorems, {len(replay.modules)} modules accepted"
    stdout().print(f"{replay.tool}: {said}, {len(replay.refused)} refused", markup=False)
    for name in gone:
        stderr().print(f"dropped: {name}, which is of other sources", markup=False)


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
