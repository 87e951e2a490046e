"""What no name found in a file can do: command a terminal or a runner, break or reorder a line."""

from __future__ import annotations

import ast
import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.base.inert import inert, inert_coloured, inert_lines, uncommanded
from indexer.formats import WRITERS
from tests import own_modules, test_scenarios
from tests.repos import Repo
from tests.test_scenarios import FILES, Leancat

leancat = test_scenarios.leancat


def test_no_control_character_passes() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    control = [c for c in every if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    control += [c for c in map(chr, range(0x110000)) if unicodedata.bidirectional(c) in BIDI]
    for character in control:
        assert inert(character) == f"\\u{ord(character):04x}"
        kept = character in "\t\n"
        assert inert_lines(character) == (character if kept else inert(character))


BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(st.text())
def test_it_is_done_once(text: str) -> None:
    assert inert(inert(text)) == inert(text)
    assert inert_lines(inert(text)) == inert(text)
    assert inert_coloured(inert_lines(text)) == inert_lines(text)


@given(st.text())
def test_json_means_the_same(text: str) -> None:
    written = json.dumps({"name": text, "at": "::error::##[x]"}, ensure_ascii=False)
    assert json.loads(uncommanded(inert_lines(written))) == json.loads(written)


def test_colours_pass_and_nothing_else_does() -> None:
    assert inert_coloured("\x1b[1m\x1b[31mred\x1b[0m\n") == "\x1b[1m\x1b[31mred\x1b[0m\n"
    for code in ("\x1b]0;title\x07", "\x1b[2J", "\x1b[1A", "\x1bc", "\x9b31m"):
        assert "\x1b" not in inert_coloured(code)
        assert "\x9b" not in inert_coloured(code)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("::error::x", "\\u003a:error::x"),
        ("a\n  ::add-mask::x", "a\n  \\u003a:add-mask::x"),
        ("##[group]x", "#\\u0023[group]x"),
        ("a ##vso[task.x]", "a #\\u0023vso[task.x]"),
        ("Std::string a::b", "Std::string a::b"),
        ("## a [heading]", "## a [heading]"),
    ],
)
def test_no_line_is_a_command(text: str, made: str) -> None:
    assert uncommanded(text) == made


def test_what_continues_a_line_is_none() -> None:
    assert uncommanded("::a\n::b", at_start=False) == "::a\n\\u003a:b"


# --- every command -------------------------------------------------------------------------------

EVIL = "\x1b[31mx\x1b]0;pwn\x07\u202e\x9b1m"
NAME = f"::error::«{EVIL}»"
SOURCE = f"""\
/-- {EVIL} -/
theorem Rope.«{EVIL}» : 1 = 2 := by sorry
/-! ##[add-mask]x
::warning::y -/
theorem Rope.ok : 1 = 1 := rfl
axiom Rope.«::error::{EVIL}» : False
theorem Rope.uses : False := Rope.«::error::{EVIL}»
"""
CLAIMS = f"""\
schema: 1
family: {{id: rope, title: {json.dumps(EVIL)}}}
claims:
  - id: rope.evil
    title: {json.dumps(f"::error::{EVIL}")}
    statement: {json.dumps(EVIL)}
    backing: [{{decl: {json.dumps(f"Rope.«{EVIL}»")}}}]
  - {{id: rope.uses, title: {json.dumps(EVIL)}, backing: [{{decl: Rope.uses}}]}}
  - {{id: rope.lost, title: T, backing: [{{decl: {json.dumps(NAME)}}}]}}
"""
COMMANDS = [
    "scan .", "scan . --format json", "scan . --format jsonl", "scan absent",
    *(f"check --format {f}" for f in WRITERS),
    "check --full", "build", "show rope.evil rope.uses rope.lost", "show Rope.uses Rope.ok",
    f"show {EVIL}", f"find {EVIL}", "find rope", "find x", "drift", "hubs",
    "accept Rope.uses --reason x", f"accept {EVIL} --reason x", "prune", f"review {EVIL} --by A",
    "review rope.evil rope.uses --by A", f"check --base {EVIL}", f"{EVIL}", f"check --{EVIL}",
    f"check --catalogue {EVIL}", f"build --out {EVIL}/a\0b", f"check --also {EVIL}",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_no_command_obeys_what_it_reads(tmp_path: Path, leancat: Leancat, command: str) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, "catalogue/claims/rope.yaml": CLAIMS, "Rope/Rot.lean": SOURCE})
    for name in (f"{EVIL}.lean", "::error::A.lean", "\n::error::B.lean", "##[group]C.lean"):
        repo.write({f"Rope/{name}": SOURCE.replace("Rope.", f"Rope{len(name)}.")})
    repo.commit()
    ran = leancat(repo.folder, *command.split(" "))
    said = ran.out + ran.err
    assert said
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert all("##[" not in line for line in said.splitlines() if not line.startswith("::"))
    commands = [line for line in said.splitlines() if line.strip().startswith("::")]
    if command != "check --format github":
        assert not commands
    assert all(re.match(r"::(error|warning|notice) (file|title)=", line) for line in commands)
    assert ran.code in (0, 1, 2)


def test_on_a_terminal_colours_are_leancats_own(
    tmp_path: Path, leancat: Leancat, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, "catalogue/claims/rope.yaml": CLAIMS, "Rope/Rot.lean": SOURCE})
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    for command in ("scan .", "show rope.evil", "build", "find rope"):
        ran = leancat(repo.folder, *command.split())
        rest = re.sub(r"\x1b\[[0-9;]*m", "", ran.out + ran.err)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", rest), command


def test_no_file_holds_what_a_terminal_obeys(tmp_path: Path, leancat: Leancat) -> None:
    """Whoever prints a page, a table or a record is as safe as its reader."""
    repo = Repo(tmp_path / "repo")
    hub = {"web/_config.yml": "a: b\n", "hubs/page.md": f"# {EVIL}\n"}
    paper = {"id": "p", "title": EVIL, "authors": [EVIL], "year": 2026, "hub": "../hubs/page.md"}
    papers = json.dumps({"schema": 1, "papers": [paper]}, ensure_ascii=False)
    repo.write({**FILES, **hub, "catalogue/claims/rope.yaml": CLAIMS, "Rope/Rot.lean": SOURCE,
                "catalogue/papers.yaml": papers.replace("\x9b", "\\u009b")})  # fmt: skip
    outputs = tuple(WRITERS)
    for command in (
        ["build"], ["hubs", "--jekyll", "web"], ["accept", "Rope.old", "--reason", EVIL],
        ["review", "--by", EVIL, "rope.evil"], ["check", *(f"--also={f}=out/{f}" for f in outputs)],
    ):  # fmt: skip
        assert leancat(repo.folder, *command).code < 2, command
    written = [
        file
        for folder in ("_site", "web", "out", "catalogue/pins", "catalogue/baseline")
        for file in (repo.folder / folder).rglob("*")
        if file.is_file()
    ]
    assert len(written) > 50
    for file in written:
        text = file.read_bytes().decode().replace("\r\n", "\n")
        assert not re.search(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{''.join(MARKS)}]", text), file
        if file.name != "github" and file.parent.name == "out":
            assert uncommanded(text) == text, file
    found = json.loads((repo.folder / "_site/data/coverage.json").read_text("utf-8"))
    assert found["claims"][1]["title"] == EVIL  # and programs read what there was
    names = (repo.folder / "_site/lean_decls").read_text("utf-8")
    assert f"Rope.«{inert(EVIL)}»\n" in names


MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"


def test_a_name_is_shown_as_it_is_written(tmp_path: Path, leancat: Leancat) -> None:
    """No word of a name stands for a picture or a colour."""
    repo = Repo(tmp_path / "repo")
    repo.write({**FILES, "Rope/Rot.lean": "theorem Rope.«:x:[red]» : 1 = 2 := sorry\n"})
    assert "Rope.«:x:[red]»" in leancat(repo.folder, "scan", ".").out


def test_line_breaks_of_both_kinds_are_kept() -> None:
    assert inert_lines("a\r\nb\n\rc\r") == "a\r\nb\n\\u000dc\\u000d"


# --- the one place -------------------------------------------------------------------------------


def test_nobody_writes_to_a_stream_beside_the_door() -> None:
    """`print` and `echo` go to sys.stdout, which is the door; what lies beneath is console.py's."""
    found = []
    # what git and a process of a survey are asked by, and answer by
    theirs = (
        "base/asking_git.py",
        "base/git_tree.py",
        "base/fetching.py",
        "ecosystem/child.py",
        "ecosystem/clones.py",
    )
    for module in own_modules.MODULES:
        name = own_modules.called(module)
        if name in ("cli/console.py", "cli/__init__.py"):
            continue
        for node in own_modules.nodes(module):
            streams = ("stdout", "stderr", "__stdout__", "__stderr__", "buffer")
            if isinstance(node, ast.Attribute) and node.attr in streams and name not in theirs:
                found.append(f"{name}:{node.lineno}: {node.attr}")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Console":
                found.append(f"{name}:{node.lineno}: makes a Console")
    assert not found, "\n".join(found)
