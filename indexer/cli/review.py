"""`leancat review`: what there is to read next, and the verdict of who has read it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from indexer.app.answers import statement
from indexer.app.reviewing import (
    Given,
    changed,
    claim_edges,
    claims_called,
    judged_claims,
    pin_of,
    review,
    reviewable,
)
from indexer.app.survey import Survey, survey
from indexer.base.errors import Problem, UsageError
from indexer.cli.console import catalogue_option, scan_options, stdout, write_data
from indexer.cli.layout import Sheet, count, entry_place
from indexer.cli.show import show_drift
from indexer.judge.records import ClaimReport
from indexer.judge.reviews import KINDS, ReaderKind, Verdict
from indexer.review.command import answering
from indexer.review.pin_book import PinBook
from indexer.review.queue import Waiting, queue
from indexer.review.to_read import Portion, lines, portions
from indexer.scan.options import ScanOptions


@click.command(name="review")
@click.argument("claims", nargs=-1, metavar="CLAIM…")
@click.option("--by", "reviewers", multiple=True, metavar="WHO", help="Who read it.")
@click.option("--kind", type=click.Choice(KINDS), help="What WHO is; author: of the formalisation.")
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]), help="What WHO found.")
@click.option("--note", default="", metavar="TEXT", help="What is to be said of it.")
@click.option("--answers", default="", metavar="WHO", help="Whose objection this answers.")
@click.option("--of", default="", metavar="DIGEST", help="Refuse if another text stands there now.")
@click.option("--next", "next_", is_flag=True, help="The claim to read next.")
@click.option("--queue", "queue_", is_flag=True, help="List the claims that wait for a reader.")
@click.option("--all", "all_", is_flag=True, help="Every claim that has a theorem.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@catalogue_option
@scan_options
def command(
    claims: tuple[str, ...],
    reviewers: tuple[str, ...],
    kind: str | None,
    verdict: str | None,
    note: str,
    answers: str,
    of: str,
    next_: bool,
    queue_: bool,
    all_: bool,
    format_: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Show what there is to read of a claim, and record what its reader found.

    --next takes the claim that most others rest on of those that nobody has read as they stand (no
    reader of that --kind, if one is given).  Without a verdict all that is to be read is shown, and
    a terminal is asked for one.  A verdict is of the claim's words, its Lean statements, all
    definitions they depend on, and the paper's paragraph; when one of these changes, the claim is
    suspect until it is read again.

    Example: leancat review --next --by "Ada Lovelace" --kind human
    """
    if [bool(claims), next_, queue_, all_].count(True) != 1:
        raise UsageError(Problem("name the claims to review, or give --next, --queue or --all"))
    _refuse_half(reviewers, verdict, note, answers, all_=all_)
    found = survey(catalogue, options)
    asked = ReaderKind(kind) if kind else None
    sheet = Sheet(stdout())
    if queue_:
        waiting = queue(judged_claims(found), claim_edges(found), asked, reviewers)
        _list(waiting, format_, sheet)
        return 0
    if next_:
        waiting = queue(judged_claims(found), claim_edges(found), asked, reviewers)
        chosen = [w.claim for w in waiting[:1]]
        sheet.say(f"{count(len(waiting), 'claim')} to read")
    else:
        chosen = claims_called(found, claims) if claims else reviewable(found)
    reads = verdict is None and (next_ or not reviewers)
    for claim in chosen if reads else ():
        _show(found, claim, sheet)
    if reads and not sys.stdin.isatty():
        for claim in chosen:
            digest = pin_of(found, claim).reading
            who = reviewers[0] if reviewers else ""
            sheet.line("then", f"{answering(claim.claim.id, digest, who, kind or '')}")
        return 0
    if reads and chosen:
        verdict, note, reviewers, kind = _ask(reviewers, kind)
    said = Given(
        reviewers,
        ReaderKind(kind or "unstated"),
        Verdict(verdict or "faithful"),
        note.strip(),
        answers.strip(),
        of,
    )
    written = sum([_review(found, claim, said, sheet, quiet=reads) for claim in chosen])
    sheet.say(f"{count(len(chosen), 'claim')} reviewed, {count(written, 'pin')} written")
    return 0


def _refuse_half(
    by: tuple[str, ...], verdict: str | None, note: str, answers: str, *, all_: bool
) -> None:
    """A verdict has a reader, and one that finds fault says what."""
    if not by and (verdict or all_ or answers):
        raise UsageError(Problem("whose verdict is that?", hint="--by WHO, and --kind"))
    if any(not who.strip() for who in by):
        raise UsageError(Problem("--by takes a name"))
    if not note.strip() and (answers or verdict not in (None, str(Verdict.FAITHFUL))):
        raise UsageError(Problem("say why with --note", hint="it stands beside the verdict"))


def _ask(by: tuple[str, ...], kind: str | None) -> tuple[str, str, tuple[str, ...], str | None]:
    """Verdict, note, readers and kind, as somebody at a terminal gives them."""
    verdict = click.prompt("verdict", type=click.Choice([str(v) for v in Verdict]), err=True)
    note = click.prompt("note", default="", show_default=False, err=True)
    while verdict != Verdict.FAITHFUL and not note.strip():
        note = click.prompt("note (why?)", default="", show_default=False, err=True)
    by = by or (click.prompt("by", err=True),)
    return verdict, note, by, kind or click.prompt("kind", type=click.Choice(KINDS), err=True)


def _list(waiting: tuple[Waiting, ...], format_: str, sheet: Sheet) -> None:
    if format_ == "json":
        rows = [{"claim": w.claim.claim.id, "why": w.why, "rests": w.rests} for w in waiting]
        write_data(json.dumps({"schema": 1, "queue": rows}, ensure_ascii=False, indent=1) + "\n")
        return
    for w in waiting:
        rests = f", {count(w.rests, 'claim')} rest on it" if w.rests else ""
        sheet.say(f"{w.claim.claim.id}  {w.why}{rests}")
    sheet.say(f"{count(len(waiting), 'claim')} to read")


# --- reading --------------------------------------------------------------------------------------


def _show(found: Survey, report: ClaimReport, sheet: Sheet) -> None:
    """All that is to be read before a verdict, in reading order."""
    claim = report.claim
    listed = portions(found.judge.in_full(report), found.uses)
    sheet.title(claim.id, claim.title)
    for name, drift in changed(found, report):
        sheet.title("changed since its review", name)
        show_drift(drift, sheet)
    sheet.block("claim", claim.statement or claim.title)
    pins = found.judge.pins
    paragraphs = pins.paragraphs(claim) if isinstance(pins, PinBook) else {}
    for at, words in paragraphs.items():
        sheet.line("paper", f"{at}: {words}")
    sheet.line("to read", f"{count(lines(listed), 'line')} of Lean")
    for portion in listed:
        _portion(found, portion, sheet)
    for written in (b.backing for b in report.backings if b.backing.repo):
        sheet.line("elsewhere", f"{written.decl}  {written.where}")
        for part, words in found.judge.outside.judged(claim, written).read.items():
            sheet.block(part, words)
    for backing in report.backings:
        sheet.lines("assumes", (f"{a.text}  ({a.kind})" for a in backing.assumptions))
    sheet.lines("reviews", (review.words for review in report.reviews))
    sheet.gap()


def _portion(found: Survey, portion: Portion, sheet: Sheet) -> None:
    entry = found.uses.entries.get(portion.ref)
    size = count(portion.lines, "line")
    if entry is None:
        sheet.line("notation", f"{portion.ref.name}  {portion.path}:{portion.first}  ({size})")
        return
    what = "statement" if portion.is_statement else "definition"
    sheet.line(what, f"{portion.ref.name}  {entry_place(entry)}  ({size})")
    text = found.judge.reader.sources(portion.ref)
    if portion.is_statement or entry.declaration.kind == "theorem" or text is None:
        sheet.block("", statement(entry))
    else:
        sheet.block("", "\n".join(text.splitlines()[portion.first - 1 : portion.last]))


# --- writing --------------------------------------------------------------------------------------


def _review(found: Survey, claim: ClaimReport, said: Given, sheet: Sheet, *, quiet: bool) -> bool:
    """Show what changed since the last review, and write the pin; tells whether it is new."""
    for name, drift in () if quiet else changed(found, claim):
        sheet.title(claim.claim.id, name)
        show_drift(drift, sheet)
    return review(found, claim, said)
