"""Kernel terms of a compiled module: which constants they use, and a fingerprint of what they say.

Terms share structure, so a term of a few lines can unfold to more nodes than there are atoms; every
function here looks at each object once, and none recurses.  What makes it simple: pointers lead to
lower places only, so that ascending order of places is "children first".
[lean4: Lean/Expr, Lean/Level, `foldConsts`]
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.lean.compiled.heap import CONS, Heap

BVAR, FVAR, MVAR, SORT = 0 << 8 | 1, 1 << 8 | 1, 2 << 8 | 1, 3 << 8 | 1
CONST, APP, LAM, FORALL = 4 << 8 | 2, 5 << 8 | 2, 6 << 8 | 3, 7 << 8 | 3
LET, LIT, MDATA, PROJ = 8 << 8 | 4, 9 << 8 | 1, 10 << 8 | 2, 11 << 8 | 3
EXPRESSION: Mapping[int, tuple[int, ...]] = {  # kind of object → its fields that are expressions
    BVAR: (),
    FVAR: (),
    MVAR: (),
    SORT: (),
    CONST: (),
    APP: (0, 1),
    LAM: (1, 2),
    FORALL: (1, 2),
    LET: (1, 2, 3),
    LIT: (),
    MDATA: (1,),
    PROJ: (2,),
}
ZERO, SUCC, MAX, IMAX, PARAM, LEVEL_MVAR = (
    0,
    1 << 8 | 1,
    2 << 8 | 2,
    3 << 8 | 2,
    4 << 8 | 1,
    5 << 8 | 1,
)
LEVEL: Mapping[int, tuple[int, ...]] = {
    ZERO: (),
    SUCC: (0,),
    MAX: (0, 1),
    IMAX: (0, 1),
    PARAM: (),
    LEVEL_MVAR: (),
}
LIST: Mapping[int, tuple[int, ...]] = {CONS: (1,)}

FINGERPRINT = "kernel1"
"""Names the algorithm in front of every statement fingerprint; changes when the algorithm does."""

DIGEST_BYTES = 20
MAX_UNIVERSES = 250  # of one declaration; Mathlib's most polymorphic one has a dozen
STEPS_PER_WORD = 32  # of listing the constants of all terms; Batteries needs 0.1


def constants(heap: Heap, roots: Sequence[int]) -> list[frozenset[str]]:
    """For each expression in `roots`, the names of the constants in it (and types of projections).

    Raises EvidenceError for anything that is no expression, and when the sets add up to far more
    than a file of this size can mean.
    """
    return _Unions(heap, roots).listed(roots)


def literals(heap: Heap, roots: Sequence[int]) -> list[frozenset[int | str]]:
    """For each expression in `roots`, the numbers and strings that stand in it; those that are too
    long to be compared with a text are left out.

    Raises EvidenceError as `constants` does.
    """
    return [
        frozenset(int(text[1:]) if text[0] == "n" else text[1:] for text in found if text)
        for found in _Literals(heap, roots).listed(roots)
    ]


MOST_DIGITS, MOST_LETTERS = 18, 200  # of a literal that is told


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a type a text can be held against.

    `binders` are the names of what stands before its conclusion as Lean keeps them, in the brackets
    of their kind: "n", "{α}", "[inst]", "⦃x⦄"; a name that no author wrote is "_".  `logic` is the
    whole type as far as connectives and relations go, in prefix notation: `→ ∧ ∨ ↔` before two
    parts, `¬ ∃ !` (for exactly one) before one, and by themselves `= ≠ < ≤ > ≥ ⊤ ⊥`, `•` for
    anything else and `…` for what is too much to tell.
    """

    binders: tuple[str, ...] = ()
    logic: str = ""


ANYTHING, TOO_MUCH = "•", "…"
_LOGIC: Mapping[str, tuple[str, int]] = {  # constant → its sign and number of arguments
    "And": ("∧", 2), "Or": ("∨", 2), "Iff": ("↔", 2), "Not": ("¬", 1), "True": ("⊤", 0),
    "False": ("⊥", 0), "Eq": ("=", 3), "Ne": ("≠", 3), "LT.lt": ("<", 4), "LE.le": ("≤", 4),
    "GT.gt": (">", 4), "GE.ge": ("≥", 4), "Exists": ("∃", 2), "ExistsUnique": ("!", 2),
}  # fmt: skip
_BRACKETS = ("", ""), ("{", "}"), ("⦃", "⦄"), ("[", "]")  # by Lean's BinderInfo
_INFO_AT = 8  # behind the eight bytes that Lean caches in every expression
_MOST_SIGNS = 300  # of one type; types may share what they are made of
_DEEPEST = 1000  # arguments of one application


def outline(heap: Heap, root: int) -> Outline:
    """The outline of a type.  Raises EvidenceError for what is no expression."""
    return Outline(tuple(_binders(heap, root)), "".join(_logic(heap, root)))


def _binders(heap: Heap, place: int) -> Iterator[str]:
    for _ in range(_MOST_SIGNS):
        place = _without_metadata(heap, place)
        if heap.kind(place) != FORALL:
            return
        name = heap.name(heap.field(place, 0), place)
        opening, closing = _BRACKETS[heap.scalar(place, 3, _INFO_AT) & 3]
        yield f"{opening}{_bound(name)}{closing}"
        place = heap.child(place, 2)


def _bound(name: str) -> str:
    """A binder's name; one with Lean's marks of hygiene, or of what Lean made up, is none."""
    return "_" if not name or "." in name or name.startswith("inst✝") else name


def _without_metadata(heap: Heap, place: int) -> int:
    for _ in range(_DEEPEST):
        if heap.kind(place) != MDATA:
            break
        place = heap.child(place, 1)
    return place


def _logic(heap: Heap, root: int) -> Iterator[str]:
    """The signs of a type, in prefix order."""
    pending = [root]
    for _ in range(_MOST_SIGNS):
        if not pending:
            return
        place = _without_metadata(heap, pending.pop())
        if heap.kind(place) == FORALL:
            pending += (heap.child(place, 2), heap.child(place, 1))
            yield "→"
        else:
            sign, parts = _sign(heap, place)
            pending += reversed(parts)
            yield sign
    yield from TOO_MUCH * len(pending)


def _sign(heap: Heap, place: int) -> tuple[str, list[int]]:
    """The sign of a proposition, and the parts that are propositions again."""
    arguments: list[int] = []
    for _ in range(_DEEPEST):
        kind = heap.kind(place)
        if kind == APP:
            arguments.append(heap.child(place, 1))
        elif kind != MDATA:
            break
        place = heap.child(place, 0 if kind == APP else 1)
    if heap.kind(place) != CONST:
        return ANYTHING, []
    sign, count = _LOGIC.get(heap.name(heap.field(place, 0), place), (ANYTHING, 0))
    if sign == ANYTHING or len(arguments) != count:
        return ANYTHING, []
    arguments.reverse()
    if sign in "∃!":
        body = _without_metadata(heap, arguments[1])
        return (sign, [heap.child(body, 2)]) if heap.kind(body) == LAM else (ANYTHING, [])
    return sign, arguments if sign in "∧∨↔¬" else []


def fingerprints(heap: Heap, terms: Sequence[tuple[int, Sequence[str]]]) -> list[str]:
    """For each (expression, its universe parameters), a fingerprint of what it says.

    Equal for terms that the kernel reads as the same text: names of binders and universe
    parameters, kinds of binders and metadata do not count.  It does not depend on the machine the
    module was compiled on, nor on where its objects lie.
    """
    digests = _Digests(heap, [root for root, _ in terms])
    return [f"{FINGERPRINT}:{digests.closed(root, universes)}" for root, universes in terms]


def reach(
    heap: Heap,
    roots: Iterable[int],
    shapes: Mapping[int, tuple[int, ...]],
    boxed: bool = False,
) -> list[int]:
    """Every object that `roots` lead to through the fields named by `shapes`, children first.

    Boxed numbers (`List.nil`) are leaves where `boxed` allows them.  Raises EvidenceError when an
    object has none of the shapes or a pointer does not lead to a lower place.
    """
    words, base, log, lead, shift = heap.words, heap.base, heap.log, heap.lead, heap.shift
    odd = heap.word - 1
    steps = {kind: tuple(heap.first + f for f in fields) for kind, fields in shapes.items()}
    marked = bytearray(len(words))
    for root in roots:
        marked[root] = 1
    found = []
    highest = marked.rfind
    place = highest(1)
    while place >= 0:
        found.append(place)
        try:
            for step in steps[words[place + lead] >> shift]:
                offset = words[place + step] - base
                target = offset >> log
                if 0 <= target < place and not offset & odd:
                    marked[target] = 1
                elif not (boxed and offset & 1):
                    heap.fail(place, "a pointer leads nowhere")
        except (KeyError, IndexError):
            heap.fail(place, "an object is not what its use says")
        place = highest(1, 0, place)
    found.reverse()
    return found


def _halves(
    heap: Heap, roots: Iterable[int], wanted: tuple[int, ...]
) -> tuple[array[int], array[int], array[int], list[int]]:
    """Every expression below `roots`, parents first, as one that has two children: places, left and
    right children in step, and the places of those of a `wanted` kind (of few children).

    Does what `reach` does, in the one loop that most of the time goes to: an application, which is
    three quarters of all terms, takes the short way.  An object with one child comes with itself as
    the right one, one with three comes twice, one with none is left out.
    """
    words, base, log, lead, shift = heap.words, heap.base, heap.log, heap.lead, heap.shift
    odd, first, second = heap.word - 1, heap.first, heap.first + 1
    marked = bytearray(len(words))
    for root in roots:
        marked[root] = 1
    places, lefts, rights, named = array("I"), array("I"), array("I"), list[int]()
    highest = marked.rfind
    place = highest(1)
    while place >= 0:
        kind = words[place + lead] >> shift if place + lead < len(words) else -1
        if kind == APP and place + second < len(words):
            one, other = words[place + first] - base, words[place + second] - base
            left, right = one >> log, other >> log
            if (one | other) & odd or not 0 <= left < place or not 0 <= right < place:
                heap.fail(place, "a pointer leads nowhere")
            marked[left] = marked[right] = 1
            places.append(place)
            lefts.append(left)
            rights.append(right)
        else:
            children = [heap.child(place, field) for field in _fields(heap, place, kind)]
            for child in children:
                marked[child] = 1
            if kind in wanted:
                named.append(place)
            if len(children) == 3:
                places.append(place)
                lefts.append(children.pop())
                rights.append(place)
            if children:
                places.append(place)
                lefts.append(children[0])
                rights.append(children[1] if len(children) > 1 else place)
        place = highest(1, 0, place)
    return places, lefts, rights, named


def _fields(heap: Heap, place: int, kind: int) -> tuple[int, ...]:
    fields = EXPRESSION.get(kind)
    if fields is None:
        heap.fail(place, "an object is not what its use says")
    return fields


class _Unions:
    """The set of constants below every expression, as a graph of unions that shares what is equal.

    Sets are numbered: 0 is empty, `right[n] == 0` makes n the single constant `names[left[n]]`, any
    other n is the union of `left[n]` and `right[n]`.  The graph is no larger than the terms.
    """

    _WANTED: tuple[int, ...] = (CONST, PROJ)

    def __init__(self, heap: Heap, roots: Iterable[int]) -> None:
        self.heap = heap
        self.names: list[str] = []
        self.left, self.right = array("I", [0]), array("I", [0])
        self.sets = array("I", bytes(4 * len(heap.words)))  # by place
        self._singles: dict[int, int] = {}
        places, lefts, rights, named = _halves(heap, roots, self._WANTED)
        for place in named:
            self.sets[place] = self._single(place)
        for column in (places, lefts, rights):
            column.reverse()
        self._unite(places, lefts, rights)

    def _unite(self, places: array[int], lefts: array[int], rights: array[int]) -> None:
        """The sets of all objects, children first."""
        sets, left, right, pairs = self.sets, self.left, self.right, dict[int, int]()
        for place, one, other in zip(places, lefts, rights, strict=True):
            a, b = sets[one], sets[other]
            if a == b or not b:
                sets[place] = a
            elif not a:
                sets[place] = b
            else:
                number = pairs.get(a << 32 | b)
                if number is None:
                    number = pairs[a << 32 | b] = len(left)
                    left.append(a)
                    right.append(b)
                sets[place] = number

    def _single(self, place: int) -> int:
        """The set that holds the constant named by the first field of an object."""
        pointer = self.heap.field(place, 0)
        number = self._singles.get(pointer)
        if number is None:
            number = self._singles[pointer] = len(self.left)
            self.left.append(len(self.names))
            self.right.append(0)
            self.names.append(self._text(pointer, place))
        return number

    def _text(self, pointer: int, place: int) -> str:
        """What stands for an object with this first field."""
        return self.heap.name(pointer, place)

    def listed(self, roots: Sequence[int]) -> list[frozenset[str]]:
        """The sets below `roots`, written out; equal numbers share one set."""
        steps = STEPS_PER_WORD * len(self.heap.words)
        known: dict[int, frozenset[str]] = {0: frozenset()}
        result = []
        for root in roots:
            number = self.sets[root]
            if number not in known:
                known[number], spent = self._list(number)
                steps -= spent
                if steps < 0:
                    self.heap.fail(root, "its terms use more constants than a compiler writes")
            result.append(known[number])
        return result

    def _list(self, number: int) -> tuple[frozenset[str], int]:
        left, right, names = self.left, self.right, self.names
        seen: set[int] = set()
        pending, found = [number], []
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            other = right[number]
            if other:
                pending.append(left[number])
                pending.append(other)
            else:
                found.append(names[left[number]])
        return frozenset(found), len(seen)


class _Literals(_Unions):
    """The same for literals: "n" and a number, or "s" and a string."""

    _WANTED = (LIT,)

    def _text(self, pointer: int, place: int) -> str:
        literal = self.heap.place(pointer, place)
        value = self.heap.field(literal, 0)
        if self.heap.kind(literal) >> 8 == 0:
            number = self.heap.natural(value, literal)
            return f"n{number}" if number < 10**MOST_DIGITS else ""
        text = self.heap.string(self.heap.place(value, literal))
        return f"s{text}" if len(text) <= MOST_LETTERS else ""


class _Digests:
    """A digest for every expression, level and list of levels below `roots`.

    Universe parameters have no names in it: an object's digest counts its parameters in the order
    they are met, and `parameters` (by place) tells which they are.  So an object has one digest
    whatever declaration it is met in, and the work is linear however much is shared.
    """

    def __init__(self, heap: Heap, roots: Sequence[int]) -> None:
        self.heap = heap
        self.number = array("I", bytes(4 * len(heap.words)))  # place → index into digests
        self.digests: list[bytes] = [b""]
        self.parameters: dict[int, tuple[str, ...]] = {}
        self._nil = _hash(b"[]")
        self._texts: dict[int, bytes] = {}
        expressions = reach(heap, roots, EXPRESSION)
        self._universes(expressions)
        makers: dict[int, Callable[[int], None]] = {
            BVAR: self._bvar,
            FVAR: lambda p: self._named(b"f", p),
            MVAR: lambda p: self._named(b"m", p),
            SORT: lambda p: self._node(b"S", p, (0,)),
            CONST: self._const,
            APP: lambda p: self._node(b"A", p, (0, 1)),
            LAM: lambda p: self._node(b"L", p, (1, 2)),
            FORALL: lambda p: self._node(b"F", p, (1, 2)),
            LET: lambda p: self._node(b"E", p, (1, 2, 3)),
            LIT: self._literal,
            MDATA: self._metadata,
            PROJ: self._projection,
        }
        for place in expressions:
            makers[heap.kind(place)](place)

    def closed(self, root: int, universes: Sequence[str]) -> str:
        """The digest of a statement with these universe parameters.

        Code generators leave constants behind that use parameters they do not declare; those are
        counted on.
        """
        numbers = {name: n for n, name in enumerate(universes)}
        used = [numbers.setdefault(n, len(numbers)) for n in self.parameters.get(root, ())]
        order = f"U{len(universes)}:{used}".encode()
        return _hash(order + self.digests[self.number[root]]).hex()

    # --- levels -----------------------------------------------------------------------------------

    def _universes(self, expressions: Iterable[int]) -> None:
        heap = self.heap
        levels, lists = [], []
        for place in expressions:
            kind = heap.kind(place)
            if kind == SORT:
                levels.append(heap.field(place, 0))
            elif kind == CONST:
                lists.append(heap.field(place, 1))
        cells = reach(heap, self._objects(lists), LIST, boxed=True)
        levels += [heap.field(cell, 0) for cell in cells]
        for place in reach(heap, self._objects(levels), LEVEL, boxed=True):
            self._level(place, heap.kind(place))
        for cell in cells:
            self._node(b":", cell, (0, 1))

    def _objects(self, pointers: Iterable[int]) -> set[int]:
        """The places of those pointers that are no boxed numbers."""
        whole = len(self.heap.words)
        return {self.heap.place(pointer, whole) for pointer in pointers if not pointer & 1}

    def _level(self, place: int, kind: int) -> None:
        if kind == PARAM:
            name = self.heap.name(self.heap.field(place, 0), place)
            self.parameters[place] = (name,)
            self._put(place, b"p")
        elif kind == LEVEL_MVAR:
            self._named(b"v", place)
        elif kind == ZERO:
            self._put(place, b"[]")
        else:
            self._node(b"%d" % (kind >> 8), place, LEVEL[kind])

    # --- expressions ------------------------------------------------------------------------------

    def _bvar(self, place: int) -> None:
        index = self.heap.natural(self.heap.field(place, 0), place)
        self._put(place, b"b" + _number(index))

    def _const(self, place: int) -> None:
        self._node(b"C", place, (1,), self._name(place))

    def _projection(self, place: int) -> None:
        index = self.heap.natural(self.heap.field(place, 1), place)
        self._node(b"P", place, (2,), b"%d:" % min(index, 1 << 32) + self._name(place))

    def _literal(self, place: int) -> None:
        literal = self.heap.child(place, 0)
        pointer = self.heap.field(literal, 0)
        if self.heap.kind(literal) >> 8 == 0:
            self._put(place, b"n" + _number(self.heap.natural(pointer, literal)))
        else:
            text = self.heap.string(self.heap.place(pointer, literal))
            self._put(place, b"s" + text.encode())

    def _metadata(self, place: int) -> None:
        inner = self.heap.child(place, 1)
        self.number[place] = self.number[inner]
        if inner in self.parameters:
            self.parameters[place] = self.parameters[inner]

    def _named(self, tag: bytes, place: int) -> None:
        self._put(place, tag + self._name(place))

    def _name(self, place: int) -> bytes:
        """The name in the first field."""
        pointer = self.heap.field(place, 0)
        text = self._texts.get(pointer)
        if text is None:
            text = self._texts[pointer] = self.heap.name(pointer, place).encode()
        return text

    # --- digests ----------------------------------------------------------------------------------

    def _node(self, tag: bytes, place: int, fields: tuple[int, ...], extra: bytes = b"") -> None:
        """Digest an object from its children and `extra`."""
        heap, digests, number, parameters = self.heap, self.digests, self.number, self.parameters
        data = tag
        met = []
        for field in fields:
            pointer = heap.words[place + heap.first + field]
            if pointer & 1:
                data += self._nil
                continue
            child = pointer - heap.base >> heap.log
            data += digests[number[child]]
            if child in parameters:
                met.append(parameters[child])
        if met:
            data += self._merge(place, met)
        number[place] = len(digests)
        digests.append(_hash(data + extra))

    def _merge(self, place: int, rows: list[tuple[str, ...]]) -> bytes:
        """Note an object's parameters; say how those of its children (`rows`) lie among them."""
        first = rows[0]
        if all(row == first for row in rows):
            self.parameters[place] = first
            return bytes(range(len(first) + 1)) * len(rows)
        numbers: dict[str, int] = {}
        order = [[numbers.setdefault(name, len(numbers)) for name in row] for row in rows]
        if len(numbers) > MAX_UNIVERSES:
            self.heap.fail(place, f"a term has more than {MAX_UNIVERSES} universe parameters")
        self.parameters[place] = tuple(numbers)
        return b"".join(bytes((*row, 255)) for row in order)

    def _put(self, place: int, data: bytes) -> None:
        self.number[place] = len(self.digests)
        self.digests.append(_hash(data))


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "little")


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()
