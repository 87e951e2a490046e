"""Every point of a history against a plain checkout, whatever people did to the repository."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.app.history import history
from indexer.base.errors import RevisionError
from indexer.formats.history import HISTORY_WRITERS
from indexer.history.choice import Every
from indexer.history.records import History
from indexer.scan.options import PLAIN, ScanOptions
from tests.history.made import ACT, JUDGED, LEAN, SETTINGS, Act, Files, Made, told, written
from tests.history.plain import Checkout, differs
from tests.repos import Repo


def _counts(repo: Repo, options: ScanOptions = PLAIN, span: str = "HEAD") -> History:
    return history(repo.folder / "catalogue", span, judged=Every.NEVER, options=options)


def _folders(files: Files, today: Sequence[str]) -> tuple[str, ...]:
    """Where the projects of a commit lie, told from its files alone."""
    with suppress(ValueError, KeyError, TypeError):
        paths = [p["path"] for p in tomllib.loads(files[SETTINGS])["projects"]]
        return tuple("" if path == ".." else f"{path.removeprefix('../')}/" for path in paths)
    lean = [path for path in files if path.endswith(".lean") and ".lake" not in path]
    return tuple(today) if any(p.startswith(tuple(today)) for p in lean) else ("",)


def _hold(commits: Sequence[Made], folder: Path) -> None:
    """Every point of the history of these commits is what a scan of its checkout says."""
    repo, names = written(commits, folder / "repo")
    found = _counts(repo, ScanOptions(jobs=1, cache=folder / "cache" / "scan.sqlite"))
    assert found.points[-1].commit == names[-1]
    assert {p.commit for p in found.points} <= set(names)
    today = _folders(commits[-1].files, ("",))
    by_name = dict(zip(names, commits, strict=True))
    place = {point.commit: at for at, point in enumerate(found.points)}
    checkout = Checkout(repo, folder / "tree")
    for point in found.points:
        one = by_name[point.commit]
        folders = _folders(one.files, today)
        assert differs(point, checkout.at(point.commit), folders) == "", one.files
        assert point.time == one.time
        assert all(place[names[parent]] < place[point.commit] for parent in one.parents)
    line = [names[-1]]
    while parents := by_name[line[-1]].parents:
        line.append(names[parents[0]])
    assert {point.commit for point in found.points if point.main} == set(line)
    again = _counts(repo, ScanOptions(jobs=1, cache=folder / "cache" / "scan.sqlite"))
    assert again == found
    assert _counts(repo, ScanOptions(jobs=1)) == found


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACT, max_size=14))
def test_every_point_is_what_a_scan_of_its_checkout_says(acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _hold(told(acts), Path(folder))


E_ = [("edit", n, n, 0) for n in range(5)]


@pytest.mark.parametrize(
    "acts",
    [
        [*E_, ("branch", 0, 0, 0), ("edit", 1, 5, 0), ("edit", 2, 4, 1), ("cross", 1, 0, 0)],
        [*E_, ("settle", 2, 0, 0), ("move", 0, 0, 0), ("settle", 3, 0, 0), ("revert", 0, 0, 0)],
        [*E_, ("settle", 4, 0, 0), ("edit", 0, 3, 0), ("settle", 1, 0, 0), ("settle", 5, 0, 0)],
        [*E_, *(("link", n, 0, 0) for n in range(5)), ("delete", 0, 0, 0), ("settle", 2, 0, 0)],
        [*E_, ("edit", 1, 4, 0), ("edit", 2, 5, 0), ("delete", 1, 0, 0), ("revert", 0, 0, 0)],
        [*E_, ("edit", 0, 1, 4), ("edit", 0, 2, 0), ("edit", 0, 1, 3), ("bump", 1, 0, 2)],
    ],
    ids=["criss-cross", "folder renamed", "broken catalogue", "links", "own keyword", "dates"],
)
def test_what_histories_are_made_of(acts: list[Act], tmp_path: Path) -> None:
    _hold(told(acts), tmp_path)


def _line(*files: Files) -> list[Made]:
    return [
        Made(each, (number - 1,) if number else (), 1_700_000_000 + 90_000 * number)
        for number, each in enumerate(files)
    ]


def test_a_force_push_leaves_the_new_history_alone(tmp_path: Path) -> None:
    options = ScanOptions(jobs=1, cache=tmp_path / "cache" / "scan.sqlite")
    repo, _ = written(_line({"A.lean": LEAN[0]}, {"A.lean": LEAN[1]}), tmp_path / "repo")
    assert [p.counts.sorries for p in _counts(repo, options).points] == [0, 2]
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.write({"A.lean": LEAN[2]})
    repo.commit()
    found = _counts(repo, options)
    assert [p.counts.axioms for p in found.points] == [0, 1]
    assert found == _counts(repo)


def test_a_shallow_clone_says_that_it_is_one(tmp_path: Path) -> None:
    repo, names = written(_line(*({"A.lean": text} for text in LEAN[:4])), tmp_path / "repo")
    clone = repo.clone(tmp_path / "clone", "--depth=2")
    found = _counts(clone)
    assert [point.commit for point in found.points] == names[2:]
    assert found.points == _counts(repo).points[2:]
    assert "shallow" in found.notes[0]
    with pytest.raises(RevisionError, match="shallow"):
        _counts(clone, span=f"{names[0]}..HEAD")


def test_a_span_begins_after_its_first_revision(tmp_path: Path) -> None:
    repo, names = written(_line(*({"A.lean": text} for text in LEAN[:4])), tmp_path / "repo")
    whole = _counts(repo).points
    assert _counts(repo, span=f"{names[1]}..{names[2]}").points == whole[2:3]
    assert _counts(repo, span=names[1]).points == whole[:2]
    with pytest.raises(RevisionError, match="no revision nowhere"):
        _counts(repo, span="nowhere..HEAD")


def test_no_repository_no_commit(tmp_path: Path) -> None:
    (tmp_path / "plain/catalogue").mkdir(parents=True)
    with pytest.raises(RevisionError, match="no git repository"):
        history(tmp_path / "plain/catalogue")
    with pytest.raises(RevisionError):
        _counts(Repo(tmp_path / "empty"))


def test_submodules_count_where_they_are_checked_out(tmp_path: Path) -> None:
    options = ScanOptions(jobs=1, cache=tmp_path / "cache" / "scan.sqlite")
    inner = Repo(tmp_path / "inner")
    inner.write({"In.lean": LEAN[1]})
    inner.commit()
    repo, _ = written(_line({"A.lean": LEAN[0]}), tmp_path / "repo")
    repo.git("submodule", "--quiet", "add", f"file://{inner.folder}", "vendor")
    repo.commit()
    found = _counts(repo, options)
    assert [p.counts.sorries for p in found.points] == [0, 2]
    assert differs(found.points[-1], repo.folder, ("",)) == ""
    shutil.rmtree(repo.folder / "vendor")
    (repo.folder / "vendor").mkdir()
    (tmp_path / "cache" / "scan.sqlite").unlink()
    without = _counts(repo, options).points[-1]
    assert differs(without, repo.folder, ("",)) == ""
    assert "vendor" in without.notes[0]
    repo.git("submodule", "--quiet", "update", "--init")
    assert _counts(repo, options) == found  # what was missing is not kept


def test_an_object_that_is_missing_is_told_and_not_counted(tmp_path: Path) -> None:
    repo, _ = written(_line({"A.lean": LEAN[0]}, {"A.lean": LEAN[1]}), tmp_path / "repo")
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(tmp_path / "clone", "--filter=blob:none")
    first, last = _counts(clone).points
    assert (first.counts.modules, first.notes) == (0, ("1 files could not be read",))
    assert (last.counts.sorries, last.notes) == (2, ())


def test_a_path_that_is_no_text(tmp_path: Path) -> None:
    repo, _ = written(_line({"A.lean": LEAN[0]}), tmp_path / "repo")
    (repo.folder / "\udcff.lean").write_text(LEAN[1])
    repo.commit()
    assert _counts(repo, ScanOptions(cache=tmp_path / "c" / "s")).points[-1].counts.sorries == 2


CLAIMS = "schema: 1\nfamily: {id: f, title: F}\nclaims:\n" + "".join(
    f"  - {{id: f.{name}, title: T, backing: [{{decl: {name}}}]}}\n" for name in "ab"
)
CATALOGUE = {**JUDGED, "catalogue/claims/f.yaml": CLAIMS}
BOTH = "theorem a : 1 + 1 = 2 := rfl\ntheorem b : 1 + 2 = 3 := "


def test_claims_are_judged_with_the_catalogue_of_each_revision(tmp_path: Path) -> None:
    broken = {**CATALOGUE, "A.lean": BOTH + "rfl\n", "catalogue/claims/f.yaml": "claims: [}\n"}
    repo, _ = written(
        _line(
            {"A.lean": BOTH + "rfl\n"},
            {**CATALOGUE, "A.lean": BOTH + "sorry\n"},
            broken,
            {**CATALOGUE, "A.lean": BOTH + "rfl\n"},
        ),
        tmp_path / "repo",
    )
    options = ScanOptions(cache=tmp_path / "cache" / "scan.sqlite")
    found = history(repo.folder / "catalogue", options=options)
    assert [p.coverage and (p.coverage.covered, p.coverage.total) for p in found.points] == [
        (0, 0),
        (1, 2),
        None,
        (2, 2),
    ]
    told_notes = [" ".join(point.notes) for point in found.points]
    assert "there was no catalogue" in told_notes[0]
    assert "f.yaml" in told_notes[2]
    assert history(repo.folder / "catalogue", options=options) == found
    today = history(repo.folder / "catalogue", options=options, todays=True)
    assert [p.coverage and p.coverage.covered for p in today.points] == [2, 1, 2, 2]


def test_a_project_without_claims_has_a_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, _ = written(_line({"A.lean": LEAN[0]}, {"A.lean": LEAN[1]}), tmp_path / "repo")
    monkeypatch.chdir(repo.folder)
    found = history(options=PLAIN)
    assert [p.counts.sorries for p in found.points] == [0, 2]
    assert [p.coverage and p.coverage.total for p in found.points] == [0, 0]
    assert not (repo.folder / "catalogue").exists()


def test_periods_and_tags_are_on_the_main_line(tmp_path: Path) -> None:
    day = 86_400
    times = [0, 10, day, day - 5, 8 * day, 40 * day]  # one goes back over midnight
    commits = [
        Made({"A.lean": LEAN[0], "n": str(n)}, (n - 1,) if n else (), 1_700_006_400 + time)
        for n, time in enumerate(times)
    ]
    repo, names = written(commits, tmp_path / "repo")
    repo.git("tag", "v1", names[1])
    repo.git("tag", "-a", "v2", "-m", "x", names[3])

    def chosen(every: Every) -> list[int]:
        found = history(repo.folder / "catalogue", every=every, judged=Every.NEVER)
        return [names.index(point.commit) for point in found.points]

    assert chosen(Every.COMMIT) == [0, 1, 2, 3, 4, 5]
    assert chosen(Every.DAY) == [1, 3, 4, 5]
    assert chosen(Every.WEEK) == [3, 4, 5]
    assert chosen(Every.MONTH) == [4, 5]
    assert chosen(Every.TAG) == [1, 3, 5]
    found = _counts(repo)
    assert [point.tags for point in found.points if point.tags] == [("v1",), ("v2",)]
    assert [release.tags for release in found.releases] == [("v1",), ("v2",)]


DATES = {"-5000000000": 0, "": 0, "253402300800": 253402300799, "9" * 30: 253402300799}


@pytest.mark.parametrize(("date", "time"), DATES.items())
def test_a_commit_may_say_any_date(tmp_path: Path, date: str, time: int) -> None:
    """git takes what it is told, and so do forges; a calendar ends somewhere."""
    repo, _ = written(_line({"A.lean": LEAN[1]}), tmp_path / "repo")
    who = f"A <a@example.org> {date} +0000"
    tree = repo.git("rev-parse", "HEAD^{tree}")
    (tmp_path / "commit").write_text(f"tree {tree}\nauthor {who}\ncommitter {who}\n\nodd\n")
    made = repo.git("hash-object", "-t", "commit", "-w", "--literally", str(tmp_path / "commit"))
    repo.git("update-ref", "HEAD", made)
    for every in Every:
        found = history(repo.folder / "catalogue", "HEAD", every, Every.NEVER)
        if every is not Every.NEVER:
            assert [(p.time, p.counts.sorries) for p in found.points] == [(time, 2)]
            assert all(writer(found) for writer in HISTORY_WRITERS.values())


def test_no_setting_of_the_repository_changes_what_is_told(tmp_path: Path) -> None:
    """How messages are written out, which submodules git is to pass over, what stands in for an
    object, and a comma in a tag."""
    inner = Repo(tmp_path / "inner")
    inner.write({"In.lean": LEAN[1]})
    inner.commit()
    repo, _ = written(_line({"A.lean": LEAN[0]}), tmp_path / "repo")
    repo.git("submodule", "--quiet", "add", f"file://{inner.folder}", "vendor")
    repo.git("config", "-f", ".gitmodules", "submodule.vendor.ignore", "all")
    repo.git("add", "-A")
    repo.git("add", "-f", "vendor")
    repo.git("commit", "-q", "-m", "größer")
    repo.git("tag", "v1,final")
    plain = _counts(repo)
    assert [p.counts.sorries for p in plain.points] == [0, 2]
    assert (plain.points[-1].subject, plain.points[-1].tags) == ("größer", ("v1,final",))
    repo.git("config", "i18n.logOutputEncoding", "UTF-16")
    (tmp_path / "other").write_text(LEAN[2])
    other = repo.git("hash-object", "-w", str(tmp_path / "other"))
    repo.git("replace", repo.git("rev-parse", "HEAD:A.lean"), other)
    assert _counts(repo) == plain


def test_claims_that_were_judged_without_a_submodule_are_judged_again(tmp_path: Path) -> None:
    options = ScanOptions(jobs=1, cache=tmp_path / "cache" / "scan.sqlite")
    inner = Repo(tmp_path / "inner")
    inner.write({"catalogue/leancat.toml": JUDGED[SETTINGS], "In.lean": BOTH + "rfl\n"})
    inner.write({"catalogue/claims/f.yaml": CLAIMS})
    inner.commit()
    repo, _ = written(_line({**CATALOGUE, "A.lean": "\n"}), tmp_path / "repo")
    repo.git("submodule", "--quiet", "add", f"file://{inner.folder}", "vendor")
    repo.commit()
    for catalogue in ("catalogue", "vendor/catalogue"):
        whole = history(repo.folder / catalogue, options=options).points
        (tmp_path / "cache" / "scan.sqlite").unlink()
        repo.git("submodule", "--quiet", "deinit", "-f", "vendor")
        missing = history(repo.folder / catalogue, options=options).points
        assert "vendor" in " ".join(missing[-1].notes)
        assert missing[-1].coverage != whole[-1].coverage
        repo.git("submodule", "--quiet", "update", "--init")
        assert history(repo.folder / catalogue, options=options).points == whole


def test_settings_that_are_missing_or_too_large_are_told(tmp_path: Path) -> None:
    large = "#" * 21_000_000
    repo, _ = written(
        _line(
            {**CATALOGUE, "A.lean": LEAN[0]},
            {**CATALOGUE, "A.lean": LEAN[1], "lean-toolchain": large},
            {**CATALOGUE, "A.lean": LEAN[1], SETTINGS: large},
            {**CATALOGUE, "A.lean": LEAN[0]},
        ),
        tmp_path / "repo",
    )
    points = _counts(repo).points
    assert [p.counts.sorries for p in points] == [0, 2, 2, 0]
    assert [" ".join(p.notes) for p in points] == [
        "",
        "could not be read: lean-toolchain",
        f"could not be read: {SETTINGS}",
        "",
    ]
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = repo.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    assert SETTINGS in _counts(clone).points[0].notes[-1]
