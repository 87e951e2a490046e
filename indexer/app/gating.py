"""From a catalogue folder to what the gate looks at; shared by check, accept, prune and init."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import gate
from indexer.app import survey as pipeline
from indexer.app.partial_index import PartialIndex, load_outline
from indexer.base import git
from indexer.base.errors import CatalogueError, Problem, UsageError
from indexer.base.files import DiskFiles, Files
from indexer.base.writing import refuse_links
from indexer.catalogue import load_catalogue
from indexer.catalogue.revision import load_past_catalogue
from indexer.claims.records import Catalogue
from indexer.evidence.files import load_evidence, read_evidence
from indexer.evidence.records import ModuleEvidence
from indexer.gate.baseline import FOLDER, BaselineEntry, load_baseline, read_entries
from indexer.judge.reading import Sources
from indexer.judge.records import Report
from indexer.judge.remarks import remarks
from indexer.names.resolver import Table
from indexer.review.pins import FOLDER as PINS
from indexer.review.pins import Paragraphs, Pin, PinBook, load_pins, no_paragraphs, read_pins
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index, Ref
from indexer.scan.revision import load_past_index
from indexer.scan.source_texts import texts
from indexer.terms.fingerprint import Statements
from indexer.troubles import Troubles

if TYPE_CHECKING:
    from indexer.hubs.audit import Fault


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a command works: the catalogue folder, and the top from which paths are shown."""

    catalogue: Path
    top: Path

    @property
    def shown(self) -> str:
        """The catalogue folder as messages name it."""
        return below(self.catalogue, self.top)

    @property
    def parent(self) -> str:
        """The folder around the catalogue, from the top: "" or "a/b/"."""
        folder = below(self.catalogue.parent, self.top)
        return f"{folder}/" if folder else ""


def ground(catalogue: Path) -> Ground:
    """Paths are shown from the top of the repository, or from the folder around the catalogue."""
    catalogue = catalogue.resolve()
    return Ground(catalogue, git.repository(catalogue) or catalogue.parent)


def writable(catalogue: Path) -> Ground:
    """The same for a command that writes into the catalogue, which must be no link then."""
    refuse_links(catalogue)
    return ground(catalogue)


def below(path: Path, top: Path) -> str:
    """`path` as seen from `top`, with forward slashes; "" for `top` itself."""
    relative = Path(os.path.relpath(path, top)).as_posix()
    return "" if relative == "." else relative


def look(place: Ground, options: ScanOptions = PLAIN, *, claims: bool = True) -> gate.Snapshot:
    """The snapshot of what is on disk. Raises the LeancatError that says what is wrong.

    Without `claims` none is judged: who writes the baseline looks at declarations only.
    """
    return look_closely(place, options, claims=claims)[1]


def look_closely(
    place: Ground, options: ScanOptions = PLAIN, *, claims: bool = True
) -> tuple[pipeline.Survey, gate.Snapshot]:
    """The same, with the survey that the snapshot was taken of."""
    return judged(read(place, options, claims=claims))


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to be judged: what people wrote, what the compiler left, what was scanned."""

    place: Ground
    catalogue: Catalogue
    entries: tuple[BaselineEntry, ...]
    evidence: Mapping[tuple[str, str], ModuleEvidence]
    pins: tuple[Pin, ...]
    scanned: PartialIndex
    files: Files | None  # those of the repository, in which hubs are looked at


def read(place: Ground, options: ScanOptions = PLAIN, *, claims: bool = True) -> Given:
    """Read and scan what is on disk; without `claims` none of them, nor what only they need.
    Raises the LeancatError that says what is wrong."""
    entries = load_baseline(place.catalogue, shown_as=place.catalogue.name)
    catalogue = load_catalogue(place.catalogue)
    evidence = load_evidence(place.catalogue / "evidence") if claims else {}
    pins = load_pins(place.catalogue, shown_as=place.catalogue.name) if claims else ()
    if not claims:
        catalogue = replace(catalogue, claims=())
    with options.watch("scanning") as update:
        scanned = load_outline(catalogue, jobs=options.jobs, cache=options.cache, progress=update)
    files = DiskFiles(place.top) if claims else None
    return Given(place, catalogue, entries, evidence, tuple(pins), scanned, files)


def judged(given: Given) -> tuple[pipeline.Survey, gate.Snapshot]:
    """The survey and the snapshot of what was read."""
    scanned = given.scanned
    followed = _is_followed(given.catalogue, given.evidence)
    return _snapshot(
        given.catalogue,
        scanned.whole() if followed else scanned.index(),
        given.evidence,
        given.entries,
        given.place,
        pins=given.pins,
        files=given.files,
        whole=scanned.whole,
    )


def hangs_on_files(catalogue: Catalogue) -> bool:
    """Whether a check looks at files that nobody scans: hubs, and registered documents."""
    return _has_hubs(catalogue) or _has_documents(catalogue)


def _is_followed(catalogue: Catalogue, evidence: Mapping[tuple[str, str], ModuleEvidence]) -> bool:
    """Whether something hangs on all declarations and what they use: claims, evidence, hubs."""
    claims = any(claim.backing for claim in catalogue.claims)
    return bool(evidence) or claims or _has_hubs(catalogue)


def _has_hubs(catalogue: Catalogue) -> bool:
    return bool(catalogue.config.hubs) or any(paper.hub for paper in catalogue.papers)


def _has_documents(catalogue: Catalogue) -> bool:
    papers = any(paper.preregistrations for paper in catalogue.papers)
    return papers or any(claim.preregistrations for claim in catalogue.claims)


@dataclass(frozen=True, slots=True)
class Past:
    """A snapshot of a revision, and what could not be had of it."""

    revision: git.Revision
    snapshot: gate.Snapshot
    notes: tuple[str, ...]
    survey: pipeline.Survey


def look_back(
    place: Ground,
    name: str,
    now: gate.Snapshot,
    options: ScanOptions = PLAIN,
) -> Past:
    """The snapshot of a revision, read from git's object store.

    Where the revision has no catalogue that can be read, the one of `now` is held against its
    sources.  Raises RevisionError when there is no such revision here.
    """
    revision = git.open_revision(place.catalogue.parent, name)
    notes: list[str] = []

    def files(folder: Path) -> git.RevisionFiles:
        path = below(folder, place.top)
        return revision.files.at(f"{path}/" if path else "")

    around = files(place.catalogue.parent)
    catalogue = _past_catalogue(place, around, now.report.catalogue, notes)
    entries = _past_entries(place, around, notes)
    evidence = read_evidence(_inside(place, around, "evidence", ".json"))

    def load(present: Index) -> Index:
        with options.watch(f"scanning {name}") as update:
            return load_past_index(
                catalogue,
                files,
                present,
                jobs=options.jobs,
                cache=options.cache,
                progress=update,
            )

    index = load(now.names.whole() if _is_followed(catalogue, evidence) else now.index)
    notes.extend(_unread(index, revision))
    pins = _past_pins(place, around, notes)
    sources = texts(index, {p.project.id: files(Path(p.project.root)) for p in index.projects})
    survey, then = _snapshot(
        catalogue,
        index,
        evidence,
        entries,
        place,
        pins=pins,
        sources=sources,
        files=files(place.top),
        whole=lambda: load(now.names.whole()),
    )
    return Past(revision, then, tuple(notes), survey)


@dataclass(frozen=True, slots=True)
class PastSurvey:
    """The survey of a revision by itself, and what could not be had of it."""

    revision: git.Revision
    survey: pipeline.Survey
    notes: tuple[str, ...]


def past_survey(
    place: Ground,
    name: str,
    options: ScanOptions = PLAIN,
    catalogue: Catalogue | None = None,
) -> PastSurvey:
    """The survey of a revision, read from git's object store, with the catalogue that it had (or
    with the one that is given).  Raises RevisionError when there is no such revision here, and
    CatalogueError when it had no catalogue that can be read."""
    revision = git.open_revision(place.catalogue.parent, name)
    notes: list[str] = []

    def files(folder: Path) -> git.RevisionFiles:
        path = below(folder, place.top)
        return revision.files.at(f"{path}/" if path else "")

    around = files(place.catalogue.parent)
    catalogue = catalogue or load_past_catalogue(place.catalogue, around)
    index = load_past_index(catalogue, files, Index(()), jobs=options.jobs, cache=options.cache)
    notes.extend(_unread(index, revision))
    survey = pipeline.judge(
        catalogue,
        index,
        read_evidence(_inside(place, around, "evidence", ".json")),
        pins=_past_pins(place, around, notes),
        sources=texts(index, {p.project.id: files(Path(p.project.root)) for p in index.projects}),
        closely=True,
        paragraphs=_paragraphs(place, catalogue, files(place.top)),
    )
    return PastSurvey(revision, survey, tuple(notes))


def _past_catalogue(
    place: Ground, files: git.RevisionFiles, present: Catalogue, notes: list[str]
) -> Catalogue:
    try:
        return load_past_catalogue(place.catalogue, files)
    except CatalogueError as error:
        notes.append(f"the base is held against the catalogue of now: {error.problems[0]}")
        return present


def _past_entries(
    place: Ground, files: git.RevisionFiles, notes: list[str]
) -> tuple[BaselineEntry, ...]:
    """The baseline of the revision; one that could not be read tolerated nothing."""
    found = _inside(place, files, FOLDER, ".toml")
    try:
        return read_entries({f"{FOLDER}/{path}": data for path, data in found.items()})
    except CatalogueError as error:
        notes.append(f"the baseline of the base could not be read: {error.problems[0]}")
        return ()


def _past_pins(place: Ground, files: git.RevisionFiles, notes: list[str]) -> tuple[Pin, ...]:
    """What was reviewed at the revision; pins that could not be read pinned nothing."""
    try:
        return read_pins(_inside(place, files, PINS, ".toml"))
    except CatalogueError as error:
        notes.append(f"the pins of the base could not be read: {error.problems[0]}")
        return ()


def _inside(place: Ground, files: git.RevisionFiles, folder: str, suffix: str) -> dict[str, bytes]:
    """The files of a folder of the catalogue, by their paths below that folder."""
    prefix = f"{place.catalogue.name}/{folder}/"
    paths = (path for path in files.paths() if path.startswith(prefix) and path.endswith(suffix))
    return {path.removeprefix(prefix): files.read(path) for path in paths}


def _unread(index: Index, revision: git.Revision) -> Iterator[str]:
    """Files and submodules of the revision that the comparison has to do without."""
    for project in index.projects:
        for unread in project.unread:
            yield f"{unread.path} could not be read at {revision.name}: {unread.reason}"
    for path, commit in revision.files.unread.items():
        if any(_touches(Path(p.project.root), revision.top / path) for p in index.projects):
            way_out = "git submodule update --init brings it"
            yield f"submodule {path} was not read at commit {commit[:7]}; {way_out}"


def _touches(project: Path, submodule: Path) -> bool:
    return submodule.is_relative_to(project) or project.is_relative_to(submodule)


def _snapshot(
    catalogue: Catalogue,
    index: Index,
    evidence: Mapping[tuple[str, str], ModuleEvidence],
    entries: tuple[BaselineEntry, ...],
    place: Ground,
    *,
    pins: tuple[Pin, ...],
    sources: Sources | None = None,
    files: Files | None = None,
    whole: Callable[[], Index],
) -> tuple[pipeline.Survey, gate.Snapshot]:
    """What the gate needs, and no more: uses are followed only where something hangs on them.

    `index` may have modules in outline, `whole` gives it with all in full; `sources` are the texts
    of the revision (default: those on disk), `files` the files of the repository, in which hubs are
    looked at (default: they are not).
    """
    judged = index if _is_followed(catalogue, evidence) else Index(())
    troubles = Troubles(index, catalogue.config.allowed_axioms)
    survey = pipeline.judge(
        catalogue,
        judged,
        evidence,
        pins=pins,
        sources=sources,
        troubles=troubles,
        closely=True,
        paragraphs=_paragraphs(place, catalogue, files) if files else no_paragraphs,
    )
    # names are collected once for all: of a large tree they are many
    table = (lambda: survey.uses.table) if judged is index else (lambda: Table(whole()))
    folders = folders_of(index, place.top)
    inside = f"{place.shown}/" if place.shown else ""
    report = replace(survey.report, remarks=remarks(index, evidence))
    taken = gate.take(
        report,
        index,
        survey.uses.edges,
        fingerprint=Statements(table).fingerprint,
        entries=entries,
        folders=folders,
        catalogue=f"{place.shown}/",
        troubles=survey.troubles,
        reviewed=[pin.claim for pin in pins],
        reviews=_reviews(survey, pins),
        whole=whole,
        faults=_faults(survey.report, index, folders, files, inside, sources, survey.troubles)
        if files
        else (),
    )
    return survey, taken


def _paragraphs(place: Ground, catalogue: Catalogue, files: Files) -> Paragraphs:
    below = f"{place.shown}/" if place.shown else ""
    return pipeline.paragraphs_in(catalogue, files, below)


def _reviews(survey: pipeline.Survey, pins: tuple[Pin, ...]) -> gate.Reviews | None:
    """What was reviewed, and how to read it now."""
    book = survey.judge.pins
    if not isinstance(book, PinBook):
        return None
    return gate.Reviews(
        {pin.claim: pin for pin in pins},
        lambda ref: book.reads(survey.uses.entries[ref]),
        book.differing,
        lambda ref: book.opens(survey.uses.entries[ref]),
        book.names_packages,
        frozenset(claim.id for claim in survey.catalogue.claims if book.retitled(claim)),
        lambda ref: _record(survey, ref),
    )


def _record(survey: pipeline.Survey, ref: Ref) -> str:
    """What the compiler's record says of a statement, "" where there is none of these sources."""
    constant = survey.judge.evidence.constant(ref)
    return constant.statement if constant else ""


def _faults(
    report: Report,
    index: Index,
    folders: Mapping[str, str],
    files: Files,
    inside: str,
    sources: Sources | None,
    troubles: Troubles,
) -> tuple[Fault, ...]:
    """What hubs and registered documents say that is not so."""
    if not hangs_on_files(report.catalogue):
        return ()
    from indexer.app.hubbing import faults

    return faults(report, index, folders, files, inside, sources, troubles)


def folders_of(index: Index, top: Path) -> dict[str, str]:
    """The root of each project below the top: "" or "a/b/"."""
    roots = {p.project.id: below(Path(p.project.root), top) for p in index.projects}
    return {name: f"{root}/" if root else "" for name, root in roots.items()}


def refuse_in_ci(environment: Mapping[str, str], even_in_ci: bool) -> None:
    """A gate that may write its own baseline is none: in CI that takes an explicit word."""
    if even_in_ci or environment.get("CI", "").lower() in ("", "0", "false"):
        return
    raise UsageError(
        Problem(
            "the baseline is not written in CI, where it would let everything pass",
            hint="run this where the change is made, or say --even-in-ci",
        )
    )
