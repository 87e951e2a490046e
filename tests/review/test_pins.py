"""Pins: what survives an edit and what does not, and files that merge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base.errors import CatalogueError
from indexer.claims.records import Backing, Claim, Role
from indexer.judge.reviews import ReaderKind, Review, Verdict
from indexer.judge.standing import Judge
from indexer.review.normal_form import ALGORITHMS, CURRENT
from indexer.review.pin_book import PinBook
from indexer.review.pin_files import pin_text, read_pins
from indexer.review.pins import Pin, PinnedBacking, make_pin
from tests.repos import Repo
from tests.trees import Files, claim, entry, judge

BASE = (
    "def half (n : Nat) : Nat := n / 2\n"
    "def small (n : Nat) : Prop := half n < 9\n"
    "theorem claim (n : Nat) (h : small n) : n < 20 := by unfold small half at h; omega\n"
)
CLAIM = claim("claim", statement="Small numbers are small.")


def reviewed(files: Files | str, one: Claim = CLAIM) -> Pin:
    judging = judge(files, [one])
    found = [(b, entry(judging.uses, b.decl)) for b in one.backing]
    return make_pin(judging.reader, one, found, [Review("Ada")])


def against(pin: Pin, files: Files | str, one: Claim = CLAIM) -> Judge:
    judging = judge(files, [one])
    judging.pins = PinBook([pin], judging.reader)
    return judging


def changes(before: Files | str, after: Files | str) -> list[str]:
    """The parts that changed, [] when the claim stays as it was."""
    report = against(reviewed(before), after).report().claims[0]
    return [d.part for b in report.backings for d in b.drift]


SURVIVES = {
    "layout": BASE.replace("(n : Nat) (h : small n) :", "\n    (n : Nat)\n  (h : small n)\n  :"),
    "comments": "/-- Half. -/\n" + BASE.replace("n / 2", "n /- floor -/ / 2 -- so"),
    "another proof": BASE.replace("unfold small half at h; omega", "simp only [small] at h; grind"),
    "names in the proof": BASE.replace("by unfold", "by have k := h; unfold"),
    "a keyword": BASE.replace("theorem", "lemma"),
    "an attribute": BASE.replace("theorem", "@[simp] theorem"),
    "things next door": "def other := 1\n" + BASE + "theorem more : 1 = 1 := rfl\n",
    "a namespace written out": BASE.replace("half n < 9", "_root_.half n < 9"),
    "spelling of arrows": BASE,
    "an option for the eye": "set_option pp.all true\n" + BASE,
    "a proof that it ends": BASE.replace("n / 2\n", "n / 2\ntermination_by n\n"),
}
CHANGES = {
    "conclusion": (BASE.replace("n < 20", "n ≤ 20"), ["statement"]),
    "hypothesis": (BASE.replace("(h : small n)", "(h : small n) (g : 1 < n)"), ["statement"]),
    "type": (BASE.replace("claim (n : Nat)", "claim (n : Int)"), ["statement"]),
    "definition": (BASE.replace("half n < 9", "half n < 3"), ["definition small"]),
    "deep definition": (BASE.replace("n / 2", "n"), ["definition half"]),
    "definition gone": (
        BASE.replace("half n < 9", "n / 2 < 9"),
        ["definition half", "definition small"],
    ),
    "variable": (
        "variable (g : 1 = 1)\ninclude g\n" + BASE,
        ["statement", "definition half", "definition small"],
    ),
    "axiom for theorem": (BASE.replace("theorem", "axiom").split(" := by")[0] + "\n", []),
    "implemented_by": (
        BASE.replace("def half", "@[implemented_by id] def half"),
        ["definition half"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", SURVIVES.values(), ids=SURVIVES.keys())
def test_survives(text: str) -> None:
    assert changes(BASE, text) == []


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_changes(case: tuple[str, list[str]]) -> None:
    text, expected = case
    assert changes(BASE, text) == expected


def test_survives_a_move_of_both() -> None:
    definitions, theorem = BASE.split("theorem", 1)
    files = {"B.lean": definitions, "C/D.lean": "import B\ntheorem" + theorem}
    assert changes(BASE, files) == []


def test_survives_a_rename_of_the_theorem_when_the_catalogue_follows() -> None:
    pin = reviewed(BASE)
    renamed = replace(CLAIM, backing=(Backing("better"),))
    report = against(pin, BASE.replace("theorem claim", "theorem better"), renamed).report()
    assert report.claims[0].flags == ()
    assert str(report.claims[0].standing) == "clean"


def test_names_are_compared_in_full() -> None:
    before = "def A.f := 1\ndef B.f := 1\nopen A\ntheorem claim : f = 1 := rfl\n"
    after = before.replace("open A", "open B")
    assert changes(before, after) == ["statement", "definition A.f", "definition B.f"]
    bound = "def n := 1\ntheorem claim (n : Nat) : n + 0 = n := rfl\n"
    assert changes(bound, bound.replace("def n := 1", "def n := 2")) == []


@pytest.mark.parametrize(
    ("now", "flagged"),
    [
        (replace(CLAIM, statement="Small  numbers\n are small."), False),
        (replace(CLAIM, statement="All numbers are small."), True),
        (replace(CLAIM, title="Another title", why="Because."), False),
        (replace(CLAIM, need_all=False), True),
        (replace(CLAIM, backing=(Backing("claim", role=Role.STRONGER),)), True),
        (replace(CLAIM, backing=(*CLAIM.backing, Backing("claim", role=Role.SUPPORTS))), True),
        (replace(CLAIM, id="f.new", aliases=("f.c",)), False),
    ],
)
def test_the_claim_itself(now: Claim, flagged: bool) -> None:
    (report,) = against(reviewed(BASE), BASE, now).report().claims
    assert ("claim-changed" in report.flags) is flagged
    assert (str(report.standing) == "suspect") is flagged
    assert "unreviewed" not in report.flags


def test_what_is_worse_than_suspect_stays() -> None:
    text = BASE.replace("by unfold small half at h; omega", "sorry").replace("n < 20", "n < 30")
    assert str(against(reviewed(BASE), text).report().claims[0].standing) == "sorry"


def test_the_words_of_a_change() -> None:
    report = against(reviewed(BASE), BASE.replace("n < 20", "n < 30")).report().claims[0]
    ((drift,),) = [b.drift for b in report.backings]
    assert [sign for sign, _ in drift.words] == ["=", "-", "+"]
    assert [words for sign, words in drift.words if sign != "="] == ["20", "30"]
    assert report.reason == "its statement changed since the claim was reviewed"


# --- files ----------------------------------------------------------------------------------------

texts = st.text(max_size=30).filter(lambda t: t.strip() != "")
backings = st.builds(
    PinnedBacking, texts, texts, texts, st.dictionaries(texts, st.text(max_size=30), max_size=3)
)
reviews = st.builds(
    Review,
    by=texts,
    kind=st.sampled_from(ReaderKind),
    verdict=st.sampled_from(Verdict),
    note=texts | st.just(""),
    answers=texts | st.just(""),
    of=texts,
)
made = st.builds(
    Pin,
    claim=st.from_regex(r"[a-z0-9]{1,8}\.[a-z0-9-]{1,8}", fullmatch=True),
    algorithm=st.just(CURRENT),
    needs=st.sampled_from(["all", "any"]),
    reviews=st.lists(reviews, max_size=3).map(tuple),
    wording=texts,
    backings=st.lists(backings, max_size=2).map(tuple),
    located=st.dictionaries(texts, texts, max_size=2),
)


@given(made)
def test_a_pin_is_read_back_as_it_was_written(pin: Pin) -> None:
    text = pin_text(pin)
    assert read_pins({f"{pin.claim}.toml": text.encode()}) == (pin,)
    assert text == pin_text(pin)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[backing.read]", "read = []\n[backing.x]", "read must be a table of texts"),
        ('"statement" = "', '"statement" = 1 # "', "read must be a table of texts"),
        ("[[backing]]", "[backing]", "backing must be tables: [[backing]]"),
        ("[[review]]", "[review]", "review must be tables: [[review]]"),
        ('verdict = "faithful"', 'verdict = "fine"', "verdict must be one of"),
        ('kind = "unstated"', "kind = 1", "kind must be text and not empty"),
        ('needs = "all"', 'needs = ""', "needs must be text and not empty"),
        ('needs = "all"', 'needs = "all"\nlocated = 1', "located must be a table of texts"),
        ('needs = "all"', 'need = "all"', "unknown key need"),
        ('algorithm = "words2"', 'algorithm = "words9"', "unknown algorithm words9"),
        ('claim = "f.c"', 'claim = "f.d"', "this file pins f.d"),
        ("n < 20", "n < 30", "the pin of f.c is not as leancat wrote it"),
        ('needs = "all"', 'needs = "any"', "the pin of f.c is not as leancat wrote it"),
        ("needs =", "needs", "malformed TOML"),
        ("Ada", "\udcff", "is not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_pin_is_told(old: str, new: str, told: str) -> None:
    text = pin_text(reviewed(BASE))
    assert old in text
    data = text.replace(old, new).encode("utf-8", "surrogateescape")
    with pytest.raises(CatalogueError) as raised:
        read_pins({"f.c.toml": data})
    assert any(told in str(problem) for problem in raised.value.problems), raised.value
    assert all(problem.path == "catalogue/pins/f.c.toml" for problem in raised.value.problems)


def test_every_algorithm_that_ever_made_a_pin_is_here() -> None:
    assert "words1" in ALGORITHMS
    assert CURRENT in ALGORITHMS


def test_two_reviews_in_two_branches_merge(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    repo.write({"readme": "x"})
    repo.commit()
    for branch, name in (("one", "f.a"), ("two", "f.b")):
        repo.git("checkout", "-q", "-b", branch, "main")
        repo.write({f"pins/{name}.toml": pin_text(replace(reviewed(BASE), claim=name))})
        repo.commit()
    repo.git("merge", "-q", "one")
    assert len(list((repo.folder / "pins").iterdir())) == 2
