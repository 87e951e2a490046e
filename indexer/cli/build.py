"""`leancat build`: sources and catalogue → the site, and the headline on the terminal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from indexer.app.build import build
from indexer.claims.records import ClaimKind
from indexer.cli.console import catalogue_option, say_what_was_taken, scan_options, stderr, stdout
from indexer.history.choice import Every
from indexer.judge.records import Report, Standing, Tally
from indexer.scan.options import ScanOptions
from indexer.site.standing_words import LOOKS

_COLOURS = {
    Standing.CHECKED: "green",
    Standing.CLEAN: "green",
    Standing.SORRY: "red",
    Standing.MISSING: "red",
    Standing.TAINTED: "yellow",
}


@click.command(name="build")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("_site"),
    show_default=True,
    help="The folder of the site; it is replaced whole.",
)
@click.option(
    "--base",
    metavar="REV",
    help='Show what changed since this revision (default: the last tag; "" for none).',
)
@click.option(
    "--compare",
    metavar="REV|FOLDER",
    help="Show the coverage of this revision, or of another project, beside it (default: --base).",
)
@click.option(
    "--history",
    "every",
    type=click.Choice([every.value for every in Every]),
    help="At which commits the history is told (default: those that are known, and a few).",
)
@click.option(
    "--verify", is_flag=True, help="Read every page back before the earlier site is replaced."
)
@catalogue_option
@scan_options
def command(
    out: Path,
    base: str | None,
    compare: str | None,
    every: str | None,
    verify: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Build the coverage page from the sources and the catalogue.

    On any error an earlier site stays as it was.

    Example: leancat build --out _site
    """
    chosen = Every(every) if every else None
    given, home = build(
        out, catalogue, options, base=base, every=chosen, compare=compare, verify=verify
    )
    say_what_was_taken(given.report.catalogue)
    show(given.report, home)
    return 0


def show(report: Report, home: Path) -> None:
    """The table, the headline, and where the page is."""
    console = stdout()
    console.print(table(report))
    console.print(headline(report))
    console.print(size(home.parent), style="dim", soft_wrap=True, markup=False, highlight=False)
    console.print(f"{home}", soft_wrap=True, markup=False)
    for remark in report.remarks:
        stderr().print(f"note: {remark}", style="yellow", markup=False, soft_wrap=True)
    for gap in report.disagreements[:5]:
        stderr().print(f"text and compiler disagree: {gap.ref}: {gap.message}", markup=False)


_HOSTED = 1_000_000_000
"""Bytes that GitHub Pages takes, the smallest of the usual hosts."""


def size(site: Path) -> str:
    """What a site takes: files and bytes, by the folders that most of them are in."""
    number: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for file in site.rglob("*"):
        if file.is_file():
            folder = file.relative_to(site).parts[0] if file.parent != site else ""
            number[folder] += 1
            taken[folder] += file.stat().st_size
    files, size = number.total(), taken.total()
    most = [folder for folder, _ in number.most_common() if folder][:3]
    parts = [f"{number[f]:,} in {f} ({_mega(taken[f])})" for f in most]
    rest = files - sum(number[f] for f in most)
    parts += [f"{rest:,} elsewhere ({_mega(size - sum(taken[f] for f in most))})"] if rest else []
    words = f"{files:,} files, {_mega(size)}: {', '.join(parts)}"
    if size > _HOSTED:
        words += "; GitHub Pages takes 1 GB: `exclude` in leancat.toml leaves modules out"
    return words


def _mega(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def table(report: Report) -> Table:
    """Families with their numbers and standings, best standing first."""
    shown = [s for s in LOOKS if report.standings.get(s)]
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column("family")
    for name in ("covered", "checked", *(f"{LOOKS[s].sign} {s}" for s in shown)):
        made.add_column(name, justify="right", no_wrap=True)
    counts = _counts(report)
    for family in report.catalogue.families:
        tally = report.families.get(family.id, Tally(0, 0))
        cells = [_cell(counts.get((family.id, s), 0), s) for s in shown]
        checked = str(report.families_checked.get(family.id, 0))
        made.add_row(Text(family.id), str(tally), checked, *cells)
    return made


def _counts(report: Report) -> dict[tuple[str, Standing], int]:
    counts: dict[tuple[str, Standing], int] = {}
    for claim in report.claims:
        if claim.claim.kind is not ClaimKind.THEOREM:
            continue
        key = claim.claim.family, claim.standing
        counts[key] = counts.get(key, 0) + 1
    return counts


def _cell(count: int, standing: Standing) -> Text:
    return Text(str(count), style=_COLOURS.get(standing, "")) if count else Text("·", style="dim")


def headline(report: Report) -> Text:
    """`152/161 claims covered (94 %), 152 checked`."""
    covered = report.covered
    text = Text(str(covered), style="bold")
    text.append(f" claims covered ({covered.percent} %), {report.beside}", style="")
    empty = report.saying_nothing
    if empty:
        verb = "says" if len(empty) == 1 else "say"
        text.append(
            f", {len(empty)} of them {verb} nothing: {', '.join(empty[:3])}", style="yellow"
        )
        text.append(" …" if len(empty) > 3 else "")
    return text
