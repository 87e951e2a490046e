"""The name Lean would give an anonymous instance, as far as its text tells.

Lean names it after the elaborated type (Lean/Elab/DeclNameGen.lean): `inst`, the class, and the
heads of its explicit arguments.  Elaboration sees through notation and this does not, so the
result is always marked approximate.
"""

from __future__ import annotations

from indexer.lean.commands import CLOSERS, OPENERS, is_space
from indexer.lean.lexer import is_ident


def name(signature: list[str]) -> str:
    """A guess at the name, without the namespace; `signature` is the tokens after `instance`."""
    heads = [_capital(word.rpartition(".")[2]) for word in _type_words(signature)]
    heads = [h for h in heads if len(h) > 1 or h.isupper()]
    return "inst" + "".join(heads[:6]) if heads else "inst"


def _type_words(signature: list[str]) -> list[str]:
    """Identifiers of the type after the depth-0 colon."""
    depth = 0
    start = len(signature)
    for at, word in enumerate(signature):
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
        elif word == ":" and depth == 0:
            start = at + 1
            break
    return [w for w in signature[start:] if not is_space(w) and is_ident(w)]


def _capital(word: str) -> str:
    word = word.strip("«»")
    return word[:1].upper() + word[1:]
