"""The build: sources and catalogue → the site."""

from __future__ import annotations

from pathlib import Path

from indexer.app.site_input import refuse_incomplete, site_input
from indexer.app.survey import Survey, survey
from indexer.history.choice import Every
from indexer.scan.options import PLAIN, ScanOptions
from indexer.site.render import build_site


def build(
    out: Path,
    catalogue: Path | None,
    options: ScanOptions = PLAIN,
    *,
    base: str | None = None,
    every: Every | None = None,
    compare: str | None = None,
    verify: bool = False,
) -> tuple[Survey, Path]:
    """Survey, and the site's home page; `base`, `every` and `compare` as in `site_input`.
    Raises LeancatError before an earlier site is touched."""
    found = survey(catalogue, options)
    refuse_incomplete(found.index)
    with options.watch("writing pages") as update:
        given = site_input(found, base, options, every, compare)
        home = build_site(given, out, jobs=options.jobs, progress=update, verify=verify)
    return found, home
