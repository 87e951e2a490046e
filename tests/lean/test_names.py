"""The name codec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lean import names

SPELLINGS = [
    ("", ()),
    ("Nat", ("Nat",)),
    ("Nat.add_comm'", ("Nat", "add_comm'")),
    ("«matches»", ("matches",)),
    ("A.«foo bar».b", ("A", "foo bar", "b")),
    ("A.«x.y».b", ("A", "x.y", "b")),
    ("«»", ("",)),
    ("_private.A.B.0.C.f", ("_private", "A", "B", "0", "C", "f")),
    ("A.«0».f", ("A", "«0»", "f")),
    ("αβ.x₁!?", ("αβ", "x₁!?")),
]


@pytest.mark.parametrize(("name", "parts"), SPELLINGS)
def test_split(name: str, parts: tuple[str, ...]) -> None:
    assert names.split(name) == parts


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("A", "foo bar"), "A.«foo bar»"),
        (("λ",), "«λ»"),
        (("Π",), "«Π»"),
        (("x", "1"), "x.1"),
        (("1x",), "«1x»"),
        (("term_+_",), "«term_+_»"),
        (("A", "«0»"), "A.«0»"),
    ],
)
def test_join_escapes_what_is_no_identifier(parts: tuple[str, ...], name: str) -> None:
    assert names.join(parts) == name


@pytest.mark.parametrize(
    ("spelling", "name"), [("«matches».«a»", "matches.a"), ("x.«1»", "x.«1»"), ("a.b", "a.b")]
)
def test_canonical(spelling: str, name: str) -> None:
    assert names.canonical(spelling) == name


@pytest.mark.parametrize(
    ("name", "decoded"),
    [
        ("A.f", ("A.f", None)),
        ("_private.A.B.0.C.f", ("C.f", "A.B")),
        ("_private.A.«b c».0.«d e»._proof_1", ("«d e»._proof_1", "A.«b c»")),
        ("_private.A.B.C.f", ("_private.A.B.C.f", None)),
        ("_privateer.0.f", ("_privateer.0.f", None)),
        ("_private.A.0.f.0.g", ("f.0.g", "A")),
    ],
)
def test_decode_private(name: str, decoded: tuple[str, str | None]) -> None:
    assert names.decode_private(name) == decoded


component = st.text(st.characters(exclude_characters="»«"), min_size=1).filter(
    lambda s: not (s.isascii() and s.isdigit())
)
numeral = st.integers(min_value=0).map(str)


@given(st.lists(component | numeral).map(tuple))
def test_joined_names_split_into_the_same_components(parts: tuple[str, ...]) -> None:
    assert names.split(names.join(parts)) == parts


@given(st.text())
def test_split_is_total_and_canonical_is_idempotent_on_its_components(text: str) -> None:
    parts = names.split(text)
    assert names.split(text) == parts
    if "»" not in text and "«" not in text:
        assert ".".join(parts) == text


@given(component, component)
def test_private_names_round_trip(module: str, name: str) -> None:
    module, name = names.join([module]), names.join([name])
    assert names.decode_private(names.encode_private(name, module)) == (name, module)
