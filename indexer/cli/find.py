"""`leancat find WORDS`: claims and declarations by id, name and words of the statement."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from indexer.app.answers import Answers
from indexer.app.search import Hit
from indexer.app.survey import survey
from indexer.base.errors import Problem, UsageError
from indexer.cli.console import (
    catalogue_option,
    format_option,
    say_what_was_taken,
    scan_options,
    stderr,
    stdout,
    write_data,
)
from indexer.cli.layout import entry_place, plain, standing_text
from indexer.formats.answers import document
from indexer.names.table import Entry
from indexer.scan.options import ScanOptions


@click.command(name="find")
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@click.option("--limit", type=click.IntRange(min=1), default=40, show_default=True)
@format_option()
@catalogue_option
@scan_options
def command(
    words: tuple[str, ...],
    limit: int,
    format_: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Find claims and declarations that hold all WORDS, best first.

    Words are looked for in ids and names, titles, texts and statements; capitals count where a word
    has some.  Exit code 2 when nothing is found.

    Example: leancat find rotation isometry
    """
    found = survey(catalogue, options)
    say_what_was_taken(found.catalogue)
    asked = Answers(found)
    hits = asked.hits(words)
    if not hits:
        raise UsageError(Problem(f"nothing holds all of: {' '.join(words)}"))
    if format_ == "json":
        told = [asked.hit(hit) for hit in hits[:limit]]
        write_data(document({"words": list(words), "total": len(hits), "hits": told}))
        return 0
    print_hits(hits[:limit], stdout())
    if len(hits) > limit:
        stderr().print(f"… and {len(hits) - limit} more (--limit)", style="dim")
    return 0


def print_hits(hits: Iterable[Hit], console: Console) -> None:
    """One line a hit: what it is, its name, its standing or place, its title or statement."""
    for hit in hits:
        if isinstance(hit, Entry):
            line = Text(f"{hit.declaration.kind}  ", "dim").append(plain(hit.ref.name), "bold")
            line.append(plain(f"  {entry_place(hit)}"), "dim")
            brief = _brief(hit.declaration.statement)
            line.append(plain(f"  {brief}" if brief else ""))
        else:
            line = Text("claim  ", "dim").append(plain(hit.claim.id), "bold")
            line.append("  ").append_text(standing_text(hit.standing))
            line.append(plain(f"  {hit.claim.title}"))
        console.print(line)


def _brief(statement: str) -> str:
    """A statement in one line, cut when it is long."""
    text = " ".join(statement.split())
    return text if len(text) <= 100 else text[:99] + "…"
