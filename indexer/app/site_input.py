"""Survey → what the site is made from: with what git knows of the tree it was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from hashlib import new
from pathlib import Path

from indexer.app import gating
from indexer.app.diff import look
from indexer.app.gating import PastSurvey
from indexer.app.reviewing import claim_edges, reading
from indexer.app.site_history import site_history
from indexer.app.survey import Survey
from indexer.app.survey import survey as surveyed
from indexer.base import git
from indexer.base.errors import CatalogueError, InputError, Problem, RevisionError, UsageError
from indexer.base.files import DiskFiles, read_file
from indexer.base.git_tree import RevisionFiles
from indexer.catalogue import find_claims
from indexer.claims.records import Catalogue
from indexer.gate.baseline import load_baseline
from indexer.history.changes import Changes, changes
from indexer.history.choice import Every
from indexer.hubs.pages import HTML, MARKDOWN, Hub, load_hubs, of_papers
from indexer.judge.records import Standing
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index, Ref
from indexer.site.facts import Beside, SiteInput
from indexer.site.render import disk_sources
from indexer.site.urls import PAGES

_NOT_UTF8 = "not-utf-8"


def site_input(
    survey: Survey,
    base: str | None = None,
    options: ScanOptions = PLAIN,
    every: Every | None = None,
    compare: str | None = None,
) -> SiteInput:
    """Everything the site shows of a survey, and of the commit that it was made from.

    `base` names the revision that standings are held against (default: the last release, which is
    the last tag before the commit; "" for none), `every` at which commits the history is told
    (default: what is known already, and what is affordable), `compare` the revision or the folder
    that is shown beside (default: the base).  Raises UsageError when
    SOURCE_DATE_EPOCH is no number, RevisionError when there is no such revision.
    """
    root = Path(survey.catalogue.root)
    top = git.repository(root)
    head = _head(top) if top else None
    epoch = _epoch()
    uses = _uses(survey)
    past = _past(survey, base if base is not None else _last_release(head), options)
    return SiteInput(
        report=survey.report,
        index=survey.index,
        source=disk_sources(survey.index),
        uses=uses,
        unresolved=survey.uses.unresolved,
        verdict=partial(_verdict, survey),
        troubles=survey.troubles,
        commit=head.commit if head else None,
        modified=head is not None and _is_modified(survey, head),
        date=epoch or (_time(head) if head else None),
        judged=epoch or (_time(head, *_judged(survey, head.top)) if head else None),
        evidence_date=_time(head, root / "evidence") if head else None,
        prefixes=_prefixes(survey.index, top or root.parent),
        changes=_changes(survey, past),
        beside=_beside(survey, past, compare, options),
        tolerated=_tolerated(root),
        hubs=_hubs(survey),
        reading=reading(survey, claim_edges(survey, uses)),
        history=site_history(survey, every, options) if head else None,
    )


class _Asked(Mapping[Ref, Mapping[Ref, str]]):
    """The edges of a large use graph: each is made when it is asked for, and then remembered."""

    def __init__(self, edges: Mapping[Ref, Mapping[Ref, str]]) -> None:
        self._edges = edges
        self._known: dict[Ref, Mapping[Ref, str]] = {}

    def __getitem__(self, ref: Ref) -> Mapping[Ref, str]:
        found = self._known.get(ref)
        if found is None:
            found = self._known[ref] = self._edges[ref]
        return found

    def __iter__(self) -> Iterator[Ref]:
        return iter(self._edges)

    def __len__(self) -> int:
        return len(self._edges)


def _uses(survey: Survey) -> Mapping[Ref, Mapping[Ref, str]]:
    """The use graph: whole, or, where most declarations have no page, what is asked of it."""
    edges = survey.uses.built.plain_edges
    return _Asked(edges) if survey.index.declarations > PAGES else dict(edges)


def _verdict(survey: Survey, ref: Ref) -> tuple[Standing, str] | None:
    """What is so of one declaration, whether it backs a claim or not."""
    entry = survey.uses.entries.get(ref)
    if entry is None:
        return None
    verdict = survey.judge.verdicts.of(entry)
    return verdict.standing, verdict.reason


def refuse_incomplete(index: Index) -> None:
    """Raise InputError with every file that could not be read, or that Lean would refuse."""
    problems = [
        Problem(lost.reason, path=str(Path(project.project.root) / lost.path))
        for project in index.projects
        for lost in project.unread
    ] + [
        Problem(
            note.message,
            path=str(Path(project.project.root) / module.path),
            line=note.line,
            column=note.column,
            hint="save the file as UTF-8",
        )
        for project in index.projects
        for module in project.modules
        for note in module.diagnostics
        if note.code == _NOT_UTF8
    ]
    if problems:
        raise InputError(problems)


def _last_release(head: git.Revision | None) -> str | None:
    """The last tag before the commit, so that a release itself is held against the one before."""
    return git.last_tag(head.top, f"{head.commit}^") if head else None


def _past(survey: Survey, base: str | None, options: ScanOptions) -> PastSurvey | None:
    """The survey of a revision; where it had no catalogue that can be read, with the one of now."""
    if not base:
        return None
    place = gating.ground(Path(survey.catalogue.root))
    try:
        return gating.past_survey(place, base, options)
    except CatalogueError:
        return gating.past_survey(place, base, options, survey.catalogue)


def _changes(survey: Survey, past: PastSurvey | None) -> Changes | None:
    """What changed since a revision."""
    return changes(look(str(past.revision), past.survey), look("now", survey)) if past else None


def _beside(
    survey: Survey, past: PastSurvey | None, compare: str | None, options: ScanOptions
) -> Beside | None:
    """What is shown beside: another catalogue where a folder is named, else a revision."""
    folder = _other(survey, compare) if compare else None
    if folder is not None:
        other = surveyed(folder, options)
        there, here = (_title(one.catalogue) for one in (other, survey))
        return Beside(there, other.report, here if here != there else "now")
    side = _past(survey, compare, options) if compare else past
    return Beside(str(side.revision), side.survey.report) if side else None


def _other(survey: Survey, compare: str) -> Path | None:
    """The catalogue in or above a folder; None for no folder, or one of this very catalogue, whose
    name may be that of a revision."""
    if not Path(compare).is_dir():
        return None
    found = find_claims(Path(compare).resolve())
    return None if found.resolve() == Path(survey.catalogue.root).resolve() else found


def _title(catalogue: Catalogue) -> str:
    """What a catalogue is called: its title, or the folder around it."""
    return catalogue.config.title or Path(catalogue.root).parent.name


def _tolerated(root: Path) -> dict[tuple[str, str, str], str]:
    """What the baseline says of each thing that it tolerates."""
    found = {}
    for entry in load_baseline(root, shown_as=root.name):
        until = f"until {entry.expires}" if entry.expires else ""
        words = ", ".join(w for w in (entry.reason, entry.issue, until) if w)
        for kind in entry.tolerates:
            found[entry.project, entry.subject[1], kind] = words
    return found


def _hubs(survey: Survey) -> dict[str, Hub]:
    """The hub pages that the site shows, by paper; what is wrong with others is for the check."""
    place = gating.ground(Path(survey.catalogue.root))
    below = f"{place.shown}/" if place.shown else ""
    return dict(of_papers(load_hubs(survey.catalogue, DiskFiles(place.top), below).pages))


def _head(top: Path) -> git.Revision | None:
    try:
        return git.open_revision(top, "HEAD")
    except RevisionError:  # no git, or no commit yet: the page then says that it does not know
        return None


def _judged(survey: Survey, top: Path) -> list[Path]:
    """The folders that standings come from: the catalogue and the projects, as far as they are in
    the repository."""
    folders = (survey.catalogue.root, *(p.project.root for p in survey.index.projects))
    return [folder for folder in map(Path, folders) if folder.is_relative_to(top)]


def _time(head: git.Revision, *paths: Path) -> datetime | None:
    seconds = git.commit_time(head.top, head.commit, *paths)
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _epoch() -> datetime | None:
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(Problem(f"SOURCE_DATE_EPOCH is {text!r}, not seconds")) from error


def _prefixes(index: Index, top: Path) -> dict[str, str]:
    """The path of each project's root from the top of the repository."""
    found = {}
    for project in index.projects:
        root = Path(project.project.root)
        if root.is_relative_to(top):
            found[project.project.id] = root.relative_to(top).as_posix().removeprefix(".")
    return found


def _is_modified(survey: Survey, head: git.Revision) -> bool:
    """Whether a file that the site was made from differs from the commit."""
    tree = head.files.at("")
    files = [
        Path(project.project.root) / module.path
        for project in survey.index.projects
        for module in project.modules
    ]
    root = Path(survey.catalogue.root)
    written = (".yaml", ".toml", *MARKDOWN, *HTML)
    files += sorted(p for p in root.rglob("*") if p.is_file() and p.suffix in written)
    return any(_differs(tree, head.top, file) for file in files)


def _differs(tree: RevisionFiles, top: Path, file: Path) -> bool:
    if not file.is_relative_to(top):
        return False  # not of this repository: its commit says nothing of it
    path = file.relative_to(top).as_posix()
    if not tree.exists(path):
        return True
    data, oid = read_file(file), tree.oid(path)
    blob = new("sha1" if len(oid) == 40 else "sha256", b"blob %d\0" % len(data) + data)
    return blob.hexdigest() != oid
