"""Parts of a YAML or JSON document, taken leniently: what has another shape is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexer.base.documents import MAX_BYTES, Document, Route, decode, parse_yaml
from indexer.base.errors import InputError, Problem
from indexer.base.files import Files
from indexer.sources.records import Figure, Named


def read_document(files: Files, path: str) -> Document:
    """A YAML file, or a JSON file, which is YAML too. Raises InputError with its place."""
    data = files.read(path)
    if len(data) > MAX_BYTES:
        raise InputError(Problem(f"larger than {MAX_BYTES:,} bytes", path, 1, 0))
    return parse_yaml(decode(data, path), path)


def at(data: Any, *keys: str) -> Any:
    """What stands below some keys; None where there is nothing."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def text(data: Any, *keys: str) -> str:
    """The text below some keys on one line, "" for none; a number is text too."""
    value = at(data, *keys)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())


def texts(data: Any, *keys: str) -> tuple[str, ...]:
    """The texts in a list below some keys; one text alone is a list of one."""
    value = at(data, *keys)
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if not isinstance(value, list):
        return ()
    return tuple(v.strip() for v in value if isinstance(v, str) and v.strip())


def entries(data: Any, *keys: str) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """The mappings in a list below some keys, each with the way to it."""
    value = at(data, *keys)
    for number, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, Mapping):
            yield (*keys, number), one


def named(document: Document, route: Route) -> tuple[Named, ...]:
    """The names at a place, one or a list of them, each with where it stands."""
    value = _value(document, route)
    if isinstance(value, str) and value.strip():
        return (Named(value.strip(), document.place(route)),)
    if not isinstance(value, list):
        return ()
    pairs = ((one, (*route, n)) for n, one in enumerate(value))
    return tuple(
        Named(one.strip(), document.place(where))
        for one, where in pairs
        if isinstance(one, str) and one.strip()
    )


def figures(document: Document, route: Route, *keys: str) -> Iterator[Figure]:
    """The numbers and lists that the mapping at a place states under some keys."""
    data = _value(document, route)
    for key in keys:
        value = at(data, key)
        place = document.place((*route, key))
        if isinstance(value, int) and not isinstance(value, bool):
            yield Figure(key, value, place)
        elif isinstance(value, list):
            yield Figure(key, texts(data, key), place)


def _value(document: Document, route: Route) -> Any:
    data = document.data
    for key in route:
        try:
            data = data[key]
        except (LookupError, TypeError):
            return None
    return data
