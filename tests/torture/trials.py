"""Trials of whole commands: killed, out of room, at the same time, on broken caches and projects.

Each trial takes a seeded `random.Random` and yields the faults it found, in sentences.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.repos import Repo
from tests.torture.mutate import mutated
from tests.torture.world import WRITERS, Tree, World, ended, tree, world

Trial = Callable[[random.Random], Iterator[str]]

_READERS: Sequence[tuple[str, ...]] = (
    ("check", "--report-only"),
    ("check", "--base", "HEAD", "--format", "json"),
    ("scan", "."),
    ("show", "demo.isometry"),
    ("find", "turn"),
    ("hubs",),
    ("build", "--out", "{out}/site", "--base", ""),
)


def killed(chance: random.Random) -> Iterator[str]:
    """A command that is killed at any moment leaves every file as it was or as it would be, and
    run again it completes as if nothing had happened."""
    command = chance.choice(WRITERS)
    with world() as calm:
        started = time.monotonic()
        calm.run(command)
        lasts = time.monotonic() - started
        wanted, wanted_out = tree(calm.repository), tree(calm.out)
    with world() as here:
        before, outside = tree(here.repository), tree(here.outside)
        process = here.start(command)
        time.sleep(chance.random() * lasts * 1.1)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for path, found in _settled(here.repository).items():
            if found not in (before.get(path), wanted.get(path)):
                yield f"{_line(command)}: {path} is neither as before nor as after"
        if tree(here.outside) != outside:
            yield f"{_line(command)}: files outside were touched"
        code, said = here.run(command)
        yield from _faults(command, code, said)
        for folder, wanted_here in ((here.repository, wanted), (here.out, wanted_out)):
            differs = _differences(_settled(folder), wanted_here)
            if differs:
                yield f"{_line(command)}: run again it differs from an undisturbed run: {differs}"


def _settled(folder: Path) -> Tree:
    """What a folder holds but for the temporary files that a killed process cannot remove."""
    return {path: found for path, found in tree(folder).items() if not _is_temporary(path)}


def _is_temporary(path: str) -> bool:
    return any(part.startswith(".leancat-") for part in Path(path).parts)


def full(chance: random.Random) -> Iterator[str]:
    """On a disk without room a command says so with exit code 2, and no file is half-written."""
    command = chance.choice(WRITERS)
    with world() as calm:
        calm.run(command)
        wanted, wanted_out = tree(calm.repository), tree(calm.out)
    with world() as here:
        before = tree(here.repository)
        code, said = here.run(command, largest=chance.choice((0, 1, 100, 1000, 5000)))
        yield from _faults(command, code, said)
        for path, found in tree(here.repository).items():
            if found not in (before.get(path), wanted.get(path)):
                yield f"{_line(command)}, disk full: {path} is half-written or left behind"
        for path, found in tree(here.out).items():
            if found != wanted_out.get(path):
                yield f"{_line(command)}, disk full: {path} is half-written or left behind"


def together(chance: random.Random) -> Iterator[str]:
    """Two commands at the same time end as one after the other would, in one of both orders."""
    one, two = chance.choice(WRITERS), chance.choice(WRITERS)
    ends = []
    for order in ((one, two), (two, one)):
        with world() as calm:
            for command in order:
                calm.run(command)
            ends.append((tree(calm.repository), tree(calm.out)))
    with world() as here:
        processes = [(command, here.start(command)) for command in (one, two)]
        for command, process in processes:
            yield from _faults(command, *ended(process))
        found = (tree(here.repository), tree(here.out))
        if found not in ends:
            differs = min(
                (_differences(found[0], end[0]) + _differences(found[1], end[1]) for end in ends),
                key=len,
            )
            yield f"{_line(one)} beside {_line(two)}: ends as neither order does: {differs}"


def broken_cache(chance: random.Random) -> Iterator[str]:
    """A cache in any state changes no answer."""
    with world() as here:
        command = ("scan", ".", "--format", "jsonl")
        wanted = here.run((*command, "--no-cache"))
        here.run(command)
        for path in sorted(here.cache.rglob("*")):
            if path.is_file() and chance.random() < 0.7:
                path.write_bytes(mutated(chance, path.read_bytes(), path.read_bytes()))
        found = here.run(command)
        if found[0] != wanted[0] or _records(found[1]) != _records(wanted[1]):
            yield f"{_line(command)}: a broken cache changes the answer: {found[1][-300:]}"


def _records(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("{")]


def broken_project(chance: random.Random) -> Iterator[str]:
    """Files of a repository are broken, renamed, linked, made unreadable: every command says what
    is wrong, with one of its exit codes, and touches nothing outside."""
    command = chance.choice((*_READERS, *WRITERS))
    with world() as here:
        for _ in range(chance.choice((1, 2, 4))):
            _break(chance, here)
        outside = tree(here.outside)
        code, said = here.run(command)
        yield from _faults(command, code, said)
        if tree(here.outside) != outside:
            yield f"{_line(command)}: files outside were touched"


_NAMES = (
    b"\xff.lean", b"a\nb.lean", b"\x1b[31m.lean", b"::error::.lean", b"-rf.lean", b"$(id).lean",
    b"con.lean", b"a b.lean", b"%00.lean", "\u202e.lean".encode(), b"x" * 200 + b".lean",
)  # fmt: skip


def _break(chance: random.Random, here: World) -> None:
    files = sorted(p for p in here.repository.rglob("*") if p.is_file() and ".git" not in p.parts)
    path, other = chance.choice(files), chance.choice(files)
    kind = chance.choice(("bytes", "bytes", "bytes", "name", "link", "folder", "gone", "pipe"))
    if kind == "bytes":
        path.write_bytes(mutated(chance, path.read_bytes(), other.read_bytes()))
    elif kind == "name":
        (path.parent / os.fsdecode(chance.choice(_NAMES))).write_bytes(path.read_bytes())
    else:
        path.unlink()
        if kind == "link":
            targets = (here.outside, here.outside / "package.json", path, Path("/nowhere"))
            path.symlink_to(chance.choice(targets))
        elif kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)


def _faults(command: Sequence[str], code: int, said: str) -> Iterator[str]:
    """What no command may do, whatever happens to it."""
    if "Traceback" in said:
        yield f"{_line(command)}: a traceback: {said[-600:]}"
    elif code not in (0, 1, 2):
        yield f"{_line(command)}: exit code {code}: {said[-300:]}"
    if "\x1b" in said:
        yield f"{_line(command)}: an escape reaches the terminal: {said!r:.300}"


def _differences(found: Tree, wanted: Tree) -> list[str]:
    paths = sorted(found.keys() | wanted.keys())
    return [path for path in paths if found.get(path) != wanted.get(path)][:5]


def _line(command: Sequence[str]) -> str:
    return f"leancat {' '.join(command)}"


def history_killed(chance: random.Random) -> Iterator[str]:
    """A history that is killed at any moment, again and again, loses nothing: run to its end it
    says what an undisturbed run says, from the cache too."""
    command = ("history", "--format", "jsonl")
    with world() as here:
        repo = Repo(here.repository, init=False)
        file = here.repository / "lean" / "Torture.lean"
        for number in range(12):
            file.write_text(f"theorem torture : {number} = {number} := {chance.choice(_PROOFS)}\n")
            repo.commit()
        started = time.monotonic()
        wanted = here.run((*command, "--no-cache"))
        lasts = time.monotonic() - started
        for _ in range(chance.randrange(1, 4)):
            process = here.start(command)
            time.sleep(chance.random() * lasts)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        found = here.run(command)
        yield from _faults(command, *found)
        if (found[0], _records(found[1])) != (wanted[0], _records(wanted[1])):
            yield f"{_line(command)}: killed, and run again it differs: {found[1][-300:]}"
        if here.run(command) != found:
            yield f"{_line(command)}: from the cache it says something else"


_PROOFS = ("rfl", "by sorry", "by rfl -- sorry", "sorry")

TRIALS: Sequence[Trial] = (killed, full, together, broken_cache, broken_project, history_killed)
