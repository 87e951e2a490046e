"""`comparator.json`: theorems that a Solution proves and a Challenge states.

Keys as in leanprover/comparator, README.  Several such files may stand in one repository.
"""

from __future__ import annotations

import json
import posixpath
from contextlib import suppress

from indexer.base.documents import MAX_BYTES, Document
from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.sources import parts
from indexer.sources.records import Kind, Source, SourceNode

_NEEDED = ("challenge_module", "solution_module")


def find(files: Files) -> tuple[str, ...]:
    """The JSON files whose path tells that they may be one, and that hold the keys of one."""
    return tuple(
        path
        for path in files.paths()
        if path.endswith(".json") and "comparator" in path.lower() and _is_one(files, path)
    )


def _is_one(files: Files, path: str) -> bool:
    """Whether a file is a configuration, or is called like one and no JSON: somebody may take the
    claims in it for read."""
    with suppress(InputError):
        data = files.read(path)
        if len(data) <= MAX_BYTES and all(f'"{key}"'.encode() in data for key in _NEEDED):
            return True
        return "comparator" in posixpath.basename(path).lower() and not _is_json(data)
    return False


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def read(files: Files, path: str) -> Source:
    """The theorems and definitions of one configuration; no node for a file of another make."""
    try:
        document = parts.read_document(files, path)
    except InputError as error:
        return Source("comparator", path, (), tuple(error.problems))
    if not all(parts.text(document.data, key) for key in _NEEDED):
        return Source("comparator", path, (), document.problems)
    nodes = (
        *_nodes(document, "theorem_names", Kind.THEOREM),
        *_nodes(document, "definition_names", Kind.DEFINITION),
    )
    axioms = parts.at(document.data, "permitted_axioms")
    allowed = parts.texts(document.data, "permitted_axioms") if axioms is not None else None
    return Source("comparator", path, nodes, document.problems, allowed_axioms=allowed)


def _nodes(document: Document, key: str, kind: Kind) -> tuple[SourceNode, ...]:
    return tuple(
        SourceNode(
            label=name.name,
            kind=kind,
            word=str(kind),
            place=name.place,
            title=name.name,
            decls=(name,),
            module=parts.text(document.data, "solution_module"),
            challenge=parts.text(document.data, "challenge_module"),
        )
        for name in parts.named(document, (key,))
    )
