"""The public interface: what `import indexer` gives, and the examples that show it."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

import indexer
from tests.folders import ROOT


def test_the_examples_are_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(indexer)
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize("name", indexer.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    assert getattr(indexer, name).__doc__


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'judge_all'"):
        _ = indexer.judge_all


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, indexer; print(sorted(m for m in sys.modules if m.startswith('indexer.')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
