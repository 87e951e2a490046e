"""The header of a Lean file: `[module] [prelude] ([public] [meta] import [all] Name)*`.

From Lean/Parser/Module/Syntax.lean and Lean/Elab/ParseImportsFast.lean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.lean.names import canonical
from indexer.lean.records import Import
from indexer.lean.syntax.lexer import is_ident

_IMPORT_WORDS = frozenset({"public", "meta", "import", "all"})


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; `end` is the index of the first word after it."""

    imports: tuple[Import, ...]
    is_module: bool
    prelude: bool
    end: int


def read_header(words: Sequence[str]) -> Header:
    """Read the header at the start of `words`; text that is none gives an empty one."""
    at = 1 if words[0] == "\ufeff" else 0  # a byte order mark is seen in the wild
    is_module = words[at] == "module"
    at += is_module
    prelude = words[at] == "prelude"
    at += prelude
    imports: list[Import] = []
    while True:
        here = at
        while words[here] in _IMPORT_WORDS:
            here += 1
        marks = words[at:here]
        if "import" not in marks or not is_ident(words[here]):
            return Header(tuple(imports), is_module, prelude, at)
        imports.append(
            Import(canonical(words[here]), "public" in marks, "meta" in marks, "all" in marks)
        )
        at = here + 1
