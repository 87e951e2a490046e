module
public import PhaseCollapse.SignPerm
/-!
# The symmetries of the one-bit cube

Signed permutations are exactly the linear maps that permute the bipolar vectors, and exactly the
maps of bit vectors that preserve all pairwise scores.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    {n : Nat}

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- The dot product with a bipolar vector splits off the first coordinate, by definition. -/
theorem dot_signs_bcons (r : Fin (n+1) → R) (b : Bool) (x : Fin n → Bool) :
    inner r (signs (bcons b x)) = r 0 * sgn b + inner (fun i => r i.succ) (signs x) := rfl

/-- A linear functional that vanishes on all bipolar vectors vanishes. -/
theorem dot_signs_zero (r : Fin n → R) (h : ∀ x : Fin n → Bool, inner r (signs x) = 0) :
    ∀ i, r i = 0 := by
  induction n with
  | zero => exact fun i => i.elim0
  | succ n ih =>
    have hp : ∀ x : Fin n → Bool, r 0 + inner (fun i => r i.succ) (signs x) = 0 := by
      intro x
      have := h (bcons false x)
      rw [dot_signs_bcons] at this
      simp [sgn] at this; grind
    have hm : ∀ x : Fin n → Bool, - r 0 + inner (fun i => r i.succ) (signs x) = 0 := by
      intro x
      have := h (bcons true x)
      rw [dot_signs_bcons] at this
      simp [sgn] at this; grind
    intro i
    cases i using Fin.cases with
    | zero => have := hp fun _ => false; have := hm fun _ => false; grind
    | succ i => exact ih (fun i => r i.succ) (fun x => by have := hp x; have := hm x; grind) i

/-- If `t + r` and `t - r` are both signs and `r` is not zero, `t` is zero. -/
theorem cube_line {r t : R} (h0 : r ≠ 0) (hp : r + t = 1 ∨ r + t = -1)
    (hm : -r + t = 1 ∨ -r + t = -1) : t = 0 := by
  have half : ∀ z : R, z + z = 0 → z = 0 := by intro z h; grind
  have r0 : ∀ c : R, r + t = c → -r + t = c → r = 0 := by
    intro c h1 h2; apply half; grind
  have t0 : ∀ c : R, r + t = c → -r + t = -c → t = 0 := by
    intro c h1 h2; apply half; grind
  rcases hp with hp | hp <;> rcases hm with hm | hm
  · exact absurd (r0 1 hp hm) h0
  · exact t0 1 hp hm
  · exact t0 (-1) hp (by rw [hm]; grind)
  · exact absurd (r0 (-1) hp hm) h0

/-- A linear functional that takes only the values `1` and `-1` on bipolar vectors reads one
coordinate, up to sign. -/
theorem row_of_cube (r : Fin n → R)
    (h : ∀ x : Fin n → Bool, inner r (signs x) = 1 ∨ inner r (signs x) = -1) :
    ∃ k b, ∀ v, inner r v = sgn b * v k := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  induction n with
  | zero => have := h fun _ => false; simp only [inner, fsum_zero] at this; grind
  | succ n ih =>
    have split : ∀ v : Fin (n+1) → R,
      inner r v = r 0 * v 0 + inner (fun i => r i.succ) fun i => v i.succ := fun v => rfl
    have hp : ∀ x : Fin n → Bool, r 0 + inner (fun i => r i.succ)
      (signs x) = 1 ∨ r 0 + inner (fun i => r i.succ) (signs x) = -1 := by
      intro x
      have := h (bcons false x)
      rw [dot_signs_bcons] at this
      generalize inner (fun i => r i.succ) (signs x) = t at this
      simp [sgn] at this
      grind
    have hm : ∀ x : Fin n → Bool, - r 0 + inner (fun i => r i.succ)
      (signs x) = 1 ∨ - r 0 + inner (fun i => r i.succ) (signs x) = -1 := by
      intro x
      have := h (bcons true x)
      rw [dot_signs_bcons] at this
      generalize inner (fun i => r i.succ) (signs x) = t at this
      simp [sgn] at this
      grind
    by_cases h0 : r 0 = 0
    · have hz : ∀ x : Fin n → Bool, inner (fun i => r i.succ)
        (signs x) = 1 ∨ inner (fun i => r i.succ) (signs x) = -1 := by
        intro x
        have := hp x
        rw [h0] at this
        generalize inner (fun i => r i.succ) (signs x) = t at *
        grind
      obtain ⟨k, b, hk⟩ := ih (fun i => r i.succ) hz
      refine ⟨k.succ, b, fun v => ?_⟩
      have hk := hk fun i => v i.succ
      rw [split, hk, h0]
      grind
    · have hz : ∀ x : Fin n → Bool, inner (fun i => r i.succ) (signs x) = 0 :=
        fun x => cube_line h0 (hp x) (hm x)
      have tz := dot_signs_zero (fun i => r i.succ) hz
      have hr : r 0 = 1 ∨ r 0 = -1 := by
        have h1 := hp fun _ => false
        rw [hz fun _ => false] at h1
        have e : r 0 + 0 = r 0 := by grind
        rwa [e] at h1
      have tail : ∀ v : Fin n → R, inner (fun i => r i.succ) v = 0 := by
        intro v
        have : ∀ i, r i.succ * v i = 0 := fun i => by have := tz i; grind
        simp only [inner, this, fsum_const_zero]
      rcases hr with hr | hr
      · exact ⟨0, false, fun v => by rw [split, tail, hr]; simp [sgn]; grind⟩
      · exact ⟨0, true, fun v => by rw [split, tail, hr]; simp [sgn]; grind⟩

/-- **The linear automorphisms of the one-bit cube**: a square matrix over an ordered ring maps
bipolar vectors injectively to bipolar vectors if and only if it is a signed permutation. Claim
`signphase.cube-linear-maps`. -/
theorem cube_linear_iff (M : Fin n → Fin n → R) :
    ((∀ x : Fin n → Bool, ∃ y : Fin n → Bool, matvec M (signs x) = signs y) ∧
      ∀ x y : Fin n → Bool, matvec M (signs x) = matvec M (signs y) → x = y) ↔
    ∃ g : SignPerm n, ∀ v, matvec M v = g.act v := by
  constructor
  · rintro ⟨cube, inj⟩
    have rows : ∀ i, ∃ k b, ∀ v, matvec M v i = sgn b * v k :=
      fun i => row_of_cube (M i) fun x => by
      obtain ⟨y, hy⟩ := cube x
      have : inner (M i) (signs x) = sgn (y i) := congrFun hy i
      rw [this]; exact sgn_cases _
    let k := fun i => Classical.choose (rows i)
    let b := fun i => Classical.choose (Classical.choose_spec (rows i))
    have hM : ∀ i v, matvec M v i = sgn (b i) * v (k i) :=
      fun i => Classical.choose_spec (Classical.choose_spec (rows i))
    -- every input channel is read
    have surj : ∀ c, ∃ i, k i = c := by
      intro c
      apply Classical.byContradiction; intro hc
      have := inj (fun _ => false) (fun j => decide (j = c)) (by
        funext i
        have : ¬ k i = c := fun e => hc ⟨i, e⟩
        rw [hM, hM]; simp [signs, this])
      have := congrFun this c
      simp at this
    let s := fun c => Classical.choose (surj c)
    have hs : ∀ c, k (s c) = c := fun c => Classical.choose_spec (surj c)
    obtain ⟨t, ts, st⟩ := injective_has_inverse s fun c d e => by rw [← hs c, ← hs d, e]
    have hk : ∀ i, s (k i) = i := by
      intro i
      have : k i = t i := by rw [← st i, hs, ts]
      rw [this, st]
    exact ⟨⟨k, s, hk, hs, b⟩, fun v => funext fun i => hM i v⟩
  · rintro ⟨g, hg⟩
    refine ⟨fun x => ⟨g.actBits x, by rw [hg, g.act_signs]⟩, fun x y e => ?_⟩
    rw [hg, hg] at e
    have e := congrArg (fun v => g.inv.act v) e
    simp only [(g.group_action g (signs x : Fin n → R) (signs x)).2.2.1,
      (g.group_action g (signs y : Fin n → R) (signs y)).2.2.1] at e
    funext i
    exact sgn_inj (R := R) (congrFun e i)
end ordered
/-- Popcount parity: the popcounts of two bit vectors add up to the popcount of their exclusive-or
plus twice that of their conjunction. -/
theorem popcount_xor {n : Nat} (x y : Fin n → Bool) :
    hamming x y + 2 * (popcount fun i => x i && y i) = popcount x + popcount y := by
  unfold hamming
  induction n with
  | zero => simp [popcount]
  | succ n ih =>
    have := ih (fun i => x i.succ) (fun i => y i.succ)
    simp only [popcount]
    by_cases h1 : x 0 <;> by_cases h2 : y 0 <;> simp [h1, h2] <;> omega

/-- The bit vector with the single bit `k`. -/
def unitBits {n : Nat} (k : Fin n) : Fin n → Bool := fun i => decide (i = k)

/-- The popcount of no bits is zero. -/
theorem popcount_false (n : Nat) : popcount (fun _ : Fin n => false) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => simp [popcount, ih]

/-- A bit vector without ones is zero. -/
theorem eq_of_popcount_zero {n : Nat} (x : Fin n → Bool) (h : popcount x = 0) :
    ∀ i, x i = false := by
  induction n with
  | zero => exact fun i => i.elim0
  | succ n ih =>
    unfold popcount at h
    intro i
    cases i using Fin.cases with
    | zero => apply Classical.byContradiction; intro e; simp [e] at h
    | succ i => exact ih (fun i => x i.succ) (by omega) i

/-- Masking with a single bit counts this bit. -/
theorem popcount_and_unit {n : Nat} (x : Fin n → Bool) (k : Fin n) :
    (popcount fun i => x i && unitBits k i) = if x k then 1 else 0 := by
  induction n with
  | zero => exact k.elim0
  | succ n ih =>
    unfold popcount
    cases k using Fin.cases with
    | zero =>
      have : ∀ i : Fin n, (x i.succ && unitBits 0 i.succ) = false := by
        intro i; simp [unitBits, Fin.succ_ne_zero]
      simp only [this, popcount_false]
      simp [unitBits]
    | succ k =>
      have h0 : unitBits k.succ 0 = false := by
        simp [unitBits]; exact fun h => Fin.succ_ne_zero k h.symm
      have : ∀ i : Fin n, unitBits k.succ i.succ = unitBits k i := by
        intro i; simp [unitBits, Fin.succ_inj]
      simp only [this, h0, ih (fun i => x i.succ) k]
      simp

/-- A bit vector with exactly one `true` is a unit vector. -/
theorem unit_of_popcount_one {n : Nat} (x : Fin n → Bool) (h : popcount x = 1) :
    ∃ k, x = unitBits k := by
  have : ∃ k, x k = true := by
    apply Classical.byContradiction; intro hn
    have : x = fun _ => false := funext fun i => by
      cases e : x i
      · rfl
      · exact absurd ⟨i, e⟩ hn
    rw [this, popcount_false] at h; omega
  obtain ⟨k, hk⟩ := this
  refine ⟨k, ?_⟩
  have h1 := popcount_and_unit x k
  have h2 := popcount_and_unit (fun _ => true) k
  have h3 := popcount_xor x (unitBits k)
  simp only [Bool.true_and, if_true] at h2
  have h4 : popcount (unitBits k) = 1 := h2
  simp only [hk, if_true] at h1
  have h5 : hamming x (unitBits k) = 0 := by omega
  funext i
  have := eq_of_popcount_zero _ h5 i
  simpa using this

/-- **The isometries of the one-bit cube**: an arbitrary map of bit vectors preserves every pairwise
score if and only if it is a signed permutation. Nothing linear is assumed. Claim
`signphase.cube-isometries`. -/
theorem cube_isometry_iff {n : Nat} (f : (Fin n → Bool) → Fin n → Bool) :
    (∀ x y, (inner (signs (f x)) (signs (f y)) : Int) = inner (signs x) (signs y)) ↔
      ∃ g : SignPerm n, ∀ x, f x = g.actBits x := by
  constructor
  · intro h
    have iso : ∀ x y, hamming (f x) (f y) = hamming x y := by
      intro x y; have := h x y; rw [popcount_dot_int, popcount_dot_int] at this; omega
    let z := f fun _ => false
    let u := fun x i => xor (f x i) (z i)
    have hu : ∀ x y, hamming (u x) (u y) = hamming x y := by
      intro x y; rw [← iso x y]; unfold hamming; congr 1; funext i
      show xor (xor (f x i) (z i)) (xor (f y i) (z i)) = _
      cases f x i <;> cases f y i <;> cases z i <;> rfl
    have pop : ∀ x, popcount (u x) = popcount x := by
      intro x
      have h1 : popcount (u x) = hamming (f x) z := rfl
      have h2 : hamming x (fun _ => false) = popcount x := by unfold hamming; simp
      rw [h1, iso, h2]
    have unit1 : ∀ k : Fin n, popcount (unitBits k) = 1 := by
      intro k
      have := popcount_and_unit (fun _ => true) k
      simpa only [Bool.true_and, if_true] using this
    have ex : ∀ k, ∃ l, u (unitBits k) = unitBits l :=
      fun k => unit_of_popcount_one _ (by rw [pop, unit1])
    let σ := fun k => Classical.choose (ex k)
    have hσ : ∀ k, u (unitBits k) = unitBits (σ k) := fun k => Classical.choose_spec (ex k)
    have read : ∀ x k, u x (σ k) = x k := by
      intro x k
      have h1 := popcount_xor (u x) (unitBits (σ k))
      have h2 := popcount_xor x (unitBits k)
      rw [← hσ k, hu, pop, pop, hσ k, popcount_and_unit] at h1
      rw [popcount_and_unit] at h2
      cases e1 : u x (σ k) <;> cases e2 : x k <;> simp [e1, e2] at * <;> omega
    obtain ⟨τ, h1, h2⟩ := injective_has_inverse σ fun i j e => by
      have := read (unitBits i) i
      rw [e, read] at this
      simp [unitBits] at this
      exact this.symm
    refine ⟨⟨τ, σ, h2, h1, z⟩, fun x => funext fun i => ?_⟩
    have := read x (τ i)
    rw [h2] at this
    show f x i = xor (z i) (x (τ i))
    rw [← this]
    show f x i = xor (z i) (xor (f x i) (z i))
    cases f x i <;> cases z i <;> rfl
  · rintro ⟨g, hg⟩ x y
    rw [hg, hg, ← g.act_signs, ← g.act_signs, g.dot_act]
end SignPhase
