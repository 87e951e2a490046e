"""Holes that are as they were, and mean something else or hide more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from indexer.gate.finding import Snapshot, make, some
from indexer.gate.holes import AXIOM, NOT_UNDERSTOOD, SORRY, Hole
from indexer.gate.records import Finding, Level
from indexer.scan.records import Ref


def speak_otherwise(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Sorries and axioms that are as they were, and speak of definitions that are not: one finding
    for each first thing that changed."""
    had = {(hole.key, hole.fingerprint): hole for hole in base.holes}
    told: dict[str, list[Hole]] = defaultdict(list)
    for hole in now.holes:
        was = had.get((hole.key, hole.fingerprint))
        parts = said_otherwise(now, base, hole, was) if was else []
        if parts:
            told[parts[0]].append(hole)
    for part, holes in told.items():
        names = {hole.declaration for hole in holes}
        what = some(names, "declaration")
        speak = "speaks" if len(names) == 1 else "speak"
        message = f"{what} known for {holes[0].kind}, and {speak} of {part}, which changed"
        finding = make("definition-changed", message, identity=("hole", part))
        yield replace(
            finding,
            level=Level.WARNING,
            declaration=holes[0].declaration,
            project=holes[0].project,
            path=now.path(holes[0].project, holes[0].path),
            line=holes[0].line,
            column=holes[0].column,
            help="read the change: what was accepted says something else now",
        )


def less_understood(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Modules of which some text was not understood, and more is not now."""
    had = {hole.key: hole.places for hole in base.holes if hole.kind == NOT_UNDERSTOOD}
    for hole in now.holes:
        if hole.kind == NOT_UNDERSTOOD and hole.places > had.get(hole.key, hole.places):
            message = (
                f"module {hole.module} is not understood in {hole.places} places, "
                f"and was not in {had[hole.key]}"
            )
            made = make("parse-failure", message, identity=(hole.project, hole.module, "more"))
            path = now.path(hole.project, hole.path)
            yield replace(
                made, level=Level.WARNING, project=hole.project, path=path, line=hole.line
            )


def said_otherwise(now: Snapshot, base: Snapshot, hole: Hole, was: Hole) -> list[str]:
    """The parts in which what a declaration says of a hole's differs from what it said at the base,
    its definitions included; [] where nothing is read closely."""
    if now.reviews is None or base.reviews is None or hole.kind not in (SORRY, AXIOM):
        return []
    here = now.reviews.reads(Ref(hole.project, hole.module, hole.declaration))
    there = base.reviews.reads(Ref(was.project, was.module, was.declaration))
    return now.reviews.differing(there, here) if here and there else []
