"""The golden helper itself: it compares, it says what differs, it writes when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import tools
from tests.golden import Golden


def test_equal_text_passes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\n")
    Golden(tmp_path).check("a.txt", "one\r\ntwo\n")


def test_difference_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    with pytest.raises(AssertionError, match=r"(?s)make golden.*-one\n\+two"):
        Golden(tmp_path).check("a.txt", "two\n")


def test_missing_file_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="is not there"):
        Golden(tmp_path).check("a.txt", "one\n")


def test_update_writes_then_passes(tmp_path: Path) -> None:
    Golden(tmp_path, update=True).check("sub/a.txt", "one\n")
    Golden(tmp_path).check("sub/a.txt", "one\n")


def test_tree_counts_files(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", Golden(tmp_path / "golden", update=True)
    made.mkdir()
    (made / "a.txt").write_text("a\n")
    kept.check_tree("t", made)
    Golden(tmp_path / "golden").check_tree("t", made)
    (made / "a.txt").unlink()
    with pytest.raises(AssertionError, match="not written"):
        Golden(tmp_path / "golden").check_tree("t", made)


@pytest.mark.parametrize(("value", "ci"), [("", False), ("false", False), ("true", True)])
def test_ci_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, ci: bool
) -> None:
    monkeypatch.setenv("CI", value)
    assert tools.in_ci() is ci
