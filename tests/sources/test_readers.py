"""formalization.yaml, comparator.json, Mathlib's lists and lean_decls as nodes."""

from __future__ import annotations

import json

import pytest

from indexer.claims.records import ClaimKind
from indexer.sources import comparator, formalization, lean_decls, mathlib_lists
from indexer.sources.blueprint import _title
from indexer.sources.claims import recognised
from tests.sources.trees import Memory

FORMALIZATION = """\
project: {name: Bridge, authors: [A], license: MIT}
sources:
  - title: A paper
    authors: [B]
    id: https://example.org/paper
status:
  sorry_count: 0
  axioms: [propext]
  main_results:
    - declaration: Bridge.main
      file: Bridge.lean
      sorry_count: 0
      literature_dependencies: [{statement: Something old, source: A}]
    - {file: nothing}
alignment:
  statements:
    - {source: Theorem 1, lean: Bridge.main, module: Bridge, note: as printed}
"""


def test_formalization() -> None:
    source = formalization.read(Memory({"formalization.yaml": FORMALIZATION}))
    assert source.problems == ()
    assert [(n.label, n.word) for n in source.nodes] == [
        ("Bridge.main", "main result"),
        ("Theorem 1", "statement"),
    ]
    assert source.nodes[0].note == "Something old"
    assert source.nodes[1].module == "Bridge"
    assert [(p.title, p.url) for p in source.literature] == [
        ("A paper", "https://example.org/paper")
    ]
    assert [(f.name, f.value, f.place.line) for f in source.figures] == [
        ("sorry_count", 0, 7),
        ("axioms", ("propext",), 8),
    ]


def test_comparator() -> None:
    text = json.dumps(
        {
            "challenge_module": "Challenge",
            "solution_module": "Solution",
            "theorem_names": ["main"],
            "definition_names": ["thing"],
            "permitted_axioms": [],
        }
    )
    files = Memory({"a/comparator.json": text, "comparator.txt": "", "package.json": "{}"})
    assert comparator.find(files) == ("a/comparator.json",)
    source = comparator.read(files, "a/comparator.json")
    assert [(n.label, n.kind, n.module, n.challenge) for n in source.nodes] == [
        ("main", ClaimKind.THEOREM, "Solution", "Challenge"),
        ("thing", ClaimKind.DEFINITION, "Solution", "Challenge"),
    ]
    assert source.allowed_axioms == ()


def test_a_file_of_another_make_has_no_nodes() -> None:
    files = Memory({"comparator.json": '{"name": "a package that compares"}'})
    assert comparator.read(files, "comparator.json").nodes == ()
    assert comparator.find(files) == ()


def test_a_file_that_is_called_like_one_and_broken_is_looked_at() -> None:
    assert comparator.find(Memory({"comparator.json": "{", "a/comparator/b.json": "{"})) == (
        "comparator.json",
    )


def test_what_the_template_asks_to_be_filled_in_is_no_claim() -> None:
    text = FORMALIZATION.replace("Theorem 1", "TEMPLATE: source theorem or section")
    text = text.replace("declaration: Bridge.main", "declaration: 'TEMPLATE: name'")
    assert formalization.read(Memory({"formalization.yaml": text})).nodes == ()


def test_mathlib_lists() -> None:
    text = (
        "1:\n  title: Root\n  decl: irrational\n2:\n  title: Two\n  decls: [a, b]\n3:\n  title: C\n"
    )
    source = mathlib_lists.read(Memory({"docs/100.yaml": text}), "docs/100.yaml")
    assert [(n.label, [d.name for d in n.decls]) for n in source.nodes] == [
        ("1", ["irrational"]),
        ("2", ["a", "b"]),
        ("3", []),
    ]


def test_lean_decls_names_each_once() -> None:
    source = lean_decls.read(Memory({"blueprint/lean_decls": "A.a\n\nB.b\nA.a\n"}))
    assert [(n.label, n.place.line) for n in source.nodes] == [("A.a", 1), ("B.b", 3)]


def test_lean_decls_are_the_last_resort() -> None:
    alone = Memory({"blueprint/lean_decls": "A"})
    beside = Memory({"blueprint/lean_decls": "A", "blueprint/src/web.tex": ""})
    assert [e.kind for e in recognised(alone)] == ["lean_decls"]
    assert [e.kind for e in recognised(beside)] == ["blueprint"]


_READERS = {
    "formalization.yaml": formalization.read,
    "comparator.json": comparator.read,
    "docs/100.yaml": mathlib_lists.read,
    "blueprint/lean_decls": lean_decls.read,
}


@pytest.mark.parametrize("path", _READERS)
def test_what_is_no_utf8_is_told_with_its_line(path: str) -> None:
    source = _READERS[path](Memory({path: b"a: b\nc: \xff\n"}), path)
    assert source.nodes == ()
    assert str(source.problems[0]).startswith(f"{path}:2:4: not UTF-8")


@pytest.mark.parametrize("path", [p for p in _READERS if "." in p])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "{a: " * 5000,
        '{"a": ',
        "a: &x [*x, *x]",
        "a: b: c",
        "\x00",
        "- \t- a",
        "!!python/object:a {}",
    ],
)
def test_broken_text_is_told_with_its_line(path: str, text: str) -> None:
    source = _READERS[path](Memory({path: text}), path)
    assert source.nodes == ()
    assert all((p.path, p.line) > (path, 0) for p in source.problems)
    assert source.problems


@pytest.mark.parametrize("path", _READERS)
@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "7", "status: 3", "status: {main_results: {a: 1}}", "alignment: [1, {}]",
        "status: {main_results: [1, {declaration: [3, '']}]}", '{"theorem_names": 3}', "1: 2",
        '{"challenge_module": "A", "solution_module": "B", "theorem_names": [1, null, {"a": 2}]}',
    ],
)  # fmt: skip
def test_another_shape_is_no_traceback(path: str, text: str) -> None:
    source = _READERS[path](Memory({path: text}), path)
    if path in ("formalization.yaml", "comparator.json"):
        assert source.nodes == ()


@pytest.mark.parametrize("path", _READERS)
def test_what_is_far_too_large_is_told_and_not_read(path: str) -> None:
    source = _READERS[path](Memory({path: b"- a\n" * 2_500_000}), path)
    assert [str(p) for p in source.problems] == [f"{path}:1:1: larger than 2,000,000 bytes"]


def test_a_title_is_the_one_for_bookmarks() -> None:
    assert (
        _title(r"Maps to \texorpdfstring{$\hat{{\mathbb{Z}}}$}{Zhat}, again")
        == "Maps to Zhat, again"
    )
