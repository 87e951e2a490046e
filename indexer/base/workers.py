"""One task for many things, by several processes at once; the answers come in the things' order.

Workers are forked: they see all that is in memory already, and only their answers travel.  Each
takes every n-th thing, so that nothing has to be handed out.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

from indexer.base.errors import LeancatError, Problem

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

_HINT = "give --jobs 1 to do without"
_KILLED = Problem("a process that shared the work was killed", hint=_HINT)


def cores() -> int:
    """How many processes work at once where nobody says how many."""
    return os.cpu_count() or 1


def spread(task: Callable[[Thing], Answer], things: Sequence[Thing], jobs: int) -> Iterator[Answer]:
    """What `task` answers for each thing, in their order, from `jobs` processes.

    All is done in this process where others cannot be forked: on Windows, and beside other threads,
    whose locks would never open in a worker.  An error of the task is raised here, and LeancatError
    when a worker cannot be started or is killed.
    """
    if jobs < 2 or os.name != "posix" or threading.active_count() > 1:
        yield from map(task, things)
        return
    with ExitStack() as hired:
        shares = (things[first::jobs] for first in range(jobs))
        workers = [hired.enter_context(_worker(task, share)) for share in shares]
        answers: dict[Connection, deque[Answer | Exception]] = {w: deque() for w in workers}
        for number in range(len(things)):
            yield _next(workers[number % jobs], answers)


@contextmanager
def _worker(task: Callable[[Thing], Answer], share: Sequence[Thing]) -> Iterator[Connection]:
    """A process at work on its share, by the end of the pipe that its answers come from."""
    context = get_context("fork")
    answers, out = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, share, answers, out), daemon=True)
    try:
        process.start()
    except OSError as error:
        problem = Problem(f"cannot start a process: {error.strerror}", hint=_HINT)
        raise LeancatError(problem) from error
    out.close()  # the worker holds the only one now: its death ends the pipe
    try:
        yield answers
    finally:
        process.terminate()
        process.join()
        answers.close()


def _work(
    task: Callable[[Thing], Answer], share: Sequence[Thing], answers: Connection, out: Connection
) -> None:
    """What a worker does; it ends when nobody waits for its answers any more."""
    answers.close()  # the pipe breaks when the first process has gone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for the answers ends this process too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(BrokenPipeError):
        try:
            for thing in share:
                out.send(task(thing))
        except Exception as error:
            error.add_note(traceback.format_exc())
            out.send(error)


def _next(worker: Connection, answers: Mapping[Connection, deque[Answer | Exception]]) -> Answer:
    """The next answer of a worker.  What others have to say meanwhile is taken, too: none of them
    waits for its turn."""
    while not answers[worker]:
        at_work = [other for other, heard in answers.items() if not _has_ended(heard)]
        for ready in cast("list[Connection]", wait(at_work)):
            answers[ready].append(_heard(ready))
    answer = answers[worker].popleft()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _has_ended(heard: Sequence[object]) -> bool:
    """Whether nothing more is to be heard of a worker: after an error it has gone."""
    return bool(heard) and isinstance(heard[-1], Exception)


def _heard(worker: Connection) -> Any:
    try:
        return worker.recv()
    except EOFError:  # for nobody waits who has heard all answers
        return LeancatError(_KILLED)
