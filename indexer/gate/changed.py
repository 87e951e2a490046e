"""Findings that need a base: what a change does to claims, reviews and the terms of the check.

None of it is a hole, and most of it honest people do every day.  But each can turn a check green
while less is proved, so that whoever reads the result is told: a finding where something that was
reviewed is not what it was, a warning everywhere else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from indexer.claims.records import (
    Backing,
    Claim,
    ClaimKind,
    Config,
    Lifecycle,
    Paper,
    ProjectEntry,
    Role,
)
from indexer.gate import causes, opened
from indexer.gate.baseline import BaselineEntry
from indexer.gate.causes import BackingChange
from indexer.gate.claims import at_claim, followed
from indexer.gate.finding import Snapshot, make
from indexer.gate.holes import AXIOM, NOT_UNDERSTOOD, SORRY, Hole
from indexer.gate.matching import Matching
from indexer.gate.records import Finding, Level
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.lake.project import reachable
from indexer.review.differing import claim_words, normal_statement
from indexer.review.normal_form import STATEMENT
from indexer.review.pins import Pin
from indexer.review.words import word_runs
from indexer.scan.records import ProjectIndex, Ref

_SUSPECT = Standing.SUSPECT.rank
_BACKS = (Role.EXACT, Role.STRONGER)


def findings(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """What a change did since `base`."""
    met: dict[str, str] = {}
    reviewed: list[BackingChange] = []
    unread: list[BackingChange] = []
    current = followed(now, base)
    earlier = {c.claim.id for c in base.report.claims}
    for was in base.report.claims:
        claim = current.get(was.claim.id)
        if claim is None:
            continue
        first = met.setdefault(claim.claim.id, was.claim.id)
        if claim.claim.id != was.claim.id and claim.claim.id in earlier:
            yield _merged(now, claim, was.claim)
            continue
        if first != was.claim.id:
            yield _merged(now, claim, was.claim, first)
            continue
        yield from _claim(now, base, claim, was)
        pin = _pin(now, claim.claim)
        if pin is None:
            unread += _means_otherwise(now, base, claim, was)
        elif _is_same_review(pin, _pin(base, was.claim)):
            reviewed += _means_otherwise(now, base, claim, was)
    yield from causes.findings(now, reviewed, reviewed=True)
    yield from causes.findings(now, unread, reviewed=False)
    yield from _said_otherwise(now, base, current)
    yield from _elsewhere(now, base, current)
    yield from _withdrawn(now, base)
    yield from _returned(now, base, current)
    yield from _papers(now, base)
    yield from _reviewed_anew(now, base)
    yield from _speak_otherwise(now, base)
    yield from opened.findings(now, base)
    yield from _less_understood(now, base)
    yield from _terms(now, base)
    yield from _projects(now, base)


def _merged(now: Snapshot, claim: ClaimReport, gone: Claim, other: str = "") -> Finding:
    """A claim whose id has gone to another one, or to a new one that has that of an `other` too."""
    which = f"which is {other} too" if other else "which was there before"
    message = f"claim {gone.id} is gone, and {claim.claim.id}, {which}, has its id"
    return at_claim(now, claim, "claim-merged", message)


# --- one claim ------------------------------------------------------------------------------------


def _claim(
    now: Snapshot, base: Snapshot, claim: ClaimReport, was: ClaimReport
) -> Iterator[Finding]:
    if was.claim.lifecycle is Lifecycle.EFFECTIVE and claim.claim.lifecycle is Lifecycle.DRAFT:
        message = (
            f"claim {claim.claim.id} was effective and is a draft: it is not held to its backing"
        )
        yield at_claim(now, claim, "claim-withdrawn", message)
    pin = _pin(now, claim.claim)
    is_same_review = pin is not None and _is_same_review(pin, _pin(base, was.claim))
    if is_same_review and "claim-changed" not in claim.flags:
        yield from _reworded(now, claim, was.claim)
    if "claim-changed" not in claim.flags and (is_same_review or pin is None):
        yield from _backed_otherwise(now, base, claim, was)


def _pin(snapshot: Snapshot, claim: Claim) -> Pin | None:
    reviews = snapshot.reviews
    names = (claim.id, *claim.aliases)
    return next((reviews.pins[n] for n in names if n in reviews.pins), None) if reviews else None


def _is_same_review(pin: Pin, old: Pin | None) -> bool:
    return old is not None and old.says_the_same(pin)


def _reworded(now: Snapshot, claim: ClaimReport, was: Claim) -> Iterator[Finding]:
    """A reviewed claim that says something else, or has another place in a paper."""
    is_ = claim.claim
    said, says = (claim_words(c.statement or c.title) for c in (was, is_))
    if said != says:
        what = "statement" if is_.statement or was.statement else "title"
        message = f"claim {is_.id}: the claim's own {what} changed since its review"
        yield at_claim(now, claim, "claim-changed", message)
    elif is_.id not in now.retitled:
        changed = [
            what
            for what, before, after in (
                ("title", claim_words(was.title), claim_words(is_.title)),
                ("places in papers", _places(was), _places(is_)),
            )
            if before != after
        ]
        if changed:
            message = f"claim {is_.id}: its {' and '.join(changed)} changed since its review"
            yield at_claim(now, claim, "claim-reworded", message)


def _places(claim: Claim) -> list[tuple[str, str]]:
    return sorted((ref.paper, claim_words(ref.locator)) for ref in claim.papers)


def _backed_otherwise(
    now: Snapshot, base: Snapshot, claim: ClaimReport, was: ClaimReport
) -> Iterator[Finding]:
    """Less is asked for than before: of all backings one, of an exact one a special case, another
    theorem.  What is added to a claim that had none is the daily work, and is not told."""
    told = []
    if was.claim.need_all and not claim.claim.need_all:
        told.append("any of its theorems is enough, where all were needed")
    if (was.claim.kind, claim.claim.kind) == (ClaimKind.THEOREM, ClaimKind.DEFINITION):
        told.append("it is a definition now, of which no proof is asked, and was a theorem")
    before = {b.backing.decl: b for b in was.backings}
    after = {b.backing.decl: b for b in claim.backings}
    for name, backing in after.items():
        role = before[name].backing.role if name in before else None
        if role and role not in _BACKS and backing.backing.role in _BACKS:
            told.append(f"{name} was a {role} and counts as {backing.backing.role}")
    added = {name: b for name, b in after.items() if name not in before}
    if added:  # to say what a backing says takes its time, and most changes touch none
        weaker = {_says(base, b): b for b in before.values() if b.backing.role not in _BACKS}
        for name, backing in added.items():
            same = weaker.get(_says(now, backing)) if _says(now, backing) else None
            if same and backing.backing.role in _BACKS:
                told.append(
                    f"{name} says what {same.backing.decl} does, which was a {same.backing.role}"
                )
    for name in before.keys() & after.keys():
        then, here = before[name].backing, after[name].backing
        if (then.repo, then.rev, then.path) != (here.repo, here.rev, here.path):
            told.append(f"{name} is that of {_home(here)}, and was that of {_home(then)}")
    backs = {name for name, b in after.items() if b.backing.role in _BACKS}
    gone = [b for name, b in before.items() if b.backing.role in _BACKS and name not in backs]
    came = [b for name, b in after.items() if name in backs and name not in before]
    said = [_says(base, b) for b in gone]
    came = [b for b in came if _says(now, b) not in said or _says(now, b) is None]
    renamed = {_says(now, b) for b in added.values()}
    gone = [b for b in gone if _says(base, b) is None or _says(base, b) not in renamed]
    if gone and came:
        told.append(f"{_named(came)} takes the place of {_named(gone)}")
    elif gone and backs:
        told.append(f"{_named(gone)} is not needed any more")
    if told:
        message = f"claim {claim.claim.id}: {'; '.join(told)}"
        yield at_claim(now, claim, "backing-changed", message)


def _home(backing: Backing) -> str:
    path = f", {backing.path}" if backing.path else ""
    return f"{backing.where or 'a project here'}{path}"


def _named(backings: Iterable[BackingReport]) -> str:
    return ", ".join(b.backing.decl for b in backings)


def _says(snapshot: Snapshot, backing: BackingReport) -> tuple[str, ...] | None:
    """What a backing says, whatever it is called; None when it is not there."""
    read = _read(snapshot, backing)
    return normal_statement(read[STATEMENT]) if read else None


def _read(snapshot: Snapshot, backing: BackingReport) -> Mapping[str, str]:
    if snapshot.reviews is None or backing.ref is None:
        return {}
    return snapshot.reviews.reads(backing.ref)


def _means_otherwise(
    now: Snapshot, base: Snapshot, claim: ClaimReport, was: ClaimReport
) -> Iterator[BackingChange]:
    """The same names, and they say something else.  A pin made by an older algorithm sees less than
    this."""
    if now.reviews is None:
        return
    before = {b.backing.decl: b for b in was.backings}
    for backing in claim.backings:
        old = before.get(backing.backing.decl)
        told = any(flag in backing.flags for flag in ("statement-changed", "definition-changed"))
        if old is None or told or min(b.standing.rank for b in (old, backing)) <= _SUSPECT:
            continue
        said, says = _read(base, old), _read(now, backing)
        parts = now.reviews.differing(said, says)
        if parts:
            runs = word_runs(said.get(parts[0], ""), says.get(parts[0], ""))
            words = tuple(run for run in runs if run[0] != "=")
            yield BackingChange(claim, backing, tuple(parts), words)


# --- all claims -----------------------------------------------------------------------------------


def _withdrawn(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Claims that counted and were retracted or refuted since."""
    counted = {c.claim.id for c in base.report.claims}
    taken_out = [
        (c, f"retracted: {c.reason or 'no reason is given'}") for c in now.report.retracted
    ]
    taken_out += [(c.claim, f"refuted: {c.reason}") for c in now.report.refuted]
    for claim, how in taken_out:
        if not counted.isdisjoint((claim.id, *claim.aliases)):
            message = f"claim {claim.id} is {how}"
            finding = make("claim-withdrawn", message, identity=(claim.id,), about=claim.id)
            place = claim.place
            path = now.parent + place.path
            yield replace(finding, path=path, line=place.line, column=place.column)


def _returned(
    now: Snapshot, base: Snapshot, current: Mapping[str, ClaimReport]
) -> Iterator[Finding]:
    """Claims that were retracted or refuted, and count again or are gone with their reason."""
    left_out = (*now.report.retracted, *(c.claim for c in now.report.refuted))
    kept = {name for claim in left_out for name in (claim.id, *claim.aliases)}
    taken_out = [(c, "retracted", c.reason) for c in base.report.retracted]
    taken_out += [(c.claim, "refuted", c.reason) for c in base.report.refuted]
    for was, how, reason in taken_out:
        claim = current.get(was.id)
        if claim is not None:
            message = f"claim {was.id} was {how} ({reason}), and is there again"
            yield at_claim(now, claim, "claim-returned", message)
        elif was.id not in kept and was.id not in now.reviewed:  # the pin tells of it else
            message = f"claim {was.id} ({how}) is no longer in the catalogue"
            finding = make("claim-removed", message, identity=(was.id,))
            yield replace(finding, path=base.parent + was.place.path)


def _said_otherwise(
    now: Snapshot, base: Snapshot, current: Mapping[str, ClaimReport]
) -> Iterator[Finding]:
    """One finding for all claims that nobody reviewed, that count as they did, and that say
    something else or cite another place: no pin holds what stood there before."""
    told: dict[str, ClaimReport] = {}
    earlier = {c.claim.id for c in base.report.claims}
    for was in base.report.claims:
        claim = current.get(was.claim.id)
        if claim is None or not claim.standing.covered or "unreviewed" not in claim.flags:
            continue
        if claim.claim.id != was.claim.id and claim.claim.id in earlier:
            continue  # merged, which is told already
        if _told_to_readers(claim.claim) != _told_to_readers(was.claim):
            told[claim.claim.id] = claim
    if told:
        message = f"{_some(told, 'claim')} worded anew in this change, and nobody has reviewed it"
        yield at_claim(now, told[min(told)], "claim-reworded", message)


def _elsewhere(
    now: Snapshot, base: Snapshot, current: Mapping[str, ClaimReport]
) -> Iterator[Finding]:
    """One finding for all claims that count for another family than before."""
    moved: dict[str, ClaimReport] = {}
    for was in base.report.claims:
        claim = current.get(was.claim.id)
        if claim is None or was.claim.asserted or claim.claim.asserted:
            continue  # a source's families are its chapters
        if claim.claim.family != was.claim.family:
            moved[claim.claim.id] = claim
    if moved:
        message = f"{_some(moved, 'claim')} in another family since this change"
        yield at_claim(now, moved[min(moved)], "claim-reworded", message)


def _told_to_readers(claim: Claim) -> tuple[object, ...]:
    return (claim_words(claim.statement or claim.title), _places(claim))


def _papers(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Papers that reviewed claims cite and that have another title, other authors or another
    address than before."""
    before = {paper.id: paper for paper in base.report.catalogue.papers}
    for paper in now.report.catalogue.papers:
        was = before.get(paper.id)
        if was is None or _described(paper) == _described(was):
            continue
        cited = {
            c.claim.id
            for c in now.report.claims
            if "unreviewed" not in c.flags and any(r.paper == paper.id for r in c.claim.papers)
        }
        if cited:
            message = f"paper {paper.id} is another than before; {_some(cited, 'claim')} reviewed"
            finding = make("claim-reworded", message, identity=("paper", paper.id))
            place = paper.place
            path = now.parent + place.path if place else f"{now.catalogue}papers.yaml"
            yield replace(finding, path=path, line=place.line if place else 1, help=_READ)


_READ = "read the change: what the claims cite is not what was reviewed"


def _described(paper: Paper) -> tuple[object, ...]:
    return (claim_words(paper.title), paper.authors, paper.year, paper.url, paper.bibtex)


def _reviewed_anew(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """One finding for all reviews that this change replaces or adds a name to: whoever merges it
    should know that what they say, or who says it, is not what stood there before."""
    if now.reviews is None or base.reviews is None:
        return
    old = base.reviews.pins
    former = {c.claim.id: (c.claim.id, *c.claim.aliases) for c in now.report.claims}
    anew: dict[str, Pin] = {}
    for name, pin in now.reviews.pins.items():
        was = next((old[n] for n in former.get(name, (name,)) if n in old), None)
        if was is not None and replace(was, claim=name) != pin:
            anew[name] = pin
    if anew:
        who = sorted({name for pin in anew.values() for name in pin.reviewed_by})
        first = min(anew)
        message = f"{_some(anew, 'claim')} reviewed anew in this change, by {', '.join(who)}"
        finding = make("reviewed-anew", message, identity=(), about=first)
        yield replace(finding, path=f"{now.catalogue}pins/{first}.toml")


def accepted_here(base: Snapshot, accepted: Matching) -> Iterator[str]:
    """What the change both brings and tolerates, in a sentence: to accept it is a person's word,
    and whoever merges should hear it."""
    had = {(hole.key, hole.fingerprint) for hole in base.holes}
    entries = {(e.project, e.subject, e.tolerates, e.statement): e for e in base.entries}
    fresh: dict[str, str] = {}
    longer: dict[str, str] = {}
    oftener: dict[str, str] = {}
    for hole, tolerance in accepted.known:
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
        yield f"{_some(fresh, 'declaration')} accepted in the change that needs it: {reasons}"
    if longer:
        dates = ", ".join(sorted(set(longer.values()))[:3])
        yield f"{_some(longer, 'declaration')} accepted for longer since this change: {dates}"
    if oftener:
        times = ", ".join(sorted(set(oftener.values()))[:3])
        what = _some(oftener, "declaration")
        yield f"{what} accepted more often since this change: {times} times"


def reviewed_here(now: Snapshot, base: Snapshot) -> Iterator[str]:
    """The first reviews of claims, in a sentence: a name under a review is a person's word."""
    if now.reviews is None or base.reviews is None:
        return
    names = {c.claim.id: (c.claim.id, *c.claim.aliases) for c in now.report.claims}
    old = base.reviews.pins.keys()
    fresh = {n: p for n, p in now.reviews.pins.items() if old.isdisjoint(names.get(n, (n,)))}
    if fresh and old:
        who = sorted({name for pin in fresh.values() for name in pin.reviewed_by})
        yield f"{_some(fresh, 'claim')} reviewed for the first time, by {', '.join(who)}"


def tolerated_here(base: Snapshot, tolerated: Iterable[tuple[Hole, str]]) -> Iterator[str]:
    """What is new and passes only because the configuration tolerates its like."""
    had = {hole.key for hole in base.holes}
    fresh = {hole.subject[1]: reason for hole, reason in tolerated if hole.key not in had}
    if fresh:
        reasons = "; ".join(sorted(set(fresh.values()))[:3])
        yield f"{_some(fresh, 'declaration')} new and tolerated by leancat.toml: {reasons}"


def _some(names: Iterable[str], noun: str, most: int = 5) -> str:
    """`claim a is`, `3 claims (a, b, c) are`."""
    listed = sorted(names)
    if len(listed) == 1:
        return f"{noun} {listed[0]} is"
    more = ", …" if len(listed) > most else ""
    return f"{len(listed)} {noun}s ({', '.join(listed[:most])}{more}) are"


def _speak_otherwise(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Sorries and axioms that are as they were, and speak of definitions that are not: one finding
    for each first thing that changed."""
    had = {(hole.key, hole.fingerprint): hole for hole in base.holes}
    told: dict[str, list[Hole]] = defaultdict(list)
    for hole in now.holes:
        was = had.get((hole.key, hole.fingerprint))
        parts = speak_otherwise(now, base, hole, was) if was else []
        if parts:
            told[parts[0]].append(hole)
    for part, holes in told.items():
        names = {hole.declaration for hole in holes}
        what = _some(names, "declaration")
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


def _less_understood(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
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


def speak_otherwise(now: Snapshot, base: Snapshot, hole: Hole, was: Hole) -> list[str]:
    """The parts in which what a declaration says of a hole's differs from what it said at the base,
    its definitions included; [] where nothing is read closely."""
    if now.reviews is None or base.reviews is None or hole.kind not in (SORRY, AXIOM):
        return []
    here = now.reviews.reads(Ref(hole.project, hole.module, hole.declaration))
    there = base.reviews.reads(Ref(was.project, was.module, was.declaration))
    return now.reviews.differing(there, here) if here and there else []


# --- the terms of the check -----------------------------------------------------------------------


def _terms(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """What the configuration tolerates or leaves out and did not before."""
    is_, was = now.report.catalogue.config, base.report.catalogue.config
    axioms = sorted(set(is_.allowed_axioms) - set(was.allowed_axioms))
    if axioms:
        yield _term(now, "allowed_axioms", f"allows the axioms {', '.join(axioms)}")
    loose = [each for each in is_.tolerances if each not in was.tolerances]
    if loose:
        yield _term(now, "tolerances", f"tolerates more ({'; '.join(t.reason for t in loose)})")
    words = sorted(_keywords(was) ^ _keywords(is_))
    if words:
        yield _term(now, "keywords", f"has other keywords ({', '.join(words)})")
    if is_.stale_passes and not was.stale_passes:
        yield _term(now, "baseline_stale", "lets entries pass whose sorry is gone")
    if _links(is_) != _links(was):
        yield _term(now, "source_url", "links to other sources")
    if is_.sources != was.sources:
        yield _term(now, "sources", "takes claims from other sources")
    known = {p.id: p for p in was.projects}
    others = [p.id for p in is_.projects if _is_built_otherwise(p, known.get(p.id))]
    if others:
        yield _term(now, "projects", f"says otherwise what is built ({', '.join(others)})")
    unheard = sorted(_hubs(base) - _hubs(now))
    if unheard:
        yield _term(now, "hubs", f"or papers.yaml leaves out hubs ({', '.join(unheard)})")
    yield from _meant(now, base)


def _is_built_otherwise(project: ProjectEntry, was: ProjectEntry | None) -> bool:
    """Whether other roots or another folder are named for a project that was there before."""
    return was is not None and (project.path, project.roots) != (was.path, was.roots)


def _keywords(config: Config) -> set[str]:
    """All declaration keywords; those of one project with its id."""
    own = (f"{p.id}: {word}" for p in config.projects for word in p.keywords)
    return {*config.keywords, *own}


def _links(config: Config) -> dict[str, str | None]:
    return {"": config.source_url, **{p.id: p.source_url for p in config.projects if p.source_url}}


def _hubs(snapshot: Snapshot) -> set[str]:
    """The pages of the repository that are audited."""
    catalogue = snapshot.report.catalogue
    papers = (paper.hub for paper in catalogue.papers if paper.hub and "://" not in paper.hub)
    return {*catalogue.config.hubs, *papers}


def _meant(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Sorries that a Challenge means since this change, and that nobody is told of any more."""
    before = {one for origin in base.report.catalogue.origins for one in origin.meant}
    for origin in now.report.catalogue.origins:
        names = sorted(name for one in origin.meant for name in one[2:] if one not in before)
        if names:
            message = f"the sorries of {', '.join(names)} are meant since this change"
            finding = make("terms-changed", message, identity=(origin.path, *names))
            yield replace(finding, path=now.parent + origin.path)


def _term(now: Snapshot, key: str, what: str) -> Finding:
    finding = make("terms-changed", f"leancat.toml {what} since this change", identity=(key,))
    return replace(finding, path=f"{now.catalogue}leancat.toml")


_OWNER = "leanprover"
_RELEASE = re.compile(r"|v?[0-9].*|stable|beta|nightly.*")


def _projects(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """Another owner's Lean, and a dependency that comes from somewhere else."""
    before = {p.project.id: p for p in base.index.projects}
    for project in now.index.projects:
        was = before.get(project.project.id)
        if was is not None:
            yield from _toolchain(now, project, was)
            yield from _lakefile(now, project, was)
            yield from _defaults(now, project, was)
            yield from _dependencies(now, project, was)


def _toolchain(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    old, new = was.project.toolchain, project.project.toolchain
    if old and not new:
        name = project.project.id
        message = f"project {name} names no Lean any more, and was built by {old}"
        finding = make("toolchain-changed", message, identity=(name,))
        yield replace(finding, project=name, path=now.path(name, "lean-toolchain"))
    if new and owner(new) not in (owner(old or ""), _OWNER):
        name = project.project.id
        message = f"project {name} is built by {owner(new)}'s Lean ({new}), and was by {old}"
        finding = make("toolchain-changed", message, identity=(name,))
        yield replace(finding, project=name, path=now.path(name, "lean-toolchain"))


def _lakefile(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    """Without a lakefile nothing tells what is built, and every file counts as built."""
    if _has_lakefile(was) and not _has_lakefile(project) and project.modules:
        name = project.project.id
        message = f"project {name} has no lakefile any more, so that every file counts as built"
        finding = make("scanned-less", message, identity=(name, "lakefile"))
        yield replace(finding, project=name, path=now.path(name, "lakefile.toml"))


def _defaults(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    """What a bare `lake build` made, and leaves out now though a library still has it: nobody who
    builds the project compiles it any more."""
    before, after = _built_by_default(was), _built_by_default(project)
    places = {m.name: m.path for m in project.modules if m.name in project.reachable}
    lost = sorted((before - after) & places.keys())
    if lost and project.project.understood:
        name = project.project.id
        more = f" and {len(lost) - 1} more modules" if len(lost) > 1 else ""
        message = f"a bare `lake build` does not build {lost[0]}{more} any more"
        finding = make("scanned-less", message, identity=(name, "default targets"))
        path = now.path(name, places[lost[0]])
        yield replace(finding, level=Level.WARNING, project=name, path=path)


def _built_by_default(project: ProjectIndex) -> frozenset[str]:
    """The modules of a project that its default targets are made of; none where the lakefile does
    not tell."""
    if not project.project.understood:
        return frozenset()
    defaults = tuple(library for library in project.project.libraries if library.default)
    imports = {module.name: [i.name for i in module.imports] for module in project.modules}
    return reachable(replace(project.project, libraries=defaults), imports)


def _has_lakefile(project: ProjectIndex) -> bool:
    return all(d.code != "no-lakefile" for _, d in project.project.diagnostics)


def owner(toolchain: str) -> str:
    """Whose Lean a toolchain is: `v4.9.0` and `stable` are leanprover's, any other name without an
    origin is one that somebody linked [elan: a name is ORIGIN:RELEASE, or a URL]."""
    name = toolchain.strip()
    if "://" in name:
        return name.split("/")[2]
    origin, colon, _ = name.partition(":")
    if colon:
        return origin.partition("/")[0] or _OWNER
    return _OWNER if _RELEASE.fullmatch(name) else name


def _dependencies(now: Snapshot, project: ProjectIndex, was: ProjectIndex) -> Iterator[Finding]:
    name = project.project.id
    old = {d.name: d.url or d.path for d in was.project.dependencies}
    for dependency in project.project.dependencies:
        source, before = dependency.url or dependency.path, old.get(dependency.name)
        if source and _plain(source) != _plain(before or ""):
            came = f"came from {before}" if before else "was not required before"
            message = f"{dependency.name} comes from {source}, and {came}"
            finding = make("dependency-moved", message, identity=(name, dependency.name))
            yield replace(finding, project=name, path=now.path(name, "lakefile.toml"))


def _plain(url: str) -> str:
    return url.strip().rstrip("/").removesuffix(".git").casefold()
