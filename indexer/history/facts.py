"""What a file's text holds, blob by blob: each is scanned once, in whatever commits it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path

from indexer.base.errors import LeancatError
from indexer.base.git import Objects
from indexer.base.progress import Progress
from indexer.base.workers import spread
from indexer.history.records import Counts, FileFacts
from indexer.lean.records import Declaration, Module
from indexer.scan.cache import Cache
from indexer.scan.loader import scan_bytes

_BATCH = 25  # blobs that a worker scans before it answers
_ROUND = 400  # blobs that are scanned before they are stored: what an interruption may lose

DEFINES = frozenset({"def", "abbrev", "structure", "class", "inductive", "instance", "opaque"})
"""The kinds that are counted as definitions."""


class Kept(StrEnum):
    """The parts of the cache that history keeps."""

    FILE = "history-file"
    POINT = "history-point"
    COVERAGE = "history-coverage"


def facts_of(
    top: Path,
    blobs: Mapping[str, str],
    words: Sequence[tuple[str, str]],
    cache: Path | None,
    jobs: int,
    progress: Progress,
) -> dict[str, FileFacts]:
    """The facts of the blobs (name → a path it stands at, for messages) of the repository `top`,
    scanned with the declaration keywords `words` of the project's own beside Lean's.  A blob that
    is missing or too large has no facts."""
    with Cache(cache, repr(["history", *words])) as kept:
        known = {name: _decoded(data) for name, data in kept.load(blobs, Kept.FILE).items()}
        rest = [name for name in blobs if name not in known]
        for at in range(0, len(rest), _ROUND):
            progress(at, len(rest))
            fresh = dict(_scanned(top, {n: blobs[n] for n in rest[at : at + _ROUND]}, words, jobs))
            kept.store((name, {Kept.FILE: _encoded(facts)}) for name, facts in fresh.items())
            known |= fresh
    return known


def _scanned(
    top: Path, blobs: Mapping[str, str], words: Sequence[tuple[str, str]], jobs: int
) -> Iterator[tuple[str, FileFacts]]:
    names = list(blobs)
    batches = [names[at : at + _BATCH] for at in range(0, len(names), _BATCH)]
    task = partial(_scan, Objects(top), blobs, dict(words))
    for found in spread(task, batches, min(jobs, len(batches))):
        yield from found


def _scan(
    objects: Objects, blobs: Mapping[str, str], words: Mapping[str, str], names: Iterable[str]
) -> list[tuple[str, FileFacts]]:
    found = []
    for name in names:
        try:
            data = objects.read(name, blobs[name])
        except LeancatError:
            continue
        module = scan_bytes(data, path=blobs[name], name="", extra=words)
        found.append((name, _facts(module)))
    return found


def _facts(module: Module) -> FileFacts:
    kinds = [kind for declaration in module.declarations for kind in _kinds(declaration)]
    counts = Counts(
        modules=1,
        declarations=len(kinds),
        theorems=kinds.count("theorem"),
        definitions=sum(kind in DEFINES for kind in kinds),
        axioms=kinds.count("axiom"),
        sorries=len(module.sorries),
        diagnostics=len(module.diagnostics),
    )
    return FileFacts(counts, module.keywords, module.unknown)


def _kinds(declaration: Declaration) -> Iterator[str]:
    """The kinds of what a declaration declares: itself, and its helpers."""
    if not declaration.after_exit:
        yield declaration.kind
        yield from (helper[1] for helper in declaration.helpers)


def _encoded(facts: FileFacts) -> bytes:
    return json.dumps([asdict(facts.counts), facts.keywords, facts.unknown]).encode()


def _decoded(data: bytes) -> FileFacts:
    counts, keywords, unknown = json.loads(data)
    return FileFacts(Counts(**counts), tuple(keywords), tuple(unknown))


Facts = Callable[[str], FileFacts | None]
"""The facts of a blob by its name; None for one that could not be read."""
