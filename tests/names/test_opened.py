"""What each form of `open` opens."""

from __future__ import annotations

import pytest

from indexer.names.opened import Open, parse_open


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
