"""What reading compiled modules and following all axioms costs, held against one plain loop over
the same bytes: `python -m tests.bench.olean [FOLDER]`.

FOLDER is any build folder (`.lake/build/lib/lean`); without it modules are made up: a hundred, with
a hundred constants each, of a hundred subterms each, which is what Batteries has.  Every figure is
the best of several runs in one process.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.base.errors import EvidenceError
from indexer.evidence.axioms import Ledger
from indexer.lean.compiled.olean import parts_of, read_parts
from tests import olean_writer as w

Parts = list[tuple[str, bytes]]
_MODULES, _CONSTANTS, _SUBTERMS = 100, 100, 100


def made_up(modules: int) -> list[Parts]:
    """Modules that each import the one before."""
    chance = random.Random(4)
    names = [f"Nat.lemma{n}" for n in range(200)]
    return [_module(number, names, chance) for number in range(modules)]


def _module(number: int, names: list[str], chance: random.Random) -> Parts:
    imports = [f"M{number - 1}"] if number else []
    own = [f"M{number}.t{n}" for n in range(_CONSTANTS)]
    pool = [w.const(name, [w.param("u")]) for name in (*names[-300:], *own)]
    constants = []
    for name in own:
        terms = chance.sample(pool, 20)
        while len(terms) < _SUBTERMS:
            one, other = chance.choice(terms[-30:]), chance.choice(terms)
            terms.append(chance.choice((w.app, w.app, w.lam, w.pi))(one, other))
        constants.append(w.constant(name, "theorem", terms[30], terms[-1], ["u"]))
    names += own
    return [(f"M{number}.olean", w.write(w.module(constants, imports)))]


def read_folder(folder: Path) -> list[Parts]:
    """The compiled modules below a folder, in order of path."""
    return [
        [(str(path), path.read_bytes()) for path in parts_of(olean)]
        for olean in sorted(folder.rglob("*.olean"))
    ]


def read_all(modules: Sequence[Parts]) -> int:
    """Read modules and follow all axioms; how many constants they have. Unreadable ones are left
    out."""
    ledger, count, last = Ledger(), 0, list[int]()
    for parts in modules:
        try:
            module = read_parts(parts)
        except EvidenceError:
            continue
        number, _ = ledger.add(module, last, lambda _: ())
        last = [number]
        count += len(module.constants)
    return count


def plain_loop(modules: Sequence[Parts]) -> int:
    """The reference: look at every word once and do nothing with it."""
    total = 0
    for parts in modules:
        for _, data in parts:
            for word in array("Q", data[: len(data) // 8 * 8]):
                total ^= word
    return total


def seconds(times: int, action: Callable[[], object]) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        action()
        best = min(best, time.process_time() - started)
    return best


def measure(modules: Sequence[Parts], times: int) -> list[str]:
    """The figures of some modules, as lines to print."""
    size = sum(len(data) for parts in modules for _, data in parts)
    count = read_all(modules)
    spent = seconds(times, lambda: read_all(modules))
    reference = seconds(times, lambda: plain_loop(modules))
    tracemalloc.start()
    largest = max(modules, key=lambda parts: sum(len(data) for _, data in parts))
    read_all([largest])
    peak = tracemalloc.get_traced_memory()[1] / sum(len(data) for _, data in largest)
    tracemalloc.stop()
    return [
        f"{len(modules)} modules, {count} constants, {size / 1e6:.1f} MB, best of {times}",
        f"reading and all closures: {spent:.2f} s = {spent / reference:.1f} × a plain loop",
        f"for 10,000 constants: {spent / count * 10_000:.2f} s",
        f"memory for the largest module: {peak:.1f} × its files",
    ]


def growth(times: int) -> str:
    """Time for each constant, of all made-up modules against a tenth of them."""
    some, all_ = made_up(_MODULES // 10), made_up(_MODULES)
    ratio = seconds(times, lambda: read_all(all_)) / seconds(times, lambda: read_all(some)) / 10
    return f"time for each constant, 100 modules against 10: {ratio:.2f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.olean", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--times", type=int, default=3)
    args = parser.parse_args()
    modules = read_folder(args.folder) if args.folder else made_up(_MODULES)
    lines = measure(modules, args.times)
    for line in lines if args.folder else [*lines, growth(args.times)]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
