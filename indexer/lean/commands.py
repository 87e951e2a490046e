"""Words → commands: where one command of a file ends and the next begins.

A command starts in column 0 with a command keyword, a doc comment, `@[` or `#`; words that are
keywords everywhere start one in any column (Lean/Parser/Command.lean; checked against the
compiler's own declaration ranges).  Doc comments, attributes, modifiers and `… in` prefixes belong
to the command they lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.lean.keywords import (
    IN_COMMANDS,
    MODIFIERS,
    NEVER_NAMES,
    RESERVED,
    SCOPE_COMMANDS,
    Grammar,
)
from indexer.lean.lexer import Code, is_doc, is_ident, is_module_doc, is_space

__all__ = ["CLOSERS", "OPENERS", "Splitter", "in_prefix_end", "is_doc", "is_space", "skip_brackets"]

OPENERS = frozenset("([{⟨") | {"`(", "``("}
CLOSERS = frozenset(")]}⟩")
BRACKETS = OPENERS | CLOSERS
PREFIXES = IN_COMMANDS | {"#"}
_NOT_IN_PREFIX = IN_COMMANDS | {":=", "=>"}
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ONE_LINERS = frozenset("namespace section end open universe mutual set_option".split())
_FRAME_WORDS = frozenset("namespace section end".split())  # a name follows at most
_NEVER_INSIDE = RESERVED - {"lemma"}  # keywords of core Lean, which no term and no tactic holds
_AFTER_NAME = frozenset(": := ( { [ ⦃ | . where extends deriving".split())
_AFTER_FIELD = frozenset(": := ( { [".split())
# What a doc comment may end: `#adaptation_note /-- … -/`, `library_note «x» /-- … -/`.
_NOTE = "adaptation_note"
_NAMED_NOTES = frozenset({"library_note", "library_note2"})
_NOT_BEFORE_COMMAND = frozenset({"deriving", "in", "class", "|"})


def skip_brackets(words: Sequence[str], at: int, end: int) -> int:
    """Index just past the bracket that closes the one at `at`; `end` when nothing does."""
    depth = 0
    while at < end:
        word = words[at]
        if word in BRACKETS:
            if word in OPENERS:
                depth += 1
            else:
                depth -= 1
                if depth <= 0:
                    return at + 1
        at += 1
    return end


class Splitter:
    """Splits the words of one file into commands.

    `unknown` collects, while `commands` runs, the words in column 0 that start nothing known.
    """

    def __init__(self, code: Code, grammar: Grammar) -> None:
        self.code = code
        self.words = code.words
        self.starters = grammar.starters
        self.reserved = grammar.reserved
        self.boundaries = grammar.boundaries
        self.unknown: dict[str, None] = {}
        self._limits = self._attribute_limits()
        self._quoted = self._quotations()

    def _attribute_limits(self) -> list[int]:
        """Where an attribute that is never closed is cut off: the words in column 0 that can stand
        in none, last first, so that they can be used up."""
        words, boundaries = self.words, self.boundaries
        return [at for at in reversed(self.code.zero) if words[at] in boundaries]

    def _quotations(self) -> Iterator[tuple[int, int]]:
        """Ranges of words inside `` `(…) ``, first to last: what stands there is no command."""
        at = 0
        for opening in ("`(", "``("):
            if opening in self.code.vocabulary:
                break
        else:
            return
        while at < self.code.size:
            if self.words[at][:1] == "`" and self.words[at][-1:] == "(":
                close = skip_brackets(self.words, at, self.code.size + 1)
                if close > self.code.size:
                    return  # never closed: then nothing can be said
                yield at, close
                at = close
            else:
                at += 1

    def commands(self, first: int) -> Iterator[tuple[int, int]]:
        """Word ranges (start, end) of the commands from word `first` on."""
        words, reserved = self.words, self.reserved
        starts = self._column_zero(first)
        start = next(starts, -1)
        while start >= 0:
            end = next(starts, -1)
            stop = end if end >= 0 else self.code.size
            inner = reserved.intersection(words[start:stop])
            if (
                len(inner) > 1
                or (inner and words[start:stop].count(*inner) > 1)
                or (stop - start > 2 and not inner.isdisjoint(_FRAME_WORDS))
            ):
                for cut in self._inner_cuts(start, stop):
                    yield start, cut
                    start = cut
            yield start, stop
            start = end

    def _column_zero(self, first: int) -> Iterator[int]:
        """Indices of words in column 0 that start a command of their own."""
        words, starters = self.words, self.starters
        lead = -1
        quoted = next(self._quoted, None)
        for at in self._candidates(first):
            while quoted and quoted[1] <= at:
                quoted = next(self._quoted, None)
            if at < first or at <= lead or (quoted and quoted[0] < at):
                continue
            word = words[at]
            if is_doc(word) and self._is_argument(at):
                continue
            if word in starters or self._starts(word, at):
                if word[0] in "@/" or word in MODIFIERS:
                    lead = self.skip_prefix(at, self.code.size)
                    if not self._leads_to_command(at, lead):
                        continue
                if at == first or not self._continues(at):
                    yield at
            elif word[0].isalpha() and word not in NEVER_NAMES:
                self.unknown[word] = None
                if at > first and self._stands_alone(at):
                    yield at

    def _candidates(self, first: int) -> Sequence[int]:
        """Indices of the words in column 0; of the first one, which begins a command wherever it
        stands; and of every `#exit`, which ends the file wherever it stands."""
        words, zero = self.words, self.code.zero
        more = {first} if first < self.code.size else set()
        if "exit" in self.code.vocabulary:
            exits = (at for at, word in enumerate(words) if word == "exit")
            more.update(at - 1 for at in exits if words[at - 1] == "#")
        more.difference_update(zero)
        return sorted((*zero, *more)) if more else zero

    def _stands_alone(self, at: int) -> bool:
        """Whether an unknown word begins a command that somebody defined: it follows a blank line
        and something that can be complete."""
        return (
            self._is_complete(at)
            and self.words[at - 1] not in NEVER_NAMES
            and _BLANK_LINE.search(self.code.lead(at)) is not None
        )

    def _is_complete(self, at: int) -> bool:
        """Whether a term may end before word `at`."""
        before = self.words[at - 1]
        return before in CLOSERS or before[0].isalnum() or before[-1] in "\"'/_!?»₀₁₂"

    def _starts(self, word: str, at: int) -> bool:
        if word == "@":
            return self.words[at + 1] == "["
        if word == "#":
            return self.words[at + 1][:1].isalpha()
        return word[0] == "/" and (is_doc(word) or is_module_doc(word))

    def _continues(self, at: int) -> bool:
        """Whether the command before ended in `in`, or this is no command but the end of one."""
        words = self.words
        if words[at] == "deriving" and words[at + 1] != "instance":
            return True
        return words[at - 1] == "in"

    def _is_argument(self, at: int) -> bool:
        """Whether the doc comment at `at` ends the command before it."""
        words = self.words
        return words[at - 1] == _NOTE or (at > 1 and words[at - 2] in _NAMED_NOTES)

    def _leads_to_command(self, at: int, lead: int) -> bool:
        """False for the doc comment of a constructor or a field in column 0."""
        if lead == at or lead >= self.code.size:  # a module doc comment; the end of the file
            return True
        keyword = self.words[lead]
        if keyword in self.starters or keyword == "#":
            return True
        # an unknown word may be a command keyword of the project's own; `|`, `(` or `x :` is none
        return keyword[0].isalpha() and self.words[lead + 1] not in _AFTER_FIELD

    def skip_prefix(self, at: int, end: int) -> int:
        """Index of the word after doc comments, attributes and modifiers."""
        words = self.words
        while at < end:
            word = words[at]
            if word in MODIFIERS:
                at += 1
                if word == "scoped" and words[at] == "[":
                    at = skip_brackets(words, at, end)
            elif word == "@" and words[at + 1] == "[":
                at = skip_brackets(words, at + 1, min(end, self._limit(at)))
            elif is_doc(word):
                at += 1
            else:
                return at
        return end

    def _limit(self, at: int) -> int:
        """The first word after `at` that an attribute cannot reach over."""
        limits = self._limits
        while limits and limits[-1] <= at:
            limits.pop()
        return limits[-1] if limits else self.code.size

    def _inner_cuts(self, start: int, end: int) -> list[int]:
        """Where, after the command's own keyword, further commands start inside `start:end`: at
        words outside brackets that start one in this place."""
        words = self.words
        cuts: list[int] = []
        at = self._keyword(start, end)
        opener, column = words[at], -1  # the command we are in: its keyword, its indentation
        at += 1
        prefix = -1  # where the modifiers before the current word began
        while at < end:
            word = words[at]
            following = at + 1
            if word in MODIFIERS or is_doc(word):
                prefix = at if prefix < 0 else prefix
            elif word == "@" and words[following] == "[":
                prefix = at if prefix < 0 else prefix
                following = skip_brackets(words, following, end)
            elif word in OPENERS:
                prefix, following = -1, skip_brackets(words, at, end)
            elif (word in self.starters or word[0] in "#/") and self._may_cut(
                at, prefix, opener, column
            ):
                cuts.append(at if prefix < 0 else prefix)
                column = self.code.column(cuts[-1])
                at = self._keyword(cuts[-1], end)
                opener, prefix, following = word, -1, at + 1
            else:
                prefix = -1
            at = following
        return cuts

    def _keyword(self, start: int, end: int) -> int:
        """Index of the command's own keyword, past every `… in` prefix."""
        at = self.skip_prefix(start, end)
        while at < end:
            stop = -1
            if self.words[at] in PREFIXES:
                stop = in_prefix_end(self.words, at, end, self.reserved)
            if stop < 0:
                break
            at = self.skip_prefix(stop, end)
        if self.words[at] == "class" and self.words[at + 1] in ("inductive", "abbrev"):
            return at + 1
        return at

    def _may_cut(self, at: int, prefix: int, opener: str, column: int) -> bool:
        """Whether the word at `at` starts a command: it is the first of its line, or the command
        before it is complete on this one.  A word that is no keyword everywhere must follow one
        that opens a scope, or stand as far right as the command before it."""
        word, first = self.words[at], at if prefix < 0 else prefix
        if self.words[at - 1] in _NOT_BEFORE_COMMAND:
            return False
        if word in _ONE_LINERS and self.words[at + 1] in (":", ":="):
            return False  # a field of that name
        if word in self.reserved:
            return (
                opener in _ONE_LINERS
                or self.code.fresh(first)
                or (opener in _NEVER_INSIDE and self._declares(at))
            )
        if not (word in self.starters or self._starts(word, at)) or self._continues(at):
            return False
        if opener in _FRAME_WORDS:
            return word in SCOPE_COMMANDS or self.code.fresh(first)
        return self.code.fresh(first) and self.code.column(first) == column

    def _declares(self, at: int) -> bool:
        """Whether the keyword at `at`, in the middle of a line, is followed by what it calls for;
        it may be a word of a text in a language of its own."""
        word, following, then = self.words[at : at + 3]
        if word not in _NEVER_INSIDE or not self.code.lead(at):
            return False
        if word == "end":
            return self.code.fresh(at + 1) or (is_ident(following) and self.code.fresh(at + 2))
        if word in ("instance", "example") and following in _AFTER_NAME:
            return True
        return is_ident(following) and then in _AFTER_NAME


def in_prefix_end(words: Sequence[str], at: int, end: int, reserved: frozenset[str]) -> int:
    """When the command at `at`, which begins with one of PREFIXES, is a prefix (`open X in`,
    `set_option o v in`, `#guard_msgs in`): the index just past its `in`; otherwise -1."""
    depth = 0
    for here in range(at + 1, end):
        word = words[here]
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
        elif depth == 0:
            if word == "in":
                return here + 1
            if word in reserved or word in _NOT_IN_PREFIX:
                return -1
    return -1
