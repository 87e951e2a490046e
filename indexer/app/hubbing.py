"""From a report to what hubs may ask and say; shared by check, hubs and drift."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.base.files import Files
from indexer.hubs.audit import Fault, audit
from indexer.hubs.figures import Figures
from indexer.hubs.fill import Knowledge
from indexer.hubs.links import Places
from indexer.hubs.pages import load_hubs
from indexer.judge.reading import Sources
from indexer.judge.records import Report
from indexer.scan.records import Index, Ref
from indexer.scan.source_texts import texts
from indexer.site.addresses import addresses
from indexer.troubles import Troubles


def knowledge(
    report: Report,
    index: Index,
    folders: Mapping[str, str],
    text: Sources | None = None,
    troubles: Troubles | None = None,
) -> Knowledge:
    """What marks may ask for; `folders` gives the root of each project from the top of the
    repository ("" or "a/b/"), `text` the source of a declaration's module (default: the disk's),
    `troubles` the register (default: looked for here)."""
    read = text or texts(index)
    figures = Figures(report, index, troubles)
    urls = addresses(report, index, lambda p, module: read(Ref(p, module.name, "")) or "")
    places = Places(figures, index, urls, folders)
    return Knowledge(figures, places, {p.project.id: p.project for p in index.projects})


def faults(
    report: Report,
    index: Index,
    folders: Mapping[str, str],
    files: Files,
    below: str,
    text: Sources | None = None,
    troubles: Troubles | None = None,
) -> tuple[Fault, ...]:
    """What hubs and registered documents say that is not so; `files` are the repository's, and
    `below` is the catalogue's folder in it ("" or "a/b/"); the rest is as for `knowledge`."""
    catalogue = report.catalogue
    hubs = load_hubs(catalogue, files, below)
    known = knowledge(report, index, folders, text, troubles) if hubs.pages else None
    return audit(hubs, known, catalogue, files, below)
