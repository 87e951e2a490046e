"""A history for people, for programs and as a picture."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from indexer.base.inert import inert
from indexer.formats.answers import SCHEMA, document
from indexer.history.chart import chart
from indexer.history.records import History, Point, day
from indexer.judge.records import Standing

_MOST = 40  # files that people read


def as_text(found: History) -> str:
    """A line for each commit, and the files that hold a sorry at the last one; names are inert."""
    head = ("commit", "day", "theorems", "defs", "axioms", "sorries", "claims")
    lines = ["{:<8} {:<10} {:>8} {:>6} {:>6} {:>7}  {}".format(*head)]
    lines += map(_line, found.points)
    lines += _by_file(found.points[-1:])
    how_often = "no commit" if found.judged == "never" else f"every {found.judged}"
    lines.append(f"claims judged at {how_often}; {len(found.points)} commits")
    return "".join(f"{inert(line.rstrip())}\n" for line in lines)


def _line(point: Point) -> str:
    counts = point.counts
    numbers = f"{counts.theorems:>8} {counts.definitions:>6} {counts.axioms:>6} {counts.sorries:>7}"
    said = "  ".join((_claims(point), " ".join(point.tags)))
    return f"{point.commit[:8]} {day(point.time)} {numbers}  {said}"


def _claims(point: Point) -> str:
    """`152/155 (missing 2, sorry 1)`."""
    if point.coverage is None:
        return ""
    counts = point.coverage.counts
    rest = [f"{s} {counts[s]}" for s in Standing if counts.get(s) and not s.covered]
    open_ones = f" ({', '.join(rest)})" if rest else ""
    return f"{point.coverage.covered}/{point.coverage.total}{open_ones}"


def _by_file(points: Iterable[Point]) -> Iterator[str]:
    for point in points:
        if point.sorry_files:
            yield f"sorries at {point.commit[:8]}, by file"
        for path, number in point.sorry_files[:_MOST]:
            yield f"{number:>7}  {path}"
        if len(point.sorry_files) > _MOST:
            yield f"         … and {len(point.sorry_files) - _MOST} more files"


def as_jsonl(found: History) -> str:
    """A point a line, whole; fields are added, never changed."""
    rows = ({"schema": SCHEMA, **point.to_dict()} for point in found.points)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_json(found: History) -> str:
    """The whole history as one object."""
    points = [point.to_dict() for point in found.points]
    return document({"judged": str(found.judged), "notes": list(found.notes), "points": points})


_COLUMNS = "modules declarations theorems definitions axioms sorries diagnostics".split()


def as_csv(found: History) -> str:
    """A point a row: numbers, the claims by standing, and the sorries by file as `path:number`."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    head = ["commit", "time", "main", "tags", "toolchain", *_COLUMNS, "covered", "total"]
    rows.writerow([*head, *Standing, "sorry_files"])
    rows.writerows(map(_row, found.points))
    return out.getvalue()


def _row(point: Point) -> Iterable[object]:
    coverage = point.coverage
    tags = inert(" ".join(point.tags))
    yield from (point.commit, point.time, int(point.main), tags, inert(point.toolchain))
    yield from (getattr(point.counts, name) for name in _COLUMNS)
    yield from (coverage.covered, coverage.total) if coverage else ("", "")
    yield from (coverage.counts.get(s, 0) if coverage else "" for s in Standing)
    yield " ".join(f"{inert(path)}:{number}" for path, number in point.sorry_files)


def as_svg(found: History) -> str:
    """The chart, as a picture by itself."""
    return chart(found.points, found.releases)


HISTORY_WRITERS: MappingProxyType[str, Callable[[History], str]] = MappingProxyType(
    {"text": as_text, "json": as_json, "jsonl": as_jsonl, "csv": as_csv, "svg": as_svg}
)
"""The formats of `leancat history`, by name."""
