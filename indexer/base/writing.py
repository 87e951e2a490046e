"""The one door through which leancat writes, replaces and deletes.

A checkout may hold a link where a folder should be, so that a plain `open` would write somewhere
else.  Here every step below the folder that was given is made from a handle of the one before it
(openat) and refuses symbolic links; a file is written beside its place under a name that nobody can
guess, brought to the disk, and put in place at one stroke.  Nothing leaves the folder.

Where the system knows no handles (Windows), each step is looked at before it is made.

No other module writes; a test reads their source.
"""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.base.errors import InputError, LeancatError, Problem, UsageError

_HANDLES = os.open in os.supports_dir_fd and os.listdir in os.supports_fd
_DIRECTORY = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_TEMPORARY = re.compile(r"\.leancat-([0-9]+)-[0-9a-f]{16}")
_STREAMS = ("/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")  # links
_AROUND = (".", "..", "")


class LinkError(UsageError):
    """A symbolic link stands where leancat was to write."""


class Folder:
    """An open folder. Paths are relative to it, with forward slashes; each method raises
    UsageError where a link is in the way, InputError where another kind of file is or the system
    refuses, and ValueError for a path that leaves the folder."""

    def __init__(self, handle: _Handle) -> None:
        self._handle = handle
        self._swept: set[str] = set()

    @classmethod
    def open(cls, path: Path, *, make: bool = False) -> Folder:
        """The folder at `path`, made with those above it when `make` is given.

        Links are refused below the repository (or folder) that the command runs in; for a path
        somewhere else, which a person named, the last step alone may not be one.
        """
        start, names = _way(path)
        with _telling(path):
            try:
                return cls(_entered(_Handle.first(start), names, make=make))
            except _AbsentError:
                raise InputError(Problem("there is no such folder", str(path))) from None

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it."""
        self._handle.close()

    @property
    def path(self) -> Path:
        """Where the folder was when it was opened."""
        return Path(self._handle.path)

    # --- looking ---------------------------------------------------------------------------------

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None when there is none."""
        try:
            with self._above(path) as (folder, name):
                return folder.read(name) if folder.about(name) else None
        except _AbsentError:
            return None

    def has(self, path: str) -> bool:
        """Whether there is anything of that name; refuses a link on the way and at its end."""
        try:
            with self._above(path) as (folder, name):
                about = folder.about(name)
                if about and stat.S_ISLNK(about.st_mode):
                    raise folder.link(name)
                return about is not None
        except _AbsentError:
            return False

    def files(self, path: str = "") -> Iterator[str]:
        """All that is no folder below a folder, links too, in order; none when it is not there."""
        try:
            with self._at(path) as folder:
                yield from _walk(folder, f"{path}/" if path else "")
        except _AbsentError:
            return

    def names(self) -> list[str]:
        """What stands in the folder itself, in order."""
        with _telling(self.path):
            return self._handle.names()

    # --- files -----------------------------------------------------------------------------------

    def write(self, path: str, data: bytes) -> bool:
        """Write a file whole or not at all, with the folders above it; tells whether it had to be.

        A file that was there keeps its permissions.
        """
        with self._above(path, make=True) as (folder, name):
            old = folder.about(name)
            if old is not None and folder.read(name) == data:
                return False
            beside = self._beside(folder, data, stat.S_IMODE(old.st_mode) if old else None)
            _placed(folder, beside, lambda: folder.rename(beside, name))
            folder.sync()
        return True

    def create(self, path: str, data: bytes) -> bool:
        """Write a file whole unless there is one; tells whether there was none."""
        if self.has(path):
            return False
        with self._above(path, make=True) as (folder, name):
            beside = self._beside(folder, data, None)
            _placed(folder, beside, lambda: folder.place(beside, name))
            folder.sync()
        return True

    def add(self, path: str, data: bytes) -> None:
        """Write a file into a folder that nobody looks at yet: not brought to the disk at once."""
        with self._above(path, make=True) as (folder, name):
            folder.new(name, data)

    def link(self, path: str, other: Folder) -> bool:
        """Let `path` be the very file that `other` has there; False where the system cannot."""
        with (
            suppress(OSError, LeancatError, _AbsentError),
            other._above(path) as (old, name),
            self._above(path, make=True) as (folder, _),
        ):
            folder.link_from(old, name, name)
            return True
        return False

    def remove(self, path: str) -> bool:
        """Delete a file; tells whether there was one.  A folder left empty stays."""
        try:
            with self._above(path) as (folder, name):
                about = folder.about(name)
                if about is None:
                    return False
                if stat.S_ISLNK(about.st_mode):
                    raise folder.link(name)
                os.unlink(folder.at(name), dir_fd=folder.fd)
                return True
        except _AbsentError:
            return False

    # --- folders ---------------------------------------------------------------------------------

    def enter(self, path: str) -> Folder:
        """A folder below, open; made when it is not there."""
        with _telling(self.path / path):
            return Folder(_entered(self._handle.copy(), _names(path), make=True))

    def remove_empty(self, path: str) -> None:
        """Delete a folder when nothing is in it."""
        with suppress(LeancatError, _AbsentError), self._above(path) as (folder, name):
            os.rmdir(folder.at(name), dir_fd=folder.fd)

    def remove_tree(self, path: str) -> None:
        """Delete a folder and all that is in it; links in it are deleted, not followed."""
        with suppress(_AbsentError), self._above(path) as (folder, name):
            folder.clear(name)

    def rename(self, path: str, other: str) -> None:
        """Give a folder another name."""
        with self._above(path) as (old, name), self._above(other, make=True) as (new, wanted):
            old.rename(name, wanted, new)

    def exchange(self, name: str, other: str) -> bool:
        """Let two folders in this one change places in one step; False where it cannot be done."""
        return self._handle.exchange(name, other)

    def fill(self, path: str, files: Mapping[str, bytes]) -> None:
        """Make a folder with these files whole or not at all; there may be an empty one."""
        with self._above(path, make=True) as (folder, name):
            self._sweep(folder)
            beside = _fresh_name()
            os.mkdir(folder.at(beside), dir_fd=folder.fd)

            def place() -> None:
                with Folder(folder.copy().enter(beside)) as inner:
                    for file, data in files.items():
                        inner.add(file, data)
                folder.rename(beside, name)

            _placed(folder, beside, place)
            folder.sync()

    # --- steps -----------------------------------------------------------------------------------

    @contextmanager
    def _at(self, path: str, *, make: bool = False) -> Iterator[_Handle]:
        """A handle of a folder below. Raises _AbsentError when it is not there."""
        with _telling(self.path / path):
            handle = _entered(self._handle.copy(), _names(path), make=make)
            try:
                yield handle
            finally:
                handle.close()

    @contextmanager
    def _above(self, path: str, *, make: bool = False) -> Iterator[tuple[_Handle, str]]:
        """A handle of the folder that a path stands in, and its name there."""
        above, _, name = path.rpartition("/")
        (name,) = _names(name)
        with self._at(above, make=make) as handle, _telling(self.path / path):
            yield handle, name

    def _beside(self, folder: _Handle, data: bytes, mode: int | None) -> str:
        """A new file beside the others that holds `data`; its name."""
        self._sweep(folder)
        name = _fresh_name()
        _placed(folder, name, lambda: folder.new(name, data, mode=mode, sync=True))
        return name

    def _sweep(self, folder: _Handle) -> None:
        """Delete what a leancat that was killed left here, once."""
        if folder.path in self._swept:
            return
        self._swept.add(folder.path)
        for name in folder.names():
            match = _TEMPORARY.fullmatch(name)
            if match and not is_alive(int(match[1])):
                with suppress(OSError):
                    folder.clear(name)


def write_file(file: Path, data: bytes) -> bool:
    """Write a file whole or not at all, with the folders above it; tells whether it had to be.

    A file that was there keeps its permissions.  Raises UsageError and InputError as Folder does.
    """
    with Folder.open(file.parent, make=True) as folder:
        return folder.write(file.name, data)


def write_output(file: Path, data: bytes) -> None:
    """Write to what a person named on the command line: a file, or a device or pipe that is there.

    Raises UsageError and InputError as Folder does.
    """
    path = str(lexical(file))
    with _telling(file):
        if os.path.isdir(path):
            raise UsageError(Problem("cannot be written: it is a folder", path, hint="name a file"))
        if not path.startswith(_STREAMS) and not _is_stream(path):
            write_file(file, data)
            return
        with open(os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0)), "wb") as stream:
            stream.write(data)


def lexical(path: Path) -> Path:
    """The path from the root, as it is written: no link is followed."""
    return Path(os.path.abspath(path))


def refuse_links(folder: Path) -> None:
    """Raise UsageError when a folder that is to be written into is a link, or stands behind one."""
    with Folder.open(folder):
        pass


def is_alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def unwritable(path: Path | str, error: OSError) -> InputError:
    """What to tell of a file that the system does not let leancat write."""
    reason = error.strerror or str(error)
    hint = "free some space and run it again" if error.errno == 28 else ""
    return InputError(Problem(f"cannot be written: {reason}", str(path), hint=hint))


# --- ways -----------------------------------------------------------------------------------------


class _AbsentError(Exception):
    """A folder on the way is not there."""


def _way(path: Path) -> tuple[str, list[str]]:
    """The folder to start from, and the steps below it of which none may be a link.

    The start is the repository around the working directory when the path leads into it, else the
    nearest folder above `path` that is there.
    """
    wanted = lexical(path)
    ours = _home(Path.cwd())
    for folder in reversed(wanted.parents):
        real = Path(os.path.realpath(folder))
        if real == ours or ours in real.parents:
            return str(real), list(wanted.relative_to(folder).parts)
    if wanted == ours or not wanted.name:
        return str(wanted), []
    there = next(folder for folder in wanted.parents if folder.is_dir())
    return str(there), list(wanted.relative_to(there).parts)


def _home(folder: Path) -> Path:
    """The repository around a folder, else the folder itself."""
    return next((f for f in (folder, *folder.parents) if os.path.lexists(f / ".git")), folder)


def _names(path: str) -> list[str]:
    """The steps of a path; addresses are safe already, this makes sure."""
    names = path.split("/") if path else []
    if any(name in _AROUND or "\0" in name or os.sep in name for name in names):
        raise ValueError(f"not a path inside the folder: {path!r}")
    return names


def _fresh_name() -> str:
    return f".leancat-{os.getpid()}-{secrets.token_hex(8)}"


def _is_stream(path: str) -> bool:
    """Whether a device, pipe or socket stands there."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """What the system refuses, as a message that names the path."""
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from error


def _placed(folder: _Handle, temporary: str, act: Callable[[], None]) -> None:
    """Do what puts a temporary file in its place; whatever ends it, nothing is left behind."""
    try:
        act()
    except BaseException:
        with suppress(OSError):
            folder.clear(temporary)
        raise


def _entered(handle: _Handle, names: Iterable[str], *, make: bool) -> _Handle:
    """The folder some steps below; `handle` is closed."""
    try:
        for name in names:
            handle = handle.enter(name, make=make)
    except BaseException:
        handle.close()
        raise
    return handle


def _walk(folder: _Handle, prefix: str) -> Iterator[str]:
    for name in folder.names():
        about = folder.about(name)
        if about is not None and stat.S_ISDIR(about.st_mode):
            inner = folder.copy().enter(name)
            try:
                yield from _walk(inner, f"{prefix}{name}/")
            finally:
                inner.close()
        elif about is not None:
            yield prefix + name


# --- handles --------------------------------------------------------------------------------------


class _Handle:
    """A folder as the system knows it: an open descriptor; where there is none, its path."""

    def __init__(self, fd: int | None, path: str) -> None:
        self.fd = fd
        self.path = path

    @classmethod
    def first(cls, path: str) -> _Handle:
        return cls(os.open(path, os.O_RDONLY) if _HANDLES else None, path)

    def copy(self) -> _Handle:
        return _Handle(None if self.fd is None else os.dup(self.fd), self.path)

    def close(self) -> None:
        if self.fd is not None:
            fd, self.fd = self.fd, None
            os.close(fd)

    def at(self, name: str) -> str:
        """What to call a file of this folder where `dir_fd` is this one's."""
        return name if self.fd is not None else os.path.join(self.path, name)

    def enter(self, name: str, *, make: bool = False) -> _Handle:
        """A folder in this one, which is closed.  Raises _AbsentError, or UsageError for what is no
        folder."""
        about = self.about(name)
        if about is None:
            if not make:
                raise _AbsentError
            with suppress(FileExistsError):
                os.mkdir(self.at(name), dir_fd=self.fd)
        elif stat.S_ISLNK(about.st_mode):
            raise self.link(name)
        elif not stat.S_ISDIR(about.st_mode):
            raise InputError(
                Problem("cannot be written: it is a file, not a folder", self.shown(name))
            )
        inner = None
        if self.fd is not None:
            inner = os.open(name, os.O_RDONLY | _DIRECTORY, dir_fd=self.fd)
        entered = _Handle(inner, self.shown(name))
        self.close()
        return entered

    def about(self, name: str) -> os.stat_result | None:
        """What stands there, a link itself and not what it leads to."""
        try:
            return os.stat(self.at(name), dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        return sorted(os.listdir(self.path if self.fd is None else self.fd))

    def shown(self, name: str) -> str:
        return os.path.join(self.path, name)

    def link(self, name: str) -> LinkError:
        hint = "leancat does not write through links: put the file or folder itself in its place"
        return LinkError(
            Problem("cannot be written: it is a symbolic link", self.shown(name), hint=hint)
        )

    def read(self, name: str) -> bytes:
        """The bytes of a file that is there."""
        about = self.about(name)
        if about is not None and stat.S_ISLNK(about.st_mode):
            raise self.link(name)
        if about is not None and not stat.S_ISREG(about.st_mode):
            raise InputError(Problem("cannot be written: it is no regular file", self.shown(name)))
        with open(os.open(self.at(name), os.O_RDONLY | _FILE, dir_fd=self.fd), "rb") as file:
            return file.read()

    def new(self, name: str, data: bytes, *, mode: int | None = None, sync: bool = False) -> None:
        """Write a file that must not be there yet."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE
        with open(os.open(self.at(name), flags, 0o666, dir_fd=self.fd), "wb") as file:
            if mode is not None:
                os.chmod(
                    file.fileno() if os.chmod in os.supports_fd else self.at(name), mode & 0o777
                )
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())

    def link_from(self, old: _Handle, name: str, wanted: str) -> None:
        """Give a file of another folder a name here, where none has it yet."""
        there, here = old.at(name), self.at(wanted)
        os.link(there, here, src_dir_fd=old.fd, dst_dir_fd=self.fd, follow_symlinks=False)

    def place(self, temporary: str, name: str) -> None:
        """Give a temporary file its name, where none has it yet."""
        try:
            self.link_from(self, temporary, name)
        except FileExistsError:
            raise
        except OSError:  # some file systems know no links
            self.rename(temporary, name)
        else:
            self.clear(temporary)

    def rename(self, name: str, other: str, folder: _Handle | None = None) -> None:
        target = folder or self
        os.replace(self.at(name), target.at(other), src_dir_fd=self.fd, dst_dir_fd=target.fd)

    def clear(self, name: str) -> None:
        """Delete a file, a link, or a folder with all that is in it."""
        about = self.about(name)
        if about is None:
            return
        if stat.S_ISDIR(about.st_mode):
            shutil.rmtree(self.at(name), dir_fd=self.fd)
        else:
            os.unlink(self.at(name), dir_fd=self.fd)

    def sync(self) -> None:
        """Bring what was renamed to the disk, where the system can."""
        if self.fd is not None:
            with suppress(OSError):
                os.fsync(self.fd)

    def exchange(self, name: str, other: str) -> bool:
        if self.fd is None:
            return False
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None, use_errno=True)
            names = os.fsencode(name), self.fd, os.fsencode(other)
            if sys.platform == "darwin":
                failed = library.renameatx_np(self.fd, *names, 2)  # RENAME_SWAP
            else:
                failed = library.renameat2(self.fd, *names, 2)  # RENAME_EXCHANGE
            return not failed
        return False
