"""A Lean file as its commands are read: its words, their places, and what was not understood."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from indexer.lean.names import canonical
from indexer.lean.records import Diagnostic
from indexer.lean.syntax.lexer import Code

_NOT_PLAIN = re.compile("--|/-|[\"'«]")  # comments, and words that may hold white space


class Source:
    """The words of a text.

    `vocabulary` has each once, `plain` each in its canonical spelling: what the whole file holds
    decides which questions need asking of each command.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.code = Code(text)
        self.words = self.code.words
        self.vocabulary = self.code.vocabulary
        self.has_quoted = "«" in text
        self.plain_vocabulary = (
            {canonical(w) if "«" in w else w for w in self.vocabulary}
            if self.has_quoted
            else self.vocabulary
        )
        self.diagnostics: list[Diagnostic] = []
        lengths = map((1).__add__, map(len, text.split("\n")))
        self._lines = list(accumulate(lengths, initial=0))
        for error in self.code.errors:
            self._diagnose(error.code, error.message, error.offset)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1]

    def place(self, at: int) -> tuple[int, int]:
        """The line and the column of a word."""
        return self.position(self.code.start(at))

    def plain(self, start: int, end: int) -> str:
        """Source of a word range without comments, white space folded."""
        if start >= end:
            return ""
        code = self.code
        source = self.text[code.start(start) : code.ends[end - 1]]
        if not _NOT_PLAIN.search(source):
            return " ".join(source.split())
        parts = [code.words[start]]
        for at in range(start + 1, end):
            if code.ends[at - 1] != code.start(at):
                parts.append(" ")
            parts.append(code.words[at])
        return "".join(parts)

    def spelled(self, start: int, end: int) -> list[str]:
        """The words of a range, each in its canonical spelling."""
        words = self.words[start:end]
        return [canonical(w) if "«" in w else w for w in words] if self.has_quoted else words

    def diagnose(self, code: str, message: str, at: int) -> None:
        """Note what is not understood at a word."""
        self._diagnose(code, message, self.code.start(at))

    def _diagnose(self, code: str, message: str, offset: int) -> None:
        line, column = self.position(offset)
        self.diagnostics.append(Diagnostic(code, message, line, column))
