"""Addresses: one plain file name for every text, the same one in every build, never a path."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.site.urls import slug, slugs, urls_of
from tests.site import example


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rope.isometry", "rope.isometry"),
        ("RoPE.rot_isometry", "RoPE.rot_isometry"),
        ("Nat.add_comm'", "Nat.add_comm~27~"),
        ("«a b»", "~ab~a~20~b~bb~"),
        ("../../etc/passwd", "~..~2f~..~2f~etc~2f~passwd"),
        ("", "~"),
        (".", "~."),
        ("..", "~.."),
        (".hidden", "~.hidden"),
    ],
)
def test_slugs_are_readable_where_the_text_is_plain(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize("name", ["con", "NUL", "aux.html", "com1", "lpt9.x"])
def test_names_that_some_systems_reserve_are_avoided(name: str) -> None:
    assert slug(name) != name
    assert slug(name).startswith(name)


@given(st.text())
def test_a_slug_is_one_plain_file_name(text: str) -> None:
    stem = slug(text)
    assert re.fullmatch(r"[A-Za-z0-9._~-]{1,140}", stem)
    assert not stem.startswith(".")
    assert "part" not in stem or "part" in text, "split pages have names of their own"


@given(
    st.lists(st.text(alphabet="aAbB./'é\u0301ΩωſsK\u212a", max_size=4), unique=True, max_size=12)
)
def test_slugs_differ_in_more_than_case_in_whatever_order(texts: list[str]) -> None:
    made = slugs((t, t) for t in texts)
    assert len({s.casefold() for s in made.values()}) == len(texts)
    assert slugs((t, t) for t in reversed(texts)) == made


def test_a_name_that_comes_along_changes_no_other() -> None:
    """Permalinks hold while the catalogue grows."""
    small = slugs((t, t) for t in ("rope.a", "rope.b"))
    large = slugs((t, t) for t in ("rope.a", "rope.b", "rope.c", "sign.a"))
    assert small.items() <= large.items()


def test_lines_of_a_split_source() -> None:
    given_index = example.index()
    report = example.report([])
    parts = {("demo", "Demo.Basic"): (1, 101, 201)}
    urls = urls_of(report, given_index, parts)
    stem = "source/demo/Demo.Basic"
    assert urls.source("demo", "Demo.Basic") == f"{stem}.html"
    assert urls.source("demo", "Demo.Basic", 1) == f"{stem}.html#L1"
    assert urls.source("demo", "Demo.Basic", 100) == f"{stem}.html#L100"
    assert urls.source("demo", "Demo.Basic", 101) == f"{stem}~part2.html#L101"
    assert urls.source("demo", "Demo.Basic", 999) == f"{stem}~part3.html#L999"
    assert urls.source("demo", "Demo.Rotation", 999) == "source/demo/Demo.Rotation.html#L999"


def test_two_declarations_of_one_name_have_two_pages() -> None:
    sources = {
        "A.lean": "private theorem x : 1 = 1 := rfl\n",
        "B.lean": "theorem x : 1 = 1 := rfl\n",
    }
    urls = urls_of(example.report([]), example.index(sources))
    pages = {urls.declaration(ref) for ref in urls.declarations}
    assert len(pages) == 2
    for order in permutations(sources):
        again = urls_of(example.report([]), example.index({k: sources[k] for k in order}))
        assert {again.declaration(ref) for ref in again.declarations} == pages
