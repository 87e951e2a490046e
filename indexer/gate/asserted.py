"""What the authors of sources assert of their claims, held against what is so.

An assertion is called false only where the opposite is certain.  What text cannot tell is nobody's
fault: an unsettled claim is neither proved nor disproved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexer.base.places import Place
from indexer.claims.records import Asserted, ClaimKind, Figure, Origin
from indexer.gate.counts import COUNTED, counts
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.judge.records import ELSEWHERE, BackingReport, ClaimReport, Standing

NAME_MISSING = "name-missing"
_SORRY = (Standing.SORRY, Standing.TAINTED)
_MOST_STEPS = 6  # of a path that is shown


def findings(now: Snapshot) -> Iterator[Finding]:
    """Every assertion that is not so, and every proof that nobody marked."""
    open_ = _unproved(now)
    for claim in now.report.claims:
        said = claim.claim.asserted
        if said is None:
            continue
        yield from _names(now, claim, said)
        yield from _proof(now, claim, said, open_)
        yield from _in_mathlib(now, claim, said)
        yield from _results(now, claim, said)
    for origin in now.report.catalogue.origins:
        yield from _totals(now, origin)
        yield from _unread(now, origin)


def unmarked(now: Snapshot) -> Iterator[Finding]:
    """Theorems of a blueprint that are proved, and whose proof is not marked so."""
    for claim in now.report.claims:
        said = claim.claim.asserted
        if said is None or not _lacks_mark(claim, said):
            continue
        name = claim.backings[0].name
        what = "has no proof" if said.proof is None else "has a proof that is not marked \\leanok"
        message = f"{said.label or name} {what}, and {name} has no sorry, as far as text tells"
        place = said.proof or claim.claim.place
        yield _at(now, claim, "leanok-missing", message, place)


def _lacks_mark(claim: ClaimReport, said: Asserted) -> bool:
    theorem = claim.claim.kind is ClaimKind.THEOREM and said.source == "blueprint"
    marked = said.proved is not None or said.in_mathlib
    return theorem and not marked and claim.standing.covered


def _at(
    now: Snapshot, claim: ClaimReport, rule: str, message: str, place: Place, *identity: str
) -> Finding:
    """A finding at a place of the source."""
    made = make(rule, message, identity=(claim.claim.id, *identity), about=claim.claim.id)
    return replace(
        made,
        declaration=next((b.ref.name for b in claim.backings if b.ref), ""),
        path=now.parent + place.path,
        line=place.line,
        column=place.column,
        claims=() if claim.standing.covered else (claim.claim.id,),
    )


# --- names ----------------------------------------------------------------------------------------


def _names(now: Snapshot, claim: ClaimReport, said: Asserted) -> Iterator[Finding]:
    """Names that nothing here has: an error where no package that is required can have them, and a
    note where nothing here is called alike either."""
    for backing in claim.backings:
        missing = backing.standing is Standing.MISSING and "ambiguous" not in backing.flags
        if not missing and ELSEWHERE not in backing.flags:
            continue
        name = backing.backing.decl
        message = f"{said.label or claim.claim.id}: {backing.reason}"
        place = backing.backing.place or claim.claim.place
        made = replace(_at(now, claim, NAME_MISSING, message, place, name), declaration=name)
        if not missing:
            made = replace(made, level=Level.WARNING if backing.suggestions else Level.NOTE)
        yield made


# --- marks ----------------------------------------------------------------------------------------


def _proof(
    now: Snapshot, claim: ClaimReport, said: Asserted, open_: Mapping[str, str]
) -> Iterator[Finding]:
    """A proof that is marked and rests on a sorry, or on an axiom of the project's own."""
    if said.proved is None or claim.claim.kind is not ClaimKind.THEOREM:
        return
    wrong = next((b for b in claim.backings if _is_false(b) and not _by_choice(now, b)), None)
    if wrong is not None:
        label = said.label or wrong.name
        message = f"{label} is marked as proved, and {wrong.name} {_plain(wrong)}{_path(wrong)}"
        end = wrong.witness[-1].name if wrong.witness else ""
        if open_.get(end, said.label) != said.label:
            message += f"; {open_[end]} is not marked as proved itself"
        yield _at(now, claim, "leanok-false", message, said.proved)


def _plain(backing: BackingReport) -> str:
    """A reason as what is said of a name that stands before it."""
    return backing.reason.removeprefix("it ")


def _unproved(now: Snapshot) -> dict[str, str]:
    """Names of theorems that a source itself does not call proved, each with its label."""
    claims = ((c, c.claim.asserted) for c in now.report.claims)
    return {
        backing.name: said.label
        for claim, said in claims
        if said is not None and said.proved is None
        for backing in claim.backings
    }


def _is_false(backing: BackingReport) -> bool:
    assumed = backing.standing is Standing.ASSUMES and bool(backing.axioms)
    return backing.standing in _SORRY or assumed


# What a macro says when the text that uses it may, or may not, come to a certain part of it.
_CHOICE = re.compile(
    r"(?<![\w.])(?:first|try|if|match|catch|or_else|macro_rules|elab\w*)(?![\w.])|<\|>"
)


def _by_choice(now: Snapshot, backing: BackingReport) -> bool:
    """Whether all that is wrong at the end of the path is a word of the project's own that may
    leave a sorry, and may prove what it is to prove: `first | omega | sorry`."""
    end = backing.witness[-1] if backing.witness else None
    holes = [h for h in now.holes if end and (h.project, h.declaration) == (end.project, end.name)]
    if not holes or any(h.rule is None or h.rule.id != "sorry-in-notation" for h in holes):
        return False
    words = {word for hole in holes for word in re.findall(r"`([^`]+)`", hole.says)}
    texts = [
        scope.text
        for project in now.index.projects
        for module in project.modules
        for scope in module.scopes
        if scope.kind == "notation"
    ]
    return any(_CHOICE.search(t) and any(word in t for word in words) for t in texts)


def _path(backing: BackingReport) -> str:
    """The way from the theorem to what it rests on, with the place of its end."""
    steps = backing.witness
    if not steps:
        return ""
    names = [step.name for step in steps]
    if len(names) > _MOST_STEPS:
        names = [*names[: _MOST_STEPS - 2], "…", names[-1]]
    where = f" ({steps[-1].path}:{steps[-1].line})" if steps[-1].path else ""
    return f": {' → '.join(names)}{where}" if len(names) > 1 else where


def _in_mathlib(now: Snapshot, claim: ClaimReport, said: Asserted) -> Iterator[Finding]:
    if not said.in_mathlib:
        return
    for backing in claim.backings:
        if backing.ref is not None:
            where = f"{now.path(backing.ref.project, backing.path or '')}:{backing.line}"
            message = f"{said.label} is marked \\mathlibok, and {backing.name} stands in {where}"
            yield _at(now, claim, "mathlibok-own", message, said.stated or claim.claim.place)


# --- numbers --------------------------------------------------------------------------------------


def _results(now: Snapshot, claim: ClaimReport, said: Asserted) -> Iterator[Finding]:
    """The numbers that `formalization.yaml` states of one result."""
    rests = any(b.standing in _SORRY for b in claim.backings)
    own = {a for b in claim.backings for a in b.axioms}
    for figure in said.figures:
        if figure.name == "sorry_count" and figure.value == 0 and rests:
            bad = next(b for b in claim.backings if b.standing in _SORRY)
            message = (
                f"sorry_count of {said.label} is stated as 0, and it {_plain(bad)}{_path(bad)}"
            )
            yield _number(now, figure, message, said.label)
        elif figure.name == "axioms" and isinstance(figure.value, tuple):
            yield from _axioms(now, figure, own, f"the axioms of {said.label}", said.label)


def _axioms(
    now: Snapshot, figure: Figure, own: Iterable[str], what: str, about: str
) -> Iterator[Finding]:
    stated = figure.value if isinstance(figure.value, tuple) else ()
    lacking = sorted(set(own) - {"sorryAx", *stated})
    if lacking:
        message = f"{what} are stated without {', '.join(lacking)}"
        yield _number(now, figure, message, about)


def _totals(now: Snapshot, origin: Origin) -> Iterator[Finding]:
    """The numbers that a source states of the whole."""
    for figure in origin.figures:
        if figure.name == "axioms":
            yield from _axioms(now, figure, _own_axioms(now, origin), "the axioms", "")
        elif isinstance(figure.value, int) and figure.name in COUNTED:
            found = counts(now, figure.name)
            if not min(found) <= figure.value <= max(found):
                most = f" to {max(found)}" if len(found) > 1 else ""
                message = f"{figure.name} is stated as {figure.value}; "
                message += f"the sources have {min(found)}{most}"
                yield _number(now, figure, message)


def _own_axioms(now: Snapshot, origin: Origin) -> set[str]:
    """The axioms that the claims of a source rest on, as far as text tells."""
    claims = ((c, c.claim.asserted) for c in now.report.claims)
    mine = (
        c for c, said in claims if said is not None and origin.kind in (said.source, *said.also)
    )
    return {a for c in mine for b in c.backings for a in b.axioms}


def _number(now: Snapshot, figure: Figure, message: str, about: str = "") -> Finding:
    made = make("stated-number", message, identity=(figure.place.path, figure.name, about))
    return replace(
        made,
        path=now.parent + figure.place.path,
        line=figure.place.line,
        column=figure.place.column,
        help=f"write what is so at this place of {figure.place.path}",
    )


# --- the rest -------------------------------------------------------------------------------------


def _unread(now: Snapshot, origin: Origin) -> Iterator[Finding]:
    for place, message in origin.unread:
        made = make("source-unread", message, identity=(place.path, message))
        yield replace(made, path=now.parent + place.path, line=place.line, column=place.column)
