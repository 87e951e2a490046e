"""The documentation as a site: it builds without a warning, its links hold, it asks nobody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

import indexer
from indexer.cli import COMMANDS
from tests.folders import ROOT

pytestmark = pytest.mark.docs

Pages = dict[Path, html.HtmlElement]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Every page of the documentation, built anew; strict, so that a warning is a failure."""
    folder = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {file: html.parse(file).getroot() for file in sorted(folder.glob("*.html"))}


def _addresses(page: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Tag, attribute and value of whatever names another resource."""
    for element in page.iter(html.etree.Element):
        for name in ("href", "src", "srcset", "data", "action", "poster"):
            if value := element.get(name):
                yield element.tag, name, value


def test_every_document_is_a_page(pages: Pages) -> None:
    named = {file.name for file in pages}
    assert {f"{file.stem}.html" for file in (ROOT / "docs").glob("*.md")} <= named


def test_links_hold_to_the_anchor(pages: Pages) -> None:
    anchors = {
        file: {i for e in page.iter(html.etree.Element) if (i := e.get("id"))}
        for file, page in pages.items()
    }
    wrong = []
    for file, page in pages.items():
        for _, _, value in _addresses(page):
            parts = urlsplit(value)
            if parts.scheme:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            known = anchors.get(target, set())
            if not target.exists() or (parts.fragment and unquote(parts.fragment) not in known):
                wrong.append(f"{file.name}: {value}")
    assert wrong == []


def test_a_page_asks_no_other_host(pages: Pages) -> None:
    """Only links that a reader follows lead elsewhere."""
    for file, page in pages.items():
        for tag, name, value in _addresses(page):
            assert tag == "a" or not urlsplit(value).netloc, f"{file.name}: {tag} {name}={value}"
    for file in next(iter(pages)).parent.rglob("*.css"):
        text = file.read_text("utf-8")
        assert "//" not in _loaded(text), file.name


def _loaded(css: str) -> str:
    """What a style sheet loads."""
    return " ".join(part.partition(")")[0] for part in css.split("url(")[1:])


def test_the_whole_face_and_every_command_are_documented(pages: Pages) -> None:
    by_name = {file.stem: page for file, page in pages.items()}
    ids = {e.get("id") for e in by_name["api"].iter(html.etree.Element)}
    assert {f"indexer.{name}" for name in indexer.__all__} <= ids
    said = by_name["commands"].text_content()
    for name in COMMANDS:
        assert f"Usage: leancat {name}" in said
