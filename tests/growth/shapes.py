"""Lean text of a shape, of any size: each function takes a number of repetitions.

Ordinary shapes are what large projects have; hostile ones are legal or nearly so, and made to make
a reader walk the same way again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Shape = Callable[[int], str]


def _each(line: str, last: str = "") -> Shape:
    """One line a repetition, with `{n}` numbered and `{m}` the number before."""
    return lambda count: "".join(line.format(n=n, m=max(n - 1, 0)) for n in range(count)) + last


def _within(before: str, line: str, after: str) -> Shape:
    """The lines of one command."""
    return lambda count: before + "".join(line.format(n=n) for n in range(count)) + after


_CLAIM = "theorem claim (n : Nat) : n + 0 = n := by simp\n"
SHAPES: Mapping[str, Shape] = {
    "theorems": _each("theorem t{n} (n : Nat) : n + 0 = n := by simp [t{m}]\n"),
    "definitions": _each("def f{n} (n : Nat) : Nat := f{m} n\n"),
    "simp lemmas": _each(
        "@[simp] theorem t{n} (a : Nat) : a + {n} = {n} + a := by omega\n", _CLAIM
    ),
    "late attributes": lambda count: (
        _each("theorem t{n} (a : Nat) : a = a := rfl\n")(count)
        + _each("attribute [simp] t{n}\n")(count)
        + _CLAIM
    ),
    "opens": _each("open Nat\ntheorem t{n} (a : Nat) : a = a := rfl\n"),
    "opens in sections": _each("section\nopen Nat\n", _CLAIM),
    "variables": _each("variable (x{n} : Nat)\n", "theorem claim : x0 = x0 := rfl\n"),
    "variables and theorems": _each("variable (x{n} : Nat)\ntheorem t{n} : x{n} = x{m} := sorry\n"),
    "instance variables": _each("variable [C x{n}]\n", _CLAIM),
    "an instance about all": lambda count: (
        f"variable ({' '.join(f'x{n}' for n in range(count))} : Nat)\n"
        f"variable [C {' '.join(f'x{n}' for n in range(count))}]\n"
        f"theorem claim : {' + '.join(f'x{n}' for n in range(count))} = 1 := rfl\n"
    ),
    "include and omit": _each("include h{n}\nomit h{n}\ntheorem t{n} : 1 = 1 := rfl\n"),
    "options": _each("set_option autoImplicit false\ntheorem t{n} : 1 = 1 := rfl\n"),
    "notations": _each('notation "∘{n}" => Nat.succ\ntheorem t{n} : ∘{n} 0 = 1 := rfl\n'),
    "operators": _each('infixl:65 " ⊞{n} " => Nat.add\n', _CLAIM),
    "macros": _each('macro "tac{n}" : tactic => `(tactic| simp)\n', _CLAIM),
    "macro rules": _each("macro_rules | `(tactic| trivial) => `(tactic| exact t{n})\n", _CLAIM),
    "commands of its own": _each(
        "equation {n} := x = y\n", 'macro "equation" n:num ":=" t:term : command => `(def x := 1)\n'
    ),
    "instances": _each("structure S{n} where\n  a : Nat\ninstance : Inhabited S{n} := ⟨⟨0⟩⟩\n"),
    "numerals": _each(
        "structure S{n} where\n  a : Nat\ninstance : OfNat S{n} 1 := ⟨⟨0⟩⟩\n"
        "theorem t{n} : 1 + {n} = {n} + 1 := by omega\n"
    ),
    "relations": _each(
        "structure S{n} where\n  a : Nat\ninstance : LE S{n} := ⟨fun _ _ => True⟩\n"
        "theorem t{n} (a : Nat) : a ≤ a + {n} := by omega\n"
    ),
    "instances that are there": lambda count: (
        _each("instance i{n} : LE Nat := inferInstance\n")(count)
        + _each("theorem t{n} (a : Nat) : a ≤ a + {n} := by omega\n")(count)
    ),
    "aliases": _each("alias a{n} := Nat.add_comm\ntheorem t{n} : 1 = 1 := a{n}\n"),
    "exports": _each("export Nat (succ)\n", _CLAIM),
    "namespaces": _each("namespace N{n}\ntheorem t : 1 = 1 := rfl\n"),
    "sections": _each("section S{n}\n", _CLAIM),
    "mutual blocks": _each("mutual\ndef f{n} : Nat := 1\ndef g{n} : Nat := f{n}\nend\n"),
    "fields": _within(
        "structure S where\n", "  f{n} : Nat\n", "theorem t (s : S) : s.f1 = 1 := sorry"
    ),
    "constructors": _within("inductive I where\n", "  | c{n}\n", _CLAIM),
    "match arms": _within("def f : Nat → Nat\n", "  | {n} => {n}\n", "  | _ => 0\n"),
    "match in a statement": _within(
        "theorem claim (k : Nat) : match k with\n",
        "  | {n} => k = {n}\n",
        "  | _ => k = 0 := rfl\n",
    ),
    "hypotheses": _within("theorem claim ", "(h{n} : x{n} = y{n}) ", ": x0 = y0 := h0\n"),
    "unknown names": _within(
        "theorem claim ", "(hyp{n} : left{n}a = right{n}b) ", ": 1 = 2 := x\n"
    ),
    "slips": _within("theorem claim ", "(wor{n}d wod{n}r : Fin wo{n}rd) ", ": 1 = 2 := x\n"),
    "laws": _within(
        "structure S where\n",
        "  f{n} : Nat\n  l{n} : f{n} = {n}\n",
        "theorem claim (s : S) : s.f1 = z := sorry\n",
    ),
    "laws of a proposition": _within(
        "structure S (n : Nat) : Prop where\n",
        "  l{n} : n + {n} = z\n",
        "theorem claim (n : Nat) (s : S n) : n = z := sorry\n",
    ),
    "binders of one type": _within("theorem claim (", "x{n} ", ": Nat) : x0 = x0 := rfl\n"),
    "arrows": _within("theorem claim : ", "a{n} → ", "b := sorry\n"),
    "arrows behind brackets": _within("theorem claim : a", " ] -> a", " := sorry\n"),
    "binders that never end": lambda count: (
        f"theorem claim : {'∃ x ' * count}{'=> ' * count}a = b := sorry\n"
    ),
    "conjunctions": _within("theorem claim : ", "a{n} = a{n} ∧ ", "b = b := sorry\n"),
    "brackets": lambda count: f"theorem claim : {'(' * count}1 = 1{')' * count} := rfl\n",
    "prefixes": _within("", "open Nat in\n", _CLAIM),
    "stops": _within("theorem claim : 1 = 1 := by\n", "  stop\n", ""),
    "tactics": _within(
        "theorem claim : 1 = 1 := by\n", "  have h{n} : 1 = 1 := by simp\n", "  rfl\n"
    ),
    "sorries": _within(
        "theorem claim : 1 = 1 := by\n", "  have h{n} : 1 = 1 := sorry\n", "  rfl\n"
    ),
    "helpers": _within("def f : Nat := 1\nwhere\n", "  g{n} : Nat := sorry\n", ""),
    "comments": _each("/- a -/ -- b\n", _CLAIM),
    "nested comments": lambda count: f"{'/-' * count}{'-/' * count}\n{_CLAIM}",
    "strings": _each('def s{n} := s!"{{f \\"{n}\\"}}"\n', _CLAIM),
    "unclosed": _within("theorem claim : 1 = 1 := by\n", "  exact (foo [bar ⟨\n", ""),
    "attributes in one": _within("@[", "simp, ", "simp] theorem claim : 1 = 1 := rfl\n"),
    "dots": lambda count: f"theorem claim : x{'.y' * count} = 1 := rfl\n",
    "deriving": _each("inductive I{n} where\n  | a\nderiving instance Repr for I{n}\n"),
    "same name": _each(
        "namespace A\ntheorem t : 1 = 1 := rfl\nend A\n", "theorem u : 1 = 1 := A.t\n"
    ),
    "axioms": _each("axiom h{n} : 1 = 2\ntheorem t{n} : 1 = 2 := h{m}\n"),
    "holes in a set": _each(
        "@[simp] theorem s{n} : f{n} = 1 := sorry\ntheorem t{n} : 1 = 1 := by simp\n"
    ),
    "searches by a hole": _each(
        "theorem s{n} : 1 = 2 := sorry\ntheorem t{n} : 1 = 2 := by exact?\n"
    ),
    "field of many": _each(
        "def S{n}.go (n : Nat) := n\n", "theorem claim (s : S1) : s.go 1 = 1 := sorry"
    ),
}
