"""What a claim's page shows of other works, and of the claim's place in its paper's hub."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import Markup

from indexer.claims.records import PaperRef, Reference
from indexer.site import claim_pages, hub_pages
from indexer.site.claim_pages import ClaimView
from indexer.site.facts import Facts, facts_of
from indexer.site.urls import urls_of
from tests.site import example

DEEP_SETS = Reference("Deep Sets & more", ("Manzil Zaheer", "Alex Smola"), 2017, arxiv="1703.06114")
SPERNER = Reference("Ein Satz", ("Emanuel Sperner",), 1928, doi="10.1007/BF01171114")


@pytest.fixture(scope="module")
def facts() -> Facts:
    given = example.example()
    return facts_of(given, urls_of(given.report, given.index))


def _view(facts: Facts, *references: Reference, locator: str = "", **more: object) -> ClaimView:
    report = facts.report.claims[0]
    claim = replace(report.claim, references=references, papers=(PaperRef("paper-a", locator),))
    view = claim_pages.claim_page(facts, claim, report, **more).view  # type: ignore[arg-type]
    assert isinstance(view, ClaimView)
    return view


def test_references_have_entries_of_their_own(facts: Facts) -> None:
    entries = _view(facts, DEEP_SETS, SPERNER).bibtex.split("\n\n")
    deep = next(e for e in entries if "1703.06114" in e)
    assert deep.startswith("@misc{1703.06114,\n")
    assert r"= {{Deep Sets \& more}}" in deep
    assert "= {Manzil Zaheer and Alex Smola}" in deep
    assert "= {arXiv}" in deep
    sperner = next(e for e in entries if "Sperner" in e)
    assert sperner.startswith("@misc{10.1007-BF01171114,\n")
    assert "= {1928}" in sperner


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        (DEEP_SETS, "https://arxiv.org/abs/1703.06114"),
        (SPERNER, "https://doi.org/10.1007/BF01171114"),
        (Reference("A page", url="https://example.org/a"), "https://example.org/a"),
        (Reference("A book"), ""),
    ],
)
def test_a_reference_leads_to_where_it_is_found(reference: Reference, address: str) -> None:
    assert reference.address == address


@pytest.mark.parametrize(
    ("locator", "mark"),
    [
        ("§2.1, Theorem 1", "#at-theorem-1"),
        ("§2.1, Theorem 9", "#at-s2-1"),
        ("Appendix", ""),
        ("", ""),
    ],
)
def test_a_claim_leads_to_its_place_in_the_hub(facts: Facts, locator: str, mark: str) -> None:
    page = Markup('<h3 id="at-s2-1">§2.1</h3><p><strong id="at-theorem-1">Theorem 1</strong></p>')
    places = {"paper-a": hub_pages.anchors(page)}
    (link,) = _view(facts, locator=locator, places=places).papers
    assert link.url == f"{facts.urls.paper('paper-a')}{mark}"
    assert link.note == locator
