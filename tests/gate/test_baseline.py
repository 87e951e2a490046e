"""The baseline's files: read with every problem at once, written the same way each time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base.errors import CatalogueError
from indexer.gate.baseline import (
    BaselineEntry,
    entry_text,
    file_name,
    load_baseline,
    read_entries,
    write_entries,
)

ENTRY = BaselineEntry(
    project="carleson",
    declaration="Carleson.forest_bound'",
    module="",
    tolerates=("sorry",),
    statement="text1:0123",
    reason='waits for "Calderón–Zygmund"',
    issue="https://example.org/12",
    expires=date(2027, 1, 31),
)

TEXT = """\
project = "carleson"
declaration = "Carleson.forest_bound'"
tolerates = ["sorry"]
statement = "text1:0123"
reason = "waits for \\"Calderón–Zygmund\\""
issue = "https://example.org/12"
expires = 2027-01-31
"""


def problems(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CatalogueError) as caught:
        read_entries({"baseline/p/x.toml": content})
    return [str(problem) for problem in caught.value.problems]


def test_the_text_of_an_entry() -> None:
    assert entry_text(ENTRY) == TEXT


def test_written_read_and_removed(tmp_path: Path) -> None:
    (name,) = write_entries(tmp_path, [ENTRY])
    assert name.startswith("baseline/carleson/Carleson.forest_bound_-")
    (read,) = load_baseline(tmp_path)
    assert read.file == name
    assert entry_text(read) == TEXT
    write_entries(tmp_path, [], instead=[read])
    assert list((tmp_path / "baseline").iterdir()) == []
    assert load_baseline(tmp_path) == ()


def test_no_baseline_is_an_empty_one(tmp_path: Path) -> None:
    assert load_baseline(tmp_path) == ()


def test_line_ends_and_marks_of_other_editors() -> None:
    content = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    (read,) = read_entries({"baseline/x.toml": content})
    assert read.reason == ENTRY.reason


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "baseline"
    folder.mkdir()
    (folder / "a.toml").write_text('project = 3\nmodul = "A"\ntolerates = []\nreason = " "\n')
    (folder / "b.toml").write_text("<<<<<<< ours\n")
    (folder / "c.toml").write_bytes(b"project = '\n\xff'")
    with pytest.raises(CatalogueError) as caught:
        load_baseline(tmp_path, shown_as="x/catalogue")
    assert [str(problem) for problem in caught.value.problems] == [
        "x/catalogue/baseline/a.toml:1:1: expected either declaration or module (name one)",
        "x/catalogue/baseline/a.toml:1:1: project must be text, not a number",
        "x/catalogue/baseline/a.toml:2:1: unknown key modul (did you mean module?)",
        'x/catalogue/baseline/a.toml:3:1: tolerates must be a list such as ["sorry"]',
        "x/catalogue/baseline/a.toml:4:1: reason is empty (say it, or remove the line)",
        "x/catalogue/baseline/b.toml:1:1: Invalid statement (a merge conflict: keep one side)",
        "x/catalogue/baseline/c.toml:2:1: is not UTF-8 (save it as UTF-8 text)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace("2027-01-31", '"2027-01-31"'), ":7:1: expires must be a date, not text"),
        (TEXT.replace("2027-01-31", "2027-01-31T00:00:00Z"), "not a date with a time"),
        (TEXT.replace("2027-01-31", "2027-02-31"), ":7:"),
        (TEXT.replace('reason = "', 'Reason = "'), "unknown key Reason (did you mean reason?)"),
        (TEXT.replace('statement = "text1:0123"\n', ""), "statement is missing"),
        (TEXT + 'module = "A"\n', "expected either declaration or module"),
        (TEXT + "project = 'again'\n", ":8:"),
        (TEXT.replace('["sorry"]', '"sorry"'), "tolerates must be a list"),
        ("reason", ":1:"),
        (f"reason = {'9' * 5000}", "malformed TOML"),
        ("", "project is missing (add a line: project = …)"),
    ],
)
def test_one_problem(text: str, message: str) -> None:
    assert any(message in problem for problem in problems(text)), problems(text)


def test_two_files_for_one_thing() -> None:
    with pytest.raises(CatalogueError, match=r"b\.toml:1:1: .*tolerated twice; baseline/a\.toml"):
        read_entries({"baseline/a.toml": TEXT.encode(), "baseline/b.toml": TEXT.encode()})


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(
    st.builds(
        BaselineEntry,
        project=_WORDS,
        declaration=_WORDS,
        module=st.just(""),
        tolerates=st.lists(_WORDS, min_size=1, unique=True).map(tuple),
        statement=_WORDS,
        reason=_WORDS,
        issue=st.just("") | _WORDS,
        expires=st.none() | st.dates(),
    )
)
def test_what_is_written_is_read_back(entry: BaselineEntry) -> None:
    text = entry_text(entry)
    (read,) = read_entries({"": text.encode()})
    assert read == entry
    assert text.count("\n") <= 8


@given(_WORDS, _WORDS)
def test_file_names_stay_inside_and_apart(project: str, name: str) -> None:
    entry = BaselineEntry(project, name, "", ("sorry",), "s", "r")
    path = file_name(entry)
    parts = path.split("/")
    assert len(parts) == 2
    assert all(not part.startswith(".") and len(part) < 120 for part in parts)
    assert path.isascii()
    other = BaselineEntry(project, name.swapcase() + "x", "", ("sorry",), "s", "r")
    assert file_name(other).lower() != path.lower()
