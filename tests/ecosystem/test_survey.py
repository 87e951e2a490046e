"""A whole survey, on two workers: the dataset, the site, a second run, and a worker that dies."""

from __future__ import annotations

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

import dask
import psutil
import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from lxml import html

from indexer.base.errors import UsageError
from indexer.cli.survey import command
from indexer.ecosystem import engine
from indexer.ecosystem.dataset import Dataset, packed
from indexer.ecosystem.engine import Settings, do, survey
from indexer.ecosystem.lists import read_list
from indexer.ecosystem.looking import made_by
from indexer.ecosystem.pages import RESTING, write_site
from indexer.ecosystem.questions import Questions, as_csv
from indexer.ecosystem.records import Answer, Entry, Order
from indexer.ecosystem.tables import MEASURED, TABLES
from tests.ecosystem.repositories import ecosystem, package

pytestmark = pytest.mark.slow


def _rows(out: Path) -> dict[str, list[dict[str, object]]]:
    with Questions(out / "data") as asked:
        return {
            table: asked.rows(f"SELECT * FROM {table} ORDER BY ALL")
            for table in TABLES
            if table not in MEASURED
        }


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The list, the folder that was written, and what was said."""
    folder = tmp_path_factory.mktemp("eco")
    list_ = ecosystem(folder)
    out = folder / "out"
    arguments = [str(list_), "--out", str(out), "--workers", "2", "--no-cache"]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert result.exception is None, result.output
    assert result.return_value == 1  # one of them is not there
    return list_, out, result.output


def test_each_repository_is_there_once_with_its_state(
    surveyed: tuple[Path, Path, str],
) -> None:
    _, out, said = surveyed
    rows = _rows(out)["repositories"]
    states = [(row["repository"], row["state"]) for row in rows]
    assert states == [
        ("evil", "done"),
        ("gone", "failed"),
        ("plain", "done"),
        ("who/a", "done"),
        ("who/b", "done"),
    ]
    assert "no such folder" in str(rows[1]["reason"])
    assert "4 surveyed, 0 as before, 1 failed" in said


def test_whose_sorry_a_package_is_built_on(surveyed: tuple[Path, Path, str]) -> None:
    with Questions(surveyed[1] / "data") as asked:
        found = [(row["repository"], row["label"]) for row in asked.rows(RESTING)]
    assert found == [("who/b", "who/a")]


def test_the_site_says_it_and_runs_nothing_of_it(surveyed: tuple[Path, Path, str]) -> None:
    site = surveyed[1] / "site"
    overview = html.fromstring((site / "index.html").read_bytes())
    assert "A.bad" in " ".join(map(str, overview.itertext()))
    links = [a.get("href", "") for a in overview.iter("a") if "/" in a.get("href", "")]
    assert len(links) >= 5
    assert all((site / link).is_file() for link in links)
    for page in site.rglob("*.html"):
        data = page.read_bytes()
        assert b"<script>alert" not in data
        assert b"\x1b" not in data
        assert "\u202e".encode() not in data
        scripts = [s.get("src", "") for s in html.fromstring(data).iter("script")]
        assert [s.split("/")[-1] for s in scripts] == ["survey.js"]


def test_sql_is_answered_and_bad_sql_is_told(surveyed: tuple[Path, Path, str]) -> None:
    def ask(sql: str) -> object:
        arguments = ["--out", str(surveyed[1]), "--sql", sql]
        return CliRunner().invoke(command, arguments, standalone_mode=False)

    good = ask("SELECT repository, sorries FROM repositories WHERE sorries > 0")
    assert "who/a,1" in good.output  # type: ignore[attr-defined]
    bad = ask("SELECT nothing FROM nowhere")
    assert "the tables are repositories" in str(bad.exception)  # type: ignore[attr-defined]


def _put(out: Path, *names: str) -> Dataset:
    """A dataset of repositories that failed."""
    dataset = Dataset(out)
    for name in names:
        dataset.put(name, packed(Entry(name, "/nowhere"), Answer("failed", "a reason")))
    return dataset


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{out}/stolen'",
        "COPY (SELECT 1) TO '{out}/data/repositories/shard=00/planted.parquet'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}/data/planted'",
        "EXPORT DATABASE '{out}/data/stolen'",
        "ATTACH '{out}/data/x.db'",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_text('{out}/data/../../secret')",
        "FROM '{secret}'",
        "FROM glob('{out}/../*')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "PRAGMA enable_profiling",
        "CREATE TABLE t (n INT)",
        "SELECT 1; COPY (SELECT 1) TO '{out}/stolen'",
        "PREPARE p AS COPY (SELECT 1) TO '{out}/stolen'",
        "",
    ],
)
def test_a_question_reads_the_dataset_and_nothing_else(tmp_path: Path, sql: str) -> None:
    dataset = _put(tmp_path / "out", "a")
    secret = tmp_path / "secret"
    secret.write_text("secret\n")
    before = sorted(path for path in tmp_path.rglob("*"))
    with Questions(dataset.data) as asked, pytest.raises(UsageError):
        asked.answer(sql.format(out=tmp_path / "out", secret=secret))
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_an_answer_is_told_whole(tmp_path: Path) -> None:
    """In a folder whose name is a pattern, too; columns of one name, and no rows."""
    with Questions(_put(tmp_path / "a [b]*? 'c'", "x").data) as asked:
        assert as_csv(asked.answer("SELECT repository FROM repositories")) == "repository\nx\n"
        assert as_csv(asked.answer("SELECT 1 AS a, 2 AS a")) == "a,a\n1,2\n"
        assert as_csv(asked.answer("FROM repositories SELECT state WHERE false")) == "state\n"


def test_a_second_run_does_what_is_missing(tmp_path: Path) -> None:
    list_ = ecosystem(tmp_path)
    entries = [entry for entry in read_list(list_) if entry.name in ("who/a", "who/b")]
    dataset = Dataset(tmp_path / "out")
    settings = Settings(workers=1)
    first = survey(entries, dataset, settings)
    before = _rows(dataset.folder)
    again = survey(entries, dataset, settings)
    assert (first.done, again.done, again.same) == (2, 0, 2)
    assert _rows(dataset.folder) == before
    other = Dataset(tmp_path / "other")
    survey(entries, other, settings)
    assert _rows(other.folder) == before


def test_a_worker_that_is_killed_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is killed each time that one of its repositories has been answered; what it had in
    hand is done by another one, and everything is there once."""
    lean = "".join(f"theorem t{n} : {n} = {n} := rfl\n" for n in range(300))
    entries = []
    for number in range(6):
        repo = package(tmp_path / f"r{number}", "A", lean + f"theorem own{number} : True := sorry")
        entries.append(Entry(f"r{number}", str(repo.folder)))
    killed: list[int] = []

    def told(_over: int, _entry: Entry, _answer: object) -> None:
        if not killed:
            worker = _a_worker_at_work()
            if worker is not None:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)

    dataset = Dataset(tmp_path / "out")
    tally = survey(entries, dataset, Settings(workers=2), told)
    assert killed, "no worker was at work when one was to be killed"
    assert (tally.done, tally.failed) == (6, 0)
    calm = Dataset(tmp_path / "calm")
    survey(entries, calm, Settings(workers=1))
    assert _rows(dataset.folder) == _rows(calm.folder)
    assert len(_rows(dataset.folder)["sorries"]) == 6


def test_a_cluster_at_an_address_gives_the_same_rows(tmp_path: Path) -> None:
    """The workers of somebody else's scheduler, reached over TCP, do the same work."""
    entries = [e for e in read_list(ecosystem(tmp_path)) if e.name in ("who/a", "who/b")]
    here, there = Dataset(tmp_path / "here"), Dataset(tmp_path / "there")
    survey(entries, here, Settings(workers=1))
    with (
        dask.config.set({"distributed.worker.daemon": True}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        address = cluster.scheduler_address
        assert address.startswith("tcp://")
        tally = survey(entries, there, Settings(scheduler=address))
        # it is theirs, and goes on
        assert cluster.scheduler.status.name == "running"
    assert (tally.done, tally.failed) == (2, 0)
    assert _rows(there.folder) == _rows(here.folder)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "file:///etc/passwd", "http"])
def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, address: str) -> None:
    """Nobody, no address, and somebody who speaks of other things."""
    with socketserver.TCPServer(("127.0.0.1", 0), _Other) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        if address == "http":
            address = f"tcp://127.0.0.1:{other.server_address[1]}"
        with pytest.raises(UsageError, match=f"no scheduler answers at {address}"):
            survey(
                [Entry("x", str(tmp_path))],
                Dataset(tmp_path / "out"),
                Settings(scheduler=address),
            )
        other.shutdown()


class _Other(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("option", ["--minutes=nan", "--memory=inf", "--minutes=1e308"])
def test_a_limit_is_a_number(tmp_path: Path, option: str) -> None:
    (tmp_path / "list").write_text("a/b\n")
    asked = [str(tmp_path / "list"), "--out", str(tmp_path / "out"), option]
    assert CliRunner().invoke(command, asked).exit_code == 2
    assert not (tmp_path / "out").exists()


def _a_worker_at_work() -> int | None:
    """A worker that waits for a process of its own which looks at a repository."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for process in psutil.Process().children(recursive=True):
            try:
                if "indexer.ecosystem.child" in process.cmdline():
                    parent = process.parent()
                    return parent.pid if parent else None
            except psutil.Error:
                continue
        time.sleep(0.01)
    return None


def _write(dataset: Dataset, files: dict[str, bytes]) -> None:
    dataset.put("x", files)
    write_site(dataset.data, dataset.folder / "site")


@pytest.mark.parametrize("planted", ["data", "site", "data/claims"])
def test_nothing_is_written_through_a_planted_link(tmp_path: Path, planted: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    (out / planted).parent.mkdir(parents=True)
    (out / planted).symlink_to(elsewhere)
    dataset = Dataset(out)
    files = packed(Entry("x", "/nowhere"), Answer("failed", "a reason"))
    with pytest.raises(UsageError, match="symbolic link"):
        _write(dataset, files)
    assert list(elsewhere.iterdir()) == []


def test_what_is_not_whole_or_was_taken_from_elsewhere_is_not_known(tmp_path: Path) -> None:
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    entry = Entry("x", str(repo.folder))
    answer, files = do(Order(entry, str(tmp_path / "work"), None))
    dataset = Dataset(tmp_path / "out")
    dataset.put("x", files)
    assert dataset.known(entry) == (answer.commit, made_by())
    assert dataset.known(Entry("x", str(repo.folder), "main")) == ("", "")
    assert dataset.known(Entry("x", f"file://{repo.folder}")) == ("", "")
    assert dataset.known(Entry("y", str(repo.folder))) == ("", "")
    for table in TABLES:
        (file,) = dataset.data.glob(f"{table}/*/*.parquet")
        whole = file.read_bytes()
        for damaged in (b"", b"PAR1 no more", whole[:-9], files[_other(table)]):
            file.write_bytes(damaged)
            assert dataset.known(entry) == ("", ""), table
        file.unlink()
        assert dataset.known(entry) == ("", ""), table
        file.write_bytes(whole)
    assert dataset.known(entry) == (answer.commit, made_by())


def _other(table: str) -> str:
    return next(name for name in TABLES if name != table)


def test_what_a_task_is_called_says_all_that_is_asked(tmp_path: Path) -> None:
    """A cluster takes two tasks of one name for one; parts have names of their own, too."""
    entry = Entry("a", "/nowhere")
    orders = [
        Order(entry, "one", None),
        Order(entry, "other", None),
        Order(entry, "one", "/cache"),
        Order(entry, "one", None, known=("c", "m")),
        Order(entry, "one", None, part=(0, 2)),
        Order(entry, "one", None, whole=True),
        Order(Entry("a 0", "/nowhere"), "one", None),
        Order(Entry("a", "/nowhere", "v1"), "one", None),
    ]
    assert len({engine._key(order) for order in orders}) == len(orders)


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    repo = package(tmp_path / "r", "A", "theorem a : True := trivial\n")
    dataset = Dataset(tmp_path / "out")
    entries = [Entry("x", str(repo.folder))]
    survey(entries, dataset, Settings(workers=1))
    (file,) = dataset.data.glob("repositories/*/*.parquet")
    file.write_bytes(b"PAR1 no more")
    assert survey(entries, dataset, Settings(workers=1)).done == 1
    assert [row["state"] for row in _rows(tmp_path / "out")["repositories"]] == ["done"]


def test_what_the_list_no_longer_names_goes(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path / "out")
    for name in ("a", "b"):
        dataset.put(name, packed(Entry(name, "/nowhere"), Answer("failed", "a reason")))
    dataset.keep(["b"])
    assert [row["repository"] for row in _rows(tmp_path / "out")["repositories"]] == ["b"]


def test_what_a_killed_survey_left_is_cleared_and_nobody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dataset = Dataset(tmp_path / "out")
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    ours = tmp_path / f"leancat-survey-{dataset.key}-{gone.pid}-00"
    others = [
        tmp_path / f"leancat-survey-{dataset.key}-{os.getpid()}-00",
        tmp_path / f"leancat-survey-{'0' * 8}-{gone.pid}-00",
        tmp_path / f"leancat-survey-{dataset.key}-x-00",
    ]
    for folder in (ours, *others):
        (folder / "tree").mkdir(parents=True)
    engine._clear(dataset.key)
    assert not ours.exists()
    assert all((folder / "tree").is_dir() for folder in others)
