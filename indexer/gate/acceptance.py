"""What a person's word lets pass in a change, in sentences: whoever merges it should hear them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from indexer.gate.baseline import BaselineEntry
from indexer.gate.finding import Snapshot, some
from indexer.gate.holes import Hole
from indexer.gate.matching import Matching


def accepted(base: Snapshot, matched: Matching) -> Iterator[str]:
    """What the change both brings and tolerates, in a sentence: to accept it is a person's word,
    and whoever merges should hear it."""
    had = {(hole.key, hole.fingerprint) for hole in base.holes}
    entries = {(e.project, e.subject, e.tolerates, e.statement): e for e in base.entries}
    fresh: dict[str, str] = {}
    longer: dict[str, str] = {}
    oftener: dict[str, str] = {}
    for hole, tolerance in matched.known:
        entry = tolerance.source
        if not isinstance(entry, BaselineEntry):
            continue
        was = entries.get((entry.project, entry.subject, entry.tolerates, entry.statement))
        if was is None and (hole.key, hole.fingerprint) not in had:
            fresh[entry.subject[1]] = entry.reason
        elif was is not None and was.expires and (entry.expires or date.max) > was.expires:
            longer[entry.subject[1]] = str(entry.expires or "no date")
        elif was is not None and entry.times > was.times:
            oftener[entry.subject[1]] = str(entry.times)
    if fresh:
        reasons = "; ".join(sorted(set(fresh.values()))[:3])
        yield f"{some(fresh, 'declaration')} accepted in the change that needs it: {reasons}"
    if longer:
        dates = ", ".join(sorted(set(longer.values()))[:3])
        yield f"{some(longer, 'declaration')} accepted for longer since this change: {dates}"
    if oftener:
        times = ", ".join(sorted(set(oftener.values()))[:3])
        what = some(oftener, "declaration")
        yield f"{what} accepted more often since this change: {times} times"


def reviewed(now: Snapshot, base: Snapshot) -> Iterator[str]:
    """The first reviews of claims, in a sentence: a name under a review is a person's word."""
    if now.reviews is None or base.reviews is None:
        return
    names = {c.claim.id: (c.claim.id, *c.claim.aliases) for c in now.report.claims}
    old = base.reviews.pins.keys()
    fresh = {n: p for n, p in now.reviews.pins.items() if old.isdisjoint(names.get(n, (n,)))}
    if fresh and old:
        who = sorted({name for pin in fresh.values() for name in pin.reviewed_by})
        yield f"{some(fresh, 'claim')} reviewed for the first time, by {', '.join(who)}"


def tolerated(base: Snapshot, holes: Iterable[tuple[Hole, str]]) -> Iterator[str]:
    """What is new and passes only because the configuration tolerates its like."""
    had = {hole.key for hole in base.holes}
    fresh = {hole.subject[1]: reason for hole, reason in holes if hole.key not in had}
    if fresh:
        reasons = "; ".join(sorted(set(fresh.values()))[:3])
        yield f"{some(fresh, 'declaration')} new and tolerated by leancat.toml: {reasons}"
