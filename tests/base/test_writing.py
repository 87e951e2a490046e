"""The one door: what it writes, what it refuses, and that nothing is written beside it.

The second half walks every writer through a checkout in which links were planted at each step of
each way that it writes to.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.app.outside import Wanted, bring
from indexer.base.errors import InputError, LeancatError, UsageError
from indexer.base.writing import Folder, LinkError, write_file, write_output
from indexer.evidence.files import write_evidence
from indexer.evidence.records import ModuleEvidence
from indexer.evidence.registered import Entry as RegistryEntry
from indexer.evidence.registered import Registration, write_registration
from indexer.evidence.replays import Replay, write_replay
from indexer.site.staging import _MARKED, Staging
from tests import own_modules, test_scenarios
from tests.repos import Repo
from tests.test_scenarios import FILES, Leancat, accepted

leancat = test_scenarios.leancat

pytestmark = pytest.mark.skipif(os.name != "posix", reason="made of POSIX links")


# --- the door ------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "new" / "file"
    assert write_file(file, b"one")
    file.chmod(0o640)
    assert not write_file(file, b"one")
    assert write_file(file, b"two")
    assert file.read_bytes() == b"two"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in file.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("call", ["open", "replace", "fsync", "mkdir"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    write_file(tmp_path / "file", b"old")
    with Folder.open(tmp_path) as folder:

        def refuse(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(os, call, refuse)
        with pytest.raises((InputError, KeyboardInterrupt)) as raised:
            folder.write("file" if call != "mkdir" else "new/file", b"new")
        monkeypatch.undo()
    if isinstance(raised.value, InputError):
        assert "cannot be written: No space left on device (free some space" in str(raised.value)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("file", b"old")]


def test_what_a_killed_process_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = [f".leancat-{os.getpid()}-{'0' * 16}", ".leancat-site", ".leancat-1"]
    left = f".leancat-{gone.pid}-{'0' * 16}"
    (tmp_path / "precious").write_text("")
    for name in kept:
        (tmp_path / name).write_text("")
    (tmp_path / left).symlink_to(tmp_path / "precious")
    write_file(tmp_path / "file", b"")
    assert {p.name for p in tmp_path.iterdir()} == {*kept, "file", "precious"}


@pytest.mark.parametrize("path", ["../x", "a/../../x", "a/./x", "", "a//x", "/etc/x", "a\0b"])
def test_nothing_leaves_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "in").mkdir()
    with Folder.open(tmp_path / "in") as folder:
        for act in (folder.read, folder.remove, folder.has, folder.remove_tree):
            with pytest.raises(ValueError, match=r"not a path inside|unpack"):
                act(path)
        with pytest.raises(ValueError, match=r"not a path inside|unpack"):
            folder.write(path, b"")
    assert [p.name for p in tmp_path.rglob("*")] == ["in"]


@pytest.mark.parametrize("planted", ["a", "a/b", "a/b/file"])
def test_no_link_is_followed(tmp_path: Path, planted: str) -> None:
    outside, root = tmp_path / "out", tmp_path / "in"
    (outside / "b").mkdir(parents=True)
    for folder in (outside, outside / "b"):
        (folder / "file").write_text("precious")
    target = {"a": outside, "a/b": outside, "a/b/file": outside / "file"}[planted]
    (root / planted).parent.mkdir(parents=True)
    (root / planted).symlink_to(target)
    before = _snapshot(tmp_path)
    with Folder.open(root) as inner:
        for act in (inner.read, inner.has):
            with pytest.raises(LinkError, match="symbolic link"):
                act("a/b/file")
        for write in (inner.write, inner.create):
            with pytest.raises(LinkError, match="symbolic link"):
                write("a/b/file", b"new")
        with pytest.raises(LeancatError):
            inner.add("a/b/file", b"new")
        if planted != "a/b/file":
            with pytest.raises(LinkError, match="symbolic link"):
                inner.remove("a/b/file")
            with pytest.raises(LinkError, match="symbolic link"):
                inner.remove_tree("a/b/c")
            with pytest.raises(LinkError, match="symbolic link"):
                list(inner.files("a/b"))
    assert _snapshot(tmp_path) == before


def test_a_tree_is_deleted_and_what_its_links_lead_to_is_not(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/precious").write_text("")
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/link").symlink_to(tmp_path / "out")
    with Folder.open(tmp_path) as folder:
        folder.remove_tree("in")
        folder.remove_tree("absent")
    assert [p.name for p in sorted(tmp_path.rglob("*"))] == ["out", "precious"]


def test_the_working_directory_is_where_links_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link above the checkout is its owner's own; one in it may be anybody's."""
    (tmp_path / "real/sub").mkdir(parents=True)
    (tmp_path / "real/.git").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "way").symlink_to("real")
    (tmp_path / "real/planted").symlink_to("../other")
    monkeypatch.chdir(tmp_path / "way/sub")
    for base in (Path(), tmp_path / "way/sub", tmp_path / "real/sub", Path("..")):
        write_file(base / "new/file", b"")
    for base in (Path(".."), tmp_path / "way", tmp_path / "real"):
        with pytest.raises(LinkError, match="planted"):
            write_file(base / "planted/file", b"")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_first_file_never_replaces_another(tmp_path: Path) -> None:
    with Folder.open(tmp_path) as folder:
        assert folder.create("a/file", b"mine")
        assert not folder.create("a/file", b"yours")
    assert (tmp_path / "a/file").read_bytes() == b"mine"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["file"]


def test_a_folder_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"p/{n}.toml": b"%d" % n for n in range(30)}
    with Folder.open(tmp_path) as folder:
        add, calls = Folder.add, iter(range(100))

        def dying(self: Folder, path: str, data: bytes) -> None:
            if next(calls) == 25:
                raise KeyboardInterrupt
            add(self, path, data)

        monkeypatch.setattr(Folder, "add", dying)
        with pytest.raises(KeyboardInterrupt):
            folder.fill("baseline", files)
        assert list(tmp_path.iterdir()) == []
        monkeypatch.undo()
        folder.fill("baseline", files)
    assert len(list((tmp_path / "baseline/p").iterdir())) == 30


def test_an_output_may_be_a_device_or_a_pipe(tmp_path: Path) -> None:
    write_output(Path(os.devnull), b"data")
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_output(Path("/dev/full"), b"data")
    read, write = os.pipe()
    write_output(Path(f"/dev/fd/{write}"), b"data")
    assert os.read(read, 10) == b"data"
    write_output(tmp_path / "a/b", b"data")
    assert (tmp_path / "a/b").read_bytes() == b"data"


def test_a_folder_is_no_place_for_an_output(tmp_path: Path, leancat: Leancat) -> None:
    repo = _scene(tmp_path, "output")
    for place in ("", "/", ".", "..", "Rope"):
        for option in ("--output=", "--also=json="):
            ran = leancat(repo.folder, "check", option + place)
            assert ran.code == 2
            assert "please report" not in ran.err


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no folder among the devices")
def test_a_file_below_dev_is_a_file() -> None:
    file = Path(f"/dev/shm/leancat-test-{os.getpid()}/out")
    try:
        for data in (b"a longer one", b"short"):
            write_output(file, data)
            assert file.read_bytes() == data
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)


# --- and no other way ----------------------------------------------------------------------------

DOOR = "base/writing.py"
# SQLite opens the cache itself, in a folder that the door has looked at; a stream that nobody reads
# becomes the null device.  (files.py opens with flags that only read.)
ALLOWED = {("scan/cache.py", "connect"), ("cli/console.py", "open"), ("base/files.py", "open")}
WRITING = frozenset(
    "write_text write_bytes mkdir makedirs unlink removedirs rmdir rmtree renames symlink "
    "symlink_to hardlink_to touch chmod chown lchmod mkfifo mknod copy2 copyfile copytree copymode "
    "copystat copyfileobj make_archive unpack_archive mkstemp mkdtemp NamedTemporaryFile "
    "TemporaryFile TemporaryDirectory SpooledTemporaryFile FileIO fdopen sendfile utime".split()
)
OF_MODULES = frozenset("open replace rename remove link truncate copy move connect".split())
MODULES = frozenset("os shutil tempfile sqlite3 io".split())


def _writing(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """The calls in a module that write to the disk, or may."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            names = {alias.name for alias in node.names} & (WRITING | OF_MODULES)
            yield from ((name, node.lineno) for name in names)
        elif isinstance(node, ast.Call) and _writes(node):
            function = node.func
            yield getattr(function, "attr", getattr(function, "id", "")), node.lineno


def _writes(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in WRITING or (function.id == "open" and _opens_to_write(call, 1))
    if not isinstance(function, ast.Attribute):
        return False
    if isinstance(function.value, ast.Name) and function.value.id in MODULES:
        return function.attr in WRITING | OF_MODULES
    if function.attr in ("replace", "rename"):  # of a path: text and the door's folders take two
        return len(call.args) == 1 and not call.keywords
    if function.attr == "open":
        door = isinstance(function.value, ast.Name) and function.value.id == "Folder"
        return not door and _opens_to_write(call, 0)
    return function.attr in WRITING


def _opens_to_write(call: ast.Call, at: int) -> bool:
    """Whether the mode of an `open` is anything but reading, or is not written out."""
    modes = [*call.args[at : at + 1], *(k.value for k in call.keywords if k.arg == "mode")]
    return any(not isinstance(m, ast.Constant) or set(str(m.value)) - set("rbt") for m in modes)


def test_the_reader_of_modules_sees_what_writes() -> None:
    for text in (
        "open('x', 'w')", "Path('x').open('a')", "open('x', mode)", "Path('x').write_text('')",
        "os.replace(a, b)", "path.replace(other)", "(a / b).unlink()", "os.open('x', 1)",
        "from shutil import rmtree", "path.mkdir()", "file.touch()", "shutil.copy(a, b)",
        "a.b.rename(c)", "open('x', mode='r+')",
    ):  # fmt: skip
        assert list(_writing(ast.walk(ast.parse(text)))), text
    for text in (
        "open('x', 'rb')", "open('x')", "'a'.replace('b', 'c')", "Path('x').open()",
        "replace(record, a=1)", "folder.rename(a, b)", "copy(self)",
    ):  # fmt: skip
        assert not list(_writing(ast.walk(ast.parse(text)))), text


def test_no_module_writes_beside_the_door() -> None:
    found = []
    for module in own_modules.MODULES:
        name = own_modules.called(module)
        if name == DOOR:
            continue
        for call, line in _writing(own_modules.nodes(module)):
            if (name, call) not in ALLOWED:
                found.append(f"{name}:{line}: {call}")
    assert not found, f"use indexer.base.writing: {', '.join(found)}"


# --- all writers in a hostile checkout -----------------------------------------------------------


@dataclass(frozen=True)
class _Writer:
    """A writer: the module that calls the door, how it is run, and the ways that it writes to."""

    module: str
    arguments: tuple[str, ...]
    ways: tuple[str, ...]


HUB = 'Lean <b data-leancat="coverage">0/2</b>\n'
PAPERS = "schema: 1\npapers: [{id: p, title: P, authors: [A], year: 2026, hub: ../hubs/page.md}]\n"
WRITERS = {
    "review": _Writer(
        "review/pins.py",
        ("review", "--all", "--by", "A"),
        ("catalogue/pins/rope.isometry.toml",),
    ),
    "accept": _Writer(
        "gate/baseline.py",
        ("accept", "Rope.old", "--reason", "x"),
        ("catalogue/baseline/rope/FILE",),
    ),
    "prune": _Writer("gate/baseline.py", ("prune",), ("catalogue/baseline/rope/FILE",)),
    "init": _Writer(
        "app/init.py",
        ("init",),
        (
            ".github/workflows/leancat.yml",
            "catalogue/leancat.toml",
            "catalogue/claims/main.yaml",
            "catalogue/baseline",
        ),
    ),
    "build": _Writer("site/staging.py", ("build",), ("_site",)),
    "build elsewhere": _Writer(
        "site/staging.py", ("build", "--out", "public/x/site"), ("public/x/site",)
    ),
    "hubs": _Writer("app/marking.py", ("hubs", "--write"), ("hubs/page.md",)),
    "named hub": _Writer("app/marking.py", ("hubs", "hubs/page.md", "--write"), ("hubs/page.md",)),
    "jekyll": _Writer(
        "jekyll/adapter.py",
        ("hubs", "--jekyll", "web"),
        ("web/_data/leancat", "web/_claims/rope.isometry.md", "web/assets/leancat/leancat.css"),
    ),
    "output": _Writer(
        "cli/check.py", ("check", "--format", "json", "--output", "o/u/t.json"), ("o/u/t.json",)
    ),
    "export": _Writer(
        "cli/export.py", ("export", "lean_decls", "--output", "o/u/t.json"), ("o/u/t.json",)
    ),
    "also": _Writer("cli/check.py", ("check", "--also", "sarif=o/u/t.json"), ("o/u/t.json",)),
    "cache": _Writer("scan/cache.py", ("check",), ("kept/scan.sqlite",)),
    "drift": _Writer("app/drifting.py", ("drift",), ("kept/drift",)),
    "history": _Writer("cli/console.py", ("history", "--output", "o/u/t.txt"), ("o/u/t.txt",)),
    "diff": _Writer("cli/console.py", ("diff", "HEAD", "--output", "o/u/t.txt"), ("o/u/t.txt",)),
}
ELSEWHERE = {
    "evidence/files.py", "evidence/registered.py", "evidence/replays.py", "app/gating.py",
    "app/outside.py", "cli/__init__.py",
    "app/correcting.py", "app/importing.py",
    "ecosystem/clones.py", "ecosystem/dataset.py", "ecosystem/engine.py", "ecosystem/pages.py",
}  # fmt: skip
"""Users of the door whose writers have tests of their own below, in tests/sources or in
tests/ecosystem, or that only look."""


def test_every_user_of_the_door_is_walked() -> None:
    users = {
        own_modules.called(module)
        for module in own_modules.MODULES
        if "from indexer.base.writing import" in own_modules.text(module)
    }
    assert users - ELSEWHERE == {writer.module for writer in WRITERS.values()}


def _steps() -> Iterator[tuple[str, str]]:
    for name, writer in WRITERS.items():
        for way in writer.ways:
            parts = way.split("/")
            for end in range(1, len(parts) + 1):
                yield name, "/".join(parts[:end])


@pytest.mark.parametrize("dangling", [False, True], ids=["leads", "dangles"])
@pytest.mark.parametrize(("name", "step"), sorted(set(_steps())))
def test_a_planted_link_is_refused_and_nothing_outside_is_touched(
    tmp_path: Path, leancat: Leancat, name: str, step: str, dangling: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    writer = WRITERS[name]
    repo = _scene(tmp_path, name)
    step = step.replace("FILE", _entry(repo))
    if name in ("cache", "drift"):
        monkeypatch.setenv("LEANCAT_CACHE", "kept/scan.sqlite")
    planted, outside = repo.folder / step, tmp_path / "outside"
    outside.mkdir()
    if dangling and planted.exists() and step.split("/")[0] in ("catalogue", "hubs", "web"):
        pytest.skip("what has to be read is not there then")
    _plant(planted, outside / "target", leads=not dangling)
    before = _snapshot(outside), _snapshot(repo.folder / ".git")
    ran = leancat(repo.folder, *writer.arguments)
    assert (_snapshot(outside), _snapshot(repo.folder / ".git")) == before
    assert planted.is_symlink()
    assert not list(repo.folder.rglob(".leancat-[0-9]*"))
    if (name, step) in UNSEEN:
        assert ran.code == 0, ran.err
    else:
        assert ran.code == 2, ran.out
        told = ["symbolic link", "leaves the repository", "cannot be read", "a link that"]
        told += ["no claim in any file", "malformed TOML"]  # what was planted is read before
        assert any(words in ran.err for words in told), ran.err


UNSEEN = {
    # a cache is only forgotten
    *((name, step) for name in ("cache", "drift") for step in ("kept", "kept/scan.sqlite")),
    ("drift", "kept/drift"),
}


def _plant(planted: Path, target: Path, *, leads: bool) -> None:
    """Put a link in the place of what stands there, or where something will be written."""
    if planted.exists():
        shutil.move(planted, target)
        if not leads:
            shutil.rmtree(target) if target.is_dir() else target.unlink()
    elif leads and planted.suffix:
        target.write_text("precious")
    elif leads:
        target.mkdir()
        (target / "precious.json").write_text("{}")
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.symlink_to(os.path.relpath(target, planted.parent))


@pytest.mark.parametrize("name", WRITERS)
def test_without_links_each_writer_writes(
    tmp_path: Path, leancat: Leancat, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the walk would show nothing."""
    writer = WRITERS[name]
    repo = _scene(tmp_path, name)
    if name in ("cache", "drift"):
        monkeypatch.setenv("LEANCAT_CACHE", "kept/scan.sqlite")
    ways = [repo.folder / way.replace("FILE", _entry(repo)) for way in writer.ways]
    before = [_snapshot(way) for way in ways]
    ran = leancat(repo.folder, *writer.arguments)
    assert ran.code == 0, ran.err
    assert all(a != b for a, b in zip(before, map(_snapshot, ways), strict=True)), name


def _scene(tmp_path: Path, name: str) -> Repo:
    """A repository in which a writer has something to write."""
    repo = Repo(tmp_path / "repo")
    files = {**(FILES if name == "init" else accepted()), "web/_config.yml": "title: A\n"}
    if "hub" in name:
        files |= {"hubs/page.md": HUB, "catalogue/papers.yaml": PAPERS}
    if name == "init":
        files = {path: text for path, text in files.items() if not path.startswith("catalogue")}
    repo.write(files)
    if name in ("history", "diff"):
        repo.commit()
    if name == "prune":
        repo.write({"Rope/Old.lean": FILES["Rope/Old.lean"].replace("by sorry", "rfl")})
    elif name == "accept":
        for entry in (repo.folder / "catalogue/baseline/rope").iterdir():
            entry.write_text(entry.read_text().replace("known", "other words"))
    return repo


def _entry(repo: Repo) -> str:
    folder = repo.folder / "catalogue/baseline/rope"
    return next(p.name for p in folder.iterdir()) if folder.is_dir() else "none"


def _snapshot(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """All below a path: kinds, times and contents; {} when there is nothing."""
    found = {}
    for path in [root, *sorted(root.rglob("*"))] if root.exists() else []:
        about = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (about.st_mode, about.st_mtime_ns, data)
    return found


RECORD = ModuleEvidence("p", "A", "lean", {}, {})


@pytest.mark.parametrize(
    "planted",
    ["", "/p", "/other", "/p/A.json", "/p/B.json", "/.gitattributes"],
)
def test_evidence_is_written_and_dropped_through_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    catalogue, outside = tmp_path / "catalogue", tmp_path / "outside"
    for folder in (outside, outside / "p"):
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    planted = f"evidence{planted}"
    (catalogue / planted).parent.mkdir(parents=True, exist_ok=True)
    is_file = planted.endswith((".json", ".gitattributes"))
    (catalogue / planted).symlink_to(outside / "package.json" if is_file else outside)
    before = _snapshot(outside), _snapshot(catalogue)
    with pytest.raises(UsageError, match="symbolic link"):
        write_evidence(catalogue / "evidence", [RECORD])
    assert (_snapshot(outside), _snapshot(catalogue)) == before


@pytest.mark.parametrize("planted", ["", "/r.json"])
def test_a_report_of_another_checker_is_written_through_no_link(
    tmp_path: Path, planted: str
) -> None:
    catalogue, outside = tmp_path / "catalogue", tmp_path / "outside"
    outside.mkdir()
    (outside / "r.json").write_text("{}")
    link = catalogue / f"replays{planted}"
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "r.json" if planted else outside)
    before = _snapshot(outside), _snapshot(catalogue)
    with pytest.raises(UsageError, match="symbolic link"):
        write_replay(catalogue, Replay("r.json", "p", "comparator"))
    assert (_snapshot(outside), _snapshot(catalogue)) == before


@pytest.mark.parametrize("planted", ["", "/T-1.json"])
def test_an_entry_of_a_registry_is_written_through_no_link(tmp_path: Path, planted: str) -> None:
    catalogue, outside = tmp_path / "catalogue", tmp_path / "outside"
    outside.mkdir()
    (outside / "r.json").write_text("{}")
    link = catalogue / f"registered{planted}"
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "r.json" if planted else outside)
    before = _snapshot(outside), _snapshot(catalogue)
    entry = RegistryEntry("R", "T-1", "0" * 40, ("t",))
    with pytest.raises(UsageError, match="symbolic link"):
        write_registration(catalogue, Registration("T-1.json", entry))
    assert (_snapshot(outside), _snapshot(catalogue)) == before


def test_nothing_is_fetched_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "fetched").symlink_to(outside)
    with pytest.raises(UsageError, match="symbolic link"):
        bring(tmp_path / "fetched", Wanted("https://example.org/a/b", "0" * 40), str(tmp_path))
    assert [*outside.iterdir()] == []


# --- a site takes nobody's place -----------------------------------------------------------------


def _plant_marker(repo: Repo) -> None:
    repo.write({".leancat-site": "\n", "_site/.leancat-site": "\n", "_site/thesis.tex": "years"})


def _build_and_add(repo: Repo) -> None:
    (repo.folder / "_site/thesis.tex").write_text("years")


def _build_and_track(repo: Repo) -> None:
    repo.git("add", "-f", "_site")


PLACES: dict[str, tuple[tuple[str, ...], Callable[[Repo], object] | None, str]] = {
    "the working directory": (("--out", "."), None, "holds"),
    "what holds the catalogue": (("--out", "catalogue"), None, "holds"),
    "what holds all": (("--out", ".."), None, "holds"),
    "git's folder": (("--out", ".git"), None, "git's own folder"),
    "below git's folder": (("--out", ".git/site"), None, "git's own folder"),
    "the sources": (("--out", "Rope"), None, "leancat did not write"),
    "an empty marker": ((), _plant_marker, "leancat did not write"),
    "a file of somebody": ((), _build_and_add, "thesis.tex"),
    "a tracked marker": ((), _build_and_track, "git tracks"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_site_replaces_only_what_leancat_wrote(
    tmp_path: Path, leancat: Leancat, kind: str
) -> None:
    repo = _scene(tmp_path, "build")
    arguments, spoil, message = PLACES[kind]
    if spoil in (_build_and_add, _build_and_track):
        assert leancat(repo.folder, "build").code == 0
    if spoil:
        spoil(repo)
    before = _snapshot(repo.folder)
    ran = leancat(repo.folder, "build", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "--out" in ran.err or "delete the folder" in ran.err
    assert _snapshot(repo.folder).keys() == before.keys()


def test_a_planted_rest_of_a_build_is_not_deleted_through(tmp_path: Path, leancat: Leancat) -> None:
    repo = _scene(tmp_path, "build")
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("")
    for name in ("._site.replaced", f"._site.1.{'0' * 16}.building"):
        (repo.folder / name).symlink_to(tmp_path / "precious")
    (repo.folder / f"._site.2.{'0' * 16}.building").mkdir()
    (repo.folder / f"._site.2.{'0' * 16}.building/file").write_text("not leancat's")
    assert leancat(repo.folder, "build").code == 0
    assert (tmp_path / "precious/file").exists()
    assert (repo.folder / f"._site.2.{'0' * 16}.building/file").exists()


@pytest.mark.parametrize("whose", ["tracked", "a repository's"])
@pytest.mark.parametrize("name", ["._site.replaced", f"._site.99999999.{'0' * 16}.building"])
def test_what_looks_like_a_rest_of_a_build_and_came_with_the_tree_stays(
    tmp_path: Path, leancat: Leancat, name: str, whose: str
) -> None:
    repo = _scene(tmp_path, "build")
    repo.write({f"{name}/.leancat-site": f"{_MARKED}\n"})
    if whose == "tracked":
        repo.commit()
    else:
        Repo(repo.folder / name).write({".leancat-site": f"{_MARKED}\n"})
    repo.write({f"{name}/thesis.tex": "years"})
    assert leancat(repo.folder, "build").code == 0
    assert (repo.folder / name / "thesis.tex").read_text() == "years"
    assert (repo.folder / "_site/index.html").exists()


def test_what_comes_into_a_site_while_it_is_built_stays(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for text in ("one", "two"):
        with Staging(out) as staging:
            staging.write("a.html", text.encode())
            staging.publish()
    with Staging(out) as staging:
        (out / "thesis.tex").write_text("years")
        with pytest.raises(UsageError, match=r"thesis\.tex"):
            staging.publish()
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        ".leancat-site", "a.html", "thesis.tex",
    ]  # fmt: skip


def test_two_first_builds_at_once_both_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    one = Staging(out)
    parent = os.getppid()
    monkeypatch.setattr(os, "getpid", lambda: parent)
    with one, Staging(out) as other:
        for staging, text in ((one, b"one"), (other, b"other")):
            staging.write("a.html", text)
            staging.publish()
    assert (out / "a.html").read_bytes() == b"other"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


# --- when it is ended ----------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_writer_cleans_up(tmp_path: Path, number: int, code: int) -> None:
    """Ended while its first file is brought to the disk."""
    script = (
        "import os, signal, sys\n"
        "from indexer.base import writing\n"
        f"os.fsync = lambda fd: os.kill(os.getpid(), {int(number)})\n"
        "from indexer.cli import main\n"
        "sys.argv = ['leancat', 'check', '--no-cache', '--format', 'json', '--output', 'r.json']\n"
        "main()\n"
    )
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, "r.json": "before"})
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=repo.folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert (repo.folder / "r.json").read_text() == "before"
    assert not list(repo.folder.glob(".leancat-*"))


def test_an_interrupted_init_is_completed_by_the_next(
    tmp_path: Path, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "repo")
    sorries = "".join(f"theorem Rope.s{n} : {n} = {n} := by sorry\n" for n in range(30))
    repo.write({"lakefile.toml": FILES["lakefile.toml"], "Rope.lean": sorries})
    add, calls = Folder.add, iter(range(100))

    def dying(self: Folder, path: str, data: bytes) -> None:
        if next(calls) == 25:
            raise KeyboardInterrupt
        add(self, path, data)

    monkeypatch.setattr(Folder, "add", dying)
    assert leancat(repo.folder, "init").code == 130
    monkeypatch.setattr(Folder, "add", add)
    assert not (repo.folder / "catalogue/baseline").exists()
    assert leancat(repo.folder, "init").code == 0
    assert len(list((repo.folder / "catalogue/baseline").rglob("*.toml"))) == 30
    assert leancat(repo.folder, "check", "--format", "json").json["summary"]["new"] == 0
