"""A record of the compiler's counts only for the declaration that the text shows: binders."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec import structs

from indexer.evidence.fits import misfit
from indexer.evidence.records import ConstantEvidence
from tests import trees

TEXT = "theorem t {a : Nat} (b : Nat) [Inhabited Nat] : a = b := sorry\n"
HAVE = ("{a}", "b", "[_]")


def _told(binders: Sequence[str], **fields: object) -> str | None:
    declaration, module = trees.declaration(TEXT, "t")
    record = ConstantEvidence(
        "theorem",
        (),
        "kernel1:0",
        span=(1, 0, 1, len(TEXT) - 1),
        binders=tuple(binders),
        logic="→•" * len(binders) + "=",
        mentions=("Eq", "Nat", "Inhabited"),
    )
    return misfit(declaration, module, structs.replace(record, **fields), ())


@pytest.mark.parametrize("have", [HAVE, ("{_}", "b", "[_]"), ("{a}", "b", "[inst]")])
def test_binders_that_the_text_shows(have: Sequence[str]) -> None:
    """A name that nobody wrote, as a macro makes it, may be any that is implicit too."""
    assert _told(have) is None


@pytest.mark.parametrize(
    "have",
    [
        ("{c}", "b", "[_]"),
        ("a", "b", "[_]"),
        ("⦃a⦄", "b", "[_]"),
        ("{a}", "_", "[_]"),
        ("{a}", "{b}", "[_]"),
        ("{a}", "b", "c"),
        ("{a}", "b"),
        ("b", "{a}", "[_]"),
    ],
)
def test_binders_that_it_does_not(have: Sequence[str]) -> None:
    assert _told(have) == "its type has other binders than the text"


def test_a_hypothesis_in_front_is_none_that_the_text_shows() -> None:
    assert _told(("h", *HAVE)) == "its type has a hypothesis that the text does not show"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("span", (), "the record does not tell where it stands"),
        ("span", (1, 0, 1, 9), None),
        ("span", (2, 0, 2, 9), "Lean has it from other words, at line 2, column 0"),
        ("logic", "→•→•→•↔••", "its type says something else than the text"),
    ],
)
def test_place_and_statement(field: str, value: object, words: str | None) -> None:
    told = _told(HAVE, **{field: value})
    assert told == words if words else told is not None
