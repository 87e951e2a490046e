"""A folder with Lean files → `Project`: what it builds, which files are its own, what is reachable.

Nothing of a project is ever run.  Files come through `Files`, so that a project can be read from a
git revision as well as from disk.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from indexer.base.closures import components, reached
from indexer.base.documents import decode
from indexer.base.errors import InputError
from indexer.base.files import DiskFiles, Files
from indexer.lake.lakefile_toml import Lakefile, library, read_toml
from indexer.lake.records import Dependency, Library, Project
from indexer.lean import names
from indexer.lean.records import Diagnostic, Module
from indexer.lean.syntax.lexer import REFUSED

LAKEFILES = ("lakefile.lean", "lakefile.toml")  # Lake takes the first of the two
_BUILD_DIRS = (".lake", "lake-packages", "build")
_MAX_BYTES = 2_000_000
_TOOLCHAIN = re.compile(r"\S{1,200}")


def find_projects(folder: Path) -> tuple[Path, ...]:
    """The folders of all Lake packages at and below `folder`, sorted.

    Hidden folders, build output and packages fetched by Lake are not looked into, links to folders
    not followed.  Raises InputError when there is no such folder.
    """
    root = folder.resolve()
    return tuple(sorted(root / p for p in project_folders(DiskFiles(root))))


def project_folders(files: Files) -> tuple[str, ...]:
    """The folders of all Lake packages among `files`, sorted; "" is the root."""
    packages = _package_folders(files.paths())
    foreign = _Foreign(packages, (), frozenset(_fetched(files, packages)))
    return tuple(sorted(p for p in packages if not foreign.holds(p) and not _is_hidden(p)))


def _fetched(files: Files, packages: Iterable[str]) -> Iterator[str]:
    """The folders of packages that Lake fetched: those of a manifest, in the folder that it, or the
    lakefile, names for packages."""
    for folder in packages:
        manifest = posixpath.join(folder, "lake-manifest.json")
        if not files.exists(manifest):
            continue
        fetched, places, _ = _read_manifest(_Below(files, folder))
        for place in places:
            for package in fetched:
                if package.url:
                    path = posixpath.join(folder, place, *names.split(package.name))
                    yield posixpath.normpath(path)


class _Below:
    """The files below a folder, as far as reading single ones goes."""

    def __init__(self, files: Files, folder: str) -> None:
        self._files = files
        self._folder = folder

    def paths(self) -> Iterable[str]:
        """Nobody asks for these."""
        return ()

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self._files.read(posixpath.join(self._folder, path))

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._files.exists(posixpath.join(self._folder, path))


def has_lean_files(folder: Path) -> bool:
    """Whether there is any .lean file at or below `folder`, hidden folders aside."""
    return any(
        path.endswith(".lean") and not _is_hidden(posixpath.dirname(path))
        for path in DiskFiles(folder).paths()
    )


def read_project(
    root: Path,
    *,
    id: str,
    roots: Sequence[str] = (),
    keywords: Sequence[str] = (),
    files: Files | None = None,
) -> Project:
    """The Lake package in the folder `root`, or a plain folder of Lean files.

    `id` is the catalogue's name for it.  `roots` are library roots that replace what the lakefile
    says; `keywords` are extra declaration keywords ("word" or "word=kind").  `files` is where to
    read from (default: the disk).  What is not understood becomes a diagnostic; raises InputError
    when there is no such folder.
    """
    files = files or DiskFiles(root)
    path, lakefile, diagnostics = _read_lakefile(files)
    packages, build_dirs, found = _read_manifest(files)
    libraries = lakefile.libraries
    understood = lakefile.understood
    if roots:
        libraries = (library(roots[0], roots=roots, default=True),)
        understood = True
    return Project(
        id=id,
        root=str(root.resolve()),
        name=lakefile.name or id,
        toolchain=_toolchain(files),
        libraries=libraries,
        dependencies=_merged(lakefile.dependencies, packages),
        understood=understood,
        extra_keywords=tuple(keywords),
        diagnostics=(
            *((path, d) for d in (*diagnostics, *lakefile.diagnostics)),
            *((path, _remark("unclear", f"not understood: {what}")) for what in lakefile.unclear),
            *found,
        ),
        build_dirs=(*lakefile.build_dirs, *build_dirs),
        options=lakefile.options,
        settings=lakefile.settings,
        unclear=lakefile.unclear,
    )


def module_files(project: Project, files: Files | None = None) -> tuple[tuple[str, str], ...]:
    """All .lean files that are the project's own: (path below its root, module name), by path.

    Files outside every library (Main.lean, scripts, tests) are among them; packages in folders of
    their own, build output and lakefiles are not.
    """
    files = files or DiskFiles(Path(project.root))
    paths = sorted(files.paths())
    nested = _nested_packages(paths, project.libraries)
    foreign = _Foreign({"", *nested}, project.build_dirs, nested)
    found = [
        (path, _module_of(path, project.libraries))
        for path in paths
        if path.endswith(".lean")
        and (not path.startswith("../") or _is_member(path, project.libraries))
        and posixpath.basename(path) not in LAKEFILES
        and not foreign.holds(posixpath.dirname(path))
    ]
    here = [_members(lib) for lib in project.libraries if lib.src_dir == "."]
    elsewhere = [(lib.src_dir, _members(lib)) for lib in project.libraries if lib.src_dir != "."]

    def taken(path: str, name: str) -> bool:
        """Whether a library has its module of that name elsewhere, or nowhere, so that nothing can
        import this one: Lake looks for A in src/A.lean, and A.lean is no module of the library."""
        folders = [folder for folder, members in elsewhere if name in members]
        if not folders or any(path.startswith(f"{folder}/") for folder in folders):
            return False
        return not any(name in members for members in here)

    return tuple((path, f"«{path}»" if taken(path, name) else name) for path, name in found)


def module_name(path: str) -> str:
    """The module name of a file, from its path below the source folder."""
    return ".".join(map(_component, path.removesuffix(".lean").split("/")))


@cache
def _component(part: str) -> str:
    return f"«{part}»" if part.isdigit() else names.escape(part)


def reachable(project: Project, imports: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The modules that some library or executable of the project builds.

    `imports` gives what each module of the project imports; other modules in it are passed over.
    Everything counts as reachable when the lakefile was not understood.
    """
    if not project.understood:
        return frozenset(imports)
    built = [_Globs(lib.globs) for lib in project.libraries]
    roots = [name for globs in built for name in imports if name in globs]
    return frozenset(reached(roots, lambda name: filter(imports.__contains__, imports[name])))


def holds(project: Project, module: str) -> bool:
    """Whether a module belongs to one of the project's libraries; any does where the lakefile was
    not understood."""
    return not project.understood or any(module in _members(lib) for lib in project.libraries)


def unbuildable(
    project: Project, imports: Mapping[str, Iterable[str]], refused: Mapping[str, str] | None = None
) -> tuple[tuple[str, str], ...]:
    """The modules that Lean cannot build, each with the reason: those whose text it refuses
    (`refused`: module → reason), import cycles, modules of the project's own libraries that are not
    there, and whatever imports such a one."""
    found = dict(refused or {})
    if not project.understood:
        return tuple(sorted(found.items()))
    own = {name: [i for i in imported if i in imports] for name, imported in imports.items()}
    members = [_members(lib) for lib in project.libraries]
    for group in components(own):
        inside = frozenset(group) if len(group) > 1 or group[0] in own[group[0]] else frozenset()
        for name in sorted(group):
            reason = _trouble(members, imports, name, inside, found)
            if reason and name not in found:
                found[name] = reason
    return tuple(sorted(found.items()))


def refused(modules: Iterable[Module]) -> dict[str, str]:
    """The modules whose text Lean refuses, each with where and why; what stands after an `#exit`
    it does not read."""
    found: dict[str, str] = {}
    for module in modules:
        for error in module.diagnostics:
            read = module.exit_line is None or error.line < module.exit_line
            if error.code in REFUSED and read and module.name not in found:
                what = f"{REFUSED[error.code]} in line {error.line}"
                found[module.name] = f"Lean refuses {module.path}: {what}"
    return found


def _trouble(
    members: Sequence[_Globs],
    imports: Mapping[str, Iterable[str]],
    name: str,
    inside: frozenset[str],
    found: Mapping[str, str],
) -> str | None:
    for imported in imports[name]:
        if imported in inside:
            others = ", ".join(sorted(inside - {name})[:3])
            return f"its module {name} imports itself" + (f", by way of {others}" if others else "")
        if imported in found:
            return f"its module {name} imports {imported}, which Lean cannot build"
        if imported not in imports and any(imported in globs for globs in members):
            return f"its module {name} imports {imported}, which is not there"
    return None


# --- reading --------------------------------------------------------------------------------------


def _read_lakefile(files: Files) -> tuple[str, Lakefile, tuple[Diagnostic, ...]]:
    """The path of the lakefile in force, what it says, and remarks of our own."""
    present = [path for path in LAKEFILES if files.exists(path)]
    if not present:
        message = "no lakefile: every file counts as built"
        return ".", Lakefile(understood=False, diagnostics=(_remark("no-lakefile", message),)), ()
    path = present[0]
    remarks: tuple[Diagnostic, ...] = ()
    if len(present) == 2:
        message = "lakefile.toml is here too; Lake takes lakefile.lean"
        remarks = (_remark("two-lakefiles", message),)
    try:
        text = _text(files, path)
    except InputError as error:
        found = _remark("lakefile", error.problems[0].message)
        return path, Lakefile(understood=False, diagnostics=(found,)), remarks
    if not path.endswith(".lean"):
        return path, read_toml(text, path), remarks
    from indexer.lake.lakefile_lean import read_lean

    return path, read_lean(text), remarks


def _remark(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, 1, 0)


def _text(files: Files, path: str) -> str:
    data = files.read(path)
    if len(data) > _MAX_BYTES:
        raise InputError(f"larger than {_MAX_BYTES:,} bytes")
    return decode(data, path)


def _toolchain(files: Files) -> str | None:
    if not files.exists("lean-toolchain"):
        return None
    try:
        match = _TOOLCHAIN.search(_text(files, "lean-toolchain"))
    except InputError:
        return None
    return match[0] if match else None


_Manifest = tuple[tuple[Dependency, ...], tuple[str, ...], tuple[tuple[str, Diagnostic], ...]]


def _read_manifest(files: Files) -> _Manifest:
    """lake-manifest.json: packages with their revisions, the packages folder, diagnostics."""
    path = "lake-manifest.json"
    if not files.exists(path):
        return (), (), ()
    try:
        data = json.loads(_text(files, path))
    except (InputError, ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1) - 1
        found = Diagnostic("manifest", f"cannot be read: {error}", line, column)
        return (), (), ((path, found),)
    folder = _str(data, "packagesDir")
    packages = data.get("packages") if isinstance(data, dict) else None
    listed = packages if isinstance(packages, list) else []
    dependencies = (_package(entry) for entry in listed if isinstance(entry, dict))
    return tuple(d for d in dependencies if d.name), (folder,) if folder else (), ()


def _package(entry: Mapping[str, Any]) -> Dependency:
    """One package of a manifest; before version 7 its fields stood below "git" or "path"."""
    for key in ("git", "path"):
        if isinstance(entry.get(key), dict):
            entry = entry[key]
    return Dependency(
        name=names.canonical(_str(entry, "name")),
        path=_str(entry, "dir") or None,
        url=_str(entry, "url") or None,
        revision=_str(entry, "rev") or None,
    )


def _str(data: Any, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _merged(required: Sequence[Dependency], locked: Sequence[Dependency]) -> tuple[Dependency, ...]:
    """What is required, as the manifest fixes it where it does; then what those require."""
    fixed = {d.name: d for d in locked}
    direct = {d.name: fixed.get(d.name, d) for d in required}
    return (*direct.values(), *(d for d in locked if d.name not in direct))


# --- files and modules ----------------------------------------------------------------------------


def _package_folders(paths: Iterable[str]) -> set[str]:
    """The folders that hold a lakefile; "" is the root."""
    return {posixpath.dirname(p) for p in paths if posixpath.basename(p) in LAKEFILES}


def _nested_packages(paths: Iterable[str], libraries: Sequence[Library]) -> set[str]:
    """Folders that are packages of their own; not one that a library of ours lives in."""
    sources = {lib.src_dir for lib in libraries}
    return {
        folder
        for folder in _package_folders(paths) - {""}
        if not any(source == folder or source.startswith(folder + "/") for source in sources)
    }


class _Foreign:
    """Tells which folders hold nothing of a package's own; each folder is judged once.

    These are build output and packages fetched by Lake, `build_dirs` or of the usual names right
    below one of the `packages`, and the folders in `others`, with all that is below them.
    """

    def __init__(
        self, packages: Collection[str], build_dirs: Iterable[str], others: Collection[str] = ()
    ) -> None:
        self._packages = packages
        self._folders = {posixpath.normpath(folder) for folder in build_dirs} | set(others)
        self._known = {"": False}

    def holds(self, folder: str) -> bool:
        """Whether `folder` or one above it is foreign; "" (the root) never is."""
        asked = folder
        chain = []
        while folder not in self._known:
            chain.append(folder)
            folder = posixpath.dirname(folder)
        verdict = self._known[folder]
        for inner in reversed(chain):
            verdict = verdict or inner in self._folders or self._is_output(inner)
            self._known[inner] = verdict
        return self._known[asked]

    def _is_output(self, folder: str) -> bool:
        above, name = posixpath.split(folder)
        return name in _BUILD_DIRS and above in self._packages


def _is_hidden(folder: str) -> bool:
    return any(part.startswith(".") for part in folder.split("/"))


def _is_member(path: str, libraries: Sequence[Library]) -> bool:
    """Whether a file outside the project is one of its libraries' modules."""
    return any(
        path.startswith(f"{lib.src_dir}/")
        and module_name(path[len(lib.src_dir) + 1 :]) in _members(lib)
        for lib in libraries
    )


def _module_of(path: str, libraries: Sequence[Library]) -> str:
    """The module a file is: as the library sees it that holds it, else from its whole path.

    Where source folders stand in one another, the innermost one counts whose library knows the
    module; if none does, the innermost.
    """
    folders = {lib.src_dir for lib in libraries if path.startswith(lib.src_dir + "/")}
    if not folders:
        return module_name(path)
    choices = []
    for folder in (".", *folders):
        name = module_name(path if folder == "." else path[len(folder) + 1 :])
        local = any(lib.src_dir == folder and name in _members(lib) for lib in libraries)
        choices.append((local, len(folder) if folder != "." else 0, name))
    return max(choices)[2]


@cache
def _members(lib: Library) -> _Globs:
    """The modules that belong to a library: those below a root, and those matched by a glob."""
    return _Globs((*(f"{root}.*" for root in lib.roots), *lib.globs))


class _Globs:
    """The modules that Lake's globs match: `N`, `N.+` (submodules), `N.*` (those and itself)."""

    def __init__(self, globs: Iterable[str]) -> None:
        globs = tuple(globs)
        self._names = frozenset(g.removesuffix(".*") for g in globs if not g.endswith(".+"))
        self._prefixes = tuple(g[:-1] for g in globs if g.endswith((".*", ".+")))

    def __contains__(self, module: str) -> bool:
        return module in self._names or module.startswith(self._prefixes)
