"""What is in force at each place of a file, told in one pass over its scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.model import Declaration, Module, Scope
from indexer.troubles.records import Context, seen


def under(
    names: frozenset[str], module: Module, context: Context
) -> Iterator[tuple[Declaration, str]]:
    """The declarations under one of the options that is on, be it set in the file or in the
    lakefile, with that option; axioms have no proof to lose."""
    for name in sorted(names):
        ours = dict(context.project.options).get(name) == "true"
        set_here = [s.kind == "set_option" and s.text.split()[:1] == [name] for s in module.scopes]
        if not ours and not any(set_here):
            continue
        values = list[bool]()  # by scope; the one around a scope stands before it
        for scope, is_set in zip(module.scopes, set_here, strict=True):
            around = values[scope.parent] if scope.parent >= 0 else ours
            values.append(scope.text.split()[1:] == ["true"] if is_set else around)
        for declaration in seen(module):
            if values[declaration.scope] and declaration.kind != "axiom":
                yield declaration, name


def below(module: Module, wanted: Callable[[Scope], bool]) -> Iterator[Declaration]:
    """The declarations for which a scope that is wanted is in force."""
    held = list[bool]()
    for scope in module.scopes:
        held.append(wanted(scope) or (scope.parent >= 0 and held[scope.parent]))
    if any(held):
        yield from (declaration for declaration in seen(module) if held[declaration.scope])
