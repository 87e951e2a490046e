"""Verso documents with `:::theorem "label"` and the like → nodes.

Directives as in leanprover/verso-blueprint, doc/MANUAL.md.  The marks are made by Lean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.sources import lean_files, options
from indexer.sources.records import Kind, Named, Source, SourceNode

_REQUIRED = ("VersoBlueprint", "verso-blueprint")
_OPEN = re.compile(r"^(:{3,})([a-z_]+)[ \t]+(\"(?:\\.|[^\"\\])*\")([^\n]*)$", re.MULTILINE)
_CLOSE = re.compile(r"^(:{3,})[ \t]*$", re.MULTILINE)
_CHAPTER = re.compile(r"^#doc \([^)\n]*\) \"((?:\\.|[^\"\\\n])*)\"", re.MULTILINE)
_USES = re.compile(r"\{(?:uses|bpref) \"((?:\\.|[^\"\\])*)\"\}\[([^\]\[]*)\]")
_MATHS = re.compile(r"(\${1,2})`([^`]*)`")
_FENCE = re.compile(
    r"^(`{3,})lean \"((?:\\.|[^\"\\])*)\"[^\n]*\n(.*?)^\1", re.DOTALL | re.MULTILINE
)
_KINDS = {
    "theorem": Kind.THEOREM,
    "lemma_": Kind.THEOREM,
    "lemma": Kind.THEOREM,
    "proposition": Kind.THEOREM,
    "corollary": Kind.THEOREM,
    "definition": Kind.DEFINITION,
}


def find(files: Files) -> tuple[str, ...]:
    """The lakefiles of packages that require what reads the directives."""
    return lean_files.packages(files, _REQUIRED, b"\n:::")


def read(files: Files, path: str) -> Source:
    """The nodes of all documents of a package, in order of path."""
    nodes: list[SourceNode] = []
    proofs: dict[str, SourceNode] = {}
    for file in lean_files.lean_paths(files, path):
        with suppress(InputError):
            data = files.read(file)
            if b":::" in data:
                for node in _document(data.decode("utf-8", "replace"), file):
                    if node.word == "proof":
                        proofs.setdefault(node.label, node)
                    else:
                        nodes.append(node)
    done = (_with_proof(node, proofs.get(node.label)) for node in nodes)
    return Source("verso", path, tuple(done))


def _with_proof(node: SourceNode, proof: SourceNode | None) -> SourceNode:
    if proof is None:
        return node
    return replace(node, proof=proof.statement, proof_uses=proof.uses, proof_place=proof.place)


def _document(text: str, path: str) -> Iterator[SourceNode]:
    chapter = _CHAPTER.search(text)
    title = options.unquoted(f'"{chapter[1]}"') if chapter else ""
    line, at = 1, 0
    for found, end in _directives(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        if found[2] in _KINDS or found[2] == "proof":
            body = text[found.end() : end].strip()
            yield _node(found, body, Place(path, line, 0), title)


def _directives(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Where directives begin, and the offset at which each ends: at its closing line, or where that
    is missing at the next directive that cannot stand in it, since what stands in another has fewer
    colons."""
    closing: dict[int, list[int]] = {}
    for close in _CLOSE.finditer(text):
        closing.setdefault(len(close[1]), []).append(close.start())
    opening = list(_OPEN.finditer(text))
    ends: list[int] = []
    later: list[tuple[int, int]] = []  # colons and offset of those behind, fewest last
    for found in reversed(opening):
        colons = len(found[1])
        while later and later[-1][0] < colons:
            later.pop()
        end = later[-1][1] if later else len(text)
        lines = closing.get(colons, ())
        behind = bisect_left(lines, found.end())
        ends.append(min(end, lines[behind]) if behind < len(lines) else end)
        later.append((colons, found.start()))
    yield from zip(opening, reversed(ends), strict=True)


def _node(found: re.Match[str], body: str, place: Place, chapter: str) -> SourceNode:
    given = options.options(found[4])
    used = (*options.names(given.get("uses", "")), *(name for name, _ in _USES.findall(body)))
    column = found.start(4) - found.start()
    where = Place(place.path, place.line, column)
    return SourceNode(
        label=options.unquoted(found[3]),
        kind=_KINDS.get(found[2], Kind.THEOREM),
        word=found[2].rstrip("_"),
        place=place,
        title=options.words(given.get("title", "")),
        chapter=chapter,
        statement=_markdown(body),
        decls=tuple(Named(name, where) for name in options.names(given.get("lean", ""))),
        uses=tuple(Named(name, place) for name in dict.fromkeys(used)),
        discussion=_issue(options.words(given.get("issue_url", ""))),
    )


def _issue(url: str) -> str:
    number = re.search(r"/issues/(\d+)", url)
    return number[1] if number else ""


def _markdown(body: str) -> str:
    """Verso's markup with its mathematics between dollars alone, and links as their words."""
    plain = _FENCE.sub("", body)
    return _MATHS.sub(lambda m: f"{m[1]}{m[2].strip()}{m[1]}", _USES.sub(r"\2", plain)).strip()
