"""What is known around a proposition, and the types and numbers of terms in it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.lean.syntax.lexer import is_ident
from indexer.terms.propositions import Hypothesis, Prop, WordRanges, unbracketed
from indexer.terms.shapes import NUMBERS, of_arithmetic
from indexer.terms.telescope import Words, is_numeral, is_short_numeral, pairs

NATURAL = frozenset({"Nat", "ℕ"})
WHOLE = frozenset({"Nat", "ℕ", "Int", "ℤ"})


@dataclass(frozen=True, slots=True)
class Sense:
    """What is known around a proposition: the types of the names in sight, how to unfold an atom,
    the type of what the project defines, the type that a constructor `builds`, which signs (`odd`)
    and names the project gives a meaning of its own, whether it is `hidden` behind a definition,
    and whether what looks empty there may be so `by_chance`, for what the definition is applied to:
    `a ≈ a`, where `x ≈ y` says `x = y`, and `Disjoint [] l` are honest.  `unfold` gives what an
    atom says, or what it says of anything
    (its arguments replaced by names that nothing else has)."""

    types: Mapping[str, Words]
    unfold: Callable[[Words, bool], Prop | None]
    odd: frozenset[str] = frozenset()
    result: Callable[[Words], Words] = lambda _: ()
    builds: Callable[[str], str] = lambda _: ""
    depth: int = 6
    hidden: bool = False
    by_chance: bool = False

    def behind(self, *, by_chance: bool = False) -> Sense:
        """The same behind the definition that heads an atom, allowed one definition less."""
        by_chance = by_chance or self.by_chance
        return replace(self, depth=self.depth - 1, hidden=True, by_chance=by_chance)

    def within(self, binders: Sequence[Hypothesis]) -> Sense:
        """Inside a quantifier."""
        return self.knowing({name: b.type for b in binders for name in b.names})

    def knowing(self, types: dict[str, Words]) -> Sense:
        """The same with the types of more names; what is known already is not looked through."""
        outer = self.types.maps if isinstance(self.types, ChainMap) else [dict(self.types)]
        return replace(self, types=ChainMap(types, *outer)) if types else self


def typed(tokens: Words, sense: Sense, types: frozenset[str]) -> bool:
    """Whether words are a term of one of these types."""
    type_ = type_of(tokens, sense)
    return len(type_) == 1 and type_[0] in types


def type_of(tokens: Words, sense: Sense) -> Words:
    """The type of a variable, of a function among the names in sight that is fully applied, or of
    what the project defines; () when that is not plain."""
    tokens = unbracketed(tokens)
    counted = of_arithmetic(tokens, lambda words: type_of(words, sense)) if tokens else ()
    if counted:
        return counted
    if not tokens or not is_ident(tokens[0]):
        return ()
    type_ = sense.types.get(tokens[0])
    if type_ is None:
        return sense.result(tokens)
    arguments = len(list(arguments_of(tokens[1:])))
    if not arguments:
        return type_
    if any(not is_ident(w) and not is_numeral(w) and w not in "()" for w in tokens[1:]):
        return ()  # an operator, so that it is no plain application
    parser = WordRanges(type_)
    arrows = parser.cuts(0, len(type_))["→"]
    return type_[arrows[-1] + 1 :] if len(arrows) == arguments else ()


def arguments_of(tokens: Words) -> Iterator[Words]:
    """The arguments of an application, one by one."""
    pair = pairs(tokens)
    at = 0
    while at < len(tokens):
        end = pair[at] if pair[at] > at else at
        if tokens[at] == "fun":
            end = len(tokens) - 1
        while end + 1 < len(tokens) and tokens[end + 1][0] == "." and len(tokens[end + 1]) > 1:
            end += 1  # `(x).f` is one argument
        yield tokens[at : end + 1]
        at = end + 1


def number(tokens: Words) -> int | None:
    """A numeral, where its type is one of numbers: its own, or one that is written beside it."""
    tokens = unbracketed(tokens)
    if tokens[:1] == ("(",) and ":" in tokens:
        colon = tokens.index(":")
        written = tokens[colon + 1 : -1]
        return number(tokens[1:colon]) if len(written) == 1 and written[0] in NUMBERS else None
    if len(tokens) == 2 and tokens[0] == "-" and is_short_numeral(tokens[1]):
        return -int(tokens[1])
    if len(tokens) == 1 and is_short_numeral(tokens[0]):
        return int(tokens[0])
    return None
