"""`leancat check`: fail on what is new, say what falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer import gate
from indexer.app import gating
from indexer.base import git
from indexer.base.errors import CatalogueError, Problem, UsageError
from indexer.base.writing import write_output
from indexer.catalogue import find_claims
from indexer.cli.console import (
    catalogue_option,
    say_what_was_taken,
    scan_options,
    write_coloured,
    write_data,
)
from indexer.formats import WRITERS, encoded, text
from indexer.gate.records import CheckResult
from indexer.scan.loader import no_collecting


@click.command(name="check")
@click.option(
    "--base",
    metavar="REV",
    help="Hold against a git revision; REV... means where its history and HEAD's parted.",
)
@click.option(
    "--format", "format_", type=click.Choice(list(WRITERS)), default="text", show_default=True
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write there instead of stdout.",
)
@click.option(
    "--also",
    multiple=True,
    metavar="FORMAT=FILE",
    help="A further output of the same check; can be given several times.",
)
@click.option("--strict", is_flag=True, help="Fail on what is only possible, too.")
@click.option("--report-only", is_flag=True, help="Exit with 0 in spite of findings.")
@click.option("--full", is_flag=True, help="Text: show every finding, not the first thirty.")
@catalogue_option
@scan_options
def command(
    base: str | None,
    format_: str,
    output: Path | None,
    also: tuple[str, ...],
    strict: bool,
    report_only: bool,
    full: bool,
    catalogue: Path | None,
    no_cache: bool,
    jobs: int | None,
) -> int:
    """Fail on what nobody accepted: new sorries, axioms, changed statements, lost claims.

    Held against the baseline in catalogue/baseline/, or against another revision, which is read
    from git's object store.  Every rule is explained in docs/rules.md.

    Exit codes: 0 clean, 1 findings, 2 the check could not be done (also with --report-only).

    Example: leancat check --base origin/main... --also sarif=leancat.sarif
    """
    outputs = [_further(value) for value in also]
    with no_collecting():
        result = _run(catalogue, base, strict=strict, no_cache=no_cache, jobs=jobs)
    for name, path in outputs:
        write_output(path, encoded(WRITERS[name](result)))
    if output is not None:
        write_output(output, encoded(WRITERS[format_](result)))
    elif format_ == "text":
        write_coloured(text.write(result, colour=True, full=full))
    else:
        write_data(WRITERS[format_](result), commands=format_ == "github")
    return gate.exit_code(result, report_only=report_only)


def _run(
    catalogue: Path | None,
    base: str | None,
    *,
    strict: bool,
    no_cache: bool,
    jobs: int | None,
) -> CheckResult:
    """The check; a catalogue that cannot be read is a result too, so that every format tells it."""
    today = datetime.now(UTC).date()
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    try:
        now = gating.look(place, no_cache=no_cache, jobs=jobs)
    except CatalogueError as error:
        return gate.unreadable(error.problems, parent=place.parent)
    say_what_was_taken(now.report.catalogue)
    if base is None:
        return _with_hint(gate.check(now, today=today, strict=strict), now)
    past = gating.look_back(place, base, now, no_cache=no_cache, jobs=jobs)
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


def _further(value: str) -> tuple[str, Path]:
    name, equals, path = value.partition("=")
    if name not in WRITERS or not equals or not path:
        hint = f"FORMAT is one of {', '.join(WRITERS)}"
        raise UsageError(Problem(f"--also takes FORMAT=FILE, not {value!r}", hint=hint))
    return name, Path(path)
