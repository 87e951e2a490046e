"""What changed between two revisions, or since one."""

from __future__ import annotations

from pathlib import Path

from indexer.app.gating import Ground, ground, past_survey
from indexer.app.survey import Survey, survey
from indexer.catalogue import find_claims
from indexer.history.changes import Changes, Look, changes
from indexer.scan.options import PLAIN, ScanOptions


def diff(
    before: str,
    after: str | None = None,
    catalogue: Path | None = None,
    options: ScanOptions = PLAIN,
) -> Changes:
    """What changed from the revision `before` to `after` (default: to what is on disk), each with
    its own catalogue.  Raises RevisionError when there is no such revision, and CatalogueError
    when one had no catalogue that can be read."""
    place = ground(catalogue or find_claims(Path.cwd()))
    past = _past(place, before, options)
    if after is None:
        return changes(past, look("now", survey(place.catalogue, options)))
    return changes(past, _past(place, after, options))


def _past(place: Ground, name: str, options: ScanOptions) -> Look:
    found = past_survey(place, name, options)
    return look(str(found.revision), found.survey)


def look(name: str, found: Survey) -> Look:
    """A survey as one of two sides, under a name."""
    return Look(name, found.report, found.index, found.judge.reader, found.troubles)
