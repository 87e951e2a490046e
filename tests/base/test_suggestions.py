"""Which name a misspelt one was meant to be."""

from __future__ import annotations

from indexer.base.suggestions import Names, near
from indexer.lean import library


def test_the_nearest_come_first() -> None:
    assert near("limt", ["limit", "other", "limits"], 2) == ["limit", "limits"]
    assert near("zzz", ["limit"]) == []
    assert near("x" * 1000, ["x" * 1000]) == []


def test_names_are_found_by_their_last_component() -> None:
    names = Names(["A.rotate", "B.rotated", "C.other", "Rotate.A"])
    assert names.near("A.rotat", 3) == ["A.rotate", "B.rotated"]
    assert names.near("A.Rotate") == ["A.rotate"]
    assert names.near("Zzzzzz.qqq") == []


def test_few_names_are_compared() -> None:
    """Of a quarter of a million names a slip is held against some thousands."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = Names(
        f"N.{a}{b}{'x' * (n % 30)}_{n}" for n in range(10) for a in letters for b in letters
    )
    assert max(map(len, names._buckets.values())) < 100
    assert names.near("N.abx_1") == ["N.abx_1"]


def test_the_library_is_the_file_that_its_names_make() -> None:
    names = library.names()
    assert {"Prod.fst", "funext", "Nat.le_of_lt", "List.map"} <= names
    assert "Nat.rec" not in names
    assert "fst" in library.last_components()
    text = library.written(names, library.version())
    assert text.startswith(f"Names of Lean's own library, version {library.version()}\n")
    assert frozenset(library._read(text.splitlines()[1:])) == names
