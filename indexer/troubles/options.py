"""Which declarations stand under an option that is on, be it set in the file or in the lakefile."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.fingerprint import options_in_force
from indexer.model import Declaration, Module
from indexer.troubles.records import Context, seen


def under(
    names: frozenset[str], module: Module, context: Context
) -> Iterator[tuple[Declaration, str]]:
    """The declarations under one of the options, with that option; axioms have no proof to lose."""
    ours = any(name in names and value == "true" for name, value in context.project.options)
    theirs = (s for s in module.scopes if s.kind == "set_option")
    if not ours and not any(names.intersection(s.text.split()) for s in theirs):
        return
    for declaration in seen(module):
        options = options_in_force(module, declaration, context.project)
        found = next((name for name in sorted(names) if options.get(name) == "true"), None)
        if found and declaration.kind != "axiom":
            yield declaration, found
