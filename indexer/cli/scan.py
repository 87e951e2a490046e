"""`leancat scan PATH…`: any Lean tree, no catalogue needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from indexer import loader
from indexer import project as projects
from indexer.cli.console import cache_path, progress, scan_options, stderr, stdout
from indexer.errors import InputError, Problem
from indexer.files import DiskFiles
from indexer.model import Module, Unread


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
    modules: list[Module] = []
    unread: list[Unread] = []
    for path in paths:
        with progress(f"scanning {path}") as update:
            found = scan_path(
                path, keywords=keywords, jobs=jobs, cache=cache_path(no_cache), update=update
            )
        modules += found[0]
        unread += found[1]
    if format_ == "jsonl":
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(modules))
    elif format_ == "json":
        json.dump(list(rows(modules)), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _print_text(modules)
    for lost in unread:
        stderr().print(f"error: {lost.path}: {lost.reason}", style="red", markup=False)
    return 2 if unread else 0


def scan_path(
    path: Path,
    *,
    keywords: Iterable[str] = (),
    jobs: int | None = None,
    cache: Path | None = None,
    update: loader.Progress | None = None,
) -> tuple[list[Module], list[Unread]]:
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
    modules, unread = loader.scan_sources(
        files, sources, keywords=(*extra, *keywords), jobs=jobs, cache=cache, progress=update
    )
    return list(modules), list(unread)


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


def rows(modules: Iterable[Module]) -> Iterator[dict[str, Any]]:
    """The contract's objects, module by module."""
    for module in modules:
        yield _module_row(module)
        path = module.path
        for d in module.declarations:
            yield {
                "type": "declaration",
                "name": d.name,
                "kind": d.kind,
                "keyword": d.keyword,
                "path": path,
                "line": d.line,
                "column": d.column,
                "start_line": d.start_line,
                "end_line": d.end_line,
                "visibility": d.visibility,
                "approximate": d.approximate,
                "sorry": d.sorry,
            }
        for s in module.sorries:
            yield {
                "type": "sorry",
                "path": path,
                "line": s.line,
                "column": s.column,
                "end_line": s.end_line,
                "end_column": s.end_column,
                "form": s.form,
                "owner": s.owner,
                "in_statement": s.in_statement,
            }
        for g in module.diagnostics:
            yield {
                "type": "diagnostic",
                "path": path,
                "line": g.line,
                "column": g.column,
                "code": g.code,
                "message": g.message,
            }


def _module_row(module: Module) -> dict[str, Any]:
    return {
        "type": "module",
        "path": module.path,
        "module": module.name,
        "sha256": module.sha256,
        "imports": [i.name for i in module.imports],
        "lines": module.lines,
    }


def _print_text(modules: list[Module]) -> None:
    console = stdout()
    declarations = [d for m in modules for d in m.declarations]
    for module in modules:
        for s in module.sorries:
            owner = s.owner or "(no declaration)"
            console.print(f"{module.path}:{s.line}:{s.column}: {s.form} in {owner}", markup=False)
        for g in module.diagnostics:
            text = f"{module.path}:{g.line}:{g.column}: {g.code}: {g.message}"
            console.print(text, style="yellow", markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(str(len(modules)), "modules")
    table.add_row(str(len(declarations)), "declarations")
    table.add_row(str(sum(d.kind == "theorem" for d in declarations)), "theorems")
    table.add_row(str(sum(len(m.sorries) for m in modules)), "sorries")
    table.add_row(str(sum(len(m.diagnostics) for m in modules)), "diagnostics")
    console.print(table)
