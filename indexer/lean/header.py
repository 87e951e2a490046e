"""The header of a Lean file: `[module] [prelude] ([public] [meta] import [all] Name)*`.

From Lean/Parser/Module/Syntax.lean and Lean/Elab/ParseImportsFast.lean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.lean.commands import is_doc, is_space
from indexer.lean.lexer import is_ident
from indexer.model import Import


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; `end` is the index of the first token after it."""

    imports: tuple[Import, ...]
    is_module: bool
    prelude: bool
    end: int


def read_header(tokens: Sequence[str]) -> Header:
    """Read the header at the start of `tokens`; text that is none gives an empty one."""
    at = _next(tokens, 0)
    is_module = tokens[at : at + 1] == ["module"]
    if is_module:
        at = _next(tokens, at + 1)
    prelude = tokens[at : at + 1] == ["prelude"]
    if prelude:
        at = _next(tokens, at + 1)
    imports: list[Import] = []
    while True:
        words: list[str] = []
        here = at
        while here < len(tokens) and tokens[here] in ("public", "meta", "import", "all"):
            words.append(tokens[here])
            here = _next(tokens, here + 1)
        if "import" not in words or here >= len(tokens) or not is_ident(tokens[here]):
            return Header(tuple(imports), is_module, prelude, at)
        imports.append(
            Import(tokens[here], public="public" in words, meta="meta" in words, all="all" in words)
        )
        at = _next(tokens, here + 1)


def _next(tokens: Sequence[str], at: int) -> int:
    while at < len(tokens) and (is_space(tokens[at]) and not is_doc(tokens[at])):
        at += 1
    # a byte order mark is seen in the wild and means nothing
    return at + 1 if at == 0 and tokens[:1] == ["\ufeff"] else at
