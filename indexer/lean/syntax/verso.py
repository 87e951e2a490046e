"""Verso documents: after `#doc (…) "…" =>` the rest of a file is markup, after `#docs … :=` what
stands between two rows of colons is; there is Lean in code blocks.

What is not Lean is blanked, so that every place stays what it was and no word of the prose is taken
for a command.  [verso: VersoManual/InlineLean; Verso/Doc/Concrete]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.lean.syntax.lexer import Code

_FENCE = re.compile(r"[ \t]*(`{3,})([^`\n]*)")
_COLONS = re.compile(r"\s*(:{3,})[ \t]*\n")
_VISIBLE = re.compile(r"\S")
_MOST = 20  # documents in one file that are looked for


def without_markup(text: str) -> str:
    """`text` with the markup of Verso documents blanked; other text as it is.  Linear time."""
    if "#doc" not in text:
        return text
    done: list[str] = []
    for _ in range(_MOST):
        start, end = _markup(Code(text))
        if start < 0:
            break
        done += [text[:start], "\n".join(_lean_lines(text[start:end].split("\n")))]
        text = text[end:]
    return "".join([*done, text])


def _markup(code: Code) -> tuple[int, int]:
    """Where the first document begins and ends; (-1, -1) for none."""
    words, text = code.words, code.text
    for at in code.zero:
        if words[at] != "#" or code.lead(at + 1):
            continue
        if words[at + 1] == "doc" and "=>" in words[at : at + _LONGEST]:
            return code.ends[words.index("=>", at)], len(text)
        if words[at + 1] == "docs" and ":=" in words[at : at + _LONGEST]:
            opening = _COLONS.match(text, code.ends[words.index(":=", at)])
            closing = text.find(f"\n{opening[1]}\n", opening.end() - 1) if opening else -1
            if opening and closing >= 0:
                return opening.start(1), closing + len(opening[1]) + 1
    return -1, -1


_LONGEST = 60  # words before the markup


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
