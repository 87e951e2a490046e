"""`leancat mcp`: a server of the Model Context Protocol, for agents that write Lean."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.warm import Warm
from indexer.catalogue import find_claims
from indexer.cli.collecting import settle
from indexer.cli.console import catalogue_option, needs_extra, scan_options
from indexer.scan.options import ScanOptions


@click.command(name="mcp")
@catalogue_option
@scan_options
def command(catalogue: Path | None, options: ScanOptions) -> int:
    """Answer the questions of an agent, on standard input and output.

    Speaks the Model Context Protocol; needs the extra leancat[mcp].  Nothing is written but
    leancat's own cache.  How to set it up is in docs/agents.md.

    Example: leancat mcp --catalogue catalogue
    """
    with needs_extra("mcp"):
        from indexer.agents.server import server

    warm = Warm(catalogue or find_claims(Path.cwd()), options, settle)
    server(warm).run("stdio")
    return 0
