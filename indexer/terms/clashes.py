"""Relations that no terms meet: constructors, numerals and literals that differ, numbers that are
more than themselves, elements of nothing.
"""

from __future__ import annotations

from indexer.terms.propositions import Prop, same, strip, unbracketed
from indexer.terms.sense import NATURAL, WHOLE, Sense, number, typed
from indexer.terms.shapes import NUMBERS, constructor, remainder, shift
from indexer.terms.telescope import Words, is_short_numeral

_EMPTY_COLLECTIONS: tuple[Words, ...] = (("∅",), ("{", "}"), ("[", "]"), ("#", "[", "]"))
_COLLECTIONS = frozenset("Set Finset Multiset List Array".split())


def is_clash(prop: Prop, sense: Sense) -> bool:
    """Two terms that different constructors of one type head, a number that is less than what is
    added to another, a remainder that is no less than its divisor."""
    left, right = unbracketed(prop.left), unbracketed(prop.right)
    if prop.op == "=":
        one, other = (
            constructor(side, sense.builds) if side and side[0] not in sense.odd else None
            for side in (strip(left), strip(right))
        )
        if one and other and one[0] == other[0] and one[1] != other[1]:
            return True
    pairs_ = ((left, right), (right, left)) if prop.op == "=" else ((left, right),)
    for more, less in pairs_ if prop.op in ("=", "≤", "<") else ():
        value = number(less)
        if value is None:
            continue
        term, added = shift(more)
        least = value + (prop.op != "<")  # from which on it is too much
        if added >= least and added and typed(term, sense, NATURAL):
            return True
    return prop.op in ("=", "≤", "<") and _is_over(prop, sense)


def _is_over(prop: Prop, sense: Sense) -> bool:
    """`n % 2 = 5` and `2 ≤ n % 2`."""
    sides = (
        ((prop.right, prop.left), (prop.left, prop.right))
        if prop.op == "="
        else ((prop.right, prop.left),)
    )
    for term, bound in sides:
        divisor, value = remainder(term), number(bound)
        over = divisor and value is not None and value + (prop.op == "<") >= divisor
        if over and typed(term, sense, WHOLE):
            return True
    return False


def is_empty_collection(tokens: Words, sense: Sense) -> bool:
    """`∅`, `{}`, `[]`, `#[]`, of no type or of one of the libraries': `(∅ : S)` of a model S of set
    theory is what its axioms make of it."""
    words = unbracketed(tokens)
    if ":" in words and words[0] == "(":
        colon = words.index(":")
        if words[colon + 1] not in _COLLECTIONS:
            return False
        words = words[1:colon]
    return strip(words) in _EMPTY_COLLECTIONS and words[0] not in sense.odd


def are_other_literals(prop: Prop) -> bool:
    """`"a" = "b"`: two strings or characters that are written otherwise."""
    one, other = strip(prop.left), strip(prop.right)
    if prop.op != "=" or len(one) != 1 or len(other) != 1 or one == other:
        return False
    quoted = one[0][0] == other[0][0] and one[0][0] in "\"'"
    return quoted and "\\" not in one[0] + other[0]


def differ(left: Words, right: Words, op: str) -> bool:
    """`1 + 1 = 3`: sums and products of numerals, which are of type Nat where nothing says
    otherwise."""
    one, other = _value(left), _value(right)
    if one is None or other is None:
        return False
    return not {"=": one == other, "<": one < other, "≤": one <= other}.get(op, True)


def _value(tokens: Words) -> int | None:
    """What a sum of plain numerals comes to."""
    if not 1 <= len(tokens) <= 9 or len(tokens) % 2 == 0:
        return None
    summands = tokens[::2]
    if any(w != "+" for w in tokens[1::2]) or not all(map(is_short_numeral, summands)):
        return None
    return sum(map(int, summands))


def is_shifted(prop: Prop, sense: Sense) -> bool:
    """`n = n + 1`, `n + 1 ≤ n`, `n.succ = n` in a type of numbers."""
    left, right = prop.left, prop.right
    sides = {"=": ((left, right), (right, left)), "≤": ((left, right),), "<": ((left, right),)}
    for more, less in sides.get(prop.op, ()):
        plus = more[-2:-1] == ("+",) and (number(more[-1:]) or 0) > 0
        plus = plus and same(more[:-2], less)
        succ = len(less) == 1 and more in ((f"{less[0]}.succ",), ("Nat.succ", less[0]))
        if (plus or succ) and typed(less, sense, NUMBERS):
            return True
    return False
