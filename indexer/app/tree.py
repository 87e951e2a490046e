"""Any Lean tree, no catalogue needed: every file of it scanned."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.lake import project as projects
from indexer.scan import loader
from indexer.scan.loader import Scanned
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Unread
from indexer.scan.serialization import ModulePart


def scan_tree(
    path: Path,
    part: ModulePart,
    options: ScanOptions = PLAIN,
    *,
    keywords: Iterable[str] = (),
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
        loader.SourceFile(p, names.get(p) or projects.module_name(p))
        for p in files.paths()
        if p.endswith(".lean") and (wanted is None or p in wanted)
    ]
    if not sources:
        raise InputError(Problem("there are no .lean files here", path=str(path)))
    with options.watch(f"scanning {path}") as update:
        return loader.scan_parts(
            files,
            sources,
            part,
            keywords=(*extra, *keywords),
            jobs=options.jobs,
            cache=options.cache,
            progress=update,
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
