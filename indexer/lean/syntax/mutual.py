"""Which declarations of a `mutual` block call each other in a circle.

`partial` makes a declaration opaque to the kernel only when it recurs: Lean splits a block into
groups that do (Lean/Elab/PreDefinition/Main.lean).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import structs

from indexer.base.closures import components
from indexer.lean.records import Declaration


def settled(block: Sequence[Declaration]) -> list[Declaration]:
    """The declarations of a block, the partial ones that are in no circle as definitions.

    A function is known by the last part of its name; what only seems to be called stays opaque.
    """
    calls: dict[str, set[str]] = defaultdict(set)
    for each in block:
        calls[_last(each.name)].update(map(_last, each.body_names))
    inside = {name: sorted(called & calls.keys()) for name, called in calls.items()}
    groups = components(inside)
    circles = (group for group in groups if len(group) > 1 or group[0] in inside[group[0]])
    recursive = {name for group in circles for name in group}
    return [
        structs.replace(each, kind="def")
        if _is_partial(each) and _last(each.name) not in recursive
        else each
        for each in block
    ]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _is_partial(declaration: Declaration) -> bool:
    return declaration.kind == "opaque" and "partial" in declaration.modifiers
