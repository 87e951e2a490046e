"""The referee's sheets: words and Lean side by side, and hubs that state the claims."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import referee
from tests.folders import ROOT
from tests.hubs import scene


def _asked(*words: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "tests.referee", *words]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_sheet_has_the_words_and_the_statement_side_by_side() -> None:
    done = _asked("rope.isometry", "--width", "120")
    assert done.returncode == 0
    head, *_ = (line for line in done.stdout.splitlines() if "│" in line)
    assert head.startswith("Scores are preserved by unit pairs")
    assert head.endswith("│ theorem RoPE.spin_isometry_iff")
    assert "c i * c i + s i * s i = 1" in done.stdout
    assert "Compare Jianlin Su" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 160


def test_the_beginning_of_an_id_is_enough_and_nonsense_is_told() -> None:
    assert _asked("signphase.random").stdout.count("Gap (measure-theory)") == 1
    done = _asked("no.such")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such claim" in done.stderr


def test_hubs_are_written_from_the_claims_and_nothing_else_is_touched(tmp_path: Path) -> None:
    hub = (
        "# On turns\n\n§1.1 begins.\n\n**Theorem 1** ([An old title](claim:turn.keep)). Old\n"
        "words.\n\n**Theorem 9** (nobody's). Stays.\n"
    )
    catalogue = scene.write(tmp_path, {"catalogue/hubs/turns.md": hub})
    referee.write_hubs(catalogue)
    written = (catalogue / "hubs" / "turns.md").read_text("utf-8")
    new = (
        "**Theorem 1** ([A turn keeps its number](claim:turn.keep)). $T n = n$ and {{ site.title }}"
    )
    assert written == hub.replace(
        "**Theorem 1** ([An old title](claim:turn.keep)). Old\nwords.", new
    )
