"""Lean source in colour: HTML line by line, from the project's own lexer.

Colour only helps the eye here; what is marked as a trouble is told.  All text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html import escape

from indexer.lean.syntax.lexer import TokenKind, kind_of, lex

Link = Callable[[str, int, int], str | None]
"""Gives the href for an identifier at a 1-based line and 0-based column, None for no link."""

_CLASSES = {
    TokenKind.COMMENT: "c",
    TokenKind.DOC: "d",
    TokenKind.STRING: "s",
    TokenKind.CHAR: "s",
    TokenKind.NUMBER: "n",
    TokenKind.NAME: "s",
}
_KEYWORDS = frozenset(
    """
    import module public meta all prelude namespace section end open export variable universe
    include omit mutual theorem lemma def abbrev instance structure class inductive coinductive
    opaque axiom example extends where with deriving private protected noncomputable unsafe
    partial nonrec local scoped attribute set_option notation infix infixl infixr prefix postfix
    syntax macro macro_rules elab elab_rules initialize termination_by decreasing_by fun let
    have show from by do if then else match in at using suffices calc return for while try catch
    finally forall exists alias hiding renaming irreducible_def sorry
    """.split()
)
_SORTS = frozenset({"Type", "Prop", "Sort"})


def lines(
    text: str,
    *,
    link: Link | None = None,
    holes: AbstractSet[tuple[int, int]] = frozenset(),
) -> list[str]:
    """The text as HTML, one string for each line, without line ends.

    `holes` holds the places (line, column) of troubles, which are marked; `link` gives identifiers
    their hrefs.
    """
    done: list[str] = []
    current: list[str] = []
    line, column = 1, 0
    for word in lex(text)[0]:
        inner, linkable = _word(word)
        if holes and (line, column) in holes:
            inner = _wrapped(word, "hole")
        elif linkable and link is not None and (href := link(word, line, column)) is not None:
            inner = f'<a href="{escape(href)}">{inner}</a>'
        if "\n" not in word:
            current.append(inner)
            column += len(word)
            continue
        first, *between, last = inner.split("\n")
        done += ["".join((*current, first)), *between]
        current = [last]
        line += word.count("\n")
        column = len(word) - word.rfind("\n") - 1
    return [*done, "".join(current)]


@lru_cache(maxsize=4096)
def snippet(text: str) -> str:
    """A piece of Lean as HTML in one string."""
    return "\n".join(lines(text))


@lru_cache(maxsize=65536)
def _word(word: str) -> tuple[str, bool]:
    """A token as HTML, and whether it is a name that may lead somewhere; line ends are kept."""
    kind = kind_of(word)
    css = _class_of(word, kind)
    return _wrapped(word, css), kind is TokenKind.IDENT and not css


def _wrapped(word: str, css: str) -> str:
    """The token, every line of it in its own element."""
    inner = escape(word.replace("\r", ""), quote=False)
    if not css:
        return inner
    tag, name = ("mark", "hole") if css == "hole" else ("span", css)
    pieces = inner.split("\n")
    return "\n".join(f'<{tag} class="{name}">{p}</{tag}>' if p else "" for p in pieces)


def _class_of(word: str, kind: TokenKind) -> str:
    if kind is not TokenKind.IDENT:
        return _CLASSES.get(kind, "")
    return "k" if word in _KEYWORDS else "t" if word in _SORTS else ""
