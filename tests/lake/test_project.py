"""Lake projects read as text: lakefiles, manifests, module names, and what a build reaches."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base.errors import InputError
from indexer.lake.lakefile_lean import read_lean
from indexer.lake.lakefile_toml import read_toml
from indexer.lake.project import (
    find_projects,
    has_lean_files,
    module_files,
    module_name,
    project_folders,
    reachable,
    read_project,
)
from indexer.lake.records import Dependency, Library, Project
from tests.cases import cases, read_case
from tests.folders import FIXTURES

LAKEFILES = FIXTURES / "lakefile"


def _tree(root: Path, *paths: str, **contents: str) -> Path:
    """Empty files below `root`; and lakefile.toml or lakefile.lean with the given text."""
    texts = dict.fromkeys(paths, "")
    texts |= {f"lakefile.{ending}": text for ending, text in contents.items()}
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def _modules(root: Path) -> dict[str, str]:
    return dict(module_files(read_project(root, id="p")))


def _libraries(**globs: str) -> Project:
    libraries = tuple(Library(n, ".", (n,), tuple(g.split())) for n, g in globs.items())
    return Project("p", "/", "p", libraries=libraries)


# --- lakefiles ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", cases(LAKEFILES), ids=lambda path: path.stem)
def test_lakefile(source: Path, tmp_path: Path, update_golden: bool) -> None:
    case = read_case(source)
    case.write(tmp_path)
    actual = _shown(read_project(tmp_path, id="the-id"))
    case.check(actual, update=update_golden)


def _shown(project: Project) -> str:
    understood = "" if project.understood else " (not understood)"
    lines = [f"package {project.name}{understood}"]
    lines += [f"toolchain {project.toolchain}"] if project.toolchain else []
    lines += [_library(lib) for lib in project.libraries]
    lines += [_dependency(d) for d in project.dependencies]
    lines += [f"output {folder}" for folder in project.build_dirs]
    lines += [f"{p}:{d.line}:{d.column + 1}: {d.code}: {d.message}" for p, d in project.diagnostics]
    return "".join(f"{line}\n" for line in lines)


def _library(lib: Library) -> str:
    kind = "executable" if lib.executable else "library"
    default = ", default" if lib.default else ""
    roots, globs = " ".join(lib.roots), " ".join(lib.globs)
    return f"{kind} {lib.name} in {lib.src_dir}: roots {roots}; globs {globs}{default}"


def _dependency(d: Dependency) -> str:
    parts = [d.name, d.path and f"path {d.path}", d.url, d.revision and f"at {d.revision}"]
    return "requires " + " ".join(part for part in parts if part)


def test_roots_can_be_given(tmp_path: Path) -> None:
    _tree(tmp_path, "A/B.lean", lean="package a\nlean_lib A where\n  globs := computed\n")
    project = read_project(tmp_path, id="a", roots=("A.B", "C"), keywords=("conjecture",))
    assert project.understood
    assert project.libraries == (Library("A.B", ".", ("A.B", "C"), ("A.B", "C")),)
    assert project.extra_keywords == ("conjecture",)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_project(tmp_path / "absent", id="p")


def test_a_lakefile_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "lakefile.toml").write_bytes(b"name = \xff")
    project = read_project(tmp_path, id="p")
    ((path, found),) = project.diagnostics
    assert (path, project.understood) == ("lakefile.toml", False)
    assert found.message == "not UTF-8: byte 0xff at offset 7"


def test_a_toolchain_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "lean-toolchain").write_bytes(b"\xff")
    assert read_project(tmp_path, id="p").toolchain is None


_WORDS = (
    "package lean_lib lean_exe require where := { } [ ] #[ ( ) ⟨ ⟩ @[ ] , ; `A `A.B .one "
    '.submodules globs roots srcDir root name "x" / @ git from then do meta if else'
).split()


@given(
    text=st.text(max_size=80)
    | st.lists(st.sampled_from([*_WORDS, "\n"]), max_size=30).map(" ".join)
)
def test_any_text_is_a_lakefile(text: str) -> None:
    for lakefile in (read_lean(text), read_toml(text, "lakefile.toml")):
        assert all(lib.name for lib in lakefile.libraries)
        assert lakefile.understood or lakefile.diagnostics


# --- files and module names -----------------------------------------------------------------------


def test_all_own_files_are_listed(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        "A.lean", "A/B.lean", "Main.lean", "scripts/tool.lean", "test/«x»/Y.lean", "notes.md",
        ".lake/packages/mathlib/Mathlib.lean", ".lake/build/A.lean", "lake-packages/std/Std.lean",
        "build/lib/A.lean", "A/build/C.lean",
        toml="[[lean_lib]]\nname = 'A'\n",
    )  # fmt: skip
    assert list(_modules(tmp_path)) == [
        "A.lean", "A/B.lean", "A/build/C.lean", "Main.lean", "scripts/tool.lean", "test/«x»/Y.lean",
    ]  # fmt: skip


def test_folders_that_the_project_names_are_output(tmp_path: Path) -> None:
    _tree(tmp_path, "A.lean", "out/A.lean", "deps/std/Std.lean", toml="buildDir = './out/'\n")
    (tmp_path / "lake-manifest.json").write_text('{"packagesDir": "deps"}')
    assert list(_modules(tmp_path)) == ["A.lean"]


def test_a_package_inside_is_not_ours(tmp_path: Path) -> None:
    _tree(tmp_path, "A.lean", "docs/lakefile.toml", "docs/Docs.lean", "docs/in/X.lean", toml="")
    assert list(_modules(tmp_path)) == ["A.lean"]
    assert list(_modules(tmp_path / "docs")) == ["Docs.lean", "in/X.lean"]


def test_a_package_inside_is_ours_where_a_library_of_ours_lives(tmp_path: Path) -> None:
    _tree(
        tmp_path, "sub/lakefile.toml", "sub/S.lean", "other/lakefile.lean", "other/O.lean",
        toml="[[lean_lib]]\nname = 'S'\nsrcDir = 'sub'\n",
    )  # fmt: skip
    assert _modules(tmp_path) == {"sub/S.lean": "S"}


def test_module_names_follow_the_source_folders(tmp_path: Path) -> None:
    _tree(
        tmp_path, "src/A.lean", "src/A/B.lean", "test/T.lean", "src/test/In.lean", "Z/Out.lean",
        lean="""
package p where srcDir := "src"
lean_lib A
lean_lib T where srcDir := "../test"
lean_lib In where srcDir := "test"
""",
    )  # fmt: skip
    assert _modules(tmp_path) == {
        "Z/Out.lean": "Z.Out",
        "src/A.lean": "A",
        "src/A/B.lean": "A.B",
        "src/test/In.lean": "In",
        "test/T.lean": "T",
    }


def test_source_folders_in_one_another(tmp_path: Path) -> None:
    """A file belongs to the library that knows its module, whichever folder lies deeper."""
    _tree(
        tmp_path, "A.lean", "A/B.lean", "A/C.lean",
        toml="[[lean_lib]]\nname = 'A'\n[[lean_lib]]\nname = 'C'\nsrcDir = 'A'\n",
    )  # fmt: skip
    assert _modules(tmp_path) == {"A.lean": "A", "A/B.lean": "A.B", "A/C.lean": "C"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("A/B.lean", "A.B"),
        ("my-proofs/x.y.lean", "«my-proofs».«x.y»"),
        ("1018.lean", "«1018»"),
        ("α/β'.lean", "α.β'"),
        ("a b/C.lean", "«a b».C"),
        ("sorry.lean", "sorry"),
    ],
)
def test_module_name(path: str, name: str) -> None:
    assert module_name(path) == name


def test_links_neither_leave_nor_loop(tmp_path: Path) -> None:
    root = _tree(tmp_path / "p", "A.lean", "sub/B.lean", toml="")
    _tree(tmp_path / "outside", "Secret.lean")
    (root / "loop").symlink_to(root)
    (root / "away").symlink_to(tmp_path / "outside")
    (root / "Away.lean").symlink_to(tmp_path / "outside" / "Secret.lean")
    (root / "Inside.lean").symlink_to("sub/B.lean")
    assert list(_modules(root)) == ["A.lean", "Inside.lean", "sub/B.lean"]


def test_files_can_come_from_elsewhere() -> None:
    class Memory:
        texts: Mapping[str, str] = {
            "lakefile.toml": "name = 'm'\n[[lean_lib]]\nname = 'A'\n",
            "lean-toolchain": "v4\n",
            "A.lean": "",
        }

        def paths(self) -> list[str]:
            return sorted(self.texts)

        def read(self, path: str) -> bytes:
            return self.texts[path].encode()

        def exists(self, path: str) -> bool:
            return path in self.texts

    project = read_project(Path("/nowhere"), id="m", files=Memory())
    assert (project.name, project.toolchain) == ("m", "v4")
    assert module_files(project, Memory()) == (("A.lean", "A"),)


# --- finding projects -----------------------------------------------------------------------------


def test_projects_are_found_at_any_depth(tmp_path: Path) -> None:
    _tree(
        tmp_path, "lakefile.toml", "b/lakefile.lean", "a/deep/lakefile.toml", "c/lakefile.txt",
        ".hidden/lakefile.toml", "b/.lake/packages/x/lakefile.toml", "b/build/y/lakefile.toml",
        "b/lake-packages/z/lakefile.lean", "build/w/lakefile.toml",
    )  # fmt: skip
    found = [p.relative_to(tmp_path.resolve()).as_posix() for p in find_projects(tmp_path)]
    assert found == [".", "a/deep", "b"]


def test_a_folder_is_named_build_only_below_a_package(tmp_path: Path) -> None:
    _tree(tmp_path, "build/lakefile.toml")
    assert [p.name for p in find_projects(tmp_path)] == ["build"]


def test_deep_folders_are_no_danger() -> None:
    class Deep:
        def paths(self) -> list[str]:
            return ["d/" * 5000 + "lakefile.toml", "d/" * 5000 + "A.lean"]

        def read(self, path: str) -> bytes:
            raise AssertionError(path)

        def exists(self, path: str) -> bool:
            return path in self.paths()

    assert project_folders(Deep()) == (("d/" * 5000).rstrip("/"),)
    project = Project("p", "/", "p")
    assert module_files(project, Deep()) == ()


def test_has_lean_files(tmp_path: Path) -> None:
    _tree(tmp_path, ".elan/A.lean", "a/notes.md")
    assert not has_lean_files(tmp_path)
    _tree(tmp_path, "a/b/A.lean")
    assert has_lean_files(tmp_path)


# --- what a build reaches -------------------------------------------------------------------------

IMPORTS = {
    "A": ("A.B", "Init"),
    "A.B": ("A.C.D",),
    "A.C": (),
    "A.C.D": ("A.B",),
    "A.Orphan": ("A",),
    "AB": (),
    "Main": ("A.Orphan",),
}


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        ("A", "A A.B A.C.D"),
        ("A.*", "A A.B A.C A.C.D A.Orphan"),
        ("A.+", "A A.B A.C A.C.D A.Orphan"),
        ("A.C.+", "A.B A.C.D"),
        ("A.C.*", "A.B A.C A.C.D"),
        ("Main", "A A.B A.C.D A.Orphan Main"),
        ("A.C AB", "A.C AB"),
        ("Absent", ""),
        ("", ""),
    ],
)
def test_reachable(globs: str, expected: str) -> None:
    assert reachable(_libraries(A=globs), IMPORTS) == frozenset(expected.split())


def test_reachable_by_several_libraries() -> None:
    assert reachable(_libraries(A="A.C", B="AB"), IMPORTS) == {"A.C", "AB"}


def test_everything_is_reachable_where_the_lakefile_was_not_understood() -> None:
    project = Project("p", "/", "p", understood=False)
    assert reachable(project, IMPORTS) == frozenset(IMPORTS)


def test_a_long_chain_of_imports_is_no_danger() -> None:
    chain = {f"A{n}": (f"A{n + 1}",) for n in range(20_000)}
    assert len(reachable(_libraries(A="A0"), chain)) == 20_000
