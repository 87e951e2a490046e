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


# A rewriting joins the words of a statement or a proof with spaces, which is another thing here:
# `xs [0]` is no index, tactics stand below one another, `hole` is the name of something else.
_OTHER_THINGS = {"sorry-in-bound": None, "stop": "names", "cleared-name": "names"}
_OTHER_THINGS |= {"swallowed-error": "section"}
_OTHER_THINGS |= {"admit-behind-an-arrow": "names", "admit-in-a-later-alternative": "names"}
# Known for certain only as it stands in the trap: restated, text cannot tell the type of the term
# before the dot, and the claim is unsettled.  Strict, so that what is mended leaves the list.
_LESS_CERTAIN = frozenset(
    ("sorry-by-dot-notation", name) for name in ("forall", "foralls", "named-arrows", "brackets")
)


def _restated() -> Iterator[ParameterSet]:
    for trap in TRAPS:
        for name, text in restated(_of(trap).get("Trap.lean", "")).items():
            if _OTHER_THINGS.get(trap.name, "") not in (None, name):
                known = (trap.name, name) in _LESS_CERTAIN
                marks = [pytest.mark.xfail(reason="less certain")] if known else []
                yield pytest.param(trap, text, id=f"{trap.name}-{name}", marks=marks)


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
