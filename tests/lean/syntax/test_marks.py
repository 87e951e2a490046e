"""Marks that are read off a module's words: tripwires, and files that Lean reads."""

from __future__ import annotations

import pytest

from indexer.lean.records import Module
from indexer.scan.loader import scan_bytes


def scan(text: str) -> Module:
    return scan_bytes(text.encode(), path="A.lean", name="A")


TRIPPED = {
    "a macro": 'macro "prep" : command => `(set_option debug.skipKernelTC true)\n',
    "a name": "def o : Name := `debug.byAsSorry\n",
    "a string": 'def o := "debug.proofAsSorry"\n',
    "a program": "run_cmd (env.addDeclWithoutChecking d)\n",
    "a tactic": "theorem t : p := by\n  withOptions debug.skipKernelTC\n",
}


@pytest.mark.parametrize("way", TRIPPED)
def test_a_name_of_what_goes_round_the_kernel_trips(way: str) -> None:
    assert scan(TRIPPED[way]).tripwires


QUIET = {
    "a comment": "-- debug.skipKernelTC\n/- byAsSorry /- nested proofAsSorry -/ -/\n",
    "a doc": "/-- unlike `debug.skipKernelTC` -/\ntheorem t : 1 = 1 := rfl\n",
    "a module doc": "/-! `debug.byAsSorry` -/\n",
    "a command that is understood": "set_option debug.skipKernelTC true\n",
    "one in guillemets": "set_option debug.«skipKernelTC» true\n",
    "a local of a longer name": "def f (proofAsSorry? : Bool) := proofAsSorry?\n",
}


@pytest.mark.parametrize("way", QUIET)
def test_a_mention_that_does_nothing_does_not(way: str) -> None:
    assert scan(QUIET[way]).tripwires == ()


def test_a_tripwire_says_where_it_stands_and_whether_it_spreads() -> None:
    module = scan("\n" + TRIPPED["a macro"])
    assert module.tripwires == (("skipKernelTC", 2),)
    assert module.spreads
    assert not scan(TRIPPED["a string"]).spreads


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ('def a := include_str "a.txt"\n', ("a.txt",)),
        ('def a := include_bytes "b" / "c.bin"\n', ("?",)),
        ("def a := include_str path\n", ("?",)),
        ('theorem t : p := by bv_check "t.lrat"\n', ("t.lrat",)),
        ('theorem t : p := by bv_check (timeout := 9) "t.lrat"\n', ("t.lrat",)),
        ('-- include_str "a.txt"\n', ()),
        ('def a := "include_str"\n', ()),
    ],
)
def test_files_that_lean_reads(text: str, files: tuple[str, ...]) -> None:
    assert scan(text).included == files
