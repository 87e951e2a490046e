"""The parts of one declaration command: modifiers, keyword, name, statement, body, members.

All places are word indices into one `Code`; every function costs time linear in the range it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.lean.syntax.brackets import BRACKETS, CLOSERS, OPENERS, skip_brackets
from indexer.lean.syntax.keywords import MODIFIERS
from indexer.lean.syntax.lexer import Code, is_doc, is_ident


@dataclass(slots=True)
class Head:
    """What stands before a command's keyword.

    `keyword` is the index of the command's keyword (`end` when there is none), `begin` its first
    word, and `whole` the first word of the commands that are joined to it by `in`.
    """

    begin: int
    keyword: int
    whole: int
    doc: int = -1
    modifiers: list[str] = field(default_factory=list)
    attributes: list[tuple[int, int]] = field(default_factory=list)


def has_attribute(words: Sequence[str], head: Head, name: str) -> bool:
    """Whether a word stands in the attributes before a command."""
    return any(name in words[start:end] for start, end in head.attributes)


def read_head(words: Sequence[str], start: int, keyword: int) -> Head:
    """Read the doc comment, the attributes and the modifiers in `start:keyword`."""
    head = Head(start, keyword, start)
    at = start  # which is mostly the keyword
    while at < keyword:
        word = words[at]
        if word in MODIFIERS:
            head.modifiers.append(word)
            at += 1
            if word == "scoped" and words[at] == "[":
                at = skip_brackets(words, at, keyword)
        elif word == "@" and words[at + 1] == "[":
            close = skip_brackets(words, at + 1, keyword)
            head.attributes.append((at + 2, close - 1))
            at = close
        else:
            if is_doc(word):
                head.doc = at
            at += 1
    return head


@dataclass(slots=True)
class Shape:
    """The parts of a declaration: name, `after_name:body` (its statement), `body:end`.
    `name` is -1 for an anonymous one."""

    keyword: str
    name: int
    after_name: int
    body: int
    end: int


def read_shape(code: Code, keyword_at: int, end: int, *, alternatives: bool = False) -> Shape:
    """Split a declaration whose keyword stands at `keyword_at` into name, statement and body.
    In an inductive type every `|` outside brackets begins one of its `alternatives`."""
    words = code.words
    keyword = words[keyword_at]
    at = keyword_at + 1
    if keyword == "class" and words[at] in ("inductive", "abbrev"):
        keyword += " " + words[at]
        at += 1
    if keyword == "instance" and words[at] == "(" and words[at + 1] == "priority":
        at = skip_brackets(words, at, end)
    name, after = -1, at
    if keyword != "example" and at < end and is_ident(words[at]):
        name, after = at, at + 1
        if words[after] == "." and words[after + 1] == "{":
            after = skip_brackets(words, after + 1, end)
    body = statement_end(code, after, end, alternatives=alternatives or "inductive" in keyword)
    return Shape(keyword, name, after, body, end)


_PENDING = frozenset({"let", "have", "letI", "haveI", "let_fun", "set"})
_ARROW_OWNERS = frozenset({"fun", "λ", "match", "fun₀"})
_UNFINISHED = frozenset(": = ≤ < ≥ > ↔ → ∧ ∨ + - * / , ≠ ∣ ∈ ¬ := ← ∘ • ^ fun".split())
_STATEMENT_WORDS = OPENERS | _PENDING | {":=", "match", "where", "deriving", "|"}


def statement_end(code: Code, at: int, end: int, *, alternatives: bool = False) -> int:
    """Index of the word that ends the statement: the first `:=` outside brackets that belongs to
    no `let` or `have` of the statement, or the `|` of the first equation, or `where`."""
    words = code.words
    pending = matches = 0
    settled = -1  # up to here no `|` begins an equation
    while at < end:
        word = words[at]
        if word not in _STATEMENT_WORDS:
            at += 1
            continue
        if word in OPENERS:
            at = skip_brackets(words, at, end)
            continue
        if word == ":=":
            if not pending:
                return at
            pending -= 1
        elif word in _PENDING:
            pending += 1
        elif word == "match":
            matches += 1
        elif word != "|" or alternatives:
            return at  # where, deriving, a constructor
        elif not matches and at > settled:
            arrow = _equation_arrow(words, at, end)
            if arrow > 0 and _may_begin_equation(code, at):
                return at
            settled = abs(arrow)
        at += 1
    return end


def _equation_arrow(words: Sequence[str], at: int, end: int) -> int:
    """Index of the `=>` that makes the `|` at `at` an equation rather than an absolute value, or
    minus the index of what comes first instead: a `:=`, or the end."""
    owners = 0
    while at < end:
        word = words[at]
        if word in OPENERS:
            at = skip_brackets(words, at, end)
            continue
        if word == ":=":
            return -at
        if word in ("=>", "↦"):
            if not owners:
                return at
            owners -= 1
        elif word in _ARROW_OWNERS:
            owners += 1
        at += 1
    return -end


def _may_begin_equation(code: Code, at: int) -> bool:
    """A `|` that begins an equation follows a complete type, on its own line or between spaces."""
    if code.words[at - 1] in _UNFINISHED:
        return False
    return code.fresh(at) or bool(code.lead(at) and code.lead(at + 1))


# --- names that notation commands give ------------------------------------------------------------

_SIMPROCS = frozenset(
    "simproc dsimproc simproc_decl dsimproc_decl builtin_simproc builtin_dsimproc".split()
)


def notation_name(words: Sequence[str], keyword_at: int, end: int) -> int:
    """Index of the name a notation command gives its constant: `syntax (name := x) …`,
    `syntax x := …`, `simproc x (…) := …`; -1 when Lean makes one up."""
    keyword, at = words[keyword_at], keyword_at + 1
    if keyword in _SIMPROCS and at < end and is_ident(words[at]):
        return at
    if keyword == "syntax" and at < end and is_ident(words[at]):
        return at if words[at + 1] == ":=" else -1
    while at < end and (words[at] in (":", "(") or words[at][0].isalnum()):
        if words[at] == "(":
            if words[at + 1] == "name" and words[at + 2] == ":=":
                return at + 3
            at = skip_brackets(words, at, end) - 1
        at += 1
    return -1


# --- members --------------------------------------------------------------------------------------


# Words behind which a type goes on, so that a bar is no alternative's: `T <| f x`, `: |x| < 1`.
_GO_ON = frozenset("< : → -> = ≠ ≤ ≥ > + - * / ^ ∧ ∨ ¬ ↔ ∣ ∘ ,".split())


def constructors(words: Sequence[str], body: int, end: int) -> list[str]:
    """Names of the constructors of an inductive type whose alternatives start at `body`."""
    names = []
    at = body
    while at < end:
        word = words[at]
        if word == "|":
            begins = at == body or words[at - 1] not in _GO_ON
            at = _after_decorations(words, at + 1, end)
            if begins and at < end and is_ident(words[at]):
                names.append(words[at])
        else:
            at = skip_brackets(words, at, end) if word in OPENERS else at + 1
    return names


def _after_decorations(words: Sequence[str], at: int, end: int) -> int:
    while at < end:
        if is_doc(words[at]) or words[at] in MODIFIERS:
            at += 1
        elif words[at] == "@" and words[at + 1] == "[":
            at = skip_brackets(words, at + 1, end)
        else:
            break
    return at


def fields(code: Code, body: int, end: int, *, extends: bool) -> tuple[str, list[str]]:
    """(constructor, fields) of a structure whose `where` (or old-style `:=`) stands at `body`.
    In one that `extends` others, `name := value` sets a field of theirs."""
    words = code.words
    constructor, first = "mk", body + 1
    named = _after_decorations(words, first, end)
    if words[named + 1] == "::":
        constructor, first = words[named], named + 2
    names: list[str] = []
    for at in _first_of_lines(code, first, end):
        if extends and words[at + 1] == ":=":
            continue
        names.extend(_field_names(words, at, end))
        while words[at] in OPENERS:  # `(a : T) (b : U)`
            at = skip_brackets(words, at, end)
            names.extend(_field_names(words, at, end) if words[at] in OPENERS else ())
    return constructor, names


def _first_of_lines(code: Code, at: int, end: int) -> Iterator[int]:
    """The words outside brackets that begin a line at the indentation of the first such line, doc
    comments and attributes passed over; the very first word counts too."""
    words = code.words
    indent: int | None = None
    first = True
    while at < end:
        if first or code.fresh(at):
            here = _after_decorations(words, at, end)
            # a declaration on the line of its `where` sets no indentation for the next ones
            column = code.column(at) if code.fresh(at) else None
            if column is not None and indent is None:
                indent = column
            if here < end and (column is None or indent is None or column <= indent):
                yield here
            at, first = max(here, at), False
            if at >= end:
                return
        at = skip_brackets(words, at, end) if words[at] in OPENERS else at + 1


_AFTER_FIELD_NAMES = frozenset(": := ( { [ ⦃".split())


def _field_names(words: Sequence[str], at: int, end: int) -> list[str]:
    """Names at the start of a field line: `a b : T`, `(a : T)`, `{a : T}`, `[a : T]`."""
    if words[at] in ("(", "{", "["):
        at += 1
    names: list[str] = []
    while at < end:
        word = words[at]
        if not is_ident(word) or word in ("deriving", "where"):
            # a field has a type, binders or a default right after its names
            return names if word in _AFTER_FIELD_NAMES else []
        names.append(word)
        at += 1
    return []


_NOT_HELPERS = frozenset("termination_by decreasing_by deriving where by".split())
_DEEPEST = 6  # helpers in helpers; keeps hostile nesting linear
_SUFFIXES = frozenset({"termination_by", "termination_by?", "decreasing_by", "partial_fixpoint"})


@dataclass(frozen=True, slots=True)
class HelperShape:
    """A `where` or `let rec` helper, compiled as `parent.helper`: its name, and just past its end
    (Lean's own range for it runs from the name to the end of its value)."""

    name: int
    end: int
    keyword: str


def local_helpers(code: Code, body: int, end: int) -> list[HelperShape]:
    """The helpers of a declaration whose body is `body:end`, in the order of their names."""
    words = code.words
    found: list[HelperShape] = []
    around: list[int] = []  # ends of the `let rec` that are open
    for rec in range(body, end):
        if words[rec] != "rec" or words[rec - 1] != "let":  # it may be a name as well
            continue
        while around and around[-1] <= rec:
            around.pop()
        if len(around) < _DEEPEST:
            shapes = list(_let_recs(code, rec, end))
            around.extend(shape.end for shape in shapes[-1:])
            found += shapes
    at = body + 1  # a `where` that is the body itself gives the fields of a structure
    while at < end and words[at] != "where":
        at = skip_brackets(words, at, end) if words[at] in OPENERS else at + 1
    heads = [here for here in _first_of_lines(code, at + 1, end) if is_ident(words[here])]
    last = next((here for here in heads if words[here] == "finally"), end)  # tactics from there on
    starts = [*(here for here in heads if here < last), last]
    for here, following in pairwise(starts):
        if words[here] not in _NOT_HELPERS:
            stop = _undecorated(words, here, following)
            found.append(HelperShape(here, _value_end(words, here, stop), "where"))
    return sorted(found, key=lambda shape: shape.name)


def _let_recs(code: Code, rec: int, end: int) -> Iterator[HelperShape]:
    """What one `let rec f … := …, g … := …` defines."""
    words = code.words
    at = _after_decorations(words, rec + 1, end)
    if at >= end or not is_ident(words[at]):
        return
    stop = _let_end(code, rec - 1, at, end)
    name, valued = at, False
    while at < stop:
        valued = valued or words[at] in (":=", "|")
        following = _after_decorations(words, at + 1, stop)
        if words[at] == "," and valued and _is_defined(words, following, stop):
            yield HelperShape(name, _value_end(words, name, at), "let rec")
            name, valued = following, False
        at = skip_brackets(words, at, stop) if words[at] in OPENERS else at + 1
    yield HelperShape(name, _value_end(words, name, stop), "let rec")


_DEFINES = frozenset({":", ":="})


def _is_defined(words: Sequence[str], at: int, end: int) -> bool:
    """Whether a name with binders and a value begins at `at`."""
    if at >= end or not is_ident(words[at]):
        return False
    at += 1
    while at < end and words[at] in OPENERS:
        at = skip_brackets(words, at, end)
    return words[at] in _DEFINES


def _let_end(code: Code, let: int, name: int, end: int) -> int:
    """Where the value of a `let rec` ends: before a line that stands no further right than its
    `let` (binders and type may stand there), or before a bracket that closes around it."""
    column, at = code.column(let), name + 1
    valued = False
    while at < end:
        word = code.words[at]
        if word in CLOSERS:
            break
        if valued and word != "|" and code.fresh(at) and code.column(at) <= column:
            break
        valued = valued or word in (":=", "|")
        if word == ",":
            at = _after_decorations(code.words, at + 1, end)
        at = skip_brackets(code.words, at, end) if code.words[at] in OPENERS else at + 1
    return min(at, end)


def _value_end(words: Sequence[str], at: int, end: int) -> int:
    """`end`, or where `termination_by` and the like begin before it."""
    return next((here for here in range(at + 1, end) if words[here] in _SUFFIXES), end)


def _undecorated(words: Sequence[str], start: int, end: int) -> int:
    """`end` without the doc comments and attributes that belong to what comes next."""
    while end - 1 > start:
        if is_doc(words[end - 1]):
            end -= 1
        elif words[end - 1] == "]" and "@" in words[start:end]:
            opening = end - 1 - words[start:end][::-1].index("@")
            if words[opening + 1] != "[" or skip_brackets(words, opening + 1, end) != end:
                break
            end = opening
        else:
            break
    return end


def parents(words: Sequence[str]) -> tuple[str, ...]:
    """What a structure `extends`: the heads of the types in its statement, as written."""
    if "extends" not in words:
        return ()
    heads: list[str] = []
    at, end, fresh = words.index("extends") + 1, len(words), True
    while at < end and words[at] not in (":", "where"):
        word = words[at]
        if fresh and is_ident(word):
            heads.append(word)
            fresh = False
        elif word == ",":
            fresh = True
        at = skip_brackets(words, at, end) if word in BRACKETS else at + 1
    return tuple(heads)
