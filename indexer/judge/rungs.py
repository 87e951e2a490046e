"""What stands above `checked`: other checkers that accepted the proofs of a claim; and what such
reports say that cannot be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.claims.allowed_axioms import Allowed, described
from indexer.claims.records import Role
from indexer.evidence.replays import Replay, Replays
from indexer.judge.records import BackingReport, ClaimReport, ReplayFault, Report, Rung

_BACKS = (Role.EXACT, Role.STRONGER)


def with_rungs(report: Report, replays: Replays) -> Report:
    """A report with what other checkers said.  A rung is of a claim that is checked: all of its
    theorems where all are needed, else one of those that are, were replayed by one tool."""
    if not replays.all:
        return report
    claims = tuple(replace(c, rungs=tuple(_rungs(c, replays))) for c in report.claims)
    allowed = Allowed(report.catalogue.config.allowed_axioms)
    faults = (*_contradictions(claims, replays, allowed), *_stale(replays))
    return replace(report, claims=claims, replay_faults=faults)


def _rungs(claim: ClaimReport, replays: Replays) -> Iterator[Rung]:
    if claim.standing.value != "checked":
        return
    backs = [b for b in claim.backings if b.backing.role in _BACKS]
    by_tool: dict[str, list[Replay]] = {}
    for backing in backs:
        for replay in _accepting(backing, replays):
            by_tool.setdefault(replay.tool, []).append(replay)
    needed = len(backs) if claim.claim.need_all else 1
    for tool, found in by_tool.items():
        theorems = sum(any(f in found for f in _accepting(b, replays)) for b in backs)
        if theorems >= needed:
            first = found[0]
            kernels = tuple(dict.fromkeys(k for each in found for k in each.kernels))
            yield Rung("replayed", tool, first.version, first.by, first.commit, kernels)


def _accepting(backing: BackingReport, replays: Replays) -> list[Replay]:
    if backing.ref is None or backing.standing.value != "checked":
        return []
    return list(replays.accepting(backing.ref))


def _contradictions(
    claims: Iterable[ClaimReport], replays: Replays, allowed: Allowed
) -> Iterator[ReplayFault]:
    """Reports of exactly these sources that say otherwise than the text or the record."""
    seen: set[tuple[str, str]] = set()
    for claim in claims:
        for backing in claim.backings:
            if backing.ref is None:
                continue
            for replay, words in _against(backing, replays, allowed):
                if (replay.file, backing.ref.name) not in seen:
                    seen.add((replay.file, backing.ref.name))
                    message = f"{replay.tool} says of {backing.ref.name}: {words}"
                    yield ReplayFault(
                        "replay-contradicts", message, replay.file, backing.ref, claim.claim.id
                    )


def _against(
    backing: BackingReport, replays: Replays, allowed: Allowed
) -> Iterator[tuple[Replay, str]]:
    if backing.ref is None:
        return
    for replay, reason in replays.refusing(backing.ref):
        if backing.standing.covered:
            yield replay, f"{reason}; here it is {backing.standing}"
    for replay, axioms in replays.axioms(backing.ref):
        beyond = allowed.beyond(axioms)
        if beyond and backing.standing.covered:
            yield replay, f"it rests on {described(beyond)}; here it is {backing.standing}"
        if backing.standing.value in ("sorry", "tainted") and "sorryAx" not in axioms:
            yield replay, f"it rests on no sorry; here it is {backing.standing}"


def _stale(replays: Replays) -> Iterator[ReplayFault]:
    for replay, reason in replays.stale():
        message = f"a report of {replay.tool or 'a checker'} counts for nothing: {reason}"
        yield ReplayFault("replay-stale", message, replay.file)
