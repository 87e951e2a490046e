"""Edits of text files: where, what goes and what comes, and the file that results."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces the characters from `start` up to `end` by `text`; `why` is a clause for people."""

    start: int
    end: int
    text: str
    why: str = ""


class Text:
    """The text of a file as it is on disk, every line end kept, and its offsets by place."""

    def __init__(self, path: str, data: bytes) -> None:
        """`data` is UTF-8, as was checked when it was read as a source."""
        self.path = path
        self.mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
        self.text = data.decode("utf-8-sig")

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and 0-based column."""
        return self._lines[line - 1] + column

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset begins."""
        return self._lines[bisect_right(self._lines, offset) - 1]

    def line_end(self, offset: int) -> int:
        """The offset at which the line of an offset ends, before its line end."""
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" and end > offset else end

    @property
    def newline(self) -> str:
        """How lines end here."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file after edits, of which no two overlap."""
        pieces, at = [self.mark], 0
        for edit in sorted(edits):
            pieces += self.text[at : edit.start], edit.text
            at = edit.end
        return "".join((*pieces, self.text[at:])).encode()

    def difference(self, edits: Iterable[Edit]) -> Iterator[str]:
        """A unified diff, line by line."""
        before = self.text.splitlines(keepends=True)
        after = self.edited(edits).decode("utf-8-sig").splitlines(keepends=True)
        for line in difflib.unified_diff(before, after, f"a/{self.path}", f"b/{self.path}"):
            yield line.rstrip("\r\n")


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits without those that overlap an earlier one: what two rules want of one place is
    done once, and the next run does the rest."""
    kept: list[Edit] = []
    for edit in sorted(set(edits)):
        if not kept or (edit.start >= kept[-1].end and edit != kept[-1]):
            kept.append(edit)
    return kept
