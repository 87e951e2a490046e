"""One result, many writers: the formats of `leancat check`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType

from indexer.base.inert import inert_lines, uncommanded
from indexer.gate.records import CheckResult

Writer = Callable[[CheckResult], str]


def _writer(name: str) -> Writer:
    """The writer of a format, whose module is loaded when it is asked to write."""

    def write(result: CheckResult) -> str:
        writer: Writer = import_module(f"indexer.formats.{name}").write
        return writer(result)

    return write


WRITERS: MappingProxyType[str, Writer] = MappingProxyType(
    {
        name: _writer(name)
        for name in ("text", "json", "github", "sarif", "junit", "gitlab", "markdown")
    }
)
"""Every format by its name on the command line; each writer is pure and gives the whole output."""


def whole(name: str, result: CheckResult) -> str:
    """A check in the format of that name, wherever it goes: nothing in it commands a terminal, and
    only a format that is made of commands to a runner holds any."""
    text = inert_lines(WRITERS[name](result))
    return text if name == "github" else uncommanded(text)


def encoded(text: str) -> bytes:
    """A writer's text as bytes: UTF-8, where a name that is no Unicode (a file name of other bytes)
    keeps its place as an escape, which JSON reads back."""
    return text.encode("utf-8", "backslashreplace")


__all__ = ["WRITERS", "encoded", "whole"]
