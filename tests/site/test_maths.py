"""TeX to MathML: rendered where it is understood, shown as it is written where it is not."""

from __future__ import annotations

import html as entities
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.site import maths
from indexer.site.maths import mathml, understood


def tree(tex: str) -> Any:
    return etree.fromstring(f"<p>{mathml(tex)}</p>")


def shown(tex: str) -> str:
    return "".join(tree(tex).itertext())


@pytest.mark.parametrize("tex", ["c'", "c'_i", "c_i''", "f'''", r"x^{\prime}"])
def test_primes_stand_beside_their_letter_and_not_above(tex: str) -> None:
    found = tree(tex)
    assert not found.xpath("//msup | //msubsup")
    (signs,) = found.xpath("//mo[@lspace='0']/text()")
    assert set(signs) <= set("′″‴")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\langle R_m q, R_n k\rangle", "⟨Rmq,Rnk⟩"),
        (r"\sum_{i=1}^{n} \frac{a_i}{b}", "∑i=1naib"),
        (r"\lvert x \rvert \le 2^{b-1}", "|x|≤2b−1"),
        (r"\lfloor x / 2 \rfloor \ne \lceil y \rceil", "⌊x/2⌋≠⌈y⌉"),
        (r"\mathbb{R}^{d} \to \mathbb{Z}", "ℝd→ℤ"),
        (r"\forall x \in S,\ \exists y", "∀x∈S,\xa0∃y"),
        (r"\operatorname{clip}(x) = \mathrm{sign}(y)", "clip(x)=sign(y)"),
        (r"\operatorname{top-1}(x)", "top-1(x)"),
        (r"\begin{cases} a & x > 0 \\ b & \text{else} \end{cases}", "{ax>0belse"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(abcd)"),
        (r"\left( \theta \right)", "(θ)"),
        (r"\lbrace x : y \rbrace", "{x:y}"),
        (r"\{x \mid y\}", "{x∣y}"),
        (r"x \bmod 2 \iff y", "xmod2⟺y"),
        (r"\mathbf{v}", "𝐯"),
        (r"5\%", "5%"),
        (r"R_{c',s'}", "Rc′,s′"),
        (r"c'_i + c_i''", "c′i+c′′i"),
        (r"\begin{aligned} a &= b \\ &\le c \end{aligned}", "a=b≤c"),
        (r"\begin{split} a &= b \\ &\le c \end{split}", "a=b≤c"),
        (r"{\bf P}(X)", "𝐏(X)"),
        (r"\operatorname{\operatorname{dens}}_k", "densk"),
        (r"G \backslash H", "G⧵H"),
        ("a,\\\nb", "a,\xa0b"),
    ],
)
def test_what_claims_use_is_rendered(tex: str, text: str) -> None:
    assert understood(tex)
    assert shown(tex).replace("-", "−" if "b-1" in tex else "-") == text


def test_a_displayed_formula_may_be_broken_into_lines() -> None:
    made: Any = etree.fromstring(str(mathml(r"a + b \\ \le c \\ \le d", block=True)))
    rows = made.xpath("//mtr")
    assert ["".join(row.itertext()) for row in rows] == ["a+b", "≤c", "≤d"]
    assert not understood(r"a \\ b"), "within a line of text it is not"


@pytest.mark.parametrize(
    "tex",
    [
        r"\foo x",  # an unknown command would be shown as its name
        r"\frac{a}",  # a missing argument would be left out
        r"a % b",  # a comment would hide the rest
        r"a & b",
        r"\left( x",
        r"\right)",
        "{",
        "}",
        "x^",
        "_",
        "",
        "   ",
        r"\begin{tikzcd} a \end{tikzcd}",
        r"\begin{cases} a",
        r"\newcommand{\a}{\a\a}\a",
        r"\def\a{b}\a",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{x}{y}",
        r"\unicode{x3c}",
        r"\color{red} x",
        r"\rule{1em}{1em}",
        r"\require{x}",
        r"\verb|x|",
        r"x \def",
        "$x$",
        "\\",
        "{" * 500 + "}" * 500,
        "x" * 5000,
        r"\sqrt" * 900,
    ],
)
def test_what_is_not_understood_is_shown_as_it_is_written(tex: str) -> None:
    assert not understood(tex)
    inner = re.fullmatch(r'<code class="tex">\$(.*)\$</code>', str(mathml(tex)), re.DOTALL)
    assert inner
    assert entities.unescape(inner[1]) == tex


def test_a_long_formula_may_be_broken_between_its_terms() -> None:
    made = tree(r"\langle R_m q, R_n k\rangle = \langle q, R_{n-m} k\rangle \le x + (-1) + y")
    assert ["".join(piece.itertext()) for piece in made] == [
        "⟨Rmq,Rnk⟩",
        "=⟨q,Rn−mk⟩",
        "≤x+(−1)+y",
    ]
    assert all(piece[0][0].get("form") == "infix" for piece in made[1:])
    assert len(tree(r"x = y")) == 1
    assert len(tree(r"f(a, b, c, d, e, f, -g)")) == 1, "not before a sign"
    assert str(mathml(r"x_1 + x_2 + x_3 + x_4 + x_5 + x_6", block=True)).count("<math") == 1


def test_a_block_is_a_block() -> None:
    assert str(mathml("x", block=True)).startswith('<math display="block">')
    assert "$$\\foo$$" in str(mathml(r"\foo", block=True))


def test_named_functions_stand_off_from_letters_but_not_from_brackets() -> None:
    assert "<mspace" in str(mathml(r"2\sin x"))
    assert "<mspace" in str(mathml(r"\max_i x_i"))
    assert "<mspace" not in str(mathml(r"\max(x)"))
    assert "<mspace" not in str(mathml("2x"))


_WORDS = r"""\frac \sqrt \left \right ( ) { } ^ _ & \\ x 1 \text{a<b} \begin{cases} \end{cases}
\mathbf \sum % < > " ' \operatorname{f} &lt; &#x3c; \limits \not \langle \max λ"""
_PIECES = st.sampled_from([*_WORDS.split(), " ", "\x00"])


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_whatever_comes_out_is_plain_mathml_or_escaped_tex(tex: str) -> None:
    out = str(mathml(tex))
    if not understood(tex):
        assert re.fullmatch(r'<code class="tex">[^<>]*</code>', out, re.DOTALL)
        return
    for element in etree.fromstring(f"<p>{out}</p>").iterdescendants():
        assert element.tag in maths._ELEMENTS
        assert set(element.attrib) <= maths._ATTRIBUTES
        assert len(element) == maths._ARITY.get(str(element.tag), len(element))


def test_words_between_formulas_are_words() -> None:
    out = str(mathml(r"x > 0 \text{ for every long } y"))
    assert out.count("<math") == 2
    assert "</math> for every long <math" in out
    assert "<mtext>or</mtext>" in str(mathml(r"x \text{or} y"))
    assert str(mathml(r"\text{<b>a</b> or more}")) == "&lt;b&gt;a&lt;/b&gt; or more"


def test_what_nothing_joins_is_broken_where_it_is_too_long() -> None:
    assert str(mathml("x" * 60)).count("<math") == 3
