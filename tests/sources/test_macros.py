"""What a document defines is put in, with the places that it comes from, whatever it defines."""

from __future__ import annotations

import re
import time

import pytest

from indexer.sources import blueprint
from indexer.sources.macros import Macros
from indexer.sources.records import Source
from tests.sources.trees import Memory

CONTENT = "blueprint/src/content.tex"


def macros(*definitions: str) -> Macros:
    """What some definitions define."""
    made = Macros()
    for text in definitions:
        made.learn(text)
    return made


def read(text: str, **more: str) -> Source:
    """A blueprint of one file, and of others by the name before `.tex`."""
    others = {f"blueprint/src/{name}.tex": content for name, content in more.items()}
    return blueprint.read(Memory({CONTENT: text, **others}), CONTENT)


@pytest.mark.parametrize(
    ("definition", "text", "expanded"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"$\R^n$ \R  x \Ri", r"$\mathbb{R}^n$ \mathbb{R}x \Ri"),
        (r"\newcommand*\eps{\varepsilon}", r"\eps x", r"\varepsilon x"),
        (r"\renewcommand {\P} [1] {\Pr(#1)}", r"\P{\P A}", r"\Pr(\Pr(A))"),
        (r"\newcommand{\E}[2][\mu]{E_{#1}#2}", r"\E X, \E[\nu]{Y}", r"E_{\mu}X, E_{\nu}Y"),
        (r"\DeclareMathOperator{\Ext}{Ext}", r"\Ext A", r"\operatorname{Ext}A"),
        (r"\DeclarePairedDelimiter{\abs}{|}{|}", r"\abs*{x}", r"\left| x \right|"),
        (r"\DeclarePairedDelimiter\abs\lvert\rvert", r"\abs{x}", r"\abs{x}"),
        (r"\def\pair#1#2{(#1, #2)}", r"\pair ab\pair{c}\R", r"(a, b)(c, \R)"),
        (r"\NewDocumentCommand{\two}{m m}{#2#1}", r"\two{a}{b}", "ba"),
        (r"\NewDocumentCommand{\opt}{o m}{#2}", r"\opt{b}", r"\opt{b}"),
        (r"\newcommand{\s}[1]{\sin#1}", r"\s{x}\s\eps", r"\sin x\sin\eps"),
        (r"\newcommand{\v}{\varphi}", r"\v{}a", r"\varphi{}a"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{x\c}\newcommand{\c}{y}", r"\a", "xy"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{\a}\newcommand{\c}{\a}", r"\a\b\c", r"\a\b\c"),
        (r"%\newcommand{\R}{r}", r"\R", r"\R"),
        (r"\newcommand{\R}{r}", r"% \R", r"% \R"),
        (r"\newcommand{\R}{r}", r"\\R \\\R", r"\\R \\r"),
        (r"\newcommand{\n}[1]{<#1>}", r"\n", r"\n"),
        (r"\newcommand{\n}[1]{<#1>}", r"{\n}", r"{\n}"),
        (r"\newcommand{\n}[1]{<#1>}", "\\n\n\n{a}", "\\n\n\n{a}"),
        (r"\newcommand{\i}{\ifmmode a\else b\fi}", r"\i", r"\i"),
        (r"\newcommand{\broken", r"\broken", r"\broken"),
    ],
)
def test_what_is_defined_is_put_in(definition: str, text: str, expanded: str) -> None:
    assert macros(definition).expand(text) == expanded


def test_a_definition_is_no_text() -> None:
    text = "a\\newcommand{\\x}{\n\\begin{lemma}}b"
    made = Macros().learn(text)
    assert (made.split(), made.index("\n"), len(made)) == (["a", "b"], 17, len(text))


def test_every_character_knows_where_it_comes_from() -> None:
    made = macros(r"\newcommand{\k}[1]{<#1>}").expanded(r"ab\k{cd}ef\k g")
    assert made.text == "ab<cd>ef<g>"
    assert [made.origin(n) for n in range(len(made.text))] == [0, 1, 2, 2, 2, 2, 8, 9, 10, 10, 10]


def test_some_macros_alone() -> None:
    made = macros(r"\newcommand{\k}{\lean{A}}\newcommand{\j}{\k}\newcommand{\i}{x}")
    telling = made.telling(re.compile(r"\\lean"))
    assert telling == {"k", "j"}
    assert made.expanded(r"\i\j", telling).text == r"\i\lean{A}"


def test_a_statement_that_macros_make() -> None:
    source = read(
        "\\input{macros}\n"
        "\\state{lem:a}{\\ns.one, two}\n  On $\\R$.\\end{lemma}\n"
        "\\bpr\n  \\leanok\\end{proof}\n"
        "\\begin{lemma}[About $\\R$]\\label{\\pre b}\\done\\uses{\\pre a}\\end{lemma}\n",
        macros="\\newcommand{\\ns}{My.Space}\\newcommand{\\R}{\\mathbb{R}}\\def\\pre{lem:}\n"
        "\\newcommand{\\state}[2]{\\begin{lemma}\\label{#1}\\lean{#2}}\n"
        "\\newcommand{\\bpr}{\\begin{proof}}\\newcommand{\\done}{\\lean{A, B}\\leanok}\n",
    )
    assert source.problems == ()
    first, second = source.nodes
    assert [d.name for d in first.decls] == ["My.Space.one", "two"]
    assert {(d.place.path, d.place.line, d.place.column) for d in first.decls} == {(CONTENT, 2, 0)}
    assert (first.label, first.statement) == ("lem:a", "On $\\mathbb{R}$.")
    assert first.proved
    assert (first.proved.line, first.proved.column) == (5, 2)
    assert (second.label, second.title) == ("lem:b", "About $\\mathbb{R}$")
    assert [u.name for u in second.uses] == ["lem:a"]
    assert second.stated
    assert (second.stated.line, second.stated.column) == (6, 39)


def test_marks_that_are_defined_for_print_keep_their_meaning() -> None:
    text = "\\newcommand{\\lean}[1]{}\\newcommand{\\leanok}{\\checkmark}\\newcommand{\\uses}[1]{}\n"
    text += "\\begin{lemma}\\label{a}\\lean{A}\\leanok\\uses{b}\\end{lemma}"
    (node,) = read(text).nodes
    assert ([d.name for d in node.decls], [u.name for u in node.uses]) == (["A"], ["b"])
    assert node.stated


@pytest.mark.parametrize(
    ("definition", "environment", "word"),
    [
        (r"\newtheorem{obs}[theorem]{Observation}", "obs", "Observation"),
        (r"\newtheorem*{obs*}{Observation}", "obs*", "Observation"),
        (r"\declaretheorem[name=Observation, sibling=theorem]{obs}", "obs", "Observation"),
        (r"\declaretheorem{axiom}", "axiom", "axiom"),
        (r"\spnewtheorem{obs}{Observation}{\bfseries}{\itshape}", "obs", "Observation"),
        (r"\newenvironment{lem}{\bigskip\begin{lemma}}{\end{lemma}}", "lem", "lemma"),
        (r"\newcommand{\nothing}{\newtheorem{x}{X}}", "x", "X"),
    ],
)
def test_environments_that_a_document_makes(definition: str, environment: str, word: str) -> None:
    text = f"{definition}\n\\begin{{{environment}}}\\label{{a}}\\end{{{environment}}}"
    found = [(n.label, n.word) for n in read(text).nodes]
    assert found == ([] if environment == "x" else [("a", word)])


@pytest.mark.parametrize(
    "unit",
    [
        "\\newcommand{\\x", "\\newcommand{\\x}[1]{#1", "\\x{", "\\x[", "\\y{\\y{a}}", "\\y",
        "\\newtheorem{a}[", "\\usepackage[", "\\declaretheorem[", "\\newenvironment{a}{\\begin{b}",
        "\\ensuremath{", "\\def\\z#1", "\\DeclarePairedDelimiter{\\d}{",
    ],
)  # fmt: skip
def test_macros_cost_linear_time(unit: str) -> None:
    """Ten times the text takes no more than thirty times as long: a square takes a hundred."""

    def taken(count: int) -> float:
        text = "\\newcommand{\\y}[1]{#1#1}\\newcommand{\\x}{\\y{a}}\n" + unit * count
        begin = time.process_time()
        made = Macros()
        made.expand(made.learn(text))
        read(text + "\\begin{lemma}\\label{a} \\x \\end{lemma}")
        return time.process_time() - begin

    taken(10)
    assert taken(20_000) < 30 * taken(2_000) + 0.5


def test_a_macro_that_grows_without_end_stays() -> None:
    doubling = "".join(
        f"\\newcommand{{\\x{'a' * n}}}{{\\x{'a' * (n + 1)}\\x{'a' * (n + 1)}}}" for n in range(60)
    )
    made = macros(doubling, "\\newcommand{\\dd}[1]{#1#1}")
    assert made.expand("\\x") == "\\x"
    deep = "\\dd{" * 40 + "x" + "}" * 40
    assert made.expand(deep) == deep
