"""Where a command leaves a proof out: which words are sorries and which only look like one.

From Lean/Parser/Term.lean and Lean/Parser/Tactic.lean: `sorry` is a term and a tactic, `admit` and
`stop` are tactics only.  Nothing inside a quotation is a sorry: it is syntax under construction.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.commands import CLOSERS, OPENERS
from indexer.lean.lexer import Code

WORDS = frozenset(
    "sorry admit stop sorryAx «sorryAx» Lean.sorryAx _root_.sorryAx _root_.«sorryAx» apply?".split()
)
OPTIONS = frozenset({"debug.byAsSorry", "debug.proofAsSorry", "debug.terminalTacticsAsSorry"})

# What only a tactic can follow on the same line, and what a term may follow as well.
_LEADS_TO_TACTIC = frozenset(
    "by all_goals any_goals try repeat repeat' repeat1 repeat1' focus solve fail_if_success "
    "success_if_fail checkpoint recover classical unhygienic show_term with_reducible "
    "with_reducible_and_instances with_unfolding_all with_unfolding_none".split()
)
_MAY_LEAD_TO_TACTIC = frozenset("; · . => ↦ ( { ⟨ then else in |".split())
_COUNTED = frozenset({"iterate", "on_goal", "pick_goal"})  # a number stands before the tactic
_AFTER_TACTIC = CLOSERS | {";", "<", "|", ",", "else", ""}
_CONFIGURES = frozenset("( + - [ with".split())
_ARROWS = frozenset({"=>", "↦"})
_MOST_ALTERNATIVES = 8  # that a pattern is read to


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


def admitting(code: Code, start: int, end: int, asked: frozenset[str]) -> Iterator[str]:
    """The tactics among `asked` that a declaration, the words `start:end`, runs.  They are ordinary
    names elsewhere, and one that is bound somewhere is a name: it stands for a tactic only where it
    stands as one each time."""
    named: set[str] = set()
    run: dict[str, None] = {}
    tactic_block = False
    for at in range(start, end):
        word = code.words[at]
        if word == "by":
            tactic_block = True
        elif word in asked:
            if tactic_block and _in_tactic_position(code, at, end, with_arguments=True):
                run[word] = None
            else:
                named.add(word)
    yield from (word for word in run if word not in named)


def _is_real(code: Code, at: int, start: int, end: int, tactic_block: bool) -> bool:
    words = code.words
    word = words[at]
    if word == "sorry":
        return not (at > start and words[at - 1] == "|" and _is_pattern(words, at))
    if word in ("admit", "stop", "apply?"):
        return tactic_block and _in_tactic_position(code, at, end)
    return True


def _is_pattern(words: list[str], at: int) -> bool:
    """Whether what stands at `at`, after a bar, is a pattern: `| sorry =>` and `| sorry | foo =>`,
    as in an error handler, but not `first | sorry | rfl`."""
    alternatives = range(at + 1, at + 2 * _MOST_ALTERNATIVES, 2)
    end = next((here for here in alternatives if words[here] != "|"), at)
    return words[end] in _ARROWS


def _in_tactic_position(code: Code, at: int, end: int, *, with_arguments: bool = False) -> bool:
    words, before = code.words, code.words[at - 1]
    if before in _LEADS_TO_TACTIC or words[at - 3 : at] == ["<", ";", ">"]:
        return True
    if before.isdecimal() and words[at - 2] in _COUNTED:
        return True
    if not code.fresh(at) and before not in _MAY_LEAD_TO_TACTIC:
        return False
    if with_arguments and words[at + 1] in _CONFIGURES:
        return True
    return at + 1 >= end or code.fresh(at + 1) or words[at + 1] in _AFTER_TACTIC
