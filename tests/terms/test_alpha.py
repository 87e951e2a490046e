"""The normal form up to bound names: what is alike, and what must never be taken to be."""

from __future__ import annotations

import pytest

from indexer.terms.alpha import normal, used
from indexer.terms.fingerprint import notation_form, words


def form(text: str, *, statement: bool = True) -> tuple[str, ...]:
    return normal(words(text), statement=statement)


ALIKE = [
    ("theorem (n : Nat) : n = n", "theorem (m : Nat) : m = m"),
    ("theorem (a b : Nat) : a = b", "theorem (a : Nat) (b : Nat) : a = b"),
    ("theorem : ∀ x > 0, p x", "theorem : ∀ y > 0, p y"),
    ("theorem : ∀ᵐ x ∂μ, p x", "theorem : ∀ᵐ y ∂μ, p y"),
    ("theorem : ∑ i ∈ s, f i = ∫ x in a..b, g x", "theorem : ∑ j ∈ s, f j = ∫ y in a..b, g y"),
    ("theorem : {x : T | p x.1} = {x | q x}", "theorem : {y : T | p y.1} = {z | q z}"),
    ("theorem : (n : Nat) → p n", "theorem : (m : Nat) → p m"),
    ("theorem [h : C a] : p", "theorem [C a] : p"),
    ("theorem (h : p) : q", "theorem (_ : p) : q"),
    ("theorem {X Y : Type} (x : X) : p x", "theorem {X : Type} (x : X) : p x"),
    ("theorem : ∀ x, (fun x => x) x = x", "theorem : ∀ x, (fun y => y) x = x"),
    ("theorem {a : T} [C a] {b : T} : p a b", "theorem {a b : T} [C a] : p a b"),
    ("theorem : p → (q a) → r", "theorem : p → q a → r"),
]
APART = [
    ("theorem (n m : Nat) : n = m", "theorem (n m : Nat) : m = n"),
    ("theorem : ∀ x, ∃ y, p x y", "theorem : ∀ x, ∃ y, p y x"),
    ("theorem : ∀ x, f (x := 1) = x", "theorem : ∀ y, f (y := 1) = y"),
    ("theorem : (∀ x, p x) ∧ q x", "theorem : (∀ y, p y) ∧ q y"),
    ("theorem : (∀ x, p x) ∧ q x", "theorem : (∀ y, p y) ∧ q z"),
    ("theorem : {x | p x} = s ∧ q x", "theorem : {y | p y} = s ∧ q y"),
    ("theorem (x : T) : ⟨∑ x, 1, x⟩", "theorem (y : T) : ⟨∑ x, 1, x⟩"),
    ("theorem (n : Nat) : n = n", "theorem {n : Nat} : n = n"),
    ("theorem [C a] [D a] : p", "theorem [D a] [C a] : p"),
    ("theorem (f : T) : (√ (f x))", "theorem (f : T) : (√ f x)"),
    ("theorem (h : 1 = 2) : p", "theorem : p"),
    ("theorem : ⋃₀ S = T", "theorem : ⋃₀ U = T"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_apart(one: str, other: str) -> None:
    assert form(one) != form(other)


def test_alternatives_and_patterns_keep_their_names() -> None:
    one = "def (c : C) : Nat := match c with | red => 1 | green => 2"
    other = "def (c : C) : Nat := match c with | green => 1 | red => 2"
    assert form(one, statement=False) != form(other, statement=False)
    scope = "def : Nat → Nat | 0 => ∑ i, i | n => i"
    assert form(scope, statement=False) != form(scope.replace("∑ i, i", "∑ j, j"), statement=False)


def test_a_let_is_not_renamed() -> None:
    one = "def (x y : Nat) : Nat := let x := x + 1; x"
    other = "def (x y : Nat) : Nat := let y := y + 1; y"
    assert form(one, statement=False) != form(other, statement=False)


def test_words_too_deep_stay_as_they_are() -> None:
    text = "theorem : " + "(" * 5_000 + "a" + ")" * 5_000
    assert form(text) == words(text)


def test_used() -> None:
    assert used(words("(y : T x) : ∀ z, p z w"), ["x", "y", "z", "w"]) == {"x", "w"}


def test_notation() -> None:
    one = notation_form('notation:65 "H[" x " ;" y "]" => x + y')
    assert one == notation_form('notation:65 "H[ " a ";" b " ]" => a + b')
    assert one != notation_form('notation:65 "H[" x " ;" y "]" => y + x')
    assert one != notation_form('notation:60 "H[" x " ;" y "]" => x + y')
