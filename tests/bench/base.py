"""What holding against a revision costs, beside the plain check: `python -m tests.bench.base REPO`.

REPO is any git repository with Lean in it.  As in CI, each check is done in a fresh clone with no
cache; plain checks and checks with a base take turns, and the best of each is told.  Each base is
further back than the one before.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.base.files import DiskFiles
from indexer.sources.claims import recognised
from tests.bench.gate import LEANCAT
from tests.bench.scan import Cost, run
from tests.repos import Repo

BASES = ("HEAD~1", "HEAD~10", "HEAD~50")


def measure(repository: str, times: int, bases: Sequence[str]) -> Iterator[str]:
    """All figures for a repository, as lines to print."""
    with tempfile.TemporaryDirectory() as folder:
        source = Repo(Path(folder) / "source", init=False)
        source.git("clone", "--quiet", repository, ".")
        commits = {base: source.git("rev-parse", base) for base in bases}
        _set_up(source, Path(folder))
        checks: dict[str, tuple[str, ...]] = {"check": ("check",)}
        checks |= {f"check --base {b}": ("check", "--base", oid) for b, oid in commits.items()}
        found: dict[str, list[Cost]] = {name: [] for name in checks}
        for _ in range(times):
            for name, arguments in checks.items():
                found[name].append(_cold(source.folder, *arguments))
    plain = min(cost.processor for cost in found["check"])
    wall = min(cost.seconds for cost in found["check"])
    for name, costs in found.items():
        processor, seconds = min(c.processor for c in costs), min(c.seconds for c in costs)
        yield (
            f"{name}: {seconds:.2f} s = {seconds / wall:.2f} × the plain check, processor"
            f" {processor:.2f} s = {processor / plain:.2f} ×"
        )


def _set_up(source: Repo, folder: Path) -> None:
    """Where there is no catalogue a check needs one: it has no claims."""
    if not (source.folder / "catalogue").exists() and not recognised(DiskFiles(source.folder)):
        run(LEANCAT, str(source.folder), str(folder / "cache"), "init")
        source.commit()


def _cold(source: Path, *arguments: str) -> Cost:
    """A check in a fresh clone, nothing known."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Repo(Path(folder) / "clone", init=False)
        clone.git("clone", "--quiet", str(source), ".")
        return run(LEANCAT, str(clone.folder), str(Path(folder) / "cache"), *arguments)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.base", description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--bases", nargs="*", default=BASES, metavar="REV")
    args = parser.parse_args()
    for line in measure(args.repository, args.times, args.bases):
        print(line, flush=True)
