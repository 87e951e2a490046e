"""The house in figures: `python -m tests.bench.house FOLDER…`, each of which holds a package.

Of another revision: `git archive REV indexer | tar x -C FOLDER`.  A floor is a step of the longest
chain of imports, among modules or, as the rows of `tests/test_imports.py` have them, packages; what
is imported inside a function does not count.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from indexer.base.closures import components

_LONG_FILE, _LONG_FUNCTION = 600, 50


@dataclass(frozen=True, slots=True)
class House:
    """What was counted in one package."""

    files: int
    folders: int
    at_the_top: int  # modules that stand in no folder
    lines: int
    longest: tuple[int, str]
    over: int  # files that are long
    middle: float  # lines of the median file
    module_floors: int
    package_floors: int
    functions: int
    median_function: float
    long_functions: int

    def rows(self) -> Iterator[tuple[str, str]]:
        """What each figure is, and the figure."""
        yield "modules", f"{self.files:,}"
        yield "in folders / at the top", f"{self.folders} / {self.at_the_top}"
        yield "lines", f"{self.lines:,}"
        yield "longest file", f"{self.longest[0]:,} (`{self.longest[1]}`)"
        yield f"files over {_LONG_FILE} lines", str(self.over)
        yield "lines of the median file", f"{self.middle:.0f}"
        yield "floors of modules", str(self.module_floors)
        yield "floors of packages", str(self.package_floors)
        yield "functions", f"{self.functions:,}"
        yield "lines of the median function", f"{self.median_function:.0f}"
        yield f"functions over {_LONG_FUNCTION} lines", str(self.long_functions)


def counted(folder: Path) -> House:
    """The figures of the package `indexer` in a folder."""
    top = folder / "indexer"
    texts = {path: path.read_text("utf-8") for path in sorted(top.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lines = {path: text.count("\n") for path, text in texts.items()}
    imports = {_dotted(top, path): set(_imports(tree)) for path, tree in trees.items()}
    modules = {name: _known(wanted, imports) - {name} for name, wanted in imports.items()}
    packages: dict[str, set[str]] = {}
    for name, wanted in modules.items():
        here = _package(name)
        packages.setdefault(here, set()).update(map(_package, wanted))
        packages[here].discard(here)
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    most, where = max((count, path) for path, count in lines.items())
    return House(
        files=len(texts),
        folders=len({path.parent for path in texts} - {top}),
        at_the_top=sum(path.parent == top for path in texts),
        lines=sum(lines.values()),
        longest=(most, where.relative_to(top).as_posix()),
        over=sum(count > _LONG_FILE for count in lines.values()),
        middle=median(lines.values()),
        module_floors=_floors(modules),
        package_floors=_floors({k: v for k, v in packages.items() if k}),
        functions=len(functions),
        median_function=median(functions),
        long_functions=sum(length > _LONG_FUNCTION for length in functions),
    )


def _dotted(top: Path, path: Path) -> str:
    parts = path.relative_to(top.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _package(module: str) -> str:
    """The folder of a module below the package; "" for the package itself."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2]) if parts[:1] == ["lean"] and len(parts) > 2 else ".".join(parts[:1])


def _imports(tree: ast.Module) -> Iterator[str]:
    """What a module imports when it is loaded: `a.b` for `import a.b`, `a` and `a.b` for
    `from a import b`."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _known(wanted: set[str], imports: Mapping[str, object]) -> set[str]:
    """Those of them that are modules; of a package and a module in it the module alone."""
    found = {name for name in wanted if name in imports}
    return {name for name in found if not any(o.startswith(f"{name}.") for o in found)}


def _floors(graph: Mapping[str, set[str]]) -> int:
    """The nodes of the longest chain; those of a cycle are one."""
    floor: dict[str, int] = {}
    for group in components(graph):
        below = [floor[to] for node in group for to in graph.get(node, ()) if to in floor]
        floor.update(dict.fromkeys(group, 1 + max(below, default=0)))
    return max(floor.values(), default=0)


def main() -> None:
    """Print the figures of the folders side by side, as a table of Markdown."""
    houses = [list(counted(Path(folder)).rows()) for folder in sys.argv[1:]]
    print(f"| {' | '.join(('', *sys.argv[1:]))} |\n|{'---|' * (len(houses) + 1)}")
    for rows in zip(*houses, strict=True):
        print(f"| {' | '.join((rows[0][0], *(value for _, value in rows)))} |")


if __name__ == "__main__":
    main()
