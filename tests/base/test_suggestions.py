"""Which name a misspelt one was meant to be."""

from __future__ import annotations

import pytest

from indexer.base import suggestions
from indexer.base.suggestions import KnownNames, near
from indexer.lean import core, library


def test_the_nearest_come_first() -> None:
    assert near("limt", ["limit", "other", "limits"], 2) == ["limit", "limits"]
    assert near("zzz", ["limit"]) == []
    assert near("x" * 1000, ["x" * 1000]) == []


def test_names_are_found_by_their_last_component() -> None:
    names = KnownNames(["A.rotate", "B.rotated", "C.other", "Rotate.A"])
    assert names.near("A.rotat", 3) == ["A.rotate", "B.rotated"]
    assert names.near("A.Rotate") == ["A.rotate"]
    assert names.near("Zzzzzz.qqq") == []


def test_a_long_namespace_makes_nothing_alike() -> None:
    """Met in a public blueprint: `rightCont_self` is no slip for `roundDown`."""
    names = KnownNames(["MeasureTheory.Filtration.roundDown", "Other.Filtration.rightCont_seld"])
    word = "MeasureTheory.Filtration.rightCont_self"
    assert names.near(word, 3) == ["Other.Filtration.rightCont_seld"]


def test_few_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a quarter of a million names a slip is held against some thousands."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    listed = [f"N.{a}{b}{'x' * (n % 30)}_{n}" for n in range(10) for a in letters for b in letters]
    names = KnownNames(listed)
    compared: list[int] = []

    def counted(word: str, choices: list[str], *rest: int) -> list[str]:
        compared.append(len(choices))
        return near(word, choices, *rest)

    monkeypatch.setattr(suggestions, "near", counted)
    assert names.near("N.abx_1") == ["N.abx_1"]
    assert max(compared) * len(letters) <= len(listed)


def test_the_library_is_the_file_that_its_names_make() -> None:
    names = library.names()
    assert {"Prod.fst", "funext", "Nat.le_of_lt", "List.map"} <= names
    assert "Nat.rec" not in names
    assert "fst" in library.last_components()
    text = library.written(names, library.version())
    assert text.startswith(f"Names of Lean's own library, version {library.version()}\n")
    assert frozenset(library._read(text.splitlines()[1:])) == names


def test_a_name_is_known_without_reading_all_others() -> None:
    assert all(map(library.knows, library.names()))
    assert not any(map(library.knows, ("", "Nat.nothing_of_the_sort", "Nowhere.at", ".fst")))


def test_names_that_are_taken_for_leans_own_are_leans_own() -> None:
    """The lists are typed; that they name Lean's own is read from its compiled files."""
    beyond = core.MATHLIB | core.OF_MATHLIB | {"Prop"}
    listed = (
        *(core.NAMES | core.NEVER_OWN | core.TYPES | core.MAY_BE_EMPTY | core.HOLD_DATA),
        *(*core.BEHIND_SIGNS.values(), *core.SIGNS_OF_CLASSES, *core.RELATIONS),
    )
    assert sorted(n for n in listed if n not in beyond and not library.knows(n)) == []
    assert not any(map(library.knows, beyond - {"Prop"}))
