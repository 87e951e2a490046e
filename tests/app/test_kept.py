"""A check of what is unchanged is answered by the last one; whatever it saw makes another one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexer.app import gating
from indexer.app.check import check
from indexer.gate.records import CheckResult
from indexer.scan.options import ScanOptions
from tests.hubs import scene

PLAN = b"plan\n"
DOCUMENT = f"""\
    preregistrations:
      - {{path: plan.txt, sha256: {hashlib.sha256(PLAN).hexdigest()}, registered: 2026-02-01}}
"""
FILES: dict[str, str | bytes | None] = {
    "catalogue/claims/sign.yaml": scene.SIGNS + DOCUMENT,
    "catalogue/plan.txt": PLAN,
    "catalogue/evidence/demo/Demo.Sign.json": "{}\n",
    "lean/Demo/Sign.lean": scene.SIGN + 'def told := include_str "told.txt"\n',
    "lean/Demo/told.txt": "one\n",
}
CHANGES: dict[str, dict[str, str | None]] = {
    "a page": {"README.md": "# Demo\n\nNo mark.\n"},
    "a page gone": {"docs/signs.html": None},
    "a registered document": {"catalogue/plan.txt": "another plan\n"},
    "a registered document gone": {"catalogue/plan.txt": None},
    "a record gone": {"catalogue/evidence/demo/Demo.Sign.json": None},
    "a record more": {"catalogue/evidence/demo/Demo.Turn.json": "{}\n"},
    "a file that is included": {"lean/Demo/told.txt": "two\n"},
    "a file that is included gone": {"lean/Demo/told.txt": None},
    "a source": {"lean/Demo/Sign.lean": scene.SIGN},
    "a claim": {"catalogue/claims/sign.yaml": scene.SIGNS},
}


class Asked:
    """Checks of one catalogue, and how many were judged anew."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.catalogue = scene.write(folder / "repo", FILES)
        self.judged = 0
        self._cache = folder / "cache.sqlite"
        self._judge = gating.judged
        monkeypatch.setattr(gating, "judged", self._counted)

    def _counted(self, given: gating.Given, *, cones: bool, closely: bool) -> object:
        self.judged += 1
        return self._judge(given, cones=cones, closely=closely)

    def check(self) -> CheckResult:
        return check(self.catalogue, options=ScanOptions(1, self._cache))

    def anew(self) -> CheckResult:
        return check(self.catalogue, options=ScanOptions(1, None))


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(tmp_path, monkeypatch)


def test_what_is_unchanged_is_judged_once(asked: Asked) -> None:
    first = asked.check()
    assert asked.check() == first == asked.anew()
    assert asked.judged == 2  # and once without a cache


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_check_saw_makes_another_one(asked: Asked, change: str) -> None:
    before = asked.check()
    for path, content in CHANGES[change].items():
        file = asked.catalogue.parent / path
        file.unlink() if content is None else file.write_text(content)
    after = asked.check()
    assert asked.judged == 2
    assert after == asked.anew()
    scene.write(asked.catalogue.parent, FILES)
    if change == "a record more":
        (asked.catalogue / "evidence/demo/Demo.Turn.json").unlink()
    assert asked.check() == before


def test_a_file_that_nobody_asked_for_changes_nothing(asked: Asked) -> None:
    asked.check()
    (asked.catalogue.parent / "docs/other.md").write_text("Lean 4: 7 of 9.\n")
    asked.check()
    assert asked.judged == 1
