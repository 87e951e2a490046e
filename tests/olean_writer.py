"""Writes `.olean` files as Lean does, for tests that need no Lean.

Objects are plain Python values: `Ctor`, list (an array), str, int (a natural number, boxed when it
is small) and `Box`.  Writing shares what is the same Python object, so a test can build a term with
more nodes than atoms in the universe.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ALIGNMENT = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Ctor:
    """A constructor: its number, its pointer fields, and the plain data behind them."""

    tag: int
    fields: tuple[object, ...] = ()
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Box:
    """A constructor without fields: a number in place of a pointer."""

    number: int


Term = Ctor
NIL = Box(0)
ANONYMOUS = Box(0)
_EXPR_DATA = bytes(8)


@dataclass(slots=True)
class Image:
    """One run of addresses. `word` is 8 or 4, `format` the version of the header."""

    word: int = 8
    format: int = 2
    gmp: bool = True
    base: int = 0x5A1E_0000
    toolchain: str = "4.28.0"
    githash: str = "7e01a1bf5c70fc6167d49c345d3bf80596e9a79b"
    bytes_: bytearray = field(default_factory=bytearray)
    seen: dict[int, int] = field(default_factory=dict)
    alive: list[object] = field(default_factory=list)

    def write(self, roots: Sequence[object]) -> list[bytes]:
        """The files of a module, one for each root, in one run of addresses."""
        starts = []
        for root in roots:
            self.bytes_ += bytes(-len(self.bytes_) % ALIGNMENT)
            start = len(self.bytes_)
            starts.append(start)
            self.bytes_ += self._header(start)
            at = len(self.bytes_)
            self.bytes_ += bytes(self.word)
            pointer = self._put(root)
            self.bytes_[at : at + self.word] = self._word(pointer)
        ends = [*starts[1:], len(self.bytes_)]
        return [bytes(self.bytes_[a:b]) for a, b in zip(starts, ends, strict=True)]

    def _header(self, start: int) -> bytes:
        base = self._word(self.base + start)
        if self.format == 1:
            return b"olean\1" + self.githash.encode().ljust(42, b"\0") + base
        head = b"olean\2" + bytes([self.gmp]) + self.toolchain.encode().ljust(33, b"\0")
        return head + self.githash.encode().ljust(40, b"\0") + base

    def _put(self, root: object) -> int:
        """Write an object after everything it points to; returns its pointer."""
        pending = [root]
        while pending:
            top = pending[-1]
            missing = [c for c in _children(top) if self._pointer(c) is None]
            if missing:
                pending += missing
            else:
                pending.pop()
                if self._pointer(top) is None:
                    self._emit(top)
        pointer = self._pointer(root)
        assert pointer is not None
        return pointer

    def _pointer(self, value: object) -> int | None:
        number = value.number if isinstance(value, Box) else value
        if isinstance(number, int) and number < 1 << (self.word * 8 - 1):
            return number * 2 + 1
        return self.seen.get(id(value))

    def _emit(self, value: object) -> None:
        self.bytes_ += bytes(-len(self.bytes_) % self.word)
        self.seen[id(value)] = self.base + len(self.bytes_)
        self.alive.append(value)  # so that its id stays its own
        self.bytes_ += self._encode(value)
        self.bytes_ += bytes(-len(self.bytes_) % self.word)

    def _encode(self, value: object) -> bytes:
        if isinstance(value, Ctor):
            body = b"".join(map(self._reference, value.fields)) + value.data
            return self._head(8 + len(body), len(value.fields), value.tag) + body
        if isinstance(value, str):
            text = value.encode() + b"\0"
            counts = (len(text), len(text), len(value))
            return self._head(1, 0, 249) + b"".join(map(self._word, counts)) + text
        if isinstance(value, list):
            lengths = self._word(len(value)) * 2
            return self._head(1, 0, 246) + lengths + b"".join(map(self._reference, value))
        assert isinstance(value, int)
        return self._big(value)

    def _big(self, value: int) -> bytes:
        digit = 8 if self.gmp else 4
        size = -(-value.bit_length() // (digit * 8))
        digits = value.to_bytes(size * digit, "little")
        if self.gmp:
            counts = struct.pack("<ii", size, size) + self._word(0)
        else:
            counts = bytes(self.word) + self._word(size) + self._word(0)
        return self._head(8 + len(counts) + len(digits), 0, 250) + counts + digits

    def _head(self, size: int, fields: int, tag: int) -> bytes:
        return struct.pack("<iHBB", 0, size & 0xFFFF, fields, tag)

    def _reference(self, value: object) -> bytes:
        pointer = self._pointer(value)
        assert pointer is not None
        return self._word(pointer)

    def _word(self, value: int) -> bytes:
        return value.to_bytes(self.word, "little")


def _children(value: object) -> Iterable[object]:
    if isinstance(value, Ctor):
        return value.fields
    return value if isinstance(value, list) else ()


# --- names, lists, levels -------------------------------------------------------------------------


def name(text: str) -> object:
    """A `Name`; components made of digits are numbers, `«…»` is not understood here."""
    result: object = ANONYMOUS
    for part in text.split(".") if text else ():
        component: object = int(part) if part.isdigit() else part
        result = Ctor(2 if part.isdigit() else 1, (result, component), bytes(8))
    return result


def chain(items: Iterable[object]) -> object:
    """A `List`."""
    result: object = NIL
    for item in reversed(list(items)):
        result = Ctor(1, (item, result))
    return result


ZERO = Ctor(0, (), _EXPR_DATA)


def param(text: str) -> Term:
    """A universe parameter."""
    return Ctor(4, (name(text),), _EXPR_DATA)


def succ(level: Term) -> Term:
    """The next universe."""
    return Ctor(1, (level,), _EXPR_DATA)


def level_max(one: Term, other: Term) -> Term:
    """The larger of two universes."""
    return Ctor(2, (one, other), _EXPR_DATA)


# --- terms ----------------------------------------------------------------------------------------


def bvar(index: int) -> Term:
    """A bound variable."""
    return Ctor(0, (index,), _EXPR_DATA)


def sort(level: Term = ZERO) -> Term:
    """`Sort u`; without an argument `Prop`."""
    return Ctor(3, (level,), _EXPR_DATA)


def const(text: str, levels: Sequence[Term] = ()) -> Term:
    """A constant with its universes."""
    return Ctor(4, (name(text), chain(levels)), _EXPR_DATA)


def app(function: Term, *arguments: Term) -> Term:
    """An application to one or more arguments."""
    for argument in arguments:
        function = Ctor(5, (function, argument), _EXPR_DATA)
    return function


def lam(type_: Term, body: Term, binder: str = "x", info: int = 0) -> Term:
    """`fun x : type => body`."""
    return Ctor(6, (name(binder), type_, body), _EXPR_DATA + bytes([info]))


def pi(type_: Term, body: Term, binder: str = "x", info: int = 0) -> Term:
    """`(x : type) → body`; `info` tells the kind of bracket."""
    return Ctor(7, (name(binder), type_, body), _EXPR_DATA + bytes([info]))


def let(type_: Term, value: Term, body: Term) -> Term:
    """`let x : type := value; body`."""
    return Ctor(8, (name("x"), type_, value, body), _EXPR_DATA + b"\0")


def lit(value: int | str) -> Term:
    """A literal."""
    return Ctor(9, (Ctor(1 if isinstance(value, str) else 0, (value,)),), _EXPR_DATA)


def mdata(inner: Term) -> Term:
    """A term with metadata around it."""
    return Ctor(10, (NIL, inner), _EXPR_DATA)


def proj(structure: str, index: int, inner: Term) -> Term:
    """A projection."""
    return Ctor(11, (name(structure), index, inner), _EXPR_DATA)


# --- constants and modules ------------------------------------------------------------------------

_TAGS = {
    "axiom": 0,
    "def": 1,
    "theorem": 2,
    "opaque": 3,
    "inductive": 5,
    "constructor": 6,
    "recursor": 7,
}


def constant(
    text: str,
    kind: str,
    type_: Term,
    value: Term | None = None,
    universes: Sequence[str] = (),
    names: Sequence[str] = (),
) -> Ctor:
    """A `ConstantInfo`; `names` are the constructors of an inductive type."""
    head = Ctor(0, (name(text), chain(map(name, universes)), type_))
    own = chain([name(text)])
    fields: dict[str, tuple[object, ...]] = {
        "axiom": (head,),
        "def": (head, value, Box(0), own),
        "theorem": (head, value, own),
        "opaque": (head, value, own),
        "inductive": (head, 0, 0, own, chain(map(name, names)), 0),
        "constructor": (head, name(text.rpartition(".")[0]), 0, 0, 0),
        "recursor": (head, own, 0, 0, 1, 1, chain([Ctor(0, (name("c"), 0, value))])),
    }
    return Ctor(_TAGS[kind], (Ctor(0, fields[kind], bytes(2)),))


Range = tuple[str, int, int, int, int]
"""A declaration's name, first line and column, last line and column."""


def module(
    constants: Sequence[Ctor],
    imports: Sequence[str] = ("Init",),
    ranges: Sequence[Range] = (),
    is_module: bool = False,
) -> Ctor:
    """A `ModuleData`."""
    entries: list[object] = [
        Ctor(0, (name("Lean.protectedExt"), [])),
        Ctor(0, (name("Lean.declRangeExt"), [_range(*r) for r in ranges])),
    ]
    imported: list[object] = [Ctor(0, (name(i),), bytes(3)) for i in imports]
    names: list[object] = []
    held: list[object] = list(constants)
    return Ctor(0, (imported, names, held, [], entries), bytes([is_module]))


def _range(text: str, line: int, column: int, end_line: int, end_column: int) -> Ctor:
    start, end = Ctor(0, (line, column)), Ctor(0, (end_line, end_column))
    outer = Ctor(0, (start, column, end, end_column))
    return Ctor(0, (name(text), Ctor(0, (outer, outer))))


def write(root: Ctor, **image: object) -> bytes:
    """One file; `image` are fields of `Image`."""
    return Image(**image).write([root])[0]  # type: ignore[arg-type]
