"""What is in force at each place of a file, told in one pass over its scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.lean.names import canonical
from indexer.lean.records import Declaration, Module, Scope
from indexer.troubles.records import Context, seen


def under(
    names: frozenset[str], module: Module, context: Context
) -> Iterator[tuple[Declaration, str]]:
    """The declarations under one of the options that is on, with that option: set in the file, by a
    command of the project's own, or in the lakefile.  Axioms have no proof to lose."""
    for name in sorted(names):
        ours = dict(context.project.options).get(name) == "true"
        given = [_value(scope, name) for scope in module.scopes]
        for command in context.runs(name):
            given[command.scope] = True
        if not ours and not any(given):
            continue
        values = list[bool]()  # by scope; the one around a scope stands before it
        for scope, value in zip(module.scopes, given, strict=True):
            around = values[scope.parent] if scope.parent >= 0 else ours
            values.append(around if value is None else value)
        for declaration in seen(module):
            if values[declaration.scope] and declaration.kind != "axiom":
                yield declaration, name


def _value(scope: Scope, name: str) -> bool | None:
    """What a scope sets an option to, None for nothing."""
    words = scope.text.split() if scope.kind == "set_option" else []
    return words[1] == "true" if len(words) > 1 and canonical(words[0]) == name else None


def below(module: Module, wanted: Callable[[Scope], bool]) -> Iterator[Declaration]:
    """The declarations for which a scope that is wanted is in force."""
    held = list[bool]()
    for scope in module.scopes:
        held.append(wanted(scope) or (scope.parent >= 0 and held[scope.parent]))
    if any(held):
        yield from (declaration for declaration in seen(module) if held[declaration.scope])
