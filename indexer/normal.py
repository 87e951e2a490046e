"""The normal form of what a reviewer has read: a statement and the definitions it depends on.

A form is words without layout, comments and documentation, in which every name of the projects is
written in full.  So it survives reformatting, moved files and another `open`, and it changes when a
word comes to mean something else, though it is still written the same.  Each algorithm that ever
made a pin stays here under its name, so that a better one leaves old pins as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from indexer.fingerprint import context_parts
from indexer.lean.lexer import is_ident
from indexer.model import Ref
from indexer.reading import Reader, bound_inside, without_proof_of_end
from indexer.resolve import Entry
from indexer.telescope import Words
from indexer.visibility import Visibility

STATEMENT = "statement"
RIVALS = "precedence of instances"

_PRIORITY = re.compile(r"\(\s*priority\s*:=[^)]*\)")

Pieces = dict[str, str]
"""What was read, in parts: "statement", "definition N" for every definition, "notation N", and
"precedence of instances" where several of one class compete."""


class Words1:
    """The first algorithm: words.  A definition that many statements depend on is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._definitions: dict[Ref, tuple[str, str]] = {}
        self._attributes: list[tuple[int, str]] | None = None

    def pieces(self, entry: Entry) -> Pieces:
        """What one reads who reads a statement."""
        found = {STATEMENT: " ".join(_statement(self._reader, entry))}
        for ref in self._reader.uses.cone(entry.ref):
            name, form = self._definition(ref)
            # two private definitions of one name are told apart by what they say
            found[name] = f"{found[name]} ; {form}" if name in found else form
        rivals = " ; ".join(self._rivals(entry))
        return {**found, RIVALS: rivals} if rivals else found

    def _rivals(self, entry: Entry) -> Iterator[str]:
        """Instances of one class in a statement's cone: which one Lean takes hangs on their
        priorities, on what attributes say of them, and on their order, the last one first."""
        uses = self._reader.uses
        cone = frozenset(uses.cone(entry.ref))
        groups: dict[tuple[str, frozenset[Ref]], list[Entry]] = defaultdict(list)
        for instance in uses.instances:
            if instance.entry.ref in cone:
                groups[instance.type_class, instance.anchors].append(instance.entry)
        for (name, _), entries in sorted(groups.items(), key=lambda item: item[0][0]):
            entries.sort(key=self._place)
            told = [f"{e.ref.name}{self._priority(e)}" for e in entries]
            late = list(self._switched(entry, {e.ref.name.rpartition(".")[2] for e in entries}))
            if len(told) > 1 or late:
                yield " ".join((name, ":", *told, *late))

    def _place(self, entry: Entry) -> tuple[int, int]:
        visibility = self._reader.uses.table.visibility
        return visibility.order[
            visibility.number(entry.project, entry.module)
        ], entry.declaration.start

    def _priority(self, entry: Entry) -> str:
        """` (priority := low)`, which stands between `instance` and the name; "" for none."""
        text = self._reader.sources(entry.ref) or ""
        found = _PRIORITY.search(text[entry.declaration.start : entry.declaration.body])
        return f" {found[0]}" if found else ""

    def _switched(self, entry: Entry, names: set[str]) -> Iterator[str]:
        """What attributes that a statement sees say of some instances."""
        visibility = self._reader.uses.table.visibility
        here = visibility.number(entry.project, entry.module)
        if self._attributes is None:
            self._attributes = list(_instance_attributes(visibility))
        for number, text in self._attributes:
            named = {word.rpartition(".")[2] for word in text.partition("]")[2].split()}
            if names & named and (number == here or visibility.may_see(here, number)):
                yield text

    def _definition(self, ref: Ref) -> tuple[str, str]:
        if ref not in self._definitions:
            self._definitions[ref] = _piece(self._reader, ref)
        return self._definitions[ref]


ALGORITHMS: Mapping[str, Callable[[Reader], Words1]] = {"words1": Words1}
CURRENT = "words1"


def _piece(reader: Reader, ref: Ref) -> tuple[str, str]:
    notation = reader.uses.notations.get(ref)
    if notation is not None:
        return f"notation {ref.name}", " ".join(_spelled(notation.text.split()))
    return f"definition {ref.name}", " ".join(_definition(reader, reader.uses.entries[ref]))


def _instance_attributes(visibility: Visibility) -> Iterator[tuple[int, str]]:
    """`attribute [-instance] a` and its like, with the number of the module."""
    for number, (_, module) in enumerate(visibility.modules):
        for scope in module.scopes:
            if scope.kind == "attribute" and "instance" in scope.text.partition("]")[0]:
                yield number, scope.text


def _statement(reader: Reader, entry: Entry) -> Iterator[str]:
    """Kind, binders (those of `variable` too), conclusion, and the options in force."""
    read = reader.statement(entry)
    words = [w for b in read.binders for w in b.words] + [":", *read.conclusion]
    yield entry.declaration.kind
    yield from _named(reader, entry, words)
    parts = context_parts(entry.module, entry.declaration)
    yield from sorted(p for p in parts if p.startswith("option "))


def _definition(reader: Reader, entry: Entry) -> Iterator[str]:
    """The same and, unlike a theorem's proof, the body."""
    yield from _statement(reader, entry)
    yield from _named(reader, entry, without_proof_of_end(reader.body(entry)))
    yield from sorted(a for a in entry.declaration.attributes if "implemented_by" in a)


def _named(reader: Reader, entry: Entry, words: Iterable[str]) -> Iterator[str]:
    """The words, names of the projects in full; names that are bound stay as they are."""
    words = tuple(words)
    bound = {n for b in reader.statement(entry).binders for n in b.names} | bound_inside(words)
    for word in _spelled(words):
        named = reader.meaning(word, entry) if is_ident(word) and word not in bound else []
        yield named[0].ref.name if len(named) == 1 and _is_whole(word, named[0]) else word


def _is_whole(word: str, entry: Entry) -> bool:
    """Whether a word names the declaration itself, not a part or a field of it."""
    return entry.ref.name.rpartition(".")[2] == word.rpartition(".")[2]


def _spelled(words: Iterable[str]) -> Words:
    """One spelling for arrows and functions."""
    return tuple({"->": "→", "λ": "fun", "↦": "=>", "forall": "∀"}.get(w, w) for w in words)


def claim_words(text: str) -> str:
    """A claim's own statement as it is compared: white space folded."""
    return " ".join(text.split())
