"""Verso documents: after `#doc (…) "…" =>` the rest of a file is markup, with Lean in code blocks.

What is not Lean is blanked, so that every place stays what it was and no word of the prose is taken
for a command.  [verso: VersoManual/InlineLean; Verso/Doc/Concrete]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOCUMENT = re.compile(r"^#doc\b", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(`{3,})([^`\n]*)")
_VISIBLE = re.compile(r"\S")


def without_markup(text: str) -> str:
    """`text` with a Verso document's markup blanked; other text as it is.  Linear time."""
    opening = _DOCUMENT.search(text) if "#doc" in text else None
    arrow = text.find("=>", opening.end()) if opening else -1
    if arrow < 0:
        return text
    lines = text[arrow + 2 :].split("\n")
    return text[: arrow + 2] + "\n".join(_lean_lines(lines))


def _lean_lines(lines: list[str]) -> Iterator[str]:
    """The lines of code blocks whose Lean is added to the document's environment, and blank ones
    for the others."""
    fence, lean = "", False
    for line in lines:
        mark = _FENCE.match(line)
        if not fence and mark:
            fence, lean = mark[1], _is_lean(mark[2])
        elif mark and mark[1] == fence and not mark[2].strip():
            fence = ""
        elif fence and lean:
            yield line
            continue
        yield _VISIBLE.sub(" ", line)


def _is_lean(label: str) -> bool:
    """Whether a code block's label says that it holds Lean, and none that is meant to fail."""
    words = label.split()
    return words[:1] == ["lean"] and "error" not in label
