"""How blueprints and the like of other people's projects read: a table for docs/bridges.md.

`python -m tests.bench.bridges TREE...` reads each tree in a process of its own, without a cache.
`--sample RULE N SEED TREE` prints some findings of a rule, chosen by a seed, to be read by hand.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from indexer import gate
from indexer.app import gating
from indexer.catalogue import find_claims
from indexer.judge.records import ELSEWHERE, Standing

_HEAD = (
    "project nodes definitions names found elsewhere covered leanok-false leanok-missing "
    "name-missing other s MB"
).split()
_OTHER = ("stated-number", "mathlibok-own", "source-unread", "challenge-differs", "answer-repeats")


def read(tree: Path) -> dict[str, object]:
    """What a check of a tree says of its sources."""
    os.chdir(tree)
    place = gating.ground(find_claims(tree))
    now = gating.look(place)
    result = gate.check(now, today=date(2026, 1, 1))
    backings = [b for c in now.report.claims for b in c.backings]
    gone = [b for b in backings if b.standing is Standing.MISSING]
    away = [b for b in backings if ELSEWHERE in b.flags]
    rules = Counter(f.rule for f in result.findings)
    covered = now.report.covered
    missing = Counter(str(f.level) for f in result.findings if f.rule == "name-missing")
    return {
        "nodes": sum(o.claims for o in now.report.catalogue.origins),
        "definitions": now.report.definitions.total,
        "names": len(backings),
        "found": len(backings) - len(gone) - len(away),
        "elsewhere": len(away),
        "covered": f"{covered.done}/{covered.total}",
        "leanok-false": rules["leanok-false"],
        "leanok-missing": rules["leanok-missing"],
        "name-missing": f"{missing['error']} + {missing['warning']}",
        "other": ", ".join(f"{rules[r]} {r}" for r in _OTHER if rules[r]),
        "findings": [[f.rule, f.path, f.line, f.message] for f in result.findings if f.path],
    }


def measured(tree: str) -> dict[str, object]:
    """The same, with the seconds of processor time and the megabytes that it took."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        os.dup2(into, 1)
        os.execv(sys.executable, [sys.executable, "-m", "tests.bench.bridges", "--one", tree])
    os.close(into)
    began = time.monotonic()
    with os.fdopen(out) as stream:
        found: dict[str, object] = json.load(stream)
    _, _, usage = os.wait4(pid, 0)
    wall = time.monotonic() - began
    found["s"] = f"{wall:.0f} ({usage.ru_utime + usage.ru_stime:.0f})"
    found["MB"] = usage.ru_maxrss // 1024
    return found


def main(words: list[str]) -> None:
    """The table, or a sample."""
    if words[0] == "--one":
        print(json.dumps(read(Path(words[1]).resolve())))
    elif words[0] == "--sample":
        _, rule, number, seed, *trees = words
        rows = [(t, f) for t in trees for f in measured(t)["findings"] if f[0] == rule]  # type: ignore[attr-defined]
        chosen = random.Random(int(seed)).sample(rows, min(int(number), len(rows)))
        for tree, (_, path, line, message) in chosen:
            print(f"{Path(tree).name} {path}:{line}: {message}")
    else:
        print("| " + " | ".join(_HEAD) + " |")
        print("|" + "---|" * len(_HEAD))
        for tree in words:
            found = measured(tree) | {"project": Path(tree).name}
            print("| " + " | ".join(str(found[key]) for key in _HEAD) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
