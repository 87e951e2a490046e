"""Our own hubs: every paper has one, what it says is true, and each claim is a click away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.app import gating
from indexer.base.files import DiskFiles
from indexer.claims.records import Catalogue
from indexer.hubs.audit import audit
from indexer.hubs.fill import Knowledge
from indexer.hubs.pages import Hub, load_hubs
from tests.hubs import scene
from tests.own import CATALOGUE
from tests.own import own as surveyed


@pytest.fixture(scope="module")
def own() -> tuple[Catalogue, Knowledge]:
    found = surveyed()
    return found.catalogue, scene.known(found, CATALOGUE)


def _below(root: Path) -> str:
    return f"{gating.ground(root).shown}/"


def _pages(catalogue: Catalogue) -> tuple[Hub, ...]:
    root = Path(catalogue.root)
    return load_hubs(catalogue, DiskFiles(gating.ground(root).top), _below(root)).pages


def test_what_our_hubs_say_is_true(own: tuple[Catalogue, Knowledge]) -> None:
    catalogue, known = own
    root = Path(catalogue.root)
    files = DiskFiles(gating.ground(root).top)
    below = _below(root)
    faults = audit(load_hubs(catalogue, files, below), known, catalogue, files, below)
    told = "".join(f"{f.path}:{f.line}: {f.message}\n" for f in faults)
    assert not faults, f"write what is true now with `leancat hubs --write`:\n{told}"


def test_every_paper_has_a_hub_that_the_site_shows(own: tuple[Catalogue, Knowledge]) -> None:
    catalogue, _ = own
    assert {hub.paper for hub in _pages(catalogue) if hub.shown} == {p.id for p in catalogue.papers}


def test_sections_that_claims_cite_are_in_the_hub(own: tuple[Catalogue, Knowledge]) -> None:
    catalogue, _ = own
    heads = {hub.paper: set(re.findall(r"^## (§\d+)", hub.text, re.M)) for hub in _pages(catalogue)}
    for claim in catalogue.claims:
        for ref in claim.papers:
            section = re.match(r"§\d+", ref.locator)
            assert section is None or section[0] in heads[ref.paper], f"{claim.id}: {ref.locator}"
