"""`leancat drift`: one screen on what has changed and what is no longer true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from indexer import gate
from indexer.app import drift, gating
from indexer.app.drift import DriftScreen
from indexer.app.drifting import Look
from indexer.base.errors import Problem, UsageError
from indexer.base.inert import inert
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, format_option, scan_options, stdout, write_data
from indexer.formats.answers import document
from indexer.formats.summary import counted
from indexer.gate.records import Finding
from indexer.scan.options import ScanOptions

_NAMES = 4
"""Names told on a line; the rest are counted."""


@click.command(name="drift")
@click.option("--since", metavar="DATE", help="Compare with the state at the start of that day.")
@format_option()
@catalogue_option
@scan_options
def command(since: str | None, format_: str, catalogue: Path | None, options: ScanOptions) -> int:
    """Say on one screen what changed since the last look, and what is not true now.

    The last look is remembered in leancat's cache folder, not in the repository; with --since the
    state is read from git's history instead, and nothing is remembered.

    Exit codes are those of leancat check: 0 clean, 1 findings, 2 the check could not be done.

    Example: leancat drift --since 2026-05-01
    """
    place = gating.ground(catalogue or find_catalogue(Path.cwd()))
    look = Look(place, _day(since) if since else None, options)
    complete = look.result.complete
    if format_ == "json":
        write_data(document({"complete": complete, **look.screen.to_dict()}))
    else:
        _show(look.screen, complete=complete)
    look.remember()
    return gate.exit_code(look.result)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        hint = "write it as 2026-05-01"
        raise UsageError(Problem(f"--since: {text!r} is no date", hint=hint)) from error


def _show(seen: DriftScreen, *, complete: bool) -> None:
    console = stdout()
    width = console.width if console.is_terminal else 100
    for name, words, style in _lines(seen, complete):
        line = inert(f"{name:<12} {words}" if name else words)
        if cell_len(line) > width:
            line = set_cell_size(line, width - 1).rstrip() + "…"
        console.print(Text(line, style=style), no_wrap=True)


def _lines(seen: DriftScreen, complete: bool) -> Iterator[tuple[str, str, str]]:
    """Name, words and style of each line: never more than a screen."""
    yield "", f"drift {seen.since}", "bold"
    if not complete:
        yield "scan", "not everything could be read: leancat check says what", "red"
    yield "covered", _headline(seen), ""
    if seen.comparison is not None:
        yield from _changes(seen.comparison)
    for told in seen.told:
        words = _found(told) if told.findings else told.topic.fine
        yield told.topic.name, words, "red" if told.findings else "dim"
    if seen.toolchains:
        yield "toolchain", "; ".join(map(_toolchain, seen.toolchains)), "yellow"
    else:
        yield "toolchain", "none older than its evidence", "dim"
    if any(told.findings for told in seen.told):
        yield "", "leancat check shows each with its place and what to do", "dim"


def _headline(seen: DriftScreen) -> str:
    words = f"{seen.covered}, {seen.now.checked} checked"
    before = seen.comparison.before if seen.comparison else None
    if before is None:
        return words
    was = f"{before.covered}/{before.total}, {before.checked} checked"
    return f"{words} (as before)" if was == words else f"{words} (was {was})"


def _changes(found: drift.Comparison) -> Iterator[tuple[str, str, str]]:
    moves = [f"{move.claim} {move.before} → {move.after}" for move in found.claims]
    names = {"claims": moves}
    if found.comparable:
        names["statements"] = [name.partition(":")[2] for name in found.statements]
        names["definitions"] = list(found.definitions)
    for name, changed in names.items():
        yield name, _listed("changed", changed), "yellow" if changed else "dim"
    if not found.comparable:
        yield "statements", "not comparable: the last look was of another version", "dim"


def _listed(what: str, names: list[str]) -> str:
    if not names:
        return f"none {what}"
    rest = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{len(names)} {what}: {', '.join(names[:_NAMES])}{rest}"


def _found(told: drift.Told) -> str:
    """How many, how many of them new, and where the first ones are."""
    fresh = f", {told.fresh} new" if told.fresh else ""
    places = list(dict.fromkeys(_place(finding) for finding in told.findings))
    return f"{counted(len(told.findings), 'finding')}{fresh}: {_some(places)}"


def _some(places: Iterable[str]) -> str:
    every = list(places)
    rest = f" and {len(every) - _NAMES} more" if len(every) > _NAMES else ""
    return f"{', '.join(every[:_NAMES])}{rest}"


def _place(finding: Finding) -> str:
    if finding.declaration:
        return finding.declaration
    return f"{finding.path}:{finding.line}" if finding.path else finding.message


def _toolchain(found: drift.Toolchains) -> str:
    return f"{found.project} asks for {found.wanted}, its evidence is of {', '.join(found.made)}"
