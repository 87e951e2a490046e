"""Broken versions of real input: bytes cut, doubled, swapped, spliced and nested, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

# Pieces that readers of these formats stumble over: brackets and quotes that do not close, control
# and direction characters, what is no UTF-8, numbers too large, links out of a folder.
_PIECES: tuple[bytes, ...] = (
    b"\0", b"\r", b"\t", b"\x1b[31m", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xc2\x85",
    b"\xe2\x80\xae", b"\xf4\x8f\xbf\xbf", b"(", b")", b"[", b"]", b"{", b"}", b"\xe2\x9f\xa8",
    b"\xc2\xab", b"\xc2\xbb", b'"', b"'", b"`", b"/-", b"-/", b"--", b"/--", b'r##"', b'"##',
    b's!"{', b"$", b"$$", b"\\", b"\\left(", b"<!--", b"-->", b"<a href=", b"<script>", b"&#0;",
    b"{{", b"{%", b"---\n", b"&a *a", b"<<: *a", b"!!python/object", b"99999999999999999999",
    b"-1", b"1e999", b"../../..", b"/etc/passwd", b"%2e%2e", b"<<<<<<< HEAD\n", b":=", b"=>", b"|",
    b"by\n", b"sorry", b"end\n", b"namespace ", b"section\n", b"mutual\n", b"open ", b"import ",
    b"set_option ", b"notation ", b"macro ", b"#exit\n", b"@[simp] ", b" in\n", b"theorem ",
)  # fmt: skip
_DEEP = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b"/-", b"-/"), (b"\\frac{", b"}"), (b"> ", b""))

Change = Callable[[random.Random, bytes, bytes], bytes]


def mutated(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """`data` with one to four changes, some of which take a piece of `other`; any bytes at all."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_CHANGES)(chance, data, other)
    return data


def _cut(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    start, end = _stretch(chance, data)
    return data[:start] + data[end:]


def _double(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    start, end = _stretch(chance, data)
    return data[:end] + data[start:end] * chance.choice((1, 1, 3)) + data[end:]


def _put(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 40)) + data[at:]


def _nest(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    at, (left, right) = chance.randrange(len(data) + 1), chance.choice(_DEEP)
    depth = chance.choice((3, 60, 1500))
    return data[:at] + left * depth + right * chance.choice((depth, depth - 1, 0)) + data[at:]


def _flip(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _splice(chance: random.Random, data: bytes, other: bytes) -> bytes:
    (start, end), (first, last) = _stretch(chance, data), _stretch(chance, other)
    return data[:start] + other[first:last] + data[end:]


def _swap_lines(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _end(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _stretch(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 1, 4, 30, 400)))


_CHANGES: Sequence[Change] = (_cut, _double, _put, _put, _nest, _flip, _splice, _swap_lines, _end)
