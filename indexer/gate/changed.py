"""Findings that need a base: what a change does to claims and reviews, and to the rest by way of
`known`, `opened` and `conditions`.

None of it is a hole, and most of it honest people do every day.  But each can turn a check green
while less is proved, so that whoever reads the result is told: a finding where something that was
reviewed is not what it was, a warning everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexer.claims.records import Backing, Claim, ClaimKind, Lifecycle, Paper, Role
from indexer.gate import causes, conditions, known, opened
from indexer.gate.causes import BackingChange
from indexer.gate.claims import at_claim, followed
from indexer.gate.finding import Snapshot, make, some
from indexer.gate.records import Finding
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.review.differing import claim_words, normal_statement
from indexer.review.normal_form import STATEMENT
from indexer.review.pins import Pin
from indexer.review.words import word_runs

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
    yield from known.speak_otherwise(now, base)
    yield from opened.findings(now, base)
    yield from known.less_understood(now, base)
    yield from conditions.findings(now, base)


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
        message = f"{some(told, 'claim')} worded anew in this change, and nobody has reviewed it"
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
        message = f"{some(moved, 'claim')} in another family since this change"
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
            message = f"paper {paper.id} is another than before; {some(cited, 'claim')} reviewed"
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
        message = f"{some(anew, 'claim')} reviewed anew in this change, by {', '.join(who)}"
        finding = make("reviewed-anew", message, identity=(), about=first)
        yield replace(finding, path=f"{now.catalogue}pins/{first}.toml")
