"""lakefile.toml → what a package builds; and the record that lakefile.lean is read into as well.

Facts are from Lake's own sources (Lake/Load/Toml, Lake/Config/LeanLibConfig, Lake/Config/Glob).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.base.documents import Document, Route, parse_toml
from indexer.base.errors import InputError
from indexer.lake.options import Options, bare, of_table, settings, unclear
from indexer.lake.records import Dependency, Library
from indexer.lean import names
from indexer.lean.records import Diagnostic


@dataclass(frozen=True, slots=True)
class Lakefile:
    """What a lakefile says.  `src_dir`s of the libraries are relative to the package's folder.

    `build_dirs` are the folders for build output and packages it names.  `settings` is a digest of
    what it has Lean called with, `unclear` what of that text does not tell, in words.
    """

    name: str = ""
    libraries: tuple[Library, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    build_dirs: tuple[str, ...] = ()
    understood: bool = True
    diagnostics: tuple[Diagnostic, ...] = ()
    options: Options = ()
    settings: str = ""
    unclear: tuple[str, ...] = ()


def library(
    name: str,
    *,
    src_dir: str = ".",
    roots: Sequence[str] | None = None,
    globs: Sequence[str] | None = None,
    default: bool = False,
    executable: bool = False,
) -> Library:
    """A library with Lake's defaults: roots are its name, globs its roots."""
    roots = tuple(roots) if roots is not None else (name,)
    return Library(
        name=name,
        src_dir=posixpath.normpath(src_dir or "."),
        roots=roots,
        globs=tuple(globs) if globs is not None else roots,
        default=default,
        executable=executable,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics in order of place."""
    return tuple(sorted(diagnostics, key=lambda d: (d.line, d.column)))


def lake_name(text: str) -> str:
    """A name as Lake reads it from text: parsed where it is one, else a single component."""
    parts = names.split(text)
    if all(names.is_identifier(p) or "«" in text for p in parts):
        return names.join(parts)
    return names.join([text])


# --- lakefile.toml --------------------------------------------------------------------------------


def read_toml(text: str, path: str) -> Lakefile:
    """A lakefile.toml; what is malformed or of the wrong type becomes a diagnostic."""
    try:
        document = parse_toml(text, path)
    except InputError as error:
        problem = error.problems[0]
        found = Diagnostic("lakefile", problem.message, problem.line or 1, problem.column or 0)
        return Lakefile(understood=False, diagnostics=(found,))
    return _TomlReader(document).read(text)


class _TomlReader:
    """Reads fields of a table, with a diagnostic where a value is not what Lake takes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []

    def read(self, text: str) -> Lakefile:
        table = self.document.data
        src_dir = self.text((), table, "srcDir") or "."
        defaults = {_target(t) for t in self.texts((), table, "defaultTargets") or ()}
        libraries = [
            self.library(way, entry, src_dir, defaults, executable=kind == "lean_exe")
            for kind in ("lean_lib", "lean_exe")
            for way, entry in self.tables((), table, kind)
        ]
        requires = [self.require(way, entry) for way, entry in self.tables((), table, "require")]
        build_dirs = [self.text((), table, key) for key in ("buildDir", "packagesDir")]
        if not libraries:
            self.complain((), "no-library", "no lean_lib and no lean_exe: Lake builds nothing here")
        return Lakefile(
            name=bare(self.text((), table, "name") or ""),
            libraries=tuple(item for item in libraries if item.name),
            dependencies=tuple(item for item in requires if item.name),
            build_dirs=tuple(d for d in build_dirs if d),
            understood=not any(d.code == "lakefile" for d in self.diagnostics),
            diagnostics=in_order(self.diagnostics),
            options=of_table(table),
            settings=settings(table),
            unclear=unclear(table, text),
        )

    def library(
        self,
        way: Route,
        table: Mapping[str, Any],
        src_dir: str,
        defaults: set[str],
        *,
        executable: bool,
    ) -> Library:
        name = lake_name(self.required(way, table, "name"))
        root = self.text(way, table, "root") if executable else None
        roots = [root] if root else None if executable else self.texts(way, table, "roots")
        globs = None if executable else self.texts(way, table, "globs")
        return library(
            name,
            src_dir=posixpath.join(src_dir, self.text(way, table, "srcDir") or "."),
            roots=None if roots is None else [lake_name(r) for r in roots],
            globs=None if globs is None else [_glob(g) for g in globs],
            default=name in defaults,
            executable=executable,
        )

    def require(self, way: Route, table: Mapping[str, Any]) -> Dependency:
        git = table.get("git")
        source = table.get("source")
        source = source if isinstance(source, dict) else {}
        url = git.get("url") if isinstance(git, dict) else git or source.get("url")
        path = self.text(way, table, "path") or source.get("dir")
        revision = self.text(way, table, "rev") or source.get("rev")
        version = self.text(way, table, "version")
        return Dependency(
            name=lake_name(self.required(way, table, "name")),
            path=path if isinstance(path, str) else None,
            url=url if isinstance(url, str) else None,
            revision=revision if isinstance(revision, str) else version,
        )

    def required(self, way: Route, table: Mapping[str, Any], key: str) -> str:
        value = self.text(way, table, key)
        if value is None and key not in table:
            self.complain(way, "lakefile", f"{way[0]} without {key}")
        return value or ""

    def text(self, way: Route, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value
        self.complain((*way, key), "lakefile", f"{key} must be text")
        return None

    def texts(self, way: Route, table: Mapping[str, Any], key: str) -> list[str] | None:
        """A list of texts; Lake takes a single one for a list of one."""
        value = table.get(key)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return items
        self.complain((*way, key), "lakefile", f"{key} must be a list of texts")
        return None

    def tables(
        self, way: Route, table: Mapping[str, Any], key: str
    ) -> Iterator[tuple[Route, Mapping[str, Any]]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain((*way, key), "lakefile", f"{key} must be tables: [[{key}]]")
            return
        for number, item in enumerate(value):
            yield (*way, key, number), item

    def complain(self, way: Route, code: str, message: str) -> None:
        place = self.document.key_place(way)
        self.diagnostics.append(Diagnostic(code, message, place.line, place.column))


def _target(text: str) -> str:
    """The target a default-target text names: `@pkg/Lib:shared` is `Lib`."""
    return lake_name(re.split(r":", text, maxsplit=1)[0].rpartition("/")[2])


def _glob(text: str) -> str:
    """`N`, `N.+` or `N.*`."""
    if text.endswith((".+", ".*")):
        return lake_name(text[:-2]) + text[-2:]
    return lake_name(text)
