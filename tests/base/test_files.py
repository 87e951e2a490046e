"""Where source files come from: the disk, links kept inside, nothing left out in silence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from indexer.base.errors import InputError
from indexer.base.files import DiskFiles


def _write(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    return root


def test_files_come_sorted_and_without_build_folders(tmp_path: Path) -> None:
    _write(tmp_path, "b/Z.lean", "b.lean", "a/c", ".git/x", ".lake/y", "n/node_modules/z", ".env")
    assert list(DiskFiles(tmp_path).paths()) == [".env", "a/c", "b.lean", "b/Z.lean"]


def test_links_stay_inside(tmp_path: Path) -> None:
    root = _write(tmp_path / "in", "a.lean")
    _write(tmp_path / "out", "secret")
    (root / "leak").symlink_to(tmp_path / "out" / "secret")
    (root / "leaks").symlink_to(tmp_path / "out")
    (root / "again").symlink_to("a.lean")
    (root / "round").symlink_to("round")
    (root / "gone").symlink_to("absent")
    files = DiskFiles(root)
    assert list(files.paths()) == ["a.lean", "again"]
    assert [files.exists(name) for name in ("a.lean", "again", "leak", "gone")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_pipes_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.lean")
    assert list(DiskFiles(tmp_path).paths()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent: the folder does not exist"):
        DiskFiles(tmp_path / "absent")
    _write(tmp_path, "file")
    with pytest.raises(InputError, match="is not a folder"):
        DiskFiles(tmp_path / "file")


def test_a_folder_that_cannot_be_read_is_never_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "a.lean", "closed/b.lean")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="closed: the folder cannot be read: Permission denied"):
        list(DiskFiles(tmp_path).paths())


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent.lean: cannot be read: No such file"):
        DiskFiles(tmp_path).read("absent.lean")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_to_folders_are_followed_inside_once(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real/in").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/secret.lean").write_text("x")
    for path in ("real/A.lean", "real/in/B.lean"):
        (root / path).write_text("x")
    (root / "P").symlink_to("real")
    (root / "Q").symlink_to("real")
    (root / "leaks").symlink_to(tmp_path / "out")
    (root / "round").symlink_to(".")
    (root / "real/up").symlink_to("..")
    files = DiskFiles(root)
    assert list(files.paths()) == ["P/A.lean", "P/in/B.lean", "real/A.lean", "real/in/B.lean"]
    assert files.read("P/in/B.lean") == b"x"
