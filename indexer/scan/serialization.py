"""Module records ↔ bytes, for the cache and for passing results between processes.

What is known of a module has parts that are wanted apart: its summary (what a terminal shows), its
listing (the lines `leancat scan` prints), its words (those that may set off notation) and its
records (everything).

`marshal` is used because it is the fastest thing there is for plain tuples; its format belongs to
one Python version, which is why the cache's key names that version, and only bytes whose digest is
right are ever decoded.
"""

from __future__ import annotations

import json
import marshal
import string
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter, itemgetter
from typing import Any

from indexer.lean.records import Alias, Diagnostic, Import, Module, Scope, Sorry
from indexer.lean.syntax.documented import given_later
from indexer.lean.syntax.documented import kind as documented_kind
from indexer.lean.syntax.programs import SUSPECT_NAMES, SUSPECT_TEXT, may_set_scene
from indexer.lean.syntax.rows import AT, WORDS, Row, declaration


class ModulePart(StrEnum):
    """A part of what is known of a module."""

    SUMMARY = "summary"
    LISTING = "listing"
    WORDS = "words"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class ModuleSummary:
    """What is needed of a module without its declarations."""

    path: str
    name: str
    declarations: int
    theorems: int
    keywords: tuple[str, ...]
    unknown: tuple[str, ...]
    sorries: tuple[Sorry, ...]
    diagnostics: tuple[Diagnostic, ...]
    sha256: str
    is_module: bool
    imports: tuple[tuple[Any, ...], ...]  # the values of `Import` records
    trusting: bool  # whether something in it may be a trouble that its sorries do not show
    notation: bool  # whether it defines notation or macros

    def outline(self) -> Module:
        """The module as far as it is known without its declarations, scopes and docs."""
        return Module(
            path=self.path,
            name=self.name,
            sha256=self.sha256,
            lines=0,
            imports=tuple(Import(*values) for values in self.imports),
            is_module=self.is_module,
            sorries=self.sorries,
            diagnostics=self.diagnostics,
            keywords=self.keywords,
            unknown=self.unknown,
        )


# The fields of Module that hold records, in the order they are written; declarations are rows.
_RECORDS: dict[str, type] = {
    "imports": Import,
    "sorries": Sorry,
    "scopes": Scope,
    "aliases": Alias,
    "diagnostics": Diagnostic,
}
_PLAIN = tuple(f.name for f in fields(Module) if f.name not in {*_RECORDS, "declarations"})
_FORMAT = 4  # marshal's version that writes what is the same object once


def _values(cls: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(f.name for f in fields(cls)))


_VALUES = {cls: _values(cls) for cls in _RECORDS.values()}
_plain_values = attrgetter(*_PLAIN)


def encode(module: Module, declarations: list[Row], part: ModulePart) -> bytes:
    """One part of what is known of a module, as bytes; `declarations` are the module's own, which
    has none itself."""
    return _ENCODERS[part](module, declarations)


def _encode_summary(module: Module, declarations: list[Row]) -> bytes:
    kind, trust, helpers, gone = AT["kind"], AT["trust"], AT["helpers"], AT["after_exit"]
    kinds = [row[kind] for row in declarations if not row[gone]]
    kinds += [helper[1] for row in declarations if not row[gone] for helper in row[helpers]]
    values = (
        module.path,
        module.name,
        len(kinds),
        kinds.count("theorem"),
        module.keywords,
        module.unknown,
        module.sha256,
        module.is_module,
        tuple([_VALUES[Import](i) for i in module.imports]),
        any(row[kind] == "axiom" or row[trust] for row in declarations)
        or bool(module.tripwires)
        or _speaks(module, declarations),
        any(scope.kind == "notation" for scope in module.scopes),
        [_VALUES[Sorry](s) for s in module.sorries],
        [_VALUES[Diagnostic](d) for d in module.diagnostics],
    )
    return marshal.dumps(values, _FORMAT)


def _speaks(module: Module, declarations: list[Row]) -> bool:
    """Whether notation, an option or a program names something that a rule on troubles looks for;
    more than that is no harm."""
    texts = [scope.text for scope in module.scopes if scope.kind in ("notation", "set_option")]
    scopes = "\0".join(texts).replace("«", "").replace("»", "")
    if any(map(may_set_scene, texts)):
        return True
    names = "\0".join([*(row[at] for row in declarations for at in WORDS), ""])
    return any(w in scopes for w in SUSPECT_TEXT) or any(w in names for w in SUSPECT_NAMES)


def decode_summary(data: bytes) -> ModuleSummary:
    """The summary in the bytes that `encode` wrote."""
    *values, sorries, diagnostics = marshal.loads(data)
    values[6:6] = tuple(Sorry(*s) for s in sorries), tuple(Diagnostic(*d) for d in diagnostics)
    return ModuleSummary(*values)


def _encode_records(module: Module, declarations: list[Row]) -> bytes:
    records = [
        [_VALUES[cls](record) for record in getattr(module, name)] for name, cls in _RECORDS.items()
    ]
    return marshal.dumps((_plain_values(module), records, declarations), _FORMAT)


def decode(data: bytes) -> Module:
    """The module in the bytes that `encode` wrote; only for bytes this very program wrote."""
    plain, records, declarations = marshal.loads(data)
    values: dict[str, Any] = dict(zip(_PLAIN, plain, strict=True))
    for (name, cls), rows in zip(_RECORDS.items(), records, strict=True):
        values[name] = tuple(cls(*row) for row in rows)
    return Module(**values, declarations=tuple(map(declaration, declarations)))


# --- the listing: the contract of `leancat scan` --------------------------------------------------


def rows(module: Module, declarations: list[Row]) -> Iterator[dict[str, Any]]:
    """What `leancat scan` says of a module, object by object.

    Lines are 1-based, columns 0-based code points, as Lean counts them.
    """
    yield {
        "type": "module",
        "path": module.path,
        "module": module.name,
        "sha256": module.sha256,
        "imports": [i.name for i in module.imports],
        "lines": module.lines,
    }
    later = given_later(module.scopes)
    sorries = sorted(s.line for s in module.sorries)
    for row in declarations:
        if row[AT["after_exit"]]:
            continue  # for Lean it is not there
        told = dict(zip(_TOLD_OF_DECLARATION, _told_of(row), strict=True))
        name, kind, keyword, attributes = _marks_of(row)
        told["kind"] = documented_kind(name, kind, keyword, attributes, later)
        yield _told("declaration", module, told)
        for helper in row[AT["helpers"]]:
            yield _told("declaration", module, {**told, **_helper(helper, sorries)})
    for s in module.sorries:
        yield _told("sorry", module, {name: getattr(s, name) for name in _TOLD_OF_SORRY})
    for g in module.diagnostics:
        yield _told("diagnostic", module, {name: getattr(g, name) for name in _TOLD_OF_DIAGNOSTIC})


_TOLD_OF_DECLARATION = (
    "name kind keyword line column start_line end_line visibility approximate sorry".split()
)
_TOLD_OF_SORRY = "line column end_line end_column form owner in_statement".split()
_TOLD_OF_DIAGNOSTIC = "line column code message".split()
_marks_of = itemgetter(*(AT[name] for name in ("name", "kind", "keyword", "attributes")))
_told_of = itemgetter(*(AT[name] for name in _TOLD_OF_DECLARATION))


def _helper(row: Row, sorries: Sequence[int]) -> dict[str, Any]:
    """What a `where` or `let rec` helper has of its own, given the lines of the module's sorries in
    order; the rest is its parent's."""
    name, kind, keyword, line, column, end_line, visibility = row
    return {
        "name": name,
        "kind": kind,
        "keyword": keyword,
        "line": line,
        "column": column,
        "start_line": line,
        "end_line": end_line,
        "visibility": visibility,
        "sorry": bisect_left(sorries, line) < bisect_right(sorries, end_line),
    }


def _told(what: str, module: Module, values: dict[str, Any]) -> dict[str, Any]:
    return {"type": what, "path": module.path, **values}


_dumps = json.JSONEncoder(ensure_ascii=False).encode


def _encode_listing(module: Module, declarations: list[Row]) -> bytes:
    # a lone surrogate can stand in a name only when the file was not UTF-8 to begin with
    return _encoded("".join([_dumps(row) + "\n" for row in rows(module, declarations)]))


# --- the words: enough to tell that some word is not written in a module --------------------------

_LETTERS = (string.ascii_letters + string.digits + string.whitespace).encode()


def _encode_words(module: Module, declarations: list[Row]) -> bytes:
    """Whatever may set off notation in a declaration of a module (see `notation.words_of`), and the
    notation that it defines, as text in which a word is looked for."""
    words = {row[AT["keyword"]] for row in declarations}
    words.update("\0".join([row[at] for row in declarations for at in WORDS]).split("\0"))
    symbols = _encoded("".join([row[AT["statement"]] for row in declarations]))
    notation = [scope.text for scope in module.scopes if scope.kind == "notation"]
    text = _encoded("\0".join([*sorted(words), *notation]))
    return b"\0".join((text, symbols.translate(None, _LETTERS)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


_ENCODERS: dict[ModulePart, Callable[[Module, list[Row]], bytes]] = {
    ModulePart.SUMMARY: _encode_summary,
    ModulePart.LISTING: _encode_listing,
    ModulePart.WORDS: _encode_words,
    ModulePart.RECORDS: _encode_records,
}
