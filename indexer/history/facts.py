"""What a file's text holds, blob by blob: each is scanned once, in whatever commits it stands."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

from indexer.base.errors import LeancatError
from indexer.base.git_tree import Objects
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
    STATEMENTS = "history-statements"
    POINT = "history-point"
    COVERAGE = "history-coverage"
    CHANGES = "history-changes"


@dataclass(frozen=True, slots=True)
class Blobs:
    """Objects to be read: name → a path that it stands at, for messages; all of the repository
    `top` but for those that `homes` names."""

    top: Path
    paths: Mapping[str, str]
    homes: Mapping[str, Path] = field(default_factory=dict)


def facts_of(
    blobs: Blobs,
    words: Sequence[tuple[str, str]],
    cache: Path | None,
    jobs: int,
    progress: Progress,
) -> dict[str, FileFacts]:
    """The facts of blobs, scanned with the declaration keywords `words` of the project's own beside
    Lean's.  A blob that is missing or too large has no facts."""
    found = _known(blobs, Kept.FILE, words, cache, jobs, progress)
    return {name: _decoded(data) for name, data in found}


def statements_of(
    blobs: Blobs, cache: Path | None, jobs: int, progress: Progress
) -> dict[str, Mapping[str, str]]:
    """What the declarations of blobs say: name → a digest of the statement's words."""
    found = _known(blobs, Kept.STATEMENTS, (), cache, jobs, progress)
    return {name: json.loads(data) for name, data in found}


def _known(
    blobs: Blobs,
    part: Kept,
    words: Sequence[tuple[str, str]],
    cache: Path | None,
    jobs: int,
    progress: Progress,
) -> Iterator[tuple[str, bytes]]:
    """One part of the blobs: what is kept, and what has to be scanned, which is kept then."""
    with Cache(cache, repr(["history", *words])) as kept:
        known = kept.load(blobs.paths, part)
        yield from known.items()
        rest = [name for name in blobs.paths if name not in known]
        for at in range(0, len(rest), _ROUND):
            progress(at, len(rest))
            fresh = list(_scanned(blobs, rest[at : at + _ROUND], words, jobs))
            kept.store(fresh)
            yield from ((name, parts[part]) for name, parts in fresh)


_Scanned = tuple[str, Mapping[Kept, bytes]]


def _scanned(
    blobs: Blobs, names: Sequence[str], words: Sequence[tuple[str, str]], jobs: int
) -> Iterator[_Scanned]:
    for home in dict.fromkeys(blobs.homes.get(name, blobs.top) for name in names):
        here = [name for name in names if blobs.homes.get(name, blobs.top) == home]
        batches = [here[at : at + _BATCH] for at in range(0, len(here), _BATCH)]
        paths = {name: blobs.paths[name] for name in here}
        task = partial(_scan, Objects(home), paths, dict(words))
        for found in spread(task, batches, min(jobs, len(batches))):
            yield from found


def _scan(
    objects: Objects, paths: Mapping[str, str], words: Mapping[str, str], names: Iterable[str]
) -> list[_Scanned]:
    found: list[_Scanned] = []
    for name in names:
        try:
            data = objects.read(name, paths[name])
        except LeancatError:
            continue
        module = scan_bytes(data, path=paths[name], name="", extra=words)
        said = dict(_statements(module, data.decode("utf-8", "replace")))
        parts = {Kept.FILE: _encoded(_facts(module)), Kept.STATEMENTS: json.dumps(said).encode()}
        found.append((name, parts))
    return found


_COMMENT = re.compile(r"/-.*?-/|--[^\n]*", re.DOTALL)


def _statements(module: Module, text: str) -> Iterator[tuple[str, str]]:
    """The named declarations and digests of what they say, whatever the layout and comments."""
    for declaration in module.declarations:
        if declaration.name and declaration.kind != "example":
            said = _COMMENT.sub(" ", text[declaration.signature : declaration.body])
            words = " ".join(said.split()).encode("utf-8", "surrogatepass")
            yield declaration.name, hashlib.sha256(words).hexdigest()[:12]


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
        yield from (helper.kind for helper in declaration.helpers)


def _encoded(facts: FileFacts) -> bytes:
    return json.dumps([asdict(facts.counts), facts.keywords, facts.unknown]).encode()


def _decoded(data: bytes) -> FileFacts:
    counts, keywords, unknown = json.loads(data)
    return FileFacts(Counts(**counts), tuple(keywords), tuple(unknown))


Facts = Callable[[str], FileFacts | None]
"""The facts of a blob by its name; None for one that could not be read."""
