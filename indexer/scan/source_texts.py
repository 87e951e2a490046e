"""Index → source texts, read when they are asked for and only while they are what was scanned."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from indexer.base.errors import InputError
from indexer.base.files import DiskFiles, Files
from indexer.scan.records import Index, Ref

_KEPT = 256  # texts that are kept: of a large tree all are half a gigabyte


def texts(index: Index, files: Mapping[str, Files] | None = None) -> Callable[[Ref], str | None]:
    """The source text of the module a declaration stands in, read when it is asked for.

    `files` gives for each project where to read from (default: the disk).  None comes for a module
    that cannot be read, or whose source is not what was scanned any more.
    """
    modules = {(p.project.id, m.name): m for p in index.projects for m in p.modules}
    disks = {p.project.id: DiskFiles(Path(p.project.root)) for p in index.projects}
    given = {**disks, **(files or {})}

    @lru_cache(maxsize=_KEPT)
    def read(project: str, path: str, expected: str) -> str | None:
        try:
            data = given[project].read(path)
        except InputError:
            return None
        if hashlib.sha256(data).hexdigest() != expected:
            return None
        return data.decode("utf-8", "replace")

    def text(ref: Ref) -> str | None:
        module = modules[ref.project, ref.module]
        return read(ref.project, module.path, module.sha256)

    return text
