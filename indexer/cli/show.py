"""`leancat show NAME`: a claim and what it rests on, or a declaration and what rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import click
from rich.text import Text

from indexer.app.answers import Answers, statement
from indexer.app.survey import Survey, survey
from indexer.base.errors import UsageError
from indexer.claims.records import Claim, PaperRef
from indexer.cli.console import (
    catalogue_option,
    format_option,
    say_what_was_taken,
    scan_options,
    stdout,
    write_data,
)
from indexer.cli.layout import Sheet, count, drift_text, entry_place, standing_text
from indexer.evidence.records import Freshness
from indexer.formats.answers import document
from indexer.judge.records import BackingReport, ClaimReport, Drift, WitnessStep
from indexer.names.table import Entry
from indexer.scan.options import ScanOptions
from indexer.scan.records import Ref
from indexer.troubles import Trouble

_MANY = 20  # lines of a list that are shown before it is cut
_EVIDENCE = {
    Freshness.FRESH: "the compiler's record of exactly these sources",
    Freshness.STALE: "a compiler's record of other sources or another Lean; it does not count",
    Freshness.ABSENT: "no compiler's record",
}


@click.command(name="show")
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@format_option()
@catalogue_option
@scan_options
def command(
    names: tuple[str, ...], format_: str, catalogue: Path | None, options: ScanOptions
) -> int:
    """Show what a claim rests on, or what a declaration rests on and which claims rest on it.

    NAME is the id of a claim (a former one too) or the full name of a declaration.

    Example: leancat show rope.isometry RoPE.rot_isometry
    """
    found = survey(catalogue, options, also=names)
    say_what_was_taken(found.catalogue)
    asked = Answers(found)
    problems = [p for name in names for p in asked.unknown(name)]
    if problems:
        raise UsageError(problems)
    if format_ == "json":
        write_data(document(asked.show(names)))
        return 0
    sheet = Sheet(stdout())
    for at, name in enumerate(names):
        if at:
            sheet.gap()
        show(found, name, sheet)
    return 0


def show(found: Survey, name: str, sheet: Sheet) -> None:
    """Everything of that name: claims first, then declarations."""
    asked = Answers(found)
    shows: list[Callable[[], None]] = [
        *(partial(show_claim, found, c, sheet) for c in asked.claims_called(name)),
        *(partial(show_retracted, c, sheet) for c in asked.retracted_called(name)),
        *(partial(show_declaration, found, e, sheet) for e in asked.declarations_called(name)),
    ]
    for at, print_it in enumerate(shows):
        if at:
            sheet.gap()
        print_it()


# --- a claim --------------------------------------------------------------------------------------


def show_claim(found: Survey, report: ClaimReport, sheet: Sheet) -> None:
    """A claim as written, its standing, and its backings one by one."""
    claim = report.claim
    sheet.title(claim.id, claim.title)
    if report.is_refuted:
        sheet.line("refuted", f"{report.reason} ({report.standing}); it counts in no total")
    else:
        sheet.line("standing", standing_text(report.standing, report.reason))
    sheet.lines("flags", [", ".join(report.flags)] if report.flags else [])
    sheet.lines("above it", (rung.words for rung in report.rungs))
    sheet.lines("reviews", (review.words for review in report.reviews))
    show_drift(report.drift, sheet)
    sheet.line("family", claim.family)
    sheet.lines("papers", map(_paper, claim.papers))
    sheet.lines("lifecycle", [str(claim.lifecycle)] if claim.lifecycle != "effective" else [])
    sheet.block("statement", claim.statement)
    if claim.obstacle:
        sheet.line("obstacle", f"{claim.obstacle.kind}: {claim.obstacle.note}".rstrip(": "))
    sheet.line("written at", f"{claim.place.path}:{claim.place.line}")
    if len(report.backings) > 1:
        sheet.line("needs", "all of its backings" if claim.need_all else "one of its backings")
    for backing in report.backings:
        sheet.gap()
        _show_backing(found, backing, sheet)


def show_retracted(claim: Claim, sheet: Sheet) -> None:
    """A claim that was taken back, with the reason."""
    sheet.title(claim.id, claim.title)
    since = f"{claim.retracted_on}: " if claim.retracted_on else ""
    sheet.line("retracted", since + (claim.reason or "no reason is given"))
    sheet.line("family", claim.family)
    sheet.block("statement", claim.statement)
    sheet.line("written at", f"{claim.place.path}:{claim.place.line}")


def _paper(paper: PaperRef) -> str:
    return f"{paper.paper}, {paper.locator}" if paper.locator else paper.paper


def _show_backing(found: Survey, report: BackingReport, sheet: Sheet) -> None:
    sheet.title(report.backing.decl, f"({report.backing.role})")
    sheet.line("standing", standing_text(report.standing, report.reason))
    if report.backing.repo:
        _show_external(report, sheet)
    entry = found.uses.entries.get(report.ref) if report.ref else None
    if entry is None:
        return
    sheet.lines("flags", [", ".join(report.flags)] if report.flags else [])
    show_drift(report.drift, sheet)
    sheet.line("stands at", entry_place(entry))
    _show_trust(found, entry, report, sheet)


def _show_external(report: BackingReport, sheet: Sheet) -> None:
    """A backing in another repository: whence it comes, and what it says there."""
    written = report.backing
    sheet.line("comes from", f"{written.repo} at {written.rev}")
    if report.path:
        sheet.line("stands at", f"{report.path}:{report.line}" if report.line else report.path)
    sheet.lines("flags", [", ".join(report.flags)] if report.flags else [])
    show_drift(report.drift, sheet)
    if report.declaration is not None:
        sheet.block("statement", f"{report.declaration.kind} {report.name} {said(report)}")
    sheet.lines("witness", _witness(report.witness))


def said(report: BackingReport) -> str:
    """The statement of what backs a claim, as written."""
    return report.declaration.statement.strip() if report.declaration else ""


def show_drift(drift: Iterable[Drift], sheet: Sheet) -> None:
    """What changed since the review, word by word."""
    for change in drift:
        sheet.line("changed", f"{change.part}:", drift_text(change))


def _show_trust(found: Survey, entry: Entry, report: BackingReport, sheet: Sheet) -> None:
    """What a reader must trust, in the order in which it is read; first what may not be trusted."""
    sheet.lines("troubles", (_trouble(trouble) for trouble in found.troubles.of(entry.ref)))
    sheet.block("statement", statement(entry))
    sheet.lines("assumes", (f"{a.text}  ({a.kind})" for a in report.assumptions))
    cone = found.judge.cone(report)
    if cone or entry.declaration.kind == "theorem":
        sheet.lines("to believe", _cone(found, cone))
    sheet.line("axioms", _axioms(report.axioms, exact=report.axioms_exact))
    evidence = _EVIDENCE[report.evidence]
    if report.evidence_toolchain and report.evidence is not Freshness.ABSENT:
        evidence += f", by {report.evidence_toolchain}"
    sheet.line("evidence", evidence)
    sheet.lines("witness", _witness(report.witness))


def _trouble(trouble: Trouble) -> str:
    perhaps = "" if trouble.certain else ", perhaps"
    return f"{trouble.words}  ({trouble.rule.id}{perhaps})"


def _cone(found: Survey, cone: Iterable[Ref]) -> Iterator[str]:
    """ "read these 2 definitions", and which."""
    listed = list(cone)
    if not listed:
        yield "the statement alone is to be read: it uses no definition of these projects"
        return
    yield f"read {count(len(listed), 'definition')} of these projects:"
    yield from _listed(f"  {_named(found, ref)}" for ref in listed)


def _axioms(axioms: Iterable[str], *, exact: bool) -> str:
    names = ", ".join(axioms)
    if exact:
        return f"{names or 'none'} (by the compiler's record)"
    return f"{names or 'none'} in the sources; Lean's own axioms cannot be seen in them"


def _witness(steps: Iterable[WitnessStep]) -> Iterator[str]:
    for at, step in enumerate(steps):
        lead = "→ " if at else ""
        home = f"{step.project}:" if step.project else ""
        where = f"  {home}{step.path}:{step.line}" if step.path else ""
        yield f"{lead}{step.name}{where}"


# --- a declaration --------------------------------------------------------------------------------


def show_declaration(found: Survey, entry: Entry, sheet: Sheet) -> None:
    """A declaration: its standing, its claims, what it uses and what uses it."""
    declaration = entry.declaration
    sheet.title(declaration.name, f"({_kind(entry)})")
    report = found.judge.describe(entry)
    verdict = found.judge.verdicts.of(entry)
    is_law = declaration.kind == "theorem" or declaration.is_instance
    told = report if is_law else verdict
    sheet.line("standing", standing_text(told.standing, told.reason))
    sheet.lines("flags", [", ".join(report.flags)] if report.flags else [])
    sheet.line("stands at", entry_place(entry))
    sheet.block("says", declaration.doc or "")
    sheet.lines("backs", _backed(found, entry.ref))
    sheet.lines("read for", _listed(_read_for(found, entry.ref)))
    _show_trust(found, entry, report, sheet)
    sheet.lines("uses", _listed(_linked(found, entry.ref, uses=True)))
    sheet.lines("used by", _listed(_linked(found, entry.ref, uses=False)))
    left = found.uses.unresolved.get(entry.ref, 0)
    if left:
        what = "name was" if left == 1 else "names were"
        sheet.line("unresolved", f"{left} {what} found in no project: Lean's own, locals, notation")


def _kind(entry: Entry) -> str:
    """`theorem`, `private def`, `instance, name guessed`."""
    declaration = entry.declaration
    words = [m for m in declaration.modifiers if m in ("private", "protected")]
    words.append(declaration.kind)
    return " ".join(words) + (", name guessed" if declaration.approximate else "")


def _backed(found: Survey, ref: Ref) -> Iterator[Text]:
    for claim in found.report.claims:
        for backing in claim.backings:
            if backing.ref == ref:
                lead = Text(f"{claim.claim.id}  ({backing.backing.role})  ")
                yield lead + standing_text(claim.standing)


def _read_for(found: Survey, ref: Ref) -> Iterator[str]:
    """The claims that a change of this definition reaches: their statements depend on it."""
    for claim in found.report.claims:
        backed = [b.backing.decl for b in claim.backings if ref in found.judge.cone(b)]
        if backed:
            yield f"{claim.claim.id}  (by {', '.join(backed)})"


def _linked(found: Survey, ref: Ref, *, uses: bool) -> Iterator[str]:
    """What a declaration uses by name, or what uses it, with the kind of each use."""
    pairs = found.uses.named_uses(ref) if uses else found.uses.named_users(ref)
    for other, kind in pairs:
        yield f"{_named(found, other)}  (in its {kind})"


def _named(found: Survey, ref: Ref) -> str:
    entry = found.uses.entries.get(ref)
    if entry is not None:
        return f"{ref.name}  {entry_place(entry)}"
    notation = found.uses.notations.get(ref)
    if notation is None:
        return ref.name
    line = notation.module.scopes[notation.scope].line
    return f"{ref.name}  {ref.project}:{notation.module.path}:{line}"


def _listed(items: Iterable[str]) -> Iterator[str]:
    """The first of a list, and how many are left."""
    found = list(items)
    yield from found[:_MANY]
    if len(found) > _MANY:
        yield f"… and {len(found) - _MANY} more"
