"""Locators: places in papers that are found in the hub, or are an error at their line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.cli import cli
from indexer.hubs.locators import Sections

HUB = """---
title: A paper with §9
---
# On turns

## §2 Turns

**Theorem 1** is stated here, see [Lemma 3](x.html) and `Remark`.

### §2.1 Full turns

**Theorem 12**. A full turn is `Corollary 4`.
<!-- Theorem 7 was here -->

## §3 More

Proposition 3.10 and Proposition 3.1.2.
"""


@pytest.mark.parametrize(
    "locator",
    [
        "§2", "§2.1", "§2 Turns", "§2, Theorem 1", "§2; Theorem 1", "§2.1, Theorem 12",
        "§2, Theorem 12", "Theorem 12", "theorem 12", "§2, Lemma 3", "§2, Remark",
        "§2.1, Theorem 12, Corollary 4", "Proposition 3.10", "On turns, Theorem 1",
    ],
)  # fmt: skip
def test_places_that_are_there(locator: str) -> None:
    assert Sections(HUB).holds(locator)


@pytest.mark.parametrize(
    "locator",
    [
        "§1", "§9", "§2.2", "§3, Theorem 1", "§2.1, Theorem 1", "Theorem 2", "Theorem 7",
        "Proposition 3.1", "Proposition 3", "orem 12", "§2.1, Corollary 4, Theorem 12", ",",
    ],
)  # fmt: skip
def test_places_that_are_not_there(locator: str) -> None:
    assert not Sections(HUB).holds(locator)


@pytest.mark.parametrize(
    ("locator", "paragraph"),
    [
        ("§2, Theorem 1", "**Theorem 1** is stated here, see [Lemma 3](x.html) and `Remark`."),
        ("§2.1", "### §2.1 Full turns **Theorem 12**. A full turn is `Corollary 4`."),
        ("§2, Corollary 4", "**Theorem 12**. A full turn is `Corollary 4`."),
        ("Theorem 7", ""),
    ],
)
def test_the_paragraph_of_a_place(locator: str, paragraph: str) -> None:
    assert Sections(HUB).paragraph(locator) == paragraph


@pytest.mark.parametrize(
    ("page", "paragraph"),
    [
        ("# §1 A\n\nText.\n\nMore.\n", "# §1 A Text."),
        ("# §1 A\n\n## §2 B\n\nText.\n", "# §1 A"),
        ("§1 A\n\nText.\n", "§1 A"),
        ("Of §1.\n\n# §1 A\n\nText.\n", "Of §1."),
    ],
)
def test_the_paragraph_of_a_heading(page: str, paragraph: str) -> None:
    """With the one below it, also where the page begins with it; words before it are no heading."""
    assert Sections(page).paragraph("§1") == paragraph


def test_a_page_in_html_has_places_too() -> None:
    page = Sections(
        "<h1>T</h1><h2 id=a>§2 <em>Turns</em></h2><p><b>Theorem&nbsp;1</b>.</p><h2>§3</h2>x"
    )
    assert page.holds("§2, Theorem 1")
    assert not page.holds("§3, Theorem 1")


def _repository(root: Path, locator: str, hub: str = "hubs/p.md") -> Path:
    """A catalogue of one claim without theorems, whose paper has a hub."""
    (root / "lean").mkdir()
    (root / "lean" / "lakefile.toml").write_text('name = "lean"\n[[lean_lib]]\nname = "A"\n')
    (root / "lean" / "A.lean").write_text("theorem a : 1 = 1 := rfl\n")
    folder = root / "catalogue"
    (folder / "claims").mkdir(parents=True)
    (folder / "hubs").mkdir()
    (folder / "hubs" / "p.md").write_text(HUB)
    (folder / "papers.yaml").write_text(f'papers:\n  - {{id: p, title: P, hub: "{hub}"}}\n')
    (folder / "claims" / "a.yaml").write_text(
        "claims:\n  - id: a.one\n    title: One\n"
        f'    papers: [{{paper: p, locator: "{locator}"}}]\n'
    )
    return folder


def _check(folder: Path) -> tuple[int, list[dict[str, Any]]]:
    asked = ["check", "--catalogue", str(folder), "--format", "json"]
    result = CliRunner().invoke(cli, asked, standalone_mode=False, catch_exceptions=False)
    found = json.loads(result.stdout)["findings"]
    return int(result.return_value), [f for f in found if f["rule"] == "locator"]


def test_a_locator_that_is_not_in_the_hub_fails_the_check_with_its_line(tmp_path: Path) -> None:
    code, (found,) = _check(_repository(tmp_path, "§2.1, Theorem 1"))
    assert code == 1
    assert (found["path"], found["line"]) == ("catalogue/claims/a.yaml", 4)
    assert found["message"] == "a.one: “§2.1, Theorem 1” is not found in catalogue/hubs/p.md"
    assert found["claims"] == ["a.one"]


@pytest.mark.parametrize(
    ("locator", "hub"),
    [
        ("§2, Theorem 1", "hubs/p.md"),
        ("", "hubs/p.md"),
        ("§2.1, Theorem 1", "https://example.org/p"),
    ],
)
def test_what_leads_somewhere_or_cannot_be_looked_up_is_no_finding(
    tmp_path: Path, locator: str, hub: str
) -> None:
    _, found = _check(_repository(tmp_path, locator, hub))
    assert found == []


def test_large_hubs_are_searched_in_linear_time() -> None:
    sections = "".join(f"{'#' * (n % 6 + 1)} §{n} x\n\n[](\n\n" for n in range(40_000))
    started = time.process_time()
    page = Sections(sections)
    assert page.holds("§39999")
    assert not page.holds("§39999, Theorem 1")
    assert time.process_time() - started < 10
