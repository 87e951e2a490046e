"""Hold `leancat evidence` against what the same Lean prints: `python -m tests.score.agreement
[TREE…] [--build DIR] [--jobs N] [--show N]`.

Each TREE (default: lean_sources) is copied, and at the end of every module, or in a file that
imports it, Lean is asked `#print axioms` (its `collectAxioms`) for all that is declared in it.  The
Lean of the tests compiles that; leancat reads the compiled files, and both answers are compared:
the axioms of every declaration, and the declarations that Lean warns of for a sorry.  Lean's own
library counts for leancat as resting on the three standard axioms, so that of these it may list
more.  Prints a row a tree, and what differs; exit code 1 where anything does.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.evidence.collect import collect
from indexer.lean.names import canonical
from indexer.scan.records import Index
from tests.folders import ROOT
from tests.lean.compile import Message, Outcome, Workers, compile_index
from tests.lean.install import install
from tests.score.edges import tree_index

_RESTS = re.compile(r"'(.+)' depends on axioms: \[(.*)\]", re.DOTALL)
_FREE = re.compile(r"'(.+)' does not depend on any axioms")
_ASKED = ("theorem", "lemma", "def", "abbrev", "instance", "opaque", "structure", "inductive")
_SORRY = "declaration uses"


@dataclass(frozen=True, slots=True)
class Compared:
    """What of a tree was compared: modules, declarations, sorries that Lean warned of, and what
    differs, in words."""

    modules: int
    declarations: int
    sorries: int
    differing: tuple[str, ...]


def compared(tree: Path, build: Path, workers: Workers) -> Compared:
    """Compile a copy of a tree that asks for the axioms of all it declares, and compare."""
    copy = build / "sources"
    shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".lake", "build"))
    asked = _ask(tree_index(copy))
    index = tree_index(copy)
    outcomes = compile_index(index, build / "lean", workers)
    differing = [f"{o.key[1]} does not compile: {m.text}" for o in outcomes for m in _errors(o)]
    made = collect(index, [build / "lean"])
    differing += [f"{key[1]} does not count: {why}" for key, why in made.refused.items()]
    recorded = {
        (record.module, canonical(name)): frozenset(constant.axioms)
        for record in made.records
        for name, constant in record.constants.items()
    }
    homes = {name: module for module, names in asked.items() for name in names}
    declarations = sorries = 0
    for outcome in outcomes:
        module = outcome.key[1]
        for name, printed in _printed(outcome.messages):
            module = homes.get(name, module)
            if name not in asked.get(module, {}):
                continue
            declarations += 1
            differing += _difference(module, name, printed, recorded.get((module, name)))
        module = outcome.key[1]
        warned = _warned(outcome.messages, asked.get(module, {}))
        sorries += len(warned)
        for name in warned:
            if "sorryAx" not in recorded.get((module, name), frozenset()):
                differing.append(f"{module}: Lean warns of a sorry in {name}, the record does not")
    return Compared(len(asked), declarations, sorries, tuple(differing))


def _ask(index: Index) -> dict[str, dict[str, tuple[int, int]]]:
    """Put the questions at the end of every module; module → name → its first and last line."""
    asked: dict[str, dict[str, tuple[int, int]]] = {}
    for at, project in enumerate(index.projects):
        for number, module in enumerate(project.modules):
            found = {
                canonical(d.name): (d.start_line, d.end_line)
                for d in module.declarations
                if d.keyword in _ASKED and not d.approximate and not d.after_exit
            }
            path = Path(project.project.root) / module.path
            text = f"{path.read_text('utf-8').rstrip()}\n\n"
            if module.is_module:  # Lean refuses the question there
                public = (d for d in module.declarations if "private" not in d.modifiers)
                names = {canonical(d.name) for d in public}
                found = {name: lines for name, lines in found.items() if name in names}
                path = Path(project.project.root) / f"Ask{at}x{number}.lean"
                text = f"import {module.name}\n"
            asked[module.name] = found
            path.write_text(text + "".join(f"#print axioms {n}\n" for n in found), "utf-8")
    return asked


def _errors(outcome: Outcome) -> Iterator[Message]:
    return (m for m in outcome.messages if m.severity == "error")


def _printed(messages: Sequence[Message]) -> Iterator[tuple[str, frozenset[str]]]:
    """The names that Lean answered for, with their axioms."""
    for message in messages:
        text = message.text.strip()
        if found := _RESTS.fullmatch(text):
            axioms = (a.strip() for a in found[2].split(","))
            yield canonical(found[1]), frozenset(a for a in axioms if a)
        elif found := _FREE.fullmatch(text):
            yield canonical(found[1]), frozenset()


def _difference(
    module: str, name: str, printed: frozenset[str], recorded: frozenset[str] | None
) -> Iterator[str]:
    if recorded is None:
        yield f"{module}: {name} has no record"
    elif not printed <= recorded or recorded - printed - STANDARD_AXIOMS:
        said = ", ".join(sorted(printed)) or "none"
        yield f"{module}: {name} rests on {said}; the record says {', '.join(sorted(recorded))}"


def _warned(messages: Sequence[Message], asked: Mapping[str, tuple[int, int]]) -> list[str]:
    """The declarations that Lean warns of for a sorry of their own."""
    lines = [
        m.line
        for m in messages
        if m.severity == "warning" and _SORRY in m.text and "sorry" in m.text
    ]
    return [n for n, (first, last) in asked.items() if any(first <= at <= last for at in lines)]


def main() -> int:
    """Compare all trees."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.agreement", description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=20, metavar="N")
    options = parser.parse_args()
    trees = options.trees or [ROOT / "lean_sources"]
    total = Compared(0, 0, 0, ())
    print("| tree | modules | declarations | sorries | differing |\n|---|---|---|---|---|")
    with Workers(install(), options.jobs) as workers:
        for tree in trees:
            with tempfile.TemporaryDirectory() as build:
                one = compared(tree, Path(build), workers)
            _row(tree.name, one)
            total = replace(
                total,
                modules=total.modules + one.modules,
                declarations=total.declarations + one.declarations,
                sorries=total.sorries + one.sorries,
                differing=(*total.differing, *one.differing),
            )
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
