"""The name codec: dotted Lean names to components and back, `«…»` and private names included.

Names travel through leancat as text in one canonical spelling, the one of Lean's `Name.toString`: a
component stands in `«…»` exactly when it is no plain identifier, and a numeric component is bare
digits.  `join(split(name))` is the canonical spelling of any spelling of a name.
[lean4: Init/Meta/Defs `Name.escapePart`, `isIdFirst`, `isIdRest`; Lean/PrivateName]
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTER_LIKE = (
    "\u03b1-\u03ba\u03bc-\u03c9"  # Greek lower case, without lambda
    "\u0391-\u039f\u03a1\u03a2\u03a4-\u03a9"  # Greek upper case, without Pi and Sigma
    "\u03ca-\u03fb\u1f00-\u1ffe"  # Coptic and polytonic Greek
    "\u2100-\u214f\U0001d49c-\U0001d59f"  # letter-like symbols, script and Fraktur
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u017f"  # Latin-1 and Latin Extended-A
)
_SUBSCRIPT = "\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"

ID_START = f"A-Za-z_{_LETTER_LIKE}"
"""Characters that may begin an identifier, as the inside of a regex character class."""

ID_REST = f"A-Za-z0-9_'!?{_LETTER_LIKE}{_SUBSCRIPT}"
"""Characters that may go on an identifier, as the inside of a regex character class."""

_PLAIN = re.compile(f"[{ID_START}][{ID_REST}]*")
_PLAIN_NAME = re.compile(rf"[{ID_START}][{ID_REST}]*(?:\.[{ID_START}][{ID_REST}]*)*")
_COMPONENT = re.compile("«([^»]*)»?|([^.«]+)")
_PRIVATE = "_private"


def is_identifier(text: str) -> bool:
    """Tell whether a single component needs no `«…»`."""
    return _PLAIN.fullmatch(text) is not None


def split(name: str) -> tuple[str, ...]:
    """Components of a name, `«…»` taken off; `()` for the empty (anonymous) name.

    Numeric components come as their digits.  A text component made of digits only, which Lean
    writes `«0»`, keeps its marks, so that it stays apart from the number.  Total: text that is no
    name at all is cut at its dots.
    """
    if "«" not in name:
        return tuple(name.split(".")) if name else ()
    parts: list[str] = []
    at = 0
    while at < len(name):
        match = _COMPONENT.match(name, at)
        escaped = match[1] if match else None
        parts.append(text_part(escaped) if escaped is not None else match[0] if match else "")
        at = match.end() if match else at
        if at < len(name) and name[at] == ".":
            at += 1
            if at == len(name):
                parts.append("")
    return tuple(parts)


def join(parts: Iterable[str]) -> str:
    """The canonical spelling of a name given by its components (as `split` gives them)."""
    return ".".join(map(escape, parts))


def components(name: str) -> tuple[str, ...]:
    """The components of a name, each in its canonical spelling."""
    if "«" not in name:
        return tuple(name.split(".")) if name else ()
    return tuple(map(escape, split(name)))


def halves(name: str) -> tuple[str, str]:
    """The namespace of a name ("" for none) and its last component."""
    if "«" not in name:
        namespace, _, last = name.rpartition(".")
        return namespace, last
    parts = components(name)
    return ".".join(parts[:-1]), parts[-1]


def ancestors(name: str) -> list[str]:
    """`A.B.C` → [A.B.C, A.B, A]; nothing for ""."""
    parts = components(name)
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def escape(part: str) -> str:
    """One component as it stands in a name: in `«…»` unless it is an identifier or a number."""
    if is_identifier(part) or _is_number(part) or "»" in part:
        return part
    return f"«{part}»"


def text_part(text: str) -> str:
    """A text component as `split` gives it: one made of digits only wears its `«…»`."""
    return f"«{text}»" if _is_number(text) else text


def canonical(name: str) -> str:
    """The canonical spelling: needless `«…»` taken off, missing ones put on."""
    return name if _PLAIN_NAME.fullmatch(name) else join(split(name))


def last_component(name: str) -> str:
    """The last component of a name, in canonical spelling."""
    return halves(canonical(name))[1]


def decode_private(name: str) -> tuple[str, str | None]:
    """The name a user wrote and the module it is private to (None for a public name).

    `_private.A.B.0.C.f` is `C.f`, private to module `A.B`.
    """
    if not name.startswith(_PRIVATE + "."):
        return name, None
    parts = split(name)
    if "0" not in parts:
        return name, None
    mark = parts.index("0")
    return join(parts[mark + 1 :]), join(parts[1:mark])


def encode_private(name: str, module: str) -> str:
    """The name Lean gives to what a user calls `name` and keeps private to `module`."""
    return f"{_PRIVATE}.{module}.0.{name}"


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit()
