"""All figures of the README as tables, in one go: `python -m tests.bench.tables TREE`.

TREE is a copy of Mathlib.  Run it on a machine that does nothing else: it takes a quarter of an
hour, and only figures of one run can be compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.bench import gate, mathlib, scan, site
from tests.bench.scan import command
from tests.folders import ROOT


def measure(tree: Path, times: int) -> Iterator[str]:
    """Markdown, each row as soon as its figure is known."""
    yield from _table("A scan", scan.measure(tree, times))
    both = chain(gate.measure(tree, times), gate.measure(ROOT, times))
    yield from _table("A check, of the tree and of this repository", both)
    yield from _table("Mathlib's lists as claims", mathlib.measure(tree, times))
    with tempfile.TemporaryDirectory() as folder:
        yield from _table("A site of made-up sources", site.measure(site.COUNTS, Path(folder)))


def _table(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ("", f"### {title}", "", "| what | costs |", "|---|---|")
    for line in lines:
        what, _, costs = line.strip().partition(": ")
        yield f"| {what} | {costs} |"


if __name__ == "__main__":
    command("tables", __doc__, measure)
