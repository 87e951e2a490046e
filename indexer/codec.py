"""Module records ↔ bytes, for the cache and for passing results between processes.

What is known of a module has three parts that are wanted apart: its summary (what a terminal
shows), its listing (the lines `leancat scan` prints) and its records (everything).

`marshal` is used because it is the fastest thing there is for plain tuples; its format belongs to
one Python version, which is why the cache's key names that version, and only bytes whose digest is
right are ever decoded.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from indexer.model import (
    Alias,
    Declaration,
    Diagnostic,
    Hidden,
    Import,
    Module,
    Scope,
    Sorry,
)


class Part(StrEnum):
    """A part of what is known of a module."""

    SUMMARY = "summary"
    LISTING = "listing"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is needed of a module without its declarations."""

    path: str
    name: str
    declarations: int
    theorems: int
    keywords: tuple[str, ...]
    unknown: tuple[str, ...]
    sorries: tuple[Sorry, ...]
    diagnostics: tuple[Diagnostic, ...]


# The fields of Module that hold records, in the order they are written.
_RECORDS: dict[str, type] = {
    "imports": Import,
    "declarations": Declaration,
    "sorries": Sorry,
    "scopes": Scope,
    "aliases": Alias,
    "diagnostics": Diagnostic,
    "hidden": Hidden,
}
_PLAIN = tuple(f.name for f in fields(Module) if f.name not in _RECORDS)
_FORMAT = 2  # marshal's version without back references: faster to write and to read


def _values(cls: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(f.name for f in fields(cls)))


_VALUES = {cls: _values(cls) for cls in _RECORDS.values()}
_plain_values = attrgetter(*_PLAIN)


def schema() -> str:
    """The names of all fields: part of the cache's key, so that changed records empty it."""
    classes = [Summary, *_VALUES]
    parts = [cls.__name__ + ":" + ",".join(f.name for f in fields(cls)) for cls in classes]
    return ";".join(["Module:" + ",".join(_PLAIN), *parts])


def encode(module: Module, part: Part) -> bytes:
    """One part of what is known of a module, as bytes."""
    return _ENCODERS[part](module)


def _encode_summary(module: Module) -> bytes:
    values = (
        module.path,
        module.name,
        len(module.declarations),
        sum(d.kind == "theorem" for d in module.declarations),
        module.keywords,
        module.unknown,
        [_VALUES[Sorry](s) for s in module.sorries],
        [_VALUES[Diagnostic](d) for d in module.diagnostics],
    )
    return marshal.dumps(values, _FORMAT)


def decode_summary(data: bytes) -> Summary:
    """The summary in the bytes that `encode` wrote."""
    *values, sorries, diagnostics = marshal.loads(data)
    values.append(tuple(Sorry(*s) for s in sorries))
    values.append(tuple(Diagnostic(*d) for d in diagnostics))
    return Summary(*values)


def _encode_records(module: Module) -> bytes:
    records = [
        [_VALUES[cls](record) for record in getattr(module, name)] for name, cls in _RECORDS.items()
    ]
    return marshal.dumps((_plain_values(module), records), _FORMAT)


def decode(data: bytes) -> Module:
    """The module in the bytes that `encode` wrote; only for bytes this very program wrote."""
    plain, records = marshal.loads(data)
    values: dict[str, Any] = dict(zip(_PLAIN, plain, strict=True))
    for (name, cls), rows in zip(_RECORDS.items(), records, strict=True):
        values[name] = tuple(cls(*row) for row in rows)
    return Module(**values)


# --- the listing: the contract of `leancat scan` --------------------------------------------------


def rows(module: Module) -> Iterator[dict[str, Any]]:
    """What `leancat scan` says of a module, object by object.

    Lines are 1-based, columns 0-based code points, as Lean counts them.
    """
    path = module.path
    yield {
        "type": "module",
        "path": path,
        "module": module.name,
        "sha256": module.sha256,
        "imports": [i.name for i in module.imports],
        "lines": module.lines,
    }
    for d in module.declarations:
        yield {
            "type": "declaration",
            "name": d.name,
            "kind": d.kind,
            "keyword": d.keyword,
            "path": path,
            "line": d.line,
            "column": d.column,
            "start_line": d.start_line,
            "end_line": d.end_line,
            "visibility": d.visibility,
            "approximate": d.approximate,
            "sorry": d.sorry,
        }
    for s in module.sorries:
        yield {
            "type": "sorry",
            "path": path,
            "line": s.line,
            "column": s.column,
            "end_line": s.end_line,
            "end_column": s.end_column,
            "form": s.form,
            "owner": s.owner,
            "in_statement": s.in_statement,
        }
    for g in module.diagnostics:
        yield {
            "type": "diagnostic",
            "path": path,
            "line": g.line,
            "column": g.column,
            "code": g.code,
            "message": g.message,
        }


_dumps = json.JSONEncoder(ensure_ascii=False).encode


def _encode_listing(module: Module) -> bytes:
    # a lone surrogate can stand in a name only when the file was not UTF-8 to begin with
    return "".join([_dumps(row) + "\n" for row in rows(module)]).encode("utf-8", "replace")


_ENCODERS: dict[Part, Callable[[Module], bytes]] = {
    Part.SUMMARY: _encode_summary,
    Part.LISTING: _encode_listing,
    Part.RECORDS: _encode_records,
}
