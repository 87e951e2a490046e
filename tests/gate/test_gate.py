"""What the gate lets pass, what it stops, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer import gate
from indexer.base.errors import Problem
from indexer.claims.records import Lifecycle
from indexer.evidence.records import Freshness
from indexer.gate.records import CheckResult, FindingState, Level
from indexer.judge.records import Disagreement, Standing, Tally
from indexer.lake.records import Library
from indexer.scan.records import Index, Ref, Unread
from tests.gate.scenes import accepted, check, entry, judged, snapshot, the, told

OPEN = "theorem A.f (n : Nat) : n = n := by sorry\n"
PROVED = "theorem A.f (n : Nat) : n = n := rfl\n"


def passes(now: gate.Snapshot, base: gate.Snapshot | None = None) -> bool:
    return gate.exit_code(check(now, base)) == 0


# --- sorries against a baseline ------------------------------------------------------------------


def test_a_sorry_that_nobody_accepted_fails() -> None:
    result = check(snapshot({"A.lean": "\n" + OPEN}))
    finding = the(result, "new-sorry")
    assert gate.exit_code(result) == 1
    assert gate.exit_code(result, report_only=True) == 0
    assert (finding.path, finding.line, finding.column) == ("lean/A.lean", 2, 36)
    assert (finding.project, finding.declaration) == ("p", "A.f")
    assert finding.message == "A.f holds a sorry"
    assert "leancat accept" in finding.help


def test_an_accepted_sorry_passes() -> None:
    was = snapshot({"A.lean": OPEN})
    result = check(snapshot({"A.lean": OPEN}, entries=accepted(was)))
    assert told(result) == [("new-sorry", "known", "A.f")]
    assert gate.exit_code(result) == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("A.lean", "\n\n\n-- moved down\n" + OPEN),
        ("B/Renamed file.lean", OPEN),
        ("A.lean", "namespace A\ntheorem f (n : Nat) : n = n := by sorry\nend A\n"),
        ("A.lean", OPEN.replace("sorry", "constructor <;> first | sorry | (sorry; admit) | sorry")),
        ("A.lean", "/-- New words. -/\n" + OPEN.replace(" : n", "\n  : /- why -/ n")),
    ],
    ids=["moved", "file renamed", "namespaced", "split into four", "reformatted"],
)
def test_identity_is_the_declaration(path: str, text: str) -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    assert told(check(snapshot({path: text}, entries=entries))) == [("new-sorry", "known", "A.f")]


def test_renaming_is_recognised_by_the_statement() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    result = check(snapshot({"A.lean": OPEN.replace("A.f", "A.g")}, entries=entries))
    assert told(result) == [("new-sorry", "moved", "A.g")]
    assert the(result, "new-sorry").message == "A.g holds a sorry; it was A.f"
    assert gate.exit_code(result) == 0


def test_renaming_into_two_is_not_a_rename() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    twice = OPEN.replace("A.f", "A.g") + OPEN.replace("A.f", "A.h")
    result = check(snapshot({"A.lean": twice}, entries=entries))
    assert [rule for rule, *_ in told(result)] == ["new-sorry", "new-sorry", "baseline-stale"]


def test_proving_one_and_leaving_another_open_fails() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    other = "theorem A.g (m : Nat) : m + 0 = m := by sorry\n"
    result = check(snapshot({"A.lean": PROVED + other}, entries=entries))
    assert told(result) == [
        ("new-sorry", "new", "A.g"),
        ("baseline-stale", "stale", "A.f"),
    ]


def test_proving_one_and_adding_its_twin_fails() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    twin = OPEN.replace("A.f", "A.twin")
    result = check(snapshot({"A.lean": PROVED + twin}, entries=entries))
    assert ("new-sorry", "new", "A.twin") in told(result)


def test_a_sorry_under_a_changed_statement_fails_once() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    result = check(snapshot({"A.lean": OPEN.replace("n = n", "n = 0")}, entries=entries))
    assert told(result) == [("new-sorry", "new", "A.f")]
    assert "its statement is not the one that was accepted" in the(result, "new-sorry").message


def test_a_proved_one_is_stale_until_pruned() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    result = check(snapshot({"A.lean": PROVED}, entries=entries))
    finding = the(result, "baseline-stale")
    assert gate.exit_code(result) == 1
    assert finding.path == "catalogue/baseline/p/A.f-sorry.toml"
    assert finding.message == "A.f no longer has a sorry"
    gone = check(snapshot({"A.lean": "def x := 1\n"}, entries=entries))
    assert the(gone, "baseline-stale").message == "there is no A.f any more"


def test_an_entry_tolerates_only_its_kinds() -> None:
    entries = accepted(snapshot({"A.lean": OPEN}))
    text = "theorem A.f (n : Nat) : n = n := by first | sorry | native_decide\n"
    result = check(snapshot({"A.lean": text}, entries=entries))
    assert told(result)[0] == ("new-trust", "new", "A.f")
    assert the(result, "new-trust").message == "A.f relies on native_decide"


def test_an_expired_entry_fails() -> None:
    (hole,) = snapshot({"A.lean": OPEN}).holes
    for day, code in ((date(2026, 5, 31), 1), (date(2026, 6, 1), 0)):
        entries = [entry(hole, "until spring", day)]
        result = check(snapshot({"A.lean": OPEN}, entries=entries))
        assert gate.exit_code(result) == code
    late = check(
        snapshot({"A.lean": OPEN}, entries=[entry(hole, "until spring", date(2026, 1, 2))])
    )
    message = the(late, "baseline-expired").message
    assert message == "A.f was tolerated until 2026-01-02: until spring"


def test_an_older_algorithm_keeps_its_entries() -> None:
    now = snapshot({"A.lean": OPEN})
    (hole,) = now.holes
    newer = replace(hole, fingerprint="text2:0123", former="")  # nobody remembers text1
    for statement, code in (("text1:9", 0), ("text2:9", 1), ("text0:9", 1), ("mine:9", 1), ("", 1)):
        old = replace(entry(hole), statement=statement)
        result = check(replace(now, holes=(newer,), entries=(old,)))
        assert gate.exit_code(result) == code, statement


def test_examples_and_commands_have_holes_too() -> None:
    text = "example : 1 = 1 := by sorry\nexample : 2 = 2 := by sorry\n#reduce (sorry : Nat)\n"
    now = snapshot({"A.lean": text})
    assert [hole.subject for hole in now.holes] == [
        ("declaration", "_example"),
        ("declaration", "_example"),
        ("module", "A"),
    ]
    assert passes(snapshot({"A.lean": text}, entries=accepted(now)))
    more = text + "example : 3 = 3 := by sorry\n"
    result = check(snapshot({"A.lean": more}, entries=accepted(now)))
    assert [f.line for f in result.findings if gate.fails(f)] == [4]


def test_same_private_name_in_two_files() -> None:
    one, two = (f"private theorem aux : {n} = {n} := by sorry\n" for n in (1, 2))
    both = snapshot({"A.lean": one, "B.lean": two})
    assert passes(snapshot({"A.lean": one, "B.lean": two}, entries=accepted(both)))
    first = [e for e in accepted(both) if e.statement == both.holes[0].fingerprint]
    result = check(snapshot({"A.lean": one, "B.lean": two}, entries=first))
    assert [f.path for f in result.findings if gate.fails(f)] == ["lean/B.lean"]


def test_text_after_exit_and_allowed_axioms_are_no_holes() -> None:
    assert snapshot({"A.lean": "#exit\n" + OPEN}).holes == ()
    assert snapshot({"A.lean": "axiom propext : True\n"}).holes == ()


def test_axioms_trust_and_misread_text() -> None:
    text = "axiom A.ax : 1 = 2\n@[implemented_by A.ax] def A.d := 1\nstructure\n"
    result = check(snapshot({"A.lean": text}))
    assert [(f.rule, f.line) for f in result.findings] == [
        ("new-axiom", 1),
        ("new-trust", 2),
        ("parse-failure", 3),
    ]


def test_a_macro_that_hides_a_sorry() -> None:
    text = 'macro "later" : tactic => `(tactic| sorry)\ntheorem A.f : 1 = 1 := by later\n'
    assert told(check(snapshot({"A.lean": text}))) == [
        ("new-sorry", "new", "A.f"),
        ("new-sorry", "new", "macro later"),  # a warning: whoever uses it holds one
    ]


# --- claims that fall ----------------------------------------------------------------------------

CHAIN = {
    "A.lean": PROVED,
    "B.lean": "import A\ntheorem B.g : 1 = 1 := A.f 1\n",
    "C.lean": "import B\ntheorem C.h : 1 = 1 := B.g\n",
    "D.lean": "theorem D.i : 2 = 2 := rfl\n",
}
CLAIMS = {"f.a": "A.f", "f.c": "C.h", "f.d": "D.i", "f.open": ""}
BROKEN = {**CHAIN, "A.lean": OPEN}


@pytest.mark.parametrize("base", [None, CHAIN], ids=["baseline", "base"])
def test_the_claims_that_fall_and_the_headline(base: dict[str, str] | None) -> None:
    result = check(snapshot(BROKEN, CLAIMS), snapshot(base, CLAIMS) if base else None)
    assert the(result, "new-sorry").claims == ("f.a", "f.c")
    assert (result.before, result.after) == (Tally(3, 4), Tally(1, 4))


def test_a_claim_that_was_down_already_does_not_fall_again() -> None:
    also = {**BROKEN, "B.lean": CHAIN["B.lean"].replace("A.f 1", "by sorry; exact A.f 1")}
    known = [e for e in accepted(snapshot(also)) if e.declaration == "B.g"]
    result = check(snapshot(also, CLAIMS, known))
    assert the_new(result) == {"A.f": ("f.a",)}
    assert result.before == Tally(2, 4)
    base = {**CHAIN, "B.lean": also["B.lean"]}
    result = check(snapshot(also, CLAIMS), snapshot(base, CLAIMS))
    assert the_new(result) == {"A.f": ("f.a",)}


def the_new(result: CheckResult) -> dict[str, tuple[str, ...]]:
    new = (f for f in result.findings if f.rule == "new-sorry" and gate.fails(f))
    return {f.declaration: f.claims for f in new}


def test_findings_that_cost_claims_come_first() -> None:
    text = "theorem Z.a : 1 = 1 := by sorry\n" + OPEN
    result = check(snapshot({**CHAIN, "A.lean": text}, CLAIMS))
    assert [f.declaration for f in result.findings] == ["A.f", "Z.a"]


@pytest.mark.parametrize(
    ("claims", "rule", "place"),
    [
        ({"f.x": "A.nowhere"}, "backing-missing", ("catalogue/claims/f.yaml", 3)),
        ({"f.x": "A.f"}, "backing-ambiguous", ("catalogue/claims/f.yaml", 3)),
        ({"f.x": "B.g"}, "backing-unbuilt", ("lean/B.lean", 2)),
    ],
)
def test_backings_that_do_not_hold(
    claims: dict[str, str], rule: str, place: tuple[str, int]
) -> None:
    files = {**CHAIN, "Twin.lean": PROVED} if rule == "backing-ambiguous" else CHAIN
    result = check(snapshot(files, claims, unbuilt=["B"]))
    finding = the(result, rule)
    assert (finding.path, finding.line) == place
    assert finding.claims == ("f.x",)
    assert gate.exit_code(result) == 1


def test_a_draft_is_not_held_to_its_backing() -> None:
    now = snapshot(CHAIN, {"f.x": "A.nowhere"})
    (claim,) = now.report.claims
    draft = replace(claim, claim=replace(claim.claim, lifecycle=Lifecycle.DRAFT))
    result = check(replace(now, report=replace(now.report, claims=(draft,))))
    assert the(result, "backing-missing").level is Level.WARNING
    assert gate.exit_code(result) == 0


def test_a_claim_without_a_theorem_is_no_finding() -> None:
    assert told(check(snapshot(CHAIN, {"f.open": ""}))) == []


# --- the compiler's record -----------------------------------------------------------------------


def with_standing(now: gate.Snapshot, standing: Standing, freshness: Freshness) -> gate.Snapshot:
    """The same with the first claim of another standing, as a record would make it."""
    first, *rest = now.report.claims
    backings = tuple(replace(b, standing=standing, evidence=freshness) for b in first.backings)
    first = replace(first, standing=standing, backings=backings)
    return replace(now, report=replace(now.report, claims=(first, *rest)))


def test_stale_evidence_fails_though_the_claim_stays_covered() -> None:
    now = with_standing(snapshot(CHAIN, CLAIMS), Standing.CLEAN, Freshness.STALE)
    finding = the(check(now), "evidence-stale")
    assert finding.claims == ()
    assert finding.path == "lean/A.lean"
    assert (
        finding.message
        == "the compiler's record of A, which 1 claim rests on, is of other sources or another Lean"
    )


def test_a_record_that_went_away_is_told() -> None:
    now = snapshot(CHAIN, CLAIMS)
    base = with_standing(now, Standing.CHECKED, Freshness.FRESH)
    assert the(check(now, base), "evidence-stale").path == "catalogue/claims/f.yaml"


def test_text_and_record_disagree() -> None:
    now = snapshot(CHAIN, CLAIMS)
    wrong = Disagreement(Ref("p", "A", "A.f"), "clean", "sorryAx", "they disagree")
    result = check(replace(now, report=replace(now.report, disagreements=(wrong,))))
    finding = the(result, "evidence-contradicts")
    assert (finding.path, finding.line, finding.message) == ("lean/A.lean", 1, "they disagree")


# --- against a base ------------------------------------------------------------------------------


def test_what_the_base_had_is_known() -> None:
    base = snapshot({"A.lean": OPEN}, {"f.x": "A.nowhere"})
    result = check(base, base)
    assert {f.state for f in result.findings} == {FindingState.KNOWN}
    assert gate.exit_code(result) == 0


def test_a_fixed_sorry_is_good_news() -> None:
    result = check(snapshot({"A.lean": PROVED}), snapshot({"A.lean": OPEN}))
    assert told(result) == [("new-sorry", "fixed", "A.f")]
    assert the(result, "new-sorry").message == "A.f had a sorry at main, no more"


def test_a_rename_against_a_base() -> None:
    result = check(snapshot({"B.lean": OPEN.replace("A.f", "B.g")}), snapshot({"A.lean": OPEN}))
    assert ("new-sorry", "moved", "B.g") in told(result)
    assert gate.exit_code(result) == 0


def test_a_changed_statement_against_a_base() -> None:
    now = snapshot({"A.lean": OPEN.replace("n = n", "n = 0")})
    finding = the(check(now, snapshot({"A.lean": OPEN})), "new-sorry")
    assert "not the one that was there before" in finding.message


def test_an_entry_accepted_in_the_same_change_passes() -> None:
    now = snapshot({"A.lean": OPEN}, entries=accepted(snapshot({"A.lean": OPEN})))
    result = check(now, snapshot({"A.lean": PROVED}))
    assert gate.exit_code(result) == 0


def test_coverage_lost_is_told_for_each_claim() -> None:
    result = check(snapshot(BROKEN, CLAIMS), snapshot(CHAIN, CLAIMS))
    lost = [f for f in result.findings if f.rule == "coverage-lost"]
    assert [f.claims for f in lost] == [("f.a",), ("f.c",)]
    assert lost[0].message == "claim f.a was clean and is sorry: it holds a sorry"
    assert lost[0].path == "catalogue/claims/f.yaml"


def test_a_claim_may_not_vanish() -> None:
    base = snapshot(CHAIN, CLAIMS)
    left = {k: v for k, v in CLAIMS.items() if k != "f.a"}
    finding = the(check(snapshot(CHAIN, left), base), "claim-removed")
    assert finding.message == "claim f.a (clean) is no longer in the catalogue"
    assert finding.claims == ("f.a",)


def test_a_reviewed_claim_that_is_gone_is_told_by_its_pin() -> None:
    now = replace(snapshot(CHAIN, {"f.d": "D.i"}), reviewed=("f.a", "f.d"))
    for result in (check(now), check(now, snapshot(CHAIN, {"f.a": "A.f", "f.d": "D.i"}))):
        finding = the(result, "claim-removed")
        assert finding.path == "catalogue/pins/f.a.toml"
        assert gate.exit_code(result) == 1


def flagged(now: gate.Snapshot, standing: Standing, *flags: str) -> gate.Snapshot:
    """The same with the first claim and its backings of a standing, and flagged."""
    first, *rest = now.report.claims
    backings = tuple(replace(b, standing=standing, flags=flags) for b in first.backings)
    first = replace(first, standing=standing, backings=backings, flags=flags)
    return replace(now, report=replace(now.report, claims=(first, *rest)))


@pytest.mark.parametrize("rule", ["statement-changed", "definition-changed", "claim-changed"])
def test_a_change_under_a_pin(rule: str) -> None:
    result = check(flagged(snapshot(CHAIN, {"f.a": "A.f"}), Standing.SUSPECT, rule))
    finding = the(result, rule)
    assert finding.claims == ("f.a",)
    assert finding.path == ("catalogue/claims/f.yaml" if rule == "claim-changed" else "lean/A.lean")
    assert "leancat review f.a --by WHO" in finding.help


def test_a_pin_may_not_vanish() -> None:
    now = snapshot(CHAIN, {"f.a": "A.f"})
    base = flagged(now, Standing.CLEAN)
    now = flagged(now, Standing.CLEAN, "unreviewed")
    assert the(check(now, base), "review-lost").path == "catalogue/claims/f.yaml"
    assert told(check(base, now)) == []


def test_a_claim_may_be_renamed_or_retracted() -> None:
    base = snapshot(CHAIN, {"f.a": "A.f", "f.d": "D.i"})
    now = snapshot(CHAIN, {"f.new": "A.f"})
    (claim,) = now.report.claims
    renamed = replace(claim, claim=replace(claim.claim, title="f.a", aliases=("f.a",)))
    gone = replace(claim.claim, id="f.d")
    report = replace(now.report, claims=(renamed,), retracted=(gone,))
    result = check(replace(now, report=report), base)
    assert told(result) == [("claim-withdrawn", "new", "catalogue/claims/f.yaml")]
    assert the(result, "claim-withdrawn").level is Level.WARNING
    assert gate.exit_code(result) == 0


def test_less_scanned_than_before() -> None:
    base = snapshot(CHAIN)
    less = snapshot({k: v for k, v in CHAIN.items() if k != "D.lean"})
    deleted = check(less, base)
    assert the(deleted, "scanned-less").level is Level.NOTE
    assert gate.exit_code(deleted) == 0
    hidden = gate.check(less, base, base_name="main", today=date.today(), on_disk=lambda _: True)
    assert the(hidden, "scanned-less").message == "lean/D.lean is there and no longer scanned"
    assert gate.exit_code(hidden) == 1


def test_a_file_that_no_library_builds_any_more_is_told() -> None:
    result = check(snapshot(CHAIN, unbuilt=["D"]), snapshot(CHAIN))
    assert the(result, "scanned-less").message == "no library builds lean/D.lean any more"


def test_an_emptied_or_vanished_project_fails() -> None:
    base = snapshot(CHAIN)
    now = snapshot({})
    (empty,) = now.index.projects
    assert gate.exit_code(check(now)) == 0  # a package without libraries has nothing to lose
    library = Library("p", ".", ("P",), ("P",))
    emptied = replace(empty, project=replace(empty.project, libraries=(library,)))
    assert gate.exit_code(check(judged(Index((emptied,)), {}))) == 1
    assert the(check(judged(Index(()), {}), base), "scanned-less").project == "p"


def test_a_moved_file_is_not_less() -> None:
    moved = {**CHAIN, "E.lean": CHAIN["D.lean"]}
    del moved["D.lean"]
    assert told(check(snapshot(moved), snapshot(CHAIN))) == []


# --- what can not be said -------------------------------------------------------------------------


def test_an_incomplete_scan_is_neither_yes_nor_no() -> None:
    now = snapshot(CHAIN)
    (project,) = now.index.projects
    index = Index((replace(project, unread=(Unread("X.lean", "permission denied"),)),))
    stale = accepted(snapshot({"X.lean": OPEN}))
    result = check(judged(index, {"f.x": "A.unseen"}, stale), snapshot(CHAIN, {"f.x": "A.f"}))
    assert [f.rule for f in result.findings] == ["scan-incomplete"]
    assert gate.exit_code(result) == gate.exit_code(result, report_only=True) == 2
    assert the(result, "scan-incomplete").path == "lean/X.lean"


def test_an_unreadable_catalogue_is_told_in_every_format() -> None:
    result = gate.unreadable(
        [Problem("unknown key x", "catalogue/c.yaml", 3, 4, "did you mean y?")]
    )
    finding = the(result, "catalogue-invalid")
    assert (finding.path, finding.line, finding.column) == ("catalogue/c.yaml", 3, 4)
    assert finding.help == "did you mean y?"
    assert gate.exit_code(result) == 2


def test_fingerprints_survive_moves_and_tell_findings_apart() -> None:
    one = the(check(snapshot({"A.lean": OPEN})), "new-sorry")
    two = the(check(snapshot({"B.lean": "\n\n" + OPEN.replace("n = n", "n = 0")})), "new-sorry")
    other = the(check(snapshot({"A.lean": OPEN.replace("A.f", "A.g")})), "new-sorry")
    assert one.fingerprint == two.fingerprint != other.fingerprint
