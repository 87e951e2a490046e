"""`make screenshot`: the picture of the README, taken of the page as it is.

Usage: python -m tests.site.screenshot FILE.png
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from indexer.app.build import build
from tests import tools

_WIDTH, _HEIGHT = 1100, 890


def take(site: Path, picture: Path) -> None:
    """The upper part of the home page, in the light theme."""
    with sync_playwright() as playwright:
        path = tools.chromium()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        size = {"width": _WIDTH, "height": _HEIGHT}
        page = browser.new_page(viewport=size, color_scheme="light")  # type: ignore[arg-type]
        page.goto((site / "index.html").as_uri())
        picture.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Build the site of the own catalogue and take its picture."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "_site"
        build(out, None, base="")
        take(out, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
