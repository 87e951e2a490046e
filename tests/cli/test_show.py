"""`leancat show`, `find` and `review` on a small catalogue: what they print, and how they fail."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.base.errors import LeancatError
from indexer.cli import cli
from indexer.review.pin_files import load_pins
from tests.folders import FIXTURES
from tests.golden import Golden

DEMO = FIXTURES / "demo"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo, and here."""
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [arguments[0], "--no-cache", *arguments[1:]])


def problems(*arguments: str) -> list[str]:
    """What a command that cannot serve says."""
    done = run(*arguments)
    assert isinstance(done.exception, LeancatError), done.output
    return [str(p) for p in done.exception.problems]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("claim", ["demo.isometry"]),
        ("former-id", ["demo.rotation"]),
        ("tainted", ["demo.bound"]),
        ("gap", ["demo.gap"]),
        ("missing", ["demo.lost"]),
        ("retracted", ["demo.withdrawn"]),
        ("theorem", ["Demo.score_comm"]),
        ("definition", ["Demo.score"]),
        ("constructor", ["Demo.Pair.mk"]),
        ("several", ["demo.gap", "Demo.Pair"]),
    ],
)
def test_show(name: str, shown: list[str], demo: Path, golden: Golden) -> None:
    done = run("show", *shown)
    assert done.exit_code == 0, done.output
    golden.check(f"show-{name}.txt", done.output)


def test_unknown_names_are_told_all_at_once_with_suggestions(demo: Path) -> None:
    told = problems("show", "demo.isometri", "Demo.scores", "Zzz")
    assert len(told) == 3
    assert "demo.isometry" in told[0]
    assert "Demo.score" in told[1]
    assert "leancat find" in told[2]


def test_output_is_plain_when_piped_and_inert_on_a_terminal(demo: Path) -> None:
    claims = demo / "catalogue/claims/demo.yaml"
    text = claims.read_text("utf-8").replace(
        "Something still to do", '"[red]not markup[/red] \\e[2J\\u202e"'
    )
    claims.write_text(text, "utf-8")
    said = run("show", "demo.gap").output
    assert "[red]not markup[/red]" in said
    assert not {"\x1b", "\u202e"} & set(said)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("id", ["demo.isometry"]),
        ("two-words", ["rotat", "score"]),
        ("capitals", ["Pair"]),
        ("statement", ["⋆"]),
    ],
)
def test_find(name: str, words: list[str], demo: Path, golden: Golden) -> None:
    golden.check(f"find-{name}.txt", run("find", *words).output)


def test_find_takes_the_best_first_and_says_what_is_left(demo: Path) -> None:
    done = run("find", "--limit", "1", "score")
    assert done.stdout.splitlines()[0].split()[:2] == ["def", "Demo.score"]
    assert "more" in done.stderr
    assert "nothing holds all of" in problems("find", "score", "nowhere")[0]


# --- review ---------------------------------------------------------------------------------------


def pins(demo: Path) -> dict[str, str]:
    return {p.name: p.read_text("utf-8") for p in sorted((demo / "catalogue/pins").glob("*"))}


def readers(demo: Path) -> list[str]:
    """Who read the text that the pin of demo.isometry holds."""
    (pin,) = [p for p in load_pins(demo / "catalogue") if p.claim == "demo.isometry"]
    return list(pin.reviewed_by)


def edit(demo: Path, file: str, old: str, new: str) -> None:
    path = demo / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_review_writes_one_file_a_claim(demo: Path, golden: Golden) -> None:
    done = run("review", "--all", "--by", "Ada")
    assert "2 claims reviewed, 2 pins written" in done.output
    assert list(pins(demo)) == ["demo.bound.toml", "demo.isometry.toml"]
    golden.check("pin.toml", pins(demo)["demo.isometry.toml"])
    assert "unreviewed" not in run("show", "demo.isometry").output


def test_a_second_reader_of_the_same_text_is_added(demo: Path) -> None:
    run("review", "demo.isometry", "--by", "Bob")
    run("review", "demo.isometry", "--by", "Ada", "--by", "Bob")
    assert readers(demo) == ["Ada", "Bob"]
    assert "0 pins written" in run("review", "demo.isometry", "--by", "Ada").output


def test_a_change_makes_suspect_and_is_shown_word_by_word(demo: Path, golden: Golden) -> None:
    run("review", "--all", "--by", "Ada")
    edit(demo, "lean/Demo/Basic.lean", "p.x * q.x + p.y * q.y", "p.x * q.x - p.y * q.y")
    edit(demo, "lean/Demo/Rotation.lean", "⋆ rotate c s q = p ⋆ q", "⋆ rotate c s p = p ⋆ p")
    golden.check("show-suspect.txt", run("show", "demo.isometry").output)
    golden.check("review-again.txt", run("review", "demo.isometry", "--by", "Bob").output)
    assert readers(demo) == ["Bob"]
    assert "standing    clean" in run("show", "demo.isometry").output


def test_a_renamed_claim_takes_its_pin_along(demo: Path) -> None:
    run("review", "demo.isometry", "--by", "Ada")
    edit(demo, "catalogue/claims/demo.yaml", "- id: demo.isometry", "- id: demo.rotations")
    edit(demo, "catalogue/claims/demo.yaml", "[demo.rotation]", "[demo.rotation, demo.isometry]")
    assert "unreviewed" not in run("show", "demo.rotations").output
    run("review", "demo.rotations", "--by", "Bob")
    assert list(pins(demo)) == ["demo.rotations.toml"]


def test_what_cannot_be_reviewed_is_told(demo: Path) -> None:
    told = problems("review", "demo.gap", "demo.lost", "demo.isometri", "--by", "Ada")
    assert "names no theorem" in told[0]
    assert "Demo.rotate_scores cannot be found" in told[1]
    assert "did you mean demo.isometry" in told[2]
    assert "--all" in problems("review", "--by", "Ada")[0]
    assert not (demo / "catalogue/pins").exists()
    (demo / "catalogue/pins").write_text("a file where the folder should be")
    refused = problems("review", "demo.isometry", "--by", "Ada")[0]
    assert refused == "catalogue/pins: is a file, and a folder belongs there"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('algorithm = "words2"', 'algorithm = "words9"', 1, "unknown algorithm words9"),
        ('claim = "demo.isometry"', 'claim = "demo.bound"', 1, "this file pins demo.bound"),
        ('needs = "all"', "needs = 7", 4, "needs must be text"),
        ('role = "exact"', 'role = "exact"\nmood = "good"', 18, "unknown key mood"),
        ("[[backing]]", "[[backing", 14, "malformed TOML"),
    ],
)
def test_a_damaged_pin_is_refused_with_its_place(
    old: str, new: str, line: int, said: str, demo: Path
) -> None:
    run("review", "demo.isometry", "--by", "Ada")
    edit(demo, "catalogue/pins/demo.isometry.toml", old, new)
    told = problems("show", "demo.isometry")[0]
    assert told.startswith(f"catalogue/pins/demo.isometry.toml:{line}:")
    assert said in told


def test_the_next_claim_is_shown_with_all_there_is_to_read(demo: Path, golden: Golden) -> None:
    done = run("review", "--next", "--by", "Ada")
    golden.check("review-next.txt", done.output)
    command = done.output.rpartition("leancat ")[2].split("\n")[0]
    assert run(*shlex.split(command)).exit_code == 0
    (pin,) = load_pins(demo / "catalogue")
    assert [(r.by, r.kind, r.verdict) for r in pin.current] == [("Ada", "human", "faithful")]
    assert "1 claim to read" in run("review", "--queue").output
    asked = run("review", "--queue", "--kind", "ai", "--format", "json").stdout
    assert [row["claim"] for row in json.loads(asked)["queue"]] == ["demo.bound", "demo.isometry"]


def test_a_verdict_is_of_what_was_shown(demo: Path) -> None:
    command = run("review", "demo.isometry").output.rpartition("leancat ")[2].split("\n")[0]
    edit(demo, "lean/Demo/Basic.lean", "p.x * q.x + p.y * q.y", "p.x * q.x - p.y * q.y")
    arguments = shlex.split(command.replace("WHO", "Ada"))
    assert "something else than what was read" in problems(*arguments)[0]
    assert not (demo / "catalogue/pins").exists()


def test_an_objection_is_shown_and_answered(demo: Path) -> None:
    said = ("--by", "Ada", "--kind", "human", "--verdict", "mismatch")
    assert "say why" in problems("review", "demo.isometry", *said)[0]
    run("review", "demo.isometry", *said, "--note", "no rotation")
    shown = run("show", "demo.isometry").output
    assert "standing    suspect: Ada (human): it does not say what the claim says" in shown
    answer = ("--by", "Eve", "--kind", "author", "--note", "it is one")
    assert "has not reviewed" in problems("review", "demo.isometry", *answer, "--answers", "Bob")[0]
    run("review", "demo.isometry", *answer, "--answers", "Ada")
    assert "standing    clean" in run("show", "demo.isometry").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the claims"),
        (("demo.isometry", "--next"), "name the claims"),
        (("--next", "--verdict", "faithful"), "whose verdict"),
        (("demo.isometry", "--by", " "), "takes a name"),
    ],
)
def test_half_a_review_is_none(arguments: tuple[str, ...], said: str, demo: Path) -> None:
    assert said in problems("review", *arguments)[0]
    assert not (demo / "catalogue/pins").exists()
