"""Streams, disks, homes and files as they should not be: one message and exit code 2, or the right
answer; never a traceback, and never a 1, which says that there are findings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.base import files, git, git_tree
from indexer.base.errors import InputError
from indexer.cli.serve import Preview
from tests import test_scenarios
from tests.folders import ROOT
from tests.repos import Repo
from tests.test_scenarios import FILES, Leancat

leancat = test_scenarios.leancat

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX streams and files")
LEANCAT = f"{sys.executable} -c 'from indexer.cli import main; main()'"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write({**FILES, "Rope/Old.lean": "theorem Rope.old : 1 = 1 := rfl\n"})
    made.commit()
    return made


def _run(repo: Repo, script: str, **given: str | None) -> tuple[int, str, str]:
    """Run a line of bash in which LEANCAT is the command: exit code, stdout, stderr."""
    environment = {**os.environ, "LEANCAT_CACHE": str(repo.folder.parent / "kept/cache.sqlite"),
                   "PYTHONPATH": str(ROOT), **given}  # fmt: skip
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script.replace("LEANCAT", LEANCAT)],
        cwd=repo.folder,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        timeout=120,
        check=False,
    )
    out, err = ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    assert "please report" not in err, err
    return ran.returncode, out, err


# --- streams and disks ---------------------------------------------------------------------------

COMMANDS = ("check", "check --format json", "scan .", "scan . --format jsonl", "build", "--help")


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_under_stdout_is_one_message(repo: Repo, command: str) -> None:
    code, _, err = _run(repo, f"LEANCAT {command} > /dev/full")
    assert (code, err) == (2, "error: No space left on device\n")


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--output /dev/full", "--also json=/dev/full"])
def test_a_full_disk_under_a_file_is_one_message(repo: Repo, option: str) -> None:
    code, _, err = _run(repo, f"LEANCAT check --format json {option}")
    assert code == 2
    assert err.startswith("error: /dev/full: cannot be written: No space left on device")


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_who_stops_reading_does_not_see_findings(repo: Repo, command: str) -> None:
    repo.write({"Rope/Rot.lean": "theorem Rope.rot : 1 = 2 := by sorry\n"})
    code, _, err = _run(repo, f"LEANCAT {command} | true")
    assert (code, err) == (141, "")


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["check", "check --format json", "scan . --format jsonl"])
def test_closed_streams_do_not_change_the_answer(repo: Repo, command: str, closed: str) -> None:
    assert _run(repo, f"LEANCAT {command} {closed}")[0] == 0
    repo.write({"Rope/Rot.lean": "theorem Rope.rot : 1 = 2 := by sorry\n"})
    assert _run(repo, f"LEANCAT {command} {closed}")[0] == (1 if "check" in command else 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_stream_of_few_letters_gets_those(repo: Repo, given: dict[str, str]) -> None:
    repo.write({"Rope/Rot.lean": "theorem Rope.rot : 1 = 2 := by sorry -- ✗\n"})
    assert _run(repo, "LEANCAT check", **given)[0] == 1
    assert _run(repo, "LEANCAT scan .", **given)[0] == 0
    code, out, _ = _run(repo, "LEANCAT check --format markdown", **given)
    assert (code, "❌" in out) == (1, True)  # what programs read is UTF-8


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [{"HOME": None}, {"HOME": "/nonexistent"}, {"HOME": "/dev/null"}, {"XDG_CACHE_HOME": "kept"}],
)
def test_a_user_without_a_home_has_no_cache(repo: Repo, given: dict[str, str | None]) -> None:
    given = {"LEANCAT_CACHE": None, "XDG_CACHE_HOME": None, **given}
    if "HOME" not in given:
        given["HOME"] = "/nonexistent"
    for command in ("check", "drift"):
        assert _run(repo, f"LEANCAT {command}", **given)[0] == 0
    assert not (repo.folder / "kept").exists()  # a relative one is none


@pytest.mark.slow
def test_a_folder_that_was_deleted_is_one_message(repo: Repo) -> None:
    for command in ("check", "init"):
        code, _, err = _run(repo, f"mkdir x; cd x; rmdir ../x; LEANCAT {command}")
        assert code == 2
        assert err.startswith("error: "), err


@pytest.mark.parametrize("call", ["mkdir", "open"])
def test_a_disk_that_cannot_be_written_is_one_message(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    from indexer.cli import main

    before = getattr(os, call)

    def read_only(path: str, *rest: int, **given: int) -> int:
        if call == "mkdir" or rest[0] & os.O_CREAT:
            raise OSError(30, "Read-only file system")
        made: int = before(path, *rest, **given)
        return made

    for command in (["init"], ["build"], ["review", "--all", "--by", "A"]):
        if command == ["init"]:
            (repo.folder / "catalogue").rename(repo.folder / "other")
        monkeypatch.chdir(repo.folder)
        monkeypatch.delenv("CI", raising=False)  # where `init` writes no baseline
        monkeypatch.setattr(sys, "argv", ["leancat", *command])
        monkeypatch.setattr(os, call, read_only)
        with pytest.raises(SystemExit) as ended:
            main()
        monkeypatch.undo()
        assert ended.value.code == 2
        err = capsys.readouterr().err
        assert "cannot be written: Read-only file system" in err
        if command == ["init"]:
            assert not [p for p in repo.folder.rglob("catalogue/**/*") if p.is_file()]
            shutil.rmtree(repo.folder / "catalogue", ignore_errors=True)
            (repo.folder / "other").rename(repo.folder / "catalogue")


# --- files ---------------------------------------------------------------------------------------


def _fifo(path: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink(missing_ok=True)
        os.mkfifo(root / path)

    return make


def _link(path: str, target: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target)

    return make


def _named(path: bytes, content: bytes = b"-- nothing\n") -> Callable[[Path], object]:
    def make(root: Path) -> None:
        file = Path(os.fsdecode(os.fsencode(root) + b"/" + path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return make


def _sparse(path: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        with (root / path).open("wb") as file:
            file.truncate(3 << 30)

    return make


REFUSED: dict[str, Callable[[Path], object]] = {
    "a claim that is a pipe": _fifo("catalogue/claims/x.yaml"),
    "a configuration that is a pipe": _fifo("catalogue/leancat.toml"),
    "papers that are a pipe": _fifo("catalogue/papers.yaml"),
    "a pin that is a pipe": _fifo("catalogue/pins/x.toml"),
    "an entry that is a pipe": _fifo("catalogue/baseline/rope/x.toml"),
    "a record that is a pipe": _fifo("catalogue/evidence/rope/X.json"),
    "a claim that is a device": _link("catalogue/claims/x.yaml", "/dev/zero"),
    "a pin that is a device": _link("catalogue/pins/x.toml", "/dev/zero"),
    "an entry that is a device": _link("catalogue/baseline/x.toml", "/dev/zero"),
    "a record that is a device": _link("catalogue/evidence/rope/X.json", "/dev/zero"),
    "a claim that leads to itself": _link("catalogue/claims/x.yaml", "x.yaml"),
    "a pin that leads to itself": _link("catalogue/pins/x.toml", "x.toml"),
    "a huge claim": _sparse("catalogue/claims/x.yaml"),
    "a huge module": _sparse("Rope/Huge.lean"),
    "a module of bytes": _named(b"Rope/\xff.lean"),
    "a folder of bytes": _named(b"Rope/\xfe/A.lean"),
    "a pin of bytes": _named(b"catalogue/pins/\xff.toml"),
    "an entry of bytes": _named(b"catalogue/baseline/\xff/\xfe.toml"),
    "a claim of bytes": _named(b"catalogue/claims/\xff.yaml", b"claims: 3\n"),
}  # fmt: skip
HARMLESS: dict[str, Callable[[Path], object]] = {
    "claims that are a folder": lambda root: (root / "catalogue/claims/x.yaml").mkdir(),
    "a module that is a pipe": _fifo("Rope/Pipe.lean"),
    "a module that is a device": _link("Rope/Zero.lean", "/dev/zero"),
    "a module that is a folder": lambda root: (root / "Rope/Folder.lean").mkdir(),
    "a module that leads to itself": _link("Rope/Round.lean", "Round.lean"),
    "a folder that leads to itself": _link("Rope/Round", "Round"),
    "a folder that leads above": _link("Rope/Above", ".."),
    "a picture of bytes": _named(b"docs/\xff.png"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_told_and_never_waited_for(
    repo: Repo, leancat: Leancat, kind: str
) -> None:
    REFUSED[kind](repo.folder)
    for command in ("check", "build"):
        ran = leancat(repo.folder, command)
        assert ran.code == 2, ran
        assert "could not be done" in ran.out or ran.err.startswith("error: ")
        assert "please report" not in ran.err


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_no_file_is_passed_over(repo: Repo, leancat: Leancat, kind: str) -> None:
    HARMLESS[kind](repo.folder)
    for command in ("check", "scan ."):
        assert leancat(repo.folder, *command.split()).code == 0, command


@pytest.mark.parametrize("folder", ["/", "/usr"])
def test_what_is_no_catalogue_is_told_at_once(repo: Repo, leancat: Leancat, folder: str) -> None:
    """Nothing around it is looked through, which may be a whole disk."""
    (repo.folder / "catalogue/claims/rope.yaml").unlink()
    (repo.folder / "catalogue/claims").rmdir()
    (repo.folder / "catalogue/claims").symlink_to(folder)
    opened: list[str] = []
    scan = os.scandir

    def counting(path: str) -> Any:
        opened.append(path)
        return scan(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", counting)
        for arguments in (["--catalogue", folder], []):
            ran = leancat(repo.folder, "check", *arguments)
            assert ran.code == 2
            assert "no such folder" in ran.out or "a link that leaves the repository" in ran.out
    assert len(opened) < 50


@pytest.mark.parametrize("what", ["pins", "baseline", "evidence", "pins/x.toml", "baseline/rope"])
def test_what_leancat_writes_is_read_through_no_link(
    repo: Repo, leancat: Leancat, tmp_path: Path, what: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("x.toml", "x.json"):
        (outside / name).write_text("secret = 1\n")
    target = outside / "x.toml" if "." in what else outside
    _link(f"catalogue/{what}", str(target))(repo.folder)
    for command in ("check", "build"):
        ran = leancat(repo.folder, command)
        assert ran.code == 2
        assert f"catalogue/{what}" in ran.out + ran.err
        assert "it is a symbolic link" in ran.out + ran.err
        assert "secret" not in ran.out + ran.err


@pytest.mark.parametrize("command", ["accept Rope.old --reason", "review --all --by"])
def test_a_word_that_is_no_text_is_not_written(repo: Repo, leancat: Leancat, command: str) -> None:
    repo.write({"Rope/Old.lean": "theorem Rope.old : 1 = 2 := by sorry\n"})
    ran = leancat(repo.folder, *command.split(), "a\udcff")
    assert (ran.code, "is no Unicode text" in ran.err) == (2, True), ran.err
    assert leancat(repo.folder, "check", "--report-only").code == 0


def test_a_name_of_bytes_in_the_past_is_a_note(repo: Repo, leancat: Leancat) -> None:
    _named(b"Rope/\xff.lean")(repo.folder)
    repo.commit()
    for file in (repo.folder / "Rope").glob("*"):
        if not file.name.isascii():
            file.unlink()
    ran = leancat(repo.folder, "check", "--base", "HEAD")
    assert ran.code == 0
    assert "note: Rope/\\udcff.lean could not be read at HEAD: its name is not UTF-8" in ran.out


def test_a_repository_whose_own_name_is_bytes(tmp_path: Path, leancat: Leancat) -> None:
    repo = Repo(tmp_path / os.fsdecode(b"\xff"))
    repo.write({path: text for path, text in FILES.items() if path != "catalogue/leancat.toml"})
    repo.commit()
    for command in (
        "check --report-only", "check --base HEAD --report-only", "build", "scan .", "drift",
        "review --all --by A", "accept Rope.old --reason x", "check", "prune", "hubs",
    ):  # fmt: skip
        ran = leancat(repo.folder, *command.split())
        assert ran.code == 0 or command == "drift", ran
        assert "please report" not in ran.err


def test_a_huge_object_of_git_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({"a": b"x" * 5000, "b": b"small"})
    repo.commit()
    monkeypatch.setattr(git_tree, "MOST_BYTES", 4000)
    monkeypatch.setattr(git_tree, "_PASSED", 999)
    found = git.open_revision(repo.folder, "HEAD").files
    with pytest.raises(InputError, match="a: cannot be read: larger than"):
        found.read("a")
    assert found.read("b") == b"small"


def test_a_file_at_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    (tmp_path / "a").write_bytes(b"x" * 10)
    (tmp_path / "b").write_bytes(b"x" * 11)
    tree = files.DiskFiles(tmp_path)
    assert tree.read("a") == b"x" * 10
    with pytest.raises(InputError, match="b: cannot be read: larger than 10 bytes"):
        tree.read("b")


# --- the preview ---------------------------------------------------------------------------------


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    (tmp_path / "index.html").write_text("<body>hello</body>")
    return Preview(tmp_path, 0)


def _ask(server: Preview, request: bytes) -> bytes:
    """What a server answers to some bytes."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as asking:
        asking.sendall(request)
        asking.shutdown(socket.SHUT_WR)
        server.handle_request()
        answer = b""
        while data := asking.recv(65536):
            answer += data
    return answer


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost", "localhost:PORT"])
def test_the_preview_answers_to_this_machine(preview: Preview, host: str) -> None:
    with preview:
        host = host.replace("PORT", str(preview.server_port))
        said = _ask(
            preview, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        )
    assert b"200 OK" in said
    assert b"hello" in said


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil:80", "", "[::1]x"]
)
@pytest.mark.parametrize("path", ["/", "/__leancat/version", "/index.html", "/x"])
def test_a_page_of_another_site_gets_nothing(
    preview: Preview, host: str, method: str, path: str
) -> None:
    with preview:
        said = _ask(preview, f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.0 421 ")
    assert b"hello" not in said


ASKED = {
    "a person": ("", True),
    "a page of the preview": ("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: script\r\n", True),
    "a link elsewhere": ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: document\r\n", True),
    "another site's script": ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: script\r\n", False),
    "another site's frame": ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n", False),
    "another port's page": ("Sec-Fetch-Site: same-site\r\nSec-Fetch-Dest: empty\r\n", False),
}


@pytest.mark.parametrize("path", ["/", "/index.html", "/data/search.js", "/__leancat/version"])
@pytest.mark.parametrize("kind", ASKED)
def test_another_page_can_load_nothing(preview: Preview, kind: str, path: str) -> None:
    """A script may be loaded from anywhere, and this one calls a function with all names in it."""
    words, answered = ASKED[kind]
    with preview:
        said = _ask(preview, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{words}\r\n".encode())
    assert said.startswith(b"HTTP/1.0 403 ") is not answered
    assert b"Cross-Origin-Resource-Policy: same-origin" in said


@pytest.mark.parametrize(
    "path",
    ["/x%00", "/%00.html", "/x%00/", "/%ed%a0%80", "/%ff", "/" + "a" * 5000, "/../../etc/passwd",
     "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/\x01", "x", "*", "http://evil.example/"],
)  # fmt: skip
def test_a_path_that_can_be_no_file_is_refused(
    preview: Preview, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with preview:
        said = _ask(preview, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1"))
    assert said[:13] in (b"HTTP/1.0 400 ", b"HTTP/1.0 404 ") or b"hello" in said
    assert b"root:" not in said
    assert capfd.readouterr().err == ""


def test_a_browser_that_goes_away_is_nothing_to_tell(
    preview: Preview, capfd: pytest.CaptureFixture[str]
) -> None:
    with preview:
        asking = socket.create_connection(("127.0.0.1", preview.server_port), timeout=10)
        asking.sendall(b"GET / HTTP/1.1\r\n")
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        asking.close()
        preview.timeout = 1
        preview.handle_request()
    assert capfd.readouterr().err == ""
