"""Links to formal proofs: read as forges write them, and held against repositories at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.base.errors import LeancatError
from indexer.claims.links import Link, file_address, parse_link
from indexer.cli import cli
from tests.repos import Repo

REV = "4f2343508f2c157f35abb7be4814bd550280ce81"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b", Link("https://github.com/a/b")),
        ("http://www.github.com/a/b.git/", Link("https://github.com/a/b")),
        (
            f"https://github.com/a/b/blob/{REV}/C/D%20E.lean#L7",
            Link("https://github.com/a/b", REV, "C/D E.lean", 7, 7, "L7"),
        ),
        (
            "https://github.com/a/b/blob/main/D.lean#L7-L9",
            Link("https://github.com/a/b", "main", "D.lean", 7, 9, "L7-L9"),
        ),
        (
            "https://github.com/a/b/blob/main/D.lean#7",
            Link("https://github.com/a/b", "main", "D.lean", 0, 0, "7"),
        ),
        (
            "https://gitlab.com/a/b/-/blob/v1/D.lean",
            Link("https://gitlab.com/a/b", "v1", "D.lean"),
        ),
        (
            "https://codeberg.org/a/b/src/commit/abc/D.lean",
            Link("https://codeberg.org/a/b", "abc", "D.lean"),
        ),
        ("https://gist.github.com/a/b", None),
        ("https://www.erdosproblems.com/forum/thread/1", None),
        ("https://github.com/a/b/pull/3", None),
        ("https://github.com/a/b/blob/--upload-pack=x/D.lean", None),
        ("https://github.com/a/b/blob/a:b/D.lean", None),
        ("https://github.com/-a/b", None),
        ("https://[", None),
        ("link", None),
        ("", None),
    ],
)
def test_addresses_of_forges_are_read(url: str, expected: Link | None) -> None:
    assert parse_link(url) == expected


def test_an_address_leads_back() -> None:
    for repo in ("https://github.com/a/b", "https://gitlab.com/a/b", "https://codeberg.org/a/b"):
        address = file_address(repo, REV, "C/D E.lean", 7)
        assert parse_link(address) == Link(repo, REV, "C/D E.lean", 7, 7, "L7")
    assert file_address("ssh://a@b/c", REV, "D.lean", 7) == ""


LAKE = (
    'name = "c"\n[[lean_lib]]\nname = "C"\n[[require]]\nname = "formal_conjectures"\npath = "x"\n'
)


def _conjectures(*urls: str) -> str:
    theorems = (
        f'@[category research solved, AMS 5, formal_proof using lean4 at "{url}"]\n'
        f"theorem c{number} : 1 + 1 = 2 := by sorry\n"
        for number, url in enumerate(urls)
    )
    return "".join(theorems)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    other = Repo(tmp_path / "other")
    other.write({"A/B.lean": "theorem t : 1 = 1 :=\n  rfl\n", "README.md": "# Proofs\n"})
    commit = other.commit()
    base = "https://github.com/a/other/blob"
    repo = Repo(tmp_path / "here")
    urls = (
        f"{base}/{commit}/A/B.lean#L2",
        f"{base}/{commit}/A/B.lean",
        f"{base}/main/A/B.lean#L1",
        f"{base}/{commit}/A",
        f"{base}/{commit}/README.md#proofs",
        "https://github.com/a/none/blob/main/X.lean#L9",
        f"{base}/{commit}/A/C.lean",
        f"{base}/{commit}/A/B.lean#L20",
        f"{base}/main/A/B.lean#L2-L20",
        f"{base}/{commit}/A/B.lean#2",
    )
    repo.write({"lakefile.toml": LAKE, "C.lean": _conjectures(*urls)})
    repo.commit()
    monkeypatch.chdir(repo.folder)
    return repo.folder


def _told() -> dict[str, str]:
    done = CliRunner().invoke(cli, ["check", "--format", "json"], standalone_mode=False)
    said, _ = json.JSONDecoder().raw_decode(done.output, done.output.index("{"))
    found = [f for f in said["findings"] if f["rule"] == "proof-link"]
    return {f["message"].split()[3]: f["message"].rpartition(": ")[2] for f in found}


def test_links_are_held_against_what_is_at_hand(here: Path) -> None:
    assert _told() == {}  # nothing is at hand
    place = f"https://github.com/a/other={here.parent / 'other'}"
    done = CliRunner().invoke(cli, ["fetch", "--links", "--instead", place], standalone_mode=False)
    assert isinstance(done.exception, LeancatError)  # the repository that is not there
    assert _told() == {
        "c6": "there is no A/C.lean",
        "c7": "A/B.lean has 3 lines, and none is 20",
        "c8": "A/B.lean has 3 lines, and none is 20",
        "c9": "`#2` names no line (`#L12` does)",
    }


def test_the_repository_here_is_at_hand_where_it_was_cloned_from_there(here: Path) -> None:
    repo = Repo(here, init=False)
    commit = repo.git("rev-parse", "HEAD")
    base = f"https://github.com/me/here/blob/{commit}"
    repo.write({"C.lean": _conjectures(f"{base}/C.lean#L1", f"{base}/D.lean")})
    repo.git("remote", "add", "origin", "git@github.com:me/here.git")
    assert _told() == {"c1": "there is no D.lean"}


def test_a_commit_that_comes_to_the_repository_here_is_looked_at(here: Path) -> None:
    repo, other = Repo(here, init=False), Repo(here.parent / "other", init=False)
    base = f"https://github.com/me/here/blob/{other.git('rev-parse', 'HEAD')}"
    repo.write({"C.lean": _conjectures(f"{base}/none.lean")})
    repo.git("remote", "add", "origin", "git@github.com:me/here.git")
    assert _told() == {}
    repo.git("fetch", "-q", str(other.folder))
    assert _told() == {"c0": "there is no none.lean"}


def test_a_branch_that_moves_is_looked_at_again(here: Path) -> None:
    repo = Repo(here, init=False)
    base = "https://github.com/me/here/blob/main"
    repo.write({"C.lean": _conjectures(f"{base}/docs/d.md")})
    repo.git("remote", "add", "origin", "git@github.com:me/here.git")
    repo.commit()
    assert _told() == {"c0": "there is no docs/d.md"}
    repo.write({"docs/d.md": "# D\n"})
    repo.commit()
    assert _told() == {}
    repo.git("rm", "-q", "docs/d.md")
    repo.commit()
    repo.git("remote", "set-url", "origin", "git@github.com:me/there.git")
    assert _told() == {}
    repo.git("remote", "set-url", "origin", "git@github.com:me/here.git")
    assert _told() == {"c0": "there is no docs/d.md"}
