"""The parts of one declaration command: modifiers, keyword, name, statement, body, members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.lean.commands import (
    CLOSERS,
    OPENERS,
    in_prefix_end,
    is_doc,
    is_space,
    next_word,
    skip_brackets,
)
from indexer.lean.keywords import MODIFIERS
from indexer.lean.lexer import is_ident


@dataclass(slots=True)
class Head:
    """What stands before a command's keyword; all numbers are token indices.

    `keyword` is the index of the command's keyword (`end` when there is none), `prefixes` the
    `… in` commands as (start, end) ranges, `begin` the first token after them.
    """

    begin: int
    keyword: int
    doc: int = -1
    modifiers: list[str] = field(default_factory=list)
    attributes: list[tuple[int, int]] = field(default_factory=list)
    prefixes: list[tuple[int, int]] = field(default_factory=list)


def read_head(tokens: Sequence[str], start: int, end: int, reserved: frozenset[str]) -> Head:
    """Read doc comment, attributes, modifiers and `… in` prefixes of the command `start:end`."""
    head = Head(begin=start, keyword=end)
    at = start
    while True:
        at = next_word(tokens, at, end)
        if at >= end:
            return head
        word = tokens[at]
        if is_doc(word):
            head.doc = at
            at += 1
        elif word in MODIFIERS:
            at += 1
            head.modifiers.append(word)
            if word == "scoped" and at < end and tokens[at] == "[":
                at = skip_brackets(tokens, at, end)
        elif word == "@" and at + 1 < end and tokens[at + 1] == "[":
            close = skip_brackets(tokens, at + 1, end)
            head.attributes.append((at + 2, close - 1))
            at = close
        else:
            after = in_prefix_end(tokens, at, end, reserved)
            if after < 0:
                head.keyword = at
                return head
            head.prefixes.append((at, after - 1))
            at = head.begin = next_word(tokens, after, end)
            # what stood before a prefix belongs to the whole command, so nothing is forgotten


@dataclass(slots=True)
class Shape:
    """Token indices of the parts of a declaration: `name:after_name`, `signature:body`, `body:end`.
    `name` is -1 for an anonymous one."""

    keyword: str
    name: int
    after_name: int
    body: int
    end: int


def read_shape(tokens: Sequence[str], keyword_at: int, end: int) -> Shape:
    """Split a declaration whose keyword stands at `keyword_at` into name, statement and body."""
    keyword = tokens[keyword_at]
    at = keyword_at + 1
    if keyword == "class":
        following = next_word(tokens, at, end)
        if tokens[following : following + 1] in (["inductive"], ["abbrev"]):
            keyword += " " + tokens[following]
            at = following + 1
    at = next_word(tokens, at, end)
    if keyword == "instance" and at < end and tokens[at] == "(":
        inside = next_word(tokens, at + 1, end)
        if tokens[inside : inside + 1] == ["priority"]:
            at = next_word(tokens, skip_brackets(tokens, at, end), end)
    name, after = -1, at
    if keyword != "example" and at < end and is_ident(tokens[at]):
        name, after = at, at + 1
        if tokens[after : after + 2] == [".", "{"]:
            after = skip_brackets(tokens, after + 1, end)
    body = statement_end(tokens, after, end)
    return Shape(keyword, name, after, body, end)


_PENDING = frozenset({"let", "have", "letI", "haveI", "let_fun", "letλ", "set"})
_ARROW_OWNERS = frozenset({"fun", "λ", "match", "fun₀"})


def statement_end(tokens: Sequence[str], at: int, end: int) -> int:
    """Index of the token that ends the statement: the first `:=` outside brackets that belongs to
    no `let` or `have` of the statement, or the `|` of the first equation, or `where`."""
    pending = matches = 0
    previous = ""
    fresh = False  # only white space with a newline stands between `previous` and here
    settled = -1  # up to here no `|` begins an equation
    while at < end:
        word = tokens[at]
        if is_space(word):
            fresh = fresh or "\n" in word
            at += 1
            continue
        if word in OPENERS:
            at = _close(tokens, at, end)
            previous, fresh = ")", False
            continue
        if word == ":=":
            if not pending:
                return at
            pending -= 1
        elif word in _PENDING:
            pending += 1
        elif word == "match":
            matches += 1
        elif word in ("where", "deriving"):
            return at
        elif word == "|" and not matches and at > settled:
            settled = _equation_arrow(tokens, at, end)
            if settled > 0 and previous not in _UNFINISHED and (fresh or _spaced(tokens, at)):
                return at
            settled = abs(settled)
        previous, fresh = word, False
        at += 1
    return end


def _close(tokens: Sequence[str], at: int, end: int) -> int:
    depth = 0
    while at < end:
        word = tokens[at]
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return end


def _equation_arrow(tokens: Sequence[str], at: int, end: int) -> int:
    """Index of the `=>` that makes the `|` at `at` an equation rather than an absolute value, or
    minus the index of what comes first instead: a `:=`, or the end."""
    owners = 0
    while at < end:
        word = tokens[at]
        if word in OPENERS:
            at = _close(tokens, at, end)
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


_UNFINISHED = frozenset(": = ≤ < ≥ > ↔ → ∧ ∨ + - * / , ≠ ∣ ∈ ¬ := ← ∘ • ^ fun".split())


def _spaced(tokens: Sequence[str], at: int) -> bool:
    """`def f : Nat → Nat | 0 => …` on one line: the `|` stands between spaces."""
    return tokens[at - 1].isspace() and at + 1 < len(tokens) and tokens[at + 1].isspace()


def notation_name(tokens: Sequence[str], keyword_at: int, end: int) -> int:
    """Index of the name a notation command gives its constant: `syntax (name := x) …`,
    `syntax x := …`, `simproc x (…) := …`; -1 when Lean makes one up."""
    at = next_word(tokens, keyword_at + 1, end)
    if tokens[keyword_at] in ("syntax", *_SIMPROCS) and at < end and is_ident(tokens[at]):
        following = next_word(tokens, at + 1, end)
        named = tokens[keyword_at] != "syntax" or tokens[following : following + 1] == [":="]
        return at if named else -1
    while at < end and (tokens[at] in (":", "(") or tokens[at][0].isalnum()):
        if tokens[at] == "(":
            inside = next_word(tokens, at + 1, end)
            walrus = next_word(tokens, inside + 1, end)
            if tokens[inside : inside + 1] == ["name"] and tokens[walrus : walrus + 1] == [":="]:
                return next_word(tokens, walrus + 1, end)
            at = skip_brackets(tokens, at, end) - 1
        at = next_word(tokens, at + 1, end)
    return -1


_SIMPROCS = (
    "simproc", "dsimproc", "simproc_decl", "dsimproc_decl", "builtin_simproc", "builtin_dsimproc"
)  # fmt: skip


# --- members --------------------------------------------------------------------------------------


def constructors(tokens: Sequence[str], body: int, end: int) -> list[str]:
    """Names of the constructors of an inductive type whose alternatives start at `body`."""
    names = []
    at = body
    while at < end:
        word = tokens[at]
        if word in OPENERS:
            at = _close(tokens, at, end)
            continue
        if word == "|":
            at = _after_decorations(tokens, at + 1, end)
            if at < end and is_ident(tokens[at]):
                names.append(tokens[at])
            continue
        at += 1
    return names


def _after_decorations(tokens: Sequence[str], at: int, end: int) -> int:
    while True:
        at = next_word(tokens, at, end)
        if at >= end:
            return end
        if is_doc(tokens[at]) or tokens[at] in MODIFIERS:
            at += 1
        elif tokens[at] == "@" and tokens[at + 1 : at + 2] == ["["]:
            at = skip_brackets(tokens, at + 1, end)
        else:
            return at


def fields(tokens: Sequence[str], body: int, end: int) -> tuple[str, list[str]]:
    """(constructor, fields) of a structure whose `where` (or old-style `:=`) stands at `body`."""
    constructor, names = "mk", []
    indent: int | None = None
    for at, column in _line_starts(tokens, body + 1, end):
        first = _after_decorations(tokens, at, end)
        if first < end and is_ident(tokens[first]):
            following = next_word(tokens, first + 1, end)
            if tokens[following : following + 1] == ["::"]:
                constructor = tokens[first]
                continue
        if indent is None or indent < 0:
            indent = column
        if column <= indent:
            names.extend(_field_names(tokens, first, end))
    return constructor, names


def _line_starts(tokens: Sequence[str], at: int, end: int) -> Iterator[tuple[int, int]]:
    """(index, column) of every word outside brackets that is the first of its line; the very first
    word counts too, with column -1 when it does not begin its line."""
    column: int | None = -1
    while at < end:
        word = tokens[at]
        if is_space(word):
            if "\n" in word:
                column = len(word) - word.rfind("\n") - 1
            at += 1
            continue
        if column is not None:
            yield at, column
            column = None
        if is_doc(word):
            column = -1 if "\n" not in word else column
            at += 1
        else:
            at = _close(tokens, at, end) if word in OPENERS else at + 1


def _field_names(tokens: Sequence[str], at: int, end: int) -> list[str]:
    """Names at the start of a field line: `a b : T`, `(a : T)`, `{a : T}`, `[a : T]`."""
    if at < end and tokens[at] in ("(", "{", "["):
        at += 1
    names: list[str] = []
    while at < end:
        word = tokens[at]
        if is_ident(word) and word not in ("deriving", "where"):
            names.append(word)
        elif not is_space(word):
            # a field has a type, binders or a default right after its names
            return names if word in (":", ":=", "(", "{", "[", "⦃") else []
        at += 1
    return []


def local_helpers(tokens: Sequence[str], body: int, end: int) -> list[str]:
    """Names of `where` and `let rec` helpers, each compiled as `parent.helper`."""
    names: list[str] = []
    at = body
    try:
        while True:
            at = next_word(tokens, tokens.index("rec", at, end) + 1, end)
            if at < end and is_ident(tokens[at]):
                names.append(tokens[at])
    except ValueError:
        return names + _where_helpers(tokens, body, end)


def _where_helpers(tokens: Sequence[str], body: int, end: int) -> list[str]:
    """First words of the declarations that a `where` after the body introduces."""
    at = body + 1
    while at < end and tokens[at] != "where":
        at = _close(tokens, at, end) if tokens[at] in OPENERS else at + 1
    names: list[str] = []
    indent: int | None = None
    for here, column in _line_starts(tokens, at + 1, end):
        first = _after_decorations(tokens, here, end)
        if first >= end or not is_ident(tokens[first]):
            continue
        if indent is None or indent < 0:
            indent = column
        if column <= indent and tokens[first] not in _NOT_HELPERS:
            names.append(tokens[first])
    return names


_NOT_HELPERS = frozenset("termination_by decreasing_by deriving finally where by".split())
