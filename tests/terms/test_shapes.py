"""What is plain of a term from its words alone."""

from __future__ import annotations

import pytest

from indexer.terms.shapes import (
    alternatives,
    by_sign,
    conditional,
    constructor,
    is_inhabited,
    of_arithmetic,
    remainder,
    shift,
)
from indexer.terms.telescope import Words


def _words(text: str) -> Words:
    return tuple(text.split())


@pytest.mark.parametrize(
    ("term", "rest", "added"),
    [
        ("n + 1", "n", 1),
        ("f n + 12", "f n", 12),
        ("n.succ", "n", 1),
        ("Nat.succ n", "n", 1),
        (".succ n", "n", 1),
        ("My.succ n", "My.succ n", 0),
        ("Nat.succ n m", "Nat.succ n m", 0),
        ("n - 1", "n - 1", 0),
        ("n + m", "n + m", 0),
        ("n", "n", 0),
    ],
)
def test_what_is_added(term: str, rest: str, added: int) -> None:
    assert shift(_words(term)) == (_words(rest), added)


@pytest.mark.parametrize(
    ("term", "below"),
    [
        ("n % 3", 3),
        ("( n + 1 ) % 3", 3),
        ("n + 1 % 3", None),
        ("n % 0", None),
        ("n % m", None),
        ("n / 3", None),
        ("3", None),
    ],
)
def test_what_a_remainder_is_below(term: str, below: int | None) -> None:
    assert remainder(_words(term)) == below


@pytest.mark.parametrize(
    ("term", "branches"),
    [
        ("if c then a else b", ("c", "a", "b")),
        ("if h : c then a else b", ("c", "a", "b")),
        ("if c then if d then a else b else e", ("c", "if d then a else b", "e")),
        ("( if c then a else b )", None),
        ("if c then a", None),
    ],
)
def test_the_branches_of_if(term: str, branches: tuple[str, str, str] | None) -> None:
    assert conditional(_words(term)) == (branches and tuple(map(_words, branches)))


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("match n with | 0 => a | k + 1 => b k", ["a", "b k"]),
        ("match n with | 0 => ( fun | x => y )", ["( fun | x => y )"]),
        ("match n with | 0", []),
        ("f n", []),
    ],
)
def test_what_alternatives_say(term: str, said: list[str]) -> None:
    assert alternatives(_words(term)) == tuple(map(_words, said))


@pytest.mark.parametrize(
    ("term", "signed"),
    [
        ("Eq a b", "a = b"),
        ("Eq ( f a ) 1", "( f a ) = 1"),
        ("Not p", "¬ p"),
        ("GT.gt a b", "a > b"),
        ("Eq a", ""),
        ("Eq a b c", ""),
        ("Eq a + b", ""),
        ("f a b", ""),
    ],
)
def test_the_sign_behind_a_name(term: str, signed: str) -> None:
    assert by_sign(_words(term)) == _words(signed)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("true", ("Bool", "true")),
        ("some 1", ("Option", "some")),
        ("[ ]", ("List", "[]")),
        ("[ 1 , 2 ]", ("List", "::")),
        ("1 :: l", ("List", "::")),
        ("List.nil", ("List", "[]")),
        ("Own.red 1", ("Own", "red")),
        ("some 1 + 2", None),
        ("f 1", None),
        ("", None),
    ],
)
def test_the_constructor_that_heads_a_term(term: str, found: tuple[str, str] | None) -> None:
    own = {"Own.red": "Own"}
    assert constructor(_words(term), lambda name: own.get(name, "")) == found


TYPES = {"n": "Nat", "m": "Nat", "z": "Int", "l": "List Nat", "p": "Prop"}


@pytest.mark.parametrize(
    ("term", "type_"),
    [
        ("n + m", "Nat"),
        ("( n + 1 ) * m", "Nat"),
        ("n + z", ""),
        ("p + p", ""),
        ("f ( n )", ""),
        ("n + ⟨ m ⟩", ""),
        ("n", ""),
        ("1 + 2", ""),
        ("l.length", "Nat"),
        ("z.natAbs", "Nat"),
        ("n.size", ""),
    ],
)
def test_the_type_of_arithmetic(term: str, type_: str) -> None:
    found = of_arithmetic(_words(term), lambda words: _words(TYPES.get(words[0], "")))
    assert found == _words(type_)


@pytest.mark.parametrize(("type_", "is_"), [("Nat", True), ("Fin n", False), ("Own", False)])
def test_types_that_have_an_element(type_: str, is_: bool) -> None:
    assert is_inhabited(_words(type_)) is is_
