"""What leancat reads of compiled files is what the Lean that compiled them says."""

from __future__ import annotations

import pytest

from tests.folders import ROOT
from tests.lean.__main__ import BUILD, TRAP_BUILDS
from tests.lean.compile import Workers
from tests.score.agreement import compared

pytestmark = pytest.mark.lean

TRAPS = ("admit", "axiom", "axiom-behind", "a-function-by-a-sorry")


@pytest.mark.parametrize("name", TRAPS)
def test_sorries_and_axioms_of_a_trap(name: str, workers: Workers) -> None:
    found = compared(ROOT / "tests/traps" / name, TRAP_BUILDS / name, workers)
    assert not found.differing
    assert found.declarations


@pytest.mark.slow
def test_sorries_and_axioms_of_all_our_modules(workers: Workers) -> None:
    found = compared(ROOT / "lean_sources", BUILD, workers)
    assert not found.differing
    assert (found.modules, found.sorries) == (82, 0)
