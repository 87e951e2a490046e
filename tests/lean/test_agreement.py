"""What leancat reads of compiled files is what the Lean that compiled them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import ROOT
from tests.lean.compile import Workers
from tests.lean.install import install
from tests.score.agreement import compared

pytestmark = pytest.mark.lean

TRAPS = ("admit", "axiom", "axiom-behind", "a-function-by-a-sorry")


@pytest.mark.parametrize("name", TRAPS)
def test_sorries_and_axioms_of_a_trap(name: str, tmp_path: Path) -> None:
    with Workers(install(), 1) as workers:
        found = compared(ROOT / "tests/traps" / name, tmp_path / "build", workers)
    assert not found.differing
    assert found.declarations


@pytest.mark.slow
def test_sorries_and_axioms_of_all_our_modules() -> None:
    with Workers(install(), 2) as workers:
        found = compared(
            ROOT / "lean_sources", ROOT / ".cache/lean-agreement/lean_sources", workers
        )
    assert not found.differing
    assert (found.modules, found.sorries) == (82, 0)
