"""What a list may say, and what is told of one that says something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.base.errors import InputError
from indexer.ecosystem.lists import read_list
from indexer.ecosystem.records import Entry


def _list(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "list"
    file.write_text(text)
    return file


def test_lines_are_folders_addresses_and_names(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    text = (
        "# a comment\n\nhere\nwho/what@v1.2\nhttps://example.org/x/y.git@main\n"
        "git@github.com:me/mine.git\nown/name ./here\nhttps://github.com/u/v\n"
    )
    assert read_list(_list(tmp_path, text)) == (
        Entry("here", str(tmp_path / "here")),
        Entry("who/what", "https://github.com/who/what", "v1.2"),
        Entry("example.org/x/y", "https://example.org/x/y.git", "main"),
        Entry("me/mine", "git@github.com:me/mine.git"),
        Entry("own/name", str(tmp_path / "here")),
        Entry("u/v", "https://github.com/u/v"),
    )


def test_the_lists_of_reservoir_and_sorrydb_are_read(tmp_path: Path) -> None:
    source = {"type": "git", "gitUrl": "https://github.com/a/b.git"}
    reservoir = {"packages": [{"name": "b", "sources": [{"type": "other"}, source]}]}
    found = read_list(_list(tmp_path, json.dumps(reservoir)))
    assert found == (Entry("a/b", "https://github.com/a/b.git"),)
    remote = "https://github.com/c/d"
    sorrydb = {"repos": [{"remote": remote}], "sorries": [{"repo": {"remote": remote}}]}
    assert read_list(_list(tmp_path, json.dumps(sorrydb))) == (Entry("c/d", remote),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ok/ok\n  nothing\n", "list:2:3: nothing is no folder, address or owner/name"),
        ("ext::sh -c x\n", "list:1:1: more than a name and a place"),
        ("x ext::sh\n", "list:1:3: ext::sh is no folder"),
        ("--upload-pack=x\n", "--upload-pack=x is no folder"),
        ("a/b@--exec\n", "--exec is no revision"),
        ("a/b\na/b@other\n", "list:2:1: another repository is called a/b already"),
        ("{", "this is not JSON"),
        ("{}", "names no repository"),
        ("/a\0b\n", "list:1:1: it holds characters that cannot be printed"),
        ('{"repos": [{"remote": "./a\\u0000b"}]}', "it holds characters that cannot be printed"),
        ("x" * 5000, f"list:1:1: {'x' * 80}… is no folder"),
        ("/" + "x" * 5000, "list:1:1: it has no name of at most 200"),
        ("# nothing\n", "names no repository"),
    ],
)
def test_what_is_no_repository_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_list(_list(tmp_path, text))
    assert said in str(caught.value)
