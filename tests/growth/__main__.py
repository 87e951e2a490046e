"""`python -m tests.growth`: how processor time grows from one size to twice that, for every stage
on every shape. Linear is 2; what is above the bound is told, and the exit code is 1.

    python -m tests.growth [--size 2000] [--stage uses] [--shape opens]
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterator

from tests.growth.shapes import SHAPES, Shape
from tests.growth.stages import STAGES

BOUND = 2.9  # times for twice the size; quadratic is 4
_SHORTEST = 0.05  # seconds: below that a clock tells nothing, and nobody waits
_LONGEST = 60.0


def main() -> int:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.growth", description=__doc__)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--stage", default="")
    parser.add_argument("--shape", default="")
    options = parser.parse_args()
    worst = 0
    for shape in (s for s in SHAPES if options.shape in ("", s)):
        for stage in (s for s in STAGES if options.stage in ("", s)):
            for line, bad in _measure(stage, shape, options.size):
                worst += bad
                print(line, flush=True)
    print(f"{worst} above {BOUND}")
    return 1 if worst else 0


def _measure(stage: str, shape: str, size: int) -> Iterator[tuple[str, bool]]:
    """The growth at the largest size that does not take too long."""
    small = _seconds(stage, SHAPES[shape], size)
    while small < _SHORTEST and size < 64_000:
        size *= 4
        small = _seconds(stage, SHAPES[shape], size)
        if small > _LONGEST:
            break
    if small < _SHORTEST:
        return
    large = _seconds(stage, SHAPES[shape], 2 * size)
    growth = large / small
    if growth > BOUND:  # once more, so that no other load on the machine is blamed
        growth = min(growth, _seconds(stage, SHAPES[shape], 2 * size) / small)
    bad = growth > BOUND
    word = "  ← not linear" if bad else ""
    yield f"{stage:<14}{shape:<24}{2 * size:>8,}{large:>8.2f} s  × {growth:.1f}{word}", bad


def _seconds(stage: str, shape: Shape, size: int) -> float:
    """The best of two runs."""
    best = float("inf")
    for _ in range(2):
        step = STAGES[stage](shape(size))
        gc.collect()
        gc.disable()
        started = time.process_time()
        step()
        best = min(best, time.process_time() - started)
        gc.enable()
    return best


if __name__ == "__main__":
    sys.exit(main())
