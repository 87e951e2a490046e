"""Statement fingerprints: what they cover and what not; `variable`s and options in force."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lake.records import Project
from indexer.lean.syntax.commands import is_doc, is_space
from indexer.lean.syntax.lexer import lex
from indexer.terms.fingerprint import (
    Variables,
    binders,
    options_in_force,
    statement_fingerprint,
    variables,
    words,
)
from tests.trees import declaration

BASE = "theorem t (n : Nat) (h : 0 < n) : n ≠ 0 := by omega\n"


def fingerprint(text: str, name: str = "t") -> str:
    found, module = declaration(text, name)
    return statement_fingerprint(found, module)


@pytest.mark.parametrize(
    "same",
    [
        "theorem t (n : Nat) (h : 0 < n) : n ≠ 0 := Nat.ne_of_gt h\n",
        "theorem t\n    (n : Nat) -- a number\n    (h : 0 < n) :\n    n ≠ 0 := by\n  omega\n",
        "/-- Says it. -/\n@[simp] lemma t (n : Nat) (h : 0 < n) : /- so -/ n ≠ 0 := by omega\n",
        "set_option maxHeartbeats 1 in\n" + BASE,
        "def other := 1\nnamespace N\nend N\n" + BASE,
    ],
)
def test_what_does_not_count(same: str) -> None:
    assert fingerprint(same) == fingerprint(BASE)


@pytest.mark.parametrize(
    "other",
    [
        "theorem t (n : Nat) (h : 0 ≤ n) : n ≠ 0 := by omega\n",
        "theorem t (n : Int) (h : 0 < n) : n ≠ 0 := by omega\n",
        "theorem t {n : Nat} (h : 0 < n) : n ≠ 0 := by omega\n",
        "theorem t (n : Nat) : n ≠ 0 := by omega\n",
        "axiom t (n : Nat) (h : 0 < n) : n ≠ 0\n",
        "variable (g : 1 = 1)\ninclude g\n" + BASE,
        "set_option autoImplicit true in\n" + BASE,
        'local notation "≠" => Eq\n' + BASE,
    ],
)
def test_what_counts(other: str) -> None:
    assert fingerprint(other) != fingerprint(BASE)


def test_the_name_does_not_count_and_the_algorithm_is_told() -> None:
    assert fingerprint(BASE.replace("theorem t", "theorem N.u"), "N.u") == fingerprint(BASE)
    assert fingerprint(BASE).startswith("text2:")


VARIABLES = {
    "mentioned in the statement": (
        "variable (x y : Nat)\ntheorem t : x = x := rfl\n",
        ["(x y : Nat)"],
    ),
    "not mentioned": ("variable (x : Nat)\ntheorem t : 1 = 1 := rfl\n", []),
    "mentioned in the proof of a theorem only": (
        "variable (x : Nat)\ntheorem t : 1 = 1 := by have := x; rfl\n",
        [],
    ),
    "mentioned in the body of a definition": (
        "variable (x : Nat)\ndef t : Nat := x\n",
        ["(x : Nat)"],
    ),
    "by the type of another": (
        "variable {a : Type} (x : a)\ntheorem t : x = x := rfl\n",
        ["{a : Type}", "(x : a)"],
    ),
    "instances about what is taken": (
        "variable {a : Type} [Add a] [Mul Nat] (x : a)\ntheorem t : x = x := rfl\n",
        ["{a : Type}", "[Add a]", "[Mul Nat]", "(x : a)"],
    ),
    "no instance about what is not": (
        "variable {a : Type} [Add a] {c : Type} [Add c] (x : c)\ntheorem t : x = x := rfl\n",
        ["{c : Type}", "[Add c]", "(x : c)"],
    ),
    "include": ("variable (h : 1 = 1)\ninclude h\ntheorem t : 2 = 2 := rfl\n", ["(h : 1 = 1)"]),
    "omit": (
        "variable {a : Type} [Add a] (x : a)\nomit [Add a] in\ntheorem t : x = x := rfl\n",
        ["{a : Type}", "(x : a)"],
    ),
    "another bracket": (
        "variable {x : Nat}\nvariable (x)\ntheorem t : x = x := rfl\n",
        ["(x : Nat)"],
    ),
    "shadowed by a binder of its own": (
        "variable (x : Nat)\ntheorem t (x : Int) : x = x := rfl\n",
        [],
    ),
    "the nearer of two": (
        "variable (x : Nat)\nsection\nvariable (x : Int)\ntheorem t : x = x := rfl\nend\n",
        ["(x : Int)"],
    ),
    "gone with its section": ("section\nvariable (x : Nat)\nend\ntheorem t : x = x := rfl\n", []),
}  # fmt: skip


@pytest.mark.parametrize("case", VARIABLES.values(), ids=VARIABLES.keys())
def test_variables(case: tuple[str, list[str]]) -> None:
    text, expected = case
    found, module = declaration(text, "t")
    assert [b.text for b in variables(module, found)] == expected


def test_a_walk_gives_the_same_in_any_order() -> None:
    text = "".join(
        f"section\nvariable (x{i} : Nat)\ninclude x{i}\ntheorem t{i} : x{i} = 1 := rfl\nend\n"
        for i in range(9)
    )
    _, module = declaration(text + "theorem t : 1 = 1 := rfl\n", "t")
    alone = {d.name: variables(module, d) for d in module.declarations}
    walk = Variables(module)
    for found in (*module.declarations, *reversed(module.declarations)):
        assert walk.of(found) == alone[found.name]


def test_binders_and_the_rest() -> None:
    found, rest = binders(words("(a b : Nat) {c} [Add a] [d : Mul a] ⦃e : Nat⦄ : a = b"))
    assert [b.text for b in found] == ["(a b : Nat)", "{c}", "[Add a]", "[d : Mul a]", "⦃e : Nat⦄"]
    assert rest == [":", "a", "=", "b"]


@given(st.text(alphabet="(){}[]⟨⟩: ab,⦃⦄", max_size=40))
def test_binders_take_any_text(text: str) -> None:
    found, rest = binders(words(text))
    assert sum(len(b.names) + len(b.type) for b in found) + len(rest) <= len(words(text)) + len(
        found
    )


def test_options_in_force_innermost_first_then_the_lakefile() -> None:
    project = Project("p", "/p", "p", options=(("autoImplicit", "false"), ("x.y", "1")))
    text = "set_option autoImplicit true\nset_option debug.a true in\ntheorem t : 1 = 1 := rfl\n"
    found, module = declaration(text, "t")
    assert options_in_force(module, found, project) == {
        "autoImplicit": "true",
        "debug.a": "true",
        "x.y": "1",
    }


_BITS = [*"ab \n\t-/!\"'`{}()«».:=#|\\", "\ufeff", "\u00a0", "/-", "-/", "--", "/--", "/-!", 's!"{']


@given(st.lists(st.sampled_from(_BITS), max_size=14).map("".join))
@settings(max_examples=400, deadline=None)
def test_words_are_the_tokens_that_say_something(text: str) -> None:
    said = [t for t in lex(text)[0] if not is_space(t) and not is_doc(t)]
    assert words(text) == tuple(said)
