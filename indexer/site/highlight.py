"""Lean source in colour: HTML line by line, from the project's own lexer.

Colour only helps the eye here; nothing is counted from it.  All text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from indexer.lean.lexer import TokenKind, kind_of, lex

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
    finally forall exists alias hiding renaming irreducible_def
    """.split()
)
_SORTS = frozenset({"Type", "Prop", "Sort"})
_HOLES = frozenset({"sorry", "admit", "sorryAx", "stop"})


def lines(
    text: str,
    *,
    link: Link | None = None,
    holes: frozenset[tuple[int, int]] = frozenset(),
) -> list[str]:
    """The text as HTML, one string for each line, without line ends.

    `holes` holds the places (line, column) of sorries, which are marked; `link` gives identifiers
    their hrefs.
    """
    out: list[list[str]] = [[]]
    for word, line, column in _words(text):
        kind = kind_of(word)
        if (line, column) in holes:
            css, href = "hole", None
        else:
            css = _class_of(word, kind)
            href = (
                link(word, line, column) if link and kind is TokenKind.IDENT and not css else None
            )
        for number, piece in enumerate(word.split("\n")):
            if number:
                out.append([])
            if piece:
                out[-1].append(_marked(piece.removesuffix("\r"), css, href))
    return ["".join(pieces) for pieces in out]


def snippet(text: str) -> str:
    """A piece of Lean as HTML in one string."""
    return "\n".join(lines(text))


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    line, column = 1, 0
    for word in lex(text)[0]:
        yield word, line, column
        newlines = word.count("\n")
        line += newlines
        column = len(word) - word.rfind("\n") - 1 if newlines else column + len(word)


def _class_of(word: str, kind: TokenKind) -> str:
    if kind is TokenKind.IDENT:
        return (
            "k"
            if word in _KEYWORDS
            else "t"
            if word in _SORTS
            else "hole"
            if word in _HOLES
            else ""
        )
    return _CLASSES.get(kind, "")


def _marked(piece: str, css: str, href: str | None) -> str:
    inner = escape(piece, quote=False)
    if css == "hole":
        return f'<mark class="hole">{inner}</mark>'
    if css:
        return f'<span class="{css}">{inner}</span>'
    if href is not None:
        return f'<a href="{escape(href)}">{inner}</a>'
    return inner
