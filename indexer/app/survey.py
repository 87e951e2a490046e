"""The whole computation, from a catalogue folder to its report; every command starts here."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from indexer.app.packages import NONE, ScannedPackages, scan_packages
from indexer.app.registering import with_registered
from indexer.base import git
from indexer.base.files import DiskFiles, Files
from indexer.catalogue import find_claims, load_catalogue
from indexer.claims.records import Catalogue, Claim
from indexer.evidence.files import load_evidence
from indexer.evidence.fresh import Record
from indexer.evidence.records import ModuleEvidence
from indexer.evidence.registered import Registration, load_registered
from indexer.evidence.replays import Replay, Replays, load_replays
from indexer.judge.outlined import Outlined
from indexer.judge.outside import NothingOutside, Outside
from indexer.judge.reading import Sources
from indexer.judge.records import Report
from indexer.judge.remarks import remarks
from indexer.judge.rungs import with_rungs
from indexer.judge.standing import Beside, Judge
from indexer.review.pin_book import Paragraphs, PinBook
from indexer.review.pin_files import load_pins
from indexer.review.pins import Pin
from indexer.scan import loader
from indexer.scan.cache import default_path
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index
from indexer.scan.source_texts import texts
from indexer.scan.unchanged import unchanged
from indexer.troubles import Troubles
from indexer.usegraph.graph import Uses, use_graph


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that is known: what people wrote, what the sources hold, and what follows."""

    catalogue: Catalogue
    index: Index
    uses: Uses
    judge: Judge
    report: Report
    troubles: Troubles


def survey(
    root: Path | None = None,
    options: ScanOptions = PLAIN,
    also: Collection[str] = (),
) -> Survey:
    """Read the catalogue at `root` (default: found here or above), scan its projects and judge
    every claim.  `also` names declarations that are asked for beside those that back claims: of
    packages no more is read than what names lead to.  Raises the LeancatError that says everything
    that is wrong with the input."""
    catalogue = load_catalogue(root or find_claims(Path.cwd()), cache=options.cache)
    with options.watch("reading sources") as update:
        index = loader.load_index(
            catalogue, jobs=options.jobs, cache=options.cache, progress=update
        )
    found = (each.project for each in index.projects)
    packages = scan_packages(catalogue, found, options)
    return judge(catalogue, index, also=also, packages=packages)


def judge(
    catalogue: Catalogue,
    index: Index,
    evidence: Mapping[tuple[str, str], ModuleEvidence] | None = None,
    pins: Iterable[Pin] | None = None,
    sources: Sources | None = None,
    troubles: Troubles | None = None,
    closely: bool = False,
    paragraphs: Paragraphs | None = None,
    replays: Iterable[Replay] | None = None,
    outside: Outside | None = None,
    packages: ScannedPackages = NONE,
    also: Collection[str] = (),
    registered: Iterable[Registration] | None = None,
    beside: Survey | None = None,
    cones: bool = True,
    outlined: Outlined | None = None,
) -> Survey:
    """Judge every claim of a catalogue against an index that is there already.

    `evidence` is the compiler's record by project and module and `pins` what was reviewed (default:
    the catalogue's own); `sources` gives the texts that were scanned (default: from disk), and
    `troubles` is the register (default: found here), `paragraphs` what the papers say (default:
    the hubs on disk), `replays` what other checkers said (default: the catalogue's own) and
    `outside` the repositories that backings name (default: as far as they were fetched); `packages`
    are those that the projects require, as far as they were scanned, and `registered` the entries
    of registries (default: the catalogue's own).  With
    `closely` nothing is wanted but the standings of the claims, so that only what may change one is
    read; so it is in a large tree.  `beside` is the survey of another state: what both have in
    common is judged once.  Without `cones`, and in a large tree, reports do not say what statements
    depend on: there they are thousands of definitions for each.  `outlined` tells of
    modules of which the index has no more than an outline (default: there are none).
    """
    if evidence is None:
        evidence = load_evidence(Path(catalogue.root) / "evidence")
    record = Record.of(evidence, index)
    if troubles is None:
        troubles = Troubles(index, catalogue.config.allowed_axioms)
    pins = load_pins(Path(catalogue.root)) if pins is None else tuple(pins)
    registered = load_registered(Path(catalogue.root)) if registered is None else registered
    # a pin and an entry of a registry hold all that a statement depends on
    narrow = closely or index.is_large
    whole = evidence or pins or registered or not narrow
    asked = named(catalogue, also)
    uses = use_graph(index, None if whole else asked)
    shown = paragraphs or _on_disk(catalogue)
    book = partial(PinBook, pins, paragraphs=shown)
    judging = Judge(
        catalogue,
        index,
        uses,
        book,
        record,
        sources or texts(index),
        troubles,
        outside or _outside(catalogue),
        packages.beside(index, asked, catalogue.config.allowed_axioms),
        _beside(beside, catalogue, index, record) if beside else None,
        cones=cones and not index.is_large,
        outlined=outlined,
    )
    if replays is None:
        replays = load_replays(Path(catalogue.root))
    report = with_rungs(judging.report(), Replays(replays, index))
    report = with_registered(report, registered, judging)
    told = remarks(index, evidence, report.claims, report.packages)
    if cones and index.is_large:
        told = (*told, _NO_CONES)
    report = replace(report, remarks=told)
    return Survey(catalogue, index, uses, judging, report, troubles.with_hollow(judging.hollow))


_NO_CONES = (
    "the tree is large: what a statement depends on is told by leancat show alone, and as far as "
    "names lead"
)


def _beside(other: Survey, catalogue: Catalogue, index: Index, record: Record) -> Beside | None:
    """Another state's judge, where it goes by the same settings and the same record."""
    theirs = other.judge.evidence
    alike = isinstance(theirs, Record) and theirs.evidence == record.evidence
    if not alike or other.catalogue.config != catalogue.config:
        return None
    return Beside(other.judge, unchanged(other.index, index))


def _outside(catalogue: Catalogue) -> Outside:
    """The repositories that were fetched, where a backing names one."""
    if not any(backing.repo for claim in catalogue.claims for backing in claim.backing):
        return NothingOutside()
    from indexer.app.outside import Repositories, store

    return Repositories(catalogue, store(), default_path())


def _on_disk(catalogue: Catalogue) -> Paragraphs:
    root = Path(catalogue.root)
    top = git.repository(root) or root.parent
    return paragraphs_in(catalogue, DiskFiles(top), below_top(root, top))


def below_top(catalogue: Path, top: Path) -> str:
    """The catalogue's folder as seen from the top of the repository: "" or "a/b/"."""
    path = Path(os.path.relpath(catalogue, top)).as_posix()
    return "" if path == "." else f"{path}/"


def paragraphs_in(catalogue: Catalogue, files: Files, below: str) -> Paragraphs:
    """What the papers of a catalogue say, by the files of a repository in which the catalogue's
    folder is `below` ("" or "a/b/"); nothing is read before the first is asked for."""
    made: list[Paragraphs] = []

    def ask(claim: Claim) -> Mapping[str, str]:
        if not claim.papers:
            return {}
        if not made:  # few catalogues have hubs, and to load what reads them takes its time
            from indexer.hubs.pages import load_hubs
            from indexer.hubs.paragraphs import Paragraphs as Hubs

            made.append(Hubs(lambda: load_hubs(catalogue, files, below).pages))
        return made[0](claim)

    return ask


def named(catalogue: Catalogue, also: Collection[str] = ()) -> frozenset[str]:
    """The declarations that are asked for."""
    backings = (b for claim in catalogue.claims for b in claim.backing if not b.repo)
    return frozenset({*also, *(backing.decl for backing in backings)})
