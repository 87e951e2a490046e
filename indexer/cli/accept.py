"""`leancat accept DECL… --reason TEXT`: tolerate a known sorry, axiom or use of compiled code."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from indexer.app import gating
from indexer.base.errors import Problem, UsageError
from indexer.base.suggestions import near
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, scan_options
from indexer.gate import Snapshot, baseline, upkeep
from indexer.gate.holes import WORD, Hole
from indexer.lean.names import canonical
from indexer.scan.options import ScanOptions


@click.command(name="accept")
@click.argument("names", nargs=-1, required=True, metavar="DECL...")
@click.option("--reason", required=True, help="Why it is tolerated; readers of the gate see it.")
@click.option("--issue", default="", help="A link to where it is followed up.")
@click.option("--until", metavar="DATE", help="The last day it is tolerated, as 2027-01-31.")
@click.option("--project", help="The project's id, where several have the declaration.")
@click.option("--even-in-ci", is_flag=True, help="Write although CI is set.")
@catalogue_option
@scan_options
def command(
    names: tuple[str, ...],
    reason: str,
    issue: str,
    until: str | None,
    project: str | None,
    even_in_ci: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Tolerate what declarations hold now: one file each in catalogue/baseline/.

    DECL is a declaration's full name; PATH:LINE, as leancat check prints it, for an example; or
    PATH for what belongs to no declaration.  The statement is remembered: when it changes, the
    entry no longer counts.

    Example: leancat accept Foo.bar --reason "waits for Mathlib" --until 2027-01-31
    """
    gating.refuse_in_ci(os.environ, even_in_ci)
    if not reason.strip():
        raise UsageError(Problem("--reason is empty", hint="say why it is tolerated"))
    expires = _date(until)
    place = gating.writable(catalogue or find_catalogue(Path.cwd()))
    now = gating.look(place, options, claims=False)
    holes = _find_all(names, now, project, place)
    entries = upkeep.entries_for(holes, reason=reason.strip(), issue=issue, expires=expires)
    outdated = upkeep.outdated_by(entries, now)
    files = baseline.write_entries(place.catalogue, entries, instead=outdated)
    for entry, file in zip(entries, files, strict=True):
        kinds = " and ".join(WORD.get(kind, kind) for kind in entry.tolerates)
        click.echo(f"accepted: {entry.subject[1]} has {kinds} ({place.shown}/{file})")
    return 0


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problem = Problem(f"--until {text} is no date", hint="write it as 2027-01-31")
        raise UsageError(problem) from None
    if day < datetime.now(UTC).date():
        raise UsageError(Problem(f"--until {text} has passed", hint="name a day to come"))
    return day


def _find_all(
    names: Iterable[str], now: Snapshot, project: str | None, place: gating.Ground
) -> list[Hole]:
    """The holes that are meant; every name that means none is told at once."""
    problems: list[Problem] = []
    found: list[Hole] = []
    holes = [hole for hole in now.holes if project in (None, hole.project)]
    for name in names:
        meant = _meant(name, holes, now, place)
        homes = sorted({hole.project for hole in meant})
        if not meant:
            problems.append(_nothing(name, holes, now, project))
        elif len(homes) > 1:
            hint = f"add --project, one of {', '.join(homes)}"
            problems.append(Problem(f"{name} stands in several projects", hint=hint))
        found.extend(meant)
    if problems:
        raise UsageError(problems)
    return found


def _meant(name: str, holes: list[Hole], now: Snapshot, place: gating.Ground) -> list[Hole]:
    """Holes of a declaration, else those at PATH:LINE, else those of a file and no declaration."""
    named = [hole for hole in holes if hole.declaration == canonical(name)]
    if named:
        return named
    path, _, line = name.rpartition(":") if name.rpartition(":")[2].isdecimal() else (name, "", "")
    spellings = {path, gating.below(Path(path).absolute(), place.top)}
    there = [hole for hole in holes if now.path(hole.project, hole.path) in spellings]
    if line:
        return [hole for hole in there if hole.line == int(line)]
    return [hole for hole in there if not hole.declaration]


def _nothing(name: str, holes: list[Hole], now: Snapshot, project: str | None) -> Problem:
    homes = [home for home, known in now.names if known == canonical(name)]
    if any(project in (None, home) for home in homes):
        return Problem(f"{name} holds nothing that needs accepting")
    close = near(name, sorted({hole.declaration for hole in holes}), 3, 0.5)
    hint = f"did you mean {', '.join(close)}?" if close else "leancat check lists what is new"
    return Problem(f"there is no declaration {name} with a sorry, axiom or the like", hint=hint)
