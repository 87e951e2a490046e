"""Instances that give Lean's own signs a meaning, whatever their class is called."""

from __future__ import annotations

import pytest

from indexer.judge.meanings import Meanings
from indexer.usegraph.graph import use_graph
from tests import trees

CLAIM = "theorem claim (a : Nat) : a ≤ a + 1 := x\n"
MEANS = " Nat := ⟨fun _ _ => True⟩\n"


def _named(text: str) -> list[str]:
    judging = trees.judge(text)
    listed = Meanings(judging.reader).own_instances(trees.entry(judging.uses, "claim"))
    return [entry.ref.name for entry, _ in listed]


@pytest.mark.parametrize(
    "text",
    [
        "instance one : LE" + MEANS,
        "abbrev Order := LE\ninstance one : Order" + MEANS,
        "abbrev A := LE\nabbrev B := A\nabbrev C := B\ninstance one : C" + MEANS,
        "namespace Mine\nabbrev Order := LE\nend Mine\n"
        "abbrev Outer := Mine.Order\ninstance one : Outer" + MEANS,
        "namespace Mine\nabbrev Order := LE\nend Mine\nopen Mine in\ninstance one : Order" + MEANS,
        "namespace Mine\nabbrev Order := LE\nend Mine\nexport Mine (Order)\n"
        "instance one : Order" + MEANS,
        "namespace Mine\nabbrev Order := LE\nend Mine\nopen Mine renaming Order → Other\n"
        "instance one : Other" + MEANS,
        "abbrev «my order» := LE\ninstance one : «my order»" + MEANS,
    ],
)
def test_the_class_of_an_instance_is_looked_through(text: str) -> None:
    assert _named(text + CLAIM) == ["one"]


def test_another_class_is_none() -> None:
    text = "class Order (α : Type) where\n  le : α → Prop\ninstance one : Order" + MEANS
    assert _named(text + CLAIM) == []


def test_instances_of_several_classes_come_in_their_order() -> None:
    text = f"instance one : LE{MEANS}instance two : LT{MEANS}instance three : LE{MEANS}"
    claim = CLAIM.replace("a + 1", "a + 1 ∧ a < 2")
    assert _named(text + claim) == ["one", "two", "three"]


def test_what_an_instance_is_about_is_looked_up_when_somebody_asks() -> None:
    index = trees.index(
        "structure A where\nstructure B where\n"
        "instance one : LE A := ⟨fun _ _ => 1 = 2⟩\ninstance two : LE B := ⟨fun _ _ => 1 = 2⟩\n"
    )
    one, two = use_graph(index, ["one"]).instances
    assert [ref.name for ref in one.anchors] == ["A"]
    assert "anchors" not in vars(two)
