"""The tutorial is followed to the letter: each file written, each command run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import cli
from tests.folders import ROOT

_STEP = re.compile(
    r"<!-- write: (?P<file>.+?) -->\n```\w*\n(?P<text>.*?)```"
    r"|<!-- edit: (?P<edited>.+?): (?P<old>.+?) → (?P<new>.+?) -->"
    r"|<!-- run -->\n```console\n(?P<session>.*?)```",
    re.DOTALL,
)


def test_every_step_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache.db"))
    monkeypatch.delenv("CI", raising=False)  # whoever follows a tutorial is a person
    steps = list(_STEP.finditer((ROOT / "docs/tutorial.md").read_text("utf-8")))
    assert len(steps) > 10
    for step in steps:
        if step["file"]:
            _write(Path(step["file"]), step["text"])
        elif step["edited"]:
            _edit(Path(step["edited"]), step["old"], step["new"])
        else:
            for command in re.split(r"^\$ ", step["session"], flags=re.MULTILINE)[1:]:
                _run(command)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old} is to be found once in {file}"
    file.write_text(text.replace(old, new), "utf-8")


def _run(session: str) -> None:
    """A command, and lines that it prints in this order; it may print others between them."""
    command, *shown = session.splitlines()
    done = CliRunner().invoke(cli, shlex.split(command)[1:], standalone_mode=False)
    assert done.exception is None, (command, done.exception)
    printed = iter([line.rstrip() for line in done.output.splitlines()])
    for line in filter(None, shown):
        assert line.rstrip() in printed, f"{command} does not print {line!r}:\n{done.output}"
