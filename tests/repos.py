"""Real git repositories for tests: made in a temporary folder, with no user's configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_IDENTITY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_SETTINGS = tuple(
    word
    for setting in (
        "protocol.file.allow=always", "core.autocrlf=false", "gc.auto=0", "maintenance.auto=false"
    )
    for word in ("-c", setting)
)  # fmt: skip


class Repo:
    """A repository with a work tree in `folder`."""

    def __init__(self, folder: Path, *, init: bool = True) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if init and not (folder / ".git").exists():
            for name, content in _empty():
                if content is None:
                    (folder / name).mkdir()
                else:
                    (folder / name).write_bytes(content)

    def git(self, *arguments: str, check: bool = True, when: str = "") -> str:
        """Run git here, a commit `when` it says; the output without its last line break."""
        done = subprocess.run(
            ["git", *_SETTINGS, *arguments],
            cwd=self.folder,
            env={**os.environ, **_IDENTITY, **({"GIT_COMMITTER_DATE": when} if when else {})},
            capture_output=True,
            check=False,
        )
        said = done.stdout.decode() + done.stderr.decode()
        assert not check or done.returncode == 0, said
        return done.stdout.decode().rstrip("\n")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the folder; an empty text removes the file."""
        for name, content in files.items():
            path = self.folder / name
            if content == "":
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, message: str = "a change", *, when: str = "") -> str:
        """Commit everything in the work tree; the commit's name."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, when=when)
        return self._head()

    def _head(self) -> str:
        """The commit that stands here, read without a process where it is plain to see."""
        head = self.folder / ".git" / "HEAD"
        ref = head.read_text().strip().removeprefix("ref: ") if head.is_file() else ""
        branch = self.folder / ".git" / ref
        plain = ref.startswith("refs/heads/") and branch.is_file()
        return branch.read_text().strip() if plain else self.git("rev-parse", "HEAD")

    def clone(self, folder: Path, *options: str) -> Repo:
        """A clone of this repository in `folder`, over the file protocol, so that depth counts."""
        self.git("clone", "-q", *options, f"file://{self.folder}", str(folder))
        return Repo(folder, init=False)


@cache
def _empty() -> tuple[tuple[str, bytes | None], ...]:
    """What `git init` makes, asked once: files, and folders with None.  It copies no samples of
    hooks."""
    with TemporaryDirectory() as made:
        Repo(Path(made), init=False).git("init", "-q", "-b", "main", "--template=")
        folder = Path(made) / ".git"
        found = (folder, folder / "hooks", folder / "info", *sorted(folder.rglob("*")))
        return tuple(
            (path.relative_to(made).as_posix(), path.read_bytes() if path.is_file() else None)
            for path in found
        )
