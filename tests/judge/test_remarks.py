"""What a reader should know and nobody did wrong, said by check, build and the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.catalogue import load_catalogue
from indexer.cli import cli
from indexer.judge.remarks import remarks
from indexer.lake.project import find_projects
from indexer.scan.loader import load_index

TOML = 'name = "p"\n\n[[lean_lib]]\nname = "P"\n'
CLAIM = "claims:\n  - id: c.one\n    title: T\n    backing: [{decl: one}]\n"


def lay(folder: Path, files: dict[str, str]) -> Path:
    """A project `p` with a claim on `one`, and further files."""
    own = {
        "lakefile.toml": TOML,
        "P.lean": "theorem one (n : Nat) : n + 0 = n := rfl\n",
        "catalogue/claims/c.yaml": CLAIM,
    }
    for path, text in {**own, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def said(folder: Path) -> tuple[str, ...]:
    return remarks(load_index(load_catalogue(folder / "catalogue"), jobs=1), {})


def test_an_ordinary_project_needs_no_remark(tmp_path: Path) -> None:
    assert said(lay(tmp_path, {})) == ()


def test_a_lakefile_that_is_not_understood_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lakefile = "import Lake\nopen Lake DSL\npackage p\nlean_lib P where\n  roots := computed\n"
    lay(tmp_path, {"lakefile.lean": lakefile})
    (tmp_path / "lakefile.toml").unlink()
    (remark,) = said(tmp_path)
    assert "is not understood (lakefile.lean:5:11: roots is computed" in remark
    monkeypatch.chdir(tmp_path)
    for command in (["check", "--no-cache"], ["build", "--no-cache", "--base", "", "--out", "s"]):
        done = CliRunner().invoke(cli, command, standalone_mode=False)
        assert "is not understood" in done.output + done.stderr
    done = CliRunner().invoke(cli, ["check", "--no-cache", "--format", "json"])
    assert any("is not understood" in note for note in json.loads(done.stdout)["summary"]["notes"])


def test_what_a_lakefile_hands_to_lean_unread_is_told(tmp_path: Path) -> None:
    lay(tmp_path, {"lakefile.toml": 'plugins = ["evil"]\n' + TOML})
    (remark,) = said(tmp_path)
    assert "plugins run code of their own" in remark
    assert "nothing of it counts as covered" in remark


def test_a_folder_that_is_required_and_not_scanned_is_told(tmp_path: Path) -> None:
    require = '[[require]]\nname = "sub"\npath = "../sub"\n'
    config = 'schema = 1\n[[projects]]\nid = "p"\npath = ".."\n[[projects]]\nid = "app"\n'
    config += 'path = "../app"\n'
    files = {"app/lakefile.toml": TOML.replace("p", "app", 1) + require, "app/App.lean": ""}
    lay(tmp_path, {**files, "sub/lakefile.toml": TOML, "catalogue/leancat.toml": config})
    (remark,) = said(tmp_path)
    assert "app requires sub from the folder ../sub" in remark
    assert "not scanned" in remark
    lay(tmp_path, {"catalogue/leancat.toml": config + '[[projects]]\nid = "s"\npath = "../sub"\n'})
    assert said(tmp_path) == ()


def test_a_record_that_does_not_count_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"catalogue/evidence/p/P.json": '{"schema": 1}\n'})
    lay(tmp_path, {"catalogue/leancat.toml": 'schema = 1\n[[projects]]\nid = "p"\npath = ".."\n'})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["check", "--no-cache"], standalone_mode=False)
    assert "evidence of p/P does not count: an earlier version of leancat wrote it" in done.output


def test_a_project_whose_folder_is_empty_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a submodule is that nobody fetched."""
    config = 'schema = 1\n[[projects]]\nid = "p"\npath = ".."\n'
    lay(tmp_path, {"catalogue/leancat.toml": config + '[[projects]]\nid = "d"\npath = "../dep"\n'})
    (tmp_path / "dep").mkdir()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["check", "--no-cache"], standalone_mode=False)
    assert done.return_value == 1
    assert "git submodule update --init" in done.output


def test_the_workflow_asks_for_submodules_where_there_are_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    for folder in ("with", "without"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lakefile.toml").write_text(TOML)
        (tmp_path / folder / "P.lean").write_text("theorem one : 1 = 1 := rfl\n")
    (tmp_path / "with/.gitmodules").write_text('[submodule "dep"]\npath = dep\n')
    for folder, wanted in (("with", True), ("without", False)):
        CliRunner().invoke(cli, ["init", str(tmp_path / folder)], standalone_mode=False)
        text = (tmp_path / folder / ".github/workflows/leancat.yml").read_text()
        assert ("submodules: recursive" in text) is wanted


def test_fetched_packages_in_a_visible_folder_are_no_projects(tmp_path: Path) -> None:
    package = '{"name": "big", "url": "https://example.org/big", "rev": "abc", "type": "git"}'
    manifest = f'{{"version": "1.1.0", "packagesDir": "../deps", "packages": [{package}]}}'
    lay(tmp_path / "app", {"lake-manifest.json": manifest})
    for folder in ("deps/big", "deps/ours"):
        lay(tmp_path / folder, {})
    found = [path.relative_to(tmp_path).as_posix() for path in find_projects(tmp_path)]
    assert found == ["app", "deps/ours"]
