"""One result, many writers: the formats of `leancat check`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from indexer.base.inert import inert_lines, uncommanded

if TYPE_CHECKING:  # most commands write no check, and to load the gate takes its time
    from indexer.gate.records import CheckResult

Writer: TypeAlias = "Callable[[CheckResult], str]"


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


__all__ = ["WRITERS", "whole"]
