"""Mathlib's own lists of theorems: `docs/100.yaml` and `docs/1000.yaml`.

Keys as in leanprover-community/mathlib4, scripts/yaml_check.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.sources import parts
from indexer.sources.records import Kind, Source, SourceNode

PATHS = ("docs/100.yaml", "docs/1000.yaml")


def find(files: Files) -> tuple[str, ...]:
    """Which of the lists are there."""
    return tuple(path for path in PATHS if files.exists(path))


def read(files: Files, path: str) -> Source:
    """The entries of one list, those without a theorem too."""
    try:
        document = parts.read_document(files, path)
    except InputError as error:
        return Source("mathlib", path, (), tuple(error.problems))
    data = document.data if isinstance(document.data, Mapping) else {}
    nodes = tuple(
        SourceNode(
            label=str(key),
            kind=Kind.THEOREM,
            word="theorem",
            place=document.key_place((key,)),
            title=parts.text(entry, "title") or str(key),
            decls=(*parts.named(document, (key, "decl")), *parts.named(document, (key, "decls"))),
            url=parts.text(entry, "url"),
            authors=parts.texts(entry, "authors"),
            note=parts.text(entry, "comment") or parts.text(entry, "note"),
        )
        for key, entry in data.items()
        if isinstance(entry, Mapping)
    )
    return Source("mathlib", path, nodes, document.problems)
