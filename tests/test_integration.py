"""What people put into their own repositories: the action, workflows, hooks, their documents."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer import gate
from indexer.app.gating import ground, look
from indexer.formats import WRITERS
from indexer.gate.rules import RULES
from indexer.scan.options import ScanOptions
from tests import schemas
from tests.folders import ROOT
from tests.formats.test_output import scene
from tests.repos import Repo
from tests.test_scenarios import FILES, ROT

pytestmark = pytest.mark.slow

RULES_DOC = (ROOT / "docs/rules.md").read_text("utf-8")
CI_DOC = (ROOT / "docs/ci.md").read_text("utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


# --- documents -----------------------------------------------------------------------------------


def sections() -> dict[str, str]:
    """The rules' document by its second-level headings."""
    parts = re.split(
        r"^## (.+)$", re.split(r"^# ", RULES_DOC, flags=re.MULTILINE)[1], flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_is_explained_and_no_other() -> None:
    assert list(sections()) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_an_example_and_a_way_out(rule: str) -> None:
    text = sections()[rule]
    assert "**Example.**" in text
    assert "**Way out.**" in text
    words = re.findall(r"leancat [a-z]+", RULES[rule].way_out)
    assert all(word in " ".join(text.split()) for word in words), words


def test_commands_named_in_ways_out_exist() -> None:
    from indexer.cli import COMMANDS

    named = {w for rule in RULES.values() for w in re.findall(r"leancat ([a-z]+)", rule.way_out)}
    assert named <= COMMANDS.keys()


def test_the_shape_of_json_is_the_documented_one() -> None:
    example = re.search(r'^    (\{"schema": 1.*?\]\})$', RULES_DOC, re.MULTILINE | re.DOTALL)
    assert example
    documented = json.loads(example[1])
    actual = json.loads(WRITERS["json"](scene()))
    assert documented.keys() == actual.keys()
    assert documented["summary"].keys() == actual["summary"].keys()
    assert documented["findings"][0].keys() == actual["findings"][0].keys()


def snippets() -> Iterator[Any]:
    """The YAML blocks of the document, parsed."""
    for block in re.findall(r"```yaml\n(.*?)```", CI_DOC, re.DOTALL):
        yield yaml.safe_load(block)


def test_the_inputs_and_outputs_are_documented() -> None:
    table = CI_DOC.partition("| input |")[2].partition("The step shows")[0]
    inputs, _, outputs = table.partition("| output |")
    assert set(re.findall(r"`([a-z-]+)`", inputs)) >= ACTION["inputs"].keys()
    assert set(re.findall(r"`([a-z]+)`", outputs)) == ACTION["outputs"].keys()


# --- files that others read ----------------------------------------------------------------------


def test_the_action_is_one() -> None:
    schemas.validate(ACTION, schemas.ACTION)


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / ".github/workflows").glob("*.yml")),
        ROOT / "indexer/app/skeleton/leancat.yml",
    ],
    ids=lambda path: path.name,
)
def test_workflows_are_workflows(path: Path) -> None:
    schemas.validate(_workflow(yaml.safe_load(path.read_text("utf-8"))), schemas.WORKFLOW)


def test_the_snippets_are_what_they_say() -> None:
    workflow, permissions, second, gitlab, hooks, steps = snippets()
    schemas.validate(_workflow(workflow), schemas.WORKFLOW)
    schemas.validate(_workflow(second), schemas.WORKFLOW)
    assert permissions["permissions"] == second["permissions"]
    schemas.validate(gitlab, schemas.GITLAB)
    assert hooks["repos"][0]["hooks"][0]["id"] == "leancat-check"
    assert [step.get("run") for step in steps][1:] == [
        "leancat evidence",
        "leancat check --format github",
    ]


def _workflow(loaded: Any) -> Any:
    """YAML 1.1 reads the key `on` as true; GitHub does not."""
    return {"on" if key is True else key: value for key, value in loaded.items()}


def test_the_hook_runs_when_something_that_counts_is_committed() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["pass_filenames"] is False
    files = re.compile(hook["files"])
    counts = ["A.lean", "lean/lakefile.toml", "lakefile.lean", "catalogue/claims/a.yaml"]
    assert all(files.search(path) for path in counts)
    assert not any(files.search(path) for path in ("README.md", "a.leanx", "mycatalogue/x"))


@pytest.mark.network
def test_pre_commit_stops_a_new_sorry(repo: Repo, tmp_path: Path) -> None:
    """The real pre-commit makes its environment from this source tree and runs the hook."""
    tool = Repo(tmp_path / "tool")
    shutil.copytree(ROOT, tool.folder, dirs_exist_ok=True, ignore=_not_shipped)
    tool.commit()
    hook = [sys.executable, "-m", "pre_commit", "try-repo", str(tool.folder), "leancat-check"]
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    env["PIP_NO_COMPILE"] = "0"  # pip takes this for "do not compile", and "1" for the opposite

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*hook, "--all-files"], cwd=repo.folder, env=env, capture_output=True, text=True
        )

    clean = run()
    assert clean.returncode == 0, clean.stdout + clean.stderr
    repo.write({"Rope/Rot.lean": ROT + "theorem Rope.another : 2 = 2 := by sorry\n"})
    repo.git("add", "-A")
    stopped = run()
    assert stopped.returncode == 1
    assert "Rope.another holds a sorry" in stopped.stdout


def _not_shipped(folder: str, names: list[str]) -> set[str]:
    """What a clone of this repository would not have."""
    made = {".venv", ".git", ".cache", "_site", ".hypothesis", ".mypy_cache", ".ruff_cache"}
    return made.intersection(names) | {n for n in names if n == "__pycache__"}


def test_our_own_repository_passes_its_own_gate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache.sqlite"))
    result = gate.check(
        look(ground(ROOT / "catalogue"), ScanOptions(jobs=1)), today=datetime.now(UTC).date()
    )
    assert [str(f.message) for f in result.findings if gate.fails(f)] == []
    assert gate.exit_code(result) == 0


# --- and run them --------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write({**FILES, "Rope/Old.lean": "theorem Rope.old : 1 = 1 := rfl\n"})
    made.commit()
    return made


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with a `leancat` and a `python`, as the action's environment has them."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python").symlink_to(sys.executable)
    (folder / "leancat").write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from indexer.cli import main\nmain()\n"
    )
    (folder / "leancat").chmod(0o755)
    return folder


def action(repo: Repo, installed: Path, **inputs: str) -> tuple[int, str, dict[str, str]]:
    """Run the action's script: exit code, log, outputs."""
    output = installed.parent / "output"
    output.write_text("")
    given = {
        "RUNNER_TEMP": str(installed.parent),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(installed.parent / "summary.md"),
        "LEANCAT_BIN": str(installed),
        "LEANCAT_CACHE": str(installed.parent / "cache.sqlite"),
        "CI": "true",
    }
    ran = subprocess.run(
        ["bash", str(ROOT / "action.sh")],
        cwd=repo.folder,
        env={**os.environ, **given, **inputs},
        capture_output=True,
        text=True,
        check=False,
    )
    rows = (line.partition("=") for line in output.read_text().splitlines())
    return ran.returncode, ran.stdout + ran.stderr, {key: value for key, _, value in rows}


@pytest.mark.skipif(sys.platform == "win32", reason="the action runs in bash")
def test_the_action_gives_its_outputs(repo: Repo, installed: Path) -> None:
    code, _, outputs = action(repo, installed)
    assert code == 0
    assert outputs.keys() == ACTION["outputs"].keys()
    assert (outputs["covered"], outputs["total"], outputs["new"]) == ("2", "2", "0")
    repo.write({"Rope/Rot.lean": ROT.replace("rfl", "by sorry")})
    code, log, outputs = action(repo, installed, BASE="HEAD", SARIF="x.sarif")
    assert code == 1
    assert log.startswith("::error file=Rope/Rot.lean,line=1,")
    assert (outputs["headline"], outputs["new"]) == ("2/2 → 0/2", "3")
    assert (repo.folder / "x.sarif").is_file()
    assert (installed.parent / "summary.md").read_text().startswith("<!-- leancat -->")
    assert action(repo, installed, REPORT_ONLY="true")[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the action runs in bash")
def test_the_action_promises_nothing_when_nothing_could_be_done(
    repo: Repo, installed: Path
) -> None:
    code, log, outputs = action(
        repo, installed, BASE="$(touch sprung); nowhere", REPORT_ONLY="true"
    )
    assert (code, outputs) == (2, {})
    assert "git knows no revision" in log
    assert not (repo.folder / "sprung").exists()
    repo.write({"catalogue/claims/rope.yaml": "claims: 3\n"})
    code, log, outputs = action(repo, installed)
    assert (code, outputs) == (2, {})
    assert "::error file=catalogue/claims/rope.yaml" in log


@pytest.mark.skipif(sys.platform == "win32", reason="workflows run in bash")
@pytest.mark.parametrize(("base", "given"), [("", []), ("HEAD^1", ["--base", "HEAD^1"])])
def test_the_written_workflow_calls_leancat_rightly(
    tmp_path: Path, base: str, given: list[str]
) -> None:
    """Its last step, run with a `leancat` that says what it was given."""
    workflow = yaml.safe_load((ROOT / "indexer/app/skeleton/leancat.yml").read_text("utf-8"))
    script = workflow["jobs"]["check"]["steps"][-1]["run"]
    (tmp_path / "leancat").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "leancat").chmod(0o755)
    ran = subprocess.run(
        ["bash", "-e", "-c", script],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "BASE": base,
            "GITHUB_STEP_SUMMARY": "s s",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    expected = ["check", *given, "--format", "github", "--also", "markdown=s s"]
    assert ran.stdout.splitlines() == expected
