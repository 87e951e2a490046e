"""What a place in a module stands in: its scopes.

`Walk` goes over a module's scope stack from place to place, so that what is in force costs one pass
a file.

`Module.scopes` is a tree in which each entry stands below the one it came after.  Asking every
declaration for all entries above it would cost a file of n commands n² steps; a walk enters and
leaves each entry once while one goes through the file in order, and still goes anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from indexer.lean.records import Module, Scope


class Walk:
    """A place in the scope tree; calls `enter` and `leave` for the entries that come into force and
    go out of it, innermost first on leaving."""

    def __init__(
        self, module: Module, enter: Callable[[Scope], None], leave: Callable[[Scope], None]
    ) -> None:
        self._scopes = module.scopes
        self._enter = enter
        self._leave = leave
        self._here = -1

    def to(self, scope: int) -> None:
        """Go to the entry of that index."""
        ahead: list[Scope] = []
        here, there = self._here, scope
        while here != there:
            if here > there:  # an entry stands after the one above it
                self._leave(self._scopes[here])
                here = self._scopes[here].parent
            else:
                ahead.append(self._scopes[there])
                there = self._scopes[there].parent
        for entry in reversed(ahead):
            self._enter(entry)
        self._here = scope


def scope_chain(module: Module, scope: int) -> Iterator[Scope]:
    """The scope entries in force, innermost first."""
    while scope >= 0:
        entry = module.scopes[scope]
        yield entry
        scope = entry.parent


def mutual_blocks(module: Module) -> Sequence[int]:
    """The `mutual` block around each scope entry, -1 for none; nothing where there is no such
    block."""
    if not any(scope.kind == "mutual" for scope in module.scopes):
        return ()
    found: list[int] = []
    for at, scope in enumerate(module.scopes):
        outer = found[scope.parent] if scope.parent >= 0 else -1
        found.append(at if scope.kind == "mutual" else outer)
    return found
