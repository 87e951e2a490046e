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
from errno import EEXIST, EILSEQ, EINVAL, EISDIR, ENAMETOOLONG, ENOTDIR
from pathlib import Path

from indexer.base.errors import InputError, LeancatError, Problem, RevisionError
from indexer.base.fetching import ask_git, fetch_commit
from indexer.base.files import DiskFiles, Files
from indexer.base.git import commit_time, open_revision
from indexer.base.writing import Folder
from indexer.ecosystem.lists import COMMIT
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
    """The commit that an entry names now; a folder that is no repository has a hash of its files in
    its place.  Raises RevisionError where there is none."""
    if _is_plain(entry):
        return _digest(DiskFiles(Path(entry.where)))
    if COMMIT.fullmatch(entry.revision):
        return entry.revision
    name = entry.revision or "HEAD"
    said = ask_git(Path("/"), "ls-remote", "--quiet", "--", _address(entry), name, f"{name}^{{}}")
    rows = (line.partition("\t") for line in said.splitlines())
    found = {ref: oid for oid, _, ref in rows}  # also those of which the name is only an end
    for ref in (name, *(f"refs/{kind}{name}" for kind in ("", "tags/", "heads/", "remotes/"))):
        if ref in found:  # in git's own order [gitrevisions(7)]
            return found.get(f"{ref}^{{}}", found[ref])
    if entry.revision:
        raise RevisionError(Problem(f"has no branch or tag {name}", hint=_DIGITS))
    raise RevisionError(Problem("has no commit"))


_DIGITS = "a commit is named by all of its digits"


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
    bare = (folder / "objects").is_dir() and (folder / "HEAD").is_file()
    return not bare and not (folder / ".git").exists()


def _address(entry: Entry) -> str:
    return Path(entry.where).as_uri() if entry.where.startswith("/") else entry.where


def _fetch(entry: Entry, commit: str, own: Folder) -> str:
    """Bring a commit into a repository of our own, and give its name.  The objects of a folder are
    read where they are: nothing is copied, and what a partial clone lacks does no harm."""
    into = own.path
    try:
        if not entry.where.startswith("/"):
            found = fetch_commit(_address(entry), commit, into)
        else:
            of_names = "sha256" if len(commit) == 64 else "sha1"
            ask_git(into, "init", "--quiet", "--template=", f"--object-format={of_names}")
            objects = ask_git(Path(entry.where), "rev-parse", "--git-path", "objects")
            path = (Path(entry.where) / objects).resolve()
            own.add(".git/objects/info/alternates", os.fsencode(path) + b"\n")
            found = ask_git(into, "rev-parse", "--verify", f"{commit}^{{commit}}")
    except RevisionError as error:
        if "Needed a single revision" in str(error):  # a tree, say
            raise RevisionError(Problem(f"{commit} is no commit")) from None
        raise
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
            except (ValueError, LeancatError) as error:
                # no file of that name can stand here: it is left out, and the scan says so
                # where a module imports it
                cause = error.__cause__
                if isinstance(cause, OSError) and cause.errno not in _NO_NAME:
                    raise InputError(Problem(f"cannot be laid out: {cause.strerror}")) from error
                if path.endswith(".lean"):
                    raise InputError(Problem("its name cannot be written here", path)) from None


# What a system says of a name that it cannot give; all else (no space, say) is no fault of a file.
_NO_NAME = (ENAMETOOLONG, EILSEQ, EINVAL, EEXIST, EISDIR, ENOTDIR)


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
    for path, data in _contents(files):
        whole.update(os.fsencode(path) + b"\0" + hashlib.sha256(data).digest())
    return whole.hexdigest()
