"""Which declarations lead to a source of trouble, for certain or perhaps, and by which way.

A source is a declaration, a notation or a program that leaves something in a proof.  All that a
declaration can use stands before it, in its file or in one that it imports; so one pass over all of
them in that order tells for each whether it leads to a source, whatever number is asked for.

Certain is a way of names that Lean is sure to take so.  All other ways are possible: a field of a
term whose type text cannot tell, a set of lemmas that a tactic draws on, type class search.  Such a
way is there only for a proof in which the lemma's own constants may occur; to find that out, a
first pass takes every lemma to fit, and a second one looks at those that matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from indexer.base.closures import closure
from indexer.names.automation import ANY_SET, ASKED_FOR, DERIVED, INSTANCES, NO_PROGRAMS
from indexer.names.visibility import Visibility
from indexer.scan.records import Ref
from indexer.usegraph.built import Build
from indexer.usegraph.nodes import Found, Member, Node
from indexer.usegraph.plain import Plain
from indexer.usegraph.reach import ANYWHERE, Reach
from indexer.usegraph.sight import mentioned


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a declaration to a source, both included; `by` is how its first doubtful step is
    made: the name of a set, "" where only a name is not sure, and `at` where that step ends."""

    path: tuple[Ref, ...]
    by: str = ""
    at: Ref | None = None


class Needs(Protocol):
    """What must occur where a member of a set is of use."""

    def __call__(self, name: str, node: int, /) -> frozenset[int]:
        """The nodes that must occur."""
        ...

    def signs(self, name: str, node: int, /) -> frozenset[str]:
        """Words of which one must be written; empty for none."""
        ...

    def written(self, at: int, /) -> frozenset[str]:
        """The words and signs of a node."""
        ...

    def asks(self, at: int, member: int, /) -> bool:
        """Whether a type may ask for an instance."""
        ...


Doubts = Callable[[int, int], bool]
"""Whether a node may name another only seemingly: (user, what it seems to name)."""


def no_doubts(_user: int, _named: int) -> bool:
    """Every name is what it seems."""
    return False


class Ways:
    """The ways to some sources: node → whether it is one for certain.  `programs` are sources as
    well, for what runs them.  Nothing leads through the nodes that are `closed`: of those it is
    known that they are in order."""

    def __init__(
        self,
        built: Build,
        sources: Mapping[int, bool],
        programs: Mapping[int, bool],
        needs: Needs,
        closed: frozenset[int] = frozenset(),
        doubts: Doubts = no_doubts,
        within: int = ANYWHERE,
    ) -> None:
        """`within` are the modules of what is asked about and all that these see, as a bit set."""
        self._within = within
        self._nodes = built.nodes
        self._numbers = built.numbers
        self._built, self._needs, self._doubts = built, needs, doubts
        self._sources, self._programs, self._closed = sources, programs, closed
        self._steps = (0, _Steps())  # of how many nodes, and these

    @cached_property
    def _certain(self) -> _Steps:
        """The ways that Lean is sure to take."""
        built, closed, doubts = self._built, self._closed, self._doubts
        sources = {node: True for node, is_certain in self._sources.items() if is_certain}
        near = None
        if not built.is_whole:
            near = Reach(built, sources, (), closed, sets=False, within=self._within).leading
        return _Pass(built, sources, {}, closed, self._needs, doubts=doubts).run(None, only=near)

    @cached_property
    def _plain(self) -> Plain:
        """All that may lead to a source, and what does so by names alone."""
        built, within = self._built, self._within
        run = Reach(built, self._programs, sets=False, within=within)
        found = Reach(built, self._sources, run.leading, self._closed, within=within)
        runs = Plain(built, run, self._programs, self._needs)
        return Plain(built, found, self._sources, self._needs, runs)

    def _plainly(self) -> _Steps:
        """The ways of what leads to a source by names alone, as far as was asked."""
        built, needs, plain = self._built, self._needs, self._plain
        if len(plain.found) != self._steps[0]:
            targets = all_targets(built)
            run = _Pass(built, self._programs, {}, frozenset(), needs)
            runs = run.run(targets, only=plain.runs.found if plain.runs else ()).next
            steps = _Pass(built, self._sources, runs, self._closed, needs, doubts=self._doubts)
            found = steps.run(targets, sets=plain.draws, only=plain.found)
            self._steps = len(plain.found), found
        return self._steps[1]

    @cached_property
    def _possible(self) -> _Steps:
        """The ways of all kinds; where some are asked for, all nodes are read."""
        built, needs, doubts = self._built, self._needs, self._doubts
        sources, programs, closed = self._sources, self._programs, self._closed
        if not sources and not programs:
            return self._certain
        built.read_all()
        run: Mapping[int, int] = {}
        if programs:
            steps = _Pass(built, programs, {}, frozenset(), needs).run(all_targets(built))
            run = steps.next
        plain = _Pass(built, sources, run, closed, needs, doubts=doubts)
        found = plain.run(all_targets(built), sets=True)
        narrow = narrowed(built, plain.met, needs) if plain.met else None
        if narrow:
            again = _Pass(built, sources, run, closed, needs, narrow, doubts)
            found = again.run(all_targets(built), sets=True)
        return found

    def certain(self, ref: Ref) -> Way | None:
        """The shortest certain way from a declaration to a source."""
        self._see(ref)
        return self._way(self._certain, ref)

    def possible(self, ref: Ref) -> Way | None:
        """A way of any kind, None where there is none."""
        self._see(ref)
        at = self._numbers.get(ref, -1)
        if not self._built.is_whole:
            if at not in self._plain.leading:
                return None
            if self._plain(at):
                return self._way(self._plainly(), ref)
        return self._way(self._possible, ref)

    def _see(self, ref: Ref) -> None:
        """Look everywhere, once something is asked about that nobody spoke of."""
        at = self._numbers.get(ref, -1)
        if at >= 0 and not self._within >> self._nodes[at].number & 1:
            self._within = ANYWHERE
            self._steps = (0, _Steps())
            for known in ("_certain", "_plain"):
                self.__dict__.pop(known, None)

    def _way(self, found: _Steps, ref: Ref) -> Way | None:
        at = self._numbers.get(ref, -1)
        if at not in found.next:
            return None
        path, by, end = [self._nodes[at].ref], "", None
        following = found.next[at]
        while following != at:
            if at in found.by and end is None:
                by, end = found.by[at], self._nodes[following].ref
            runs = at in found.runs
            at = following
            path.append(self._nodes[at].ref)
            if runs:  # what a program runs is its own matter
                path += [self._nodes[n].ref for n in _followed(found.run, at)]
                break
            following = found.next[at]
        return Way(tuple(path), by, end)


def _followed(next_of: Mapping[int, int], at: int) -> Iterator[int]:
    while next_of[at] != at:
        at = next_of[at]
        yield at


@dataclass(slots=True)
class _Steps:
    """For each node that leads to a source the next one on the way (a source leads to itself), how
    far it is, and how a doubtful step is made."""

    next: dict[int, int] = field(default_factory=dict)
    far: dict[int, int] = field(default_factory=dict)
    by: dict[int, str] = field(default_factory=dict)
    runs: set[int] = field(default_factory=set)  # those whose next is a program that they run
    run: Mapping[int, int] = field(default_factory=dict)  # for programs, the next one on the way


def certain_targets(node: Node) -> Iterator[tuple[int, bool]]:
    """What a node names for certain."""
    for part in (node.statement, node.body):
        yield from ((target, True) for target, certain in part.named.items() if certain)


Targets = Callable[[int, Node], Iterable[tuple[int, bool]]]
"""All that a node names or may name, and whether Lean is sure to take it so."""


def all_targets(built: Build) -> Targets:
    """Certain and possible ones, and the programs behind notation."""

    def targets(at: int, node: Node) -> Iterator[tuple[int, bool]]:
        for program in built.programs.get(at, ()):
            yield program, False
        for part in (node.statement, node.body):
            yield from part.named.items()
            yield from ((target, False) for _, target in part.fields)

    return targets


@dataclass(slots=True)
class _Leading:
    """The members of one set that lead to a source, as far as the pass has come: for each need the
    modules that hold one, as a bit set, and the first one of each module."""

    everywhere: int = 0  # those of all needs together
    modules: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The needs of members as bit sets, and for each node the bits that occur in it."""

    needs: Mapping[tuple[str, int], int]
    occurs: Sequence[int]


_Step = tuple[int, bool, Ref, int, bool]
"""How far it is, whether it is doubtful, where it leads to, that node, whether it is run there."""


class _Pass:
    """One pass over all nodes: to `sources`, and to the programs that `run` leads on from."""

    def __init__(
        self,
        built: Build,
        sources: Mapping[int, bool],
        run: Mapping[int, int],
        closed: frozenset[int],
        needs: Needs,
        narrowed: Narrowed | None = None,
        doubts: Doubts = no_doubts,
    ) -> None:
        self._doubts, self._needs = doubts, needs
        self._built = built
        self._nodes = built.nodes
        self._visibility: Visibility = built.table.visibility
        self._sources = sources
        self._closed = closed
        self._narrowed = narrowed
        self._leading: dict[str, _Leading] = defaultdict(_Leading)
        self.met: dict[tuple[str, int], None] = {}  # members that lead to a source
        self.steps = _Steps(run=run)

    def run(
        self,
        targets: Targets | None,
        *,
        sets: bool = False,
        only: Collection[int] | None = None,
    ) -> _Steps:
        """Go over all nodes once; those of a cycle twice.  Without `targets` only what is certain
        is followed.  `only` are the nodes that may lead anywhere, if it is known."""
        for node in self._sources:
            self.steps.next[node], self.steps.far[node] = node, 0
        if not self._sources and not self.steps.run:
            return self.steps
        events = self._events(only) if sets else iter(())
        event = next(events, None)
        order = self._built.order
        for group in order.groups if only is None else order.among(only):
            while event is not None and event[0] < order.place(group[0]):
                self._join(event[1], event[2])
                event = next(events, None)
            for _ in range(1 if len(group) == 1 else 2):
                for at in group:
                    if only is not None and at not in only:
                        continue
                    # a step is never changed, so that no way leads in a circle
                    if at not in self._closed and at not in self.steps.next:
                        self._step(at, targets, sets=sets)
        return self.steps

    def _step(self, at: int, targets: Targets | None, *, sets: bool) -> None:
        steps, node = self.steps, self._nodes[at]
        best = self._best(at, node, targets) if self._may_lead(at, node) else None
        by = None if best is None or not best[1] else ""
        if best is None and sets:
            drawn = self._drawn(node, at)
            if drawn is not None:
                by, target = drawn
                far = steps.far.get(target, 0)
                best = (far, True, self._nodes[target].ref, target, target not in steps.next)
        if best is None:
            return
        steps.next[at], steps.far[at] = best[3], best[0] + 1
        if by is not None:
            steps.by[at] = by
        if best[4]:
            steps.runs.add(at)

    def _may_lead(self, at: int, node: Node) -> bool:
        """Whether anything that a node names or may name leads on: of most nodes nothing does, and
        this is told in a moment."""
        return not all(map(self._is_apart, (node.statement, node.body))) or any(
            program in self.steps.next or program in self.steps.run
            for program in self._built.programs.get(at, ())
        )

    def _is_apart(self, part: Found) -> bool:
        following, run = self.steps.next, self.steps.run
        named = part.named.keys()
        if not named.isdisjoint(following) or (run and not named.isdisjoint(run)):
            return False
        return not any(target in following or target in run for _, target in part.fields)

    def _best(self, at: int, node: Node, targets: Targets | None) -> _Step | None:
        """The first step of the shortest way, one that is certain if there is any."""
        steps = self.steps
        found: list[_Step] = []
        for target, named in targets(at, node) if targets else certain_targets(node):
            if target == at:
                continue
            if target in steps.next:
                ref = self._nodes[target].ref
                found.append((steps.far[target], not named, ref, target, False))
            elif target in steps.run and (self._is_notation(target) or self._is_notation(at)):
                found.append((0, True, self._nodes[target].ref, target, True))
        doubted: list[_Step] = []
        for step in sorted(found):  # to tell whether a name is what it seems takes its time
            if targets and doubted and step[0] > doubted[0][0]:
                break  # whether a longer one is certain makes no difference
            if step[1]:
                doubted.append(step)
            elif self._doubts(at, step[3]):
                doubted += [(step[0], True, *step[2:])] if targets else []
            else:
                return step
        return min(doubted, default=None)

    def _is_notation(self, at: int) -> bool:
        return self._nodes[at].ref in self._built.notations

    def _drawn(self, node: Node, at: int) -> tuple[str, int] | None:
        """The first member of a set that leads to a source and that a node may draw on."""
        if not self._leading:
            return None
        seen = self._visibility.seen(node.number)
        occurs = self._narrowed.occurs[at] if self._narrowed else 0
        searched = (INSTANCES,) if node.is_type else (INSTANCES, DERIVED)
        for name in (*sorted(node.sets), *searched):
            leading = self._leading.get(name)
            if leading is None or not leading.everywhere & seen:
                continue
            for need, modules in leading.modules.items():
                if need & ~occurs:
                    continue
                hits = modules & seen
                if hits:
                    number = (hits & -hits).bit_length() - 1
                    found = leading.first[need, number]
                    if not node.is_type or name != INSTANCES or self._needs.asks(at, found):
                        return name, found
        return None

    def _join(self, name: str, member: Member) -> None:
        """From here on a member of a set can be drawn on."""
        is_program = member.node in self.steps.run and name[0] != "." and name not in NO_PROGRAMS
        if member.node not in self.steps.next and not is_program:
            return
        self.met[name, member.node] = None
        need = self._narrowed.needs.get((name, member.node), 0) if self._narrowed else 0
        names = (name,) if name in ASKED_FOR or name[0] == "." else (name, ANY_SET)
        for each in names:
            leading = self._leading[each]
            leading.everywhere |= 1 << member.number
            leading.modules[need] |= 1 << member.number
            leading.first.setdefault((need, member.number), member.node)

    def _events(
        self, only: Collection[int] | None
    ) -> Iterator[tuple[tuple[int, int, int], str, Member]]:
        """The members of all sets in the order in which they can be drawn on; those alone that may
        lead anywhere, if it is known."""
        order = self._visibility.order
        found = [
            ((order[m.number], m.start, 0), name, m)
            for name, members in self._built.members.items()
            for m in members
            if only is None or m.node in only or m.node in self._sources or m.node in self.steps.run
        ]
        found.sort(key=lambda event: (event[0], event[1], event[2].node))
        return iter(found)


def narrowed(built: Build, met: Iterable[tuple[str, int]], needs: Needs) -> Narrowed | None:
    """What members need as bits, and where those occur; None when none needs anything."""
    wanted = {(name, member): needs(name, member) for name, member in met}
    signs = {key: needs.signs(*key) for key in wanted}
    anchors = sorted({node for each in wanted.values() for node in each})
    said = sorted({each for each in signs.values() if each}, key=sorted)
    if not anchors and not said:
        return None
    bit = {node: 1 << at for at, node in enumerate(anchors)}
    bit_of_signs = {each: 1 << at for at, each in enumerate(said, len(anchors))}

    def own(at: int) -> int:
        found = bit.get(at, 0)
        if said and at < len(built.nodes):
            words = needs.written(at)
            found |= sum(b for each, b in bit_of_signs.items() if not words.isdisjoint(each))
        return found

    reached = closure(built.meant_in_order, built.meant.__getitem__, own)
    behind = len(built.nodes)
    names = sorted(name for name in built.members if name[0] == ".")
    place = {name: behind + at for at, name in enumerate(names)}
    occurs = []
    for at, node in enumerate(built.nodes):
        union = reached[at]
        for target in mentioned(node.body, place) if node.proof_only else ():
            union |= reached[target]
        occurs.append(union)
    needed = {
        key: sum(bit[n] for n in each) | bit_of_signs.get(signs[key], 0)
        for key, each in wanted.items()
    }
    return Narrowed(needed, occurs)
