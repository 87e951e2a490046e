"""formal-conjectures' `@[category …, AMS …, formal_proof using … at "…"]` → nodes.

Attributes as in google-deepmind/formal-conjectures, FormalConjecturesUtil/Attributes/Basic.lean.
Tests and helpers (`category test`, `category API`) are no claims.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from indexer.base.files import Files
from indexer.claims.records import ProofLink
from indexer.lean.records import Declaration, Module
from indexer.sources import lean_files, options
from indexer.sources.records import Kind, Named, Source, SourceNode

_REQUIRED = ("formal_conjectures", "formal-conjectures")
_CATEGORY = re.compile(r"category\s+(.+)", re.DOTALL)
_PROOF = re.compile(r"(conditional\s+)?formal_proof\s+using\s+(\w+)\s+at\s+(\"[^\"]*\")")
_NO_CLAIMS = frozenset({"test", "API"})


def find(files: Files) -> tuple[str, ...]:
    """The lakefiles of packages that have the attribute."""
    return lean_files.packages(files, _REQUIRED, b"@[category")


def read(files: Files, path: str) -> Source:
    """The statements of the package whose lakefile stands at a path."""
    found = lean_files.modules(files, path, b"category")
    nodes = tuple(n for m in found for d in m.declarations for n in _nodes(m, d))
    return Source("conjectures", path, nodes)


def _nodes(module: Module, declaration: Declaration) -> Iterator[SourceNode]:
    given = [one for a in declaration.attributes for one in options.split(a)]
    category = next((m[1] for a in given if (m := _CATEGORY.fullmatch(a))), "")
    category = " ".join(category.split())
    if not category or category in _NO_CLAIMS or declaration.kind != "theorem":
        return
    place = lean_files.place(module, declaration)
    subjects = next((a.removeprefix("AMS").strip() for a in given if a.startswith("AMS ")), "")
    proofs = [m for a in given if (m := _PROOF.match(a))]
    yield SourceNode(
        label=declaration.name,
        kind=Kind.THEOREM,
        word=category,
        place=place,
        title=declaration.name,
        chapter=posixpath.basename(posixpath.dirname(module.path)),
        statement=_doc(declaration),
        decls=(Named(declaration.name, place),),
        url=options.unquoted(proofs[0][3]) if proofs else "",
        links=tuple(ProofLink(options.unquoted(m[3]), m[2], place) for m in proofs),
        note=f"AMS {' '.join(subjects.split())}" if subjects else "",
    )


def _doc(declaration: Declaration) -> str:
    doc = (declaration.doc or "").strip()
    return doc.removeprefix("/--").removesuffix("-/").strip()
