"""Hold standings against blueprints: `python -m tests.score.blueprints TREE… [--show N --seed S]`.

Each TREE is a checkout with a leanblueprint and no catalogue.  Asked is every theorem of the
blueprint that names its Lean declarations: what text says of them is held against the `\\leanok` of
its proof.  By leanblueprint's convention a proof may be marked over nodes that it names by `\\uses`
and that are not marked themselves: then both say the same.

Prints a row a tree, and N theorems of each column but the first two, chosen by the seed, with what
they rest on.  Three columns compare nothing: what text leaves unsettled, theorems that Lean has as
constructions, and names that the sources do not declare.  The others are disagreements.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indexer.app.survey import judge
from indexer.catalogue import load_catalogue
from indexer.claims.records import Asserted, ClaimKind
from indexer.judge.records import BackingReport, ClaimReport, Report, Standing
from indexer.scan import loader


class Outcome(StrEnum):
    """What the two say of one theorem: the same, nothing that can be compared, or not the same."""

    AGREE = "agree"
    UNSETTLED = "unsettled"
    MADE = "a construction"
    ELSEWHERE = "in a package"
    UNMARKED = "proved, and not marked"
    SORRY = "marked, and holds a sorry"
    RESTS = r"marked, and rests on a sorry that no `\uses` leads to"
    ASSUMES = "marked, and assumes more than the three axioms"
    UNBUILT = "marked, and never built"
    EMPTY = "marked, and the statement says too little"
    OTHER = "marked, and anything else"


_BY_STANDING = {
    Standing.SORRY: Outcome.SORRY,
    Standing.TAINTED: Outcome.RESTS,
    Standing.ASSUMES: Outcome.ASSUMES,
    Standing.UNBUILT: Outcome.UNBUILT,
    Standing.PARTIAL: Outcome.EMPTY,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One theorem of a blueprint: what was said, and how the two compare."""

    claim: ClaimReport
    outcome: Outcome

    def __str__(self) -> str:
        backing = decisive(self.claim)
        said = self.claim.claim.asserted
        steps = " → ".join(s.name for s in backing.witness)
        return (
            f"{said.label if said else ''}: {backing.name} ({backing.path}:{backing.line}):"
            f" {self.claim.standing}: {self.claim.reason}" + (f" [{steps}]" if steps else "")
        )


def decisive(claim: ClaimReport) -> BackingReport:
    """The backing that gives a claim its standing."""
    return min(claim.backings, key=lambda b: b.standing.rank)


def compared(report: Report) -> Iterator[Compared]:
    """Each theorem of a blueprint that names a declaration, compared."""
    nodes = {
        claim.claim.asserted.label: claim
        for claim in report.claims
        if claim.claim.asserted is not None and claim.claim.asserted.label
    }
    for claim in report.claims:
        said = claim.claim.asserted
        theorem = claim.claim.kind is ClaimKind.THEOREM
        if said is not None and said.source == "blueprint" and theorem and claim.backings:
            yield Compared(claim, _outcome(claim, said, nodes))


def _outcome(claim: ClaimReport, said: Asserted, nodes: Mapping[str, ClaimReport]) -> Outcome:
    if any(b.ref is None for b in claim.backings):
        return Outcome.ELSEWHERE
    if claim.standing is Standing.UNSETTLED:
        backing = decisive(claim)
        theorem = backing.declaration is None or backing.declaration.kind == "theorem"
        return Outcome.UNSETTLED if theorem or backing.witness else Outcome.MADE
    if not _marked(said):
        return Outcome.UNMARKED if claim.standing.covered else Outcome.AGREE
    if claim.standing.covered or _is_meant(claim, said, nodes):
        return Outcome.AGREE
    return _BY_STANDING.get(claim.standing, Outcome.OTHER)


def _marked(said: Asserted) -> bool:
    return said.proved is not None or said.in_mathlib


def _is_meant(claim: ClaimReport, said: Asserted, nodes: Mapping[str, ClaimReport]) -> bool:
    """Whether what a theorem rests on is that of an unmarked node to which its `\\uses` lead."""
    ends = {step.name for step in decisive(claim).witness[1:]}
    met: set[str] = set()
    labels = [*said.uses, *said.proof_uses]
    while labels:
        node = nodes.get(label := labels.pop())
        if label in met or node is None or node.claim.asserted is None:
            continue
        met.add(label)
        if not _marked(node.claim.asserted) and ends & {b.name for b in node.backings}:
            return True
        labels += (*node.claim.asserted.uses, *node.claim.asserted.proof_uses)
    return False


def read(tree: Path) -> Report:
    """The report of a tree whose claims stand in its blueprint alone."""
    catalogue = load_catalogue(tree / "catalogue")
    index = loader.load_index(catalogue)
    return judge(catalogue, index, {}, (), closely=True).report


def row(name: str, found: Sequence[Compared]) -> str:
    """The line of the table for one tree."""
    cells = [len(found), *(sum(c.outcome is o for c in found) for o in Outcome)]
    return f"| {name} | {' | '.join(map(str, cells))} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and what disagrees."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.blueprints")
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--show", type=int, default=0, help="theorems to print of each column")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    start = time.process_time()
    print(f"| tree | theorems | {' | '.join(Outcome)} |")
    print(f"|{'---|' * (2 + len(Outcome))}")
    by_cause: dict[Outcome, list[tuple[str, Compared]]] = defaultdict(list)
    every: list[Compared] = []
    for tree in given.trees:
        found = list(compared(read(tree)))
        print(row(tree.name, found), flush=True)
        every += found
        for each in found:
            by_cause[each.outcome].append((tree.name, each))
    print(row("all", every))
    for cause in [o for o in Outcome if o is not Outcome.AGREE]:
        listed = by_cause[cause]
        shown = random.Random(given.seed).sample(listed, min(given.show, len(listed)))
        if shown:
            print(f"\n{cause}: {len(listed)}")
        for name, each in sorted(shown, key=lambda pair: (pair[0], str(pair[1]))):
            print(f"  {name}: {each}")
    print(f"{time.process_time() - start:.0f} s of processor time", file=sys.stderr)


if __name__ == "__main__":
    main()
