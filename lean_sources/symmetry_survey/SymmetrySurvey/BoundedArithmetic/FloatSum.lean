module
public import SymmetrySurvey.BoundedArithmetic.HalfEven
/-!
# Summation in binary floating point

A finite binary32 number is an integer multiple of `2 ^ -149`, its least positive number. Measured
in that unit, the numbers of `p` bits are the integers `m 2 ^ e` with `|m| < 2 ^ p` and `e ≥ 0`:
those of at most `p` bits are exact (the subnormal numbers among them), and the others lie on a grid
whose step doubles with every further bit. Rounding to nearest, ties to even, is `halfEven` on that
grid. Overflow is not modelled: there is no largest number. So an error bound for sums is a
statement about integers.
-/
@[expose] public noncomputable section
namespace BoundedArithmetic

/-- How many bits `x` has beyond `p`. -/
def excess (p : Nat) (x : Int) : Nat := x.natAbs.log2 + 1 - p

/-- Round to `p` bits, to nearest, ties to even. Integers of at most `p` bits (subnormal numbers
among them) are exact. -/
def fl (p : Nat) (x : Int) : Int := 2 ^ excess p x * halfEven (2 ^ excess p x) x

/-- A floating-point number of `p` bits in units of the least one. -/
def IsFl (p : Nat) (x : Int) : Prop := ∃ (m : Int) (e : Nat), m.natAbs < 2 ^ p ∧ x = m * 2 ^ e

/-- Powers of two as natural numbers and as integers. -/
theorem pow_cast (e : Nat) : ((2 ^ e : Nat) : Int) = 2 ^ e := by simp

/-- `fl p x` is the multiple of its step nearest to `x`. -/
theorem fl_near (p : Nat) (x : Int) : 2 * (fl p x - x).natAbs ≤ 2 ^ excess p x := by
  have hp : (0 : Int) < 2 ^ excess p x := Int.pow_pos (by decide)
  have h := ((halfEven_iff hp x _).1 rfl).1
  have e : ((2 : Int) ^ excess p x).natAbs = 2 ^ excess p x := by rw [Int.natAbs_pow]; rfl
  rw [e, Int.natAbs_mul] at h
  exact h

/-- The relative error of one rounding is at most `2 ^ -p`, results below the smallest normal number
included. Claim `boundedarithmetic.float-accumulation`. -/
theorem fl_error {p : Nat} (hp : 0 < p) (x : Int) : 2 ^ p * (fl p x - x).natAbs ≤ x.natAbs := by
  have h := fl_near p x
  by_cases e0 : excess p x = 0
  · rw [e0] at h
    have : (fl p x - x).natAbs = 0 := by have : 2 ^ 0 = 1 := rfl; omega
    rw [this]; omega
  · have hx : x.natAbs ≠ 0 := by
      intro z; apply e0; unfold excess; rw [z]
      have : Nat.log2 0 = 0 := by simp
      omega
    have hb := Nat.log2_self_le hx
    have he : p + excess p x = x.natAbs.log2 + 1 := by unfold excess at e0 ⊢; omega
    have h1 : 2 ^ p * (2 * (fl p x - x).natAbs) ≤ 2 ^ p * 2 ^ excess p x := Nat.mul_le_mul_left _ h
    rw [← Nat.pow_add, he, Nat.pow_succ] at h1
    have e : 2 ^ p * (2 * (fl p x - x).natAbs) = 2 * (2 ^ p * (fl p x - x).natAbs) := by
      rw [← Nat.mul_assoc, Nat.mul_comm (2 ^ p) 2, Nat.mul_assoc]
    omega

/-- An integer with bits in excess fills `p` bits of its step. -/
theorem excess_bounds {p : Nat} (hp : 0 < p) {x : Int} (h : excess p x ≠ 0) :
    2 ^ (p - 1) * 2 ^ excess p x ≤ x.natAbs ∧ x.natAbs < 2 ^ p * 2 ^ excess p x := by
  have hx : x.natAbs ≠ 0 := by
    intro z; apply h; unfold excess; rw [z]
    have : Nat.log2 0 = 0 := by simp
    omega
  have h1 := Nat.log2_self_le hx
  have h2 : x.natAbs < 2 ^ (x.natAbs.log2 + 1) := Nat.lt_log2_self
  have he : p + excess p x = x.natAbs.log2 + 1 := by unfold excess at h ⊢; omega
  rw [← Nat.pow_add, ← Nat.pow_add, he, show p - 1 + excess p x = x.natAbs.log2 by omega]
  exact ⟨h1, h2⟩

/-- Without bits in excess nothing is rounded. -/
theorem fl_exact {p : Nat} {x : Int} (h : excess p x = 0) : fl p x = x := by
  have := fl_near p x
  rw [h] at this
  have : 2 ^ 0 = 1 := rfl
  omega

/-- No multiple of the step is nearer. -/
theorem fl_multiple (p : Nat) (x z : Int) :
    (fl p x - x).natAbs ≤ (2 ^ excess p x * z - x).natAbs := by
  have h := fl_near p x
  by_cases e : z = halfEven (2 ^ excess p x) x
  · rw [e]; exact Nat.le_refl _
  · have h1 : 2 ^ excess p x ≤ (2 ^ excess p x * z - fl p x).natAbs := by
      have e1 : (2 : Int) ^ excess p x * z - fl p x =
        2 ^ excess p x * (z - halfEven (2 ^ excess p x) x) := by
        unfold fl; grind
      rw [e1, Int.natAbs_mul, Int.natAbs_pow]
      have : 1 ≤ (z - halfEven (2 ^ excess p x) x).natAbs := by omega
      have := Nat.mul_le_mul_left ((2 : Int).natAbs ^ excess p x) this
      rw [Nat.mul_one] at this
      exact this
    omega

/-- The rounded number is the nearest of all floating-point numbers of `p` bits.
Claim `boundedarithmetic.float-accumulation`. -/
theorem fl_nearest {p : Nat} (hp : 0 < p) (x y : Int) (hy : IsFl p y) :
    (fl p x - x).natAbs ≤ (y - x).natAbs := by
  by_cases e0 : excess p x = 0
  · rw [fl_exact e0]; omega
  obtain ⟨m, f, hm, rfl⟩ := hy
  have hb := (excess_bounds hp e0).1
  by_cases hf : excess p x ≤ f
  · obtain ⟨d, rfl⟩ : ∃ d, f = excess p x + d := ⟨f - excess p x, by omega⟩
    have := fl_multiple p x (m * 2 ^ d)
    rwa [show (2 : Int) ^ excess p x * (m * 2 ^ d) = m * 2 ^ (excess p x + d) by
      rw [Int.pow_add]; grind] at this
  · have h1 : (m * 2 ^ f).natAbs ≤ 2 ^ (p - 1) * 2 ^ excess p x := by
      rw [Int.natAbs_mul, Int.natAbs_pow]
      have a := Nat.mul_le_mul_right (2 ^ f) (Nat.le_of_lt hm)
      have b : 2 ^ p * 2 ^ f ≤ 2 ^ (p - 1) * 2 ^ excess p x := by
        rw [← Nat.pow_add, ← Nat.pow_add]; exact Nat.pow_le_pow_right (by omega) (by omega)
      exact Nat.le_trans a b
    have h2 := fl_multiple p x (2 ^ (p - 1))
    have h3 := fl_multiple p x (-2 ^ (p - 1))
    have c : (2 : Int) ^ excess p x * 2 ^ (p - 1) =
      ((2 ^ (p - 1) * 2 ^ excess p x : Nat) : Int) := by
      simp; grind
    have c' : (2 : Int) ^ excess p x * -2 ^ (p - 1) =
      -((2 ^ (p - 1) * 2 ^ excess p x : Nat) : Int) := by
      rw [← c]; grind
    rw [c] at h2
    rw [c'] at h3
    generalize 2 ^ (p - 1) * 2 ^ excess p x = B at *
    omega

/-- The rounded number is a floating-point number.
Claim `boundedarithmetic.float-accumulation`. -/
theorem fl_isFl {p : Nat} (hp : 0 < p) (x : Int) : IsFl p (fl p x) := by
  by_cases e0 : excess p x = 0
  · refine ⟨x, 0, ?_, by rw [fl_exact e0]; simp⟩
    have h2 : x.natAbs < 2 ^ (x.natAbs.log2 + 1) := Nat.lt_log2_self
    have : 2 ^ (x.natAbs.log2 + 1) ≤ 2 ^ p :=
      Nat.pow_le_pow_right (by omega) (by unfold excess at e0; omega)
    omega
  · have hb := (excess_bounds hp e0).2
    have h := fl_near p x
    have e1 : (fl p x).natAbs = 2 ^ excess p x * (halfEven (2 ^ excess p x) x).natAbs := by
      unfold fl; rw [Int.natAbs_mul, Int.natAbs_pow]; rfl
    have pos := Nat.two_pow_pos (excess p x)
    have h1 : (halfEven (2 ^ excess p x) x).natAbs ≤ 2 ^ p := by
      apply Classical.byContradiction
      intro hn
      have := Nat.mul_le_mul_left (2 ^ excess p x)
        (show 2 ^ p + 1 ≤ (halfEven (2 ^ excess p x) x).natAbs by omega)
      rw [← e1, Nat.mul_add, Nat.mul_comm _ (2 ^ p)] at this
      omega
    by_cases h2 : (halfEven (2 ^ excess p x) x).natAbs = 2 ^ p
    · have e2 : (2 : Int) ^ p = 2 ^ (p - 1) * 2 := by rw [← Int.pow_succ]; congr 1; omega
      have lt : 2 ^ (p - 1) < 2 ^ p := Nat.pow_lt_pow_right (by omega) (by omega)
      rcases Int.natAbs_eq (halfEven (2 ^ excess p x) x) with q | q <;> rw [h2, pow_cast] at q
      · refine ⟨2 ^ (p - 1), excess p x + 1, by rw [Int.natAbs_pow]; exact lt, ?_⟩
        unfold fl; rw [q, Int.pow_succ, e2]; grind
      · refine ⟨-2 ^ (p - 1), excess p x + 1, by rw [Int.natAbs_neg, Int.natAbs_pow]; exact lt, ?_⟩
        unfold fl; rw [q, Int.pow_succ, e2]; grind
    · exact ⟨_, excess p x, by omega, Int.mul_comm _ _⟩

/-- The sum of the sizes. -/
def sizeSum (l : List Int) : Int := (l.map fun x => (x.natAbs : Int)).sum

/-- One addition: how the accumulated error grows. -/
theorem sum_step {P k E E' A A' D : Int} (hk : 0 ≤ k) (hkP : k + 1 ≤ P) (hE : 0 ≤ E) (hA : 0 ≤ A)
    (hAA : A ≤ A')
    (ih : (P - k) * E ≤ k * A) (hD : P * D ≤ A' + E) (hE' : E' ≤ E + D) :
    (P - (k + 1)) * E' ≤ (k + 1) * A' := by
  have c : 0 ≤ P - (k + 1) := by omega
  have h1 : P * E' ≤ P * (E + D) := Int.mul_le_mul_of_nonneg_left hE' (by omega)
  have h2 : P * E' ≤ (P + 1) * E + A' := by grind
  have h3 := Int.mul_le_mul_of_nonneg_left h2 c
  have h4 := Int.mul_le_mul_of_nonneg_left ih (show 0 ≤ P by omega)
  have h5 : P * (k * A) ≤ P * (k * A') :=
    Int.mul_le_mul_of_nonneg_left (Int.mul_le_mul_of_nonneg_left hAA hk) (by omega)
  have h6 := Int.mul_nonneg (show 0 ≤ k + 1 by omega) hE
  have h7 := Int.mul_nonneg (show 0 ≤ k + 1 by omega) (show 0 ≤ A' by omega)
  apply Int.le_of_mul_le_mul_left (a := P) _ (by omega)
  grind

/-- **The error of summation**, left to right, each addition rounded to `p` bits, in units of the
least number: with `u = 2 ^ -p` and `N = n - 1` additions, `(1 - N u) |ŝ - ∑ x| ≤ N u ∑ |x|`. Claim
`boundedarithmetic.float-accumulation`. -/
theorem sum_error {p : Nat} (hp : 0 < p) (x : Int) (l : List Int) (h : (l.length : Int) ≤ 2 ^ p) :
    ((2 : Int) ^ p - l.length) *
      ((l.foldl (fun s y => fl p (s + y)) x - (x + l.sum)).natAbs : Int) ≤
      l.length * ((x.natAbs : Int) + sizeSum l) := by
  have key : ∀ (l : List Int) (s S A : Int)
    (k : Nat), (S.natAbs : Int) ≤ A → (k : Int) + l.length ≤ 2 ^ p →
      ((2 : Int) ^ p - k) * ((s - S).natAbs : Int) ≤ k * A →
      ((2 : Int) ^ p - (k + l.length : Nat)) *
        ((l.foldl (fun s y => fl p (s + y)) s - (S + l.sum)).natAbs : Int) ≤
        (k + l.length : Nat) * (A + sizeSum l) := by
    intro l
    induction l with
    | nil => intro s S A k hS hk ih; simpa [sizeSum] using ih
    | cons y l ihl =>
      intro s S A k hS hk ih
      have herr := fl_error hp (s + y)
      have herr' : (2 : Int) ^ p * ((fl p (s + y) - (s + y)).natAbs : Int) ≤
        ((s + y).natAbs : Int) := by
        rw [← pow_cast]; exact_mod_cast herr
      simp only [List.length_cons] at hk
      have :=
        sum_step (P := 2 ^ p) (k := k) (E := ((s - S).natAbs : Int))
        (E' := ((fl p (s + y) - (S + y)).natAbs : Int)) (A := A)
        (A' := A + y.natAbs) (D := ((fl p (s + y) - (s + y)).natAbs : Int)) (by omega) (by omega)
          (by omega) (by omega)
        (by omega) ih (by omega) (by omega)
      have h2 :=
        ihl (fl p (s + y)) (S + y) (A + y.natAbs) (k + 1) (by omega) (by omega)
        (by simpa using this)
      simp only [List.foldl_cons, List.sum_cons, List.length_cons, sizeSum, List.map_cons] at h2 ⊢
      have e1 : k + (l.length + 1) = k + 1 + l.length := by omega
      have e2 : S + (y + l.sum) = S + y + l.sum := by omega
      rw [e1, e2, ← Int.add_assoc]; exact h2
  have := key l x x x.natAbs 0 (by omega) (by simpa using h) (by simp)
  simpa using this
end BoundedArithmetic
