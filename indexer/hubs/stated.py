"""Numbers that plain sentences state of the proofs, held against what the index says.

"Lean 4 coverage across 152/161 symmetry claims", "74 theorems across two papers", "proved in Lean 4
with zero sorries": such sentences name no scope as precisely as a mark does, so a sentence is true
when it is true in some plausible reading (of the hub's own paper, of the papers, families and
claims it names, of the whole catalogue), and false when it is true in none.  What only looks like
such a number (a section, a year, `Lean 4` itself, "the first three claims") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from math import comb

from indexer.hubs.figures import Figures, Scope, covered, united
from indexer.hubs.shown import Block
from indexer.hubs.wording import SEPARATORS, WORDS, value
from indexer.model import Standing

_MOST_UNIONS = 500

_NUMBER = rf"(?:\d{{1,3}}(?:[{SEPARATORS}]\d{{3}})+|\d+|{'|'.join(WORDS)}|no)(?![\w]|[.,]\d)"
_FREE = rf"(?<![\w.,/§#:$+{SEPARATORS[1:]}-])"
_ABOUT = (
    r"(?P<about>more than|over|at least|fewer than|less than|under|at most|up to|about|around"
    r"|roughly|approximately|nearly|almost|some)"
)
# Words that may stand between a number and its noun: not those that begin another thought.
_BETWEEN = (
    r"(?:\s+(?!(?:is|are|was|were|of|and|or|in|on|the|for|with|to|from|by|that|which|as|at|has|have"
    r"|but|a|an|it|we|per|than)\b)[\w'’/-]{1,30}){0,4}?"
)
_RATIO = re.compile(
    rf"{_FREE}(?P<done>{_NUMBER})\s?(?:/|⁄|\s?of\s(?:the\s|our\s|all\s|its\s){{0,2}}|\s?out\sof\s"
    rf"(?:the\s|our\s|all\s){{0,2}})\s?(?P<total>{_NUMBER})(?!\s?/)"
    rf"(?P<noun>{_BETWEEN}\s+(?:claims?|statements?|results?|invariants?))?",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?:{_ABOUT}\s+)?{_FREE}(?P<number>{_NUMBER})(?P<between>{_BETWEEN})\s+"
    r"(?P<noun>theorems?|lemmas?|definitions?|axioms?|sorr(?:y|ys|ies)|claims?|gaps?"
    r"|lines\s+of\s+Lean|(?:Lean\s+)?modules|Lean\s+files)(?!\w)",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"(?P<noun>theorems|lemmas|definitions|axioms|sorries|claims|gaps)(?P<between>)\s*[:=|]\s*\|?"
    rf"\s*(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_FREE_OF = re.compile(
    r"sorry[-\s]free|free\s+of\s+(?:any\s+)?sorr(?:y|ies)"
    r"|without\s+(?:a\s+|any\s+)?(?:single\s+)?sorr(?:y|ys|ies)(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?:{_ABOUT}\s+)?{_FREE}(?P<number>\d{{1,3}}(?:\.\d{{1,3}})?)\s?(?:%|percent|per\s+cent)",
    re.IGNORECASE,
)

_COVERAGE = re.compile(r"\bcover(?:s|ed|age)\b", re.IGNORECASE)
_CONTEXT = re.compile(
    r"\bLean\b|formali[sz]|machine[-\s]checked|mechani[sz]|\bcover(?:s|ed|age)\b|catalogue|sorr(?:y|ies)"
    r"|\bkernel\b|\bacross\b|\bin\s+(?:total|all)\b|\baltogether\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\bacross\b|\bin\s+(?:total|all)\b|\baltogether\b", re.IGNORECASE)
_NOT_COUNTING = re.compile(
    r"(?:\b(?:Lean|Theorems?|Claims?|Lemmas?|Sections?|Figures?|Tables?|Version|Chapter|Page|Part|step"
    r"|these|those|first|last|next|other|following|previous|another)|§|\bv)\s*$",
    re.IGNORECASE,
)
_ACROSS = re.compile(
    rf"\b(?:across|in|over|of|from)\s+(?:the\s+|all\s+|our\s+)?(?P<number>{_NUMBER})\s+"
    r"(?P<what>papers|famil(?:y|ies)|projects)\b",
    re.IGNORECASE,
)
_NOUNS = (
    ("theorem", ("theorems", "backing", "without lemmas")),
    ("lemma", ("lemmas",)),
    ("definition", ("definitions",)),
    ("axiom", ("axioms",)),
    ("sorr", ("sorries",)),
    ("gap", ("gaps",)),
    ("lines", ("lines",)),
    ("module", ("modules",)),
    ("lean ", ("modules",)),
)
_FIGURE_WORDS = (
    ("checked", re.compile(r"\bcheck(?:ed)?\b|\bkernel\b", re.IGNORECASE)),
    ("retracted", re.compile(r"\bretracted\b|\bwithdrawn\b", re.IGNORECASE)),
    (
        "gaps",
        re.compile(
            r"\bopen\b|\bmissing\b|\buncovered\b|\bunproved\b|\bunproven\b|\bgaps?\b"
            r"|\bnot\s+(?:yet\s+)?(?:covered|proved|proven|formali[sz]ed|backed)\b",
            re.IGNORECASE,
        ),
    ),
    ("covered", re.compile(r"\bcovered\b|\bcovers?\b|\bproved\b|\bproven\b|\bback", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a sentence states: where and how, and the place's truth as text by scope.

    `said` is what stands there; `truths` holds (scope, figure) pairs that it could have meant; it
    is `true` when one of them says the same.
    """

    offset: int
    said: str
    sentence: str
    figure: str
    truths: tuple[tuple[str, str], ...]
    true: bool


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a sentence says: numbers for one of several figures, with a word such as `over`."""

    found: re.Match[str]
    figures: tuple[str, ...]
    numbers: tuple[int, ...]
    about: str = ""


def stated(sentence: Block, figures: Figures, paper: str | None) -> Iterator[Stated]:
    """The numbers that a sentence states, each with its verdict; `paper` is the hub's own."""
    text = sentence.text
    for claim in _claims(text):
        scopes = _scopes(sentence, text, claim, figures, paper)
        truths = _truths(figures, claim, scopes)
        yield Stated(
            offset=sentence.offsets[claim.found.start()],
            said=" ".join(claim.found[0].split()),
            sentence=" ".join(text.split()),
            figure="coverage" if len(claim.numbers) == 2 else claim.figures[0],
            truths=tuple(islice(dict.fromkeys((name, said) for name, said, _ in truths), 3)),
            true=any(agrees for _, _, agrees in truths),
        )


# --- what a sentence says -------------------------------------------------------------------------


def _claims(text: str) -> Iterator[_Claim]:
    taken: list[tuple[int, int]] = []
    for read, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < e and b < end for b, e in taken[-40:]):
                continue
            claim = read(text, found)
            if claim is not None:
                taken.append((start, end))
                yield claim


def _ratio(text: str, found: re.Match[str]) -> _Claim | None:
    """`152/161 claims`, or `152 of 161` where the sentence speaks of coverage."""
    numbers = value(found["done"]), value(found["total"])
    if not found["noun"] and not _COVERAGE.search(text):
        return None
    done, total = numbers
    if done is None or total is None or _is_other(text, found.start()):
        return None
    return _Claim(found, (_spoken_of(text, found, found["noun"]) or "covered",), (done, total))


def _count(text: str, found: re.Match[str]) -> _Claim | None:
    """`74 theorems`, where the sentence speaks of Lean or of a sum."""
    number, written = value(found["number"]), found["number"].lower()
    noun = " ".join(found["noun"].lower().split())
    if number is None or _is_other(text, found.start("number")):
        return None
    absence = noun.startswith(("sorr", "axiom", "gap"))
    if written == "no" and not absence:
        return None
    if written in WORDS and not absence and not _TOGETHER.search(text):
        return None
    if not _CONTEXT.search(text):
        return None
    figures = _meant(noun) or (_spoken_of(text, found, found["between"]) or "claims",)
    about = found.groupdict().get("about") or ""
    return _Claim(found, figures, (number,), about.lower())


def _meant(noun: str) -> tuple[str, ...] | None:
    """The figures that a noun may mean; None for claims, of which there are many kinds."""
    return next((figures for start, figures in _NOUNS if noun.startswith(start)), None)


def _is_other(text: str, start: int) -> bool:
    """Whether the word before a number makes it a name or an order, as in `Lean 4`, `§2`."""
    return bool(_NOT_COUNTING.search(text[max(start - 20, 0) : start]))


def _spoken_of(text: str, found: re.Match[str], words: str | None) -> str | None:
    """The figure that a clause speaks of: in the words of its noun, else after or before it."""
    after = re.split(r"[,;:.()–—]", text[found.end() : found.end() + 60])[0]
    before = re.split(r"[,;:.()–—]", text[max(found.start() - 40, 0) : found.start()])[-1]
    return _figure(words or "") or _figure(after) or _figure(before)


def _figure(words: str) -> str | None:
    """The figure that is named first."""
    places = ((found.start(), name) for name, p in _FIGURE_WORDS if (found := p.search(words)))
    return min(places, default=(0, None))[1]


def _none(_: str, found: re.Match[str]) -> _Claim:
    """`sorry-free`."""
    return _Claim(found, ("sorries",), (0,))


def _percent(text: str, found: re.Match[str]) -> _Claim | None:
    """`94 %`, where the sentence speaks of coverage; held as hundredths of a per cent."""
    if not _COVERAGE.search(text):
        return None
    about = (found["about"] or "").lower()
    whole, _, rest = found["number"].partition(".")
    return _Claim(found, ("percent",), (int(whole), int(rest or 0), 10 ** len(rest)), about)


_PATTERNS: tuple[tuple[Callable[[str, re.Match[str]], _Claim | None], re.Pattern[str]], ...] = (
    (_ratio, _RATIO),
    (_count, _CELL),
    (_count, _COUNT),
    (_none, _FREE_OF),
    (_percent, _PERCENT),
)


# --- what is true ---------------------------------------------------------------------------------


def _truths(
    figures: Figures, claim: _Claim, scopes: Iterable[Scope]
) -> list[tuple[str, str, bool]]:
    """For every reading: the scope's name, what is true of it, and whether that was said."""
    return [_truth(figures, claim, figure, s) for s in scopes for figure in claim.figures]


def _truth(figures: Figures, claim: _Claim, figure: str, scope: Scope) -> tuple[str, str, bool]:
    if figure == "percent":
        return scope.name, f"{covered(scope).percent} %", _agrees_percent(claim, scope)
    true = _number(figures, figure, scope)
    if len(claim.numbers) == 2:
        total = len(scope.claims) + (len(scope.retracted) if figure == "retracted" else 0)
        return scope.name, f"{true}/{total}", claim.numbers == (true, total)
    shown = f"{true} {figure}" if figure == "backing" else str(true)
    return scope.name, shown, _agrees(claim.numbers[0], true, claim.about)


def _number(figures: Figures, figure: str, scope: Scope) -> int:
    if figure == "without lemmas":
        return figures.total("theorems", scope) - figures.total("lemmas", scope)
    return figures.numbers(figure, scope)[0]


def _agrees(said: int, true: int, about: str) -> bool:
    if about in ("more than", "over"):
        return true > said
    if about == "at least":
        return true >= said
    if about in ("fewer than", "less than", "under"):
        return true < said
    if about in ("at most", "up to"):
        return true <= said
    if about:
        return abs(true - said) * 20 <= true  # within five in a hundred
    return true == said


def _agrees_percent(claim: _Claim, scope: Scope) -> bool:
    """Rounded down or to the nearest, to as many places as are written; all only when it is all."""
    tally = covered(scope)
    if not tally.total:
        return False
    whole, rest, unit = claim.numbers
    said = whole * unit + rest
    if claim.about:
        return _agrees(whole, tally.percent, claim.about)
    if said == 100 * unit:
        return tally.done == tally.total
    down = tally.done * 100 * unit // tally.total
    nearest = (tally.done * 200 * unit + tally.total) // (2 * tally.total)
    return said in (down, nearest)


# --- of what --------------------------------------------------------------------------------------


def _scopes(
    sentence: Block, text: str, claim: _Claim, figures: Figures, paper: str | None
) -> list[Scope]:
    """The plausible scopes of what a sentence says, the most plausible first."""
    named = _named(text, figures)
    told = [figures.of_claim(c) for c in _claims_named(sentence, figures)]
    own = [figures.of_paper(paper)] if paper in figures.papers else []
    if claim.figures == ("sorries",):
        near = [united(told)] if told else [*named, *own]
        scopes = near or [figures.everything]
        return [_without_holes(scope) for scope in scopes] if claim.numbers == (0,) else scopes
    unions = [united(named)] if len(named) > 1 else []
    return [*unions, *named, *own, figures.everything, *_across(text, figures)]


def _without_holes(scope: Scope) -> Scope:
    """Claims that rest on no sorry hold none, whatever else stands in their projects."""
    holes = (Standing.SORRY, Standing.TAINTED, Standing.MISSING)
    sound = scope.claims and all(c.standing not in holes for c in scope.claims)
    return replace(scope, projects=frozenset()) if sound else scope


def _named(text: str, figures: Figures) -> list[Scope]:
    """The papers, families and projects that a sentence names, by title or id."""
    catalogue = figures.report.catalogue
    candidates = chain(
        ((p.title, p.id, f"paper:{p.id}") for p in catalogue.papers),
        ((f.title, f.id, f"family:{f.id}") for f in catalogue.families),
        ((p, p, f"project:{p}") for p in figures.counts),
    )
    folded = text.casefold()
    return [
        figures.scope([scope])
        for title, name, scope in candidates
        if _mentions(folded, title) or _mentions(folded, name)
    ]


def _mentions(folded: str, name: str) -> bool:
    at = folded.find(name.casefold())
    end = at + len(name)
    before, after = folded[at - 1 : at] if at > 0 else "", folded[end : end + 1]
    return at >= 0 and len(name) > 1 and not (before.isalnum() or after.isalnum())


def _claims_named(sentence: Block, figures: Figures) -> list[str]:
    """The claims that a sentence names or links to."""
    words = set(re.findall(r"[\w.-]+\.[\w-]+", sentence.text))
    words |= {link.target.removeprefix("claim:") for link in sentence.links}
    return sorted(word for word in words if word in figures.claims)


def _across(text: str, figures: Figures) -> Iterator[Scope]:
    """`across two papers`: any two of them, where they are few enough to try."""
    found = _ACROSS.search(text)
    size = value(found["number"]) if found else None
    if found is None or not size:
        return
    kind = {"papers": "paper", "projects": "project"}.get(found["what"].lower(), "family")
    catalogue = figures.report.catalogue
    names = {
        "paper": [p.id for p in catalogue.papers],
        "family": [f.id for f in catalogue.families],
        "project": list(figures.counts),
    }[kind]
    if size > len(names) or comb(len(names), size) > _MOST_UNIONS:
        return
    for chosen in combinations(names, size):
        yield figures.scope(f"{kind}:{name}" for name in chosen)
