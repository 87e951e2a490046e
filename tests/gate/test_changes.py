"""What a change may not do in silence, and what it may: a repository before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from indexer import gate
from indexer.base.places import Place
from indexer.claims.records import (
    Asserted,
    Backing,
    Claim,
    Config,
    Lifecycle,
    Paper,
    PaperRef,
    ProjectEntry,
    Role,
    SourceEntry,
    Tolerated,
)
from indexer.gate import upkeep
from indexer.gate.baseline import BaselineEntry, entry_text, read_entries
from indexer.gate.conditions import owner
from indexer.gate.holes import Hole
from indexer.gate.records import CheckResult, FindingState, Level
from indexer.judge.records import Standing
from indexer.judge.reviews import Review
from indexer.lake.records import Dependency, Project
from indexer.lean.records import Diagnostic
from indexer.review.pin_files import pin_text, read_pins
from indexer.review.pins import Pin, with_reviews
from tests.gate.scenes import TODAY, accepted, entry, reviewed, state, the, told

TEXT = """\
namespace A
structure P where
  x : Nat
instance : Inhabited P := ⟨⟨0⟩⟩
class Small (n : Nat) : Prop where
  out : n < 10
instance : Small 3 := ⟨by show 3 < 10; decide⟩
local notation "H[" x " ;" y "]" => x + y
variable {R S : Type} [Inhabited R]
def score (n : Nat) : Nat := n
theorem claim (n : Nat) (h : 0 < n) : score n ≤ n + 1 := by unfold score; omega
theorem other : (default : P).x < 10 := by decide
theorem sized (n : Nat) [hS : Small n] (k : Nat) : H[n ;0] = score n ∧ ∀ m, m + k = k + m := by
  simp [score, Nat.add_comm]
theorem typed (r : R) : r = r ∧ (default : R) = default := ⟨rfl, rfl⟩
theorem plain : 3 ≤ 4 ∧ 2 + 2 = 4 := by decide
theorem listed (xs ys : List Nat) : xs ++ ys = xs ++ ys ++ [] := by simp
theorem weak : score 1 = 1 := rfl
end A
def Good.points (n : Nat) : Nat := n
def Evil.points (n : Nat) : Nat := 0
open Good
theorem A.opened : points 1 < 9 := by decide
theorem A.openly (n : Nat) : points n = n + 0 := by sorry
namespace A
theorem hard (n : Nat) : score n = n + 0 := by sorry
end A
"""
FILES = {"A.lean": TEXT}
NAMES = ("claim", "other", "sized", "typed", "plain", "listed", "opened")


def made(name: str, decl: str = "", role: Role = Role.EXACT, **fields: object) -> Claim:
    backing = (Backing(decl, role=role),) if decl else ()
    place = Place("catalogue/claims/f.yaml", 4, 4)
    claim = Claim(f"f.{name}", f"Title of {name}", "f", place, backing=backing)
    return replace(claim, **fields)  # type: ignore[arg-type]


CLAIMS = {
    **{name: made(name, f"A.{name}") for name in NAMES},
    "claim": made(
        "claim", "A.claim", statement="It is bounded.", papers=(PaperRef("p", "Theorem 1"),)
    ),
    "gap": made("gap"),
    "special": made("special", "A.weak", Role.SPECIAL_CASE),
}
FREE = {**CLAIMS, "free": made("free", "A.claim")}  # reviewed by nobody
PINS = reviewed(FILES, CLAIMS.values())
BASELINE = accepted(state(FILES, ()))
BASE = state(FILES, FREE.values(), PINS, BASELINE)


def after(
    files: Mapping[str, str] | str = FILES,
    claims: Mapping[str, Claim] = FREE,
    pins: list[Pin] = PINS,
    entries: tuple[BaselineEntry, ...] = BASELINE,
    **more: object,
) -> CheckResult:
    """What the check says of a change against the state above."""
    files = {"A.lean": files} if isinstance(files, str) else files
    now = state(files, claims.values(), pins, entries, **more)  # type: ignore[arg-type]
    return gate.check(now, BASE, base_name="main", today=TODAY)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new)


def warned(result: CheckResult) -> list[str]:
    listed = [f for f in result.findings if f.state is FindingState.NEW and not gate.fails(f)]
    return sorted({f.rule for f in listed if f.level is Level.WARNING})


def failed(result: CheckResult) -> list[str]:
    return sorted({f.rule for f in result.findings if gate.fails(f)})


def test_no_change_says_nothing() -> None:
    assert gate.exit_code(after()) == 0
    assert {f.state for f in after().findings} == {FindingState.KNOWN}
    assert after().notes == ()


# --- what reopens no review -----------------------------------------------------------------------

SAME = {
    "a hypothesis without a name": changed("(h : 0 < n)", "(_ : 0 < n)"),
    "another bound name": changed("∀ m, m + k = k + m", "∀ j, j + k = k + j"),
    "other names of arguments": changed(
        "claim (n : Nat) (h : 0 < n) : score n ≤ n + 1",
        "claim (m : Nat) (h : 0 < m) : score m ≤ m + 1",
    ).replace("omega", "omega"),
    "an instance without a name": changed("[hS : Small n]", "[Small n]"),
    "blanks in a token": changed('" ;"', '";"'),
    "a variable of a notation": changed('"H[" x " ;" y "]" => x + y', '"H[" a " ;" b "]" => a + b'),
    "the proof in an instance": changed(
        "show 3 < 10; decide", "change 3 < 10; exact of_decide_eq_true rfl"
    ),
    "an instance of a proposition more": changed(
        "local notation", "instance : Small 4 := ⟨by decide⟩\nlocal notation"
    ),
    "a variable that nobody uses": changed("{R S : Type}", "{R S T : Type}"),
    "a variable of its own": changed("{R S : Type}", "{S : Type} {R : Type}"),
    "grouped arguments": changed(
        "listed (xs ys : List Nat)", "listed (xs : List Nat) (ys : List Nat)"
    ),
    "idle brackets": changed(") : score n ≤ n + 1", ") : (score n) ≤ n + 1"),
    "the argument of a definition": changed(
        "score (n : Nat) : Nat := n", "score (k : Nat) : Nat := k"
    ),
    "a class renamed": TEXT.replace("Small", "Little"),
    "an instance that only decides": changed(
        "variable {R S", "attribute [local instance] Classical.propDecidable\nvariable {R S"
    ),
    "an instance of packages unmade elsewhere": TEXT
    + "section\nattribute [-instance] instLENat\nend\n",
    "an option for the elaborator": "set_option backward.isDefEq.respectTransparency false\n"
    + TEXT,
    "letters in another order": TEXT.replace(
        "theorem plain", "theorem more : 1 = 1 := rfl\ntheorem plain"
    ),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_what_a_reader_would_not_want_to_see_again(text: str) -> None:
    assert text != TEXT
    result = after(text)
    assert failed(result) == []
    assert warned(result) == []


# --- what is not what was reviewed ----------------------------------------------------------------

ANOTHER = {
    "the statement": (changed("n ≤ n + 1", "n ≤ n + 2"), "statement-changed"),
    "which of two is meant": (
        changed(
            "claim (n : Nat) (h : 0 < n) : score n ≤", "claim (n : Nat) (h : 0 < n) : score h ≤"
        ),
        "statement-changed",
    ),
    "bound names swapped": (changed("m + k = k + m", "m + k = m + k"), "statement-changed"),
    "a definition": (
        changed("score (n : Nat) : Nat := n", "score (n : Nat) : Nat := 0 * n"),
        "definition-changed",
    ),
    "another definition of a new name": (
        TEXT.replace("score", "points").replace("Nat := n", "Nat := 0"),
        "statement-changed",
    ),
    "a field": (changed("out : n < 10", "out : n < 99"), "definition-changed"),
    "a notation": (changed("=> x + y", "=> y + x"), "definition-changed"),
    "the value of an instance": (changed("⟨⟨0⟩⟩", "⟨⟨5⟩⟩"), "definition-changed"),
    "a sign of Lean's own": (
        changed("def score", "instance : LE Nat := ⟨fun _ _ => True⟩\ndef score"),
        "definition-changed",
    ),
    "a sign, by attribute": (
        changed(
            "def score",
            "@[reducible] def le : LE Nat := ⟨fun _ _ => True⟩\nattribute [instance] le\ndef score",
        ),
        "definition-changed",
    ),
    "a sign for any type": (
        changed("def score", "instance {α : Type} : LE α := ⟨fun _ _ => True⟩\ndef score"),
        "definition-changed",
    ),
    "numerals": (
        changed("def score", "instance : OfNat Nat 4 := ⟨3⟩\ndef score"),
        "definition-changed",
    ),
    "a sign for lists": (
        changed("def score", "instance : Append (List Nat) := ⟨fun a _ => a⟩\ndef score"),
        "definition-changed",
    ),
    "a default instance": (
        changed(
            "def score",
            "structure Z where\n  v : Nat\n@[default_instance 10000] instance : OfNat Z n "
            ":= ⟨⟨0⟩⟩\ndef score",
        ),
        "definition-changed",
    ),
    "a program for a sign of Lean's own": (
        changed(
            "def score",
            "open Lean in\n@[macro «term_≤_»] def evil : Macro := fun _ => `(True)\ndef score",
        ),
        "definition-changed",
    ),
    "a macro for a sign of Lean's own": (
        changed("def score", "macro_rules | `($_ ≤ $_) => `(True)\ndef score"),
        "definition-changed",
    ),
    "a name that another namespace holds too": (
        changed("open Good", "open Evil"),
        "statement-changed",
    ),
    "an instance of Lean's own unmade": (
        changed("theorem plain", "attribute [-instance] instLENat in\ntheorem plain"),
        "definition-changed",
    ),
    "an instance made of what a package has": (
        changed("variable {R S", "attribute [local instance] Matrix.frobenius\nvariable {R S"),
        "definition-changed",
    ),
    "a sign with a mark": (
        changed('" ;" y "]" => x + y', '" ;" y "]ₛ" => x + y').replace(";0] =", ";0]ₛ ="),
        "statement-changed",
    ),
    "an assumption by a variable": (
        changed("{R S : Type}", "{R S : Type} (g : 1 = 2) ").replace(
            "theorem claim", "include g in\ntheorem claim"
        ),
        "statement-changed",
    ),
}


@pytest.mark.parametrize(
    ("notation", "used"),
    [
        ('notation "‖" x "‖ₛ" => {}', "‖n‖ₛ"),
        ('infixl:65 " +ₘ " => fun (_ x : Nat) => {}', "n +ₘ n"),
        ('macro "⌊" x:term "⌋₊" : term => `({})', "⌊n⌋₊"),
        ('notation x "ᵀ" => {}', "nᵀ"),
    ],
)
def test_a_notation_whose_sign_ends_in_a_mark(notation: str, used: str) -> None:
    theorem = f"\ntheorem t (n : Nat) : {used} < n + 1 := by omega\n"
    x = "$x" if "macro" in notation else "x"
    texts = [{"A.lean": notation.format(value) + theorem} for value in (x, f"{x} - 1")]
    claim = made("t", "t")
    pins = reviewed(texts[0], [claim])
    results = [gate.check(state(text, [claim], pins), today=TODAY) for text in texts]
    assert list(map(failed, results)) == [[], ["definition-changed"]]


@pytest.mark.parametrize(("text", "rule"), ANOTHER.values(), ids=ANOTHER.keys())
def test_what_is_not_what_was_reviewed(text: str, rule: str) -> None:
    now = state({"A.lean": text}, FREE.values(), PINS, BASELINE)
    result = gate.check(now, BASE, today=TODAY)
    assert {rule, "coverage-lost"} & set(failed(result))
    assert not all(c.standing.covered for c in now.report.claims if c.claim.id[2:] in NAMES)


def test_a_definition_that_was_renamed_reopens_no_review() -> None:
    text = TEXT.replace("score", "points1")
    assert set(failed(after(text))) == {"new-sorry"}  # its statement is to be accepted anew
    assert warned(after(text)) == []


def test_a_pin_of_the_first_algorithm_sees_what_changed_since_the_base() -> None:
    old = [replace(pin, algorithm="words1", titled="") for pin in PINS if pin.claim == "f.other"]
    old = [
        replace(p, backings=tuple(replace(b, read=_first(b.read)) for b in p.backings)) for p in old
    ]
    old = [replace(pin, wording="sha256:e3b0c44298fc1c149afbf4c8996fb924") for pin in old]
    one = {"other": CLAIMS["other"]}
    base = state(FILES, one.values(), old)
    now = state({"A.lean": changed("⟨⟨0⟩⟩", "⟨⟨5⟩⟩")}, one.values(), old)
    assert failed(gate.check(base, base, today=TODAY)) == []
    assert "definition-changed" in failed(gate.check(now, base, today=TODAY))


def _first(read: Mapping[str, str]) -> dict[str, str]:
    return {part: text for part, text in read.items() if "inst" not in part}


# --- holes ---------------------------------------------------------------------------------------

HOLES = {
    "another function of the name": {
        "A.lean": changed("theorem hard (n : Nat) : score n = n + 0 := by sorry", ""),
        "B.lean": "import A\nnamespace Evil\ndef score (n : Nat) : Nat := n + 7\n"
        "theorem key (n : Nat) : score n = n + 0 := by sorry\nend Evil\n",
    },
    "another open": {"A.lean": changed("open Good", "open Evil")},
    "a nearer namespace": {
        "A.lean": changed(
            "theorem hard",
            "namespace Evil\ndef score (n : Nat) : Nat := n + 7\ntheorem _root_.A.hard",
        ).replace("end A", "end Evil\nend A"),
    },
    "another namespace": {
        "A.lean": "def score (n : Nat) : Nat := n + 7\n"
        + changed("theorem hard (n : Nat) : score n", "theorem hard (n : Nat) : _root_.score n")
    },
    "a twin": {
        "A.lean": changed("end A", "theorem twin (n : Nat) : score n = n + 0 := by sorry\nend A")
    },
    "an example": {"A.lean": changed("end A", "example : 1 = 2 := by sorry\nend A")},
    "a notation that it uses": {
        "A.lean": changed("theorem hard", 'local notation "+" => HMul.hMul\ntheorem hard')
    },
}


@pytest.mark.parametrize("files", HOLES.values(), ids=HOLES.keys())
def test_a_new_sorry_does_not_count_as_the_old_one(files: dict[str, str]) -> None:
    assert "new-sorry" in failed(after(files))


@pytest.mark.parametrize(
    "text",
    [
        changed("hard (n : Nat) : score n = n + 0", "hard (m : Nat) : score m = m + 0"),
        changed("theorem hard (n", "theorem harder (n"),
        TEXT.replace("theorem hard (n : Nat) : score n", "theorem hard (n : Nat) : A.score n"),
        changed("theorem hard", "open Nat in\ntheorem hard"),
    ],
    ids=["bound name", "renamed", "in full", "an open that says nothing"],
)
def test_an_accepted_sorry_stays_accepted(text: str) -> None:
    assert failed(after(text)) == []
    assert gate.exit_code(gate.check(state({"A.lean": text}, (), (), BASELINE), today=TODAY)) == 0


def test_an_entry_of_the_first_algorithm_holds_its_statement() -> None:
    first = [replace(entry, statement="text1:0") for entry in BASELINE]
    holes = state(FILES, (), (), first).holes
    old = [replace(e, statement=h.former) for e, h in zip(BASELINE, holes, strict=True)]
    assert all(e.statement.startswith("text1:") for e in old)
    assert gate.exit_code(gate.check(state(FILES, (), (), old), today=TODAY)) == 0
    other = changed("hard (n : Nat) : score n = n + 0", "hard (n : Nat) : score n = n + 1")
    assert failed(gate.check(state({"A.lean": other}, (), (), old), today=TODAY)) == ["new-sorry"]


def test_an_entry_rewritten_for_another_statement_is_said() -> None:
    text = changed("hard (n : Nat) : score n = n + 0", "hard (n : Nat) : score n = n + 1")
    result = after(text, entries=accepted(state({"A.lean": text}, ()), "so it is"))
    assert gate.exit_code(result) == 0
    assert result.notes == ("declaration A.hard is accepted in the change that needs it: so it is",)


def test_a_renamed_sorry_is_not_a_fixed_one() -> None:
    result = after(changed("theorem hard (n", "theorem harder (n"))
    holes = {f.declaration: f.state for f in result.findings if f.rule == "new-sorry"}
    assert holes == {"A.openly": FindingState.KNOWN, "A.harder": FindingState.MOVED}


CHANGED = "definition-changed"


def test_a_renamed_sorry_of_changed_definitions_is_new() -> None:
    text = changed("theorem hard (n", "theorem harder (n").replace(
        "score (n : Nat) : Nat := n", "score (n : Nat) : Nat := n + 7"
    )
    assert "new-sorry" in failed(after(text))


def test_an_accepted_sorry_of_changed_definitions_is_told() -> None:
    text = changed("Good.points (n : Nat) : Nat := n", "Good.points (n : Nat) : Nat := 7")
    told_of = [f for f in after(text).findings if f.rule == CHANGED and f.level is Level.WARNING]
    assert [f.declaration for f in told_of] == ["A.openly"]
    assert "speaks of definition Good.points, which changed" in told_of[0].message


def test_a_proved_sorry_is_a_note_against_a_base() -> None:
    text = changed("score n = n + 0 := by sorry", "score n = n + 0 := rfl")
    result = after(text)
    assert the(result, "baseline-stale").level is Level.NOTE
    assert gate.exit_code(result) == 0
    for passes in (True, False):
        now = state({"A.lean": text}, (), (), BASELINE, config=Config(stale_passes=passes))
        assert (gate.exit_code(gate.check(now, today=TODAY)) == 0) is passes


def test_what_is_accepted_in_the_change_that_brings_it_is_said() -> None:
    text = TEXT + "theorem A.new : 1 = 1 := by sorry\n"
    hole = next(h for h in state({"A.lean": text}, ()).holes if h.declaration == "A.new")
    result = after(text, entries=(*BASELINE, entry(hole, "next week")))
    assert gate.exit_code(result) == 0
    said = "declaration A.new is accepted in the change that needs it: next week"
    assert result.notes == (said,)


def test_an_entry_that_waits_for_its_sorry_is_no_good_news() -> None:
    hole = next(h for h in BASE.holes if h.declaration == "A.hard")
    waiting = replace(entry(hole), declaration="A.future", file="baseline/p/A.future.toml")
    assert failed(after(entries=(*BASELINE, waiting))) == ["baseline-stale"]
    wider = tuple(
        replace(e, tolerates=(*e.tolerates, "axiom")) if e.declaration == "A.hard" else e
        for e in BASELINE
    )
    assert failed(after(entries=wider)) == ["baseline-stale"]


def test_a_day_that_is_put_off_is_said() -> None:
    dated = tuple(replace(e, expires=date(2026, 6, 30)) for e in BASELINE)
    base = state(FILES, FREE.values(), PINS, dated)
    for day, said in ((date(2027, 1, 1), "2027-01-01"), (None, "no date")):
        later = [replace(e, expires=day) if e.declaration == "A.hard" else e for e in dated]
        result = gate.check(state(FILES, FREE.values(), PINS, later), base, today=TODAY)
        told_of = f"declaration A.hard is accepted for longer since this change: {said}"
        assert result.notes == (told_of,)
    assert gate.check(base, base, today=TODAY).notes == ()


# --- tolerances -----------------------------------------------------------------------------------

OPEN = {"Open/X.lean": "@[simp, category research open] theorem x : 1 = 1 := by sorry\n"}


@pytest.mark.parametrize(
    ("tolerated", "passes"),
    [
        (Tolerated("open", folder="lean/Open"), True),
        (Tolerated("open", folder="lean/Op"), False),
        (Tolerated("open", attribute="category research open"), True),
        (Tolerated("open", attribute="category research"), True),
        (Tolerated("open", attribute="category test"), False),
        (Tolerated("open", attribute="categ"), False),
        (Tolerated("open", rule="new-sorry"), True),
        (Tolerated("open", rule="new-axiom"), False),
        (Tolerated("open", folder="lean/Open", rule="new-axiom"), False),
    ],
)
def test_tolerances(tolerated: Tolerated, passes: bool) -> None:
    now = state(OPEN, (), config=Config(tolerances=(tolerated,)))
    result = gate.check(now, today=TODAY)
    assert (gate.exit_code(result) == 0) is passes
    if passes:
        assert the(result, "new-sorry").message == "x holds a sorry; tolerated: open"


def test_a_tolerance_that_comes_with_what_it_tolerates_is_told() -> None:
    config = Config(tolerances=(Tolerated("open", folder="lean/Open"),))
    result = after({**FILES, **OPEN}, config=config)
    assert gate.exit_code(result) == 0
    assert warned(result) == ["terms-changed"]
    assert result.notes == ("declaration x is new and tolerated by leancat.toml: open",)


# --- claims and their reviews ---------------------------------------------------------------------


def with_claim(name: str, **fields: object) -> dict[str, Claim]:
    return {**FREE, name: replace(FREE[name], **fields)}  # type: ignore[arg-type]


PAPER = (PaperRef("p", "Theorem 99"),)
CLAIMED = {
    "title": (with_claim("claim", title="The Riemann hypothesis"), [], ["claim-reworded"]),
    "title, and no statement": (with_claim("other", title="P is not NP"), ["claim-changed"], []),
    "statement": (with_claim("claim", statement="It is zero."), ["claim-changed"], []),
    "locator": (with_claim("claim", papers=PAPER), [], ["claim-reworded"]),
    "paper": (with_claim("claim", papers=(PaperRef("q", "Theorem 1"),)), [], ["claim-reworded"]),
    "layout": (with_claim("claim", title="Title  of\n claim", statement="It is\nbounded."), [], []),
    "why": (with_claim("claim", why="Because."), [], []),
    "title of what nobody reviewed": (with_claim("free", title="Else"), [], ["claim-reworded"]),
    "statement of what nobody reviewed": (
        with_claim("free", statement="P is not NP."),
        [],
        ["claim-reworded"],
    ),
    "place of what nobody reviewed": (with_claim("free", papers=PAPER), [], ["claim-reworded"]),
    "role": (
        with_claim("special", backing=(Backing("A.weak"),)),
        ["claim-changed"],
        [],
    ),
    "draft": (with_claim("free", lifecycle=Lifecycle.DRAFT), [], ["claim-withdrawn"]),
    "retracted": (
        with_claim("free", lifecycle=Lifecycle.RETRACTED, reason="wrong"),
        [],
        ["claim-withdrawn"],
    ),
    "an alias": (
        {
            **{k: v for k, v in FREE.items() if k != "gap"},
            "free": replace(FREE["free"], aliases=("f.gap",)),
        },
        [],
        ["claim-merged"],
    ),
    "renamed": (with_claim("gap", id="f.hole", aliases=("f.gap",)), [], []),
    "another theorem": (with_claim("free", backing=(Backing("A.plain"),)), [], ["backing-changed"]),
    "a theorem more": (with_claim("gap", backing=(Backing("A.plain"),)), [], []),
}


@pytest.mark.parametrize(("claims", "failing", "told_of"), CLAIMED.values(), ids=CLAIMED.keys())
def test_claims(claims: dict[str, Claim], failing: list[str], told_of: list[str]) -> None:
    result = after(claims=claims)
    assert set(failed(result)) - {"coverage-lost"} == set(failing)
    assert warned(result) == told_of


def test_all_of_several_theorems_and_any_of_them() -> None:
    both = made("both", "A.claim", backing=(Backing("A.claim"), Backing("A.plain")))
    base = state(FILES, [both])
    now = state(FILES, [replace(both, need_all=False)])
    assert warned(gate.check(now, base, today=TODAY)) == ["backing-changed"]
    less = state(FILES, [replace(both, backing=both.backing[:1])])
    assert warned(gate.check(less, base, today=TODAY)) == ["backing-changed"]


def test_a_theorem_that_only_supports_now() -> None:
    before = made("both", "A.claim")
    supported = (Backing("A.claim", role=Role.SUPPORTS), Backing("A.plain"))
    now = state(FILES, [replace(before, backing=supported)])
    finding = the(gate.check(now, state(FILES, [before]), today=TODAY), "backing-changed")
    assert finding.message == "claim f.both: A.plain takes the place of A.claim"


GONE = made("gone", "A.claim", lifecycle=Lifecycle.RETRACTED, reason="wrong")


@pytest.mark.parametrize(
    ("claims", "failing", "told_of"),
    [
        ([GONE], [], []),
        ([replace(GONE, lifecycle=Lifecycle.EFFECTIVE)], [], ["claim-returned"]),
        ([], ["claim-removed"], []),
        ([made("new", "A.plain", aliases=("f.gone",))], [], ["claim-returned"]),
    ],
)
def test_what_became_of_a_retracted_claim(
    claims: list[Claim], failing: list[str], told_of: list[str]
) -> None:
    base = state(FILES, [GONE], (), BASELINE)
    result = gate.check(state(FILES, claims, (), BASELINE), base, today=TODAY)
    assert (failed(result), warned(result)) == (failing, told_of)


def test_a_claim_that_is_renamed_and_reviewed_anew_is_told() -> None:
    said = replace(CLAIMS["claim"], id="f.klaim", aliases=("f.claim",), statement="It is zero.")
    claims = {**FREE, "claim": said}
    again = reviewed(FILES, [said], "Mallory")
    result = after(claims=claims, pins=[*(p for p in PINS if p.claim != "f.claim"), *again])
    assert the(result, "reviewed-anew").message.startswith("claim f.klaim is reviewed anew")
    only = replace(CLAIMS["claim"], id="f.klaim", aliases=("f.claim",))
    pins = [replace(p, claim="f.klaim") if p.claim == "f.claim" else p for p in PINS]
    assert warned(after(claims={**FREE, "claim": only}, pins=pins)) == []


def test_a_renamed_theorem_is_no_other_one() -> None:
    text = TEXT.replace("theorem claim", "theorem better")
    claims = with_claim("free", backing=(Backing("A.better"),))
    claims["claim"] = replace(claims["claim"], backing=(Backing("A.better"),))
    result = after(text, claims=claims)
    assert (failed(result), warned(result)) == ([], [])


def test_a_statement_that_nobody_reviewed_is_told_of() -> None:
    free = {"free": FREE["free"]}
    base = state(FILES, free.values())
    now = state({"A.lean": changed("n ≤ n + 1", "n ≤ n + 2")}, free.values())
    finding = the(gate.check(now, base, today=TODAY), "statement-changed")
    assert (finding.level, finding.path, finding.line) == (Level.WARNING, "lean/A.lean", 11)
    assert "nobody has reviewed it" in finding.message


@pytest.mark.parametrize(
    ("derived", "failing"),
    [("Ord, Repr", []), ("BEq", ["definition-changed"]), ("Hashable", [])],
)
def test_an_instance_that_is_derived_by_a_command(derived: str, failing: list[str]) -> None:
    head = "structure P where\n  x : Nat\ninstance : BEq P := ⟨fun _ _ => true⟩\n"
    theorem = "theorem t (p q : P) : (p == q) = (q == p) := by rfl\n"
    claim = made("t", "t")
    pins = reviewed({"A.lean": head + theorem}, [claim])
    now = state({"A.lean": f"{head}deriving instance {derived} for P\n{theorem}"}, [claim], pins)
    found = {f.rule for f in gate.check(now, today=TODAY).findings if gate.fails(f)}
    assert sorted(found) == failing


def test_what_is_reviewed_anew_is_told_once() -> None:
    text = changed("n ≤ n + 1", "n ≤ n + 2")
    again = reviewed({"A.lean": text}, CLAIMS.values(), "Mallory")
    pins = [new if new.claim == "f.claim" else old for old, new in zip(PINS, again, strict=True)]
    result = after(text, pins=pins)
    assert failed(result) == []
    finding = the(result, "reviewed-anew")
    assert finding.message == "claim f.claim is reviewed anew in this change, by Mallory"
    assert finding.level is Level.WARNING


def test_a_name_that_is_added_to_a_review_is_told() -> None:
    pins = [with_reviews(pin, [Review("Bob", of=pin.reading)]) for pin in PINS]
    finding = the(after(pins=pins), "reviewed-anew")
    assert finding.message.endswith("are reviewed anew in this change, by Ada, Bob")
    assert finding.message.startswith("8 claims (")


def test_a_definition_that_changed_is_one_finding() -> None:
    text = changed("score (n : Nat) : Nat := n", "score (n : Nat) : Nat := 0 * n")
    finding = the(gate.check(state({"A.lean": text}, CLAIMS.values(), PINS), today=TODAY), CHANGED)
    assert finding.claims == ("f.claim", "f.sized", "f.special")
    assert finding.message == "definition A.score changed since 3 claims were reviewed"
    assert finding.help.endswith("leancat review f.claim f.sized f.special --by WHO")


def test_a_title_that_is_not_the_reviewed_one_is_told_without_a_base() -> None:
    now = state(FILES, with_claim("claim", title="Else").values(), PINS, BASELINE)
    result = gate.check(now, today=TODAY)
    assert warned(result) == ["claim-reworded"]
    assert gate.exit_code(result) == 0


def test_a_pin_that_a_hand_changed_is_refused() -> None:
    pin = next(p for p in PINS if p.claim == "f.claim")
    text = pin_text(pin)
    assert read_pins({"f.claim.toml": text.encode()}) == (pin,)
    for old, new in (
        ("n + 1", "n + 2"),
        ('"exact"', '"stronger"'),
        ("Ada", "Bob"),
        ("digest", "# "),
    ):
        forged = text.replace(old, new) if old != "digest" else _without(text, "digest")
        with pytest.raises(Exception, match="is not as leancat wrote it"):
            read_pins({"f.claim.toml": forged.encode()})


def _without(text: str, key: str) -> str:
    return "".join(line for line in text.splitlines(True) if not line.startswith(key))


# --- the terms of the check -----------------------------------------------------------------------


def test_axioms_that_are_allowed_in_the_change_that_needs_them() -> None:
    text = changed("end A", "axiom ax : 1 = 2\nend A")
    result = after(text, config=Config(allowed_axioms=("A.ax",)))
    assert warned(result) == ["terms-changed"]
    assert "A.ax" in the(result, "terms-changed").message


@pytest.mark.parametrize(
    "config",
    [
        Config(stale_passes=True),
        Config(source_url="https://example.org/{path}#{line}"),
        Config(projects=(ProjectEntry("p", "..", keywords=("lemma=def",)),)),
    ],
)
def test_other_terms(config: Config) -> None:
    assert warned(after(config=config)) == ["terms-changed"]


def test_a_hub_that_is_audited_no_more_is_told() -> None:
    base = state(FILES, (), config=Config(hubs=("hub.md",)))
    assert warned(gate.check(state(FILES, ()), base, today=TODAY)) == ["terms-changed"]


def test_a_lakefile_that_is_gone_fails() -> None:
    none = (".", Diagnostic("no-lakefile", "no lakefile", 1, 0))
    now = state(FILES, (), (), BASELINE, project=project(diagnostics=(none,)))
    result = gate.check(now, state(FILES, (), (), BASELINE), today=TODAY)
    assert failed(result) == ["scanned-less"]
    assert failed(gate.check(now, now, today=TODAY)) == []


def test_a_project_that_is_read_from_elsewhere_while_its_files_stay() -> None:
    base = state(FILES, (), (), BASELINE)
    now = replace(base, folders={"p": "copy/"})
    for stays in (True, False):
        result = gate.check(now, base, today=TODAY, on_disk=lambda _path, s=stays: s)  # type: ignore[misc]
        assert failed(result) == (["scanned-less"] if stays else [])


def test_other_keywords() -> None:
    assert warned(after(config=Config(keywords=("lemma=def",)))) == ["terms-changed"]


@pytest.mark.parametrize(
    ("toolchain", "whose"),
    [
        ("leanprover/lean4:v4.28.0", "leanprover"),
        ("leanprover/lean4-nightly:nightly-2026-01-01", "leanprover"),
        ("v4.9.0", "leanprover"),
        ("4.9.0-rc1", "leanprover"),
        ("stable", "leanprover"),
        ("attacker/lean4:v4.28.0", "attacker"),
        ("https://example.org/lean.tar.gz", "example.org"),
        ("mine", "mine"),
    ],
)
def test_whose_lean_a_toolchain_is(toolchain: str, whose: str) -> None:
    assert owner(toolchain) == whose
    base = state(FILES, (), project=project(toolchain="leanprover/lean4:v4.27.0"))
    now = state(FILES, (), project=project(toolchain=toolchain))
    result = gate.check(now, base, today=TODAY)
    assert ("toolchain-changed" in failed(result)) is (whose != "leanprover")


def project(**fields: object) -> Project:
    return replace(Project("p", "/repo/lean", "p"), **fields)  # type: ignore[arg-type]


def test_a_project_that_names_no_lean_any_more() -> None:
    base = state(FILES, (), project=project(toolchain="leanprover/lean4:v4.27.0"))
    assert "toolchain-changed" in failed(gate.check(state(FILES, ()), base, today=TODAY))


def test_a_paper_that_is_another_one() -> None:
    one = {"claim": CLAIMS["claim"]}
    base = state(FILES, one.values(), PINS)
    results = []
    for title in ("A paper", "Another paper"):
        now = state(FILES, one.values(), PINS)
        catalogue = replace(now.report.catalogue, papers=(Paper("p", title),))
        was = replace(base.report.catalogue, papers=(Paper("p", "A paper"),))
        now = replace(now, report=replace(now.report, catalogue=catalogue))
        then = replace(base, report=replace(base.report, catalogue=was))
        results.append(warned(gate.check(now, then, today=TODAY)))
    assert results == [[], ["claim-reworded"]]


@pytest.mark.parametrize(
    ("url", "moved"),
    [
        ("https://github.com/leanprover-community/mathlib4.git", False),
        ("https://github.com/attacker/mathlib4", True),
    ],
)
def test_where_a_dependency_comes_from(url: str, moved: bool) -> None:
    before = Dependency("mathlib", url="https://github.com/leanprover-community/mathlib4")
    base = state(FILES, (), project=project(dependencies=(before,)))
    now = state(FILES, (), project=project(dependencies=(replace(before, url=url),)))
    result = gate.check(now, base, today=TODAY)
    assert warned(result) == (["dependency-moved"] if moved else [])


def test_a_package_that_was_not_required_before_is_told() -> None:
    new = Dependency("more", url="https://github.com/somebody/more")
    now = state(FILES, (), project=project(dependencies=(new,)))
    finding = the(gate.check(now, state(FILES, ()), today=TODAY), "dependency-moved")
    assert finding.level is Level.WARNING
    assert finding.message.endswith("and was not required before")


# --- unsettled ------------------------------------------------------------------------------------


def unsettled(now: gate.Snapshot) -> gate.Snapshot:
    """The same with its claims unsettled."""
    claims = tuple(
        replace(c, standing=Standing.UNSETTLED, reason="simp may use x") for c in now.report.claims
    )
    return replace(now, report=replace(now.report, claims=claims))


def test_a_claim_that_text_cannot_settle_is_a_warning_and_fails_when_asked_to() -> None:
    base = state(FILES, [FREE["free"]])
    now = unsettled(base)
    result = gate.check(now, base, today=TODAY)
    assert (failed(result), warned(result)) == (["new-sorry"], ["claim-unsettled"]) or (
        failed(result),
        warned(result),
    ) == ([], ["claim-unsettled"])
    assert the(result, "claim-unsettled").message.endswith("is unsettled: simp may use x")
    for against in (base, None):
        strict = gate.check(now, against, today=TODAY, strict=True)
        assert "claim-unsettled" in failed(strict)
    assert "claim-unsettled" not in {f.rule for f in gate.check(now, today=TODAY).findings}


# --- places --------------------------------------------------------------------------------------


def test_every_finding_names_a_file() -> None:
    gone = gate.check(state({}, ()), BASE, today=TODAY)
    assert the(gone, "scanned-less").path == "catalogue/leancat.toml"
    assert all(f.path for f in gone.findings)


def test_told_is_in_order_of_weight() -> None:
    result = after(changed("n ≤ n + 1", "n ≤ n + 2"), claims=with_claim("other", papers=PAPER))
    states = [gate.fails(f) for f in result.findings]
    assert states == sorted(states, reverse=True)
    assert ("statement-changed", "new", "A.claim") in told(result)
    assert isinstance(BASE.holes[0], Hole)


# --- the same words, and what stands around them --------------------------------------------------

POINT = "structure P where\n  x : Nat\ninstance : LE P := ⟨fun a b => a.x ≤ b.x⟩\n"
ORDER = "theorem t (p q : P) : p ≤ q ∨ q ≤ p := Nat.le_total p.x q.x\n"
SCOPED = "namespace Evil\nscoped instance ev : LE P := ⟨fun _ _ => True⟩\nend Evil\n"
SYNTAX = 'syntax "twice " term : term\nmacro_rules | `(twice $x) => `($x + $x)\n'
DEFAULT = "theorem t : (default : P).x < 2 := by decide\n"
AROUND = {
    "the default of an argument": (
        "def f (n : Nat) (k : Nat := 1) : Nat := n * k\ntheorem t : f 0 = 0 := rfl\n",
        ("k : Nat := 1", "k : Nat := 0"),
    ),
    "a second instance without a name": (
        POINT + ORDER,
        ("theorem", "instance : LE P := ⟨fun _ _ => True⟩\ntheorem"),
    ),
    "an instance that is opened": (POINT + SCOPED + ORDER, ("theorem", "open Evil in\ntheorem")),
    "scoped instances that are opened": (
        POINT + SCOPED + ORDER,
        ("theorem", "open scoped Evil\ntheorem"),
    ),
    "what a value is made of": (
        POINT + "private def v : Nat := 1\ninstance : Inhabited P := ⟨⟨v⟩⟩\n" + DEFAULT,
        ("Nat := 1", "Nat := 0"),
    ),
    "a second rule of a macro": (
        SYNTAX + "theorem t : twice 0 = 0 := rfl\n",
        ("theorem", "macro_rules | `(twice $x) => `($x)\ntheorem"),
    ),
}


@pytest.mark.parametrize(("text", "change"), AROUND.values(), ids=AROUND.keys())
def test_what_stands_around_a_statement(text: str, change: tuple[str, str]) -> None:
    claim = made("t", "t")
    pins = reviewed({"A.lean": text}, [claim])
    base = state({"A.lean": text}, [claim], pins)
    now = state({"A.lean": text.replace(*change)}, [claim], pins)
    assert failed(gate.check(base, today=TODAY)) == []
    assert failed(gate.check(now, today=TODAY)) == ["definition-changed"]


NO_MATTER = {
    "how a hypothesis is found": (
        "def f (n : Nat) (h : n = n := by rfl) : Nat := n\ntheorem t : f 0 = 0 := rfl\n",
        ("by rfl", "by simp"),
    ),
    "a namespace without the instance": (
        POINT + SCOPED + "namespace Good\nend Good\n" + ORDER,
        ("theorem", "open Good in\ntheorem"),
    ),
    "single names of a namespace": (
        POINT + SCOPED + ORDER,
        ("theorem", "open Evil (ev) in\ntheorem"),
    ),
    "a default of a theorem": (
        "theorem t (n : Nat) : n = n := rfl\n",
        ("n : Nat)", "n : Nat := 1)"),
    ),
}


@pytest.mark.parametrize(("text", "change"), NO_MATTER.values(), ids=NO_MATTER.keys())
def test_what_stands_around_and_does_not_matter(text: str, change: tuple[str, str]) -> None:
    claim = made("t", "t")
    pins = reviewed({"A.lean": text}, [claim])
    now = state({"A.lean": text.replace(*change)}, [claim], pins)
    assert failed(gate.check(now, today=TODAY)) == []


ROOT = "import Mathlib\nsection\nopen Real\ndef f (n : Nat) := sqrt n\nend\nopen Real\n"
OPENED = {
    "another namespace": ("open Real\ntheorem", "open NNReal\ntheorem", True),
    "in another namespace": ("open Real\ntheorem", "open NNReal in\ntheorem", True),
    "a single name": ("open Real\ntheorem", "open NNReal (sqrt)\ntheorem", True),
    "around a definition": ("open Real\ndef", "open NNReal\ndef", True),
    "one more": ("open Real\ntheorem", "open Real NNReal\ntheorem", False),
    "one less": ("open Real\ntheorem", "theorem", False),
    "scoped": ("open Real\ntheorem", "open scoped Real\ntheorem", False),
    "without a name of a package": (
        "open Real\ntheorem t : sqrt",
        "open Foo\ntheorem t : f",
        False,
    ),
}


@pytest.mark.parametrize("backs", [True, False])
@pytest.mark.parametrize(("old", "new", "tells"), OPENED.values(), ids=OPENED.keys())
def test_another_namespace_around_the_same_words(
    old: str, new: str, tells: bool, backs: bool
) -> None:
    proof = "rfl" if backs else "by sorry"
    text = f"{ROOT}theorem t : sqrt 1 = f 1 := {proof}\n"
    assert old in text
    claims = [made("t", "t")] if backs else []
    base = state({"A.lean": text}, claims)
    now = state({"A.lean": text.replace(old, new)}, claims)
    result = gate.check(now, base, today=TODAY)
    assert ("open-changed" in warned(result)) is tells
    if tells:
        assert "and stood below `Real`" in the(result, "open-changed").message


# --- one cause, one finding -----------------------------------------------------------------------

MANY = "variable {G : Type} [Small G]\n" + "".join(
    f"theorem t{n} (x : G) : f x = f{n} x := rfl\n" for n in range(9)
)


def test_what_became_another_above_many_statements_is_one_finding() -> None:
    claims = [made(f"t{n}", f"t{n}") for n in range(9)]
    pins = reviewed({"A.lean": MANY}, claims)
    text = MANY.replace("Small", "Large")
    now = state({"A.lean": text}, claims, pins)
    finding = the(gate.check(now, today=TODAY), "statement-changed")
    assert finding.claims == tuple(sorted(c.id for c in claims))
    assert finding.message.startswith(
        "the statements of 9 claims (f.t0, f.t1, f.t2, f.t3, f.t4, …)"
    )
    assert finding.message.endswith("changed alike since they were reviewed: Small → Large")
    free = gate.check(state({"A.lean": text}, claims), state({"A.lean": MANY}, claims), today=TODAY)
    assert the(free, "statement-changed").level is Level.WARNING
    other = text.replace("f0 x", "f1 x")
    two = gate.check(state({"A.lean": other}, claims, pins), today=TODAY)
    assert failed(two) == ["statement-changed"]
    assert [len(f.claims) for f in two.findings] == [8, 1]


def test_a_definition_that_changed_under_many_claims_is_one_finding() -> None:
    text = changed("score (n : Nat) : Nat := n", "score (n : Nat) : Nat := 0 * n")
    claims = [made(str(n), "A.claim") for n in range(9)]
    base, now = (state({"A.lean": t}, claims) for t in (TEXT, text))
    result = gate.check(now, base, today=TODAY)
    (finding,) = [f for f in result.findings if "A.score changed" in f.message]
    said = "definition A.score changed; 9 claims depend on it that nobody has reviewed"
    assert (finding.level, finding.message) == (Level.WARNING, said)


# --- of one name and statement, as often as before ------------------------------------------------

TWINS = {
    "an axiom": "axiom X.a : 1 = 2\n",
    "a private theorem": "private theorem aux : 1 = 2 := by sorry\n",
    "an example": "example : 1 = 2 := by sorry\n",
    "an instance": "instance : Inhabited Nat := ⟨sorry⟩\n",
}


@pytest.mark.parametrize("text", TWINS.values(), ids=TWINS.keys())
@pytest.mark.parametrize("accepted_", [True, False])
def test_what_was_accepted_once_is_not_accepted_twice(text: str, accepted_: bool) -> None:
    base = state({"B.lean": text}, ())
    entries = accepted(base) if accepted_ else ()
    base = state({"B.lean": text}, (), (), entries)
    now = state({"A.lean": text, "B.lean": text}, (), (), entries)
    result = gate.check(now, base, today=TODAY)
    (found,) = [f for f in result.findings if gate.fails(f)]
    assert (found.rule in ("new-sorry", "new-axiom"), found.path) == (True, "lean/A.lean")
    if accepted_:
        assert len(failed(gate.check(now, today=TODAY))) == 1
        moved = state({"C.lean": text}, (), (), entries)
        assert set(failed(gate.check(moved, base, today=TODAY))) <= {"scanned-less"}


def test_twins_that_were_accepted_are_one_entry() -> None:
    text = TWINS["a private theorem"]
    files = {"A.lean": text, "B.lean": text}
    (one,) = upkeep.entries_for(state(files, ()).holes, reason="both")
    assert one.times == 2
    one = replace(one, file="baseline/p/aux.toml")
    assert read_entries({one.file: entry_text(one).encode()}) == (one,)
    with pytest.raises(Exception, match="times must be a number"):
        read_entries({one.file: entry_text(one).replace("times = 2", "times = 0").encode()})
    assert failed(gate.check(state(files, (), (), [one]), today=TODAY)) == []
    fewer = state({"A.lean": text}, (), (), [one])
    result = gate.check(fewer, today=TODAY)
    assert the(result, "baseline-stale").message == "aux is tolerated 2 times, and there less often"
    assert [after.times for _, after in upkeep.prune(fewer) if after] == [1]
    base = state(files, (), (), [one])
    more = {**files, "C.lean": text}
    assert failed(gate.check(state(more, (), (), [one]), base, today=TODAY)) == ["new-sorry"]
    again = state(more, (), (), [replace(one, times=3)])
    said = "declaration aux is accepted more often since this change: 3 times"
    assert gate.check(again, base, today=TODAY).notes == (said,)


def test_what_is_accepted_takes_no_place_but_that_of_its_own_declaration() -> None:
    files = {"A.lean": "theorem a : 1 = 2 := by sorry\ntheorem b : 1 = 3 := by sorry\n"}
    old = tuple(accepted(state(files, ())))
    rest = {"A.lean": files["A.lean"].replace("1 = 2", "1 = 4").partition("theorem b")[0]}
    now = state(rest, (), (), old)  # b is gone, and a says something else
    (new,) = upkeep.entries_for(now.holes, reason="again")
    assert [e.declaration for e in upkeep.outdated_by([new], now)] == ["a"]


def test_more_that_is_not_understood_is_told() -> None:
    odd = "theorem a : 1 = 1 := rfl\nstructure\n"
    base = state({"A.lean": odd}, ())
    base = state({"A.lean": odd}, (), (), accepted(base))
    assert {h.kind for h in base.holes} == {"parse-failure"}
    now = state({"A.lean": f"{odd}structure\n"}, (), (), base.entries)
    told_of = [f.message for f in gate.check(now, base, today=TODAY).findings]
    assert "module A is not understood in 2 places, and was not in 1" in told_of
    assert warned(gate.check(now, base, today=TODAY)) == ["parse-failure"]


def test_two_claims_that_become_one_new_claim() -> None:
    base = state(FILES, [made("one"), made("two", "A.claim")])
    both = made("new", "A.claim", aliases=("f.one", "f.two"), title="Title of one")
    finding = the(gate.check(state(FILES, [both]), base, today=TODAY), "claim-merged")
    assert finding.message == "claim f.two is gone, and f.new, which is f.one too, has its id"


def test_a_special_case_that_is_exact_under_another_name() -> None:
    text = TEXT + "theorem A.twin : A.score 1 = 1 := rfl\n"
    before = made("special", "A.weak", Role.SPECIAL_CASE)
    base, now = (state({"A.lean": text}, [c]) for c in (before, made("special", "A.twin")))
    finding = the(gate.check(now, base, today=TODAY), "backing-changed")
    assert "A.twin says what A.weak does, which was a special-case" in finding.message


def test_a_claim_that_counts_for_another_family_is_told() -> None:
    base = state(FILES, [made("claim", "A.claim")])
    now = state(FILES, [made("claim", "A.claim", family="g")])
    finding = the(gate.check(now, base, today=TODAY), "claim-reworded")
    assert finding.message == "claim f.claim is in another family since this change"


@pytest.mark.parametrize(
    "config",
    [
        Config(projects=(ProjectEntry("p", "..", roots=("A",)),)),
        Config(projects=(ProjectEntry("p", "../more"),)),
        Config(projects=(ProjectEntry("p", ".."),), sources=(SourceEntry("blueprint"),)),
    ],
)
def test_what_is_built_and_where_claims_come_from(config: Config) -> None:
    base = state(FILES, (), config=Config(projects=(ProjectEntry("p", ".."),)))
    result = gate.check(state(FILES, (), config=config), base, today=TODAY)
    assert warned(result) == ["terms-changed"]


def test_a_first_review_is_said() -> None:
    more = reviewed(FILES, [FREE["free"]], "Mallory")
    assert after(pins=[*PINS, *more]).notes == (
        "claim f.free is reviewed for the first time, by Mallory",
    )


def of_source(name: str, statement: str, decl: str = "A.claim") -> Claim:
    return made(name, decl, statement=statement, asserted=Asserted("blueprint", name))


@pytest.mark.parametrize(
    ("claims", "told_of"),
    [
        ([of_source("new", "It is bounded.", "A.plain")], ["backing-changed"]),
        ([of_source("new", "Else.")], ["claim-reworded"]),
        ([of_source("new", "Else.", "A.plain")], ["claim-removed"]),
        ([], ["claim-removed"]),
    ],
    ids=["the same words", "the same theorem", "neither", "gone"],
)
def test_a_label_of_a_source_is_no_identity(claims: list[Claim], told_of: list[str]) -> None:
    base = state(FILES, [of_source("old", "It is bounded.")], (), BASELINE)
    result = gate.check(state(FILES, claims, (), BASELINE), base, today=TODAY)
    assert (failed(result), warned(result)) == ([], told_of)


def test_what_fell_by_one_sorry_is_one_finding() -> None:
    text = "theorem a : 1 = 1 := {}\n" + "".join(f"theorem t{n} : 1 = 1 := a\n" for n in range(9))
    claims = [made(f"t{n}", f"t{n}") for n in range(9)]
    base, now = (state({"A.lean": text.format(proof)}, claims) for proof in ("rfl", "sorry"))
    finding = the(gate.check(now, base, today=TODAY), "coverage-lost")
    assert finding.claims == tuple(sorted(c.id for c in claims))
    assert finding.message.startswith("9 claims (f.t0, f.t1, f.t2, f.t3, f.t4, …) were clean and")


def test_what_a_review_lost_is_told_once() -> None:
    result = after(changed("n ≤ n + 1", "n ≤ n + 2"))
    assert "coverage-lost" not in failed(result)
    changes = [f for f in result.findings if f.rule == "statement-changed"]
    assert [(f.claims, gate.fails(f)) for f in changes] == [(("f.claim",), True), ((), False)]
