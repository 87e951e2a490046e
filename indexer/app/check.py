"""The check: what is new against a baseline or a revision, and which claims fall by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indexer import gate
from indexer.app import gating
from indexer.app.kept import kept
from indexer.base import git
from indexer.base.errors import CatalogueError
from indexer.catalogue import find_claims
from indexer.gate.records import CheckResult
from indexer.scan.options import PLAIN, ScanOptions


def check(
    catalogue: Path | None = None,
    base: str | None = None,
    options: ScanOptions = PLAIN,
    *,
    strict: bool = False,
) -> CheckResult:
    """Hold the catalogue (default: found here or above) against its baseline, or against the
    revision `base`; with `strict` what is only possible fails too.

    A catalogue that cannot be read is a result as well, so that every format tells it.  Raises the
    LeancatError that says why there is no result: no such revision, sources that cannot be read.
    """
    today = datetime.now(UTC).date()
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    try:
        given = gating.read(place, options)
    except CatalogueError as error:
        return gate.unreadable(error.problems, parent=place.parent)
    if base is None:

        def make(given: gating.Given) -> CheckResult:
            now = gating.judged(given, cones=False, closely=True)[1]
            return _with_hint(gate.check(now, today=today, strict=strict), now)

        return kept(given, options.cache, today, strict, make)
    survey, now = gating.judged(given, cones=False)
    past = gating.look_back(place, base, now, options, given.packages, survey, False)
    return gate.check(
        now,
        past.snapshot,
        base_name=str(past.revision),
        today=today,
        on_disk=lambda path: (place.top / path).is_file(),
        notes=(*past.notes, *_same(place, past.revision)),
        strict=strict,
    )


def _same(place: gating.Ground, base: git.Revision) -> Iterator[str]:
    """After a push, or where a branch was squashed, the base may be the very commit at hand."""
    head = git.open_revision(place.catalogue.parent, "HEAD")
    if base.name not in ("HEAD", "@") and head.commit == base.commit:
        yield "the base is HEAD: only what is not committed is judged"


def _with_hint(result: CheckResult, now: gate.Snapshot) -> CheckResult:
    """A first check finds everything at once: say how to begin."""
    if (
        now.entries
        or now.report.catalogue.found
        or not any(gate.fails(finding) for finding in result.findings)
    ):
        return result
    note = "there is no baseline yet; leancat init accepts what is there today"
    return replace(result, notes=(*result.notes, note))
