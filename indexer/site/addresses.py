"""Where the site of a report has everything; a source too long for one page is divided."""

from __future__ import annotations

from collections.abc import Callable

from indexer.judge.records import Report
from indexer.lean.records import Module
from indexer.scan.records import Index
from indexer.site.urls import Urls, urls_of

Source = Callable[[str, Module], str]
"""Gives the text of a module (project id, module)."""

SOURCE_LINES = 1000
SOURCE_CHARACTERS = 120_000
LONG_LINE = 2000
"""Code points of a line that are shown; the rest is cut off."""


def addresses(report: Report, index: Index, source: Source) -> Urls:
    """Where the site has everything; only sources that are too long for one page are read."""
    parts = {
        (p.project.id, m.name): parts_of(source(p.project.id, m))
        for p in index.projects
        for m in p.modules
        if m.lines > SOURCE_LINES or m.size > SOURCE_CHARACTERS
    }
    return urls_of(report, index, parts)


def parts_of(text: str) -> tuple[int, ...]:
    """The first line of every page that a source is shown on, bounded in lines and length."""
    starts, length = [1], 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        shown = min(len(line), LONG_LINE) + 1
        if number - starts[-1] >= SOURCE_LINES or length + shown > SOURCE_CHARACTERS:
            starts.append(number)
            length = 0
        length += shown
    return tuple(starts)
