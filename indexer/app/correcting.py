"""What a source says that is not so → the edits that correct it, and the files after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer.app import gating
from indexer.app.gating import Ground
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import DiskFiles
from indexer.base.writing import Folder
from indexer.gate import Snapshot, asserted
from indexer.gate.holes import Fingerprint
from indexer.judge.records import Standing
from indexer.names.table import Table
from indexer.scan.options import ScanOptions
from indexer.scan.records import Index
from indexer.syncing import blueprint, formalization, renames
from indexer.syncing.edits import Edit, Text, apart
from indexer.terms.fingerprint import Statements

SOURCES = ("blueprint", "formalization")
"""The kinds of sources that can be corrected."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The edits of one file, of which no two overlap."""

    text: Text
    edits: tuple[Edit, ...]

    @property
    def path(self) -> str:
        """The file's path from the folder around the catalogue."""
        return self.text.path

    def reasons(self) -> Iterator[tuple[int, str]]:
        """What is corrected and why, each with its 1-based line."""
        for edit in self.edits:
            yield self.text.text.count("\n", 0, edit.start) + 1, edit.why

    def difference(self) -> Iterator[str]:
        """A unified diff, line by line."""
        return self.text.difference(self.edits)


def corrections(
    place: Ground, source: str, options: ScanOptions, since: str | None = None
) -> tuple[Correction, ...]:
    """What there is to correct in the sources of a kind, in order of path; with `since` a blueprint
    also follows the names that a git revision still had.  Raises InputError where a file could not
    be read, UsageError where the catalogue has no source."""
    now = gating.look(place, options)
    _must_be_whole(now)
    files = DiskFiles(place.catalogue.parent)

    @cache
    def text(path: str) -> Text:
        return Text(path, files.read(path))

    if source == "blueprint":
        found = list(_of_blueprint(place, now, text, since, options))
    else:
        found = list(_of_formalization(now, text))
    paths = sorted({path for path, _ in found})
    return tuple(Correction(text(p), tuple(apart(e for q, e in found if q == p))) for p in paths)


def write(place: Ground, corrected: Sequence[Correction]) -> None:
    """Write the files, each at one stroke."""
    with Folder.open(place.catalogue.parent) as here:
        for one in corrected:
            here.write(one.path, one.text.edited(one.edits))


def _of_formalization(now: Snapshot, text: blueprint.Texts) -> Iterator[tuple[str, Edit]]:
    findings = [f for f in asserted.findings(now) if f.rule == "stated-number"]
    for origin in now.report.catalogue.origins:
        if origin.kind == "formalization" and not origin.unread:
            wrong = tuple(f for f in findings if f.path == now.parent + origin.path)
            for edit in formalization.edits(now, text(origin.path), wrong):
                yield origin.path, edit


def _of_blueprint(
    place: Ground,
    now: Snapshot,
    text: blueprint.Texts,
    since: str | None,
    options: ScanOptions,
) -> Iterator[tuple[str, Edit]]:
    below = len(now.parent)
    told = (f for f in asserted.findings(now) if f.rule == "leanok-false")
    false = tuple(replace(f, path=f.path[below:]) for f in told)
    missing = {
        b.backing.decl
        for c in now.report.claims
        for b in c.backings
        if b.standing is Standing.MISSING and "ambiguous" not in b.flags
    }
    whole = now.names.whole()
    renamed = renames.lacking_namespace(missing, whole)
    if since is not None:
        before = gating.look_back(place, since, now, options).snapshot.names.whole()
        renamed |= renames.since(missing, before, whole, _fingerprints)
    yield from blueprint.edits(now.report.claims, false, text, renamed)


def _fingerprints(index: Index) -> Fingerprint:
    return Statements(lambda: Table(index)).fingerprint


def _must_be_whole(now: Snapshot) -> None:
    if not now.index.complete:
        message = "a file could not be read, so that nothing is known to be missing"
        raise InputError(Problem(message, hint="leancat check says which"))
    if not now.report.catalogue.origins:
        hint = "a blueprint or formalization.yaml is named as [[sources]] in leancat.toml"
        raise UsageError(Problem("the catalogue has no source of claims", hint=hint))
