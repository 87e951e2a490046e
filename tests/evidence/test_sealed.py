"""Sealed files: whatever is written comes back, and whatever else is in a file does not count."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from indexer.evidence.sealed import Sealed, SealError, by_entries, indented


class Kept(Struct, frozen=True, rename={"is_deep": "deep"}):
    title: str
    found: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    is_deep: bool = False
    file: str = ""


FORM = Sealed(Kept, 2, outside=("file",))
ONE = Kept("a title", {"b": (1, "x"), "a": ()}, is_deep=True)
EDITED = "edited, or merged"

text = st.text()
contents = st.builds(
    Kept,
    title=text,
    found=st.dictionaries(text, st.lists(st.integers() | text, max_size=3).map(tuple), max_size=3),
    is_deep=st.booleans(),
)


@pytest.mark.parametrize("layout", [indented, by_entries])
@given(content=contents)
def test_what_is_written_comes_back(layout: object, content: Kept) -> None:
    form = Sealed(Kept, 1, layout, outside=("file",))  # type: ignore[arg-type]
    assert form.read(form.write(content)) == content


def test_a_path_that_is_no_text_comes_back() -> None:
    content = Kept("a\udcff", {"\udcff.lean": ("b",)})
    assert FORM.read(FORM.write(content)) == content


def test_a_field_outside_of_the_file_is_given_by_who_reads() -> None:
    data = FORM.write(Kept("t", file="was"))
    assert b"was" not in data
    assert FORM.read(data, file="is") == Kept("t", file="is")


def test_entries_have_lines_of_their_own_in_order() -> None:
    lines = Sealed(Kept, 2, by_entries, outside=("file",)).write(ONE).decode().splitlines()
    assert [line for line in lines if line.startswith("  ")] == ['  "a": [],', '  "b": [1, "x"]']


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("a title", "another"),
        ('"digest": "', '"digest": "0'),
        ('"deep": true', '"deep": false'),
        ('"deep": true,', '"deep": true, "deep": true,'),
        ('"deep": true', '"deep": 1'),
        ('"deep": true,', '"deep": true, "file": "f",'),
        ('"deep": true,', ""),
        ('"schema": 2', '"schema": "2"'),
        ('"schema": 2', '"no": 2'),
        ("{", "["),
        ("}\n", "}"),
        ("}\n", "}}\n"),
    ],
)
def test_what_was_edited_does_not_count(was: str, now: str) -> None:
    data = FORM.write(ONE).decode()
    assert was in data
    with pytest.raises(SealError, match=EDITED):
        FORM.read(data.replace(was, now, 1).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b'"schema"', b"1", b"[" * 100_000])
def test_what_was_never_written_does_not_count(data: bytes) -> None:
    with pytest.raises(SealError, match=EDITED):
        FORM.read(data)


@pytest.mark.parametrize(("schema", "age"), [(1, "an earlier"), (3, "a later")])
def test_another_version_is_told(schema: int, age: str) -> None:
    with pytest.raises(SealError, match=f"{age} version of leancat"):
        FORM.read(Sealed(Kept, schema, outside=("file",)).write(ONE))


def test_the_digest_is_of_all_the_rest() -> None:
    """One who edits a file and the order of its keys alone is told as well."""
    document = json.loads(FORM.write(ONE))
    other = json.dumps(dict(reversed(document.items())), indent=1) + "\n"
    with pytest.raises(SealError, match=EDITED):
        FORM.read(other.encode())
