"""What now and the base have in common is judged once, and both are told as they would be alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.app import gating
from indexer.judge.standing import Judge
from indexer.scan.options import ScanOptions
from indexer.scan.unchanged import unchanged
from tests.repos import Repo

OPTIONS = ScanOptions(1, None)
CLAIM = "  - {{id: {0}, title: {0}, kind: theorem, backing: [{{decl: {1}}}]}}\n"
FILES = {
    "lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "P"\n',
    "P.lean": "import P.Low\nimport P.High\nimport P.Aside\n",
    "P/Low.lean": "def low : Nat := 1\ntheorem of_low : low = 1 := rfl\n",
    "P/High.lean": "import P.Low\ntheorem of_high : low + 1 = 2 := by\n  sorry\n",
    "P/Aside.lean": "def aside : Nat := 3\ntheorem of_aside : aside = 3 := rfl\n",
    "catalogue/leancat.toml": 'title = "T"\n',
    "catalogue/claims/f.yaml": "family: {id: f, title: F}\nclaims:\n"
    + CLAIM.format("f.low", "of_low")
    + CLAIM.format("f.high", "of_high")
    + CLAIM.format("f.aside", "of_aside"),
}
CHANGES: dict[str, dict[str, str]] = {
    "nothing": {},
    "a leaf": {"P/High.lean": "import P.Low\ntheorem of_high : low + 1 = 2 := rfl\n"},
    "what others see": {"P/Low.lean": "def low : Nat := 2\ntheorem of_low : low = 1 := sorry\n"},
    "a root": {"P.lean": "import P.Low\nimport P.High\n"},
    "an import": {"P/Aside.lean": "import P.Low\ntheorem of_aside : low = 1 := of_low\n"},
    "a module more": {"P/More.lean": "theorem of_aside : True := trivial\n"},
    "the lakefile": {"lakefile.toml": 'name = "q"\n[[lean_lib]]\nname = "P"\n'},
    "an allowed axiom": {
        "catalogue/leancat.toml": 'allowed_axioms = ["a"]\n' + FILES["catalogue/leancat.toml"]
    },
}


def _changed(folder: Path, change: dict[str, str]) -> gating.Ground:
    repo = Repo(folder)
    repo.write(FILES)
    repo.commit()
    repo.write(change)
    return gating.ground(folder / "catalogue")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_base_is_told_as_it_would_be_alone(change: dict[str, str], tmp_path: Path) -> None:
    place = _changed(tmp_path, change)
    survey, now = gating.judged(gating.read(place, OPTIONS))
    alone = gating.look_back(place, "HEAD", now, OPTIONS).snapshot
    shared = gating.look_back(place, "HEAD", now, OPTIONS, beside=survey).snapshot
    assert shared.report == alone.report
    assert shared.holes == alone.holes
    assert shared.reviews is not None
    assert alone.reviews is not None
    for claim in alone.report.claims:
        for backing in claim.backings:
            if backing.ref:
                assert shared.reviews.reads(backing.ref) == alone.reviews.reads(backing.ref)
                assert shared.reviews.opens(backing.ref) == alone.reviews.opens(backing.ref)


def test_what_sees_no_change_is_judged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    describe = Judge._describe

    def counted(self: Judge, entry, *rest):  # type: ignore[no-untyped-def]
        asked.append(entry.ref.name)
        return describe(self, entry, *rest)

    monkeypatch.setattr(Judge, "_describe", counted)
    place = _changed(tmp_path, CHANGES["a leaf"])
    survey, now = gating.judged(gating.read(place, OPTIONS))
    gating.look_back(place, "HEAD", now, OPTIONS, beside=survey)
    assert sorted(asked) == ["of_aside", "of_high", "of_high", "of_low"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("nothing", {"P", "P.Low", "P.High", "P.Aside"}),
        ("a leaf", {"P.Low", "P.Aside"}),
        ("what others see", {"P.Aside"}),
        ("a root", {"P.Low", "P.High"}),
        ("the lakefile", set()),
    ],
)
def test_a_module_is_unchanged_that_sees_no_change(
    change: str, same: set[str], tmp_path: Path
) -> None:
    place = _changed(tmp_path, CHANGES[change])
    survey, now = gating.judged(gating.read(place, OPTIONS))
    then = gating.look_back(place, "HEAD", now, OPTIONS).survey
    assert {name for _, name in unchanged(survey.index, then.index)} == same
