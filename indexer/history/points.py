"""Commits → points: what each held, its files counted where its own settings say they are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from indexer.base.documents import decode, parse_toml
from indexer.base.errors import LeancatError
from indexer.base.git import Commit, TreeChange
from indexer.history.facts import Facts
from indexer.history.records import FileFacts, Point
from indexer.history.walk import TOOLCHAIN, Sums, Tree, inside

Read = Callable[[str, str], bytes]
"""The bytes of an object, by its name and a path for messages."""
Again = Callable[[Mapping[str, str], Sequence[tuple[str, str]]], Mapping[str, FileFacts]]
"""The facts of objects (name → path) when they are scanned with further declaration keywords."""


def named_folders(settings: str, data: bytes) -> tuple[str, ...]:
    """The folders of the projects that a catalogue's settings name, from the top: "" or ending in a
    slash; none where they cannot be read.  `settings` is the path of that file from the top."""
    try:
        document = parse_toml(decode(data, settings), settings)
        paths = [str(project["path"]) for project in document.data["projects"]]
    except (LeancatError, KeyError, TypeError):
        return ()
    home = posixpath.dirname(settings)
    found = [posixpath.normpath(posixpath.join(home, path)) for path in paths]
    return tuple("" if path == "." else f"{path}/" for path in found if path[:2] != "..")


class Counter:
    """Makes the point of one commit after the other."""

    def __init__(
        self, settings: str, folders: Sequence[str], facts: Facts, again: Again, read: Read
    ) -> None:
        """`settings` is the path of the catalogue's settings from the top, `folders` where the
        projects lie today ("" or ending in a slash)."""
        self._settings = settings
        self._today = tuple(folders)
        self._again = again
        self._read = read
        self._tree = Tree()
        self._facts = facts
        self._sums = Sums(facts)
        self._scope: tuple[str, ...] | None = None
        self._scopes: dict[str, tuple[str, ...]] = {}

    def point(self, commit: Commit, changes: Iterable[TreeChange], main: bool) -> Point:
        """The point of a commit that changes this in the one before it."""
        touched = self._tree.apply(changes)
        scope = self._folders()
        if scope != self._scope:
            self._scope, self._sums = scope, Sums(self._facts)
            touched = [(path, "") for path in self._tree.lean]
        for path, _ in touched:
            if inside(path, scope):
                self._sums.put(path, self._tree.lean.get(path, ""))
        sums = self._together()
        return Point(
            commit=commit.oid,
            time=commit.time,
            subject=commit.subject,
            tags=commit.tags,
            main=main,
            toolchain=self._toolchain(scope),
            counts=sums.counts,
            sorry_files=tuple(sorted(sums.sorries.items())),
            notes=tuple(self._notes()),
        )

    def _together(self) -> Sums:
        """The sums, with the files that use another's keyword scanned with it."""
        words, asking = self._sums.again()
        if not asking:
            return self._sums
        anew = self._again({oid: path for path, oid in asking.items()}, words)
        together = Sums(lambda oid: anew.get(oid) or self._facts(oid))
        for path in self._sums.paths():
            together.put(path, self._tree.lean[path])
        return together

    def _folders(self) -> tuple[str, ...]:
        """Where the projects of this commit lie: as its own catalogue says, else as today's does
        while there is something, else everywhere."""
        oid = self._tree.settings.get(self._settings)
        if oid is not None:
            if oid not in self._scopes:
                self._scopes[oid] = self._named(oid)
            if self._scopes[oid]:
                return self._scopes[oid]
        there = any(inside(path, self._today) for path in self._tree.lean)
        return self._today if there else ("",)

    def _named(self, oid: str) -> tuple[str, ...]:
        return named_folders(self._settings, self._read(oid, self._settings))

    def _toolchain(self, scope: Sequence[str]) -> str:
        """The toolchain of the first project that names one."""
        for path in (*(f"{folder}{TOOLCHAIN}" for folder in scope), TOOLCHAIN):
            if oid := self._tree.settings.get(path):
                text = self._read(oid, path).decode("utf-8", "replace").strip()
                return text.splitlines()[0][:80] if text else ""
        return ""

    def _notes(self) -> Iterator[str]:
        if self._sums.unread:
            yield f"{len(self._sums.unread)} files could not be read"
        if any(inside(path, self._scope or ()) for path in self._tree.submodules):
            yield "what lies in submodules is not counted"
        if any(path.endswith(".lean") for path in self._tree.links):
            yield "links to Lean files are not followed"
