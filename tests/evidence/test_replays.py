"""Reports of other checkers: what each says, which sources it is of, and what a claim gains."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.app.replaying import bound
from indexer.base.errors import InputError, UsageError
from indexer.evidence.replays import Replay, Replays, load_replays, render, write_replay
from indexer.evidence.reports import read_report
from indexer.judge.records import Report, Standing
from indexer.judge.rungs import with_rungs
from indexer.scan.records import Index, Ref
from tests.trees import claim, judge
from tests.trees import index as indexed

FILES = {
    "A.lean": "theorem low : 1 ≤ 2 := by decide\n",
    "B.lean": "import A\ntheorem top (n : Nat) (h : n < 1) : n < 2 := Nat.lt_of_lt_of_le h low\n",
}
COMPARATOR = {
    "reports": [
        {
            "target": "top",
            "targetKind": "theorem",
            "failureCategory": None,
            "failureMessage": None,
            "unpermittedAxioms": [],
            "transitiveAxioms": ["propext"],
        }
    ],
    "kernelAccepted": True,
    "kernelFailureMessage": None,
    "nanodaAccepted": None,
    "nanodaFailureMessage": None,
}
NEWER = {
    "reports": [{"targetName": "top", "targetKind": "theorem", "failureCategory": None}],
    "kernel": {"accepted": True, "failureMessage": None},
    "nanoda": {"accepted": True, "failureMessage": None},
}
INFO = {"constInfo": {"kind": "theorem"}, "axioms": ["propext"]}
SAFE_VERIFY = [["top", {"targetInfo": INFO, "solutionInfo": INFO, "failureMode": None}]]
AUDIT = {
    "root": "B",
    "allowed": ["propext"],
    "audited": 4,
    "ok": False,
    "axiomsUsed": ["propext", "bad"],
    "violations": [{"decl": "top", "axioms": ["bad"]}],
}
CHECKER = (
    "Searching for modules matching: [A, B]\nFound 2 modules to check\nreplaying A\nreplaying B\n"
)
NANODA = "Checked 4426 declarations with no errors\n"


def data(report: object) -> bytes:
    return report.encode() if isinstance(report, str) else json.dumps(report).encode()


def imported(
    report: object, files: dict[str, str] | None = None, modules: tuple[str, ...] = ()
) -> Replay:
    content = data(report)
    read = read_report(content, "r")
    known = {"version": "1.2", "by": "Ada", "commit": None}
    return bound(read, content, indexed(files or FILES), None, modules, **known)  # type: ignore[arg-type]


def judged(
    replay: Replay, files: dict[str, str] | None = None, standing: Standing = Standing.CHECKED
) -> Report:
    """The report on `top`, taken to have that standing."""
    judging = judge(files or FILES, [claim("top")])
    report = judging.report()
    (one,) = report.claims
    backing = replace(one.backings[0], standing=standing)
    one = replace(one, standing=standing, backings=(backing,))
    return with_rungs(replace(report, claims=(one,)), Replays([replay], judging.index))


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (COMPARATOR, "replayed with comparator 1.2 (Lean's kernel), by Ada"),
        (NEWER, "replayed with comparator 1.2 (Lean's kernel, nanoda), by Ada"),
        (CHECKER, "replayed with lean4checker 1.2 (Lean's kernel), by Ada"),
        (NANODA, "replayed with nanoda 1.2 (nanoda), by Ada"),
    ],
)
def test_what_a_claim_gains(report: object, words: str) -> None:
    found = judged(imported(report, modules=("B",)))
    assert [rung.words for rung in found.claims[0].rungs] == [words]
    assert found.replayed == 1
    assert found.replay_faults == ()


def test_only_what_is_checked_gains() -> None:
    found = judged(imported(COMPARATOR), standing=Standing.CLEAN)
    assert found.claims[0].rungs == ()


def test_what_lies_beneath_must_be_replayed_too() -> None:
    one = CHECKER.replace("Found 2", "Found 1").replace("replaying A\n", "")
    assert judged(imported(one)).replayed == 0
    assert judged(imported(SAFE_VERIFY)).replayed == 0
    alone = {"B.lean": "theorem top (n : Nat) (h : n < 1) : n < 2 := Nat.lt_succ_of_lt h\n"}
    assert judged(imported(SAFE_VERIFY, alone), alone).replayed == 1


def test_an_audit_of_axioms_replays_nothing() -> None:
    clean = {**AUDIT, "ok": True, "violations": []}
    assert judged(imported(clean)).replayed == 0


OTHER = {
    "its own source": {**FILES, "B.lean": FILES["B.lean"] + "-- more\n"},
    "a source below": {**FILES, "A.lean": FILES["A.lean"] + "-- more\n"},
}


@pytest.mark.parametrize("files", OTHER.values(), ids=OTHER.keys())
def test_a_report_of_other_sources_counts_for_nothing(files: dict[str, str]) -> None:
    found = judged(imported(COMPARATOR), files)
    assert found.claims[0].rungs == ()
    (fault,) = found.replay_faults
    assert fault.rule == "replay-stale"
    assert "other sources of B" in fault.message


def test_an_edited_file_counts_for_nothing(tmp_path: Path) -> None:
    replay = imported(COMPARATOR)
    write_replay(tmp_path, replay)
    assert load_replays(tmp_path) == (replay,)
    file = tmp_path / "replays" / replay.file
    file.write_text(file.read_text("utf-8").replace("Ada", "Eve"), "utf-8")
    (read,) = load_replays(tmp_path)
    assert read.trouble
    found = judged(read)
    assert found.replayed == 0
    assert [fault.rule for fault in found.replay_faults] == ["replay-stale"]
    assert render(replay) == render(replay)


REFUSING = {
    "the kernel": {**COMPARATOR, "kernelAccepted": False},
    "nanoda": {**COMPARATOR, "nanodaAccepted": False},
    "the statement": {
        **COMPARATOR,
        "reports": [{**COMPARATOR["reports"][0], "failureCategory": "comparison"}],  # type: ignore[index]
    },
    "an axiom": {
        **COMPARATOR,
        "reports": [{**COMPARATOR["reports"][0], "transitiveAxioms": ["sorryAx"]}],  # type: ignore[index]
    },
    "an audit": AUDIT,
    "SafeVerify": [["top", {"targetInfo": INFO, "solutionInfo": INFO, "failureMode": "thmType"}]],
    "a kind": [["top", {"targetInfo": INFO, "solutionInfo": INFO, "failureMode": {"kind": {}}}]],
    "a module": CHECKER.replace("replaying B", "lean4checker found a problem in B"),
}


@pytest.mark.parametrize("report", REFUSING.values(), ids=REFUSING.keys())
def test_a_report_that_says_otherwise_is_told(report: object) -> None:
    found = judged(imported(report))
    assert [fault.rule for fault in found.replay_faults] == ["replay-contradicts"]
    if "transitiveAxioms" not in str(report):
        assert found.replayed == 0


def test_a_proof_without_the_sorry_of_the_text_is_told() -> None:
    found = judged(imported(COMPARATOR), standing=Standing.SORRY)
    assert "rests on no sorry" in found.replay_faults[0].message


UNREADABLE = {
    "no report": ("hello", "is no report"),
    "another object": ({"a": 1}, "is no report"),
    "no verdict": ({**COMPARATOR, "kernelAccepted": None}, "no kernel's verdict"),
    "damaged": ({"reports": [{}]}, "is damaged"),
    "a verdict in words": ({**COMPARATOR, "kernelAccepted": "yes"}, "is damaged"),
    "an audit that failed": ({"ok": False, "audited": 0, "error": "x"}, "nothing was audited"),
    "a log that is cut": (CHECKER.replace("replaying B\n", ""), "to the end"),
    "a log without -v": ("Found 2 modules to check\n", "to the end"),
    "a log that crashed": (CHECKER + "uncaught exception: x\n", "to the end"),
}


@pytest.mark.parametrize(("report", "said"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_told_is_refused(report: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_report(data(report), "r")


def test_times_and_colours_of_a_ci_log() -> None:
    stamped = "".join(
        f"2026-01-01T00:00:00.0Z \x1b[32m{line}\x1b[0m\n" for line in CHECKER.split("\n")
    )
    assert read_report(data(stamped), "r").modules == ("A", "B")


def test_what_a_log_does_not_name_is_asked_for() -> None:
    with pytest.raises(UsageError, match="names no module"):
        imported(NANODA)
    with pytest.raises(UsageError, match="no module C"):
        imported(NANODA, modules=("C",))


def test_a_report_of_another_project_is_refused() -> None:
    other = {**COMPARATOR, "reports": [{**COMPARATOR["reports"][0], "target": "else"}]}  # type: ignore[index]
    with pytest.raises(UsageError, match="names nothing"):
        imported(other)


def test_a_refusal_is_of_the_name() -> None:
    replays = Replays([imported(REFUSING["the kernel"])], indexed(FILES))
    assert list(replays.refusing(Ref("p", "A", "low"))) == []


def test_nothing_is_bound_where_there_is_no_report() -> None:
    assert Replays((), Index(())).all == ()
