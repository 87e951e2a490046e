"""What a statement depends on, where not all is read."""

from __future__ import annotations

import pytest

from indexer.scan import records
from indexer.usegraph.graph import use_graph
from tests.trees import entry, index

TEXT = """
structure Box where
  size : Nat
def Box.grown (b : Box) : Box := ⟨b.size + 1⟩
def far (f : Nat → Box) : Nat := (f 0).grown.size
theorem t (f : Nat → Box) : far f = 1 := sorry
"""


def _cone(*, lazily: bool) -> set[str]:
    found = use_graph(index(TEXT), {"t"} if lazily else None)
    assert found.built.is_whole is not lazily
    return {ref.name for ref in found.cone(entry(found, "t").ref)}


def test_fields_count_where_not_all_is_read() -> None:
    """Too much is a doubt that is shown, too little could be a definition that nobody reads."""
    assert _cone(lazily=False) == {"Box", "Box.grown", "far"}
    assert _cone(lazily=True) >= _cone(lazily=False)


def test_in_a_large_tree_names_alone_lead_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_LARGE", 0)
    assert _cone(lazily=True) == {"Box", "far"}
