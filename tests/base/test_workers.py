"""Work that processes share: answers in order, errors that arrive, nobody left behind.

Each test runs in a process of its own: beside the threads of a test runner nothing is forked.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

HEAD = """
import os, threading, time
from indexer.base.errors import InputError, LeancatError, Problem
from indexer.base.workers import spread
"""


def said(code: str) -> str:
    """What a program prints that uses `spread`."""
    done = subprocess.run([sys.executable, "-c", HEAD + code], capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
def test_answers_come_in_the_order_of_the_things(jobs: int) -> None:
    code = f"print(list(spread(lambda n: n * n, range(7), {jobs})))"
    assert said(code) == "[0, 1, 4, 9, 16, 25, 36]"


def test_every_worker_has_its_share() -> None:
    code = """
owners = list(spread(lambda _: os.getpid(), range(10), 2))
print(owners[::2] == [owners[0]] * 5, owners[1::2] == [owners[1]] * 5, len(set(owners)))
print(os.getpid() in owners)
"""
    assert said(code) == "True True 2\nFalse"


def test_beside_another_thread_all_is_done_here() -> None:
    code = """
threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
print(set(spread(lambda _: os.getpid(), range(10), 2)) == {os.getpid()})
"""
    assert said(code) == "True"


def test_an_error_arrives_as_it_is_and_says_where_it_arose() -> None:
    code = """
def task(n):
    if n == 3:
        raise InputError([Problem("no", path="a", line=n), Problem("twice", path="b")])
    return n
try:
    for answer in spread(task, range(9), 2):
        print(answer)
except InputError as error:
    print(*error.problems)
    print("in task" in error.__notes__[0])
"""
    assert said(code).splitlines() == ["0", "1", "2", "a:3: no b: twice", "True"]


def test_a_worker_that_is_killed_is_one_message() -> None:
    code = """
try:
    list(spread(lambda n: os.kill(os.getpid(), 9) if n == 3 else n, range(9), 2))
except LeancatError as error:
    print(error)
"""
    assert said(code).startswith("a process that shared the work was killed")


def test_a_worker_that_cannot_be_started_is_one_message() -> None:
    code = """
def fork():
    raise BlockingIOError(11, "no more processes")
os.fork = fork
try:
    list(spread(str, range(9), 2))
except LeancatError as error:
    print(error)
"""
    assert said(code) == "cannot start a process: no more processes (give --jobs 1 to do without)"


def test_who_leaves_early_leaves_no_worker_behind() -> None:
    code = """
answers = spread(lambda n: os.getpid() if n < 2 else time.sleep(60), range(9), 2)
first, second = next(answers), next(answers)
answers.close()
for pid in (first, second):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        print("gone")
"""
    assert said(code) == "gone\ngone"


def test_workers_end_when_their_first_process_was_killed() -> None:
    code = """
for pid in spread(lambda n: os.getpid() if n < 2 else time.sleep(0.1), range(10**6), 2):
    print(pid, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", HEAD + code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(2)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 30
    while any(map(alive, workers)):
        assert time.monotonic() < end, "a worker is left"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
