"""Words → commands: where one command of a file ends and the next begins.

As in Lean, columns decide little.  A command ends at a token with which its grammar cannot go on:
the first word of another one, anywhere on a line.  What may stand before that word (doc comment,
attributes, modifiers) belongs to the command it leads to.  Any command may be followed by `in` and
another one; what is true of both is the caller's to say.  [Lean/Parser/Command.lean; tried with the
compiler, and checked against its own declaration ranges]

`open … in` and `set_option … in` are terms and tactics as well: they begin a command only where one
follows, or where nothing else can stand.  The words of libraries and of the project are keywords
only where they are in force, and names elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import heappop, heappush
from itertools import compress
from typing import NamedTuple

from indexer.lean.syntax.brackets import BRACKETS, CLOSERS, OPENERS, skip_brackets
from indexer.lean.syntax.foreign import foreign
from indexer.lean.syntax.keywords import (
    CONTEXTS,
    CORE,
    DECLARATIONS,
    HASH,
    LEANS,
    LIBRARY,
    MODIFIERS,
    NEVER_NAMES,
    STARTERS,
    Grammar,
)
from indexer.lean.syntax.learned import command_keyword
from indexer.lean.syntax.lexer import Code, is_doc, is_ident, is_module_doc, is_space

__all__ = ["BRACKETS", "CLOSERS", "OPENERS", "Splitter", "is_doc", "is_space", "skip_brackets"]

_MAY_BE_TERMS = frozenset({"open", "set_option"})
_DEFINES = frozenset({"syntax", "macro", "elab"})
_INDUCTIVE = frozenset({"inductive", "coinductive", "class"})
_CORE_AND_HASH = CORE | {"#"}
_NOT_IN_ATTRIBUTES = CORE | MODIFIERS | {"@", "#"}
_BY_NAME = frozenset("namespace section end open universe mutual set_option".split())
_PARTICULAR = _BY_NAME | {"deriving", "import", "include"}
_BEFORE = frozenset("# \\ % lrat_proof deriving class alloy |".split())
_DEFINES_FIELD = frozenset({":", ":="})
_TACTICS_AFTER = frozenset({"by", "decreasing_by"})
_OPEN_WORDS = frozenset("( ) , → -> hiding renaming scoped private".split())
_AFTER_NAME = frozenset(": := ( { [ ⦃ | . where extends deriving".split())
_BINDERS = frozenset(": := ( { [ ⦃".split())
_AFTER_BINDERS = frozenset(": := where |".split())
_AFTER_FIELD = frozenset(": := ( { [".split())
# Keywords that begin a command in column 0 wherever none of these stands before them.
_PLAIN_CORE = CORE - _PARTICULAR
_LEADS = _BEFORE | MODIFIERS | {"]"}
# What a doc comment may end: `#adaptation_note /-- … -/`, `library_note «x» /-- … -/`.
_NOTE = "adaptation_note"
_NAMED_NOTES = frozenset({"library_note", "library_note2"})
# Commands that would pass unnoticed in a text of another language: those with a name of their own
# are found by it, and an `end` that closes nothing is an error.
_SILENT = frozenset(
    "open set_option variable include omit attribute export universe notation macro macro_rules "
    "elab elab_rules syntax infix infixl infixr prefix postfix".split()
)
_PROSE = frozenset(",.;:<>=/\\") | {""}
_GLUED = frozenset({"#", "\\", "%"})
_ASKING = frozenset({"print", "help"})
# Last words of what is not complete yet, though they look like names.
_MAY_END = set("sorry _ Type Sort Prop nofun end section mutual".split())
_UNFINISHED = (NEVER_NAMES - _MAY_END) | set(
    ": := => ↦ , ; . | ← <- → -> ↔ ∧ ∨ ¬ = ≠ < > ≤ ≥ + - * / ∣ ∈ ∉ ⊆ ∪ ∩ ∘ • · × ^ ++ :: $ @ # "
    "∀ ∃".split()
)
_FRAMES = frozenset("namespace section end mutual".split())
_PLAIN = frozenset({"Init", "Std"})
_LEANS_OWN = frozenset({"Lean", "Lake"})


class Piece(NamedTuple):
    """A command: its words are `start:end` (without the `in` at its end, if `joined` says that one
    stands there), its keyword is at `keyword` (`end` when it has none)."""

    start: int
    keyword: int
    end: int
    joined: bool


@lru_cache(maxsize=16)
def _soft(own: frozenset[str]) -> frozenset[str]:
    return LEANS | LIBRARY | own


def _root(module: str) -> str:
    return module.partition(".")[0]


@lru_cache(maxsize=256)
def _mere_names(own: frozenset[str], core: bool, imported: frozenset[str]) -> frozenset[str]:
    """The words of libraries that are ordinary names in a file that imports modules of these."""
    if not core and not imported <= _PLAIN | _LEANS_OWN:
        return frozenset()
    foreign = LIBRARY if imported & _LEANS_OWN else LIBRARY | LEANS
    return foreign - own


class Splitter:
    """Splits the words of one file into commands.

    While `pieces` runs, `unknown` collects the words in column 0 that begin nothing known, `unread`
    the words that would begin a command if they did not stand in a text of another language, and
    `own` and `kinds` the commands that the file itself defines, beside those of the grammar.
    """

    def __init__(self, code: Code, grammar: Grammar, imports: Sequence[str] = ()) -> None:
        """`imports` are the names of the modules that the file imports."""
        self.code = code
        self.words = code.words
        self.unknown: dict[str, None] = {}
        self.unread: list[int] = []
        self.soft = _soft(grammar.own)
        self.names = _mere_names(grammar.own, grammar.core, frozenset(map(_root, imports)))
        self.kinds = dict(grammar.kinds)
        self.own = set(grammar.own)
        self._zero = frozenset(code.zero)
        self._quoted = self._quotations()
        self._foreign = foreign(code)
        self._learned: list[int] = []  # places of words that the file itself makes keywords
        self._places: dict[str, list[int]] | None = None
        self._in_quoted: tuple[int, int] | None = next(self._quoted, None)
        self._in_foreign: tuple[int, int] | None = next(self._foreign, None)
        # where a chain of `open … in` ends, and whether it leads to a command
        self._chain_end, self._chain_leads = -1, False

    # -- what may begin a command --

    def _candidates(self) -> list[int]:
        """Indices of the words that may begin a command, or lead to one, in order."""
        words = self.words
        vocabulary = self.code.vocabulary
        wanted = vocabulary & _CORE_AND_HASH | vocabulary & self.soft
        if "/-!" in self.code.text:
            wanted.update(w for w in vocabulary if w[:3] == "/-!")
        found = [*compress(range(len(words)), map(wanted.__contains__, words))]
        found += [at for at in self.code.zero if words[at] not in wanted]
        found.sort()  # which merges the two
        if self._in_foreign or self._in_quoted or "#" in vocabulary:
            self._plainly: frozenset[int] = frozenset()
        else:
            self._plainly = frozenset(
                [
                    at
                    for at in self.code.zero
                    if words[at] in _PLAIN_CORE
                    and words[at - 1] not in _LEADS
                    and words[at - 1][:2] != "/-"
                ]
            )
        return found

    @cached_property
    def _limits(self) -> list[int]:
        """Where an attribute that is never closed is cut off: the words in column 0 that can stand
        in none."""
        words = self.words
        return [at for at in self.code.zero if words[at] in _NOT_IN_ATTRIBUTES]

    def quoted(self) -> Iterator[tuple[int, int]]:
        """Ranges of words inside quotations, in order."""
        return self._quotations()

    def _quotations(self) -> Iterator[tuple[int, int]]:
        """Ranges of words inside `` `(…) ``, first to last: what stands there is no command."""
        if self.code.vocabulary.isdisjoint({"`(", "``("}):
            return
        at = 0
        while at < self.code.size:
            if self.words[at][:1] == "`" and self.words[at][-1:] == "(":
                close = skip_brackets(self.words, at, self.code.size + 1)
                if close > self.code.size:
                    return  # never closed: then nothing can be said
                yield at, close
                at = close
            else:
                at += 1

    # -- the commands --

    def pieces(self, first: int) -> Iterator[Piece]:
        """The commands from word `first` on, which begins one wherever it stands."""
        size = self.code.size
        if first >= size:
            return
        words = self.words
        queue = iter(self._candidates())
        start, keyword = first, self.skip_prefix(first, size)
        while start < size:
            self._begin(start, keyword)
            word = words[keyword]
            if word not in CORE and word not in self.soft - self.names and word[:1].isalpha():
                self.unknown[word] = None
            begin, following = self._next(queue, keyword)
            if word in CONTEXTS or word == "#" or words[begin - 1] == "in":
                yield from self._joined(start, keyword, begin)
            else:
                yield Piece(start, min(keyword, begin), begin, joined=False)
            start, keyword = begin, following

    def _joined(self, start: int, keyword: int, end: int) -> Iterator[Piece]:
        """The command `start:end`, cut behind an `in` that joins it to one with an unknown word."""
        words = self.words
        while keyword < end and (words[keyword] in CONTEXTS or self._is_guard(keyword)):
            joint = self._joint(keyword, end)
            if joint < 0 or joint + 1 >= end:
                break
            yield Piece(start, keyword, joint, True)
            start, keyword = joint + 1, self.skip_prefix(joint + 1, end)
        joined = end < self.code.size and words[end - 1] == "in" and end - 1 > start
        yield Piece(start, min(keyword, end - joined), end - joined, joined)

    def _is_guard(self, at: int) -> bool:
        return self.words[at] == "#" and self.words[at + 1] == "guard_msgs"

    def _joint(self, at: int, end: int) -> int:
        """Index of the first `in` outside brackets in `at:end`; -1 for none."""
        if "in" not in self.code.vocabulary:
            return -1
        try:
            found = self.words.index("in", at, end)
        except ValueError:
            return -1
        while at < found:
            at = skip_brackets(self.words, at, end) if self.words[at] in OPENERS else at + 1
        while at < end and self.words[at] != "in":
            at = skip_brackets(self.words, at, end) if self.words[at] in OPENERS else at + 1
        return at if at < end else -1

    def _begin(self, start: int, keyword: int) -> None:
        """A command begins at `start`, whose keyword stands at `keyword`."""
        self._begun = start
        self._keyword = keyword
        self._seen = keyword
        self._stack: list[bool] = []  # the open brackets; whether each holds attributes
        self._tactics_in_zero = False
        if self.words[keyword] in _DEFINES:
            self._learn(keyword)

    def _learn(self, keyword: int) -> None:
        """The file defines a command: from here on its first word is a keyword."""
        words = self.words
        known = None
        end = keyword
        while known is None:  # the word may name the category of an argument as well
            try:
                end = words.index("command", end + 1, keyword + _LONGEST_HEAD)
            except ValueError:
                return
            if words[end - 1] == ":" and (words[end + 1] == "=>" or words[keyword] == "syntax"):
                known = command_keyword(words[keyword : end + 1 + (words[end + 1] == "=>")])
        word, _, kind = (known or "").partition("=")
        if not word or word in self.soft - self.names or word not in self.code.vocabulary:
            return
        self.soft |= {word}
        self.names -= {word}
        self.own.add(word)
        if kind:
            self.kinds[word] = kind
        if self._places is None:
            self._places = {}
            for at, each in enumerate(words):
                self._places.setdefault(each, []).append(at)
        for at in self._places.get(word, ()):
            if at > keyword:
                heappush(self._learned, at)

    def _next(self, queue: Iterator[int], keyword: int) -> tuple[int, int]:
        """Where the next command begins, and its keyword; the end of the file for none."""
        waiting = self._waiting if self._waiting > keyword else next(queue, -1)
        while True:
            while self._learned and self._learned[0] <= keyword:
                heappop(self._learned)
            if self._learned and (waiting < 0 or self._learned[0] < waiting):
                at = heappop(self._learned)
            else:
                at, waiting = waiting, -1
            if at < 0:
                self._waiting = -1
                return self.code.size, self.code.size
            if at > keyword:
                if at in self._plainly:
                    begin = word_at = at
                else:
                    begin, word_at = self._start(at, keyword)
                if begin >= 0:
                    self._waiting = waiting if waiting >= 0 else next(queue, -1)
                    return begin, word_at
            if waiting < 0:
                waiting = next(queue, -1)

    _waiting = -1

    def _start(self, at: int, keyword: int) -> tuple[int, int]:
        """Where the command begins that the word at `at` begins or leads to, and its keyword;
        (-1, -1) when it does neither."""
        word = self.words[at]
        if self._is_quoted(at) or not self._begins(word, at):
            return -1, -1
        if word[0] in "@/" and not is_module_doc(word):
            return at, self.skip_prefix(at, self.code.size)
        return (at if word[0] == "/" else self._lead(at, keyword + 1)), at

    def _is_quoted(self, at: int) -> bool:
        while self._in_quoted and self._in_quoted[1] <= at:
            self._in_quoted = next(self._quoted, None)
        return self._in_quoted is not None and self._in_quoted[0] < at

    def _is_foreign(self, at: int) -> bool:
        while self._in_foreign and self._in_foreign[1] <= at:
            self._in_foreign = next(self._foreign, None)
        return self._in_foreign is not None and self._in_foreign[0] < at

    def _begins(self, word: str, at: int) -> bool:
        if word in CORE:
            return self._begins_core(word, at)
        if word in self.soft:
            return self._begins_soft(word, at)
        if word[0] == "#":
            return self._begins_hash(at)
        if word[0] in "/@":
            return is_module_doc(word) or self._leads_to_unknown(at)
        if word[0].isalpha() and word not in NEVER_NAMES and word not in MODIFIERS:
            self.unknown[word] = None
        return False

    def _begins_core(self, word: str, at: int) -> bool:
        """Whether a keyword of Lean's own begins a command: but in a few places of its own it
        always does."""
        words = self.words
        before = words[at - 1]
        if (word in _PARTICULAR or before in _BEFORE or before[:2] == "/-") and not (
            self._begins_here(word, before, at)
        ):
            return False
        if words[self._keyword] == "#" and self._is_asked_about(at) and not self._declares(at):
            return False  # `#print prefix` and `#help option`
        if self._in_foreign and self._is_foreign(at) and not self._declares(at):
            if word in _SILENT and words[at + 1][:1] not in _PROSE:
                self.unread.append(at)
            return False
        if at in self._zero:
            return True
        self._read_to(at)
        return not (self._stack and self._stack[-1])

    def _begins_here(self, word: str, before: str, at: int) -> bool:
        """The same of words that have other places as well."""
        words = self.words
        if before in _GLUED and not self.code.lead(at):
            return False  # `#end` is one token, and `\\end` is TeX
        if word == "deriving":
            return words[at + 1] == "instance"
        if word == "import" and not self._is_import(at):
            return False
        if before in ("lrat_proof", "deriving") or (before == "class" and at - 1 == self._keyword):
            return False
        if before == "alloy" or words[at - 2] == "alloy":
            return False
        before = words[at - 2] if is_doc(before) else before
        if before == "|" and words[self._keyword] in _INDUCTIVE:
            return False  # the name of a constructor
        if word in _BY_NAME and words[at + 1] in _DEFINES_FIELD and at not in self._zero:
            return False  # a field of that name, which Lean refuses
        return word not in _MAY_BE_TERMS or self._is_command(at)

    def _is_asked_about(self, at: int) -> bool:
        """Whether the word at `at` stands on the line of a command that tells of words."""
        asked = self.words[self._keyword + 1] in _ASKING
        return (
            asked
            and self.code.text.find("\n", self.code.start(self._keyword), self.code.start(at)) < 0
        )

    def _is_import(self, at: int) -> bool:
        """Whether nothing but the name of a module follows on the line."""
        after = at + 3 if self.words[at + 1] == "all" else at + 2
        return not self.words[after] or self.code.fresh(after)

    def _begins_soft(self, word: str, at: int) -> bool:
        """Whether a word of a library or of the project begins a command: where no term can go on,
        in column 0, on a line of its own, or with all that a declaration has."""
        words = self.words
        begin = self._lead(at, max(self._keyword + 1, at - _LONGEST_HEAD))
        if words[begin - 1] == "in":
            return True
        if words[at - 1] == "#" and not self.code.lead(at):
            return False
        if word in self.names and not self._cannot_be_term(at):
            return False
        if self._is_zero(begin) and word in STARTERS:
            return not self._is_foreign(at)
        if not self._is_complete(begin):
            return False
        if self._is_zero(begin):
            return not self._is_foreign(at)
        if not (word in self.kinds and (self.code.fresh(begin) or self._declares(at))):
            aligned = self.code.column(begin) == self.code.column(self._begun)
            if not (self.code.fresh(begin) and (aligned or words[self._keyword] in _FRAMES)):
                return False  # it may be the name of a tactic as well
        self._read_to(at)
        return not self._stack

    def _begins_hash(self, at: int) -> bool:
        word = self.words[at + 1]
        if self.code.lead(at + 1) or not word[:1].isalpha():
            return False
        if word in HASH:
            return not self._is_foreign(at)
        return word != "end" and self._is_zero(at) and not self._is_foreign(at)

    def _leads_to_unknown(self, at: int) -> bool:
        """Whether the doc comment or the attribute in column 0 at `at` leads to a command whose
        word is not known: not to a constructor, not to a field, and not to one that is."""
        words = self.words
        if at <= self._lead_end or (words[at] == "@" and words[at + 1] != "["):
            return False
        if words[at][0] == "/" and (not is_doc(words[at]) or self._is_argument(at)):
            return False
        lead = self._lead_end = self.skip_prefix(at, self.code.size)
        if lead >= self.code.size:
            return False
        word = words[lead]
        if word in CORE or word in self.soft or word == "#":
            return False  # which is found by that
        return word[0].isalpha() and words[lead + 1] not in _AFTER_FIELD

    _lead_end = -1

    # -- `open … in` --

    def _is_command(self, at: int) -> bool:
        """Whether the `open` or `set_option` at `at` is a command rather than a term or a tactic:
        without an `in`, or when a command follows that, or when no term and no tactic can stand
        here."""
        if at < self._chain_end:
            return self._chain_leads  # it goes on with one that was judged
        words = self.words
        follow = self.in_end(at)
        if follow < 0:
            return True
        while words[follow] in _MAY_BE_TERMS and (end := self.in_end(follow)) >= 0:
            follow = end
        self._chain_end, self._chain_leads = follow, self._leads_on(at, follow)
        return self._chain_leads

    def _leads_on(self, at: int, follow: int) -> bool:
        """Whether what follows at `follow`, behind the last `in`, makes a command of the chain."""
        words = self.words
        lead = self.skip_prefix(follow, self.code.size)
        word = words[lead]
        if word in CORE or word in self.soft or is_module_doc(word) or lead > follow:
            return True
        if word == "#" and words[lead + 1][:1].isalpha() and not self.code.lead(lead + 1):
            return True
        if self._is_zero(at) and self._is_complete(at):
            self._read_to(at)
            return not self._stack and not self._tactics_in_zero
        return False

    def in_end(self, at: int) -> int:
        """Index just past the `in` of the `open` or `set_option` at `at`; -1 when it has none."""
        words = self.words
        if words[at] == "set_option":
            return at + 4 if words[at + 3] == "in" else -1
        at += 1
        while words[at] != "in":
            word = words[at]
            if word in CORE or not (is_ident(word) or word in _OPEN_WORDS):
                return -1
            at += 1
        return at + 1

    # -- where a word stands --

    def _is_zero(self, at: int) -> bool:
        return at in self._zero

    def _read_to(self, at: int) -> None:
        """Follow the brackets of the command up to the word at `at`."""
        words, stack = self.words, self._stack
        for here in range(self._seen, at):
            word = words[here]
            if word in OPENERS:
                stack.append(word == "[" and words[here - 1] in ("@", "attribute"))
            elif word in CLOSERS:
                if stack:
                    stack.pop()
            elif word in _TACTICS_AFTER and self._is_zero(here + 1):
                self._tactics_in_zero = True
        self._seen = max(at, self._seen)

    def _is_complete(self, at: int) -> bool:
        """Whether something may end before the word at `at`."""
        before = self.words[at - 1]
        return before not in _UNFINISHED and before not in OPENERS

    def _declares(self, at: int) -> bool:
        """Whether the keyword at `at` is followed by what it calls for; it may be a word of a text
        in a language of its own."""
        word, following, then = self.words[at : at + 3]
        if not self.code.lead(at):
            return False
        if word == "set_option":
            return "." in following
        if word in ("instance", "example") and following in _BINDERS:
            return True
        named = is_ident(following) and following not in NEVER_NAMES and not self.code.fresh(at + 1)
        return named and (word in self.kinds or word in DECLARATIONS) and then in _AFTER_NAME

    def _cannot_be_term(self, at: int) -> bool:
        """Whether the name at `at` is followed by what no argument of a function can be: another
        name with binders and a type or a value, or a doc comment."""
        words = self.words
        at += 1
        names = min(at + _LONGEST_NAME, self.code.size)
        at = skip_brackets(words, at, names) if words[at] == "⟨" else at + 1
        end = at + _LONGEST_HEAD
        while words[at] in OPENERS and at < end:
            at = skip_brackets(words, at, min(end, self.code.size))
        return words[at] in _AFTER_BINDERS or is_doc(words[at])

    # -- what leads to a command --

    def _is_argument(self, at: int) -> bool:
        """Whether the doc comment at `at` ends the command before it."""
        words = self.words
        return words[at - 1] == _NOTE or (at > 1 and words[at - 2] in _NAMED_NOTES)

    def _lead(self, at: int, first: int) -> int:
        """Where the doc comment, the attributes and the modifiers before the keyword at `at` begin;
        not before `first`."""
        words = self.words
        begin = at
        while begin > first:
            word = words[begin - 1]
            if word in MODIFIERS:
                begin -= 1
            elif word == "]":
                opening = self._opening(begin - 1, first)
                if opening < first or words[opening - 1] not in ("@", "scoped"):
                    break
                begin = opening - 1
            elif is_doc(word) and not self._is_argument(begin - 1):
                return begin - 1
            else:
                break
        return max(begin, first) if begin < at else at

    def _opening(self, at: int, first: int) -> int:
        """Index of the bracket that the one at `at` closes, not before `first`; -1 for none."""
        words = self.words
        depth = 0
        while at >= first:
            depth += (words[at] in CLOSERS) - (words[at] in OPENERS)
            if depth == 0:
                return at
            at -= 1
        return -1

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
        following = bisect_right(self._limits, at)
        return self._limits[following] if following < len(self._limits) else self.code.size


_LONGEST_HEAD = 200  # words of a syntax up to its category, or of the binders of a declaration
_LONGEST_NAME = 20  # words of the names of an alias
