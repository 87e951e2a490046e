"""A folder that is replaced whole or not at all.

Everything is written beside the old folder; a file that did not change is linked, not written, so
that it keeps its time of change; at the end the two folders change places in one system call.
Whenever the work dies, the old folder stands as it was.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path, PurePosixPath

from indexer.errors import InputError, Problem, UsageError

MARKER = ".leancat-site"
_MARKED = "This folder is written by leancat and replaced whole by every build.\n"


class Staging:
    """A new version of a folder in the making; use as a context manager, and `publish` at the end.

    Raises UsageError when the folder exists and was not made by leancat, InputError when it cannot
    be written.
    """

    def __init__(self, out: Path) -> None:
        self.out = out.resolve()
        self.folder = self.out.parent / f".{self.out.name}.{os.getpid()}.building"
        self._old = self.out.parent / f".{self.out.name}.replaced"
        self._folders: set[Path] = set()

    def __enter__(self) -> Staging:
        """Make room: refuse a folder of somebody else, mend what an earlier build left behind."""
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._recover()
            _refuse_foreign(self.out)
            self.folder.mkdir()
        except OSError as error:
            raise _unwritable(self.out, error) from error
        self.write(MARKER, _MARKED.encode())
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, path: str, data: bytes) -> None:
        """Write one file, by its path from the root; link it when the old one is the same."""
        target = self.folder / _inside(path)
        try:
            if target.parent not in self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(target.parent)
            if _same(self.out / path, data):
                _link(self.out / path, target)
            else:
                with target.open("xb") as file:
                    file.write(data)
        except OSError as error:
            raise _unwritable(target, error) from error

    def publish(self) -> None:
        """Put the new folder in the place of the old one."""
        try:
            if not self.out.exists():
                self.folder.rename(self.out)
            elif not _exchange(self.folder, self.out):
                self.out.rename(self._old)
                self.folder.rename(self.out)
        except OSError as error:
            self._recover()
            raise _unwritable(self.out, error) from error
        shutil.rmtree(self._old, ignore_errors=True)

    def _recover(self) -> None:
        """Undo what a build that died in the middle may have left."""
        if self._old.is_dir() and not self.out.exists():
            self._old.rename(self.out)
        shutil.rmtree(self._old, ignore_errors=True)
        pattern = re.compile(rf"\.{re.escape(self.out.name)}\.(\d+)\.building")
        for entry in self.out.parent.iterdir():
            match = pattern.fullmatch(entry.name)
            if match and (int(match[1]) == os.getpid() or not _alive(int(match[1]))):
                shutil.rmtree(entry, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if not out.exists() or (out / MARKER).is_file():
        return
    if not out.is_dir():
        raise UsageError(Problem("this is a file, not a folder", path=str(out)))
    if any(out.iterdir()):
        raise UsageError(
            Problem(
                "this folder holds files that leancat did not write, and a build replaces it whole",
                path=str(out),
                hint="give another folder with --out, or empty this one",
            )
        )


def _inside(path: str) -> PurePosixPath:
    """The path, when it stays inside the folder; addresses are safe already, this makes sure."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path:
        raise ValueError(f"not a path inside the output: {path!r}")
    return pure


def _same(old: Path, data: bytes) -> bool:
    try:
        return old.stat().st_size == len(data) and not old.is_symlink() and old.read_bytes() == data
    except OSError:
        return False


def _link(old: Path, new: Path) -> None:
    try:
        new.hardlink_to(old)
    except OSError:  # some file systems know no links
        shutil.copy2(old, new)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OSError):
        return True
    return True


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
        names = os.fsencode(first), os.fsencode(second)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, 2)  # RENAME_SWAP
        else:
            here = -100  # AT_FDCWD
            failed = library.renameat2(here, names[0], here, names[1], 2)  # RENAME_EXCHANGE
        return not failed
    return False


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    hint = "free some space and build again" if error.errno == errno.ENOSPC else ""
    return InputError(Problem(f"cannot write: {reason}", path=str(path), hint=hint))
