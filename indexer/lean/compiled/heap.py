"""The heap of a compiled module: `.olean` files, laid back into the address space they share.

An `.olean` is a header and then objects as they stood in memory, with absolute pointers; no code of
a project is run to read it.  The one to three files of a module (`.olean`, `.olean.server`,
`.olean.private`) are stretches of one run of addresses, each beginning on a 64 KiB boundary.  The
writer puts an object down after everything it points to, so a pointer always leads to a lower
address; a heap that breaks this rule is refused, and cycles cannot arise.

Everything here works on *places*: numbers of machine words from the start of the first file.
[lean4: library/module.cpp `olean_header`, runtime/compact.cpp, include/lean/lean.h]
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from indexer.base.errors import EvidenceError, Problem
from indexer.lean import names

MAGIC = b"olean"
ALIGNMENT = 1 << 16  # of the address at which each file of a module begins
MAX_NAME_DEPTH = 2000  # components in one name; Lean's own parser overflows long before
NAMES_PER_SIZE = 8  # total length of all names, as a multiple of the size of the files

ARRAY, MPZ, STRING = 246, 250, 249
NAME_STR, NAME_NUM = 1 << 8 | 2, 2 << 8 | 2
CONS = 1 << 8 | 2


@dataclass(frozen=True, slots=True)
class OleanHeader:
    """The first bytes of an `.olean`. `word` is the size of a pointer in bytes, `base` and `root`
    are addresses; `gmp` tells how big numbers are written; format 1 names no Lean version."""

    format: int
    gmp: bool
    toolchain: str
    githash: str
    word: int
    base: int
    root: int


class Heap:
    """The objects of one module.

    `parts` are (path, bytes) in the order written: `.olean`, `.olean.server`, `.olean.private`.
    Raises EvidenceError when they are no `.olean` files, are cut short, or do not belong together.
    """

    def __init__(self, parts: Sequence[tuple[str, bytes]]) -> None:
        self.path = parts[-1][0]
        headers = [read_header(data, path) for path, data in parts]
        self.header = headers[-1]
        self.word = self.header.word
        self.log = 3 if self.word == 8 else 2  # of the word size
        self.base = headers[0].base
        self.words = array("Q" if self.word == 8 else "I")
        for (path, data), header in zip(parts, headers, strict=True):
            self._append(path, data, header)
        if sys.byteorder == "big":
            self.words.byteswap()
        self.lead = 0 if self.word == 8 else 1  # words before the one that holds tag and fields
        self.shift = self.word * 8 - 16  # down to tag and fields in that word
        self.first = self.lead + 1  # words from an object to its first field
        self._names: dict[int, str] = {}
        self._name_budget = NAMES_PER_SIZE * len(self.words) * self.word + ALIGNMENT
        self._list_budget = len(self.words)
        self.root = self.place(self.header.root, len(self.words))

    def _append(self, path: str, data: bytes, header: OleanHeader) -> None:
        end = self.base + len(self.words) * self.word
        gap = header.base - end
        foreign = (header.word, header.githash, header.format) != (
            self.word,
            self.header.githash,
            self.header.format,
        )
        if foreign or not 0 <= gap < ALIGNMENT:
            raise _problem(path, "it was not written together with the other files of its module")
        if len(data) % self.word:
            raise _problem(path, "the file is cut short")
        self.words.frombytes(bytes(gap))
        self.words.frombytes(data)

    def fail(self, place: int, message: str) -> NoReturn:
        """Refuse the heap; `place` is the object at fault."""
        raise _problem(self.path, f"{message} at byte {max(place, 0) * self.word:#x}")

    # --- objects ----------------------------------------------------------------------------------

    def kind(self, place: int) -> int:
        """Tag and number of pointer fields of an object, as `tag << 8 | fields`."""
        if place + self.lead >= len(self.words):
            self.fail(place, "an object lies beyond the end of the file")
        return self.words[place + self.lead] >> self.shift

    def place(self, pointer: int, below: int) -> int:
        """The place a pointer leads to; it must lie lower than `below`."""
        offset = pointer - self.base
        place = offset // self.word
        if offset % self.word or not 0 <= place < below:
            self.fail(below, f"the pointer {pointer:#x} leads nowhere")
        return place

    def field(self, place: int, index: int) -> int:
        """The machine word in field `index`: a pointer, or an odd number n*2+1 for a small n."""
        at = place + self.first + index
        if at >= len(self.words):
            self.fail(place, "an object lies beyond the end of the file")
        return self.words[at]

    def child(self, place: int, index: int) -> int:
        """The place that field `index` points to."""
        return self.place(self.field(place, index), place)

    def expect(self, place: int, kind: int, what: str) -> int:
        """`place`, if the object there is a constructor of this kind."""
        if self.kind(place) != kind:
            self.fail(place, f"expected {what}")
        return place

    def scalar(self, place: int, fields: int, index: int) -> int:
        """Byte `index` of the plain data behind `fields` pointers; 0 where there is none."""
        size = self.words[place + self.lead] >> (self.shift - 16) & 0xFFFF
        at = (self.first + fields) * self.word + index
        if at >= size:
            return 0
        word = self.field(place, fields + index // self.word)
        return word >> (index % self.word * 8) & 0xFF

    def array(self, place: int) -> list[int]:
        """The machine words of an array."""
        if self.kind(place) >> 8 != ARRAY:
            self.fail(place, "expected an array")
        length = self.field(place, 0)
        start = place + self.first + 2
        if length > len(self.words) - start:
            self.fail(place, f"an array of {length} elements runs beyond the end of the file")
        return self.words[start : start + length].tolist()

    def places(self, place: int) -> list[int]:
        """The places an array of pointers leads to."""
        return [self.place(word, place) for word in self.array(place)]

    def items(self, pointer: int, below: int) -> list[int]:
        """The machine words of the elements of a `List`."""
        found = []
        while not pointer & 1:
            below = self.expect(self.place(pointer, below), CONS, "a list")
            self._list_budget -= 1
            if self._list_budget < 0:
                self.fail(below, "the lists are longer than a file of this size can hold")
            found.append(self.field(below, 0))
            pointer = self.field(below, 1)
        return found

    def string(self, place: int) -> str:
        """The text of a string object."""
        if self.kind(place) >> 8 != STRING:
            self.fail(place, "expected a string")
        size = self.field(place, 0)
        text = self._bytes(place, self.first + 3, size - 1)
        try:
            return text.decode()
        except UnicodeDecodeError:
            self.fail(place, "a string is not UTF-8")

    def natural(self, word: int, below: int) -> int:
        """A natural number: in the pointer itself, or a big number's digits."""
        if word & 1:
            return word >> 1
        place = self.place(word, below)
        if self.kind(place) >> 8 != MPZ:
            self.fail(place, "expected a number")
        if self.header.gmp:  # i32 allocated, i32 size, pointer, 64-bit digits
            counts = self._bytes(place, self.first, 8)
            skip, size, digit = 8 // self.word + 1, int.from_bytes(counts[4:], "little"), 8
        else:  # bool sign, size, pointer, 32-bit digits
            skip, size, digit = 3, self.field(place, 1), 4
        return int.from_bytes(self._bytes(place, self.first + skip, size * digit), "little")

    def name(self, word: int, below: int) -> str:
        """A `Name` in its canonical spelling (see `names`); "" for the anonymous one."""
        pending: list[tuple[int, str]] = []
        text = ""
        while not word & 1:
            place = self.place(word, below)
            known = self._names.get(place)
            if known is not None:
                text = known
                break
            pending.append((place, self._component(place)))
            if len(pending) > MAX_NAME_DEPTH:
                self.fail(place, f"a name has more than {MAX_NAME_DEPTH} components")
            word, below = self.field(place, 0), place
        for place, component in reversed(pending):
            text = f"{text}.{component}" if text else component
            self._name_budget -= len(text)
            if self._name_budget < 0:
                self.fail(place, "the names are longer than a file of this size can hold")
            self._names[place] = text
        return text

    def _component(self, place: int) -> str:
        kind = self.kind(place)
        if kind == NAME_STR:
            return names.escape(names.text_part(self.string(self.child(place, 1))))
        self.expect(place, NAME_NUM, "a name")
        number_word = self.field(place, 1)
        return str(number_word >> 1) if number_word & 1 else "«?»"

    def _bytes(self, place: int, skip: int, size: int) -> bytes:
        """`size` bytes that begin `skip` words behind `place`."""
        start = place + skip
        if not 0 <= size <= (len(self.words) - start) * self.word:
            self.fail(place, "an object runs beyond the end of the file")
        words = self.words[start : start + -(-size // self.word)]
        if sys.byteorder == "big":
            words.byteswap()
        return words.tobytes()[:size]


# --- headers --------------------------------------------------------------------------------------


def read_header(data: bytes, path: str) -> OleanHeader:
    """The header of an `.olean`, formats 1 (before Lean 4.18) and 2.

    The word size stands nowhere: it is the one under which the root lies inside the addresses that
    the module can have.  Raises EvidenceError for anything else.
    """
    if data[:5] != MAGIC:
        raise _problem(path, "this is not an .olean file")
    if len(data) < 56:
        raise _problem(path, "the file is cut short")
    version = data[5]
    if version == 1:
        gmp, toolchain, githash, start = True, "", data[6:48], 48
    elif version == 2:
        gmp, toolchain, githash, start = bool(data[6] & 1), _text(data[7:40]), data[40:80], 80
    else:
        hint = "leancat reads 1 and 2, of Lean 4.9 to 4.30: take a newer leancat, or an older Lean"
        raise _problem(path, f".olean format {version} is not known", hint)
    for word in (8, 4):
        base = int.from_bytes(data[start : start + word], "little")
        root = int.from_bytes(data[start + word : start + 2 * word], "little")
        if len(data) >= start + 2 * word and _plausible(base, root, len(data), word):
            return OleanHeader(version, gmp, toolchain, _text(githash), word, base, root)
    raise _problem(path, "its root lies outside the file", "the file is cut short or corrupt")


def _plausible(base: int, root: int, size: int, word: int) -> bool:
    """True when `root` can be a root address. It may lie in an earlier file of the module, when
    two files say the same; those are at most some hundred megabytes away."""
    return base % ALIGNMENT == 0 and root % word == 0 and base - (1 << 30) < root < base + size


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode("ascii", "replace")


def _problem(path: str, message: str, hint: str = "") -> EvidenceError:
    return EvidenceError(Problem(message, path, hint=hint or "build the module again"))
