"""The words of one index: who writes what, and by which names and sets a node may be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from sys import intern

from indexer.base.closures import reached
from indexer.lean.names import components, halves
from indexer.lean.records import SEPARATOR, Declaration, join_words
from indexer.names.notation import plain_words
from indexer.names.opened import parse_open
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.usegraph.nodes import Node


class Written:
    """The words of one index, of each module once somebody asks for them: of a large tree it is
    told so in a moment which modules may speak of something.  Words are held by their parts."""

    def __init__(
        self,
        table: Table,
        nodes: Sequence[Node],
        by_module: Sequence[Sequence[int]],
        numbers: Mapping[Ref, int],
        members: Mapping[str, Iterable[tuple[int, int, int]]],
    ) -> None:
        """`by_module` are the `nodes` of each module, and `numbers` those of the nodes; `members`
        gives what is in each set: the node, and the module and offset from which on."""
        self._table = table
        self._nodes = nodes
        self._by_module = by_module
        self._numbers = numbers
        self._members = members
        self._in_declarations: dict[int, Set[str]] = {}
        self._in_variables: dict[int, Set[str]] = {}

    def in_declarations(self, number: int) -> Set[str]:
        """The parts of all words that the declarations of a module write."""
        found = self._in_declarations.get(number)
        if found is None:
            refs = (self._nodes[at].ref for at in self._by_module[number])
            entries = (e for ref in refs for e in self._table.entries.get(ref, ()))
            parts = written_in(*(entry.declaration for entry in entries))
            found = self._in_declarations[number] = frozenset(map(intern, parts))
        return found

    def in_variables(self, number: int) -> Set[str]:
        """The parts of all words that a module writes in a `variable`."""
        found = self._in_variables.get(number)
        if found is None:
            module = self._table.visibility.modules[number][1]
            texts = {scope.text for scope in module.scopes if scope.kind == "variable"}
            parts = parts_in(word for text in texts for word in plain_words(text))
            found = self._in_variables[number] = frozenset(map(intern, parts))
        return found

    def holds_any(self, number: int, parts: Set[str]) -> bool:
        """Whether a module writes one of some parts."""
        return not (
            parts.isdisjoint(self.in_declarations(number))
            and parts.isdisjoint(self.in_variables(number))
        )

    @cached_property
    def other_names(self) -> Mapping[str, Sequence[str]]:
        """Last component → those of aliases of it, and what `open … renaming` calls it."""
        return _other_names(self._table)

    def lasts(self, entries: Iterable[Entry]) -> Set[str]:
        """The last components of all names of some declarations, with what else calls them so."""
        names = (
            name
            for entry in entries
            for name in (
                entry.ref.name,
                *entry.declaration.members,
                *self.made.get(self._numbers[entry.ref], ()),
            )
        )
        others = self.other_names
        return reached((halves(name)[1] for name in names), lambda part: others.get(part, ()))

    @cached_property
    def made(self) -> Mapping[int, Sequence[str]]:
        """Node → the names that its attributes make."""
        found: dict[int, list[str]] = defaultdict(list)
        for name, entries in self._table.made.items():
            for entry in entries:
                found[self._numbers[entry.ref]].append(name)
        return found

    @cached_property
    def sets(self) -> Mapping[int, Sequence[tuple[str, int, int]]]:
        """Node → the sets that it is in, each with the module and the offset from which on."""
        found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        for name, members in self._members.items():
            for node, number, start in members:
                found[node].append((name, number, start))
        return found


def written_in(*declarations: Declaration) -> set[str]:
    """The parts of all words of declarations."""
    return parts_in(
        words for d in declarations for words in (d.stated, d.given, d.keyword, *d.parents)
    )


def parts_in(words: Iterable[str]) -> set[str]:
    """The components of names, each also without the `?` or `!` that a tactic may have at its end;
    of words that are joined, those of each.

    Of a large tree this is asked of millions of words: nothing is done for each word by itself but
    where its letters ask for it.
    """
    text = join_words(words)
    found = set(text.replace(".", SEPARATOR).split(SEPARATOR))
    if "«" in text:  # in which a dot may stand
        odd = (word for word in text.split(SEPARATOR) if "«" in word)
        found.update(part for word in odd for part in components(word.lstrip(".")))
    if "?" in text or "!" in text:
        found.update([part.rstrip("?!") for part in found if part[-1:] in ("?", "!")])
    found.discard("")
    return found


def _other_names(table: Table) -> dict[str, list[str]]:
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
