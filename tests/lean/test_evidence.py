"""What the real Lean leaves behind, read back: kinds, axioms, places, and the tricks found out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.judge.records import Standing
from indexer.lean.compiled.olean import CompiledModule, read_olean
from tests.lean.conftest import Bench

pytestmark = pytest.mark.lean

ZOO = """\
/-! Every kind of constant. -/
namespace Zoo
axiom trusted : 1 = 1
def double (n : Nat) : Nat := n + n
theorem double_eq (n : Nat) : double n = 2 * n := by unfold double; omega
theorem direct : 1 = 1 := trusted
theorem hole : 2 + 2 = 5 := sorry
theorem rests : 2 + 2 = 5 ∧ True := ⟨hole, trivial⟩
opaque secret : Nat
inductive Tree | leaf | node (left right : Tree)
structure Point where
  x : Nat
  y : Nat
private theorem hidden : double 1 = 2 := rfl
theorem «odd name» : 2 ^ 100 = 1267650600228229401496703205376 := by decide
theorem poly.{u, v} (α : Type u) (β : Type v) (f : α → β) : f = f := rfl
theorem compiled : 10 < 20 := by native_decide
instance : Inhabited Point := ⟨⟨0, 0⟩⟩
end Zoo
"""


def read(bench: Bench, name: str) -> CompiledModule:
    return read_olean(bench.build / f"T/{name}.olean")


def axioms(bench: Bench) -> dict[str, set[str]]:
    """The axioms of every declaration beyond the standard ones."""
    standard = {"propext", "Classical.choice", "Quot.sound"}
    records = bench.evidence().records
    return {n: set(c.axioms) - standard for r in records for n, c in r.constants.items()}


def test_kinds_axioms_and_places(bench: Bench) -> None:
    source = bench.module("Zoo", ZOO)
    assert bench.compile()["Zoo"].ok
    module = read(bench, "Zoo")
    assert (module.toolchain, module.proofs) == ("4.28.0-pre", True)
    kinds = {c.user_name: c.kind for c in module.constants if c.span}
    expected = {
        "trusted": "axiom",
        "double": "def",
        "double_eq": "theorem",
        "secret": "opaque",
        "Tree": "inductive",
        "Tree.node": "constructor",
        "Point": "inductive",
        "Point.x": "def",
        "hidden": "theorem",
        "«odd name»": "theorem",
        "instInhabitedPoint": "def",
    }
    assert {name: kinds.get(f"Zoo.{name}") for name in expected} == expected
    found = axioms(bench)
    assert {name.removeprefix("Zoo."): found[name] for name in found if found[name]} == {
        "trusted": {"Zoo.trusted"},
        "direct": {"Zoo.trusted"},
        "hole": {"sorryAx"},
        "rests": {"sorryAx"},
        "compiled": {"Lean.ofReduceBool"},
    }
    hidden = next(c for c in module.constants if c.user_name == "Zoo.hidden")
    assert hidden.private_to == "T.Zoo"
    lines = source.read_text("utf-8").splitlines()
    for constant in module.constants:
        last = constant.user_name.split(".")[-1].strip("«»")
        if constant.span and constant.kind != "constructor" and "inst" not in last:
            text = "\n".join(lines[constant.span.line - 1 : constant.span.end_line])
            assert last in text, constant


def test_the_readers_of_text_and_of_compiled_modules_agree(bench: Bench) -> None:
    """Same names, same places, same kinds; and the .ilean names the same declarations."""
    bench.module("Zoo", ZOO)
    bench.compile()
    (module,) = bench.index().projects[0].modules
    compiled = {c.user_name: c for c in read(bench, "Zoo").constants if c.span}
    for declaration in module.declarations:
        constant = compiled[declaration.name]
        assert constant.span
        start = (declaration.start_line, declaration.start_column)
        assert (constant.span.line, constant.span.column) == start, declaration.name
        assert (constant.span.end_line, constant.span.end_column) == (
            declaration.end_line,
            declaration.end_column,
        )
    ilean = json.loads((bench.build / "T/Zoo.ilean").read_bytes())
    assert {n.removeprefix("_private.T.Zoo.0.") for n in ilean["decls"]} <= compiled.keys()


def test_fingerprints_survive_what_does_not_matter(bench: Bench) -> None:
    statement = "theorem t.{u} {α : Type u} (xs : List α) : xs ++ [] = xs := by simp\n"
    renamed = "theorem t.{w} (β : Type w) (zs : List β) : zs ++ [] = zs := List.append_nil zs\n"
    other = "theorem t.{u} {α : Type u} (xs : List α) : [] ++ xs = xs := by simp\n"
    prints = []
    for text in (statement, "def first := 1\n" + statement, renamed, other):
        bench.module("F", text)
        assert bench.compile()["F"].ok
        prints.append(read(bench, "F").by_name["t"].statement)
    assert prints[0] == prints[1] == prints[2] != prints[3]


MACRO = """\
---
set_option compiler.extract_closed false
macro "obvious" : tactic => `(tactic| sorry)
syntax "believe" : term
macro_rules | `(believe) => `(sorry)
"""


def test_a_macro_that_hides_a_sorry_is_found_out(bench: Bench) -> None:
    """The text of the theorem shows nothing, and the macro stands in another file."""
    bench.module("Tricks", MACRO)
    bench.module(
        "Use",
        "Tricks\n---\ntheorem one : 1 = 2 := by obvious\n"
        "theorem two : 2 = 3 := believe\ntheorem three : 1 = 2 ∧ True := ⟨one, trivial⟩\n",
    )
    bench.claim("three")
    assert all(o.ok for o in bench.compile().values())
    found = axioms(bench)
    assert {name for name in found if found[name]} == {"one", "two", "three"}
    assert found["one"] == found["two"] == found["three"] == {"sorryAx"}
    assert bench.standing() in ("sorry", "tainted")


def test_a_trusted_theorem_edited_after_the_build_loses_checked(bench: Bench) -> None:
    source = bench.module("Basic", "theorem good (n : Nat) : n + 0 = n := rfl\n")
    bench.module("Top", "Basic\n---\ntheorem top (n : Nat) : n + 0 = n := good n\n")
    bench.claim("top")
    assert bench.standing() == "clean"
    bench.compile()
    bench.evidence()
    report = bench.survey().report
    assert report.claims[0].standing is Standing.CHECKED
    text = source.read_text("utf-8")
    source.write_text(text + "-- edited\n", "utf-8")
    assert bench.standing() == "clean"
    refused = bench.evidence().refused
    assert refused["p", "T.Basic"] == "it was built from another text"
    assert bench.standing() == "clean"
    source.write_text(text, "utf-8")
    bench.evidence()
    assert bench.standing() == "checked"


# --- the driver -----------------------------------------------------------------------------------


def test_only_what_changed_is_compiled_again(bench: Bench) -> None:
    one = bench.module("One", "def one := 1\n")
    bench.module("Two", "One\n---\ndef two := one\n")
    bench.module("Apart", "def apart := 1\n")
    assert all(o.ok and o.again for o in bench.compile().values())
    assert not any(o.again for o in bench.compile().values())
    one.write_text(one.read_text("utf-8") + "-- more\n", "utf-8")
    assert {name for name, o in bench.compile().items() if o.again} == {"One", "Two"}
    one.unlink()
    bench.module("Two", "def two := 2\n")
    bench.compile()
    assert not (bench.build / "T/One.olean").exists()


def test_a_file_that_does_not_compile_is_told_with_its_place(bench: Bench) -> None:
    bench.module("Bad", "theorem bad : 1 = 2 := by\n  decide\n")
    bench.module("Above", "Bad\n---\n")
    bench.module("Fine", "theorem hole : 1 = 2 := sorry\n")
    outcomes = bench.compile()
    assert outcomes.keys() == {"Bad", "Fine"}
    (problem,) = outcomes["Bad"].problems("error")
    assert Path(problem.path or "").name == "Bad.lean"
    assert (problem.line, problem.column) == (4, 2)
    assert "decide" in problem.message
    assert outcomes["Fine"].ok
    assert [m.kind for m in outcomes["Fine"].messages] == ["hasSorry"]
    again = bench.compile()
    assert again["Bad"].again
    assert not again["Fine"].again
    assert again["Fine"].messages == outcomes["Fine"].messages
