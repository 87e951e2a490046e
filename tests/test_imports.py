"""The architecture, as a table: which package may import which.

A package is a folder below `indexer` (`lean.syntax` and `lean.compiled` count by themselves).  The
rows are in order: a package imports from rows above its own only, so that no two can need each
other.  Each row says exactly what its package imports; the README draws the same table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.folders import PACKAGE
from tests.own_modules import MODULES, imports

MAY_IMPORT = {
    "base": "",
    "lean": "",
    "claims": "base",
    "lean.syntax": "base lean",
    "lake": "base lean lean.syntax",
    "scan": "base claims lake lean lean.syntax",
    "names": "base lean lean.syntax scan",
    "terms": "base lake lean lean.syntax names scan",
    "lean.compiled": "base lean",
    "troubles": "claims lake lean lean.syntax names scan terms",
    "usegraph": "base lean lean.syntax names scan terms",
    "evidence": "base claims lake lean lean.compiled lean.syntax names scan terms",
    "judge": "base claims evidence lake lean lean.syntax names scan terms troubles usegraph",
    "review": "base claims judge lean lean.syntax names scan terms usegraph",
    "hubs": "base claims judge lake lean scan troubles",
    "gate": "base claims evidence hubs judge lake lean names review scan terms troubles",
    "sources": "base claims lake lean scan",
    "catalogue": "base claims lake sources",
    "exports": "base claims gate judge lake lean names scan sources",
    "syncing": "base claims exports gate judge lean scan",
    "history": "base claims gate judge lean names review scan terms troubles",
    "formats": "base claims gate history hubs judge names scan troubles",
    "site": (
        "base claims evidence formats gate history hubs judge lake lean lean.syntax "
        "review scan troubles usegraph"
    ),
    "jekyll": "base claims hubs judge site",
    "app": (
        "base catalogue claims evidence exports formats gate history hubs judge lake lean "
        "lean.syntax names review scan site sources syncing terms troubles usegraph"
    ),
    "agents": "app base formats",
    "ecosystem": "app base claims gate judge lake lean scan site troubles",
    "editor": "app base formats gate judge lean lean.syntax names scan terms",
    "cli": (
        "agents app base catalogue claims ecosystem editor evidence exports formats gate "
        "history hubs jekyll judge lean names review scan site sources troubles"
    ),
}

# Libraries that only some rooms may know, so that each can be exchanged in one place.
LIBRARIES = {
    "click": {"cli", "formats"},
    "rich": {"cli"},
    "mcp": {"agents.server"},
    "pygls": {"editor.server"},
    "lsprotocol": {"editor"},
    "networkx": {"usegraph", "judge.claimgraph", "site"},
    "rapidfuzz": {"base.suggestions"},
    "msgspec": {
        "lean",
        "lean.syntax",
        "scan",
        "evidence",
        "names.table",  # of its records, and of those of the nodes, there are 300,000 in Mathlib
        "usegraph.nodes",
        "app.kept",
        "app.outside",
        "app.partial_index",
        "app.past_claims",
        "ecosystem",
        "sources.kept",
    },
    "yaml": {"base.documents", "syncing.formalization"},
    "tomli": {"base.documents", "gate.baseline"},
    "jsonschema_rs": {"catalogue.schema"},
    "jinja2": {"site", "hubs", "ecosystem.pages"},
    "lxml": {"site", "formats", "hubs"},
    "latex2mathml": {"site.maths"},
    "pylatexenc": {"sources.tex", "sources.blueprint", "sources.kept"},
    "markdown_it": {"site", "hubs"},
}

_SUBPACKAGES = {"lean.syntax", "lean.compiled"}


def _dotted(module: Path) -> str:
    """`lean.syntax.lexer` for `indexer/lean/syntax/lexer.py`."""
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _package(name: str) -> str:
    """The package that a dotted name below `indexer` belongs to; "" for `indexer` itself."""
    first_two = ".".join(name.split(".")[:2])
    return first_two if first_two in _SUBPACKAGES else name.split(".")[0]


def _imports(module: Path) -> Iterator[tuple[str, int]]:
    for name, taken, line in imports(module):
        yield f"{name}.{taken}" if taken else name, line


def _ours(module: Path) -> Iterator[tuple[str, int]]:
    for name, line in _imports(module):
        if name.startswith("indexer.") and name != "indexer.__version__":
            yield _package(name.removeprefix("indexer.")), line


def test_a_module_imports_what_its_package_may() -> None:
    found = []
    for module in MODULES:
        here = _package(_dotted(module))
        if here == "":
            continue  # the public face may reach everything
        assert here in MAY_IMPORT, f"{here} has no row: add it to the table"
        for package, line in _ours(module):
            if package != here and package not in MAY_IMPORT[here].split():
                found.append(f"{module}:{line}: {here} may not import {package}")
    assert not found, "\n".join(found)


def test_the_rows_are_in_order_and_say_no_more_than_is_so() -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for module in MODULES:
        here = _package(_dotted(module))
        used[here] |= {package for package, _ in _ours(module)} - {here}
    above: set[str] = set()
    for package, allowed in MAY_IMPORT.items():
        assert set(allowed.split()) <= above, f"{package} imports from below its row"
        assert set(allowed.split()) == used[package], f"the row of {package}"
        above.add(package)


def test_libraries_stay_in_their_rooms() -> None:
    found = []
    for module in MODULES:
        here = _dotted(module)
        for name, line in _imports(module):
            allowed = LIBRARIES.get(name.split(".")[0])
            if allowed is not None and here not in allowed and _package(here) not in allowed:
                found.append(f"{module}:{line}: imports {name}")
    assert not found, "\n".join(found)
