"""`leancat history`: what every commit held, without a build."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.app.history import History, history
from indexer.base.inert import inert
from indexer.base.writing import write_output
from indexer.cli.console import catalogue_option, scan_options, stderr, write_data
from indexer.formats import encoded
from indexer.formats.answers import SCHEMA, document
from indexer.history.choice import Every
from indexer.history.records import Point
from indexer.scan.options import ScanOptions

_CHOICES = [every.value for every in Every if every is not Every.NEVER]


@click.command(name="history")
@click.argument("span", default="HEAD", metavar="[REV..REV]")
@click.option("--every", type=click.Choice(_CHOICES), default="commit", show_default=True)
@click.option(
    "--claims",
    type=click.Choice([every.value for every in Every]),
    help="How often claims are judged (default: at most sixty times).",
)
@click.option("--todays-claims", is_flag=True, help="Judge the claims of now at every commit.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "jsonl", "csv"]), default="text"
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False))
@catalogue_option
@scan_options
def command(
    span: str,
    every: str,
    claims: str | None,
    todays_claims: bool,
    format_: str,
    output: Path | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Theorems, sorries and covered claims at every commit, read without a checkout.

    Nothing is built. Only files that were not seen before are scanned; what is known is kept in
    the cache, so that a second run looks at new commits only.

    Example: leancat history v1.0..HEAD --every week --format csv
    """
    found = history(
        catalogue,
        span,
        Every(every),
        Every(claims) if claims else None,
        options,
        todays=todays_claims,
    )
    for note in found.notes:
        stderr().print(f"note: {note}", markup=False)
    text = _WRITERS[format_](found)
    if output is not None:
        write_output(output, encoded(text))
    else:
        write_data(text)
    return 0


def _text(found: History) -> str:
    lines = [
        f"{'commit':<8} {'day':<10} {'theorems':>8} {'sorries':>7} {'axioms':>6}  {'claims':<9}"
    ]
    lines += [_line(point) for point in found.points]
    lines.append(f"claims judged at every {found.judged.value}; {len(found.points)} commits")
    return "".join(f"{inert(line.rstrip())}\n" for line in lines)


def _line(point: Point) -> str:
    counts, coverage = point.counts, point.coverage
    covered = f"{coverage.covered}/{coverage.total}" if coverage else ""
    tags = " ".join(point.tags)
    return (
        f"{point.commit[:8]} {_day(point)} {counts.theorems:>8} {counts.sorries:>7} "
        f"{counts.axioms:>6}  {covered:<9} {tags}"
    )


def _day(point: Point) -> str:
    return f"{datetime.fromtimestamp(point.time, UTC):%Y-%m-%d}"


def _jsonl(found: History) -> str:
    rows = ({"schema": SCHEMA, **point.to_dict()} for point in found.points)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _json(found: History) -> str:
    points = [point.to_dict() for point in found.points]
    return document({"judged": found.judged.value, "notes": list(found.notes), "points": points})


_COLUMNS = "modules declarations theorems definitions axioms sorries diagnostics".split()


def _csv(found: History) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["commit", "time", "main", "tags", "toolchain", *_COLUMNS, "covered", "total"])
    rows.writerows(map(_row, found.points))
    return out.getvalue()


def _row(point: Point) -> Iterable[object]:
    coverage = point.coverage
    yield from (point.commit, point.time, int(point.main), " ".join(point.tags), point.toolchain)
    yield from (getattr(point.counts, name) for name in _COLUMNS)
    yield from (coverage.covered, coverage.total) if coverage else ("", "")


_WRITERS: dict[str, Callable[[History], str]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}
