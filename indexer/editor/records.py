"""What an editor is told, as records; knows nothing of the protocol.

Lines and columns are 0-based here, as editors have them; columns count code points.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one line, from `start` up to, not including, `end`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """What stands under the cursor: `kind` is "decl" or "id"; `before` is what of it stands before
    the cursor."""

    kind: str
    text: str
    at: Stretch
    before: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is wrong: `code` is a rule's, `level` "error", "warning" or "note"."""

    at: Stretch
    level: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Lens:
    """A remark above a declaration."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of a stretch."""

    at: Stretch
    text: str
