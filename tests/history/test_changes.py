"""What changed of claims between two reports: each is told once, and none that was taken out is
"gone"."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from indexer.claims.records import Claim, Lifecycle, Role
from indexer.formats.changes import changes_data
from indexer.history.changes import Changes, ClaimChange, claims_changed
from indexer.judge.records import ClaimReport, Report, Standing
from tests.site import example

INDEX = example.index()


def counted(standing: Standing = Standing.CLEAN, **fields: object) -> ClaimReport:
    return example.judged(example.claim("rope.x", "Rope.special", **fields), standing, INDEX)


def refuted() -> ClaimReport:
    told = counted(Standing.CHECKED)
    opposite = tuple(replace(b, role=Role.REFUTES) for b in told.claim.backing)
    return replace(told, claim=replace(told.claim, backing=opposite), reason="x refutes it")


def retracted() -> Claim:
    return example.claim("rope.x", lifecycle=Lifecycle.RETRACTED, reason="It was false.")


def report(kind: str) -> Report:
    """The claim rope.x as it counts, is refuted, is retracted, or is not there."""
    return {
        "clean": example.report([counted()]),
        "sorry": example.report([counted(Standing.SORRY)]),
        "refuted": example.report([], refuted=(refuted(),)),
        "retracted": example.report([], retracted=(retracted(),)),
        "none": example.report([]),
    }[kind]


STATES = ("clean", "sorry", "refuted", "retracted", "none")


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_claim_goes_from_what_it_was_to_what_it_is(before: str, after: str) -> None:
    found = list(claims_changed(report(before), report(after)))
    if before == after:
        assert found == []
        return
    (change,) = found
    assert change.id == "rope.x"
    assert change.was == ("new" if before == "none" else before)
    assert change.becomes == ("gone" if after == "none" else after)
    assert change.rose == (after == "clean")
    assert change.fell == (before == "clean")
    told = {"refuted": "x refutes it", "retracted": "It was false.", "none": ""}
    assert change.reason == told.get(after, f"because it is {after}.")


@pytest.mark.parametrize(
    ("before", "after", "rose", "fell"),
    [
        (Standing.SORRY, Standing.CLEAN, True, False),
        (None, Standing.CHECKED, True, False),
        (Standing.CLEAN, Standing.CHECKED, False, False),
        (Standing.CHECKED, Standing.TAINTED, False, True),
        (Standing.CLEAN, None, False, True),
        (Standing.SORRY, Standing.MISSING, False, False),
        (None, Standing.SORRY, False, False),
    ],
)
def test_a_claim_rises_and_falls_by_what_covers_it(
    before: Standing | None, after: Standing | None, rose: bool, fell: bool
) -> None:
    change = ClaimChange("f.c", "C", before, after)
    assert (change.rose, change.fell) == (rose, fell)


def test_a_claim_that_is_refuted_under_a_new_id_is_told_once() -> None:
    renamed = refuted()
    renamed = replace(renamed, claim=replace(renamed.claim, id="rope.y", aliases=("rope.x",)))
    after = example.report([], refuted=(renamed,))
    (change,) = claims_changed(report("clean"), after)
    assert (change.id, change.was, change.becomes) == ("rope.y", "clean", "refuted")


def test_programs_are_told_too() -> None:
    both = report("clean"), report("refuted")
    found = Changes("a", "b", (both[0].covered, both[1].covered), tuple(claims_changed(*both)))
    (claim,) = json.loads(json.dumps(changes_data(found)))["claims"]
    assert (claim["was"], claim["becomes"]) == ("clean", "refuted")
    assert (claim["before"], claim["after"], claim["retracted"]) == ("clean", None, False)


def test_every_claim_has_a_word() -> None:
    whole = example.report([counted()], retracted=(), refuted=())
    assert whole.states == {"rope.x": "clean"}
    assert report("refuted").states == {"rope.x": "refuted"}
    assert report("retracted").states == {"rope.x": "retracted"}
