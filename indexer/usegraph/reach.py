"""Which nodes may lead to some sources at all, told by the words that are written.

To look up every word of Mathlib takes minutes, and next to nothing of it leads to a trouble.  A
declaration that uses another one writes its name, or what sets it off, or draws on a set that it is
in.  So one goes once over all modules in their order, passes by those that write no word of what
was found to lead there, and of the others reads only the nodes that do.  What may be meant is taken
as meant: fields of any type, and members of sets whatever they need.  So nothing that leads to a
source is missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from indexer.lean.names import halves
from indexer.lean.records import Declaration
from indexer.lean.syntax.lexer import is_ident
from indexer.names.automation import (
    ANY_SET,
    ANY_THEOREM,
    ASKED_FOR,
    DERIVED,
    ELSEWHERE,
    INSTANCES,
    NO_PROGRAMS,
    SEARCHES,
    sets_of,
    simplifies,
    words_drawing_on,
)
from indexer.names.behind import RUN
from indexer.names.notation import Notation, needs_no_word
from indexer.usegraph.built import Build
from indexer.usegraph.nodes import Found, Node
from indexer.usegraph.written import written_in

ANYWHERE = -1
"""The bit set of all modules there may be."""
_FOR_ALL = frozenset({INSTANCES, DERIVED, ELSEWHERE})
"""Sets that every declaration may draw on, whatever it writes."""


class Reach:
    """What may lead to some `sources`; `run` are nodes that lead to programs, which matter to what
    runs them.  Nothing leads through what is `closed`.  Without `sets` names alone are followed.
    Looked at are the modules of the bit set `within`, which see no others.
    """

    def __init__(
        self,
        built: Build,
        sources: Iterable[int],
        run: Iterable[int] = (),
        closed: frozenset[int] = frozenset(),
        *,
        sets: bool = True,
        within: int = ANYWHERE,
    ) -> None:
        self.leading: set[int] = set()
        # set → what of it leads there: the set that it is in, module and offset, the node
        self.joined: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
        self._within = within
        self._built = built
        self._nodes = built.nodes
        self._written = built.words
        self._visibility = built.table.visibility
        self._sets = sets
        self._run = frozenset(filter(self._is_within, run))
        # the parts of words that may lead to a source where they are written, and signs, each with
        # the modules in which that stands which they lead to
        self._parts: dict[str, int] = {}
        self._signs: dict[str, int] = defaultdict(int)
        self._unasked = 0  # the modules whose notation Lean runs by itself
        self._for_all = 0  # the modules from which on all may draw on what leads to a source
        self._simplifying = 0  # those from which on all that simplifies may
        self._drawn: dict[str, int] = {}  # set → the modules from which on it holds such a one
        self._drawing: dict[str, Sequence[str]] = {}  # set → parts of the words that draw on it
        for node in self._run:
            self._look_for(node)
            self._join(node, is_program=True)
        for node in filter(self._is_within, sources):
            self._lead(node)
        if self.leading or self._run:
            self._go(closed)

    def _is_within(self, at: int) -> bool:
        return bool(self._within >> self._nodes[at].number & 1)

    def _go(self, closed: frozenset[int]) -> None:
        order = self._built.order
        for number in order.modules:
            if self._within >> number & 1 and self._may_lead(number):
                for group in order.of_module(number):
                    self._go_over([at for at in group if at not in closed])

    def _go_over(self, group: Sequence[int]) -> None:
        """Find what leads there of some nodes that may use each other."""
        again = True
        while again:
            again = False
            for at in group:
                if at not in self.leading and self._reaches(at):
                    self._lead(at)
                    again = len(group) > 1

    def _may_lead(self, number: int) -> bool:
        """Whether anything in a module may lead there, as far as the pass has come."""
        seen = self._visibility.seen(number)
        return (
            bool((self._for_all | self._unasked | self._simplifying) & seen)
            or any(modules & seen for modules in self._signs.values())
            or self._is_seen(self._written.in_declarations(number), seen)
            or self._is_seen(self._written.in_variables(number), seen)
            or any(map(self._reaches, self._built.undeclared.get(number, ())))
        )

    # -- what leads --

    def _lead(self, at: int) -> None:
        self.leading.add(at)
        if at not in self._run:
            self._look_for(at)
        for name in self._names_of(at):
            field = f".{halves(name)[1]}"
            self._drawn[field] = self._drawn.get(field, 0) | 1 << self._nodes[at].number
        self._join(at, is_program=False)

    def _look_for(self, at: int) -> None:
        """From here on what may name a node, or set it off, is read."""
        node = self._nodes[at]
        self._look_for_names(self._names_of(at), 1 << node.number)
        if node.ref in self._built.notations:
            for notation in self._built.alike.get(node.ref, (self._built.notations[node.ref],)):
                self._look_for_notation(notation, 1 << node.number)

    def _names_of(self, at: int) -> Iterator[str]:
        for entry in self._built.table.entries.get(self._nodes[at].ref, ()):
            yield entry.ref.name
            yield from entry.declaration.members
        yield from self._written.made.get(at, ())

    def _look_for_names(self, names: Iterable[str], modules: int) -> None:
        """Names of what stands in these modules."""
        queue = [halves(name)[1] for name in names]
        for part in queue:
            if modules & ~self._parts.get(part, 0):
                self._look_for_part(part, modules)
                queue += self._written.other_names.get(part, ())

    def _look_for_part(self, part: str, modules: int) -> None:
        self._parts[part] = self._parts.get(part, 0) | modules

    def _look_for_notation(self, notation: Notation, modules: int) -> None:
        self._look_for_names(notation.may_declare, modules)
        for trigger in notation.triggers:
            if needs_no_word(trigger) or not RUN.isdisjoint(trigger):
                self._unasked |= modules
                continue
            word = max(trigger, key=lambda w: (is_ident(w), len(w), w))
            if is_ident(word):
                self._look_for_part(halves(word)[1], modules)
            if len(word) == 1 and not (word.isascii() and word.isalnum()):
                self._signs[word] |= modules  # a letter too, which counts inside a word as well

    # -- sets --

    def _join(self, at: int, *, is_program: bool) -> None:
        """From here on the sets that a node is in hold one that leads to a source."""
        if not self._sets:
            return
        for name, number, start in self._sets_of(at):
            if is_program and (name in NO_PROGRAMS):
                continue
            for each in (name,) if name in ASKED_FOR else (name, ANY_SET):
                self.joined[each].append((name, number, start, at))
                self._open(each, number)

    def _sets_of(self, at: int) -> Iterator[tuple[str, int, int]]:
        yield from self._written.sets.get(at, ())
        if ANY_THEOREM in self._built.members:
            for entry in self._built.table.entries.get(self._nodes[at].ref, ()):
                if entry.declaration.kind in ("theorem", "axiom"):
                    yield ANY_THEOREM, self._nodes[at].number, entry.declaration.end

    def _open(self, name: str, number: int) -> None:
        if name in _FOR_ALL:
            self._for_all |= 1 << number
            return
        if self._drawn.get(name, 0) >> number & 1:
            return
        self._drawn[name] = self._drawn.get(name, 0) | 1 << number
        if name not in self._drawing:
            self._drawing[name] = self._look_for_users(name)
        for part in self._drawing[name]:
            self._look_for_part(part, 1 << number)
        if name in sets_of(("simp",), self._built.drawn):
            self._simplifying |= 1 << number

    def _look_for_users(self, name: str) -> Sequence[str]:
        """From here on what may draw on a set by notation is read; the parts of words that do."""
        for ref, sets in self._built.macro_sets.items():
            if name in sets:
                for notation in self._built.alike.get(ref, (self._built.notations[ref],)):
                    self._look_for_notation(notation, 1 << notation.number)
        words = SEARCHES if name == ANY_THEOREM else words_drawing_on(name, self._built.drawn)
        return [halves(word)[1] for word in words]

    # -- one node --

    def _reaches(self, at: int) -> bool:
        node = self._nodes[at]
        if self._for_all and self._for_all & self._visibility.seen(node.number):
            return True
        if not node.is_read and not self._may_use(at, node):
            return False
        is_notation = node.ref in self._built.notations
        for program in self._built.programs.get(at, ()):
            if program in self.leading or program in self._run:
                return True
        return (
            self._leads(node.statement, is_notation)
            or self._leads(node.body, is_notation)
            or self._draws(node)
        )

    def _leads(self, part: Found, is_notation: bool) -> bool:
        targets = (*part.named, *(target for _, target in part.fields))
        if not self.leading.isdisjoint(targets):
            return True
        run = (target for target in targets if target in self._run)
        return any(is_notation or self._is_notation(target) for target in run)

    def _is_notation(self, at: int) -> bool:
        return self._nodes[at].ref in self._built.notations

    def _draws(self, node: Node) -> bool:
        if not self._sets:
            return False
        seen = self._visibility.seen(node.number)
        return any(self._drawn.get(name, 0) & seen for name in node.sets)

    def _may_use(self, at: int, node: Node) -> bool:
        """Whether a node that nobody read has to be: it writes a word of what leads to a source."""
        owner = self._built.derived_from.get(at)
        if owner is not None:
            return owner in self.leading or self._may_use(owner, self._nodes[owner])
        entries = self._built.table.entries.get(node.ref)
        if not entries:
            return True
        seen = self._visibility.seen(node.number)
        return (
            bool(self._unasked & seen)
            or self._is_seen(self._written.in_variables(node.number), seen)
            or any(self._writes(entry.declaration, seen) for entry in entries)
        )

    def _writes(self, declaration: Declaration, seen: int) -> bool:
        return (
            self._is_seen(written_in(declaration), seen)
            or (bool(self._simplifying & seen) and _may_simplify(declaration))
            or self._writes_sign(declaration, seen)
        )

    def _is_seen(self, written: Set[str], seen: int) -> bool:
        """Whether one of some parts of words is looked for, and what it may lead to in sight."""
        return any(self._parts[part] & seen for part in self._parts.keys() & written)

    def _writes_sign(self, declaration: Declaration, seen: int) -> bool:
        texts = (declaration.statement, declaration.given, declaration.signs)
        return any(
            modules & seen and any(sign in text for text in texts)
            for sign, modules in self._signs.items()
        )


def _may_simplify(declaration: Declaration) -> bool:
    """Whether a tactic that simplifies may run, written or unseen: to prove a bound of `xs[i]`, or
    that recursion ends."""
    own = halves(declaration.name)[1]
    return (
        simplifies(declaration.given)
        or "[" in declaration.signs
        or (own in declaration.given and own in written_in(declaration))
    )
