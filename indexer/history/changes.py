"""What changed between two looks at a repository: claims, statements, holes, names, terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.claims.records import Claim
from indexer.gate.holes import Hole, find_holes
from indexer.gate.matching import match, of_holes
from indexer.judge.reading import Reader
from indexer.judge.records import (
    REFUTED,
    RETRACTED,
    ClaimReport,
    Drift,
    Report,
    Standing,
    Tally,
)
from indexer.lean.records import Declaration, Module
from indexer.names.table import Table
from indexer.review.pins import PinBook, word_drift
from indexer.scan.records import Index, Ref
from indexer.terms.fingerprint import Statements
from indexer.troubles import Troubles


@dataclass(frozen=True, slots=True)
class Look:
    """One state of a repository, as it was judged."""

    name: str  # the revision in words
    report: Report
    index: Index
    reader: Reader
    troubles: Troubles


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that rose, fell, came or went; `by` are the declarations that back it, `reason` why
    it stands as it does now, or counts nowhere ("" for one that is gone).  `was_out` and `out` are
    "retracted" or "refuted" where it counts nowhere, and had or has no standing."""

    id: str
    title: str
    before: Standing | None
    after: Standing | None
    by: tuple[str, ...] = ()
    reason: str = ""
    was_out: str = ""
    out: str = ""

    @property
    def was(self) -> str:
        """Its former standing in a word, "new" where there was no such claim."""
        return self.before.value if self.before else self.was_out or "new"

    @property
    def becomes(self) -> str:
        """Its standing in a word; "retracted", "refuted" or "gone" where it has none any more."""
        return self.after.value if self.after else self.out or "gone"

    @property
    def rose(self) -> bool:
        """Whether it is covered now and was not."""
        return _covered(self.after) and not _covered(self.before)

    @property
    def fell(self) -> bool:
        """Whether it was covered and is not now."""
        return _covered(self.before) and not _covered(self.after)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A declaration that claims rest on and that says something else now, part by part."""

    name: str
    claims: tuple[str, ...]
    drift: tuple[Drift, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A declaration of the same statement under another name or in another module."""

    before: Ref
    after: Ref


@dataclass(frozen=True, slots=True)
class Sorries:
    """How many declarations leave a proof out themselves, and how many others rest on one of them
    for certain."""

    direct: int = 0
    transitive: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed from `before` to `after`, which are revisions in words."""

    before: str
    after: str
    covered: tuple[Tally, Tally]
    claims: tuple[ClaimChange, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    new_holes: tuple[Hole, ...] = ()
    closed_holes: tuple[Hole, ...] = ()
    moved: tuple[Moved, ...] = ()
    new: tuple[Ref, ...] = ()  # theorems
    gone: tuple[Ref, ...] = ()
    terms: tuple[tuple[str, str, str], ...] = ()  # toolchains and dependencies: what, from, to
    sorries: tuple[Sorries, Sorries] = (Sorries(), Sorries())


def changes(before: Look, after: Look) -> Changes:
    """What changed between two looks; each is told once."""
    was, now = _Names(before), _Names(after)
    holes = match(now.holes, of_holes(was.holes), now.here)
    closed = {tolerance.key for tolerance in holes.gone}
    moved = tuple(_moved(was, now))
    renamed = {m.before for m in moved}, {m.after for m in moved}
    return Changes(
        before.name,
        after.name,
        (before.report.covered, after.report.covered),
        tuple(claims_changed(before.report, after.report)),
        tuple(_reworded(before, after)),
        holes.new,
        tuple(hole for hole in was.holes if hole.key in closed),
        moved,
        tuple(ref for ref in now.theorems if ref not in renamed[1] and not was.has(ref)),
        tuple(ref for ref in was.theorems if ref not in renamed[0] and not now.has(ref)),
        tuple(_terms(before.index, after.index)),
        (_sorries(before), _sorries(after)),
    )


def _sorries(look: Look) -> Sorries:
    """The sorries of a look, in numbers."""
    direct = {t.ref for t in look.troubles.all if t.leaves_sorry and t.ref.name}
    if not direct:
        return Sorries()
    uses = look.reader.uses
    ways = uses.ways(dict.fromkeys(direct, True))
    resting = sum(ref not in direct and ways.certain(ref) is not None for ref in uses.entries)
    return Sorries(len(direct), resting)


def _covered(standing: Standing | None) -> bool:
    return standing is not None and standing.covered


# --- claims ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _State:
    """A claim as a report has it; without a standing it counts nowhere, and `out` says why."""

    claim: Claim
    standing: Standing | None
    out: str
    reason: str
    by: tuple[str, ...]


def _states(report: Report) -> Iterator[_State]:
    """Every claim of a report: those that count, in order, then those that do not."""
    for judged in report.claims:
        yield _state(judged, judged.standing, "")
    for claim in report.retracted:
        yield _State(claim, None, RETRACTED, claim.reason, ())
    for judged in report.refuted:
        yield _state(judged, None, REFUTED)


def _state(judged: ClaimReport, standing: Standing | None, out: str) -> _State:
    by = tuple(dict.fromkeys(b.name for b in judged.backings))
    return _State(judged.claim, standing, out, judged.reason, by)


def claims_changed(before: Report, after: Report) -> Iterator[ClaimChange]:
    """The claims that stand otherwise, in the order of the catalogue of now; those that went come
    last.  A claim keeps its former ids as aliases."""
    was = {state.claim.id: state for state in _states(before)}
    seen = set()
    for now in _states(after):
        ids = (now.claim.id, *now.claim.aliases)
        former = next((was[id] for id in ids if id in was), None)
        seen |= {former.claim.id} if former else set()
        if former is None or (former.standing, former.out) != (now.standing, now.out):
            yield _change(former, now, now)
    for former in was.values():
        if former.claim.id not in seen:
            yield _change(former, None, former)


def _change(before: _State | None, after: _State | None, told: _State) -> ClaimChange:
    return ClaimChange(
        told.claim.id,
        told.claim.title,
        before.standing if before else None,
        after.standing if after else None,
        told.by or (before.by if before else ()),
        after.reason if after else "",
        before.out if before else "",
        after.out if after else "",
    )


# --- statements -----------------------------------------------------------------------------------


def _reworded(before: Look, after: Look) -> Iterator[Reworded]:
    """Backings whose statement, or a definition of which it speaks, reads otherwise."""
    was, now = PinBook((), before.reader), PinBook((), after.reader)
    told: dict[str, tuple[list[str], tuple[Drift, ...]]] = {}
    earlier = dict(_backings(before))
    for ref, claims in _backings(after):
        old = next((r for r in earlier if (r.project, r.name) == (ref.project, ref.name)), None)
        if old is None:
            continue
        then = was.reads(before.reader.uses.entries[old])
        here = now.reads(after.reader.uses.entries[ref])
        parts = now.differing(then, here)
        if parts:
            told[ref.name] = (claims, tuple(word_drift(parts, then, here)))
    for name, (claims, drift) in told.items():
        yield Reworded(name, tuple(claims), drift)


_AROUND = 4  # words beside a change that are shown


def shortened(text: str, first: bool, last: bool) -> str:
    """Words that were kept: those beside a change, before and after."""
    words = text.split()
    before = words[:0] if first else words[:_AROUND]
    after = words[:0] if last else words[-_AROUND:]
    if len(before) + len(after) >= len(words):
        return text
    return " ".join((*before, "…", *after))


def _backings(look: Look) -> Iterator[tuple[Ref, list[str]]]:
    found: dict[Ref, list[str]] = defaultdict(list)
    for claim in look.report.claims:
        for backing in claim.backings:
            if backing.ref and backing.ref in look.reader.uses.entries:
                found[backing.ref].append(claim.claim.id)
    yield from found.items()


# --- declarations ---------------------------------------------------------------------------------


class _Names:
    """The declarations of one look, by name and by what they say."""

    def __init__(self, look: Look) -> None:
        self._statements = Statements(lambda: Table(look.index))
        self.holes = find_holes(look.index, self._statements.fingerprint, look.troubles)
        self._all: dict[tuple[str, str], list[tuple[Ref, Declaration, Module]]] = defaultdict(list)
        for project in look.index.projects:
            for module in project.modules:
                for declaration in module.declarations:
                    ref = Ref(project.project.id, module.name, declaration.name)
                    self._all[ref.project, ref.name].append((ref, declaration, module))
        self.here = self._all.keys()

    @property
    def theorems(self) -> Iterator[Ref]:
        """Those that can be named, in the order of the index."""
        for held in self._all.values():
            yield from (ref for ref, declaration, _ in held if declaration.kind == "theorem")

    def has(self, ref: Ref) -> bool:
        """Whether there is a declaration of that name."""
        return (ref.project, ref.name) in self._all

    def without(self, other: _Names) -> Iterable[tuple[Ref, Declaration, Module]]:
        """The declarations whose name the other look has not."""
        for key, held in self._all.items():
            if key not in other.here:
                yield from held

    def alone(self) -> Mapping[tuple[str, str], Ref]:
        """The names that only one module declares."""
        return {key: held[0][0] for key, held in self._all.items() if len(held) == 1}

    def says(self, declaration: Declaration, module: Module) -> str:
        """What tells a declaration whatever its name: its kind and its statement."""
        return f"{declaration.kind} {self._statements.fingerprint(declaration, module)}"


def _moved(was: _Names, now: _Names) -> Iterator[Moved]:
    """The same name in another module; or one name gone and one come that say the same, where no
    other does."""
    present = now.alone()
    for key, ref in was.alone().items():
        if key in present and present[key].module != ref.module:
            yield Moved(ref, present[key])
    lost, found = _by_saying(was, now), _by_saying(now, was)
    for saying, refs in lost.items():
        if len(refs) == 1 and len(found.get(saying, ())) == 1:
            yield Moved(refs[0], found[saying][0])


def _by_saying(one: _Names, other: _Names) -> Mapping[str, list[Ref]]:
    found: dict[str, list[Ref]] = defaultdict(list)
    for ref, declaration, module in one.without(other):
        found[one.says(declaration, module)].append(ref)
    return found


# --- terms ----------------------------------------------------------------------------------------


def _terms(before: Index, after: Index) -> Iterator[tuple[str, str, str]]:
    was = dict(_all_terms(before))
    now = dict(_all_terms(after))
    for what in (*was, *(w for w in now if w not in was)):
        if was.get(what, "") != now.get(what, ""):
            yield what, was.get(what, ""), now.get(what, "")


def _all_terms(index: Index) -> Iterator[tuple[str, str]]:
    for project in index.projects:
        yield f"toolchain of {project.project.id}", project.project.toolchain or ""
        for needed in project.project.dependencies:
            yield f"{needed.name} of {project.project.id}", needed.revision or needed.path or ""
