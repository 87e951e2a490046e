"""Fields, constructors and helpers back claims; `module:` tells two of one name apart."""

from __future__ import annotations

import pytest

from indexer.claims.records import Backing
from tests.trees import claim, judged

TEXT = """theorem main (n : Nat) : n + 0 = n ∧ n * 1 = n := ⟨first n, second n⟩
where
  first (n : Nat) : n + 0 = n := rfl
  second (n : Nat) : n * 1 = n := Nat.mul_one n
  count : Nat := 3
structure Ring where
  add : Nat → Nat → Nat
  comm : ∀ a b, add a b = add b a
structure Law (n : Nat) : Prop where
  pos : n < n + 1
inductive Even : Nat → Prop
  | zero : Even 0
  | step (n : Nat) : Even n → Even (n + 2)
inductive Colour
  | red
theorem hollow : 1 = 1 + 0 := rfl
where
  empty (n : Nat) (h : n < n) : n = 7 := absurd h (Nat.lt_irrefl n)
"""

STANDINGS = {
    "main.first": "clean",
    "main.second": "clean",
    "main.count": "partial",
    "Ring.comm": "clean",
    "Ring.add": "partial",
    "Ring.mk": "partial",
    "Law.pos": "clean",
    "Law.mk": "clean",
    "Even.zero": "clean",
    "Even.step": "clean",
    "Colour.red": "partial",
    "hollow.empty": "partial",
    "Ring.commm": "missing",
}


@pytest.mark.parametrize("name", STANDINGS)
def test_a_part_backs_a_claim(name: str) -> None:
    report = judged(TEXT, claim(name))
    assert str(report.standing) == STANDINGS[name], report.reason
    if report.backings[0].ref:
        assert report.backings[0].name == name


def test_a_sorry_of_another_helper_settles_nothing() -> None:
    text = TEXT.replace("n * 1 = n := Nat.mul_one n", "n * 1 = n := sorry")
    assert str(judged(text, claim("main.second")).standing) == "sorry"
    report = judged(text, claim("main.first"))
    assert (str(report.standing), "elsewhere" in report.reason) == ("unsettled", True)


def test_a_module_tells_two_of_one_name_apart() -> None:
    files = {
        "A.lean": "theorem t : 1 = 1 + 0 := rfl\n",
        "B.lean": "theorem t : 1 = 1 + 0 := sorry\n",
    }
    assert "`module:` beside it says which" in judged(files, claim("t")).reason
    assert str(judged(files, claim(Backing("t", module="A"))).standing) == "clean"
    assert str(judged(files, claim(Backing("t", module="B"))).standing) == "sorry"
    missing = judged(files, claim(Backing("t", module="C")))
    assert "in p, module C" in missing.reason or "module C" in missing.reason
