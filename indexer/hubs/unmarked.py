"""Numbers about proofs that stand in no mark: what would have to be read to be believed.

Prose is not judged here: whether "74 theorems" is meant of this project, of another one, of now or
of last year, no program can tell.  A numeral beside claims, theorems, sorries or axioms is pointed
out, with the mark that would keep it true; what an author means as it stands is marked `ignore`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.base.errors import LeancatError
from indexer.hubs.figures import Figures
from indexer.hubs.marks import ATTRIBUTE
from indexer.hubs.markup import Kind, MarkupPiece
from indexer.hubs.visible_text import Block
from indexer.hubs.wording import NUMBER, value

_NOUN = r"(?P<noun>claims?|theorems?|sorr(?:y|ies|ys)|axioms?)\b"
_ALL = r"(?:\s(?:the|our|all))?"
_NUMBER = rf"(?!no\s(?:longer|more|other|one)\b)(?P<done>{NUMBER})"
_TOTAL = rf"(?:\s?(?:/|⁄|(?:out\s)?of{_ALL})\s?(?P<total>{NUMBER}))?"
_SHARE = rf"(?P<share>\s?(?:%|per\s?cent)(?:\sof{_ALL})?)?"
_SAID = f"{_NUMBER}{_TOTAL}{_SHARE}"
_WORDS = rf"(?:\s+(?!{NUMBER})[\w'’-]+){{0,3}}?"  # that may stand between a number and its noun
_BEFORE = re.compile(rf"(?<![\w.,§#$/:-]){_SAID}{_WORDS}\s+{_NOUN}", re.IGNORECASE)
_AFTER = re.compile(rf"\b{_NOUN}(?<=s)\s*(?:[:=|–—]\s*)+{_SAID}", re.IGNORECASE)
# What is no number of things but a name: Lean 4, Theorem 7, Section 2.
_COUNTED = re.compile(
    r"(?:Lean|Theorem|Lemma|Claim|Axiom|Definition|Section|Chapter|Figure|Table|Equation|Version)s?\s$"
)
_FIGURES = {
    "claim": ("claims", "covered", "checked", "gaps", "retracted", "refuted"),
    "theorem": ("theorems", "backing"),
    "sorr": ("sorries",),
    "axiom": ("axioms",),
}


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A numeral without a mark: its stretch of the page, the words it stands in, and the words of
    the mark that would keep it true.  `plain` tells that a mark can be put around it as it is."""

    start: int
    end: int
    said: str
    mark: str
    plain: bool


def unmarked(
    block: Block, page: str, pieces: Sequence[MarkupPiece], figures: Figures, paper: str | None
) -> Iterator[Unmarked]:
    """The numerals of a block that stand beside a word for what proofs are counted in; `pieces`
    are the page's, `paper` is the hub's own."""
    taken = -1
    found = [*_BEFORE.finditer(block.text), *_AFTER.finditer(block.text)]
    for match in sorted(found, key=lambda m: m.start("done")):
        first, last = match.start("done"), match.end("total" if match["total"] else "done")
        if first < taken or _COUNTED.search(block.text, 0, first):
            continue
        taken = last
        start, end = block.offsets[first], block.offsets[last - 1] + 1
        if _is_front(pieces, start):
            continue  # titles and descriptions: nothing can be marked there
        plain = page[start:end] == block.text[first:last] and _is_text(pieces, start, end)
        said = " ".join(match[0].split())
        yield Unmarked(start, end, said, _mark(match, figures, paper), plain)


def with_marks(page: str, found: Sequence[Unmarked]) -> str:
    """The page with a mark around every numeral that can have one as it stands."""
    for each in sorted(found, key=lambda u: -u.start):
        if each.plain:
            inner = page[each.start : each.end]
            marked = f'<span {ATTRIBUTE}="{each.mark}">{inner}</span>'
            page = page[: each.start] + marked + page[each.end :]
    return page


def _is_front(pieces: Sequence[MarkupPiece], start: int) -> bool:
    return any(p.kind is Kind.FRONT and p.start <= start < p.end for p in pieces)


def _is_text(pieces: Sequence[MarkupPiece], start: int, end: int) -> bool:
    """Whether a stretch of the page is text, and no attribute, code or front matter."""
    return any(p.kind is Kind.TEXT and p.start <= start and end <= p.end for p in pieces)


def _mark(match: re.Match[str], figures: Figures, paper: str | None) -> str:
    """The figure and scope of the mark: the first that says what stands there, if one does."""
    noun = match["noun"].lower()
    asked = next(names for stem, names in _FIGURES.items() if noun.startswith(stem))
    if match["share"]:
        asked = ("percent",)
    elif match["total"]:
        asked = ("coverage",)
    said = tuple(value(part) for part in (match["done"], match["total"]) if part)
    for figure in asked:
        for scope in ([], ["all"]):
            if _numbers(figures, figure, scope, paper) == said:
                return " ".join((figure, *scope))
    return asked[0]


def _numbers(
    figures: Figures, figure: str, scope: list[str], paper: str | None
) -> tuple[int, ...] | None:
    try:
        return figures.numbers(figure, figures.scope(scope, paper))
    except LeancatError:
        return None
