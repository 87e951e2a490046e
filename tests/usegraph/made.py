"""Lean projects made by chance, small ones in which everything happens at once."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

_NAMES = [*"a b c T.a T.b T.go U.go add_a mul_a get!".split(), "«x.y»", "T.«x.y»"]
_FORMS = (
    "theorem {new} : 1 = 2 := {old}",
    "theorem {new} : {old} = {other} := rfl",
    "theorem {new} : 1 = 2 := f {old} {other}",
    "lemma {new} (t : T) : t.{last} = 1 := rfl",
    "theorem {new} (t : T) : 1 = 1 := g t.{last}",
    "def {new} (n : Nat) : Nat := {old} n",
    "def {new} : Nat → Nat\n  | 0 => 0\n  | n + 1 => {new} n",
    "def {new} (xs : Array Nat) (i : Nat) : Nat := xs[i]",
    "axiom {new} : {old} = 2",
    "abbrev {new} := {old}",
    "@[simp] theorem {new} : {old} 1 = 1 := rfl",
    "@[ext] theorem {new} : {old} 1 = 1 := rfl",
    "@[{tag}] theorem {new} : {old} = 1 := rfl",
    "@[to_additive] theorem T.mul_a : {old} = 1 := rfl",
    "theorem {new} : 1 = 1 := by {tactic}",
    "theorem {new} : 1 = 1 := by {tactic} [{old}]",
    "theorem {new} : {term} = 1 := rfl",
    "theorem {new} : 1 = 1 := f {term}",
    "structure T where\n  {last} : Nat\n  own : Nat",
    "structure {new} extends {old} where\n  go : Nat",
    "inductive {new} where\n  | one (n : {old})\nderiving Repr, Inhabited",
    "instance : Inhabited T := ⟨{old}⟩",
    "instance {new} : C T := ⟨{old}⟩",
    "attribute [simp] {old}",
    "attribute [instance] {old}",
    "attribute [{tag}] {old}",
    "alias {new} := {old}",
    "open T renaming a → z, go → w\ntheorem {new} : 1 = 2 := z w",
    "export T (a b go)\ntheorem {new} : 1 = 2 := {last}",
    "namespace T\ntheorem {last} : 1 = 2 := {old}\nend T",
    "open T in\ntheorem {new} : 1 = 2 := {last}",
    "section\nvariable (h : {old} = 1)\ntheorem {new} : 1 = 1 := rfl\nend",
    "variable (h : {old} = 1)\ntheorem {new} : h = h := rfl",
    "mutual\ntheorem {new} : 1 = 2 := {other}\ntheorem {other} : 1 = 2 := {old}\nend",
    "mutual\ndef {new} (n : Nat) : Nat := {other} n\ndef {other} (n : Nat) : Nat := {new} n\nend",
    "theorem {new} : 1 = 2 := {other} where\n  go : 1 = 1 := {old}",
    'notation "⊞" => {old}',
    'postfix:max "ˣ" => {old}',
    'prefix:max "Σ" => {old}',
    'notation "two.dots" => {old} ⊞',
    'macro "two" "ᵀ" : term => `({old})',
    'macro "tac" : tactic => `(tactic| exact {old})',
    'macro "tac" : tactic => `(tactic| {tactic})',
    "macro_rules | `(tactic| tac) => `(tactic| exact {old})",
    "macro_rules | `(tactic| decreasing_trivial) => `(tactic| exact {old})",
    "macro_rules | `(tactic| get_elem_tactic_trivial) => `(tactic| {tactic})",
    'syntax (name := magic) "magic" : tactic',
    "@[tactic magic] def {new} : Tactic := fun _ => evalExact {old}",
    'elab "magic" : tactic => do evalExact {old}',
    'macro "declare" n:ident : command => `(theorem $n : 1 = 2 := {old})',
    "declare {new}",
)
_TACTICS = (
    "simp simp? simp_all dsimp norm_num norm_num! ext exact? rfl tac tac? magic magic! my "
    "my_tactic decide"
).split()
_TERMS = ("⊞", "2ˣ", "Σ 2", "two.dots", "two ᵀ", "(by tac)", "(by simp)", "xs[0]")
_TAGS = ("my", "my_set", "norm_num", "simp, ext", "tactic magic", "instance")


def project(seed: int, *, modules: int = 6) -> Mapping[str, str]:
    """A project's files: each imports some of those before it, and what a command speaks of is
    there or is not."""
    chance = Random(seed)
    files = {}
    for number in range(modules):
        imports = [f"import M{n}\n" for n in range(number) if chance.random() < 0.5]
        written = [_command(chance) for _ in range(chance.choice((1, 2, 8)))]
        files[f"M{number}.lean"] = "".join((*imports, *written))
    return files


def _command(chance: Random) -> str:
    new, old, other = chance.sample(_NAMES, 3)
    form = chance.choice(_FORMS)
    filled = form.replace("{new}", new).replace("{old}", old).replace("{other}", other)
    for hole, fillings in (
        ("{last}", ("a", "b", "go")),
        ("{tactic}", _TACTICS),
        ("{term}", _TERMS),
        ("{tag}", _TAGS),
    ):
        filled = filled.replace(hole, chance.choice(fillings))
    return f"{filled}\n"
