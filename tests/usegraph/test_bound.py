"""Words of a proof that look like a declaration's name and may be bound right there."""

from __future__ import annotations

import pytest

from indexer.terms.fingerprint import words
from indexer.usegraph.bound import may_be_bound
from tests.trees import describe

BOUND = {
    "have": "by have key : 1 = 2 := h; exact key",
    "intro": "by intro a key; exact key",
    "fun": "fun key => key",
    "fun, one of several": "fun a b key => key",
    "a pattern": "by obtain ⟨key, h⟩ := this; exact key",
    "an alternative": "match h with | key => key",
    "let": "let key := 1; key",
}
FREE = {
    "used": "by exact key",
    "applied": "key 1 2",
    "among arguments": "h a key b",
    "rewritten with": "by rw [key, add_comm]",
    "in a term of pieces": "⟨key, rfl⟩",
}


@pytest.mark.parametrize("text", BOUND.values(), ids=BOUND.keys())
def test_bound(text: str) -> None:
    assert may_be_bound(words(text), "key")


@pytest.mark.parametrize("text", FREE.values(), ids=FREE.keys())
def test_free(text: str) -> None:
    assert not may_be_bound(words(text), "key")


def test_the_name_of_a_tactic_may_be_the_tactic() -> None:
    assert may_be_bound(words("by subst h; rfl"), "subst")


def test_what_may_be_bound_is_no_certain_use() -> None:
    hole = "theorem key : 1 = 2 := sorry\n"
    bound = "theorem claim (h : 1 = 2) : 1 = 2 := by\n  have key : 1 = 2 := h\n  exact key\n"
    assert describe(hole + "theorem claim : 1 = 2 := by exact key\n").standing == "tainted"
    assert describe(hole + bound).standing != "tainted"
