"""What a hub page costs as it grows, hostile ones too: four times the page, four times the work."""

from __future__ import annotations

import time
from collections.abc import Iterator

from indexer.hubs.marks import find_marks
from indexer.hubs.markup import pieces
from indexer.hubs.visible_text import blocks

_SCRAPS = (
    "<p>Lean 4 coverage across <b data-leancat='coverage'>1/2</b> claims. ",
    *("<a ", "<a x='", "<!--", "{{", "{% raw %}", "` `` ```", "    x\n\n", "](", "<b>", "&#", "\\"),
    *("<b data-leancat=a>", "<!-- leancat: a -->", "\n> ```\n", "<svg></pre>"),
)
_SIZE = 20_000


def measure() -> Iterator[str]:
    """One line for each kind of page: how much more time four times its size takes."""
    for scrap in _SCRAPS:
        for markdown in (False, True):
            page = scrap * (_SIZE // len(scrap))
            ratio = _time(page * 4, markdown) / _time(page, markdown)
            kind = "Markdown" if markdown else "HTML"
            yield f"hubs: {scrap[:20]!r:24} {kind:8} 4 times the page, {ratio:.1f} times the time"


def _time(page: str, markdown: bool) -> float:
    start = time.process_time()
    found = pieces(page, markdown=markdown)
    find_marks(page, found)
    blocks(page, found, markdown=markdown)
    return max(time.process_time() - start, 1e-6)
