"""What a Lake package is, as far as text tells."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.lean.records import Diagnostic


@dataclass(frozen=True, slots=True)
class Library:
    """A `lean_lib` or `lean_exe`: where its modules live and which of them are built.

    `src_dir` is relative to the project's root. `roots` are module names; `globs` are as written
    (`N`, `N.+`, `N.*`); `default` tells whether a plain `lake build` builds it.
    """

    name: str
    src_dir: str
    roots: tuple[str, ...]
    globs: tuple[str, ...]
    default: bool = True
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """A required package: by `path` (relative to the project) or by `url` and `revision`."""

    name: str
    path: str | None = None
    url: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A Lake package as far as text tells. `root` is an absolute path, `id` the catalogue's name.

    `understood` is false when the lakefile is a Lean program whose libraries could not be read;
    then `libraries` is a guess and every file below the root counts as reachable.
    """

    id: str
    root: str
    name: str
    toolchain: str | None = None
    libraries: tuple[Library, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    understood: bool = True
    extra_keywords: tuple[str, ...] = ()
    diagnostics: tuple[tuple[str, Diagnostic], ...] = ()  # (path of the file, diagnostic)
    build_dirs: tuple[str, ...] = ()  # folders below the root that hold output or fetched packages
    options: tuple[tuple[str, str], ...] = ()  # Lean options that the lakefile sets: (name, value)
    settings: str = ""  # a digest of all that the lakefile has Lean called with; "" for nothing
    # what the lakefile may hand to Lean that text does not tell, in words: an option that is
    # computed, a plugin
    unclear: tuple[str, ...] = ()
