"""Reads another git revision straight from the object store: no checkout, no worktree, no index.

git itself is asked, by its plumbing only (`rev-parse`, `ls-tree`, `cat-file`), because it alone
reads every repository there is: shallow and partial clones, worktrees, alternates, both hash
functions.  (What was when is asked of `log`, `rev-list` and `describe`, what is tracked of
`ls-files`.)  None of these commands runs a hook, a filter or a file-system monitor, and fetching
what a partial clone lacks is switched off: a check does not go to the network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from indexer.base.asking_git import DEEPEN, line, run, try_line
from indexer.base.errors import Problem, RevisionError
from indexer.base.git_tree import RevisionFiles, Tree

_LAST_SECOND = 253_402_300_799  # of the year 9999: no calendar goes on


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that can be read. `name` is what was asked for, `top` the repository's folder, and
    `files` its tree below the folder it was opened for."""

    name: str
    commit: str
    top: Path
    files: RevisionFiles

    def __str__(self) -> str:
        return f"{self.name} ({self.commit[:7]})"


def open_revision(folder: Path, name: str) -> Revision:
    """The revision `name` of the repository around `folder`.

    A name that ends in `...` means the commit where its history and HEAD's parted, as for
    `git diff`.  Raises RevisionError, with the way out, when there is no git, no repository, no
    such commit, or when the clone does not reach that far back.
    """
    top = Path(line(folder, "rev-parse", "--show-toplevel"))
    below = line(folder, "rev-parse", "--show-prefix")
    commit = _resolve(folder, name)
    return Revision(name, commit, top, RevisionFiles(Tree(top, commit), below))


def commit_called(folder: Path, name: str) -> str:
    """The commit that `open_revision` would open, and no more. Raises RevisionError."""
    return _resolve(folder, name)


@dataclass(frozen=True, slots=True)
class Checkout:
    """What git knows of a working tree: the address that it was cloned from, its branch, its commit
    and when that was made (seconds since 1970); "" and None for what it does not know."""

    remote: str = ""
    branch: str = ""
    commit: str = ""
    seconds: int | None = None


def checkout(folder: Path) -> Checkout:
    """What git knows of the tree around a folder; nothing where there is no repository."""
    if repository(folder) is None:
        return Checkout()
    commit = try_line(folder, "rev-parse", "HEAD") or ""
    return Checkout(
        try_line(folder, "config", "--get", "remote.origin.url") or "",
        try_line(folder, "symbolic-ref", "--short", "-q", "HEAD") or "",
        commit,
        commit_time(folder, commit) if commit else None,
    )


def repository(folder: Path) -> Path | None:
    """The top of the repository around `folder`, or None; found without asking git."""
    folder = folder.resolve()
    tops = (f for f in (folder, *folder.parents) if (f / ".git").exists())
    return next(tops, None)


def commit_time(top: Path, commit: str, *paths: Path) -> int | None:
    """When a commit was made, in seconds since 1970; with `paths`, when one of them last changed in
    it (None when none ever was in it)."""
    below = ("--", *map(str, paths)) if paths else ()
    seconds = try_line(top, "log", "-1", "--no-show-signature", "--format=%ct", commit, *below)
    return _seconds(seconds) if seconds else None


def commit_before(folder: Path, moment: str) -> str | None:
    """The last commit in HEAD's history that was made before a moment (ISO 8601); None where the
    history begins later, or does not reach that far in a shallow clone."""
    return try_line(folder, "rev-list", "-1", f"--before={moment}", "HEAD")


def last_tag(top: Path, commit: str) -> str | None:
    """The nearest tag at or before a commit, None where there is none (or no such commit)."""
    return try_line(top, "describe", "--tags", "--abbrev=0", commit)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its parents, when it was made (seconds since 1970), its tags, its first line."""

    oid: str
    parents: tuple[str, ...]
    time: int
    tags: tuple[str, ...]
    subject: str


def log(folder: Path, last: str, before: str | None = None) -> tuple[Commit, ...]:
    """The history of the revision `last` without that of `before`: parents before children, and
    otherwise by date.  A shallow clone's ends where it ends.  Raises RevisionError where there is
    no such revision."""
    wanted = [_resolve(folder, last), *(["^" + _resolve(folder, before)] if before else [])]
    layout = "--format=%H%x00%P%x00%ct%x00%D%x00%s"
    asked = (
        *("--date-order", "--reverse", "--no-show-signature"),
        *("--decorate-refs=refs/tags", "--encoding=UTF-8"),
    )
    rows = run(folder, "log", "-z", *asked, layout, *wanted, "--").split(b"\0")
    texts = [row.decode("utf-8", "replace") for row in rows]
    return tuple(_commit_of(texts[at : at + 5]) for at in range(0, len(texts) - 4, 5))


def _commit_of(row: list[str]) -> Commit:
    oid, parents, time, names, subject = row
    marked = names.split(", ")  # a name holds no blank, and may hold a comma
    tags = tuple(name.removeprefix("tag: ") for name in marked if name.startswith("tag: "))
    return Commit(oid, tuple(parents.split()), _seconds(time), tags, subject)


def _seconds(told: str) -> int:
    """The time of a commit, which may say anything: as near as a calendar comes, 1970 where git
    cannot tell it either."""
    return min(max(int(told or 0), 0), _LAST_SECOND)


def is_shallow(folder: Path) -> bool:
    """Whether the clone around a folder holds only the end of its history."""
    return _is_shallow(folder)


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A path of a tree that holds something else than in the tree before: the name of the object
    ("" where it is gone) and whether it is a link or a submodule rather than a file."""

    path: str
    oid: str
    link: bool = False
    submodule: bool = False


def changes(top: Path, commits: Sequence[str]) -> Iterator[tuple[TreeChange, ...]]:
    """What each commit's tree changes in that of the one before it in the list; the first one's
    against an empty tree.  Raises RevisionError when objects are missing."""
    if not commits:
        return
    trees = run(top, "rev-parse", *(f"{commit}^{{tree}}" for commit in commits[:1])).decode()
    first = trees.strip()
    listing = run(top, "ls-tree", "-r", "-z", "--full-tree", first)
    yield tuple(_listed(row) for row in listing.split(b"\0")[:-1])
    for at in range(1, len(commits), _PAIRS):
        here = commits[at - 1 : at + _PAIRS]
        yield from _compared(top, here)


_PAIRS = 500  # trees that one git compares; what it says of them is held at a time


def _listed(row: bytes) -> TreeChange:
    about, _, name = row.partition(b"\t")
    mode, _, oid = about.decode().split(" ")
    return _change(name, mode, oid)


def _change(name: bytes, mode: str, oid: str) -> TreeChange:
    path = name.decode("utf-8", "surrogateescape")
    gone = mode == "000000"
    return TreeChange(path, "" if gone else oid, mode == "120000", mode == "160000")


def _compared(top: Path, commits: Sequence[str]) -> Iterator[tuple[TreeChange, ...]]:
    """What each commit but the first changes in the one before it."""
    spelled = "".join(f"{commit}^{{tree}}\n" for commit in commits).encode()
    answer = run(top, "cat-file", "--batch-check=%(objectname)", given=spelled).decode()
    trees = answer.split()
    if len(trees) != len(commits):
        raise RevisionError(Problem("some commits are not in this clone", hint=DEEPEN))
    pairs = "".join(f"{a} {b}\n" for a, b in pairwise(trees)).encode()
    asked = ("-r", "-z", "--no-renames", "--ignore-submodules=none")
    said = run(top, "diff-tree", "--stdin", *asked, given=pairs)
    yield from _parted(said.split(b"\0"), list(pairwise(trees)))


def _parted(words: list[bytes], pairs: list[tuple[str, str]]) -> Iterator[tuple[TreeChange, ...]]:
    """The answers of diff-tree, one for each pair, also for those that are equal and so unsaid."""
    at = 0
    for before, after in pairs:
        found: list[TreeChange] = []
        head = f"{before} {after}\n".encode()
        if at < len(words) and words[at].startswith(head):
            words[at] = words[at].removeprefix(head)
            while at + 1 < len(words) and words[at].startswith(b":"):
                _, mode, _, oid, _ = words[at].decode().split(" ")
                found.append(_change(words[at + 1], mode, oid))
                at += 2
        yield tuple(found)


def is_tracked(file: Path) -> bool:
    """Whether the repository around a file tracks it, or anything in a folder; False outside of
    any.  Raises RevisionError when git cannot tell."""
    if repository(file.parent) is None:
        return False
    return bool(run(file.parent, "ls-files", "-z", "--", f":(top,literal){_from_top(file)}"))


def _from_top(file: Path) -> str:
    folder = file.parent.resolve()
    top = repository(folder)
    return (folder / file.name).relative_to(top).as_posix() if top else file.name


def blob_name(data: bytes, like: str) -> str:
    """The name git gives these bytes; `like` is any other name of the same repository, which shows
    by its length whether names are SHA-1 or SHA-256."""
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()


# --- finding the commit ---------------------------------------------------------------------------


def _resolve(folder: Path, name: str) -> str:
    if not name or name.startswith("-") or any(ord(c) < 32 for c in name):
        raise RevisionError(Problem(f"{name!r} is no revision", hint="for example: HEAD~1, main"))
    wanted = name.removesuffix("...")
    commit = _commit(folder, wanted)
    if commit is None:
        raise _unknown(folder, wanted)
    if wanted == name:
        return commit
    parted = try_line(folder, "merge-base", commit, "HEAD")
    if parted is None:
        raise _no_common(folder, wanted)
    return parted


def _commit(folder: Path, name: str) -> str | None:
    return try_line(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}")


def _unknown(folder: Path, name: str) -> RevisionError:
    """Why a name gives no commit: the clone is shallow, the branch is a remote's, or none is."""
    if _is_shallow(folder):
        return RevisionError(Problem(f"{name} is not in this clone, which is shallow", hint=DEEPEN))
    if _commit(folder, "HEAD") is None:
        return RevisionError(Problem(f"there is no {name}: the repository has no commit yet"))
    remote = _commit(folder, f"refs/remotes/origin/{name}")
    hint = f"did you mean origin/{name}?" if remote else "git fetch may bring it"
    return RevisionError(Problem(f"git knows no revision {name}", hint=hint))


def _no_common(folder: Path, name: str) -> RevisionError:
    hint = DEEPEN if _is_shallow(folder) else f"hold it against {name} itself, without the dots"
    return RevisionError(Problem(f"{name} and HEAD have no commit in common here", hint=hint))


def _is_shallow(folder: Path) -> bool:
    return try_line(folder, "rev-parse", "--is-shallow-repository") == "true"
