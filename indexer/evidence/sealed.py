"""Files that a machine writes and nobody edits: JSON of one type, with a digest of the rest.

Keys are sorted, and the same content gives the same bytes.  A file is read as the type says, and
counts only where writing what was read gives it again: so the digest tells a file that somebody
edited, and one that git merged from two branches.  (It is no signature.  That what a file holds is
true is shown by making it again.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from indexer.base.inert import inert_bytes

Content = TypeVar("Content", bound=msgspec.Struct)


class SealError(Exception):
    """A file that does not count; the message says why."""


def indented(document: Mapping[str, Any]) -> str:
    """A line for each value, however deep it lies."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def by_entries(document: Mapping[str, Any]) -> str:
    """A line for each entry of the mappings at the top, so that a review shows what changed."""
    lines = [f" {_json(key)}: {_entries(document[key])}" for key in sorted(document)]
    return "{\n" + ",\n".join(lines) + "\n}"


def _entries(value: object) -> str:
    if not isinstance(value, dict) or not value:
        return _json(value)
    lines = [f"  {_json(key)}: {_json(value[key])}" for key in sorted(value)]
    return "{\n" + ",\n".join(lines) + "\n }"


class Sealed(Generic[Content]):
    """How what is of one type is kept: the `schema` is raised when the type changes, and fields
    that are `outside` of the file are left out of it."""

    def __init__(
        self,
        kind: type[Content],
        schema: int,
        layout: Callable[[Mapping[str, Any]], str] = indented,
        outside: tuple[str, ...] = (),
    ) -> None:
        self._kind = kind
        self._schema = schema
        self._layout = layout
        self._outside = outside

    def write(self, content: Content) -> bytes:
        """The bytes of a file."""
        document = msgspec.to_builtins(content)
        for name in self._outside:
            del document[name]
        document["schema"] = self._schema
        whole = _json(document).encode("utf-8", "surrogatepass")  # a path may be no text
        document["digest"] = hashlib.sha256(whole).hexdigest()
        return inert_bytes(self._layout(document) + "\n")

    def read(self, data: bytes, **outside: object) -> Content:
        """What the bytes of a file hold, with the fields that are `outside` of it (those not given
        have their defaults).  Raises SealError where they are not as `write` makes them."""
        try:
            document = json.loads(data)
            schema = document["schema"]
            if schema != self._schema:
                age = "an earlier" if schema < self._schema else "a later"
                raise SealError(f"{age} version of leancat wrote it")
            content = msgspec.convert(document | outside, self._kind)
            if self.write(content) == data:
                return content
        except (ValueError, LookupError, TypeError, RecursionError):
            pass
        raise SealError("it was edited, or merged from two branches")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
