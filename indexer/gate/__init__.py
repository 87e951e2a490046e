"""The gate: what is wrong now that was not accepted, and which claims fall by it.  Pure.

Without a base, everything wrong is a finding unless the baseline tolerates it.  With a base
revision, what was wrong there already is known, and what it had and is gone is told: coverage lost,
claims removed, less scanned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from indexer.base.errors import Problem
from indexer.claims.records import Catalogue, Config
from indexer.gate import (
    acceptance,
    answers,
    asserted,
    changed,
    claims,
    entries,
    lost,
    pages,
    pairs,
    uses,
)
from indexer.gate.finding import FAILING, Reviews, Snapshot, fails, make, take
from indexer.gate.records import CheckResult, Finding, FindingState, Level
from indexer.gate.rules import RULES
from indexer.gate.trust import Trust
from indexer.judge.records import Report, Tally

__all__ = ["BASELINE", "Reviews", "Snapshot", "check", "exit_code", "fails", "take", "unreadable"]

BASELINE = "baseline"

_ABSENCE = frozenset(
    {
        "baseline-stale",
        "backing-missing",
        "name-missing",
        "leanok-missing",
        "uses-missing",
        "uses-extra",
        "claim-removed",
        "coverage-lost",
        "scanned-less",
    }
)
"""Rules that say that something is not there, which only a whole scan can know."""


def exit_code(result: CheckResult, *, report_only: bool = False) -> int:
    """0 clean, 1 findings, 2 when the scan was not whole and nothing can be promised."""
    if not result.complete:
        return 2
    return 0 if report_only else int(any(fails(finding) for finding in result.findings))


def check(
    now: Snapshot,
    base: Snapshot | None = None,
    *,
    base_name: str = BASELINE,
    today: date,
    on_disk: Callable[[str], bool] = lambda _path: False,
    notes: tuple[str, ...] = (),
    strict: bool = False,
) -> CheckResult:
    """Hold `now` against its baseline, and against `base` where one is given.

    `today` decides which entries have expired; `on_disk` tells whether a path, from the top of the
    repository, still exists.  With `strict` what is possible weighs as much as what is certain.
    The findings come in the order in which people should read them.
    """
    complete = now.index.complete and now.report.complete
    trust = Trust(now, base, base_name)
    findings = [
        *trust.findings(),
        *entries.findings(now, trust.matched, today),
        *claims.findings(now),
        *pages.findings(now),
        *_of_sources(now),
    ]
    if base is not None:
        earlier = Trust(base, None, base_name).matched
        old = (
            *entries.findings(base, earlier, today),
            *claims.findings(base),
            *pages.findings(base),
            *_of_sources(base),
        )
        was = {finding.fingerprint for finding in old}
        findings = [_known(finding, was) for finding in findings]
        findings.extend(lost.findings(now, base, on_disk))
        if complete:  # of what could not be read nobody knows what changed
            findings.extend(changed.findings(now, base))
            notes = (*notes, *acceptance.accepted(base, trust.matched))
            notes = (*notes, *acceptance.tolerated(base, trust.tolerated))
            notes = (*notes, *acceptance.reviewed(now, base))
    if base is not None:
        early = _waiting(now, base)
        findings = [f if f.path in early else _good_news(f) for f in findings]
    elif now.report.catalogue.config.stale_passes:
        findings = [_good_news(finding) for finding in findings]
    if strict:
        told = {finding.fingerprint for finding in findings}
        findings.extend(f for f in claims.unsettled(now) if f.fingerprint not in told)
        findings = [_strictly(finding) for finding in findings]
    before = base.report.covered if base else trust.before()
    if not strict and base is None and now.report.catalogue.found:
        before = now.report.covered
        findings = [_unasked(finding) for finding in findings]
    findings = _once(findings)
    notes = (*notes, *_set_aside(findings))
    if not complete:
        findings = [finding for finding in findings if finding.rule not in _ABSENCE]
    findings = [f if f.path else replace(f, path=f"{now.catalogue}leancat.toml") for f in findings]
    return CheckResult(
        findings=tuple(sorted(findings, key=_rank)),
        before=before,
        after=now.report.covered,
        checked=now.report.checked,
        base=base_name,
        report=now.report,
        complete=complete,
        notes=(*now.report.remarks, *notes),
    )


def _of_sources(now: Snapshot) -> Iterator[Finding]:
    """What the sources of claims say that is not so."""
    yield from asserted.findings(now)
    yield from asserted.unmarked(now)
    yield from pairs.findings(now)
    yield from answers.findings(now)
    yield from uses.findings(now)


def unreadable(
    problems: Iterable[Problem], base_name: str = BASELINE, *, parent: str = ""
) -> CheckResult:
    """The result when the catalogue or baseline cannot be read: the problems, and no verdict.

    `parent` is the folder around the catalogue, from which the problems name their files.
    """
    report = Report(Catalogue("", Config()), (), (), Tally(0, 0), 0, {}, {}, {}, {}, {})
    findings = tuple(
        replace(
            make("catalogue-invalid", problem.message, identity=(problem.path or "",)),
            path=parent + (problem.path or "catalogue/leancat.toml"),
            line=problem.line or 1,
            column=problem.column or 0,
            help=problem.hint or RULES["catalogue-invalid"].way_out,
        )
        for problem in problems
    )
    return CheckResult(findings, None, Tally(0, 0), 0, base_name, report, complete=False)


def _rank(finding: Finding) -> tuple[object, ...]:
    """Failing first, new before stale, by weight of the rule, most claims first, then by place."""
    states = tuple(FindingState)
    return (
        not fails(finding),
        states.index(finding.state),
        tuple(Level).index(finding.level),
        tuple(RULES).index(finding.rule),
        -len(finding.claims),
        finding.path,
        finding.line,
        finding.column,
        finding.declaration,
        finding.message,
    )


def _good_news(finding: Finding) -> Finding:
    """An entry without its sorry means that somebody proved it.  Against a base that is no fault of
    theirs, and without one the configuration decides: leancat prune is for who keeps the baseline.
    """
    if finding.rule != "baseline-stale":
        return finding
    return replace(finding, level=Level.NOTE)


def _once(findings: list[Finding]) -> list[Finding]:
    """Findings without those that a claim is not covered any more because of what was reviewed,
    where the change itself is one that fails and names the claim."""
    told = {claim for f in findings if f.rule in _OF_REVIEWS and fails(f) for claim in f.claims}
    return [f for f in findings if f.rule != "coverage-lost" or not told.issuperset(f.claims)]


_OF_REVIEWS = frozenset({"statement-changed", "definition-changed", "claim-changed"})


_OF_HOLES = frozenset({"new-sorry", "new-axiom", "new-trust", "parse-failure"})


def _unasked(finding: Finding) -> Finding:
    """Where nobody set up a check there is nothing that could accept what is there already; the
    claims that fall by it are told all the same."""
    return replace(finding, level=Level.NOTE) if finding.rule in _OF_HOLES else finding


def _set_aside(findings: Iterable[Finding]) -> Iterator[str]:
    """A sentence for what is noted and not shown one by one."""
    notes = [f.rule for f in findings if f.level is Level.NOTE and f.state is FindingState.NEW]
    unmarked = notes.count("leanok-missing")
    holes = sum(rule in _OF_HOLES for rule in notes)
    if unmarked:
        what = (
            "theorem is proved and not marked"
            if unmarked == 1
            else "theorems are proved and not marked"
        )
        yield f"{unmarked} {what}; --strict fails on that and shows them"
    told = notes.count("uses-missing"), notes.count("uses-extra")
    if any(told):
        yield f"\\uses lacks {told[0]} and has {told[1]} too many, as far as names tell"
    if holes:
        yield f"{holes} sorries, axioms and the like; leancat init sets up a check for new ones"


def _waiting(now: Snapshot, base: Snapshot) -> set[str]:
    """The files of entries that tolerate what the base neither tolerated nor had: without its sorry
    such a one is none that somebody proved, and waits for one of which nobody will be told."""
    stood = {hole.key for hole in base.holes}
    stood |= {(e.project, e.subject, kind) for e in base.entries for kind in e.tolerates}
    return {
        now.catalogue + entry.file
        for entry in now.entries
        if any((entry.project, entry.subject, kind) not in stood for kind in entry.tolerates)
    }


def _strictly(finding: Finding) -> Finding:
    """A possible trouble, weighed as a certain one; a claim that text cannot settle likewise."""
    possible = finding.trouble or finding.rule in ("claim-unsettled", "name-missing")
    possible = possible and finding.level is Level.WARNING
    possible = possible or finding.rule == "leanok-missing"
    return replace(finding, level=Level.ERROR) if possible else finding


def _known(finding: Finding, was: set[str]) -> Finding:
    """A finding that the base had too is no news; those about holes are matched on their own.  What
    a reader objects to waits for an answer however old it is."""
    if finding.rule != "review-objects" and finding.state in FAILING and finding.fingerprint in was:
        return replace(finding, state=FindingState.KNOWN)
    return finding
