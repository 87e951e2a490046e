"""Brackets among the words of a file."""

from __future__ import annotations

from collections.abc import Sequence

OPENERS = frozenset("([{⟨") | {"`(", "``("}
CLOSERS = frozenset(")]}⟩")
BRACKETS = OPENERS | CLOSERS


def skip_brackets(words: Sequence[str], at: int, end: int) -> int:
    """Index just past the bracket that closes the one at `at`; `end` when nothing does."""
    depth = 0
    while at < end:
        word = words[at]
        if word in BRACKETS:
            if word in OPENERS:
                depth += 1
            else:
                depth -= 1
                if depth <= 0:
                    return at + 1
        at += 1
    return end
