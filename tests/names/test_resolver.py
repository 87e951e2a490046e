"""Look-ups by name and suggestions; what names in Lean text mean is in `tests/fixtures/uses/`."""

from __future__ import annotations

import pytest

from indexer.names.resolver import Open, parse_open
from tests.trees import entry, index, uses


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("A B", [Open("A"), Open("B")]),
        ("A hiding x y", [Open("A", hiding=frozenset({"x", "y"}))]),
        ("A renaming x → y, z → w", [Open("A", renames=(("x", "y"), ("z", "w")))]),
        ("A (x y)", [Open("A", only=frozenset({"x", "y"}))]),
        ("scoped A", []),
        ("private x from A", []),
        ("", []),
    ],
)
def test_parse_open(text: str, opens: list[Open]) -> None:
    assert parse_open(text) == opens


def test_suggestions_prefer_the_same_last_name() -> None:
    table = uses("def A.rotate := 1\ndef B.rotated := 1\ndef C.other := 1\n").table
    assert table.suggest("Z.rotate")[0] == "A.rotate"
    assert "B.rotated" in table.suggest("B.rotate")
    assert table.suggest("Zzzzzz.qqq") == []


def test_guessed_names_are_found_only_when_asked_for() -> None:
    found = uses("structure S where\n  n : Nat\ninstance : Inhabited S := ⟨⟨0⟩⟩\n")
    assert found.table.find("instInhabitedS") == []
    assert entry(found, "instInhabitedS").declaration.approximate


def test_a_name_in_two_projects_is_found_twice_or_once_by_project() -> None:
    files = {"A.lean": "theorem t : 1 = 1 := rfl\n", "q:B.lean": "theorem t : 1 = 1 := rfl\n"}
    table = uses(files).table
    assert len(table.find("t")) == 2
    assert [e.ref.project for e in table.find("t", "q")] == ["q"]
    assert len(index(files).projects) == 2
