"""Stretches of a file that are written in another language: what a project's own syntax takes for
itself, where a keyword of Lean's is a word like any other.

There are two that text can tell: elements of HTML (`<p>the end of it</p>`, which is a term in
ProofWidgets and the like) and blocks that end in `#end`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from indexer.lean.syntax.keywords import HASH
from indexer.lean.syntax.lexer import Code

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)(?:[^<>]*?(/)?>)?")


def foreign(code: Code) -> Iterator[tuple[int, int]]:
    """Ranges of words in another language, in order."""
    found = [*_elements(code), *_blocks(code)]
    return iter(sorted(found))


def _elements(code: Code) -> Iterator[tuple[int, int]]:
    """From an opening tag to the one that closes it; those inside others are passed over."""
    text = code.text
    if "</" not in text:
        return
    open_tags: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    for tag in _TAG.finditer(text):
        name = tag[2]
        if not tag[1]:
            if tag[3]:
                yield _words(code, tag.start(), tag.end())
            else:
                open_tags.append((name, tag.start()))
                counts[name] = counts.get(name, 0) + 1
            continue
        if not counts.get(name):
            continue
        start = -1
        while open_tags:
            inner, start = open_tags.pop()
            counts[inner] -= 1
            if inner == name:
                break
        yield _words(code, start, tag.end())


def _words(code: Code, start: int, end: int) -> tuple[int, int]:
    return bisect_right(code.ends, start), bisect_left(code.ends, end)


def _blocks(code: Code) -> Iterator[tuple[int, int]]:
    """From `#word`, which is no command of Lean's, to the next `#end`."""
    if "#end" not in code.text:
        return
    words = code.words
    opening = -1
    for at, word in enumerate(words):
        if word != "#" or code.lead(at + 1) or not words[at + 1][:1].isalpha():
            continue
        if words[at + 1] != "end":
            fresh = opening < 0 or code.column(at) == 0 or words[at - 1] == ":="
            opening = at if fresh and words[at + 1] not in HASH else opening
        elif opening >= 0:
            yield opening, at + 1
            opening = -1
