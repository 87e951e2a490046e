"""What a check costs, held against a warm scan of the same tree: `python -m tests.bench.gate TREE`.

The tree is copied into a git repository of its own, set up with `leancat init`, and one file is
changed; nothing else is needed of it.  Every figure is the best of several runs, as a whole process
with its children, and all are told in one run, since only their ratios mean anything.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.scan import best, command, run
from tests.repos import Repo

_LEANCAT = """
import os, sys
os.chdir(sys.argv[1])
os.environ["XDG_CACHE_HOME"] = sys.argv[2]
os.environ.pop("CI", None)
sys.stdout = open(os.devnull, "w")
sys.argv = ["leancat", *sys.argv[3:]]
from indexer.cli import cli
sys.exit(int(cli.main(standalone_mode=False) or 0) > 1)
"""


def measure(tree: Path, times: int) -> Iterator[str]:
    """All figures for a tree, as lines to print."""
    with tempfile.TemporaryDirectory() as folder:
        copy, cache = Path(folder) / "tree", Path(folder) / "cache"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".git", ".lake", "_site"))
        repo = Repo(copy)
        if not (copy / "catalogue").is_dir():
            run(_LEANCAT, str(copy), str(cache), "init")
        repo.commit()
        changed = max(copy.rglob("*.lean"), key=lambda p: p.stat().st_size)
        changed.write_text(changed.read_text("utf-8") + "\n-- changed\n", "utf-8")
        repo.commit()
        count = sum(1 for _ in copy.rglob("*.lean"))
        yield f"{count} files, {os.cpu_count()} cores, best of {times}"
        commands = {
            "a warm scan": ("scan", "."),
            "check": ("check",),
            "check --base HEAD~1": ("check", "--base", "HEAD~1"),
        }
        first = 0.0
        for name, command in commands.items():
            arguments = (_LEANCAT, str(copy), str(cache), *command)
            run(*arguments)
            cost = best(times, *arguments)
            first = first or cost.processor
            yield (
                f"{name}: {cost.seconds:.2f} s, {cost.processor:.2f} s of processor"
                f" = {cost.processor / first:.1f} × the scan, {cost.memory / 1e6:.0f} MB"
            )


if __name__ == "__main__":
    command("gate", __doc__, measure)
