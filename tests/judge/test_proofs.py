"""What stands in a body beside the proofs in it: nothing is left out that may do something else."""

from __future__ import annotations

import pytest

from indexer.judge.proofs import _without_closers


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("⟨ a , by simp ⟩", "⟨ a , by ⟩"),
        ("⟨ by omega , b ⟩", "⟨ by , b ⟩"),
        ("( by simp only [ a , b ] )", "( by )"),
        ("( by simp ; own )", "( by simp ; own )"),
        ("( by own )", "( by own )"),
        ("( by own , by ring )", "( by own , by )"),
        ("by simp", "by simp"),
    ],
)
def test_a_tactic_that_closes_is_left_out(body: str, left: str) -> None:
    assert list(_without_closers(tuple(body.split()))) == left.split()
