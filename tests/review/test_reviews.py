"""Reviews: whose verdict counts, what it does to a claim, and which claims wait for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from indexer import gate
from indexer.claims.records import Backing, Role
from indexer.gate.records import Level
from indexer.judge import claimgraph
from indexer.judge.records import ClaimReport
from indexer.judge.reviews import ReaderKind, Review, Verdict, objections
from indexer.review.pins import Pin, PinBook, make_pin, pin_text, read_pins, with_reviews
from indexer.review.queue import queue
from indexer.review.to_read import lines, portions
from tests.gate.scenes import TODAY, state
from tests.trees import claim, entry, judge

TEXT = (
    "def half (n : Nat) : Nat := n / 2\n"
    "def small (n : Nat) : Prop :=\n  half n < 9\n"
    "theorem base (n : Nat) : small n → n < 20 :=\n  by unfold small half; omega\n"
    "theorem top (n : Nat) : small n → n < 30 := fun h => Nat.lt_trans (base n h) (by decide)\n"
)
BASE = claim("base", id="f.base")
TOP = claim("top", id="f.top")
HUMAN, AI, AUTHOR = ReaderKind.HUMAN, ReaderKind.AI, ReaderKind.AUTHOR


def pin(*reviews: Review, text: str = TEXT, paper: str = "") -> Pin:
    judging = judge(text, [BASE])
    found = [(b, entry(judging.uses, b.decl)) for b in BASE.backing]
    located = {"p, Theorem 1": paper} if paper else {}
    return make_pin(judging.reader, BASE, found, reviews, located)


def judged(made: Pin, text: str = TEXT, paper: str = "") -> ClaimReport:
    judging = judge(text, [BASE])
    located = {"p, Theorem 1": paper} if paper else {}
    judging.pins = PinBook([made], judging.reader, lambda _: located)
    return judging.report().claims[0]


def found_fault(verdict: Verdict, kind: ReaderKind = HUMAN) -> Review:
    return Review("Ada", kind, verdict, "it has 20 for 30")


@pytest.mark.parametrize(
    ("verdict", "standing"),
    [
        (Verdict.FAITHFUL, "clean"),
        (Verdict.WEAKER, "partial"),
        (Verdict.VACUOUS, "suspect"),
        (Verdict.MISMATCH, "suspect"),
    ],
)
def test_what_a_verdict_does(verdict: Verdict, standing: str) -> None:
    report = judged(pin(Review("Bob", AI), found_fault(verdict)))
    assert str(report.standing) == standing
    if standing != "clean":
        assert report.reason.startswith("Ada (human): it ")
        assert "20 for 30" in report.reason


def test_a_sorry_is_worse_than_an_objection() -> None:
    text = TEXT.replace("by unfold small half; omega", "sorry")
    report = judged(pin(found_fault(Verdict.MISMATCH)), text)
    assert str(report.standing) == "sorry"
    assert objections(report.reviews)


@pytest.mark.parametrize(
    ("answer", "answered"),
    [
        (Review("Bob", AUTHOR, note="30 is what is meant", answers="Ada"), True),
        (Review("Bob", HUMAN, note="so it is", answers="Ada"), True),
        (Review("Bot", AI, note="so it is", answers="Ada"), False),
        (Review("Bob", AUTHOR, note="so it is"), False),
        (Review("Bob", AUTHOR, note="so it is", answers="Eve"), False),
    ],
)
def test_who_answers_an_objection(answer: Review, answered: bool) -> None:
    report = judged(pin(found_fault(Verdict.MISMATCH), answer))
    assert (str(report.standing) == "clean") is answered


def test_a_program_answers_a_program() -> None:
    answer = Review("Bot", AI, note="so it is", answers="Ada")
    assert not objections([found_fault(Verdict.MISMATCH, AI), answer])


def test_a_reader_who_changes_the_verdict_answers() -> None:
    made = pin(found_fault(Verdict.MISMATCH))
    again = with_reviews(made, [Review("Ada", HUMAN, of=made.reading)])
    assert str(judged(again).standing) == "clean"


def test_a_verdict_is_of_one_text() -> None:
    made = pin(found_fault(Verdict.MISMATCH))
    other = TEXT.replace("n < 20", "n < 21")
    report = judged(made, other)
    assert str(report.standing) == "suspect"
    assert report.reason.startswith("its statement changed")
    assert report.reviews == ()
    assert report.is_reopened
    anew = with_reviews(pin(Review("Bob", AI), text=other), (), earlier=made.reviews)
    assert str(judged(anew, other).standing) == "clean"
    assert [review.by for review in judged(anew, other).reviews] == ["Bob"]
    assert {review.by for review in anew.reviews} == {"Ada", "Bob"}


def test_a_change_is_seen_beneath_a_sorry_too() -> None:
    text = TEXT.replace("by unfold small half; omega", "sorry").replace("n < 20", "n < 21")
    assert judged(pin(Review("Ada")), text).is_reopened


@pytest.mark.parametrize(
    ("read", "now", "flagged"),
    [
        ("Half is small.", "Half is small.", False),
        ("Half is small.", "Half is large.", True),
        ("Half is small.", "", True),
        ("", "Half is small.", True),
    ],
)
def test_the_paragraph_of_the_paper(read: str, now: str, flagged: bool) -> None:
    report = judged(pin(Review("Ada"), paper=read), paper=now)
    assert ("claim-changed" in report.flags) is flagged
    assert (str(report.standing) == "suspect") is flagged


OLD = (
    'algorithm = "words1"\nclaim = "f.base"\nneeds = "all"\nreviewed_by = ["Ada", "Bob"]\n'
    'wording = "x"\n'
)


def test_a_pin_of_before_is_read_and_asks_for_no_paper() -> None:
    (old,) = read_pins({"f.base.toml": OLD.encode()})
    assert old.reviewed_by == ("Ada", "Bob")
    assert {review.kind for review in old.current} == {ReaderKind.UNSTATED}
    assert pin_text(old) == OLD
    made = replace(pin(Review("Ada")), located=None)
    made = replace(made, reviews=tuple(replace(r, of=made.reading) for r in made.reviews))
    assert str(judged(made, paper="Half is small.").standing) == "clean"


# --- the check ------------------------------------------------------------------------------------


def checked(*reviews: Review, of_base: bool = False) -> list[tuple[str, Level, bool]]:
    files = {"A.lean": TEXT}
    now = state(files, [BASE], [pin(*reviews)])
    base = now if of_base else None
    result = gate.check(now, base, today=TODAY)
    found = [f for f in result.findings if f.rule == "review-objects"]
    return [(f.message, f.level, gate.fails(f)) for f in found]


@pytest.mark.parametrize("of_base", [False, True])
def test_an_objection_fails_until_it_is_answered(of_base: bool) -> None:
    objection = found_fault(Verdict.MISMATCH)
    message = "claim f.base: Ada (human): it does not say what the claim says (it has 20 for 30)"
    assert checked(objection, of_base=of_base) == [(message, Level.ERROR, True)]
    answer = Review("Bob", AUTHOR, note="meant", answers="Ada")
    assert checked(objection, answer, of_base=of_base) == []


def test_less_than_the_claim_is_told() -> None:
    ((_, level, fails),) = checked(found_fault(Verdict.WEAKER))
    assert (level, fails) == (Level.WARNING, False)


# --- the queue ------------------------------------------------------------------------------------


def waiting(pins: Iterable[Pin], **asked: object) -> list[tuple[str, str, int]]:
    judging = judge(TEXT, [TOP, BASE, claim("nowhere", id="f.lost")])
    judging.pins = PinBook(pins, judging.reader)
    claims = judging.report().claims
    found = queue(claims, claimgraph.real(claims, judging.uses.out), **asked)  # type: ignore[arg-type]
    return [(w.claim.claim.id, w.why, w.rests) for w in found]


def test_what_most_rest_on_is_first() -> None:
    assert waiting([]) == [("f.base", "not reviewed", 1), ("f.top", "not reviewed", 0)]


def test_what_was_read_waits_for_other_readers_only() -> None:
    pins = [pin(Review("Bot", AI))]
    assert [name for name, _, _ in waiting(pins)] == ["f.top"]
    assert [name for name, _, _ in waiting(pins, kind=AI)] == ["f.top"]
    assert waiting(pins, kind=HUMAN)[0] == ("f.base", "not reviewed by a human", 1)
    assert waiting(pins, by=["Ada"])[0] == ("f.base", "not reviewed by Ada", 1)


def test_what_changed_waits_again() -> None:
    pins = [pin(Review("Ada"), text=TEXT.replace("n < 20", "n < 19"))]
    assert waiting(pins)[0] == ("f.base", "changed since its review", 1)


# --- how much there is to read --------------------------------------------------------------------


def test_what_is_read_and_in_which_order() -> None:
    judging = judge(TEXT, [BASE, TOP])
    base, top = judging.report().claims
    found = portions(base, judging.uses)
    assert [(p.ref.name, p.first, p.last) for p in found] == [
        ("half", 1, 1),
        ("small", 2, 3),
        ("base", 4, 4),
    ]
    assert lines(found) == 4
    assert lines((*found, *portions(top, judging.uses))) == 5, "each line counts once"


# --- refuted --------------------------------------------------------------------------------------

FALSE = "theorem never : ¬ ∀ n : Nat, n < 20 := fun h => Nat.lt_irrefl 20 (h 20)\n"
FALSE_CLAIM = claim(Backing("never", role=Role.REFUTES), id="f.false")


def refuted(text: str) -> tuple[list[str], list[str], str]:
    report = judge(text, [FALSE_CLAIM]).report()
    told = [f"{c.claim.id} {c.standing}: {c.reason}" for c in report.claims]
    return told, [c.reason for c in report.refuted], str(report.covered)


def test_what_is_refuted_leaves_the_total() -> None:
    assert refuted(FALSE) == ([], ["never refutes it"], "0/0")


def test_what_rests_on_a_sorry_refutes_nothing() -> None:
    text = FALSE.replace("fun h => Nat.lt_irrefl 20 (h 20)", "sorry")
    told, gone, total = refuted(text)
    assert told[0].startswith("f.false sorry")
    assert (gone, total) == ([], "0/1")


def test_a_hollow_theorem_refutes_nothing() -> None:
    told, gone, _ = refuted("theorem never (h : False) : 1 = 2 := h.elim\n")
    assert told[0].startswith("f.false partial")
    assert gone == []


def test_a_refutation_that_was_read_and_changed_counts_again() -> None:
    one = FALSE_CLAIM
    judging = judge(FALSE, [one])
    made = make_pin(judging.reader, one, [(one.backing[0], entry(judging.uses, "never"))])
    after = judge(FALSE.replace("n < 20 :=", "n < 20 + 0 :="), [one])
    after.pins = PinBook([with_reviews(made, [Review("Ada", of=made.reading)])], after.reader)
    (report,) = after.report().claims
    assert str(report.standing) == "suspect"


def test_who_says_now_what_they_are_stands_there_once() -> None:
    made = pin(Review("Ada"), Review("Bob"))
    again = with_reviews(made, [Review("Ada", AI, of=made.reading)])
    assert [(r.by, r.kind) for r in again.reviews] == [("Ada", AI), ("Bob", ReaderKind.UNSTATED)]
