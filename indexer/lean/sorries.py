"""Where a command leaves a proof out: which words are sorries and which only look like one.

From Lean/Parser/Term.lean and Lean/Parser/Tactic.lean: `sorry` is a term and a tactic, `admit` and
`stop` are tactics only.  Nothing inside a quotation is a sorry: it is syntax under construction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.lean.commands import CLOSERS, OPENERS, is_space, previous_word

WORDS = frozenset({"sorry", "admit", "stop", "sorryAx", "Lean.sorryAx", "_root_.sorryAx", "apply?"})
OPTIONS = frozenset({"debug.byAsSorry", "debug.proofAsSorry"})

# What may stand before a tactic on the same line.
_BEFORE_TACTIC = frozenset(
    {"by", ";", "<;>", ";>", "·", ".", "=>", "↦", "(", "{", "⟨", "then", "else"}
)
_TACTIC_ONLY = frozenset({"admit", "stop", "apply?"})


def find_sorries(tokens: Sequence[str], start: int, end: int) -> Iterator[tuple[int, str]]:
    """The real sorries among `tokens[start:end]` as (token index, form); linear time."""
    quotations = _Quotations()
    tactic_block = False
    for at in range(start, end):
        word = tokens[at]
        if word in OPENERS or word in CLOSERS:
            quotations.see(word)
        elif word == "by":
            tactic_block = True
        elif word in WORDS and not quotations.open:
            if _is_real(tokens, at, start, end, tactic_block):
                yield at, word.rpartition(".")[2] if word.endswith("sorryAx") else word
        elif word in OPTIONS and _is_switched_on(tokens, at, end):
            yield at, word


def stop_end(tokens: Sequence[str], at: int, end: int, column: int) -> int:
    """Index just past what the `stop` at `at` (in column `column`) swallows: the rest of its block,
    up to a line that starts further left or a bracket that closes around it."""
    depth, last = 0, at + 1
    for here in range(at + 1, end):
        word = tokens[here]
        if is_space(word):
            if depth == 0 and "\n" in word and len(word) - word.rfind("\n") - 1 < column:
                return last
            continue
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth < 0:
            return last
        last = here + 1
    return last


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


def _is_real(tokens: Sequence[str], at: int, start: int, end: int, tactic_block: bool) -> bool:
    before = previous_word(tokens, at, start)
    previous = tokens[before] if before >= 0 else ""
    word = tokens[at]
    if word == "sorry":
        return not (previous == "|" and _leads_to_arrow(tokens, at + 1, end))
    if word in _TACTIC_ONLY:
        return tactic_block and _in_tactic_position(tokens, at, before, end)
    return True


def _leads_to_arrow(tokens: Sequence[str], at: int, end: int) -> bool:
    """Whether the next word is `=>`: then `| sorry =>` is a pattern, as in an error handler."""
    while at < end and is_space(tokens[at]):
        at += 1
    return at < end and tokens[at] in ("=>", "|", "↦")


def _in_tactic_position(tokens: Sequence[str], at: int, before: int, end: int) -> bool:
    first_of_line = "\n" in "".join(tokens[before + 1 : at])
    if not first_of_line and (before < 0 or tokens[before] not in _BEFORE_TACTIC):
        return False
    following = at + 1
    while following < end and is_space(tokens[following]) and "\n" not in tokens[following]:
        following += 1
    if following >= end or "\n" in tokens[following]:
        return True
    return tokens[following] in CLOSERS or tokens[following] in (";", "<;>", "<", "|")


def _is_switched_on(tokens: Sequence[str], at: int, end: int) -> bool:
    at += 1
    while at < end and is_space(tokens[at]):
        at += 1
    return at < end and tokens[at] == "true"
