"""What a check costs, held against a warm scan of the same tree: `python -m tests.bench.gate TREE`.

The tree is copied into a git repository of its own, set up with `leancat init`, and one file is
changed; nothing else is needed of it.  A tree without claims is checked once with a few as well:
theorems from all over it.  Every other figure is the best of several runs, as a whole process with
its children, and all are told in one run, since only their ratios mean anything.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from indexer.scan.loader import scan_bytes
from tests.bench.scan import Cost, best, command, run
from tests.repos import Repo

_CLAIMS = 5
LEANCAT = """
import os, sys
os.chdir(sys.argv[1])
os.environ["XDG_CACHE_HOME"] = sys.argv[2]
os.environ.pop("CI", None)
sys.stdout = open(os.devnull, "w")
sys.argv = ["leancat", *sys.argv[3:]]
from indexer.cli import main
try:
    main()
except SystemExit as end:
    sys.exit(int(end.code or 0) > 1)
"""


def measure(tree: Path, times: int) -> Iterator[str]:
    """All figures for a tree, as lines to print."""
    with tempfile.TemporaryDirectory() as folder:
        copy, cache = Path(folder) / "tree", Path(folder) / "cache"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".git", ".lake", "_site"))
        repo = Repo(copy)
        bare = not (copy / "catalogue").is_dir()
        if bare:
            run(LEANCAT, str(copy), str(cache), "init")
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
            arguments = (LEANCAT, str(copy), str(cache), *command)
            run(*arguments)
            cost = best(times, *arguments)
            first = first or cost.processor
            yield _told(name, cost, first)
        if bare:
            _claim(copy, _CLAIMS)
            cost = run(LEANCAT, str(copy), str(cache), "check")
            yield _told(f"check, with {_CLAIMS} claims, once", cost, first)


def _told(name: str, cost: Cost, first: float) -> str:
    return (
        f"{name}: {cost.seconds:.2f} s, {cost.processor:.2f} s of processor"
        f" = {cost.processor / first:.1f} × the scan, {cost.memory / 1e6:.0f} MB"
    )


def _claim(tree: Path, count: int) -> None:
    """Claim theorems of files that stand at equal distances among all."""
    paths = sorted(tree.rglob("*.lean"))
    ahead = (paths[len(paths) * n // count :] for n in range(count))
    chosen = [next(name for path in rest for name in _theorems(path)) for rest in ahead]
    lines = [
        f"  - {{id: bench.c{n}, title: T, backing: [{{decl: {name}}}]}}\n"
        for n, name in enumerate(chosen)
    ]
    claims = tree / "catalogue/claims/bench.yaml"
    claims.write_text("".join(["family: {id: bench, title: B}\nclaims:\n", *lines]), "utf-8")


def _theorems(path: Path) -> Iterator[str]:
    """The theorems of a file that have a plain name in a namespace."""
    scanned = scan_bytes(path.read_bytes(), path=path.name, name="X")
    named = (d.name for d in scanned.declarations if d.kind == "theorem" and not d.approximate)
    return (name for name in named if re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", name))


if __name__ == "__main__":
    command("gate", __doc__, measure)
