"""The survey itself, by Dask: what is handed out, and what comes back.

Which worker does what, and what is done again when one dies, is Dask's affair.  A task runs a
process of its own (`child.py`), since only a process can be stopped when it takes too long or too
much memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import dask
import msgspec
from distributed import Client, Future, LocalCluster, as_completed
from distributed.comm.core import connect

from indexer.base.errors import LeancatError, Problem, UsageError
from indexer.base.writing import Folder, is_alive
from indexer.ecosystem.dataset import Dataset, packed
from indexer.ecosystem.records import Answer, Entry, Limits, Order

_DEATHS = 2  # of workers that run a task, before it is given up
_FOLDER = "leancat-survey"
_PATIENCE = 10  # seconds for a scheduler to answer


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a survey runs: `workers` processes on this machine (None: one a core), or those of the
    `scheduler` at an address; `cache` is a file that all of them reach, or None."""

    workers: int | None = None
    scheduler: str | None = None
    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Tally:
    """How many repositories were done, were the same as before, and failed."""

    done: int = 0
    same: int = 0
    failed: int = 0


def survey(
    entries: Iterable[Entry],
    dataset: Dataset,
    settings: Settings,
    told: Callable[[int, Entry, Answer], None] = lambda _done, _entry, _answer: None,
) -> Tally:
    """Look at every repository whose commit the dataset does not hold yet, and write what comes of
    each as soon as it is there.  `told` is called after each, with how many are over."""
    _clear(dataset.key)
    # nobody else can have made it before
    own = f"{_FOLDER}-{dataset.key}-{os.getpid()}-{secrets.token_hex(8)}"
    folder = str(Path(tempfile.gettempdir()) / own)
    cache = str(settings.cache) if settings.cache else None
    orders = [Order(e, folder, cache, settings.limits, dataset.known(e)) for e in entries]
    tally = Tally()
    with _client(settings) as client:
        try:
            for over, (order, answer, files) in enumerate(_answers(client, orders), 1):
                if answer.state == "same":
                    tally.same += 1
                elif answer.state == "done":
                    dataset.put(order.entry.name, files)
                    tally.done += 1
                else:
                    dataset.put(order.entry.name, packed(order.entry, answer))
                    tally.failed += 1
                told(over, order.entry, answer)
        finally:
            with suppress(Exception):  # the cluster may be gone
                client.run(_remove, folder)
    return tally


def _clear(key: str) -> None:
    """Delete what surveys of the same dataset that were killed have left on this machine."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER}-{key}-*-*"):
        pid = left.name.split("-")[3]
        if pid.isdigit() and not is_alive(int(pid)):
            with suppress(OSError):  # somebody else's
                _remove(str(left))


@contextmanager
def _client(settings: Settings) -> Iterator[Client]:
    with dask.config.set(
        {
            "distributed.scheduler.allowed-failures": _DEATHS,
            "distributed.scheduler.worker-saturation": 1.0,  # what waits, waits for any worker
            "distributed.worker.daemon": True,
        }
    ):
        if settings.scheduler:
            with _cluster(settings.scheduler) as client:
                yield client
            return
        with _workers(settings) as cluster, Client(cluster, set_as_default=False) as client:
            yield client


def _workers(settings: Settings) -> LocalCluster:
    """Workers on this machine."""
    try:
        return LocalCluster(
            n_workers=settings.workers or os.cpu_count() or 1,
            threads_per_worker=1,
            memory_limit=0,  # the work is done in processes with a bound of their own
            dashboard_address="127.0.0.1:0",
            host="127.0.0.1",
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError) as error:
        raise UsageError(
            Problem(f"no workers could be started here: {error}", hint="run it again")
        ) from error


def _cluster(address: str) -> Client:
    try:
        asyncio.run(_reach(address))
        return Client(address, set_as_default=False, timeout=_PATIENCE)
    except Exception as error:  # whatever answers there may say anything
        raise UsageError(
            Problem(
                f"no scheduler answers at {address}",
                hint=f"give the address that `dask scheduler` prints ({type(error).__name__})",
            )
        ) from error


async def _reach(address: str) -> None:
    """Raises an exception where nobody answers as Dask does.  A client that finds nobody would
    print a traceback when it is thrown away."""
    comm = await connect(address, timeout=_PATIENCE)
    await comm.close()


def _answers(
    client: Client, orders: Iterable[Order]
) -> Iterator[tuple[Order, Answer, dict[str, bytes]]]:
    """The last answer to each order, as they come.  A large repository is scanned in parts first,
    before others, since what is left of it then is as long as a task can be."""
    waiting = {
        client.submit(do, order, key=_key(order), priority=_weight(order)): order
        for order in sorted(orders, key=_weight, reverse=True)
    }
    coming = as_completed(waiting, loop=client.loop)
    for future in coming:
        order = waiting.pop(future)
        answer, files = _result(future)
        if answer.state == "large":
            last = _in_parts(client, order, answer)
            waiting[last] = replace(order, whole=True)
            coming.add(last)
        else:
            yield order, answer, files


def _in_parts(client: Client, order: Order, answer: Answer) -> Future:
    first = 1 << 60
    orders = [replace(order, part=(n, answer.parts)) for n in range(answer.parts)]
    parts = [client.submit(do, each, key=_key(each), priority=first) for each in orders]
    whole = replace(order, whole=True)
    return client.submit(do, whole, parts, key=_key(whole), priority=first)


def _key(order: Order) -> str:
    """What a task is called.  A cluster may serve others at the same time: what has the same name
    is the same to it, so all that is asked goes into it."""
    return f"survey-{hashlib.sha256(msgspec.json.encode(order)).hexdigest()}"


def _weight(order: Order) -> int:
    """How large a repository may be, as far as its folder tells: the largest begin first."""
    packs = Path(order.entry.where).glob("**/objects/pack/*.pack") if _is_here(order) else ()
    with suppress(OSError):
        return sum(file.stat().st_size for file in packs)
    return 0


def _is_here(order: Order) -> bool:
    return order.entry.where.startswith("/")


def _result(future: Future) -> tuple[Answer, dict[str, bytes]]:
    try:
        found: tuple[Answer, dict[str, bytes]] = future.result()
        return found
    except Exception as error:  # KilledWorker, and whatever else a cluster may say
        words = f"no worker lived to finish it ({type(error).__name__})"
        return Answer("failed", words), {}
    finally:
        future.release()


# --- on the workers -------------------------------------------------------------------------------


def do(order: Order, parts: Any = ()) -> tuple[Answer, dict[str, bytes]]:
    """Answer an order in a process of its own; of what is done, the files of the dataset.  `parts`
    are what had to be there before."""
    answer = _answer(order)
    if answer.state != "done":
        return answer, {}
    for part, _ in parts:
        for name, value in part.cost.items():
            both = answer.cost.get(name, 0), value
            answer.cost[name] = max(both) if name == "peak_bytes" else sum(both)
    answer.cost["parts"] = len(parts)
    return replace(answer, tables={}), packed(order.entry, answer)


def _answer(order: Order) -> Answer:
    """What the process says; a reason where it is stopped, or dies without a word."""
    seconds = order.limits.seconds
    alive, ours = os.pipe()  # the process ends when the worker does: our end is closed then
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "indexer.ecosystem.child", str(alive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(alive,),
        start_new_session=True,
    )
    os.close(alive)
    try:
        out, said = process.communicate(msgspec.json.encode(order), seconds)
        return msgspec.msgpack.decode(out, type=Answer)
    except subprocess.TimeoutExpired:
        return Answer("failed", f"takes longer than {seconds:g} seconds")
    except msgspec.DecodeError:
        code = process.returncode
        last = said.decode("utf-8", "replace").strip().splitlines()[-1:]
        how = f"signal {-code}" if code < 0 else f"code {code}"
        return Answer("failed", ": ".join([f"its process ended with {how}", *last])[:500])
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        os.close(ours)


def _remove(folder: str) -> None:
    """Delete what was laid out on a machine."""
    where = Path(folder)
    with suppress(LeancatError), Folder.open(where.parent) as parent:
        parent.remove_tree(where.name)
