module
public import SymmetrySurvey.DenseSparse.Softmax
/-!
# Merging entries of a softmax

Several cache entries are replaced by one. The entry that replaces them must carry their whole
weight and their weighted mean, so that equal keys need their number as a bonus on the score, and
different keys cannot be merged for all queries.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v
attribute [local instance] Semiring.natCast Ring.intCast

section
variable {R : Type u} {F : Type v} [CommRing R] [Field F] [LE F] [LT F] [LawfulOrderLT F]
  [IsLinearOrder F] [OrderedRing F]
variable (E : Exponential R F)

/-- One output coordinate of attention over a group of entries with scores `x` and values `v`,
beside one other entry with score `y` and value `w`. -/
def attendBeside {m : Nat} (x : Fin m → R) (v : Fin m → F) (y : R) (w : F) : F :=
  (fsum m (fun j => E.e (x j) * v j) + E.e y * w) / (fsum m (fun j => E.e (x j)) + E.e y)

/-- One entry with score `x'` and value `v'` stands for a group exactly, beside any other entry, if
and only if it has the weight of the whole group and the weighted mean of its values. Claim
`densesparse.merge-multiplicity`. -/
theorem merge_entries_iff {m : Nat} (x : Fin m → R) (v : Fin m → F) (x' : R) (v' : F) :
    (∀ y w, attendBeside E (fun _ : Fin 1 => x') (fun _ => v') y w = attendBeside E x v y w) ↔
      E.e x' = fsum m (fun j => E.e (x j)) ∧
        E.e x' * v' = fsum m fun j => E.e (x j) * v j := by
  have one : ∀ z : F, fsum 1 (fun _ => z) = z := by intro z; rw [fsum_succ, fsum_zero]; grind
  have nn : 0 ≤ fsum m fun j => E.e (x j) := fsum_nonneg _ fun j => by have := E.pos (x j); grind
  have px := E.pos x'
  simp only [attendBeside, one]
  generalize fsum m (fun j => E.e (x j) * v j) = A at *
  generalize fsum m (fun j => E.e (x j)) = S at *
  generalize E.e x' = s at *
  constructor
  · intro h
    have h0 := h 0 0
    have h1 := h 0 1
    have py := E.pos 0
    generalize E.e 0 = t at *
    have d1 : s + t ≠ 0 := by grind
    have d2 : S + t ≠ 0 := by grind
    have e0 : s * v' * (S + t) = A * (s + t) := by grind
    have e1 : (s * v' + t) * (S + t) = (A + t) * (s + t) := by grind
    have e2 : t * (S - s) = 0 := by grind
    have e3 : S = s := by
      rcases Field.of_mul_eq_zero e2 with e | e <;> grind
    subst e3
    refine ⟨rfl, ?_⟩
    have : (S * v' - A) * (S + t) = 0 := by grind
    rcases Field.of_mul_eq_zero this with e | e <;> grind
  · rintro ⟨rfl, rfl⟩ y w
    rfl

/-- Equal keys: `m` entries of one score `x` are one entry exactly, beside any other entry, if and
only if its score is `x` plus the `ℓ` with `exp ℓ = m`, and its value the mean. Claim
`densesparse.merge-multiplicity`. -/
theorem merge_equal_iff (inj : ∀ x y, E.e x = E.e y → x = y) {m : Nat} (x ℓ : R)
    (hℓ : E.e ℓ = (m : F))
    (v : Fin m → F) (x' : R) (v' : F) :
    (∀ y w, attendBeside E (fun _ : Fin 1 => x') (fun _ => v') y w =
        attendBeside E (fun _ : Fin m => x) v y w) ↔
      x' = x + ℓ ∧ (m : F) * v' = fsum m v := by
  rw [merge_entries_iff, fsum_const, fsum_mul_left, ← hℓ, CommSemiring.mul_comm (E.e ℓ), ← E.add]
  have p := E.pos x
  constructor
  · rintro ⟨h1, h2⟩
    refine ⟨inj _ _ h1, ?_⟩
    rw [h1, E.add] at h2
    generalize E.e x = s at *
    have : s * (E.e ℓ * v' - fsum m v) = 0 := by grind
    rcases Field.of_mul_eq_zero this with e | e <;> grind
  · rintro ⟨rfl, h2⟩
    refine ⟨rfl, ?_⟩
    rw [E.add, ← h2]; grind

/-- And nothing else: one key `k'` with a bonus `β` has the weight of the keys `K 0, …, K m` for all
queries if and only if all of them are equal to it and the bonus is worth their number. Claim
`densesparse.merge-multiplicity`. -/
theorem merge_keys_iff (inj : ∀ x y, E.e x = E.e y → x = y) {m d : Nat}
    (K : Fin (m + 1) → Fin d → R)
    (k' : Fin d → R) (β : R) :
    (∀ q, E.e (inner q k' + β) = fsum (m + 1) fun j => E.e (inner q (K j))) ↔
      (∀ j, K j = k') ∧ E.e β = ((m + 1 : Nat) : F) := by
  have ez : E.e 0 = 1 := by
    have h := E.add 0 0
    have p := E.pos 0
    rw [show (0 : R) + 0 = 0 by grind] at h
    have : E.e 0 * (E.e 0 - 1) = 0 := by grind
    rcases Field.of_mul_eq_zero this with e | e <;> grind
  constructor
  · intro h
    have z : ∀ y : Fin d → R, inner (fun _ => 0) y = 0 := by
      intro y
      have : ∀ i, (0 : R) * y i = 0 := by intro i; grind
      simp only [inner, this, fsum_const_zero]
    have hβ : E.e β = ((m + 1 : Nat) : F) := by
      have h0 := h fun _ => 0
      simp only [z, ez, fsum_const] at h0
      rw [show (0 : R) + β = β by grind] at h0
      rw [h0]; grind
    refine ⟨fun j => ?_, hβ⟩
    have same : ∀ q j, inner q (K j) = inner q k' := by
      intro q j
      -- the ratios of the weights, for the query and for its double
      have ratio : ∀ q : Fin d →
        R, (fsum (m + 1) fun j => E.e (inner q (K j) - inner q k')) = ((m + 1 : Nat) : F) := by
        intro q
        have e : ∀ j, E.e (inner q (K j) - inner q k') =
          E.e (inner q (K j)) * E.e (-inner q k') := by
          intro j; rw [← E.add]; congr 1; grind
        simp only [e]
        rw [fsum_mul_right, ← h, ← E.add, show inner q k' + β + -inner q k' = β by grind, hβ]
      have double : ∀ y : Fin d → R, inner (fun i => 2 * q i) y = inner q y + inner q y := by
        intro y; unfold inner; rw [← fsum_add]; exact fsum_congr fun i => by grind
      have r1 := ratio q
      have r2 := ratio fun i => 2 * q i
      have sq : ∀ j, E.e (inner (fun i => 2 * q i) (K j) - inner (fun i => 2 * q i) k') =
          E.e (inner q (K j) - inner q k') * E.e (inner q (K j) - inner q k') := by
        intro j; rw [← E.add]; congr 1; rw [double, double]; grind
      simp only [sq] at r2
      -- all ratios are one, since their sum and the sum of their squares are their number
      have var : (fsum (m + 1) fun j =>
        (E.e (inner q (K j) - inner q k') - 1) * (E.e (inner q (K j) - inner q k') - 1)) = 0 := by
        have e : ∀ t : F, (t - 1) * (t - 1) = t * t - 2 * t + 1 := by intro t; grind
        simp only [e]
        rw [fsum_add, fsum_sub, fsum_mul_left, r1, r2, fsum_const]
        generalize ((m + 1 : Nat) : F) = N
        grind
      have := mul_self_eq_zero' (fsum_eq_zero _ (fun j => sq_nonneg' _) var j)
      have e1 : E.e (inner q (K j) - inner q k') = E.e 0 := by rw [ez]; grind
      have := inj _ _ e1
      grind
    funext i
    have := same (unitVec i) j
    rwa [inner_comm, inner_unitVec, inner_comm, inner_unitVec] at this
  · rintro ⟨hK, hβ⟩ q
    simp only [hK]
    rw [fsum_const, E.add, hβ]; grind
end

/-- Two equal keys and the base-two exponential: the hypotheses of `merge_equal_iff` can be met,
with the bonus one. Claim `densesparse.merge-multiplicity`. -/
theorem merge_equal_instance : pow2.e 1 = ((2 : Nat) : Rat) := by
  show (2 : Rat) ^ ((1 : Nat) : Int) = _
  rw [Rat.zpow_natCast]
  decide +kernel
end DenseSparse
