"""How git is asked: alone, so that nothing of the caller's or of a repository's own takes part.

No hook is run, no filter and no file-system monitor; nobody is prompted, nothing is fetched but
where that is what is asked for, and an object is what its name says.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from indexer.base.errors import Problem, RevisionError

ALONE = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
)
"""What every git is started with."""

ALONE_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    # An object is what its name says: answers are kept by names, and others have them, too.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    # To the same end where git is older than 2.45; no setting of the repository overrides it,
    # as protocol.ext.allow does protocol.allow: and `ext::` names a program to run.
    "GIT_ALLOW_PROTOCOL": "none",
}
"""What every git finds in its environment: it answers in English."""

_READS = (
    *ALONE,
    *("-c", "safe.bareRepository=explicit"),  # one that is part of a checkout brings its own config
    "--no-optional-locks",
    "--no-pager",
)
# A hook is run with these set; what is asked for here is the repository around a folder.
_FORGET = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
           *(f"GIT_{how}_PATHSPECS" for how in ("LITERAL", "GLOB", "NOGLOB", "ICASE")))  # fmt: skip

DEEPEN = (
    "fetch more with git fetch --deepen=50 or --unshallow; in GitHub Actions give "
    "actions/checkout fetch-depth: 0, in GitLab set GIT_DEPTH: 0"
)
"""What to do about a clone that does not reach far enough."""


def started(folder: Path, *arguments: str) -> list[str]:
    """The command that asks git something of the repository around a folder."""
    return ["git", *_READS, "-C", str(folder), *arguments]


def environment() -> dict[str, str]:
    """The caller's environment, in English, without a hook's view of things, never prompting."""
    return {k: v for k, v in os.environ.items() if k not in _FORGET} | ALONE_ENVIRONMENT


def ask(
    folder: Path, *arguments: str, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """What git does with arguments and what it is `given` on its input. Raises RevisionError where
    there is no git."""
    options: dict[str, Any] = {"capture_output": True, "check": False, "env": environment()}
    options |= {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    try:
        return subprocess.run(started(folder, *arguments), **options)
    except FileNotFoundError as error:
        problem = Problem("git is not installed", hint="without --base it is not needed")
        raise RevisionError(problem) from error


def run(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git answers to arguments and what it is `given` on its input. Raises RevisionError with
    its own words when it refuses."""
    done = ask(folder, *arguments, given=given)
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


def line(folder: Path, *arguments: str) -> str:
    """The one line that git answers. Raises RevisionError when it refuses."""
    return run(folder, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def try_line(folder: Path, *arguments: str) -> str | None:
    """One line, or None when git says no."""
    done = ask(folder, *arguments)
    return done.stdout.decode().strip() or None if done.returncode == 0 else None
