"""Propositions as text writes them: parsed as far as connectives and relations go, and compared.

This is no elaborator: it knows Lean's precedences of the logical connectives and of the common
relations and leaves everything else as words.  It serves to find what is plainly empty, so that
whatever it does not understand it leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.lean.commands import CLOSERS, OPENERS
from indexer.lean.lexer import is_ident

Words = tuple[str, ...]

_BINDING = frozenset("∀ ∃ ∃! Π Σ λ fun let have if match forall exists by".split())
_CONNECTIVES = (("↔",), ("→",), ("∨",), ("∧",))  # loosest first
_RELATIONS = frozenset("= ≠ < > ≤ ≥ ∈ ∉ ⊆ ∣ ≡ ≈ ⊂ == ≍ ≃ ∼".split())
_REFLEXIVE = frozenset("= ≤ ⊆ ∣ ≡ ≈ ↔ == ≍ ≃ ∼".split())
_STRICT = frozenset({"<", "⊂"})
# ASCII spellings, as the lexer cuts them
_SPELLINGS: Mapping[tuple[str, ...], str] = {
    ("<", "="): "≤",
    (">", "="): "≥",
    ("=", "="): "==",
    ("/", "\\"): "∧",
    ("\\", "/"): "∨",
    ("<-", ">"): "↔",
    ("<", "->"): "↔",
    ("∃", "!"): "∃!",
}
_NUMBERS = frozenset("Nat ℕ Int ℤ Rat ℚ Real ℝ Float".split())
_NATURAL = frozenset({"Nat", "ℕ"})
_EMPTY_TYPES: tuple[Words, ...] = (
    ("Empty",), ("PEmpty",), ("False",), ("Fin", "0"), ("Fin", "Nat.zero"), ("Fin", "(", "0", ")"),
)  # fmt: skip
_LONGEST = 4_000  # words of a statement that is still read


@dataclass(frozen=True, slots=True)
class Prop:
    """A proposition.  `kind` is "not", "and", "or", "imp", "iff" (with `parts`), "all", "ex" (with
    `names`, `type`, and the body as only part), "rel" (with `op`, `left`, `right`), or "atom" (with
    `left`)."""

    kind: str
    parts: tuple[Prop, ...] = ()
    op: str = ""
    left: Words = ()
    right: Words = ()
    names: Words = ()
    type: Words = ()

    @property
    def is_true(self) -> bool:
        """Whether it is `True` itself."""
        return self.kind == "atom" and self.left == ("True",)

    @property
    def is_false(self) -> bool:
        """Whether it is `False` itself."""
        return self.kind == "atom" and self.left == ("False",)


@lru_cache(maxsize=16_384)
def parse(words: Words) -> Prop:
    """Read a proposition; what is too long or nested too deep stays an atom."""
    if len(words) > _LONGEST:
        return Prop("atom", left=words)
    try:
        return _parse(_spelled(words))
    except RecursionError:
        return Prop("atom", left=words)


def _spelled(words: Words) -> Words:
    """One spelling of each connective and relation."""
    found: list[str] = []
    at = 0
    while at < len(words):
        pair = words[at : at + 2]
        if pair in _SPELLINGS:
            found.append(_SPELLINGS[pair])
            at += 2
        else:
            word = words[at]
            found.append({"->": "→", "forall": "∀", "exists": "∃", "λ": "fun"}.get(word, word))
            at += 1
    return tuple(found)


def strip(words: Words) -> Words:
    """Take off brackets that hold everything, and a type ascription inside them."""
    while len(words) > 1 and words[0] == "(" and closing(words, 0) == len(words) - 1:
        words = words[1:-1]
        colon = _top_level(words, (":",))
        if colon > 0:
            words = words[:colon]
    return words


def unbracketed(words: Words) -> Words:
    """Take off brackets that hold everything; with a type ascription in them they stay, for
    `(x : ℝ)` need not be x."""
    while len(words) > 1 and words[0] == "(" and closing(words, 0) == len(words) - 1:
        if _top_level(words[1:-1], (":",)) > 0:
            break
        words = words[1:-1]
    return words


def closing(words: Sequence[str], at: int) -> int:
    """Index of the bracket that closes the one at `at`; the last index when none does."""
    depth = 0
    for here in range(at, len(words)):
        depth += (words[here] in OPENERS) - (words[here] in CLOSERS)
        if depth == 0:
            return here
    return len(words) - 1


def _top_level(words: Words, wanted: Sequence[str]) -> int:
    """Index of the first of `wanted` outside brackets and before anything that binds; -1 for
    none."""
    depth = 0
    for at, word in enumerate(words):
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
        elif depth == 0:
            if word in wanted:
                return at
            if word in _BINDING:
                return -1
    return -1


def _parse(words: Words) -> Prop:
    words = strip(words)
    if not words:
        return Prop("atom")
    if words[0] in ("∀", "∃", "∃!"):
        return _quantified(words)
    if words[0] in ("let", "have") and 0 < (end := _first(words, ";")) < len(words) - 1:
        return _parse(words[end + 1 :])
    for kind, wanted in zip(("iff", "imp", "or", "and"), _CONNECTIVES, strict=True):
        at = _top_level(words, wanted)
        if at > 0:
            if kind == "imp":
                return _arrow(words[:at], words[at + 1 :])
            return Prop(kind, (_parse(words[:at]), _parse(words[at + 1 :])))
    if words[0] == "¬":
        return Prop("not", (_parse(words[1:]),))
    at = _top_level(words, tuple(_RELATIONS))
    if 0 < at < len(words) - 1:
        return _relation(words[at], unbracketed(words[:at]), unbracketed(words[at + 1 :]))
    return Prop("atom", left=words)


def _relation(op: str, left: Words, right: Words) -> Prop:
    """Relations are turned so that one sense has one form."""
    if op in (">", "≥"):
        op, left, right = {">": "<", "≥": "≤"}[op], right, left
    if op in ("≠", "∉"):
        return Prop("not", (Prop("rel", op={"≠": "=", "∉": "∈"}[op], left=left, right=right),))
    return Prop("rel", op=op, left=left, right=right)


def _arrow(left: Words, right: Words) -> Prop:
    """`p → q`, and `(x : T) → q`, which is `∀ x : T, q`."""
    if left and left[0] in ("(", "{", "[", "⦃") and closing(left, 0) == len(left) - 1:
        inside = left[1:-1]
        colon = _top_level(inside, (":",))
        if colon > 0 and all(is_ident(w) or w == "_" for w in inside[:colon]):
            return Prop("all", (_parse(right),), names=inside[:colon], type=inside[colon + 1 :])
    return Prop("imp", (_parse(left), _parse(right)))


def _quantified(words: Words) -> Prop:
    kind = "all" if words[0] == "∀" else "ex"
    comma = _first(words, ",")
    if comma < 0 or not (is_ident(words[1]) or words[1] in "_([{⦃"):  # such as ∀ᵐ
        return Prop("atom", left=words)
    body = _parse(words[comma + 1 :])
    for names, type_, bound in reversed(list(_groups(words[1:comma]))):
        if bound is not None:  # ∀ x ∈ s, p  and  ∃ x > 0, p
            body = Prop("imp" if kind == "all" else "and", (bound, body))
        body = Prop(kind, (body,), names=names, type=type_, op=words[0])
    return body


def _first(words: Words, wanted: str) -> int:
    """Index of the first such word outside brackets; -1 for none."""
    depth = 0
    for at, word in enumerate(words):
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth == 0 and word == wanted:
            return at
    return -1


def _groups(words: Words) -> Iterator[tuple[Words, Words, Prop | None]]:
    """The binders of a quantifier: (names, type, bound)."""
    at = 0
    while at < len(words):
        if words[at] in ("(", "{", "[", "⦃"):
            end = closing(words, at)
            inside = words[at + 1 : end]
            colon = inside.index(":") if ":" in inside else len(inside)
            yield inside[:colon], inside[colon + 1 :], None
            at = end + 1
            continue
        end = at
        while end < len(words) and (is_ident(words[end]) or words[end] == "_"):
            end += 1
        rest = words[end:]
        if rest[:1] == (":",):
            yield words[at:end], rest[1:], None
        elif rest and rest[0] in _RELATIONS and end > at:
            yield words[at:end], (), _relation(rest[0], words[end - 1 : end], unbracketed(rest[1:]))
        elif end > at:
            yield words[at:end], (), None
            if rest and rest[0] in ("(", "{", "[", "⦃"):
                at = end
                continue
        return


# --- what is plainly true or false ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sense:
    """What is known around a proposition: the types of its variables, how to unfold an atom, and
    whether it is `hidden` behind a definition, and one that was `applied` to something."""

    types: Mapping[str, Words]
    unfold: Callable[[Words], Prop | None]
    depth: int = 6
    hidden: bool = False
    applied: bool = False

    def behind(self, atom: Words) -> Sense:
        """The same behind the definition that heads an atom, allowed one definition less."""
        applied = self.applied or len(atom) > 1
        return replace(self, depth=self.depth - 1, hidden=True, applied=applied)

    def with_names(self, names: Words, type_: Words) -> Sense:
        """Inside a quantifier."""
        return replace(self, types={**self.types, **dict.fromkeys(names, type_)})


def is_true(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly true, so that it says nothing."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            unfolded = sense.unfold(prop.left) if sense.depth and not prop.is_true else None
            inside = sense.behind(prop.left)
            return prop.is_true or (unfolded is not None and is_true(unfolded, inside))
        case "not":
            return is_false(parts[0], sense)
        case "and":
            return all(is_true(p, sense) for p in parts)
        case "or":
            return any(is_true(p, sense) for p in parts) or _opposed(*parts)
        case "imp":
            given = set(map(key, conjuncts(parts[:1])))
            said = is_true(parts[1], sense) or all(key(p) in given for p in conjuncts(parts[1:]))
            # a law may well hold of nothing where it is applied to nothing, as in `Disjoint [] l`
            return said or (not sense.applied and is_false(parts[0], sense))
        case "iff":
            return key(parts[0]) == key(parts[1]) or all(is_true(p, sense) for p in parts)
        case "all":
            inner = sense.with_names(prop.names, prop.type)
            nothing = not sense.applied and _is_empty(prop.type, sense)
            return nothing or is_true(parts[0], inner)
        case "ex":
            return is_true(parts[0], sense.with_names(prop.names, prop.type)) or _names_itself(prop)
        case _:
            if prop.op == "=" and ("True",) in (prop.left, prop.right):
                other = prop.right if prop.left == ("True",) else prop.left
                return is_true(parse(other), sense)
            # `n = n` and `1 = 1` hide nothing from a reader (see is_bare); `f x = f x` may
            disguised = sense.hidden or len(prop.left) > 1
            return prop.op in _REFLEXIVE and same(prop.left, prop.right) and disguised


def is_bare(prop: Prop) -> bool:
    """`n = n`, `1 = 1`: a stand-in for a statement rather than a disguise of none."""
    return prop.op in _REFLEXIVE and len(prop.left) == 1 and same(prop.left, prop.right)


def is_false(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly false, so that nothing can meet it."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            if prop.is_false or _is_empty(prop.left, sense):
                return True
            unfolded = sense.unfold(prop.left) if sense.depth else None
            return unfolded is not None and is_false(unfolded, sense.behind(prop.left))
        case "not":
            return is_true(parts[0], sense) or is_bare(parts[0])
        case "and":
            listed = list(conjuncts(parts))
            return any(is_false(p, sense) for p in listed) or conflict(listed, sense) is not None
        case "or":
            return all(is_false(p, sense) for p in parts)
        case "iff":
            return any(is_true(a, sense) and is_false(b, sense) for a, b in (parts, parts[::-1]))
        case "imp":
            return is_true(parts[0], sense) and is_false(parts[1], sense)
        case "ex":
            return is_false(parts[0], sense.with_names(prop.names, prop.type))
        case "all":
            return _fails_somewhere(prop)
        case _:
            return _is_false_relation(prop, sense)


def _opposed(left: Prop, right: Prop) -> bool:
    """`p` and `¬ p`."""
    return any(
        b.kind == "not" and key(b.parts[0]) == key(a) for a, b in ((left, right), (right, left))
    )


def _names_itself(prop: Prop) -> bool:
    """`∃ x, x = t` says nothing of t."""
    body = prop.parts[0]
    if body.kind != "rel" or body.op not in ("=", "≤"):
        return False
    pairs = ((body.left, body.right), (body.right, body.left))
    return any(len(a) == 1 and a[0] in prop.names and a[0] not in b for a, b in pairs)


def _fails_somewhere(prop: Prop) -> bool:
    """`∀ p : Prop, p`; `∀ x : Nat, x = t`, `x ≠ t`, `x < t`, `t < x`: one x too many."""
    body = prop.parts[0]
    if body.kind == "all":
        return _fails_somewhere(body)
    if prop.type == ("Prop",):
        return body.kind == "atom" and body.left in _each(prop)
    if len(prop.type) != 1 or prop.type[0] not in _NUMBERS:
        return False
    body = body.parts[0] if body.kind == "not" and body.parts[0].op == "=" else body
    pairs = ((body.left, body.right), (body.right, body.left))
    return body.op in ("=", "<") and any(
        a in _each(prop) and not set(prop.names) & set(b) for a, b in pairs
    )


def _each(prop: Prop) -> list[Words]:
    """The variables that a quantifier binds."""
    return [(name,) for name in prop.names]


def _is_false_relation(prop: Prop, sense: Sense) -> bool:
    left, right = prop.left, prop.right
    if prop.op in _STRICT and same(left, right):
        return True
    if prop.op == "∈" and (strip(right) in (("∅",), ("[", "]"), ("{", "}"), ("#", "[", "]"))):
        return True
    low, high = _number(left), _number(right)
    if low is not None and high is not None:
        return not {"=": low == high, "<": low < high, "≤": low <= high}.get(prop.op, True)
    if prop.op == "<" and strip(right) == ("0",) and _typed(left, sense, _NATURAL):
        return True
    return _is_shifted(prop, sense)


def _is_shifted(prop: Prop, sense: Sense) -> bool:
    """`n = n + 1`, `n + 1 ≤ n`, `n.succ = n` in a type of numbers."""
    left, right = prop.left, prop.right
    pairs = {"=": ((left, right), (right, left)), "≤": ((left, right),), "<": ((left, right),)}
    for more, less in pairs.get(prop.op, ()):
        plus = more[-2:-1] == ("+",) and (_number(more[-1:]) or 0) > 0 and same(more[:-2], less)
        succ = len(less) == 1 and more in ((f"{less[0]}.succ",), ("Nat.succ", less[0]))
        if (plus or succ) and _typed(less, sense, _NUMBERS):
            return True
    return False


def _typed(words: Words, sense: Sense, types: frozenset[str]) -> bool:
    """Whether words are a variable of one of these types."""
    words = strip(words)
    type_ = sense.types.get(words[0], ()) if len(words) == 1 else ()
    return len(type_) == 1 and type_[0] in types


def _is_empty(words: Words, sense: Sense) -> bool:
    """A type without elements, or a class that says a false thing."""
    words = strip(words)
    product = _top_level(words, ("×",))
    if product > 0:
        return _is_empty(words[:product], sense) or _is_empty(words[product + 1 :], sense)
    if words in _EMPTY_TYPES:
        return True
    if words[:1] in (
        ("Fact",),
        ("NeZero",),
        ("Nonempty",),
        ("Inhabited",),
        ("PLift",),
        ("Decidable",),
    ):
        argument = strip(words[1:])
        if words[0] == "NeZero":
            return argument == ("0",)
        return words[0] != "Decidable" and is_false(parse(argument), sense)
    if words[:1] == ("{",) and closing(words, 0) == len(words) - 1 and "//" in words:
        return is_false(parse(words[words.index("//") + 1 : -1]), sense)
    return False


def _number(words: Words) -> int | None:
    words = strip(words)
    if len(words) == 2 and words[0] == "-" and words[1].isdigit():
        return -int(words[1][:18])
    if len(words) == 1 and words[0].isdigit() and len(words[0]) < 18:
        return int(words[0])
    return None


def is_instance(prop: Prop, law: Prop) -> bool:
    """Whether `prop` is what `law` says of some variables: `f a = a` of `∀ x, f x = x`."""
    names: set[str] = set()
    while law.kind == "all":
        names.update(law.names)
        law = law.parts[0]
    return law.kind == prop.kind == "rel" and law.op == prop.op and _fits(prop, law, names)


def _fits(prop: Prop, law: Prop, names: set[str]) -> bool:
    """Whether two relations differ by what stands for `names` only, one word for each."""
    meant: dict[str, str] = {}
    said = (*_bare(prop.left), "=", *_bare(prop.right))
    law_said = (*_bare(law.left), "=", *_bare(law.right))
    return len(said) == len(law_said) and all(
        meant.setdefault(b, a) == a if b in names else a == b
        for a, b in zip(said, law_said, strict=True)
    )


# --- several propositions at once -----------------------------------------------------------------


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
        negation = key(prop.parts[0]) if prop.kind == "not" else ("not", key(prop))
        if negation in keys:
            return prop, keys[negation]
        for other in _refuted_by(prop):
            if key(other) in keys:
                return prop, keys[key(other)]
    return _bounds(props, sense)


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
        gap = (
            1
            if low[1] and high[1] and _typed(term, sense, frozenset({"Nat", "ℕ", "Int", "ℤ"}))
            else 0
        )
        if low[0] + gap > high[0] or (low[0] + gap == high[0] and (low[1] or high[1])):
            return low[2], high[2]
    return None


def _bound(prop: Prop) -> Iterator[tuple[Words, int, bool, bool]]:
    """(term, bound, strict, is it a lower one)"""
    if prop.kind != "rel" or prop.op not in ("=", "<", "≤"):
        return
    strict = prop.op == "<"
    left, right = _number(prop.left), _number(prop.right)
    if right is not None and left is None:
        yield prop.left, right, strict, False
        if prop.op == "=":
            yield prop.left, right, False, True
    elif left is not None and right is None:
        yield prop.right, left, strict, True
        if prop.op == "=":
            yield prop.right, left, False, False


# --- comparing ------------------------------------------------------------------------------------

Key = tuple[object, ...]


def same(left: Words, right: Words) -> bool:
    """Whether two terms are written alike, brackets around single words and the whole aside."""
    return _bare(unbracketed(left)) == _bare(unbracketed(right))


def key(prop: Prop) -> Key:
    """A form that is equal for propositions that differ in the names they bind, in brackets and in
    the direction of an equation."""
    return _key(prop, {})


def _key(prop: Prop, bound: Mapping[str, str]) -> Key:
    match prop.kind:
        case "all" | "ex":
            fresh = {n: f"#{len(bound) + at}" for at, n in enumerate(prop.names)}
            inner = {**bound, **fresh}
            type_ = _renamed(prop.type, bound)
            return (prop.kind, prop.op == "∃!", len(prop.names), type_, _key(prop.parts[0], inner))
        case "rel":
            left, right = _renamed(prop.left, bound), _renamed(prop.right, bound)
            if prop.op in ("=", "≡", "≈", "≍") and right < left:
                left, right = right, left
            return ("rel", prop.op, left, right)
        case "atom":
            return ("atom", _renamed(prop.left, bound))
        case _:
            return (prop.kind, *(_key(p, bound) for p in prop.parts))


def _renamed(words: Words, bound: Mapping[str, str]) -> Words:
    bare = _bare(unbracketed(words))
    return tuple(bound.get(w, w) for w in bare) if bound else bare


def _bare(words: Words) -> Words:
    """Words without brackets around single words."""
    if ")" not in words:
        return words
    found: list[str] = []
    for word in words:
        if word == ")" and len(found) > 1 and found[-2] == "(":
            found[-2:] = found[-1:]
        else:
            found.append(word)
    return tuple(found)
