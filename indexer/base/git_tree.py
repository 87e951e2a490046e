"""The files of a commit, straight from the object store: no checkout, no worktree, no index."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import normpath
from typing import IO

from indexer.base.asking_git import DEEPEN, environment, run, started
from indexer.base.errors import InputError, Problem, RevisionError
from indexer.base.files import MOST_BYTES, MOST_LINKS, SKIPPED, too_large

_MOST_LINKS = 40  # as Linux has it
_PASSED = 1_000_000  # bytes at a time of an object that is passed over


@dataclass(frozen=True, slots=True)
class _Blob:
    """A file of a tree: the name of its object, and whether it is a link to another path."""

    oid: str
    link: bool


class RevisionFiles:
    """The files of a commit below a folder: what `files.DiskFiles` is for a folder on disk.

    `below` is that folder's path from the top of the repository ("" or "a/b/").  Symbolic links are
    followed inside the tree; files of a submodule are read from the submodule's own repository
    where it is checked out, and `unread` names those that are not: path from the top → commit.
    """

    def __init__(self, tree: Tree, below: str = "") -> None:
        self._tree = tree
        self._below = below
        self.unread: Mapping[str, str] = tree.unread

    def at(self, below: str) -> RevisionFiles:
        """The same commit seen from another folder, a path from the top such as "a/b/"."""
        return RevisionFiles(self._tree, below)

    def paths(self) -> Iterator[str]:
        """All files below the folder, sorted; build folders and the like left out."""
        start = len(self._below)
        below = [path[start:] for path in self._tree.paths() if path.startswith(self._below)]
        folders = {path.rpartition("/")[0] for path in below}
        kept = {folder for folder in folders if SKIPPED.isdisjoint(folder.split("/"))}
        return iter(sorted(path for path in below if path.rpartition("/")[0] in kept))

    def blobs(self) -> Iterator[tuple[str, Path, str]]:
        """The same files, with the repository that each is in and the name of its object; links
        that lead out of the folder are left out, as on disk."""
        for path in self.paths():
            found = self._tree.place(normpath(self._below + path))
            if found is not None and found[0].startswith(self._below):
                _, objects, oid = found
                yield path, objects.top, oid

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._find(path) is not None

    def oid(self, path: str) -> str:
        """The name of a file's object: equal names, equal bytes. Raises InputError."""
        return self._must(path)[1]

    def read(self, path: str) -> bytes:
        """The bytes of one file as they were committed. Raises InputError when there is none."""
        objects, oid = self._must(path)
        return objects.read(oid, path)

    def _must(self, path: str) -> tuple[Objects, str]:
        found = self._find(path)
        if found is None:
            raise InputError(Problem("is not in that revision", path))
        return found

    def _find(self, path: str) -> tuple[Objects, str] | None:
        return self._tree.find(normpath(self._below + path))


class Tree:
    """What a commit holds, its submodules included; addressed from the top of the repository."""

    def __init__(self, top: Path, commit: str) -> None:
        """Lists the tree of `commit`; raises RevisionError when objects are missing."""
        self.unread: dict[str, str] = {}
        self._objects = Objects(top)
        self._files: dict[str, _Blob] = {}
        self._inner: dict[str, Tree] = {}
        for path, oid in self._list(top, commit).items():
            self._enter(top / path, path, oid)

    def _list(self, top: Path, commit: str) -> Mapping[str, str]:
        """Note the files of the tree; the submodules come back, by path."""
        submodules: dict[str, str] = {}
        listing = run(top, "ls-tree", "-r", "-z", "--full-tree", commit)
        for row in listing.split(b"\0")[:-1]:
            about, _, name = row.partition(b"\t")
            mode, _, oid = about.decode().split(" ")
            path = name.decode("utf-8", "surrogateescape")
            if mode == "160000":
                submodules[path] = oid
            else:
                self._files[path] = _Blob(oid, mode == "120000")
        return submodules

    def _enter(self, folder: Path, path: str, commit: str) -> None:
        """Open a submodule where it is checked out, at the commit the revision names."""
        if (folder / ".git").exists():
            with suppress(RevisionError):
                self._inner[path + "/"] = Tree(folder, commit)
                return
        self.unread[path] = commit

    def paths(self) -> Iterator[str]:
        """All files, and the links that lead to one, in no order."""
        yield from (path for path, blob in self._files.items() if not blob.link or self.find(path))
        for link, target in self._linked.items():
            start = len(target)
            yield from (link + p[start:] for p in self._files if p.startswith(f"{target}/"))
        for prefix, inner in self._inner.items():
            yield from (prefix + path for path in inner.paths())

    def find(self, path: str) -> tuple[Objects, str] | None:
        """The object of a path, links followed inside the tree."""
        found = self.place(path)
        return found[1:] if found else None

    def place(self, path: str) -> tuple[str, Objects, str] | None:
        """The same, after the path that the links lead to."""
        for _ in range(_MOST_LINKS):
            for prefix, inner in self._inner.items():
                if path.startswith(prefix):
                    found = inner.place(path.removeprefix(prefix))
                    return (prefix + found[0], *found[1:]) if found else None
            blob = self._files.get(path)
            if blob is None and (through := self._through_link(path)):
                path = through
                continue
            if blob is None or not blob.link:
                return (path, self._objects, blob.oid) if blob else None
            target = self._target(path, blob)
            if target is None:
                return None
            path = target
        return None

    def _target(self, path: str, blob: _Blob) -> str | None:
        """Where a link leads, from the top; None for out of the repository."""
        target = self._objects.read(blob.oid, path).decode("utf-8", "surrogateescape")
        if target.startswith("/"):
            return None
        return normpath(f"{path.rpartition('/')[0]}/{target}").removeprefix("/")

    @cached_property
    def _linked(self) -> Mapping[str, str]:
        """The links that lead to a folder they do not stand in: link → folder, each folder once."""
        folders = {above for path in self._files for above in _above(path)}
        found: dict[str, str] = {}
        for path, blob in sorted(self._files.items()):
            target = self._target(path, blob) if blob.link else None
            if target in folders and target not in found.values() and target not in _above(path):
                found[path] = str(target)
                if len(found) > MOST_LINKS:
                    raise InputError(Problem(f"more than {MOST_LINKS} links to folders", path))
        return found

    def _through_link(self, path: str) -> str | None:
        """The path behind a link to a folder that a path leads through."""
        for link in _above(path):
            if link in self._files and link in self._linked:
                return self._linked[link] + path[len(link) :]
        return None


def _above(path: str) -> list[str]:
    """The folders that a path stands in, outermost first; the top is none of them."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


class Objects:
    """One `git cat-file --batch` that answers for as long as it is needed; safe among threads."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __getstate__(self) -> Path:
        """Another process starts its own git."""
        return self.top

    def __setstate__(self, top: Path) -> None:
        self.__init__(top)  # type: ignore[misc]

    def __del__(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # nobody is left at the other end
                        pipe.close()
            self._process.wait()
            self._process = None

    def read(self, oid: str, path: str) -> bytes:
        """The bytes of an object; `path` is for the message. Raises RevisionError when missing."""
        with self._lock:
            ask, answer = self._pipes()
            ask.write(oid.encode() + b"\n")
            ask.flush()
            line = answer.readline()
            if not line:  # an older git ends at an object that it may not fetch
                self._close()
            _, _, about = line.partition(b" ")
            kind, _, size = about.strip().partition(b" ")
            if kind != b"blob":
                raise RevisionError(
                    Problem(f"object {oid[:7]} is not in this clone", path, hint=DEEPEN)
                )
            if int(size) <= MOST_BYTES:
                return answer.read(int(size) + 1)[:-1]
            for at in range(0, int(size) + 1, _PASSED):
                answer.read(min(_PASSED, int(size) + 1 - at))
            raise too_large(path)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            pipe = subprocess.PIPE
            command = started(self.top, "cat-file", "--batch")
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment()
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout
