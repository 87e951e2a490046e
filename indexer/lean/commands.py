"""Tokens → commands: where one command of a file ends and the next begins.

A command starts in column 0 with a command keyword, a doc comment, `@[` or `#`; words that are
keywords everywhere start one in any column (Lean/Parser/Command.lean; checked against the
compiler's own declaration ranges).  Doc comments, attributes, modifiers and `… in` prefixes belong
to the command they lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.lean.keywords import IN_COMMANDS, MODIFIERS, RESERVED

OPENERS = frozenset("([{⟨") | {"`(", "``("}
CLOSERS = frozenset(")]}⟩")
_NEVER_IN_ATTRIBUTE = RESERVED | MODIFIERS | {"@", "#"}


def is_space(word: str) -> bool:
    """White space or a comment that documents nothing."""
    if word[0] in " \n\t\r":
        return True
    if word[0] == "-":
        return word.startswith("--")
    return word.startswith("/-") and not is_doc(word)


def is_doc(word: str) -> bool:
    """A `/-- … -/` comment (`/-! … -/` is a command of its own)."""
    return word.startswith("/--") and len(word) > 4


def is_module_doc(word: str) -> bool:
    """A `/-! … -/` comment."""
    return word.startswith("/-!")


def next_word(tokens: Sequence[str], at: int, end: int) -> int:
    """Index of the first token in `at:end` that is neither white space nor comment, else `end`."""
    while at < end and is_space(tokens[at]):
        at += 1
    return at


def previous_word(tokens: Sequence[str], at: int, first: int = 0) -> int:
    """Index of the last token before `at` that is neither white space nor comment, else -1."""
    at -= 1
    while at >= first and is_space(tokens[at]):
        at -= 1
    return at if at >= first else -1


def skip_brackets(tokens: Sequence[str], at: int, end: int) -> int:
    """Index just past the bracket that closes the one at `at`.

    An attribute or a modifier's bracket never reaches over a line that starts with a command; when
    nothing closes it, the index of that line is returned (or `end`).
    """
    depth = 0
    while at < end:
        word = tokens[at]
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
            if depth <= 0:
                return at + 1
        elif word == "\n" and at + 1 < end and tokens[at + 1] in _NEVER_IN_ATTRIBUTE:
            return at + 1
        at += 1
    return end


def skip_prefix(tokens: Sequence[str], at: int, end: int) -> int:
    """Index of the word after doc comments, attributes and modifiers; `end` when there is none."""
    while True:
        at = next_word(tokens, at, end)
        if at >= end:
            return end
        word = tokens[at]
        if is_doc(word):
            at += 1
        elif word == "@" and at + 1 < end and tokens[at + 1] == "[":
            at = skip_brackets(tokens, at + 1, end)
        elif word in MODIFIERS:
            at += 1
            if word == "scoped" and at < end and tokens[at] == "[":
                at = skip_brackets(tokens, at, end)
        else:
            return at


_ONE_LINERS = frozenset("namespace section end open universe mutual set_option".split())


class Splitter:
    """Splits the tokens of one file into commands.

    `starters` are all words that start a command in column 0, `reserved` those that start one
    anywhere; both hold the project's own declaration keywords too.
    """

    def __init__(self, tokens: list[str], starters: frozenset[str], reserved: frozenset[str]):
        self.tokens = tokens
        self.starters = starters
        self.reserved = reserved | RESERVED
        self.unknown: dict[str, None] = {}

    def commands(self, first: int) -> Iterator[tuple[int, int]]:
        """Token ranges (start, end) of the commands from `first` on, trailing trivia left out."""
        start = -1
        for at in self._column_zero(first):
            if start >= 0:
                yield from self._split_inner(start, at)
            start = at
        if start >= 0:
            yield from self._split_inner(start, len(self.tokens))

    def _column_zero(self, first: int) -> Iterator[int]:
        """Indices of tokens in column 0 that start a command of their own."""
        tokens, size = self.tokens, len(self.tokens)
        at, lead = first, -1
        while at < size:
            if at > lead and self._starts(tokens[at], at):
                lead = self._lead(at)
                if self._leads_to_command(at, lead) and not self._continues(at, first):
                    yield at
            elif at > lead and tokens[at][0].isalpha():
                self.unknown[tokens[at]] = None
            try:
                at = tokens.index("\n", at) + 1
            except ValueError:
                return

    def _starts(self, word: str, at: int) -> bool:
        if word in self.starters:
            return True
        first = word[0]
        if first == "/":
            return is_doc(word) or is_module_doc(word)
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        if first == "@" and word == "@":
            return following == "["
        return word == "#" and following[:1].isalpha()

    def _continues(self, at: int, first: int) -> bool:
        """Whether the command before ended in `in`, or this is no command but the end of a term."""
        before = previous_word(self.tokens, at, first)
        if before < 0:
            return False
        if self.tokens[before] == "in":
            return True
        if self.tokens[at] == "deriving":
            following = next_word(self.tokens, at + 1, len(self.tokens))
            return self.tokens[following : following + 1] != ["instance"]
        return False

    def _lead(self, at: int) -> int:
        """Index of the word that the doc comments, attributes and modifiers at `at` lead to."""
        word = self.tokens[at]
        if is_doc(word) or word == "@":
            return skip_prefix(self.tokens, at, len(self.tokens))
        return at

    def _leads_to_command(self, at: int, lead: int) -> bool:
        """False for the doc comment of a constructor or a field in column 0."""
        if lead == at or lead >= len(self.tokens):
            return True
        keyword = self.tokens[lead]
        # an unknown word may be a command keyword of the project's own; `|` or `(` is not one
        return keyword in self.starters or keyword == "#" or keyword[0].isalpha()

    def _split_inner(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Split at reserved words inside `start:end` that stand outside brackets."""
        tokens = self.tokens
        words = tokens[start:end]
        inner = self.reserved.intersection(words)
        if inner and sum(map(words.count, inner)) > 1:
            cuts = self._inner_cuts(start, end)
            for cut in cuts:
                yield start, self._trim(start, cut)
                start = cut
        yield start, self._trim(start, end)

    def _inner_cuts(self, start: int, end: int) -> list[int]:
        """Where, after the command's own keyword, further commands start inside `start:end`."""
        tokens = self.tokens
        cuts: list[int] = []
        at = self._keyword(start, end)
        opener = tokens[at] if at < end else ""  # the keyword of the command we are in
        at += 1
        prefix = -1  # where the modifiers before the current word began
        previous = opener
        while at < end:
            word = tokens[at]
            if is_space(word):
                at += 1
                continue
            following = at + 1
            if word in MODIFIERS or is_doc(word):
                prefix = at if prefix < 0 else prefix
            elif word == "@" and following < end and tokens[following] == "[":
                prefix = at if prefix < 0 else prefix
                following = skip_brackets(tokens, following, end)
            elif word in OPENERS:
                prefix, following = -1, skip_brackets(tokens, at, end)
            elif word in self.reserved and self._may_cut(at, prefix, previous, opener):
                cuts.append(at if prefix < 0 else prefix)
                at = self._keyword(cuts[-1], end)
                opener, prefix, following = word, -1, at + 1
            else:
                prefix = -1
            previous, at = word, following
        return cuts

    def _keyword(self, start: int, end: int) -> int:
        """Index of the command's own keyword, past every `… in` prefix."""
        at = skip_prefix(self.tokens, start, end)
        while at < end:
            stop = in_prefix_end(self.tokens, at, end, self.reserved)
            if stop < 0:
                break
            at = skip_prefix(self.tokens, stop, end)
        if at < end and self.tokens[at] == "class":
            following = next_word(self.tokens, at + 1, end)
            if self.tokens[following : following + 1] in (["inductive"], ["abbrev"], ["structure"]):
                return following
        return at

    def _may_cut(self, at: int, prefix: int, previous: str, opener: str) -> bool:
        """Whether the reserved word at `at` starts a command: it is the first of its line, or the
        command before it is complete on this one."""
        if previous in ("deriving", "in", "class") or previous == ".":
            return False
        begin = at if prefix < 0 else prefix
        return opener in _ONE_LINERS or "\n" in self.tokens[begin - 1]

    def _trim(self, start: int, end: int) -> int:
        last = previous_word(self.tokens, end, start)
        return last + 1 if last >= 0 else start


def in_prefix_end(tokens: Sequence[str], at: int, end: int, reserved: frozenset[str]) -> int:
    """When the command at `at` is a prefix (`open X in`, `set_option o v in`, `#guard_msgs in`):
    the index just past its `in`; otherwise -1."""
    word = tokens[at]
    if word not in IN_COMMANDS and word != "#":
        return -1
    depth = 0
    for here in range(at + 1, end):
        word = tokens[here]
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
        elif depth == 0:
            if word == "in":
                return here + 1
            if word in reserved or word in (":=", "=>"):
                return -1
    return -1
