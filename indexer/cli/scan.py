"""`leancat scan PATH…`: any Lean tree, no catalogue needed."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from indexer.app.tree import scan_tree
from indexer.base.inert import inert
from indexer.cli.console import scan_options, stderr, stdout, write_data
from indexer.scan.loader import Scanned
from indexer.scan.options import ScanOptions
from indexer.scan.records import Unread
from indexer.scan.serialization import ModulePart


@click.command(name="scan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json", "jsonl"]), default="text")
@click.option(
    "--keyword", "keywords", multiple=True, help="An extra declaration keyword: word[=kind]."
)
@scan_options
def command(
    paths: tuple[Path, ...],
    format_: str,
    keywords: tuple[str, ...],
    options: ScanOptions,
) -> int:
    """List the modules, declarations, sorries and diagnostics of Lean files or folders.

    Lines are 1-based, columns 0-based code points, as Lean counts them.
    Exit code 2 when something could not be read.

    Example: leancat scan --format jsonl Mathlib/
    """
    part = ModulePart.SUMMARY if format_ == "text" else ModulePart.LISTING
    scanned: list[Scanned] = []
    unread: list[Unread] = []
    for path in paths:
        found = scan_tree(path, part, options, keywords=keywords)
        scanned += found[0]
        unread += found[1]
    _WRITERS[format_](scanned)
    for lost in unread:
        stderr().print(f"error: {lost.path}: {lost.reason}", style="red", markup=False)
    return 2 if unread else 0


def _write_jsonl(scanned: list[Scanned]) -> None:
    for each in scanned:
        write_data(each.data.decode())


def _write_json(scanned: list[Scanned]) -> None:
    """One array; the rows are JSON already."""
    lines = (line for each in scanned for line in each.data.decode().splitlines())
    write_data("[" + ",\n".join(lines) + "]\n")


def _write_text(scanned: list[Scanned]) -> None:
    """Sorries and diagnostics as places an editor understands, then what there is in numbers."""
    console = stdout()
    for path, summary in ((s.source.path, s.summary) for s in scanned):
        for s in summary.sorries:
            owner = s.owner or "(no declaration)"
            text = f"{inert(path)}:{s.line}:{s.column}: {s.form} in {inert(owner)}"
            console.print(text, markup=False)
        for g in summary.diagnostics:
            text = f"{inert(path)}:{g.line}:{g.column}: {g.code}: {inert(g.message)}"
            console.print(text, style="yellow", markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(str(len(scanned)), "modules")
    table.add_row(str(sum(s.summary.declarations for s in scanned)), "declarations")
    table.add_row(str(sum(s.summary.theorems for s in scanned)), "theorems")
    table.add_row(str(sum(len(s.summary.sorries) for s in scanned)), "sorries")
    table.add_row(str(sum(len(s.summary.diagnostics) for s in scanned)), "diagnostics")
    console.print(table)


_WRITERS = {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl}
