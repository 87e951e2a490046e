"""One repository: what its rows say, what it may cost, and that its settings do not count."""

from __future__ import annotations

import os
from errno import ENOSPC
from pathlib import Path

import pytest

from indexer.base.writing import Folder, unwritable
from indexer.ecosystem import clones
from indexer.ecosystem.child import answered
from indexer.ecosystem.engine import do
from indexer.ecosystem.lists import entry_of
from indexer.ecosystem.records import Answer, Entry, Limits, Order
from indexer.ecosystem.tables import TABLES
from tests.ecosystem.repositories import ecosystem, package
from tests.repos import Repo


def _look(where: Path, tmp_path: Path, limits: Limits | None = None) -> Answer:
    order = Order(Entry("x", str(where)), str(tmp_path / "work"), None, limits or Limits())
    return answered(order)


def _dicts(answer: Answer, table: str) -> list[dict[str, object]]:
    return [dict(zip(TABLES[table], row, strict=True)) for row in answer.tables.get(table, [])]


def test_rows_say_what_a_repository_holds(tmp_path: Path) -> None:
    ecosystem(tmp_path)
    answer = _look(tmp_path / "a", tmp_path)
    (row,) = _dicts(answer, "repositories")
    wanted = {"state": "done", "licence": "Apache-2.0", "modules": 1, "sorries": 1, "axioms": 1}
    wanted |= {"claims": 2, "covered": 1, "toolchains": ["leanprover/lean4:v4.28.0"]}
    assert wanted.items() <= row.items()
    standings = {c["title"]: (c["standing"], c["said_proved"]) for c in _dicts(answer, "claims")}
    assert standings == {"A": ("clean", True), "B": ("tainted", True)}
    assert "leanok-false" in {f["rule"] for f in _dicts(answer, "findings")}
    troubles = {d["name"]: d["troubles"] for d in _dicts(answer, "declarations")}
    assert troubles["A.good"] == []
    assert troubles["A.hole"]
    assert troubles["A.ax"]


def test_rows_hold_no_path_of_this_machine(tmp_path: Path) -> None:
    ecosystem(tmp_path)
    tables = _look(tmp_path / "a", tmp_path).tables
    source = tables["repositories"][0][1]
    assert str(tmp_path) not in repr(tables).replace(source, "")


def test_a_folder_of_settings_runs_nothing(tmp_path: Path) -> None:
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    mark = tmp_path / "ran"
    repo.write({".gitattributes": "*.lean filter=f export-ignore\n"})
    repo.commit()
    repo.git("config", "filter.f.smudge", f"touch {mark}")
    repo.git("config", "core.fsmonitor", f"touch {mark}; false")
    hook = repo.folder / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    answer = _look(repo.folder, tmp_path)
    assert answer.state == "done"
    assert _dicts(answer, "repositories")[0]["modules"] == 1
    assert not mark.exists()


def test_links_that_leave_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "Secret.lean"
    secret.write_text("theorem secret : True := trivial\n")
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    (repo.folder / "Secret.lean").symlink_to(secret)
    repo.commit()
    names = {d["name"] for d in _dicts(_look(repo.folder, tmp_path), "declarations")}
    assert names == {"a"}


def test_what_is_no_repository_has_its_reason(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "there are no .lean files here" in _look(empty, tmp_path).reason
    assert "no such folder" in _look(tmp_path / "gone", tmp_path).reason


def test_too_many_bytes_are_refused(tmp_path: Path) -> None:
    repo = package(tmp_path / "r", "A", "-- " + "x" * 5000 + "\n")
    answer = _look(repo.folder, tmp_path, Limits(disk=4000))
    assert answer.state == "failed"
    assert "holds more than 4,000 bytes" in answer.reason
    assert not list((tmp_path / "work").rglob("*.lean"))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(seconds=0.05), "takes longer than 0.05 seconds"),
        (Limits(memory=1 << 20), ""),  # who lacks memory first is not told beforehand
    ],
    ids=["time", "memory"],
)
def test_time_and_memory_are_bounded(tmp_path: Path, limits: Limits, said: str) -> None:
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    order = Order(Entry("x", str(repo.folder)), str(tmp_path / "work"), None, limits)
    answer, files = do(order)
    assert answer.state == "failed"
    assert answer.reason
    assert said in answer.reason
    assert not files


def test_a_large_one_is_parted_and_comes_to_the_same(tmp_path: Path) -> None:
    more = {f"A__M{n}.lean": f"theorem t{n} : {n} = {n} := rfl\n" for n in range(6)}
    repo = package(tmp_path / "r", "A", "theorem a : True := sorry\n", **more)
    entry, work = Entry("x", str(repo.folder)), str(tmp_path / "work")
    cache = str(tmp_path / "cache" / "c.sqlite")
    limits = Limits(parts_from=50)
    first = answered(Order(entry, work, cache, limits))
    assert (first.state, first.parts > 1) == ("large", True)
    for number in range(first.parts):
        part = answered(Order(entry, work, cache, limits, part=(number, first.parts)))
        assert part.state == "part"
    whole = answered(Order(entry, work, cache, limits, whole=True))
    assert whole.tables == _look(repo.folder, tmp_path).tables


def test_what_is_known_is_not_done_again(tmp_path: Path) -> None:
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    entry = Entry("x", str(repo.folder))
    from indexer.ecosystem.looking import made_by

    known = (clones.newest(entry), made_by())
    order = Order(entry, str(tmp_path / "work"), None, known=known)
    assert answered(order).state == "same"
    repo.write({"A.lean": "theorem a : True := sorry\n"})
    repo.commit()
    assert answered(order).state == "done"


def _at(repo: Repo, tmp_path: Path, revision: str = "", *, by_address: bool = True) -> str:
    """How many sorries it holds and at which commit, or why it could not be seen."""
    where = f"file://{repo.folder}" if by_address else str(repo.folder)
    order = Order(Entry("x", where, revision), str(tmp_path / "work"), None)
    answer = answered(order)
    rows = _dicts(answer, "repositories")
    return f"{rows[0]['sorries']} {rows[0]['commit']}" if rows else answer.reason


def test_a_revision_is_the_one_that_git_means(tmp_path: Path) -> None:
    """Branches whose names only end alike, a branch that is called like a tag, tags of tags, one
    that is as long as the name of a commit, and what is no commit."""
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    first = repo.git("rev-parse", "HEAD")
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.git("tag", "-a", "-m", "x", "v1-signed", "v1")
    long = f"feature-{'x' * 32}"
    repo.git("branch", long)
    repo.git("tag", "tree", "HEAD^{tree}")
    repo.write({"A.lean": "theorem a : True := sorry\n"})
    second = repo.commit()
    repo.git("branch", "v1")
    repo.git("branch", "a/feature")
    repo.git("checkout", "-q", "-b", "feature", first)
    repo.git("checkout", "-q", "main")
    for revision in ("v1", "v1-signed", "refs/tags/v1", "feature", long, first, first.upper()):
        entry = entry_of(f"file://{repo.folder}@{revision}", tmp_path, "x")
        assert _at(repo, tmp_path, entry.revision) == f"0 {first}", revision
    for revision in ("", "main", "heads/v1", "a/feature"):
        assert _at(repo, tmp_path, revision) == f"1 {second}", revision
    assert "has no branch or tag eature" in _at(repo, tmp_path, "eature")
    assert "has no branch or tag" in _at(repo, tmp_path, first[:8])
    assert "is no commit" in _at(repo, tmp_path, "tree")
    empty = Repo(tmp_path / "empty")
    assert _at(empty, tmp_path) == _at(empty, tmp_path, by_address=False) == "has no commit"


@pytest.mark.parametrize("by_address", [True, False])
def test_names_of_either_hash_function(tmp_path: Path, by_address: bool) -> None:
    repo = Repo(tmp_path / "r", init=False)
    repo.git("init", "-q", "-b", "main", "--object-format=sha256")
    repo.write({"A.lean": "theorem a : True := sorry\n"})
    commit = repo.commit()
    assert _at(repo, tmp_path, by_address=by_address) == f"1 {commit}"
    assert _at(repo, tmp_path, commit, by_address=by_address) == f"1 {commit}"


def test_a_plain_folder_may_hold_anything_beside_its_lean(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    (folder / "objects").mkdir(parents=True)
    (folder / "A.lean").write_text("theorem a : True := sorry\n")
    (folder / "data.csv").write_bytes(b"1\n" * 11_000_000)
    os.mkfifo(folder / "pipe.csv")
    (row,) = _dicts(_look(folder, tmp_path), "repositories")
    assert (row["state"], row["sorries"]) == ("done", 1)


def test_a_full_disk_costs_no_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be laid out for lack of space would not be missed by the scan."""
    ecosystem(tmp_path)
    write = Folder.add

    def full(folder: Folder, path: str, data: bytes) -> None:
        if path.endswith(".tex"):
            raise unwritable(path, OSError(ENOSPC, "No space left")) from OSError(
                ENOSPC, "No space"
            )
        write(folder, path, data)

    monkeypatch.setattr(Folder, "add", full)
    answer = _look(tmp_path / "a", tmp_path)
    assert (answer.state, answer.reason) == ("failed", "cannot be laid out: No space")
