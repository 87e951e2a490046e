"""The action, step by step as a runner does it, against a small fake of GitHub on loopback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.folders import ROOT
from tests.repos import Repo
from tests.test_scenarios import CLAIMS, FILES, ROT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the action runs in bash"),
]

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
MARKER = "<!-- leancat -->"


class GitHub:
    """The comments of one pull request, as the API has them; `asked` is every request."""

    def __init__(self, *, refuses: int = 0) -> None:
        self.comments: list[dict[str, Any]] = []
        self.pulls: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.tokens: set[str | None] = set()
        self.refuses = refuses
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                fake.tokens.add(self.headers.get("Authorization"))
                status, data = fake.answer(self.command, self.path, body)
                payload = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PATCH = _answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def add(self, body: str, kind: str = "User") -> None:
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, "user": {"type": kind}})

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        where = urlsplit(target)
        self.asked.append((method, where.path))
        query = parse_qs(where.query)
        if method != "GET" and self.refuses:
            return self.refuses, {"message": "Resource not accessible by integration"}
        if (method, where.path) == ("GET", "/repos/o/r/issues/7/comments"):
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[size * (page - 1) : size * page]
        if (method, where.path) == ("GET", "/repos/o/r/pulls"):
            assert query == {"state": ["open"], "head": ["fork:topic"]}
            return 200, self.pulls
        if (method, where.path) == ("POST", "/repos/o/r/issues/7/comments"):
            self.add(body["body"], "Bot")
            return 201, self.comments[-1]
        found = re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", where.path)
        if method == "PATCH" and found:
            self.comments[int(found[1]) - 1]["body"] = body["body"]
            return 200, {}
        return 404, {}


@pytest.fixture
def github() -> Iterator[GitHub]:
    made = GitHub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write({**FILES, "Rope/Old.lean": "theorem Rope.old : 1 = 1 := rfl\n"})
    made.commit()
    return made


class Runner:
    """Does the composite steps of action.yml as GitHub's runner does."""

    def __init__(self, repo: Repo, github: GitHub, folder: Path) -> None:
        self.repo = repo
        self.temp = folder / "runner"
        bin_ = self.temp / "leancat" / "bin"
        bin_.mkdir(parents=True)
        (bin_ / "python").symlink_to(sys.executable)
        (bin_ / "leancat").write_text(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from indexer.cli import main\nmain()\n"
        )
        (bin_ / "leancat").chmod(0o755)
        self.event: Any = {"pull_request": {"number": 7}}
        self.github = github
        self.used: list[str] = []

    @property
    def summary(self) -> str:
        return (self.temp / "summary.md").read_text("utf-8")

    def run(self, **inputs: str) -> tuple[int, str]:
        """All steps but the one that installs leancat, which is there: exit code and log."""
        values = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        for name in ("output", "summary.md"):
            (self.temp / name).write_text("")
        (self.temp / "event.json").write_text(json.dumps(self.event))
        code, log = 0, ""
        for step in ACTION["runs"]["steps"]:
            condition = step.get("if", "success()")
            if code and "always()" not in condition:
                continue
            found = re.search(r"inputs\.([\w-]+) == '(\w+)'", condition)
            if found and values[found[1]] != found[2]:
                continue
            if "uses" in step:
                self.used.append(step["uses"])
            elif step["name"] != "install leancat":
                done = self._step(step, values)
                code = code or done.returncode
                log += done.stdout + done.stderr
        return code, log

    def _step(self, step: Any, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
        given = {name: self._filled(text, values) for name, text in step.get("env", {}).items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.repo.folder / self._filled(step["working-directory"], values),
            env={
                **os.environ,
                "CI": "true",
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_OUTPUT": str(self.temp / "output"),
                "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
                "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
                "GITHUB_API_URL": self.github.address,
                "GITHUB_REPOSITORY": "o/r",
                **given,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def _filled(self, text: str, values: dict[str, str]) -> str:
        known = {
            "runner.temp": str(self.temp),
            "github.action_path": str(ROOT),
            "github.token": "the-token",
            **{f"inputs.{name}": value for name, value in values.items()},
        }
        filled = re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda m: known[m[1]], text)
        return filled if filled == text else self._filled(filled, values)


@pytest.fixture
def runner(repo: Repo, github: GitHub, tmp_path: Path) -> Runner:
    return Runner(repo, github, tmp_path)


def test_one_comment_is_posted_and_updated(runner: Runner, github: GitHub) -> None:
    for at in range(120):  # more than a page of talk, some of it by those who know the marker
        github.add(f"{MARKER} mine" if at == 3 else "looks good")
    runner.repo.write({"Rope/Rot.lean": ROT.replace("rfl", "by sorry")})
    code, log = runner.run(base="HEAD", comment="true")
    assert code == 1  # the check's own word stands
    assert "leancat: posted a comment" in log
    assert github.tokens == {"Bearer the-token"}
    assert len(github.comments) == 121
    body = github.comments[-1]["body"]
    assert body.startswith(f"{MARKER}\n### ❌ leancat: 2/2 → 0/2 claims covered")
    assert "| declarations with a sorry | 0 | 1 | +1 |" in body
    assert "| others that rest on one | 0 | 1 | +1 |" in body
    assert "Claims that fell (2)" in body
    assert "Rope/Rot.lean" in body.replace("&#46;", ".").replace("&#47;", "/")

    assert "up to date" in runner.run(base="HEAD", comment="true")[1]
    runner.repo.write({"Rope/Rot.lean": ROT})
    code, log = runner.run(base="HEAD", comment="true")
    assert (code, "leancat: updated the comment" in log) == (0, True)
    assert len(github.comments) == 121
    assert github.comments[-1]["body"].startswith(f"{MARKER}\n### ✅")
    assert github.comments[3]["body"] == f"{MARKER} mine"


def test_nothing_is_posted_unless_asked_for(runner: Runner, github: GitHub) -> None:
    assert runner.run(base="HEAD")[0] == 0
    code, log = runner.run(comment="true")
    assert (code, "only where the input base" in log) == (0, True)
    assert github.asked == []


def test_the_scan_is_kept_from_run_to_run(runner: Runner) -> None:
    runner.run(base="HEAD")
    assert any(used.startswith("actions/cache@") for used in runner.used)
    assert (runner.temp / "leancat-cache" / "scan.sqlite").is_file()
    runner.used.clear()
    runner.run(base="HEAD", cache="false")
    assert not any(used.startswith("actions/cache@") for used in runner.used)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_token_that_may_not_write_leaves_the_text_in_the_summary(
    status: int, runner: Runner, github: GitHub
) -> None:
    github.refuses = status
    code, log = runner.run(base="HEAD", comment="true")
    assert code == 0
    assert "::notice::leancat posted no comment" in log
    assert runner.summary.count(MARKER) == 2  # the check's own table, and the text
    assert github.comments == []


def test_what_is_said_on_no_pull_request(runner: Runner, github: GitHub) -> None:
    runner.event = {"ref": "refs/heads/main"}
    code, log = runner.run(base="HEAD", comment="true")
    assert (code, "about no pull request" in log) == (0, True)
    assert github.comments == []
    runner.event = []
    assert runner.run(base="HEAD", comment="true")[0] == 0


def test_a_second_workflow_finds_the_pull_request_of_a_fork(runner: Runner, github: GitHub) -> None:
    runner.event = {
        "workflow_run": {
            "event": "pull_request",
            "head_branch": "topic",
            "head_sha": "abc",
            "head_repository": {"owner": {"login": "fork"}},
        }
    }
    github.pulls = [{"number": 6, "head": {"sha": "old"}}, {"number": 7, "head": {"sha": "abc"}}]
    assert "posted a comment" in runner.run(base="HEAD", comment="true")[1]
    github.pulls = [{"number": 7, "head": {"sha": "newer"}}]
    assert "at this commit any more" in runner.run(base="HEAD", comment="true")[1]
    assert len(github.comments) == 1


EVIL = (
    "@everyone [x](http://evil.example) <img src=x> ![y](z) | `c` **b** #1 ~~s~~ http://a.example"
)


def test_what_a_project_says_is_inert_in_it(runner: Runner, github: GitHub) -> None:
    runner.repo.write(
        {"catalogue/claims/rope.yaml": CLAIMS.replace("An isometry", json.dumps(EVIL))}
    )
    runner.repo.commit()
    name = "«@everyone <b> [x](y)»"
    runner.repo.write(
        {
            "Rope/Rot.lean": ROT.replace("n = n", "n = n ∨ n = 0").replace("rfl", "by sorry")
            + f"theorem {name} : 2 = 2 := by sorry\n"
        }
    )
    runner.run(base="HEAD", comment="true")
    body = github.comments[-1]["body"]
    assert "everyone" in body
    assert "@" not in body
    rendered = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    html = rendered.render(body.replace(MARKER, "", 1))
    assert not re.search(r"<(?:a|img|b|script|code)\b", html)
    assert "://" not in body


def test_a_statement_that_changed_is_shown_word_by_word(runner: Runner, github: GitHub) -> None:
    runner.repo.write({"Rope/Rot.lean": ROT.replace("n = n :=", "n + 0 = n :=")})
    runner.run(base="HEAD", comment="true", report_only="true")
    body = github.comments[-1]["body"]
    assert "A reviewer should read" in body
    assert re.search(r"\*\*.*(?:&#43;|\+).*\*\*", body)
    assert "Statements that changed (1)" in body


def test_a_comment_has_an_end() -> None:
    from indexer.formats.changes import as_comment
    from indexer.history.changes import Changes, ClaimChange
    from indexer.judge.records import Standing, Tally

    many = tuple(
        ClaimChange(f"f.c{at}", "t" * 300, Standing.CLEAN, Standing.SORRY, ("D" * 300,), "r" * 300)
        for at in range(400)
    )
    text = as_comment(Changes("a", "b", (Tally(400, 400), Tally(0, 400)), many), limit=9000)
    assert len(text.encode()) <= 9000
    assert "leancat diff" in text
