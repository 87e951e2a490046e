"""No code of the tree that is checked runs: none of its modules is imported, none of the programs
that its git configuration names is started.

Each test plants a module for every name that Python or leancat imports, and a repository's
configuration with every key that names a program; each leaves a mark when it is run.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.folders import ROOT
from tests.repos import Repo
from tests.test_scenarios import FILES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="runs in bash")

OTHERS = (
    "sitecustomize usercustomize pip setuptools pkg_resources wheel hatchling indexer click rich "
    "yaml tomli lxml jinja2 markupsafe networkx jsonschema_rs latex2mathml markdown_it mdurl "
    "mdit_py_plugins pygments leancat tests _distutils_hack"
).split()
MARK = "RAN-FOREIGN-CODE"


@pytest.fixture
def hostile(tmp_path: Path) -> Repo:
    """A repository that holds a module of every name, as a file and as a package."""
    repo = Repo(tmp_path / "repo")
    repo.write(FILES)
    code = f"open({str(tmp_path / MARK)!r}, 'a').write(__name__ + chr(10))\n"
    for name in {*sys.stdlib_module_names, *OTHERS}:
        (repo.folder / f"{name}.py").write_text(code)
    for name in ("venv", "ensurepip", "pip", "json", "encodings", "indexer"):
        (repo.folder / name).mkdir()
        for file in ("__init__.py", "__main__.py"):
            (repo.folder / name / file).write_text(code)
    (repo.folder / "pyvenv.cfg").write_text(f"home = {repo.folder}\n")
    repo.git("add", "-A")
    repo.git("commit", "-qm", "hostile")
    return repo


def _bash(script: str, repo: Repo, cwd: Path | None = None, **given: str) -> str:
    temp = repo.folder.parent
    (temp / "temp").mkdir(exist_ok=True)
    tools = temp / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("python", "python3"):
        if not (tools / name).exists():
            (tools / name).symlink_to(sys.executable)
    environment = {
        **os.environ,
        "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(temp / "temp"),
        "GITHUB_OUTPUT": str(temp / "output"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
        "LEANCAT_CACHE": str(temp / "kept/cache.sqlite"),
        "PIP_NO_INDEX": "1",  # it stops where it would have to fetch something
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **given,
    }
    ran = subprocess.run(
        ["bash", "-c", script], cwd=cwd or repo.folder, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def _marks(repo: Repo) -> list[str]:
    mark = repo.folder.parent / MARK
    return mark.read_text().split() if mark.exists() else []


def test_the_modules_are_a_trap(hostile: Repo) -> None:
    """Or the tests below would show nothing."""
    _bash(f"{shlex.quote(sys.executable)} -m venv x; echo 'import json' | python3 -", hostile)
    assert "json" in _marks(hostile)
    assert len(set(_marks(hostile))) > 1


def _scripts() -> dict[str, str]:
    """Every script that CI runs beside a checkout."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    workflow = yaml.safe_load((ROOT / "indexer/app/skeleton/leancat.yml").read_text("utf-8"))
    steps: list[Any] = [*workflow["jobs"]["check"]["steps"]]
    gitlab = re.search(
        r"<!-- gitlab -->\n```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text("utf-8"), re.S
    )
    assert gitlab
    job = yaml.safe_load(gitlab[1])["leancat"]
    names = ("action.sh", "action_comment.sh")
    scripts = {name: f"bash {shlex.quote(str(ROOT / name))}" for name in names}
    for at, step in enumerate(step for step in action if "run" in step):
        scripts[f"action.yml {at}"] = step["run"]
    for at, step in enumerate(step for step in steps if "run" in step):
        scripts[f"workflow {at}"] = step["run"].replace("REQUIREMENT", "leancat")
    for at, line in enumerate((*job["before_script"], *job["script"])):
        if "apt-get" not in line:
            scripts[f"gitlab {at}"] = line
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    scripts["pre-commit"] = hook["entry"]
    return scripts


@pytest.mark.slow
@pytest.mark.parametrize("name", _scripts())
def test_no_module_of_the_checkout_is_imported(hostile: Repo, name: str) -> None:
    said = _bash(
        _scripts()[name],
        hostile,
        ACTION=str(ROOT),
        BASE="",
        LEANCAT_BIN=str(Path(sys.executable).parent),
    )
    assert _marks(hostile) == [], said
    assert "No module named" not in said


@pytest.mark.parametrize("name", _scripts())
def test_python_is_always_isolated(name: str) -> None:
    """What runs Python itself says -I, whatever its working directory."""
    own = name.startswith("action") and name.endswith(".sh")
    text = (ROOT / name).read_text("utf-8") if own else _scripts()[name]
    for line in text.splitlines():
        for call in re.findall(r"(?:^|[\s/\"])python3?\"? +(\S+)", line.partition("#")[0]):
            assert call == "-I", line
        assert not re.match(r"\s*\S*pip3? ", line), line


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["check", "check --base HEAD", "build", "scan .", "drift", "evidence", "show Rope.rot"],
)
def test_leancat_imports_nothing_from_where_it_runs(hostile: Repo, command: str) -> None:
    said = _bash(f"leancat {command} --jobs 2", hostile)
    assert _marks(hostile) == [], said
    assert "rror: " not in said or command == "evidence", said


# --- git -----------------------------------------------------------------------------------------

PROGRAMS = {
    "core.fsmonitor": "{run}",
    "core.hooksPath": "{hooks}",
    "core.pager": "{run}",
    "core.editor": "{run}",
    "core.sshCommand": "{run}",
    "core.askPass": "{run}",
    "core.gitProxy": "{run}",
    "core.alternateRefsCommand": "{run}",
    "pager.log": "{run}",
    "pager.ls-tree": "{run}",
    "diff.external": "{run}",
    "diff.evil.command": "{run}",
    "diff.evil.textconv": "{run}",
    "filter.evil.clean": "{run}",
    "filter.evil.smudge": "{run}",
    "filter.evil.process": "{run}",
    "filter.evil.required": "true",
    "merge.evil.driver": "{run}",
    "gpg.program": "{run}",
    "log.showSignature": "true",
    "credential.helper": "!{run}",
    "alias.log": "!{run}",
    "alias.ls-tree": "!{run}",
    "uploadpack.packObjectsHook": "{run}",
    "remote.origin.url": "ext::{run}",
    "remote.origin.promisor": "true",
    "extensions.partialClone": "origin",
    "protocol.ext.allow": "always",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["check", "check --base HEAD^...", "build", "build --base HEAD^", "drift --since 2026-02-01"],
)
def test_no_program_that_git_is_told_of_is_started(tmp_path: Path, command: str) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, ".gitattributes": "* diff=evil filter=evil merge=evil\n"})
    repo.commit()
    repo.write({"Rope/New.lean": "theorem Rope.new : 1 = 1 := rfl\n"})
    repo.commit()
    repo.git("tag", "-a", "v1", "-m", "x")
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 >> {tmp_path / MARK}\n")
    evil.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in (
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-checkout",
    ):
        (hooks / name).symlink_to(evil)
    lines = []
    for key, value in PROGRAMS.items():
        section, _, name = key.rpartition(".")
        head, _, rest = section.partition(".")
        lines.append(f'[{head} "{rest}"]' if rest else f"[{head}]")
        lines.append(f'\t{name} = "{value.format(run=evil, hooks=hooks)}"')
    config = repo.folder / ".git/config"
    config.write_text(config.read_text() + "\n".join(lines) + "\n")
    said = _bash(f"leancat {command}", repo)
    said += _bash(f"leancat {command}", repo)
    assert not (tmp_path / MARK).exists(), said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("url", ["ext::{evil}", "evil::x", "file:///nowhere", "ssh://x/y"])
def test_what_a_partial_clone_lacks_is_fetched_by_no_program(tmp_path: Path, url: str) -> None:
    """A repository may say that its objects come from a program, and that this is allowed.  Git is
    asked as one of before 2.39.4 is, which could not be told to do without."""
    repo = Repo(tmp_path / "repo")
    repo.write(FILES)
    repo.commit()
    name = repo.git("rev-parse", "HEAD:Rope/Rot.lean")
    (repo.folder / ".git/objects" / name[:2] / name[2:]).unlink()
    tools = tmp_path / "tools"
    tools.mkdir()
    git = shutil.which("git")
    (tools / "git").write_text(f'#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec {git} "$@"\n')
    (tools / "git").chmod(0o755)
    for program in ("evil", "git-remote-evil"):
        (tools / program).write_text(f"#!/bin/sh\necho $0 >> {tmp_path / MARK}\n")
        (tools / program).chmod(0o755)
    lines = f"""
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = "{url.format(evil=tools / "evil")}"
\tpromisor = true
\tuploadpack = {tools / "evil"}
[core]
\tsshCommand = {tools / "evil"}
[protocol]
\tallow = always
"""
    for protocol in ("ext", "evil", "file", "ssh"):
        lines += f'[protocol "{protocol}"]\n\tallow = always\n'
    with (repo.folder / ".git/config").open("a") as config:
        config.write(lines)
    repo.write({"Rope/Rot.lean": "theorem Rope.rot : 2 = 2 := rfl\n"})
    said = _bash("leancat check --base HEAD --no-cache", repo)
    assert not (tmp_path / MARK).exists(), said
    assert "is not in this clone" in said, said


@pytest.mark.parametrize("how", ["LITERAL", "GLOB", "NOGLOB", "ICASE"])
def test_ways_to_read_paths_do_not_change_what_is_tracked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    from indexer.base import git

    repo = Repo(tmp_path / "repo")
    repo.write({"a/b": "x"})
    repo.commit()
    monkeypatch.setenv(f"GIT_{how}_PATHSPECS", "1")
    assert git.is_tracked(repo.folder / "a/b")
    assert git.is_tracked(repo.folder / "a")
    assert not git.is_tracked(repo.folder / "A")


def test_a_bare_repository_in_a_checkout_is_none(tmp_path: Path) -> None:
    """Its configuration came with the checkout: it may be committed as plain files."""
    repo = Repo(tmp_path / "repo")
    repo.write(FILES)
    repo.commit()
    Repo(tmp_path / "seed").commit()
    subprocess.run(
        ["git", "clone", "-q", "--bare", str(tmp_path / "seed"), str(repo.folder / "lean")],
        check=True,
    )
    repo.write({f"lean/{path}": text for path, text in FILES.items()})
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho >> {tmp_path / MARK}\n")
    evil.chmod(0o755)
    with (repo.folder / "lean/config").open("a") as config:
        config.write(f'[core]\n\tfsmonitor = "{evil}"\n\tworktree = ..\n')
    repo.git("add", "-A")
    repo.git("commit", "-qm", "x")
    said = _bash("leancat check --base HEAD", repo, cwd=repo.folder / "lean")
    assert not (tmp_path / MARK).exists(), said
    assert "bare repository" in said
