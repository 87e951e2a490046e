"""Numbers about proofs that stand in no mark: pointed out, with the mark that would keep them true.

The small repository has 5 claims, 3 covered; the paper On Turns 2 of 4; 3 theorems and 1 sorry.
"""

from __future__ import annotations

import pytest

from indexer.hubs.audit import page_faults
from indexer.hubs.fill import Knowledge, filled
from tests.hubs.scene import page


def _told(text: str, known: Knowledge, path: str = "docs/p.md", paper: str | None = None) -> str:
    faults = page_faults(page(text, path, paper), known)
    assert all(f.rule == "unmarked-number" and f.doubtful for f in faults)
    return "\n".join(
        f"{f.message.partition('”')[0][1:]}: {f.hint.split(chr(34))[1]}" for f in faults
    )


# The first three are sentences that a paper's page really had.
MARKED = {
    "Lean 4 coverage across 152/161 symmetry claims": "152/161 symmetry claims: coverage",
    "74 theorems across two papers": "74 theorems: theorems",
    "proved in Lean 4 with zero sorries": "zero sorries: sorries",
    "Lean 4 coverage across 3/5 claims.": "3/5 claims: coverage",
    "We cover 3 of the 5 claims.": "3 of the 5 claims: coverage",
    "3 claims are covered": "3 claims: covered",
    "We have 5 claims.": "5 claims: claims",
    "Two gaps are left of five claims": "five claims: claims",
    "94 % of the claims are proved": "94 % of the claims: percent",
    "ninety-four percent of the claims are covered": "ninety-four percent of the claims: percent",
    "one hundred and fifty-two of the 161 claims": "one hundred and fifty-two of the 161 claims: "
    "coverage",
    "1,234 Lean theorems": "1,234 Lean theorems: theorems",
    "no axioms of its own": "no axioms: axioms",
    "It holds one `sorry`.": "one sorry: sorries",
    "FLT has 300 sorries in Lean today.": "300 sorries: sorries",
    "More than 500 machine-checked theorems": "500 machine-checked theorems: theorems",
    "| Lean theorems | 9 |": "theorems | 9: theorems",
    "Sorries: 0": "Sorries: 0: sorries",
    "74 theorems and 2 axioms": "74 theorems: theorems\n2 axioms: axioms",
    "# Coverage of 9/9 claims": "9/9 claims: coverage",
    "**152**/**161** claims": "152/161 claims: coverage",
    "- [x] 152/161 claims covered": "152/161 claims: coverage",
}
LEFT_ALONE = (
    "Lean 4 theorems are checked.",
    "We no longer claim it.",
    "Theorem 7 claims coverage.",
    "Claims 4 and 5 are covered elsewhere.",
    "§2 claims nothing.",
    "Lean 4.28 axioms",
    "v2.11 claims",
    "The paper has 28 pages; its claims are covered.",
    "```\n9/9 claims covered\n```\n",
    "`9/9 claims`",
    "<!-- 9/9 claims covered -->",
    "<span data-leancat=ignore>In March, 9/9 claims were covered.</span>",
    '<b data-leancat="coverage">3/5</b> claims covered',
    "<del>1/5 claims</del> of the claims",
    "{{ site.data.leancat.totals.covered }} claims",
    "$152$ claims",
    "It covers 95% of the vocabulary.",
    "Twelve heads in 12 layers.",
)


@pytest.mark.parametrize("text", MARKED)
def test_a_number_about_proofs_is_pointed_out(text: str, known: Knowledge) -> None:
    assert _told(text, known) == MARKED[text]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_none_is_left_alone(text: str, known: Knowledge) -> None:
    assert _told(text, known) == ""


def test_the_mark_is_the_one_that_says_what_stands_there(known: Knowledge) -> None:
    assert _told("2/4 claims", known, paper="turns") == "2/4 claims: coverage"
    assert _told("3/5 claims", known, paper="turns") == "3/5 claims: coverage all"
    assert _told("9/9 claims", known, paper="turns") == "9/9 claims: coverage"


@pytest.mark.parametrize(
    "text",
    [
        "<title>9/9 claims covered</title>",
        '<meta name="description" content="9/9 claims covered">',
        '<img alt="9/9 claims covered">',
        "<p>coverage\nacross 9/9\nclaims",
        "<dl><dt>Lean theorems</dt><dd>74</dd></dl>",
        "<b>152</b> / <b>161</b> claims",
        "152&#8239;/&#8239;161 claims",
        "<p>zero <code>sorry</code>s",
    ],
)
def test_wherever_a_reader_sees_it(text: str, known: Knowledge) -> None:
    assert _told(text, known, "docs/p.html")


def test_a_mark_that_is_false_still_fails(known: Knowledge) -> None:
    (fault,) = page_faults(page("<b data-leancat=coverage>9/9</b> claims"), known)
    assert (fault.rule, fault.doubtful) == ("stated-number", False)


def test_marks_that_were_put_can_be_filled(known: Knowledge) -> None:
    from indexer.hubs.audit import numbers_without_mark
    from indexer.hubs.unmarked import with_marks

    hub = page("\n\n".join(MARKED), "docs/p.md")
    marked = with_marks(hub.text, list(numbers_without_mark(hub, filled(hub, known), known)))
    again = page(marked, "docs/p.md")
    full = filled(again, known)
    assert not full.flaws
    left = list(numbers_without_mark(again, full, known))
    assert not [number for number in left if number.plain]
