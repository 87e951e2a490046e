"""`leancat sync SOURCE`: a blueprint's marks and formalization.yaml's numbers as they are so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from indexer.app import gating
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.files import DiskFiles
from indexer.base.writing import Folder
from indexer.catalogue import find_claims
from indexer.cli.console import catalogue_option, scan_options, write_data
from indexer.gate import Snapshot, asserted
from indexer.gate.holes import Fingerprint
from indexer.judge.records import Standing
from indexer.names.resolver import Table
from indexer.scan.options import ScanOptions
from indexer.scan.records import Index
from indexer.syncing import blueprint, formalization, renames
from indexer.syncing.edits import Edit, Text, apart
from indexer.terms.fingerprint import Statements

_SOURCES = ("blueprint", "formalization")


@click.command(name="sync")
@click.argument("source", type=click.Choice(_SOURCES))
@click.option("--dry-run", is_flag=True, help="Print the diff and write nothing.")
@click.option(
    "--since", metavar="REV", help="blueprint: follow the names that a git revision still had."
)
@catalogue_option
@scan_options
def command(
    source: str,
    dry_run: bool,
    since: str | None,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    r"""Correct what a source says that is not so: the bytes concerned, each file at one stroke.

    blueprint: \leanok is set where a theorem is proved or stated and taken away where it certainly
    is not, and names follow the declarations that were renamed.  formalization: counts and axioms
    that are wrong, or left empty, are filled in.  What is not certain is left as it is.

    Example: leancat sync blueprint --dry-run
    """
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    now = gating.look(place, options)
    _must_be_whole(now)
    folder = place.catalogue.parent
    files = DiskFiles(folder)

    @cache
    def text(path: str) -> Text:
        return Text(path, files.read(path))

    if source == "blueprint":
        found = list(_of_blueprint(place, now, text, since, options))
    else:
        found = list(_of_formalization(now, text))
    by_path = {path: apart(e for p, e in found if p == path) for path, _ in found}
    for path in sorted(by_path):
        if dry_run:
            write_data("".join(f"{line}\n" for line in text(path).difference(by_path[path])))
        for edit in by_path[path]:
            line = text(path).text.count("\n", 0, edit.start) + 1
            click.echo(f"{path}:{line}: {edit.why}", err=dry_run)
    if not by_path:
        click.echo("nothing to correct")
    if not dry_run and by_path:
        with Folder.open(folder) as here:
            for path, edits in sorted(by_path.items()):
                here.write(path, text(path).edited(edits))
    return 0


def _of_formalization(now: Snapshot, text: blueprint.Texts) -> Iterator[tuple[str, Edit]]:
    findings = [f for f in asserted.findings(now) if f.rule == "stated-number"]
    for origin in now.report.catalogue.origins:
        if origin.kind == "formalization" and not origin.unread:
            wrong = tuple(f for f in findings if f.path == now.parent + origin.path)
            for edit in formalization.edits(now, text(origin.path), wrong):
                yield origin.path, edit


def _of_blueprint(
    place: gating.Ground,
    now: Snapshot,
    text: blueprint.Texts,
    since: str | None,
    options: ScanOptions,
) -> Iterator[tuple[str, Edit]]:
    false = tuple(f for f in asserted.findings(now) if f.rule == "leanok-false")
    below = len(now.parent)

    false = tuple(replace(f, path=f.path[below:]) for f in false)
    missing = {
        b.backing.decl
        for c in now.report.claims
        for b in c.backings
        if b.standing is Standing.MISSING and "ambiguous" not in b.flags
    }
    whole = now.names.whole()
    renamed = renames.lacking_namespace(missing, whole)
    if since is not None:
        past = gating.look_back(place, since, now, options)
        before = past.snapshot.names.whole()
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
