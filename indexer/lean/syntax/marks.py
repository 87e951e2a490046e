"""What is read off a module's words whatever the grammar says: files that Lean reads while it
elaborates, and names of what goes round the kernel or leaves proofs out.

An option may be set by a macro, in guillemets, behind another command, or from a string.  So its
name anywhere outside a comment is told, with its line, unless it is in a command that the parser
understood, whose effect is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.lean.syntax.lexer import Code

COMPUTED = "?"
"""Stands for a file whose path is computed."""

_TRIPWIRE = re.compile(
    r"skipKernelTC|(?:by|proof|terminalTactics)AsSorry(?![\w'!?])|WithoutChecking"
)
_TRIPPING = ("skipKernelTC", "AsSorry", "WithoutChecking")  # one of which stands in any tripwire
_INCLUDING = ("include_str", "include_bytes", "bv_check")
_FURTHER = 6  # words between `bv_check` and its file: a configuration
# What makes further commands, tactics or terms, which modules that import this one may use.
_SPREADING = frozenset(
    "macro macro_rules elab elab_rules syntax notation initialize builtin_initialize "
    "command_elab command_parser".split()
)


def tripwires(text: str, known: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """The words that name such a thing outside comments, each with its line; those in the commands
    that begin at the lines `known` are left out."""
    if not any(word in text for word in _TRIPPING):  # ten times as fast as the expression
        return ()
    code = Code(text)
    spared = list(known)
    found = []
    for word, end in zip(code.words[: code.size], code.ends, strict=False):
        if word[:2] == "/-":  # documentation
            continue
        for match in _TRIPWIRE.finditer(word):
            line = text.count("\n", 0, end - len(word) + match.start()) + 1
            if line in spared:
                spared.remove(line)
            else:
                found.append((match[0], line))
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


_MOST = 20  # more of them say nothing new, and counting lines costs time


def spreads(text: str) -> bool:
    """Whether a module defines syntax or runs code where it is imported."""
    return not _SPREADING.isdisjoint(Code(text).vocabulary)


def included(text: str) -> tuple[str, ...]:
    """The files that Lean reads while it elaborates a module, as they are written (relative to the
    module's own folder); `COMPUTED` for one whose path is no literal."""
    if not any(word in text for word in _INCLUDING):
        return ()
    return tuple(sorted(set(_included(Code(text)))))


def _included(code: Code) -> Iterator[str]:
    words = code.words
    for at, word in enumerate(words[: code.size]):
        if word not in _INCLUDING:
            continue
        if word == "bv_check":
            ahead = words[at + 1 : at + 1 + _FURTHER]
            path = next((w for w in ahead if w[:1] == '"'), "")
            yield _literal(path)
        elif words[at + 2] in ("/", "++") or words[at + 1] == "(":
            yield COMPUTED
        else:
            yield _literal(words[at + 1])


def _literal(word: str) -> str:
    return word[1:-1] if word[:1] == '"' and "\\" not in word and len(word) > 2 else COMPUTED
