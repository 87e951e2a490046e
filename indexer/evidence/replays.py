"""`catalogue/replays/`: what other checkers said, bound to the sources they said it of.

One JSON file for each report that was imported, written by machine.  It holds which theorems or
modules were accepted and which refused, by which tool and version, who ran it, the commit, and for
every module concerned a digest of all that it is made from.  Where that is not what is at hand, the
report counts for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from indexer.base.closures import reached
from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.evidence.fresh import Key, ModuleOrigin, origins
from indexer.evidence.sealed import Sealed, SealError
from indexer.scan.records import Index, Ref

FOLDER = "replays"
SCHEMA = 1


class Replay(Struct, frozen=True, rename={"is_deep": "deep"}):
    """A report that was imported.

    `names` are theorems of the project that were accepted (or, by a tool that `replays` nothing,
    that use these axioms) and `modules` those accepted as a whole; `refused` gives names or modules
    with the reason; with `is_deep` all that these rest on was accepted too, in whichever module;
    `bound` is the digest of what each module concerned was made from, and `commit`
    where that was.  `trouble` says why a file counts for nothing.
    """

    file: str
    project: str
    tool: str
    version: str = ""
    by: str = ""
    commit: str = ""
    replays: bool = True
    is_deep: bool = False
    kernels: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    bound: Mapping[str, str] = field(default_factory=dict)
    report: str = ""
    trouble: str = ""


_FORM = Sealed(Replay, SCHEMA, outside=("file", "trouble"))


def binding(origin: ModuleOrigin) -> str:
    """A digest of all that a module is made from: its source and those below, the packages, what
    the lakefile has Lean called with, and the Lean that is asked for."""
    text = "\0".join((origin.digest, origin.settings, origin.wanted))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def bindings(index: Index) -> dict[Key, str]:
    """The digest of every module of an index whose origin is wholly known."""
    return {key: binding(origin) for key, origin in origins(index).items() if origin.is_told}


class Replays:
    """All reports of a catalogue, held against the sources at hand."""

    def __init__(self, replays: Iterable[Replay], index: Index) -> None:
        self.all = tuple(replays)
        known = origins(index) if self.all else {}
        self._now = {key: binding(o) for key, o in known.items() if o.is_told}
        self._imports = {key: origin.imports for key, origin in known.items()}

    def is_of(self, replay: Replay, module: str) -> bool:
        """Whether a report is of exactly the sources that a module is made from now."""
        then = replay.bound.get(module)
        return not replay.trouble and then == self._now.get((replay.project, module), "")

    def accepting(self, ref: Ref) -> Iterator[Replay]:
        """The reports in which a kernel accepted a declaration as it stands."""
        for replay in self._of(ref):
            named = ref.name in replay.names or ref.module in replay.modules
            whole = replay.is_deep or self._beneath(ref) <= {*replay.modules, ref.module}
            if replay.replays and named and whole and not self._refusal(replay, ref):
                yield replay

    def _beneath(self, ref: Ref) -> set[str]:
        """The modules of the projects that a declaration may rest on, its own among them."""
        keys = reached([(ref.project, ref.module)], lambda key: self._imports.get(key, ()))
        return {module for _, module in keys}

    def refusing(self, ref: Ref) -> Iterator[tuple[Replay, str]]:
        """The reports in which a declaration as it stands was refused, with the reason."""
        for replay in self._of(ref):
            reason = self._refusal(replay, ref)
            if reason:
                yield replay, reason

    def axioms(self, ref: Ref) -> Iterator[tuple[Replay, tuple[str, ...]]]:
        """The reports that found axioms under a declaration as it stands, with these."""
        for replay in self._of(ref):
            if ref.name in replay.names:
                yield replay, replay.names[ref.name]

    def stale(self) -> Iterator[tuple[Replay, str]]:
        """The reports of which something counts for nothing, with the reason."""
        for replay in self.all:
            other = [m for m in replay.bound if not self.is_of(replay, m)]
            if replay.trouble:
                yield replay, replay.trouble
            elif other:
                more = f" and {len(other) - 1} more" if len(other) > 1 else ""
                yield replay, f"it is of other sources of {min(other)}{more}"

    def _of(self, ref: Ref) -> Iterator[Replay]:
        for replay in self.all:
            if replay.project == ref.project and self.is_of(replay, ref.module):
                yield replay

    @staticmethod
    def _refusal(replay: Replay, ref: Ref) -> str:
        return replay.refused.get(ref.name) or replay.refused.get(ref.module, "")


# --- files ----------------------------------------------------------------------------------------


def load_replays(catalogue: Path) -> tuple[Replay, ...]:
    """Read `replays/` under the catalogue folder; () when there is none.  Raises InputError when a
    file cannot be read at all."""
    shown = f"{catalogue.name}/{FOLDER}"
    return read_replays(read_written(catalogue / FOLDER, ".json", shown))


def read_replays(files: Mapping[str, bytes]) -> tuple[Replay, ...]:
    """The same from the content of files, by their paths below `replays/`."""
    return tuple(_parse(path, files[path]) for path in sorted(files))


def write_replay(catalogue: Path, replay: Replay, gone: Iterable[str] = ()) -> None:
    """Write a report's file, and remove the files `gone`.  Raises as `Folder` does."""
    with Folder.open(catalogue / FOLDER, make=True) as folder:
        folder.write(replay.file, render(replay))
        for name in gone:
            if name != replay.file:
                folder.remove(name)


def render(replay: Replay) -> bytes:
    """The bytes of a report's file; the same report gives the same bytes."""
    return _FORM.write(replay)


def _parse(path: str, data: bytes) -> Replay:
    try:
        return _FORM.read(data, file=path)
    except SealError as error:
        return Replay(path, "", "", trouble=str(error))
