"""Commands of a project's own that take other commands: `macro "quiet " c:command : command => …`.

What stands behind the word of such a command is its argument, and it may do with it what it likes:
drop it or its errors, run it under an option, declare something else.  Text can tell only where it
expands to its argument behind nothing but options of limits and linters, which is harmless, or
behind a `#guard_msgs` that drops errors, which is certain.

A taker is known by one word of its syntax, wherever that stands, and by the next one where no
argument comes between, as in `scoped[X] …`: the declaration that follows is its argument, all that
follow where it takes many, and the one before where its argument comes first.  It is none where
another command, which declares nothing, stands between: `scoped[X] notation …`.  A command that
changes how all that follows is read (see `sets_scene`) is one that takes many.
[Lean/Parser/Command.lean; tried with the compiler]
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.lean.syntax.brackets import skip_brackets
from indexer.lean.syntax.declared import Declarations
from indexer.lean.syntax.keywords import (
    CORE,
    HASH,
    NEVER_NAMES,
    STARTERS,
    SWALLOWED,
    TAKEN,
    TAKES,
)
from indexer.lean.syntax.lexer import is_ident, is_space, lex
from indexer.lean.syntax.programs import drops_errors, sets_scene
from indexer.lean.syntax.scopes import Scopes
from indexer.lean.syntax.source import Source

BEFORE, MANY, DROPS, ONE = "before", "many", "drops", "one"
"""What is known of a taker: it takes what stands before its word, all that follows, and drops
errors for certain; it takes one command, and none of its own words is one of Lean's."""
_FOLLOWED = "followed-by:"
BEHIND_HASH = "behind-#"
"""What stands before the word that must follow the one that a taker is known by."""

_COMMANDS = frozenset({"command", "commandParser", "declaration"})
_REPEATS = frozenset({"*", "+", ",", "sepBy", "sepBy1", "many", "many1"})
_RULES = frozenset({"macro_rules", "elab_rules"})
_HARMLESS = frozenset("maxHeartbeats maxRecDepth linter trace pp profiler synthInstance".split())
"""First parts of the names of options that change no meaning."""
_LONGEST_SPECIFICATION = 40  # words of a `#guard_msgs`


class Takers:
    """The takers of one file: those `known` from others (word → kind, as a grammar has them), and
    those that the file defines."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """Start with what other files define."""
        self._known = known
        self._syntax: dict[str, str] = {}
        self._harmless: set[str] = set()
        self._meant: dict[str, str] = {}  # by rules of this file that are not harmless
        self._categories = set(_COMMANDS)

    def define(self, words: Sequence[str]) -> None:
        """A `syntax`, `macro`, `elab` command or rules, in its words."""
        if words[0] in _RULES:
            for pattern, made in _rules(words):
                word = _word(pattern)
                self._mean(word, made)
                if word and sets_scene(made):
                    self._syntax.setdefault(word, f"{TAKES} {MANY}")
            return
        arrow = words.index("=>") if "=>" in words else len(words)
        head = list(words[1:arrow])
        named = head[1:2] == [":="]  # `syntax block := command`
        items = head[2:] if named else head[:-2]
        category = head[0] if named else next(iter(head[-1:]), "")
        at = next((n for n, w in enumerate(items) if self._takes(items, n, w)), -1)
        scene = category in _COMMANDS and sets_scene(words[arrow + 1 :])
        if at < 0 and not scene:
            return
        if category not in _COMMANDS:
            self._categories.add(category)  # a part of other syntax
            return
        atoms = [_lexed(item) for item in items if item[:1] == '"']
        written = [w for a in atoms for w in a]
        found = [_word(a) for a in atoms] if "<" in items else [_word(written)]
        first = next((n for n, w in enumerate(items) if w[:1] == '"'), 0)
        hows = [BEFORE] if 0 <= at < first else []
        hows += [MANY] if scene or not _REPEATS.isdisjoint(items) else []
        takes_one = sum(self._takes(items, n, w) for n, w in enumerate(items)) == 1
        if MANY not in hows and takes_one and items[at] == "command" and CORE.isdisjoint(written):
            hows.append(ONE)
        for word in filter(None, found):
            self._add(word, (*hows, *_amid(items, word)))
            if words[0] != "syntax":
                self._mean(word, words[arrow + 1 :])

    def _add(self, word: str, hows: Sequence[str]) -> None:
        """One syntax of a word; of several what all of them allow."""
        known = self._syntax.get(word)
        if known is not None:
            before, fresh = {*known.split()[1:]}, {*hows}
            least = before & fresh if MANY not in before | fresh else before & fresh - {ONE}
            hows = sorted(least | ((before | fresh) & {BEFORE, MANY}))
        self._syntax[word] = " ".join((TAKES, *hows))

    def _takes(self, items: Sequence[str], at: int, word: str) -> bool:
        """Whether a word of a syntax is the category of an argument that is a command."""
        is_label = items[at + 1 : at + 2] == [":"] and items[at + 2 : at + 3] != []
        return word.rpartition(".")[2] in self._categories and not is_label

    def _mean(self, word: str, made: Sequence[str]) -> None:
        """One meaning of a command's syntax: what it makes of its argument."""
        if word and _is_harmless(made):
            self._harmless.add(word)
        elif word:
            self._meant[word] = DROPS if _drops(made) else ""

    def own(self) -> dict[str, str]:
        """The takers that the file defines: word → kind."""
        return {
            word: f"{how} {self._meant.get(word, '')}".rstrip()
            for word, how in self._syntax.items()
            if word in self._meant or word not in self._harmless
        }

    def all(self) -> dict[str, str]:
        """Those of other files too."""
        return {**self._known, **self.own()}


def taken(how: str, at: int, starts: Sequence[int]) -> range:
    """Which of the declarations that begin at the offsets `starts` a taker's word at offset `at`
    takes."""
    following = bisect_left(starts, at)
    hows = how.split()
    first = max(following - 1, 0) if BEFORE in hows else following
    return range(first, len(starts) if MANY in hows else min(following + 1, len(starts)))


def is_amid(how: str, leading: str, following: str) -> bool:
    """Whether the words before and behind the one that a taker is known by may be its own."""
    hows = how.split()
    wanted = [each for each in hows if each.startswith(_FOLLOWED)]
    is_led = leading == "#" or BEHIND_HASH not in hows
    return is_led and (not wanted or wanted[0].removeprefix(_FOLLOWED) == following)


DECLARES_NOTHING = frozenset(
    "notation notation3 infix infixl infixr prefix postfix attribute".split()
)
"""The first words of commands that declare nothing: where one stands between a taker that takes one
command and a declaration, it is the argument."""


def _amid(items: Sequence[str], word: str) -> Iterator[str]:
    """The word that must follow a taker's in its syntax, and the `#` before it."""
    for at, item in enumerate(items):
        words = _lexed(item) if item[:1] == '"' else []
        if word not in words:
            continue
        if words[: words.index(word)][-1:] == ["#"]:
            yield BEHIND_HASH
        following = words[words.index(word) + 1 :]
        beyond = items[at + 1 : at + 3]
        if not following and beyond[:1] and beyond[0][:1] == '"' and beyond[1:] not in _OPTIONAL:
            following = _lexed(beyond[0])
        yield from (f"{_FOLLOWED}{each}" for each in following[:1])
        return


_OPTIONAL = (["?"], ["*"], ["+"], [","], ["<"], [">"])


def _word(words: Sequence[str]) -> str:
    """The word that a taker is known by: the first that nobody else has a meaning for."""
    for others in (STARTERS | HASH | NEVER_NAMES, CORE | HASH | NEVER_NAMES, frozenset[str]()):
        for word in words:
            if word not in others and (is_ident(word) or not word.isascii()):
                return word
    return next(iter(words), "")


def _lexed(atom: str) -> list[str]:
    return [w for w in lex(atom.strip('"'))[0] if not is_space(w)]


def _rules(words: Sequence[str]) -> Iterator[tuple[list[str], Sequence[str]]]:
    """The fixed words of each pattern, and what the rule makes of it."""
    at = 0
    while at < len(words):
        if words[at] == "|" and words[at + 1 : at + 2] in (["`("], ["``("]):
            close = skip_brackets(words, at + 1, len(words))
            inside = words[at + 2 : close - 1]
            fixed = [w for n, w in enumerate(inside) if n and inside[n - 1] not in ("$", ":")]
            ends = (n for n in range(close, len(words)) if words[n] == "|")
            yield [*inside[:1], *fixed], words[close + 1 : next(ends, len(words))]
            at = close
        else:
            at += 1


def _is_harmless(made: Sequence[str]) -> bool:
    """Whether an expansion is the argument itself, behind nothing that may change it."""
    if made[:1] in (["return"], ["pure"]) and len(made) == len(("return", "c")):
        return True
    if made[:1] not in (["`("], ["``("]) or skip_brackets(made, 0, len(made)) < len(made):
        return False
    inside = list(made[1:-1])
    inside = inside[2:] if inside[1:2] == ["|"] else inside
    while inside[:1] == ["set_option"] and inside[3:4] == ["in"]:
        if inside[1].partition(".")[0] not in _HARMLESS:
            return False
        inside = inside[4:]
    return inside[:1] == ["$"] and inside[2:] in ([], [":", "command"]) and len(inside) > 1


def _drops(made: Sequence[str]) -> bool:
    """Whether an expansion drops the errors of what it takes."""
    return any(
        word == "guard_msgs" and drops_errors(made[at + 1 : at + _LONGEST_SPECIFICATION])
        for at, word in enumerate(made)
    )


def mark_taken(
    takers: Takers,
    source: Source,
    quoted: Iterable[tuple[int, int]],
    scopes: Scopes,
    declarations: Declarations,
) -> None:
    """Mark the declarations that takers take, of which no word in a quotation speaks."""
    words = source.words
    known = {w: how for w, how in takers.all().items() if w in source.vocabulary}
    if not known:
        return
    starts = [each.start for each in declarations.all]
    silent = [n for n in range(source.code.size) if words[n] in DECLARES_NOTHING]
    aside = {at for start, end in quoted for at in range(start, end)}
    for at in range(source.code.size):
        how = known.get(words[at])
        if how is None or at in aside or words[at - 1] == ":=":  # `(name := quiet)`
            continue
        if not is_amid(how, words[at - 1], next(iter(words[at + 1 : at + 2]), "")):
            continue
        for number in taken(how, source.code.start(at), starts):
            if ONE in how.split() and _is_other(source, silent, at, starts[number]):
                continue
            for each in _block(number, scopes, declarations):
                declarations.mark(each, (TAKEN, SWALLOWED) if DROPS in how.split() else (TAKEN,))


def _is_other(source: Source, silent: Sequence[int], at: int, start: int) -> bool:
    """Whether a command that declares nothing, at one of the `silent` places, stands behind a place
    and before an offset, and not before an `in`."""
    place = bisect_right(source.code.ends, start)
    first = bisect_right(silent, at)
    is_between = first < len(silent) and silent[first] < place
    return is_between and source.words[place - 1] != "in"


def _block(number: int, scopes: Scopes, declarations: Declarations) -> Iterable[int]:
    """The declarations of the `mutual` block that a declaration stands in; itself for none."""
    scope = scopes.block(declarations.all[number].scope)
    if scope < 0:
        return (number,)
    inside = enumerate(declarations.all)
    return [n for n, each in inside if scopes.is_inside(each.scope, scope)]
