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

from collections.abc import Iterator, Sequence

from indexer.terms.clashes import (
    are_other_literals,
    differ,
    is_clash,
    is_empty_collection,
    is_shifted,
)
from indexer.terms.conflicts import conflict, conjuncts
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
)
from indexer.terms.sense import NATURAL, Sense, number, type_of, typed
from indexer.terms.shapes import (
    NUMBERS,
    SINGLE_TYPES,
    alternatives,
    by_sign,
    conditional,
    is_inhabited,
)
from indexer.terms.telescope import MARK, Words, binder, is_numeral

_REFLEXIVE = frozenset("= ≤ ⊆ ∣ ↔ ≍".split())
_STRICT = frozenset({"<", "⊂"})
_EMPTY_TYPES: tuple[Words, ...] = (
    ("Empty",), ("PEmpty",), ("False",), ("Fin", "0"), ("Fin", "Nat.zero"), ("Fin", "(", "0", ")"),
)  # fmt: skip


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
            clash = parts[0].kind == "rel" and is_clash(parts[0], sense)
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
        types = (type_of(prop.left, sense), type_of(prop.right, sense))
        if types[0] in SINGLE_TYPES and types[0] == types[1]:
            return True
    if prop.op == "=" and ("True",) in (prop.left, prop.right):
        other = prop.right if prop.left == ("True",) else prop.left
        return is_true(read(other), sense)
    # `n = n` and `1 = 1` hide nothing from a reader (see is_bare); `f x = f x` may
    disguised = not sense.by_chance and (sense.hidden or len(prop.left) > 1)
    known = prop.op not in sense.odd or typed(prop.left, sense, NUMBERS)
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
        and (not last.type or last.type == type_of(b, sense))
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
        and (number(b) is not None or type_of(b, inside) == types[a[0]])
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


def _is_false_relation(prop: Prop, sense: Sense) -> bool:
    left, right = prop.left, prop.right
    decided = _decided(prop)
    if decided is not None:
        return is_false(decided, sense)
    known = prop.op not in sense.odd or typed(left, sense, NUMBERS)
    if prop.op in _STRICT and known and same(left, right):
        return True
    if prop.op == "∈" and "∈" not in sense.odd and is_empty_collection(right, sense):
        return True
    low, high = number(left), number(right)
    if low is not None and high is not None:
        return not {"=": low == high, "<": low < high, "≤": low <= high}.get(prop.op, True)
    if prop.op == "<" and right == ("0",) and typed(left, sense, NATURAL):
        return True
    if prop.op == "=" and strip(right) == ("True",) and is_false(read(strip(left)), sense):
        return True
    if is_clash(prop, sense) or are_other_literals(prop):
        return True
    return is_shifted(prop, sense) or differ(left, right, prop.op)


def _is_bool(prop: Prop, value: str, sense: Sense) -> bool:
    """`false` where a proposition is wanted: `false = true`."""
    return prop.left == (value,) and value not in sense.odd


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
