"""docs/scale.md names every column of every table, and its five questions are answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.ecosystem.dataset import Dataset, packed
from indexer.ecosystem.questions import Questions
from indexer.ecosystem.records import Answer, Entry
from indexer.ecosystem.tables import TABLES
from tests.folders import ROOT

_TEXT = (ROOT / "docs" / "scale.md").read_text("utf-8")
_QUESTIONS = re.findall(r"^ {4}(SELECT .+)$", _TEXT, re.MULTILINE)


@pytest.mark.parametrize("table", TABLES)
def test_each_column_is_described(table: str) -> None:
    row = re.search(rf"^\| `{table}` \|.*$", _TEXT, re.MULTILINE)
    assert row
    assert set(TABLES[table]) <= set(re.findall(r"`(\w+)`", row[0]))


def test_there_are_five_questions() -> None:
    assert len(_QUESTIONS) == 5


@pytest.mark.parametrize("sql", _QUESTIONS)
def test_each_question_is_answered(tmp_path: Path, sql: str) -> None:
    dataset = Dataset(tmp_path)
    dataset.put("a", packed(Entry("a", "/a"), Answer("failed", "a reason")))
    with Questions(dataset.data) as asked:
        assert isinstance(asked.rows(sql), list)


def test_the_command_line_answers_a_simulation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.bench.survey import main, makespan

    assert makespan([[1.0], [2.0], [3.0]], 1) == 6.0
    assert makespan([[2.0, 2.0, 1.0], [1.0]], 2) == 3.0
    cost = {"processor_seconds": 2.0, "read_bytes": 1000.0}
    answer = Answer("done", commit="c", tables={}, cost=cost)
    Dataset(tmp_path).put("a", packed(Entry("a", "/a"), answer))
    main(tmp_path, 100)
    assert "100 repositories" in capsys.readouterr().out
