"""Look-ups by name and suggestions; what names in Lean text mean is in `tests/fixtures/uses/`."""

from __future__ import annotations

from tests.trees import entry, index, uses


def test_suggestions_prefer_the_same_last_name() -> None:
    table = uses("def A.rotate := 1\ndef B.rotated := 1\ndef C.other := 1\n").table
    assert table.suggestions.like("Z.rotate")[0] == "A.rotate"
    assert "B.rotated" in table.suggestions.like("B.rotate")
    assert table.suggestions.like("Zzzzzz.qqq") == []


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
