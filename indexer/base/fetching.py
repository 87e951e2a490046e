"""One commit of a repository, fetched into a repository of our own.

Git alone is asked, and only `init`, `fetch` and what names a commit: no work tree is ever made, so
that no hook, filter, attribute or submodule of the other side means anything, and no name that it
chose becomes a file.  What is fetched can be as large as the caller says, and takes as long.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.base.asking_git import ALONE, ALONE_ENVIRONMENT
from indexer.base.errors import InputError, Problem, RevisionError

_FETCHES = (
    *ALONE,
    *("-c", "core.askPass="),
    *("-c", "transfer.fsckObjects=true"),
    *("-c", "fetch.fsck.missingSpaceBeforeDate=ignore"),
    *("-c", "fetch.recurseSubmodules=false"),
    *("-c", "fetch.unpackLimit=1"),  # one pack, so that its size can be bounded
    *("-c", "protocol.version=2"),  # a commit is given by its name, whatever refs there are
    *("-c", "http.lowSpeedLimit=1000"),
    *("-c", "http.lowSpeedTime=60"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)
_ALLOWED = "file:https:http:ssh:git"  # `ext::` names a program to run


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest pack in bytes, the memory that a git may take, and the seconds that it has; None
    for as much as there is."""

    pack: int | None = None
    memory: int | None = None
    seconds: float | None = None


NO_LIMITS = Limits()

FETCHED = "refs/leancat/fetched"
"""What names the commit that was fetched."""


def fetch_commit(address: str, wanted: str, into: Path, limits: Limits = NO_LIMITS) -> str:
    """Fetch what `wanted` names (a commit, a branch, a tag) of the repository at an address into a
    new repository in the folder `into`, without its history, and give the commit.

    Raises RevisionError with git's own words, InputError where it is larger than allowed.
    """
    ask_git(into, "init", "--quiet", "--template=", f"--object-format={_kind(wanted)}")
    asked = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--", address)
    ask_git(into, *asked, f"{wanted}:{FETCHED}", limits=limits)
    return ask_git(into, "rev-parse", "--verify", f"{FETCHED}^{{commit}}")


def copy_commit(source: Path, commit: str, into: Path, limits: Limits = NO_LIMITS) -> str:
    """The same from a repository that is a folder here, which may lack objects: what it has of the
    commit is copied, and every object is named by its content anew.  Raises likewise."""
    found = ask_git(source, "rev-parse", "--verify", f"{commit}^{{commit}}")
    ask_git(into, "init", "--quiet", "--template=", f"--object-format={_kind(found)}")
    walk = ("rev-list", "--objects", "--no-object-names", "--no-walk", "--missing=allow-any")
    listed = ask_git(source, *walk, found, limits=limits)
    answers = ask_git(source, "cat-file", "--batch-check", given=listed + "\n", limits=limits)
    there = [row.partition(" ")[0] for row in answers.splitlines() if not row.endswith(" missing")]
    pack = into / ".git" / "objects" / "pack" / "pack"
    packing = ("pack-objects", "--quiet", "--window=0", str(pack))
    made = ask_git(source, *packing, given="\n".join(there) + "\n", limits=limits)
    # all are named anew, and held to what git asks of those that come over a protocol
    ask_git(into, "index-pack", "--verify", "--fsck-objects", f"{pack}-{made}.pack", limits=limits)
    ask_git(into, "update-ref", FETCHED, found)
    return found


def _kind(commit: str) -> str:
    """The hash function that a commit is named by."""
    return "sha256" if len(commit) == 64 else "sha1"


def ask_git(
    folder: Path, *arguments: str, given: str | None = None, limits: Limits = NO_LIMITS
) -> str:
    """What git says in a folder, to what it is `given` on its input, with no variable of the
    environment that speaks to git, and never asking anybody.  Raises RevisionError with its words,
    InputError where a limit is reached."""
    try:
        done = subprocess.run(
            ["git", *_FETCHES, "-C", str(folder), *arguments],
            capture_output=True,
            input=(given or "").encode(),
            check=False,
            env=_environment(arguments[0]),
            timeout=limits.seconds,
            preexec_fn=_bounds(limits),
        )
    except FileNotFoundError as error:
        raise RevisionError(Problem("git is not installed")) from error
    except subprocess.TimeoutExpired as error:
        message = f"git {arguments[0]} took longer than {limits.seconds:.0f} seconds"
        raise InputError(Problem(message)) from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace") or f"signal {-done.returncode}"
        raise _refusal(arguments[0], words, limits)
    return done.stdout.decode("utf-8", "replace").strip()


def _environment(command: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "SSH_ASKPASS"))}
    asked = {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}
    if command in ("fetch", "ls-remote"):  # what a folder lacks is fetched by nothing else
        asked["GIT_ALLOW_PROTOCOL"] = _ALLOWED
    return kept | ALONE_ENVIRONMENT | asked


def _refusal(command: str, words: str, limits: Limits) -> InputError | RevisionError:
    if limits.pack and any(sign in words for sign in _TOO_LARGE):
        return InputError(Problem(f"is larger than {limits.pack:,} bytes"))
    said = words.strip().splitlines()
    last = next((line for line in said if line.startswith("fatal:")), (said or ["failed"])[-1])
    return RevisionError(Problem(f"git {command}: {last.removeprefix('fatal: ')}"))


# What git says when the system stops it at a file that grows too large. [Linux: SIGXFSZ is 25]
_TOO_LARGE = ("signal 25", "File too large", "exceeds maximum allowed size")


def _bounds(limits: Limits) -> Callable[[], None] | None:
    """What binds a git that is started, where the system can."""
    if limits.pack is None and limits.memory is None:
        return None
    try:
        import resource
    except ImportError:  # Windows
        return None

    def bind() -> None:
        bounds = ((resource.RLIMIT_FSIZE, limits.pack), (resource.RLIMIT_AS, limits.memory))
        for kind, most in bounds:
            if most is not None:
                with suppress(ValueError, OSError):
                    resource.setrlimit(kind, (most, most))

    return bind


MOST_ENTRIES_BYTES = 64_000_000
"""Bytes of the list of a commit's files: few objects can name more files than fit on any disk."""


def files_of(top: Path, commit: str) -> dict[str, str]:
    """Path → object of all files of a commit.  Raises InputError where they are too many."""
    command = ["git", *_FETCHES, "-C", str(top), "ls-tree", "-r", "-z", "--full-tree", commit]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment("ls-tree")
    ) as git:
        assert git.stdout is not None
        listing = git.stdout.read(MOST_ENTRIES_BYTES)
        if git.stdout.read(1):
            git.kill()
            raise InputError(Problem("holds more files than can be listed"))
    rows = (row.partition(b"\t") for row in listing.split(b"\0")[:-1])
    return {
        name.decode("utf-8", "surrogateescape"): about.split(b" ")[2].decode()
        for about, _, name in rows
    }


def sizes_of(top: Path, objects: Iterable[str]) -> dict[str, int]:
    """Object → bytes, of those that are there."""
    asked = list(dict.fromkeys(objects))
    if not asked:
        return {}
    rows = ask_git(top, "cat-file", "--batch-check", given="\n".join(asked) + "\n").splitlines()
    words = (row.split(" ") for row in rows)
    return {each[0]: int(each[2]) for each in words if len(each) == 3}
