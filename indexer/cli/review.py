"""`leancat review CLAIM…`: pin what claims say now, after somebody has read it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from indexer.app.answers import Answers
from indexer.app.survey import Survey, survey
from indexer.base.errors import Problem, UsageError
from indexer.cli.console import catalogue_option, scan_options, stdout
from indexer.cli.layout import Sheet, count
from indexer.cli.show import show_drift
from indexer.judge.records import ClaimReport, Standing
from indexer.review.pins import Pin, PinBook, make_pin, write_pin
from indexer.scan.options import ScanOptions


@click.command(name="review")
@click.argument("claims", nargs=-1, metavar="CLAIM…")
@click.option("--by", "reviewers", multiple=True, required=True, metavar="WHO", help="Who read it.")
@click.option("--all", "all_", is_flag=True, help="Every claim that has a theorem.")
@catalogue_option
@scan_options
def command(
    claims: tuple[str, ...],
    reviewers: tuple[str, ...],
    all_: bool,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Pin the statements of claims, and the definitions they depend on, as they are now.

    What changed since an earlier review is shown first.  A later change makes the claim suspect
    until it is reviewed again.  Read before you pin: `leancat show CLAIM` lists what is to be read.

    Example: leancat review rope.isometry --by "Ada Lovelace"
    """
    if bool(claims) == all_:
        raise UsageError(Problem("name the claims to review, or give --all"))
    found = survey(catalogue, options)
    chosen = _chosen(found, claims) if claims else _all(found)
    sheet = Sheet(stdout())
    written = sum([_review(found, claim, reviewers, sheet) for claim in chosen])
    sheet.say(f"{count(len(chosen), 'claim')} reviewed, {count(written, 'pin')} written")
    return 0


def _chosen(found: Survey, names: Iterable[str]) -> list[ClaimReport]:
    """The claims of these ids. Raises UsageError for all that cannot be reviewed."""
    chosen: dict[str, ClaimReport] = {}
    problems = []
    for name in names:
        claims = Answers(found).claims_called(name)
        if not claims:
            near = Answers(found).suggestions(name)
            hint = f"did you mean {', '.join(near)}?" if near else "try `leancat find`"
            problems.append(Problem(f"no claim is called `{name}`", hint=hint))
        for claim in claims:
            reason = _objection(claim)
            if reason:
                place = claim.claim.place
                problems.append(Problem(f"{claim.claim.id}: {reason}", place.path, place.line))
            chosen[claim.claim.id] = claim
    if problems:
        raise UsageError(problems)
    return list(chosen.values())


def _all(found: Survey) -> list[ClaimReport]:
    return [claim for claim in found.report.claims if _objection(claim) is None]


def _objection(claim: ClaimReport) -> str | None:
    """Why there is nothing to review; None when there is."""
    if not claim.backings:
        return "it names no theorem"
    lost = [b.backing.decl for b in claim.backings if b.standing is Standing.MISSING]
    return f"{', '.join(lost)} cannot be found" if lost else None


def _review(found: Survey, claim: ClaimReport, reviewers: Iterable[str], sheet: Sheet) -> bool:
    """Show what changed since the last review, and write the pin; tells whether it is new."""
    changed = [("", claim.drift), *((b.backing.decl, b.drift) for b in claim.backings)]
    for name, drift in changed:
        if drift:
            sheet.title(claim.claim.id, name)
            show_drift(drift, sheet)
    pin = _pin(found, claim, reviewers)
    catalogue = Path(found.catalogue.root)
    return write_pin(catalogue, pin, former=claim.claim.aliases)


def _pin(found: Survey, claim: ClaimReport, reviewers: Iterable[str]) -> Pin:
    """The pin of now. Who read exactly this before keeps the credit; who read something else does
    not."""
    reader = found.judge.reader
    entries = found.uses.entries
    backings = [(b.backing, entries[b.ref]) for b in claim.backings if b.ref is not None]
    pin = make_pin(reader, claim.claim, backings, reviewers)
    pins = found.judge.pins
    before = pins.of(claim.claim) if isinstance(pins, PinBook) else None
    if before is not None and before.says_the_same(pin):
        return make_pin(reader, claim.claim, backings, (*before.reviewed_by, *pin.reviewed_by))
    return pin
