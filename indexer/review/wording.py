"""What is read of a statement or a definition, in words: names in full, comments away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.judge.proofs import without_proofs
from indexer.judge.reading import Reader, bound_inside, without_proof_of_end
from indexer.lean.syntax.lexer import is_ident
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.names.visibility import Visibility
from indexer.scan.records import Ref
from indexer.terms.alpha import used
from indexer.terms.fingerprint import (
    MEANINGLESS,
    PROPOSITIONS,
    Binder,
    included_at,
    needed,
    spelled,
)
from indexer.terms.fingerprint import binders as split_binders
from indexer.terms.fingerprint import words as words_of
from indexer.terms.propositions import without_default


def piece(reader: Reader, ref: Ref, *, proofs: bool = True) -> tuple[str, str]:
    """The name and the words of one thing that is read, with its `proofs` or without."""
    notation = reader.uses.notations.get(ref)
    if notation is not None:
        return f"notation {ref.name}", " ".join(spelled(notation.text.split()))
    entry = reader.uses.entries[ref]
    words = _definition(reader, entry) if proofs else _defined(reader, entry)
    return f"definition {ref.name}", " ".join(words)


def instance_attributes(visibility: Visibility) -> Iterator[tuple[int, str]]:
    """`attribute [-instance] a` and its like, with the number of the module."""
    for number, (_, module) in enumerate(visibility.modules):
        for scope in module.scopes:
            if scope.kind == "attribute" and "instance" in scope.text.partition("]")[0]:
                yield number, scope.text


def statement_words(
    reader: Reader, entry: Entry, binders: Iterable[Binder] | None = None
) -> Iterator[str]:
    """Kind, binders (those of `variable` too), conclusion, and the options in force."""
    read = reader.statement(entry)
    given = read.binders if binders is None else binders
    words = [w for b in given for w in b.words] + [":", *read.conclusion]
    yield entry.declaration.kind
    yield from _named(reader, entry, words)
    scopes = scope_chain(entry.module, entry.declaration.scope)
    options = (s.text for s in scopes if s.kind == "set_option")
    yield from sorted(f"option {o}" for o in options if not o.startswith(MEANINGLESS))


def _definition(reader: Reader, entry: Entry) -> Iterator[str]:
    """The same and, unlike a theorem's proof, the body."""
    yield from statement_words(reader, entry)
    yield from _named(reader, entry, without_proof_of_end(reader.body(entry)))
    yield from sorted(a for a in entry.declaration.attributes if "implemented_by" in a)


def _defined(reader: Reader, entry: Entry) -> Iterator[str]:
    """The same, but for proofs in the body and for `variable`s that it only seems to mention."""
    body = without_proof_of_end(without_proofs(reader, entry))
    yield from statement_words(reader, entry, taken_over(reader, entry, body))
    yield from _named(reader, entry, body)
    yield from sorted(a for a in entry.declaration.attributes if "implemented_by" in a)


def taken_over(reader: Reader, entry: Entry, body: Sequence[str] = ()) -> tuple[Binder, ...]:
    """A statement's binders without the `variable`s that it, and this body, do not mention."""
    given = reader.statement(entry).binders
    own = words_of(entry.declaration.statement)
    written = split_binders(own)[0]
    count = len(given) - len(written)
    if entry.declaration.kind in PROPOSITIONS:
        written = list(given[count:])  # what a caller may leave out of a theorem is his business
    else:
        written = [_filled_in(reader, entry, binder) for binder in written]
    names = [name for binder in given[:count] for name in binder.names]
    if not names:
        return (*given[:count], *written)
    mentioned = used([*own, *body], names)
    here = included_at(entry.module, entry.declaration)
    return (*needed(given[:count], {*mentioned, *here}), *written)


def _filled_in(reader: Reader, entry: Entry, binder: Binder) -> Binder:
    """A binder of a definition as it is written: who leaves an argument out gets its default.  How
    a hypothesis is proved that is left out says nothing."""
    plain = Binder(binder.bracket, binder.names, without_default(binder.type))
    default = binder.type[len(plain.type) :]
    return plain if default[1:2] == ("by",) and reader.is_law(plain.type, entry) else binder


def _named(reader: Reader, entry: Entry, words: Iterable[str]) -> Iterator[str]:
    """The words, names of the projects in full; names that are bound stay as they are."""
    words = tuple(words)
    bound = {n for b in reader.statement(entry).binders for n in b.names} | bound_inside(words)
    for word in spelled(words):
        named = reader.meaning(word, entry) if is_ident(word) and word not in bound else []
        yield named[0].ref.name if len(named) == 1 and _is_whole(word, named[0]) else word


def _is_whole(word: str, entry: Entry) -> bool:
    """Whether a word names the declaration itself, not a part or a field of it."""
    return entry.ref.name.rpartition(".")[2] == word.rpartition(".")[2]
