"""A small repository with all that leancat reads, beside a folder that must stay untouched."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.repos import Repo
from tests.torture.readers import REPOSITORY

_MAIN = "from indexer.cli import main; main()"
_PATIENCE = 120  # seconds; a loaded machine takes a tenth of that

Tree = Mapping[str, str]
"""What a folder holds: path → hash of a file, or where a link points."""

# Every command that writes, with what is asked of it; `{out}` is a folder outside the repository.
WRITERS: Sequence[tuple[str, ...]] = (
    ("build", "--out", "{out}/site", "--base", ""),
    ("review", "--all", "--by", "A. Reviewer"),
    ("accept", "Demo.turn_four", "--reason", "waits"),
    ("prune",),
    ("init", "--no-workflow"),
    ("hubs", "--write"),
    ("check", "--format", "json", "--output", "{out}/check.json", "--report-only"),
    ("check", "--format", "sarif", "--output", "{out}/check.sarif", "--report-only"),
    ("evidence",),
)


@dataclass(frozen=True, slots=True)
class World:
    """`repository` is what leancat works on, `out` where it may write, `outside` where never."""

    folder: Path

    @property
    def repository(self) -> Path:
        """A git repository with a project, a catalogue, a hub, pins and a baseline."""
        return self.folder / "repository"

    @property
    def out(self) -> Path:
        """An empty folder for sites and reports."""
        return self.folder / "out"

    @property
    def outside(self) -> Path:
        """Somebody else's files."""
        return self.folder / "outside"

    @property
    def cache(self) -> Path:
        """The cache that commands use."""
        return self.folder / "cache"

    def start(
        self, arguments: Sequence[str], *, largest: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a command here; `largest` bounds what it can write into one file, as a disk that
        is full does (a write past it fails)."""

        def limit() -> None:
            if largest is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

        made = [a.format(out=self.out) for a in arguments]
        home = {"XDG_CACHE_HOME": str(self.cache), "NO_COLOR": "1", "HOME": str(self.folder)}
        return subprocess.Popen(
            [sys.executable, "-I", "-c", _MAIN, *made],
            cwd=self.repository,
            env={**os.environ, **home},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=limit,
            start_new_session=True,
        )

    def run(self, arguments: Sequence[str], *, largest: int | None = None) -> tuple[int, str]:
        """Run a command to its end: exit code and what it said."""
        return ended(self.start(arguments, largest=largest))


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for a command: its exit code and what it said; 124 where it does not end."""
    try:
        said, _ = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 124, f"does not end within {_PATIENCE} s"
    return process.returncode, said.decode("utf-8", "replace")


@contextmanager
def world() -> Iterator[World]:
    """A fresh world, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="leancat-torture-") as folder:
        made = World(Path(folder))
        shutil.copytree(REPOSITORY / "tests/fixtures/demo", made.repository)
        made.out.mkdir()
        made.outside.mkdir()
        (made.outside / "precious.txt").write_text("precious")
        (made.outside / "package.json").write_text("{}")
        repo = Repo(made.repository)
        repo.write({".gitignore": "_site\n"})
        repo.commit()
        yield made


def tree(folder: Path) -> Tree:
    """What a folder holds, git's own files aside."""
    found: dict[str, str] = {}
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != ".git")
        for name in files:
            path = Path(here, name)
            shown = str(path.relative_to(folder))
            if path.is_symlink():
                found[shown] = f"-> {path.readlink()}"
            elif path.is_file():
                found[shown] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
