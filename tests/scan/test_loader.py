"""Scanning files: each is in the result or among the unread, in the same order on any machine."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from indexer.app.tree import scan_tree
from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.claims.records import Catalogue, Config, ProjectEntry
from indexer.cli import main
from indexer.lake.records import Dependency, Project
from indexer.scan import loader
from indexer.scan.loader import SourceFile, scan_bytes, scan_sources, with_folders
from indexer.scan.options import ScanOptions
from indexer.scan.serialization import ModulePart, encode
from tests.golden import Golden

TREE = {
    "lakefile.toml": 'name = "demo"\n[[lean_lib]]\nname = "Demo"\nsrcDir = "src"\n',
    "src/Demo.lean": "import Demo.Basic\n",
    "src/Demo/Basic.lean": (
        "/-! About this file. -/\n"
        "namespace Demo\n"
        "/-- A doc comment. -/\n"
        "theorem one : 1 = 1 := rfl\n"
        "private def two := 2\n"
        "instance : Inhabited Nat := ⟨0⟩\n"
        "theorem hole : 1 = 1 := by\n  sorry\n"
        "def f (n : Nat) : Nat := g n\nwhere\n  g (n : Nat) : Nat := sorry\n"
        "end Demo\nend Other\n"
    ),
    "scripts/Tool.lean": "def main : IO Unit := pure ()\n#exit\ntheorem never : False := sorry\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project."""
    for path, text in TREE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


@dataclass(frozen=True, slots=True)
class _Result:
    exit_code: object
    stdout: str
    stderr: str


def _run(*words: str) -> _Result:
    """`leancat scan` as people run it, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["leancat", "scan", "--no-cache", *words])
        with pytest.raises(SystemExit) as end:
            main()
    return _Result(end.value.code, out.getvalue(), err.getvalue())


@pytest.mark.slow
def test_several_processes_say_what_one_does(tmp_path: Path) -> None:
    text = TREE["src/Demo/Basic.lean"].partition("end Other")[0]
    for number in range(4):
        repeated = "".join(text.replace("Demo", f"N{at}") for at in range(99))
        remark = "-- " + "words " * 250_000 + "\n"
        (tmp_path / f"M{number}.lean").write_text(repeated + remark, "utf-8")
    # in a process of its own: beside the threads of a test runner nothing is forked
    code = "from indexer.cli import main; main()"
    command = [sys.executable, "-c", code, "scan", str(tmp_path), "--no-cache"]
    said = [
        subprocess.run([*command, "--format", "jsonl", "--jobs", jobs], stdout=subprocess.PIPE)
        for jobs in ("1", "3")
    ]
    assert said[0].returncode == said[1].returncode == 0
    assert said[0].stdout.count(b"N98.one") == 4
    assert said[0].stdout == said[1].stdout


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_what_scan_prints(tree: Path, golden: Golden, form: str) -> None:
    result = _run("--format", form, str(tree))
    assert result.exit_code == 0
    golden.check(f"scan.{form}", result.stdout)
    if form == "json":
        lines = _run("--format", "jsonl", str(tree)).stdout.splitlines()
        assert json.loads(result.stdout) == list(map(json.loads, lines))


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_the_number_of_jobs_changes_nothing(
    tree: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "_POOL_FROM", 0)  # so that two processes are worth their start
    monkeypatch.setattr(loader, "_CHUNK", 1)
    one, two = (_run("--format", form, "--jobs", jobs, str(tree)) for jobs in "12")
    assert one.stdout
    assert one.stdout == two.stdout


def test_one_file(tree: Path) -> None:
    result = _run("--format", "jsonl", str(tree / "src" / "Demo" / "Basic.lean"))
    first = json.loads(result.stdout.splitlines()[0])
    assert (first["type"], first["path"]) == ("module", "Basic.lean")


def test_several_paths_and_an_extra_keyword(tree: Path) -> None:
    (tree / "scripts" / "More.lean").write_text("conjecture c : True := sorry\n")
    result = _run(
        "--keyword", "conjecture", "--format", "jsonl", str(tree / "src"), str(tree / "scripts")
    )
    assert '"name": "c", "kind": "theorem"' in result.stdout


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: root / "absent", "there is no such file or folder"),
        (lambda root: root, "there are no .lean files here"),
    ],
    ids=["absent", "empty"],
)
def test_nothing_to_scan(tmp_path: Path, make: object, message: str) -> None:
    assert callable(make)
    result = _run(str(make(tmp_path)))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_cannot_be_read_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = DiskFiles.read

    def forbidden(files: DiskFiles, path: str) -> bytes:
        if path.endswith("Basic.lean"):
            raise InputError(Problem("cannot be read: Permission denied", path=path))
        return read(files, path)

    monkeypatch.setattr(DiskFiles, "read", forbidden)
    result = _run("--jobs", "1", str(tree))
    assert result.exit_code == 2
    assert "src/Demo/Basic.lean: " in result.stderr
    assert "Permission denied" in result.stderr
    assert "2 modules" in " ".join(result.stdout.split())


def test_a_file_that_went_away_is_unread(tree: Path) -> None:
    modules, unread = scan_sources(
        DiskFiles(tree),
        [SourceFile("Gone.lean", "Gone"), SourceFile("src/Demo.lean", "Demo")],
        jobs=1,
    )
    assert [m.path for m in modules] == ["src/Demo.lean"]
    assert [u.path for u in unread] == ["Gone.lean"]


def test_a_link_that_leads_round_in_a_circle_ends(tree: Path) -> None:
    (tree / "src" / "Loop.lean").symlink_to("Loop.lean")
    (tree / "src" / "Up").symlink_to("..")
    scanned, unread = scan_tree(tree, ModulePart.SUMMARY, ScanOptions(jobs=1))
    assert len(scanned) == len(TREE) - 1
    assert not unread


def test_results_come_in_the_order_asked_for(tree: Path) -> None:
    paths = ["src/Demo.lean", "scripts/Tool.lean", "src/Demo/Basic.lean"]
    modules, _ = scan_sources(DiskFiles(tree), [SourceFile(p, p) for p in paths], jobs=1)
    assert [m.path for m in modules] == paths


def test_a_keyword_defined_in_one_file_is_known_in_the_others(tree: Path) -> None:
    (tree / "src" / "Words.lean").write_text(
        'macro "conjecture" n:declId s:declSig : command => `(theorem $n $s := sorry)\n'
    )
    (tree / "src" / "Use.lean").write_text("conjecture c : True\n")
    modules, _ = scan_sources(
        DiskFiles(tree / "src"),
        [SourceFile("Use.lean", "Use"), SourceFile("Words.lean", "Words")],
        jobs=1,
    )
    assert [(d.name, d.kind) for d in modules[0].declarations] == [("c", "theorem")]


@pytest.mark.parametrize(
    ("data", "names", "codes"),
    [
        (b"\xef\xbb\xbftheorem a : True := sorry\n", ["a"], ["byte-order-mark"]),
        (b"theorem a : True := sorry\r\ntheorem b : True :=\r\n  sorry\r\n", ["a", "b"], []),
        (b"theorem\ta\t:\tTrue := by\n\tsorry\n", ["a"], ["tab"]),
        (b"-- \xff\ntheorem a : True := sorry\n", ["a"], ["not-utf-8"]),
        (b"theorem a : True := \x00 sorry\ntheorem b : True := sorry\n", ["a", "b"], []),
        (b"", [], []),
        (b"\n\n", [], []),
        (b"theorem a : True := sorry", ["a"], []),
    ],
    ids=["bom", "crlf", "tabs", "not utf-8", "nul", "empty", "blank", "no newline"],
)
def test_bytes_of_all_kinds(data: bytes, names: list[str], codes: list[str]) -> None:
    module = scan_bytes(data, path="A.lean", name="A")
    assert [d.name for d in module.declarations] == names
    assert [s.owner for s in module.sorries] == names
    assert [g.code for g in module.diagnostics] == codes


def test_the_place_of_what_is_not_utf_8() -> None:
    module = scan_bytes("-- ä\n-- öö".encode() + b"\xff", path="A.lean", name="A")
    assert (module.diagnostics[0].line, module.diagnostics[0].column) == (2, 5)


@pytest.mark.slow
def test_a_large_file() -> None:
    count = 40_000
    text = "".join(
        f"/-- doc {n} -/\ntheorem t{n} (x : Nat) : x + {n} = {n} + x := by\n  simp [Nat.add_comm]\n"
        for n in range(count)
    )
    module = scan_bytes(text.encode(), path="A.lean", name="A")
    assert len(module.declarations) == count
    assert module.declarations[-1].line == 3 * count - 1


@pytest.mark.parametrize("name", ["a", "a" * 100_000])
def test_names_do_not_grow_with_the_depth_they_stand_in(name: str) -> None:
    text = f"namespace {name}\n" * 3 + "namespace b\n" * 20_000 + "def x := 1\n" * 1_000
    module = scan_bytes(text.encode(), path="A.lean", name="A")
    assert [d.code for d in module.diagnostics] == ["namespace-too-long"]
    assert max(len(d.name) for d in module.declarations) < 1_000
    without = structs.replace(module, declarations=())
    assert len(encode(without, ModulePart.RECORDS)) < 10 * len(text)


def test_a_quoted_name_somewhere_changes_no_other() -> None:
    text = "-- «\ntheorem use : S := .hole' (.«a b» «c»)\n"
    (found,) = scan_bytes(text.encode(), path="A.lean", name="A").declarations
    assert found.body_names == (".hole'", ".«a b»", "c")


def test_a_source_folder_beside_the_project_is_read(tmp_path: Path) -> None:
    """Lake follows `srcDir = "../common"`; only what the library has there is the project's."""
    root = tmp_path / "app"
    (root / "catalogue").mkdir(parents=True)
    (tmp_path / "common/Shared").mkdir(parents=True)
    lakefile = 'name = "app"\n[[lean_lib]]\nname = "Shared"\nsrcDir = "../common"\n'
    (root / "lakefile.toml").write_text(lakefile)
    (tmp_path / "common/Shared.lean").write_text("import Shared.A\n")
    (tmp_path / "common/Shared/A.lean").write_text("theorem a : 1 = 1 := rfl\n")
    (tmp_path / "common/Other.lean").write_text("theorem b : 1 = 1 := rfl\n")
    catalogue = Catalogue(str(root / "catalogue"), Config(projects=(ProjectEntry("p", ".."),)))
    (found,) = loader.load_index(catalogue, jobs=1).projects
    assert [module.name for module in found.modules] == ["Shared", "Shared.A"]
    assert found.reachable == {"Shared", "Shared.A"}


def test_a_required_folder_has_a_digest_of_what_it_holds_for_its_revision(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "X.lean").write_text("")
    needs = (Dependency("b", "../b"), Dependency("c", "../c"), Dependency("d", "../d"))
    project = Project("a", str(tmp_path / "a"), "a", dependencies=needs)
    config = Config(projects=(ProjectEntry("a", "../a"), ProjectEntry("b", "../b")))
    catalogue = Catalogue(str(tmp_path / "catalogue"), config)

    def revisions() -> list[str | None]:
        return [d.revision for d in with_folders(project, catalogue, DiskFiles).dependencies]

    own, digest, absent = revisions()
    assert (own, absent) == (None, None)  # the catalogue's own projects are scanned anyway
    assert digest
    (tmp_path / "b" / "X.lean").write_text("-- other")
    (tmp_path / "c" / "readme").write_text("not built from")
    assert revisions() == [own, digest, absent]
    (tmp_path / "c" / "X.lean").write_text("-- other")
    assert revisions()[1] not in (None, digest)
