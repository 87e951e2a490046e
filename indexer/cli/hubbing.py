"""From a survey to what hubs may ask and say; shared by check, build, hubs and drift."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.files import Files
from indexer.hubs.audit import Fault, audit
from indexer.hubs.figures import Figures
from indexer.hubs.fill import Knowledge
from indexer.hubs.links import Places
from indexer.hubs.pages import load_hubs
from indexer.model import Index, Report
from indexer.site.urls import urls_of


def knowledge(report: Report, index: Index, folders: Mapping[str, str]) -> Knowledge:
    """What marks may ask for; `folders` gives the root of each project from the top of the
    repository ("" or "a/b/")."""
    figures = Figures(report, index)
    places = Places(figures, index, urls_of(report, index), folders)
    return Knowledge(figures, places, {p.project.id: p.project for p in index.projects})


def faults(
    report: Report, index: Index, folders: Mapping[str, str], files: Files, below: str
) -> tuple[Fault, ...]:
    """What hubs and registered documents say that is not so; `files` are the repository's, and
    `below` is the catalogue's folder in it ("" or "a/b/")."""
    catalogue = report.catalogue
    hubs = load_hubs(catalogue, files, below)
    known = knowledge(report, index, folders) if hubs.pages else None
    return audit(hubs, known, catalogue, files, below)
