"""What the authors of sources assert of their claims, held against what is so.

An assertion is called false only where the opposite is certain.  What text cannot tell is nobody's
fault: an unsettled claim is neither proved nor disproved here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.gate.finding import Snapshot, make
from indexer.gate.holes import Hole
from indexer.lean.names import canonical
from indexer.model import (
    Asserted,
    BackingReport,
    ClaimKind,
    ClaimReport,
    Figure,
    Finding,
    Level,
    Origin,
    Place,
    Standing,
)
from indexer.troubles import Effect

NAME_MISSING = "name-missing"
_SORRY = (Standing.SORRY, Standing.TAINTED)
_MOST_STEPS = 6  # of a path that is shown


def findings(now: Snapshot) -> Iterator[Finding]:
    """Every assertion that is not so, and every proof that nobody marked."""
    roots = _roots(now)
    for claim in now.report.claims:
        said = claim.claim.asserted
        if said is None:
            continue
        yield from _names(now, claim, said, roots)
        yield from _proof(now, claim, said)
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


def _names(
    now: Snapshot, claim: ClaimReport, said: Asserted, roots: frozenset[str]
) -> Iterator[Finding]:
    """Names that nothing here has: an error where no package that is required can have them."""
    for backing in claim.backings:
        if backing.standing is not Standing.MISSING or "ambiguous" in backing.flags:
            continue
        name = backing.backing.decl
        message = f"{said.label or claim.claim.id}: {backing.reason}"
        certain = _is_ours(now, backing, roots)
        if not certain:
            message += ", unless a package that was not read has it, or a command makes it"
        place = backing.backing.place or claim.claim.place
        made = replace(_at(now, claim, NAME_MISSING, message, place, name), declaration=name)
        yield made if certain else replace(made, level=Level.WARNING)


def _roots(now: Snapshot) -> frozenset[str]:
    """The first components of names that are the projects' own: those of their libraries."""
    projects = [p.project for p in now.index.projects]
    return frozenset(r.split(".")[0] for p in projects for lib in p.libraries for r in lib.roots)


def _is_ours(now: Snapshot, backing: BackingReport, roots: frozenset[str]) -> bool:
    """Whether a name can only be one that a project here declares, and would be seen in its text:
    a command or an attribute may make names below one that is declared, and of instances."""
    name = canonical(backing.backing.decl)
    above, _, last = name.rpartition(".")
    if last.startswith("inst") or any(
        (p.project.id, above) in now.names for p in now.index.projects
    ):
        return False
    complete = not any(d.url or d.path for p in now.index.projects for d in p.project.dependencies)
    return complete or (bool(above) and name.split(".")[0] in roots)


# --- marks ----------------------------------------------------------------------------------------


def _proof(now: Snapshot, claim: ClaimReport, said: Asserted) -> Iterator[Finding]:
    """A proof that is marked and rests on a sorry, or on an axiom of the project's own."""
    if said.proved is None or claim.claim.kind is not ClaimKind.THEOREM:
        return
    wrong = next((b for b in claim.backings if _is_false(b)), None)
    if wrong is not None:
        label = said.label or wrong.name
        message = f"{label} is marked as proved, and {wrong.name}: {wrong.reason}{_path(wrong)}"
        yield _at(now, claim, "leanok-false", message, said.proved)


def _is_false(backing: BackingReport) -> bool:
    assumed = backing.standing is Standing.ASSUMES and bool(backing.axioms)
    return backing.standing in _SORRY or assumed


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
    own = sorted({a for b in claim.backings for a in b.axioms})
    for figure in said.figures:
        if figure.name == "sorry_count" and figure.value == 0 and rests:
            bad = next(b for b in claim.backings if b.standing in _SORRY)
            message = f"sorry_count of {said.label} is stated as 0, and it {bad.reason}{_path(bad)}"
            yield _number(now, figure, message, said.label)
        elif figure.name == "axioms" and isinstance(figure.value, tuple):
            yield from _axioms(now, figure, own, f"the axioms of {said.label}", said.label)


def _axioms(
    now: Snapshot, figure: Figure, own: Iterable[str], what: str, about: str
) -> Iterator[Finding]:
    lacking = [a for a in own if isinstance(figure.value, tuple) and a not in figure.value]
    if lacking:
        message = f"{what} are stated without {', '.join(lacking)}"
        yield _number(now, figure, message, about)


def _totals(now: Snapshot, origin: Origin) -> Iterator[Finding]:
    """The numbers that a source states of the whole.  A count is wrong only when it is none of the
    ways to count: places or declarations, in what a library builds or in all files."""
    holes = [h for h in now.holes if _is_certain_sorry(h)]
    for figure in origin.figures:
        if figure.name == "sorry_count" and isinstance(figure.value, int):
            counts = _counts(now, holes)
            if figure.value not in range(min(counts), max(counts) + 1):
                between = (
                    f"{min(counts)}" if len(counts) == 1 else f"{min(counts)} to {max(counts)}"
                )
                message = f"sorry_count is stated as {figure.value}; the sources have {between}"
                yield _number(now, figure, message)
        elif figure.name == "axioms":
            asserted = (c for c in now.report.claims if c.claim.asserted)
            mine = (
                c for c in asserted if c.claim.asserted and c.claim.asserted.source == origin.kind
            )
            own = sorted({a for c in mine for b in c.backings for a in b.axioms} - {"sorryAx"})
            yield from _axioms(now, figure, own, "the axioms", "")


def _counts(now: Snapshot, holes: list[Hole]) -> set[int]:
    """In how many ways the sorries of a repository can be counted."""
    subjects = {(h.module, h.declaration) for h in holes}
    built, all_ = 0, 0
    for project in now.index.projects:
        for module in project.modules:
            own = sum((module.name, canonical(s.owner)) in subjects for s in module.sorries)
            all_ += own
            built += own if module.name in project.reachable else 0
    reached = {(p.project.id, m) for p in now.index.projects for m in p.reachable}
    declared = sum((h.project, h.module) in reached for h in holes)
    return {built, all_, declared, len(holes)}


def _is_certain_sorry(hole: Hole) -> bool:
    return hole.rule is not None and hole.rule.certain and hole.rule.effect is Effect.SORRY


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
