"""The scanner held to small Lean files, one for every rule: what it says is written beside each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from indexer.base.files import DiskFiles
from indexer.lean.records import Module
from indexer.scan.loader import SourceFile, scan_bytes, scan_sources
from indexer.scan.serialization import rows
from tests.cases import cases, read_case
from tests.folders import FIXTURES

FOLDER = FIXTURES / "scan"


@pytest.mark.parametrize("source", cases(FOLDER), ids=lambda path: path.stem)
def test_scan(source: Path, tmp_path: Path, update_golden: bool) -> None:
    case = read_case(source)
    case.write(tmp_path)
    wanted = [SourceFile(path, path.removesuffix(".lean")) for path in sorted(case.files)]
    modules, unread = scan_sources(DiskFiles(tmp_path), wanted)
    assert not unread
    case.check(render(modules), update=update_golden)


def render(modules: tuple[Module, ...]) -> str:
    """The contract's rows, short enough to read, with what the contract leaves out beside them."""
    lines = [_line(row) for m in modules for row in rows(m)]
    details = [line for m in modules for d in m.declarations for line in _details(m, d.name)]
    return "\n".join([*lines, *details]) + "\n"


def _line(row: dict[str, Any]) -> str:
    kind = row.pop("type")
    row.pop("path")
    if kind == "module":
        return f"module imports {json.dumps(row['imports'], ensure_ascii=False)}"
    if kind == "declaration":
        marks = "".join(f" {m}" for m in ("approximate", "sorry") if row[m])
        seen = "" if row["visibility"] == "public" else f" {row['visibility']}"
        return (
            f"{row['kind']} {row['name']} ({row['keyword']}) {row['line']}:{row['column']}"
            f" in {row['start_line']}-{row['end_line']}{seen}{marks}"
        )
    if kind == "sorry":
        where = " in the statement" if row["in_statement"] else ""
        span = f"{row['line']}:{row['column']}-{row['end_line']}:{row['end_column']}"
        return f"sorry {row['form']} {span} of {row['owner'] or '-'}{where}"
    return f"diagnostic {row['code']} {row['line']}:{row['column']} {row['message']}"


def _details(module: Module, name: str) -> list[str]:
    """Statement, members and trust marks of a declaration."""
    found = next(d for d in module.declarations if d.name == name)
    lines = []
    if found.statement:
        lines.append(f"  {name} states {json.dumps(found.statement, ensure_ascii=False)}")
    if found.members:
        lines.append(f"  {name} has {' '.join(found.members)}")
    if found.trust:
        lines.append(f"  {name} trusts {' '.join(found.trust)}")
    if found.after_exit:
        lines.append(f"  {name} stands after the end")
    return lines


@pytest.mark.parametrize("source", cases(FOLDER), ids=lambda path: path.stem)
def test_a_text_that_is_cut_short_anywhere_is_read(source: Path) -> None:
    """Behind every word, and in the middle of it: what is not understood is told, never raised."""
    for path, text in read_case(source).files.items():
        if path.endswith(".lean"):
            for word in re.finditer(r"\S+", text):
                for end in {word.start() + 1, word.end()}:
                    scan_bytes(text[:end].encode(), path=path, name="A")
