"""What changes nothing for Lean changes no standing: the traps, each written in other ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from indexer.app.survey import survey
from indexer.scan.options import ScanOptions
from tests.metamorphic import REWRITINGS
from tests.restating import restated
from tests.trapping import Trap, all_traps

pytestmark = pytest.mark.slow

_KINDS = {"sorry", "tainted", "assumes", "unsettled"}
TRAPS = [t for t in all_traps() if not t.reviewed and _KINDS & {*t.expect.values()}]


def _standings(here: Path) -> dict[str, str]:
    return {
        c.claim.id: str(c.standing)
        for c in survey(here / "catalogue", ScanOptions(jobs=1)).report.claims
    }


def _of(trap: Trap) -> dict[str, str]:
    """The Lean files of a trap."""
    paths = [path for path in trap.folder.rglob("*.lean") if path.name != "lakefile.lean"]
    return {str(path.relative_to(trap.folder)): path.read_text("utf-8") for path in paths}


def _restated() -> Iterator[ParameterSet]:
    for trap in TRAPS:
        for name, text in restated(_of(trap).get("Trap.lean", "")).items():
            yield pytest.param(trap, text, id=f"{trap.name}-{name}")


@pytest.mark.parametrize(("trap", "text"), list(_restated()))
def test_a_standing_does_not_depend_on_how_it_is_stated(
    trap: Trap, text: str, tmp_path: Path
) -> None:
    here = trap.copy(tmp_path)
    (here / "Trap.lean").write_text(text, "utf-8")
    assert _standings(here) == trap.expect, text


def _rewritten() -> Iterator[ParameterSet]:
    for name, rewriting in REWRITINGS:
        for trap in TRAPS:
            changed = rewriting(_of(trap))
            if changed is not None:
                yield pytest.param(trap, changed, id=f"{name}-{trap.name}")


@pytest.mark.parametrize(("trap", "changed"), list(_rewritten()))
def test_a_standing_does_not_depend_on_how_it_is_written(
    trap: Trap, changed: Mapping[str, str], tmp_path: Path
) -> None:
    here = trap.copy(tmp_path)
    for path, text in changed.items():
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_bytes(text.encode())
    assert _standings(here) == trap.expect, "\n".join(changed.values())
