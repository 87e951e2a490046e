"""The arrows go down only: each room imports from rooms below it, and from no other.

A room is a module or package directly below `indexer`.  The table is the house's plan: a room may
import from every row above its own, and not from its own row.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.folders import PACKAGE

FLOORS = (
    {"model", "errors", "order", "inert", "spelling"},
    {"files"},
    {"documents", "lean", "workers", "writing", "allowed"},
    {"codec", "baseline"},
    {"cache", "git", "lakeoptions"},
    {"lakefile"},
    {"lakefile_lean"},
    {"project"},
    {"loader"},
    {"sources"},
    {"catalogue"},
    {"past"},
    {"texts", "generated", "telescope", "elsewhere"},
    {"visibility", "scopes", "alpha"},
    {"resolve", "notation"},
    {"fingerprint", "automation"},
    {"troubles"},
    {"outline", "leading"},
    {"uses"},
    {"needs", "bound"},
    {"ways"},
    {"graph"},
    {"claimgraph"},
    {"props"},
    {"evidence"},
    {"reading", "verdict", "remarks"},
    {"vacuity", "proofs", "parts"},
    {"normal"},
    {"standing", "search"},
    {"pins"},
    {"hubs"},
    {"gate"},
    {"exports"},
    {"syncing"},
    {"output", "site", "drift"},
    {"pipeline", "jekyll"},
    {"cli"},
)

# Libraries that only some rooms may know, so that each can be exchanged in one place.
LIBRARIES = {
    "click": {"cli", "output"},
    "rich": {"cli"},
    "networkx": {"graph", "claimgraph", "site"},
    "rapidfuzz": {"spelling"},
    "yaml": {"documents", "syncing"},
    "tomli": {"documents", "baseline"},
    "jsonschema_rs": {"catalogue"},
    "jinja2": {"site", "hubs"},
    "lxml": {"site", "output", "hubs"},
    "latex2mathml": {"site"},
    "pylatexenc": {"sources"},
    "markdown_it": {"site", "hubs"},
}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(module: Path) -> Iterator[tuple[str, int]]:
    """Full names of what a module imports, with lines; relative imports made absolute."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((name, node.lineno) for name in names)


def _floor(room: str) -> int:
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


@pytest.mark.parametrize("module", _modules(), ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_arrows_go_down(module: Path) -> None:
    room = _room(module)
    assert room == "__init__" or _floor(room) >= 0, f"{room} has no floor: add it to the table"
    for name, line in _imports(module):
        parts = name.split(".")
        if parts[0] != "indexer" or (len(parts) > 1 and parts[1] in (room, "__version__")):
            continue
        below = _floor(parts[1])
        assert 0 <= below < _floor(room), f"{module}:{line}: {room} may not import {name}"


@pytest.mark.parametrize("module", _modules(), ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_libraries_stay_in_their_rooms(module: Path) -> None:
    for name, line in _imports(module):
        allowed = LIBRARIES.get(name.split(".")[0])
        assert allowed is None or _room(module) in allowed, f"{module}:{line}: imports {name}"


def test_the_table_names_each_room_once() -> None:
    rooms = [room for floor in FLOORS for room in floor]
    assert len(rooms) == len(set(rooms))
    assert {_room(m) for m in _modules()} - {"__init__"} <= set(rooms)
