"""The process that looks at one repository: what it costs is bounded, and if it dies so be it.

An order comes as JSON on stdin, and the answer goes to stdout as MessagePack.  The first argument
is a pipe that stays open as long as somebody waits.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from indexer.base.errors import LeancatError
from indexer.base.inert import inert
from indexer.ecosystem import clones, looking
from indexer.ecosystem.records import Answer, Limits, Order


def main() -> None:
    """Answer one order."""
    gc.disable()  # as any command that ends soon
    threading.Thread(target=_end_alone, args=(int(sys.argv[1]),), daemon=True).start()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    _bound(order.limits)
    answer = answered(order)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is left to be tidied up, and gigabytes to be freed one by one


def _end_alone(alive: int) -> None:
    """End when nobody waits any more; git, if it runs, too."""
    while os.read(alive, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _bound(limits: Limits) -> None:
    """No more memory, and no larger file, than a repository may have."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.disk, limits.disk))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answered(order: Order) -> Answer:
    """The answer to an order; whatever goes wrong is a reason."""
    started = time.monotonic()
    commit = ""
    try:
        commit = clones.newest(order.entry)
        if (commit, looking.made_by()) == order.known and order.part is None:
            return Answer("same", commit=commit)
        return _looked(order, commit, started)
    except LeancatError as error:
        first = error.problems[0]
        reason = inert(str(first).replace(order.folder, "")[:500])
    except MemoryError:
        reason = f"takes more than {order.limits.memory >> 20} MB of memory"
    except RecursionError:
        reason = "is nested too deeply"
    except Exception as error:
        reason = inert(f"{type(error).__name__}: {error}".replace(order.folder, "")[:500])
    with suppress(LeancatError, OSError):
        clones.drop(order.entry, commit, Path(order.folder))
    return Answer("failed", reason, commit, cost=_cost(started))


def _looked(order: Order, commit: str, started: float) -> Answer:
    folder = Path(order.folder)
    cache = Path(order.cache) if order.cache else None
    clone = clones.cloned(order.entry, commit, folder, order.limits.disk)
    if order.part and cache:
        looking.scan_part(clone.tree, order.part, cache)
        return Answer("part", commit=commit, cost=_cost(started))
    read = looking.size(clone.tree)
    if read > order.limits.parts_from and cache and not order.whole:
        parts = min(-(-read // order.limits.parts_from) + 1, 64)
        return Answer("large", commit=commit, parts=parts, cost=_cost(started))
    tables = looking.look(order.entry, clone, cache)
    clones.drop(order.entry, commit, folder)
    cost = {**_cost(started), "fetched_bytes": clone.fetched, "read_bytes": read}
    return Answer("done", commit=clone.commit, tables=tables, cost=cost)


def _cost(started: float) -> dict[str, float]:
    """What was used so far, git's share too."""
    cost: dict[str, float] = {"seconds": time.monotonic() - started}
    with suppress(ImportError):
        import resource

        own = resource.getrusage(resource.RUSAGE_SELF)
        git = resource.getrusage(resource.RUSAGE_CHILDREN)
        cost["processor_seconds"] = own.ru_utime + own.ru_stime + git.ru_utime + git.ru_stime
        cost["peak_bytes"] = _peak() or own.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return cost


def _peak() -> int:
    """The most memory that was used, 0 where the system does not tell: what `getrusage` says counts
    the process that this one was started from.  [proc(5): VmHWM]"""
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
