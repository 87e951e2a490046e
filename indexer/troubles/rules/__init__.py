"""The register: every file here is one rule, `RULE` and what finds it; there is no other list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from indexer.troubles.records import Effect, Finder

_found = [
    cast("Finder", import_module(f"{__name__}.{found.name}")) for found in iter_modules(__path__)
]

FINDERS: tuple[Finder, ...] = tuple(
    sorted(_found, key=lambda each: (tuple(Effect).index(each.RULE.effect), each.RULE.id))
)
"""Every rule with what finds it, the gravest first."""
