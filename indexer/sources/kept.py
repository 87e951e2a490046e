"""What a source said when its files were read last, which holds as long as they say the same.

To cut a large blueprint's TeX into nodes takes longer than all else that a check of it does.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from pylatexenc.version import version_str

from indexer import __version__
from indexer.base.files import DiskFiles, Files
from indexer.base.watched import Asked, Watched, still
from indexer.scan.cache import PROGRAM, Cache, sources_hash
from indexer.sources.records import Source

Read = Callable[[Files, str], Source]
"""How a source is read: the files of a repository, and the source's first one."""


class _Known(msgspec.Struct, frozen=True):
    """A source, and what was asked of the files to read it."""

    asked: Asked
    source: Source


def kept(read: Read, files: Files, path: str, cache: Path | None) -> Source:
    """The source that begins in a file, from the cache where nothing of it changed."""
    if cache is None or not isinstance(files, DiskFiles):
        return read(files, path)
    programs = (sources_hash(PROGRAM), __version__, sys.version, version_str)
    basis = hashlib.sha256("|".join(programs).encode())
    question = f"source {files.root} {path}"
    try:
        with Cache(cache) as remembered:
            data = remembered.answer(question, basis.hexdigest())
        known = msgspec.msgpack.decode(data, type=_Known) if data else None
    except (msgspec.MsgspecError, UnicodeEncodeError):  # of another msgspec; a name that is no text
        known = None
    if known is not None and still(files, known.asked):
        return known.source
    watched = Watched(files)
    source = read(watched, path)
    try:
        data = msgspec.msgpack.encode(_Known(watched.all(), source))
        with Cache(cache) as remembered:
            remembered.remember_answer(question, basis.hexdigest(), data)
    except UnicodeEncodeError:
        pass
    return source
