"""Which declarations of a `mutual` block call each other in a circle.

`partial` makes a declaration opaque to the kernel only when it recurs: Lean splits a block into
groups that do (Lean/Elab/PreDefinition/Main.lean).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from indexer.base.closures import components
from indexer.lean.syntax.rows import AT, Row, split_words

_NAME, _KIND, _MODIFIERS, _BODY = (AT[f] for f in ("name", "kind", "modifiers", "body_names"))


def settled(rows: Sequence[Row]) -> list[Row]:
    """The declarations of a block, the partial ones that are in no circle as definitions.

    A function is known by the last part of its name; what only seems to be called stays opaque.
    """
    calls: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        calls[_last(row[_NAME])].update(map(_last, split_words(row[_BODY])))
    inside = {name: sorted(called & calls.keys()) for name, called in calls.items()}
    groups = components(inside)
    circles = (group for group in groups if len(group) > 1 or group[0] in inside[group[0]])
    recursive = {name for group in circles for name in group}
    return [
        row
        if _last(row[_NAME]) in recursive or not _is_partial(row)
        else (*row[:_KIND], "def", *row[_KIND + 1 :])
        for row in rows
    ]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _is_partial(row: Row) -> bool:
    return row[_KIND] == "opaque" and "partial" in row[_MODIFIERS]
