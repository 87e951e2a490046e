"""A tree that is too large to read all of it is told of as a small one, as far as it is certain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.app.answers import Answers
from indexer.app.build import build
from indexer.app.survey import Survey, survey
from indexer.review.to_read import portions
from indexer.scan import records

FILES = {
    "lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "P"\n',
    "P.lean": "import P.Low\nimport P.High\nimport P.Aside\n",
    "P/Low.lean": (
        "structure Box where\n  size : Nat\n"
        "def Box.grown (b : Box) : Box := ⟨b.size + 1⟩\n"
        'notation "♢" => Box\n'
        "theorem low (n : Nat) : n + 0 = n := by\n  sorry\n"
        "theorem deep : 2 + 0 = 2 := low 2\n"
        "@[simp] theorem rewrites (b : Box) : b.grown.size = b.size + 1 := rfl\n"
    ),
    "P/High.lean": (
        "import P.Low\n"
        "theorem first (b : ♢) : b.grown.size = b.size + 1 := by simp\n"
        "theorem second : 2 + 0 = 2 := deep\n"
        "theorem third (b : Box) : b.grown = b.grown ∧ 2 + 0 = 2 := ⟨rfl, second⟩\n"
        "theorem waits : 3 + 0 = 3 := by\n  have := second\n  sorry\n"
    ),
    "P/Aside.lean": "theorem aside : 1 + 1 = 2 := rfl\ntheorem spare : 1 + 2 = 3 := rfl\n",
    "catalogue/leancat.toml": 'title = "T"\n',
    "catalogue/claims/f.yaml": "family: {id: f, title: F}\nclaims:\n"
    + "".join(
        f"  - {{id: f.{name}, title: {name}, kind: theorem, backing: [{{decl: {name}}}]}}\n"
        for name in ("first", "second", "third", "waits", "aside")
    ),
}
NAMES = "Box Box.grown low deep rewrites first second third waits aside".split()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder / "catalogue"


@pytest.fixture
def both(tree: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Survey, Survey]:
    """The tree as a small one, and as a large one."""
    small = survey(tree)
    monkeypatch.setattr(records, "_LARGE", 5)
    large = survey(tree)
    assert large.index.is_large
    assert not large.uses.built.is_whole
    patched = property(lambda index: index is large.index)  # the small one stays small
    monkeypatch.setattr(records.Index, "is_large", patched)
    return small, large


def test_standings_are_the_same(both: tuple[Survey, Survey]) -> None:
    told = [
        [
            (c.claim.id, c.standing, c.reason, [b.witness for b in c.backings])
            for c in s.report.claims
        ]
        for s in both
    ]
    assert told[0] == told[1]
    assert [standing.value for _, standing, *_ in told[0]].count("clean") == 2


def test_what_surely_falls_is_the_same(both: tuple[Survey, Survey]) -> None:
    small, large = map(Answers, both)
    for name in NAMES:
        sure = [each for each in small.impact(name) if each["effect"] == "falls"]
        found = list(large.impact(name))
        assert [each for each in found if each["effect"] == "falls"] == sure, name
        assert found[-1]["effect"] == "not-told"
    assert [each.get("claim") for each in large.impact("low")][:2] == ["f.second", "f.third"]


def test_nobody_is_told_that_nothing_rests_where_not_all_was_asked(
    both: tuple[Survey, Survey],
) -> None:
    """`rewrites` is a simp lemma that a claim may rest on, which a large tree is not asked for."""
    small, large = map(Answers, both)
    assert small.may_i_change("spare")["advice"] == "no claim rests on it"
    for name in ("spare", "rewrites"):
        assert large.may_i_change(name)["advice"].startswith("no claim surely rests on it; ")
    assert [told["relation"] for told in small.claims_of("spare")] == []
    assert [told["relation"] for told in large.claims_of("spare")] == ["not-told"]


def test_what_is_told_of_a_large_tree_is_told_without_reading_all(tree: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(records, "_LARGE", 5)
        large = survey(tree)
        answers = Answers(large)
        for name in NAMES:
            list(answers.impact(name))
            answers.may_i_change(name)
            answers.why(name)
        answers.open_work()
        answers.show(NAMES)
        built = large.uses.built
        assert not built.is_whole
        assert not built.nodes[built.numbers[answers.some_declarations("spare")[0].ref]].is_read


def test_work_is_the_same(both: tuple[Survey, Survey]) -> None:
    small, large = (Answers(one).open_work() for one in both)
    assert small == large
    assert [row["ready"] for row in small] == [True, False]


def test_who_uses_whom_and_what_is_found_is_the_same(both: tuple[Survey, Survey]) -> None:
    small, large = map(Answers, both)
    for name in NAMES:
        (entry,) = small.some_declarations(name)
        mine, theirs = (one.declaration(entry) for one in (small, large))
        for told in ("uses", "used_by"):
            assert {e["name"] for e in theirs[told]} <= {e["name"] for e in mine[told]}, name
        if name in ("low", "deep", "second"):  # which no field of a term means
            assert theirs["used_by"] == mine["used_by"] != [], name
        assert [*map(small.hit, small.hits([name]))] == [*map(large.hit, large.hits([name]))]


def test_what_a_statement_depends_on_is_told_when_it_is_asked(both: tuple[Survey, Survey]) -> None:
    small, large = both
    assert all(b.cone == () for c in large.report.claims for b in c.backings)
    assert any("told by leancat show" in remark for remark in large.report.remarks)
    told = Answers(large).show(["f.first"])["claims"][0]["backing"][0]["to_believe"]
    assert "Box" in {each["name"] for each in told}
    assert not any("told by leancat show" in remark for remark in small.report.remarks)


def test_a_reviewer_of_a_large_tree_reads_what_the_statement_depends_on(
    both: tuple[Survey, Survey],
) -> None:
    _, large = both
    first = next(c for c in large.report.claims if c.claim.id == "f.first")
    read = [portion.ref.name for portion in portions(large.judge.in_full(first), large.uses)]
    assert "Box" in read
    assert read[-1] == "first"


def test_the_site_of_a_large_tree_does_not_say_that_statements_are_all_there_is_to_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    small, _ = build(tmp_path / "small", tree)
    monkeypatch.setattr(records, "_LARGE", 5)
    large, home = build(tmp_path / "large", tree)
    assert large.reading.to_read.lines < small.reading.to_read.lines
    assert "has to read at least" in home.read_text("utf-8")
    assert "has to read at least" not in (tmp_path / "small/index.html").read_text("utf-8")
    assert (
        "only <code>leancat show</code> lists" in (home.parent / "claim/f.first.html").read_text()
    )
    told = json.loads((home.parent / "data/coverage.json").read_text("utf-8"))["to_read"]
    assert told["at_least"] == 1
    assert large.claim_edges == small.claim_edges
    assert [(e.user, e.used) for e in large.claim_edges] == [
        ("f.third", "f.second"),
        ("f.waits", "f.second"),
    ]
