"""Text that was not understood."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.records import Module, Span
from indexer.troubles.records import Context, Effect, Rule, Trouble

RULE = Rule(
    id="unread-text",
    title="Part of a file was not understood",
    why="A sorry could hide in it.",
    way_out="write it plainly, or name the project's own keywords in `leancat.toml`",
    effect=Effect.UNREAD,
    example="structure",
)
INFORMATIVE = frozenset(
    {"after-exit", "late-import", "wanted", "redefined-command", "foreign-text"}
)
"""Diagnostics of text that was understood; every other code means that something was not."""


def find(module: Module, context: Context) -> Iterator[Trouble]:
    """One trouble a place."""
    for found in module.diagnostics:
        if found.code not in INFORMATIVE:
            yield Trouble(
                RULE,
                context.ref(module),
                "parse-failure",
                f"has text that was not understood: {found.message}",
                Span(found.line, found.column, found.line, found.column),
            )
