"""A conclusion that is assumed."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.props import Key, Prop, Sense, conjuncts, key, one_by_one, read
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
    """One for each hypothesis that is, itself or unfolded, all that is concluded."""
    given: dict[Key, str] = {}
    for spelling in (lambda prop: prop, lambda prop: _unfolded(prop, said.sense)):
        for text, prop in said.hypotheses:
            given.update(dict.fromkeys(_parts(spelling(prop)), text))
    for conclusion in (said.conclusion, _unfolded(said.conclusion, said.sense)):
        wanted = _parts(conclusion)
        if all(part in given for part in wanted):
            yield Hollow(f"its conclusion is its own hypothesis `{given[wanted[0]]}`")
    yield from _in_general(said)


def _parts(prop: Prop) -> list[Key]:
    return [key(part) for part in conjuncts([prop])]


def _in_general(said: Said) -> Iterator[Hollow]:
    """A conclusion that is, with the last names before it, what a hypothesis says of all: in
    `(h : ∀ x, f x ≤ x) : ∀ y, f y ≤ y` one telescope holds both."""
    assumed = list(one_by_one(said.assumed))
    for at, hypothesis in enumerate(assumed):
        law = read(hypothesis.type)
        size = len(list(one_by_one(law.binders))) if law.kind == "all" else 0
        if 0 < size < len(assumed) - at:
            whole = Prop("all", (said.conclusion,), binders=tuple(assumed[-size:]))
            if key(whole) == key(law):
                yield Hollow(f"its conclusion is its own hypothesis `{hypothesis.text}`")


def _unfolded(prop: Prop, sense: Sense) -> Prop:
    """An atom's definition, a few steps deep."""
    for _ in range(3):
        inner = sense.unfold(prop.left, False) if prop.kind == "atom" else None
        if inner is None:
            break
        prop = inner
    return prop
