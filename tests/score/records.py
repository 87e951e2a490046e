"""Hold standings by text against the compiler's record, for every declaration that has one:
`python -m tests.score.records TREE… [--build DIR]… [--compile] [--show N]`.

Each TREE is a folder of Lean sources; their compiled modules are where Lake puts them, or below the
folders of `--build`; with `--compile` the Lean of the tests makes them.  A record says which axioms
a declaration rests on; text is asked without it.  Prints a row a tree: declarations with a record,
those where both say that it is in order, where both say that it is not, what text leaves unsettled
(in order, and not), what it accuses wrongly and what it misses; and the first N of the last four.
What is `unsafe` is left out, since the kernel proves nothing of it and no theorem may use it.
Modules whose record does not count are told, and why.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.evidence.collect import collect
from indexer.judge.records import Standing
from indexer.judge.verdict import NoEvidence, Verdicts
from indexer.lean.names import canonical
from indexer.scan.records import Index, Ref
from indexer.troubles import Troubles
from indexer.usegraph.graph import use_graph
from tests.lean.compile import Workers, compile_index
from tests.lean.install import install
from tests.score.edges import tree_index

_KINDS = ("good", "bad", "unsettled, good", "unsettled, bad", "accused wrongly", "missed")
_CERTAIN = (Standing.SORRY, Standing.TAINTED, Standing.ASSUMES)


@dataclass(frozen=True, slots=True)
class Told:
    """What text and record say of one declaration."""

    ref: Ref
    standing: Standing
    reason: str
    axioms: tuple[str, ...]

    @property
    def kind(self) -> str:
        """How the two compare, one of `_KINDS`."""
        bad = not STANDARD_AXIOMS.issuperset(self.axioms)
        if self.standing is Standing.UNSETTLED:
            return "unsettled, bad" if bad else "unsettled, good"
        if self.standing in _CERTAIN:
            return "bad" if bad else "accused wrongly"
        return "missed" if bad else "good"


def compared(index: Index, builds: Sequence[Path]) -> Iterator[Told]:
    """Every declaration of the index that a compiled module of these folders knows."""
    made = collect(index, builds)
    for (_, module), reason in sorted(made.refused.items()):
        print(f"{module} does not count: {reason}", file=sys.stderr)
    records = {(r.project, r.module): r for r in made.records}
    uses = use_graph(index)
    verdicts = Verdicts(uses, NoEvidence(), Troubles(index))
    known = {
        (*at, canonical(name)): constant
        for at, record in records.items()
        for name, constant in record.constants.items()
    }
    for ref, entry in uses.entries.items():
        constant = known.get((ref.project, ref.module, canonical(ref.name)))
        declaration = entry.declaration
        unsafe = "unsafe" in declaration.modifiers
        if constant is not None and not declaration.approximate and not unsafe:
            verdict = verdicts.of(entry)
            yield Told(ref, verdict.standing, verdict.reason, tuple(constant.axioms))


def told_of(tree: Path, builds: Sequence[Path], workers: Workers | None) -> list[Told]:
    """The same for a tree, compiled here by `workers`; what they refuse has no record."""
    index = tree_index(tree)
    if workers is None:
        return list(compared(index, builds))
    with tempfile.TemporaryDirectory() as made:
        compile_index(index, Path(made), workers)
        return list(compared(index, [Path(made)]))


def shown(told: Sequence[Told], count: int) -> Iterator[str]:
    """Lines for the first few of each kind that is not plain agreement."""
    for kind in _KINDS[2:]:
        for each in [t for t in told if t.kind == kind][:count]:
            what = f"{each.ref.module}: {each.ref.name}: {each.standing}: {each.reason}"
            yield f"  {kind}: {what} [{', '.join(each.axioms)}]\n"


def row(name: str, told: Sequence[Told]) -> str:
    """The line of the table for one tree."""
    counts = Counter(each.kind for each in told)
    return f"| {name} | {len(told)} | {' | '.join(str(counts[kind]) for kind in _KINDS)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and what disagrees."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.records")
    parser.add_argument("trees", type=Path, nargs="+")
    parser.add_argument("--build", type=Path, action="append", default=[])
    parser.add_argument("--compile", action="store_true", help="with the Lean of the tests")
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args(arguments)
    print(f"| tree | declarations | {' | '.join(_KINDS)} |")
    print(f"|{'---|' * (2 + len(_KINDS))}")
    every: list[Told] = []
    with ExitStack() as stack:
        workers = stack.enter_context(Workers(install(), 1)) if given.compile else None
        for tree in given.trees:
            told = told_of(tree, given.build, workers)
            every += told
            print(row(tree.name, told), flush=True)
            print(*shown(told, given.show), sep="", end="")
    print(row("all", every))


if __name__ == "__main__":
    main()
