"""Sentences that state numbers: true, no longer true, and not about the proofs at all.

The small repository has 5 claims, 3 covered; the paper On Turns 2 of 4 and On Signs 1 of 1; 3
theorems, 1 sorry, 1 retracted claim, no axiom.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.hubs.audit import page_faults
from indexer.hubs.fill import Knowledge
from tests.hubs import scene
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
Mathlib contains over 200,000 theorems, all in Lean.
Mathlib, which has 210,000 theorems in Lean, is not used.
Unlike Mathlib with its 200,000 theorems, we have 3 theorems in Lean.
Smith et al. proved 40 theorems in Lean.
Their Lean project has 40 theorems.
The Liquid Tensor Experiment has 1,000 lemmas in Lean.
It depends only on the three standard axioms of Lean.
Only the 3 axioms propext, Classical.choice and Quot.sound are used in Lean.
Lean's three axioms are allowed.
No axioms beyond the standard three are used in Lean.
The three axioms of a group are formalised in Lean.
The 9 axioms of ZFC are formalised in Lean.
We close two gaps in the literature with Lean.
Test coverage is 83 %.
The code has 83% branch coverage.
Conformal coverage of 95 % holds.
The cache covers 40 % of the prompts.
The blocks cover 7/9 of the plane.
Reviewer 2 claims coverage is formalised.
Paper 3 claims less coverage.
Slide 3/9: coverage
Step 2 of 7: coverage
As of 11/20, coverage is computed by leancat.
Coverage is measured since 11/20.
Coverage rose from 1/5 to 3/5 claims.
Coverage grew from 20 % to 60 %.
Our goal is to cover 5 of 5 claims.
The target is 100 % coverage.
We plan 12 more theorems in Lean.
12 more claims will be formalised.
In 2025, 1 of 5 claims were covered.
In March 2026, 40 % of the claims were covered.
More than 1/2 of the claims are covered.
Of 5 claims, 3 are covered.
5 claims of which 3 are covered in Lean.
5 claims (3 covered)
The catalogue has 5 claims; 3 are proved in Lean.
≥ 2 claims are covered.
2+ claims are covered.
Equation (3/5) covers it.
Lean 4.28.0 theorems
Lean v4 theorems
Coq has 12 lemmas, Lean has fewer.
Isabelle/HOL formalised 300 lemmas.
Between 2 and 4 theorems in Lean.
2–4 claims are covered.
The proof in Lean uses 2 lemmas from Mathlib.
Two gaps remain in Lean.
three theorems in total
A 2/3 majority covers the claims.
§1 has 2 claims in Lean.
Rated 9/10 for coverage by readers.
Lean needs 10 seconds to check all theorems.
The Lean tutorial has 8 chapters on theorems.
arXiv:2401.12345 covers claims.
Lean 3 theorems are ported.
See pages 12-17 for claims in Lean.
The 2026 claims are covered.
On Turns (2026) claims coverage.
Over 60 % of the claims? Coverage is 60 %.
Section 3 covers 2 of the examples.
We cover 4 of the 9 benchmarks.
It covers 9 of 10 cases that occur in practice.
3 of 4 authors use Lean.
Target: Theorem 1.3 in Lean, zero sorries.
Key it on the audit, not a sorry count.
The gate is --done-when sorry-free:TaoCollatz.
The following files are sorry-free and can be read first.
Demo.Turn is checked, and Sign.lean has zero sorries.
This theorem is sorry-free in Lean.
Lean 4.28 was released on 2026-02-17 with 300 new lemmas by its authors.
The paper has 28 pages and covers RoPE.
GPT-2 has 12 heads in 12 layers; coverage is not a matter of size.
Section 3.2 covers 128 dimensions.
The 4 families cover keys, values, and queries.
It takes 2 minutes to check everything in Lean.
Equation (12) claims that coverage grows.
Ref. [12] claims coverage of all statements.
See Table 3 for coverage.
Our model covers 95% of the vocabulary with 32,000 tokens.
We use 8 of 12 layers to cover it.
There are 3 ways to cover a set.
Lean's kernel has 5,000 lines of code.
The 3/4 rule covers most cases.
A 95% confidence interval covers the mean.
In 2024 Mathlib had 150,000 theorems.
Theorem 1.3 (claims 2 and 3) is formalised.
Claims 4 and 5 are covered elsewhere in Lean.
Claims 1–3 are covered.
Claim 2.4 is covered.
Two theorems of Tao are formalised in Lean.
Each of the 2 authors covers one claim.
It needs Lean ≥ 4.28 and 16 GB of memory.
Version 2 covers more.
v1.2 claims more than v1.1.
Issue #12 claims a sorry.
Half of the claims are covered.
We proved 3 theorems in Lean.
About half (3/5) of the claims are covered.
60 percent of the claims are proved in Lean.
Coverage: 12 of 40 languages.
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
Ninety-four percent of the claims are covered.
One hundred and fifty-two of the 161 claims are proved in Lean.
Twenty theorems across two papers.
Twenty-one theorems in all.
All 161 claims are proved in Lean.
152 of the 161 claims have Lean proofs.
Over 150 claims are proved in Lean.
More than 1,000 theorems in Lean.
More than 1 000 theorems in Lean.
≥ 150 claims are covered.
150+ claims are covered.
>150 claims covered in Lean.
~150 theorems in Lean
94 % covered
Lean coverage: 94%
94 % of our claims are proved in Lean 4.
100% of the claims are formalised.
Not a single sorry is left.
sorry count: 0
Sorries: 0
zero uses of sorry in Lean
The proofs use 0 sorries.
Between 10 and 20 theorems in Lean.
10–20 claims are covered.
152 (of 161) claims are covered.
152 (94 %) of 161 claims are covered.
Of 5 claims, 4 are covered.
5 claims of which 4 are covered in Lean.
The catalogue has 5 claims; 4 are proved in Lean.
5 claims (4 covered)
74 Lean 4 theorems
74 machine-checked theorems in Lean
The Lean development has 12,345 lines of code.
12k lines of Lean
9 claims remain open in Lean.
The remaining 9 claims are not in Lean.
nine gaps in Lean
3/4 of the claims are covered.
Coverage rose from 1/5 to 4/5 claims.
1'234 theorems in Lean
seventy-four theorems in total
The catalogue now lists 27 claims, all of them formalised in Lean.
We formalise 12 definitions and 74 theorems in Lean 4.
Our Lean library comprises 1,234 lines of Lean code, 74 theorems and 3 axioms.
Nine of the ten claims are machine-checked.
Coverage has reached 98.5 %.
Ninety percent coverage.
Exactly 4 claims are covered.
There is one gap in the formalisation; the other claims are covered in Lean.
Four gaps are left in Lean.
All claims but one (4/5) are covered.
The index counts 9 sorries in Lean.
Only four claims remain open across two papers.
Lean verifies 4 out of 5 claims (80 %).
80% of all claims are verified by Lean and covered.
4⁄5 claims covered
4 / 5 of the claims are covered
Zero axioms, zero sorries, 9 theorems in Lean.
✅ 5/5 claims
Lean 4: 152/161 ✓ covered
Covered claims: 4
Claims: 7, in Lean
Number of Lean theorems: 74
Lean sorries — 0
Free of sorries.
The development is axiom-free? It has 2 axioms in Lean.
Fewer than 3 claims are covered.
At most 2 claims are covered.
Up to 2 claims covered by Lean.
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
        ("Zero <code>sorry</code>s in Lean.", "docs/p.html"),
        ("It contains no <code>sorry</code>.", "docs/p.html"),
        ("<table><tr><th>Lean coverage</th><td>152/161</td></tr></table>", "docs/p.html"),
        ("<table><tr><th>Theorems in Lean</th><td>74</td></tr></table>", "docs/p.html"),
        ("<dl><dt>Lean theorems</dt><dd>74</dd></dl>", "docs/p.html"),
        ("<b>152</b> / <b>161</b> claims", "docs/p.html"),
        ("152&#8239;/&#8239;161 claims", "docs/p.html"),
        ("152&thinsp;⁄&thinsp;161 claims", "docs/p.html"),
        ("74 theorems<sup>1</sup> in Lean", "docs/p.html"),
        ("<figcaption>152/161 claims covered</figcaption>", "docs/p.html"),
        ('<meta property="og:description" content="152/161 claims covered">', "docs/p.html"),
        ('<a href="x" title="152/161 claims covered">x</a>', "docs/p.html"),
        ('<p aria-label="152/161 claims covered">x</p>', "docs/p.html"),
        ("<h2>152/161 claims</h2>", "docs/p.html"),
        ("<details><summary>152/161 claims covered</summary></details>", "docs/p.html"),
        ("74&nbsp;theorems, 0&nbsp;sorries in Lean", "docs/p.html"),
        ("Lean: 74 theorems &amp; 2 axioms", "docs/p.html"),
        ("<option>152/161 claims covered</option>", "docs/p.html"),
        ("| Lean coverage | 152/161 |", "docs/p.md"),
        ("|---|---|\n| Lean coverage | **152**/161 |", "docs/p.md"),
        ("[^1]: Lean 4 coverage across 152/161 claims.", "docs/p.md"),
        ("## 152/161 claims covered", "docs/p.md"),
        ("![152/161 claims covered](badge.svg)", "docs/p.md"),
        ("[152/161 claims covered](x.html)", "docs/p.md"),
        ("> Lean covers 152/161 claims", "docs/p.md"),
        ("1. Lean: 74 theorems", "docs/p.md"),
        ("- [x] 152/161 claims covered", "docs/p.md"),
        ("**152**/**161** claims", "docs/p.md"),
        ("_152 of 161_ claims", "docs/p.md"),
        ("152/161 claims[^1]", "docs/p.md"),
        ("74 theorems[^1] in Lean", "docs/p.md"),
        ("Lean proves 74\ntheorems.", "docs/p.md"),
        ("It has no `sorry`.", "docs/p.md"),
        ("Coverage\n========\n152/161 claims", "docs/p.md"),
        ("Lean\n: 74 theorems", "docs/p.md"),
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
        ("<del>1/5 claims covered</del> 3/5 claims covered", "docs/p.html"),
        ("<s>1/5</s> 3/5 claims covered", "docs/p.html"),
        ("Lean checks 10<sup>3</sup> theorems a second.", "docs/p.html"),
        ("```lean\ntheorem x -- 152/161 claims covered\n```", "docs/p.md"),
        ("    152/161 claims covered", "docs/p.md"),
        ("~~1/5 claims covered~~ 3/5 claims covered", "docs/p.md"),
        ("<!-- 152/161 claims covered -->", "docs/p.md"),
        ("`leancat build` prints coverage", "docs/p.md"),
        ("$152/161$ claims", "docs/p.md"),
        ("[1/5]: https://example.org/coverage", "docs/p.md"),
    ],
)
def test_what_no_reader_sees_or_marks_keep_true(text: str, path: str, known: Knowledge) -> None:
    assert _said(text, known, path) == ""


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Paper | Coverage; On Turns | 3/4; On Signs | 1/1", "2/4 in On Turns"),
        ("Paper | Claims | Covered; On Turns | 4 | 3", "2 in On Turns"),
        ("Paper | Claims | Covered; On Turns | 4 | 2; Total | 9/9 claims | 3", "3/5 in the cat"),
        ("Family | Coverage; Turns | 3/4", "2/4 in Turns"),
        ("Paper | Theorems in Lean; Total | 74", "3 in the catalogue"),
        ("Lean coverage | Lean theorems; 9/9 | 3", "3/5 in the catalogue"),
        ("Paper | Coverage; On Turns | 2/4; On Signs | 1/1", ""),
        ("Paper | Claims | Covered; On Turns | 4 | 2; Total | 5 | 3", ""),
        ("Library | Theorems in Lean; Mathlib | 210,000; Some other | 77", ""),
        ("Model | Coverage | Tokens; GPT-2 | 93 % | 3/9", ""),
        ("Step | Coverage; 3 | x; | ", ""),
    ],
)
def test_a_cell_is_read_with_its_row_and_its_column(rows: str, says: str, known: Knowledge) -> None:
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.split(";")]
    ruled = [cells[0], ["---"] * len(cells[0]), *cells[1:]]
    markdown = "\n".join(f"| {' | '.join(row)} |" for row in ruled)
    html = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>\n" for row in cells)
    for said in (
        _said(markdown, known, "docs/p.md"),
        _said(f"<table>{html}</table>", known),
    ):
        assert said.count("is not so") == bool(says)
        assert says in said


def test_the_parts_of_a_paper_are_told_by_section_and_family(known: Knowledge) -> None:
    assert _said("§1 has 2 claims in Lean.", known, paper="turns") == ""
    assert _said("Section 1 covers 2/2 claims.", known, paper="turns") == ""
    assert "2/2 in On Turns §1" in _said("Section 1 covers 1/2 claims.", known, paper="turns")


def test_names_of_our_own_are_not_another_projects(tmp_path: Path) -> None:
    text = "Batteries has 74 theorems in Lean."
    _, known = scene.surveyed(scene.write(tmp_path / "other"))
    assert _said(text, known) == ""
    papers = scene.PAPERS.replace("On Turns", "Batteries of Turns")
    _, known = scene.surveyed(scene.write(tmp_path / "own", {"catalogue/papers.yaml": papers}))
    assert "74 theorems" in _said(text, known)


def test_what_is_struck_out_ends_with_its_paragraph(known: Knowledge) -> None:
    assert "9/9" in _said("<p><s>old<p>9/9 claims covered", known)
    assert "9/9" in _said("x <sup>2\n\n9/9 claims covered", known, "docs/p.md")


def test_a_page_without_a_full_stop_hides_nothing(known: Knowledge) -> None:
    assert "74 theorems" in _said("word " * 5_000 + "Lean has 74 theorems", known)


def test_a_fault_has_its_place(known: Knowledge) -> None:
    (fault,) = page_faults(page("<p>\n  so <i>Lean</i> has 74\n theorems</p>"), known)
    assert (fault.rule, fault.line, fault.column) == ("stated-number", 2, 21)


def test_a_fault_is_known_by_its_sentence_not_its_line(known: Knowledge) -> None:
    (one,) = page_faults(page("Lean has 74 theorems."), known)
    (other,) = page_faults(page("New words.\n\n<p>Lean has\n74 theorems."), known)
    assert one.identity == other.identity
