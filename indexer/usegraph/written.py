"""The words of one index: who writes what, and by which names and sets a node may be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from indexer.lean.names import components, halves
from indexer.names.notation import plain_words
from indexer.names.opened import parse_open
from indexer.names.table import Table
from indexer.scan.records import Ref


class Written:
    """The words of one index: which hold a component, and which modules have it in a `variable`."""

    def __init__(
        self,
        table: Table,
        numbers: Mapping[Ref, int],
        members: Mapping[str, Iterable[tuple[int, int, int]]],
    ) -> None:
        """`numbers` are those of the nodes; `members` gives what is in each set: the node, and the
        module and offset from which on."""
        self._table = table
        self._numbers = numbers
        self._members = members

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that are written in declarations."""
        found: set[str] = set()
        for entries in self._table.entries.values():
            for entry in entries:
                declaration = entry.declaration
                found.update(declaration.statement_names)
                found.update(declaration.body_names)
                found.update(declaration.parents)
                found.add(declaration.keyword)
        return frozenset(found)

    @cached_property
    def with_part(self) -> Mapping[str, Sequence[str]]:
        """Component of a name, or tactic without its `?` or `!` → the words that hold it."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            for part in parts_of(word):
                found[part].append(word)
        return found

    @cached_property
    def in_variables(self) -> Mapping[str, Set[int]]:
        """The same component → the numbers of the modules that write it in a `variable`."""
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for number, (_, module) in enumerate(self._table.visibility.modules):
            texts = {scope.text for scope in module.scopes if scope.kind == "variable"}
            for word in {word for text in texts for word in plain_words(text)}:
                for part in parts_of(word):
                    found[part][number] = None
        return {part: numbers.keys() for part, numbers in found.items()}

    @cached_property
    def other_names(self) -> Mapping[str, Sequence[str]]:
        """Last component → those of aliases of it, and what `open … renaming` calls it."""
        return _other_names(self._table)

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


def parts_of(word: str) -> Iterator[str]:
    """The components of a name, also without a `?` or `!` at its end."""
    if "." in word or "«" in word:
        yield from components(word.lstrip("."))
    else:
        yield word
    if word[-1:] in ("?", "!"):
        yield from components(word.lstrip(".").rstrip("?!"))[-1:]


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
