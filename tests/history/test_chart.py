"""The chart: what it draws is what the points say, by itself and on a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.formats.history import HISTORY_WRITERS
from indexer.history.chart import anchor, chart
from indexer.history.records import Counts, Coverage, History, Point, Release
from indexer.judge.records import Standing

STANDINGS = [str(standing) for standing in Standing]


def _point(
    number: int,
    counts: dict[str, int] | None,
    sorries: int = 0,
    *,
    main: bool = True,
    toolchain: str = "lean4:v4.1.0",
    time: int | None = None,
) -> Point:
    covered = sum(n for s, n in (counts or {}).items() if Standing(s).covered)
    total = sum((counts or {}).values())
    return Point(
        commit=f"{number:040x}",
        time=1_700_000_000 + number * 90_000 if time is None else time,
        subject="s",
        tags=(),
        main=main,
        toolchain=toolchain,
        counts=Counts(sorries=sorries, theorems=number),
        sorry_files=(("A.lean", sorries),) if sorries else (),
        coverage=Coverage(covered, total, 0, counts) if counts is not None else None,
    )


POINTS = (
    _point(1, None, 3),
    _point(2, {"clean": 1, "sorry": 3}, 3),
    _point(3, {"clean": 9}, 0, main=False),
    _point(4, {"clean": 3, "missing": 2}, 1, toolchain="lean4:v4.2.0"),
)
RELEASES = (Release(("v1", "<v2>"), POINTS[1].commit, POINTS[1].time),)


def _drawn(text: str) -> Any:
    return etree.fromstring(text)


def _texts(text: str) -> list[str]:
    return [str(found) for found in _drawn(text).xpath("//*[local-name()='text']/text()")]


def test_it_says_what_it_shows() -> None:
    text = chart(POINTS, RELEASES)
    assert {"3/5", "v4.2.0", "<v2>", "claims", "sorries", "clean", "sorry", "missing"} <= set(
        _texts(text)
    )
    (about,) = _drawn(text).xpath("//*[local-name()='desc']/text()")
    assert about == (
        "2023-11-15 0000000: 3 sorries; 2023-11-17 0000000: 1/4 claims covered, 3 sorries; "
        "2023-11-19 0000000: 3/5 claims covered, 1 sorry; releases v1, <v2>."
    )
    assert _drawn(text).xpath("//*[local-name()='title'][@id='t']/text()") == ["Claims over time"]


def test_both_themes_are_in_the_picture_and_only_there() -> None:
    assert "prefers-color-scheme:dark" in chart(POINTS)
    page = chart(POINTS, page=True)
    assert "<style" not in page
    assert "style=" not in page


def test_on_a_page_each_point_of_the_main_line_leads_to_its_row() -> None:
    links = _drawn(chart(POINTS, page=True)).xpath("//a/@href")
    assert links == [f"#{anchor(point)}" for point in POINTS if point.main]
    assert _drawn(chart(POINTS, page=True, linked=False)).xpath("//a") == []


def test_axioms_have_a_band_of_their_own_where_there_are_any() -> None:
    assert "axioms" not in _texts(chart(POINTS, RELEASES))
    assumed = tuple(
        replace(p, counts=replace(p.counts, axioms=n))
        for p, n in zip(POINTS, (0, 1, 1, 4), strict=True)
    )
    drawn = _drawn(chart(assumed, RELEASES))
    assert {"axioms", "4"} <= set(drawn.xpath("//*[local-name()='text']/text()"))
    (area,) = drawn.xpath("//*[@class='area assumes' and @d]/@d")
    heights = [float(corner.split(" ")[1]) for corner in area.split("V")[0][1:].split("L")]
    floor = heights[0]
    assert [floor - y for y in heights[1:]] == [0, 0, 16, 16, 64, 64]
    assert float(drawn.get("height")) > floor
    (about,) = drawn.xpath("//*[local-name()='desc']/text()")
    assert "3/5 claims covered, 1 sorry, 4 axioms" in about


def test_areas_end_at_what_was_counted() -> None:
    """Of five claims, three that are clean reach three fifths of the height."""
    (clean,) = _drawn(chart(POINTS)).xpath("//*[@class='area clean' and @d]/@d")
    ends = [float(part.split("L")[0].split(" ")[1]) for part in clean[1:].split("L")[:4]]
    assert ends == [34 + 190 * 0.8, 34 + 190 * 0.8, 34 + 190 * 0.4, 34 + 190 * 0.4]


@given(
    st.lists(
        st.builds(
            _point,
            st.integers(0, 9),
            st.none() | st.dictionaries(st.sampled_from(STANDINGS), st.integers(0, 999)),
            st.integers(0, 10**6),
            main=st.booleans(),
            toolchain=st.text(max_size=5),
            time=st.integers(0, 2**33),
        ),
        max_size=8,
    )
)
def test_any_history_is_a_picture_whose_lines_stay_inside(points: list[Point]) -> None:
    releases = [Release((point.toolchain or "t",), point.commit, point.time) for point in points]
    for page in (False, True):
        drawn = _drawn(chart(points, releases, page=page))
        wide, tall = (float(drawn.get(side)) for side in ("width", "height"))
        for shape in drawn.iter("{*}rect"):
            assert 0 <= float(shape.get("x")) <= float(shape.get("x")) + float(shape.get("width"))
            assert float(shape.get("x")) <= wide
            assert float(shape.get("y")) <= tall


def test_every_output_has_sorries_by_file_and_axioms() -> None:
    told = tuple(
        replace(p, counts=replace(p.counts, axioms=7), sorry_files=(("Here\x1b.lean", 42),))
        for p in POINTS
    )
    found = History(told, "week", releases=RELEASES)
    said = {name: writer(found) for name, writer in HISTORY_WRITERS.items()}
    for name in ("text", "jsonl", "csv"):
        assert "42" in said[name], name
        assert "7" in said[name], name
        assert "\x1b" not in said[name], name
    assert "     42  Here\\u001b.lean" in said["text"]
    assert "3/5 (missing 2)" in said["text"]
    assert said["svg"] == chart(told, RELEASES)
    rows = said["csv"].splitlines()
    assert len({row.count(",") for row in rows}) == 1
    assert rows[0].endswith(",clean,checked,sorry_files")
    assert said["jsonl"].count("\n") == len(POINTS)


def test_a_long_history_takes_no_larger_picture() -> None:
    """A picture is some hundred places wide, however many commits there are."""
    sizes = [
        len(chart([_point(n, None, n % 7) for n in range(commits)])) for commits in (20_000, 80_000)
    ]
    assert sizes[1] < 1.1 * sizes[0]
    still = chart([_point(n, None, 3) for n in range(20_000)])
    assert len(still) < 5_000
