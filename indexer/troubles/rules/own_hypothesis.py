"""A conclusion that is assumed."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.terms.plain_truth import Sense, conjuncts, is_logic
from indexer.terms.propositions import Key, Prop, key, one_by_one, read
from indexer.troubles.records import Effect, Hollow, Rule, Said

RULE = Rule(
    id="own-hypothesis",
    title="A conclusion is one of its own hypotheses",
    why="Whoever can use the theorem has what it says already.",
    way_out="prove it from what is known without it",
    effect=Effect.HOLLOW,
    example="theorem rot (n : Nat) (h : n < 3) : n < 3 := h",
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each hypothesis that is all that is concluded; a law of logic hides nothing."""
    if not is_logic(said.assumed, said.conclusion):
        yield from restated(said)


def restated(said: Said) -> Iterator[Hollow]:
    """One for each hypothesis that is, itself or unfolded, all that is concluded."""
    conclusions = _spellings(said.conclusion, said.sense)
    shapes = {(part.kind, part.op) for said_as in conclusions for part in conjuncts([said_as])}
    given: dict[Key, str] = {}
    for text, prop in said.hypotheses:
        for part in conjuncts(_spellings(prop, said.sense)):
            if (part.kind, part.op) in shapes:  # to compare costs more than all else
                given.setdefault(key(part), text)
    for conclusion in conclusions if given else ():
        wanted = [key(part) for part in conjuncts([conclusion])]
        if all(part in given for part in wanted):
            yield Hollow(f"its conclusion is its own hypothesis `{given[wanted[0]]}`")
    yield from _in_general(said)


def _in_general(said: Said) -> Iterator[Hollow]:
    """A conclusion that is, with the last names before it, what a hypothesis says of all: in
    `(h : ∀ x, f x ≤ x) : ∀ y, f y ≤ y` one telescope holds both."""
    assumed = list(one_by_one(said.assumed))
    shape = (said.conclusion.kind, said.conclusion.op)
    for at, hypothesis in enumerate(assumed):
        law = read(hypothesis.type)
        if law.kind != "all" or (law.parts[0].kind, law.parts[0].op) != shape:
            continue
        size = len(list(one_by_one(law.binders)))
        if 0 < size < len(assumed) - at:
            whole = Prop("all", (said.conclusion,), binders=tuple(assumed[-size:]))
            if key(whole) == key(law):
                yield Hollow(f"its conclusion is its own hypothesis `{hypothesis.text}`")


def _spellings(prop: Prop, sense: Sense) -> list[Prop]:
    """A proposition, and what an atom's definition makes of it, a few steps deep."""
    found = prop
    for _ in range(3):
        inner = sense.unfold(found.left, False) if found.kind == "atom" else None
        if inner is None:
            break
        found = inner
    return [prop] if found is prop else [prop, found]
