"""What is plainly true or false of a proposition, and which propositions exclude each other.

It serves to find what is plainly empty, so that whatever it does not understand it leaves alone.

The rules are a closed list.  Plainly **true** (it says nothing): `True`; `t = t`, `p ↔ p` and the
like; what a definition unfolds to, if that is; a conjunction of such; a disjunction with one, or of
`p` and `¬p`; anything that follows from a false hypothesis, from one of the same words, or whose
conclusion is such; `∃ x, …` of such, `∃ x, x = t`.  Plainly **false** (nothing can meet it):
`False`; a type that has no elements; `t < t`; two different numerals that are equal, in a type
where they differ; bounds that leave nothing between; what denies something plainly true; `∀ x, …`
of a type of numbers that all are equal, or below one; two conjuncts that exclude each other.
Signs mean what Lean's own instances make of them; where a project gives a sign a meaning of its own
(`Sense.odd`), or where a type is not known that the rule hangs on, no rule applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.base.closures import components
from indexer.lean.syntax.lexer import is_ident
from indexer.terms.propositions import (
    Hypothesis,
    Prop,
    WordRanges,
    bare,
    closing,
    key,
    read,
    same,
    strip,
    unbracketed,
)
from indexer.terms.shapes import (
    NUMBERS,
    SINGLE_TYPES,
    alternatives,
    by_sign,
    conditional,
    constructor,
    is_inhabited,
    of_arithmetic,
    remainder,
    shift,
)
from indexer.terms.telescope import (
    MARK,
    Words,
    binder,
    is_numeral,
    pairs,
)

_REFLEXIVE = frozenset("= ≤ ⊆ ∣ ↔ ≍".split())
_STRICT = frozenset({"<", "⊂"})
_NATURAL = frozenset({"Nat", "ℕ"})
_WHOLE = frozenset({"Nat", "ℕ", "Int", "ℤ"})
_EMPTY_COLLECTIONS: tuple[Words, ...] = (("∅",), ("{", "}"), ("[", "]"), ("#", "[", "]"))
_COLLECTIONS = frozenset("Set Finset Multiset List Array".split())
_EMPTY_TYPES: tuple[Words, ...] = (
    ("Empty",), ("PEmpty",), ("False",), ("Fin", "0"), ("Fin", "Nat.zero"), ("Fin", "(", "0", ")"),
)  # fmt: skip


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
        names = {name: b.type for b in binders for name in b.names}
        return replace(self, types={**self.types, **names}) if names else self


def is_true(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly true, so that it says nothing."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            if prop.is_true or _is_bool(prop, "true", sense):
                return True
            if any(is_true(p, sense) for p in _meant(prop.left, sense)):
                return True
            return sense.depth > 0 and _unfolds_to_truth(prop.left, sense)
        case "not":
            # `n + 1 ≠ 0` is small, and no disguise of nothing
            clash = parts[0].kind == "rel" and _is_clash(parts[0], sense)
            return is_false(parts[0], sense) and not clash
        case "and":
            return all(is_true(p, sense) for p in parts)
        case "or":
            opposed = not sense.by_chance and _opposed(parts)
            plain_ = [p for p in parts if not sense.by_chance and _is_bare(p, sense)]
            return opposed or bool(plain_) or any(is_true(p, sense) for p in parts)
        case "iff":
            equal = not sense.by_chance and key(parts[0]) == key(parts[1])
            return equal or all(is_true(p, sense) for p in parts)
        case "all":
            return _holds_of_all(prop, sense)
        case "ex":
            restricted = any(b.bracket == "→" for b in prop.binders)
            inside = sense.within(prop.binders)
            # `∃! x, True` says that a type has one element, `∃ p : Path a b, True` that it has any
            known = all(not b.type or is_inhabited(b.type) for b in prop.binders)
            anything = prop.op != "∃!" and known and is_true(parts[0], inside)
            return not restricted and (anything or _names_itself(prop, inside))
        case _:
            return _is_true_relation(prop, sense)


def _meant(atom: Words, sense: Sense) -> Iterator[Prop]:
    """What an atom comes to: the branch of an `if` that is taken for certain, what all branches
    say, a relation that is written by the name of its function."""
    if not atom:
        return
    signed = by_sign(atom) if atom[0] not in sense.odd else ()
    if signed:
        yield read(signed)
    parted = conditional(atom)
    said: tuple[Words, ...] = alternatives(atom)
    if parted:
        condition = read(parted[0])
        if is_true(condition, sense) or _is_bare(condition, sense):
            yield read(parted[1])
        elif is_false(condition, sense):
            yield read(parted[2])
        else:
            said = parted[1:]
    branches = [read(words) for words in said if words]
    if branches and len(branches) == len(said):
        for judge, word in ((is_true, "True"), (is_false, "False")):
            if all(judge(branch, sense) for branch in branches):
                yield Prop("atom", left=(word,))


def _is_bare(prop: Prop, sense: Sense) -> bool:
    """The same as `is_bare`, for signs that mean what they do elsewhere."""
    return is_bare(prop) and prop.op not in sense.odd


def _unfolds_to_truth(atom: Words, sense: Sense) -> bool:
    """Whether a definition says nothing, of anything or of what it is applied to."""
    general = sense.unfold(atom, True)
    if general is not None and is_true(general, sense.behind()):
        return True
    meant = sense.unfold(atom, False) if len(atom) > 1 else None
    return meant is not None and is_true(meant, sense.behind(by_chance=True))


def _holds_of_all(prop: Prop, sense: Sense) -> bool:
    """A telescope says nothing whose conclusion is true or among its hypotheses, or of whose
    hypotheses one is false."""
    inside = sense.within(prop.binders)
    body = prop.parts[0]
    if is_true(body, inside):
        return True
    if sense.by_chance:
        return False
    assumed = [read(b.type) for b in prop.binders if b.type]
    given = {key(p) for p in conjuncts(assumed)}
    if all(key(p) in given for p in conjuncts([body])):
        return True
    return any(is_false(p, inside) for p in assumed)


def _is_true_relation(prop: Prop, sense: Sense) -> bool:
    decided = _decided(prop)
    if decided is not None:
        return is_true(decided, sense) or _is_bare(decided, sense)
    if prop.op == "=" and len(prop.left) == len(prop.right) == 1 and not sense.by_chance:
        types = (_type_of(prop.left, sense), _type_of(prop.right, sense))
        if types[0] in SINGLE_TYPES and types[0] == types[1]:
            return True
    if prop.op == "=" and ("True",) in (prop.left, prop.right):
        other = prop.right if prop.left == ("True",) else prop.left
        return is_true(read(other), sense)
    # `n = n` and `1 = 1` hide nothing from a reader (see is_bare); `f x = f x` may
    disguised = not sense.by_chance and (sense.hidden or len(prop.left) > 1)
    known = prop.op not in sense.odd or _typed(prop.left, sense, NUMBERS)
    return prop.op in _REFLEXIVE and known and disguised and same(prop.left, prop.right)


def is_bare(prop: Prop) -> bool:
    """`n = n`, `1 = 1`: a stand-in for a statement rather than a disguise of none."""
    return prop.op in _REFLEXIVE and len(prop.left) == 1 and same(prop.left, prop.right)


def is_logic(assumed: Sequence[Hypothesis], conclusion: Prop) -> bool:
    """Whether a statement speaks of nothing but bound names and numerals, as `p → p ∧ p`, `x = y`
    and `∃ k : ℕ, k = 3` do: a law of logic, for nothing that is worth assuming is said so."""

    def alone(words: Words) -> bool:
        found = strip(words)
        return len(found) == 1 and (MARK in found[0] or is_numeral(found[0]))

    def names(one: Hypothesis) -> bool:
        if one.type[:1] in (("Prop",), ("Type",), ("Sort",)):
            return True
        of_numbers = len(one.type) == 1 and one.type[0] in NUMBERS
        return of_numbers or (bool(one.type) and says(read(one.type)))

    def says(prop: Prop) -> bool:
        if prop.kind == "rel":
            return prop.op == "=" and alone(prop.left) and alone(prop.right)
        if prop.kind == "atom":
            return alone(prop.left)
        return all(map(names, prop.binders)) and all(map(says, prop.parts))

    return says(conclusion) and all(map(names, assumed))


def is_false(prop: Prop, sense: Sense) -> bool:
    """Whether a proposition is plainly false, so that nothing can meet it."""
    parts = prop.parts
    match prop.kind:
        case "atom":
            if prop.is_false or _is_empty(prop.left, sense) or _is_bool(prop, "false", sense):
                return True
            if any(is_false(p, sense) for p in _meant(prop.left, sense)):
                return True
            unfolded = sense.unfold(prop.left, False) if sense.depth else None
            return unfolded is not None and is_false(unfolded, sense.behind())
        case "not":
            return is_true(parts[0], sense) or _is_bare(parts[0], sense)
        case "and":
            return _cannot_meet(parts, sense)
        case "or":
            return all(is_false(p, sense) for p in parts)
        case "iff":
            both = (parts, parts[::-1])
            denied = any(p.kind == "not" and key(p.parts[0]) == key(q) for p, q in both)
            return denied or any(is_true(a, sense) and is_false(b, sense) for a, b in both)
        case "ex":
            inside = sense.within(prop.binders)
            assumed = [read(b.type) for b in prop.binders if b.type]
            return _cannot_meet((*assumed, *parts), inside)
        case "all":
            return _fails_somewhere(prop, sense)
        case _:
            return _is_false_relation(prop, sense)


def _cannot_meet(props: Sequence[Prop], sense: Sense) -> bool:
    listed = list(conjuncts(props))
    return any(is_false(p, sense) for p in listed) or conflict(listed, sense) is not None


def _opposed(parts: Sequence[Prop]) -> bool:
    """`p` and `¬ p`."""
    keys = {key(p) for p in parts}
    return any(p.kind == "not" and key(p.parts[0]) in keys for p in parts)


def _names_itself(prop: Prop, sense: Sense) -> bool:
    """`∃ x, x = t` and `∃! x, x = t` say nothing of t.  With a type written, `∃ k : Nat, x = k` may
    say that an integer is none below zero, so that the type of t has to be the same."""
    body = prop.parts[0]
    signs = frozenset({"=", "≤"} if prop.op == "∃" else {"="})
    if body.kind != "rel" or body.op not in signs - sense.odd:
        return False
    last = next((b for b in reversed(prop.binders) if b.names), None)
    if last is None:
        return False
    return any(
        len(a) == 1
        and a[0] in last.names
        and not any(_mentions(w, last.names) for w in b)
        and (not last.type or last.type == _type_of(b, sense))
        for a, b in ((body.left, body.right), (body.right, body.left))
    )


def _mentions(word: str, names: Sequence[str]) -> bool:
    return word.partition(".")[0] in names


def _fails_somewhere(prop: Prop, sense: Sense) -> bool:
    """`True → False`; `∀ p : Prop, p`; `∀ x : Nat, x = t`, `x ≠ t`, `x < t`, `t < x`: one x too
    many."""
    body = prop.parts[0]
    inside = sense.within(prop.binders)
    plainly = [b for b in prop.binders if not b.names and b.bracket == "→"]
    if len(plainly) == len(prop.binders):
        given = (is_inhabited(b.type) or is_true(read(b.type), inside) for b in plainly)
        return all(given) and is_false(body, inside)
    if plainly:
        return False
    types = {name: b.type for b in prop.binders for name in b.names}
    if body.kind == "atom" and len(body.left) == 1 and types.get(body.left[0]) == ("Prop",):
        return True
    body = body.parts[0] if body.kind == "not" and body.parts[0].op == "=" else body
    if body.kind != "rel" or body.op not in {"=", "<"} - sense.odd:
        return False
    both = [types.get(side[0]) if len(side) == 1 else None for side in (body.left, body.right)]
    if body.left != body.right and all(t is not None and t[0] in NUMBERS for t in both):
        return True  # `∀ a b : Nat, a = b`
    return any(
        len(a) == 1
        and len(types.get(a[0], ())) == 1
        and types[a[0]][0] in NUMBERS
        and not any(_mentions(w, tuple(types)) for w in b)
        and (_number(b) is not None or _type_of(b, inside) == types[a[0]])
        for a, b in ((body.left, body.right), (body.right, body.left))
    )


def _decided(prop: Prop) -> Prop | None:
    """p of `decide p = true`, and of `decide p = false` that it is not so."""
    if prop.op != "=" or prop.left[:1] != ("decide",) or len(prop.right) != 1:
        return None
    if prop.right[0] not in ("true", "false"):
        return None
    decided = read(strip(prop.left[1:]))
    return decided if prop.right[0] == "true" else Prop("not", (decided,))


def _is_clash(prop: Prop, sense: Sense) -> bool:
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
        value = _number(less)
        if value is None:
            continue
        term, added = shift(more)
        least = value + (prop.op != "<")  # from which on it is too much
        if added >= least and added and _typed(term, sense, _NATURAL):
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
        divisor, value = remainder(term), _number(bound)
        over = divisor and value is not None and value + (prop.op == "<") >= divisor
        if over and _typed(term, sense, _WHOLE):
            return True
    return False


def _is_false_relation(prop: Prop, sense: Sense) -> bool:
    left, right = prop.left, prop.right
    decided = _decided(prop)
    if decided is not None:
        return is_false(decided, sense)
    known = prop.op not in sense.odd or _typed(left, sense, NUMBERS)
    if prop.op in _STRICT and known and same(left, right):
        return True
    if prop.op == "∈" and "∈" not in sense.odd and _is_empty_collection(right, sense):
        return True
    low, high = _number(left), _number(right)
    if low is not None and high is not None:
        return not {"=": low == high, "<": low < high, "≤": low <= high}.get(prop.op, True)
    if prop.op == "<" and right == ("0",) and _typed(left, sense, _NATURAL):
        return True
    if prop.op == "=" and strip(right) == ("True",) and is_false(read(strip(left)), sense):
        return True
    if _is_clash(prop, sense) or _are_other_literals(prop):
        return True
    return _is_shifted(prop, sense) or _differ(left, right, prop.op)


def _is_empty_collection(tokens: Words, sense: Sense) -> bool:
    """`∅`, `{}`, `[]`, `#[]`, of no type or of one of the libraries': `(∅ : S)` of a model S of set
    theory is what its axioms make of it."""
    words = unbracketed(tokens)
    if ":" in words and words[0] == "(":
        colon = words.index(":")
        if words[colon + 1] not in _COLLECTIONS:
            return False
        words = words[1:colon]
    return strip(words) in _EMPTY_COLLECTIONS and words[0] not in sense.odd


def _are_other_literals(prop: Prop) -> bool:
    """`"a" = "b"`: two strings or characters that are written otherwise."""
    one, other = strip(prop.left), strip(prop.right)
    if prop.op != "=" or len(one) != 1 or len(other) != 1 or one == other:
        return False
    quoted = one[0][0] == other[0][0] and one[0][0] in "\"'"
    return quoted and "\\" not in one[0] + other[0]


def _is_bool(prop: Prop, value: str, sense: Sense) -> bool:
    """`false` where a proposition is wanted: `false = true`."""
    return prop.left == (value,) and value not in sense.odd


def _differ(left: Words, right: Words, op: str) -> bool:
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
    if any(w != "+" for w in tokens[1::2]) or not all(is_numeral(w) for w in tokens[::2]):
        return None
    return sum(int(w[:18]) for w in tokens[::2])


def _is_shifted(prop: Prop, sense: Sense) -> bool:
    """`n = n + 1`, `n + 1 ≤ n`, `n.succ = n` in a type of numbers."""
    left, right = prop.left, prop.right
    sides = {"=": ((left, right), (right, left)), "≤": ((left, right),), "<": ((left, right),)}
    for more, less in sides.get(prop.op, ()):
        plus = more[-2:-1] == ("+",) and (_number(more[-1:]) or 0) > 0
        plus = plus and same(more[:-2], less)
        succ = len(less) == 1 and more in ((f"{less[0]}.succ",), ("Nat.succ", less[0]))
        if (plus or succ) and _typed(less, sense, NUMBERS):
            return True
    return False


def _typed(tokens: Words, sense: Sense, types: frozenset[str]) -> bool:
    """Whether words are a term of one of these types."""
    type_ = _type_of(tokens, sense)
    return len(type_) == 1 and type_[0] in types


def _type_of(tokens: Words, sense: Sense) -> Words:
    """The type of a variable, of a function among the names in sight that is fully applied, or of
    what the project defines; () when that is not plain."""
    tokens = unbracketed(tokens)
    counted = of_arithmetic(tokens, lambda words: _type_of(words, sense)) if tokens else ()
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


def _is_empty(tokens: Words, sense: Sense) -> bool:
    """A type without elements, or a class that says a false thing."""
    tokens = strip(tokens)
    if not tokens or tokens[0] in sense.odd:
        return False
    if "×" in tokens:
        parser = WordRanges(tokens)
        product = parser.first(0, len(tokens), ("×",), over=False)
        if product > 0:
            halves = (tokens[:product], tokens[product + 1 :])
            return any(_is_empty(half, sense) for half in halves)
    if tokens[1:3] == (".", "{") and closing(tokens, 2) == len(tokens) - 1:
        tokens = tokens[:1]  # `PEmpty.{1}`
    if tokens in _EMPTY_TYPES:
        return True
    if tokens[0] in ("IsEmpty", "Subsingleton"):
        return len(tokens) == 2 and tokens[1] in NUMBERS
    if tokens[0] == "NeZero":
        return strip(tokens[1:]) == ("0",)
    if tokens[0] in ("Fact", "Nonempty", "Inhabited", "PLift", "Subtype"):
        return len(tokens) > 1 and is_false(read(strip(tokens[1:])), sense)
    if tokens[0] == "{" and closing(tokens, 0) == len(tokens) - 1 and "//" in tokens:
        inner = tokens[1:-1]
        bar = inner.index("//")
        declared = binder("(", inner[:bar])
        inside = sense.within([Hypothesis(declared.names, declared.type)])
        return is_false(read(inner[bar + 1 :]), inside)
    return False


def _number(tokens: Words) -> int | None:
    """A numeral, where its type is one of numbers: its own, or one that is written beside it."""
    tokens = unbracketed(tokens)
    if tokens[:1] == ("(",) and ":" in tokens:
        colon = tokens.index(":")
        written = tokens[colon + 1 : -1]
        return _number(tokens[1:colon]) if len(written) == 1 and written[0] in NUMBERS else None
    if len(tokens) == 2 and tokens[0] == "-" and is_numeral(tokens[1]):
        return -int(tokens[1][:18])
    if len(tokens) == 1 and is_numeral(tokens[0]) and len(tokens[0]) < 18:
        return int(tokens[0])
    return None


def is_instance(prop: Prop, law: Prop) -> bool:
    """Whether `prop` is what `law` says of some variables: `f a = a` of `∀ x, f x = x`."""
    names: set[str] = set()
    if law.kind == "all":
        if any(not b.names for b in law.binders):
            return False
        names.update(n for b in law.binders for n in b.names)
        law = law.parts[0]
    return law.kind == prop.kind == "rel" and law.op == prop.op and _fits(prop, law, names)


def _fits(prop: Prop, law: Prop, names: set[str]) -> bool:
    """Whether two relations differ by what stands for `names` only, one word for each."""
    meant: dict[str, str] = {}
    said = (*bare(prop.left), "=", *bare(prop.right))
    law_said = (*bare(law.left), "=", *bare(law.right))
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
        if prop.kind == "not":
            denied = key(prop.parts[0])
            if denied in keys:
                return prop, keys[denied]
        known = prop.op not in sense.odd or _typed(prop.left, sense, NUMBERS)
        for other in _refuted_by(prop) if known else ():
            if key(other) in keys:
                return prop, keys[key(other)]
    return _circle(props, sense) or _bounds(props, sense)


def _circle(props: Sequence[Prop], sense: Sense) -> tuple[Prop, Prop] | None:
    """`a < b`, `b ≤ c`, `c < a`: terms in a circle, one of them strictly below the next."""
    edges: dict[Words, list[Words]] = {}
    found: list[tuple[Words, Words, Prop]] = []
    for prop in props:
        known = prop.op not in sense.odd or _typed(prop.left, sense, NUMBERS)
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
        gap = 1 if low[1] and high[1] and _typed(term, sense, _WHOLE) else 0
        crossed = low[0] + gap > high[0] or (low[0] + gap == high[0] and (low[1] or high[1]))
        if crossed and _typed(term, sense, NUMBERS):
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
