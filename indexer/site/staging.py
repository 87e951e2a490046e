"""A folder that is replaced whole or not at all, and only when leancat made it.

Everything is written beside the old folder; a file that did not change is linked, not written, so
that it keeps its time of change; at the end the two folders change places in one system call.
Whenever the work dies, the old folder stands as it was.

What is replaced is deleted, so it must be nobody else's: the folder's marker lists what was
written, a folder that holds anything else is refused, and a marker that came with a repository is
no word of ours.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from indexer.base import git
from indexer.base.errors import LeancatError, Problem, RevisionError, UsageError
from indexer.base.writing import Folder, is_alive, lexical

MARKER = ".leancat-site"
_MARKED = (
    "This folder is written by leancat and replaced whole by every build.  It holds nothing but:"
)
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers drop anywhere
_OTHER = "give another folder with --out"


class Staging:
    """A new version of a folder in the making; use as a context manager, and `publish` at the end.

    `keep` are folders that must never be deleted: what holds one is refused.  Raises UsageError for
    a folder that was not made by leancat, InputError when it cannot be written.
    """

    def __init__(self, out: Path, keep: Iterable[Path] = ()) -> None:
        self.out = lexical(out)
        self._keep = (*keep, Path.cwd())
        self._name = f".{self.out.name}.{os.getpid()}.{secrets.token_hex(8)}.building"
        self._replaced = f".{self.out.name}.replaced"
        self.folder = self.out.parent / self._name

    def __enter__(self) -> Staging:
        """Make room: refuse a folder of somebody else, mend what an earlier build left behind."""
        _refuse_precious(self.out, self._keep)
        self._around = Folder.open(self.out.parent, make=True)
        try:
            self._recover()
            there = self._around.has(self.out.name)
            if there:
                _refuse_foreign(self._around, self.out.name)
            self._new = self._around.enter(self._name)
            self._old = self._around.enter(self.out.name) if there else None
        except BaseException:
            self._around.close()
            raise
        self._new.write(MARKER, f"{_MARKED}\n".encode())
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(LeancatError):
            self._around.remove_tree(self._name)
        for folder in (self._new, self._old, self._around):
            if folder is not None:
                folder.close()

    def write(self, path: str, data: bytes) -> None:
        """Write one file, by its path from the root; link it when the old one is the same."""
        if "\\" in path:
            raise ValueError(f"not a path inside the folder: {path!r}")
        if not (self._old and self._is_same(path, data) and self._new.link(path, self._old)):
            self._new.add(path, data)

    def _is_same(self, path: str, data: bytes) -> bool:
        with suppress(LeancatError):
            return self._old is not None and self._old.read(path) == data
        return False

    def publish(self) -> None:
        """Put the new folder in the place of the old one, which is looked at again: a file, or the
        folder itself, may have come from somebody else while this build was at work."""
        written = [path for path in self._new.files() if path != MARKER]
        self._new.write(MARKER, "\n".join((_MARKED, *written, "")).encode())
        if not self._around.has(self.out.name):
            self._around.rename(self._name, self.out.name)
            return
        _refuse_foreign(self._around, self.out.name)
        if not self._around.exchange(self._name, self.out.name):
            self._around.rename(self.out.name, self._replaced)
            try:
                self._around.rename(self._name, self.out.name)
            except BaseException:
                self._recover()
                raise
            self._around.remove_tree(self._replaced)

    def _recover(self) -> None:
        """Undo what a build that died in the middle may have left."""
        pattern = re.compile(rf"\.{re.escape(self.out.name)}\.(\d+)\.[0-9a-f]{{16}}\.building")
        if self._is_left(self._replaced):
            if self._around.has(self.out.name):
                self._around.remove_tree(self._replaced)
            else:
                self._around.rename(self._replaced, self.out.name)
        for name in self._around.names():
            match = pattern.fullmatch(name)
            mine = match and (int(match[1]) == os.getpid() or not is_alive(int(match[1])))
            if mine and self._is_left(name):
                self._around.remove_tree(name)

    def _is_left(self, name: str) -> bool:
        """Whether a folder is what a build left behind: one that holds a repository, or of which
        git tracks anything, came from elsewhere."""
        with suppress(LeancatError):
            marker = self._around.read(f"{name}/{MARKER}")
            if marker is None or not marker.startswith(_MARKED.encode()):
                return False
            folder = self._around.path / name
            return not (self._around.has(f"{name}/.git") or git.is_tracked(folder))
        return False


def _refuse_precious(out: Path, keep: Iterable[Path]) -> None:
    """No folder is replaced that holds, or is, what people work in."""
    real = out.resolve()
    if ".git" in (*out.parts, *real.parts):
        raise UsageError(Problem("this is git's own folder", str(out), hint=_OTHER))
    for precious in keep:
        inner = precious.resolve()
        if real in (inner, *inner.parents):
            what = f"this folder holds {precious}, and a build replaces it whole"
            raise UsageError(Problem(what, str(out), hint=_OTHER))


def _refuse_foreign(around: Folder, name: str) -> None:
    """Refuse a folder that holds anything that leancat did not write."""
    shown = around.path / name
    found = {path for path in around.files(name) if path.rpartition("/")[2] not in _LITTER}
    if not found:
        return
    marker = around.read(f"{name}/{MARKER}") or b""
    head, _, listed = marker.decode("utf-8", "replace").partition("\n")
    if head != _MARKED:
        raise UsageError(
            Problem(
                "this folder holds files that leancat did not write, and a build replaces it whole",
                path=str(shown),
                hint="give another folder with --out, or empty this one",
            )
        )
    foreign = sorted(found - {f"{name}/{path}" for path in (MARKER, *listed.splitlines())})
    if foreign:
        more = f" and {len(foreign) - 1} more files" if len(foreign) > 1 else ""
        raise UsageError(
            Problem(
                f"leancat did not write {foreign[0]}{more}, and a build replaces the folder whole",
                path=str(shown),
                hint="move what you need, delete the folder, and build again",
            )
        )
    if _is_tracked(shown / MARKER):
        raise UsageError(
            Problem(
                f"git tracks {MARKER} in it, so the folder may be anybody's",
                path=str(shown),
                hint=f"git rm -r --cached {shlex.quote(name)}, or give another folder with --out",
            )
        )


def _is_tracked(file: Path) -> bool:
    try:
        return git.is_tracked(file)
    except RevisionError as error:
        hint = "delete the folder, or give another one with --out"
        what = f"git does not tell whether leancat made it: {error.problems[0].message}"
        raise UsageError(Problem(what, str(file.parent), hint=hint)) from error
