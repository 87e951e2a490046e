"""The whole computation, from a catalogue folder to its report; every command starts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer import loader
from indexer.catalogue import find_catalogue, load_catalogue
from indexer.evidence.files import load_evidence
from indexer.evidence.fresh import Record
from indexer.graph import Uses, use_graph
from indexer.model import Catalogue, Index, ModuleEvidence, Report
from indexer.pins import Pin, PinBook, load_pins
from indexer.reading import Sources
from indexer.standing import Judge
from indexer.texts import texts


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that is known: what people wrote, what the sources hold, and what follows."""

    catalogue: Catalogue
    index: Index
    uses: Uses
    judge: Judge
    report: Report


def survey(
    root: Path | None = None,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: loader.Progress | None = None,
) -> Survey:
    """Read the catalogue at `root` (default: found here or above), scan its projects and judge
    every claim.  Raises the LeancatError that says everything that is wrong with the input."""
    catalogue = load_catalogue(root or find_catalogue(Path.cwd()))
    index = loader.load_index(catalogue, jobs=jobs, cache=cache, progress=progress)
    return judge(catalogue, index)


def judge(
    catalogue: Catalogue,
    index: Index,
    evidence: Mapping[tuple[str, str], ModuleEvidence] | None = None,
    pins: Iterable[Pin] | None = None,
    sources: Sources | None = None,
) -> Survey:
    """Judge every claim of a catalogue against an index that is there already.

    `evidence` is the compiler's record by project and module and `pins` what was reviewed (default:
    the catalogue's own); `sources` gives the texts that were scanned (default: from disk).
    """
    uses = use_graph(index)
    if evidence is None:
        evidence = load_evidence(Path(catalogue.root) / "evidence")
    record = Record.of(evidence, index)
    judging = Judge(catalogue, index, uses, None, record, sources or texts(index))
    if pins is None:
        pins = load_pins(Path(catalogue.root))
    judging.pins = PinBook(pins, judging.reader)
    return Survey(catalogue, index, uses, judging, judging.report())
