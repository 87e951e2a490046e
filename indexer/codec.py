"""Module records ↔ bytes, for the cache and for passing results between processes.

`marshal` is used because it is the fastest thing there is for plain tuples; its format belongs to
one Python version, which is why the cache's key names that version, and only bytes whose digest is
right are ever decoded.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from dataclasses import fields
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


def _values(cls: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(f.name for f in fields(cls)))


_VALUES = {cls: _values(cls) for cls in _RECORDS.values()}
_plain_values = attrgetter(*_PLAIN)


def schema() -> str:
    """The names of all fields: part of the cache's key, so that changed records empty it."""
    parts = [cls.__name__ + ":" + ",".join(f.name for f in fields(cls)) for cls in _VALUES]
    return ";".join(["Module:" + ",".join(_PLAIN), *parts])


def encode(module: Module) -> bytes:
    """One module as bytes."""
    records = [
        [_VALUES[cls](record) for record in getattr(module, name)] for name, cls in _RECORDS.items()
    ]
    return marshal.dumps((_plain_values(module), records))


def decode(data: bytes) -> Module:
    """The module that `encode` wrote; only for bytes this very program wrote."""
    plain, records = marshal.loads(data)
    values: dict[str, Any] = dict(zip(_PLAIN, plain, strict=True))
    for (name, cls), rows in zip(_RECORDS.items(), records, strict=True):
        values[name] = tuple(cls(*row) for row in rows)
    return Module(**values)
