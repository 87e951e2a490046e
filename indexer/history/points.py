"""Commits → points: what each held, its files counted where its own settings say they are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from indexer.base.documents import decode, parse_toml
from indexer.base.errors import LeancatError
from indexer.base.git import Commit, TreeChange
from indexer.history.facts import Facts
from indexer.history.listing import Listing
from indexer.history.records import FileFacts, Point
from indexer.history.walk import TOOLCHAIN, Sums, Tree, inside

Read = Callable[[str, str], bytes]
"""The bytes of an object, by its name and a path for messages."""
Again = Callable[[Mapping[str, str], Sequence[tuple[str, str]]], Mapping[str, FileFacts]]
"""The facts of objects (name → path) when they are scanned with further declaration keywords."""
Listed = Callable[[str, Sequence[str]], Listing]
"""The Lean files of a commit below some folders, links and submodules followed."""


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
        self,
        settings: str,
        folders: Sequence[str],
        facts: Facts,
        again: Again,
        read: Read,
        listed: Listed,
    ) -> None:
        """`settings` is the path of the catalogue's settings from the top, `folders` where the
        projects lie today ("" or ending in a slash)."""
        self._settings = settings
        self._today = tuple(folders)
        self._again = again
        self._read = read
        self._listed = listed
        self._tree = Tree()
        self._facts = facts
        self._sums = Sums(facts)
        self._missing: list[str] = []  # what of the commit at hand could not be read
        self._scope: tuple[str, ...] | None = None
        self._scopes: dict[str, tuple[str, ...]] = {}

    def point(self, commit: Commit, changes: Iterable[TreeChange], main: bool) -> Point:
        """The point of a commit that changes this in the one before it."""
        self._missing = []
        touched = self._tree.apply(changes)
        scope = self._folders()
        if scope != self._scope:
            self._scope, self._sums = scope, Sums(self._facts)
            touched = [(path, "") for path in self._tree.lean]
        for path, _ in touched:
            if inside(path, scope):
                self._sums.put(path, self._tree.lean.get(path, ""))
        sums = self._sums
        unread: tuple[str, ...] = ()
        if self._tree.leads_elsewhere(scope, self._bytes):
            try:
                sums, unread = self._whole(commit.oid, scope)
            except LeancatError as error:
                self._missing += (problem.path or commit.oid for problem in error.problems)
        sums = self._together(sums)
        return Point(
            commit=commit.oid,
            time=commit.time,
            subject=commit.subject,
            tags=commit.tags,
            main=main,
            toolchain=self._toolchain(scope),
            counts=sums.counts,
            sorry_files=tuple(sorted(sums.sorries.items())),
            notes=tuple(_notes(sums, unread, self._missing)),
        )

    def _bytes(self, oid: str, path: str) -> bytes:
        """The bytes of an object; none, and a note, where it is not in this clone, or too large."""
        try:
            return self._read(oid, path)
        except LeancatError:
            self._missing.append(path)
            return b""

    def _whole(self, commit: str, scope: Sequence[str]) -> tuple[Sums, tuple[str, ...]]:
        """The sums over all that a checkout would hold, and the submodules that are not here."""
        found = self._listed(commit, scope)
        rest = {oid: path for path, oid in found.files.items() if self._facts(oid) is None}
        facts = self._again(rest, ()) if rest else {}
        sums = Sums(lambda oid: self._facts(oid) or facts.get(oid))
        for path, oid in found.files.items():
            sums.put(path, oid)
        return sums, tuple(path for path in found.unread if inside(path, scope))

    def _together(self, sums: Sums) -> Sums:
        """The sums, with the files that use another's keyword scanned with it."""
        words, asking = sums.again()
        if not asking:
            return sums
        anew = self._again({oid: path for path, oid in asking.items()}, words)
        together = Sums(lambda oid: anew.get(oid) or sums.facts(oid))
        for path, oid in sums.files.items():
            together.put(path, oid)
        return together

    def _folders(self) -> tuple[str, ...]:
        """Where the projects of this commit lie: as its own catalogue says, else as today's does
        while there is something, else everywhere."""
        oid = self._tree.settings.get(self._settings)
        if oid is not None:
            if oid not in self._scopes:
                named = named_folders(self._settings, self._bytes(oid, self._settings))
                if self._missing:
                    return self._somewhere()
                self._scopes[oid] = named
            if self._scopes[oid]:
                return self._scopes[oid]
        return self._somewhere()

    def _somewhere(self) -> tuple[str, ...]:
        """Where they lie when its own catalogue does not say it."""
        there = any(inside(path, self._today) for path in self._tree.lean)
        return self._today if there else ("",)

    def _toolchain(self, scope: Sequence[str]) -> str:
        """The toolchain of the first project that names one."""
        for path in (*(f"{folder}{TOOLCHAIN}" for folder in scope), TOOLCHAIN):
            if oid := self._tree.settings.get(path):
                text = self._bytes(oid, path).decode("utf-8", "replace").strip()
                return text.splitlines()[0][:80] if text else ""
        return ""


def _notes(sums: Sums, submodules: Sequence[str], missing: Sequence[str]) -> Iterator[str]:
    if sums.unread:
        yield f"{len(sums.unread)} files could not be read"
    if missing:
        yield f"could not be read: {', '.join(dict.fromkeys(missing))}"
    if submodules:
        yield f"not checked out here, and so not counted: {', '.join(submodules)}"
