"""The check for people: the few lines that matter first, then what to do, then the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from indexer.base.inert import inert
from indexer.formats.summary import (
    company,
    counted,
    falls,
    has_headline,
    headline,
    summarise,
    verdict,
    worth_telling,
)
from indexer.gate import fails
from indexer.gate.records import CheckResult, Finding, FindingState
from indexer.gate.rules import RULES

_SAYS_CLAIM = frozenset({"coverage-lost", "claim-removed"})
"""Rules whose message names the claim already."""

_MOST = 30
"""Findings shown one by one: more than anybody reads at once, less than a screenful of pages."""


def write(result: CheckResult, *, colour: bool = False, full: bool = False) -> str:
    """The result as text; `colour` adds ANSI codes, `full` shows every finding."""
    lines = [*_head(result), *_findings(result, full), *_tail(result)]
    text = "\n".join(lines) + "\n"
    return text if colour else click.unstyle(text)


def _head(result: CheckResult) -> Iterator[str]:
    bad = summarise(result).failing or not result.complete
    mark = click.style("✗", fg="red", bold=True) if bad else click.style("✓", fg="green", bold=True)
    against = f" against {inert(result.base)}" if result.complete else ""
    yield f"{mark} {click.style(verdict(result), bold=True)}{against}"
    if has_headline(result):
        numbers = click.style(headline(result), bold=True)
        yield f"  {numbers} claims covered, {company(result)}"


def _findings(result: CheckResult, full: bool) -> Iterator[str]:
    """What somebody should act on, grouped by file in the order of the first finding of each."""
    told = worth_telling(result)
    shown = told if full else told[:_MOST]
    order = {path: at for at, path in reversed(list(enumerate(f.path for f in shown)))}
    grouped = sorted(shown, key=lambda finding: order[finding.path])
    for path, findings in groupby(grouped, key=lambda finding: finding.path):
        yield ""
        yield click.style(inert(path) or "(no file)", underline=True)
        yield from _file(findings)
    if len(told) > len(shown):
        yield ""
        yield f"and {len(told) - len(shown)} more; --full or --format json shows them all"


def _file(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings of one file; the way out is said once for findings of one rule in a row."""
    for rule, same in groupby(findings, key=lambda finding: finding.rule):
        rows = list(same)
        for finding in rows:
            place = f"{finding.line}:{finding.column + 1}"
            name = click.style(rule, fg="red" if fails(finding) else "yellow")
            yield f"  {place:<8} {name}  {inert(finding.message)}"
            if finding.claims and finding.rule not in _SAYS_CLAIM:
                yield f"           {inert(falls(finding.claims))}"
        way = rows[0].help if len(rows) == 1 else RULES[rule].way_out
        yield click.style(f"           → {inert(way)}", dim=True)


def _tail(result: CheckResult) -> Iterator[str]:
    summary = summarise(result)
    yield ""
    moved = [f for f in result.findings if f.state is FindingState.MOVED]
    yield from (f"  renamed: {inert(finding.message)}" for finding in moved[:_MOST])
    yield from (f"  note: {inert(note)}" for note in result.notes)
    counts = [
        f"{count} {word}"
        for count, word in (
            (summary.new, "new"),
            (summary.stale, "stale"),
            (summary.warnings, "warnings"),
            (summary.moved, "renamed"),
            (summary.known, "known"),
            (summary.fixed, "fixed"),
        )
        if count or word in ("new", "known")
    ]
    fallen = f"; {counted(len(summary.fallen), 'claim')} fallen" if summary.fallen else ""
    yield f"  {', '.join(counts)}{fallen}"
