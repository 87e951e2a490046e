module
public import SymmetrySurvey.BoundedArithmetic.Round
/-!
# Ties, signs and bias

A rounding rule cannot respect both the sign gauge and a shift by one step, as soon as a step can be
halved. Round-half-even gives up the shift by one step, keeps the shift by two, and is unbiased;
round-half-up keeps the shift and is biased. Integers on a grid of step `n` are a scaled model of
all rationals with denominator `n`.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace BoundedArithmetic
universe u

/-- Where a step `h + h` can be halved, no rounding rule is both odd and compatible with the shift
by one step. Claim `boundedarithmetic.round-sign-shift`. -/
theorem no_odd_shift_rounding {R : Type u} [CommRing R] (h : R) :
    ¬ ∃ r : R → Int, (∀ x, r (-x) = -r x) ∧ ∀ x, r (x + (h + h)) = r x + 1 := by
  rintro ⟨r, odd, shift⟩
  have h1 := odd h
  have h2 := shift (-h)
  have e : -h + (h + h) = h := by grind
  rw [e] at h2
  omega

/-- On the integers, a rule that is odd and compatible with the shift by one step of size `n` exists
if and only if `n` is odd. Claim `boundedarithmetic.round-sign-shift`. -/
theorem odd_shift_rounding_iff (n : Int) :
    (∃ r : Int → Int, (∀ x, r (-x) = -r x) ∧ ∀ x, r (x + n) = r x + 1) ↔ n % 2 = 1 := by
  constructor
  · intro h
    apply Classical.byContradiction
    intro hn
    apply no_odd_shift_rounding (n / 2)
    have : n / 2 + n / 2 = n := by omega
    rw [this]; exact h
  · intro hn
    have key : ∀ j : Int, 0 ≤ j → (∀ x, (-x + j) / (2 * j + 1) = -((x + j) / (2 * j + 1))) ∧
        ∀ x, (x + (2 * j + 1) + j) / (2 * j + 1) = (x + j) / (2 * j + 1) + 1 := by
      intro j hj
      constructor
      · intro x
        have h1 := Int.mul_ediv_add_emod (x + j) (2 * j + 1)
        have h2 := Int.emod_nonneg (x + j) (b := 2 * j + 1) (by omega)
        have h3 := Int.emod_lt_of_pos (x + j) (b := 2 * j + 1) (by omega)
        generalize (x + j) / (2 * j + 1) = q at *
        generalize (x + j) % (2 * j + 1) = r at *
        have e : -x + j = (2 * j - r) + (2 * j + 1) * (-q) := by grind
        rw [e, Int.add_mul_ediv_left _ _ (by omega), Int.ediv_eq_zero_of_lt (by omega) (by omega)]
        omega
      · intro x
        have e : x + (2 * j + 1) + j = (x + j) + (2 * j + 1) * 1 := by omega
        rw [e, Int.add_mul_ediv_left _ _ (by omega)]
    by_cases hp : 0 < n
    · have ⟨k1, k2⟩ := key (n / 2) (by omega)
      have e : 2 * (n / 2) + 1 = n := by omega
      rw [e] at k1 k2
      exact ⟨fun x => (x + n / 2) / n, k1, k2⟩
    · have ⟨k1, k2⟩ := key (-n / 2) (by omega)
      have e : 2 * (-n / 2) + 1 = -n := by omega
      rw [e] at k1 k2
      refine ⟨fun x => -((x + -n / 2) / -n), fun x => by
        show -((-x + -n / 2) / -n) = - -((x + -n / 2) / -n); rw [k1], fun x => ?_⟩
      have := k2 (x + n)
      have e2 : x + n + -n + -n / 2 = x + -n / 2 := by omega
      rw [e2] at this
      show -((x + n + -n / 2) / -n) = -((x + -n / 2) / -n) + 1
      omega

/-- Round half to even on the grid of step `n`: the multiple `n * halfEven n x` is nearest to `x`,
and the even multiple at a tie. -/
def halfEven (n x : Int) : Int :=
  if 2 * (x % n) < n then x / n else if n < 2 * (x % n) then x / n + 1 else if (x / n) % 2 = 0 then
    x / n else x / n + 1

/-- Round half up on the grid of step `n`. -/
def halfUp (n x : Int) : Int := (2 * x + n) / (2 * n)

/-- Round-half-up on integers is rounding of the rational quotient.
Claim `boundedarithmetic.round-half-even`. -/
theorem halfUp_eq_rnd {n : Int} (hn : 0 < n) (x : Int) : halfUp n x = rnd (x / n) := by
  have hn' : (0 : Rat) < n := by exact_mod_cast hn
  have h1 := Int.mul_ediv_add_emod (2 * x + n) (2 * n)
  have h2 := Int.emod_nonneg (2 * x + n) (b := 2 * n) (by omega)
  have h3 := Int.emod_lt_of_pos (2 * x + n) (b := 2 * n) (by omega)
  unfold halfUp
  generalize (2 * x + n) / (2 * n) = q at *
  have b1 : 2 * (n * q) - n ≤ 2 * x := by grind
  have b2 : 2 * x < 2 * (n * q) + n := by grind
  have c1 : ((2 * (n * q) - n : Int) : Rat) ≤ ((2 * x : Int) : Rat) := Rat.intCast_le_intCast.2 b1
  have c2 : ((2 * x : Int) : Rat) < ((2 * (n * q) + n : Int) : Rat) := Rat.intCast_lt_intCast.2 b2
  simp at c1 c2
  have key : ∀ n q x y : Rat, 0 < n → x = n * y → 2 * (n * q) - n ≤ 2 * x →
    2 * x < 2 * (n * q) + n →
      q - 1/2 ≤ y ∧ y < q + 1/2 := by
    rintro n q _ y hn rfl h1 h2
    constructor
    · apply Classical.byContradiction
      intro h
      have := OrderedRing.mul_pos hn (b := q - 1/2 - y) (by grind)
      grind
    · apply Classical.byContradiction
      intro h
      have := OrderedRing.mul_nonneg (a := n) (b := y - (q + 1/2)) (by grind) (by grind)
      grind
  exact (rnd_eq_iff.2
    (key n q x (x / n) hn'
    (by rw [Rat.mul_comm, Rat.div_mul_cancel (Rat.ne_of_gt hn')]) c1 c2)).symm

/-- The size of an integer is at most `n` if and only if the integer lies between `-n` and `n`. -/
theorem natAbs_le_iff {n : Int} (hn : 0 < n) (a : Int) : a.natAbs ≤ n.natAbs ↔ -n ≤ a ∧ a ≤ n := by
  omega

/-- The size of an integer is `n` if and only if the integer is `n` or `-n`. -/
theorem natAbs_eq_iff {n : Int} (hn : 0 < n) (a : Int) : a.natAbs = n.natAbs ↔ a = n ∨ a = -n := by
  omega

/-- Round-half-even is the integer nearest to `x / n`, and the even one at a tie.
Claim `boundedarithmetic.round-half-even`. -/
theorem halfEven_iff {n : Int} (hn : 0 < n) (x q : Int) :
    halfEven n x = q ↔
      (2 * (n * q - x)).natAbs ≤ n.natAbs ∧ ((2 * (n * q - x)).natAbs = n.natAbs → q % 2 = 0) := by
  rw [natAbs_le_iff hn, natAbs_eq_iff hn]
  have h1 := Int.mul_ediv_add_emod x n
  have h2 := Int.emod_nonneg x (b := n) (by omega)
  have h3 := Int.emod_lt_of_pos x hn
  unfold halfEven
  generalize x / n = p at *
  generalize x % n = r at *
  subst h1
  constructor
  · intro h
    have e1 : n * (p + 1) = n * p + n := by grind
    split at h
    · subst h; omega
    · split at h
      · subst h; rw [e1]; omega
      · split at h
        · subst h; omega
        · subst h; rw [e1]; omega
  · rintro ⟨a, b⟩
    have hd : q = p ∨ q = p + 1 ∨ q + 1 ≤ p ∨ p + 2 ≤ q := by omega
    rcases hd with rfl | rfl | h | h
    · split
      · rfl
      · split
        · omega
        · rw [if_pos (b (by omega))]
    · have e1 : n * (p + 1) = n * p + n := by grind
      rw [e1] at a b
      split
      · omega
      · split
        · rfl
        · have := b (by omega)
          rw [if_neg (by omega)]
    · have := Int.mul_le_mul_of_nonneg_left h (show 0 ≤ n by omega)
      have e1 : n * (q + 1) = n * q + n := by grind
      omega
    · have := Int.mul_le_mul_of_nonneg_left h (show 0 ≤ n by omega)
      have e1 : n * (p + 2) = n * p + 2 * n := by grind
      omega

/-- Round-half-even commutes with the sign gauge.
Claim `boundedarithmetic.round-half-even`. -/
theorem halfEven_neg {n : Int} (hn : 0 < n) (x : Int) : halfEven n (-x) = -halfEven n x := by
  have ⟨a, b⟩ := (halfEven_iff hn x _).1 rfl
  generalize halfEven n x = q at *
  apply (halfEven_iff hn _ _).2
  rw [natAbs_le_iff hn, natAbs_eq_iff hn] at *
  have e : n * -q = -(n * q) := by grind
  rw [e]
  constructor
  · omega
  · intro h; have := b (by omega); omega

/-- Round-half-even commutes with the shift by two steps. -/
theorem halfEven_add_two {n : Int} (hn : 0 < n) (x : Int) :
    halfEven n (x + 2 * n) = halfEven n x + 2 := by
  have ⟨a, b⟩ := (halfEven_iff hn x _).1 rfl
  generalize halfEven n x = q at *
  apply (halfEven_iff hn _ _).2
  rw [natAbs_le_iff hn, natAbs_eq_iff hn] at *
  have e : n * (q + 2) = n * q + 2 * n := by grind
  rw [e]
  constructor
  · omega
  · intro h; have := b (by omega); omega

/-- A sum splits off its last term. -/
theorem fsum_castSucc {n : Nat} (f : Int → Int) (a : Int) :
    fsum (n + 1) (fun i => f (a + i.val)) = fsum n (fun i => f (a + i.val)) + f (a + n) := by
  induction n generalizing a with
  | zero => simp only [fsum_succ, fsum_zero]; simp
  | succ n ih =>
    have e : ∀ k : Nat, fsum k (fun i => f (a + (i.succ).val)) =
      fsum k (fun i => f (a + 1 + i.val)) := by
      intro k; apply fsum_congr; intro i
      have : a + ((i.succ).val : Int) = a + 1 + i.val := by simp; omega
      rw [this]
    rw [fsum_succ (n + 1), e, ih (a + 1), fsum_succ n, e]
    have : a + 1 + (n : Int) = a + ((n + 1 : Nat) : Int) := by simp; omega
    rw [this]
    have z : ((0 : Fin (n + 1 + 1)).val : Int) = ((0 : Fin (n + 1)).val : Int) := rfl
    rw [z]; omega

/-- The sum of a periodic function over a period does not depend on where the period begins. -/
theorem fsum_window {N : Nat} (f : Int → Int) (hp : ∀ x, f (x + N) = f x) (a : Int) :
    fsum N (fun i => f (a + i.val)) = fsum N (fun i => f (0 + i.val)) := by
  have step : ∀ a, fsum N (fun i => f (a + 1 + i.val)) = fsum N (fun i => f (a + i.val)) := by
    intro a
    have h1 := fsum_castSucc (n := N) f a
    rw [fsum_succ] at h1
    have e : fsum N (fun i => f (a + (i.succ).val)) = fsum N (fun i => f (a + 1 + i.val)) := by
      apply fsum_congr; intro i
      have : a + ((i.succ).val : Int) = a + 1 + i.val := by simp; omega
      rw [this]
    rw [e, hp] at h1
    simp at h1
    omega
  obtain ⟨n, rfl | rfl⟩ := Int.eq_nat_or_neg a
  · induction n with
    | zero => rfl
    | succ n ih => rw [← ih, ← step n]; rfl
  · induction n with
    | zero => rfl
    | succ n ih =>
      rw [← ih]
      have := step (-((n + 1 : Nat) : Int))
      have e : -((n + 1 : Nat) : Int) + 1 = -(n : Int) := by omega
      rw [e] at this
      exact this.symm

/-- An odd periodic function sums to zero over every period. -/
theorem fsum_odd_periodic {N : Nat} (f : Int → Int) (ho : ∀ x, f (-x) = -f x)
    (hp : ∀ x, f (x + N) = f x) (a : Int) :
    fsum N (fun i => f (a + i.val)) = 0 := by
  have h1 := fsum_window f hp a
  have h2 := fsum_window f hp (1 - a - N)
  have h3 : fsum N (fun i => f (a + i.val)) = fsum N (fun i => -1 * f (1 - a - N + i.val)) := by
    rw [← fsum_perm (fun i : Fin N => f (a + i.val)) Fin.rev Fin.rev Fin.rev_rev Fin.rev_rev]
    apply fsum_congr; intro i
    rw [Fin.val_rev]
    have : -(1 - a - (N : Int) + i.val) = a + ((N - (i.val + 1) : Nat) : Int) := by
      have := i.isLt; omega
    rw [← this, ho]; omega
  rw [fsum_mul_left] at h3
  omega

/-- The rounding errors of round-half-even cancel: over any `2 * n` consecutive integers they sum to
zero. Claim `boundedarithmetic.round-half-even`. -/
theorem halfEven_unbiased {n : Nat} (hn : 0 < n) (a : Int) :
    fsum (2 * n) (fun i => n * halfEven n (a + i.val) - (a + i.val)) = 0 := by
  have hn' : (0 : Int) < n := by omega
  apply fsum_odd_periodic (fun x => n * halfEven n x - x)
  · intro x
    rw [halfEven_neg hn']
    have : (n : Int) * -halfEven n x = -(n * halfEven n x) := by grind
    omega
  · intro x
    have e : x + ((2 * n : Nat) : Int) = x + 2 * (n : Int) := by omega
    rw [e, halfEven_add_two hn']
    have : (n : Int) * (halfEven n x + 2) = n * halfEven n x + 2 * n := by grind
    omega

/-- Twice the sum of `k` consecutive integers. -/
theorem two_fsum_consecutive (k : Nat) (a : Int) :
    2 * fsum k (fun i => a + i.val) = 2 * k * a + k * (k - 1) := by
  induction k with
  | zero => simp
  | succ k ih =>
    rw [fsum_castSucc (fun x => x) a, Int.mul_add, ih]
    have : ((k + 1 : Nat) : Int) = k + 1 := by omega
    rw [this]; grind

/-- Round-half-up is biased: on a grid of even step `2 * m` its errors over any `2 * m` consecutive
integers sum to `m`. Claim `boundedarithmetic.round-half-even`. -/
theorem halfUp_biased {m : Nat} (hm : 0 < m) (a : Int) :
    fsum (2 * m) (fun i => (2 * m) * halfUp (2 * m) (a + i.val) - (a + i.val)) = m := by
  have hp : ∀ x : Int, (2 * m) * halfUp (2 * m)
    (x + (2 * m : Nat)) - (x + (2 * m : Nat)) = (2 * m) * halfUp (2 * m) x - x := by
    intro x
    have e : 2 * (x + ((2 * m : Nat) : Int)) + 2 * m = (2 * x + 2 * m) + 2 * (2 * m) * 1 := by omega
    unfold halfUp
    rw [e, Int.add_mul_ediv_left _ _ (by omega), Int.mul_add]
    omega
  have h1 := fsum_window (fun x => (2 * m) * halfUp (2 * m) x - x) hp
  rw [h1 a, ← h1 (-m)]
  have e : fsum (2 * m) (fun i => (2 * m) * halfUp (2 * m) (-m + i.val) - (-m + i.val)) =
      fsum (2 * m) (fun i => (-1 : Int) * (-m + i.val)) := by
    apply fsum_congr; intro i
    have := i.isLt
    have z : halfUp (2 * m) (-m + i.val) = 0 := by
      unfold halfUp
      exact Int.ediv_eq_zero_of_lt (by omega) (by omega)
    rw [z]; omega
  rw [e, fsum_mul_left]
  have h2 := two_fsum_consecutive (2 * m) (-m)
  have h3 : (2 * ((2 * m : Nat) : Int) * -m + ((2 * m : Nat) : Int) * (((2 * m : Nat) : Int) - 1)) =
    -(2 * m) := by
    have : ((2 * m : Nat) : Int) = 2 * m := by omega
    rw [this]; grind
  rw [h3] at h2
  omega
end BoundedArithmetic
