"""Reading a revision from the object store, in every state a repository can be in."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from indexer.base.errors import InputError, RevisionError
from indexer.base.git import Revision, open_revision, repository
from tests.repos import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write({"A.lean": "one\n", "sub dir/Größe «x».lean": "zwei\r\n"})
    made.commit()
    made.write({"A.lean": "changed\n", "B.lean": "new\n"})
    made.commit()
    return made


def text(revision: Revision, path: str) -> str:
    return revision.files.read(path).decode()


def test_reads_what_was_committed_not_what_is_on_disk(repo: Repo) -> None:
    repo.write({"A.lean": "not committed\n"})
    revision = open_revision(repo.folder, "HEAD~1")
    assert text(revision, "A.lean") == "one\n"
    assert not revision.files.exists("B.lean")
    assert text(open_revision(repo.folder, "HEAD"), "A.lean") == "changed\n"


def test_spaces_letters_and_line_ends_are_kept(repo: Repo) -> None:
    revision = open_revision(repo.folder, "HEAD")
    assert list(revision.files.paths()) == ["A.lean", "B.lean", "sub dir/Größe «x».lean"]
    assert revision.files.read("sub dir/Größe «x».lean") == b"zwei\r\n"


def test_a_subfolder_is_its_own_root(repo: Repo) -> None:
    revision = open_revision(repo.folder / "sub dir", "HEAD")
    assert list(revision.files.paths()) == ["Größe «x».lean"]
    assert revision.files.at("").exists("A.lean")
    with pytest.raises(InputError, match="not in that revision"):
        revision.files.read("../../outside")


def test_build_folders_are_left_out(repo: Repo) -> None:
    repo.write({".lake/packages/m/M.lean": "x\n", "C.lean": "c\n"})
    repo.commit()
    assert ".lake/packages/m/M.lean" not in list(open_revision(repo.folder, "HEAD").files.paths())


def test_three_dots_mean_where_the_histories_parted(repo: Repo) -> None:
    parted = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("on topic")
    repo.git("checkout", "-q", "main")
    tip = repo.commit("on main")
    repo.git("checkout", "-q", "topic")
    assert open_revision(repo.folder, "main").commit == tip
    assert open_revision(repo.folder, "main...").commit == parted


def test_detached_head(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    assert text(open_revision(repo.folder, "HEAD"), "A.lean") == "one\n"


def test_worktree(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "HEAD~1")
    revision = open_revision(tmp_path / "tree", "main")
    assert text(revision, "A.lean") == "changed\n"
    assert repository(tmp_path / "tree") == (tmp_path / "tree").resolve()


def test_shallow_clone_says_how_to_deepen(repo: Repo, tmp_path: Path) -> None:
    clone = repo.clone(tmp_path / "clone", "--depth=1")
    assert text(open_revision(clone.folder, "HEAD"), "A.lean") == "changed\n"
    with pytest.raises(RevisionError, match=r"HEAD~1 is not in this clone.*fetch-depth: 0"):
        open_revision(clone.folder, "HEAD~1")


def test_partial_clone_is_not_fetched_into(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(tmp_path / "clone", "--filter=blob:none")
    old = open_revision(clone.folder, "HEAD~1")
    with pytest.raises(RevisionError, match="not in this clone"):
        old.files.read("A.lean")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "git knows no revision nowhere"),
        ("--upload-pack=x", "is no revision"),
        ("", "is no revision"),
        ("a\nb", "is no revision"),
        ("HEAD:A.lean", "git knows no revision"),
    ],
)
def test_names_that_are_no_commit(repo: Repo, name: str, message: str) -> None:
    with pytest.raises(RevisionError, match=message):
        open_revision(repo.folder, name)


def test_a_branch_that_only_the_remote_has(repo: Repo, tmp_path: Path) -> None:
    repo.git("branch", "other")
    clone = repo.clone(tmp_path / "clone")
    with pytest.raises(RevisionError, match="did you mean origin/other"):
        open_revision(clone.folder, "other")


def test_no_commit_no_repository_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Repo(tmp_path / "empty")
    with pytest.raises(RevisionError, match="no commit yet"):
        open_revision(empty.folder, "HEAD~1")
    (tmp_path / "plain").mkdir()
    with pytest.raises(RevisionError, match=r"plain: is in no git repository \(check without"):
        open_revision(tmp_path / "plain", "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RevisionError, match="git is not installed"):
        open_revision(empty.folder, "HEAD")


def test_no_common_history(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit()
    with pytest.raises(RevisionError, match="no commit in common"):
        open_revision(repo.folder, "main...")


def test_inside_a_hook_the_folder_decides(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo(tmp_path / "other")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert text(open_revision(repo.folder, "HEAD"), "A.lean") == "changed\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_to_folders_are_followed_as_on_disk(repo: Repo) -> None:
    repo.write({"real/in/Linked.lean": "b\n"})
    (repo.folder / "P").symlink_to("real")
    (repo.folder / "Q").symlink_to("real")
    (repo.folder / "real/up").symlink_to("..")
    repo.commit()
    files = open_revision(repo.folder, "HEAD").files
    linked = [path for path in files.paths() if path.endswith("Linked.lean")]
    assert linked == ["P/in/Linked.lean", "real/in/Linked.lean"]
    assert files.read("P/in/Linked.lean") == b"b\n"
    assert files.exists("P/in/Linked.lean")
    assert not files.exists("P/in/C.lean")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_are_followed_inside_the_tree_only(repo: Repo) -> None:
    (repo.folder / "L.lean").symlink_to("sub dir/Größe «x».lean")
    (repo.folder / "out.lean").symlink_to("../../etc/passwd")
    (repo.folder / "absolute.lean").symlink_to("/A.lean")
    (repo.folder / "round.lean").symlink_to("round.lean")
    repo.commit()
    files = open_revision(repo.folder, "HEAD").files
    assert files.read("L.lean") == b"zwei\r\n"
    assert [p for p in files.paths() if "/" not in p] == ["A.lean", "B.lean", "L.lean"]


def test_submodule_is_read_where_it_is_checked_out(repo: Repo, tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer")
    outer.git("submodule", "add", "-q", f"file://{repo.folder}", "vendor/inner")
    outer.commit()
    files = open_revision(outer.folder, "HEAD").files
    assert files.read("vendor/inner/A.lean") == b"changed\n"
    assert "vendor/inner/B.lean" in list(files.paths())
    assert not files.unread
    clone = outer.clone(tmp_path / "clone")
    files = open_revision(clone.folder, "HEAD").files
    assert list(files.paths()) == [".gitmodules"]
    assert list(files.unread) == ["vendor/inner"]


def test_no_hook_filter_or_monitor_is_run(repo: Repo, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in ("filter.t.smudge", "filter.t.clean", "core.fsmonitor", "diff.t.textconv"):
        repo.git("config", key, str(trap))
    (repo.folder / ".git/info/attributes").write_text("*.lean filter=t diff=t\n")
    (repo.folder / ".git/hooks/post-checkout").write_bytes(trap.read_bytes())
    revision = open_revision(repo.folder, "HEAD~1")
    assert [revision.files.read(path) for path in revision.files.paths()]
    assert not (tmp_path / "sprung").exists()


def test_files_travel_to_another_process(repo: Repo) -> None:
    files = open_revision(repo.folder, "HEAD").files
    files.read("A.lean")
    assert pickle.loads(pickle.dumps(files)).read("A.lean") == b"changed\n"


def test_equal_bytes_have_equal_names(repo: Repo) -> None:
    repo.write({"Copy.lean": "changed\n"})
    repo.commit()
    files = open_revision(repo.folder, "HEAD").files
    assert files.oid("Copy.lean") == files.oid("A.lean") != files.oid("B.lean")
