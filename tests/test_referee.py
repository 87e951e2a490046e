"""The referee's sheets: words and Lean side by side, and hubs that state the claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import referee
from tests.hubs import scene
from tests.own import CATALOGUE, own


@pytest.fixture(autouse=True)
def surveyed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referee, "survey", lambda root: own() if root == CATALOGUE else None)


def test_a_sheet_has_the_words_and_the_statement_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert referee.main(["rope.isometry", "--width", "120"]) == 0
    printed = capsys.readouterr().out
    head, *_ = (line for line in printed.splitlines() if "│" in line)
    assert head.startswith("Scores are preserved by unit pairs")
    assert head.endswith("│ theorem RoPE.spin_isometry_iff")
    assert "c i * c i + s i * s i = 1" in printed
    assert "Compare Jianlin Su" in printed
    assert max(map(len, printed.splitlines())) <= 160


def test_the_beginning_of_an_id_is_enough_and_nonsense_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert referee.main(["signphase.random"]) == 0
    assert capsys.readouterr().out.count("Gap (measure-theory)") == 1
    assert referee.main(["no.such"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no such claim" in printed.err


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
