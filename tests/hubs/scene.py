"""A small repository with two papers, their hubs, and one of everything a hub may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from indexer.app import gating
from indexer.app.hubbing import knowledge
from indexer.app.survey import Survey, survey
from indexer.hubs.fill import Knowledge
from indexer.hubs.pages import Hub, hub_of

TURN = """\
namespace Turn

/-- A turn that changes nothing. -/
def turn (n : Nat) : Nat := n

theorem keep (n : Nat) : turn n = n := rfl

theorem twice (n : Nat) : turn (turn n) = n := rfl

theorem open_end : turn 0 = 1 := sorry

end Turn
"""
SIGN = """\
theorem Sign.flip (n : Int) : - -n = n := Int.neg_neg n
"""
CLAIMS = """\
family: {id: turn, title: Turns}
claims:
  - id: turn.keep
    aliases: [turn.kept]
    title: A turn keeps its number
    statement: "$T n = n$ and {{ site.title }}"
    papers: [{paper: turns, locator: "§1.1, Theorem 1"}]
    backing: [{decl: Turn.keep}]
  - id: turn.twice
    title: Two turns <b>keep</b> it too
    papers: [{paper: turns, locator: "§1.2, Theorem 2"}]
    backing: [{decl: Turn.twice}]
  - id: turn.open
    title: A turn is {% raw %} open
    papers: [{paper: turns, locator: "§2, Theorem 3"}]
    backing: [{decl: Turn.open_end}]
    obstacle: {kind: blocked-by-sorry, note: Its proof is a sorry.}
  - id: turn.later
    title: Some day
    papers: [{paper: turns, locator: "§10, Remark"}]
    obstacle: {kind: real-analysis}
  - id: turn.gone
    title: A turn changes all
    papers: [{paper: turns, locator: "§3"}]
    lifecycle: retracted
    reason: It was false.
"""
SIGNS = """\
family: {id: sign, title: Signs}
claims:
  - id: sign.flip
    title: A sign flips back
    papers: [{paper: signs, locator: "§1"}]
    backing: [{decl: Sign.flip}]
"""
PAPERS = """\
papers:
  - id: turns
    title: On Turns
    hub: hubs/turns.md
    projects: [demo]
    bibtex: "@misc{ada2026turns, title={On Turns}}"
  - {id: signs, title: On Signs, hub: ../docs/signs.html}
"""
CONFIG = """\
site_url = "https://example.org/proofs/"
source_url = "https://example.org/repo/blob/{commit}/{path}#L{line}"
hubs = ["../README.md"]

[[projects]]
id = "demo"
path = "../lean"
"""
PLACES = "§1.1, Theorem 1; §1.2, Theorem 2; §2, Theorem 3; §3; §10, Remark.\n"
FILES: Mapping[str, str] = {
    "lean/lakefile.toml": 'name = "demo"\n\n[[lean_lib]]\nname = "Demo"\n',
    "lean/lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "lean/Demo.lean": "import Demo.Turn\nimport Demo.Sign\n",
    "lean/Demo/Turn.lean": TURN,
    "lean/Demo/Sign.lean": SIGN,
    "catalogue/claims/turn.yaml": CLAIMS,
    "catalogue/claims/sign.yaml": SIGNS,
    "catalogue/papers.yaml": PAPERS,
    "catalogue/leancat.toml": CONFIG,
    "catalogue/hubs/turns.md": (
        '---\ntitle: On Turns\n---\n\nLean covers <b data-leancat="coverage">2/4</b> claims; see '
        "[the first](claim:turn.keep).\n"
        f"\n{PLACES}"
    ),
    "docs/signs.html": ("<p>All <b data-leancat=coverage>1 of 1</b> claims are covered. §1</p>\n"),
    "README.md": (
        "# Demo\n\nLean 4 coverage across <!-- leancat: coverage -->3/5<!-- /leancat --> claims.\n"
    ),
}


def write(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the repository below `folder`, with some files other than usual (None: without); the
    catalogue's folder."""
    for path, content in {**FILES, **(changes or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "catalogue"


def surveyed(catalogue: Path) -> tuple[Survey, Knowledge]:
    """What there is to know of a repository."""
    found = survey(catalogue)
    return found, known(found, catalogue)


def known(found: Survey, catalogue: Path) -> Knowledge:
    """What hubs may say of a survey."""
    folders = gating.folders_of(found.index, gating.ground(catalogue).top)
    return knowledge(found.report, found.index, folders)


def page(text: str | bytes, path: str = "docs/page.html", paper: str | None = None) -> Hub:
    """A hub page of some text."""
    return hub_of(path, text if isinstance(text, bytes) else text.encode(), paper)
