"""A sign of Lean's own that notation of the project gives another meaning."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from indexer.lean import library
from indexer.lean.core import BEHIND_SIGNS, NEVER_OWN, SIGNS
from indexer.lean.syntax.lexer import is_ident
from indexer.names.notation import Notation
from indexer.terms.telescope import is_numeral, words
from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="own-notation",
    title="The project's own notation may give a sign of Lean's another meaning",
    why="Every reader takes `=` and `<` for Lean's.",
    way_out="give the notation a sign of its own",
    effect=Effect.HOLLOW,
    example='infix:50 " = " => fun (_ _ : Nat) => True\ntheorem rot : 1 = 2 := trivial',
    certainty=Certainty.POSSIBLE,
)
_ARGUMENTS = 2  # of a sign


def find(said: Said) -> Iterator[Hollow]:
    """One for each such notation."""
    for notation in said.own_notations():
        signs = {w for w in notation.terms if not is_numeral(w[:1]) and not library.is_full_name(w)}
        if signs <= SIGNS | NEVER_OWN and not _spells_out(notation):
            listed = ", ".join(f"`{s}`" for s in sorted(notation.terms))
            behind = signs if signs <= BEHIND_SIGNS.keys() else ()
            yield Hollow(
                f"the project's own {notation.word} gives {listed} in it another meaning",
                leans=frozenset(BEHIND_SIGNS[sign] for sign in behind),
            )


def _spells_out(notation: Notation) -> bool:
    """Whether a macro only says which of Lean's own functions a sign stands for, as
    `macro_rules | `($x ^ $y) => `(HPow.hPow $x $y)` does."""
    named = {w for w in notation.names if "." in w}
    meant = {BEHIND_SIGNS.get(sign, "") for sign in notation.terms}
    places = [b for a, b in pairwise(words(notation.text)) if a == "$" and is_ident(b)]
    half = len(places) // 2
    return named == meant and 0 < half <= _ARGUMENTS and places[:half] == places[half:]
