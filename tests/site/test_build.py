"""`leancat build` and `leancat serve` as people run them: on folders, and where it may matter (what
is killed, what serves, what must not hang on a process) in processes of their own."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import test_scenarios
from tests.folders import FIXTURES
from tests.repos import Repo
from tests.test_scenarios import Leancat

leancat = test_scenarios.leancat

SMALL = FIXTURES / "small"
COMMAND = [sys.executable, "-c", "from indexer.cli import main; main()"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small catalogue with its Lean project, to be changed at will."""
    shutil.copytree(SMALL, tmp_path / "p")
    return tmp_path / "p"


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    keep = {**os.environ, "LEANCAT_CACHE": str(folder.parent / "cache.sqlite"), **environment}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=keep, capture_output=True, text=True, check=False
    )


def coverage(folder: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads((folder / "_site/data/coverage.json").read_text())
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- what it says ---------------------------------------------------------------------------------


def test_terminal_page_and_data_say_the_same(project: Path) -> None:
    done = process(project, "build")
    assert (done.returncode, done.stderr) == (0, "")
    data = coverage(project)
    headline = f"{data['covered']}/{data['total']}"
    lines = done.stdout.splitlines()
    assert re.fullmatch(
        rf"{headline} claims covered \(\d+ %\), {data['checked']} checked", lines[-3]
    )
    files = [p for p in (project / "_site").rglob("*") if p.is_file()]
    taken = sum(p.stat().st_size for p in files) / 1e6
    assert lines[-2].startswith(f"{len(files)} files, {taken:.1f} MB: ")
    assert sum(map(int, re.findall(r"(\d+) (?:in|elsewhere)", lines[-2]))) == len(files)
    assert lines[-1] == str(project / "_site/index.html")
    assert lines[0].split()[:3] == ["family", "covered", "checked"]
    page = (project / "_site/index.html").read_text()
    assert f'<strong>{data["covered"]}<span class="of">/{data["total"]}</span></strong>' in page
    families = data["families"]
    assert isinstance(families, dict)
    for family, tally in families.items():
        row = next(line.split() for line in lines if line.startswith(family))
        assert row[1:3] == [f"{tally['covered']}/{tally['total']}", str(tally["checked"])]


def test_the_numbers_come_from_the_sources(project: Path, leancat: Leancat) -> None:
    leancat(project, "build")
    before = coverage(project)["covered"]
    file = project / "lean/Small/Rotation.lean"
    text = file.read_text()
    assert "sorry" in text
    file.write_text(text.replace("sorry", "simp"))
    done = leancat(project, "build")
    after = coverage(project)["covered"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert after > before
    assert f"{after}/" in done.out.splitlines()[-3]


def test_output_is_plain_when_nobody_looks(
    project: Path, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in leancat(project, "build").out
    monkeypatch.setenv("FORCE_COLOR", "")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in leancat(project, "build").out


def test_help_has_an_example(leancat: Leancat) -> None:
    assert "Example: leancat build" in leancat(SMALL, "build", "--help").out


@pytest.mark.slow
def test_builds_are_reproducible_whatever_the_number_of_jobs(project: Path) -> None:
    file = project / "lean/Small/Rotation.lean"
    many = (f"theorem many_{n} : True := trivial\n" for n in range(600))  # enough to be shared
    file.write_text(file.read_text() + "".join(many))
    process(project, "build", "--out", "one", "--jobs", "1", SOURCE_DATE_EPOCH="1700000000")
    process(
        project,
        "build",
        "--out",
        "two",
        "--jobs",
        "4",
        "--no-cache",
        SOURCE_DATE_EPOCH="1700000000",
    )
    assert tree(project / "one") == tree(project / "two")
    assert "2023-11-14T22:13:20Z" in (project / "one/feed.xml").read_text()


# --- git ------------------------------------------------------------------------------------------


def test_the_page_names_commit_release_and_what_changed(project: Path, leancat: Leancat) -> None:
    repo = Repo(project)
    repo.write({".gitignore": "_site\n"})
    repo.commit()
    repo.git("tag", "v1.0")
    file = project / "lean/Small/Rotation.lean"
    file.write_text(file.read_text().replace("sorry", "simp"))
    commit = repo.commit()
    assert leancat(project, "build", "--verify").code == 0
    page = (project / "_site/index.html").read_text()
    assert commit in page
    assert "with local changes" not in page
    assert "Changed since v1.0" in page
    feed = (project / "_site/feed.xml").read_text()
    assert "<updated>2026-01-01T00:00:00Z</updated>" in feed
    assert "sorry → clean" in feed
    repo.write({"README.md": "Nothing that a standing comes from."})
    repo.commit(when="2026-02-01T00:00:00Z")
    assert leancat(project, "build").code == 0
    assert (project / "_site/feed.xml").read_text() == feed
    file.write_text(file.read_text() + "\n")
    leancat(project, "build", "--base", "")
    page = (project / "_site/index.html").read_text()
    assert "with local changes" in page
    assert "Changed since" not in page


def test_what_is_beside_is_a_revision_or_a_folder(project: Path, leancat: Leancat) -> None:
    repo = Repo(project)
    repo.write({".gitignore": "_site\n"})
    repo.commit()
    file = project / "lean/Small/Rotation.lean"
    file.write_text(file.read_text().replace("sorry", "simp"))
    repo.commit()
    assert leancat(project, "build", "--compare", "HEAD~1", "--verify").code == 0
    page = (project / "_site/compare.html").read_text()
    assert "Side by side with HEAD~1" in page
    assert "sorry" in page
    assert "Changed since" not in (project / "_site/index.html").read_text()
    shutil.copytree(SMALL, project.parent / "other")
    assert leancat(project, "build", "--compare", "../other", "--verify").code == 0
    assert (project / "_site/compare.html").read_text().count("<tr>") == page.count("<tr>")
    shutil.rmtree(project.parent / "other/catalogue")
    for wrong in ("../other", "../nowhere", "v9", "lean"):
        done = leancat(project, "build", "--compare", wrong)
        assert done.code == 2, wrong
        assert done.err.startswith("error: "), wrong
        assert "Traceback" not in done.err


def test_an_unknown_base_is_one_message(project: Path, leancat: Leancat) -> None:
    Repo(project).commit()
    done = leancat(project, "build", "--base", "nowhere")
    assert done.code == 2
    assert done.err.startswith("error: git knows no revision nowhere")
    assert not (project / "_site").exists()


# --- bad input ------------------------------------------------------------------------------------

BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "not UTF-8": (
        lambda p: (p / "lean/Small/Rotation.lean").write_bytes(
            b"theorem t : 1 = 1 := rfl\n-- \xff"
        ),
        r"lean/Small/Rotation\.lean:2:4: .*UTF-8",
    ),
    "no project": (lambda p: shutil.rmtree(p / "lean"), r"error: "),
    "no catalogue": (lambda p: shutil.rmtree(p / "catalogue"), r"error: "),
    "malformed YAML": (
        lambda p: (p / "catalogue/claims/rotation.yaml").write_text("schema: [1\n"),
        r"rotation\.yaml:\d+:\d+: ",
    ),
    "unknown key": (
        lambda p: (p / "catalogue/papers.yaml").write_text("schema: 1\npapres: []\n"),
        r"papers\.yaml:2:1: ",
    ),
    "SOURCE_DATE_EPOCH": (lambda _: None, r"SOURCE_DATE_EPOCH is 'soon', not seconds"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_message_and_leaves_the_earlier_site(
    project: Path, kind: str, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert leancat(project, "build").code == 0
    before = tree(project / "_site")
    spoil, message = BAD[kind]
    spoil(project)
    if kind == "SOURCE_DATE_EPOCH":
        monkeypatch.setenv(kind, "soon")
    done = leancat(project, "build")
    assert done.code == 2
    assert re.search(message, done.err), done.err
    assert done.out == ""
    assert tree(project / "_site") == before
    assert [p.name for p in project.iterdir() if p.name.startswith("._site")] == []


def test_a_folder_that_cannot_be_written_is_one_message(project: Path, leancat: Leancat) -> None:
    (project / "file").write_text("")
    done = leancat(project, "build", "--out", "file/site")
    assert done.code == 2
    assert done.err.startswith("error: ")


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_site(project: Path) -> None:
    """Killed for good at random moments: what stands there afterwards is a whole site."""
    process(project, "build")
    names = set(tree(project / "_site"))
    chance = random.Random(4)
    for attempt in range(4):
        file = project / "lean/Small/Rotation.lean"
        file.write_text(file.read_text() + f"-- {attempt}\n")
        running = subprocess.Popen(
            [*COMMAND, "build"], cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert set(tree(project / "_site")) == names
    assert process(project, "build").returncode == 0
    assert [p.name for p in project.iterdir() if p.name.startswith("._site")] == []


# --- serve ----------------------------------------------------------------------------------------


@pytest.fixture
def preview(project: Path) -> Iterator[tuple[str, Path]]:
    """The address of a running preview, and the project that it follows."""
    serving = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=project,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    assert serving.stderr is not None
    address = next(line.strip() for line in serving.stdout if line.startswith("http"))
    yield address, project
    serving.send_signal(signal.SIGINT)
    serving.communicate(timeout=20)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


@pytest.mark.slow
def test_serve_follows_the_sources(preview: tuple[str, Path]) -> None:
    address, project = preview
    assert address.startswith("http://127.0.0.1:")
    assert '<script src="/__leancat/reload.js"></script>' in get(address)
    assert "reload" in get(f"{address}__leancat/reload.js")
    assert "application" not in get(f"{address}claims.html")[:15]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}nowhere.html")
    version = get(f"{address}__leancat/version")
    file = project / "lean/Small/Rotation.lean"
    good = file.read_text()
    file.write_text(good.replace("sorry", "simp"))
    wait_for(lambda: get(f"{address}__leancat/version") != version)
    (before,) = re.findall(r"<strong>(\d+)<span", get(address))
    file.write_bytes(b"\xff")  # an error: the earlier site goes on being served
    time.sleep(1.5)
    assert re.findall(r"<strong>(\d+)<span", get(address)) == [before]
    version = get(f"{address}__leancat/version")
    file.write_text(good)
    wait_for(lambda: get(f"{address}__leancat/version") != version)
    assert re.findall(r"<strong>(\d+)<span", get(address)) != [before]


def test_a_port_in_use_is_one_message(preview: tuple[str, Path], leancat: Leancat) -> None:
    address, project = preview
    port = address.rstrip("/").rpartition(":")[2]
    done = leancat(project, "serve", "--port", port, "--out", "other")
    assert done.code == 2
    assert f"port {port} cannot be used" in done.err
