"""Markdown for a step summary or a comment on a pull request.

The first line is a marker by which a bot finds its own comment and edits it in place of adding
another.  A comment may hold 65,536 characters and a step summary 1 MiB: the table ends before that
and says how much is left.  All text from files is written in character references, so that no name
becomes a link, an image, a mention or a new column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from indexer.base.inert import inert
from indexer.formats.summary import (
    company,
    counted,
    has_headline,
    headline,
    summarise,
    verdict,
    worth_telling,
)
from indexer.gate import fails
from indexer.gate.records import CheckResult, Finding
from indexer.gate.rules import RULES

MARKER = "<!-- leancat -->"
LIMIT = 60_000
"""Bytes of UTF-8; a comment may have 65,536 characters, and a bot may add words of its own."""

_LONGEST = 400
_SPECIAL = re.compile(r"[^\w\s.,;()/→-]|_")


def write(result: CheckResult, *, limit: int = LIMIT) -> str:
    """The result as Markdown of at most `limit` bytes."""
    head = "\n".join(_head(result))
    tail = "\n".join(_tail(result))
    room = limit - len((head + tail).encode()) - 200
    return f"{head}\n{_table(result, room)}{tail}\n"


def _head(result: CheckResult) -> Iterator[str]:
    bad = summarise(result).failing or not result.complete
    yield MARKER
    yield f"### {'❌' if bad else '✅'} leancat: {verdict(result)}"
    yield ""
    if has_headline(result):
        share = f"({result.after.percent} %), {company(result)}"
        yield f"**{headline(result)}** claims covered {share}; held against {escaped(result.base)}."
        yield ""


def _table(result: CheckResult, room: int) -> str:
    """As many rows as there is room for."""
    told = worth_telling(result)
    if not told:
        return ""
    lines = ["| rule | where | what | claims that fall |", "|---|---|---|---|"]
    room -= sum(len(line) + 1 for line in lines)
    for finding in told:
        row = _row(finding)
        room -= len(row.encode()) + 1
        if room < 0:
            break
        lines.append(row)
    left = len(told) - (len(lines) - 2)
    more = [f"\nand {left} more; the log and `leancat check --format json` have them all."]
    return "\n".join([*lines, *(more if left else []), ""])


def _row(finding: Finding) -> str:
    rule = f"**{finding.rule}**" if fails(finding) else finding.rule
    where = f"{escaped(finding.path)}&#58;{finding.line}" if finding.path else ""
    claims = ", ".join(finding.claims)
    return f"| {rule} | {where} | {escaped(finding.message)} | {escaped(claims)} |"


def _tail(result: CheckResult) -> Iterator[str]:
    summary = summarise(result)
    told = sorted(worth_telling(result), key=lambda finding: tuple(RULES).index(finding.rule))
    if told:
        yield ""
    for rule, found in groupby(told, key=lambda finding: finding.rule):
        ways = {finding.help for finding in found}
        yield f"- {rule}: {escaped(ways.pop() if len(ways) == 1 else RULES[rule].way_out)}"
    yield ""
    for note in result.notes:
        yield f"> {escaped(note)}"
        yield ""
    known = f"{summary.known} known, {summary.moved} renamed, {summary.fixed} fixed"
    yield f"{known}; {counted(len(summary.fallen), 'claim')} fallen."


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, cut when it is very long."""
    text = inert(" ".join(text.split()))
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)
