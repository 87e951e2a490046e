module
public import SymmetryAlgebra
/-!
# Routing from what is seen

A router sees content through a position: `seen g x` is what content `x` looks like at position `g`. When can the class
of the content be recovered from what is seen alone, and how often must a router be wrong when it cannot?
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace Routing
universe u v w x

section abstract
variable {G : Type u} {X : Type v} {K : Type x} {C : Type w}

/-- A router that recovers the class of every content at every position exists exactly when contents that can look
alike have equal classes. Claim `rope.router-exists`. -/
theorem router_exists_iff [Nonempty C] (seen : G → X → K) (cl : X → C) :
    (∃ f : K → C, ∀ g x, f (seen g x) = cl x) ↔ ∀ g g' x y, seen g x = seen g' y → cl x = cl y := by
  classical
  constructor
  · rintro ⟨f, hf⟩ g g' x y e
    rw [← hf g x, e, hf]
  · intro h
    refine ⟨fun k => if hk : ∃ g x, seen g x = k then cl (Classical.choose (Classical.choose_spec hk))
      else Classical.choice inferInstance, ?_⟩
    intro g x
    have hk : ∃ g' x', seen g' x' = seen g x := ⟨g, x, rfl⟩
    simp only [hk, dif_pos]
    exact h _ _ _ _ (Classical.choose_spec (Classical.choose_spec hk))

/-- Under a transitive action a router recovers only constant classes. Claim `rope.router-exists`. -/
theorem transitive_iff_constant [Nonempty C] (seen : G → X → X) (trans : ∀ x y, ∃ g g', seen g x = seen g' y)
    (cl : X → C) : (∃ f : X → C, ∀ g x, f (seen g x) = cl x) ↔ ∀ x y, cl x = cl y := by
  rw [router_exists_iff]
  constructor
  · intro h x y
    obtain ⟨g, g', e⟩ := trans x y
    exact h g g' x y e
  · exact fun h _ _ x y _ => h x y

/-- A rotation of a four-letter alphabet by a position is transitive: the hypothesis of `transitive_iff_constant` can be
met by an action that is not constant. Claim `rope.router-exists`. -/
theorem transitive_instance : (∀ x y : Fin 4, ∃ g g' : Fin 4, g + x = g' + y) ∧ ∃ x y : Fin 4, x ≠ y := by decide
end abstract

section counting
variable {K : Type u} {C : Type v} [DecidableEq C]

/-- How often a router must err: if `N` contents with pairwise different classes look alike, every router is right on at
most one of them, and some router is right on exactly one. Claim `rope.router-error`. -/
theorem right_at_most_one {N : Nat} (key : Fin N → K) (cl : Fin N → C) (look_alike : ∀ a b, key a = key b)
    (distinct : ∀ a b, cl a = cl b → a = b) :
    (∀ f : K → C, fsum N (fun a => if f (key a) = cl a then (1 : Int) else 0) ≤ 1) ∧
      (0 < N → ∃ f : K → C, fsum N (fun a => if f (key a) = cl a then (1 : Int) else 0) = 1) := by
  have count : ∀ (f : K → C) (b : Fin N), f (key b) = cl b →
      fsum N (fun a => if f (key a) = cl a then (1 : Int) else 0) = 1 := by
    intro f b hb
    have e : ∀ a, (if f (key a) = cl a then (1 : Int) else 0) = if a = b then 1 else 0 := by
      intro a
      by_cases h : a = b
      · subst h; simp [hb]
      · have : ¬ f (key a) = cl a := fun e => h (distinct a b (by rw [← e, ← hb, look_alike a b]))
        simp [h, this]
    simp only [e]
    exact fsum_ite_eq b (fun _ => (1 : Int))
  constructor
  · intro f
    by_cases h : ∃ b, f (key b) = cl b
    · obtain ⟨b, hb⟩ := h
      rw [count f b hb]
      exact Int.le_refl 1
    · have e : ∀ a, (if f (key a) = cl a then (1 : Int) else 0) = 0 := by
        intro a
        have : ¬ f (key a) = cl a := fun ha => h ⟨a, ha⟩
        simp [this]
      simp only [e, fsum_const_zero]
      decide
  · intro hN
    exact ⟨fun _ => cl ⟨0, hN⟩, count (fun _ => cl ⟨0, hN⟩) ⟨0, hN⟩ rfl⟩
end counting
end Routing
