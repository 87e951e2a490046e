"""`blueprint/lean_decls`: a list of names, one a line, as leanblueprint writes it."""

from __future__ import annotations

from indexer.base.documents import MAX_BYTES, decode
from indexer.base.errors import InputError, Problem
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.sources.records import Kind, Named, Source, SourceNode

PATH = "blueprint/lean_decls"


def find(files: Files) -> str | None:
    """The file's path, None where there is none."""
    return PATH if files.exists(PATH) else None


def read(files: Files, path: str = PATH) -> Source:
    """A node for each name, the first time that it is listed."""
    try:
        data = files.read(path)
        if len(data) > MAX_BYTES:
            raise InputError(Problem(f"larger than {MAX_BYTES:,} bytes", path, 1, 0))
        text = decode(data, path)
    except InputError as error:
        return Source("lean_decls", path, (), tuple(error.problems))
    nodes: dict[str, SourceNode] = {}
    for number, line in enumerate(text.split("\n"), 1):
        name, place = line.strip(), Place(path, number, 0)
        if name:
            node = SourceNode(name, Kind.THEOREM, "name", place, name, decls=(Named(name, place),))
            nodes.setdefault(name, node)
    return Source("lean_decls", path, tuple(nodes.values()))
