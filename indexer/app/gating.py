"""From a catalogue folder to what the gate looks at; shared by check, accept, prune and init."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from indexer import gate
from indexer.app import survey as pipeline
from indexer.app.packages import NONE as NO_PACKAGES
from indexer.app.packages import ScannedPackages, scan_packages
from indexer.app.partial_index import PartialIndex, load_outline
from indexer.base import git
from indexer.base.errors import CatalogueError, NoCatalogueError, Problem, RevisionError, UsageError
from indexer.base.files import DiskFiles, Files
from indexer.base.git_tree import RevisionFiles
from indexer.base.progress import Progress
from indexer.base.writing import refuse_links
from indexer.catalogue import load_catalogue
from indexer.catalogue.revision import load_past_catalogue
from indexer.claims.records import Catalogue
from indexer.evidence.files import load_evidence, read_evidence
from indexer.evidence.records import ModuleEvidence
from indexer.evidence.registered import FOLDER as REGISTERED
from indexer.evidence.registered import Registration, load_registered, read_registered
from indexer.evidence.replays import FOLDER as REPLAYS
from indexer.evidence.replays import Replay, load_replays, read_replays
from indexer.gate.baseline import FOLDER, BaselineEntry, load_baseline, read_entries
from indexer.gate.holes import Fingerprint
from indexer.judge import claimgraph
from indexer.judge.outlined import Outlined
from indexer.judge.reading import Sources
from indexer.judge.records import Report
from indexer.judge.remarks import remarks
from indexer.lean.names import canonical, halves, last_component
from indexer.lean.records import Declaration, Module
from indexer.names.table import Entry, Table
from indexer.review.pin_book import Paragraphs, PinBook, no_paragraphs
from indexer.review.pin_files import FOLDER as PINS
from indexer.review.pin_files import load_pins, read_pins
from indexer.review.pins import Pin
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index, Ref
from indexer.scan.revision import load_past_index
from indexer.scan.source_texts import texts
from indexer.terms.fingerprint import Statements, asked_for
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
    around = git.repository(catalogue.parent)  # one that is a submodule has a repository of its own
    return Ground(catalogue, around or git.repository(catalogue) or catalogue.parent)


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
    replays: tuple[Replay, ...]
    scanned: PartialIndex
    files: Files | None  # those of the repository, in which hubs are looked at
    packages: ScannedPackages = NO_PACKAGES
    registered: tuple[Registration, ...] = ()


def read(
    place: Ground,
    options: ScanOptions = PLAIN,
    *,
    claims: bool = True,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> Given:
    """Read and scan what is on disk; without `claims` none of them, nor what only they need.
    `typed` has the catalogue's texts that stand in an editor (see `load_catalogue`).
    Raises the LeancatError that says what is wrong."""
    entries = load_baseline(place.catalogue, shown_as=place.catalogue.name)
    catalogue = load_catalogue(place.catalogue, typed, options.cache)
    evidence = load_evidence(place.catalogue / "evidence") if claims else {}
    pins = load_pins(place.catalogue, shown_as=place.catalogue.name) if claims else ()
    replays = load_replays(place.catalogue) if claims else ()
    if not claims:
        catalogue = replace(catalogue, claims=())
    with options.watch("scanning") as update:
        scanned = load_outline(catalogue, jobs=options.jobs, cache=options.cache, progress=update)
    files = DiskFiles(place.top) if claims else None
    return Given(
        place,
        catalogue,
        entries,
        evidence,
        tuple(pins),
        replays,
        scanned,
        files,
        scan_packages(catalogue, scanned.projects(), options),
        load_registered(place.catalogue) if claims else (),
    )


def judged(
    given: Given, *, cones: bool = True, closely: bool = False
) -> tuple[pipeline.Survey, gate.Snapshot]:
    """The survey and the snapshot of what was read; a check has no use for `cones`.  With `closely`
    nobody asks of other declarations than those that back claims, so that no more is read in full
    than what these may see."""
    scanned = given.scanned
    index = scanned.index()
    troubles = Troubles(index, given.catalogue.config.allowed_axioms)
    is_followed = _is_followed(given.catalogue, given.evidence)
    table = None
    if closely and not _asks_of_all(given):
        names = pipeline.named(given.catalogue) if is_followed else frozenset[str]()
        above = (halves(canonical(name))[0] for name in names)
        parts = {*map(last_component, (*names, *above)), *_asked_for(troubles, index)}
        if parts:  # else nothing asks for any name
            table = scanned.table(parts)
            index = scanned.seen_by(names, table)
    elif is_followed:
        index = scanned.whole()
    return _snapshot(
        given.catalogue,
        index,
        given.evidence,
        given.entries,
        given.place,
        pins=given.pins,
        replays=given.replays,
        files=given.files,
        packages=given.packages,
        registered=given.registered,
        whole=scanned.whole,
        cones=cones,
        troubles=troubles,
        outlined=scanned.outlined(table) if table else None,
        table=table,
    )


def _asks_of_all(given: Given) -> bool:
    """Whether more is asked than what claims rest on: records, reviews and registries speak of what
    statements depend on, hubs of all there is."""
    return bool(given.evidence or given.pins or given.registered) or _has_hubs(given.catalogue)


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
    packages: ScannedPackages = NO_PACKAGES,
    beside: pipeline.Survey | None = None,
    cones: bool = True,
) -> Past:
    """The snapshot of a revision, read from git's object store, beside the packages of now.  What
    it has in common with the survey of now that stands `beside` it is judged once; a check has no
    use for `cones`, which both have to tell or neither.

    Where the revision has no catalogue that can be read, the one of `now` is held against its
    sources.  Raises RevisionError when there is no such revision here.
    """
    then = _Then(place, name)
    catalogue = then.catalogue_or(now.report.catalogue)
    entries, evidence = then.entries(), then.evidence()

    def load(present: Index) -> Index:
        with options.watch(f"scanning {name}") as update:
            return then.index(catalogue, present, options, update)

    index = load(now.names.whole() if _is_followed(catalogue, evidence) else now.index)
    then.note_unread(index)
    survey, snapshot = _snapshot(
        catalogue,
        index,
        evidence,
        entries,
        place,
        pins=then.pins(),
        replays=then.replays(),
        sources=then.sources(index),
        files=then.files(place.top),
        packages=packages,
        registered=then.registered(),
        whole=lambda: load(now.names.whole()),
        beside=beside,
        cones=cones,
    )
    return Past(then.revision, snapshot, tuple(then.notes), survey)


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
    then = _Then(place, name)
    try:
        catalogue = catalogue or then.catalogue()
    except NoCatalogueError:
        then.refuse_submodule(place.catalogue)
        raise
    index = then.index(catalogue, Index(()), options)
    then.note_unread(index)
    survey = pipeline.judge(
        catalogue,
        index,
        then.evidence(),
        pins=then.pins(),
        sources=then.sources(index),
        closely=True,
        paragraphs=_paragraphs(place, catalogue, then.files(place.top)),
        replays=then.replays(),
        registered=then.registered(),
    )
    return PastSurvey(then.revision, survey, tuple(then.notes))


class _Then:
    """What a revision held, read from git's object store; `notes` say what could not be had."""

    def __init__(self, place: Ground, name: str) -> None:
        """Raises RevisionError when there is no such revision here."""
        self.revision = git.open_revision(place.catalogue.parent, name)
        self.notes: list[str] = []
        self._place = place
        self._around = self.files(place.catalogue.parent)

    def files(self, folder: Path) -> RevisionFiles:
        """The files below a folder of the repository."""
        path = below(folder, self._place.top)
        return self.revision.files.at(f"{path}/" if path else "")

    def catalogue(self) -> Catalogue:
        """Its catalogue. Raises CatalogueError when it had none that can be read."""
        return load_past_catalogue(self._place.catalogue, self._around)

    def catalogue_or(self, present: Catalogue) -> Catalogue:
        """Its catalogue, or the one of now where it had none that can be read."""
        try:
            return self.catalogue()
        except CatalogueError as error:
            self.notes.append(f"the base is held against the catalogue of now: {error.problems[0]}")
            return present

    def index(
        self,
        catalogue: Catalogue,
        present: Index,
        options: ScanOptions,
        update: Progress | None = None,
    ) -> Index:
        """All projects of a catalogue; what is as in the `present` index is taken over."""
        return load_past_index(
            catalogue,
            self.files,
            present,
            jobs=options.jobs,
            cache=options.cache,
            progress=update,
        )

    def sources(self, index: Index) -> Sources:
        """The texts of an index of it."""
        roots = {p.project.id: self.files(Path(p.project.root)) for p in index.projects}
        return texts(index, roots)

    def entries(self) -> tuple[BaselineEntry, ...]:
        """Its baseline; one that could not be read tolerated nothing."""
        found = self._inside(FOLDER, ".toml")
        try:
            return read_entries({f"{FOLDER}/{path}": data for path, data in found.items()})
        except CatalogueError as error:
            self.notes.append(f"the baseline of the base could not be read: {error.problems[0]}")
            return ()

    def pins(self) -> tuple[Pin, ...]:
        """What was reviewed at it; pins that could not be read pinned nothing."""
        try:
            return read_pins(self._inside(PINS, ".toml"))
        except CatalogueError as error:
            self.notes.append(f"the pins of the base could not be read: {error.problems[0]}")
            return ()

    def evidence(self) -> Mapping[tuple[str, str], ModuleEvidence]:
        """The compiler's records that it kept."""
        return read_evidence(self._inside("evidence", ".json"))

    def replays(self) -> tuple[Replay, ...]:
        """The reports of other checkers that it kept."""
        return read_replays(self._inside(REPLAYS, ".json"))

    def registered(self) -> tuple[Registration, ...]:
        """The entries of registries that it kept."""
        return read_registered(self._inside(REGISTERED, ".json"))

    def _inside(self, folder: str, suffix: str) -> dict[str, bytes]:
        """The files of a folder of the catalogue, by their paths below that folder."""
        prefix = f"{self._place.catalogue.name}/{folder}/"
        paths = (p for p in self._around.paths() if p.startswith(prefix) and p.endswith(suffix))
        return {path.removeprefix(prefix): self._around.read(path) for path in paths}

    def note_unread(self, index: Index) -> None:
        """Note the files and submodules that a comparison has to do without."""
        for project in index.projects:
            for unread in project.unread:
                where = f"{unread.path} could not be read at {self.revision.name}"
                self.notes.append(f"{where}: {unread.reason}")
        for path, commit in self.revision.files.unread.items():
            folder = self.revision.top / path
            if any(_touches(Path(p.project.root), folder) for p in index.projects):
                self.notes.append(f"{_not_read(path, commit)}; {_UPDATE} brings it")

    def refuse_submodule(self, folder: Path) -> None:
        """Raises RevisionError where a folder is in a submodule that is not checked out here."""
        for path, commit in self.revision.files.unread.items():
            if folder.is_relative_to(self.revision.top / path):
                raise RevisionError(Problem(_not_read(path, commit), hint=_UPDATE))


_UPDATE = "git submodule update --init"


def _not_read(submodule: str, commit: str) -> str:
    return f"submodule {submodule} was not read at commit {commit[:7]}"


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
    replays: tuple[Replay, ...] = (),
    sources: Sources | None = None,
    files: Files | None = None,
    packages: ScannedPackages = NO_PACKAGES,
    registered: tuple[Registration, ...] = (),
    whole: Callable[[], Index],
    beside: pipeline.Survey | None = None,
    cones: bool = True,
    troubles: Troubles | None = None,
    outlined: Outlined | None = None,
    table: Table | None = None,
) -> tuple[pipeline.Survey, gate.Snapshot]:
    """What the gate needs, and no more: uses are followed only where something hangs on them.

    `index` may have modules in outline, `whole` gives it with all in full; `outlined` tells
    of the others, and `table` has the names of all that fingerprints ask for (default: the index).
    `sources` are the texts of the revision (default: those on disk), `files` the files of the
    repository, in which hubs are looked at (default: they are not).
    """
    judged = index if _is_followed(catalogue, evidence) else Index(())
    troubles = troubles or Troubles(index, catalogue.config.allowed_axioms)
    survey = pipeline.judge(
        catalogue,
        judged,
        evidence,
        pins=pins,
        sources=sources,
        troubles=troubles,
        closely=True,
        paragraphs=_paragraphs(place, catalogue, files) if files else no_paragraphs,
        replays=replays,
        packages=packages,
        registered=registered,
        beside=beside,
        cones=cones,
        outlined=outlined,
    )
    uses: Mapping[Ref, Iterable[Ref]] = survey.uses.edges
    if beside is not None and survey.judge.beside is not None:
        uses = _SharedUses(survey, beside)
    elif claimgraph.said(survey.report):
        survey.uses.built.read_all()  # what authors say that claims use is held against all uses
    judging = Statements(
        (lambda: survey.uses.table) if judged is index else (lambda: Table(whole()))
    )
    fingerprint: Fingerprint = judging.fingerprint
    if table is not None:
        fingerprint = _by_either(Statements(lambda: table), troubles, judging)
    folders = folders_of(index, place.top)
    inside = f"{place.shown}/" if place.shown else ""
    report = replace(
        survey.report,
        remarks=remarks(index, evidence, survey.report.claims, survey.report.packages),
    )
    taken = gate.take(
        report,
        index,
        uses,
        fingerprint=fingerprint,
        entries=entries,
        folders=folders,
        catalogue=f"{place.shown}/",
        troubles=survey.troubles,
        reviewed=[pin.claim for pin in pins],
        reviews=_reviews(survey, pins),
        whole=whole,
        faults=(
            *_faults(survey.report, index, folders, files, inside, sources, survey.troubles),
            *_link_faults(survey.report.catalogue, place, inside),
        )
        if files
        else (),
    )
    return survey, taken


def _by_either(known: Statements, troubles: Troubles, others: Statements) -> Fingerprint:
    """The fingerprints of what is in trouble by the names that were asked for it, those of `others`
    (what claims rest on) by what is there in full."""
    amiss = {id(trouble.declaration) for trouble in troubles.all}  # modules may share names

    def fingerprint(declaration: Declaration, module: Module) -> str:
        by = known if id(declaration) in amiss else others
        return by.fingerprint(declaration, module)

    return fingerprint


def _asked_for(troubles: Troubles, index: Index) -> Iterator[str]:
    """What the fingerprints of declarations that are in trouble ask for."""
    modules = {(p.project.id, m.name): m for p in index.projects for m in p.modules}
    for trouble in troubles.all:
        module = modules[trouble.ref.project, trouble.ref.module]
        if trouble.declaration:
            yield from asked_for(module, trouble.declaration)


class _SharedUses(Mapping[Ref, Iterable[Ref]]):
    """What each declaration of a survey uses; what another one has too is looked up there."""

    def __init__(self, survey: pipeline.Survey, other: pipeline.Survey) -> None:
        self._own, self._other = survey.uses.edges, other.uses.edges
        self._entries = survey.uses.entries
        self._beside = survey.judge.beside

    def __getitem__(self, ref: Ref) -> Iterable[Ref]:
        entry = self._entries.get(ref)
        shared = self._beside and entry and self._beside.twin(entry)
        return self._other[ref] if shared else self._own[ref]

    def __iter__(self) -> Iterator[Ref]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def _paragraphs(place: Ground, catalogue: Catalogue, files: Files) -> Paragraphs:
    below = f"{place.shown}/" if place.shown else ""
    return pipeline.paragraphs_in(catalogue, files, below)


def _reviews(survey: pipeline.Survey, pins: tuple[Pin, ...]) -> gate.Reviews | None:
    """What was reviewed, and how to read it now."""
    book = survey.judge.pins
    if not isinstance(book, PinBook):
        return None

    def asked(ref: Ref) -> tuple[PinBook, Entry]:
        """Who reads a declaration, and where: what another state has too is read there."""
        entry = survey.uses.entries[ref]
        beside = survey.judge.beside
        twin = beside.twin(entry) if beside else None
        if beside and twin and isinstance(beside.judge.pins, PinBook):
            return beside.judge.pins, twin
        return book, entry

    def read(ref: Ref) -> Mapping[str, str]:
        reader, entry = asked(ref)
        return reader.reads(entry)

    def opens(ref: Ref) -> Mapping[str, frozenset[str]]:
        reader, entry = asked(ref)
        return reader.opens(entry)

    return gate.Reviews(
        {pin.claim: pin for pin in pins},
        read,
        book.differing,
        opens,
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


def _link_faults(catalogue: Catalogue, place: Ground, inside: str) -> Iterable[Fault]:
    """What links to proofs elsewhere say that is not so."""
    if not any(claim.asserted and claim.asserted.links for claim in catalogue.claims):
        return ()
    from indexer.app.proof_links import link_faults

    return link_faults(catalogue, place.top, inside)


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
