module
public import SymmetryAlgebra
/-!
# Wrap-around arithmetic

Reduction to `w` bits is the only ring homomorphism from the integers to `w`-bit words. So a wrapped
dot product equals the true one exactly when the true one fits, whatever overflowed on the way. Also
the one word that negation does not negate, and the arithmetic shift.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic

/-- A map from the integers to `w`-bit words that keeps `1` and addition is the reduction modulo `2
^ w`, and that map does. Claim `boundedarithmetic.wrap-homomorphism`. -/
theorem wrap_unique (w : Nat) (φ : Int → BitVec w) :
    (φ 1 = 1 ∧ ∀ x y, φ (x + y) = φ x + φ y) ↔ φ = BitVec.ofInt w := by
  constructor
  · rintro ⟨h1, ha⟩
    have h0 : φ 0 = 0 := by
      have := ha 0 0
      simp at this
      grind
    have hnat : ∀ n : Nat, φ n = BitVec.ofInt w n := by
      intro n
      induction n with
      | zero => simp at h0 ⊢; rw [h0]
      | succ n ih =>
        have := ha n 1
        rw [ih, h1] at this
        rw [Int.natCast_succ, this, BitVec.ofInt_add]
        rfl
    funext x
    obtain ⟨n, rfl | rfl⟩ := Int.eq_nat_or_neg x
    · exact hnat n
    · have h2 := ha (-n) n
      rw [Int.add_left_neg, h0, hnat n] at h2
      rw [BitVec.ofInt_neg]
      grind
  · rintro rfl
    exact ⟨rfl, fun x y => BitVec.ofInt_add x y⟩

/-- Reduction to `w` bits keeps products.
Claim `boundedarithmetic.wrap-homomorphism`. -/
theorem wrap_mul (w : Nat) (x y : Int) :
    BitVec.ofInt w (x * y) = BitVec.ofInt w x * BitVec.ofInt w y := BitVec.ofInt_mul x y

/-- Two integers wrap to the same `w`-bit word if and only if they differ by a multiple of `2 ^ w`.
Claim `boundedarithmetic.wrap-homomorphism`. -/
theorem wrap_eq_iff (w : Nat) (x y : Int) :
    BitVec.ofInt w x = BitVec.ofInt w y ↔ (2 : Int) ^ w ∣ x - y := by
  rw [← BitVec.toInt_inj, BitVec.toInt_ofInt, BitVec.toInt_ofInt]
  have h1 := Int.dvd_bmod_sub_self (x := x) (m := 2 ^ w)
  have h2 := Int.dvd_bmod_sub_self (x := y) (m := 2 ^ w)
  have e : ((2 ^ w : Nat) : Int) = 2 ^ w := by simp
  constructor
  · intro h
    rw [h] at h1
    rw [e] at h1 h2
    have := Int.dvd_sub h2 h1
    have e2 : Int.bmod y (2 ^ w) - y - (Int.bmod y (2 ^ w) - x) = x - y := by omega
    rwa [e2] at this
  · rintro ⟨c, hc⟩
    have : x = y + (2 ^ w : Nat) * c := by rw [e]; omega
    rw [this, ← Int.emod_bmod, Int.add_mul_emod_self_left, Int.emod_bmod]

/-- Reduction to `w` bits keeps finite sums. -/
theorem wrap_fsum (w : Nat) {n : Nat} (f : Fin n → Int) :
    BitVec.ofInt w (fsum n f) = fsum n (fun i => BitVec.ofInt w (f i)) := by
  induction n with
  | zero => rfl
  | succ n ih => rw [fsum_succ, fsum_succ, BitVec.ofInt_add, ih]

/-- The signed value of a wrapped integer is that integer if and only if it fits. -/
theorem toInt_wrap_iff {w : Nat} (hw : 0 < w) (x : Int) :
    (BitVec.ofInt w x).toInt = x ↔ -2 ^ (w - 1) ≤ x ∧ x < 2 ^ (w - 1) := by
  constructor
  · intro h
    have h1 := BitVec.le_toInt (BitVec.ofInt w x)
    have h2 := BitVec.toInt_lt (x := BitVec.ofInt w x)
    rw [h] at h1 h2
    exact ⟨h1, h2⟩
  · rintro ⟨h1, h2⟩
    exact BitVec.toInt_ofInt_eq_self hw h1 h2

/-- A dot product accumulated in `w`-bit wrap-around arithmetic, overflows on the way included, has
the true value if and only if the true value fits in `w` bits. Claim
`boundedarithmetic.overflow-harmless`. -/
theorem wrap_dot_exact_iff {w : Nat} (hw : 0 < w) {n : Nat} (a b : Fin n → Int) :
    (fsum n fun i => BitVec.ofInt w (a i) * BitVec.ofInt w (b i)).toInt =
      fsum n (fun i => a i * b i) ↔
      -2 ^ (w - 1) ≤ fsum n (fun i => a i * b i) ∧ fsum n (fun i => a i * b i) < 2 ^ (w - 1) := by
  have e : (fsum n fun i => BitVec.ofInt w (a i) * BitVec.ofInt w (b i)) =
    BitVec.ofInt w (fsum n fun i => a i * b i) := by
    rw [wrap_fsum]; exact fsum_congr fun i => (wrap_mul w _ _).symm
  rw [e, toInt_wrap_iff hw]

/-- Overflow on the way that does no harm: in eight bits, `100 + 100` wraps to `-56`, and `100 + 100
- 100` is still `100`. Claim `boundedarithmetic.overflow-harmless`. -/
theorem overflow_example : (BitVec.ofInt 8 100 + BitVec.ofInt 8 100).toInt = -56 ∧
    (BitVec.ofInt 8 100 + BitVec.ofInt 8 100 + BitVec.ofInt 8 (-100)).toInt = 100 := by decide

/-- Negation of a `w`-bit word negates its signed value if and only if that value is not the least
one, `-2 ^ (w - 1)`. Claim `boundedarithmetic.negation`. -/
theorem toInt_neg_iff {w : Nat} (hw : 0 < w) (x : BitVec w) :
    (-x).toInt = -x.toInt ↔ x.toInt ≠ -2 ^ (w - 1) := by
  have least := BitVec.toInt_intMin_of_pos hw
  constructor
  · intro h h1
    have h2 : x = BitVec.intMin w := BitVec.toInt_inj.1 (h1.trans least.symm)
    rw [h2, BitVec.neg_intMin, least] at h
    have : (0 : Int) < 2 ^ (w - 1) := Int.pow_pos (by decide)
    omega
  · intro h
    exact BitVec.toInt_neg_of_ne_intMin fun e => h (by rw [e, least])

/-- The arithmetic right shift by `k` is division by `2 ^ k` rounded down.
Claim `boundedarithmetic.shift-floor`. -/
theorem sshiftRight_floor {w : Nat} (x : BitVec w) (k : Nat) :
    2 ^ k * (x.sshiftRight k).toInt ≤ x.toInt ∧
      x.toInt < 2 ^ k * ((x.sshiftRight k).toInt + 1) := by
  have hp : (0 : Int) < 2 ^ k := Int.pow_pos (by decide)
  rw [BitVec.toInt_sshiftRight, Int.shiftRight_eq_div_pow]
  have e : ((2 ^ k : Nat) : Int) = 2 ^ k := by simp
  rw [e]
  have h1 := Int.mul_ediv_add_emod x.toInt (2 ^ k)
  have h2 := Int.emod_nonneg x.toInt (b := 2 ^ k) (by omega)
  have h3 := Int.emod_lt_of_pos x.toInt hp
  rw [Int.mul_add]
  omega

/-- The arithmetic right shift is the division that rounds towards zero if and only if the value is
not negative or the division leaves no remainder. Claim `boundedarithmetic.shift-floor`. -/
theorem sshiftRight_eq_tdiv_iff {w : Nat} (x : BitVec w) (k : Nat) :
    (x.sshiftRight k).toInt = x.toInt.tdiv (2 ^ k) ↔ 0 ≤ x.toInt ∨ (2 : Int) ^ k ∣ x.toInt := by
  have hp : (0 : Int) < 2 ^ k := Int.pow_pos (by decide)
  rw [BitVec.toInt_sshiftRight, Int.shiftRight_eq_div_pow, Int.tdiv_eq_ediv]
  have e : ((2 ^ k : Nat) : Int) = 2 ^ k := by simp
  rw [e, Int.sign_eq_one_of_pos hp]
  split
  · simp_all
  · simp_all; omega
end BoundedArithmetic
