"""What a program or an expansion may leave behind in a proof: told from its words alone.

A program is anything that Lean runs while it elaborates: a macro, an elaborator, a tactic, a
definition that one of these calls.  Four things it may do that a finished proof must not rest on
unseen: leave a sorry, go round the kernel, trust compiled code, and fetch by a name that it makes
up.  The last is no doubt by itself: it is a way to whatever the tree holds.

Lean's own idiom for an error is to log it and to go on with a sorry; Lean then refuses the file, so
that no finished proof holds it.  Nor does a program that only looks for sorries leave one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from indexer.lean.core import SIGN_CLASSES, TYPES
from indexer.lean.syntax.brackets import CLOSERS, OPENERS, skip_brackets
from indexer.lean.syntax.keywords import (
    ADMITTING,
    FORGES,
    LEAVES_SORRY,
    SPELLS,
    TAKES_BACK,
    TRUSTING,
    asks_native,
)
from indexer.lean.syntax.sorries import OPTIONS, WORDS
from indexer.lean.syntax.tactics import LEADING

# What a rule on troubles looks for in the names of a program, and in notation and options.
SUSPECT_NAMES = (LEAVES_SORRY - {"admit"}) | FORGES | SPELLS | {".admit", ".str\0"}
SUSPECT_TEXT = (
    SUSPECT_NAMES
    | WORDS
    | OPTIONS
    | ADMITTING
    | TRUSTING
    | {"guard_msgs", "messages"}
    | {"native", ".str"}
)
# Functions that build a term from a name.
_BUILDS = frozenset(
    "mkConst mkApp mkApp2 mkApp3 mkAppN mkAppM mkConstWithFreshMVarLevels const .const "
    "Expr.const mkIdent mkCIdent".split()
)
# Functions that make code of names, or put it in force.
MAKES_CODE = frozenset(
    "mkConst mkConstWithFreshMVarLevels mkConstWithLevelParams const mkAppM mkAppOptM mkIdent "
    "mkCIdent evalTactic elabTerm elabTermEnsuringType elabTermAndSynthesize elabCommand addDecl "
    "addAndCompile setEnv modifyEnv modifyScope setBool".split()
)
# Functions that report an error, after which Lean refuses the file.
_REPORTS = frozenset("logError logErrorAt logException logNamedError logNamedErrorAt".split())
# Questions whether there is a sorry already: an answer with a sorry adds none.
_LOOKS = frozenset(
    "hasSorry hasSyntheticSorry hasNonSyntheticSorry hasExplicitSorry isSorry isSyntheticSorry "
    "isNonSyntheticSorry".split()
)
# What adds a declaration: an axiom that is only spoken of goes round nothing.
_ADDS = frozenset("addDecl addDeclCore addAndCompile addDeclWithoutChecking".split())


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a program may leave behind, each in the words that say so: `sorries`, what goes round
    the kernel (`forges`), what `trusts` compiled code, and functions that make names from strings
    (`spells`), or names that begin with a given text (`begins`)."""

    sorries: tuple[str, ...] = ()
    forges: tuple[str, ...] = ()
    trusts: tuple[str, ...] = ()
    spells: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sorries or self.forges or self.trusts or self.spells)


NOTHING = Leaves()


def leaves(words: Sequence[str], *, computed: bool = False) -> Leaves:
    """What an expansion or a program of these words, in their order, may leave behind.  A
    `computed` one is run, so that a word of it may be spoken of and not used."""
    names = dict(_spelled(words))
    return Leaves(
        sorries=tuple(dict.fromkeys(_sorries(words, computed=computed))),
        forges=tuple(dict.fromkeys(_forges(words))),
        trusts=tuple(dict.fromkeys(_trusts(words))),
        spells=tuple(word for word, text in names.items() if "sorryAx".startswith(text)),
        begins=tuple(text for text in names.values() if text),
    )


def names_leave(names: Sequence[str], *, quotes_sorry: bool = False) -> Leaves:
    """The same of a definition, of which only the names are known, in the order in which they first
    occur; `quotes_sorry` when it holds a sorry in a quotation that it may use."""
    found = [n for n in names if last(n) in LEAVES_SORRY and not _is_option(n)]
    found = list(_unreported(names, found, computed=True))
    return Leaves(
        sorries=tuple(dict.fromkeys([*found, *(["sorry"] if quotes_sorry else [])])),
        forges=tuple(dict.fromkeys(_forges(names))),
        spells=tuple(word for word, _ in _spelled(names)),
    )


def quotes_sorry(words: Sequence[str]) -> bool:
    """Whether a program puts a sorry into code that it makes: one in a quotation that is no
    pattern, nor a term that is only shown."""
    made = _quotations(words).made
    return any(word in WORDS and made[at] for at, word in enumerate(words))


def takes_back(signature: Sequence[str], body: Sequence[str]) -> bool:
    """Whether all of a definition's body is an argument of the function that takes back what is
    added to the environment: `:= withoutModifyingEnv <| …`, and nothing behind it."""
    begins = list(body[:4]) == [":=", TAKES_BACK, "<", "|"]
    return begins and TAKES_BACK not in signature and _BEHIND.isdisjoint(body)


_BEHIND = frozenset({"where", "termination_by", "decreasing_by"})


def joins_names(words: Iterable[str]) -> bool:
    """Whether a program makes code of names that it puts together while it runs: it may come to
    whatever there is."""
    lasts = {last(w) for w in words}
    return not (_JOINS.isdisjoint(lasts) or MAKES_CODE.isdisjoint(lasts))


_JOINS = frozenset(
    "appendAfter appendBefore appendIndexAfter updatePrefix replacePrefix mkNum modifyBase toName "
    "getString getCurrNamespace".split()
)


def sets_scene(words: Sequence[str]) -> bool:
    """Whether an expansion or a program changes how what follows is read: it makes commands such as
    `open X` without an `in`, or what `spreads_scene` finds, or changes the scope itself."""
    if not _SCOPES.isdisjoint(map(last, words)):
        return True
    return any(map(_opens, _quoted(words))) or spreads_scene(words)


def spreads_scene(words: Sequence[str]) -> bool:
    """Whether it does so in files that import this one too: it makes rules for syntax other than
    what it makes itself, or an instance of a class behind a sign for a type of Lean's own."""
    own = frozenset(_own_patterns(words))
    return any(_spreads(made, own) for made in _quoted(words))


def _own_patterns(words: Sequence[str]) -> Iterator[str]:
    """The variables of a program that hold nodes of syntax that it has just declared: `let x ←
    elabSyntax …`, and then `let p : Term := ⟨mkNode x …⟩`."""
    fresh = {
        words[at - 2]
        for at, word in enumerate(words)
        if word == "elabSyntax" and tuple(words[at - 3 : at : 2]) == ("let", "←")
    }
    for at, word in enumerate(words):
        if word != "mkNode" or words[at + 1] not in fresh:
            continue
        start = next((n for n in range(at, max(at - 7, -1), -1) if words[n] == "let"), at)
        name, bound = words[start + 1], (*words[start + 2 : at],)
        written_so = bound in ((":=",), (":", "Term", ":=", "⟨"))
        if written_so and all(_is_set_once(words, each) for each in (name, words[at + 1])):
            yield name


def _is_set_once(words: Sequence[str], name: str) -> bool:
    """Whether a variable is set where it is declared by `let`, and else handed to a function or put
    into a quotation or a text."""
    others = [
        before
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if word == name
        and (after in _SETS or before in _BINDS or not (before == "$" or before[-1:].isalnum()))
        and before[-1:] != "{"
    ]
    return others == ["let"]


_SETS = frozenset({":=", "←", "<-", ":", "=>", "↦", "|"})
_BINDS = frozenset("let mut fun for have if match".split())


def may_set_scene(text: str) -> bool:
    """The same at a glance: no miss, and quickly told."""
    return _SCENE_WORDS.search(text.partition("`(")[2]) is not None or any(
        word in text for word in _SCOPES
    )


def _quoted(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """What stands in each quotation."""
    at = 0
    while at < len(words):
        if words[at][0] == "`" and words[at][-1] == "(":
            close = skip_brackets(words, at, len(words))
            yield words[at + 1 : close - 1]
            at = close
        else:
            at += 1


def _opens(made: Sequence[str]) -> bool:
    return any(word in _SCENES and "in" not in made[at:] for at, word in enumerate(made))


def _spreads(made: Sequence[str], own: Container[str]) -> bool:
    for at, word in enumerate(made):
        if word == "macro_rules":
            bar, quote, sign, name, close = (*made[at + 1 : at + 6], *[""] * 5)[:5]
            if (bar, quote[-1:], sign, close) != ("|", "(", "$", ")") or name not in own:
                return True
        if word in ("instance", "default_instance"):
            about = made[at + 1 : at + 1 + _LONGEST_TYPE]
            if not (SIGN_CLASSES.isdisjoint(about) or TYPES.isdisjoint(about)):
                return True
    return False


_SCOPES = frozenset("modifyScope openDecls varDecls currNamespace activateScoped".split())
_SCENES = frozenset("open variable include omit namespace export".split())
_SCENE_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(_SCENES))}|macro_rules|instance|default_instance)\b"
)
_LONGEST_TYPE = 20  # words of an instance up to its class and types


def is_spelling(word: str) -> bool:
    """Whether a word names a function that makes names from strings."""
    return last(word) in SPELLS or word in (".str", "Name.str", "Lean.Name.str")


def last(word: str) -> str:
    """The last component of a name, without the marks of a quoted one."""
    return word.lstrip("`").rpartition(".")[2]


def _spelled(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The functions in a program that make names from strings, when it makes code of names too,
    each with the text that its name begins with ("" where that is not told)."""
    makes_code = not MAKES_CODE.isdisjoint(map(last, words))
    for at, word in enumerate(words):
        if is_spelling(word) and (makes_code or last(word) == "runParserCategory"):
            following = [w for w in words[at + 1 : at + 4] if w not in ("(", "s!", "<", "|")]
            literal = following[0] if following and following[0][0] == '"' else ""
            yield word, literal.strip('"').partition("{")[0]


def _sorries(words: Sequence[str], *, computed: bool) -> Iterator[str]:
    yield from _unreported(words, list(_written(words)), computed=computed)


def _written(words: Sequence[str]) -> Iterator[str]:
    """The words that leave a sorry where they stand, patterns aside."""
    patterns = _quotations(words).patterns
    for at, word in enumerate(words):
        if patterns[at]:
            continue
        before = words[at - 1] if at else ""
        if word == "stop":  # an ordinary word of programs
            real = before in _BEFORE_TACTICS
        elif word in WORDS:
            real = not (before == "|" and at + 1 < len(words) and words[at + 1] in ("=>", "|"))
        elif word == "guard_msgs":
            real = drops_errors(words[at + 1 : at + 1 + _LONGEST_SPECIFICATION])
        elif word == "messages":  # `{ s with messages := … }` takes errors back
            real = tuple(words[at + 1 : at + 2]) == (":=",) and before in ("with", ",")
        elif word in OPTIONS or word in ADMITTING - {"hint"}:
            real = True
        else:
            real = last(word) in LEAVES_SORRY or (word[0] == "`" and last(word) == "sorry")
            real = real and not _is_option(word)
        if real:
            yield word


def drops_errors(words: Sequence[str]) -> bool:
    """Whether the specification of a `#guard_msgs` drops errors: the first of its elements that is
    about them decides.  [Lean/Elab/GuardMsgs: parseGuardMsgsSpec]"""
    for at, word in enumerate(words):
        if word in ("error", "all"):
            return words[at - 1] == "drop" if at else False
        if word == "in":
            break
    return False


_LONGEST_SPECIFICATION = 40  # words


def _unreported(words: Sequence[str], found: Sequence[str], *, computed: bool) -> Iterator[str]:
    """Those of the words that leave a sorry without an error that is reported first."""
    if not found:
        return
    names = [*map(last, words)]
    if computed and not _LOOKS.isdisjoint(names):
        return
    reported = next((at for at, name in enumerate(names) if name in _REPORTS), len(names))
    speaks = computed and _BUILDS.isdisjoint(names)
    for word in found:
        if speaks and word.endswith("sorryAx"):
            continue  # as linters do
        if not computed or words.index(word) < reported:
            yield word


def _forges(words: Sequence[str]) -> Iterator[str]:
    adds = not _ADDS.isdisjoint(map(last, words))
    for word in words:
        if last(word) == "axiomDecl":
            if adds:
                yield word
        elif word in FORGES or last(word) in FORGES:
            yield word


def _trusts(words: Sequence[str]) -> Iterator[str]:
    yield from (word for word in words if word in TRUSTING)
    if asks_native(words):
        yield "native_decide"


def _is_option(name: str) -> bool:
    """`linter.style.admit` is the name of an option."""
    return name.startswith("linter.")


@dataclass(frozen=True, slots=True)
class _QuotedWords:
    """Which words stand in a quotation: one that makes code, and one that is a pattern."""

    made: Sequence[bool]
    patterns: Sequence[bool]


def _quotations(words: Sequence[str]) -> _QuotedWords:
    made, patterns = [0] * (len(words) + 1), [0] * (len(words) + 1)
    stack: list[int] = []
    for at, word in enumerate(words):
        if word in OPENERS:
            stack.append(at)
        elif word in CLOSERS and stack:
            start = stack.pop()
            if _is_pattern(words, start, at):
                patterns[start] += 1
                patterns[at] -= 1
            elif _makes_code(words, start):
                made[start] += 1
                made[at] -= 1
    inside = [depth > 0 for depth in accumulate(patterns)]
    return _QuotedWords(
        [depth > 0 and not p for depth, p in zip(accumulate(made), inside, strict=True)], inside
    )


def _is_pattern(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a quotation is what a program looks for."""
    if words[start][0] != "`":
        return False
    after = words[end + 1] if end + 1 < len(words) else ""
    before = words[start - 1] if start else ""
    return before == "matches" or (before in ("|", ",", "let") and after in _AFTER_PATTERN)


_BEFORE_TACTICS = LEADING | {"|", "by", "=>", "·", ";"}
_AFTER_PATTERN = frozenset({"=>", "|", ":=", "←", ","})


def _makes_code(words: Sequence[str], start: int) -> bool:
    """Whether a bracket opens a quotation; `q(…)` is one as well, but for the terms that are only
    shown to the reader."""
    if words[start][0] == "`":
        return True
    if words[start] != "(" or words[start - 1 : start] not in (("q",), ["q"]):
        return False
    return not any(last(w).startswith("addTermInfo") for w in words[max(0, start - 4) : start])
