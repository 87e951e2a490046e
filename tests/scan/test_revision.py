"""The index of a revision is the one a whole scan of it gives, whatever is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.base.git import blob_name, open_revision
from indexer.base.git_tree import RevisionFiles
from indexer.claims.records import Catalogue, Config, ProjectEntry
from indexer.scan import loader
from indexer.scan.records import Index
from indexer.scan.revision import load_past_index
from tests.repos import Repo

LAKEFILE = 'name = "p"\n[[lean_lib]]\nname = "P"\n'
KEYWORD = 'macro "conjecture " n:ident " : " t:term : command => `(theorem $n : $t := by sorry)\n'
START = {
    "lakefile.toml": LAKEFILE,
    "P.lean": "import P.A\nimport P.B\n",
    "P/A.lean": "theorem A.f : 1 = 1 := rfl\n",
    "P/B.lean": "import P.A\nconjecture B.g : 2 = 2\ntheorem B.h : 3 = 3 := A.f\n",
}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.write(START)
    made.commit()
    return made


def catalogue(repo: Repo, *keywords: str) -> Catalogue:
    entry = ProjectEntry("p", "..", keywords=keywords)
    return Catalogue(str(repo.folder / "catalogue"), Config(projects=(entry,)))


def files(repo: Repo, revision: str = "HEAD") -> Callable[[Path], RevisionFiles]:
    opened = open_revision(repo.folder, revision)
    return lambda _root: opened.files


def past(repo: Repo, then: Catalogue, now: Catalogue | None = None) -> tuple[Index, Index]:
    """The index made from what is at hand, and the one that a whole scan gives."""
    present = loader.load_index(now or then, jobs=1)
    made = load_past_index(then, files(repo), present, jobs=1)
    return made, loader.load_index(then, files=files(repo), jobs=1)


CHANGES: dict[str, dict[str, str | bytes]] = {
    "nothing": {},
    "a proof": {"P/A.lean": "theorem A.f : 1 = 1 := by sorry\n"},
    "a new file": {"P/C.lean": "def C.x := 1\n"},
    "a file gone": {"P/A.lean": ""},
    "an import gone": {"P.lean": "import P.A\n"},
    "an import of what is not there": {"P/B.lean": "import P.Nowhere\n"},
    "line ends": {"P/A.lean": b"theorem A.f : 1 = 1 := rfl\r\n"},
    "the library": {"lakefile.toml": LAKEFILE.replace('name = "P"', 'name = "Q"')},
    "the source folder": {"lakefile.toml": LAKEFILE + 'srcDir = "P"\n'},
    "a keyword came": {"P/A.lean": KEYWORD + START["P/A.lean"]},
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_as_a_whole_scan(repo: Repo, change: str) -> None:
    repo.write(CHANGES[change])
    made, whole = past(repo, catalogue(repo))
    assert made == whole


def test_a_keyword_that_went(repo: Repo) -> None:
    repo.write({"P/A.lean": KEYWORD + START["P/A.lean"]})
    repo.commit()
    repo.write({"P/A.lean": START["P/A.lean"]})
    made, whole = past(repo, catalogue(repo))
    assert made == whole


def test_a_keyword_that_stays_counts_in_changed_files(repo: Repo) -> None:
    repo.write({"P/A.lean": KEYWORD + START["P/A.lean"]})
    repo.commit()
    repo.write({"P/B.lean": "theorem B.g : 2 = 2 := rfl\n"})
    made, whole = past(repo, catalogue(repo))
    assert made == whole
    names = [d.name for m in made.projects[0].modules for d in m.declarations]
    assert "B.g" in names


def test_a_keyword_that_declares_nothing_known(repo: Repo) -> None:
    remark = 'macro "remark " n:ident " : " t:term : command => `(#check ($n : $t))\n'
    repo.write({"P/A.lean": remark, "P/B.lean": "remark g : Nat\ntheorem h : 1 = 2 := sorry\n"})
    repo.commit()
    repo.write({"P/B.lean": "theorem h : 1 = 2 := sorry\n"})
    made, whole = past(repo, catalogue(repo))
    assert made == whole
    assert [d.name for m in made.projects[0].modules for d in m.declarations] == ["h"]


def test_other_keywords_in_the_configuration(repo: Repo) -> None:
    made, whole = past(repo, catalogue(repo, "conjecture"), now=catalogue(repo))
    assert made == whole


def test_only_what_changed_is_read_from_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"P/A.lean": "theorem A.f : 1 = 1 := by sorry\n"})
    present = loader.load_index(catalogue(repo), jobs=1)
    asked: list[str] = []
    read = RevisionFiles.read

    def reading(self: RevisionFiles, path: str) -> bytes:
        asked.append(path)
        return read(self, path)

    monkeypatch.setattr(RevisionFiles, "read", reading)
    load_past_index(catalogue(repo), files(repo), present, jobs=1)
    assert {path for path in asked if path.endswith(".lean")} == {"P/A.lean"}


def test_names_of_blobs(repo: Repo) -> None:
    data = (repo.folder / "P/A.lean").read_bytes()
    assert blob_name(data, "0" * 40) == repo.git("hash-object", "P/A.lean")
    assert blob_name(b"", "0" * 64) == hashlib.sha256(b"blob 0\0").hexdigest()
