"""Documents against the published JSON Schemas; one problem, with a place, for each thing wrong.

The schemas in `catalogue/schema/` are the only description of the catalogue's files: editors read
them for completion, and leancat validates with the very same ones.  Their `title` says what a thing
is called and their `description` what is expected of it; messages are made from these.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from indexer.base.documents import Document, Route, printable, quoted
from indexer.base.errors import Problem
from indexer.base.suggestions import near

MAX_PROBLEMS = 100
"""Problems reported for one file; a file with more has one cause, not a hundred."""

_PACKAGED = Path(__file__).parents[1] / "_schema"
_SOURCE = Path(__file__).parents[2] / "catalogue" / "schema"


def schema_folder() -> Path:
    """Where the published schemas are: in the installed package, else in the source tree."""
    return _PACKAGED if _PACKAGED.is_dir() else _SOURCE


def violations(document: Document, name: str) -> list[Problem]:
    """Everything in `document` that schema `name` ("claims", "papers", …) does not allow.

    In order of place; at most MAX_PROBLEMS and a line that says there are more.
    """
    if document.data is None:
        return [document.problem((), "empty", "write it, or remove the file")]
    schema, validator = _schema(name), _validator(name)
    try:
        errors = validator.iter_errors(document.data)
    except ValueError:  # TOML has dates, which JSON knows nothing of: they are of no type at all
        data = json.loads(json.dumps(document.data, default=lambda _: math.nan))
        errors = validator.iter_errors(data)
    found = (problem for error in errors for problem in _explain(document, schema, error))
    return capped(dict.fromkeys(islice(found, MAX_PROBLEMS + 1)), document.path)


def capped(problems: Iterable[Problem], path: str) -> list[Problem]:
    """Problems of one file in order of place, at most MAX_PROBLEMS and a line that says so."""
    ordered = sorted(problems, key=lambda p: (p.line or 0, p.column or 0))
    if len(ordered) <= MAX_PROBLEMS:
        return ordered
    rest = Problem("more problems are not shown", path, hint="mend these first")
    return [*ordered[:MAX_PROBLEMS], rest]


def nearest(word: str, choices: Iterable[str]) -> str:
    """`did you mean "…"?` for a misspelt word, or "" when nothing is near."""
    close = near(word, choices)
    return f"did you mean {quoted(close[0])}?" if close else ""


def choose(word: str, choices: Iterable[str], what: str) -> str:
    """A hint for a word that must be one of `choices`: the nearest, else the first few of them."""
    listed = sorted(choices)
    if not listed:
        return f"there is no {what} at all"
    shown = ", ".join(map(printable, listed[:8])) + (", …" if len(listed) > 8 else "")
    return nearest(word, listed) or f"known: {shown}"


@cache
def _schema(name: str) -> dict[str, Any]:
    text = (schema_folder() / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_schema(name))


# --- from validator errors to words ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Violation:
    """A validator's error: where in the document, and the part of the schema it breaks."""

    document: Document
    route: Route
    schema: Mapping[str, Any]
    rule: str  # the schema's keyword
    wanted: Any  # its value
    found: Any

    def problem(self, message: str, hint: str = "") -> Problem:
        return self.document.problem(self.route, message, hint)


def _explain(
    document: Document, whole: Mapping[str, Any], error: ValidationError
) -> Iterator[Problem]:
    *above, rule = error.schema_path
    route, schema = tuple(error.instance_path), _at(whole, above)
    violation = _Violation(
        document, route, schema, str(rule), schema[rule], _at(document.data, route)
    )
    yield from _EXPLAINERS.get(violation.rule, _explain_other)(violation)


def _at(data: Any, route: Iterable[str | int]) -> Any:
    """What stands in `data` at the end of a route."""
    for step in route:
        data = data[step]
    return data


def _explain_extra(violation: _Violation) -> Iterator[Problem]:
    known = list(violation.schema["properties"])
    for key in violation.found:
        if key not in known:
            place = violation.document.key_place((*violation.route, key))
            hint = nearest(key, known) or "keys here: " + ", ".join(known)
            message = f"unknown key {quoted(key)} in {violation.schema['title']}"
            yield Problem(message, place.path, place.line, place.column, hint)


def _explain_missing(violation: _Violation) -> Iterator[Problem]:
    schema = violation.schema
    for key in violation.wanted:
        if key not in violation.found:
            expected = schema.get("properties", {}).get(key, {}).get("description")
            hint = f"add `{key}:` with {expected}" if expected else f"add `{key}:`"
            yield violation.problem(f"{schema['title']} without {key}", hint)


def _explain_dependent(violation: _Violation) -> Iterator[Problem]:
    """Keys that stand beside others only."""
    for key, others in violation.wanted.items():
        for other in others:
            if key in violation.found and other not in violation.found:
                expected = violation.schema["properties"][other]["description"]
                hint = f"add `{other}:` with {expected}"
                yield violation.problem(f"{key} without {other}", hint)


def _explain_enum(violation: _Violation) -> Iterator[Problem]:
    choices = [str(c) for c in violation.wanted if c is not None]
    found = _kind(violation.found)
    message = f"{_name(violation.route)} must be one of {', '.join(choices)}; found {found}"
    yield violation.problem(message, nearest(str(violation.found), choices))


def _explain_const(violation: _Violation) -> Iterator[Problem]:
    found = _kind(violation.found)
    message = f"{_name(violation.route)} must be {violation.wanted}; found {found}"
    ours = violation.route == ("schema",)
    hint = "this file may be made for another version of leancat" if ours else ""
    yield violation.problem(message, hint)


def _explain_other(violation: _Violation) -> Iterator[Problem]:
    schema = violation.schema
    expected = schema.get("description") or schema.get("title")
    message = f"{_name(violation.route)} must be {expected}; found {_kind(violation.found)}"
    yield violation.problem(message, _quote_hint(violation))


_EXPLAINERS: Mapping[str, Callable[[_Violation], Iterator[Problem]]] = {
    "additionalProperties": _explain_extra,
    "required": _explain_missing,
    "dependentRequired": _explain_dependent,
    "enum": _explain_enum,
    "const": _explain_const,
}


def _quote_hint(violation: _Violation) -> str:
    wants_text = violation.rule == "type" and "string" in violation.wanted
    if wants_text and isinstance(violation.found, bool | int | float):
        return "put it in quotes to make it text"
    return ""


def _name(route: Route) -> str:
    """What a message calls the value at `route`: its key, or its place in a list."""
    names = [str(step) for step in route if isinstance(step, str)]
    if not names:
        return "the file"
    if isinstance(route[-1], int):
        return f"entry {route[-1] + 1} of {printable(names[-1])}"
    return printable(names[-1])


def _kind(value: Any) -> str:
    """A value in words."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return quoted(value) if value else "empty text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, dict) else f"the date or time {value}"
