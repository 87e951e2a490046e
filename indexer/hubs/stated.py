"""Numbers that plain sentences state of the proofs, held against what the index says.

A sentence names no scope as precisely as a mark does, so what it says is true when it is true in
some plausible reading (of the hub's own paper, of the papers, families, sections and claims it
names, of the whole catalogue), and false when it is true in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from math import comb

from indexer.hubs.figures import Figures, Scope, united
from indexer.hubs.sayings import Form, Manner, Saying, sayings
from indexer.hubs.shown import Block
from indexer.hubs.wording import NUMBER, value
from indexer.model import Standing

_MOST_UNIONS = 500

_ACROSS = re.compile(
    rf"\b(?:across|in|over|of|from)\s+(?:the\s+|all\s+|our\s+)?(?P<number>{NUMBER})\s+"
    r"(?P<what>papers|famil(?:y|ies)|projects)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:total|sum|all|altogether|together|overall|lean|claims?|coverage|catalogue)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:§\s?|\bSections?\s+)(\d+(?:\.\d+)*)", re.IGNORECASE)


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


def stated(sentence: Block, figures: Figures, paper: str | None) -> Iterator[Stated]:
    """The numbers that a sentence states, each with its verdict; `paper` is the hub's own."""
    text = sentence.text
    if sentence.cell and not _is_of_ours(sentence, figures):
        return
    for saying in sayings(text, figures.names):
        scopes = _scopes(sentence, saying, figures, paper)
        truths = [_truth(figures, saying, figure, s) for s in scopes for figure in saying.figures]
        yield Stated(
            offset=sentence.offsets[saying.at],
            said=" ".join(text[saying.start : saying.end].split()),
            sentence=" ".join(text.split()),
            figure=_mark(saying),
            truths=tuple(islice(dict.fromkeys((name, said) for name, said, _ in truths), 3)),
            true=any(agrees for _, _, agrees in truths),
        )


def _is_of_ours(cell: Block, figures: Figures) -> bool:
    """Whether a row of a table tells of something in the catalogue, or of everything."""
    label = cell.text.partition(" | ")[0]
    if not label or _TOTAL.search(label):
        return True
    return bool(_named(label, figures) or _claims_named(Block(label, ()), figures))


def _mark(saying: Saying) -> str:
    """The figure that a mark would ask for, to have such a number kept true."""
    if saying.form is Form.RATIO:
        return "coverage"
    return "percent" if saying.form is Form.SHARE else saying.figures[0]


# --- what is true ---------------------------------------------------------------------------------


def _truth(figures: Figures, saying: Saying, figure: str, scope: Scope) -> tuple[str, str, bool]:
    """For one reading: the scope's name, what is true of it, and whether that was said."""
    true = _number(figures, figure, scope)
    total = len(scope.claims) + (len(scope.retracted) if figure == "retracted" else 0)
    if saying.form is Form.RATIO:
        agrees = saying.numbers[1] == total and _agrees(saying.numbers[0], true, saying.manner)
        return scope.name, f"{true}/{total}", agrees
    if saying.form is Form.SHARE:
        percent = true * 100 // total if total else 0
        return scope.name, f"{percent} %", bool(total) and _agrees_share(saying, true, total)
    shown = f"{true} {figure}" if figure == "backing" else str(true)
    if saying.form is Form.RANGE:
        return scope.name, shown, saying.numbers[0] <= true <= saying.numbers[1]
    return scope.name, shown, _agrees(saying.numbers[0], true, saying.manner)


def _number(figures: Figures, figure: str, scope: Scope) -> int:
    if figure == "without lemmas":
        return figures.total("theorems", scope) - figures.total("lemmas", scope)
    return figures.numbers(figure, scope)[0]


def _agrees(said: int, true: int, manner: Manner) -> bool:
    """Whether a number is what is said; roughly is within five in a hundred."""
    return {
        Manner.EXACT: true == said,
        Manner.MORE: true > said,
        Manner.LEAST: true >= said,
        Manner.FEWER: true < said,
        Manner.MOST: true <= said,
        Manner.ABOUT: abs(true - said) * 20 <= true,
    }[manner]


def _agrees_share(saying: Saying, true: int, total: int) -> bool:
    """A percentage is rounded down or to the nearest, to as many places as are written, and all
    only when it is all; a fraction is so within one in forty."""
    said, unit = saying.numbers
    if saying.manner is not Manner.EXACT:
        return _agrees(said * total, true * unit, saying.manner)
    if said == unit:
        return true == total
    if unit < 100:
        return abs(true * unit - said * total) * 40 <= unit * total
    return said in (true * unit // total, (true * 2 * unit + total) // (2 * total))


# --- of what --------------------------------------------------------------------------------------


def _scopes(sentence: Block, saying: Saying, figures: Figures, paper: str | None) -> list[Scope]:
    """The plausible scopes of what a sentence says, the most plausible first."""
    text = sentence.text
    named = _named(text, figures)
    told = [figures.of_claim(c) for c in _claims_named(sentence, figures)]
    own = [figures.of_paper(paper)] if paper in figures.papers else []
    parts = [part for scope in named for whole in own if (part := _shared(whole, scope)).claims]
    if sentence.cell and (named or told):
        return [*named, *parts, *told]
    if saying.figures == ("sorries",):
        near = [united(told)] if told else [*named, *own]
        scopes = near or [figures.everything]
        return [_without_holes(scope) for scope in scopes] if saying.numbers == (0,) else scopes
    unions = [united(named)] if len(named) > 1 else []
    everything = [figures.everything, *_across(text, figures)]
    return [*_sections(text, figures, paper), *unions, *named, *parts, *own, *everything]


def _sections(text: str, figures: Figures, paper: str | None) -> list[Scope]:
    """The sections of the hub's own paper (or of any, on another page) that a sentence names."""
    places = [f"at:§{number}" for number in dict.fromkeys(_SECTION.findall(text))][:10]
    choices = [[place] for place in places] + ([places] if len(places) > 1 else [])
    papers = [paper] if paper in figures.papers else list(figures.papers)[:100]
    return [figures.scope([f"paper:{known}", *choice]) for known in papers for choice in choices]


def _shared(whole: Scope, other: Scope) -> Scope:
    """What two scopes have in common."""
    ids = {c.claim.id for c in other.claims} | {c.id for c in other.retracted}
    return Scope(
        f"{other.name} in {whole.name}",
        tuple(c for c in whole.claims if c.claim.id in ids),
        tuple(c for c in whole.retracted if c.id in ids),
        whole.projects & other.projects,
    )


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
