"""The picture of docs/ci.md: a comment on a pull request, drawn as a page.

Usage: python -m tests.comment_picture FILE.png
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from indexer.app.diff import diff
from indexer.formats.changes import as_comment
from tests import tools
from tests.repos import Repo
from tests.test_scenarios import FILES, RELATIVE, ROT

_STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; margin: 16px; color: #1f2328; width: 828px }
article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
table { border-collapse: collapse } td, th { border: 1px solid #d1d9e0; padding: 6px 13px }
h3 { margin: 16px 0 8px } h3:first-child { margin-top: 0 }
"""


def comment(folder: Path) -> str:
    """What the action says of a change that leaves a sorry and rewords a statement."""
    repo = Repo(folder)
    repo.write({**FILES, "Rope/Old.lean": "theorem Rope.old : 1 = 1 := rfl\n"})
    repo.commit()
    reworded = RELATIVE.replace("Rope.relative : 1 = 1 :=", "Rope.relative : 1 = 1 ∨ 2 = 1 :=")
    later = "theorem Rope.later : 3 = 3 := by sorry\n"
    repo.write(
        {
            "Rope/Rot.lean": ROT.replace("rfl", "by sorry"),
            "Rope/Relative.lean": reworded.replace("Rope.rot 1", ".inl (Rope.rot 1)") + later,
        }
    )
    return as_comment(diff("HEAD", None, folder / "catalogue"))


def main() -> None:
    """Draw it."""
    with tempfile.TemporaryDirectory() as folder:
        text = comment(Path(folder) / "repo").partition("\n")[2]
    text = text.replace("❌", "✗").replace("✅", "✓")  # few machines have a font for these
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    with sync_playwright() as playwright:
        path = tools.chromium()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 860, "height": 200})
        page.set_content(f"<meta charset=utf-8><style>{_STYLE}</style><article>{html}</article>")
        page.screenshot(path=sys.argv[1], full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
