"""The Lean options that a lakefile sets for all modules: `leanOptions` and `-D` arguments.

Only options that can change what a proof or a statement is worth matter to leancat, so that those
of all targets are taken together.  What a lakefile may hand to Lean and text does not tell (a
plugin, an argument that is no option) is said in words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Options = tuple[tuple[str, str], ...]

_TABLES = ("leanOptions", "weakLeanOptions")
_ARGUMENTS = ("moreLeanArgs", "weakLeanArgs", "moreGlobalServerArgs")
PLUGINS = ("plugins", "dynlibs")
SETTINGS = (*_TABLES, *_ARGUMENTS, *PLUGINS)
"""The fields that say what Lean is called with."""

# Arguments that are no options and change no proof: limits, threads, talk.
_HARMLESS = re.compile(r"--?(tstack|memory|timeout|threads|quiet|[sMTjq])\b.*|\d+")
_NAMED = re.compile(r"skipKernelTC|(?:by|proof|terminalTactics)AsSorry|WithoutChecking")
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
    text = bare(text)
    found = [*_LITERAL.findall(text), *_ARGUMENT.findall(text)]
    return _sorted((name, value) for name, value in found)


def bare(text: str) -> str:
    """A text without the guillemets that a name may be written in."""
    return text.replace("«", "").replace("»", "")


def settings(data: object) -> str:
    """A digest of all that a lakefile.toml has Lean called with; "" where that is nothing."""
    told = list(_settings(data))
    return digest(json.dumps(told, sort_keys=True, default=str)) if told else ""


def digest(text: str) -> str:
    """A short name for what is said in a lakefile."""
    return hashlib.sha256(text.encode()).hexdigest()


def _settings(data: object) -> Iterator[tuple[str, object]]:
    if not isinstance(data, dict):
        return
    for key in SETTINGS:
        if key in data:
            yield key, data[key]
    for kind in ("lean_lib", "lean_exe"):
        targets = data.get(kind)
        for target in targets if isinstance(targets, list) else ():
            yield from _settings(target)


def unclear(data: object, text: str) -> tuple[str, ...]:
    """What a lakefile.toml (its data and its text) has Lean called with that text does not tell."""
    found = []
    for key, value in _settings(data):
        if key in PLUGINS and value:
            found.append(f"{key} run code of their own in Lean")
        elif key in _ARGUMENTS:
            found += [f"the argument {a} of {key}" for a in strange(_listed(value))]
    return (*dict.fromkeys(found), *unread_names(without_comments(text), of_table(data)))


def _listed(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [a for a in listed if isinstance(a, str)]


def strange(arguments: list[str]) -> list[str]:
    """The command-line arguments that are neither options nor harmless."""
    found = []
    before = ""
    for argument in arguments:
        option = _ARGUMENT.fullmatch(argument) or (before == "-D" and "=" in argument)
        if not option and argument != "-D" and not _HARMLESS.fullmatch(argument):
            found.append(argument)
        before = argument
    return found


def unread_names(text: str, options: Options) -> tuple[str, ...]:
    """Names of options that go round the kernel, written in a lakefile (comments left out) and not
    among the `options` that were read from it."""
    read = " ".join(name for name, _ in options)
    names = dict.fromkeys(match[0] for match in _NAMED.finditer(text))
    return tuple(f"it names {name}" for name in names if name not in read)


def without_comments(text: str) -> str:
    """A lakefile.toml without its comments, as far as strings do not hold the sign of one."""
    return "\n".join(line if '"' in line else line.partition("#")[0] for line in text.split("\n"))


def _sorted(pairs: Iterator[tuple[str, str]] | Any) -> Options:
    return tuple(sorted({(bare(name).removeprefix("weak."), value) for name, value in pairs}))


def _of_tables(data: object) -> Iterator[tuple[str, str]]:
    """The options of a package and of its targets."""
    if not isinstance(data, dict):
        return
    for key in _TABLES:
        yield from _flat(data.get(key), "")
    for key in _ARGUMENTS:
        value = data.get(key)
        listed = value if isinstance(value, list) else [value]
        written = " ".join(a for a in listed if isinstance(a, str))
        yield from _ARGUMENT.findall(bare(written))
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
