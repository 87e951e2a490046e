"""The laws of the lexer, on text that is made to be difficult."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.lean.syntax.lexer import Code, TokenKind, is_ident, kind_of, lex, tokens
from indexer.lean.syntax.parser import parse

_PIECES = [
    "theorem", "def", "sorry", "namespace", "end", "section", "x", "α₁", "«a b»", "«", "»", "A.B",
    ".foo", "(", ")", "[", "]", "{", "}", "⟨", "⟩", '"', "\\", "'", "`", "`(", "/-", "-/", "/--",
    "/-!", "--", "\n", " ", "\t", "\r\n", ":=", "=>", "|", "@[", "#", "1.5", "0x", 's!"', 'r#"',
    '"#', "{x}", ",", "open", "in", "private", "instance", "mutual", "where", "macro", "by",
    "set_option", "deriving", "alias", "export", "variable", "\ufeff", "\x00", "trace[", "∑", "λ",
]  # fmt: skip
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join) | st.text(max_size=80)


@given(_TEXT)
@example('s!"a {f "x" {1}} b" y')
@example("/- a /- b -/")
@example('r##"a"# b"## c')
@example("-- only a comment")
def test_tokens_joined_give_the_source_back(text: str) -> None:
    assert "".join(lex(text)[0]) == text


@given(_TEXT)
def test_leads_and_words_joined_give_the_source_back(text: str) -> None:
    code = Code(text)
    assert "".join(code.lead(at) + word for at, word in enumerate(code.words)) == text
    assert all(text[code.start(at) : code.ends[at]] == w for at, w in enumerate(code.words))


@given(_TEXT)
def test_only_the_last_words_are_empty(text: str) -> None:
    code = Code(text)
    assert not any(code.words[code.size :])
    assert all(code.words[: code.size])
    assert code.vocabulary >= set(code.words[: code.size])


@given(_TEXT)
def test_leads_hold_white_space_and_comments_alone(text: str) -> None:
    code = Code(text)
    for at in range(len(code.words)):
        for token in lex(code.lead(at))[0]:
            assert kind_of(token) in (TokenKind.SPACE, TokenKind.COMMENT)


@given(_TEXT)
def test_words_of_column_zero_stand_there(text: str) -> None:
    code = Code(text)
    for at in code.zero:
        assert code.column(at) == 0 or (text[0] == "\ufeff" and at == 1)
        assert code.words[at]


@given(_TEXT)
def test_places_of_tokens(text: str) -> None:
    for token in tokens(text):
        before = text[: token.offset]
        assert text.startswith(token.text, token.offset)
        assert token.line == before.count("\n") + 1
        assert token.column == len(before) - before.rfind("\n") - 1


@given(_TEXT)
def test_no_text_stops_the_parser(text: str) -> None:
    module = parse(text, path="A.lean", name="A")
    for scope in module.scopes:
        assert scope.parent < len(module.scopes)
    ends = [0]
    for d in sorted(module.declarations, key=lambda d: d.start):
        assert 0 <= d.start <= d.name_start < d.end <= len(text)
        assert d.signature <= d.body <= d.end
        assert d.keyword in ("alias", "initialize") or d.start >= ends[-1]
        ends.append(d.end)
    for s in module.sorries:
        line = text.split("\n")[s.line - 1]
        assert line.startswith(s.form.removeprefix("Lean."), s.column) or s.form == "sorryAx"


def test_identifiers() -> None:
    assert all(map(is_ident, ["x", "α", "ℝ", "𝕜", "_x", "«»", "x'", "ÿ"]))
    assert not any(map(is_ident, ["λ", "1", "∑", ".x", 'r"', "Π", "×"]))


def test_hostile_input_is_read_in_one_pass() -> None:
    """Each of these costs a quadratic reader minutes; here they take a moment each."""
    size = 300_000
    for piece in (
        "/-",
        "(",
        '"',
        "«",
        "`(",
        "@[",
        '"\\',
        "{",
        "\n@[",
        "\n/-- -/",
        's!"{',
        "|",
        "r#",
    ):
        parse(piece * (size // len(piece)), path="A.lean", name="A")
    parse("theorem t : " + "(" * 100_000 + ")" * 100_000 + " := sorry", path="A.lean", name="A")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("def a :=\r 1\n", ["carriage-return"]),
        ("-- \r\n/- \r \t -/\r\ndef a := 1\r\n", []),
        ('def a := "\t\r"\n/-- d\t-/\ndef b :=\t1\n', ["tab"]),
        ("/-- d\n<<<<<<< HEAD\n-/\ndef a := 1\n", []),
        ("def a :=\n>>>>>>> x\n", ["conflict-marker"]),
        ("\ufeffdef a := 1\n", ["byte-order-mark"]),
        ('def a := r########"\t" "########\n', []),
    ],
)
def test_what_lean_refuses(text: str, refused: list[str]) -> None:
    assert [error.code for error in Code(text).errors] == refused
