"""A statement that says less than it seems says so however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.app.survey import survey
from tests.restating import REWRITINGS, restated
from tests.trapping import Trap, all_traps

HOLLOW = "a statement that says less than it seems"
TRAPS = [trap for trap in all_traps() if trap.kind == HOLLOW and trap.expect and not trap.reviewed]
FILE = "Trap.lean"


def _texts() -> list[tuple[Trap, str]]:
    found = [(trap, trap.folder / FILE) for trap in TRAPS]
    return [(trap, path.read_text("utf-8")) for trap, path in found if path.exists()]


CASES = _texts()


def _standings(here: Path) -> dict[str, str]:
    return {c.claim.id: str(c.standing) for c in survey(here / "catalogue").report.claims}


@pytest.mark.slow
@pytest.mark.parametrize(("trap", "whole"), CASES, ids=[trap.name for trap, _ in CASES])
def test_the_same_in_other_words(trap: Trap, whole: str, tmp_path: Path) -> None:
    wrong = []
    for name, text in restated(whole).items():
        (tmp_path / name).mkdir()
        here = trap.copy(tmp_path / name)
        (here / FILE).write_text(text, "utf-8")
        found = _standings(here)
        if found != trap.expect:
            wrong.append(f"{name}: {found}\n{text}")
    assert not wrong, "\n\n".join(wrong)


def test_every_way_is_tried() -> None:
    tried = [name for _, whole in CASES for name in restated(whole)]
    assert {*tried} == {name for name, _ in REWRITINGS}
    assert len(tried) > 300
