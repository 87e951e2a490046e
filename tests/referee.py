"""`python -m tests.referee [CLAIM…]`: each claim, its words and its Lean statements, side by side.

What a referee needs to read the catalogue against Lean: the words of a claim on the left, on the
right the statements of the theorems that carry it and the definitions that they depend on; below,
what only supports it, the gap's obstacle and prior art.  A word may be an id or its beginning, such
as `rope.`; without one every claim is printed.  `--width N` sets the number of columns.

With `--hubs` the numbered results on the hubs are written anew from the claims, each where its
locator says, and nothing is printed.  Exit code 2 when no claim is meant.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from indexer.app.survey import Survey, survey
from indexer.catalogue import load_catalogue
from indexer.claims.records import Claim, PaperRef, Role
from indexer.judge.records import BackingReport, ClaimReport
from tests.folders import ROOT

ROOT = ROOT / "catalogue"
WIDTH, HUB_WIDTH = 180, 118
CARRYING = (Role.EXACT, Role.STRONGER)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is asked for, or write the hubs."""
    options = _options(arguments)
    if options.hubs:
        write_hubs(options.catalogue)
        return 0
    made = survey(options.catalogue)
    meant = [r for r in made.report.claims if _meant(r.claim, options.claims)]
    for report in meant:
        print("\n".join(sheet(made, report, options.width)), end="\n\n")
    if not meant:
        print("error: no such claim; leancat find WORDS looks for one", file=sys.stderr)
    return 0 if meant else 2


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.referee", description=__doc__)
    parser.add_argument("claims", nargs="*", help="ids of claims, or how they begin")
    parser.add_argument("--width", type=int, default=WIDTH, help="columns of the page")
    parser.add_argument("--hubs", action="store_true", help="write the results on the hubs")
    parser.add_argument("--catalogue", type=Path, default=ROOT)
    return parser.parse_args(arguments)


def _meant(claim: Claim, words: Sequence[str]) -> bool:
    return not words or any(claim.id.startswith(word) for word in words)


# --- one claim ------------------------------------------------------------------------------------


def sheet(made: Survey, report: ClaimReport, width: int) -> Iterator[str]:
    """The lines of one claim's sheet, at most `width` columns where words can be broken."""
    claim, column = report.claim, (width - 3) // 2
    yield "═" * width
    yield f"{claim.id}  ·  {claim.form or 'no form'}  ·  {report.standing}"
    yield from (f"  {p.paper}, {p.locator}" for p in claim.papers)
    yield "─" * width
    left = [*_words("", claim.title, column), "", *_words("", claim.statement, column)]
    left += ["", *_words("Why: ", claim.why, column)]
    right = [line for b in _of(report, True) for line in _lean(b, column)]
    right += _definitions(made, report, column)
    for words, lean in zip_longest(left, right, fillvalue=""):
        yield f"{words:<{column}} │ {lean}".rstrip()
    for backing in _of(report, False):
        doc = backing.declaration.doc if backing.declaration else None
        note = f"{backing.backing.role}: {backing.backing.decl}. {doc or 'not found'}"
        yield from _words("", " ".join(note.split()), width)
    if claim.obstacle:
        yield from _words(f"Gap ({claim.obstacle.kind}): ", claim.obstacle.note, width)
    for work in claim.references:
        known = " and ".join(work.authors[:2]) + (" and others" if len(work.authors) > 2 else "")
        yield f"Compare {known}: {work.title}, {work.year} {work.address}".rstrip()


def _of(report: ClaimReport, carrying: bool) -> list[BackingReport]:
    return [b for b in report.backings if (b.backing.role in CARRYING) is carrying]


def _lean(backing: BackingReport, column: int) -> Iterator[str]:
    """A theorem's name and statement."""
    declaration = backing.declaration
    if declaration is None:
        yield f"{backing.backing.decl}: {backing.reason}"
    else:
        yield f"{declaration.kind} {declaration.name}"
        yield from _source(declaration.statement, column)
    yield ""


def _definitions(made: Survey, report: ClaimReport, column: int) -> Iterator[str]:
    """What the definitions mean that the statements of a claim depend on, each once."""
    refs = dict.fromkeys(ref for b in _of(report, True) for ref in b.cone)
    for ref in refs:
        entry = made.uses.entries.get(ref)
        if entry is not None:
            known = " ".join((entry.declaration.doc or "").split())
            yield from _words(f"where {ref.name}: ", known, column)


def _source(text: str, column: int) -> Iterator[str]:
    for line in text.splitlines():
        yield from textwrap.wrap(line, column, subsequent_indent="      ") or [""]


def _words(first: str, text: str, column: int) -> list[str]:
    return textwrap.wrap(first + text, column, break_long_words=False, break_on_hyphens=False)


# --- the hubs -------------------------------------------------------------------------------------


def stated(claim: Claim, place: PaperRef) -> str:
    """The paragraph in which a hub states a claim, on one line: label, title, statement."""
    label = place.locator.rpartition(", ")[2]
    return f"**{label}** ([{claim.title}](claim:{claim.id})). {' '.join(claim.statement.split())}"


def write_hubs(root: Path) -> None:
    """Write every paragraph of a hub that states a claim anew; others are left as they are."""
    catalogue = load_catalogue(root)
    effective = {c.id: c for c in catalogue.claims if c.lifecycle == "effective"}
    for paper in catalogue.papers:
        if paper.hub is None or "://" in paper.hub:
            continue
        path = root / paper.hub
        blocks = path.read_text("utf-8").split("\n\n")
        for number, block in enumerate(blocks):
            found = re.match(
                r"\*\*[^*\n]+\*\*\s+\(\[.*?\]\(claim:([^\s)]+)\)\)\.", block, re.DOTALL
            )
            claim = effective.get(found[1]) if found else None
            for place in claim.papers if claim else ():
                if claim and place.paper == paper.id:
                    blocks[number] = "\n".join(_words("", stated(claim, place), HUB_WIDTH))
        path.write_text("\n\n".join(blocks).rstrip("\n") + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
