"""Hold `leancat evidence` against the Lean that compiles the files: `python -m
tests.score.agreement [TREE…] [--build DIR] [--jobs N] [--show N]`.

The Lean of the tests compiles every module of each TREE (default: lean_sources) below DIR.  Two
things are compared for every declaration that has a record.  Its sorry: Lean warns of each
declaration that uses one itself, and of no other.  Its axioms: a walk of its own, by the rule of
Lean's `collectAxioms` (all constants of type and value, however far), over the constants of the
compiled files; this Lean takes every file for a `module`, in which it refuses `#print axioms`.
Its library counts for leancat as resting on the three standard axioms, and is no further followed.
Prints a row a tree, and what differs; exit code 1 where anything does.
[lean4: Lean/Util/CollectAxioms.lean; Lean/AddDecl.lean `warnIfUsesSorry`]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.evidence.collect import collect
from indexer.evidence.records import ConstantEvidence, ModuleEvidence
from indexer.lean.compiled.olean import Constant, read_olean
from tests.folders import ROOT
from tests.lean.compile import Message, Workers, compile_index
from tests.lean.install import install
from tests.score.edges import tree_index

_SORRY = "sorryAx"


@dataclass(frozen=True, slots=True)
class Compared:
    """What of some trees was compared: modules, declarations, sorries that Lean warned of, and what
    differs, in words."""

    modules: int = 0
    declarations: int = 0
    sorries: int = 0
    differing: tuple[str, ...] = ()

    def __add__(self, other: Compared) -> Compared:
        return Compared(
            self.modules + other.modules,
            self.declarations + other.declarations,
            self.sorries + other.sorries,
            (*self.differing, *other.differing),
        )


def compared(tree: Path, build: Path, workers: Workers) -> Compared:
    """Compile a tree, and compare what Lean says with the record."""
    index = tree_index(tree)
    outcomes = compile_index(index, build, workers)
    made = collect(index, [build])
    messages = {outcome.key[1]: outcome.messages for outcome in outcomes}
    constants = _constants(build)
    found = Compared(len(made.records))
    refused = (f"{key[1]} does not count: {why}" for key, why in made.refused.items())
    found += Compared(differing=tuple(refused))
    for record in made.records:
        found += _module(record, messages[record.module], constants)
    return found


def _constants(build: Path) -> dict[str, Constant]:
    """All constants of the compiled files, by the kernel's names."""
    return {c.name: c for path in build.rglob("*.olean") for c in read_olean(path).constants}


def _module(
    record: ModuleEvidence, messages: Sequence[Message], constants: Mapping[str, Constant]
) -> Compared:
    lines = {m.line for m in messages if m.kind == "hasSorry"}
    kernel = {c.user_name: c for c in constants.values() if c.private_to in (None, record.module)}
    differing: list[str] = []
    for name, kept in record.constants.items():
        constant = kernel[name]
        differing += (f"{record.module}: {name} {w}" for w in _axioms(constant, kept, constants))
        warned = any(_spans(kept, line) for line in lines)
        if not warned and _uses_sorry(constant) and kept.kind in ("theorem", "def", "opaque"):
            differing.append(f"{record.module}: Lean does not warn of the sorry in {name}")
    for line in sorted(lines):
        here = [n for n, kept in record.constants.items() if _spans(kept, line)]
        # of a default value Lean makes a constant of its own, which no author wrote
        parts = (c for n, c in kernel.items() if any(n == h or n.startswith(f"{h}.") for h in here))
        if not any(map(_uses_sorry, parts)):
            differing.append(
                f"{record.module}: Lean warns of a sorry in line {line}, nothing has it"
            )
    return Compared(0, len(record.constants), len(lines), tuple(differing))


def _axioms(
    constant: Constant, kept: ConstantEvidence, constants: Mapping[str, Constant]
) -> Iterator[str]:
    """What the record says of axioms that a walk does not."""
    reached, library = _walk(constant, constants)
    expected = reached | (STANDARD_AXIOMS if library else frozenset())
    if expected != frozenset(kept.axioms):
        yield f"rests on {sorted(expected)}, the record says {sorted(kept.axioms)}"


def _walk(start: Constant, constants: Mapping[str, Constant]) -> tuple[frozenset[str], bool]:
    """The axioms that a constant rests on, and whether it uses anything of Lean's library."""
    found: set[str] = set()
    queue, seen = [start.name], {start.name}
    library = False
    for name in queue:
        constant = constants.get(name)
        if constant is None:
            if name == _SORRY or name in STANDARD_AXIOMS:
                found.add(name)
            else:
                library = True
            continue
        if constant.kind == "axiom":
            found.add(constant.name)
        fresh = (constant.type_uses | constant.value_uses) - seen
        seen |= fresh
        queue += fresh
    return frozenset(found), library


def _uses_sorry(constant: Constant) -> bool:
    return _SORRY in constant.type_uses | constant.value_uses


def _spans(kept: ConstantEvidence, line: int) -> bool:
    """Whether a line is one of a declaration's."""
    return bool(kept.span) and kept.span[0] <= line <= kept.span[2]


def main() -> int:
    """Compare all trees."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.agreement", description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--build", type=Path, default=ROOT / ".cache" / "lean-agreement")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=20, metavar="N")
    options = parser.parse_args()
    trees = options.trees or [ROOT / "lean_sources"]
    total = Compared()
    print("| tree | modules | declarations | sorries | differing |\n|---|---|---|---|---|")
    with Workers(install(), options.jobs) as workers:
        for tree in trees:
            one = compared(tree, options.build / tree.name, workers)
            _row(tree.name, one)
            total += one
    _row("all", total)
    for words in total.differing[: options.show]:
        print(words, file=sys.stderr)
    return 1 if total.differing else 0


def _row(name: str, found: Compared) -> None:
    print(
        f"| {name} | {found.modules} | {found.declarations} | {found.sorries} "
        f"| {len(found.differing)} |",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
