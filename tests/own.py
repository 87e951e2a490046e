"""Our own catalogue, surveyed once for all tests of one process."""

from __future__ import annotations

from functools import cache

from indexer.app.survey import Survey, survey
from tests.folders import ROOT

CATALOGUE = ROOT / "catalogue"


@cache
def own() -> Survey:
    """All that is known of it."""
    return survey(CATALOGUE)
