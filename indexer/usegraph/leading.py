"""Which declarations of a very large tree have to be read: those that some sources can be reached
from, and those that the statements of claims rest on.

To look up every word of Mathlib takes minutes, and next to nothing of it leads to a trouble.  A
declaration that uses another one writes its name, or what sets it off.  So whoever may use a source
is found by the words that are written, is read then, and so on from there: what is left unread
leads to none of them for certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.lean.records import Declaration
from indexer.names.automation import ANY_THEOREM, Instance
from indexer.names.behind import RUN
from indexer.names.notation import Notation, needs_no_word
from indexer.names.resolver import Entry, Table, components, halves, parse_open
from indexer.scan.records import Ref


@dataclass(frozen=True, slots=True)
class Basis:
    """What is asked of a use graph: what the statements of `claims` (names) mean, and what leads to
    `troubles`."""

    claims: frozenset[str]
    troubles: tuple[Ref, ...]


class Written:
    """Who writes what: the component of a name → the places of the declarations that hold it."""

    def __init__(self, table: Table, declarations: Sequence[Declaration]) -> None:
        self._table = table
        self._declarations = declarations
        self._by_part: dict[str, list[int]] = defaultdict(list)
        for at, declaration in enumerate(declarations):
            for part in _parts(declaration):
                self._by_part[part].append(at)
        self._also = _other_names(table)

    def by_name(self, names: Iterable[str]) -> Iterator[int]:
        """Those that may write one of these full names, or one that stands for it."""
        lasts = dict.fromkeys(halves(name)[1] for name in names)
        queue = list(lasts)
        for last in queue:
            fresh = [n for n in self._also.get(last, ()) if n not in lasts]
            lasts.update(dict.fromkeys(fresh))
            queue += fresh
            yield from self._by_part.get(last, ())

    def by_word(self, words: Iterable[str]) -> Iterator[int]:
        """Those that write one of these words."""
        for word in words:
            yield from self._by_part.get(word, ())

    def by_trigger(self, trigger: frozenset[str]) -> Iterator[int]:
        """Those that may hold all words of a trigger of notation, or run such a word unseen."""
        if needs_no_word(trigger) or not RUN.isdisjoint(trigger):
            yield from range(len(self._declarations))
            return
        names = [w for w in trigger if w in self._by_part]
        rarest = min(names, key=lambda w: len(self._by_part[w]), default=None)
        if rarest is not None:
            yield from self._by_part[rarest]
            return
        signs = [self._by_sign.get(w, []) for w in trigger if len(w) == 1]
        yield from min(signs, key=len, default=[])

    @cached_property
    def _by_sign(self) -> dict[str, list[int]]:
        """The same for single signs."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, declaration in enumerate(self._declarations):
            signs = set(declaration.statement).union(*declaration.symbols)
            for sign in signs:
                if not sign.isalnum():
                    found[sign].append(at)
        return found


def _parts(declaration: Declaration) -> set[str]:
    """The components of all names in a declaration, and the bare words of tactics."""
    found = {declaration.keyword}
    names = (*declaration.statement_names, *declaration.body_names, *declaration.parents)
    for name in names:
        if "." in name or "«" in name:
            found.update(components(name.lstrip(".")))
        else:
            found.add(name)
            if name[-1] in "?!":
                found.add(name.rstrip("?!"))
    return found


def _other_names(table: Table) -> dict[str, list[str]]:
    """Last component → those of aliases of it, and what `open … renaming` calls it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, targets in table.aliases.items():
        for target, _ in targets:
            found[halves(target)[1]].append(halves(name)[1])
    for project in table.index.projects:
        for module in project.modules:
            for scope in module.scopes:
                if scope.kind == "open" and "renaming" in scope.text:
                    for item in parse_open(scope.text):
                        for old, new in item.renames:
                            found[old.rpartition(".")[2]].append(new)
    return found


class Search:
    """Reads what has to be read, with a builder's own means: `read` looks up the words of the
    declaration of a node, and `targets` gives what a node uses, once it is read."""

    def __init__(
        self,
        table: Table,
        entries: Sequence[Entry],
        places: Sequence[int],
        read: Callable[[Entry], None],
        targets: Callable[[int], Iterable[int]],
        drawn: Callable[[int], Iterable[int]],
        stated: Callable[[int], Iterable[int]],
    ) -> None:
        self._entries = entries
        self._place = {node: at for at, node in enumerate(places)}
        self._nodes = places
        self._read = read
        self._targets = targets
        self._drawn = drawn
        self._stated = stated
        self._done: set[int] = set()
        self._visibility = table.visibility
        self._table = table
        self._users: dict[int, list[int]] = defaultdict(list)
        self._leading: set[int] = set()
        self._queue: list[int] = []

    def _look(self, node: int) -> None:
        """Read a node's declaration, once; note whom it uses."""
        if node not in self._done:
            self._done.add(node)
            at = self._place.get(node)
            if at is not None:
                self._read(self._entries[at])
            for target in (*self._targets(node), *self._drawn(node)):
                self._users[target].append(node)
                if target in self._leading:
                    self._lead(node)

    def _lead(self, node: int) -> None:
        if node not in self._leading:
            self._leading.add(node)
            self._queue.append(node)

    def cones(
        self,
        claims: Iterable[int],
        instances: Sequence[Instance],
        numbers: dict[Ref, int],
    ) -> None:
        """Read the claims and all that the meaning of their statements may depend on: through
        statements of all, bodies of definitions, and instances whose types are all met."""
        seen: set[int] = set()
        stack: list[int] = []
        for claim in claims:
            self._look(claim)
            stack += self._stated(claim)
        waiting: dict[int, list[tuple[set[int], int]]] = defaultdict(list)
        for instance in instances:
            if instance.anchors and instance.gives_meaning:
                missing = {numbers[a] for a in instance.anchors}
                pair = (missing, numbers[instance.entry.ref])
                for anchor in missing:
                    waiting[anchor].append(pair)
        while stack:
            here = stack.pop()
            if here in seen:
                continue
            seen.add(here)
            at = self._place.get(here)
            if at is None or self._entries[at].declaration.kind != "theorem":
                self._look(here)
                stack.extend(self._targets(here))
            for missing, node in waiting.pop(here, ()):
                missing.discard(here)
                if not missing:
                    stack.append(node)

    def leading(
        self,
        sources: Iterable[int],
        notations: dict[int, list[Notation]],
        sets: dict[int, list[str]],
        searches: frozenset[str],
    ) -> bool:
        """Read all that may lead to a source; whether that could be told by words.  It cannot once
        a lemma that nobody names leads there: `sets` are those that a node is in."""
        written = Written(self._table, [e.declaration for e in self._entries])
        for node in notations:
            self._look(node)
        for node in sources:
            self._lead(node)
        made = self._made_names()
        aliased = self._members_of
        while self._queue:
            node = self._queue.pop()
            if node in sets and {*sets[node]} != {ANY_THEOREM}:
                return False
            for user in self._users[node]:
                self._lead(user)
            at = self._place.get(node)
            places: list[int] = []
            if at is not None:
                entry = self._entries[at]
                places += written.by_name((entry.ref.name, *aliased(entry), *made.get(node, ())))
            for notation in notations.get(node, ()):
                for trigger in notation.triggers:
                    places += written.by_trigger(trigger)
                places += written.by_name(notation.may_declare)
            number = self._number(node, notations)
            if node in sets:  # in no set but the one that tactics search through
                for place in written.by_word(searches):
                    if self._sees(place, number):
                        self._look(self._nodes[place])
                        self._lead(self._nodes[place])
            for place in places:
                user = self._nodes[place]
                if user not in self._done and self._sees(place, number):
                    self._look(user)
        return True

    def _number(self, node: int, notations: dict[int, list[Notation]]) -> int:
        at = self._place.get(node)
        if at is None:
            return notations[node][0].number if node in notations else -1
        entry = self._entries[at]
        return self._visibility.number(entry.project, entry.module)

    def _sees(self, place: int, number: int) -> bool:
        entry = self._entries[place]
        here = self._visibility.number(entry.project, entry.module)
        return number < 0 or self._visibility.may_see(here, number)

    @staticmethod
    def _members_of(entry: Entry) -> Iterator[str]:
        yield from entry.declaration.members

    def _made_names(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        node_of = {id(e): self._nodes[at] for at, e in enumerate(self._entries)}
        for name, entries in self._table.made.items():
            for entry in entries:
                node = node_of.get(id(entry))
                if node is not None:
                    found[node].append(name)
        return found
