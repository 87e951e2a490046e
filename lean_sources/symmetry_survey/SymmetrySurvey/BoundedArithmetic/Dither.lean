module
public import SymmetrySurvey.BoundedArithmetic.Round
/-!
# Dithering without randomness

Rounding down after adding each of the `n` offsets `0, 1/n, …, (n-1)/n`, and averaging, keeps `n`
times the resolution of rounding down: Hermite's identity.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- A quotient with a positive divisor, rounded down: `⌊y / n⌋ = ⌊y⌋ / n`. -/
theorem floor_div {n : Nat} (hn : 0 < n) (y : Rat) : (y / n).floor = y.floor / n := by
  have hn' : (0 : Rat) < n := by exact_mod_cast hn
  have hi := field_inv_pos hn'
  have e0 : y / n = (n : Rat)⁻¹ * y := by grind
  have mul_le : ∀ z : Int, (z : Rat) ≤ y / n ↔ z ≤ y.floor / n := by
    intro z
    rw [Int.le_ediv_iff_mul_le (by omega), Rat.le_floor_iff, Rat.intCast_mul]
    have e : (((n : Int) : Int) : Rat) = (n : Rat) := rfl
    rw [e, e0]
    constructor
    · intro h
      have := ordered_mul_le_left h (c := (n : Rat)) (by grind)
      have e2 : (n : Rat) * ((n : Rat)⁻¹ * y) = y := by grind
      rw [e2] at this
      grind
    · intro h
      have := ordered_mul_le_left h (c := (n : Rat)⁻¹) (by grind)
      have e2 : (n : Rat)⁻¹ * (z * n) = z := by grind
      rw [e2] at this
      exact this
  have h1 := (mul_le (y / n).floor).1 (Rat.floor_le _)
  have h2 := (mul_le (y.floor / n)).2 (Int.le_refl _)
  have h3 := Rat.le_floor_iff.2 h2
  omega

/-- Rounding down commutes with an integer shift. -/
theorem floor_add_natCast (y : Rat) (k : Nat) : (y + k).floor = y.floor + k := by
  have key : ∀ z : Int, z ≤ (y + k).floor ↔ z ≤ y.floor + k := by
    intro z
    have h := Rat.le_floor_iff (x := z - k) (a := y)
    have e : ((z - k : Int) : Rat) = (z : Rat) - k := by rw [Rat.intCast_sub]; rfl
    rw [e] at h
    rw [Rat.le_floor_iff]
    constructor
    · intro h1; have := h.2 (by grind); omega
    · intro h1; have := h.1 (by omega); grind
  have h1 := (key (y + k).floor).1 (Int.le_refl _)
  have h2 := (key (y.floor + k)).2 (Int.le_refl _)
  omega

/-- The integer form of Hermite's identity: the `n` dithered quotients of an integer sum to the
integer. -/
theorem fsum_ediv_dither {n : Nat} (hn : 0 < n) (x : Int) :
    fsum n (fun k => (x + k.val) / n) = x := by
  have shift : ∀ (m : Nat) (x : Int),
      fsum m (fun k => (x + 1 + k.val) / (n : Int)) =
        fsum m (fun k => (x + k.val) / (n : Int)) + (x + m) / n - x / n := by
    intro m
    induction m with
    | zero => intro x; simp only [fsum_zero]; simp
    | succ m ih =>
      intro x
      rw [fsum_succ, fsum_succ]
      have e1 : fsum m (fun i => (x + 1 + (i.succ).val) / (n : Int)) =
        fsum m (fun i => ((x + 1) + 1 + i.val) / (n : Int)) := by
        apply fsum_congr; intro i
        have : x + 1 + ((i.succ).val : Int) = x + 1 + 1 + i.val := by simp; omega
        rw [this]
      have e2 : fsum m (fun i => (x + (i.succ).val) / (n : Int)) =
        fsum m (fun i => (x + 1 + i.val) / (n : Int)) := by
        apply fsum_congr; intro i
        have : x + ((i.succ).val : Int) = x + 1 + i.val := by simp; omega
        rw [this]
      rw [e1, ih (x + 1), e2]
      have e3 : x + 1 + (m : Int) = x + ((m + 1 : Nat) : Int) := by omega
      have e4 : x + 1 + (((0 : Fin (m + 1)).val : Nat) : Int) = x + 1 := by simp
      have e5 : x + (((0 : Fin (m + 1)).val : Nat) : Int) = x := by simp
      rw [e3, e4, e5]; omega
  have step : ∀ x : Int, fsum n (fun k => (x + 1 + k.val) / (n : Int)) =
    fsum n (fun k => (x + k.val) / (n : Int)) + 1 := by
    intro x
    have : (x + n) / (n : Int) = x / n + 1 := by
      have := Int.add_mul_ediv_left x 1 (b := (n : Int)) (by omega)
      rw [Int.mul_one] at this; exact this
    rw [shift, this]; omega
  have zero : fsum n (fun k => (0 + (k.val : Int)) / (n : Int)) = 0 := by
    have : fsum n (fun k => (0 + (k.val : Int)) / (n : Int)) = fsum n (fun _ => (0 : Int)) := by
      apply fsum_congr; intro k
      exact Int.ediv_eq_zero_of_lt (by omega) (by have := k.isLt; omega)
    rw [this, fsum_const_zero]
  obtain ⟨m, rfl | rfl⟩ := Int.eq_nat_or_neg x
  · induction m with
    | zero => exact zero
    | succ m ih => have := step m; rw [ih] at this; exact this
  · induction m with
    | zero => exact zero
    | succ m ih =>
      have := step (-((m + 1 : Nat) : Int))
      have e : -((m + 1 : Nat) : Int) + 1 = -(m : Int) := by omega
      rw [e, ih] at this
      omega

/-- Hermite's identity: rounding down under the `n` evenly spaced dithers gives codes that sum to
`⌊n * x⌋`. Claim `boundedarithmetic.dither`. -/
theorem hermite {n : Nat} (hn : 0 < n) (x : Rat) :
    fsum n (fun k => (x + (k.val : Nat) / (n : Rat)).floor) = (n * x).floor := by
  have hn' : (0 : Rat) < n := by exact_mod_cast hn
  rw [← fsum_ediv_dither hn (n * x).floor]
  apply fsum_congr
  intro k
  have e : x + (k.val : Nat) / (n : Rat) = (n * x + (k.val : Nat)) / n := by grind
  rw [e, floor_div hn, floor_add_natCast]

/-- The average of the `n` dithered codes is the value itself if and only if the value is a multiple
of `1/n`. Claim `boundedarithmetic.dither`. -/
theorem dither_exact_iff {n : Nat} (hn : 0 < n) (x : Rat) :
    ((fsum n fun k => (x + (k.val : Nat) / (n : Rat)).floor : Int) : Rat) / n = x ↔
      ∃ j : Int, x = j / n := by
  have hn' : (0 : Rat) < n := by exact_mod_cast hn
  rw [hermite hn]
  constructor
  · intro h
    exact ⟨_, h.symm⟩
  · rintro ⟨j, rfl⟩
    have e : (n : Rat) * (j / n) = j := by grind
    rw [e, Rat.floor_intCast]
end BoundedArithmetic
