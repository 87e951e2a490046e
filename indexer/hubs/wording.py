"""Numbers as people write them: 1,234 and `twelve` and `no`; read, and written the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()
)  # what style guides spell out
_SMALL = [*WORDS, *(f"{stem}teen" for stem in "thir four fif six seven eigh nine".split())]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {"no": 0, "a": 1} | {word: number for number, word in enumerate(_SMALL)}
_VALUES |= {word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)}

_UNITS = "|".join(_SMALL[1:10])
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{_UNITS}))?|{'|'.join(_SMALL[:0:-1])})"
_BELOW_1000 = rf"(?:(?:{_UNITS}|a)\s+hundred(?:\s+(?:and\s+)?{_BELOW_100})?|{_BELOW_100})"
SPELLED = (
    rf"(?:(?:{_BELOW_1000}|a)\s+thousand(?:,?\s+(?:and\s+)?{_BELOW_1000})?|{_BELOW_1000}|zero|no)"
)
"""A number below a million in words, as a pattern."""

_SPACES = "\u00a0\u2009\u202f"
_MARKS = f",'’{_SPACES}"
SEPARATORS = f"{_MARKS} "
"""What may stand between the thousands of a number."""

NUMBER = (
    rf"(?:\d{{1,3}}(?:[{SEPARATORS}]\d{{3}})+(?!\d)|\d+(?:[kK](?!\w))?|{SPELLED})(?![\w]|[.,]\d)"
)
"""A number in a sentence, as a pattern to be matched whatever the case of its letters."""

_DIGITS = rf"\d{{1,3}}(?:([{_MARKS}])\d{{3}})(?:\1\d{{3}})*(?!\d)|\d+(?:\.\d+)?"
_NUMERAL = re.compile(rf"&#?\w+;|{_DIGITS}|\b{SPELLED}\b", re.IGNORECASE)


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
    if written[:1].isalpha():
        return _spelled_value(re.findall(r"[a-z]+", written.lower()))
    digits = re.sub(f"[{SEPARATORS}]", "", written)
    thousands = digits[-1:] in ("k", "K")
    digits = digits[:-1] if thousands else digits
    number = int(digits) if digits.isdecimal() and len(digits) < 16 else None
    return number * 1000 if number is not None and thousands else number


def _spelled_value(words: Sequence[str]) -> int | None:
    whole = part = 0
    for word in words:
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            whole, part = part * 1000, 0
        elif word in _VALUES:
            part += _VALUES[word]
        elif word != "and":
            return None
    return whole + part


def spelled(number: int) -> str:
    """A number below a hundred in words, and any other in digits."""
    if number < len(_SMALL):
        return _SMALL[number]
    tens, unit = divmod(number, 10)
    if number >= 100:
        return str(number)
    return _TENS[tens - 2] + (f"-{_SMALL[unit]}" if unit else "")


def like(written: str, number: int) -> str:
    """A number in the manner of the numeral it takes the place of."""
    if written[0].isalpha():
        short = number < len(WORDS) or (value(written) or 0) >= len(WORDS)
        word = spelled(number) if short else str(number)
        return word.capitalize() if written[0].isupper() else word
    separator = next((c for c in _MARKS if c in written), "")
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
