module
public import SymmetryAlgebra
/-!
# Powers of two as scales

A block of integers with one shared exponent, and the scales that map a floating-point grid into
itself.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- A family of integers that do not all vanish has a largest power of two that divides them all.
Claim `boundedarithmetic.block-exponent`. -/
theorem exists_block_exponent {n : Nat} (x : Fin n → Int) {j : Fin n} (hj : x j ≠ 0) :
    ∃ v : Nat, (∀ i, (2 : Int) ^ v ∣ x i) ∧ ∃ i, ¬ (2 : Int) ^ (v + 1) ∣ x i := by
  have top : ¬ (2 : Int) ^ (x j).natAbs ∣ x j := by
    intro h
    have h1 := Int.natAbs_dvd_natAbs.2 h
    rw [Int.natAbs_pow] at h1
    have h2 := Nat.le_of_dvd (by omega) h1
    have : (x j).natAbs < 2 ^ (x j).natAbs := Nat.lt_two_pow_self
    have e : (2 : Int).natAbs = 2 := rfl
    rw [e] at h2
    omega
  apply Classical.byContradiction
  intro hno
  have all : ∀ v, ∀ i, (2 : Int) ^ v ∣ x i := by
    intro v
    induction v with
    | zero => intro i; simp
    | succ v ihv =>
      intro i
      apply Classical.byContradiction
      intro hi
      exact hno ⟨v, ihv, i, hi⟩
  exact top (all _ j)

/-- A block of integers has an exact code with one shared exponent and mantissas of size at most `Q`
if and only if its largest entry is at most `2 ^ v * Q`, where `2 ^ v` is the largest power of two
that divides the whole block. Claim `boundedarithmetic.block-exponent`. -/
theorem block_exponent_iff {n : Nat} (x : Fin n → Int) {v : Nat} (hv : ∀ i, (2 : Int) ^ v ∣ x i)
    (hv' : ∃ i, ¬ (2 : Int) ^ (v + 1) ∣ x i) (Q : Nat) :
    (∃ (e : Nat) (q : Fin n → Int), ∀ i, (q i).natAbs ≤ Q ∧ x i = 2 ^ e * q i) ↔
      ∀ i, (x i).natAbs ≤ 2 ^ v * Q := by
  constructor
  · rintro ⟨e, q, h⟩ i
    have hev : e ≤ v := by
      apply Classical.byContradiction
      intro hlt
      obtain ⟨k, hk⟩ := hv'
      apply hk
      obtain ⟨d, rfl⟩ : ∃ d, e = v + 1 + d := ⟨e - (v + 1), by omega⟩
      rw [(h k).2, Int.pow_add _ (v + 1) d, Int.mul_assoc]
      exact Int.dvd_mul_right _ _
    have h1 : (x i).natAbs = 2 ^ e * (q i).natAbs := by
      rw [(h i).2, Int.natAbs_mul, Int.natAbs_pow]; rfl
    rw [h1]
    exact Nat.mul_le_mul (Nat.pow_le_pow_right (by omega) hev) (h i).1
  · intro h
    refine ⟨v, fun i => x i / 2 ^ v, fun i => ?_⟩
    have e : x i = 2 ^ v * (x i / 2 ^ v) := (Int.mul_ediv_cancel' (hv i)).symm
    refine ⟨?_, e⟩
    have h1 : (x i).natAbs = 2 ^ v * (x i / 2 ^ v).natAbs := by
      have h1 := congrArg Int.natAbs e
      rw [Int.natAbs_mul, Int.natAbs_pow] at h1
      exact h1
    have h2 := h i
    rw [h1] at h2
    exact Nat.le_of_mul_le_mul_left h2 (Nat.two_pow_pos v)

/-- A rational is a floating-point number with `p` significant bits, and an exponent without bounds,
if it is an integer of less than `p` bits times a power of two. -/
def IsFloat (p : Nat) (x : Rat) : Prop := ∃ m e : Int, m.natAbs < 2 ^ p ∧ x = m * (2 : Rat) ^ e

/-- An integer other than zero is an odd number times a power of two. -/
theorem exists_odd_part (m : Int) (hm : m ≠ 0) : ∃ (c : Nat)
    (k : Int), k % 2 = 1 ∧ m = k * 2 ^ c := by
  have key : ∀ (N : Nat) (m : Int), m.natAbs ≤ N → m ≠ 0 → ∃ (c : Nat)
    (k : Int), k % 2 = 1 ∧ m = k * 2 ^ c := by
    intro N
    induction N with
    | zero => intro m h h0; omega
    | succ N ih =>
      intro m h h0
      by_cases ho : m % 2 = 1
      · exact ⟨0, m, ho, by simp⟩
      · obtain ⟨c, k, hk, e⟩ := ih (m / 2) (by omega) (by omega)
        refine ⟨c + 1, k, hk, ?_⟩
        have : m = m / 2 * 2 := by omega
        rw [this, e, Int.pow_succ]
        grind
  exact key m.natAbs m (Nat.le_refl _) hm

/-- An odd integer times a power of two is a float of `p` bits only if the odd integer has at most
`p` bits. -/
theorem odd_lt_of_isFloat {p : Nat} {k e : Int} (hk : k % 2 = 1)
    (h : IsFloat p (k * (2 : Rat) ^ e)) : k.natAbs < 2 ^ p := by
  obtain ⟨m, f, hm, heq⟩ := h
  have two : (2 : Rat) ≠ 0 := by decide
  have cast_pow : ∀ d : Nat, ((2 ^ d : Int) : Rat) = (2 : Rat) ^ (d : Int) := by
    intro d; rw [Rat.zpow_natCast]; simp
  by_cases hfe : f ≤ e
  · obtain ⟨d, hd⟩ : ∃ d : Nat, e = f + d := ⟨(e - f).toNat, by omega⟩
    have h1 : ((k * 2 ^ d : Int) : Rat) = m := by
      rw [Rat.intCast_mul, cast_pow]
      rw [hd, Rat.zpow_add two] at heq
      have hf : (2 : Rat) ^ f ≠ 0 := by
        have := Rat.zpow_pos (a := 2) (n := f) (by decide)
        grind
      grind
    have h2 := Rat.intCast_inj.1 h1
    rw [← h2, Int.natAbs_mul, Int.natAbs_pow] at hm
    have h3 := Nat.le_mul_of_pos_right k.natAbs (Nat.two_pow_pos d)
    have e2 : (2 : Int).natAbs = 2 := rfl
    rw [e2] at hm
    omega
  · obtain ⟨d, hd⟩ : ∃ d : Nat, f = e + (d + 1 : Nat) := ⟨(f - e - 1).toNat, by omega⟩
    have h1 : ((m * 2 ^ (d + 1) : Int) : Rat) = k := by
      rw [Rat.intCast_mul, cast_pow]
      rw [hd, Rat.zpow_add two] at heq
      have hf : (2 : Rat) ^ e ≠ 0 := by
        have := Rat.zpow_pos (a := 2) (n := e) (by decide)
        grind
      grind
    have h2 := Rat.intCast_inj.1 h1
    rw [Int.pow_succ, ← Int.mul_assoc] at h2
    omega

/-- Multiplication by `s` maps the floating-point grid of `p` bits into itself if and only if `s` is
zero or, up to its sign, a power of two. Claim `boundedarithmetic.power-of-two-scale`. -/
theorem float_scale_iff {p : Nat} (hp : 0 < p) (s : Rat) :
    (∀ x, IsFloat p x → IsFloat p (s * x)) ↔
      s = 0 ∨ ∃ k : Int, s = (2 : Rat) ^ k ∨ s = -(2 : Rat) ^ k := by
  have two : (2 : Rat) ≠ 0 := by decide
  have cast_pow : ∀ d : Nat, ((2 ^ d : Int) : Rat) = (2 : Rat) ^ (d : Int) := by
    intro d; rw [Rat.zpow_natCast]; simp
  have pow_ge : 2 ≤ 2 ^ p := by
    have := Nat.pow_le_pow_right (show 0 < 2 by decide) hp
    simpa using this
  constructor
  · intro h
    by_cases hs : s = 0
    · exact .inl hs
    right
    obtain ⟨m, e, hm, heq⟩ := h 1 ⟨1, 0, by simp; omega, by simp⟩
    rw [Rat.mul_one] at heq
    have hm0 : m ≠ 0 := by rintro rfl; simp at heq; exact hs heq
    obtain ⟨c, k, hk, hmk⟩ := exists_odd_part m hm0
    have hsk : s = k * (2 : Rat) ^ (c + e) := by
      rw [heq, hmk, Rat.intCast_mul, cast_pow, Rat.zpow_add two, Rat.mul_assoc]
    -- the largest mantissa shows that the odd part of `s` is a unit
    have hbig : IsFloat p ((2 ^ p - 1 : Int) : Rat) := ⟨2 ^ p - 1, 0, by
      have : ((2 : Int) ^ p) = ((2 ^ p : Nat) : Int) := by simp
      rw [this]; omega, by simp⟩
    have h1 := h _ hbig
    have h2 : s * ((2 ^ p - 1 : Int) : Rat) =
      ((k * (2 ^ p - 1) : Int) : Rat) * (2 : Rat) ^ (c + e) := by
      rw [hsk, Rat.intCast_mul]; grind
    rw [h2] at h1
    have hpow : ((2 : Int) ^ p) = ((2 ^ p : Nat) : Int) := by simp
    have even : ((2 : Int) ^ p) % 2 = 0 := by
      obtain ⟨r, rfl⟩ : ∃ r, p = r + 1 := ⟨p - 1, by omega⟩
      rw [Int.pow_succ]; omega
    have hodd : (k * (2 ^ p - 1)) % 2 = 1 := by
      rw [Int.mul_emod, hk]
      have : ((2 : Int) ^ p - 1) % 2 = 1 := by omega
      rw [this]; rfl
    have h3 := odd_lt_of_isFloat hodd h1
    rw [Int.natAbs_mul] at h3
    have h4 : ((2 : Int) ^ p - 1).natAbs = 2 ^ p - 1 := by rw [hpow]; omega
    rw [h4] at h3
    have h5 : k.natAbs < 3 := by
      apply Classical.byContradiction
      intro hge
      have := Nat.mul_le_mul_right (2 ^ p - 1) (show 3 ≤ k.natAbs by omega)
      omega
    have h6 : k = 1 ∨ k = -1 := by omega
    refine ⟨c + e, ?_⟩
    rcases h6 with rfl | rfl
    · left; rw [hsk]; simp
    · right; rw [hsk]
      have : ((-1 : Int) : Rat) = -1 := by simp
      rw [this]; grind
  · rintro (rfl | ⟨k, rfl | rfl⟩) x ⟨m, e, hm, rfl⟩
    · exact ⟨0, 0, Nat.two_pow_pos p, by simp⟩
    · exact ⟨m, k + e, hm, by rw [Rat.zpow_add two]; grind⟩
    · refine ⟨-m, k + e, by omega, ?_⟩
      have : ((-m : Int) : Rat) = -(m : Rat) := by simp
      rw [Rat.zpow_add two, this]; grind
end BoundedArithmetic
