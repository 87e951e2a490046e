"""Commands that a project defines itself: their keyword, and what they declare where that is plain.

A `syntax`, `macro` or `elab` of category `command` defines one.  It declares what its first
argument names when its syntax has a declaration's signature, or when it expands to a declaration of
that very name; of everything else only the keyword is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.lean.names import ID_REST, ID_START
from indexer.lean.syntax.brackets import OPENERS, skip_brackets
from indexer.lean.syntax.keywords import CORE, DECLARATIONS, MODIFIERS, NEVER_NAMES, STARTERS
from indexer.lean.syntax.lexer import is_ident

_KEYWORD = re.compile(f'"\\s*([{ID_START}][{ID_REST}]*)\\s*"')
_NAMES = frozenset({"ident", "declId"})
_SIGNATURES = {"declSig": "theorem", "optDeclSig": "def"}
_LEANS_OWN = (CORE & DECLARATIONS.keys()) | frozenset(
    "namespace section end open variable set_option include omit attribute universe export mutual "
    "deriving".split()
)
_REPEATS = frozenset("*?")
_BETWEEN = frozenset("( ) ⟨ ⟩ , : . @".split())
_VALUES = frozenset({"declVal", "declBody"})
_ASIDE = frozenset("$ * ? , : ( ) [ ]".split())
_LITERAL = re.compile(r'"\s*(\S+)\s*"')


def command_keyword(words: Sequence[str]) -> str | None:
    """What the words of a `syntax`, `macro` or `elab` command define: "word=kind", "word" when it
    is not plain what that declares, or None when they define no command or none with a keyword."""
    at, keyword, arrow = _keyword(words)
    if not keyword or keyword in STARTERS or keyword in NEVER_NAMES:
        return None  # none, or one that Lean or its libraries have a meaning for
    kind = _kind(words, at + 1, arrow)
    return f"{keyword}={kind}" if kind else keyword


def parser_keyword(body: Sequence[str]) -> str | None:
    """The same for the body of a `@[command_parser] def`, which joins its parts by `>>`."""
    return command_keyword(_joined(body))


def parser_redefines(body: Sequence[str]) -> bool:
    """What `redefines` says, for the body of such a definition."""
    return redefines(_joined(body))


def _joined(body: Sequence[str]) -> list[str]:
    return [*(word for word in body if word != ">"), ":", "command"]


def redefines(words: Sequence[str]) -> bool:
    """Whether a `syntax`, `macro` or `elab` command gives a command of Lean's own, or `lemma`,
    another meaning: its syntax begins with that word, and goes on with no word that tells the two
    apart; a `lemma` that expands to the theorem it states is none."""
    at, keyword, arrow = _keyword(words)
    if any(word[:1] == '"' and word.strip('" ') not in MODIFIERS for word in words[:at]):
        return False  # another word comes first
    if keyword in _LEANS_OWN:
        apart = keyword not in DECLARATIONS and any(
            _KEYWORD.fullmatch(word) for word in words[at + 1 : at + 3]
        )
        return not apart
    expands = any(word in DECLARATIONS for word in words[arrow:])
    return keyword == "lemma" and expands and not _kind(words, at + 1, arrow)


def rules_redefine(words: Sequence[str]) -> bool:
    """Whether the rules of a `macro_rules` or `elab_rules` are for a command of Lean's own (a
    declaration, or one that sets the scene for it), for a `lemma` that becomes another theorem, or
    for terms that have no word of their own: numerals, names, applications, what stands in
    brackets."""
    at = words.index("|") if "|" in words else len(words)
    kind = words[words.index("kind") + 2] if "kind" in words[:at] else ""
    if "Command." in kind or kind == "declaration":
        return True
    while at < len(words) and words[at] != "match":  # behind which other patterns follow
        if words[at] == "|" and words[at + 1 : at + 2] in (["`("], ["``("]):
            end = skip_brackets(words, at + 1, len(words))
            if _is_of_lean(words[at + 2 : end - 1]) or _is_other_lemma(words, at + 2, end - 1):
                return True
            at = end
        else:
            at += 1
    return False


def _is_of_lean(pattern: Sequence[str]) -> bool:
    """Whether a pattern is of syntax that is Lean's own."""
    category = pattern[0] if pattern[1:2] == ["|"] else ""
    if category and category not in ("command", "term") and "Command." not in category:
        return False
    start = at = 2 if category else 0
    while at < len(pattern):
        word = pattern[at]
        if word == "$":
            at = _behind_variable(pattern, at + 1)
        elif word == "@" and pattern[at + 1 : at + 2] == ["["]:
            at = skip_brackets(pattern, at + 1, len(pattern))
        elif word in MODIFIERS or word in _BETWEEN or (word in _REPEATS and at > start):
            at += 1
        else:
            joined = pattern[at + 2 : at + 3] == ["in"] or pattern[at + 3 : at + 4] == ["in"]
            return (word in _LEANS_OWN and not joined) or (
                word[:1].isdigit() and at + 1 == len(pattern)
            )
    return at > start and category != "command"


def _behind_variable(pattern: Sequence[str], at: int) -> int:
    """Index just past the `x`, `x:kind` or `[…]` at `at`, which a `$` leads to."""
    opens = pattern[at : at + 1] != [] and pattern[at] in OPENERS
    at = skip_brackets(pattern, at, len(pattern)) if opens else at + 1
    kind = pattern[at + 1 : at + 2]
    return at + 2 if pattern[at : at + 1] == [":"] and kind and is_ident(kind[0]) else at


def _is_other_lemma(words: Sequence[str], start: int, end: int) -> bool:
    """Whether the pattern `start:end` is of a `lemma` that expands to a theorem with another
    statement."""
    after = words[end + 1 : end + 3]
    if "lemma" not in words[start:end] or list(after) not in (["=>", "`("], ["=>", "``("]):
        return False
    made = words[end + 3 : skip_brackets(words, end + 2, len(words)) - 1]
    if "theorem" not in made:
        return True
    asked = words[words.index("lemma", start) + 1 : end]
    return _up_to_proof(asked) != _up_to_proof(made[made.index("theorem") + 1 :])


def _up_to_proof(words: Sequence[str]) -> list[str]:
    """What stands before the proof; the categories of what is bound are left out."""
    stated = words[: words.index(":=")] if ":=" in words else words
    return [w for w in stated if w not in ("ident", "declId", "declSig", "declVal", ":")]


def _keyword(words: Sequence[str]) -> tuple[int, str, int]:
    """The first word of the syntax that a command defines for the category `command`, with its
    place and where the syntax ends; no word when it defines none."""
    arrow = words.index("=>") if "=>" in words else len(words)
    if list(words[max(arrow - 2, 0) : arrow]) == [":", "command"]:
        for at in range(arrow):
            atom = _KEYWORD.fullmatch(words[at])
            if atom and atom[1] not in MODIFIERS:
                return at, atom[1], arrow
    return arrow, "", arrow


def _kind(words: Sequence[str], first: int, arrow: int) -> str:
    """The kind of what is named by the argument at `first`; "" when nothing plainly is."""
    labelled = words[first + 1] == ":" if first + 1 < arrow else False
    if words[first + 2 * labelled] not in _NAMES:
        return ""
    declared = [at for at in range(arrow, len(words)) if words[at] in DECLARATIONS]
    for at in declared:
        name = [word for word in words[at + 1 : at + 4] if word != "("]
        if name[:2] == ["$", words[first]]:
            kind = DECLARATIONS[words[at]]
            start = words.index(words[first], at) + 1
            syntax = words[first + 1 + 2 * labelled : arrow - 2]
            plain = kind != "theorem" or _is_faithful(syntax, words[start:])
            return kind if plain else ""
    if declared:
        return ""
    return next((_SIGNATURES[w] for w in words[first:arrow] if w in _SIGNATURES), "")


def _is_faithful(syntax: Sequence[str], expansion: Sequence[str]) -> bool:
    """Whether a theorem is stated with what its syntax has between name and proof, and no more."""
    labels = [at for at in range(len(syntax) - 2) if syntax[at + 1] == ":"]
    values = {syntax[at] for at in labels if syntax[at + 2] in _VALUES}
    asked: list[str] = []
    for at, word in enumerate(syntax):
        literal = _LITERAL.fullmatch(word)
        if literal and literal[1] in (":=", "by"):
            break
        if literal or at in labels:
            asked.append(literal[1] if literal else word)
    stated: list[str] = []
    depth = 0
    for word in expansion:
        depth += (word in "([{") - (word in ")]}")
        if word == ":=" or depth < 0:
            break
        stated.append(word)
    aside = _ASIDE | values
    return [w for w in asked if w not in aside] == [w for w in stated if w not in aside]
