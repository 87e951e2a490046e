"""Propositions as text writes them: what is plainly true, plainly false, or the same as another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.scan.loader import scan_bytes
from indexer.terms.conflicts import conflict
from indexer.terms.fingerprint import words
from indexer.terms.plain_truth import is_bare, is_false, is_true
from indexer.terms.propositions import Prop, TooDeepError, key, parse, read, shown
from indexer.terms.sense import Sense
from tests.folders import ROOT


def prop(text: str) -> Prop:
    return parse(tuple(words(text)))


SENSE = Sense({"n": ("Nat",), "x": ("Int",), "g": ("G",)}, lambda *_: None)

TRUE = (
    "True", "(True)", "¬ False", "True ∧ True", "p ∨ True", "p → True", "p → p", "p ↔ p",
    "p ∨ ¬ p", "∀ y : Nat, True", "∃ y : Nat, True", "f y = f y", "(f y) = f (y)", "f y ≤ f y",
    "∃ y, y = f n", "∃ y, f n = y", "∀ y, p y → p y", "p ∧ q → q", "forall y, True",
    "f y <= f y", "let y := 1; True", "∀ y ∈ ([] : List Nat), p y", "∀ y : Fin 0, p y",
    "(p → p) = True", "True ↔ True", "False → p",
)  # fmt: skip
UNSURE = (
    "p", "n = n + 0", "n = n", "1 = 1", "p ∧ q", "∃ y, y = y + f n", "∃ y > 0, True ∧ p",
    "p → q", "∀ y, p y", "f y = f z", "a < b", "∃! y, y = f n ∧ p", "fun y => True",
    "(y : Int) = y", "∀ᵐ y, f y = f y", "let y := True\n p",
)  # fmt: skip
FALSE = (
    "False", "¬ True", "p ∧ False", "a < a", "a > a", "f a ≠ f a", "a b < (a b)", "∃ y, False",
    "1 = 2", "3 < 2", "2 ≤ 1", "n < 0", "n + 1 ≤ n", "n = n + 1", "n.succ = n", "x + 2 < x",
    "y ∈ ∅", "a = b ∧ a ≠ b", "a < b ∧ b < a", "∀ y : Nat, y = 0", "∀ y : Int, y < 5",
    "True → False", "-1 > 0", "Empty", "Fin 0", "Nonempty Empty", "Fact (1 = 2)",
    "{y : Nat // y < y}", "NeZero 0", "n ≠ n", "∀ p : Prop, p", "∀ y : Nat, 0 < y", "Empty × Nat",
    "∀ y : Nat, y ≠ 3",
)  # fmt: skip
POSSIBLE = (
    "p", "x < 0", "g + 1 = g", "n = 0", "∀ y : Fin 1, y = 0", "∀ y : Nat, y = f y", "a < b",
    "a ≠ b", "p ∧ q", "y ∈ s", "1 = 1", "0 < n", "Fin 1", "Fin n", "∀ y : Nat, 0 ≤ y",
    "NeZero n",
)  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_plainly_true(text: str) -> None:
    assert is_true(prop(text), SENSE)


@pytest.mark.parametrize("text", UNSURE)
def test_not_plainly_true(text: str) -> None:
    assert not is_true(prop(text), SENSE)


@pytest.mark.parametrize("text", FALSE)
def test_plainly_false(text: str) -> None:
    assert is_false(prop(text), SENSE)


@pytest.mark.parametrize("text", POSSIBLE)
def test_not_plainly_false(text: str) -> None:
    assert not is_false(prop(text), SENSE)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("∀ y : Nat, f y = 0", "∀ (z : Nat), (f z) = 0"),
        ("a = b", "b = a"),
        ("a > b", "b < a"),
        ("a ≥ b", "b ≤ a"),
        ("a ≠ b", "¬ a = b"),
        ("a ∉ s", "¬ (a ∈ s)"),
        ("(y : Nat) → p y", "∀ z : Nat, p z"),
        ("p -> q", "p → q"),
        ("∀ y > 0, p y", "∀ y, y > 0 → p y"),
    ],
)
def test_the_same_in_other_words(one: str, two: str) -> None:
    assert key(prop(one)) == key(prop(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("∀ y : Nat, p y", "∀ y : Int, p y"),
        ("a < b", "b < a"),
        ("p → q", "q → p"),
        ("∃ y, p y", "∃! y, p y"),
        ("∀ y, ∃ z, r y z", "∃ z, ∀ y, r y z"),
        ("p ∧ q → r", "p ∧ (q → r)"),
    ],
)
def test_not_the_same(one: str, two: str) -> None:
    assert key(prop(one)) != key(prop(two))


@pytest.mark.parametrize(
    ("props", "opposed"),
    [
        (["p y", "¬ p y"], True),
        (["a < b", "b ≤ a"], True),
        (["a = b", "a ≠ b"], True),
        (["5 < x", "x < 3"], True),
        (["0 < n", "n < 1"], True),
        (["x = 1", "x = 2"], True),
        (["0 < r", "r < 1"], False),
        (["0 ≤ x", "x ≤ 0"], False),
        (["a < b", "b < c"], False),
        (["p", "q"], False),
    ],
)
def test_conflict(props: list[str], opposed: bool) -> None:
    assert (conflict([prop(p) for p in props], SENSE) is not None) is opposed


def test_definitions_are_unfolded_to_a_depth() -> None:
    def unfold(atom: tuple[str, ...], _: bool) -> Prop | None:
        return {"P": prop("Q"), "Q": prop("True"), "L": prop("L")}.get(" ".join(atom))

    assert is_true(prop("P"), Sense({}, unfold))
    assert not is_true(prop("L"), Sense({}, unfold))


def test_a_bare_reflexivity_is_told_apart() -> None:
    assert is_bare(prop("n = n"))
    assert is_bare(prop("1 = 1"))
    assert not is_bare(prop("f n = f n"))


@given(st.text(alphabet="()∀∃,:→∧∨¬↔=<≤ abnxTF{}[]⟨⟩+-01∈", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = prop(text)
    is_true(found, SENSE)
    is_false(found, SENSE)
    assert key(found) == key(found)


def test_brackets_cost_nothing() -> None:
    assert prop("(" * 50_000 + "p" + ")" * 50_000).kind == "atom"
    arrows = prop(" → (".join(["p"] * 5_000) + ")" * 4_999)
    assert (arrows.kind, len(arrows.binders)) == ("all", 4_999)


def test_what_is_too_deep_is_said() -> None:
    with pytest.raises(TooDeepError):
        parse(("¬",) * 3_900 + ("p",))


def _declared() -> list[str]:
    """The statements of the traps, which are of every shape."""
    found = set()
    for file in sorted((ROOT / "tests/traps").rglob("*.lean")):
        module = scan_bytes(file.read_bytes(), path=file.name, name="A")
        found |= {declaration.statement for declaration in module.declarations}
    return sorted(found)


def test_words_that_are_cut_short_anywhere_are_read() -> None:
    nothing = Sense({}, lambda _words, _of_anything: None)
    for statement in _declared():
        written = words(statement)
        for at in range(len(written) + 1):
            for piece in (written[:at], written[at:]):
                prop = read(piece)
                assert is_true(prop, nothing) in (True, False)
                assert is_false(prop, nothing) in (True, False)
                assert isinstance(shown(prop), str)


@pytest.mark.parametrize("digits", ["0x" + "F" * 6000, "0b" + "1" * 20_000, "1_" + "0" * 6000])
def test_a_numeral_may_be_longer_than_python_writes(digits: str) -> None:
    assert len(prop(f"{digits} = 1").left) == 1


def test_a_numeral_is_its_value() -> None:
    assert prop("0x" + "0" * 6000 + "10 = 0b1_0").left == ("16",)
    assert prop("1_000 = 0b1_0").right == ("2",)


def test_numerals_that_are_too_long_to_compare_are_not_compared() -> None:
    one, other = "2" + "0" * 17, "1" + "0" * 21
    assert not is_false(prop(f"{one} < {other}"), SENSE)
    assert not is_false(prop(f"-{other} < -{one}"), SENSE)
