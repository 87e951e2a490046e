"""Text as YAML that every reader takes for the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./()-]+)*")
_WORDS = frozenset("true false null yes no on off y n".split())  # no text to some reader
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str) -> str:
    """A text on one line: plain where nobody can take it for anything else, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if 0xD800 <= code < 0xE000:  # half of a pair is no text
        return "\\uFFFD"
    if char.isprintable():
        return char
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else _long(code)


def _long(code: int) -> str:
    return f"\\U{code:08X}"


def block(text: str, indent: str) -> str:
    """A text as the value of a key: its own lines below the key where it has several, which
    `indent` stands before."""
    lines = text.split("\n")
    readable = all(line.isprintable() and line.strip() for line in lines if line)
    if len(lines) < 2 or not lines[-1] or not lines[0] or not readable:
        return scalar(text)
    return "|2-\n" + "\n".join(f"{indent}{line}" if line else "" for line in lines)


def flow(values: Iterable[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(map(scalar, values))}]"
