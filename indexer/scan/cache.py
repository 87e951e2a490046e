"""The scan cache: content hash → scanned module, in one SQLite file.

A row is found by the SHA-256 of the source together with everything else the result depends on
(the scanner's own sources, Python version, declaration keywords).  A second table remembers which
hash a file had when its size and times were last seen, so that unchanged files need not be read; a
third holds the last answer to each question that was asked of all of them.  The file can be deleted
at any time, also while it is in use; a damaged one is thrown away; several processes may use it at
once (SQLite's own locking).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import stat
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from indexer import __version__
from indexer.base.errors import LeancatError
from indexer.base.writing import Folder

# All that a scan's result comes from, below the package's folder: nobody has to remember that a
# change of it makes older results wrong.
SCANNER = (
    "lean/*.py",
    "lean/syntax/*.py",
    "base/closures.py",
    "base/places.py",
    "scan/serialization.py",
    "scan/naming.py",
    "scan/loader.py",
)

PROGRAM = ("**/*.py", "lean/*.txt")
"""All that any answer of leancat comes from."""

# Elsewhere than on POSIX `st_ctime` is when a file was made; then its content alone can tell.
_HAS_CTIME = os.name == "posix"
_PATIENCE = 5  # seconds to wait for another process

# A file changed so shortly before it was looked at may change again within the clock's resolution.
_RACY_NS = 2_000_000_000


_TABLES = """
BEGIN;
CREATE TABLE IF NOT EXISTS parts
  (key TEXT, part TEXT, digest BLOB, data BLOB, PRIMARY KEY (part, key));
CREATE TABLE IF NOT EXISTS stamps
  (path BLOB PRIMARY KEY, size INT, mtime INT, ctime INT, inode INT, seen INT, sha256 TEXT)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (sha256 TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers
  (question TEXT PRIMARY KEY, basis TEXT, digest BLOB, data BLOB) WITHOUT ROWID;
COMMIT;
"""


def default_path() -> Path | None:
    """`$LEANCAT_CACHE`, else `leancat/scan.sqlite` in the user's cache folder; None for a user
    without a home."""
    explicit = os.environ.get("LEANCAT_CACHE")
    if explicit:
        return Path(explicit)
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return folder / "leancat" / "scan.sqlite"


@cache
def sources_hash(patterns: tuple[str, ...]) -> str:
    """A hash of those of the package's own sources that match; of what cannot be read as files, as
    in an archive, the version that stands beside this has to tell."""
    home = Path(__file__).parent.parent
    found = sorted(path for pattern in patterns for path in home.glob(pattern))
    digest = hashlib.sha256()
    for path in found:
        with contextlib.suppress(OSError):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Stamp(NamedTuple):
    """What the file system says of a file: enough to tell that it was not touched.

    Anybody can set the time of a file's content back, and nobody that of its last change (ctime).
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, about: os.stat_result) -> Stamp:
        """The stamp of a file's stat."""
        return cls(about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)


class Cache:
    """An open cache. Every method works (and remembers nothing) when the file cannot be used."""

    def __init__(self, path: Path | None, flavour: str = "") -> None:
        """`path` None gives a cache that never holds anything; `flavour` names whatever else the
        results depend on."""
        self._path = path
        basis = f"{sources_hash(SCANNER)}|{__version__}|{sys.version}|{flavour}"
        self._flavour = hashlib.sha256(basis.encode()).hexdigest()[:16]
        self._db = self._open() if path else None

    def _open(self) -> sqlite3.Connection | None:
        assert self._path is not None
        for _ in range(2):
            try:
                if not private(self._path):
                    return None
                db = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
                db.execute("PRAGMA synchronous=OFF")  # first: else the next one waits for the disk
                db.execute("PRAGMA journal_mode=WAL")
                db.executescript(_TABLES)
            except (sqlite3.OperationalError, LeancatError):
                return None  # locked, full or not to be written, and none of these is damaged
            except sqlite3.DatabaseError:
                self._throw_away()
            else:
                return db
        return None

    @property
    def works(self) -> bool:
        """Whether anything is remembered."""
        return self._db is not None

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def hashes(self, paths: Sequence[str]) -> dict[str, tuple[Stamp, str]]:
        """What is remembered of files (absolute paths): path → stamp, hash."""
        if not _HAS_CTIME:
            return {}
        query = "SELECT path, size, mtime, ctime, inode, seen, sha256 FROM stamps WHERE path IN"
        rows = self._chosen(query, [], [os.fsencode(path) for path in paths])
        return {
            os.fsdecode(path): (Stamp(size, mtime, ctime, inode), sha256)
            for path, size, mtime, ctime, inode, seen, sha256 in rows
            if max(mtime, ctime) + _RACY_NS < seen
        }

    def remember_hashes(self, files: Mapping[str, tuple[Stamp, str]]) -> None:
        """Remember the hashes of files by their stamps."""
        seen = time.time_ns()
        rows = [
            (os.fsencode(path), *stamp, seen, sha256) for path, (stamp, sha256) in files.items()
        ]
        self._write("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def blobs(self, hashes: Iterable[str]) -> dict[str, str]:
        """What git calls the contents of those hashes, as far as it is remembered."""
        query = "SELECT sha256, name FROM blobs WHERE sha256 IN"
        return dict(self._chosen(query, [], list(dict.fromkeys(hashes))))

    def remember_blobs(self, names: Mapping[str, str]) -> None:
        """Remember what git calls the contents of some hashes."""
        self._write("INSERT OR REPLACE INTO blobs VALUES (?, ?)", list(names.items()))

    def answer(self, question: str, basis: str) -> bytes | None:
        """The last answer to a question, if `basis`, all that it hangs on, is what it was."""
        query = "SELECT digest, data FROM answers WHERE question = ? AND basis = ?"
        for digest, data in self._rows(query, [question, basis]):
            return data if _digest(data) == digest else None
        return None

    def remember_answer(self, question: str, basis: str, data: bytes) -> None:
        """Remember an answer in place of the one before."""
        row = (question, basis, _digest(data), data)
        self._write("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", [row])

    def load(self, keys: Iterable[str], part: StrEnum) -> dict[str, bytes]:
        """One part of the modules under those of `keys` that are known and whole."""
        wanted = {self._key(key): key for key in keys}
        query = "SELECT key, digest, data FROM parts WHERE part = ? AND key IN"
        rows = self._chosen(query, [part.value], list(wanted))
        return {wanted[key]: data for key, digest, data in rows if _digest(data) == digest}

    def store(self, modules: Iterable[tuple[str, Mapping[Any, bytes]]]) -> None:
        """Store the parts of modules under their keys."""
        rows = [
            (self._key(key), part.value, _digest(data), data)
            for key, parts in modules
            for part, data in parts.items()
        ]
        self._write("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", rows)

    def _key(self, key: str) -> str:
        return f"{self._flavour}:{key}"

    def _chosen(
        self, query: str, values: Sequence[str], keys: Sequence[str | bytes]
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in `IN`, as many keys at a time as SQLite takes."""
        for at in range(0, len(keys), 500):
            here = keys[at : at + 500]
            yield from self._rows(f"{query} ({','.join('?' * len(here))})", [*values, *here])

    def _rows(self, query: str, values: Sequence[str | bytes]) -> Iterator[tuple[Any, ...]]:
        if self._db is None:
            return iter(())
        try:
            return iter(self._db.execute(query, tuple(values)).fetchall())
        except sqlite3.Error:
            self._give_up()
            return iter(())

    def _write(self, query: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._db is None or not rows:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._give_up()

    def _give_up(self) -> None:
        """Work on without a cache; a damaged file is removed, a busy one is left alone."""
        error = sys.exc_info()[1]
        self.close()
        if not isinstance(error, sqlite3.OperationalError):
            self._throw_away()

    def _throw_away(self) -> None:
        """Delete a damaged file, with what SQLite keeps beside it and would bring back."""
        assert self._path is not None
        with contextlib.suppress(LeancatError), Folder.open(self._path.parent) as folder:
            for suffix in ("", "-wal", "-shm", "-journal"):
                folder.remove(self._path.name + suffix)


def private(file: Path) -> bool:
    """Whether a cache file stands, or can be made, where nobody else can have put a link.

    A folder that all may write into is not used, nor one or a file that is another user's, nor a
    file behind a link.  Raises LeancatError when there is no such folder and none can be made.
    """
    with Folder.open(file.parent, make=True) as folder:
        there = folder.has(file.name)
        about = [folder.path.stat(), *([file.lstat()] if there else [])]
        return all(_is_own(each) for each in about) and not about[0].st_mode & stat.S_IWOTH


def _is_own(about: os.stat_result) -> bool:
    """Whether a file is the user's own, where the system knows whose files are."""
    return not hasattr(os, "geteuid") or about.st_uid == os.geteuid()


def _digest(data: object) -> bytes:
    """What tells a damaged row; nobody forges one's own cache."""
    assert isinstance(data, bytes)
    return zlib.crc32(data).to_bytes(4, "big")
