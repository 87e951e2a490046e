"""What `leancat scan` says of a plain checkout of a commit, for history to be held against."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from indexer.app.tree import scan_tree
from indexer.base.errors import InputError
from indexer.history.facts import DEFINES
from indexer.history.records import Counts, Point
from indexer.scan.options import ScanOptions
from indexer.scan.serialization import ModulePart
from tests.repos import Repo


class Checkout:
    """A second work tree of a repository, in which one commit after the other is checked out."""

    def __init__(self, repo: Repo, folder: Path) -> None:
        repo.git("worktree", "add", "-q", "--detach", str(folder), "HEAD")
        self._here = Repo(folder, init=False)

    def at(self, commit: str) -> Path:
        """The folder, with that commit in it and nothing else."""
        self._here.git("checkout", "-q", "--force", commit)
        self._here.git("clean", "-q", "-ffdx")
        return self._here.folder


def scanned(top: Path, folders: Sequence[str]) -> tuple[Counts, dict[str, int]]:
    """The numbers of all Lean files below some folders ("" or ending in a slash), and the files
    that hold a sorry."""
    counts, sorries = Counts(), Counter[str]()
    for folder in folders:
        try:
            found, unread = scan_tree(top / folder, ModulePart.LISTING, ScanOptions(jobs=1))
        except InputError:  # there is nothing there
            continue
        assert not unread
        for each in found:
            rows = [json.loads(line) for line in each.data.decode().splitlines()]
            kinds = [row["kind"] for row in rows if row["type"] == "declaration"]
            summary = each.summary
            counts += Counts(
                modules=1,
                declarations=summary.declarations,
                theorems=summary.theorems,
                definitions=sum(kind in DEFINES for kind in kinds),
                axioms=kinds.count("axiom"),
                sorries=len(summary.sorries),
                diagnostics=len(summary.diagnostics),
            )
            if summary.sorries:
                sorries[folder + each.source.path] = len(summary.sorries)
    return counts, dict(sorries)


def differs(point: Point, top: Path, folders: Sequence[str]) -> str:
    """How a point differs from a scan of its checkout in `top`; "" where it does not."""
    counts, sorries = scanned(top, folders)
    if (point.counts, dict(point.sorry_files)) == (counts, sorries):
        return ""
    return f"{point.commit}: {point.counts} {point.sorry_files}, but a scan says {counts} {sorries}"
