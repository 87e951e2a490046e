"""What is open around a statement, before and after: the same words, and text cannot tell whether
a name of another package means something else.

Where a namespace is only added or only taken away, Lean itself sees to it that a name means what it
did: one that means two things is refused, and so is one that means nothing.  `open Real` in the
place of `open NNReal` changes what `sqrt` is, and not one word of the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from indexer.gate.finding import Reviews, Snapshot, make
from indexer.gate.holes import Hole
from indexer.gate.records import Finding
from indexer.scan.records import Index, Ref

RULE = "open-changed"


def findings(now: Snapshot, base: Snapshot) -> Iterator[Finding]:
    """One finding for each exchange of namespaces, however many statements stand below it."""
    if now.reviews is None or base.reviews is None:
        return
    after, before = _openings(now.index), _openings(base.index)
    same = all(before.get(name, opens) == opens for name, opens in after.items())
    told: dict[tuple[str, str], dict[str, Ref]] = defaultdict(dict)
    for here, there in _pairs(now, base):
        if same and here.module == there.module:
            continue
        for exchange in _exchanges(now.reviews, base.reviews, here, there):
            told[exchange].setdefault(here.name, here)
    for (gone, come), names in told.items():
        yield _finding(now, gone, come, names[min(names)], len(names))


def _finding(now: Snapshot, gone: str, come: str, first: Ref, count: int) -> Finding:
    what = f"{count} statements speak of what stands" if count > 1 else f"{first.name} stands"
    message = (
        f"{what} below `{come}` and stood below `{gone}`: a name of another package may mean "
        "something else there"
    )
    path, line = _place(now.index, first)
    return replace(
        make(RULE, message, identity=(gone, come)),
        declaration=first.name,
        project=first.project,
        path=now.path(first.project, path),
        line=line,
    )


def _openings(index: Index) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What each module opens, and where it is, in order."""
    return {
        (project.project.id, module.name): [
            (scope.kind, scope.text)
            for scope in module.scopes
            if scope.kind in ("open", "namespace", "section")
        ]
        for project in index.projects
        for module in project.modules
    }


def _pairs(now: Snapshot, base: Snapshot) -> Iterator[tuple[Ref, Ref]]:
    """What backs a claim, and what is known for a sorry or an axiom, now and then."""
    before = {
        (claim.claim.id, backing.backing.decl): backing.ref
        for claim in base.report.claims
        for backing in claim.backings
        if backing.ref is not None
    }
    for claim in now.report.claims:
        for backing in claim.backings:
            names = (claim.claim.id, *claim.claim.aliases)
            was = next((r for n in names if (r := before.get((n, backing.backing.decl)))), None)
            if was is not None and backing.ref is not None:
                yield backing.ref, was
    had = {(h.key, h.fingerprint): h for h in base.holes}
    alike = {(h.kind, h.fingerprint): h for h in base.holes}  # one that was renamed, say
    for hole in now.holes:
        there = had.get((hole.key, hole.fingerprint)) or alike.get((hole.kind, hole.fingerprint))
        if there is not None:
            yield _ref(hole), _ref(there)


def _ref(hole: Hole) -> Ref:
    return Ref(hole.project, hole.module, hole.declaration)


def _exchanges(now: Reviews, base: Reviews, here: Ref, there: Ref) -> Iterator[tuple[str, str]]:
    """What was open and is not, and what came in its place, around what says the same."""
    after, before = now.opens(here), base.opens(there)
    for part, is_ in after.items():
        was = before.get(part, is_)
        gone, come = was - is_, is_ - was
        if not gone or not come:
            continue
        words = now.reads(here).get(part, "")
        if words == base.reads(there).get(part) and now.names_packages(words):
            yield ", ".join(sorted(gone)), ", ".join(sorted(come))


def _place(index: Index, ref: Ref) -> tuple[str, int]:
    for project in index.projects:
        for module in project.modules:
            if (project.project.id, module.name) == (ref.project, ref.module):
                lines = (d.line for d in module.declarations if d.name == ref.name)
                return module.path, next(lines, 1)
    return "", 1
