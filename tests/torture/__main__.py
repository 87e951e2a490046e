"""`python -m tests.torture`: break what leancat reads, and what it runs on, in every way.

    python -m tests.torture --minutes 5             everything, for five minutes
    python -m tests.torture --inputs 1000000        that many broken inputs, and no trials
    python -m tests.torture --seed 7 --reader olean one kind of input

Each fault is told with the seed that repeats it; its input lies in `.cache/torture`. Exit code 1
when there was one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from types import FrameType

from indexer.base.errors import LeancatError
from tests.torture.mutate import mutated
from tests.torture.readers import PATIENCE, READERS, REPOSITORY, Reader
from tests.torture.trials import TRIALS

KEPT = REPOSITORY / ".cache" / "torture"
_BATCH = 50


class _TooLongError(Exception):
    """An input took longer than it may."""


def main() -> int:
    """Run the campaign that the arguments ask for."""
    options = _options()
    readers = [r for r in READERS if options.reader in ("", r.name)]
    trials = [t for t in TRIALS if options.trial in ("", t.__name__)] if not options.reader else []
    if options.trial:
        readers = []
    end = time.monotonic() + options.minutes * 60 if options.minutes else float("inf")
    counts: Counter[str] = Counter()
    faults = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed in _seeds(options.seed, options.inputs, end, len(readers)):
            waiting = {r.name: pool.submit(batch, r.name, seed) for r in readers}
            if not options.inputs:
                waiting |= {t.__name__: pool.submit(trial, t.__name__, seed) for t in trials}
            for name, found in waiting.items():
                told = found.result()
                counts[name] += 1 if any(t.__name__ == name for t in trials) else _BATCH
                faults += len(told)
                for line in told:
                    print(f"FAULT {name}, seed {seed}: {line}", flush=True)
    for name, count in counts.items():
        print(f"{count:>9,}  {name}")
    print(f"{sum(counts.values()):>9,}  together, {faults} faults")
    return 1 if faults else 0


def _seeds(first: int, inputs: int, end: float, readers: int) -> Iterator[int]:
    """Seeds until there were so many inputs, or the time is over; at least one."""
    rounds = -(-inputs // (_BATCH * max(readers, 1))) if inputs else sys.maxsize
    for seed in range(first, first + rounds):
        yield seed
        if time.monotonic() > end:
            return


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--inputs", type=int, default=0, help="broken inputs for readers, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", default="", help="only this kind of input")
    parser.add_argument("--trial", default="", help="only this trial of commands")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if not options.minutes and not options.inputs:
        options.minutes = 5
    return options


def batch(name: str, seed: int) -> list[str]:
    """Give one reader a batch of broken inputs; the faults in sentences."""
    reader = next(r for r in READERS if r.name == name)
    chance = random.Random(f"{name} {seed}")
    corpus = reader.corpus()
    found = []
    for number in range(_BATCH):
        data = mutated(chance, chance.choice(corpus), chance.choice(corpus))
        fault = _fault(reader, data)
        if fault:
            KEPT.mkdir(parents=True, exist_ok=True)
            kept = KEPT / f"{name}-{seed}-{number}"
            kept.write_bytes(data)
            found.append(f"{fault} ({kept})")
    return found


def _fault(reader: Reader, data: bytes) -> str | None:
    """What is wrong with how a reader takes an input; None where it takes it as it should."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(PATIENCE)
    try:
        reader.read(data)
    except LeancatError:
        return None
    except _TooLongError:
        return f"takes longer than {PATIENCE} s for {len(data):,} bytes"
    except Exception:
        return traceback.format_exc(limit=-3).strip().replace("\n", " | ")
    finally:
        signal.alarm(0)
    return None


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def trial(name: str, seed: int) -> list[str]:
    """Run one trial of whole commands; the faults in sentences."""
    one = next(t for t in TRIALS if t.__name__ == name)
    return list(one(random.Random(f"{name} {seed}")))


if __name__ == "__main__":
    sys.exit(main())
