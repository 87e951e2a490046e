"""Where a command leaves a proof out: which words are sorries and which only look like one.

From Lean/Parser/Term.lean and Lean/Parser/Tactic.lean: `sorry` is a term and a tactic, `admit` and
`stop` are tactics only.  Nothing inside a quotation is a sorry: it is syntax under construction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.lean.commands import CLOSERS, OPENERS
from indexer.lean.lexer import Code

WORDS = frozenset({"sorry", "admit", "stop", "sorryAx", "Lean.sorryAx", "_root_.sorryAx", "apply?"})
OPTIONS = frozenset({"debug.byAsSorry", "debug.proofAsSorry"})

# What may stand before a tactic on the same line.
_BEFORE_TACTIC = frozenset("by ; <;> · . => ↦ ( { ⟨ then else".split())
_AFTER_TACTIC = CLOSERS | {";", "<;>", "<", "|", ""}
_ARROWS = frozenset({"=>", "↦"})


def find_sorries(code: Code, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The real sorries among the words `start:end` as (word index, form); linear time."""
    words = code.words
    quotations = _Quotations()
    tactic_block = False
    for at in range(start, end):
        word = words[at]
        if word in OPENERS or word in CLOSERS:
            quotations.see(word)
        elif word == "by":
            tactic_block = True
        elif word in WORDS and not quotations.open:
            if _is_real(code, at, start, end, tactic_block):
                yield at, word.rpartition(".")[2] if word.endswith("sorryAx") else word
        elif word in OPTIONS and words[at + 1] == "true":
            yield at, word


def stop_end(code: Code, at: int, end: int) -> int:
    """Index just past what the `stop` at `at` swallows: the rest of its block, up to a line that
    starts further left or a bracket that closes around it."""
    column, depth = code.column(at), 0
    for here in range(at + 1, end):
        word = code.words[here]
        if depth == 0 and code.fresh(here) and code.column(here) < column:
            return here
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth < 0:
            return here
    return end


class _Quotations:
    """Counts brackets, and remembers whether one that is open began a quotation."""

    __slots__ = ("open", "stack")

    def __init__(self) -> None:
        self.stack: list[bool] = []
        self.open = 0

    def see(self, word: str) -> None:
        if word in OPENERS:
            quoted = word[0] == "`"
            self.stack.append(quoted)
            self.open += quoted
        elif self.stack:
            self.open -= self.stack.pop()


def _is_real(code: Code, at: int, start: int, end: int, tactic_block: bool) -> bool:
    words = code.words
    word = words[at]
    if word == "sorry":
        return not (at > start and words[at - 1] == "|" and _leads_to_arrow(words, at))
    if word in ("admit", "stop", "apply?"):
        return tactic_block and _in_tactic_position(code, at, end)
    return True


def _leads_to_arrow(words: Sequence[str], at: int) -> bool:
    """Whether the word at `at` is a pattern, as in `| sorry =>` and `| sorry | other =>` (and not
    one of the tactics of `first | sorry | other`)."""
    while words[at + 1] == "|":
        at += 2
    return words[at + 1] in _ARROWS


def _in_tactic_position(code: Code, at: int, end: int) -> bool:
    words = code.words
    if not code.fresh(at) and words[at - 1] not in _BEFORE_TACTIC:
        return False
    return at + 1 >= end or code.fresh(at + 1) or words[at + 1] in _AFTER_TACTIC
