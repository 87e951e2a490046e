"""The text of an attribute → its options: `"label" (title := "…") (uses := [a, "b"])`."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A string, a documentation comment, or any one character.
_STRING = r'"(?:\\.|[^"\\])*"'
_PIECE = re.compile(rf"{_STRING}|/--.*?-/|[()\[\]]|[^\s()\[\]\"]+|\s+|.", re.DOTALL)
_KEY = re.compile(r"\(\s*([A-Za-z_]\w*)\s*:=\s*")
_USED = re.compile(rf"(-?)\s*({_STRING}|[^\s,\"\[\]()-][^\s,\"\[\]()]*)")


def split(text: str) -> Iterator[str]:
    """The attributes of one `@[…]`: what stands between the commas outside of brackets."""
    depth, part = 0, ""
    for piece in _pieces(text):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if depth == 0 and "," in piece and piece[0] not in '"/':
            before, *rest = piece.split(",")
            yield (part + before).strip()
            yield from (one.strip() for one in rest[:-1])
            part = rest[-1]
        else:
            part += piece
    yield part.strip()


def label(text: str) -> str:
    """The first text in quotes that stands in no brackets; "" for none."""
    depth = 0
    for piece in _pieces(text):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if depth == 0 and piece.startswith('"') and len(piece) > 1:
            return unquoted(piece)
    return ""


def options(text: str) -> dict[str, str]:
    """What stands behind `(key :=` up to the bracket that closes it, by key."""
    found: dict[str, str] = {}
    at = 0
    while match := _KEY.search(text, at):
        start, depth = match.end(), 1
        at = start
        for piece in _PIECE.finditer(text, start):
            depth += (piece[0] == "(") - (piece[0] == ")")
            at = piece.end()
            if depth == 0:
                found.setdefault(match[1], text[start : piece.start()].strip())
                break
        else:
            break
    return found


def words(value: str) -> str:
    """A text in quotes or a documentation comment, without its signs."""
    if value.startswith("/--"):
        return value[3:].removesuffix("-/").strip()
    return unquoted(value) if value.startswith('"') else value


def names(value: str) -> tuple[str, ...]:
    """The entries of a list of names and labels, or of one text with commas; what is excluded by a
    `-` is left out."""
    if value.startswith('"'):
        return tuple(n.strip() for n in unquoted(value).split(",") if n.strip())
    found = _USED.findall(value.strip("[] \n"))
    return tuple(words(name) for minus, name in found if not minus)


def unquoted(text: str) -> str:
    """A string literal as the text that it stands for."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _pieces(text: str) -> Iterator[str]:
    return (found[0] for found in _PIECE.finditer(text))
