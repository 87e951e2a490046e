"""Claims in the forms in which others keep them: what each writer needs, from one look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.app import gating
from indexer.app.gating import Ground
from indexer.app.site_input import site_input
from indexer.app.survey import Survey
from indexer.base import git
from indexer.base.errors import InputError, Problem, UsageError
from indexer.base.suggestions import near
from indexer.exports import blueprint, comparator, formalization, lean_decls, sorrydb
from indexer.gate import Snapshot
from indexer.judge import claimgraph
from indexer.judge.records import ClaimReport
from indexer.scan.options import ScanOptions
from indexer.scan.source_texts import texts
from indexer.site.addresses import addresses
from indexer.site.data import claims_csv, coverage, json_text
from indexer.site.facts import Facts, facts_of


@dataclass(frozen=True, slots=True)
class Exported:
    """What there is to export: a survey, and the snapshot that was taken of it."""

    survey: Survey
    now: Snapshot


def look(place: Ground, options: ScanOptions) -> Exported:
    """Look at what is on disk.  Raises InputError where a file could not be read."""
    survey, now = gating.look_closely(place, options)
    if not now.index.complete:
        raise InputError(Problem("a file could not be read", hint="leancat check says which"))
    return Exported(survey, now)


def text(format_: str, found: Exported, about: formalization.About) -> str:
    """All claims in one of FORMATS; `about` is what formalization.yaml says and no text tells."""
    return _WRITERS[format_](found, about)


def challenge(found: Exported, claims: Sequence[str]) -> dict[str, str]:
    """The files of a Challenge that states claims, by path.  Raises UsageError for one that is not
    there, InputError for one that names nothing which could be stated."""
    survey = found.survey
    allowed = survey.catalogue.config.allowed_axioms
    chosen = [*map(survey.judge.in_full, _chosen(survey, claims))]
    return comparator.write(chosen, survey.uses.entries, texts(survey.index), allowed)


def _chosen(survey: Survey, names: Sequence[str]) -> list[ClaimReport]:
    known = {id: c for c in survey.report.claims for id in (*c.claim.aliases, c.claim.id)}
    problems = []
    for name in names:
        if name not in known:
            close = near(name, sorted(known))
            hint = f"did you mean {close[0]}?" if close else "leancat find lists claims"
            problems.append(Problem(f"there is no claim {name}", hint=hint))
    if problems:
        raise UsageError(problems)
    return [known[name] for name in dict.fromkeys(names)]


_Writer = Callable[[Exported, formalization.About], str]


def _blueprint(found: Exported, _: formalization.About) -> str:
    report = found.survey.report
    uses: dict[str, list[str]] = {}
    edges = (*claimgraph.said(report), *claimgraph.real(report.claims, found.survey.uses.out))
    for user, used in dict.fromkeys((edge.user, edge.used) for edge in edges):
        uses.setdefault(user, []).append(used)
    return blueprint.write(report, uses)


def _sorrydb(found: Exported, _: formalization.About) -> str:
    return sorrydb.write(found.now, git.checkout(Path(found.survey.catalogue.root).parent))


def _facts(found: Exported) -> Facts:
    """The claims as the site shows them: its tables are the ones to export."""
    given = site_input(found.survey, "")
    return facts_of(given, addresses(given.report, given.index, given.source))


_WRITERS: Mapping[str, _Writer] = {
    "blueprint": _blueprint,
    "formalization": lambda found, about: formalization.write(found.now, about),
    "lean_decls": lambda found, _: lean_decls.write(found.survey.report),
    "sorrydb": _sorrydb,
    "csv": lambda found, _: claims_csv(_facts(found)),
    "json": lambda found, _: json_text(coverage(_facts(found))),
}
FORMATS = tuple(_WRITERS)
"""The forms that hold all claims in one file."""
