"""What changes nothing for Lean changes no standing: the traps, each written in other ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

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


def _told(trap: Trap, texts: Iterable[tuple[str, Mapping[str, str]]], folder: Path) -> list[str]:
    """The variants of a trap, by name, whose standings are others; with their texts."""
    wrong = []
    for name, changed in texts:
        (folder / name).mkdir()
        here = trap.copy(folder / name)
        for path, text in changed.items():
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            (here / path).write_bytes(text.encode())
        found = _standings(here)
        if found != trap.expect:
            wrong.append("\n".join((f"{name}: {found}", *changed.values())))
    return wrong


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_standing_does_not_depend_on_how_it_is_stated(trap: Trap, tmp_path: Path) -> None:
    variants = restated(_of(trap).get("Trap.lean", ""))
    wrong = _told(trap, ((n, {"Trap.lean": text}) for n, text in variants.items()), tmp_path)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_standing_does_not_depend_on_how_it_is_written(trap: Trap, tmp_path: Path) -> None:
    variants = ((name, rewriting(_of(trap))) for name, rewriting in REWRITINGS)
    wrong = _told(trap, ((n, changed) for n, changed in variants if changed is not None), tmp_path)
    assert not wrong, "\n\n".join(wrong)
