module
public import VerifiedCompilation.Intertwiner
/-!
# The commutant of a head

Which linear maps of a head of `n` blocks commute with its rotation? Block by block they intertwine
the rotations of the two blocks, so nothing crosses the boundary between different frequencies, and
what stays inside is complex.
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

/-- The block matrix with a single block `M`, in row `i` and column `j`. -/
def oneBlock {n : Nat} (i j : Fin n) (M : Mat2 R) : Fin n → Fin n → Mat2 R := fun a b =>
  if a = i ∧ b = j then M else Mat2.zero

/-- The zero block kills every pair. -/
theorem zero_app (p : R × R) : (Mat2.zero : Mat2 R).app p = (0, 0) := by
  simp only [Mat2.zero, Mat2.app, Prod.mk.injEq]; grind

/-- A single block commutes with the rotation of the head if it intertwines the rotations of its
column and its row. -/
theorem oneBlock_comm {n : Nat} (i j : Fin n) (M : Mat2 R) (c s : Fin n → R)
    (h : ∀ p, M.app (rot (c j) (s j) p) = rot (c i) (s i) (M.app p)) (v : Vec n R) :
    act (oneBlock i j M) (spin c s v) = spin c s (act (oneBlock i j M) v) := by
  revert v
  rw [act_comm_iff]
  intro a b p
  unfold oneBlock
  split
  · next e => obtain ⟨rfl, rfl⟩ := e; exact h p
  · rw [zero_app, zero_app, rot_zero]
end ring

section field
variable {F : Type u} [Field F]

/-- The commutant of a head with any repeated frequencies (grouped heads, shared tables): a block
matrix commutes with the rotation exactly when its blocks between different cosines vanish, its
blocks between equal angles are complex scalars, and its blocks between opposite angles are complex
scalars after a conjugation (the last two only where the rotation is not a scalar). Claim
`rope.commutant-blocks`. -/
theorem commutant_blocks {n : Nat} (A : Fin n → Fin n → Mat2 F) (c s : Fin n → F) (h2 : (2 : F) ≠ 0)
    (unit : ∀ i, c i * c i + s i * s i = 1) :
    (∀ v, act A (spin c s v) = spin c s (act A v)) ↔
      ∀ i j, (c i ≠ c j → A i j = Mat2.zero) ∧
        (c i = c j → s i = s j → s i = 0 ∨ ∃ x y, A i j = Mat2.cx x y) ∧
        (c i = c j → s i = -s j → s i = 0 ∨ ∃ x y, A i j = ⟨x, y, y, -x⟩) := by
  rw [act_comm_iff]
  have opp : ∀ i j, s i = -s j → s j = -s i := by intro i j e; grind
  constructor
  · intro h i j
    refine ⟨fun e => intertwiner_zero_unit _ _ _ _ _ h2 (unit i) (unit j) e (h i j), fun e e' => ?_,
      fun e e' => ?_⟩
    · have h' := h i j
      rw [← e, ← e'] at h'
      exact (commutant_iff _ _ _).1 h'
    · have h' := h i j
      rw [← e, opp i j e'] at h'
      exact (reversing_iff _ _ _).1 h'
  · intro h i j
    obtain ⟨hz, he, ho⟩ := h i j
    by_cases e : c i = c j
    · have hp : (s i - s j) * (s i + s j) = 0 := by
        have h1 := unit i
        have h2 := unit j
        rw [e] at h1
        grind
      rcases Field.of_mul_eq_zero hp with hs | hs
      · have e' : s i = s j := by grind
        rw [← e, ← e']
        exact (commutant_iff _ _ _).2 (he e e')
      · have e' : s i = -s j := by grind
        rw [← e, opp i j e']
        exact (reversing_iff _ _ _).2 (ho e e')
    · intro p
      rw [hz e, zero_app, zero_app, rot_zero]

/-- A table of four blocks over the rationals, of which the second repeats the angle of the first
and the third turns the other way: the hypotheses of Claim `rope.commutant-blocks` can be met, with
all three kinds of blocks. -/
theorem commutant_blocks_instance : ∃ c s :
    Fin 4 → Rat, (2 : Rat) ≠ 0 ∧ (∀ i, c i * c i + s i * s i = 1) ∧
    (c 0 = c 1 ∧ s 0 = s 1) ∧ (c 0 = c 2 ∧ s 0 = -s 2) ∧ c 0 ≠ c 3 ∧ ∀ i, s i ≠ 0 :=
  ⟨fun i => if i = 3 then 5/13 else 3/5,
    fun i => if i = 3 then 12/13 else if i = 2 then -(4/5) else 4/5,
    by decide +kernel, by decide +kernel, by decide +kernel, by decide +kernel, by decide +kernel,
    by decide +kernel⟩

/-- The classification for linear maps, no matrix mentioned: with unit pairs of pairwise different
cosines and non-zero sines, a linear map of the head commutes with the rotation exactly when it
multiplies every block by a complex number. Claim `rope.commutant-linear`. -/
theorem commutant_linear_iff {n : Nat} (L : Vec n F → Vec n F) (hL : IsLin L) (c s : Fin n → F)
    (h2 : (2 : F) ≠ 0)
    (unit : ∀ i, c i * c i + s i * s i = 1) (hs : ∀ i, s i ≠ 0) (inj : ∀ i j, c i = c j → i = j) :
    (∀ v, L (spin c s v) = spin c s (L v)) ↔
      ∃ x y : Fin n →
        F, ∀ v i, L v i = (x i * (v i).1 - y i * (v i).2, y i * (v i).1 + x i * (v i).2) := by
  constructor
  · intro h
    have hA := hL.eq_act
    rw [hA] at h
    have hb := (commutant_blocks (matOf L) c s h2 unit).1 h
    have hx : ∀ i, matOf L i i = Mat2.cx (matOf L i i).a (matOf L i i).c := by
      intro i
      rcases (hb i i).2.1 rfl rfl with h0 | ⟨x, y, hxy⟩
      · exact absurd h0 (hs i)
      · rw [hxy]; rfl
    refine ⟨fun i => (matOf L i i).a, fun i => (matOf L i i).c, fun v i => ?_⟩
    have key : ∀ j, (matOf L i j).app (v j) = if j = i then
        ((matOf L i i).a * (v j).1 - (matOf L i i).c * (v j).2,
          (matOf L i i).c * (v j).1 + (matOf L i i).a * (v j).2)
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
      have k1 : ∀ j, ((matOf L i j).app (v j)).1 = if j = i then x * (v j).1 - y * (v j).2 else
        0 := by
        intro j; rw [key]; split <;> rfl
      have k2 : ∀ j, ((matOf L i j).app (v j)).2 = if j = i then y * (v j).1 + x * (v j).2 else
        0 := by
        intro j; rw [key]; split <;> rfl
      simp only [act, k1, k2, fsum_ite_eq]
    exact k _ _ key
  · rintro ⟨x, y, h⟩ v
    funext i
    simp only [h, spin, rot, Prod.mk.injEq]; grind

/-- When the commutant is as small as it can be: every linear map that commutes with the rotation
multiplies each block by a complex number if and only if all blocks really rotate and no two share
their cosine. Claim `rope.commutant-linear`. -/
theorem commutant_complex_iff {n : Nat} (c s : Fin n → F) (h2 : (2 : F) ≠ 0)
    (unit : ∀ i, c i * c i + s i * s i = 1) :
    (∀ L : Vec n F → Vec n F, IsLin L → (∀ v, L (spin c s v) = spin c s (L v)) →
      ∃ x y : Fin n →
        F, ∀ v i, L v i = (x i * (v i).1 - y i * (v i).2, y i * (v i).1 + x i * (v i).2)) ↔
      (∀ i, s i ≠ 0) ∧ ∀ i j, c i = c j → i = j := by
  constructor
  · intro h
    constructor
    · intro i hs
      obtain ⟨x, y, hL⟩ := h _ (act_isLin (oneBlock i i ⟨1, 0, 0, -1⟩))
        (oneBlock_comm i i _ c s ((commutant_iff _ _ _).2 (.inl hs)))
      have h1 := hL (single i (1, 0)) i
      have h3 := hL (single i (0, 1)) i
      rw [act_single] at h1 h3
      simp only [oneBlock, and_self, if_true, Mat2.app, single, Prod.mk.injEq] at h1 h3
      grind
    · intro i j e
      apply Classical.byContradiction
      intro hne
      have hr : ((c i - c j)*(c i - c j) + (s i - s j)*(s i - s j)) *
          ((c i - c j)*(c i - c j) + (s i + s j)*(s i + s j)) = 0 := by
        have h1 := unit i
        have h2 := unit j
        have h3 : s i * s i - s j * s j = 0 := by rw [e] at h1; grind
        have h4 : ((c i - c j)*(c i - c j) + (s i - s j)*(s i - s j)) *
          ((c i - c j)*(c i - c j) + (s i + s j)*(s i + s j)) =
            (s i * s i - s j * s j) * (s i * s i - s j * s j) := by
          rw [e]; grind
        rw [h4, h3]; grind
      obtain ⟨M, hM, hint⟩ := (intertwiner_exists_iff (c i) (s i) (c j) (s j)).2 hr
      obtain ⟨x, y, hL⟩ := h _ (act_isLin (oneBlock i j M)) (oneBlock_comm i j M c s hint)
      have z : ∀ p, M.app p = (0, 0) := by
        intro p
        have := hL (single j p) i
        rw [act_single] at this
        simp only [oneBlock, and_self, if_true, single, hne, if_false] at this
        rw [this, Prod.mk.injEq]
        constructor <;> grind
      apply hM
      have z1 := z (1, 0)
      have z2 := z (0, 1)
      simp only [Mat2.app, Prod.mk.injEq] at z1 z2
      ext <;> simp only [Mat2.zero] <;> grind
  · rintro ⟨hs, inj⟩ L hL hc
    exact (commutant_linear_iff L hL c s h2 unit hs inj).1 hc

/-- Two blocks with the angles of `(3/5, 4/5)` and `(5/13, 12/13)`: the hypotheses of Claim
`rope.commutant-linear`, Claim `rope.query-key-gauge` and Claim `rope.role-score-drift` can be met.
-/
theorem commutant_linear_instance : ∃ c s :
    Fin 2 → Rat, (2 : Rat) ≠ 0 ∧ (∀ i, c i * c i + s i * s i = 1) ∧
    (∀ i, s i ≠ 0) ∧ ∀ i j, c i = c j → i = j :=
  ⟨fun i => if i = 0 then 3/5 else 5/13, fun i => if i = 0 then 4/5 else 12/13,
    by grind, by intro i; grind, by intro i; grind, by intro i j; grind⟩
end field
end RoPE
