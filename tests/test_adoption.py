"""The README's ways to begin, done as written, word for word, in empty folders and environments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import virtualenv
from click.testing import CliRunner

import indexer
from indexer.app import origin
from indexer.cli import cli
from tests.folders import FIXTURES, ROOT
from tests.repos import Repo

README = (ROOT / "README.md").read_text("utf-8")
WAYS = dict(re.findall(r"<!-- adopt: (\w+) -->\n```bash\n(.*?)```", README, re.DOTALL))


def test_the_readme_has_three_ways() -> None:
    assert list(WAYS) == ["clone", "project", "blueprint"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty virtual environment, with the address of this tree; nothing of ours is on a path."""
    home = tmp_path / "env"
    virtualenv.cli_run([str(home)])  # holds pip; the standard library's takes ten times as long
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LEANCAT"))}
    inherited["PIP_NO_COMPILE"] = "0"  # to pip this means "do not compile"
    return {
        **inherited,
        "PATH": f"{home / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "PIP_CONSTRAINT": str(ROOT / "requirements.lock"),
        "LEANCAT_SOURCE": ROOT.as_uri(),
        "LEANCAT_CACHE": str(tmp_path / "cache.sqlite"),
        "CI": "",
    }


def follow(way: str, folder: Path, environment: dict[str, str]) -> str:
    """Do what a block of the README says; fails at the first command that does."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eu", "-c", way],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.network
def test_a_lean_project_is_set_up(tmp_path: Path, environment: dict[str, str]) -> None:
    project = Repo(tmp_path / "project")
    project.write(
        {
            "lakefile.toml": 'name = "own"\n\n[[lean_lib]]\nname = "Own"\n',
            "lean-toolchain": "leanprover/lean4:v4.28.0\n",
            "Own.lean": "theorem own : 1 = 1 := rfl\ntheorem later : 2 = 2 := sorry\n",
        }
    )
    project.commit()
    said = follow(WAYS["project"], project.folder, environment)
    assert "catalogue/claims/main.yaml" in said
    workflow = (project.folder / ".github/workflows/leancat.yml").read_text("utf-8")
    assert 'pip install "leancat @ $LEANCAT_SOURCE"' in workflow


@pytest.mark.network
def test_a_blueprint_is_checked(tmp_path: Path, environment: dict[str, str]) -> None:
    project = tmp_path / "project"
    shutil.copytree(FIXTURES / "small", project)
    shutil.rmtree(project / "catalogue")
    blueprint = project / "blueprint" / "src"
    blueprint.mkdir(parents=True)
    (blueprint / "web.tex").write_text(
        "\\begin{document}\n\\begin{theorem}\\label{thm:length}\\lean{Rotation.norm_turn}\n"
        "A quarter turn keeps lengths.\\end{theorem}\n\\end{document}\n"
    )
    Repo(project).commit()
    said = follow(WAYS["blueprint"].replace("leancat check", "leancat check --report-only"),
                  project, environment)  # fmt: skip
    assert "/1 claims covered" in said


@pytest.mark.network
def test_a_clone_builds_the_page(tmp_path: Path, environment: dict[str, str]) -> None:
    clone = Repo(ROOT, init=False).clone(tmp_path / "clone")
    (build, test) = WAYS["clone"].strip().splitlines()
    assert test.startswith("make test")
    python = Path(sys.executable).resolve()
    path = f"{python.parent}{os.pathsep}{environment['PATH']}"
    said = follow(build, clone.folder, {**environment, "PATH": path})
    assert (clone.folder / "_site" / "index.html").is_file(), said


# --- the version, and where the workflow finds leancat -------------------------------------------


def test_the_version_names_commit_and_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    told = CliRunner().invoke(cli, ["--version"], catch_exceptions=False).output.splitlines()
    found = re.fullmatch(r"leancat (\S+)(?: \(commit ([0-9a-f]{12})\))?", told[0])
    assert found
    assert found[1] == indexer.__version__
    assert re.fullmatch(
        r"formats: catalogue \d+, pins words\d+, baseline text\d+, evidence \d+, JSON \d+", told[1]
    )
    noted = {"url": "https://h.example/o/r", "vcs_info": {"vcs": "git", "commit_id": "ab" * 20}}
    monkeypatch.setattr(origin, "_installed_from", lambda: noted)
    monkeypatch.setattr(origin, "_TREE", Path("nowhere"))
    assert origin.commit() == "ab" * 6
    assert origin.source() == f"git+https://h.example/o/r@{'ab' * 20}"
    monkeypatch.setattr(origin, "_installed_from", dict)
    assert (origin.commit(), origin.source()) == ("", "")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("git+https://h.example/o/leancat", "git+https://h.example/o/leancat"),
        ("", "${{ vars.LEANCAT_SOURCE }}"),
        ("file:///home/me/leancat", "${{ vars.LEANCAT_SOURCE }}"),
        ("git+https://h.example/\nx: y", "${{ vars.LEANCAT_SOURCE }}"),
    ],
)
def test_the_workflow_finds_leancat_where_it_was_found(
    given: str, written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "_installed_from", dict)
    monkeypatch.setenv("LEANCAT_SOURCE", given)
    (tmp_path / "A.lean").write_text("theorem a : 1 = 1 := rfl\n")
    (tmp_path / "lakefile.toml").write_text('name = "a"\n[[lean_lib]]\nname = "A"\n')
    done = CliRunner().invoke(
        cli, ["init", str(tmp_path), "--even-in-ci", "--no-cache"], catch_exceptions=False
    )
    text = (tmp_path / ".github/workflows/leancat.yml").read_text("utf-8")
    assert f"LEANCAT_SOURCE: {written}\n" in text
    assert 'pip install "leancat @ $LEANCAT_SOURCE"' in text
    assert ("set the variable LEANCAT_SOURCE" in done.output) == written.startswith("$")


def test_an_extra_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer.base.errors import UsageError

    for command, library in (("mcp", "mcp"), ("lsp", "pygls")):
        for name in [n for n in sys.modules if n.split(".")[0] == library or n.startswith(
            ("indexer.agents.server", "indexer.editor.server"))]:  # fmt: skip
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, library, None)
        done = CliRunner().invoke(cli, [command])
        assert isinstance(done.exception, UsageError)
        assert f"leancat[{command}]" in str(done.exception)


def test_no_command_imports_the_libraries_of_another() -> None:
    """Extras are loaded when their command runs."""
    program = (
        "import sys; from indexer.cli import COMMANDS, cli\n"
        "for name in COMMANDS: cli.get_command(None, name)\n"
        "print([n for n in ('mcp', 'pygls', 'lsprotocol', 'pydantic') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_release_is_of_the_version_in_the_package() -> None:
    """The version stands in one place, and the workflow holds the tag against it."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'dynamic = ["version"]' in project
    assert 'path = "indexer/__init__.py"' in project
    workflow = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    assert 'test "v$(python -I -m hatchling version)" = "$TAG"' in workflow
    assert indexer.__version__ in (ROOT / "docs/ci.md").read_text("utf-8")  # rev: v…
