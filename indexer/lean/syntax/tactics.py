"""Where a tactic begins: what tells `admit` the tactic from a hypothesis of that name.

Lean keeps the column of a block's first tactic; the others begin in that very column, or behind a
`;`, and a line further right goes on with the tactic before.  [Lean/Parser/Term.lean: Tactic,
sepByIndent; Lean/Parser/Tactic.lean]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.lean.syntax.brackets import CLOSERS, OPENERS
from indexer.lean.syntax.lexer import Code

# Tactics, and endings of definitions, that a block of others follows at once.
_BLOCKS = frozenset({"by", "decreasing_by"})
_LAST = "finally"  # of `where`; that of `try … catch` in a `do` leads to none
LEADING = frozenset(
    "all_goals any_goals try repeat repeat' repeat1 repeat1' focus fail_if_success "
    "success_if_fail checkpoint recover classical unhygienic show_term with_reducible "
    "with_reducible_and_instances with_unfolding_all with_unfolding_none decreasing_with".split()
)
_COUNTED = frozenset({"iterate", "on_goal", "pick_goal", "work_on_goal"})
_ALTERNATIVES = frozenset({"first", "solve", "attempt_all", "attempt_all_par", "first_par"})
_WITH = frozenset({"cases", "induction", "fun_cases", "fun_induction", "mvcgen", "mvcgen?"})
# Arguments of tactics that are tactics: `simp (disch := tac)`, `linear_combination (norm := tac)`.
_CONFIG = frozenset("! ? + -".split())
_GIVEN = frozenset({"disch", "discharger", "norm"})
_BRANCHING = frozenset({"if"})
_BRANCHES = frozenset({"then", "else"})
_PREFIXED = frozenset({"open", "set_option"})  # `open X in tac`
_FUNCTIONS = frozenset({"fun", "λ"})
_ARROWS = frozenset({"=>", "↦"})
_INFIX = (("<", ";", ">"), ("<", "|", ">"))


@dataclass(slots=True)
class _Block:
    """A block of tactics in a column, or what stands in a bracket (`column` is then -1 unless
    tactics stand in it).

    `first` is the first word of its current tactic, `functions` how many `fun` of that one still
    wait for their arrow; behind a `match` that is a term all its arrows are of terms (`matches`).
    With `alternatives` a tactic of the block goes on at each bar; it is `bare` up to its
    first argument, switches and what stands in brackets aside.
    """

    column: int
    bracket: str = ""
    first: str = ""
    functions: int = 0
    matches: bool = False
    alternatives: bool = False
    bare: bool = False


@dataclass(slots=True)
class Tactics:
    """Follows the words of a command in order and tells of each whether a tactic begins there."""

    code: Code
    blocks: list[_Block] = field(default_factory=list)
    expected: bool = False
    ends: bool = False  # `where` was there, whose `finally` leads to tactics as well

    def begins(self, at: int) -> bool:
        """Whether a tactic begins with the word at `at`; to be asked of every word, in order."""
        word = self.code.words[at]
        begins = self._is_first(at, word)
        if begins:
            block = self.blocks[-1]
            block.first, block.functions, block.matches = word, 0, False
            block.alternatives = word in _ALTERNATIVES
        self.expected = False
        self._after(at, word, begins)
        return begins

    def _is_first(self, at: int, word: str) -> bool:
        blocks, code = self.blocks, self.code
        if word in CLOSERS or not blocks:
            return False
        if code.fresh(at) and not self.expected:
            column = code.column(at)
            while blocks and not blocks[-1].bracket and column < blocks[-1].column:
                blocks.pop()
            return bool(blocks) and column == blocks[-1].column and word != "|"
        return self.expected

    def _after(self, at: int, word: str, begins: bool) -> None:
        """What the word at `at` opens, closes or leads to."""
        blocks = self.blocks
        self.ends |= word == "where"
        if word in OPENERS:
            self._open(at, word, begins)
        elif word in CLOSERS:
            while blocks and not blocks.pop().bracket:
                pass
        elif self._leads(at, word, begins):
            self._block(at)
        elif blocks and blocks[-1].column >= 0:
            self._inside(at, word, begins, blocks[-1])

    def _open(self, at: int, word: str, begins: bool) -> None:
        tactics = begins and word in "({["
        self.blocks.append(_Block(self.code.column(at + 1) if tactics else -1, word))
        self.expected = tactics

    def _leads(self, at: int, word: str, begins: bool) -> bool:
        """Whether a block of tactics follows at once."""
        if word == ":=":
            return self._is_given(at)
        return word in _BLOCKS or (begins and word in ("·", ".")) or (word == _LAST and self.ends)

    def _is_given(self, at: int) -> bool:
        """Whether what follows is a tactic that the current one is given: `simp (disch := tac)`."""
        if len(self.blocks) < 2 or self.code.words[at - 1] not in _GIVEN:
            return False
        around = self.blocks[-2]
        return self.code.words[at - 2] == "(" and around.column >= 0 and around.bare

    def _block(self, at: int) -> None:
        self.blocks.append(_Block(self.code.column(at + 1)))
        self.expected = True

    def _inside(self, at: int, word: str, begins: bool, block: _Block) -> None:
        """A word in a block of tactics, outside brackets of terms."""
        words = self.code.words
        block.bare = begins or (block.bare and (word in _CONFIG or words[at - 1] in ("+", "-")))
        if begins:
            if word in LEADING:
                self._block(at)
        elif word in _FUNCTIONS:
            block.functions += 1
            block.matches |= words[at + 1] == "|"
        elif word == "match":
            block.matches = True
        elif word in _ARROWS:
            if block.functions:
                block.functions -= 1
            elif not block.matches:
                self._block(at)
        elif word == "with":
            self.expected = block.first in _WITH and words[at + 1] != "|"
        elif word == "|":
            self._return(at, lambda each: each.alternatives)
        elif word in _BRANCHES:
            self._return(at, lambda each: each.first in _BRANCHING)
        elif word == "in":
            self.expected = block.first in _PREFIXED
        else:
            self.expected = (
                (word == ";" and words[at - 1 : at + 2] != ["<", ";", ">"])
                or (word == "," and block.bracket == "[")
                or tuple(words[at - 2 : at + 1]) in _INFIX
                or (word.isdecimal() and words[at - 1] in _COUNTED and words[at + 1] != "=>")
            )

    def _return(self, at: int, leads: Callable[[_Block], bool]) -> None:
        """The bar, `then` or `else` at `at` leads to the next tactics of the one around it that has
        such parts, if there is one."""
        for depth, block in enumerate(reversed(self.blocks)):
            if leads(block):
                del self.blocks[len(self.blocks) - depth :]
                self._block(at)
                return
            if block.bracket:
                return
