"""One result, many writers: the formats of `leancat check`."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from indexer.model import CheckResult
from indexer.output import github, json, junit, markdown, sarif, text

WRITERS: MappingProxyType[str, Callable[[CheckResult], str]] = MappingProxyType(
    {
        "text": text.write,
        "json": json.write,
        "github": github.write,
        "sarif": sarif.write,
        "junit": junit.write,
        "markdown": markdown.write,
    }
)
"""Every format by its name on the command line; each writer is pure and gives the whole output."""


def encoded(text: str) -> bytes:
    """A writer's text as bytes: UTF-8, where a name that is no Unicode (a file name of other bytes)
    keeps its place as an escape, which JSON reads back."""
    return text.encode("utf-8", "backslashreplace")


__all__ = ["WRITERS", "encoded"]
