"""Score the standings of a tree's theorems: `python -m tests.score.standings TREE [--claims LIST |
--sample N --seed S] [--reasons K]`.

TREE is a checkout.  Asked are the declarations that LIST names, one a line, or N theorems that hold
no sorry of their own, chosen by the seed (default: 400, seed 1; all where there are fewer).  Prints
how many have which standing by text alone, the kinds of reasons with the first K of each, and how
long it took.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.claims.records import Catalogue, Config
from indexer.judge.records import Standing
from indexer.judge.standing import Judge
from indexer.names.table import Entry, Table
from indexer.scan.records import Index
from indexer.scan.source_texts import texts
from indexer.usegraph.graph import use_graph
from tests.score.edges import tree_index

_CERTAIN = (Standing.SORRY, Standing.TAINTED, Standing.ASSUMES)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one declaration."""

    name: str
    module: str
    standing: Standing
    reason: str

    @property
    def kind(self) -> str:
        """The reason without the names in it."""
        text = re.sub(r"`[^`]*`", "`…`", self.reason)
        return re.sub(r"\b[\w'.«»]*[._][\w'.«»]*", "…", text)


def chosen(index: Index, count: int, seed: int) -> list[str]:
    """The names of theorems that Lean sees and that hold no sorry of their own, by chance."""
    listed = sorted(
        declaration.name
        for project in index.projects
        for module in project.modules
        if module.name in project.reachable
        for declaration in module.declarations
        if declaration.kind == "theorem"
        and not declaration.sorry
        and not declaration.after_exit
        and not declaration.approximate
        and "private" not in declaration.modifiers
    )
    return random.Random(seed).sample(listed, min(count, len(listed)))


def standings(index: Index, names: Sequence[str]) -> list[Told]:
    """What is said of each of these declarations."""
    catalogue = Catalogue("/catalogue", Config(), (), (), ())
    judge = Judge(catalogue, index, use_graph(index), sources=texts(index))
    return [_told(judge, name) for name in names]


def _told(judge: Judge, name: str) -> Told:
    found: list[Entry] = [
        e for e in _found(judge.uses.table, name) if not judge.verdicts.unbuilt(e)
    ]
    if len(found) != 1:
        reason = "found more than once" if found else "not found"
        return Told(name, "", Standing.MISSING, reason)
    report = judge.describe(found[0])
    return Told(name, found[0].ref.module, report.standing, report.reason)


def _found(table: Table, name: str) -> list[Entry]:
    return table.find(name) or list(dict.fromkeys(table.holders(name)))


def shown(told: Sequence[Told], reasons: int) -> Iterator[str]:
    """The lines of the report."""
    counts = Counter(each.standing for each in told)
    total = len(told)
    covered = sum(count for standing, count in counts.items() if standing.covered)
    certain = sum(counts[standing] for standing in _CERTAIN)
    unsettled = counts[Standing.UNSETTLED]
    yield f"{covered}/{total} covered, {certain} certain, {unsettled} unsettled" + "".join(
        f", {counts[s]} {s}"
        for s in Standing
        if counts[s] and not s.covered and s not in _CERTAIN and s is not Standing.UNSETTLED
    )
    kinds: dict[tuple[Standing, str], list[Told]] = defaultdict(list)
    for each in told:
        if not each.standing.covered:
            kinds[each.standing, each.kind].append(each)
    for (standing, kind), listed in sorted(kinds.items(), key=lambda k: (k[0][0].rank, -len(k[1]))):
        yield f"  {len(listed):5} {standing}: {kind}"
        yield from (f"          {t.module}: {t.name}: {t.reason}" for t in listed[:reasons])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the standings of one tree."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.standings")
    parser.add_argument("tree", type=Path)
    parser.add_argument("--claims", type=Path, help="a file with a name a line")
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reasons", type=int, default=2)
    given = parser.parse_args(arguments)
    index = tree_index(given.tree)
    start = time.process_time()
    if given.claims:
        names = given.claims.read_text("utf-8").split()
    else:
        names = chosen(index, given.sample, given.seed)
    told = standings(index, names)
    print("\n".join(shown(told, given.reasons)))
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{took:.1f} s of processor time after the scan, {memory} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
