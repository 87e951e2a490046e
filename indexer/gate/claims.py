"""Findings about claims, about the compiler's record, and about a scan that is not whole."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from indexer.base.places import Place
from indexer.claims.records import Lifecycle
from indexer.evidence.records import Freshness
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.lean.records import Declaration
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
    changed: dict[str, list[tuple[ClaimReport, BackingReport]]] = defaultdict(list)
    for claim in now.report.claims:
        for backing in claim.backings:
            yield from _backing(now, claim, backing)
            if "definition-changed" in backing.flags:
                cause = backing.drift[0].part if backing.drift else backing.backing.decl
                changed[cause].append((claim, backing))
        if "claim-changed" in claim.flags:
            message = f"claim {claim.claim.id}: {claim.reason}"
            yield at_claim(now, claim, "claim-changed", message)
        elif claim.claim.id in now.retitled:
            message = (
                f"claim {claim.claim.id}: its title or its place in a paper is not the reviewed one"
            )
            yield at_claim(now, claim, "claim-reworded", message)
    for cause, pairs in changed.items():
        yield _definition(now, cause, pairs)
    yield from _unknown_reviews(now)
    yield from _stale(now)
    for disagreement in now.report.disagreements:
        yield from _disagreement(now, disagreement.ref, disagreement.message)
    for project in now.index.projects:
        yield from _scan(now, project)


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


def _unknown_reviews(now: Snapshot) -> Iterator[Finding]:
    """Claims that somebody reviewed and that the catalogue no longer has."""
    written = (*(report.claim for report in now.report.claims), *now.report.retracted)
    known = {name for claim in written for name in (claim.id, *claim.aliases)}
    for name in now.reviewed:
        if name not in known:
            message = f"claim {name} was reviewed and is no longer in the catalogue"
            finding = make("claim-removed", message, identity=(name,), about=name)
            yield replace(finding, path=f"{now.catalogue}pins/{name}.toml")


def _backing(now: Snapshot, claim: ClaimReport, backing: BackingReport) -> Iterator[Finding]:
    for rule in _backing_rules(backing, of_source=claim.claim.asserted is not None):
        finding = make(
            rule,
            f"claim {claim.claim.id}: {backing.reason}",
            identity=(claim.claim.id, backing.backing.decl),
            about=claim.claim.id,
        )
        if claim.claim.lifecycle is Lifecycle.DRAFT:
            finding = replace(finding, level=Level.WARNING)
        place = backing.backing.place or claim.claim.place
        yield _located(now, finding, backing, place, claim)


def _backing_rules(backing: BackingReport, *, of_source: bool) -> Iterator[str]:
    """The rules that a backing breaks; what a source names and is not there has one of its own."""
    if backing.standing is Standing.MISSING and "ambiguous" in backing.flags:
        yield "backing-ambiguous"
    elif backing.standing is Standing.MISSING and not of_source:
        yield "backing-missing"
    elif backing.standing is Standing.UNBUILT:
        yield "backing-unbuilt"
    if "statement-changed" in backing.flags:
        yield "statement-changed"


def _definition(
    now: Snapshot, cause: str, pairs: list[tuple[ClaimReport, BackingReport]]
) -> Finding:
    """One finding for a definition that changed, however many claims depend on it."""
    claim, backing = pairs[0]
    ids = sorted({each.claim.id for each, _ in pairs})
    message = f"claim {claim.claim.id}: {backing.reason}"
    identity: tuple[str, ...] = (claim.claim.id, backing.backing.decl)
    if len(ids) > 1:
        message = f"{cause} changed since {len(ids)} claims were reviewed"
        identity = (cause, *ids)
    about = " ".join(map(shlex.quote, ids))
    finding = make("definition-changed", message, identity=identity)
    finding = replace(finding, help=finding.help.replace("CLAIM", about))
    place = backing.backing.place or claim.claim.place
    finding = _located(now, finding, backing, place, claim)
    return replace(finding, claims=tuple(c.claim.id for c, _ in pairs if not c.standing.covered))


def _located(
    now: Snapshot, finding: Finding, backing: BackingReport, place: Place, claim: ClaimReport
) -> Finding:
    """At the Lean source where there is one, else at the claim in the catalogue."""
    fallen = () if claim.standing.covered else (claim.claim.id,)
    finding = replace(finding, declaration=backing.backing.decl, claims=fallen)
    if backing.ref is None or backing.path is None:
        return replace(finding, path=now.parent + place.path, line=place.line, column=place.column)
    return replace(
        finding,
        declaration=backing.ref.name,
        project=backing.ref.project,
        path=now.path(backing.ref.project, backing.path),
        line=backing.line or 1,
        column=backing.declaration.column if backing.declaration else 0,
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
