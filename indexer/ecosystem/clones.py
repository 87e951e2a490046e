"""A repository of an entry, fetched and laid out as plain files.

One commit is fetched into a repository of our own, so that no setting of the other one counts; its
files are written from git's objects, not checked out: no hook, filter or attribute of it is run,
and what it calls `.git` stays out.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.base.errors import InputError, LeancatError, Problem
from indexer.base.fetching import ask_git, fetch_commit
from indexer.base.files import DiskFiles, Files
from indexer.base.git import commit_time, open_revision
from indexer.base.writing import Folder
from indexer.ecosystem.records import Entry

# What holds neither Lean nor claims.
_PASSED = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".mp4", ".mov", ".zip", ".gz", ".xz"),
    *(".woff", ".woff2", ".ttf", ".ico", ".olean", ".ilean", ".trace", ".so", ".wasm", ".bz2"),
)


@dataclass(frozen=True, slots=True)
class Clone:
    """One commit as files below `tree`; `seconds` since 1970 is when it was made."""

    tree: Path
    commit: str
    seconds: int | None
    fetched: int


def newest(entry: Entry) -> str:
    """The commit that an entry names now, "" where only fetching tells; a folder that is no
    repository has a hash of its files in its place.  Raises RevisionError."""
    if _is_plain(entry):
        return _digest(DiskFiles(Path(entry.where)))
    if len(entry.revision) == 40:
        return entry.revision
    said = ask_git(
        Path("/"), "ls-remote", "--quiet", "--", _address(entry), entry.revision or "HEAD"
    )
    lines = [line.split("\t") for line in said.splitlines()]
    peeled = [oid for oid, name in lines if name.endswith("^{}")]
    return (peeled or [line[0] for line in lines] or [""])[0]


def cloned(entry: Entry, commit: str, folder: Path, most: int) -> Clone:
    """The files of a commit below `folder`, made where they are not there yet; several processes
    may ask for the same.  Raises LeancatError where it cannot be had or has more than `most` bytes.
    """
    if _is_plain(entry):
        return Clone(Path(entry.where), commit, None, 0)
    name = _key(entry, commit)
    with Folder.open(folder, make=True) as work:
        if not work.has(name):
            beside = f"{name}-{os.getpid()}"
            work.remove_tree(beside)
            with work.enter(f"{beside}/git") as own:
                found = _fetch(entry, commit, own)
            _lay_out(folder / beside, found, most)
            try:
                work.rename(beside, name)
            except OSError:  # another one was quicker
                work.remove_tree(beside)
    top = folder / name
    revision = ask_git(top / "git", "rev-parse", "HEAD")
    fetched = sum(file.stat().st_size for file in top.glob("git/.git/objects/**/*.pack"))
    seconds = commit_time(top / "git", revision)
    return Clone(top / "tree", revision, seconds, fetched)


def drop(entry: Entry, commit: str, folder: Path) -> None:
    """Delete what was laid out."""
    with Folder.open(folder, make=True) as work:
        work.remove_tree(_key(entry, commit))


def _key(entry: Entry, commit: str) -> str:
    return hashlib.sha256(f"{entry.where}\0{entry.revision}\0{commit}".encode()).hexdigest()[:24]


def _is_plain(entry: Entry) -> bool:
    """Whether it is a folder that git knows nothing of."""
    folder = Path(entry.where)
    if not folder.is_absolute():
        return False
    if not folder.is_dir():
        raise InputError(Problem("there is no such folder", entry.where))
    return not (folder / ".git").exists() and not (folder / "objects").is_dir()


def _address(entry: Entry) -> str:
    return Path(entry.where).as_uri() if entry.where.startswith("/") else entry.where


def _fetch(entry: Entry, commit: str, own: Folder) -> str:
    """Bring a commit into a repository of our own, and give its name.  The objects of a folder are
    read where they are: nothing is copied, and what a partial clone lacks does no harm."""
    into = own.path
    if entry.where.startswith("/") and commit:
        ask_git(into, "init", "--quiet", "--template=")
        objects = ask_git(Path(entry.where), "rev-parse", "--git-path", "objects")
        path = (Path(entry.where) / objects).resolve()
        own.add(".git/objects/info/alternates", os.fsencode(path) + b"\n")
        found = ask_git(into, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    else:
        found = fetch_commit(_address(entry), commit or entry.revision or "HEAD", into)
    ask_git(into, "update-ref", "--no-deref", "HEAD", found)
    return found


def _lay_out(folder: Path, commit: str, most: int) -> None:
    """Write the files of what was fetched into `tree`."""
    files = open_revision(folder / "git", commit).files
    taken = 0
    with Folder.open(folder / "tree", make=True) as tree:
        for path, data in _contents(files):
            taken += len(data)
            if taken > most:
                raise InputError(Problem(f"holds more than {most:,} bytes of files"))
            try:
                tree.add(path, data)
            except (ValueError, LeancatError, OSError):
                # no file of that name can stand here: it is left out, and the scan says so
                # where a module imports it
                if path.endswith(".lean"):
                    raise InputError(Problem("its name cannot be written here", path)) from None


def _contents(files: Files) -> Iterator[tuple[str, bytes]]:
    for path in files.paths():
        if not path.lower().endswith(_PASSED):
            try:
                yield path, files.read(path)
            except LeancatError:
                if path.endswith(".lean"):  # one that is too large, say
                    raise


def _digest(files: DiskFiles) -> str:
    whole = hashlib.sha256()
    for path in files.paths():
        if not path.lower().endswith(_PASSED):
            data = hashlib.sha256(files.read(path)).digest()
            whole.update(os.fsencode(path) + b"\0" + data)
    return whole.hexdigest()
