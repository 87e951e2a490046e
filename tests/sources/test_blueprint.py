"""leanblueprint as text: every macro, and TeX that nobody would want to read."""

from __future__ import annotations

import time

import pytest

from indexer.claims.records import ClaimKind
from indexer.sources import blueprint
from indexer.sources.macros import Macros
from indexer.sources.records import Source, SourceNode
from indexer.sources.tex import parsed
from tests.sources.trees import Memory

CONTENT = "blueprint/src/content.tex"


def read(text: str | bytes, **more: str | bytes) -> Source:
    """A blueprint of one file, and of others by the name before `.tex`."""
    others = {f"blueprint/src/{name}.tex": content for name, content in more.items()}
    return blueprint.read(Memory({CONTENT: text, **others}), CONTENT)


def node(text: str) -> SourceNode:
    """The only node of a blueprint."""
    source = read(text)
    assert source.problems == ()
    (only,) = source.nodes
    return only


def test_a_statement_with_every_mark() -> None:
    found = node(
        "\\chapter{First}\n"
        "\\begin{lemma}[A title]\\label{lem:a}\n"
        "  \\lean{A.one\\_two,\n    A.three}\\leanok\\uses{b, c}\\notready\\discussion{12}\n"
        "  It holds.\n"
        "\\end{lemma}\n"
    )
    assert (found.label, found.title, found.chapter) == ("lem:a", "A title", "First")
    assert [d.name for d in found.decls] == ["A.one_two", "A.three"]
    assert [(d.place.line, d.place.column) for d in found.decls] == [(3, 8), (4, 4)]
    assert [u.name for u in found.uses] == ["b", "c"]
    assert found.stated
    assert (found.stated.line, found.stated.column) == (4, 12)
    assert (found.not_ready, found.in_mathlib, found.discussion) == (True, False, "12")
    assert found.statement == "It holds."
    assert found.proved is None
    assert found.proof_place is None


def test_a_proof_belongs_to_the_statement_before_it() -> None:
    found = node(
        "\\begin{theorem}\\label{t}\\lean{A.t}\\end{theorem}\n"
        "\\begin{proof}\n  \\leanok\\uses{u}\n  Clear.\n\\end{proof}\n"
    )
    assert found.proved
    assert (found.proved.line, found.proved.column) == (3, 2)
    assert [u.name for u in found.proof_uses] == ["u"]
    assert found.proof == "Clear."
    assert found.proof_place
    assert found.proof_place.line == 2


def test_a_proof_elsewhere_says_what_it_proves() -> None:
    first, second = read(
        "\\begin{theorem}\\label{a}\\lean{A}\\end{theorem}\n"
        "\\begin{theorem}\\label{b}\\lean{B}\\end{theorem}\n"
        "\\begin{proof}\\proves{a}\\leanok\\end{proof}\n"
    ).nodes
    assert first.proved is not None
    assert second.proved is None


def test_what_is_in_mathlib_is_stated() -> None:
    found = node("\\begin{theorem}\\label{t}\\lean{A}\\mathlibok\\end{theorem}")
    assert found.in_mathlib
    assert found.stated is not None


def test_a_definition_is_one_by_its_environment() -> None:
    kinds = [
        n.kind
        for n in read(
            "\\newtheorem{dfn}{Definition}\\newtheorem{obs}{Observation}\n"
            "\\begin{definition}\\label{a}\\end{definition}\n"
            "\\begin{dfn}\\label{b}\\end{dfn}\n"
            "\\begin{obs}\\label{c}\\end{obs}\n"
        ).nodes
    ]
    assert kinds == [ClaimKind.DEFINITION, ClaimKind.DEFINITION, ClaimKind.THEOREM]


def test_the_option_of_the_package_names_environments() -> None:
    text = "\\usepackage[showmore, thms=rule+claim]{blueprint}\n\\begin{rule}\\label{r}\\end{rule}"
    assert [n.label for n in read(text).nodes] == ["r"]


@pytest.mark.parametrize(
    "text",
    [
        "% \\begin{lemma}\\label{a}\\lean{A}\\end{lemma}",
        "\\begin{comment}\\begin{lemma}\\label{a}\\end{lemma}\\end{comment}",
        "\\begin{verbatim}\\begin{lemma}\\label{a}\\end{lemma}\\end{verbatim}",
        "\\newcommand{\\lem}{\\begin{lemma}}",
        "\\begin{remark}\\label{r}\\end{remark}",
        "\\begin{lemma}Nothing is said of this one.\\end{lemma}",
    ],
)
def test_what_is_no_node(text: str) -> None:
    assert read(text).nodes == ()


def test_marks_in_verbatim_words_and_comments_count_for_nothing() -> None:
    found = node(
        "\\begin{lemma}\\label{a}\\lean{A}\n"
        "\\verb|\\leanok| % \\leanok\n\\begin{comment}\\leanok\\end{comment}\n\\end{lemma}"
    )
    assert found.stated is None


def test_files_are_read_in_the_order_of_the_text() -> None:
    one = "\\begin{lemma}\\label{one}\\end{lemma}"
    two = "\\begin{lemma}\\label{two}\\end{lemma}"
    source = read("\\input{a}\\include{b.tex}", a=one, b=two)
    assert [(n.label, n.place.path) for n in source.nodes] == [
        ("one", "blueprint/src/a.tex"),
        ("two", "blueprint/src/b.tex"),
    ]


# --- hostile -------------------------------------------------------------------------------------


def test_files_that_include_each_other_are_read_once() -> None:
    source = read("\\input{a}\\begin{lemma}\\label{x}\\end{lemma}", a="\\input{content}\\input{a}")
    assert [n.label for n in source.nodes] == ["x"]
    assert source.problems == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n \\input{gone}", f"{CONTENT}:2:2: there is no file gone"),
        ("\\input{../../../etc/x}", f"{CONTENT}:1:1: ../../../etc/x lies outside the repository"),
        ("\\input{/etc/passwd}", f"{CONTENT}:1:1: "),
        (b"\\chapter{A}\n\\chapter{\xff}", f"{CONTENT}:2:"),
        ("a\n" + "{" * 1000, f"{CONTENT}:2:151: more than 150 brackets within each other"),
        ("\\begin{a}" * 1000, f"{CONTENT}:1:"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str | bytes, said: str) -> None:
    (problem,) = read(text).problems
    assert str(problem).startswith(said)


def test_a_document_that_is_far_too_large_is_read_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blueprint, "_LARGEST_OF_ALL", 100)
    one = "\\begin{lemma}\\label{one}\\end{lemma}" + "%" * 100
    source = read("\\input{a}\n\\input{b}", a=one, b=one)
    assert [n.label for n in source.nodes] == ["one"]
    assert str(source.problems[0]).startswith(f"{CONTENT}:2:1: its files are larger than 100 bytes")


def test_the_rest_is_read_all_the_same() -> None:
    source = read("\\input{bad}\\begin{lemma}\\label{x}\\end{lemma}", bad=b"\xff")
    assert [n.label for n in source.nodes] == ["x"]
    assert str(source.problems[0]).startswith("blueprint/src/bad.tex:1:")


def test_what_tex_writes_itself_is_not_missed() -> None:
    assert read("\\input{../print/bu1.bbl}").problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{lemma}\\label{a}",
        "\\begin{lemma}\\lean{A",
        "\\end{lemma}",
        "\\lean",
        "}" * 500,
        "$" * 501,
        "\\begin{lemma}[\\label{a}\\end{lemma}",
        "\\verb",
        "\\input",
        "\\",
        "\x00\\begin{lemma}\\label{\x00}\\end{lemma}",
    ],
)
def test_broken_text_is_no_traceback(text: str) -> None:
    read(text)


def test_time_is_linear() -> None:
    """Ten times the text takes no more than thirty times as long: a square takes a hundred."""

    def taken(count: int) -> float:
        text = "\\begin{lemma}\\label{a}\\lean{A.b}\\leanok Text $x$.\\end{lemma}\n" * count
        begin = time.process_time()
        assert len(read(text).nodes) == count
        return time.process_time() - begin

    taken(10)
    assert taken(1000) < 30 * taken(100) + 0.5


def test_a_text_is_cut_once_while_it_is_the_same() -> None:
    first = parsed("\\begin{lemma}[A] \\N \\end{lemma}", "a.tex", ["lemma"])
    assert parsed(first.text, "a.tex", ["lemma"]).nodes is first.nodes
    assert parsed(first.text, "a.tex", ["claim"]).nodes is not first.nodes
    assert parsed(f"{first.text} more", "a.tex", ["lemma"]).text.endswith("more")


def test_a_text_that_was_cut_before_has_the_macros_of_now() -> None:
    macros, others = Macros(), Macros()
    text = "\\begin{lemma}[A] \\N \\end{lemma}"
    first, again = (
        parsed(text, "b.tex", ["lemma"], macros),
        parsed(text, "b.tex", ["lemma"], others),
    )
    macros.learn("\\newcommand{\\N}{one}")
    others.learn("\\newcommand{\\N}{two}")
    assert first.prose(text).count("one") == again.prose(text).count("two") == 1
