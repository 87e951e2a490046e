module
public import VerifiedCompilation.Rotation
/-!
# Intertwiners between two frequencies

A two-by-two block `M` intertwines two rotations if it turns the one into the other. For equal
rotations these are the maps that commute with the rotation: complex scalars. For different ones the
resultant of the characteristic polynomials decides whether anything but zero is left.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u

section ring
variable {R : Type u} [CommRing R]

/-- The intertwining condition, written as four equations between entries. -/
theorem intertwine_iff (M : Mat2 R) (c₁ s₁ c₂ s₂ : R) :
    (∀ p, M.app (rot c₂ s₂ p) = rot c₁ s₁ (M.app p)) ↔
      (M.a*c₂ + M.b*s₂ = c₁*M.a - s₁*M.c ∧ M.b*c₂ - M.a*s₂ = c₁*M.b - s₁*M.d ∧
       M.c*c₂ + M.d*s₂ = s₁*M.a + c₁*M.c ∧ M.d*c₂ - M.c*s₂ = s₁*M.b + c₁*M.d) := by
  constructor
  · intro h
    have h1 := h (1,0); have h2 := h (0,1)
    simp only [Mat2.app, rot, Prod.mk.injEq] at h1 h2
    grind
  · rintro ⟨h1, h2, h3, h4⟩ ⟨x, y⟩
    simp only [Mat2.app, rot, Prod.mk.injEq]
    grind

/-- The commutant of one block over any commutative ring, zero divisors allowed (words of
fixed-point numbers among them): a two-by-two block commutes with the rotation `(c, s)` exactly when
`s` kills the difference of its diagonal entries and the sum of the other two. Claim
`rope.commutant`. -/
theorem commutant_ring_iff (M : Mat2 R) (c s : R) :
    (∀ p, M.app (rot c s p) = rot c s (M.app p)) ↔ s * (M.a - M.d) = 0 ∧ s * (M.b + M.c) = 0 := by
  rw [intertwine_iff]
  constructor
  · rintro ⟨h1, h2, h3, h4⟩
    constructor <;> grind
  · rintro ⟨h1, h2⟩
    refine ⟨?_, ?_, ?_, ?_⟩ <;> grind

/-- The resultant of the characteristic polynomials of two rotations. -/
def resultant (c₁ s₁ c₂ s₂ : R) : R :=
  ((c₁-c₂)*(c₁-c₂) + (s₁-s₂)*(s₁-s₂)) * ((c₁-c₂)*(c₁-c₂) + (s₁+s₂)*(s₁+s₂))

/-- For unit pairs the resultant is the square of twice the difference of the cosines. -/
theorem resultant_unit (c₁ s₁ c₂ s₂ : R) (u₁ : c₁*c₁ + s₁*s₁ = 1) (u₂ : c₂*c₂ + s₂*s₂ = 1) :
    resultant c₁ s₁ c₂ s₂ = (2*(c₁-c₂))*(2*(c₁-c₂)) := by
  simp only [resultant]; grind
end ring

section field
variable {F : Type u} [Field F]

/-- The commutant of one block, classified: a two-by-two block commutes with the rotation `(c, s)`
exactly when the rotation is a scalar (`s = 0`) or the block is a complex scalar `x I + y J`. Claim
`rope.commutant`. -/
theorem commutant_iff (M : Mat2 F) (c s : F) :
    (∀ p, M.app (rot c s p) = rot c s (M.app p)) ↔ s = 0 ∨ ∃ x y, M = Mat2.cx x y := by
  rw [commutant_ring_iff]
  constructor
  · rintro ⟨h1, h2⟩
    by_cases hs : s = 0
    · exact .inl hs
    · refine .inr ⟨M.a, M.c, ?_⟩
      have e1 := (Field.of_mul_eq_zero h1).resolve_left hs
      have e2 := (Field.of_mul_eq_zero h2).resolve_left hs
      ext <;> simp only [Mat2.cx] <;> grind
  · rintro (h | ⟨x, y, rfl⟩)
    · subst h; grind
    · simp only [Mat2.cx]; grind

/-- The blocks that turn a rotation into the opposite one: all of them if the rotation is a scalar,
and otherwise the complex scalars after a conjugation, `(x y; y -x)`. -/
theorem reversing_iff (M : Mat2 F) (c s : F) :
    (∀ p, M.app (rot c (-s) p) = rot c s (M.app p)) ↔ s = 0 ∨ ∃ x y, M = ⟨x, y, y, -x⟩ := by
  rw [intertwine_iff]
  constructor
  · rintro ⟨h1, h2, -, -⟩
    by_cases hs : s = 0
    · exact .inl hs
    · refine .inr ⟨M.a, M.b, ?_⟩
      have h3 : s * (M.c - M.b) = 0 := by grind
      have h4 : s * (M.d + M.a) = 0 := by grind
      have e1 := (Field.of_mul_eq_zero h3).resolve_left hs
      have e2 := (Field.of_mul_eq_zero h4).resolve_left hs
      ext <;> simp only <;> grind
  · rintro (h | ⟨x, y, rfl⟩)
    · subst h; grind
    · simp only; grind

/-- If the resultant of two rotations does not vanish, only the zero block intertwines them. -/
theorem intertwiner_zero (M : Mat2 F) (c₁ s₁ c₂ s₂ : F) (hres : resultant c₁ s₁ c₂ s₂ ≠ 0)
    (h : ∀ p, M.app (rot c₂ s₂ p) = rot c₁ s₁ (M.app p)) : M = Mat2.zero := by
  rw [intertwine_iff] at h
  unfold resultant at hres
  obtain ⟨h1, h2, h3, h4⟩ := h
  ext <;> simp only [Mat2.zero] <;> grind

/-- A non-zero block that intertwines two rotations exists exactly when the resultant of their
characteristic polynomials vanishes. Claim `rope.intertwiner`. -/
theorem intertwiner_exists_iff (c₁ s₁ c₂ s₂ : F) :
    (∃ M : Mat2 F, M ≠ Mat2.zero ∧ ∀ p, M.app (rot c₂ s₂ p) = rot c₁ s₁ (M.app p)) ↔
      ((c₁-c₂)*(c₁-c₂) + (s₁-s₂)*(s₁-s₂)) * ((c₁-c₂)*(c₁-c₂) + (s₁+s₂)*(s₁+s₂)) = 0 := by
  constructor
  · rintro ⟨M, hM, h⟩
    apply Classical.byContradiction
    intro hr
    exact hM (intertwiner_zero M c₁ s₁ c₂ s₂ hr h)
  · intro hr
    have one_ne : (1 : F) ≠ 0 := by grind
    rcases Field.of_mul_eq_zero hr with h | h
    · by_cases hz : c₁ - c₂ = 0 ∧ s₁ - s₂ = 0
      · refine ⟨⟨1, 0, 0, 1⟩, fun e => one_ne (congrArg Mat2.a e), ?_⟩
        rw [intertwine_iff]; simp only; grind
      · refine ⟨⟨c₁-c₂, s₁-s₂, -(s₁-s₂), c₁-c₂⟩, fun e => hz ⟨congrArg Mat2.a e, congrArg Mat2.b e⟩,
          ?_⟩
        rw [intertwine_iff]; simp only; grind
    · by_cases hz : c₁ - c₂ = 0 ∧ s₁ + s₂ = 0
      · refine ⟨⟨1, 0, 0, -1⟩, fun e => one_ne (congrArg Mat2.a e), ?_⟩
        rw [intertwine_iff]; simp only; grind
      · refine ⟨⟨c₁-c₂, -(s₁+s₂), -(s₁+s₂), -(c₁-c₂)⟩, fun e => hz ⟨congrArg Mat2.a e, ?_⟩, ?_⟩
        · have := congrArg Mat2.b e; simp only [Mat2.zero] at this; grind
        · rw [intertwine_iff]; simp only; grind

/-- Between unit pairs with different cosines only the zero block intertwines (characteristic not
two). -/
theorem intertwiner_zero_unit (M : Mat2 F) (c₁ s₁ c₂ s₂ : F) (h2 : (2 : F) ≠ 0)
    (u₁ : c₁*c₁ + s₁*s₁ = 1) (u₂ : c₂*c₂ + s₂*s₂ = 1) (hc : c₁ ≠ c₂)
    (h : ∀ p, M.app (rot c₂ s₂ p) = rot c₁ s₁ (M.app p)) : M = Mat2.zero := by
  apply intertwiner_zero M c₁ s₁ c₂ s₂ _ h
  rw [resultant_unit c₁ s₁ c₂ s₂ u₁ u₂]
  have : 2 * (c₁ - c₂) ≠ 0 := by grind
  grind

/-- No merging across frequencies: two blocks that rotate with different cosines cannot be merged
linearly into one rotating block without dropping one of them altogether. Claim `rope.intertwiner`.
-/
theorem no_cross_frequency_merge (c₁ s₁ c₂ s₂ : F) (h2 : (2 : F) ≠ 0)
    (u₁ : c₁*c₁ + s₁*s₁ = 1) (u₂ : c₂*c₂ + s₂*s₂ = 1) (hc : c₁ ≠ c₂) :
    ¬ ∃ (c s : F) (M N : Mat2 F), c*c + s*s = 1 ∧ M ≠ Mat2.zero ∧ N ≠ Mat2.zero ∧
      ∀ p q, padd (M.app (rot c₁ s₁ p))
        (N.app (rot c₂ s₂ q)) = rot c s (padd (M.app p) (N.app q)) := by
  rintro ⟨c, s, M, N, u, hM, hN, h⟩
  have z : ∀ p : F × F, padd p (0, 0) = p := by
    intro p; apply Prod.ext <;> simp only [padd] <;> grind
  have z' : ∀ p : F × F, padd (0, 0) p = p := by
    intro p; apply Prod.ext <;> simp only [padd] <;> grind
  have h1 : ∀ p, M.app (rot c₁ s₁ p) = rot c s (M.app p) := by
    intro p; have := h p (0, 0); rwa [rot_zero, Mat2.app_zero, z, z] at this
  have h3 : ∀ p, N.app (rot c₂ s₂ p) = rot c s (N.app p) := by
    intro p; have := h (0, 0) p; rwa [rot_zero, Mat2.app_zero, z', z'] at this
  have e1 : c = c₁ :=
    Classical.byContradiction fun hne => hM (intertwiner_zero_unit M c s c₁ s₁ h2 u u₁ hne h1)
  have e2 : c = c₂ :=
    Classical.byContradiction fun hne => hN (intertwiner_zero_unit N c s c₂ s₂ h2 u u₂ hne h3)
  exact hc (e1.symm.trans e2)

/-- Two unit pairs with different cosines, `(3/5, 4/5)` and `(5/13, 12/13)`: the hypotheses of Claim
`rope.intertwiner` can be met. -/
theorem two_frequencies : (2 : Rat) ≠ 0 ∧ (3/5 : Rat)*(3/5) + (4/5)*(4/5) = 1 ∧
    (5/13 : Rat)*(5/13) + (12/13)*(12/13) = 1 ∧ (3/5 : Rat) ≠ 5/13 := by grind
end field
end RoPE
