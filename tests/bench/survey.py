"""A survey of many repositories on many workers, simulated from costs that were measured.

    python -m tests.bench.survey OUT [REPOSITORIES]

`OUT` is the folder of a survey.  Costs are drawn from its table `costs`, with a fixed seed; the
largest begin first, as in the engine, and those that were scanned in parts are parted.
"""

from __future__ import annotations

import heapq
import random
import sys
from pathlib import Path

from indexer.ecosystem.questions import Questions

_FETCH = 20e6 / 8  # bytes a second from a host far away, for each worker: 20 Mbit/s
_OVERHEAD = 0.02  # seconds that the scheduler and the writer take for each repository, alone
_JUDGED = 0.5  # the share of a parted repository that stays in one piece


def makespan(tasks: list[list[float]], workers: int) -> float:
    """Seconds until all is done: the parts of a task first, its last piece when they are over."""
    free = [0.0] * workers
    heapq.heapify(free)
    over = 0.0
    for pieces in sorted(tasks, key=sum, reverse=True):
        ready = 0.0
        for piece in pieces[:-1]:
            end = heapq.heappop(free) + piece
            heapq.heappush(free, end)
            ready = max(ready, end)
        end = max(heapq.heappop(free), ready) + pieces[-1]
        heapq.heappush(free, end)
        over = max(over, end)
    return max(over, _OVERHEAD * len(tasks))


def main(out: Path, repositories: int) -> None:
    """Print a table of wall times and of processor time."""
    with Questions(out / "data") as asked:
        rows = asked.rows(
            "SELECT processor_seconds AS cpu, read_bytes AS bytes, parts FROM costs"
            " WHERE read_bytes > 0 ORDER BY ALL"
        )
    drawn = random.Random(24).choices(rows, k=repositories)
    tasks = []
    for row in drawn:
        cpu, parts = row["cpu"] + row["bytes"] / _FETCH, row["parts"]
        pieces = [cpu * (1 - _JUDGED) / parts] * parts if parts else []
        tasks.append([*pieces, cpu - sum(pieces)])
    total = sum(map(sum, tasks))
    largest = max(map(sum, tasks))
    hours = total / 3600
    print(f"{repositories} repositories, {hours:.2f} hours of work, largest {largest:.0f} s")
    for workers in (1, 10, 100, 1000):
        took = makespan(tasks, workers)
        print(f"{workers:5} workers: {took / 60:7.1f} minutes, {total / took / workers:4.0%} busy")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
