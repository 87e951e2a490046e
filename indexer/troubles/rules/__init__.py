"""The register: every file here is one rule, `RULE` and what finds it; there is no other list.

Rules on statements are those whose effect is `hollow`; all others are about files.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from indexer.troubles.records import Effect, Finder, Reading, Rule

_found = [
    cast("Finder | Reading", import_module(f"{__name__}.{found.name}"))
    for found in iter_modules(__path__)
]


def _gravity(rule: Rule) -> tuple[int, bool, str]:
    """What is certain comes before what is possible."""
    return tuple(Effect).index(rule.effect), not rule.certain, rule.id


_found.sort(key=lambda each: _gravity(each.RULE))
FINDERS: tuple[Finder, ...] = tuple(
    cast("Finder", each) for each in _found if each.RULE.effect is not Effect.HOLLOW
)
"""Every rule on files with what finds it, the gravest first."""
OF_STATEMENTS: tuple[Reading, ...] = tuple(
    cast("Reading", each) for each in _found if each.RULE.effect is Effect.HOLLOW
)
"""Every rule on statements with what finds it, what is certain first."""
