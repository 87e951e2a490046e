"""The site of a dataset: an overview, and a page for each repository.

Pages hold words of strangers: every one is escaped, and made inert, before it is written, and no
page loads or runs anything but the two files beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.base.inert import inert, inert_bytes
from indexer.base.writing import Folder
from indexer.ecosystem.questions import Questions
from indexer.site.assets import templates

_MOST = 500  # rows of one table on a page; the dataset has all

_TOTALS = """
SELECT count(*) AS repositories, count(*) FILTER (state = 'failed') AS failed,
  sum(modules) AS modules, sum(declarations) AS declarations, sum(theorems) AS theorems,
  sum(sorries) AS sorries, sum(axioms) AS axioms, sum(compiled) AS compiled,
  sum(claims) AS claims, sum(covered) AS covered, sum(unsettled) AS unsettled
FROM repositories"""
_REPOSITORIES = "SELECT * FROM repositories ORDER BY repository"
_FALSE_MARKS = """
SELECT repository, declaration AS label, path, line, message FROM findings
WHERE rule IN ('leanok-false', 'mathlibok-own') ORDER BY ALL"""
_FALSE_NUMBERS = """
SELECT repository, rule AS label, path, line, message FROM findings
WHERE rule = 'stated-number' ORDER BY ALL"""
_AXIOMS = """
SELECT repository, name AS label, path, line, array_to_string(troubles, ', ') AS message
FROM declarations WHERE kind = 'axiom' ORDER BY ALL"""
_COMPILED = """
SELECT repository, name AS label, path, line, array_to_string(troubles, ', ') AS message
FROM declarations WHERE kind <> 'axiom' AND NOT sorry AND len(troubles) > 0 ORDER BY ALL"""
RESTING = """
SELECT DISTINCT m.repository, p.repository AS label, m.path, 0 AS line,
  'imports ' || s.module || ', where a sorry is or is imported' AS message
FROM (SELECT *, unnest(imports) AS wanted FROM modules) m
JOIN modules s ON s.module = m.wanted AND s.imports_sorry AND s.repository <> m.repository
JOIN repositories p ON p.repository = s.repository AND len(p.packages) > 0
JOIN repositories r ON r.repository = m.repository
WHERE len(list_filter(r.dependencies,
  lambda d: ends_with(lower(d), lower('/' || p.repository)))) > 0
ORDER BY ALL"""


def write_site(data: Path, out: Path) -> Path:
    """Write the pages of a dataset into the folder `out`; gives the path of the overview."""
    environment = _environment()
    with Questions(data) as asked, Folder.open(out, make=True) as folder:
        repositories = asked.rows(_REPOSITORIES)
        pages = {row["repository"]: _address(row["repository"]) for row in repositories}
        for name in ("survey.css", "survey.js"):
            folder.write(name, (templates() / "survey" / name).read_bytes())
        sections = [
            _section("Marked as proved, and not", "false-marks", asked.rows(_FALSE_MARKS)),
            _section("Numbers that are wrong", "numbers", asked.rows(_FALSE_NUMBERS)),
            _section("Axioms", "axioms", asked.rows(_AXIOMS)),
            _section("Other certain troubles", "troubles", asked.rows(_COMPILED)),
            _section("Built on another repository's sorry", "resting", asked.rows(RESTING)),
        ]
        given = {"totals": asked.rows(_TOTALS)[0], "repositories": repositories, "pages": pages}
        overview = environment.get_template("overview.html")
        folder.write("index.html", inert_bytes(overview.render(given, sections=sections)))
        template = environment.get_template("repository.html")
        for row, found in zip(repositories, _details(asked, repositories), strict=True):
            text = template.render(row=row, most=_MOST, **found)
            folder.write(pages[row["repository"]], inert_bytes(text))
        wanted = set(pages.values())
        for path in list(folder.files("repositories")):
            if path not in wanted:
                folder.remove(path)
    return out / "index.html"


def _details(
    asked: Questions, repositories: Iterable[Mapping[str, Any]]
) -> Iterable[dict[str, Any]]:
    tables = {
        table: _grouped(asked.rows(f"SELECT * FROM {table} {which} ORDER BY ALL"))
        for table, which in {
            "claims": "",
            "findings": "",
            "sorries": "",
            "declarations": "WHERE kind = 'axiom' OR (NOT sorry AND len(troubles) > 0)",
        }.items()
    }
    for row in repositories:
        yield {table: rows.get(row["repository"], []) for table, rows in tables.items()}


def _grouped(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["repository"], []).append(row)
    return found


def _section(title: str, anchor: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    shown = list(chain(rows[:_MOST]))
    return {"title": title, "anchor": anchor, "rows": shown, "all": len(rows)}


def _address(name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:10]
    return f"repositories/{re.sub(r'[^A-Za-z0-9_-]+', '-', name)[:80]}-{digest}.html"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(templates() / "survey"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: inert(value) if type(value) is str else value,
    )
    made.filters["count"] = lambda value: f"{value or 0:,}"
    return made
