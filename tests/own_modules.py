"""Our own modules, each read and parsed once: what tests on the house's rules look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.folders import PACKAGE

MODULES = sorted(PACKAGE.rglob("*.py"))


def called(module: Path) -> str:
    """A module as the rules name it: `base/git.py`."""
    return module.relative_to(PACKAGE).as_posix()


@cache
def text(module: Path) -> str:
    """What stands in a module."""
    return module.read_text("utf-8")


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """All nodes of its syntax tree."""
    return tuple(ast.walk(ast.parse(text(module))))


def calls(module: Path) -> Iterator[tuple[str, int]]:
    """The names of all functions and methods it calls, with lines."""
    for node in nodes(module):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node.lineno
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node.lineno


def imports(module: Path) -> Iterator[tuple[str, str, int]]:
    """What it imports: the module, the name that is taken from it ("" for all of it), the line."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            yield from ((str(node.module), alias.name, node.lineno) for alias in node.names)
