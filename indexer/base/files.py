"""Where files come from: a folder on disk, or a git revision (indexer.base.git)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from indexer.base.errors import InputError, Problem

# Folders that are never a project's own source.
SKIPPED = frozenset({".git", ".lake", "lake-packages", "node_modules", ".venv", "__pycache__"})

MOST_BYTES = 20_000_000
"""Of one file. The largest Lean files that are known, all of them generated, have a tenth of it."""

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


MOST_COMPILED_BYTES = 1_000_000_000
"""Of one file that a compiler made. The largest of Mathlib's have some hundredth of it."""

MOST_LINKS = 200
"""Links to folders that are followed in one tree; each may bring in the same files again."""


class Files(Protocol):
    """A tree of files, read only. Paths are relative to its root, with forward slashes."""

    def paths(self) -> Iterable[str]:
        """All files, sorted; build folders and the like left out."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of one file. Raises InputError when it cannot be read."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        ...


class DiskFiles:
    """The files below a folder on disk. Links are followed only when they stay inside it."""

    def __init__(self, root: Path) -> None:
        """`root` must be a folder that exists; raises InputError when it is not."""
        self.root = root.resolve()
        if not self.root.is_dir():
            what = "is not a folder" if self.root.exists() else "does not exist"
            raise InputError(Problem(f"the folder {what}", path=str(root)))
        self._prefix = f"{self.root}{os.sep}"

    def paths(self) -> Iterator[str]:
        """All files, sorted by path. Raises InputError for a folder that cannot be looked into."""
        return iter(sorted(self._walk(str(self.root), "")))

    def _walk(self, folder: str, prefix: str) -> Iterator[str]:
        """The files below a folder, and below what links to folders inside the root lead to: each
        such folder once, so that links that lead round in a circle end."""
        links: list[str] = []
        yield from self._plainly(folder, prefix, links)
        followed: set[Path] = set()
        while links:
            links.sort(reverse=True)
            name = links.pop()
            target = Path(f"{self._prefix}{name}").resolve()
            if target not in followed:
                followed.add(target)
                if len(followed) > MOST_LINKS:
                    message = f"more than {MOST_LINKS} links to folders"
                    raise InputError(Problem(message, path=name))
                yield from self._plainly(f"{self._prefix}{name}", f"{name}/", links)

    def _plainly(self, folder: str, prefix: str, links: list[str]) -> Iterator[str]:
        """The files below a folder; links to folders inside the root are added to `links`."""
        stack = [(folder, prefix)]
        while stack:
            here, name = stack.pop()
            for entry in _entries(here):
                path = name + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED:
                        stack.append((entry.path, path + "/"))
                elif entry.is_file(follow_symlinks=False) or self._is_inside(entry):
                    yield path
                elif entry.name not in SKIPPED and self._leads_to_a_folder(entry):
                    links.append(path)

    def _leads_to_a_folder(self, entry: os.DirEntry[str]) -> bool:
        """Whether a link leads to a folder below the root that the link does not stand in."""
        try:
            if not entry.is_symlink() or not entry.is_dir():
                return False
            target = Path(entry.path).resolve()
            inside = target.is_relative_to(self.root) and SKIPPED.isdisjoint(target.parts)
            return inside and not Path(entry.path).parent.resolve().is_relative_to(target)
        except (OSError, RuntimeError):
            return False

    def _is_inside(self, entry: os.DirEntry[str]) -> bool:
        """A link to a file below the root is as good as the file; any other is not ours."""
        try:
            if not entry.is_symlink() or not entry.is_file():
                return False
            return Path(entry.path).resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):  # links that lead round in a circle
            return False

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return _content(f"{self._prefix}{path}", path)

    def exists(self, path: str) -> bool:
        """Whether there is such a file; a link that leads out of the folder is none."""
        file = self.root / path
        return file.is_file() and file.resolve().is_relative_to(self.root)


class JoinedFiles:
    """The files of a folder, and those of others beside it under the paths that lead there, such as
    "../shared"."""

    def __init__(self, files: Files, beside: Mapping[str, Files]) -> None:
        self._files = files
        self._beside = dict(beside)

    def paths(self) -> Iterator[str]:
        """All files, sorted."""
        more = (f"{way}/{path}" for way, files in self._beside.items() for path in files.paths())
        return iter(sorted({*self._files.paths(), *more}))

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        files, inner = self._home(path)
        return files.read(inner)

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        files, inner = self._home(path)
        return files.exists(inner)

    def _home(self, path: str) -> tuple[Files, str]:
        for way, files in self._beside.items():
            if path.startswith(f"{way}/"):
                return files, path[len(way) + 1 :]
        return self._files, path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds; one that cannot be read would make any count of its files wrong."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(f"the folder cannot be read: {reason}", path=folder)) from error


def read_written(folder: Path, suffix: str, shown: str) -> dict[str, bytes]:
    """The files of these names below a folder that leancat itself writes: path in it → bytes, in
    order; none when there is no such folder.

    Nothing is written through links there, so nothing is read through them either: what they lead
    to is somebody else's.  `shown` is how messages name the folder.  Raises InputError for all that
    cannot be read, links among them.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    waiting = [""] if os.path.lexists(folder) else []
    while waiting:
        name = waiting.pop()
        here, path = folder / name, f"{shown}/{name}".rstrip("/")
        if here.is_symlink():
            hint = "put the file or folder itself in its place"
            problems.append(Problem("cannot be read: it is a symbolic link", path, hint=hint))
        elif here.is_dir() and not name.endswith(suffix):
            inner = (e for e in _entries(str(here)) if e.name.endswith(suffix) or e.is_dir())
            waiting += (f"{name}/{e.name}".lstrip("/") for e in inner)
        elif not name:
            problems.append(Problem("is a file, and a folder belongs there", path))
        else:
            try:
                found[name] = read_file(here)
            except InputError as error:
                problems.append(Problem(error.problems[0].message, path))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.path or ""))
    return dict(sorted(found.items()))


def read_file(file: Path, most: int | None = None) -> bytes:
    """The bytes of a file that was named. Raises InputError when it cannot be read, or is larger
    than `most` bytes (default: MOST_BYTES)."""
    return _content(str(file), str(file), most)


def _content(file: str, shown: str, most: int | None = None) -> bytes:
    """The bytes of a regular file; a pipe is not waited for, and what is too large is not read."""
    most = MOST_BYTES if most is None else most
    try:
        with open(os.open(file, _READ), "rb") as stream:  # noqa: PTH123 (twice as fast)
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise InputError(Problem("cannot be read: it is not a regular file", path=shown))
            if about.st_size > most:
                raise too_large(shown, most)
            return stream.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(f"cannot be read: {reason}", path=shown)) from error


def too_large(shown: str, most: int = MOST_BYTES) -> InputError:
    """What to tell of a file that is larger than any that people write."""
    return InputError(Problem(f"cannot be read: larger than {most:,} bytes", path=shown))
