"""What a theorem's statement is worth: hollow ones in any spelling, honest ones in any company."""

from __future__ import annotations

import pytest

from indexer.judge.meanings import Meanings
from indexer.judge.said import SaidStatement
from tests.trees import describe, entry, judge

HOLLOW = {
    "the empty set of a library": "theorem claim (x : Nat) : x ∉ (∅ : Set Nat) := x",
    "the one that it is": "theorem claim (n : Nat) : ∃! k, k = f n := x",
    "another name for it": (
        "def Small (s : S) : Prop := f s < 3\ndef Tiny (s : S) : Prop := f s < 3\n"
        "theorem claim (h : Small s) : Tiny s := x"
    ),
    "a definition of itself": (
        "def Small (s : S) : Prop := f s < 3\ntheorem claim (h : Small s) : f s < 3 := x"
    ),
    "a hypothesis with bars": "theorem claim : ‖f a‖ < 1 → ‖f b‖ < 1 → ‖f a‖ < 1 := x",
    # nothing can meet it
    "strict brackets": "theorem claim : ∀ ⦃x : Empty⦄, f x = 1 := x",
    "braces": "theorem claim {x : Empty} : f x = 1 := x",
    "instance": "theorem claim [h : Fact (1 = 2)] : f 3 = 1 := x",
    "nameless instance": "theorem claim [Fact False] : f 3 = 1 := x",
    "in an arrow": "theorem claim : Empty → f 3 = 1 := x",
    "named arrow": "theorem claim : (x : Empty) → f 3 = 1 := x",
    "below a quantifier": "theorem claim : ∀ n : Nat, n < n → f n = 1 := x",
    "bounded quantifier": "theorem claim : ∀ n < 0, f n = (1 : Nat) → ∀ m ∈ ∅, p m n := x",
    "two quantifiers": "theorem claim : ∀ n : Nat, ∀ h : n + 1 ≤ n, f n = 1 := x",
    "behind a let": "theorem claim : let k := 3; ∀ n : Nat, n < n → f n = k := x",
    "behind a let on a line of its own": (
        "theorem claim :\n    let k := 3\n    ∀ n : Nat, n < n → f n = k := x"
    ),
    "an existential hypothesis": "theorem claim (h : ∃ n : Nat, n < n) : f 3 = 1 := x",
    "two in one": "theorem claim (h : 0 < n ∧ False ∧ p) : f n = 1 := x",
    "both, far apart": "theorem claim (n : Nat) : 5 < n → q n → n < 3 → f n = 1 := x",
    "an inductive type": "inductive Never\ntheorem claim : ∀ {_ : Never}, f 3 = 1 := x",
    "a definition": "def No (n : Nat) : Prop := n < n\ntheorem claim : ∀ n, No n → f n = 1 := x",
    "a definition by cases": "def No : Nat → Prop\n  | 0 => False\n  | _ => False\n"
    "theorem claim (n : Nat) (h : No n) : f n = 1 := x",
    "a structure by variable": (
        "variable (n : Nat)\nstructure S : Prop where\n  law : n < n\n"
        "theorem claim (k : Nat) (h : S k) : f k = 1 := x"
    ),
    "zero is one": "theorem claim ⦃h : 0 = 1⦄ : f 3 = 1 := x",
    "a typed numeral": "theorem claim (h : (2 : Nat) = 3) : f 3 = 1 := x",
    "a subtype": "theorem claim : ∀ y : {n : Nat // n < n}, f y = 1 := x",
    "a function's value": "theorem claim (g : Nat → Nat) (h : 5 < g 2) : g 2 < 3 → f g = 1 := x",
    "two constructors": "theorem claim (n : Nat) (h : none = some n) : f n = 1 := x",
    "two truth values": "theorem claim (h : true = false) : f 3 = 1 := x",
    "a truth value": "theorem claim (h : false) : f 3 = 1 := x",
    "nothing and something": "theorem claim (l : List Nat) (h : 3 :: l = []) : f l = 1 := x",
    "zero follows nothing": "theorem claim (n : Nat) (h : n + 1 = 0) : f n = 1 := x",
    "nor as a successor": "theorem claim (n : Nat) (h : n.succ = 0) : f n = 1 := x",
    "two texts": 'theorem claim (h : "a" = "b") : f 3 = 1 := x',
    "two letters": "theorem claim (h : 'a' = 'b') : f 3 = 1 := x",
    "hexadecimal": "theorem claim (h : 0x10 = 17) : f 3 = 1 := x",
    "binary": "theorem claim (h : 0b11 = 4) : f 3 = 1 := x",
    "by thousands": "theorem claim (h : 1_000 = 10_00_0) : f 3 = 1 := x",
    "it is true": "theorem claim (h : (1 = 2) = True) : f 3 = 1 := x",
    "all numbers are one": "theorem claim (h : ∀ a b : Nat, a = b) : f 3 = 1 := x",
    "there is but one number": "theorem claim [Subsingleton Nat] : f 3 = 1 := x",
    "there is no number": "theorem claim (h : IsEmpty Nat) : f 3 = 1 := x",
    "an order with laws": "theorem claim {α} [Preorder α] (a b : α) : f a ≤ f a := x",
    "opened inside": "def A.Fine := True\ntheorem claim : open A in Fine := x",
    "true below": "theorem claim : ∀ n : Nat, 0 < n → True := x",
    "true in brackets": "theorem claim : ((∀ n : Nat, ((True)))) := x",
    "exists true": "theorem claim : ∀ n : Nat, ∃ k, ∃ m : Nat, True := x",
    "a sum of itself": "theorem claim : (∑ i, g i) = ∑ j, g j := x",
    "itself, as a function": "theorem claim : f (fun a => g a) = f (fun b => g b) := x",
    "exists itself": "theorem claim (n : Nat) : ∃ k, k = f n := x",
    "exists itself, typed": "theorem claim (n : Nat) : ∃ k : Nat, n = k := x",
    "a hypothesis": "theorem claim : ∀ n, f n ≤ 3 → f n ≤ 3 := x",
    "a hypothesis behind a name": "theorem claim (p : Prop) (e : p = Deep 3) (h : p) : p := x",
    "a hypothesis about a type": "theorem claim (h : ∃ a b : Sol, a = b) : ∃ a b : Sol, a = b := x",
    "a hypothesis in general": "theorem claim (h : ∀ n, f n ≤ 3) : ∀ m, f m ≤ 3 := x",
    "a hypothesis by definition": (
        "def Low (g : Nat → Nat) : Prop := ∀ n, g n ≤ 3\n"
        "theorem claim {g : Nat → Nat} : (∀ k, g k ≤ 3) → Low g := x"
    ),
    "true for every case": (
        "def Safe : Nat → Prop\n  | 0 => True\n  | _ => True\ntheorem claim (n : Nat) : Safe n := x"
    ),
    "a predicate that is true": (
        "def All (p : Nat → Prop) : Prop := ∀ n, p n\ntheorem claim : All fun _ => True := x"
    ),
    "an equation with itself": (
        "def Fine (g : Nat → Nat) : Prop := ∀ x, g x = g x\ntheorem claim (g) : Fine g := x"
    ),
    "a function that is true": (
        "def Safe : Nat → Prop := fun _ => True\ntheorem claim (n : Nat) : Safe n := x"
    ),
}

LAWS = {  # of logic, openly stated
    "a conjunction": "theorem claim (p : Prop) (h : p) : p ∧ p := x",
    "of two": "theorem claim : ∀ {p q : Prop}, p ∧ q → q := x",
    "symmetry": "theorem claim {α : Type*} (a b : α) (h : a = b) : b = a := x",
    "a thing that exists": "theorem claim (h : ∃ n : Nat, n = 3) : ∃ k : Nat, k = 3 := x",
    "all the same": "theorem claim (α : Type) : (∀ x y : α, x = y) → ∀ a b : α, b = a := x",
}

HONEST = {
    "behind a local instance": (
        "section\nlocal instance : LT Nat := ⟨fun _ _ => True⟩\n"
        "theorem odd : 1 < 2 := x\nend\ntheorem claim (n : Nat) : f n < f (n + 2) := x"
    ),
    "a constructor's arguments": (
        "inductive Proof : Form → Type\n  | k φ ψ : Proof <| φ ⟶ ψ ⟶ φ\n"
        "  | s φ ψ : Proof <| ψ ⟶ φ\nopen Proof\n"
        "theorem claim (b : Proof φ) (e : φ = ψ) : size (cast b e) = size b := x"
    ),
    "a relation turned round": (
        "def Alike (x y : Code) : Prop := num x = num y\n"
        "theorem claim (h : Alike x y) : Alike y x := x"
    ),
    "a setoid turned round": "theorem claim (h : σ ≈ τ) : τ ≈ σ := x",
    "one definition of two things": (
        "def Next (P : Trace → Prop) (t : Trace) : Prop := P (tail t)\n"
        "theorem claim (hp : Next P t) (hq : Next Q t) : Next (fun s => P s ∧ Q s) t := x"
    ),
    "a notion that says more": (
        "structure Strong (s t : S) : Prop where\n  a : f s = f t\n  b : g s = g t\n"
        "structure Weak (s t : S) : Prop where\n  a : f s = f t\n"
        "theorem claim (h : Strong s t) : Weak s t := x"
    ),
    "a set of values": (
        "def Bounded (X : Set Real) : Prop := ∃ c, ∀ x, x ∈ X → x ≤ c\n"
        "def BoundedSeq (a : Nat → Real) : Prop := Bounded {a n | n : Nat}\n"
        "theorem claim (x : Nat → Real) (a : Nat → Nat) : "
        "BoundedSeq x → BoundedSeq (x ∘ a) := x"
    ),
    "one element": "theorem claim (K : Kernel) : ∃! f : Quotient (homs K), True := x",
    "an element": "theorem claim : ∃ p : Path a b, True := x",
    "the empty set of a model": ("theorem claim {S : Type} [Model S] (x : S) : x ∉ (∅ : S) := x"),
    "signs for types, as Mathlib has them": (
        'notation "ℕ" => Nat\nstructure Real where ofCauchy ::\n  cauchy : Cauchy\n'
        'notation "ℝ" => Real\ntheorem claim (n : ℕ) (x : ℝ) : f n x = 1 := x'
    ),
    "an order of the project's own numbers": (
        "structure Real where ofCauchy ::\n  cauchy : Cauchy\n"
        'notation "ℝ" => Real\ninstance : LE ℝ := ⟨fun _ _ => True⟩\n'
        "theorem claim (x : ℝ) : x ≤ f x := x"
    ),
    "a binder by the sign itself": (
        'binder_predicate x " ⊆ " y:term => `($x ⊆ $y)\ntheorem claim : ∀ x ⊆ s, f x = 1 := x'
    ),
    "an instance that is there already": (
        "instance Nat.order : LE Nat := inferInstance\ntheorem claim (a : Nat) : a ≤ f a := x"
    ),
    "the order of propositions": (
        "instance order : LE Prop := ⟨(· → ·)⟩\ntheorem claim (a : Nat) : g a ≤ f a := x"
    ),
    "arrows between bars": "theorem claim : 2 * ‖A ↪ B‖ < ‖A → B‖ ∧ 3 * ‖A ↪ C‖ > ‖A → C‖ := x",
    "captured names": (
        "def Min (x y : Nat) : Prop := ∀ x' y' : Nat, f x y ≤ f x' y'\n"
        "theorem claim {x y x' y' : Nat} (h : Min x y) (e : f x y = f x' y') : Min x' y' := x"
    ),
    "a class by variable": (
        "variable (A : Type)\nclass Pointed : Prop where\n  out : Nonempty A\nvariable {A}\n"
        "theorem claim {B : Type} [hA : Pointed A] (g : A → B) : Pointed B := x"
    ),
    "a coercion": "theorem claim (x : Int) (h : 0 ≤ x) : ∃ k : Nat, x = k := x",
    "no coercion": "theorem claim (x : Int) (h : ¬ ∃ k : Nat, x = k) : x < 0 := x",
    "a ring of two": "theorem claim {R : Type} [Ring R] (h : (2 : R) = 0) : p R := x",
    "a cycle": "theorem claim (x : Fin 4) (h : 5 < x) (g : x < 3) : x = 2 := x",
    "infinity": "theorem claim (t : WithTop Nat) (h : ∀ n : Nat, n < t) : t = top := x",
    "shadowed": "theorem claim (x : Nat) (h : q x) : ∀ x : Nat, q x → r x := x",
    "shadowed conclusion": "theorem claim (x : Nat) (h : q x) : ∀ x : Nat, q x := x",
    "an arrow with a mark": "theorem claim (h : (A →ₘ B) ≤ C) : A →ₘ B ≤ C ∨ D := x",
    "almost everywhere": "theorem claim : ∀ᵐ x ∂μ, f x =ᵐ[μ] f y := x",
    "a reflexive relation": (
        "def Rel (x y : Nat) : Prop := x = y ∨ x + 1 < y\ntheorem claim (x : Nat) : Rel x x := x"
    ),
    "a part of itself": (
        "def Sub (s t : Nat → Prop) : Prop := ∀ x, s x → t x\ntheorem claim (s) : Sub s s := x"
    ),
    "a law of nothing in particular": (
        "def Disjoint (a b : List Nat) : Prop := ∀ x ∈ a, x ∉ b\n"
        "theorem claim (l : List Nat) : Disjoint [] l := x"
    ),
    "an own step": "theorem claim : s -[ e ]-> s' → p e → s -[ g ]-> s' := x",
    "an own Int": "inductive Int | zero\ntheorem claim (a : Int) (h : q a) : f a = 1 := x",
    "a bold numeral": 'notation "𝟎" => zero\ntheorem claim : f 𝟎 = 1 := x',
    "a substitution": (
        "macro_rules | `($a / [$b]) => `(subst $a $b)\ntheorem claim : (p / [t]) = q / [s] := x"
    ),
    "an order on what a structure holds": (
        "structure M where\n  C : Type\n  le : C → C → Prop\n"
        "instance : CoeSort M Type := ⟨M.C⟩\ninstance (m : M) : LE m := ⟨m.le⟩\n"
        "theorem claim (a b : Nat) (h : a < b) : a ≤ b := x"
    ),
    "two names": "theorem claim (a b : Nat) (h : a ≠ b) : f a b := x",
    "two implicit parameters": (
        "def Apart {a b : Nat} : Prop := a ≠ b\ntheorem claim (h : Apart (a := 1)) : f 3 := x"
    ),
    "two names below": "theorem claim : ∀ a b : Nat, a ≠ b → a < b ∨ b < a := x",
    "underscores": "theorem claim : f _ 1 = f _ 2 := x",
    "own order": (
        "structure V where\n  n : Nat\ninstance : LT V := ⟨fun _ _ => True⟩\n"
        "theorem claim (a : V) (h : a < a) : p a := x"
    ),
    "own order, reflexive": (
        "structure V where\n  n : Nat\ninstance : LE V := ⟨fun _ _ => False⟩\n"
        "theorem claim (a : V) : f a ≤ f a → p a := x"
    ),
    "unique": "theorem claim (a : Nat) : ∃! b, b = f a ∧ q b := x",
    "above something": "theorem claim (a : Nat) : ∃ b, a < b ∧ q b := x",
    "a negated law": "theorem claim : ¬ ∀ n : Nat, f n = 3 := x",
    "different alternatives": (
        "def Pos : Nat → Prop\n  | 0 => False\n  | _ => True\ntheorem claim (h : Pos n) : q n := x"
    ),
    "an own instance for functions": (
        "instance {α : Type} : Mul (α → Nat) := ⟨fun f g x => f x * g x⟩\n"
        "theorem claim (a b : Nat) : a * b = b * a := x"
    ),
    "an own instance for pairs": (
        "instance : LE (Nat × Nat) := ⟨fun a b => a.1 ≤ b.1⟩\n"
        "theorem claim (a b : Nat) (h : a < b) : a ≤ b := x"
    ),
    "a macro that spells out": (
        "macro_rules | `($x ^ $y) => `(HPow.hPow ($x : Nat) ($y : Nat))\n"
        "theorem claim (n : Nat) : n ^ 2 = n * n := x"
    ),
    "an own notation": 'infixr:25 " →ₘ " => MyHom\ntheorem claim (h : A →ₘ B) : A → B := x',
    "Lean's own names": (
        "def funextF := 3\n"
        "theorem claim (h : ∀ x, f x = g x) : (funext h : f = g) = k h ∧ f 0 = g 0 := x"
    ),
    **LAWS,
    "a function of two lists": "theorem claim (h : f (3 :: l) = []) : g l = 1 := x",
    "a map, and another": "theorem claim (h : LinearMap.inl a = LinearMap.inr b) : g a = 1 := x",
    "an own constructor": (
        "inductive T | none\nopen T\ntheorem claim (h : none = some y) : g y = 1 := x"
    ),
    "one more, in a cycle": "theorem claim (n : Fin 4) (h : n + 1 = 0) : g n = 1 := x",
    "the same text": 'theorem claim (h : g "a" = "b") : f 3 = 1 := x',
    "escaped": "theorem claim (h : g = k '\\x41' 'A') : f 3 = 1 := x",
    "an order without laws": "theorem claim {α} [LE α] (a b : α) (h : f a) : ∃ c : α, a ≤ c := x",
    "nor is it reflexive": "theorem claim {α} [LE α] (a b : α) (h : f a) : a ≤ a := x",
    "an own order by binder": "theorem claim {α : Type} [LE α] (a b : α) (h : a ≤ b) : f a b := x",
    "an own set": "def Set (α : Type) := α → Prop\ntheorem claim (s : Set Nat) : s 3 → s 4 := x",
}

UNSETTLED = {
    "a sign for another type": ('notation "ℕ" => Int\ntheorem claim (n : ℕ) : f n = 1 := x', "ℕ"),
    "a sign for a type that a macro makes another": (
        'macro "Nat" : term => `(Int)\nnotation "ℕ" => Nat\ntheorem claim (n : ℕ) : f n = 1 := x',
        "ℕ",
    ),
    "a sign for a type of that name": (
        'structure Real where\n  n : Y\nnotation "ℝ" => Real\ntheorem claim (x : ℝ) : x = f 1 := x',
        "ℝ",
    ),
    "a binder the other way round": (
        'binder_predicate x " ⊆ " y:term => `($y ⊆ $x)\ntheorem claim : ∀ x ⊆ s, f x = 1 := x',
        "⊆",
    ),
    "another order of propositions": (
        "instance order : LE Prop := ⟨(· ∨ ·)⟩\ntheorem claim (a : Nat) : g a ≤ f a := x",
        "order",
    ),
    "an order of its own": (
        "theorem claim [LE Nat] : (2 : Nat) ≤ 1 := x",
        "its argument `[LE Nat]`",
    ),
    "an order made on the spot": (
        "theorem claim : letI : LE Nat := ⟨fun _ _ => True⟩; (2 : Nat) ≤ 1 := x",
        "its own instance of `LE Nat`",
    ),
    "members of a list": (
        (
            "instance : Membership Nat (List Nat) := ⟨fun _ _ => True⟩\n"
            "theorem claim : 5 ∈ ([] : List Nat) := x"
        ),
        "instMembershipNatList",
    ),
    "an order on Nat": (
        "instance : LT Nat := ⟨fun _ _ => True⟩\ntheorem claim : 2 < 1 := x",
        "instLTNat",
    ),
    "a numeral": (
        "instance : OfNat Nat 5 := ⟨3⟩\ntheorem claim : f 5 = 3 := x",
        "OfNat",
    ),
    "an order on all": (
        "instance {α : Type} : LE α := ⟨fun _ _ => True⟩\ntheorem claim (a b : Nat) : a ≤ b := x",
        "instLE",
    ),
    "by attribute": (
        (
            "def mine : LE Nat := ⟨fun _ _ => True⟩\nattribute [instance] mine\n"
            "theorem claim (a b : Nat) : a ≤ b := x"
        ),
        "mine",
    ),
    "by default": (
        (
            "@[default_instance] instance : HAdd Nat Nat Nat := ⟨fun _ _ => 0⟩\n"
            "theorem claim (a b : Nat) : a + b = 0 := x"
        ),
        "another meaning",
    ),
    "a macro": ("macro_rules | `(2 < 1) => `(True)\ntheorem claim : 2 < 1 := x", "macro_rules"),
    "a macro that turns things round": (
        "macro_rules | `($a < $b) => `(LT.lt $b $a)\ntheorem claim : 2 < 1 := x",
        "macro_rules",
    ),
    "a macro for another sign": (
        "macro_rules | `($a < $b) => `(LE.le $a $b)\ntheorem claim : 1 < 1 + 0 := x",
        "macro_rules",
    ),
    "in the section of a local instance": (
        "section\nlocal instance : LT Nat := ⟨fun _ _ => True⟩\ntheorem claim : 1 < 2 := x\nend",
        "instance",
    ),
    "a part of a definition": (
        "def Small (s : S) : Prop := f s < 3 ∧ g s < 3\ntheorem claim (h : Small s) : f s < 3 := x",
        "a part of what its hypothesis",
    ),
    "a numeral by notation": ('notation "2" => 1\ntheorem claim : 2 = 1 := x', "notation"),
    "equality": ('infix:50 " = " => fun _ _ => True\ntheorem claim : 2 = f 1 := x', "infix"),
    "an own Nat": ("inductive Nat | zero\ntheorem claim (a : Nat) : f a = a := x", "`Nat`"),
    "a slip": ("def limit := 10\ntheorem claim : f limt ≤ limt := x", "`limit`"),
    "too deep": (f"theorem claim : {'¬ (' * 500}p{')' * 500} := x", "deeper"),
    "too long": (
        (
            "def A (p : Prop) : Prop := p ∧ p ∧ p ∧ p ∧ p ∧ p ∧ p ∧ p ∧ p ∧ p\n"
            f"theorem claim : {'A (' * 6}True{')' * 6} := x"
        ),
        "unfolds to more",
    ),
}


@pytest.mark.parametrize("text", HOLLOW.values(), ids=HOLLOW)
def test_hollow(text: str) -> None:
    report = describe(text + "\n")
    assert (report.standing.value, report.reason[:16]) == ("partial", "it states less t"), (
        report.reason
    )


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_honest(text: str) -> None:
    report = describe(text + "\n")
    assert report.standing.value == "clean", report.reason


@pytest.mark.parametrize(("text", "words"), UNSETTLED.values(), ids=UNSETTLED)
def test_text_cannot_tell(text: str, words: str) -> None:
    report = describe(text + "\n")
    assert report.standing.value == "unsettled"
    assert words in report.reason


def test_what_may_be_the_projects_own_is_a_remark() -> None:
    report = describe(
        "instance {α : Type} : Mul (α → Nat) := ⟨fun f g x => f x * g x⟩\n\n"
        "theorem claim (a : α → Nat) (b : Nat → Nat) : a * a = a * a ∧ b = b := x\n"
    )
    assert ("meaning", "may use the project's own `*`: A.lean:1") in [
        (a.kind, a.text) for a in report.assumptions
    ]


RECORDS = {
    "the project's instance": ({"LT.lt", "mine"}, "partial"),
    "Lean's own instance": ({"LT.lt", "instLTNat"}, None),
}


def certain(text: str, mentions: set[str]) -> list[bool]:
    """Whether each trouble of the claim's statement is there for certain."""
    judging = judge(text)
    said = SaidStatement(Meanings(judging.reader), entry(judging.uses, "claim"))
    return [trouble.certain for trouble in said.judge(mentions)]


@pytest.mark.parametrize(("mentions", "standing"), RECORDS.values(), ids=RECORDS)
def test_the_kernels_type_settles_a_doubt(mentions: set[str], standing: str | None) -> None:
    text = "instance mine : LT Nat := ⟨fun _ _ => True⟩\ntheorem claim : 2 < 1 := x\n"
    assert certain(text, mentions) == ([True] if standing == "partial" else [])
    assert certain(text, set()) == [False]


def test_a_sign_that_is_not_in_the_kernels_type_is_another() -> None:
    text = "macro_rules | `($_ = $_) => `(True)\ntheorem claim : 2 = f 1 := x\n"
    assert certain(text, {"True"}) == [True]
    assert certain(text, {"Eq", "f"}) == [False]


@pytest.mark.parametrize("text", LAWS.values(), ids=LAWS)
def test_a_law_of_logic_is_told_as_a_remark(text: str) -> None:
    assert "says-nothing" in describe(text).flags
