"""Hand-written files → plain data that knows where each part of it stands.

YAML and TOML are read by their libraries; this module adds the place of every key and value, so
that an error can name its line, and limits, so that hostile input costs linear time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli
import yaml

from indexer.base.errors import InputError, Problem
from indexer.base.inert import inert
from indexer.base.places import Place

MAX_BYTES = 2_000_000
MAX_DEPTH = 50
_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
_DEPTH_HINT = "a catalogue needs no more than 6"

Route = tuple[str | int, ...]
"""The way to a part of a document: keys and list indices from the top."""

_Position = tuple[int, int]  # 1-based line, 0-based column

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data (dicts, lists, text, numbers, booleans, None) with the places of its parts.

    `path` is the file's name as messages show it.  `problems` holds what was wrong with the data as
    such (duplicate keys, aliases); the data are then the best that could be made of it.
    """

    path: str
    data: Any
    values: Mapping[Route, _Position] = field(default_factory=dict)
    keys: Mapping[Route, _Position] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, route: Route) -> Place:
        """Where the value at `route` stands, or the nearest thing around it that has a place."""
        return self._nearest(self.values, route)

    def key_place(self, route: Route) -> Place:
        """Where the last key of `route` stands, or the nearest thing around it."""
        if route in self.keys:
            return Place(self.path, *self.keys[route])
        return self.place(route)

    def problem(self, route: Route, message: str, hint: str = "") -> Problem:
        """A problem with the value at `route`."""
        place = self.place(route)
        return Problem(message, place.path, place.line, place.column, hint)

    def _nearest(self, places: Mapping[Route, _Position], route: Route) -> Place:
        while route and route not in places:
            route = route[:-1]
        return Place(self.path, *places.get(route, (1, 0)))


def read_text(file: Path, shown: str, *, limit: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file without its byte order mark.

    `shown` names it in messages; `limit` is in bytes.  Raises InputError for a file that is
    missing, no regular file, unreadable, larger than `limit` or not UTF-8.
    """
    try:
        if not file.is_file():
            raise InputError(_missing(file, shown))
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise InputError(
            Problem(
                f"cannot be read: {error.strerror or error}", shown, hint="check its permissions"
            )
        ) from error
    if len(data) > limit:
        raise InputError(
            Problem(f"larger than {limit:,} bytes", shown, hint="split it into several files")
        )
    return decode(data, shown)


def decode(data: bytes, shown: str) -> str:
    """UTF-8 bytes → text without a byte order mark; raises InputError at the first bad byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode("utf-8", errors="replace")
        raise InputError(
            Problem(
                f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}",
                shown,
                good.count("\n") + 1,
                len(good) - good.rfind("\n") - 1,
                "save the file as UTF-8",
            )
        ) from error


def parse_yaml(text: str, shown: str) -> Document:
    """One YAML document → data; raises InputError where the text is no YAML or nested too deeply.

    Only what a catalogue needs: a key stands once in its mapping and is text; aliases and tags are
    refused (an alias can make a small file explode); plain scalars are read as YAML 1.2 reads them,
    but dates stay text.
    """
    builder = _YamlBuilder(shown)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise InputError(merge_conflict(text, shown) or _yaml_problem(error, shown)) from error
    except yaml.reader.ReaderError as error:
        line, column = _line_column(text, error.position if error.position >= 0 else 0)
        raise InputError(
            Problem(f"malformed YAML: {error.reason}", shown, line, column, _YAML_HELP)
        ) from error
    return builder.document()


def parse_toml(text: str, shown: str) -> Document:
    """A TOML document → data; raises InputError where the text is no TOML or nested too deeply."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        message = f"malformed TOML: {printable(error.msg, 200)}"
        problem = Problem(message, shown, error.lineno, error.colno - 1)
        raise InputError(merge_conflict(text, shown) or problem) from error
    except (RecursionError, ValueError) as error:
        raise InputError(Problem(f"malformed TOML: {error}", shown)) from error
    keys = _TomlKeys(text)
    document = Document(shown, data, keys, keys)
    for top, value in data.items():
        if _is_too_deep(value):
            raise InputError(document.problem((top,), _TOO_DEEP, _DEPTH_HINT))
    return document


def merge_conflict(text: str, shown: str) -> Problem | None:
    """The problem of a file that git could not merge, None where it holds no such marks.  A mark
    stands at the beginning of a line [git: merge-file, conflict-marker-size 7]."""
    lines = text.splitlines()
    begin = next((at for at, line in enumerate(lines, 1) if line.startswith("<" * 7)), 0)
    end = next((at for at, line in enumerate(lines, 1) if line.startswith(">" * 7)), 0)
    if not 0 < begin < end:
        return None
    message = f"an unresolved merge conflict, lines {begin} to {end}"
    return Problem(message, shown, begin, 0, "keep one side, or what is right of both")


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for one in level for inner in _inside(one)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def quoted(text: str, limit: int = 60) -> str:
    """Text as messages show it: in quotes, on one line, cut to `limit` characters, and inert."""
    return f'"{printable(text, limit)}"'


def printable(text: str, limit: int = 60) -> str:
    """Text on one line, cut to `limit` characters, inert, and with all that cannot be seen written
    out, such as soft hyphens."""
    seen = (c if c.isprintable() else f"\\u{ord(c):04x}" for c in inert(text[:limit]))
    return "".join(seen) + ("…" if len(text) > limit else "")


def _missing(file: Path, shown: str) -> Problem:
    if not file.exists():
        return Problem("no such file", shown)
    return Problem("not a regular file", shown)


def _line_column(text: str, offset: int) -> _Position:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n") - 1


# --- YAML -----------------------------------------------------------------------------------------

_LOADER = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml where there is one: 20 times faster
_YAML_HELP = (
    "indent with spaces; put text that holds `: `, `#`, `\\` or quotes into '…' or a >- block"
)


def _yaml_problem(error: yaml.MarkedYAMLError, shown: str) -> Problem:
    """Where the parser gave up; what was never closed is shown where it begins."""
    mark, message = error.problem_mark, error.problem or "not understood"
    if error.context_mark and "end of stream" in message:
        mark, message = error.context_mark, f"{error.context}, {message}"
    line, column = (mark.line + 1, mark.column) if mark else (1, 0)
    return Problem(f"malformed YAML: {printable(message, 200)}", shown, line, column, _YAML_HELP)


@dataclass(slots=True)
class _OpenCollection:
    """A mapping or list that is being read; `key` is the key whose value comes next."""

    route: Route
    data: dict[str, Any] | list[Any]
    key: str | None = None
    ignore: bool = False  # the value that comes next belongs to a key that was refused


class _YamlBuilder:
    """Builds data from parser events with a stack of its own, so that depth is no danger."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._stack: list[_OpenCollection] = []
        self._documents = 0
        self._top: Any = None
        self._values: dict[Route, _Position] = {}
        self._keys: dict[Route, _Position] = {}
        self._problems: list[Problem] = []

    def document(self) -> Document:
        """What was read; an empty file gives None as its data."""
        return Document(self._shown, self._top, self._values, self._keys, tuple(self._problems))

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._complain(event, f"alias *{printable(str(event.anchor))}", "write the value out")
            self._put(event, None)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._start(event)

    def _start(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            hint = "remove the `---`, or move what follows to a file of its own"
            message = "a second document begins here"
            raise InputError(Problem(message, self._shown, *_position(event), hint=hint))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_tag(event)
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.data, dict) and frame.key is None and not frame.ignore:
            self._take_key(frame, event)
            return
        plain = event.implicit[0] and event.style in (None, "")
        self._put(event, _plain(event.value) if plain else event.value)

    def _take_key(self, frame: _OpenCollection, event: yaml.ScalarEvent) -> None:
        key: str = event.value
        route = (*frame.route, key)
        if route in self._keys:
            first = self._keys[route][0]
            self._complain(
                event,
                f'duplicate key "{key}"',
                f"keep one of the two; the first is in line {first}",
            )
            frame.ignore = True
            return
        frame.key = key
        self._keys[route] = _position(event)

    def _open(self, event: yaml.NodeEvent, data: dict[str, Any] | list[Any]) -> None:
        self._check_tag(event)
        route = self._put(event, data)
        self._stack.append(_OpenCollection(route, data))
        if len(self._stack) > MAX_DEPTH:
            raise InputError(Problem(_TOO_DEEP, self._shown, *_position(event), hint=_DEPTH_HINT))

    def _put(self, event: yaml.Event, value: Any) -> Route:
        """Store a value where it belongs; returns its route."""
        if not self._stack:
            self._top = value
            self._values[()] = _position(event)
            return ()
        frame = self._stack[-1]
        if isinstance(frame.data, list):
            route: Route = (*frame.route, len(frame.data))
            frame.data.append(value)
        elif frame.ignore:
            frame.ignore = False
            return (*frame.route, "", *_position(event))  # never looked up
        elif frame.key is None:
            self._complain(event, "a key that is no text", "write keys as plain words")
            frame.ignore = True
            return (*frame.route, "", *_position(event))
        else:
            route = (*frame.route, frame.key)
            frame.data[frame.key] = value
            frame.key = None
        self._values[route] = _position(event)
        return route

    def _check_tag(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._complain(event, f"tag {printable(str(tag))}", "leave the tag out")

    def _complain(self, event: yaml.Event, message: str, hint: str) -> None:
        self._problems.append(Problem(message, self._shown, *_position(event), hint=hint))


def _position(event: yaml.Event) -> _Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column) if mark else (1, 0)


def _plain(text: str) -> Any:
    """A plain scalar as YAML 1.2 reads it."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        return int(text)
    if len(text) < 40 and _FLOAT.fullmatch(text):
        return float(text)
    return text


# --- TOML -----------------------------------------------------------------------------------------

_TOML_TOKEN = re.compile(
    r'"""[^\\"]*+(?:(?:\\.|"(?!""))[^\\"]*+)*"{3,5}'
    r"|'''[^']*+(?:'(?!'')[^']*+)*'{3,5}"
    r'|"[^\\"\n]*+(?:\\.[^\\"\n]*+)*"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+"
    r"|[A-Za-z0-9_-]++"
    r"|[\[\]{}=.\n]",
    re.DOTALL,
)


class _TomlKeys(Mapping[Route, _Position]):
    """The places of the keys of a valid TOML text, looked for when one is asked for: there are
    hundreds of machine-written files, and few that have anything wrong in them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _places(self) -> dict[Route, _Position]:
        return _toml_keys(self._text)

    def __getitem__(self, route: Route) -> _Position:
        return self._places[route]

    def __iter__(self) -> Iterator[Route]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _toml_keys(text: str) -> dict[Route, _Position]:
    """The places of the keys of a valid TOML text: those of tables and of `key = value` lines.

    The library that reads TOML keeps no places.  Keys inside inline tables are left out; their
    errors are reported at the line's own key.
    """
    found: dict[Route, _Position] = {}
    arrays: dict[Route, int] = {}
    table: Route = ()
    for words, at in _toml_lines(text):
        header = words[0] == "["
        array = words[:2] == ["[", "["]
        route = tuple(_toml_key(w) for w in words if w not in "[].=")
        if len(route) > MAX_DEPTH:
            continue
        if array:
            table = _in_arrays(route, arrays, last=False)
            arrays[table] = arrays.get(table, -1) + 1
            table = (*table, arrays[table])
        elif header:
            table = _in_arrays(route, arrays)
        found.setdefault(table if header else (*table, *route), at)
    return found


def _toml_lines(text: str) -> Iterator[tuple[list[str], _Position]]:
    """The words of each table header, and of each key up to its `=`, with its place."""
    words: list[str] = []
    at: _Position = (1, 0)
    line, begin, done, depth, value = 1, 0, 0, 0, False
    for match in _TOML_TOKEN.finditer(text):
        word = match[0]
        newlines = text.count("\n", done, match.start())
        if newlines:
            line, begin = line + newlines, text.rfind("\n", done, match.start()) + 1
        done = match.start()
        if word == "\n" and depth == 0:
            if words and not value:
                yield words, at
            words, value = [], False
        elif value:
            depth += (word in "[{") - (word in "]}")
        elif word == "=":
            yield words, at
            value = True
        elif word != "\n" and word[0] != "#":
            at = at if words else (line, match.start() - begin)
            words.append(word)
    if words and not value:
        yield words, at


def _in_arrays(route: Route, arrays: Mapping[Route, int], *, last: bool = True) -> Route:
    """`route` with the index of the newest element put in after each name of an array of tables."""
    full: Route = ()
    for number, key in enumerate(route):
        full = (*full, key)
        if full in arrays and (last or number < len(route) - 1):
            full = (*full, arrays[full])
    return full


def _toml_key(word: str) -> str:
    return word[1:-1] if word[0] in "\"'" else word


def toml_text(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too.  Raises InputError for half a character,
    which a word of the command line may hold, and TOML may not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(Problem(f"{quoted(text)} is no Unicode text")) from None
    return inert(json.dumps(text, ensure_ascii=False))
