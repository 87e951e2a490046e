"""`leancat register`: an entry of a registry → `catalogue/registered/`."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app import gating
from indexer.app.registering import register
from indexer.base.errors import Problem, UsageError
from indexer.base.files import read_file
from indexer.catalogue import find_catalogue
from indexer.cli.console import catalogue_option, scan_options, stdout
from indexer.evidence.registered import Entry, check, read_entry
from indexer.scan.options import ScanOptions

_LARGEST = 4_000_000


@click.command(name="register")
@click.argument("entry")
@click.argument("theorems", nargs=-1)
@click.option("--commit", default="", metavar="SHA", help="The commit that was registered.")
@click.option("--registry", default="", metavar="NAME", help="The registry that has the entry.")
@click.option("--revision", "version", default="", metavar="N", help="The entry's version.")
@click.option("--url", default="", metavar="URL", help="Where the entry can be read.")
@catalogue_option
@scan_options
def command(
    entry: str,
    theorems: tuple[str, ...],
    commit: str,
    registry: str,
    version: str,
    url: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Keep which theorems a registry has, and what they said at the commit it looked at.

    ENTRY is an entry's file from Palomar's database, or the id of an entry of any registry with its
    THEOREMS, --commit and --registry. What the theorems said there is read from git, and every
    check tells where the project has moved since: a statement that changed, a theorem that is gone.

    Example: leancat register entries/PALOMAR-2026-08-05-419273.json
    """
    path = Path(entry)
    if path.is_file():
        if theorems or commit or registry:
            raise UsageError(Problem("a file says itself which theorems and which commit", entry))
        found = read_entry(read_file(path, most=_LARGEST), entry)
    else:
        if not (theorems and commit and registry):
            hint = "leancat register ID THEOREM… --commit SHA --registry NAME, or an entry's file"
            raise UsageError(Problem(f"{entry} is no file, and no entry by itself", hint=hint))
        found = check(Entry(registry, entry, commit, theorems, version, url))
    kept = register(gating.writable(catalogue or find_catalogue(Path.cwd())), found, options)
    names = ", ".join(theorem.name for theorem in kept.theorems)
    stdout().print(f"{found.id} at {found.commit[:12]}: {names}", markup=False)
    return 0
