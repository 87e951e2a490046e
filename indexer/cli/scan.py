"""`leancat scan PATH…`: any Lean tree, no catalogue needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.table import Table

from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.base.inert import inert
from indexer.cli.console import cache_path, progress, scan_options, stderr, stdout, write_data
from indexer.lake import project as projects
from indexer.scan import loader
from indexer.scan.loader import Scanned
from indexer.scan.records import Unread
from indexer.scan.serialization import Part


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
    no_cache: bool,
    jobs: int | None,
) -> int:
    """List the modules, declarations, sorries and diagnostics of Lean files or folders.

    Lines are 1-based, columns 0-based code points, as Lean counts them.
    Exit code 2 when something could not be read.

    Example: leancat scan --format jsonl Mathlib/
    """
    part = Part.SUMMARY if format_ == "text" else Part.LISTING
    scanned: list[Scanned] = []
    unread: list[Unread] = []
    for path in paths:
        with progress(f"scanning {path}") as update:
            found = scan_path(
                path, part, keywords=keywords, jobs=jobs, cache=cache_path(no_cache), update=update
            )
        scanned += found[0]
        unread += found[1]
    _WRITERS[format_](scanned)
    for lost in unread:
        stderr().print(f"error: {lost.path}: {lost.reason}", style="red", markup=False)
    return 2 if unread else 0


def scan_path(
    path: Path,
    part: Part,
    *,
    keywords: Iterable[str] = (),
    jobs: int | None = None,
    cache: Path | None = None,
    update: loader.Progress | None = None,
) -> tuple[tuple[Scanned, ...], tuple[Unread, ...]]:
    """Scan a file or a folder; every Lake project found below is read as one, and what belongs to
    none is read too.  Paths in the result are relative to `path` (to its folder for a file).
    Raises InputError when there is nothing there."""
    if not path.exists():
        raise InputError(Problem("there is no such file or folder", path=str(path)))
    root = path.parent if path.is_file() else path
    wanted = {path.name} if path.is_file() else None
    files = DiskFiles(root)
    names, extra = _module_names(root)
    sources = [
        loader.Source(p, names.get(p) or projects.module_name(p))
        for p in files.paths()
        if p.endswith(".lean") and (wanted is None or p in wanted)
    ]
    if not sources:
        raise InputError(Problem("there are no .lean files here", path=str(path)))
    return loader.scan_parts(
        files, sources, part, keywords=(*extra, *keywords), jobs=jobs, cache=cache, progress=update
    )


def _module_names(root: Path) -> tuple[dict[str, str], list[str]]:
    """Module names by path, as the Lake projects at and below `root` define them."""
    names: dict[str, str] = {}
    keywords: list[str] = []
    for folder in projects.find_projects(root):
        project = projects.read_project(folder, id=folder.name)
        prefix = folder.resolve().relative_to(root.resolve()).as_posix()
        lead = "" if prefix == "." else prefix + "/"
        names.update({lead + path: name for path, name in projects.module_files(project)})
        keywords.extend(project.extra_keywords)
    return names, keywords


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
