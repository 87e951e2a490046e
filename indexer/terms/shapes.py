"""What is plain of a term from its words alone: the branches of `if` and `match`, the constructor
that heads it, the sign behind the name of a function, what type arithmetic has.
"""

from __future__ import annotations

from collections.abc import Callable

from indexer.lean.core import BEHIND_SIGNS
from indexer.lean.syntax.lexer import is_ident
from indexer.terms.telescope import Words, is_numeral, is_short_numeral, pairs

NUMBERS = frozenset("Nat ℕ Int ℤ Rat ℚ Real ℝ".split())
SINGLE_TYPES: tuple[Words, ...] = (("Unit",), ("PUnit",), ("True",), ("Fin", "1"))
"""Types that have one element."""
_INHABITED = NUMBERS | frozenset("Bool String Char Unit Type Prop".split())
_ARITHMETIC = frozenset("+ - * / %".split())
_OF_SIZES = frozenset("length size card natAbs toNat".split())
_SIZED = frozenset((w,) for w in "List Array String Finset Multiset Int ℤ Fin".split())
"""Types of Lean's own and Mathlib's of which these are natural numbers."""

SIGN_OF = {BEHIND_SIGNS[sign]: sign for sign in "= ≠ ≤ < ∧ ∨ ↔ ¬".split()} | {
    "HEq": "≍", "GE.ge": "≥", "GT.gt": ">",
}  # fmt: skip
"""Relations and connectives by the names of the functions that Lean has behind them."""


CONSTRUCTORS = frozenset({"true", "false", "none", "some", "inl", "inr"})


def level(words: Words) -> list[int]:
    """The places of the words outside brackets; an opening bracket stands for all of it."""
    pair = pairs(words)
    found, at = [], 0
    while at < len(words):
        found.append(at)
        at = (pair[at] if pair[at] > at else at) + 1
    return found


def conditional(words: Words) -> tuple[Words, Words, Words] | None:
    """The condition and the branches of `if c then a else b`."""
    if words[:1] != ("if",):
        return None
    depth = 0
    then = 0
    for at in level(words):
        depth += words[at] == "if"
        if words[at] == "then" and depth == 1:
            then = then or at
        elif words[at] == "else":
            depth -= 1
            if depth == 0 and then:
                condition = words[1:then]
                if condition[1:2] == (":",) and is_ident(condition[0]):
                    condition = condition[2:]  # `if h : c then …`
                return condition, words[then + 1 : at], words[at + 1 :]
    return None


def alternatives(words: Words) -> tuple[Words, ...]:
    """What the alternatives of a `match` say; () for anything else."""
    if words[:1] != ("match",):
        return ()
    places = level(words)
    bars = [at for at in places if words[at] == "|"]
    arrows: dict[int, int] = {}  # bar → the first arrow behind it
    bar = -1
    for at in places:
        if words[at] == "|":
            bar = at
        elif words[at] in ("=>", "↦"):
            arrows.setdefault(bar, at)
    if not arrows.keys() >= {*bars}:
        return ()
    ends = zip(bars, [*bars[1:], len(words)], strict=True)
    return tuple(words[arrows[start] + 1 : end] for start, end in ends)


def by_sign(words: Words) -> Words:
    """`Eq a b` as `a = b`; () where it is no such thing, or not fully applied."""
    sign = SIGN_OF.get(words[0]) if words else None
    if sign is None:
        return ()
    pair = pairs(words)
    given, at = [], 1
    while at < len(words):
        end = max(pair[at], at)
        given.append(words[at : end + 1])
        at = end + 1
    if any(a[0] not in "([{⟨" and not is_ident(a[0]) and not is_numeral(a[0]) for a in given):
        return ()
    if sign == "¬" and len(given) == 1:
        return (sign, *given[0])
    return (*given[0], sign, *given[1]) if sign != "¬" and len(given) == 2 else ()


_OWN_CONSTRUCTORS = {
    "true": "Bool", "false": "Bool", "none": "Option", "some": "Option",
    "[": "List", "List.nil": "List", "List.cons": "List", "::": "List",
    "Sum.inl": "Sum", "Sum.inr": "Sum",
}  # fmt: skip
_SAME = {"List.cons": "::", "List.nil": "[]"}


def constructor(words: Words, own: Callable[[str], str]) -> tuple[str, str] | None:
    """The type and the constructor of a term that one heads; `own` gives the type of a constructor
    of the project's own ("" for none)."""
    if not words:
        return None
    places = level(words)
    if "::" in (words[at] for at in places):
        return "List", "::"
    if words[0] == "[" and len(places) == 1:
        return "List", "[]" if len(words) == 2 else "::"
    head = words[0]
    if any(not is_ident(words[at]) and words[at] not in "([{⟨" and not is_numeral(words[at])
           for at in places):  # fmt: skip
        return None  # an operator
    type_ = _OWN_CONSTRUCTORS.get(head) or own(head)
    return (type_, _SAME.get(head, head.rpartition(".")[2])) if type_ else None


def shift(words: Words) -> tuple[Words, int]:
    """A term and the numeral that is added to it: `n + 1`, `n.succ`, `Nat.succ n`."""
    if len(words) > 2 and words[-2] == "+" and is_short_numeral(words[-1]):
        return words[:-2], int(words[-1])
    if len(words) == 1 and words[0].endswith(".succ"):
        return (words[0].removesuffix(".succ"),), 1
    if len(words) == 2 and words[0] in ("Nat.succ", ".succ"):
        return words[1:], 1
    return words, 0


def remainder(words: Words) -> int | None:
    """k of a term `… % k`, which is below it."""
    places = level(words)
    if len(places) < 3 or words[-2] != "%" or not is_short_numeral(words[-1]):
        return None
    summed = any(words[at] in ("+", "-") for at in places)
    return None if summed else int(words[-1]) or None


def of_arithmetic(words: Words, type_of: Callable[[Words], Words]) -> Words:
    """The type of a sum, product or the like of names of one type of numbers, and numerals; of
    the size of a list or the like `Nat`; () where that is not plain."""
    head, _, field = words[0].partition(".") if len(words) == 1 else ("", "", "")
    if field in _OF_SIZES:
        return ("Nat",) if type_of((head,))[:1] in _SIZED else ()
    if not _ARITHMETIC.intersection(words):
        return ()
    found: set[Words] = set()
    for word in words:
        if word in _ARITHMETIC or is_numeral(word) or word in ("(", ")"):
            continue
        if not is_ident(word):
            return ()
        found.add(type_of((word,)))
    type_ = found.pop() if len(found) == 1 else ()
    return type_ if len(type_) == 1 and type_[0] in NUMBERS else ()


def is_inhabited(words: Words) -> bool:
    """Whether a type has an element for certain."""
    return len(words) == 1 and words[0] in _INHABITED
