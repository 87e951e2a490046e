r"""What a TeX document defines with `\newcommand` and its kin, and texts with that put in.

Only what puts text in place of a macro is read: no conditionals, no counters, no catcodes.  A macro
that leads back to itself, or grows far beyond what anybody writes, stays as it is written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

_LARGEST_BODY = 5_000  # characters that a macro may stand for, those within it put in
_GROWTH, _FREE = 20, 5_000  # a text may grow by this factor, and by so much whatever its length
_DEEPEST = 60  # macros within the arguments of each other
_ARGUMENTS = 9

# Backslashes and braces in order; comments and characters behind a backslash are passed over.
_STEP = re.compile(r"\\([A-Za-z@]+)\*?|\\.|%[^\n]*|[{}]", re.DOTALL)
_CALL = re.compile(r"\\([A-Za-z@]+)|\\.|%[^\n]*", re.DOTALL)
_BLANK = re.compile(r"[ \t]*(?:%[^\n]*)?\n?[ \t]*")
_SPACE = re.compile(r"[ \t]*")
_NAME = re.compile(r"\\([A-Za-z@]+)|\{\s*\\([A-Za-z@]+)\s*\}")
_COUNT = re.compile(r"\[\s*(\d)\s*\]")
_PARAMETERS = re.compile(r"(?:#\d)*")
_PLACE = re.compile(r"#(\d)")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.)|[^\s{}%]", re.DOTALL)
_LAST_WORD = re.compile(r"\\[A-Za-z@]+$")
_OPTIONAL = 1_000  # characters of an argument in square brackets

# What programs the document, and whose outcome only TeX knows.
_PROGRAM = re.compile(
    r"\\(?:csname|if[A-Za-z]*|else|fi|expandafter|let|futurelet|mathchoice|makeatletter|catcode"
    r"|[gex]?def|(?:re|provide)?newcommand|global|protect)(?![A-Za-z])|##"
)
_SIMPLE = frozenset(
    "newcommand renewcommand providecommand DeclareRobustCommand DeclareMathOperator".split()
)
_PRIMITIVE = frozenset({"def", "gdef", "edef", "xdef"})
_DOCUMENT = frozenset(f"{how}DocumentCommand" for how in ("New", "Renew", "Provide", "Declare"))
_DELIMITER = "DeclarePairedDelimiter"
_DEFINING = _SIMPLE | _PRIMITIVE | _DOCUMENT | {_DELIMITER}


@dataclass(frozen=True, slots=True)
class _Macro:
    """A macro that takes arguments, the first of them in square brackets where it has a `default`;
    `starred` ones allow a star behind their name."""

    count: int
    body: str
    default: str | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with macros put in, and where its pieces come from: `starts` and `ends` are the
    offsets in it between which a macro stood at the offset `sources` of the original, which went on
    at `behind`."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    behind: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        """Where a character of the text comes from: of one that a macro made where that stands."""
        last = bisect_right(self.starts, offset) - 1
        if last < 0:
            return offset
        if offset < self.ends[last]:
            return self.sources[last]
        return self.behind[last] + offset - self.ends[last]


class _TooLongError(Exception):
    """A text would grow beyond what is allowed."""


@dataclass(slots=True)
class Macros:
    """The macros that were read so far; `kept` are names that are never put in."""

    kept: frozenset[str] = frozenset()
    _known: dict[str, _Macro] = field(default_factory=dict)
    _flat: dict[str, str | None] = field(default_factory=dict)

    def learn(self, text: str) -> str:
        """Read the definitions of a text; the text with blanks in their place."""
        closed = _closed(text)
        pieces: list[str] = []
        at = 0
        for found in _STEP.finditer(text):
            if found[1] not in _DEFINING or found.start() < at:
                continue
            read = _definition(text, found, closed)
            if read is None:
                continue
            name, macro, end = read
            if name not in self.kept:
                self._known[name] = macro
                self._flat.clear()
            pieces += text[at : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end])
            at = end
        return "".join((*pieces, text[at:]))

    def state(self) -> object:
        """What is known by now, to be held against what is known another time."""
        return (self.kept, frozenset(self._known.items()))

    def telling(self, says: re.Pattern[str]) -> frozenset[str]:
        """The macros in whose place something stands that a pattern finds."""
        flat = ((name, self._flattened(name, ())) for name in self._known)
        return frozenset(name for name, body in flat if body and says.search(body))

    def expand(self, text: str) -> str:
        """The text with every macro put in; as it is where it would grow too far."""
        return self.expanded(text).text if self._known and "\\" in text else text

    def expanded(self, text: str, only: frozenset[str] | None = None) -> Expanded:
        """The same with the places that its pieces come from, for some macros or for all."""
        put = _Expansion(self, text, self._known.keys() if only is None else only)
        try:
            return put.all()
        except _TooLongError:
            return Expanded(text)

    def call(self, name: str) -> tuple[_Macro, str] | None:
        """A macro with the text that it stands for; None where it stays as it is."""
        body = self._flattened(name, ())
        return None if body is None else (self._known[name], body)

    def _flattened(self, name: str, above: tuple[str, ...]) -> str | None:
        """The body of a macro with those within it put in; None for one without an end."""
        if name in self._flat:
            return self._flat[name]
        if name in above or len(above) > _DEEPEST:
            return None
        body: str | None = self._known[name].body
        inner = {m[1] for m in _CALL.finditer(body or "")} & self._known.keys()
        if any(self._flattened(one, (*above, name)) is None for one in sorted(inner)):
            body = None  # so is what leads to one
        elif body is not None and inner:
            try:
                body = _Expansion(self, body, inner).all().text
            except _TooLongError:
                body = None
        self._flat[name] = body if body is None or len(body) <= _LARGEST_BODY else None
        return self._flat[name]


class _Expansion:
    """One text in which macros are put in."""

    def __init__(self, macros: Macros, text: str, names: AbstractSet[str]) -> None:
        self._macros = macros
        self._text = text
        self._names = names
        self._closed = _closed(text)
        self._left = _GROWTH * len(text) + _FREE

    def all(self) -> Expanded:
        """The whole text."""
        pieces: list[str] = []
        marks: list[tuple[int, int, int, int]] = []
        size = at = 0
        for start, end, made in self._calls(0, len(self._text), 0):
            before = self._text[at:start]
            size += len(before)
            made = _apart(before, made)
            marks.append((size, size + len(made), start, end))
            pieces += before, made
            size += len(made)
            at = end
        if not pieces:
            return Expanded(self._text)
        rest = self._text[at:]
        return Expanded("".join((*pieces, rest)), *map(tuple, zip(*marks, strict=True)))

    def _part(self, start: int, end: int, depth: int) -> str:
        """A part of the text with the macros in it put in."""
        pieces: list[str] = []
        at = start
        for first, last, made in self._calls(start, end, depth):
            pieces += self._text[at:first], _apart(self._text[at:first], made)
            at = last
        return "".join((*pieces, self._text[at:end]))

    def _calls(self, start: int, end: int, depth: int) -> Iterator[tuple[int, int, str]]:
        """Where macros stand in a part of the text, and what comes in their place."""
        if depth > _DEEPEST:
            raise _TooLongError
        at = start
        while found := _CALL.search(self._text, at, end):
            at = found.end()
            called = self._macros.call(found[1]) if found[1] in self._names else None
            if called is None:
                continue
            macro, body = called
            spans, behind = self._arguments(macro, at, end)
            if spans is None:
                continue
            given = [s if isinstance(s, str) else self._part(*s, depth + 1) for s in spans]
            made = _filled(body, given)
            if _apart(made, self._text[behind : behind + 1]) != self._text[behind : behind + 1]:
                made += " "
            self._left -= len(made)
            if self._left < 0:
                raise _TooLongError
            yield found.start(), behind, made
            at = behind

    def _arguments(
        self, macro: _Macro, at: int, end: int
    ) -> tuple[list[str | tuple[int, int]] | None, int]:
        """The spans of a call's arguments, and where it ends; None where one is missing."""
        spans: list[str | tuple[int, int]] = []
        if not macro.count:  # blanks behind the name of a macro are none
            return spans, _SPACE.match(self._text, at, end).end()  # type: ignore[union-attr]
        if macro.starred and self._text.startswith("*", at):
            at += 1
        if macro.default is not None:
            there = _passed(self._text, at)
            option = _bracketed(self._text, there)
            spans.append((there + 1, option - 1) if option else macro.default)
            at = option or at
        while len(spans) < macro.count:
            there = _passed(self._text, at)
            close = self._closed.get(there)
            token = None if close is not None else _TOKEN.match(self._text, there, end)
            if close is not None and close < end:
                spans.append((there + 1, close))
                at = close + 1
            elif token:
                spans.append(token.span())
                at = token.end()
            else:
                return None, at
        return spans, at


def _filled(body: str, given: list[str]) -> str:
    """A body with arguments in their places."""
    pieces: list[str] = []
    at = 0
    for place in _PLACE.finditer(body):
        number = int(place[1]) - 1
        before = body[at : place.start()]
        made = given[number] if 0 <= number < len(given) else place[0]
        pieces += before, _apart(before, made)
        at = place.end()
    rest = body[at:]
    return "".join((*pieces, _apart(pieces[-1], rest) if pieces else rest))


def _apart(before: str, after: str) -> str:
    """What comes behind a text; a letter behind the name of a macro is no part of it."""
    joins = after[:1].isalpha() and _LAST_WORD.search(before[-80:])
    return f" {after}" if joins else after


def _passed(text: str, at: int) -> int:
    """Behind blanks, comments and one line end."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _closed(text: str) -> dict[int, int]:
    """Where each opening brace is closed, by offset."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for step in _STEP.finditer(text):
        if step[0] == "{":
            stack.append(step.start())
        elif step[0] == "}" and stack:
            found[stack.pop()] = step.start()
    return found


def _bracketed(text: str, at: int) -> int:
    """Behind the argument in square brackets that begins at an offset; 0 for none."""
    if not text.startswith("[", at):
        return 0
    depth = 0
    for step in re.compile(r"\\.|[{}\]]", re.DOTALL).finditer(text, at, at + _OPTIONAL):
        depth += (step[0] == "{") - (step[0] == "}")
        if step[0] == "]" and depth <= 0:
            return step.end()
    return 0


def _definition(
    text: str, found: re.Match[str], closed: Mapping[int, int]
) -> tuple[str, _Macro, int] | None:
    """A definition that begins with a defining macro: its name, itself, and where it ends."""
    how = found[1]
    named = _NAME.match(text, _passed(text, found.end()))
    if named is None:
        return None
    name, at = named[1] or named[2], named.end()
    count, default = 0, None
    if how in _PRIMITIVE:
        parameters = _PARAMETERS.match(text, at)
        count, at = (
            len(parameters[0]) // 2 if parameters else 0,
            parameters.end() if parameters else at,
        )
    elif how in _DOCUMENT:
        inside, at = _group(text, at, closed)
        if inside is None or set(inside) - set("m "):
            return None  # what else it takes would have to be understood
        count = inside.count("m")
    elif how in _SIMPLE:
        at = _passed(text, at)
        number = _COUNT.match(text, at)
        count, at = (int(number[1]), number.end()) if number else (0, at)
        option = _bracketed(text, _passed(text, at)) if number else 0
        if option:
            default, at = text[_passed(text, at) + 1 : option - 1], option
    body, at = _group(text, at, closed)
    if body is None or _PROGRAM.search(body):
        return None
    if how == _DELIMITER:
        right, at = _group(text, at, closed)
        made = _Macro(2, f"\\left{body} #2 \\right{right or '.'}", "", starred=True)
        return (name, made, at) if right is not None else None
    if how == "DeclareMathOperator":
        return name, _Macro(0, f"\\operatorname{{{body}}}"), at
    return name, _Macro(min(count, _ARGUMENTS), body, default), at


def _group(text: str, at: int, closed: Mapping[int, int]) -> tuple[str | None, int]:
    """What stands between braces from an offset, and the offset behind; None for no braces."""
    there = _passed(text, at)
    close = closed.get(there)
    return (None, at) if close is None else (text[there + 1 : close], close + 1)
