"""The gate in real repositories: what a row of git and leancat commands ends with."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.app import gating
from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.cli import cli, main
from tests.repos import Repo

LAKEFILE = 'name = "rope"\ndefaultTargets = ["Rope"]\n\n[[lean_lib]]\nname = "Rope"\n'
CONFIG = 'schema = 1\n[[projects]]\nid = "rope"\npath = ".."\n'
CLAIMS = """\
schema: 1
family: {id: rope, title: RoPE}
claims:
  - {id: rope.isometry, title: An isometry, backing: [{decl: Rope.rot}]}
  - {id: rope.relative, title: Relative positions, backing: [{decl: Rope.relative}]}
"""
ROT = "theorem Rope.rot (n : Nat) : n = n := rfl\n"
RELATIVE = "import Rope.Rot\n\ntheorem Rope.relative : 1 = 1 := Rope.rot 1\n"
OLD = "theorem Rope.old (a : Nat) : a + 0 = a := by sorry\n"
FILES = {
    "lakefile.toml": LAKEFILE,
    "lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "Rope.lean": "import Rope.Rot\nimport Rope.Relative\nimport Rope.Old\n",
    "Rope/Rot.lean": ROT,
    "Rope/Relative.lean": RELATIVE,
    "Rope/Old.lean": OLD,
    "catalogue/leancat.toml": CONFIG,
    "catalogue/claims/rope.yaml": CLAIMS,
}


@cache
def accepted() -> dict[str, str]:
    """The files, with what `leancat accept` writes of the sorry in them; it is asked once."""
    with TemporaryDirectory() as made:
        folder = Path(made).resolve()
        Repo(folder, init=False).write(FILES)
        arguments = ["accept", "Rope.old", "--reason", "known", "--no-cache"]
        where = ["--catalogue", f"{folder}/catalogue"]
        done = CliRunner().invoke(cli, [*arguments, *where], env={"CI": None})  # as its author
        assert done.exit_code == 0, done.output
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


SORRY_A = {"Rope/Rot.lean": ROT + "theorem Rope.a : 2 = 2 := by sorry\n"}
SORRY_B = {"Rope/Relative.lean": RELATIVE + "theorem Rope.b : 3 = 3 := by sorry\n"}


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def told(self) -> list[tuple[str, str, str]]:
        """The findings of `--format json` that are not merely known."""
        found = self.json["findings"]
        rows = [(f["rule"], f["state"], f["declaration"] or f["path"]) for f in found]
        return [row for row in rows if row[1] != "known"]


class Leancat:
    """Runs leancat in a folder, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._patch = monkeypatch
        self._capture = capfd

    def __call__(self, folder: Path, *arguments: str) -> Ran:
        self._patch.chdir(folder)
        self._patch.setattr(sys, "argv", ["leancat", *arguments])
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        said = self._capture.readouterr()
        assert "Traceback" not in said.err, said.err
        return Ran(int(ended.value.code or 0), said.out, said.err)

    def check(self, repo: Repo, *arguments: str) -> Ran:
        return self(repo.folder, "check", "--format", "json", *arguments)

    def accept(self, repo: Repo, *arguments: str) -> None:
        ran = self(repo.folder, "accept", *arguments, "--reason", "known")
        assert ran.code == 0, ran.err


@pytest.fixture
def leancat(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Leancat:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache.sqlite"))
    return Leancat(monkeypatch, capfd)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one accepted sorry, committed."""
    made = Repo(tmp_path / "repo")
    made.write(accepted())
    made.commit("start")
    return made


# --- one change ----------------------------------------------------------------------------------


def test_nothing_new(repo: Repo, leancat: Leancat) -> None:
    assert leancat.check(repo).code == 0
    ran = leancat.check(repo, "--base", "HEAD")
    assert (ran.code, ran.told()) == (0, [])


@pytest.mark.parametrize("base", [(), ("--base", "HEAD")], ids=["baseline", "base"])
def test_a_new_sorry_fails_with_its_claims(
    repo: Repo, leancat: Leancat, base: tuple[str, ...]
) -> None:
    repo.write({"Rope/Rot.lean": ROT.replace("rfl", "by\n  sorry")})
    ran = leancat.check(repo, *base)
    assert ran.code == 1
    first = ran.json["findings"][0]
    assert (first["path"], first["line"], first["column"]) == ("Rope/Rot.lean", 2, 2)
    assert first["claims"] == ["rope.isometry", "rope.relative"]
    assert ran.json["summary"]["headline"] == "2/2 → 0/2"


def test_report_only_reports(repo: Repo, leancat: Leancat) -> None:
    repo.write(SORRY_A)
    ran = leancat.check(repo, "--report-only")
    assert (ran.code, ran.told()) == (0, [("new-sorry", "new", "Rope.a")])


def test_renaming_a_file_passes(repo: Repo, leancat: Leancat) -> None:
    repo.git("mv", "Rope/Old.lean", "Rope/Renamed.lean")
    repo.write({"Rope.lean": FILES["Rope.lean"].replace("Old", "Renamed")})
    assert leancat.check(repo).code == 0
    ran = leancat.check(repo, "--base", "HEAD")
    assert (ran.code, ran.told()) == (0, [])


def test_renaming_a_declaration_passes_and_prune_follows(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Old.lean": OLD.replace("Rope.old", "Rope.renamed")})
    ran = leancat.check(repo)
    assert (ran.code, ran.told()) == (0, [("new-sorry", "moved", "Rope.renamed")])
    pruned = leancat(repo.folder, "prune")
    assert pruned.out == "renamed: Rope.old is Rope.renamed now\n"
    ran = leancat.check(repo)
    assert (ran.code, ran.told()) == (0, [])


def test_splitting_a_sorry_passes(repo: Repo, leancat: Leancat) -> None:
    split = OLD.replace("by sorry", "by\n" + "  · sorry\n" * 5)
    repo.write({"Rope/Old.lean": split})
    assert leancat.check(repo).code == leancat.check(repo, "--base", "HEAD").code == 0


def test_fixing_one_and_adding_another_fails(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Old.lean": OLD.replace("by sorry", "rfl"), **SORRY_B})
    assert leancat.check(repo).told() == [
        ("new-sorry", "new", "Rope.b"),
        ("baseline-stale", "stale", "Rope.old"),
    ]


def test_a_changed_statement_fails(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Old.lean": OLD.replace("a + 0 = a", "a + 1 = a")})
    for ran in (leancat.check(repo), leancat.check(repo, "--base", "HEAD")):
        assert (ran.code, ran.told()) == (1, [("new-sorry", "new", "Rope.old")])
    leancat.accept(repo, "Rope.old")
    assert leancat.check(repo).code == 0
    assert len(list((repo.folder / "catalogue/baseline/rope").iterdir())) == 1


def test_fixed_entries_fail_until_pruned(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Old.lean": OLD.replace("by sorry", "rfl")})
    ran = leancat.check(repo)
    assert (ran.code, ran.told()) == (1, [("baseline-stale", "stale", "Rope.old")])
    dry = leancat(repo.folder, "prune", "--dry-run")
    assert (dry.code, dry.out) == (0, "would be dropped: Rope.old\n")
    assert leancat(repo.folder, "prune").out == "dropped: Rope.old\n"
    assert leancat.check(repo).code == 0
    assert leancat(repo.folder, "prune").out == "nothing to prune\n"


def test_a_removed_claim_fails_against_a_base(repo: Repo, leancat: Leancat) -> None:
    repo.write({"catalogue/claims/rope.yaml": CLAIMS.rsplit("  - ", 1)[0]})
    assert leancat.check(repo).code == 0
    ran = leancat.check(repo, "--base", "HEAD")
    assert ran.code == 1
    assert ran.json["summary"]["headline"] == "2/2 → 1/1"
    assert [rule for rule, *_ in ran.told()] == ["claim-removed"]


@pytest.mark.parametrize("whose", ["the package's", "the library's"])
def test_a_source_folder_that_holds_no_module_fails(
    repo: Repo, leancat: Leancat, whose: str
) -> None:
    """Lake looks for Rope in src/Rope.lean, and what lies beside src is no module of it."""
    line, table = 'srcDir = "src"\n', "\n[[lean_lib]]"
    of_all = LAKEFILE.replace(table, line + table)
    repo.write({"lakefile.toml": of_all if whose == "the package's" else LAKEFILE + line})
    ran = leancat.check(repo, "--base", "HEAD")
    assert ran.code == 1
    assert {rule for rule, _, _ in ran.told()} >= {"coverage-lost", "scanned-less"}
    assert leancat.check(repo).code == 1


@pytest.mark.parametrize("targets", ["[]", '["Other"]'])
def test_a_library_that_a_bare_build_leaves_out_is_told(
    repo: Repo, leancat: Leancat, targets: str
) -> None:
    other = '[[lean_lib]]\nname = "Other"\n'
    repo.write({"lakefile.toml": LAKEFILE.replace('["Rope"]', targets) + other})
    ran = leancat.check(repo, "--base", "HEAD")
    assert (ran.code, ran.told()) == (0, [("scanned-less", "new", "Rope.lean")])
    assert "does not build Rope and 3 more modules any more" in ran.out


def test_a_library_that_leaves_the_lakefile_fails(repo: Repo, leancat: Leancat) -> None:
    repo.write({"lakefile.toml": LAKEFILE.replace('name = "Rope"', 'name = "Other"')})
    ran = leancat.check(repo, "--base", "HEAD")
    assert ran.code == 1
    assert {rule for rule, *_ in ran.told()} >= {"backing-unbuilt", "coverage-lost"}


# --- histories -----------------------------------------------------------------------------------


def branch(repo: Repo, leancat: Leancat, name: str, files: dict[str, str], decl: str) -> None:
    """A branch off main that accepts one sorry."""
    repo.git("checkout", "-q", "-b", name, "main")
    repo.write(files)
    leancat.accept(repo, decl)
    repo.commit(name)


def test_two_branches_that_each_accept_a_sorry_merge(repo: Repo, leancat: Leancat) -> None:
    branch(repo, leancat, "one", SORRY_A, "Rope.a")
    branch(repo, leancat, "two", SORRY_B, "Rope.b")
    assert leancat.check(repo).code == leancat.check(repo, "--base", "main").code == 0
    repo.git("merge", "-q", "--no-edit", "one")
    for base in ((), ("--base", "main"), ("--base", "HEAD^1"), ("--base", "HEAD^2")):
        assert leancat.check(repo, *base).code == 0, base


def test_two_branches_that_accept_the_same_sorry_merge(repo: Repo, leancat: Leancat) -> None:
    branch(repo, leancat, "one", SORRY_A, "Rope.a")
    branch(repo, leancat, "two", SORRY_A, "Rope.a")
    repo.git("merge", "-q", "--no-edit", "one")
    assert leancat.check(repo).code == 0


def test_one_branch_fixes_what_the_other_leaves(repo: Repo, leancat: Leancat) -> None:
    repo.git("checkout", "-q", "-b", "fix", "main")
    repo.write({"Rope/Old.lean": OLD.replace("by sorry", "rfl")})
    leancat(repo.folder, "prune")
    repo.commit("fix")
    branch(repo, leancat, "two", SORRY_B, "Rope.b")
    repo.git("merge", "-q", "--no-edit", "fix")
    assert leancat.check(repo).code == 0


def test_a_conflict_left_in_the_baseline_is_told(repo: Repo, leancat: Leancat) -> None:
    (entry,) = (repo.folder / "catalogue/baseline/rope").iterdir()
    entry.write_text("<<<<<<< ours\n" + entry.read_text())
    ran = leancat.check(repo)
    assert ran.code == 2
    (finding,) = ran.json["findings"]
    assert finding["rule"] == "catalogue-invalid"
    assert finding["path"] == f"catalogue/baseline/rope/{entry.name}"


def test_rebase(repo: Repo, leancat: Leancat) -> None:
    branch(repo, leancat, "topic", SORRY_A, "Rope.a")
    repo.git("checkout", "-q", "main")
    repo.write({"Rope/Old.lean": "-- a line more\n" + OLD})
    repo.commit("main moves on")
    repo.git("checkout", "-q", "topic")
    assert leancat.check(repo, "--base", "main...").code == 0
    repo.git("rebase", "-q", "main")
    assert leancat.check(repo).code == leancat.check(repo, "--base", "main").code == 0


def test_a_branch_is_not_blamed_for_what_main_fixed_since(repo: Repo, leancat: Leancat) -> None:
    repo.git("rm", "-rq", "catalogue/baseline")
    repo.commit("without a baseline")
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("on topic")
    repo.git("checkout", "-q", "main")
    repo.write({"Rope/Old.lean": OLD.replace("by sorry", "rfl")})
    repo.commit("main fixes it")
    repo.git("checkout", "-q", "topic")
    assert leancat.check(repo, "--base", "main").code == 1
    assert leancat.check(repo, "--base", "main...").code == 0


def test_revert(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Old.lean": OLD.replace("by sorry", "rfl")})
    leancat(repo.folder, "prune")
    repo.commit("fix")
    assert leancat.check(repo, "--base", "HEAD~1").code == 0
    repo.git("revert", "--no-edit", "HEAD")
    assert leancat.check(repo).code == 0
    ran = leancat.check(repo, "--base", "HEAD~1")
    assert (ran.code, ran.told()) == (0, [])
    repo.git("rm", "-q", "-r", "catalogue/baseline")
    assert leancat.check(repo, "--base", "HEAD~1").told() == [("new-sorry", "new", "Rope.old")]


def test_detached_head_and_worktree(repo: Repo, leancat: Leancat, tmp_path: Path) -> None:
    repo.write(SORRY_A)
    repo.commit("a sorry")
    repo.git("checkout", "-q", "--detach")
    assert leancat.check(repo, "--base", "HEAD~1").code == 1
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    tree = Repo(tmp_path / "tree", init=False)
    ran = leancat.check(tree, "--base", "HEAD~1")
    assert (ran.code, ran.told()) == (1, [("new-sorry", "new", "Rope.a")])


def test_shallow_clone(repo: Repo, leancat: Leancat, tmp_path: Path) -> None:
    repo.write(SORRY_A)
    repo.commit("a sorry")
    clone = repo.clone(tmp_path / "clone", "--depth=1")
    ran = leancat.check(clone, "--base", "HEAD~1")
    assert ran.code == 2
    assert "shallow" in ran.err
    assert "fetch-depth: 0" in ran.err
    assert leancat.check(clone).code == 1
    deeper = repo.clone(tmp_path / "deeper", "--depth=2")
    assert leancat.check(deeper, "--base", "HEAD~1").code == 1


@pytest.mark.parametrize("revision", ["nowhere", "-x", "HEAD~99"])
def test_a_missing_revision(repo: Repo, leancat: Leancat, revision: str) -> None:
    ran = leancat.check(repo, f"--base={revision}")
    assert ran.code == 2
    assert revision in ran.err


def test_outside_git(leancat: Leancat, tmp_path: Path) -> None:
    plain = Repo(tmp_path / "plain", init=False)
    plain.write(FILES)
    assert leancat.check(plain).code == 1
    ran = leancat.check(plain, "--base", "HEAD")
    assert ran.code == 2
    assert "no git repository" in ran.err


def test_submodule(repo: Repo, leancat: Leancat, tmp_path: Path) -> None:
    """The project is a submodule of the repository that holds the catalogue."""
    inner = Repo(tmp_path / "inner")
    inner.write({k: v for k, v in FILES.items() if not k.startswith("catalogue")})
    inner.commit()
    outer = Repo(tmp_path / "outer")
    outer.git("submodule", "add", "-q", f"file://{inner.folder}", "lean")
    outer.write({"catalogue/leancat.toml": CONFIG.replace('".."', '"../lean"')})
    outer.write({"catalogue/claims/rope.yaml": CLAIMS})
    leancat.accept(outer, "Rope.old")
    outer.commit()
    assert leancat.check(outer, "--base", "HEAD").code == 0
    module = Repo(outer.folder / "lean", init=False)
    module.write(SORRY_A)
    module.commit("a sorry inside")
    ran = leancat.check(outer, "--base", "HEAD")
    assert (ran.code, ran.told()) == (1, [("new-sorry", "new", "Rope.a")])
    assert ran.json["findings"][0]["path"] == "lean/Rope/Rot.lean"


def test_a_submodule_that_is_not_checked_out_is_told(
    repo: Repo, leancat: Leancat, tmp_path: Path
) -> None:
    inner = Repo(tmp_path / "inner")
    inner.write({"X.lean": OLD.replace("Rope.old", "X.old")})
    inner.commit()
    repo.git("submodule", "add", "-q", f"file://{inner.folder}", "Rope/X")
    repo.commit()
    clone = repo.clone(tmp_path / "clone")
    ran = leancat.check(clone, "--base", "HEAD")
    assert ran.code == 0
    (note,) = ran.json["summary"]["notes"]
    assert "submodule Rope/X was not read" in note
    assert "git submodule update --init" in note


# --- files ---------------------------------------------------------------------------------------


def test_spaces_letters_and_line_ends(repo: Repo, leancat: Leancat) -> None:
    name = "Rope/Größe und Maß.lean"
    repo.write(
        {name: b"\r\n-- eins\r\ntheorem Rope.ma\xc3\x9f :\r\n    1 = 1 := by\r\n  sorry\r\n"}
    )
    ran = leancat.check(repo, "--base", "HEAD")
    assert ran.code == 1
    finding = ran.json["findings"][0]
    assert (finding["path"], finding["line"], finding["column"]) == (name, 5, 2)
    leancat.accept(repo, "Rope.maß")
    repo.commit()
    unix = (repo.folder / name).read_bytes().replace(b"\r\n", b"\n")
    repo.write({name: unix})
    for ran in (leancat.check(repo), leancat.check(repo, "--base", "HEAD")):
        assert (ran.code, ran.told()) == (0, [])


def test_a_catalogue_in_a_folder_of_its_own(leancat: Leancat, tmp_path: Path) -> None:
    """Paths are shown from the top of the repository, wherever the command is run."""
    repo = Repo(tmp_path / "mono")
    repo.write({f"proofs/rope/{name}": text for name, text in FILES.items()})
    repo.commit()
    for folder in ("proofs/rope", "proofs/rope/Rope"):
        ran = leancat(repo.folder / folder, "check", "--format", "json")
        assert ran.json["findings"][0]["path"] == "proofs/rope/Rope/Old.lean"
    ran = leancat(repo.folder / "proofs/rope", "check", "--base", "HEAD", "--format", "json")
    assert (ran.code, ran.told()) == (0, [])
    repo.write({"proofs/rope/catalogue/claims/rope.yaml": "claims: 3\n"})
    ran = leancat(repo.folder / "proofs/rope", "check", "--format", "json")
    assert ran.code == 2
    assert ran.json["findings"][0]["path"] == "proofs/rope/catalogue/claims/rope.yaml"


def test_a_file_that_can_not_be_read_neither_passes_nor_prunes(
    repo: Repo, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = DiskFiles.read

    def refusing(self: DiskFiles, path: str) -> bytes:
        if path == "Rope/Old.lean":
            raise InputError(Problem("cannot be read: permission denied", path=path))
        return read(self, path)

    monkeypatch.setattr(DiskFiles, "read", refusing)
    monkeypatch.setenv("LEANCAT_CACHE", str(repo.folder.parent / "empty.sqlite"))
    before = sorted((repo.folder / "catalogue/baseline").rglob("*"))
    for arguments in ((), ("--report-only",), ("--base", "HEAD")):
        ran = leancat.check(repo, *arguments)
        assert ran.code == 2, arguments
        assert ("scan-incomplete", "new", "Rope/Old.lean") in ran.told()
    pruned = leancat(repo.folder, "prune")
    assert pruned.code == 2
    assert "nothing is pruned" in pruned.err
    assert sorted((repo.folder / "catalogue/baseline").rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_that_leads_nowhere_is_no_file(repo: Repo, leancat: Leancat) -> None:
    (repo.folder / "Rope/Round.lean").symlink_to("Round.lean")
    (repo.folder / "Rope/Gone.lean").symlink_to("nowhere")
    repo.commit()
    assert leancat.check(repo).code == leancat.check(repo, "--base", "HEAD").code == 0


def test_a_base_without_a_catalogue(leancat: Leancat, tmp_path: Path) -> None:
    """The change that introduces leancat is held against sources that did not know it."""
    repo = Repo(tmp_path / "repo")
    repo.write({k: v for k, v in FILES.items() if not k.startswith("catalogue")})
    repo.commit()
    repo.write({k: v for k, v in FILES.items() if k.startswith("catalogue")})
    ran = leancat.check(repo, "--base", "HEAD")
    assert ran.code == 0
    assert "there was no catalogue" in ran.json["summary"]["notes"][0]


# --- outputs and writing --------------------------------------------------------------------------


def test_further_outputs_of_one_check(repo: Repo, leancat: Leancat, tmp_path: Path) -> None:
    repo.write(SORRY_A)
    also = [f"--also=sarif={tmp_path}/new folder/x.sarif", f"--also=markdown={tmp_path}/x.md"]
    ran = leancat(repo.folder, "check", *also, "--output", str(tmp_path / "x.txt"))
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((tmp_path / "new folder/x.sarif").read_text())["version"] == "2.1.0"
    assert (tmp_path / "x.md").read_text().startswith("<!-- leancat -->")
    assert "Rope.a holds a sorry" in (tmp_path / "x.txt").read_text()


@pytest.mark.parametrize("value", ["x", "sarif", "pdf=x", "sarif="])
def test_an_output_that_is_none(repo: Repo, leancat: Leancat, value: str) -> None:
    ran = leancat(repo.folder, "check", "--also", value)
    assert ran.code == 2
    assert "--also takes FORMAT=FILE" in ran.err


def test_a_check_writes_nothing_and_ci_writes_no_baseline(
    repo: Repo, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(SORRY_A)
    for base in ((), ("--base", "HEAD")):
        leancat.check(repo, *base)
    assert repo.git("status", "--porcelain") == " M Rope/Rot.lean"
    monkeypatch.setenv("CI", "true")
    for command in (["accept", "Rope.a", "--reason", "x"], ["prune"], ["init"]):
        ran = leancat(repo.folder, *command)
        assert ran.code == 2
        assert "not written in CI" in ran.err
    assert repo.git("status", "--porcelain") == " M Rope/Rot.lean"
    assert leancat(repo.folder, "accept", "Rope.a", "--reason", "x", "--even-in-ci").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Rope.rot"], "Rope.rot holds nothing that needs accepting"),
        (["Rope.olde"], "did you mean Rope.old?"),
        (["Rope.old", "--until", "tomorrow"], "write it as 2027-01-31"),
        (["Rope.old", "--until", "2020-01-01"], "has passed"),
        (["Rope.old", "--reason", " "], "--reason is empty"),
        (["Rope.old", "--project", "other"], "no declaration Rope.old"),
    ],
)
def test_what_can_not_be_accepted(
    repo: Repo, leancat: Leancat, arguments: list[str], message: str
) -> None:
    ran = leancat(repo.folder, "accept", "--reason", "x", *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_examples_and_commands_are_accepted_by_place(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Rot.lean": ROT + "example : 2 = 2 := by sorry\n#reduce (sorry : Nat)\n"})
    ran = leancat.check(repo)
    ways = [finding["help"] for finding in ran.json["findings"] if finding["state"] == "new"]
    assert ["accept Rope/Rot.lean:2 " in ways[0], "accept Rope/Rot.lean " in ways[1]] == [
        True,
        True,
    ]
    leancat.accept(repo, "Rope/Rot.lean:2", "Rope/Rot.lean")
    assert leancat.check(repo).code == 0


def test_the_entry_says_what_the_person_said(repo: Repo, leancat: Leancat) -> None:
    repo.write(SORRY_A)
    options = ["--reason", "waits", "--issue", "https://example.org/1", "--until", "2099-12-31"]
    assert leancat(repo.folder, "accept", "Rope.a", *options).code == 0
    (entry,) = (repo.folder / "catalogue/baseline/rope").glob("Rope.a-*")
    lines = entry.read_text().splitlines()
    assert lines[:3] == ['project = "rope"', 'declaration = "Rope.a"', 'tolerates = ["sorry"]']
    assert lines[4:] == [
        'reason = "waits"',
        'issue = "https://example.org/1"',
        "expires = 2099-12-31",
    ]


def test_no_catalogue_says_how_to_begin(leancat: Leancat, tmp_path: Path) -> None:
    ran = leancat(tmp_path, "check")
    assert ran.code == 2
    assert "leancat init" in ran.err


def test_init_then_check(leancat: Leancat, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({k: v for k, v in FILES.items() if not k.startswith("catalogue")})
    repo.commit()
    ran = leancat(repo.folder, "init", "--reason", "older than the gate")
    assert ran.code == 0, ran.err
    assert "accepted 1 declarations of 4 files" in ran.out
    assert leancat.check(repo).code == 0
    assert (repo.folder / ".github/workflows/leancat.yml").is_file()
    (entry,) = (repo.folder / "catalogue/baseline/rope").iterdir()
    assert 'reason = "older than the gate"' in entry.read_text()
    repo.write(SORRY_A)
    assert leancat.check(repo).told() == [("new-sorry", "new", "Rope.a")]


def test_init_leaves_out_packages_that_hold_nothing(leancat: Leancat, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({k: v for k, v in FILES.items() if not k.startswith("catalogue")})
    repo.write({"docbuild/lakefile.lean": "import Lake\nopen Lake DSL\npackage docs\nlean_exe x\n"})
    assert leancat(repo.folder, "init").code == 0
    assert "docbuild" not in (repo.folder / "catalogue/leancat.toml").read_text()
    assert leancat.check(repo).code == 0


def test_init_overwrites_nothing(repo: Repo, leancat: Leancat) -> None:
    repo.write({".github/workflows/leancat.yml": "mine\n", **SORRY_A})
    repo.commit()
    ran = leancat(repo.folder, "init")
    assert ran.code == 0
    assert repo.git("status", "--porcelain") == ""
    assert ran.out.count("kept ") == 3
    assert leancat.check(repo).code == 1


def test_init_without_a_project(leancat: Leancat, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = leancat(tmp_path / "empty", "init")
    assert ran.code == 2
    assert "no Lean project" in ran.err
    assert list((tmp_path / "empty").iterdir()) == []


# --- what is unchanged is not judged again --------------------------------------------------------

CHANGES: dict[str, dict[str, str]] = {
    "a proof": {"Rope/Rot.lean": ROT.replace("rfl", "by\n  sorry")},
    "a claim": {"catalogue/claims/rope.yaml": CLAIMS.replace("Rope.rot}", "Rope.gone}")},
    "an allowed axiom": {"catalogue/leancat.toml": CONFIG + 'allowed_axioms = ["a"]\n'},
    "the lakefile": {"lakefile.toml": LAKEFILE.replace('name = "Rope"\n', 'name = "Other"\n')},
}


def test_an_unchanged_check_is_not_made_again(
    repo: Repo, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = leancat.check(repo)
    monkeypatch.setattr(gating, "judged", None)
    assert leancat.check(repo) == first
    assert leancat(repo.folder, "check").code == first.code


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_check_is_made_again(repo: Repo, leancat: Leancat, change: str) -> None:
    leancat.check(repo)
    repo.write(CHANGES[change])
    kept = leancat.check(repo)
    anew = leancat.check(repo, "--no-cache")
    assert (kept.code, kept.out) == (anew.code, anew.out)


def test_another_baseline_is_another_check(repo: Repo, leancat: Leancat) -> None:
    repo.write(SORRY_A)
    assert leancat.check(repo).code == 1
    leancat.accept(repo, "Rope.a")
    assert leancat.check(repo).code == 0


def test_a_strict_check_is_another_one(repo: Repo, leancat: Leancat) -> None:
    repo.write({"Rope/Rot.lean": ROT + "axiom Rope.ax : False\n"})
    for words in ((), ("--strict",), ()):
        assert leancat.check(repo, *words).out == leancat.check(repo, *words, "--no-cache").out
