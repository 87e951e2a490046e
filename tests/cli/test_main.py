"""What the program sets up before any command runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import atexit, gc, sys
atexit.register(lambda: print("collects", gc.isenabled(), gc.get_threshold()[0] > 700,
    gc.get_freeze_count() > 0))
sys.argv = ["leancat", *sys.argv[1:]]
from indexer.cli import main
main()
"""


@pytest.mark.parametrize(
    ("command", "collects"),
    [("check", "False"), ("build", "False"), ("serve", "True"), ("mcp", "True"), ("lsp", "True")],
)
def test_what_stays_collects_garbage_and_what_ends_does_not(command: str, collects: str) -> None:
    asked = [sys.executable, "-c", _PROGRAM, command, "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split()[:2] == ["collects", collects]
    seldom, let_go = done.stdout.split()[-2:]
    if collects == "True":
        assert seldom == "True"
    else:
        assert let_go == "True"  # nothing is looked through at the end either
