"""Numbers as people write them: 1,234 and `twelve` and `no`; read, and written the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()
)  # what style guides spell out
_VALUES = {"no": 0} | {word: value for value, word in enumerate(WORDS)}

SEPARATORS = ",\u00a0\u2009\u202f"
_DIGITS = rf"\d{{1,3}}(?:([{SEPARATORS}])\d{{3}})(?:\1\d{{3}})*(?!\d)|\d+(?:\.\d+)?"
_SPELLED = rf"\b(?:{'|'.join(_VALUES)})\b"
_NUMERAL = re.compile(rf"&#?\w+;|{_DIGITS}|{_SPELLED}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: where it stands, and its value (None for what is no whole number)."""

    start: int
    end: int
    value: int | None


def numerals(text: str, start: int = 0, end: int | None = None) -> list[Numeral]:
    """The numbers written between two offsets; digits of HTML entities are none."""
    found = _NUMERAL.finditer(text, start, len(text) if end is None else end)
    return [Numeral(m.start(), m.end(), value(m[0])) for m in found if m[0][0] != "&"]


def value(written: str) -> int | None:
    """The number that a numeral says, None for a fraction or no numeral."""
    word = written.lower()
    if word in _VALUES:
        return _VALUES[word]
    digits = re.sub(f"[{SEPARATORS}]", "", written)
    return int(digits) if digits.isdecimal() and len(digits) < 16 else None


def like(written: str, number: int) -> str:
    """A number in the manner of the numeral it takes the place of."""
    if written.isalpha():
        word = WORDS[number] if number < len(WORDS) else str(number)
        return word.capitalize() if written[0].isupper() else word
    separator = next((c for c in SEPARATORS if c in written), "")
    return f"{number:,}".replace(",", separator) if separator else str(number)


def in_place(
    text: str, stretches: Iterable[tuple[int, int]], numbers: Sequence[int]
) -> dict[tuple[int, int], str] | None:
    """What to write over which stretch so that the numerals there say `numbers`, in order.

    `stretches` are the parts of the text to look at.  Empty when they say so already; None when
    there are more or fewer numerals than numbers.
    """
    found = [n for start, end in stretches for n in numerals(text, start, end)]
    if len(found) != len(numbers):
        return None
    return {
        (numeral.start, numeral.end): like(text[numeral.start : numeral.end], number)
        for numeral, number in zip(found, numbers, strict=True)
        if numeral.value != number
    }
