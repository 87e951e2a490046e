"""How many sorries there are, in the ways in which people count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from indexer.base.closures import reached
from indexer.gate.finding import Snapshot
from indexer.gate.holes import Hole
from indexer.lean.names import canonical
from indexer.scan.records import Ref
from indexer.troubles import Effect

# What a number of `formalization.yaml` counts: (in all declarations, in definitions alone).
COUNTED = {"sorry_count": (True, False), "sorry_in_definitions": (False, True)}


def counts(now: Snapshot, name: str) -> set[int]:
    """The numbers that one of COUNTED may rightly be: places or declarations, in what a library
    builds or in all files, with those of definitions or without."""
    whole, only = COUNTED[name]
    found: set[int] = set()
    holes = list(_sorries(now))
    built = _built(now, holes)
    data = _definitions(now)
    for chosen in (holes, built):
        proofs = [h for h in chosen if _key(h) not in data]
        defined = [h for h in chosen if _key(h) in data]
        for some in (*([chosen, proofs] if whole else []), *([defined] if only else [])):
            found |= {len(some), sum(_places(now, some))}
    return found


def count(now: Snapshot, name: str) -> int:
    """The number that one of COUNTED is said to be where leancat writes it: the places in what a
    library builds, those of definitions among them."""
    built = _built(now, _sorries(now))
    data = _definitions(now)
    whole, _ = COUNTED[name]
    return sum(_places(now, [h for h in built if whole or _key(h) in data]))


def count_below(now: Snapshot, start: Ref) -> int:
    """The places where a declaration, or what it uses by name, says sorry; at least one."""
    below = reached([start], lambda ref: now.uses.get(ref, ()))
    return max(1, sum(_places(now, (h for h in _sorries(now) if Ref(*_key(h)) in below))))


def _sorries(now: Snapshot) -> Iterator[Hole]:
    """The declarations that hold a sorry for certain, each once, however many rules say so."""
    yield from {_key(h): h for h in now.holes if _is_certain_sorry(h)}.values()


def _is_certain_sorry(hole: Hole) -> bool:
    return hole.rule is not None and hole.certain and hole.rule.effect is Effect.SORRY


def _built(now: Snapshot, holes: Iterable[Hole]) -> list[Hole]:
    reached = {(p.project.id, m) for p in now.index.projects for m in p.reachable}
    return [h for h in holes if (h.project, h.module) in reached]


def _key(hole: Hole) -> tuple[str, str, str]:
    return hole.project, hole.module, hole.declaration


def _definitions(now: Snapshot) -> frozenset[tuple[str, str, str]]:
    """Every declaration that is no theorem, as project, module and name."""
    return frozenset(
        (project.project.id, module.name, declaration.name)
        for project in now.index.projects
        for module in project.modules
        if module.sorries
        for declaration in module.declarations
        if declaration.kind not in ("theorem", "example")
    )


def _places(now: Snapshot, holes: Iterable[Hole]) -> Iterator[int]:
    """For each declaration how often it says sorry."""
    written = Counter(
        (project.project.id, module.name, canonical(s.owner))
        for project in now.index.projects
        for module in project.modules
        for s in module.sorries
    )
    for hole in holes:
        yield max(1, written[_key(hole)])
