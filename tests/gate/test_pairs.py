"""A Challenge that reads otherwise than its Solution, where the compiler has a record of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from indexer.claims.records import Asserted, Backing
from indexer.gate.pairs import findings
from indexer.gate.records import Level
from tests.gate.scenes import state
from tests.trees import claim

FILES = {
    "Challenge.lean": "theorem main (n : Nat) : n = n := sorry\n",
    "Solution.lean": "theorem main (n : Nat) : n = n + 0 := rfl\n",
}


def _levels(records: Mapping[str, str], files: Mapping[str, str] = FILES) -> list[Level]:
    said = Asserted("comparator", "main", challenge="Challenge")
    told = replace(claim(Backing("main", module="Solution")), asserted=said)
    now = state(files, [told])
    assert now.reviews
    reviews = replace(now.reviews, record=lambda ref: records.get(ref.module, ""))
    return [f.level for f in findings(replace(now, reviews=reviews))]


@pytest.mark.parametrize(
    ("challenge", "solution", "levels"),
    [
        ("one", "one", []),  # other words, and the same to the kernel
        ("one", "two", [Level.ERROR]),
        ("one", "", [Level.WARNING]),
        ("", "two", [Level.WARNING]),
        ("", "", [Level.WARNING]),
    ],
)
def test_the_record_of_both_settles_it(challenge: str, solution: str, levels: list[Level]) -> None:
    assert _levels({"Challenge": challenge, "Solution": solution}) == levels


def test_the_same_words_need_no_record() -> None:
    assert _levels({}, {**FILES, "Solution.lean": FILES["Challenge.lean"]}) == []
