"""The Lean options that a lakefile sets for all modules: `leanOptions` and `-D` arguments.

Only options that can change what a proof or a statement is worth matter to leancat, so that those
of all targets are taken together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Options = tuple[tuple[str, str], ...]

_TABLES = ("leanOptions", "weakLeanOptions")
_ARGUMENTS = ("moreLeanArgs", "weakLeanArgs", "moreGlobalServerArgs")
_ARGUMENT = re.compile(r'-D[\s",]*([\w.]+)\s*=\s*(\w+)')  # also when they are two arguments
# ⟨`autoImplicit, false⟩ and (`autoImplicit, .ofBool false) and { name := `a, value := true }
_LITERAL = re.compile(
    r"[⟨({]\s*(?:name\s*:=\s*)?``?([\w.]+)\s*,\s*(?:value\s*:=\s*)?(?:\(?\s*[\w.]*\.of\w+\s+)?(\w+)"
)


def of_table(data: object) -> Options:
    """The options of a lakefile.toml, given its data; anything of an unknown shape is passed
    over."""
    return _sorted(_of_tables(data))


def of_text(text: str) -> Options:
    """The options of a lakefile.lean, given its text without comments."""
    found = [*_LITERAL.findall(text), *_ARGUMENT.findall(text)]
    return _sorted((name, value) for name, value in found)


def _sorted(pairs: Iterator[tuple[str, str]] | Any) -> Options:
    return tuple(sorted({(name.removeprefix("weak."), value) for name, value in pairs}))


def _of_tables(data: object) -> Iterator[tuple[str, str]]:
    """The options of a package and of its targets."""
    if not isinstance(data, dict):
        return
    for key in _TABLES:
        yield from _flat(data.get(key), "")
    for key in _ARGUMENTS:
        value = data.get(key)
        listed = value if isinstance(value, list) else [value]
        yield from _ARGUMENT.findall(" ".join(a for a in listed if isinstance(a, str)))
    for kind in ("lean_lib", "lean_exe"):
        targets = data.get(kind)
        for target in targets if isinstance(targets, list) else ():
            yield from _of_tables(target)


def _flat(value: object, prefix: str) -> Iterator[tuple[str, str]]:
    """`pp.unicode.fun = true` is a table in a table; older files have a list of name and value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = f"{prefix}.{key}" if prefix else str(key)
            yield from _flat(inner, name)
    elif isinstance(value, list) and not prefix:
        for item in value:
            if isinstance(item, Mapping) and "name" in item:
                yield from _flat(item.get("value"), str(item["name"]))
    elif prefix and isinstance(value, (bool, int, str)):
        yield prefix, str(value).lower() if isinstance(value, bool) else str(value)
