"""The headline as pictures: the icon of the site, and the preview that others show of a link."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from indexer.judge.records import Tally
from indexer.site.badges import colour

_WIDTH, _HEIGHT, _SCALE = 1200, 630, 24
_PAPER, _INK, _REST, _DONE = range(4)
_PALETTE = ("fdfcfa", "1d1f22", "dfdcd5")  # the fourth is that of the share
_DIGITS = {  # five dots a row, seven rows
    "0": "0e 11 13 15 19 11 0e",
    "1": "04 0c 04 04 04 04 0e",
    "2": "0e 11 01 02 04 08 1f",
    "3": "1f 02 04 02 01 11 0e",
    "4": "02 06 0a 12 1f 02 02",
    "5": "1f 10 1e 01 01 11 0e",
    "6": "06 08 10 1e 11 11 0e",
    "7": "1f 01 02 04 08 08 08",
    "8": "0e 11 11 0e 11 11 0e",
    "9": "0e 11 11 0f 01 02 0c",
    "/": "01 01 02 04 08 10 10",
}


def icon(tally: Tally) -> str:
    """A square that is filled from below as far as claims are covered, with a check mark."""
    level = 16 - 16 * tally.percent / 100
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        '<clipPath id="c"><rect width="16" height="16" rx="3"/></clipPath>'
        '<g clip-path="url(#c)"><rect width="16" height="16" fill="#555"/>'
        f'<rect y="{level:g}" width="16" height="{16 - level:g}" fill="{colour(tally)}"/></g>'
        '<path d="M6.4 12 2.6 8.2l1.5-1.5 2.3 2.4 5.4-5.7 1.5 1.4Z" fill="#fff"/></svg>\n'
    )


def preview(tally: Tally) -> bytes:
    """The headline in large digits above a bar, as a PNG file of 1200 by 630."""
    rows = [bytearray(_WIDTH) for _ in range(_HEIGHT)]
    text = str(tally)
    scale = min(_SCALE, (_WIDTH - 160) // (6 * len(text)))
    for at, letter in enumerate(text):
        for down, dots in enumerate(bytes.fromhex(_DIGITS[letter])):
            for across in range(5):
                if dots >> (4 - across) & 1:
                    left = 80 + (6 * at + across) * scale
                    _fill(rows, left, 160 + down * scale, scale, scale, _INK)
    _fill(rows, 80, 460, _WIDTH - 160, 40, _REST)
    if tally.total:
        _fill(rows, 80, 460, (_WIDTH - 160) * tally.done // tally.total, 40, _DONE)
    return _png(rows, (*_PALETTE, colour(tally).lstrip("#")))


def _fill(rows: Sequence[bytearray], x: int, y: int, wide: int, tall: int, ink: int) -> None:
    for row in rows[y : y + tall]:
        row[x : x + wide] = bytes([ink]) * wide


def _png(rows: Sequence[bytearray], palette: Sequence[str]) -> bytes:
    """Rows of places in a palette as a PNG file (ISO/IEC 15948)."""
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", head), (b"PLTE", bytes.fromhex("".join(palette))), (b"IDAT", data))
    body = b"".join(_chunk(kind, content) for kind, content in (*chunks, (b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
