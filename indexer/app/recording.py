"""Records of the compiler, and of other checkers, into the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.app.replaying import bound
from indexer.base.errors import InputError, Problem
from indexer.base.files import read_file
from indexer.claims.records import Catalogue
from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import load_evidence, write_evidence
from indexer.evidence.fresh import Key, freshness
from indexer.evidence.records import Freshness
from indexer.evidence.replays import Replay, Replays, load_replays, write_replay
from indexer.evidence.reports import read_report
from indexer.scan import loader
from indexer.scan.options import PLAIN, ScanOptions
from indexer.scan.records import Index

_LARGEST_REPORT = 64_000_000


def record(
    catalogue: Catalogue, builds: Sequence[Path], options: ScanOptions = PLAIN
) -> tuple[Collected, tuple[Key, ...]]:
    """Keep what compiled modules say in `catalogue/evidence/`: those in the folders `builds`
    (default: the projects' own).  Gives what was found, and the modules whose record was dropped
    because they are no more.  Raises InputError where nothing is compiled, and EvidenceError."""
    index = loader.load_index(catalogue, jobs=options.jobs, cache=options.cache)
    with options.watch("reading compiled modules") as update:
        found = collect(index, builds, progress=update)
    _refuse_nothing(found, builds)
    folder = Path(catalogue.root) / "evidence"
    return found, write_evidence(folder, found.records, keep=_kept(folder, index))


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of another checker, as who imports its report says: the version of the tool, who ran
    it, the commit (default: the one checked out), the project (default: the only one), and the
    modules that were exported, for a tool that does not say."""

    version: str
    by: str
    commit: str | None = None
    project: str | None = None
    modules: tuple[str, ...] = ()


def keep_report(
    catalogue: Catalogue, report: Path, ran: Ran, options: ScanOptions = PLAIN
) -> tuple[Replay, list[str]]:
    """Keep a report of another checker in `catalogue/replays/`, and drop those that are of no
    sources at hand any more; gives what is kept, and the files that were dropped."""
    index = loader.load_index(catalogue, jobs=options.jobs, cache=options.cache)
    root = Path(catalogue.root)
    data = read_file(report, most=_LARGEST_REPORT)
    replay = bound(
        read_report(data, str(report)),
        data,
        index,
        ran.project,
        ran.modules,
        version=ran.version,
        by=ran.by,
        commit=ran.commit,
    )
    replays = Replays(load_replays(root), index)
    gone = [r.file for r in replays.all if not any(replays.is_of(r, m) for m in r.bound)]
    write_replay(root, replay, gone)
    return replay, gone


def _refuse_nothing(found: Collected, builds: Sequence[Path]) -> None:
    """A run that sees no compiled module at all must not look like success."""
    if found.records or found.refused:
        return
    where = ", ".join(map(str, builds)) or "the projects' .lake/build"
    hint = "run `lake build` in each project, or name the folder with --build"
    raise InputError(Problem(f"no compiled module of any project in {where}", hint=hint))


def _kept(folder: Path, index: Index) -> set[Key]:
    """Modules without a new record keep the one they have, as long as they exist."""
    states = freshness(load_evidence(folder), index)
    return {key for key, state in states.items() if state is not Freshness.ABSENT}
