"""Several propositions at once: which of them exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.base.closures import components
from indexer.terms.propositions import Prop, bare, key, unbracketed
from indexer.terms.sense import WHOLE, Sense, number, typed
from indexer.terms.shapes import NUMBERS
from indexer.terms.telescope import Words


def conjuncts(props: Sequence[Prop]) -> Iterator[Prop]:
    """The parts of conjunctions, one by one."""
    for prop in props:
        if prop.kind == "and":
            yield from conjuncts(prop.parts)
        else:
            yield prop


def conflict(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """Two propositions that cannot both hold, if that is plain: `p` and `¬ p`, `a < b` and `b ≤ a`,
    bounds on the same term that leave nothing between."""
    keys = {key(p): p for p in props}
    for prop in props:
        if prop.kind == "not":
            denied = key(prop.parts[0])
            if denied in keys:
                return prop, keys[denied]
        known = prop.op not in sense.odd or typed(prop.left, sense, NUMBERS)
        for other in _refuted_by(prop) if known else ():
            if key(other) in keys:
                return prop, keys[key(other)]
    return _circle(props, sense) or _bounds(props, sense)


def _circle(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """`a < b`, `b ≤ c`, `c < a`: terms in a circle, one of them strictly below the next."""
    edges: dict[Words, list[Words]] = {}
    found: list[tuple[Words, Words, Prop]] = []
    for prop in props:
        known = prop.op not in sense.odd or typed(prop.left, sense, NUMBERS)
        if prop.kind == "rel" and prop.op in ("<", "≤", "=") and known:
            one, other = bare(unbracketed(prop.left)), bare(unbracketed(prop.right))
            found += [(one, other, prop)]
            found += [(other, one, prop)] if prop.op == "=" else []
    for one, other, _ in found:
        edges.setdefault(one, []).append(other)
        edges.setdefault(other, [])
    if not any(prop.op == "<" for *_, prop in found):
        return None
    place = {term: n for n, group in enumerate(components(edges)) for term in group}
    for one, other, prop in found:
        if prop.op == "<" and one != other and place[one] == place[other]:
            back = next(p for a, b, p in found if a == other and place[b] == place[one])
            return prop, back
    return None


def _refuted_by(prop: Prop) -> Iterator[Prop]:
    """What a strict inequality rules out."""
    if prop.kind == "rel" and prop.op == "<":
        for op in ("<", "≤"):
            yield Prop("rel", op=op, left=prop.right, right=prop.left)
        yield Prop("rel", op="=", left=prop.left, right=prop.right)


def _bounds(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """Numeric bounds on one term that leave nothing between."""
    lower: dict[Words, tuple[int, bool, Prop]] = {}
    upper: dict[Words, tuple[int, bool, Prop]] = {}
    for prop in props:
        for term, value, strict, is_lower in _bound(prop):
            side = lower if is_lower else upper
            old = side.get(term)
            tighter = old is None or (
                (value, strict) > old[:2]
                if is_lower
                else (value, not strict) < (old[0], not old[1])
            )
            if tighter:
                side[term] = (value, strict, prop)
    for term in lower.keys() & upper.keys():
        low, high = lower[term], upper[term]
        gap = 1 if low[1] and high[1] and typed(term, sense, WHOLE) else 0
        crossed = low[0] + gap > high[0] or (low[0] + gap == high[0] and (low[1] or high[1]))
        if crossed and typed(term, sense, NUMBERS):
            return low[2], high[2]
    return None


def _bound(prop: Prop) -> Iterator[tuple[Words, int, bool, bool]]:
    """(term, bound, strict, is it a lower one)"""
    if prop.kind != "rel" or prop.op not in ("=", "<", "≤"):
        return
    strict = prop.op == "<"
    left, right = number(prop.left), number(prop.right)
    if right is not None and left is None:
        yield prop.left, right, strict, False
        if prop.op == "=":
            yield prop.left, right, False, True
    elif left is not None and right is None:
        yield prop.right, left, strict, True
        if prop.op == "=":
            yield prop.right, left, False, False
