"""Documents that cannot drift: the README shows what the code does, and links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.catalogue.schema import schema_folder
from indexer.cli import COMMANDS, cli
from tests import registering
from tests.folders import ROOT
from tests.test_imports import MAY_IMPORT
from tests.trapping import all_traps, with_summary

README = (ROOT / "README.md").read_text("utf-8")
DOCS = [
    *(ROOT / f"{n}.md" for n in ("README", "CHANGELOG", "SECURITY", "CONTRIBUTING")),
    *sorted((ROOT / "docs").glob("*.md")),
]

_SHOWN = re.compile(r"<!-- (file|run): (.+?) -->\n```\w*\n(.*?)```", re.DOTALL)


def _shown(kind: str) -> list[tuple[str, str]]:
    return [(what, text) for found, what, text in _SHOWN.findall(README) if found == kind]


@pytest.mark.parametrize(("path", "text"), _shown("file"))
def test_files_are_shown_as_they_are(path: str, text: str) -> None:
    assert (ROOT / path).read_text("utf-8") == text


@pytest.mark.parametrize(("command", "text"), _shown("run"))
def test_commands_print_what_is_shown(
    command: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("indexer.app.site_input.site_history", lambda *_: None)  # all our commits
    words = [*shlex.split(command)[1:], "--out", str(tmp_path / "site"), "--no-cache"]
    result = CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    shown = "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())
    assert text in shown


def test_something_is_shown() -> None:
    assert _shown("file")
    assert _shown("run")


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    named = set(re.findall(r"(?:`|^ {4}|&& )leancat ([a-z]+)", text, re.MULTILINE))
    assert named <= set(COMMANDS)


def test_the_readme_names_every_command() -> None:
    for name in COMMANDS:
        if (ROOT / "indexer" / "cli" / f"{name}.py").exists():
            assert f"| `leancat {name}` |" in README, f"the README's table lacks `leancat {name}`"


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_key_of_the_schemas_is_documented() -> None:
    text = (ROOT / "docs" / "catalogue.md").read_text("utf-8")
    for file in schema_folder().glob("*.schema.json"):
        for key in _keys(json.loads(file.read_text("utf-8"))):
            assert re.search(rf"[`{{ \[]{key}[`,}}\]]", text), f"{file.name}: {key}"


def _keys(schema: Any) -> set[str]:
    """Every key that a schema knows."""
    if isinstance(schema, list):
        return {key for item in schema for key in _keys(item)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {}))
    return own | {key for item in schema.values() for key in _keys(item)}


def test_the_architecture_names_every_room() -> None:
    """The README draws the table of tests/test_imports.py: the same packages in the same order."""
    part = README[README.index("## Architecture") :]
    drawn = re.findall(r"^    ([a-z.]+)  ", part[: part.index("lean_sources/")], re.MULTILINE)
    assert drawn == list(MAY_IMPORT)


def test_every_promise_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs/security.md").read_text("utf-8")
    rows = [row for row in text.splitlines() if row.startswith("|") and "::" in row]
    named = [name for row in rows for name in re.findall(r"`(tests/\S+?)::(\w+)`", row)]
    assert len(rows) > 20
    assert all(re.search(r"`tests/\S+::\w+`", row) for row in rows)
    for file, test in named:
        source = (ROOT / file).read_text("utf-8")
        assert f"def {test}(" in source, f"docs/security.md names {file}::{test}"


def test_the_readme_counts_the_traps() -> None:
    assert with_summary(README, all_traps()) == README, "`make golden` writes the table"


def test_the_register_is_documented_as_it_is() -> None:
    page = registering.PAGE.read_text("utf-8")
    assert registering.written(page) == page, "`make golden` writes the register"


_PATHS = re.compile(r"`((?:indexer|tests|docs|site_templates|catalogue)/[\w./-]*)`")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/development.md"])
def test_each_step_for_contributors_names_what_is_there(name: str) -> None:
    named = _PATHS.findall((ROOT / name).read_text("utf-8"))
    assert named
    for path in named:
        assert (ROOT / path).exists(), f"{name} names {path}"


def test_the_glossary_says_where_each_word_lives() -> None:
    rows = re.findall(r"^\| \*\*.*$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 30
    words = [row.split("**")[1] for row in rows]
    assert words == sorted(words)
    for row in rows:
        for path in re.findall(r"`([\w/]+(?:\.py|/))`", row.split("|")[3]):
            assert (ROOT / "indexer" / path).exists() or (ROOT / path).exists(), row
