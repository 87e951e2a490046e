"""The register: every file here is one rule, `RULE` and what finds it; there is no other list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from indexer.troubles.records import Effect, Finder, Rule

_found = [
    cast("Finder", import_module(f"{__name__}.{found.name}")) for found in iter_modules(__path__)
]


def _gravity(rule: Rule) -> tuple[int, bool, str]:
    """What is certain comes before what is possible."""
    return tuple(Effect).index(rule.effect), not rule.certain, rule.id


FINDERS: tuple[Finder, ...] = tuple(sorted(_found, key=lambda each: _gravity(each.RULE)))
"""Every rule with what finds it, the gravest first."""
