"""The build: sources and catalogue → the site."""

from __future__ import annotations

import gc
from pathlib import Path

from indexer.app.site_input import refuse_incomplete, site_input
from indexer.app.survey import survey
from indexer.history.choice import Every
from indexer.scan.options import PLAIN, ScanOptions
from indexer.site.facts import SiteInput
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
) -> tuple[SiteInput, Path]:
    """What the site is made from, and its home page; `base`, `every` and `compare` as in
    `site_input`.  Raises LeancatError before an earlier site is touched."""
    with options.watch("writing pages") as update:
        given = _given(catalogue, options, base, every, compare)
        if given.index.is_large:
            gc.collect()  # the survey, of which pages need no more: a gigabyte in circles
        home = build_site(given, out, jobs=options.jobs, progress=update, verify=verify)
    return given, home


def _given(
    catalogue: Path | None,
    options: ScanOptions,
    base: str | None,
    every: Every | None,
    compare: str | None,
) -> SiteInput:
    found = survey(catalogue, options)
    refuse_incomplete(found.index)
    return site_input(found, base, options, every, compare)
