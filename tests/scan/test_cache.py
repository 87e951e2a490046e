"""The scan cache: whatever happens to its file, the answer is the same, and never an error."""

from __future__ import annotations

import ast
import multiprocessing
import os
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.base.files import DiskFiles, Files
from indexer.lean.records import Module
from indexer.lean.syntax.keywords import Grammar
from indexer.scan import cache as cache_module
from indexer.scan import loader
from indexer.scan.cache import Cache, Stamp, private
from indexer.scan.loader import SourceFile, scan_parts
from indexer.scan.serialization import ModulePart

TEXTS = {
    "A.lean": "theorem a : True := trivial\n",
    "B.lean": "import A\ntheorem b : True := sorry\n",
    "Copy/A.lean": "theorem a : True := trivial\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder of Lean files."""
    root = tmp_path / "tree"
    for path, text in TEXTS.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute after the files were written, so that their times are trusted: nobody can set the
    time of a file's last change back."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)


def _scan(root: Path, cache: Path | None, *, jobs: int = 1) -> tuple[Module, ...]:
    paths = sorted(p.relative_to(root).as_posix() for p in root.rglob("*.lean"))
    sources = [SourceFile(p, p.removesuffix(".lean").replace("/", ".")) for p in paths]
    scanned, unread = scan_parts(
        DiskFiles(root), sources, ModulePart.RECORDS, cache=cache, jobs=jobs
    )
    assert not unread
    return tuple(s.module() for s in scanned)


class _Reads:
    """Counts what is read from the disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths: list[str] = []
        read = DiskFiles.read

        def counted(files: DiskFiles, path: str) -> bytes:
            self.paths.append(path)
            return read(files, path)

        monkeypatch.setattr(DiskFiles, "read", counted)


def test_what_is_unchanged_is_not_read(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    cold = _scan(tree, tmp_path / "cache")
    reads = _Reads(monkeypatch)
    assert _scan(tree, tmp_path / "cache") == cold == _scan(tree, None)
    assert sorted(reads.paths) == sorted(TEXTS)  # by the scan without a cache alone


def test_what_is_changed_is_read_and_nothing_else(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    _scan(tree, tmp_path / "cache")
    (tree / "B.lean").write_text("theorem other : True := trivial\n")
    reads = _Reads(monkeypatch)
    _, changed, _ = _scan(tree, tmp_path / "cache")
    assert set(reads.paths) == {"B.lean"}
    assert [d.name for d in changed.declarations] == ["other"]


QUIET = 'syntax "quiet" command : command\nmacro_rules | `(quiet $c) => `(#print $c)\n'


def test_which_files_write_a_command_that_takes_others_is_remembered(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    (tree / "Quiet.lean").write_text(QUIET)
    (tree / "Use.lean").write_text("theorem used : 1 = 1 := rfl quiet theorem rot : 1 = 2 := x\n")
    cache = tmp_path / "scan.sqlite"
    first = _scan(tree, cache)
    assert first == _scan(tree, None)
    reads = _Reads(monkeypatch)
    assert _scan(tree, cache) == first
    assert reads.paths == []
    (tree / "A.lean").write_text("theorem a : 2 = 2 := rfl quiet theorem b : 1 = 2 := x\n")
    assert _scan(tree, cache) == _scan(tree, None)


def test_what_is_remembered_of_a_file_is_of_what_was_read(tree: Path, tmp_path: Path) -> None:
    """An editor may save a file while it is scanned, and take that back later."""
    (tree / "Quiet.lean").write_text(QUIET)
    (tree / "Use.lean").write_text("theorem used : 1 = 1 := rfl quiet theorem rot : 1 = 2 := x\n")

    class Saved(DiskFiles):
        """A folder in which the file holds something else once it is scanned."""

        reads = 0

        def read(self, path: str) -> bytes:
            self.reads += path == "Use.lean"
            return b"\n" if path == "Use.lean" and self.reads > 2 else super().read(path)

    cache = tmp_path / "scan.sqlite"
    sources = [SourceFile(f"{name}.lean", name) for name in ("Quiet", "Use")]
    scan_parts(Saved(tree), sources, ModulePart.RECORDS, cache=cache, jobs=1)
    assert _scan(tree, cache) == _scan(tree, None)


def test_the_same_text_in_two_places_is_itself_in_both(tree: Path, tmp_path: Path) -> None:
    for _ in range(2):
        a, _, copy = _scan(tree, tmp_path / "cache")
        assert (a.path, a.name) == ("A.lean", "A")
        assert (copy.path, copy.name) == ("Copy/A.lean", "Copy.A")
        assert a.declarations == copy.declarations


@pytest.mark.parametrize("part", [ModulePart.SUMMARY, ModulePart.LISTING])
def test_the_same_text_in_two_places_is_listed_as_both(
    tree: Path, tmp_path: Path, part: ModulePart
) -> None:
    sources = [SourceFile("A.lean", "A"), SourceFile("Copy/A.lean", "Copy.A")]
    plain, _ = scan_parts(DiskFiles(tree), sources, part, jobs=1)
    for _ in range(2):
        again, _ = scan_parts(DiskFiles(tree), sources, part, cache=tmp_path / "cache", jobs=1)
        assert [s.data for s in again] == [s.data for s in plain]


def test_a_file_whose_times_were_set_back_is_read_again(
    tree: Path, tmp_path: Path, later: None
) -> None:
    """Size, inode and the time of its content as before: the time of its last change tells."""
    file = tree / "A.lean"
    file.write_text("theorem one : True := trivial\n")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    before = Stamp.of(file.stat())
    for _ in range(2):
        _scan(tree, tmp_path / "cache")
    time.sleep(0.02)  # a clock of a hundred ticks a second
    file.write_text("theorem two : True := trivial\n")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    assert Stamp.of(file.stat())._replace(ctime_ns=before.ctime_ns) == before
    assert _scan(tree, tmp_path / "cache")[0].declarations[0].name == "two"


def test_a_file_changed_just_now_is_read_again(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its times may not tell when it changes once more within the clock's resolution."""
    _scan(tree, tmp_path / "cache")
    reads = _Reads(monkeypatch)
    _scan(tree, tmp_path / "cache")
    assert set(reads.paths) == set(TEXTS)


def test_where_no_time_of_change_is_to_be_had_the_content_tells(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    monkeypatch.setattr(cache_module, "_HAS_CTIME", False)
    _scan(tree, tmp_path / "cache")
    reads = _Reads(monkeypatch)
    _scan(tree, tmp_path / "cache")
    assert set(reads.paths) == set(TEXTS)


@pytest.mark.parametrize(
    "part", [ModulePart.SUMMARY, ModulePart.LISTING, ModulePart.WORDS, ModulePart.RECORDS]
)
def test_the_same_tree_elsewhere_is_not_scanned_again(
    tree: Path, tmp_path: Path, part: ModulePart, monkeypatch: pytest.MonkeyPatch, later: None
) -> None:
    """As in CI, where every checkout is a new one; the second time not even its files are read."""
    (tree / "Copy/A.lean").unlink()
    _scan(tree, tmp_path / "cache")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(tree, elsewhere)
    (elsewhere / "B.lean").write_text("theorem new : True := trivial\n")
    sources = [SourceFile("A.lean", "A"), SourceFile("B.lean", "B")]
    scanned: list[str] = []
    scan_one = loader._scan_one

    def counted(
        files: Files, grammar: Grammar, parts: tuple[ModulePart, ...], source: SourceFile
    ) -> Any:
        scanned.append(source.path)
        return scan_one(files, grammar, parts, source)

    monkeypatch.setattr(loader, "_scan_one", counted)
    for _ in range(2):
        found, unread = scan_parts(
            DiskFiles(elsewhere), sources, part, cache=tmp_path / "cache", jobs=1
        )
        assert [s.summary.theorems for s in found] == [1, 1]
        assert [s.source for s in found] == sources
        assert not unread
        assert scanned == ["B.lean"]
    reads = _Reads(monkeypatch)
    scan_parts(DiskFiles(elsewhere), sources, part, cache=tmp_path / "cache", jobs=1)
    assert "A.lean" not in reads.paths


def test_keywords_are_part_of_the_key(tree: Path, tmp_path: Path) -> None:
    (tree / "A.lean").write_text("conjecture c : True := sorry\n")
    source, files = [SourceFile("A.lean", "A")], DiskFiles(tree)
    for keywords, count in (((), 0), (("conjecture",), 1), ((), 0)):
        found, _ = scan_parts(
            files, source, ModulePart.SUMMARY, keywords=keywords, cache=tmp_path / "cache", jobs=1
        )
        assert found[0].summary.declarations == count


def test_another_version_finds_nothing(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _scan(tree, tmp_path / "cache")
    monkeypatch.setattr(cache_module, "SCANNER", (*cache_module.SCANNER, "cache.py"))
    reads = _Reads(monkeypatch)
    _scan(tree, tmp_path / "cache")
    assert set(reads.paths) == set(TEXTS)


def test_all_that_a_scan_comes_from_is_in_the_key() -> None:
    home = Path(cache_module.__file__).parent.parent
    named = {path for pattern in cache_module.SCANNER for path in home.glob(pattern)}
    queue = [home / "lean/syntax/parser.py", home / "scan/serialization.py"]
    for path in queue:
        assert path in named
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("indexer."):
                below = home.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
                queue += [below] if below.is_file() and below not in queue else []
    assert home / "scan/loader.py" in named


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"this is not a database" * 100,
        lambda data: data[: len(data) // 2],
        lambda data: data[:4096] + bytes(len(data) - 4096),
        lambda data: data[:-200] + bytes(200),
    ],
    ids=["empty", "text", "torn", "zeros", "end"],
)
def test_a_damaged_file_is_no_cache(tree: Path, tmp_path: Path, damage: object) -> None:
    cache = tmp_path / "cache"
    cold = _scan(tree, cache)
    _settle(cache)
    assert callable(damage)
    cache.write_bytes(damage(cache.read_bytes()))
    for _ in range(2):
        assert _scan(tree, cache) == cold


def _settle(cache: Path) -> None:
    """Bring all that is written into the one file."""
    db = sqlite3.connect(cache)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA journal_mode=DELETE")
    db.close()


def test_a_locked_file_is_not_a_damaged_one(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody else has it, the answer is the same; what it holds is there afterwards."""
    cache = tmp_path / "cache"
    cold = _scan(tree, cache)
    _settle(cache)
    before = cache.read_bytes()
    monkeypatch.setattr(cache_module, "_PATIENCE", 0.01)
    db = sqlite3.connect(cache, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    assert _scan(tree, cache) == cold
    db.execute("ROLLBACK")
    db.close()
    assert cache.read_bytes() == before


def test_what_sqlite_keeps_beside_a_damaged_file_goes_with_it(tree: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cold = _scan(tree, cache)
    _settle(cache)
    cache.write_bytes(b"this is not a database" * 100)
    (tmp_path / "cache-wal").write_bytes(b"frames of another file")
    for _ in range(2):
        assert _scan(tree, cache) == cold
    assert b"frames of another file" not in b"".join(
        f.read_bytes() for f in tmp_path.glob("cache-*")
    )


@pytest.mark.skipif(os.name != "posix", reason="links and permissions")
@pytest.mark.parametrize("kind", ["link", "dangling link", "folder of all", "folder behind a link"])
def test_a_place_that_others_can_plant_in_is_not_used(
    tree: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    victim, folder = tmp_path / "victim", tmp_path / "cache"
    victim.mkdir()
    (victim / "file").write_text("precious")
    if kind == "folder behind a link":
        folder.symlink_to(victim)
    else:
        folder.mkdir()
    if kind == "link":
        (folder / "scan").symlink_to(victim / "file")
    elif kind == "dangling link":
        (folder / "scan").symlink_to(victim / "new")
    elif kind == "folder of all":
        folder.chmod(0o1777)
    assert _scan(tree, folder / "scan") == _scan(tree, None)
    assert [p.name for p in victim.iterdir()] == ["file"]
    assert (victim / "file").read_text() == "precious"
    assert kind != "folder of all" or list(folder.iterdir()) == []


def test_a_cache_of_another_user_is_not_used(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or who makes it first says what a scan said."""
    cache = tmp_path / "cache/scan"
    first = _scan(tree, cache)
    assert private(cache)
    before, uid = cache.read_bytes(), os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    assert not private(cache)
    assert _scan(tree, cache) == first
    assert cache.read_bytes() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("path", ["cache", "cache/scan"])
def test_nor_is_one_that_another_user_put_there(tree: Path, tmp_path: Path, path: str) -> None:
    _scan(tree, tmp_path / "cache/scan")
    os.chown(tmp_path / path, 12345, -1)
    assert not private(tmp_path / "cache/scan")


def test_a_row_that_rotted_is_read_anew(tree: Path, tmp_path: Path) -> None:
    """A flipped byte must not be decoded: the digest beside each row tells."""
    cache = tmp_path / "cache"
    cold = _scan(tree, cache)
    db = sqlite3.connect(cache)
    db.execute("UPDATE parts SET data = zeroblob(length(data))")
    db.commit()
    db.close()
    assert _scan(tree, cache) == cold


def test_it_may_be_deleted_at_any_time(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "cache"
    with Cache(path) as cache:
        cache.store([("key", {ModulePart.SUMMARY: b"x"})])
        for file in tmp_path.glob("cache*"):
            file.unlink()
        cache.store([("other", {ModulePart.SUMMARY: b"y"})])
        cache.load(["key"], ModulePart.SUMMARY)
    assert _scan(tree, path) == _scan(tree, None)


@pytest.mark.parametrize("kind", ["folder", "below a file"])
def test_a_place_that_cannot_hold_it(tree: Path, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    else:
        place.write_text("a file")
        place /= "cache"
    assert _scan(tree, place) == _scan(tree, None)


def _worker(root: Path, cache: Path, answers: multiprocessing.Queue[tuple[Module, ...]]) -> None:
    for _ in range(5):
        answers.put(_scan(root, cache))


def test_two_processes_at_once(tree: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[Module, ...]] = context.Queue()
    workers = [
        context.Process(target=_worker, args=(tree, tmp_path / "cache", answers)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    expected = _scan(tree, None)
    assert all(answers.get(timeout=120) == expected for _ in range(10))
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0


def test_an_empty_key_list_and_many_keys(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache:
        assert cache.load([], ModulePart.SUMMARY) == {}
        many = {f"{n}": b"%d" % n for n in range(1200)}
        cache.store((key, {ModulePart.SUMMARY: data}) for key, data in many.items())
        assert cache.load([*many, "absent"], ModulePart.SUMMARY) == many
        assert cache.load(many, ModulePart.RECORDS) == {}


def test_of_files_only_those_that_are_asked_for_are_told(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache:
        old = Stamp(1, 1, 1, 1)
        many = {f"/a/{n}.lean": (old, str(n)) for n in range(1200)}
        cache.remember_hashes(many)
        assert cache.hashes(list(many)) == many
        assert cache.hashes(["/a/7.lean", "/a/b.lean"]) == {"/a/7.lean": (old, "7")}
