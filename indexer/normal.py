"""The normal form of what a reviewer has read: a statement and the definitions it depends on.

A form is words without layout, comments and documentation, in which every name of the projects is
written in full.  So it survives reformatting, moved files and another `open`, and it changes when a
word comes to mean something else, though it is still written the same.  Each algorithm that ever
made a pin stays here under its name, so that a better one leaves old pins as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from indexer.fingerprint import context_parts
from indexer.lean.lexer import is_ident
from indexer.model import Ref
from indexer.props import Words
from indexer.reading import Reader, bound_inside, without_proof_of_end
from indexer.resolve import Entry

STATEMENT = "statement"

Pieces = dict[str, str]
"""What was read, in parts: "statement", "definition N" for every definition, "notation N"."""


class Words1:
    """The first algorithm: words.  A definition that many statements depend on is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._definitions: dict[Ref, tuple[str, str]] = {}

    def pieces(self, entry: Entry) -> Pieces:
        """What one reads who reads a statement."""
        found = {STATEMENT: " ".join(_statement(self._reader, entry))}
        for ref in self._reader.uses.cone(entry.ref):
            name, form = self._definition(ref)
            # two private definitions of one name are told apart by what they say
            found[name] = f"{found[name]} ; {form}" if name in found else form
        return found

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
