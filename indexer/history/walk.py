"""From one commit's tree to the next: the Lean files that each holds, kept up by what changed.

What a commit costs is what it changes, not what it holds.  Trees in which links lead to Lean files
are listed whole instead, since what a link leads to can change without it.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from indexer.base.files import SKIPPED
from indexer.base.git import TreeChange
from indexer.history.facts import Facts
from indexer.history.records import Counts

SETTINGS = "leancat.toml"
TOOLCHAIN = "lean-toolchain"


@dataclass(slots=True)
class Tree:
    """The files of a commit that matter here, path → object: Lean's, and those with settings."""

    lean: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    submodules: dict[str, str] = field(default_factory=dict)

    def apply(self, changes: Iterable[TreeChange]) -> list[tuple[str, str]]:
        """Take over what a commit changes; gives the Lean files that it changed, with the objects
        that they had before ("" for none)."""
        touched: list[tuple[str, str]] = []
        for change in changes:
            path = change.path
            if not SKIPPED.isdisjoint(path.split("/")[:-1]):
                continue
            _put(self.submodules, path, change.oid if change.submodule else "")
            _put(self.links, path, change.oid if change.link else "")
            oid = "" if change.link or change.submodule else change.oid
            if path.endswith(".lean"):
                touched.append((path, self.lean.get(path, "")))
                _put(self.lean, path, oid)
            elif posixpath.basename(path) in (SETTINGS, TOOLCHAIN):
                _put(self.settings, path, oid)
        return touched

    def leads_elsewhere(self, scope: Iterable[str], read: Callable[[str, str], bytes]) -> bool:
        """Whether links or submodules in the folders `scope` may lead to Lean files."""
        if any(inside(path, scope) for path in self.submodules):
            return True
        return any(
            inside(path, scope) and self._leads_to_lean(path, read(oid, path))
            for path, oid in self.links.items()
        )

    def _leads_to_lean(self, link: str, data: bytes) -> bool:
        above = posixpath.dirname(link)
        target = posixpath.normpath(posixpath.join(above, data.decode("utf-8", "surrogateescape")))
        below = "" if target == "." else f"{target}/"
        held = (*self.lean, *self.submodules, *self.links)
        further = (f"{target}/".startswith(f"{other}/") for other in self.links)
        return link.endswith(".lean") or any(further) or any(p.startswith(below) for p in held)


def _put(files: dict[str, str], path: str, oid: str) -> None:
    if oid:
        files[path] = oid
    else:
        files.pop(path, None)


def inside(path: str, folders: Iterable[str]) -> bool:
    """Whether a path lies below one of the folders, which are "" or end in a slash."""
    return any(path.startswith(folder) for folder in folders)


class Sums:
    """The numbers of a set of Lean files, kept up file by file.

    A file that uses a declaration keyword which another file defines counts as it is scanned with
    that keyword, as in a scan of the whole tree.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.files: dict[str, str] = {}
        self._total = Counter[str]()
        self._keywords = Counter[str]()
        self._asking: dict[str, Counter[str]] = {}  # unknown word → the files that have it
        self.sorries: dict[str, int] = {}
        self.unread: set[str] = set()

    def put(self, path: str, oid: str) -> None:
        """The file at `path` is the object `oid` now; "" for none."""
        before = self.files.pop(path, None)
        if before is not None:
            self._count(path, before, -1)
        self.sorries.pop(path, None)
        self.unread.discard(path)
        if oid:
            self.files[path] = oid
            self._count(path, oid, 1)

    def _count(self, path: str, oid: str, sign: int) -> None:
        facts = self.facts(oid)
        if facts is None:
            self.unread.add(path)
            return
        for name, number in _numbers(facts.counts):
            self._total[name] += sign * number
        for keyword in facts.keywords:
            self._keywords[keyword] += sign
        for word in facts.unknown:
            self._asking.setdefault(word, Counter())[path] += sign
        if sign > 0 and facts.counts.sorries:
            self.sorries[path] = facts.counts.sorries

    @property
    def counts(self) -> Counts:
        """The sum, each file by itself."""
        return Counts(**{name: self._total[name] for name, _ in _numbers(Counts())})

    def again(self) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
        """The keywords of the project's own that other files use, and those files: their facts
        have to be asked for anew, with these keywords."""
        pairs = (
            keyword.partition("=")
            for keyword in sorted(k for k, n in self._keywords.items() if n > 0)
        )
        words = {word: kind for word, _, kind in pairs}
        asking = {
            path: self.files[path]
            for word in words
            for path, n in self._asking.get(word, {}).items()
            if n > 0
        }
        return tuple(sorted(words.items())) if asking else (), asking


def _numbers(counts: Counts) -> Iterator[tuple[str, int]]:
    for name in Counts.__slots__:
        yield name, getattr(counts, name)


def blobs(trees: Iterable[Iterable[TreeChange]]) -> Mapping[str, str]:
    """All objects that are Lean files somewhere in the history, each with one path it stands at."""
    return {
        change.oid: change.path
        for changes in trees
        for change in changes
        if change.oid
        and change.path.endswith(".lean")
        and not (change.link or change.submodule)
        and SKIPPED.isdisjoint(change.path.split("/")[:-1])
    }
