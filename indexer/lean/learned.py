"""Commands that a project defines itself: their keyword, and what they declare where that is plain.

A `syntax`, `macro` or `elab` of category `command` defines one.  It declares what its first
argument names when its syntax has a declaration's signature, or when it expands to a declaration of
that very name; of everything else only the keyword is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.lean.keywords import DECLARATIONS, MODIFIERS, NEVER_NAMES, STARTERS
from indexer.lean.names import ID_REST, ID_START

_KEYWORD = re.compile(f'"\\s*([{ID_START}][{ID_REST}]*)\\s*"')
_NAMES = frozenset({"ident", "declId"})
_SIGNATURES = {"declSig": "theorem", "optDeclSig": "def"}


def command_keyword(words: Sequence[str]) -> str | None:
    """What the words of a `syntax`, `macro` or `elab` command define: "word=kind", "word" when it
    is not plain what that declares, or None when they define no command or none with a keyword."""
    arrow = words.index("=>") if "=>" in words else len(words)
    if list(words[max(arrow - 2, 0) : arrow]) != [":", "command"]:
        return None
    atoms = ((at, _KEYWORD.fullmatch(words[at])) for at in range(arrow))
    keywords = ((at, atom[1]) for at, atom in atoms if atom and atom[1] not in MODIFIERS)
    at, keyword = next(keywords, (arrow, ""))
    if not keyword or keyword in STARTERS or keyword in NEVER_NAMES:
        return None  # none, or one that Lean or its libraries have a meaning for
    kind = _kind(words, at + 1, arrow)
    return f"{keyword}={kind}" if kind else keyword


def parser_keyword(body: Sequence[str]) -> str | None:
    """The same for the body of a `@[command_parser] def`, which joins its parts by `>>`."""
    return command_keyword([*(word for word in body if word != ">"), ":", "command"])


def _kind(words: Sequence[str], first: int, arrow: int) -> str:
    """The kind of what is named by the argument at `first`; "" when nothing plainly is."""
    labelled = words[first + 1] == ":" if first + 1 < arrow else False
    if words[first + 2 * labelled] not in _NAMES:
        return ""
    declared = [at for at in range(arrow, len(words)) if words[at] in DECLARATIONS]
    for at in declared:
        name = [word for word in words[at + 1 : at + 4] if word != "("]
        if name[:2] == ["$", words[first]]:
            return DECLARATIONS[words[at]]
    if declared:
        return ""
    return next((_SIGNATURES[w] for w in words[first:arrow] if w in _SIGNATURES), "")
