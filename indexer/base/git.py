"""Reads another git revision straight from the object store: no checkout, no worktree, no index.

git itself is asked, by its plumbing only (`rev-parse`, `ls-tree`, `cat-file`), because it alone
reads every repository there is: shallow and partial clones, worktrees, alternates, both hash
functions.  (What was when is asked of `log`, `rev-list` and `describe`, what is tracked of
`ls-files`.)  None of these commands runs a hook, a filter or a file-system monitor, and fetching
what a partial clone lacks is switched off: a check does not go to the network.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from typing import IO, Any

from indexer.base.errors import InputError, Problem, RevisionError
from indexer.base.files import MOST_BYTES, MOST_LINKS, SKIPPED, too_large

_SAFE = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit"),  # one that is part of a checkout brings its own config
    "--no-optional-locks",
    "--no-pager",
)
# A hook is run with these set; what is asked for here is the repository around a folder.
_FORGET = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
           *(f"GIT_{how}_PATHSPECS" for how in ("LITERAL", "GLOB", "NOGLOB", "ICASE")))  # fmt: skip
_MOST_LINKS = 40  # as Linux has it
_PASSED = 1_000_000  # bytes at a time of an object that is passed over
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
    top = Path(_line(folder, "rev-parse", "--show-toplevel"))
    below = _line(folder, "rev-parse", "--show-prefix")
    commit = _resolve(folder, name)
    return Revision(name, commit, top, RevisionFiles(_Tree(top, commit), below))


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
    commit = _try(folder, "rev-parse", "HEAD") or ""
    return Checkout(
        _try(folder, "config", "--get", "remote.origin.url") or "",
        _try(folder, "symbolic-ref", "--short", "-q", "HEAD") or "",
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
    seconds = _try(top, "log", "-1", "--no-show-signature", "--format=%ct", commit, *below)
    return _seconds(seconds) if seconds else None


def commit_before(folder: Path, moment: str) -> str | None:
    """The last commit in HEAD's history that was made before a moment (ISO 8601); None where the
    history begins later, or does not reach that far in a shallow clone."""
    return _try(folder, "rev-list", "-1", f"--before={moment}", "HEAD")


def last_tag(top: Path, commit: str) -> str | None:
    """The nearest tag at or before a commit, None where there is none (or no such commit)."""
    return _try(top, "describe", "--tags", "--abbrev=0", commit)


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
    rows = _run(folder, "log", "-z", *asked, layout, *wanted, "--").split(b"\0")
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
    trees = _run(top, "rev-parse", *(f"{commit}^{{tree}}" for commit in commits[:1])).decode()
    first = trees.strip()
    listing = _run(top, "ls-tree", "-r", "-z", "--full-tree", first)
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
    answer = _run(top, "cat-file", "--batch-check=%(objectname)", given=spelled).decode()
    trees = answer.split()
    if len(trees) != len(commits):
        raise RevisionError(Problem("some commits are not in this clone", hint=_DEEPEN))
    pairs = "".join(f"{a} {b}\n" for a, b in pairwise(trees)).encode()
    asked = ("-r", "-z", "--no-renames", "--ignore-submodules=none")
    said = _run(top, "diff-tree", "--stdin", *asked, given=pairs)
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
    return bool(_run(file.parent, "ls-files", "-z", "--", f":(top,literal){_from_top(file)}"))


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
    parted = _try(folder, "merge-base", commit, "HEAD")
    if parted is None:
        raise _no_common(folder, wanted)
    return parted


def _commit(folder: Path, name: str) -> str | None:
    return _try(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}")


def _unknown(folder: Path, name: str) -> RevisionError:
    """Why a name gives no commit: the clone is shallow, the branch is a remote's, or none is."""
    if _is_shallow(folder):
        return RevisionError(
            Problem(f"{name} is not in this clone, which is shallow", hint=_DEEPEN)
        )
    if _commit(folder, "HEAD") is None:
        return RevisionError(Problem(f"there is no {name}: the repository has no commit yet"))
    remote = _commit(folder, f"refs/remotes/origin/{name}")
    hint = f"did you mean origin/{name}?" if remote else "git fetch may bring it"
    return RevisionError(Problem(f"git knows no revision {name}", hint=hint))


def _no_common(folder: Path, name: str) -> RevisionError:
    hint = _DEEPEN if _is_shallow(folder) else f"hold it against {name} itself, without the dots"
    return RevisionError(Problem(f"{name} and HEAD have no commit in common here", hint=hint))


_DEEPEN = (
    "fetch more with git fetch --deepen=50 or --unshallow; in GitHub Actions give "
    "actions/checkout fetch-depth: 0, in GitLab set GIT_DEPTH: 0"
)


def _is_shallow(folder: Path) -> bool:
    return _try(folder, "rev-parse", "--is-shallow-repository") == "true"


# --- reading the tree -----------------------------------------------------------------------------


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

    def __init__(self, tree: _Tree, below: str = "") -> None:
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


class _Tree:
    """What a commit holds, its submodules included; addressed from the top of the repository."""

    def __init__(self, top: Path, commit: str) -> None:
        """Lists the tree of `commit`; raises RevisionError when objects are missing."""
        self.unread: dict[str, str] = {}
        self._objects = Objects(top)
        self._files: dict[str, _Blob] = {}
        self._inner: dict[str, _Tree] = {}
        for path, oid in self._list(top, commit).items():
            self._enter(top / path, path, oid)

    def _list(self, top: Path, commit: str) -> Mapping[str, str]:
        """Note the files of the tree; the submodules come back, by path."""
        submodules: dict[str, str] = {}
        listing = _run(top, "ls-tree", "-r", "-z", "--full-tree", commit)
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
        if repository(folder) == folder.resolve():
            with suppress(RevisionError):
                self._inner[path + "/"] = _Tree(folder, commit)
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
                    Problem(f"object {oid[:7]} is not in this clone", path, hint=_DEEPEN)
                )
            if int(size) <= MOST_BYTES:
                return answer.read(int(size) + 1)[:-1]
            for at in range(0, int(size) + 1, _PASSED):
                answer.read(min(_PASSED, int(size) + 1 - at))
            raise too_large(path)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            pipe = subprocess.PIPE
            command = ["git", *_SAFE, "-C", str(self.top), "cat-file", "--batch"]
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


# --- asking git -----------------------------------------------------------------------------------


def _environment() -> dict[str, str]:
    """The caller's environment, in English, without a hook's view of things, never prompting."""
    kept = {key: value for key, value in os.environ.items() if key not in _FORGET}
    asked = {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        # An object is what its name says: answers are kept by names, and others have them, too.
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        # To the same end where git is older than 2.45; no setting of the repository overrides it,
        # as protocol.ext.allow does protocol.allow: and `ext::` names a program to run.
        "GIT_ALLOW_PROTOCOL": "none",
    }
    return kept | asked


def _ask(
    folder: Path, *arguments: str, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    options: dict[str, Any] = {"capture_output": True, "check": False, "env": _environment()}
    options |= {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    try:
        return subprocess.run(["git", *_SAFE, "-C", str(folder), *arguments], **options)
    except FileNotFoundError as error:
        problem = Problem("git is not installed", hint="without --base it is not needed")
        raise RevisionError(problem) from error


def _run(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git answers to arguments and what it is `given` on its input. Raises RevisionError with
    its own words when it refuses."""
    done = _ask(folder, *arguments, given=given)
    if done.returncode == 0:
        output: bytes = done.stdout
        return output
    said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
    if "not a git repository" in said:
        raise RevisionError(
            Problem("is in no git repository", str(folder), hint="check without --base")
        )
    if "dubious ownership" in said:
        hint = f"git config --global --add safe.directory {shlex.quote(str(folder))}"
        raise RevisionError(
            Problem("git does not trust it: another user owns it", str(folder), hint=hint)
        )
    raise RevisionError(
        Problem(f"git {arguments[0]}: {said.splitlines()[0] if said else 'failed'}")
    )


def _line(folder: Path, *arguments: str) -> str:
    return _run(folder, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def _try(folder: Path, *arguments: str) -> str | None:
    """One line, or None when git says no."""
    done = _ask(folder, *arguments)
    return done.stdout.decode().strip() or None if done.returncode == 0 else None
