"""Entries of registries: bound to what theorems said at the commit, and held against now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indexer.app import gating
from indexer.base.errors import Problem, UsageError
from indexer.claims.records import Role
from indexer.evidence.registered import Entry as RegistryEntry
from indexer.evidence.registered import (
    RegisteredTheorem,
    Registration,
    file_name,
    write_registration,
)
from indexer.judge.records import BackingReport, ClaimReport, ReplayFault, Report, Rung
from indexer.judge.standing import Judge
from indexer.names.table import Entry
from indexer.review.normal_form import ALGORITHMS, CURRENT, STATEMENT, differing
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Ref

_BACKS = (Role.EXACT, Role.STRONGER)


def register(
    place: gating.Ground, entry: RegistryEntry, options: ScanOptions = PLAIN
) -> Registration:
    """Keep an entry in `catalogue/registered/`, with what its theorems said at its commit.  Raises
    RevisionError where git does not have that, and UsageError as `bound`."""
    present = gating.read(place, options).catalogue
    kept = bound(entry, gating.past_survey(place, entry.commit, options, present).survey.judge)
    write_registration(place.catalogue, kept)
    return kept


def bound(entry: RegistryEntry, then: Judge) -> Registration:
    """What is kept of an entry: its theorems as they were for the judge of its commit.

    Raises UsageError where a theorem is not there, or several are called so.
    """
    form = ALGORITHMS[CURRENT](then.reader)
    theorems = []
    for name in entry.theorems:
        found = _called(then, name)
        if len(found) != 1:
            what = "no declaration" if not found else "several declarations"
            message = f"{what} `{name}` at {entry.commit[:12]}"
            raise UsageError(Problem(message, hint="import the entry where its sources are"))
        ref = found[0].ref
        theorems.append(RegisteredTheorem(ref.project, name, form.pieces(found[0])))
    return Registration(file_name(entry), entry, CURRENT, tuple(theorems))


def _called(judge: Judge, name: str, project: str | None = None) -> Sequence[Entry]:
    """What Lean sees under a name, but for what a Challenge states."""
    return judge.seen(judge.uses.table.called(name, project))


def with_registered(report: Report, registered: Iterable[Registration], judge: Judge) -> Report:
    """A report with the entries of registries: a rung for a covered claim all of whose theorems
    (or, where one is enough, one of them) say what they said when they were registered, and a fault
    for every theorem that does not."""
    listed = tuple(registered)
    if not listed:
        return report
    faults: list[ReplayFault] = []
    same: dict[Ref, list[Registration]] = {}
    for each in listed:
        if each.trouble or each.algorithm not in ALGORITHMS:
            why = each.trouble or f"its words are of an unknown form, {each.algorithm}"
            message = f"the entry {each.entry.id} counts for nothing: {why}"
            faults.append(ReplayFault(_MOVED, message, each.file))
            continue
        form = ALGORITHMS[each.algorithm](judge.reader)
        for theorem in each.theorems:
            found = _called(judge, theorem.name, theorem.project)
            if len(found) != 1:
                faults.append(_fault(each, theorem, "is gone", None, report))
                continue
            now = form.pieces(found[0])
            changed = differing(theorem.read, now, lambda n: not judge.uses.table.find(n))
            if changed:
                what = "its statement" if changed[0] == STATEMENT else changed[0]
                words = f"says something else: {what} changed"
                faults.append(_fault(each, theorem, words, found[0].ref, report))
            else:
                same.setdefault(found[0].ref, []).append(each)
    claims = tuple(replace(c, rungs=(*c.rungs, *_rungs(c, same))) for c in report.claims)
    return replace(report, claims=claims, replay_faults=(*report.replay_faults, *faults))


_MOVED = "registered-moved"


def _fault(
    each: Registration, theorem: RegisteredTheorem, words: str, ref: Ref | None, report: Report
) -> ReplayFault:
    entry = each.entry
    claim = next((c.claim.id for c in report.claims if _names(c, theorem)), "")
    message = (
        f"{theorem.name}, registered as {entry.id} at {entry.commit[:12]}, {words}; "
        "the registry does not know"
    )
    ref = ref or Ref(theorem.project, "", theorem.name)
    return ReplayFault(_MOVED, message, each.file, ref, claim)


def _names(claim: ClaimReport, theorem: RegisteredTheorem) -> bool:
    return any(b.backing.decl == theorem.name or b.name == theorem.name for b in claim.backings)


def _rungs(claim: ClaimReport, same: dict[Ref, list[Registration]]) -> Iterator[Rung]:
    if not claim.standing.covered:
        return
    backs = [b for b in claim.backings if b.backing.role in _BACKS]
    needed = len(backs) if claim.claim.need_all else 1
    entries = {e.file: e for b in backs for e in _of(b, same)}
    for each in entries.values():
        if sum(each in _of(b, same) for b in backs) >= needed:
            entry = each.entry
            yield Rung("registered", entry.id, entry.version, entry.registry, entry.commit)


def _of(backing: BackingReport, same: dict[Ref, list[Registration]]) -> list[Registration]:
    return same.get(backing.ref, []) if backing.ref and backing.standing.covered else []
