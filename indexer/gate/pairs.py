"""A Challenge and its Solution: whether both state the same, and what the Challenge leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from indexer.base.closures import reached
from indexer.claims.records import ClaimKind
from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level
from indexer.judge.records import BackingReport, ClaimReport
from indexer.lean.names import canonical
from indexer.lean.records import Declaration, Module
from indexer.scan.records import Ref

STATEMENT = "statement"  # of a reading the part, of a use the kind
_Stated = Mapping[tuple[str, str], tuple[str, Module, Declaration]]


def findings(now: Snapshot) -> Iterator[Finding]:
    """What Challenges say otherwise than their Solutions, and the definitions that they leave to
    these."""
    asserted = [(c, c.claim.asserted) for c in now.report.claims]
    pairs = [(claim, said.challenge) for claim, said in asserted if said and said.challenge]
    stated = _stated(now, frozenset(challenge for _, challenge in pairs)) if pairs else {}
    for claim, challenge in pairs:
        for backing in claim.backings:
            found = stated.get((challenge, canonical(backing.backing.decl)))
            if backing.ref is not None and found is not None and backing.ref.module != challenge:
                yield from _pair(now, claim, backing, *found)


def _stated(now: Snapshot, challenges: frozenset[str]) -> _Stated:
    """What stands in the Challenges, by module and name, with the project."""
    return {
        (module.name, canonical(declaration.name)): (project.project.id, module, declaration)
        for project in now.names.whole().projects
        for module in project.modules
        if module.name in challenges
        for declaration in module.declarations
    }


def _pair(
    now: Snapshot,
    claim: ClaimReport,
    backing: BackingReport,
    project: str,
    module: Module,
    declaration: Declaration,
) -> Iterator[Finding]:
    assert backing.ref is not None
    name, there = backing.ref.name, Ref(project, module.name, backing.ref.name)
    if claim.claim.kind is ClaimKind.DEFINITION and _is_open(module, declaration):
        message = f"the Challenge leaves {name} open: only reading its Solution tells what it is"
        yield _at(now, project, module, declaration, "definition-hole", message)
        return
    differing = _differing(now, there, backing.ref)
    if not differing:
        return
    shown = ", ".join(differing[:3]) + (", …" if len(differing) > 3 else "")
    message = f"the Challenge states {name} in other words than its Solution does: {shown}"
    made = _at(now, project, module, declaration, "challenge-differs", message)
    stated, proved = _record(now, there), _record(now, backing.ref)
    if not stated or not proved:
        yield replace(made, level=Level.WARNING)
    elif stated != proved:
        yield made


def _differing(now: Snapshot, one: Ref, other: Ref) -> list[str]:
    """The parts in which two declarations read differently: the statement, and what it leads to by
    names.  An instance that only one of them imports may be of no use to the statement."""
    if now.reviews is None:
        return []
    before, after = now.reviews.reads(one), now.reviews.reads(other)
    if not before or not after:
        return []
    named = _named(now, one) | _named(now, other)
    parts = now.reviews.differing(before, after)
    parts = [p for p in parts if _once(before.get(p, "")) != _once(after.get(p, ""))]
    return [p for p in parts if p == STATEMENT or p.partition(" ")[2] in named]


def _once(words: str) -> str:
    """What several files define alike, a notation that is local to each, is said once."""
    each = set(words.split(" ; "))
    return each.pop() if len(each) == 1 else words


def _named(now: Snapshot, start: Ref) -> set[str]:
    """The names that a statement leads to."""
    first = now.uses.get(start, ())
    kinds = first if isinstance(first, Mapping) else dict.fromkeys(first, STATEMENT)
    said = [ref for ref, kind in kinds.items() if kind == STATEMENT]
    return {ref.name for ref in reached(said, lambda ref: now.uses.get(ref, ()))}


def _record(now: Snapshot, ref: Ref) -> str:
    return now.reviews.record(ref) if now.reviews else ""


def _is_open(module: Module, declaration: Declaration) -> bool:
    name = canonical(declaration.name)
    return any(canonical(sorry.owner) == name for sorry in module.sorries)


def _at(
    now: Snapshot,
    project: str,
    module: Module,
    declaration: Declaration,
    rule: str,
    message: str,
) -> Finding:
    made = make(rule, message, identity=(project, module.name, declaration.name))
    return replace(
        made,
        declaration=declaration.name,
        project=project,
        path=now.path(project, module.path),
        line=declaration.line,
        column=declaration.column,
    )
