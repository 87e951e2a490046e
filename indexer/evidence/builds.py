"""Compiled modules on disk: where they lie, and whether they were made from the sources at hand.

A clock is poor evidence, so Lake's trace is asked first: it names source, imports and result by
their hashes.  Without one, a file must at least not be older than what it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.base.files import MOST_COMPILED_BYTES, read_file
from indexer.lake.records import Dependency, Project
from indexer.lean import names
from indexer.lean.compiled.olean import parts_of
from indexer.lean.compiled.trace import Trace, file_hash, read_trace, text_hash
from indexer.lean.records import Module

_LIBRARIES = (".lake/build/lib/lean", ".lake/build/lib", "build/lib/lean", "build/lib")


def find_builds(project: Project) -> tuple[Path, ...]:
    """The folder in which Lake, of this or an earlier version, leaves a project's modules: where
    the lakefile says, else in its usual places.  Only a folder inside the project counts."""
    root = Path(project.root).resolve()
    named = [f"{folder}/lib{tail}" for folder in project.build_dirs for tail in ("/lean", "")]
    found = [root / folder for folder in (*named, *_LIBRARIES) if (root / folder).is_dir()]
    return tuple(f for f in found if f.resolve().is_relative_to(root))[:1]


def find_olean(folders: Iterable[Path], module: str) -> Path | None:
    """The `.olean` of a module in the first folder that has it."""
    for folder in folders:
        path = folder.joinpath(*names.split(module))
        olean = path.with_name(f"{path.name}.olean")
        if olean.is_file() and olean.resolve().is_relative_to(folder.resolve()):
            return olean
    return None


def brought_by(project: Project, module: str) -> Dependency | None:
    """The package that has a module's source or .olean on disk; None when none has."""
    root = Path(project.root)
    tail = Path(*names.split(module))
    places = ["", "src", *_LIBRARIES]
    for dependency in project.dependencies:
        packages = [root / folder / dependency.name for folder in package_folders(project)]
        for folder in [root / dependency.path] if dependency.path else packages:
            files = [folder / place / tail for place in places]
            if any(
                f.with_name(f.name + end).is_file() for f in files for end in (".lean", ".olean")
            ):
                return dependency
    return None


def package_folders(project: Project) -> tuple[str, ...]:
    """The folders that may hold fetched packages."""
    return (*project.build_dirs, ".lake/packages", "lake-packages")


@dataclass(frozen=True, slots=True)
class BuiltModule:
    """A compiled module and what tells its origin.

    `made` and `source_made` are times of last change in nanoseconds; `trace` is Lake's, when it
    tells the inputs; `parts` are the file hashes of the `.olean` files.
    """

    olean: Path
    module: Module
    made: int
    source_made: int
    source_hash: int
    trace: Trace | None
    parts: tuple[int, ...]
    copy_sha256: str | None


def look_at(olean: Path, project: Project, module: Module) -> BuiltModule:
    """Gather what tells the origin of a compiled module. Raises OSError when a file is
    gone, and InputError for one that is none to read."""
    source = Path(project.root) / module.path
    copy = olean.with_suffix(".lean")
    trace = read_trace(olean.with_suffix(".trace"))
    parts = parts_of(olean)
    copied = copy.is_file()
    return BuiltModule(
        olean=olean,
        module=module,
        made=min(part.stat().st_mtime_ns for part in parts),
        source_made=(copy if copied else source).stat().st_mtime_ns,
        source_hash=text_hash(read_file(source)) if trace else 0,
        trace=trace,
        parts=tuple(file_hash(read_file(part, MOST_COMPILED_BYTES)) for part in parts)
        if trace
        else (),
        copy_sha256=hashlib.sha256(read_file(copy)).hexdigest() if copied else None,
    )


def objection(build: BuiltModule, imports: Mapping[str, BuiltModule]) -> str | None:
    """Why a compiled module cannot count as made from the sources at hand; None when it can.

    `imports` are the project modules it imports, which themselves must be without objection.
    """
    own = _own_objection(build)
    if own:
        return own
    for name, imported in imports.items():
        if build.trace and imported.trace:
            if not _saw(build.trace, name, imported):
                return f"it was compiled after another build of {name}"
        elif build.made < imported.made:
            return f"{name} was built after it"
    return None


def _own_objection(build: BuiltModule) -> str | None:
    if build.trace:
        if build.trace.source != build.source_hash:
            return "its source changed since it was built"
        if build.parts != build.trace.outputs[: len(build.parts)]:
            return "its .olean is not the one that Lake recorded"
        return None
    if build.copy_sha256 is not None and build.copy_sha256 != build.module.sha256:
        return "it was built from another text"
    if build.made < build.source_made:
        return "its source is newer, and no trace of Lake tells what it was built from"
    return None


def _saw(trace: Trace, name: str, imported: BuiltModule) -> bool:
    """Whether a trace names the very artifacts that an import has now, and what lies below them."""
    told = trace.imports.get(name)
    if told is None or imported.trace is None:
        return False
    public = [i.name for i in imported.module.imports if i.public]
    return (
        told.artifacts in imported.trace.artifact_hashes()
        and told.below in imported.trace.below_hashes(public) | {None}
    )
