"""`formalization.yaml`: the main results of a project, and the numbers that it states of itself.

Keys as in mathlib-initiative/formalization.yaml, schema v0.4 (v0.3 names the same).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from indexer.base.documents import Document, Route
from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.sources import parts
from indexer.sources.records import Kind, Literature, Named, Source, SourceNode

PATH = "formalization.yaml"
_PLACEHOLDER = "TEMPLATE"  # what the registry's template has where its user has not been yet
_STATED = ("sorry_count", "sorry_in_definitions", "axioms")


def find(files: Files) -> str | None:
    """The file's path, None where there is none."""
    return PATH if files.exists(PATH) else None


def read(files: Files, path: str = PATH) -> Source:
    """Its main results and aligned statements as nodes; what cannot be read is a problem."""
    try:
        document = parts.read_document(files, path)
    except InputError as error:
        return Source("formalization", path, (), tuple(error.problems))
    data = document.data
    return Source(
        "formalization",
        path,
        (*_results(document), *_aligned(document)),
        document.problems,
        title=parts.text(data, "project", "name"),
        literature=tuple(_literature(document)),
        figures=tuple(parts.figures(document, ("status",), *_STATED)),
    )


def _results(document: Document) -> Iterator[SourceNode]:
    """The main results; those that name the same `claim` are one (leancat's own key)."""
    groups: dict[str, list[Route]] = {}
    for route, result in parts.entries(document.data, "status", "main_results"):
        groups.setdefault(parts.text(result, "claim") or str(route), []).append(route)
    for routes in groups.values():
        named = (d for way in routes for d in parts.named(document, (*way, "declaration")))
        decls = _filled_in(named)
        if decls:
            yield _result(document, routes, decls)


def _result(document: Document, routes: Sequence[Route], decls: tuple[Named, ...]) -> SourceNode:
    route = routes[0]
    result = document.data["status"]["main_results"][route[-1]]
    alone = len(routes) == 1  # of several declarations a number is of one
    return SourceNode(
        label=parts.text(result, "claim") or decls[0].name,
        kind=_kind(result),
        word="main result",
        place=document.place(route),
        title=parts.text(result, "title") or decls[0].name,
        statement=parts.text(result, "statement"),
        decls=decls,
        figures=tuple(parts.figures(document, route, "sorry_count", "axioms")) if alone else (),
        note=_relied_on(result),
    )


def _filled_in(names: Iterable[Named]) -> tuple[Named, ...]:
    """The names that somebody put in place of the template's own."""
    return tuple(name for name in names if not name.name.startswith(_PLACEHOLDER))


def _kind(entry: Mapping[str, Any]) -> Kind:
    return Kind.DEFINITION if parts.text(entry, "kind") == "definition" else Kind.THEOREM


def _relied_on(result: Mapping[str, Any]) -> str:
    found = (
        parts.text(d, "statement") for _, d in parts.entries(result, "literature_dependencies")
    )
    return "; ".join(filter(None, found))


def _aligned(document: Document) -> Iterator[SourceNode]:
    """The table that the template suggests; any other shape is prose."""
    for route, row in parts.entries(document.data, "alignment", "statements"):
        decls = _filled_in(parts.named(document, (*route, "lean")))
        source = parts.text(row, "source")
        if source.startswith(_PLACEHOLDER):
            continue
        if decls or source:
            yield SourceNode(
                label=parts.text(row, "claim") or source or decls[0].name,
                kind=_kind(row),
                word="statement",
                place=document.place(route),
                title=source or decls[0].name,
                statement=parts.text(row, "statement"),
                decls=decls,
                module=parts.text(row, "module"),
                note=parts.text(row, "note"),
            )


def _literature(document: Document) -> Iterator[Literature]:
    for route, paper in parts.entries(document.data, "sources"):
        title = parts.text(paper, "title")
        if title:
            url = parts.text(paper, "id") or parts.text(paper, "location")
            yield Literature(title, parts.texts(paper, "authors"), url, document.place(route))
