"""Where a command leaves a proof out: which words are sorries and which only look like one.

From Lean/Parser/Term.lean and Lean/Parser/Tactic.lean: `sorry` is a term and a tactic, `admit` and
`stop` are tactics only.  Nothing inside a quotation is a sorry: it is syntax under construction.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from indexer.lean.names import canonical
from indexer.lean.records import Sorry
from indexer.lean.syntax.brackets import CLOSERS, OPENERS
from indexer.lean.syntax.keywords import ADMITTING
from indexer.lean.syntax.lexer import Code
from indexer.lean.syntax.scopes import Scopes
from indexer.lean.syntax.source import Source
from indexer.lean.syntax.tactics import Tactics

WORDS = frozenset(
    "sorry admit stop sorryAx «sorryAx» Lean.sorryAx _root_.sorryAx _root_.«sorryAx» apply?".split()
)
OPTIONS = frozenset({"debug.byAsSorry", "debug.proofAsSorry", "debug.terminalTacticsAsSorry"})
SORRY_WORDS = WORDS | OPTIONS

# Words that are a sorry where a tactic begins, and names elsewhere.
_TACTICS = frozenset({"admit", "stop", "apply?"})
LEAVING = _TACTICS | ADMITTING
_ORDINARY = frozenset({"stop", "hint"})  # words that are ordinary names as well
_ARROWS = frozenset({"=>", "↦"})
_MOST_ALTERNATIVES = 8  # that a pattern is read to


class Sorries:
    """All sorries of a file so far; `may_be` tells whether any of its words can be one."""

    def __init__(self, source: Source, scopes: Scopes) -> None:
        self._source = source
        self._scopes = scopes
        self.may_be = not SORRY_WORDS.isdisjoint(source.plain_vocabulary)
        self.all: list[Sorry] = []

    def note(self, start: int, end: int, owner: str, body: int) -> list[Sorry]:
        """Those among the words `start:end`; before `body` they are in the statement of `owner`."""
        found: list[Sorry] = []
        source = self._source
        words = source.words[start:end]
        quoted = source.has_quoted and any("«" in w for w in words)
        is_read = self._scopes.exit_line is None
        if not is_read or not (quoted or not SORRY_WORDS.isdisjoint(words)):
            return found
        for at, form in find_sorries(source.code, start, end):
            last = stop_end(source.code, at, end) if form == "stop" else at + 1
            until = source.position(source.code.ends[last - 1])
            found.append(Sorry(*source.place(at), *until, form, owner, at < body))
        self.all += found
        return found


def find_sorries(code: Code, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The real sorries among the words `start:end` as (word index, form); linear time.  What
    stands behind a `stop` is not run, and no sorry of its own."""
    words = code.words
    quotations = _Quotations()
    tactics = Tactics(code) if not _TACTICS.isdisjoint(words[start:end]) else None
    stopped = -1  # up to here nothing is run
    is_program = not _ELABORATES.isdisjoint(words[start : min(start + _HEAD, end)])
    for at in range(start, end):
        word = words[at]
        begins = tactics is not None and tactics.begins(at)
        if word in OPENERS or word in CLOSERS:
            quotations.see(word)
        elif at < stopped or quotations.open:
            continue
        elif word in _TACTICS:
            if begins:
                yield at, word
                stopped = stop_end(code, at, end) if word == "stop" else stopped
        elif is_option(word):
            if words[at + 1] == "true":
                yield at, canonical(word)
        elif word == "sorry":
            behind_bar = at > start and words[at - 1] == "|"
            is_name = behind_bar and (words[at + 1] == ":" or _is_pattern(words, at))
            if not is_name and not (is_program and _is_shown(words, at, end)):
                yield at, word
        elif is_sorry_axiom(word):
            yield at, "sorryAx"


def is_option(word: str) -> bool:
    """Whether a word names an option that leaves proofs out, in whatever spelling."""
    return word in OPTIONS or ("«" in word and canonical(word) in OPTIONS)


def is_sorry_axiom(word: str) -> bool:
    """Whether a word names the axiom behind a sorry, in whatever spelling."""
    if "«" in word:
        word = canonical(word)
    return word.rpartition(".")[2] == "sorryAx"


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
    names elsewhere, and one that is bound somewhere is a name."""
    run: dict[str, None] = {}
    words, tactics = code.words, Tactics(code)
    for at in range(start, end):
        if tactics.begins(at) and words[at] in asked:
            run[words[at]] = None
    for word in run:
        if word not in _ORDINARY or not any(
            _binds(words, at) for at in _places(words, word, start, end)
        ):
            yield word


def is_unclear(code: Code, signature: int, body: int, end: int, known: Container[str]) -> bool:
    """Whether the body of a declaration, the words `body:end`, holds the word of a tactic that
    leaves a sorry where it is none for sure, and no name for sure either: nothing binds it in the
    declaration, whose statement begins at `signature`, and it is not `known` as a name.  It may
    stand behind a word of the project's own that tactics follow."""
    words = code.words
    asked = LEAVING - _ORDINARY
    wanted = LEAVING.intersection(words[body:end])
    unbound = {
        word
        for word in wanted.difference(words[signature:body])
        if word not in known
        and not any(_binds(words, at) for at in _places(words, word, body, end))
    }
    if not asked.isdisjoint(unbound):
        quotations = _Quotations()
        for word in words[body:end]:
            if word in OPENERS or word in CLOSERS:
                quotations.see(word)
            elif word in asked and word in unbound and not quotations.open:
                return True
    if _ORDINARY.isdisjoint(unbound):
        return False
    tactics, begun = Tactics(code), False
    for at in range(body, end):
        if begun and words[at] in unbound:
            return True
        begun = tactics.begins(at)
    return False


def _places(words: list[str], word: str, start: int, end: int) -> Iterator[int]:
    return (at for at in range(start, end) if words[at] == word)


def _binds(words: list[str], at: int) -> bool:
    """Whether the name at `at` is bound there, or is that of a field or an argument."""
    before, after = words[at - 1], words[at + 1]
    return after in _AFTER_BOUND or before in _BINDERS or (after == ":" and before in _MAY_BIND)


_BINDERS = frozenset(
    "fun λ ∀ ∃ intro intros rintro obtain rcases let have suffices set as rename_i @ ⟨ ,".split()
)
_MAY_BIND = OPENERS | frozenset(
    "by_cases if match cases rcases obtain induction generalize".split()
)
_AFTER_BOUND = frozenset({":=", "=>", "↦", "←"})


def _is_shown(words: list[str], at: int, end: int) -> bool:
    """Whether a sorry stands in a quoted term that a program only shows to the reader, as in
    `addTermInfo' stx q(sorry : $type)`.  Outside of quotations no term begins with `$`."""
    return (
        at >= _BEFORE_SHOWN
        and words[at - 2 : at] == ["q", "("]
        and at + 2 < end
        and words[at + 1 : at + 3] == [":", "$"]
        and words[at - 4].rpartition(".")[2] in _SHOWS
        and '"$"' not in words
    )


# Commands that hold a program, and the types of those that a definition gives.
_ELABORATES = frozenset(
    "elab_rules elab TermElabM TacticM MetaM CommandElabM TermElab Tactic CommandElab".split()
)
_HEAD = 40  # words within which a command tells what it is
_SHOWS = frozenset({"addTermInfo", "addTermInfo'"})
_BEFORE_SHOWN = 4  # the function, what it is shown at, `q` and `(`


def _is_pattern(words: list[str], at: int) -> bool:
    """Whether what stands at `at`, after a bar, is a pattern: `| sorry =>` and `| sorry | foo =>`,
    as in an error handler, but not `first | sorry | rfl`."""
    alternatives = range(at + 1, at + 2 * _MOST_ALTERNATIVES, 2)
    end = next((here for here in alternatives if words[here] != "|"), at)
    return words[end] in _ARROWS
