"""Findings about claims, about the compiler's record, and about a scan that is not whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from indexer.claims.records import Lifecycle
from indexer.evidence.records import Freshness
from indexer.gate import causes
from indexer.gate.causes import BackingChange, located
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.judge.records import IN_PACKAGE, BackingReport, ClaimReport, Standing
from indexer.judge.reviews import Verdict, objections
from indexer.lean.records import Declaration
from indexer.review.differing import claim_words
from indexer.review.normal_form import STATEMENT
from indexer.scan.records import Index, ProjectIndex, Ref


def unsettled(now: Snapshot) -> Iterator[Finding]:
    """Claims of which text cannot tell what they rest on; told only where it is asked for."""
    for claim in now.report.claims:
        said = claim.claim.asserted
        elsewhere = said is not None and said.in_mathlib  # no build of this project settles it
        if claim.standing is Standing.UNSETTLED and not elsewhere:
            message = f"claim {claim.claim.id} is unsettled: {claim.reason}"
            yield at_claim(now, claim, "claim-unsettled", message)


def findings(now: Snapshot) -> Iterator[Finding]:
    """What is wrong with claims, with the compiler's record, and with the scan itself."""
    for claim in now.report.claims:
        for backing in claim.backings:
            yield from _backing(now, claim, backing)
        if "claim-changed" in claim.flags:
            message = f"claim {claim.claim.id}: {claim.reason}"
            yield at_claim(now, claim, "claim-changed", message)
        elif claim.claim.id in now.retitled:
            message = (
                f"claim {claim.claim.id}: its title or its place in a paper is not the reviewed one"
            )
            yield at_claim(now, claim, "claim-reworded", message)
    yield from causes.findings(now, _changes(now), reviewed=True)
    yield from _objections(now)
    yield from _unknown_reviews(now)
    yield from _stale(now)
    for disagreement in now.report.disagreements:
        yield from _disagreement(now, disagreement.ref, disagreement.message)
    yield from _replays(now)
    for project in now.index.projects:
        yield from _scan(now, project)


def followed(now: Snapshot, base: Snapshot) -> dict[str, ClaimReport]:
    """The claims of now by their ids, their former ids and, where a source gave one another label,
    by the id that it had at the base: it says the same, or the same backs it."""
    found = {name: c for c in now.report.claims for name in (c.claim.id, *c.claim.aliases)}
    had = {c.claim.id for c in base.report.claims}
    gone = [c for c in base.report.claims if c.claim.asserted and c.claim.id not in found]
    come = [c for c in now.report.claims if c.claim.asserted and c.claim.id not in had]
    for marks in (_said, _backed):
        new, old = _by_mark(come, marks), _by_mark(gone, marks)
        for mark, claims in old.items():
            if len(claims) == 1 and len(new.get(mark, ())) == 1:
                found.setdefault(claims[0].claim.id, new[mark][0])
    return found


def _by_mark(
    claims: Iterable[ClaimReport], mark: Callable[[ClaimReport], object]
) -> dict[object, list[ClaimReport]]:
    found: dict[object, list[ClaimReport]] = defaultdict(list)
    for claim in claims:
        if mark(claim):
            found[mark(claim)].append(claim)
    return found


def _said(claim: ClaimReport) -> str:
    return claim_words(claim.claim.statement)


def _backed(claim: ClaimReport) -> tuple[str, ...]:
    return tuple(sorted(backing.backing.decl for backing in claim.backings))


def at_claim(now: Snapshot, claim: ClaimReport, rule: str, message: str) -> Finding:
    """A finding at the claim's place in the catalogue; the claim falls when it is not covered."""
    place = claim.claim.place
    return replace(
        make(rule, message, identity=(claim.claim.id,), about=claim.claim.id),
        declaration=next((b.ref.name for b in claim.backings if b.ref), ""),
        path=now.parent + place.path,
        line=place.line,
        column=place.column,
        claims=(claim.claim.id,) if not claim.standing.covered else (),
    )


def _objections(now: Snapshot) -> Iterator[Finding]:
    """What readers of claims hold against them, as long as nobody has answered."""
    for claim in (*now.report.claims, *now.report.refuted):
        for review in objections(claim.reviews)[:1]:
            message = f"claim {claim.claim.id}: {review.words}"
            finding = at_claim(now, claim, "review-objects", message)
            less = review.verdict is Verdict.WEAKER
            yield replace(finding, level=Level.WARNING) if less else finding


def _unknown_reviews(now: Snapshot) -> Iterator[Finding]:
    """Claims that somebody reviewed and that the catalogue no longer has."""
    judged = (*now.report.claims, *now.report.refuted)
    written = (*(report.claim for report in judged), *now.report.retracted)
    known = {name for claim in written for name in (claim.id, *claim.aliases)}
    for name in now.reviewed:
        if name not in known:
            message = f"claim {name} was reviewed and is no longer in the catalogue"
            finding = make("claim-removed", message, identity=(name,), about=name)
            yield replace(finding, path=f"{now.catalogue}pins/{name}.toml")


def _backing(now: Snapshot, claim: ClaimReport, backing: BackingReport) -> Iterator[Finding]:
    yield from _elsewhere(now, claim, backing)
    for rule in _backing_rules(backing, of_source=claim.claim.asserted is not None):
        finding = make(
            rule,
            f"claim {claim.claim.id}: {backing.reason}",
            identity=(claim.claim.id, backing.backing.decl),
            about=claim.claim.id,
        )
        if claim.claim.lifecycle is Lifecycle.DRAFT:
            finding = replace(finding, level=Level.WARNING)
        yield located(now, finding, claim, backing)


def _elsewhere(now: Snapshot, claim: ClaimReport, backing: BackingReport) -> Iterator[Finding]:
    """A sorry or an axiom that no check of these projects can find: it lies in a package, or in
    the repository that the backing names."""
    outside = bool(backing.backing.repo) or IN_PACKAGE in backing.flags
    if outside and backing.standing in (Standing.SORRY, Standing.TAINTED, Standing.ASSUMES):
        message = f"claim {claim.claim.id}: {backing.backing.decl} {_plain(backing.reason)}"
        finding = at_claim(now, claim, "rests-elsewhere", message)
        identity = make("rests-elsewhere", message, identity=(claim.claim.id, backing.backing.decl))
        level = Level.WARNING if _is_open(claim) else finding.level
        yield replace(finding, fingerprint=identity.fingerprint, level=level)


def _is_open(claim: ClaimReport) -> bool:
    """Whether nobody says that a claim is proved: a draft, a gap that says why it is one, or one of
    a source, whose marks are held against what is so by themselves."""
    written = claim.claim
    draft = written.lifecycle is Lifecycle.DRAFT
    return draft or written.obstacle is not None or written.asserted is not None


def _plain(reason: str) -> str:
    """A reason as what is said of a name that stands before it."""
    return reason.removeprefix("it ")


def _backing_rules(backing: BackingReport, *, of_source: bool) -> Iterator[str]:
    """The rules that a backing breaks; what a source names and is not there has one of its own."""
    if backing.standing is Standing.MISSING and "ambiguous" in backing.flags:
        yield "backing-ambiguous"
    elif backing.standing is Standing.MISSING and not of_source:
        yield "backing-missing"
    elif backing.standing is Standing.UNBUILT:
        yield "backing-unbuilt"


def _changes(now: Snapshot) -> Iterator[BackingChange]:
    """What reviewed claims say otherwise than when they were reviewed."""
    for claim in now.report.claims:
        for backing in claim.backings:
            in_statement = "statement-changed" in backing.flags
            if in_statement or "definition-changed" in backing.flags:
                unknown = STATEMENT if in_statement else f"what {backing.backing.decl} depends on"
                parts = tuple(drift.part for drift in backing.drift) or (unknown,)
                runs = (run for drift in backing.drift[:1] for run in drift.words)
                yield BackingChange(
                    claim, backing, parts, tuple(run for run in runs if run[0] != "=")
                )


def _stale(now: Snapshot) -> Iterator[Finding]:
    """One finding for each module whose record is outdated, not one for each claim it bears."""
    claims: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for claim in now.report.claims:
        for backing in claim.backings:
            if backing.evidence is Freshness.STALE and backing.ref and backing.path:
                ref = backing.ref
                claims[ref.project, ref.module, backing.path].add(claim.claim.id)
    for (project, module, path), ids in sorted(claims.items()):
        bears = "1 claim rests" if len(ids) == 1 else f"{len(ids)} claims rest"
        which = f"the compiler's record of {module}, which {bears} on"
        message = f"{which}, is of other sources or another Lean"
        finding = make("evidence-stale", message, identity=(project, module))
        yield replace(finding, project=project, path=now.path(project, path))


def _replays(now: Snapshot) -> Iterator[Finding]:
    """What reports of other checkers say that is not so here, and those that count for nothing."""
    claims = {claim.claim.id: claim for claim in now.report.claims}
    for fault in now.report.replay_faults:
        identity = (fault.file, fault.ref.name if fault.ref else "")
        finding = make(fault.rule, fault.message, identity=identity)
        claim = claims.get(fault.claim)
        if claim is not None:
            told = at_claim(now, claim, fault.rule, fault.message)
            # a registry's word changes no standing
            fallen = told.claims if fault.rule == "registered-moved" else (fault.claim,)
            finding = replace(told, fingerprint=finding.fingerprint, claims=fallen)
        else:
            folder = "registered" if fault.rule == "registered-moved" else "replays"
            finding = replace(finding, path=f"{now.catalogue}{folder}/{fault.file}")
        yield finding


def _disagreement(now: Snapshot, ref: Ref, message: str) -> Iterator[Finding]:
    module, declaration = _find(now.index, ref)
    claims = (c for c in now.report.claims if any(b.ref == ref for b in c.backings))
    yield replace(
        make("evidence-contradicts", message, identity=(ref.project, ref.name)),
        declaration=ref.name,
        project=ref.project,
        path=now.path(ref.project, module),
        line=declaration.line if declaration else 1,
        column=declaration.column if declaration else 0,
        claims=tuple(sorted(c.claim.id for c in claims if not c.standing.covered)),
    )


def _find(index: Index, ref: Ref) -> tuple[str, Declaration | None]:
    """The path of a module and the declaration in it."""
    for project in index.projects:
        for module in project.modules:
            if project.project.id == ref.project and module.name == ref.module:
                named = (d for d in module.declarations if d.name == ref.name)
                return module.path, next(named, None)
    return "", None


def _scan(now: Snapshot, project: ProjectIndex) -> Iterator[Finding]:
    name = project.project.id
    for unread in project.unread:
        yield replace(
            make(
                "scan-incomplete",
                f"{unread.path} could not be read: {unread.reason}",
                identity=(name, unread.path),
            ),
            project=name,
            path=now.path(name, unread.path),
        )
    if _is_emptied(project):
        message = f"project {name} holds no Lean file"
        if not project.project.libraries:
            message += (
                ", and no lakefile; if it is a submodule, git submodule update --init brings it"
            )
        yield replace(make("scanned-less", message, identity=(name,)), project=name)


def _is_emptied(project: ProjectIndex) -> bool:
    """A package may have no library at all, to build documentation for one; then none is missed.
    A folder without even a lakefile is no package: a submodule, say, that was not fetched."""
    no_lakefile = any(d.code == "no-lakefile" for _, d in project.project.diagnostics)
    awaited = bool(project.project.libraries) or no_lakefile
    return awaited and not project.modules and not project.unread
