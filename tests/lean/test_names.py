"""The words by which a program is judged are names that Lean itself declares."""

from __future__ import annotations

import pytest

from indexer.lean.compiled.olean import read_olean
from indexer.lean.syntax import keywords, programs
from tests.lean.install import install

# No names of this version: kept so that a project of another toolchain is read no less strictly.
_OTHER_VERSIONS = frozenset(
    "addDeclWithoutCheckingImp mkSyntheticSorry mkUniqueSorry hasExplicitSorry".split()
)


@pytest.mark.lean
def test_functions_of_programs_are_declared_by_lean() -> None:
    folder = install().folder / "lib"
    declared = {
        constant.name.rpartition(".")[2]
        for root in ("Init", "Lean")
        for olean in (folder / f"{root}.olean", *(folder / root).rglob("*.olean"))
        for constant in read_olean(olean).constants
    }
    listed = keywords.FORGES | keywords.SPELLS | keywords.LEAVES_SORRY | programs.MAKES_CODE
    listed |= programs._BUILDS | programs._REPORTS | programs._LOOKS | programs._ADDS
    assert {w for w in listed if w.rpartition(".")[2] not in declared} == _OTHER_VERSIONS
