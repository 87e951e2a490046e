module
public import VerifiedCompilation.Position
/-!
# Tables that machines store

Sines and cosines are stored as binary fractions, and then a block is a unit pair only at quarter
turns. So exact laws hold for ideal tables, and for stored ones they hold up to an error: how large
it is, and that no smaller bound will do.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v

/-- Over binary fractions a unit pair has a vanishing cosine or a vanishing sine. -/
theorem dyadic_unit_zero (f : Nat) (a b : Int) (h : a * a + b * b = 4 ^ f) : a = 0 ∨ b = 0 := by
  induction f generalizing a b with
  | zero =>
    apply Classical.byContradiction
    intro hn
    have h1 : 1 ≤ a * a := by
      have p := Int.natAbs_mul_self (a := a)
      have : 1 ≤ a.natAbs * a.natAbs := Nat.mul_pos (by omega) (by omega)
      omega
    have h2 : 1 ≤ b * b := by
      have p := Int.natAbs_mul_self (a := b)
      have : 1 ≤ b.natAbs * b.natAbs := Nat.mul_pos (by omega) (by omega)
      omega
    have : (4 : Int) ^ 0 = 1 := rfl
    omega
  | succ f ih =>
    have ha : a % 2 = 0 ∧ b % 2 = 0 := by
      have h4 : (a * a + b * b) % 4 = 0 := by rw [h, Int.pow_succ]; omega
      have r : ∀ x : Int, x % 2 = 0 ∧ x * x % 4 = 0 ∨ x % 2 = 1 ∧ x * x % 4 = 1 := by
        intro x
        have hx : x % 4 = 0 ∨ x % 4 = 1 ∨ x % 4 = 2 ∨ x % 4 = 3 := by omega
        have := Int.mul_emod x x 4
        rcases hx with e | e | e | e <;> rw [e] at this <;> omega
      have := r a
      have := r b
      omega
    obtain ⟨c, rfl⟩ : ∃ c, a = 2 * c := ⟨a / 2, by omega⟩
    obtain ⟨d, rfl⟩ : ∃ d, b = 2 * d := ⟨b / 2, by omega⟩
    have : c * c + d * d = 4 ^ f := by rw [Int.pow_succ] at h; grind
    have := ih c d this
    omega

/-- The unit pairs among the binary fractions `a / 2 ^ f`, `b / 2 ^ f` (all numbers that a
fixed-point or floating-point table can hold) are the four quarter turns. Claim
`rope.binary-tables`. -/
theorem dyadic_unit_iff (f : Nat) (a b : Int) :
    a * a + b * b = 2 ^ f * 2 ^ f ↔
      (b = 0 ∧ (a = 2 ^ f ∨ a = -2 ^ f)) ∨ (a = 0 ∧ (b = 2 ^ f ∨ b = -2 ^ f)) := by
  have e4 : (2 : Int) ^ f * 2 ^ f = 4 ^ f := by rw [← Int.mul_pow]; rfl
  have root : ∀ x : Int, x * x = 2 ^ f * 2 ^ f → x = 2 ^ f ∨ x = -2 ^ f := by
    intro x h
    have : (x - 2 ^ f) * (x + 2 ^ f) = 0 := by grind
    rcases Int.mul_eq_zero.1 this with h | h
    · left; omega
    · right; omega
  constructor
  · intro h
    rcases dyadic_unit_zero f a b (by rw [h, e4]) with h0 | h0
    · exact .inr ⟨h0, root b (by rw [h0] at h; grind)⟩
    · exact .inl ⟨h0, root a (by rw [h0] at h; grind)⟩
  · rintro (⟨rfl, rfl | rfl⟩ | ⟨rfl, rfl | rfl⟩) <;> grind

section order
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

/-- What a stored table does to scores: its error is at most `ε` times the sizes of the block
scores, for all queries and keys, exactly when every block is a unit pair up to `ε`. Claim
`rope.rounded-tables`. -/
theorem rounded_score_iff {n : Nat} (c s : Fin n → R) (ε : R) :
    (∀ q k : Vec n R, absv (dotN (spin c s q) (spin c s k) - dotN q k) ≤
        ε * fsum n fun i => absv (dot (q i) (k i))) ↔
      ∀ i, absv (c i * c i + s i * s i - 1) ≤ ε := by
  have e : ∀ q k : Vec n R, dotN (spin c s q) (spin c s k) - dotN q k =
      fsum n fun i => (c i * c i + s i * s i - 1) * dot (q i) (k i) := by
    intro q k
    unfold dotN
    rw [← fsum_sub]
    exact fsum_congr fun i => by simp only [spin, rot, dot]; grind
  constructor
  · intro h i
    have h1 := h (single i (1, 0)) (single i (1, 0))
    have d : ∀ j, dot (single i ((1 : R), 0) j) (single i (1, 0) j) = if j = i then 1 else 0 := by
      intro j; unfold single; split <;> simp only [dot] <;> grind
    have a : ∀ j, absv (if j = i then (1 : R) else 0) = if j = i then 1 else 0 := by
      intro j; have := OrderedRing.zero_lt_one (R := R); split <;> unfold absv <;> grind
    have m : ∀ j, (c j * c j + s j * s j - 1) * (if j = i then (1 : R) else 0) =
        if j = i then c j * c j + s j * s j - 1 else 0 := by intro j; split <;> grind
    simp only [e, d, a, m] at h1
    rw [fsum_ite_eq i (fun j => c j * c j + s j * s j - 1), fsum_ite_eq i (fun _ => (1 : R))] at h1
    grind
  · intro h q k
    rw [e, ← fsum_mul_left]
    refine IsPreorder.le_trans _ _ _ (absv_fsum_le _) ?_
    exact fsum_mono (fun i => absv ((c i * c i + s i * s i - 1) * dot (q i) (k i)))
      (fun i => ε * absv (dot (q i) (k i))) fun i => by
        show absv (_ * _) ≤ ε * absv _
        rw [absv_mul]
        have h0 : 0 ≤ absv (dot (q i) (k i)) := by unfold absv; grind
        have := ordered_mul_le_left (h i) h0
        grind

/-- The relative law of a stored table: with the cosines and sines `c`, `s` of the query's position,
`c'`, `s'` of the key's and `c''`, `s''` of the difference, the two scores differ by at most `ε`
times the sizes of the inner products and of the oriented areas of the blocks, for all queries and
keys, exactly when the addition formulas hold up to `ε` in every block. Claim `rope.rounded-tables`.
-/
theorem rounded_relative_iff {n : Nat} (c s c' s' c'' s'' : Fin n → R) (ε : R) :
    (∀ q k : Vec n R, absv (dotN (spin c s q) (spin c' s' k) - dotN q (spin c'' s'' k)) ≤
        ε * fsum n fun i =>
          absv (dot (q i) (k i)) + absv ((q i).2 * (k i).1 - (q i).1 * (k i).2)) ↔
      ∀ i, absv (c i * c' i + s i * s' i - c'' i) ≤ ε ∧
        absv (c i * s' i - s i * c' i - s'' i) ≤ ε := by
  have e : ∀ q k : Vec n R, dotN (spin c s q) (spin c' s' k) - dotN q (spin c'' s'' k) =
      fsum n fun i => (c i * c' i + s i * s' i - c'' i) * dot (q i) (k i) +
        (c i * s' i - s i * c' i - s'' i) * ((q i).2 * (k i).1 - (q i).1 * (k i).2) := by
    intro q k
    unfold dotN
    rw [← fsum_sub]
    exact fsum_congr fun i => by simp only [spin, rot, dot]; grind
  constructor
  · intro h i
    have zero : ∀ p : R × R, dot (0, 0) p = 0 := by intro p; simp only [dot]; grind
    have one := OrderedRing.zero_lt_one (R := R)
    -- a query and a key on block `i` alone
    have at_block : ∀ p p' : R × R, absv ((c i * c' i + s i * s' i - c'' i) * dot p p' +
        (c i * s' i - s i * c' i - s'' i) * (p.2 * p'.1 - p.1 * p'.2)) ≤
        ε * (absv (dot p p') + absv (p.2 * p'.1 - p.1 * p'.2)) := by
      intro p p'
      have h1 := h (single i p) (single i p')
      rw [e] at h1
      have d : ∀ j, dot (single i p j) (single i p' j) = if j = i then dot p p' else 0 := by
        intro j; unfold single; split
        · rfl
        · exact zero _
      have a : ∀ j, (single i p j).2 * (single i p' j).1 - (single i p j).1 * (single i p' j).2 =
          if j = i then p.2 * p'.1 - p.1 * p'.2 else 0 := by
        intro j; unfold single; split <;> grind
      have l : ∀ j, (c j * c' j + s j * s' j - c'' j) * (if j = i then dot p p' else 0) +
          (c j * s' j - s j * c' j - s'' j) * (if j = i then p.2 * p'.1 - p.1 * p'.2 else 0) =
          if j = i then (c j * c' j + s j * s' j - c'' j) * dot p p' +
            (c j * s' j - s j * c' j - s'' j) * (p.2 * p'.1 - p.1 * p'.2) else 0 := by
        intro j; split <;> grind
      have r : ∀ j, absv (if j = i then dot p p' else 0) +
          absv (if j = i then p.2 * p'.1 - p.1 * p'.2 else 0) =
          if j = i then absv (dot p p') + absv (p.2 * p'.1 - p.1 * p'.2) else 0 := by
        intro j; split
        · rfl
        · unfold absv; grind
      simp only [d, a, l, r] at h1
      rwa [fsum_ite_eq i (fun j => (c j * c' j + s j * s' j - c'' j) * dot p p' +
        (c j * s' j - s j * c' j - s'' j) * (p.2 * p'.1 - p.1 * p'.2)),
        fsum_ite_eq i (fun _ => absv (dot p p') + absv (p.2 * p'.1 - p.1 * p'.2))] at h1
    have h1 := at_block (1, 0) (1, 0)
    have h2 := at_block (0, 1) (1, 0)
    simp only [dot] at h1 h2
    have e1 : absv (1 * 1 + 0 * 0 : R) = 1 := by unfold absv; grind
    have e2 : absv (0 * 1 - 1 * 0 : R) = 0 := by unfold absv; grind
    have e3 : absv (0 * 1 + 1 * 0 : R) = 0 := by unfold absv; grind
    have e4 : absv (1 * 1 - 0 * 0 : R) = 1 := by unfold absv; grind
    rw [e1, e2] at h1
    rw [e3, e4] at h2
    constructor
    · have : (c i * c' i + s i * s' i - c'' i) * (1 * 1 + 0 * 0) +
          (c i * s' i - s i * c' i - s'' i) * (0 * 1 - 1 * 0) =
            c i * c' i + s i * s' i - c'' i := by grind
      rw [this] at h1; grind
    · have : (c i * c' i + s i * s' i - c'' i) * (0 * 1 + 1 * 0) +
          (c i * s' i - s i * c' i - s'' i) * (1 * 1 - 0 * 0) =
            c i * s' i - s i * c' i - s'' i := by grind
      rw [this] at h2; grind
  · intro h q k
    rw [e, ← fsum_mul_left]
    refine IsPreorder.le_trans _ _ _ (absv_fsum_le _) (fsum_mono _ _ fun i => ?_)
    have p1 : 0 ≤ absv (dot (q i) (k i)) := by unfold absv; grind
    have p2 : 0 ≤ absv ((q i).2 * (k i).1 - (q i).1 * (k i).2) := by unfold absv; grind
    have h1 := ordered_mul_le_left (h i).1 p1
    have h2 := ordered_mul_le_left (h i).2 p2
    have m1 := absv_mul (c i * c' i + s i * s' i - c'' i) (dot (q i) (k i))
    have m2 := absv_mul (c i * s' i - s i * c' i - s'' i) ((q i).2 * (k i).1 - (q i).1 * (k i).2)
    generalize (c i * c' i + s i * s' i - c'' i) * dot (q i) (k i) = x at *
    generalize (c i * s' i - s i * c' i - s'' i) * ((q i).2 * (k i).1 - (q i).1 * (k i).2) = y at *
    have t : absv (x + y) ≤ absv x + absv y := by unfold absv; grind
    grind
end order
end RoPE
