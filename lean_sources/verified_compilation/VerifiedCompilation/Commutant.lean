module
public import VerifiedCompilation.Intertwiner
/-!
# The commutant of a head

Which linear maps of a head of `n` blocks commute with its rotation? Block by block they intertwine the rotations of
the two blocks, so nothing crosses the boundary between different frequencies, and what stays inside is complex.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u

section ring
variable {R : Type u} [CommRing R]

/-- A rotation is linear in the two sums of a pair of sums. -/
theorem rot_sums {n : Nat} (c s : R) (f g : Fin n → R) :
    rot c s (fsum n f, fsum n g) =
      (fsum n (fun j => (rot c s (f j, g j)).1), fsum n (fun j => (rot c s (f j, g j)).2)) := by
  have e1 : fsum n (fun j => (rot c s (f j, g j)).1) = c * fsum n f - s * fsum n g := by
    rw [← fsum_mul_left, ← fsum_mul_left, ← fsum_sub]; rfl
  have e2 : fsum n (fun j => (rot c s (f j, g j)).2) = s * fsum n f + c * fsum n g := by
    rw [← fsum_mul_left, ← fsum_mul_left, ← fsum_add]; rfl
  rw [e1, e2]; rfl

/-- Commuting with the rotation of the head is intertwining block by block. -/
theorem act_comm_iff {n : Nat} (A : Fin n → Fin n → Mat2 R) (c s : Fin n → R) :
    (∀ v, act A (spin c s v) = spin c s (act A v)) ↔
      ∀ i j p, (A i j).app (rot (c j) (s j) p) = rot (c i) (s i) ((A i j).app p) := by
  constructor
  · intro h i j p
    have := congrFun (h (single j p)) i
    rw [spin_single, act_single] at this
    rw [this, spin, act_single]
  · intro h v
    funext i
    simp only [act, spin, h]
    rw [rot_sums]
end ring

section field
variable {F : Type u} [Field F]

/-- The commutant of a head with repeated frequencies (grouped heads, shared tables): a block matrix commutes with the
rotation exactly when its blocks between different frequencies vanish and its blocks inside one frequency are complex
scalars (or arbitrary, where the rotation is a scalar). Claim `rope.commutant-blocks`. -/
theorem commutant_blocks {n : Nat} (A : Fin n → Fin n → Mat2 F) (c s : Fin n → F) (h2 : (2 : F) ≠ 0)
    (unit : ∀ i, c i * c i + s i * s i = 1) (sep : ∀ i j, c i = c j → s i = s j) :
    (∀ v, act A (spin c s v) = spin c s (act A v)) ↔
      ∀ i j, (c i ≠ c j → A i j = Mat2.zero) ∧ (c i = c j → s i = 0 ∨ ∃ x y, A i j = Mat2.cx x y) := by
  rw [act_comm_iff]
  constructor
  · intro h i j
    refine ⟨fun e => intertwiner_zero_unit _ _ _ _ _ h2 (unit i) (unit j) e (h i j), fun e => ?_⟩
    have h' := h i j
    rw [← e, ← sep i j e] at h'
    exact (commutant_iff _ _ _).1 h'
  · intro h i j
    by_cases e : c i = c j
    · rw [← e, ← sep i j e]
      exact (commutant_iff _ _ _).2 ((h i j).2 e)
    · intro p
      rw [(h i j).1 e]
      simp only [Mat2.zero, Mat2.app, rot, Prod.mk.injEq]; grind

/-- A table of three blocks with one repeated frequency over the rationals: the hypotheses of Claim
`rope.commutant-blocks` can be met with equal and with different frequencies. -/
theorem commutant_blocks_instance : ∃ c s : Fin 3 → Rat, (2 : Rat) ≠ 0 ∧ (∀ i, c i * c i + s i * s i = 1) ∧
    (∀ i j, c i = c j → s i = s j) ∧ c 0 = c 1 ∧ c 0 ≠ c 2 ∧ ∀ i, s i ≠ 0 :=
  ⟨fun i => if i = 2 then 5/13 else 3/5, fun i => if i = 2 then 12/13 else 4/5,
    by grind, by intro i; grind, by intro i j; grind, by simp, by simp; grind, by intro i; grind⟩

/-- The classification for linear maps, no matrix mentioned: with unit pairs of pairwise different cosines and
non-zero sines, a linear map of the head commutes with the rotation exactly when it multiplies every block by a
complex number. Claim `rope.commutant-linear`. -/
theorem commutant_linear_iff {n : Nat} (L : Vec n F → Vec n F) (hL : IsLin L) (c s : Fin n → F) (h2 : (2 : F) ≠ 0)
    (unit : ∀ i, c i * c i + s i * s i = 1) (hs : ∀ i, s i ≠ 0) (inj : ∀ i j, c i = c j → i = j) :
    (∀ v, L (spin c s v) = spin c s (L v)) ↔
      ∃ x y : Fin n → F, ∀ v i, L v i = (x i * (v i).1 - y i * (v i).2, y i * (v i).1 + x i * (v i).2) := by
  constructor
  · intro h
    have hA := hL.eq_act
    rw [hA] at h
    have hb := (commutant_blocks (matOf L) c s h2 unit (fun i j e => by rw [inj i j e])).1 h
    have hx : ∀ i, matOf L i i = Mat2.cx (matOf L i i).a (matOf L i i).c := by
      intro i
      rcases (hb i i).2 rfl with h0 | ⟨x, y, hxy⟩
      · exact absurd h0 (hs i)
      · rw [hxy]; rfl
    refine ⟨fun i => (matOf L i i).a, fun i => (matOf L i i).c, fun v i => ?_⟩
    have key : ∀ j, (matOf L i j).app (v j) = if j = i then
        ((matOf L i i).a * (v j).1 - (matOf L i i).c * (v j).2, (matOf L i i).c * (v j).1 + (matOf L i i).a * (v j).2)
        else (0, 0) := by
      intro j
      by_cases e : j = i
      · subst e
        rw [hx j]
        simp only [if_true, Mat2.app, Mat2.cx, Prod.mk.injEq]; grind
      · have hne : c i ≠ c j := fun h => e (inj i j h).symm
        rw [(hb i j).1 hne]
        simp only [e, if_false, Mat2.zero, Mat2.app, Prod.mk.injEq]; grind
    have hv := congrFun (congrFun hA v) i
    rw [hv]
    have k : ∀ x y : F, (∀ j, (matOf L i j).app (v j) =
        if j = i then (x * (v j).1 - y * (v j).2, y * (v j).1 + x * (v j).2) else (0, 0)) →
        act (matOf L) v i = (x * (v i).1 - y * (v i).2, y * (v i).1 + x * (v i).2) := by
      intro x y key
      have k1 : ∀ j, ((matOf L i j).app (v j)).1 = if j = i then x * (v j).1 - y * (v j).2 else 0 := by
        intro j; rw [key]; split <;> rfl
      have k2 : ∀ j, ((matOf L i j).app (v j)).2 = if j = i then y * (v j).1 + x * (v j).2 else 0 := by
        intro j; rw [key]; split <;> rfl
      simp only [act, k1, k2, fsum_ite_eq]
    exact k _ _ key
  · rintro ⟨x, y, h⟩ v
    funext i
    simp only [h, spin, rot, Prod.mk.injEq]; grind

/-- Two blocks with the angles of `(3/5, 4/5)` and `(5/13, 12/13)`: the hypotheses of Claim `rope.commutant-linear`,
Claim `rope.query-key-gauge` and Claim `rope.role-score-drift` can be met. -/
theorem commutant_linear_instance : ∃ c s : Fin 2 → Rat, (2 : Rat) ≠ 0 ∧ (∀ i, c i * c i + s i * s i = 1) ∧
    (∀ i, s i ≠ 0) ∧ ∀ i j, c i = c j → i = j :=
  ⟨fun i => if i = 0 then 3/5 else 5/13, fun i => if i = 0 then 4/5 else 12/13,
    by grind, by intro i; grind, by intro i; grind, by intro i j; grind⟩
end field
end RoPE
