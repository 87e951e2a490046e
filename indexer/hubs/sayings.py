"""What a sentence says of the proofs: numbers, each with the figures that it may be about.

"Lean 4 coverage across 152/161 symmetry claims", "74 theorems across two papers", "94 % of the
claims are proved": such words are read here, without knowing what is true.  What only looks like
such a number is left alone: a section, a year, `Lean 4` itself, "the first three claims", another
project's theorems, a plan, what was so once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.hubs.elsewhere import is_elsewhere, is_past
from indexer.hubs.wording import NUMBER, SEPARATORS, WORDS, value


class Manner(StrEnum):
    """How a number is meant: exactly, as a bound, or roughly."""

    EXACT = "exact"
    MORE = "more than"
    LEAST = "at least"
    FEWER = "fewer than"
    MOST = "at most"
    ABOUT = "about"


class Form(StrEnum):
    """What the numbers of a saying are: one, `low` to `high`, done of all, or a share of all."""

    COUNT = "count"
    RANGE = "range"
    RATIO = "ratio"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a sentence states between two offsets of its text, with a number `at` one, for one of
    some figures.

    `numbers` holds one number for a COUNT, two for a RANGE or RATIO; the SHARE 94.5 % is (945,
    1000), and the SHARE 3/4 is (3, 4).
    """

    start: int
    end: int
    at: int
    form: Form
    figures: tuple[str, ...]
    numbers: tuple[int, ...]
    manner: Manner = Manner.EXACT


def sayings(text: str, ours: frozenset[str] = frozenset()) -> Iterator[Saying]:
    """The numbers that a sentence states of the proofs, no two of them at the same place.

    `ours` are names, in lower case, that are not another project's although they look so.
    """
    taken: list[tuple[int, int]] = []
    past = is_past(text)
    for read, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            saying = read(text, found)
            if saying is None or any(saying.start < e and b < saying.end for b, e in taken[-40:]):
                continue
            taken.append((saying.start, saying.end))
            if not past and not is_elsewhere(text, saying.start, saying.end, ours):
                yield saying


# --- patterns -------------------------------------------------------------------------------------

_FREE = rf"(?<![\w.,/§#:$+{SEPARATORS[:-1]}-])"
_MANNERS = {
    "more than": Manner.MORE,
    "over": Manner.MORE,
    "above": Manner.MORE,
    ">": Manner.MORE,
    "at least": Manner.LEAST,
    "no fewer than": Manner.LEAST,
    "no less than": Manner.LEAST,
    "not fewer than": Manner.LEAST,
    "≥": Manner.LEAST,
    "⩾": Manner.LEAST,
    "fewer than": Manner.FEWER,
    "less than": Manner.FEWER,
    "under": Manner.FEWER,
    "<": Manner.FEWER,
    "at most": Manner.MOST,
    "up to": Manner.MOST,
    "no more than": Manner.MOST,
    "not more than": Manner.MOST,
    "≤": Manner.MOST,
    "⩽": Manner.MOST,
    **dict.fromkeys(
        "about around roughly approximately nearly almost some circa ~ ≈ ∼".split(), Manner.ABOUT
    ),
}
_PHRASES = "|".join(m for m in _MANNERS if m[0].isalpha()).replace(" ", r"\s+")
_SIGNS = "".join(m for m in _MANNERS if not m[0].isalpha())
_MANNER = rf"(?:(?<!\w)(?P<about>{_PHRASES})\s+|(?P<sign>[{_SIGNS}])\s?)"
_ABOUT = f"{_MANNER}?"
_TOLD_BEFORE = re.compile(f"{_MANNER}$", re.IGNORECASE)
_RANGE = (
    rf"(?:between\s+(?P<low>{NUMBER})\s+and\s+|(?P<from>{NUMBER})\s?[–—-]\s?"
    rf"|(?P<first>{NUMBER})\s+to\s+)?"
)
# Words that may stand between a number and its noun: not those that begin another thought.
_BETWEEN = (
    r"(?:\s+(?!(?:is|are|was|were|of|and|or|in|on|the|for|with|to|from|by|that|which|as|at|has|have"
    r"|but|a|an|it|we|per|than|covers?|proves?|states?|uses?|needs?|takes?)\b)[\w'’/-]{1,30}){0,4}?"
)
_CLAIMS = r"(?:claims?|statements?|results?|invariants?)"
_OF = r"of(?:\s(?:the|our|all|its)){0,2}"
_RATIO = re.compile(
    rf"{_FREE}(?P<done>{NUMBER})(?:\s?\([^()]{{1,20}}\))?"
    rf"\s?(?:/|⁄|\s?\(?(?:out\s)?{_OF}\s)\s?(?P<total>{NUMBER})(?!\s?/)\)?"
    rf"(?:(?P<noun>{_BETWEEN}\s+{_CLAIMS})|(?P<part>\s{_OF}{_BETWEEN}\s+{_CLAIMS}))?",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"{_ABOUT}{_FREE}{_RANGE}(?P<number>{NUMBER})(?P<more>\+)?(?P<between>{_BETWEEN})\s+"
    r"(?P<noun>theorems?|lemmas?|definitions?|axioms?|sorr(?:y|ys|ies)|claims?|gaps?"
    r"|lines\s+of\s+(?:Lean|code|proof)|(?:Lean\s+)?modules|Lean\s+files)(?!\w)",
    re.IGNORECASE,
)
_CELL = re.compile(
    r"(?P<noun>theorems|lemmas|definitions|axioms|sorries|sorry(?=\s+(?:count|statements))|claims"
    rf"|gaps|covered|checked)(?P<between>(?:\s+(?!and\b|or\b|of\b)[\w§]+){{0,3}})\s*(?:[:=|]\s*\|?|:\s*\||[–—])\s*"
    rf"(?P<number>{NUMBER})(?=\s*(?:[|.;,)]|$))",
    re.IGNORECASE,
)
_FREE_OF = re.compile(
    r"(?<![-\w])sorry[-\s]free(?!:\w)|free\s+of\s+(?:any\s+)?sorr(?:y|ies)"
    r"|(?:without\s+(?:an?\s+|any\s+)?(?:single\s+)?|not\s+(?:a\s+single|one)\s+)sorr(?:y|ys|ies)(?!\w)"
    r"|\b(?:no|zero|0)\s+(?:uses?|occurrences?|instances?|traces?)\s+of\s+sorry\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_ABOUT}{_FREE}(?:(?P<number>\d{{1,3}}(?:\.\d{{1,3}})?)\s?(?:%|percent\b|per\s+cent\b)"
    rf"|(?P<spelled>{NUMBER})\s(?:percent|per\s+cent)\b)(?P<part>\s{_OF}{_BETWEEN}\s+{_CLAIMS})?",
    re.IGNORECASE,
)
# `4 are covered`, where claims were counted before
_REST = re.compile(
    rf"\b(?P<before>claims\b[^.]{{0,60}}?){_FREE}(?P<number>{NUMBER})"
    r"(?:\s+of\s+(?:them|these|which))?(?:\s+(?:is|are|have\s+been|remain|fully|now|already)\b)*"
    r"\s+(?P<state>covered|proved|proven|checked|formali[sz]ed|open|uncovered|retracted)\b",
    re.IGNORECASE,
)

# --- what a sentence speaks of --------------------------------------------------------------------

_OTHER_COVERAGE = re.compile(
    r"\b(?:test|code|branch|line|statement|unit|path|mutation|conformal|interval|empirical|nominal"
    r"|marginal|conditional|vocabulary|token|data|dataset|prompt|press|media|insurance|cloud)s?"
    r"[-\s]+coverage\b",
    re.IGNORECASE,
)
_COVERAGE = re.compile(r"\bcover(?:s|ed|age)\b", re.IGNORECASE)
_CONTEXT = re.compile(
    r"\bLean\b|formali[sz]|machine[-\s]checked|mechani[sz]|\bcover(?:s|ed|age)\b|catalogue"
    r"|sorr(?:y|ies)|\bkernel\b|\bacross\b|\bin\s+(?:total|all)\b|\baltogether\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\bacross\b|\bin\s+(?:total|all)\b|\baltogether\b", re.IGNORECASE)
# What may follow a share or ratio that stands without a noun: nothing that would be its noun.
_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?()|\[\]–—✓✔✅]|(?:is|are|have|has|covered|coverage|checked|proved|proven|in|with|by"
    r"|as|and|so|at|today|now)\b)",
    re.IGNORECASE,
)
_NOT_COUNTING = re.compile(
    r"(?:\b(?:Lean|Theorems?|Claims?|Lemmas?|Propositions?|Corollar(?:y|ies)|Remarks?|Examples?"
    r"|Sections?|Figures?|Tables?|Equations?|Eqs?\.?|Version|Chapter|Page|Part|Volume|Issue|Slide"
    r"|Day|Item|Exercise|Algorithm|Appendix|Paper|Reviewer|Referee|Question|Hypothesis|Property"
    r"|Phase|Stage|Level|Layer|Head|Experiment|Model|Step|Rated|Scored?|Rank(?:ed)?"
    r"|these|those|first|last|next|other|following|previous|another)|§|\bv)\s*$",
    re.IGNORECASE,
)
_A_DATE = re.compile(r"\b(?:on|of|since|by|until|before|after|dated)\s+$", re.IGNORECASE)
_GREW_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_FURTHER = re.compile(r"\b(?:more|further|other|additional|new|extra|such)\b", re.IGNORECASE)
_STANDARD_AXIOMS = re.compile(
    r"\b(?:standard|usual|classical|foundational|core|kernel|kernel['’]s)\b", re.IGNORECASE
)
_THE_AXIOMS = re.compile(r"(?:\b(?:the|only|its|these|those)|['’]s)\s+$", re.IGNORECASE)
_AXIOMS_OF = re.compile(
    r"[\s,:;(]*(?:propext|Classical)|\s+of\s+(?!its\b|our\b|their\b)", re.IGNORECASE
)
_GAPS_IN = re.compile(
    r"\s+(?:in|of|between|within)\s+(?!(?:the\s+|our\s+)?(?:coverage|catalogue|formali|proofs?\b|lean\b))",
    re.IGNORECASE,
)
# What is told of one file or theorem is no number of a project.
_ONE_PLACE = re.compile(
    r"\w\.lean\b|\b(?:this|these|that|those|the\s+following)\s+"
    r"(?:files?|lemmas?|theorems?|modules?|sections?|declarations?)\b",
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
    ("covered", ("covered",)),
    ("checked", ("checked",)),
)
_FIGURE_WORDS = (
    ("checked", re.compile(r"\bcheck(?:ed)?\b|\bkernel\b", re.IGNORECASE)),
    ("retracted", re.compile(r"\bretracted\b|\bwithdrawn\b", re.IGNORECASE)),
    (
        "gaps",
        re.compile(
            r"\bopen\b|\bmissing\b|\buncovered\b|\bunproved\b|\bunproven\b|\bgaps?\b|\bremain"
            r"|\bnot\s+(?:yet\s+)?(?:covered|proved|proven|formali[sz]ed|backed)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "covered",
        re.compile(
            r"\bcovered\b|\bcovers?\b|\bproved\b|\bproven\b|\bback|\bformali[sz]ed\b", re.IGNORECASE
        ),
    ),
)
_BREAK = re.compile(r"[,;:.()–—|]|\bof\s+which\b|\bof\s+(?:them|these)\b|\bwhile\b", re.IGNORECASE)


def _ratio(text: str, found: re.Match[str]) -> Saying | None:
    """`152/161 claims`, or `152 of 161` where the sentence speaks of coverage."""
    done, total = value(found["done"]), value(found["total"])
    if done is None or total is None or _is_other(text, found.start()):
        return None
    if _is_step(text, found):
        return None
    if found["part"] and total <= 10:
        return _share(text, found, (done, total))
    if not found["noun"] and not found["part"] and not _is_bare_coverage(text, found):
        return None
    noun = (found["noun"] or "claims").lower().rstrip("s")
    if not noun.endswith("claim") and not _CONTEXT.search(text):
        return None
    figure = _spoken_of(text, found, found["noun"]) or "covered"
    return Saying(
        *found.span(),
        found.start("done"),
        Form.RATIO,
        (figure,),
        (done, total),
        _before(text, found),
    )


def _is_bare_coverage(text: str, found: re.Match[str]) -> bool:
    """Whether a number without a noun can only be a coverage of claims."""
    if not _COVERAGE.search(text) or _OTHER_COVERAGE.search(text):
        return False
    dated = _A_DATE.search(text[max(found.start() - 12, 0) : found.start()])
    return not dated and bool(_ENDS.match(text, found.end()))


def _before(text: str, found: re.Match[str]) -> Manner:
    """The manner that is told before a ratio."""
    said = _TOLD_BEFORE.search(text[max(found.start() - 30, 0) : found.start()])
    return _manner(said) if said else Manner.EXACT


def _manner(found: re.Match[str]) -> Manner:
    groups = found.groupdict()
    said = groups.get("about") or groups.get("sign")
    if groups.get("more"):
        return Manner.LEAST
    if said:
        return _MANNERS[" ".join(said.lower().split())]
    written = groups.get("number") or ""
    return Manner.ABOUT if written[-1:] in ("k", "K") else Manner.EXACT


def _count(text: str, found: re.Match[str]) -> Saying | None:
    """`74 theorems`, where the sentence speaks of Lean or of a sum."""
    noun = " ".join(found["noun"].lower().split())
    if not _CONTEXT.search(text) or not _counts(text, found, noun):
        return None
    high, at = value(found["number"]), found.start("number")
    if high is None:
        return None
    figures = _meant(noun) or (_spoken_of(text, found, found["between"]) or "claims",)
    low = _low(text, found)
    if low is not None:
        return Saying(*found.span(), at, Form.RANGE, figures, (low, high))
    return Saying(*found.span(), at, Form.COUNT, figures, (high,), _manner(found))


def _low(text: str, found: re.Match[str]) -> int | None:
    """The lower end of a range; what grew `from 2 to 4` is 4 now."""
    groups = found.groupdict()
    if groups.get("first") and _GREW_FROM.search(text[max(found.start() - 8, 0) : found.start()]):
        return None
    written = groups.get("low") or groups.get("from") or groups.get("first")
    return value(written) if written else None


def _counts(text: str, found: re.Match[str], noun: str) -> bool:
    """Whether a number and its noun count all that there is of it."""
    written = found["number"].lower()
    absence = noun.startswith(("sorr", "axiom", "gap"))
    starts = {
        found.start(end) for end in ("number", "low", "from", "first") if found.groupdict().get(end)
    }
    if any(_is_other(text, start) for start in starts) or _is_step(text, found):
        return False
    if written == "no" and not absence:
        return False
    if written in WORDS and not absence and not _TOGETHER.search(text):
        return False
    if written not in ("no", "zero", "0") and _FURTHER.search(found["between"]):
        return False
    if noun.startswith("claim") and re.fullmatch(r"(?:19|20)\d\d", written):
        return False
    if noun.startswith("axiom"):
        return written in ("no", "zero", "0") or not _are_known_axioms(text, found)
    if noun.startswith("sorr") and _ONE_PLACE.search(text):
        return False
    return not (noun.startswith("gap") and _GAPS_IN.match(text, found.end()))


def _are_known_axioms(text: str, found: re.Match[str]) -> bool:
    """`the three standard axioms`, `Lean's three axioms`, `the 9 axioms of ZFC`."""
    before = text[max(found.start() - 12, 0) : found.start()]
    return bool(
        _STANDARD_AXIOMS.search(found["between"])
        or _THE_AXIOMS.search(before)
        or _AXIOMS_OF.match(text, found.end())
    )


def _meant(noun: str) -> tuple[str, ...] | None:
    """The figures that a noun may mean; None for claims, of which there are many kinds."""
    return next((figures for start, figures in _NOUNS if noun.startswith(start)), None)


def _is_other(text: str, start: int) -> bool:
    """Whether the word before a number makes it a name or an order, as in `Lean 4`, `§2`."""
    return bool(_NOT_COUNTING.search(text[max(start - 20, 0) : start]))


def _is_step(text: str, found: re.Match[str]) -> bool:
    """Whether a number is what something grew from: the first of `from 2/5 to 3/5`."""
    before = _GREW_FROM.search(text[max(found.start() - 8, 0) : found.start()])
    return bool(before and re.match(r"\s+to\s+\S*\d", text[found.end() : found.end() + 40]))


def _spoken_of(text: str, found: re.Match[str], words: str | None) -> str | None:
    """The figure that a clause speaks of: in the words of its noun, else after or before it."""
    after = _BREAK.split(text[found.end() : found.end() + 60])[0]
    before = _BREAK.split(text[max(found.start() - 40, 0) : found.start()])[-1]
    return _figure(words or "") or _figure(after) or _figure(before)


def _figure(words: str) -> str | None:
    """The figure that is named first."""
    places = ((found.start(), name) for name, p in _FIGURE_WORDS if (found := p.search(words)))
    return min(places, default=(0, None))[1]


def _none(text: str, found: re.Match[str]) -> Saying | None:
    """`sorry-free`."""
    if _ONE_PLACE.search(text):
        return None
    return Saying(*found.span(), found.start(), Form.COUNT, ("sorries",), (0,))


def _percent(text: str, found: re.Match[str]) -> Saying | None:
    """`94 %`, where the sentence speaks of coverage or of the claims."""
    if _is_step(text, found):
        return None
    if found["part"]:
        if not _CONTEXT.search(text) and not _spoken_of(text, found, None):
            return None
    elif not _is_bare_coverage(text, found):
        return None
    whole, _, rest = (found["number"] or str(value(found["spelled"]))).partition(".")
    unit = 10 ** len(rest)
    return _share(text, found, (int(whole) * unit + int(rest or 0), 100 * unit))


def _share(text: str, found: re.Match[str], numbers: tuple[int, int]) -> Saying:
    figure = _spoken_of(text, found, None) or "covered"
    groups = found.groupdict()
    at = max(found.start(group) for group in ("done", "number", "spelled") if group in groups)
    told = groups.get("about") or groups.get("sign")
    manner = _manner(found) if told else _before(text, found)
    return Saying(*found.span(), at, Form.SHARE, (figure,), numbers, manner)


def _rest(text: str, found: re.Match[str]) -> Saying | None:
    """`4 are covered`, after a number of claims and no other noun."""
    number, at = value(found["number"]), found.start("number")
    other = re.search(r"\b(?:theorem|lemma|paper|famil|definition)", found["before"], re.IGNORECASE)
    if number is None or other or _is_other(text, at) or re.match(r"claims\s+\d", found[0], re.I):
        return None
    figure = _figure(found["state"])
    if figure is None or (figure != "covered" and not _CONTEXT.search(text)):
        return None
    return Saying(at, found.end(), at, Form.COUNT, (figure,), (number,))


_PATTERNS: tuple[tuple[Callable[[str, re.Match[str]], Saying | None], re.Pattern[str]], ...] = (
    (_ratio, _RATIO),
    (_percent, _PERCENT),
    (_count, _CELL),
    (_count, _COUNT),
    (_none, _FREE_OF),
    (_rest, _REST),
)
