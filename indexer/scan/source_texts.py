"""Index → source texts, read when they are asked for and only while they are what was scanned."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from indexer.base.errors import InputError
from indexer.base.files import DiskFiles, Files
from indexer.lake.records import Project
from indexer.scan.records import Index, Ref

_KEPT = 256  # texts that are kept: of a large tree all are half a gigabyte


def texts(index: Index, files: Mapping[str, Files] | None = None) -> Callable[[Ref], str | None]:
    """The source text of the module a declaration stands in, read when it is asked for.

    `files` gives for each project where to read from (default: the disk).  None comes for a module
    that cannot be read, or whose source is not what was scanned any more.
    """
    modules = {(p.project.id, m.name): (p.project, m) for p in index.projects for m in p.modules}
    on_disk = cache(lambda root: DiskFiles(Path(root)))

    @lru_cache(maxsize=_KEPT)
    def read(project: Project, path: str, expected: str) -> str | None:
        try:
            given = files.get(project.id) if files else None
            data = (given or on_disk(project.root)).read(path)
        except InputError:
            return None
        if hashlib.sha256(data).hexdigest() != expected:
            return None
        return data.decode("utf-8", "replace")

    def text(ref: Ref) -> str | None:
        project, module = modules[ref.project, ref.module]
        return read(project, module.path, module.sha256)

    return text
