"""The score script, and the truth it makes of documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.judge.records import Standing
from indexer.scan.records import Ref
from tests.folders import ROOT
from tests.score import blueprints, records
from tests.score.__main__ import score_declarations
from tests.score.pages import HEADER, Documented, read_page

_PAGE = """<html><body>
<div class="decl sorried" id="A.t"><div class="theorem"><div class="gh_link">
<a href="https://github.com/me/it/blob/0123456789abcdef/src/A.lean#L3-L5">source</a></div>
<div class="decl_header"><span class="decl_kind">theorem</span></div></div></div>
<div class="decl" id="A.C"><div class="class"><div class="gh_link">
<a href="https://github.com/me/it/blob/0123456789abcdef//B.lean#L1-L1">source</a></div></div></div>
<div class="decl" id="A.unknown"><div class="def"><p>no source</p></div></div>
<div class="mod_doc"><p>text</p></div></body></html>"""


def test_declarations_of_a_page() -> None:
    assert list(read_page(_PAGE.encode())) == [
        ("me+it@0123456789ab", Documented("A.t", "theorem", "src/A.lean", 3, 5, 1)),
        ("me+it@0123456789ab", Documented("A.C", "class", "B.lean", 1, 1, 0)),
    ]


_LEAN = "@[instance] theorem t : True := trivial\ndef made_up : Nat := 0\n\ndef g : Nat :=\n  1\n"
_ROWS = (
    "t\tinstance\tA.lean\t1\t1\t0",
    "g\topaque\tA.lean\t4\t6\t1",
    "h\tdef\tA.lean\t5\t5\t0",
    "q\tdef\tB.lean\t1\t1\t0",
)


def test_a_score_tells_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "A.lean").write_text(_LEAN, "utf-8")
    truth = tmp_path / "truth.tsv"
    truth.write_text(HEADER + "".join(f"{row}\n" for row in _ROWS), "utf-8")
    assert score_declarations(tmp_path, truth, show=9) == 6
    told = capsys.readouterr().out
    assert "no such file: B.lean" in told
    assert "recall, all names: 2/4" in told
    assert "precision (private and approximate aside): 2/3" in told
    assert "A.lean:2 def made_up" in told
    assert "written, not found: 1\n    Row(name='q'" in told
    assert "kinds: 1/2" in told
    assert "sorries of their own: 1/2" in told
    assert "start=4, end=6, sorried=True) got 4-5" in told


def test_marks_of_a_blueprint_are_held_against_what_text_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    blueprints.main([str(ROOT / "tests/fixtures/blueprint"), "--show", "9"])
    told = capsys.readouterr().out
    head, _, row, total = told.splitlines()[:4]
    counts = dict(zip(head.split(" | ")[1:], row.strip("| ").split(" | ")[1:], strict=True))
    assert counts["theorems"] == total.split(" | ")[1]
    assert sum(map(int, list(counts.values())[1:])) == int(counts["theorems"])
    assert (counts["agree"], counts["proved, and not marked"]) == ("2", "1")
    assert "Bridge.consecutive → Bridge.helper" in told


@pytest.mark.parametrize(
    ("standing", "axioms", "kind"),
    [
        (Standing.CLEAN, ("propext",), "good"),
        (Standing.CLEAN, ("propext", "sorryAx"), "missed"),
        (Standing.TAINTED, ("sorryAx",), "bad"),
        (Standing.ASSUMES, (), "accused wrongly"),
        (Standing.UNSETTLED, (), "unsettled, good"),
        (Standing.UNSETTLED, ("Lean.ofReduceBool",), "unsettled, bad"),
    ],
)
def test_text_is_held_against_a_record(
    standing: Standing, axioms: tuple[str, ...], kind: str
) -> None:
    told = records.Told(Ref("p", "A", "t"), standing, "", axioms)
    assert told.kind == kind
    assert records.row("p", [told]).count(" 1 ") == 2
