"""`leancat lsp`: a language server for catalogues, Lean files and blueprints."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.warm import Warm
from indexer.catalogue import find_claims
from indexer.cli.collecting import settle
from indexer.cli.console import catalogue_option, needs_extra, scan_options
from indexer.scan.options import ScanOptions


@click.command(name="lsp")
@catalogue_option
@scan_options
def command(catalogue: Path | None, options: ScanOptions) -> int:
    """Tell an editor what claims rest on, on standard input and output.

    Speaks the Language Server Protocol; needs the extra leancat[lsp].  Editors start it; how to set
    it up is in docs/editors.md.

    Example: leancat lsp --catalogue catalogue
    """
    with needs_extra("lsp"):
        from indexer.editor.server import server

    server(Warm(catalogue or find_claims(Path.cwd()), options, settle)).start_io()
    return 0
