"""`leancat export FORMAT`: claims in the forms in which others keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from indexer.app import gating
from indexer.app import survey as pipeline
from indexer.app.site_input import site_input
from indexer.base import git
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.suggestions import near
from indexer.base.writing import Folder, write_output
from indexer.catalogue import find_claims
from indexer.cli.console import catalogue_option, say_what_was_taken, scan_options, write_data
from indexer.exports import blueprint, comparator, formalization, lean_decls, sorrydb
from indexer.formats import encoded
from indexer.gate import Snapshot
from indexer.judge import claimgraph
from indexer.judge.records import ClaimReport
from indexer.scan.options import ScanOptions
from indexer.scan.source_texts import texts
from indexer.site.addresses import addresses
from indexer.site.data import claims_csv, coverage, json_text
from indexer.site.facts import Facts, facts_of


@dataclass(frozen=True, slots=True)
class _Known:
    """What is exported, and what people said of it."""

    survey: pipeline.Survey
    now: Snapshot
    about: formalization.About


@click.command(name="export")
@click.argument("format_", metavar="FORMAT")
@click.argument("claims", nargs=-1, metavar="[CLAIM...]")
@click.option("--output", type=click.Path(path_type=Path), help="Write there instead of stdout.")
@click.option("--author", "authors", multiple=True, help="formalization: who did it.")
@click.option("--license", "license_", default="", help="formalization: its licence.")
@click.option(
    "--method",
    type=click.Choice(["manual", "copilot", "agent", "autonomous", "other"]),
    default="other",
    help="formalization: how it was done.",
)
@catalogue_option
@scan_options
def command(
    format_: str,
    claims: tuple[str, ...],
    output: Path | None,
    authors: tuple[str, ...],
    license_: str,
    method: str,
    catalogue: Path | None,
    options: ScanOptions,
) -> int:
    """Write claims in another form.

    FORMAT is one of blueprint (TeX), formalization (YAML), lean_decls, sorrydb, csv, json; or
    comparator with the CLAIMs that are to be stated, which writes Challenge.lean and
    comparator.json into the folder --output (default: the one at hand).  Nothing that is there is
    overwritten by comparator.

    Example: leancat export comparator main.theorem --output challenge
    """
    if format_ not in (*_WRITERS, "comparator"):
        hint = f"FORMAT is one of {', '.join([*_WRITERS, 'comparator'])}"
        raise UsageError(Problem(f"there is no format {format_}", hint=hint))
    if bool(claims) != (format_ == "comparator"):
        what = "takes no claim" if claims else "takes the claims that are to be stated"
        raise UsageError(Problem(f"export {format_} {what}", hint="leancat find lists claims"))
    place = gating.ground(catalogue or find_claims(Path.cwd()))
    survey, now = gating.look_closely(place, options)
    if not now.index.complete:
        raise InputError(Problem("a file could not be read", hint="leancat check says which"))
    say_what_was_taken(survey.catalogue)
    if format_ == "comparator":
        _write_challenge(survey, _chosen(survey, claims), output or Path())
        return 0
    about = formalization.About("", authors, license_, method)
    text = _WRITERS[format_](_Known(survey, now, about))
    if output is None:
        write_data(text.replace("\r\n", "\n"))
    else:
        write_output(output, encoded(text))
    return 0


def _write_challenge(survey: pipeline.Survey, claims: Sequence[ClaimReport], into: Path) -> None:
    allowed = survey.catalogue.config.allowed_axioms
    files = comparator.write(claims, survey.uses.entries, texts(survey.index), allowed)
    with Folder.open(into, make=True) as folder:
        there = [path for path in files if folder.has(path)]
        if there:
            hint = "name another folder with --output"
            raise InputError([Problem("is there already", str(into / p), hint=hint) for p in there])
        for path, text in files.items():
            folder.create(path, text.encode())
            click.echo(f"wrote {path}")


def _chosen(survey: pipeline.Survey, names: Sequence[str]) -> list[ClaimReport]:
    known = {id: c for c in survey.report.claims for id in (*c.claim.aliases, c.claim.id)}
    lacking = [name for name in names if name not in known]
    if lacking:
        problems = []
        for name in lacking:
            close = near(name, sorted(known))
            hint = f"did you mean {close[0]}?" if close else "leancat find lists claims"
            problems.append(Problem(f"there is no claim {name}", hint=hint))
        raise UsageError(problems)
    return [known[name] for name in dict.fromkeys(names)]


def _blueprint(known: _Known) -> str:
    report = known.survey.report
    uses: dict[str, list[str]] = {}
    edges = (*claimgraph.said(report), *claimgraph.real(report, known.survey.uses.out))
    for user, used in dict.fromkeys((edge.user, edge.used) for edge in edges):
        uses.setdefault(user, []).append(used)
    return blueprint.write(report, uses)


def _sorrydb(known: _Known) -> str:
    root = Path(known.survey.catalogue.root).parent
    return sorrydb.write(known.now, git.checkout(root))


def _facts(known: _Known) -> Facts:
    """The claims as the site shows them: its tables are the ones to export."""
    given = site_input(known.survey, "")
    return facts_of(given, addresses(given.report, given.index, given.source))


_WRITERS: dict[str, Callable[[_Known], str]] = {
    "blueprint": _blueprint,
    "formalization": lambda known: formalization.write(known.now, known.about),
    "lean_decls": lambda known: lean_decls.write(known.survey.report),
    "sorrydb": _sorrydb,
    "csv": lambda known: claims_csv(_facts(known)),
    "json": lambda known: json_text(coverage(_facts(known))),
}
