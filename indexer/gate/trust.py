"""Findings about holes: new, changed, renamed, tolerated or fixed, and the claims that fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from indexer.claims.records import ClaimKind
from indexer.gate import matching, tolerances
from indexer.gate.blame import Blame
from indexer.gate.finding import Snapshot, make
from indexer.gate.holes import EXAMPLE, NOT_UNDERSTOOD, WORD, Hole
from indexer.gate.known import said_otherwise
from indexer.gate.matching import Matching, Tolerance
from indexer.gate.records import Finding, FindingState, Level
from indexer.judge.records import Report, Standing, Tally
from indexer.scan.records import Ref
from indexer.troubles import Effect

_RULE_OF = {
    Effect.SORRY: "new-sorry",
    Effect.AXIOM: "new-axiom",
    Effect.HOLLOW: "hollow-statement",
}


class Trust:
    """The holes of now, held against the baseline first and what is left against the base."""

    def __init__(self, now: Snapshot, base: Snapshot | None, base_name: str) -> None:
        self.now = now
        self.base_name = base_name
        holes = _old_first(now.holes, base.holes if base else ())
        matched = matching.match(holes, matching.of_entries(now.entries), now.names)
        self.matched = _surely_moved(matched, now, base)
        left = (*(hole for hole, _ in self.matched.changed), *self.matched.new)
        self.tolerated = [(hole, why) for hole in left if (why := self._reason(hole)) is not None]
        passed = {id(hole) for hole, _ in self.tolerated}
        left = tuple(hole for hole in left if id(hole) not in passed)
        taken = (hole for hole, _ in self.matched.known)
        had = matching.of_holes_left(base.holes if base else (), taken)
        against = matching.match(left, had, now.names)
        self.against_base = _surely_moved(against, now, base)
        self.blame = Blame(now.report, now.uses)
        self.covered_before = covered(base.report) if base else None

    @cached_property
    def still_falling(self) -> frozenset[str]:
        """Claims that rest on a tolerated hole: no new hole makes them fall."""
        pairs = (*self.matched.known, *self.matched.moved)
        pairs += (*self.against_base.known, *self.against_base.moved)
        known = (*(hole for hole, _ in pairs), *(hole for hole, _ in self.tolerated))
        return self.blame.claims_of(map(_ref, known))

    def _reason(self, hole: Hole) -> str | None:
        """Why the configuration tolerates a hole, None when it does not."""
        listed = self.now.report.catalogue.config.tolerances
        if not listed:
            return None
        path = self.now.path(hole.project, hole.path)
        return tolerances.reason_for(hole, path, rule_of(hole), listed)

    def _falls(self, holes: Iterable[Hole]) -> tuple[str, ...]:
        fallen = self.blame.claims_of(_ref(hole) for hole in holes)
        if self.covered_before is not None:
            return tuple(sorted(fallen & self.covered_before))
        return tuple(sorted(fallen - self.still_falling))

    def before(self) -> Tally:
        """The headline as it would be but for what is new, since a baseline remembers no totals:
        new holes taken as filled and changed statements as reviewed."""
        tally = self.now.report.covered
        news = (*(hole for hole, _ in self.against_base.changed), *self.against_base.new)
        suspect = self.now.report.standings.get(Standing.SUSPECT, 0)
        proved = {c.claim.id for c in self.now.report.claims if c.claim.kind is ClaimKind.THEOREM}
        return Tally(tally.done + suspect + len(proved & {*self._falls(news)}), tally.total)

    def findings(self) -> Iterator[Finding]:
        """One finding a hole, and one for each that the base had and now has not."""
        accepted = {id(hole) for hole, _ in self.matched.changed}
        for hole in self.against_base.new:
            yield self._new(hole, "accepted" if id(hole) in accepted else "")
        for hole, _ in self.against_base.changed:
            yield self._new(hole, "accepted" if id(hole) in accepted else "there before")
        for hole, reason in self.tolerated:
            yield self._found(hole, FindingState.KNOWN, f"; tolerated: {reason}")
        for found in (self.matched, self.against_base):
            yield from (self._found(hole, FindingState.KNOWN) for hole, _ in found.known)
            for hole, tolerance in found.moved:
                was = f"; it was {tolerance.key[1][1]}"
                yield self._found(hole, FindingState.MOVED, was)
        renamed = {tolerance.key for _, tolerance in self.matched.moved}
        gone = (t for t in self.against_base.gone if t.key not in renamed)
        yield from map(self._fixed, _fixed(gone, self.now))

    def _new(self, hole: Hole, changed_since: str) -> Finding:
        more = (
            f", and its statement is not the one that was {changed_since}" if changed_since else ""
        )
        finding = self._found(hole, FindingState.NEW, more)
        return replace(finding, claims=self._falls([hole]))

    def _found(self, hole: Hole, state: FindingState, more: str = "") -> Finding:
        rule = rule_of(hole)
        path = self.now.path(hole.project, hole.path)
        return replace(
            make(
                rule,
                hole.says + more,
                identity=(hole.project, *hole.subject, hole.kind),
                state=state,
                about=_asked_for(hole, path),
            ),
            level=Level.ERROR if hole.certain else Level.WARNING,
            trouble=hole.rule.id if hole.rule else "",
            declaration=hole.declaration,
            project=hole.project,
            path=path,
            line=hole.line,
            column=hole.column,
            end_line=hole.end_line,
            end_column=hole.end_column,
        )

    def _fixed(self, hole: Hole) -> Finding:
        name = hole.subject[1]
        return replace(
            self._found(hole, FindingState.FIXED),
            level=Level.NOTE,
            message=f"{name} had {WORD.get(hole.kind, hole.kind)} at {self.base_name}, no more",
            help="",
        )


def _old_first(holes: Iterable[Hole], had: Iterable[Hole]) -> list[Hole]:
    """Holes, those first that the base had in the same module: of several of one name and statement
    they are the ones that were accepted."""
    old = {(hole.key, hole.fingerprint, hole.module) for hole in had}
    return sorted(holes, key=lambda h: (h.key, h.fingerprint, h.module) not in old)


def _surely_moved(matched: Matching, now: Snapshot, base: Snapshot | None) -> Matching:
    """The same, but for renamed declarations that speak of definitions which changed with them:
    those are new."""
    had = {hole.key: hole for hole in base.holes} if base and matched.moved else {}
    other = [
        (hole, tolerance)
        for hole, tolerance in matched.moved
        if base and tolerance.key in had and said_otherwise(now, base, hole, had[tolerance.key])
    ]
    if not other:
        return matched
    return replace(
        matched,
        moved=tuple(pair for pair in matched.moved if pair not in other),
        new=(*matched.new, *(hole for hole, _ in other)),
        gone=(*matched.gone, *(tolerance for _, tolerance in other)),
    )


def _fixed(gone: Iterable[Tolerance], now: Snapshot) -> Iterator[Hole]:
    """Holes of the base that now lacks; one the baseline took over is not fixed but accepted."""
    remaining = {hole.key for hole in now.holes}
    for tolerance in gone:
        if isinstance(tolerance.source, Hole) and tolerance.key not in remaining:
            yield tolerance.source


def rule_of(hole: Hole) -> str:
    """The rule of the gate that a hole comes under."""
    if hole.kind == NOT_UNDERSTOOD or hole.rule is None:
        return "parse-failure"
    return _RULE_OF.get(hole.rule.effect, "new-trust")


def _asked_for(hole: Hole, path: str) -> str:
    """What `leancat accept` is to be given for a hole."""
    if hole.declaration == EXAMPLE:
        return f"{path}:{hole.line}"
    return hole.declaration or path


def _ref(hole: Hole) -> Ref:
    return Ref(hole.project, hole.module, hole.declaration)


def covered(report: Report) -> frozenset[str]:
    """Ids of the claims that count in the headline."""
    return frozenset(c.claim.id for c in report.claims if c.standing.covered)
