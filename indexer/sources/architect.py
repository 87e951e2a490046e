"""`@[blueprint "label" …]` in Lean files → nodes, in the dialects of LeanArchitect and of
verso-blueprint.

Attributes as in hanwenzhu/LeanArchitect, Architect/Attribute.lean.  There every mark is made by
Lean, so that nothing is asserted of statement or proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.base.files import Files
from indexer.lean.records import Declaration, Module
from indexer.sources import lean_files, options
from indexer.sources.prose import from_tex
from indexer.sources.records import Kind, Named, Source, SourceNode

_REQUIRED = ("LeanArchitect", "VersoBlueprint", "verso-blueprint")
_ATTRIBUTE = re.compile(r"(?:\w+\s*\(attr\s*:=\s*)?blueprint\b\??")
_DEFINITION = re.compile(r"^(?:def|dfn|construction|notation)", re.IGNORECASE)
_THEOREMS = ("theorem", "lemma")


def find(files: Files) -> tuple[str, ...]:
    """The lakefiles of packages that require what makes the attribute."""
    return lean_files.packages(files, _REQUIRED, b"@[blueprint")


def read(files: Files, path: str) -> Source:
    """The nodes of the package whose lakefile stands at a path; one label on several declarations
    makes one node."""
    nodes: dict[str, SourceNode] = {}
    for module in lean_files.modules(files, path, b"blueprint"):
        for declaration in module.declarations:
            for node in _nodes(module, declaration):
                known = nodes.get(node.label)
                nodes[node.label] = _both(known, node) if known else node
    return Source("architect", path, tuple(nodes.values()))


def _both(known: SourceNode, more: SourceNode) -> SourceNode:
    return replace(
        known,
        decls=(*known.decls, *more.decls),
        statement=known.statement or more.statement,
        proof=known.proof or more.proof,
        title=known.title or more.title,
    )


def _nodes(module: Module, declaration: Declaration) -> Iterator[SourceNode]:
    if not declaration.name or declaration.kind == "example":
        return
    for attribute in (one for a in declaration.attributes for one in options.split(a)):
        match = _ATTRIBUTE.match(attribute)
        if match:
            yield _node(module, declaration, attribute[match.end() :])


def _node(module: Module, declaration: Declaration, text: str) -> SourceNode:
    given = options.options(text)
    place = lean_files.place(module, declaration)
    proves = declaration.kind in _THEOREMS
    word = options.words(given.get("latexEnv", "")) or ("theorem" if proves else "definition")
    uses = options.names(given.get("uses", ""))
    proof_uses = options.names(given.get("proofUses", ""))
    return SourceNode(
        label=options.label(text) or declaration.name,
        kind=Kind.DEFINITION if _DEFINITION.match(word) or not proves else Kind.THEOREM,
        word=word,
        place=place,
        title=from_tex(options.words(given.get("title", ""))),
        chapter=module.name,
        statement=from_tex(options.words(given.get("statement", ""))) or _doc(declaration),
        proof=from_tex(options.words(given.get("proof", ""))),
        decls=(Named(declaration.name, place),),
        not_ready=given.get("notReady") == "true",
        uses=tuple(Named(name, place) for name in uses),
        proof_uses=tuple(Named(name, place) for name in proof_uses),
        discussion=given.get("discussion", ""),
    )


def _doc(declaration: Declaration) -> str:
    doc = (declaration.doc or "").strip()
    return from_tex(doc.removeprefix("/--").removesuffix("-/").strip())
