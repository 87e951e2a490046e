"""What a scan costs, held against one process that reads the same files and runs one regular
expression over them: `python -m tests.bench.scan TREE`.

TREE is any folder of Lean files; a Mathlib-size one shows the figures of the README.  Every figure
is the best of several runs; a figure that stands for memory is the sum over all processes.  Wall
time means something on an idle machine only, so processor time stands beside it; what compares one
process with another of its kind is told in processor time alone.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What people write when they grep a Lean tree for names: identifiers and comments.
REFERENCE = re.compile(r"[^\W\d][\w'!?₀-₉]*(?:\.[^\W\d][\w'!?₀-₉]*)*|--[^\n]*|/-[\s\S]*?-/")

_REFERENCE_CODE = """
import sys
from pathlib import Path
from tests.bench.scan import REFERENCE
for path in sorted(Path(sys.argv[1]).rglob("*.lean")):
    REFERENCE.findall(path.read_text("utf-8", "replace"))
"""

_SCAN_CODE = """
import gc
import sys
from pathlib import Path
from indexer.app.tree import scan_tree
from indexer.scan.options import ScanOptions
from indexer.scan.serialization import ModulePart
cache = Path(sys.argv[2]) if sys.argv[2] else None
options = ScanOptions(int(sys.argv[3]), cache)
gc.disable()  # as the command has it
scanned, unread = scan_tree(Path(sys.argv[1]), ModulePart.RECORDS, options)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall time and processor time in seconds, and peak memory in bytes, of all processes
    together."""

    seconds: float
    processor: float
    memory: int


def run(code: str, *arguments: str) -> Cost:
    """Run Python code in a process of its own and watch what it costs."""
    started, spent = time.perf_counter(), _spent()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments])
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    if process.wait():
        raise SystemExit(f"the measured process failed: {arguments}")
    seconds = time.perf_counter() - started
    watcher.join()
    return Cost(seconds, _spent() - spent, peak[0])


def _spent() -> float:
    """Processor seconds of all processes that were started from here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# Seconds; to add up a process's pages costs milliseconds, on the cores that are measured.
_BETWEEN_LOOKS = 0.25


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        pids = [process.pid, *_children(process.pid)]
        peak[0] = max(peak[0], sum(map(_memory, pids)))
        time.sleep(_BETWEEN_LOOKS)


def _children(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(word) for word in words]


def _memory(pid: int) -> int:
    """Proportional share of memory in bytes: pages that processes share count once."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def best(times: int, code: str, *arguments: str) -> Cost:
    """The cheapest of several runs."""
    costs = [run(code, *arguments) for _ in range(times)]
    return Cost(
        min(c.seconds for c in costs),
        min(c.processor for c in costs),
        max(c.memory for c in costs),
    )


def measure(tree: Path, times: int) -> Iterator[str]:
    """All figures for a tree, as lines to print, each as soon as it is known."""
    size = sum(p.stat().st_size for p in tree.rglob("*.lean"))
    count = sum(1 for _ in tree.rglob("*.lean"))
    jobs = str(os.cpu_count() or 1)
    yield f"{count} files, {size / 1e6:.1f} MB, {jobs} processes, best of {times}"
    reference = best(times, _REFERENCE_CODE, str(tree))
    yield f"reference: {reference.seconds:.2f} s, processor {reference.processor:.2f} s"
    cold = best(times, _SCAN_CODE, str(tree), "", jobs)
    yield _ratio("cold scan", cold, reference)
    yield f"  peak memory of all processes: {cold.memory / 1e6:.0f} MB"
    yield from _warm(tree, cold, times, jobs)
    yield from _growth(tree, cold, size, times, jobs)


def _ratio(what: str, cost: Cost, base: Cost) -> str:
    wall = f"{cost.seconds:.2f} s = {cost.seconds / base.seconds:.2f} × the reference"
    times = cost.processor / base.processor
    return f"{what}: {wall}, processor {cost.processor:.2f} s = {times:.2f} × the reference"


def _warm(tree: Path, cold: Cost, times: int, jobs: str) -> list[str]:
    """With a cache: nothing changed, then one file changed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("*.olean*", ".git"))
        cache = str(Path(folder) / "scan.sqlite")
        time.sleep(2.1)  # files younger than that are not trusted by their times
        run(_SCAN_CODE, str(copy), cache, jobs)
        run(_SCAN_CODE, str(copy), cache, jobs)
        warm = best(times, _SCAN_CODE, str(copy), cache, jobs)
        changed = max(copy.rglob("*.lean"), key=lambda p: p.stat().st_size)
        changed.write_text(changed.read_text("utf-8") + "\n-- changed\n", "utf-8")
        one = run(_SCAN_CODE, str(copy), cache, jobs)
    share = 100 * warm.seconds / cold.seconds
    return [
        f"warm scan, nothing changed: {warm.seconds:.2f} s = {share:.0f} % of cold",
        f"warm scan, the largest file changed: {one.seconds:.2f} s",
    ]


def _growth(tree: Path, cold: Cost, size: int, times: int, jobs: str) -> Iterator[str]:
    """Processor time per byte: the whole tree against a tenth of it, hostile files against text."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part"
        files = sorted(tree.rglob("*.lean"))[::10]
        for number, path in enumerate(files):
            target = part / f"M{number}.lean"
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        less = sum(p.stat().st_size for p in part.iterdir())
        cost = best(times, _SCAN_CODE, str(part), "", jobs)
        ratio = (cold.processor / size) / (cost.processor / less)
        yield f"time per MB, whole tree against a tenth: {ratio:.2f}"
        ordinary = _one_file(Path(folder), _ordinary(files), times)
        for name, piece in HOSTILE.items():
            hostile = _one_file(Path(folder), piece * (_TEN // len(piece)), times)
            yield f"10 MB of {name}: {hostile / ordinary:.2f} × ordinary text"


_TEN = 10_000_000
HOSTILE = {
    "`/-`": "/-",
    "`(`": "(",
    '`"`': '"',
    "`«`": "«",
    "one line": "a ",
    "`@[`": "@[",
    "doc comments": "/-- -/\n",
    "namespaces": "namespace a\n",
    "quotations": "`(",
}


def _ordinary(files: Sequence[Path]) -> str:
    text = "".join(p.read_text("utf-8", "replace") for p in files)
    return (text * (_TEN // max(len(text), 1) + 1))[:_TEN]


def _one_file(folder: Path, text: str, times: int) -> float:
    """Processor seconds to scan one file with this text, in one process."""
    home = folder / "one"
    home.mkdir(exist_ok=True)
    (home / "A.lean").write_text(text, "utf-8")
    return best(times, _SCAN_CODE, str(home), "", "1").processor


def command(name: str, about: str | None, measure: Callable[[Path, int], Iterator[str]]) -> None:
    """Print the figures of the tree that the command line names."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.bench.{name}", description=about)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--times", type=int, default=3)
    args = parser.parse_args()
    for line in measure(args.tree, args.times):
        print(line, flush=True)


if __name__ == "__main__":
    command("scan", __doc__, measure)
