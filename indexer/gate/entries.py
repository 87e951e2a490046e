"""Findings about the baseline itself: entries without a hole, entries past their date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from indexer.gate.baseline import BaselineEntry
from indexer.gate.finding import Snapshot, make
from indexer.gate.holes import WORD
from indexer.gate.matching import Matching, Tolerance
from indexer.gate.records import Finding, FindingState


def findings(now: Snapshot, matched: Matching, today: date) -> Iterator[Finding]:
    """Entries that tolerate what is no longer there, and entries past their date."""
    gone: dict[str, list[Tolerance]] = defaultdict(list)
    for tolerance in matched.gone:
        gone[_entry(tolerance).file].append(tolerance)
    needed = (*matched.known, *matched.moved, *matched.changed)
    alive = {(entry.file, t.key[2]) for _, t in needed for entry in (_entry(t),)}
    for tolerances in gone.values():
        entry = _entry(tolerances[0])
        fewer = [t for t in tolerances if (entry.file, t.key[2]) in alive]
        if len(fewer) == len(tolerances):
            message = f"{entry.subject[1]} is tolerated {entry.times} times, and there less often"
            yield _about(now, entry, "baseline-stale", message)
            continue
        exists = entry.subject[0] == "module" or (entry.project, entry.declaration) in now.names
        yield _about(now, entry, "baseline-stale", _stale(entry, tolerances, exists))
    used = {entry.file: entry for entry in (_entry(tolerance) for _, tolerance in needed)}
    for entry in used.values():
        if entry.expires and entry.expires < today:
            message = f"{entry.subject[1]} was tolerated until {entry.expires}: {entry.reason}"
            yield _about(now, entry, "baseline-expired", message)


def _entry(tolerance: Tolerance) -> BaselineEntry:
    assert isinstance(tolerance.source, BaselineEntry)
    return tolerance.source


def _stale(entry: BaselineEntry, gone: list[Tolerance], exists: bool) -> str:
    name = entry.subject[1]
    if not exists:
        return f"there is no {name} any more"
    kinds = dict.fromkeys(tolerance.key[2] for tolerance in gone)
    return f"{name} no longer has {' or '.join(WORD.get(kind, kind) for kind in kinds)}"


def _about(now: Snapshot, entry: BaselineEntry, rule: str, message: str) -> Finding:
    return replace(
        make(
            rule,
            message,
            identity=(entry.file,),
            state=FindingState.STALE,
            about=entry.subject[1],
        ),
        declaration=entry.declaration,
        project=entry.project,
        path=now.catalogue + entry.file,
    )
