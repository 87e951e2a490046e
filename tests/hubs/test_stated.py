"""Sentences that state numbers: true, no longer true, and not about the proofs at all.

The small repository has 5 claims, 3 covered; the paper On Turns 2 of 4 and On Signs 1 of 1; 3
theorems, 1 sorry, 1 retracted claim, no axiom.
"""

from __future__ import annotations

import pytest

from indexer.hubs.audit import page_faults
from indexer.hubs.fill import Knowledge
from tests.hubs.scene import page


def _said(text: str, known: Knowledge, path: str = "docs/p.html", paper: str | None = None) -> str:
    return "\n".join(fault.message for fault in page_faults(page(text, path, paper), known))


TRUE = """\
Lean 4 coverage across 3/5 symmetry claims.
Lean 4 coverage across 3 / 5 claims, with 2 open gaps.
We cover 3 of the 5 claims.
Coverage: 3 out of 5.
3 theorems across two papers.
3 Lean theorems, 1 sorry, no axioms.
More than 2 claims are covered, at least 3 claims are covered, fewer than 10 theorems in all.
60 % of the claims are covered; coverage is 60.0%.
On Turns covers 2/4 claims.
The paper On Signs has 1 claim in Lean, covered and sorry-free.
turn.keep is proved in Lean with zero sorries.
1 retracted claim in the catalogue, 1 of 6 claims retracted.
Lean 4 theorems are checked. Lean 4.28 axioms. Theorem 7 claims coverage.
The first 12 claims are in Lean. Section 9 claims nothing that is formalised.
In Lean, three theorems carry this argument. Five claims of Lean.
Published on 12/11/2026, coverage in v2.11 claims.
A rate of 9/10, as 7 theorems of geometry show. One of 9 ways to prove it.
about 3 theorems in all
"""
FALSE = """\
Lean 4 coverage across 152/161 symmetry claims.
Lean 4 coverage across <b>2</b>/5 claims.
All 5 claims are covered.
4 of 5 claims are covered.
3 of 5 claims are checked by the kernel.
74 theorems across two papers.
Lean: 1,234 theorems.
Proved in Lean 4 with zero sorries.
This is sorry-free.
A proof without a single sorry.
No sorries.
61 % of the claims are covered.
Coverage is 100 %.
On Turns covers 3/4 claims.
More than 3 claims are covered.
About 9 theorems in all.
7 gaps in the coverage.
2 axioms in Lean.
over 12,000 lines of Lean
Lean theorems: 9
"""


@pytest.mark.parametrize("sentence", TRUE.splitlines())
def test_what_is_true_or_not_of_the_proofs_is_left_alone(sentence: str, known: Knowledge) -> None:
    assert _said(f"<p>{sentence}</p>", known) == ""


@pytest.mark.parametrize("sentence", FALSE.splitlines())
def test_what_is_no_longer_true_is_found(sentence: str, known: Knowledge) -> None:
    assert "is not so: it is" in _said(f"<p>{sentence}</p>", known)


def test_the_truth_is_told_with_its_scope(known: Knowledge) -> None:
    said = _said("Lean covers 9/9 claims.", known, paper="turns")
    assert said == "“9/9 claims” is not so: it is 2/4 in On Turns, 3/5 in the catalogue"


def test_true_of_the_hubs_own_paper_is_true(known: Knowledge) -> None:
    text = "<p>Lean 4 coverage across 2/4 claims.</p>"
    assert _said(text, known, paper="turns") == ""
    assert _said(text, known, paper="signs") != ""
    assert _said(text, known) != ""


def test_a_paper_whose_projects_have_a_sorry_is_not_free_of_them(known: Knowledge) -> None:
    assert "zero sorries" in _said("In Lean with zero sorries.", known, paper="turns")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Covered in Lean: **9**/9 claims.\n", "docs/p.md"),
        ("- Lean:\n- [9 theorems](x) in Lean\n", "docs/p.md"),
        ("| Lean theorems | 9 |\n", "docs/p.md"),
        ("# Coverage of 9/9 claims\ntext\n", "docs/p.md"),
        ("---\ndescription: Lean 4 coverage across 9/9 claims\n---\n", "docs/p.md"),
        ("Lean, with 9&nbsp;theorems", "docs/p.html"),
        ("<title>9/9 claims covered</title>", "docs/p.html"),
        ('<meta name="description" content="9/9 claims covered">', "docs/p.html"),
        ('<img alt="9/9 claims covered">', "docs/p.html"),
        ("<p>Lean 4 coverage\nacross 9/9\nclaims", "docs/p.html"),
        ("<li>Nothing<li>9/9 claims", "docs/p.html"),
    ],
)
def test_wherever_a_reader_sees_it(text: str, path: str, known: Knowledge) -> None:
    assert "is not so" in _said(text, known, path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<pre>9/9 claims covered</pre>", "docs/p.html"),
        ("<script>// 9/9 claims covered</script>", "docs/p.html"),
        ("<!-- 9/9 claims covered -->", "docs/p.html"),
        ("{% comment %}9/9 claims covered{% endcomment %}", "docs/p.html"),
        ("```\n9/9 claims covered\n```\n", "docs/p.md"),
        ("<b data-leancat=ignore>In March, 9/9 claims were covered.</b>", "docs/p.html"),
        ("<!-- leancat: ignore -->9/9 claims covered<!-- /leancat -->", "docs/p.html"),
        ("<b data-leancat=coverage>3/5</b> claims covered", "docs/p.html"),
        ("{{ site.data.leancat.totals.covered }}/{{ x }} claims covered", "docs/p.html"),
    ],
)
def test_what_no_reader_sees_or_marks_keep_true(text: str, path: str, known: Knowledge) -> None:
    assert _said(text, known, path) == ""


def test_a_page_without_a_full_stop_hides_nothing(known: Knowledge) -> None:
    assert "74 theorems" in _said("word " * 5_000 + "Lean has 74 theorems", known)


def test_a_fault_has_its_place(known: Knowledge) -> None:
    (fault,) = page_faults(page("<p>\n  so <i>Lean</i> has 74\n theorems</p>"), known)
    assert (fault.rule, fault.line, fault.column) == ("stated-number", 2, 21)


def test_a_fault_is_known_by_its_sentence_not_its_line(known: Knowledge) -> None:
    (one,) = page_faults(page("Lean has 74 theorems."), known)
    (other,) = page_faults(page("New words.\n\n<p>Lean has\n74 theorems."), known)
    assert one.identity == other.identity
