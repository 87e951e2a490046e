"""What papers say where claims stand in them, which is read by who reviews a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indexer.claims.records import Claim
from indexer.hubs.locators import Sections
from indexer.hubs.marks import find_marks
from indexer.hubs.pages import Hub


class Paragraphs:
    """The paragraphs that the locators of claims lead to.  `load` gives the hubs when the first is
    asked for; a hub that could not be read, or that is elsewhere, says nothing."""

    def __init__(self, load: Callable[[], tuple[Hub, ...]]) -> None:
        self._load = load
        self._sections: dict[str, Sections] | None = None

    def __call__(self, claim: Claim) -> Mapping[str, str]:
        """The words of each place that is found, by "paper, locator"."""
        found = {}
        for ref in claim.papers:
            page = self._pages().get(ref.paper) if ref.locator else None
            words = page.paragraph(ref.locator) if page else ""
            if words:
                found[f"{ref.paper}, {ref.locator}"] = words
        return found

    def _pages(self) -> Mapping[str, Sections]:
        if self._sections is None:
            pages = (hub for hub in self._load() if hub.paper is not None)
            self._sections = {hub.paper or "": Sections(_unfilled(hub)) for hub in pages}
        return self._sections


def _unfilled(hub: Hub) -> str:
    """A hub without what marks fill in, which changes with every proof."""
    parts, at = [], 0
    for mark in find_marks(hub.text, hub.pieces())[0]:
        parts.append(hub.text[at : mark.start])
        at = mark.end
    return "".join((*parts, hub.text[at:]))
