"""What a compiled module declares: its constants, what they use, and what their statements say.

Reads the `.olean` files that Lean 4 leaves behind, formats 1 and 2, of 32- and 64-bit machines, and
runs nothing.  A file of a `module` (since Lean 4.22) tells proofs only together with its
`.olean.private`.
[lean4: Lean/Environment `ModuleData`, Lean/Declaration `ConstantInfo`, Lean/DeclarationRange]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.base.errors import EvidenceError, InputError, Problem
from indexer.base.files import MOST_COMPILED_BYTES, read_file
from indexer.lean import names
from indexer.lean.compiled.heap import Heap
from indexer.lean.compiled.terms import Outline, constants, fingerprints, literals, outline
from indexer.lean.records import Span

SUFFIXES = (".olean", ".olean.server", ".olean.private")
KINDS = ("axiom", "def", "theorem", "opaque", "quot", "inductive", "constructor", "recursor")
INDUCTIVE, RECURSOR = 5, 7
FIELDS = (1, 4, 3, 3, 1, 5, 5, 7)  # least pointer fields of AxiomVal, DefinitionVal, …, by kind
WITH_VALUE = (1, 2, 3)  # def, theorem, opaque: the value is field 1
CONSTANT_VAL, PAIR, RANGES, RANGE, POSITION = 3, 2, 2, 4, 2  # fields of these
MODULE_DATA = 5
NO_OUTLINE = Outline()
RANGE_EXTENSION = "Lean.declRangeExt"


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant of the kernel's environment.

    `name` is the kernel's, private prefix included; `kind` is one of `KINDS`.  `type_uses` and
    `value_uses` are the constants in its type and in its value; an inductive type's value are its
    constructors, other kinds without value use nothing.  `span` is the whole declaration,
    `statement` a fingerprint of its type, `outline` the type's binders and logic and `literals` the
    numbers and strings in it; None and empty for most of what Lean made up itself.
    """

    name: str
    kind: str
    statement: str
    type_uses: frozenset[str]
    value_uses: frozenset[str]
    span: Span | None = None
    outline: Outline = NO_OUTLINE
    literals: frozenset[int | str] = frozenset()

    @property
    def user_name(self) -> str:
        """The name as the author wrote it, without the private prefix."""
        return names.decode_private(self.name)[0]

    @property
    def private_to(self) -> str | None:
        """The module the constant is private to, None when it is public."""
        return names.decode_private(self.name)[1]


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """A module as the compiler left it, constants in order of name.

    `toolchain` is Lean's version, "" for format 1, which names only the `githash`.  `proofs` is
    false when this is a `module` whose `.olean.private` was not given: its theorems then look like
    axioms.
    """

    toolchain: str
    githash: str
    imports: tuple[str, ...]
    constants: tuple[Constant, ...]
    proofs: bool = True
    by_name: Mapping[str, Constant] = field(default_factory=dict, compare=False, repr=False)


def parts_of(olean: Path) -> tuple[Path, ...]:
    """The files of a module that exist, given the path of its `.olean`."""
    paths = (olean.with_name(olean.stem + suffix) for suffix in SUFFIXES)
    return tuple(path for path in paths if path.is_file())


def read_olean(olean: Path) -> CompiledModule:
    """Read a module by the path of its `.olean`; the other parts beside it are found.

    Raises EvidenceError when a file is missing, unreadable, cut short, foreign or corrupt.
    """
    paths = parts_of(olean)
    if not paths or paths[0] != olean:
        raise EvidenceError(Problem("there is no such file", str(olean)))
    try:
        parts = [(str(path), read_file(path, MOST_COMPILED_BYTES)) for path in paths]
    except InputError as error:
        raise EvidenceError(Problem(error.problems[0].message, str(olean))) from error
    return read_parts(parts)


def read_parts(parts: Sequence[tuple[str, bytes]]) -> CompiledModule:
    """Read a module from the (path, bytes) of its files, in the order of `SUFFIXES`.

    Takes time linear in their size.  Raises EvidenceError naming the path and the byte at fault.
    """
    heap = Heap(parts)
    root = heap.expect(heap.root, MODULE_DATA, "the data of a module")
    found = _constants(heap, root)
    is_module = heap.scalar(root, MODULE_DATA, 0) == 1
    return CompiledModule(
        heap.header.toolchain,
        heap.header.githash,
        _imports(heap, root),
        found,
        not is_module or parts[-1][0].endswith(SUFFIXES[2]),
        {constant.name: constant for constant in found},
    )


def _imports(heap: Heap, root: int) -> tuple[str, ...]:
    imports = heap.places(heap.child(root, 0))
    return tuple(heap.name(heap.field(i, 0), i) for i in imports)


# --- constants ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Raw:
    """A constant whose terms are still places in the heap."""

    name: str
    kind: int
    universes: tuple[str, ...]
    type: int
    values: tuple[int, ...]
    named: frozenset[str] = frozenset()  # constants its value names outside of terms


def _constants(heap: Heap, root: int) -> tuple[Constant, ...]:
    raw = [_raw(heap, place) for place in heap.places(heap.child(root, 2))]
    raw.sort(key=lambda r: r.name)
    terms = [r.type for r in raw]
    for r in raw:
        terms += r.values
    uses = constants(heap, terms)
    spans = _spans(heap, root)
    declared = [r for r in raw if r.name in spans]
    prints = fingerprints(heap, [(r.type, r.universes) for r in declared])
    statements = dict(zip((r.name for r in declared), prints, strict=True))
    outlines = {r.name: outline(heap, r.type) for r in declared}
    written = literals(heap, [r.type for r in declared])
    numbers = dict(zip((r.name for r in declared), written, strict=True))
    values = iter(uses[len(raw) :])
    return tuple(
        Constant(
            r.name,
            KINDS[r.kind],
            statements.get(r.name, ""),
            types,
            r.named.union(*(next(values) for _ in r.values)),
            spans.get(r.name),
            outlines.get(r.name, NO_OUTLINE),
            numbers.get(r.name, frozenset()),
        )
        for r, types in zip(raw, uses, strict=False)
    )


def _raw(heap: Heap, info: int) -> _Raw:
    kind, fields = heap.kind(info) >> 8, heap.kind(info) & 0xFF
    if kind >= len(KINDS) or fields != 1:
        heap.fail(info, "expected a constant")
    value = heap.child(info, 0)
    if not FIELDS[kind] <= heap.kind(value) <= FIELDS[kind] + 1:  # later versions added one
        heap.fail(value, f"expected the record of a {KINDS[kind]}")
    head = heap.expect(heap.child(value, 0), CONSTANT_VAL, "name, universes and type of a constant")
    universes = [heap.name(word, head) for word in heap.items(heap.field(head, 1), head)]
    return _Raw(
        heap.name(heap.field(head, 0), head),
        kind,
        tuple(universes),
        heap.child(head, 2),
        _values(heap, kind, value),
        _named(heap, kind, value),
    )


def _values(heap: Heap, kind: int, value: int) -> tuple[int, ...]:
    """The terms of a constant's value: a recursor has one a rule, most kinds have none."""
    if kind in WITH_VALUE:
        return (heap.child(value, 1),)
    if kind != RECURSOR:
        return ()
    rules = heap.items(heap.field(value, 6), value)
    return tuple(heap.child(heap.place(rule, value), 2) for rule in rules)


def _named(heap: Heap, kind: int, value: int) -> frozenset[str]:
    """The constructors of an inductive type."""
    if kind != INDUCTIVE:
        return frozenset()
    constructors = heap.items(heap.field(value, 4), value)
    return frozenset(heap.name(word, value) for word in constructors)


# --- positions ------------------------------------------------------------------------------------


def _spans(heap: Heap, root: int) -> dict[str, Span]:
    """Where each declaration stands; lines 1-based, columns 0-based code points."""
    return {
        heap.name(heap.field(entry, 0), entry): _span(heap, heap.child(entry, 1))
        for entry in _entries(heap, root, RANGE_EXTENSION)
    }


def _entries(heap: Heap, root: int, extension: str) -> Iterable[int]:
    """What an environment extension stored; nothing when it is not there."""
    for pair in heap.places(heap.child(root, 4)):
        if heap.name(heap.field(heap.expect(pair, PAIR, "a pair"), 0), pair) == extension:
            return [heap.expect(p, PAIR, "a pair") for p in heap.places(heap.child(pair, 1))]
    return ()


def _span(heap: Heap, ranges: int) -> Span:
    """The outer one of the two ranges that Lean keeps: whole declaration, and name."""
    outer = heap.expect(heap.child(heap.expect(ranges, RANGES, "two ranges"), 0), RANGE, "a range")
    start, end = _position(heap, heap.child(outer, 0)), _position(heap, heap.child(outer, 2))
    return Span(*start, *end)


def _position(heap: Heap, place: int) -> tuple[int, int]:
    heap.expect(place, POSITION, "a position")
    return heap.natural(heap.field(place, 0), place), heap.natural(heap.field(place, 1), place)
