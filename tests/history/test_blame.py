"""Which commit made a claim fall: found by bisection, whatever lies between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.app import past_claims
from indexer.app.blame import blame
from indexer.app.gating import ground
from indexer.app.history import history
from indexer.app.past_claims import known_claims
from indexer.base.errors import UsageError
from indexer.judge.records import Standing
from indexer.scan.options import PLAIN, ScanOptions
from tests import test_scenarios
from tests.history.made import JUDGED, Files, Made, written
from tests.test_scenarios import Leancat

leancat = test_scenarios.leancat

KINDS = {
    "clean": "theorem a : 1 + 1 = 2 := rfl\n",
    "sorry": "theorem a : 1 + 1 = 2 := sorry\n",
    "missing": "theorem z : 1 + 1 = 2 := rfl\n",
}
CLAIM = (
    "schema: 1\nfamily: {id: f, title: F}\nclaims: [{id: f.a, title: T, backing: [{decl: a}]}]\n"
)
BROKEN = {"catalogue/claims/f.yaml": "claims: [}\n"}


def _files(kind: str, number: int) -> Files:
    if kind == "none":
        return {"A.lean": KINDS["clean"]}
    files = {**JUDGED, "catalogue/claims/f.yaml": CLAIM, "n": str(number)}
    if kind == "broken":
        return {**files, "A.lean": KINDS["clean"], **BROKEN}
    return {**files, "A.lean": KINDS[kind]}


def _line(kinds: Sequence[str]) -> list[Made]:
    return [
        Made(_files(kind, at), (at - 1,) if at else (), 1_700_000_000 + 90_000 * at)
        for at, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("kinds", "commits", "before"),
    [
        (["clean", "clean", "sorry", "sorry", "missing"], [2], "clean"),
        (["clean", "sorry", "clean", "clean"], [2], "sorry"),
        (["clean", "sorry", "clean", "sorry", "sorry"], [3], "clean"),
        (["none", "none", "clean", "clean"], [2], None),
        (["clean", "broken", "broken", "sorry"], [1, 2, 3], "clean"),
        (["sorry", "broken", "sorry"], [], None),
        (["clean"], [], None),
    ],
)
def test_the_commit_is_found(
    kinds: list[str], commits: list[int], before: str | None, tmp_path: Path
) -> None:
    repo, names = written(_line(kinds), tmp_path / "repo")
    found = blame("f.a", repo.folder / "catalogue")
    assert [names.index(commit.oid) for commit in found.commits] == commits
    assert (found.standing, found.before) == (Standing(kinds[-1]), before)
    assert (found.changes is not None) == (len(commits) == 1 and before is not None)


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(kinds=st.lists(st.sampled_from(["clean", "sorry", "missing"]), min_size=2, max_size=6))
def test_what_every_commit_says_agrees(
    kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    repo, names = written(_line(kinds), tmp_path_factory.mktemp("h") / "repo")
    points = history(repo.folder / "catalogue").points
    covered = [bool(point.coverage and point.coverage.covered) for point in points]
    last = next((at for at in reversed(range(len(covered))) if covered[at] != covered[-1]), None)
    found = blame("f.a", repo.folder / "catalogue")
    assert [c.oid for c in found.commits] == ([] if last is None else [names[last + 1]])


def test_a_long_row_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 200 commits on one day, those at its end are judged and a few between."""
    kinds = ["clean"] * 137 + ["sorry"] * 63
    commits = _line(kinds)
    for number, one in enumerate(commits):
        one.time = 1_700_006_400 + number
    repo, names = written(commits, tmp_path / "repo")
    options = ScanOptions(cache=tmp_path / "cache" / "scan.sqlite")
    assert [c.oid for c in blame("f.a", repo.folder / "catalogue", options).commits] == [names[137]]
    assert len(known_claims(ground(repo.folder / "catalogue"), names, options)) < 80
    monkeypatch.delattr(past_claims, "past_survey")  # what was judged is kept
    assert blame("f.a", repo.folder / "catalogue", options).commits[0].oid == names[137]


def test_a_former_id_is_the_same_claim(tmp_path: Path) -> None:
    renamed = CLAIM.replace("id: f.a", "id: f.new, aliases: [f.a]")
    commits = _line(["clean", "sorry", "sorry"])
    commits[2].files["catalogue/claims/f.yaml"] = renamed
    repo, names = written(commits, tmp_path / "repo")
    for name in ("f.a", "f.new"):
        assert blame(name, repo.folder / "catalogue").commits[0].oid == names[1]


def test_a_claim_that_is_not_there(tmp_path: Path) -> None:
    repo, _ = written(_line(["clean"]), tmp_path / "repo")
    with pytest.raises(UsageError, match=r"no claim f\.b at HEAD \(did you mean f\.a\?\)"):
        blame("f.b", repo.folder / "catalogue", PLAIN)


def test_what_is_told(tmp_path: Path, leancat: Leancat) -> None:
    repo, names = written(_line(["clean", "sorry", "sorry"]), tmp_path / "repo")
    ran = leancat(repo.folder, "blame", "f.a")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].startswith(f"f.a is sorry, not covered, since {names[1][:12]} of 2023-11-15:")
    assert lines[1] == "it was clean before"
    assert any("f.a clean → sorry" in line for line in lines)
    said = leancat(repo.folder, "blame", "f.a", "--format", "json").json
    assert said["commits"][0]["commit"] == names[1]
    assert [c["id"] for c in said["changes"]["claims"]] == ["f.a"]
    ran = leancat(repo.folder, "blame", "nobody")
    assert (ran.code, "there is no claim nobody" in ran.err) == (2, True)
