"""A conclusion that is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.terms.conflicts import conjuncts
from indexer.terms.plain_truth import is_logic
from indexer.terms.propositions import Key, Prop, key, one_by_one, read, strip
from indexer.terms.sense import Sense
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
    for text in restating(said, in_part=False):
        yield Hollow(f"its conclusion is its own hypothesis `{text}`")
    yield from _in_general(said)


def restating(said: Said, *, in_part: bool) -> Iterator[str]:
    """The first of the hypotheses that hold all that is concluded, as it is written or unfolded;
    `in_part` also where the definition of a hypothesis says more than that.

    What one definition says of other arguments is another thing: `Alike x y → Alike y x` is a law.
    And of two definitions that are unfolded, the one that says less is no disguise of the other.
    """
    conclusions = _spellings(said.conclusion, said.sense)
    shapes = {(part.kind, part.op) for found in conclusions for part in conjuncts([found])}
    given: dict[Key, list[_Given]] = {}
    for text, prop in said.hypotheses:
        for found in _spellings(prop, said.sense):
            parts = list(conjuncts([found]))
            one = _Given(text, _head(prop) if found is not prop else "", len(parts))
            for part in parts:
                if (part.kind, part.op) in shapes:  # to compare costs more than all else
                    given.setdefault(key(part), []).append(one)
    for conclusion in conclusions if given else ():
        head = _head(said.conclusion) if conclusion is not said.conclusion else ""
        wanted = [key(part) for part in conjuncts([conclusion])]
        size = _ANY if in_part and not head else len(wanted)
        met = [[g for g in given.get(part, ()) if g.is_meant(head, size)] for part in wanted]
        if all(met):
            yield met[0][0].text


_ANY = 1 << 30


@dataclass(frozen=True, slots=True)
class _Given:
    """A hypothesis, the definition that was unfolded to read it (or none), and how many things it
    says."""

    text: str
    head: str
    size: int

    def is_meant(self, head: str, size: int) -> bool:
        """Whether a conclusion of so many things, unfolded from a definition or not, is this."""
        return not self.head or (head != self.head and size >= self.size)


def _head(prop: Prop) -> str:
    return strip(prop.left)[0] if prop.kind == "atom" and prop.left else ""


def _in_general(said: Said) -> Iterator[Hollow]:
    """A conclusion that is, with the last names before it, what a hypothesis says of all: in
    `(h : ∀ x, f x ≤ x) : ∀ y, f y ≤ y` one telescope holds both."""
    assumed = list(one_by_one(said.assumed))
    shape = (said.conclusion.kind, said.conclusion.op)
    wholes: dict[int, Key] = {}  # by how many names before the conclusion
    for at, hypothesis in enumerate(assumed):
        law = read(hypothesis.type)
        if law.kind != "all" or (law.parts[0].kind, law.parts[0].op) != shape:
            continue
        size = len(list(one_by_one(law.binders)))
        if 0 < size < len(assumed) - at:
            if size not in wholes:
                last = tuple(assumed[-size:])
                wholes[size] = key(Prop("all", (said.conclusion,), binders=last))
            if wholes[size] == key(law):
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
