"""Compiles the modules of an index with the real Lean, in import order, several at once.

A module is compiled again only when its source, that of something it imports, or Lean itself is
another; the state of the build folder knows what each compiled file was made from, and by what.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import Any, Self

from indexer.base.errors import Problem
from indexer.evidence.fresh import Key, ModuleOrigin, origins
from indexer.lean import names
from indexer.scan.records import Index
from tests.lean.install import Lean

TIMEOUT = 900  # seconds for one file
CRASHED = 70  # Lean or Node ended without an answer
_SUFFIXES = (".lean", ".olean", ".olean.server", ".olean.private", ".ilean", ".ir")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of Lean. `line` is 1-based, `column` 0-based; `kind` is Lean's ("hasSorry")."""

    severity: str
    text: str
    line: int
    column: int
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one module. `again` is false when nothing changed since it was compiled."""

    key: Key
    path: Path
    ok: bool
    seconds: float
    messages: tuple[Message, ...] = ()
    again: bool = True

    def problems(self, severity: str) -> list[Problem]:
        """The messages of a severity, as leancat shows them."""
        chosen = [m for m in self.messages if m.severity == severity]
        return [Problem(m.text, str(self.path), m.line, m.column) for m in chosen]


@dataclass(slots=True)
class _Plan:
    """What has to be compiled, and what waits for what."""

    origins: Mapping[Key, ModuleOrigin]
    weight: dict[Key, float] = field(
        default_factory=dict
    )  # seconds of it and all that waits for it

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """Those that hold up most first."""
        return sorted(keys, key=lambda k: (-self.weight[k], k))


def compile_index(
    index: Index, root: Path, workers: Workers, *, tell: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Compile every module of an index into `root`; `tell` hears of each one as it is done.

    The modules of all projects share the folder, so their names must differ.  A module is not tried
    when one that it imports failed.  Returns the outcomes in order of their keys.
    """
    return _Build(index, root.resolve(), workers, tell).run()


class _Build:
    def __init__(
        self, index: Index, root: Path, workers: Workers, tell: Callable[[Outcome], None]
    ) -> None:
        self.sources = {
            (p.project.id, m.name): Path(p.project.root) / m.path
            for p in index.projects
            for m in p.modules
        }
        self.root = root
        self.workers = workers
        self.tell = tell
        self.origins = origins(index)
        self.state_path = root / "state.json"
        self.state: dict[str, Any] = {}
        self.outcomes: dict[Key, Outcome] = {}

    def run(self) -> list[Outcome]:
        self._check_names()
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time; ends with the file
            self.state = self._read_state()
            return self._compile()

    def _compile(self) -> list[Outcome]:
        self._sweep()
        plan = self._plan()
        waiting = {key: set(origin.imports) for key, origin in self.origins.items()}
        dependents: dict[Key, list[Key]] = {key: [] for key in waiting}
        for key, imports in waiting.items():
            for imported in imports:
                dependents[imported].append(key)
        ready = plan.order(key for key, imports in waiting.items() if not imports)
        running: dict[Future[Outcome], Key] = {}
        with ThreadPoolExecutor(self.workers.jobs) as pool:
            while ready or running:
                while ready and len(running) < self.workers.jobs:
                    key = ready.pop(0)
                    running[pool.submit(self._one, key)] = key
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    key = running.pop(future)
                    self._settle(future.result())
                    for other in dependents[key] if self.outcomes[key].ok else ():
                        waiting[other].discard(key)
                        if not waiting[other]:
                            ready.append(other)
                    ready = plan.order(ready)
        return [self.outcomes[key] for key in sorted(self.outcomes)]

    def _plan(self) -> _Plan:
        plan = _Plan(self.origins)
        for key in reversed(list(self.origins)):
            plan.weight.setdefault(key, 0.0)
            plan.weight[key] += self.state.get(key[1], {}).get("seconds", 1.0)
            for imported in self.origins[key].imports:
                known = plan.weight.get(imported, 0.0)
                plan.weight[imported] = max(known, plan.weight[key])
        return plan

    def _one(self, key: Key) -> Outcome:
        """Compile one module, unless nothing changed."""
        record = self.state.get(key[1])
        target = self._target(key[1])
        if record and record["made_from"] == self._made_from(key) and _olean(target).exists():
            messages = tuple(Message(**m) for m in record["messages"])
            return Outcome(key, self.sources[key], True, record["seconds"], messages, again=False)
        _remove(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.sources[key], target)
        answer = self.workers.compile(self.root, target.relative_to(self.root).as_posix())
        messages = tuple(_message(m) for m in answer["messages"])
        if answer["code"] and not any(m.severity == "error" for m in messages):
            text = f"Lean ended with code {answer['code']}: " + " ".join(answer["noise"])
            messages += (Message("error", text, 1, 0, ""),)
        ok = answer["code"] == 0
        return Outcome(key, self.sources[key], ok, answer["seconds"], messages)

    def _settle(self, outcome: Outcome) -> None:
        self.outcomes[outcome.key] = outcome
        name = outcome.key[1]
        if not outcome.ok:
            self.state.pop(name, None)
        elif outcome.again:
            self.state[name] = {
                "made_from": self._made_from(outcome.key),
                "seconds": outcome.seconds,
                "messages": [_plain(m) for m in outcome.messages],
            }
        self._write_state()
        self.tell(outcome)

    # --- the build folder -------------------------------------------------------------------------

    def _made_from(self, key: Key) -> str:
        """What a module's compiled files are made from and by."""
        return f"{self.workers.lean.folder.name} {self.origins[key].digest}"

    def _target(self, module: str) -> Path:
        path = self.root.joinpath(*names.split(module))
        return path.with_name(f"{path.name}.lean")

    def _sweep(self) -> None:
        """Remove what an earlier run left of modules that are no more."""
        own = {self._target(name) for _, name in self.origins}
        for path in self.root.rglob("*.lean"):
            if path not in own:
                _remove(path)
        for name in self.state.keys() - {name for _, name in self.origins}:
            del self.state[name]

    def _check_names(self) -> None:
        homes: dict[str, str] = {}
        for project, name in self.sources:
            if homes.setdefault(name, project) != project:
                raise ValueError(f"both {homes[name]} and {project} have a module {name}")

    def _read_state(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self.state_path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found

    def _write_state(self) -> None:
        temporary = self.state_path.with_suffix(".tmp")
        temporary.write_text(json.dumps(self.state, indent=1, sort_keys=True), "utf-8")
        temporary.replace(self.state_path)


class Workers:
    """Up to `jobs` processes that compile, started when first needed and ended by `with`.

    The one that was busy last is taken first: it is warm, and one after another needs no second.
    """

    def __init__(self, lean: Lean, jobs: int) -> None:
        self.lean = lean
        self.jobs = jobs
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for _ in range(jobs):
            self._idle.put(_Worker(lean))

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End all processes."""
        for _ in range(self.jobs):
            self._idle.get().stop()

    def compile(self, root: Path, file: str) -> dict[str, Any]:
        """Lean's answer for a file (see lean.mjs), from the next process that is free."""
        worker = self._idle.get()
        try:
            answer = worker.compile(root, file)
            if answer["code"] != CRASHED:
                return answer
            return worker.compile(root, file)  # once more: a machine may have been short of memory
        finally:
            self._idle.put(worker)


class _Worker:
    """One process."""

    def __init__(self, lean: Lean) -> None:
        self.lean = lean
        self.process: subprocess.Popen[str] | None = None

    def compile(self, root: Path, file: str) -> dict[str, Any]:
        """Lean's answer for a file; code 124 when it took too long, 70 when Node crashed."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(TIMEOUT, process.kill)
        late.start()
        started = time.monotonic()
        try:
            process.stdin.write(json.dumps({"root": str(root), "file": file}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            late.cancel()
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.stop()
        seconds = time.monotonic() - started
        code = 124 if seconds >= TIMEOUT else CRASHED
        return {"file": file, "code": code, "seconds": seconds, "messages": [], "noise": []}

    def _started(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.process = subprocess.Popen(
                self.lean.command(),
                cwd=self.lean.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self.process

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def _olean(target: Path) -> Path:
    return target.with_suffix(".olean")


def _remove(target: Path) -> None:
    for suffix in _SUFFIXES:
        target.with_name(target.name.removesuffix(".lean") + suffix).unlink(missing_ok=True)


def _message(raw: Mapping[str, Any]) -> Message:
    place = raw["pos"]
    return Message(raw["severity"], raw["data"], place["line"], place["column"], raw["kind"])


def _plain(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in Message.__slots__}
