module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# One unit on a box

A rectified unit, the box of inputs it may see, and its interval bounds: when the bounds decide that
the unit is dead, saturated, or dead for every rounding of its weights.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u
variable {R : Type u} [CommRing R] [LE R] [DecidableLE R]

/-- The pre-activation `w · x + b` of a unit. -/
def pre {n : Nat} (w : Fin n → R) (b : R) (x : Fin n → R) : R := fsum n (fun i => w i * x i) + b
/-- The box `lo ≤ x ≤ hi`, coordinate by coordinate. -/
def InBox {n : Nat} (lo hi x : Fin n → R) : Prop := ∀ i, lo i ≤ x i ∧ x i ≤ hi i
/-- The interval upper bound of a unit on a box. -/
def ub {n : Nat} (w lo hi : Fin n → R) (b : R) : R :=
    fsum n (fun i => gmax (w i * lo i) (w i * hi i)) + b
/-- The interval lower bound of a unit on a box. -/
def lb {n : Nat} (w lo hi : Fin n → R) (b : R) : R :=
    fsum n (fun i => gmin (w i * lo i) (w i * hi i)) + b

variable [LT R] [LawfulOrderLT R] [IsLinearOrder R]

variable [OrderedRing R]

/-- One coordinate: a weight times an interval lies between the products at its ends. -/
theorem interval_mul (w lo hi x : R) (h₁ : lo ≤ x) (h₂ : x ≤ hi) :
    gmin (w * lo) (w * hi) ≤ w * x ∧ w * x ≤ gmax (w * lo) (w * hi) := by
  have key : ∀ p q t : R, p ≤ t ∧ t ≤ q ∨ q ≤ t ∧ t ≤ p → gmin p q ≤ t ∧ t ≤ gmax p q := by
    intro p q t h; unfold gmin gmax; grind
  apply key
  by_cases hw : 0 ≤ w
  · exact .inl ⟨ordered_mul_le_left h₁ hw, ordered_mul_le_left h₂ hw⟩
  · have hn : 0 ≤ -w := by grind
    have a := ordered_mul_le_left h₁ hn
    have b := ordered_mul_le_left h₂ hn
    exact .inr ⟨by grind, by grind⟩

/-- The interval bounds hold on the whole box. -/
theorem pre_bounds {n : Nat} (w lo hi : Fin n → R) (b : R) (x : Fin n → R) (hx : InBox lo hi x) :
    lb w lo hi b ≤ pre w b x ∧ pre w b x ≤ ub w lo hi b := by
  have h1 := fsum_mono (fun i => gmin (w i * lo i) (w i * hi i)) (fun i => w i * x i)
    (fun i => (interval_mul (w i) _ _ _ (hx i).1 (hx i).2).1)
  have h2 := fsum_mono (fun i => w i * x i) (fun i => gmax (w i * lo i) (w i * hi i))
    (fun i => (interval_mul (w i) _ _ _ (hx i).1 (hx i).2).2)
  unfold lb ub pre
  constructor <;> grind

omit [LT R] [LawfulOrderLT R] [OrderedRing R] in
/-- The upper bound is attained at a corner. -/
theorem ub_attained {n : Nat} (w lo hi : Fin n → R) (b : R) (h : ∀ i, lo i ≤ hi i) :
    ∃ x, InBox lo hi x ∧ pre w b x = ub w lo hi b := by
  refine ⟨fun i => if w i * lo i ≤ w i * hi i then hi i else lo i, ?_, ?_⟩
  · intro i
    have := h i
    simp only; split <;> grind
  · unfold pre ub
    congr 1
    apply fsum_congr; intro i
    unfold gmax; simp only; split <;> rfl

omit [LT R] [LawfulOrderLT R] [OrderedRing R] in
/-- The lower bound is attained at a corner. -/
theorem lb_attained {n : Nat} (w lo hi : Fin n → R) (b : R) (h : ∀ i, lo i ≤ hi i) :
    ∃ x, InBox lo hi x ∧ pre w b x = lb w lo hi b := by
  refine ⟨fun i => if w i * lo i ≤ w i * hi i then lo i else hi i, ?_, ?_⟩
  · intro i
    have := h i
    simp only; split <;> grind
  · unfold pre lb
    congr 1
    apply fsum_congr; intro i
    unfold gmin; simp only; split <;> rfl

/-- On a nonempty box the interval bounds of one affine unit are sound, and both are attained: they
are the exact range. Claim `dormancy.interval-range`. -/
theorem interval_range {n : Nat} (w lo hi : Fin n → R) (b : R) (h : ∀ i, lo i ≤ hi i) :
    (∀ x, InBox lo hi x → lb w lo hi b ≤ pre w b x ∧ pre w b x ≤ ub w lo hi b) ∧
      (∃ x, InBox lo hi x ∧ pre w b x = lb w lo hi b) ∧ ∃ x, InBox lo hi x ∧
        pre w b x = ub w lo hi b :=
  ⟨fun x hx => pre_bounds w lo hi b x hx, lb_attained w lo hi b h, ub_attained w lo hi b h⟩

omit [DecidableLE R] in
/-- A box of more than one point in every dimension, over every ordered ring, so that the hypothesis
shared by the claims on boxes can be met. Claims `dormancy.interval-range`,
`dormancy.dead-iff-upper-bound`, `dormancy.clipped-constant`, `dormancy.box-inclusion`,
`dormancy.quantised-unit`, `dormancy.activation-scale`, `dormancy.removal-error`. -/
theorem box_instance (n : Nat) : ∃ lo hi : Fin (n + 1) → R, (∀ i, lo i ≤ hi i) ∧ lo ≠ hi := by
  have one := OrderedRing.zero_lt_one (R := R)
  refine ⟨fun _ => 0, fun _ => 1, fun _ => by grind, fun h => ?_⟩
  have := congrFun h 0
  grind

/-- A rectified unit is dead on a nonempty box exactly when its interval upper bound is not
positive. Claim `dormancy.dead-iff-upper-bound`. -/
theorem dead_iff {n : Nat} (w lo hi : Fin n → R) (b : R) (h : ∀ i, lo i ≤ hi i) :
    (∀ x, InBox lo hi x → relu (pre w b x) = 0) ↔ ub w lo hi b ≤ 0 := by
  constructor
  · intro hd
    obtain ⟨x, hx, e⟩ := ub_attained w lo hi b h
    have := hd x hx
    rw [e] at this
    exact (relu_eq_zero _).1 this
  · intro hu x hx
    have := (pre_bounds w lo hi b x hx).2
    exact (relu_eq_zero _).2 (by grind)

/-- The rectifier clipped at `c`, as in ReLU6: `min(c, max(0, x))`. -/
def clipped (c x : R) : R := gmin c (relu x)

/-- A clipped rectified unit (`0 < c`) is constant on a nonempty box exactly when its interval
bounds say so: it is dead (`ub ≤ 0`), saturated (`c ≤ lb`), or its pre-activation is constant (`lb =
ub`). Claim `dormancy.clipped-constant`. -/
theorem clipped_constant_iff {n : Nat} (w lo hi : Fin n → R) (b c : R) (hc : 0 < c)
    (h : ∀ i, lo i ≤ hi i) :
    (∀ x y, InBox lo hi x → InBox lo hi y → clipped c (pre w b x) = clipped c (pre w b y)) ↔
      ub w lo hi b ≤ 0 ∨ c ≤ lb w lo hi b ∨ lb w lo hi b = ub w lo hi b := by
  obtain ⟨p, hp, ep⟩ := ub_attained w lo hi b h
  obtain ⟨q, hq, eq⟩ := lb_attained w lo hi b h
  have le : lb w lo hi b ≤ ub w lo hi b := by
    have := pre_bounds w lo hi b p hp
    grind
  constructor
  · intro hd
    have := hd p q hp hq
    rw [ep, eq] at this
    unfold clipped gmin relu at this
    grind
  · intro hu x y hx hy
    have h1 := pre_bounds w lo hi b x hx
    have h2 := pre_bounds w lo hi b y hy
    unfold clipped gmin relu
    grind

/-- Every unit that is dead on the box `[lo', hi']` is dead on the nonempty box `[lo, hi]` exactly
when the second lies inside the first: the calibrated box must contain the deployed one, coordinate
by coordinate. Claim `dormancy.box-inclusion`. -/
theorem box_inclusion_iff {n : Nat} (lo hi lo' hi' : Fin n → R) (h : ∀ i, lo i ≤ hi i) :
    (∀ (w : Fin n → R) (b : R), (∀ x, InBox lo' hi' x → relu (pre w b x) = 0) → ∀ x, InBox lo hi x →
      relu (pre w b x) = 0) ↔
      (∀ i, lo' i ≤ hi' i) ∧ ∀ i, lo' i ≤ lo i ∧ hi i ≤ hi' i := by
  have one := OrderedRing.zero_lt_one (R := R)
  have coord : ∀ (a b : R) (j : Fin n)
    (x : Fin n → R), pre (fun i => a * unitVec j i) b x = a * x j + b := by
    intro a b j x
    have : ∀ i, a * unitVec j i * x i = a * x i * unitVec j i := by intro i; grind
    simp only [pre, this]
    rw [fsum_mul_unit (fun i => a * x i) j]
  have self : InBox lo hi lo := fun i => ⟨by grind, h i⟩
  have self' : InBox lo hi hi := fun i => ⟨h i, by grind⟩
  constructor
  · intro hd
    have ne : ∀ i, lo' i ≤ hi' i := by
      intro i
      apply Classical.byContradiction
      intro hn
      have := hd (fun _ => 0) 1 (fun x hx => by have := hx i; grind) lo self
      rw [relu_eq_zero] at this
      have e : pre (fun _ => (0 : R)) 1 lo = 1 := by
        have : ∀ i, (0 : R) * lo i = 0 := by intro i; grind
        simp only [pre, this, fsum_const_zero]; grind
      rw [e] at this
      grind
    refine ⟨ne, fun i => ⟨?_, ?_⟩⟩
    · have := hd (fun k => (-1) * unitVec i k) (lo' i) (fun x hx => by
        rw [coord, relu_eq_zero]; have := hx i; grind) lo self
      rw [coord, relu_eq_zero] at this; grind
    · have := hd (fun k => 1 * unitVec i k) (-hi' i) (fun x hx => by
        rw [coord, relu_eq_zero]; have := hx i; grind) hi self'
      rw [coord, relu_eq_zero] at this; grind
  · rintro ⟨_, hi⟩ w b hd x hx
    exact hd x fun i => by have := hx i; have := hi i; grind

/-- Death on two boxes does not imply death on the smallest box that contains both, not even for two
inputs: a unit can be dead on each of two edges of a square and alive at its far corner. Claim
`dormancy.box-inclusion`. -/
theorem hull_alive :
    ¬ ∀ (w : Fin 2 → R) (b : R)
      (lo₁ hi₁ lo₂ hi₂ : Fin 2 → R), (∀ i, lo₁ i ≤ hi₁ i) → (∀ i, lo₂ i ≤ hi₂ i) →
      (∀ x, InBox lo₁ hi₁ x → relu (pre w b x) = 0) →
        (∀ x, InBox lo₂ hi₂ x → relu (pre w b x) = 0) →
      ∀ x, InBox (fun i => gmin (lo₁ i) (lo₂ i))
        (fun i => gmax (hi₁ i) (hi₂ i)) x → relu (pre w b x) = 0 := by
  intro all
  have one := OrderedRing.zero_lt_one (R := R)
  have p : ∀ x : Fin 2 → R, pre (fun _ => 1) (-1) x = x 0 + x 1 - 1 := by
    intro x; simp only [pre, fsum_succ, fsum_zero]
    have : (0 : Fin 1).succ = (1 : Fin 2) := rfl
    rw [this]; grind
  have :=
    all (fun _ => 1) (-1) (fun _ => 0) (fun i => if i = 0 then 1 else 0) (fun _ => 0)
    (fun i => if i = 0 then 0 else 1)
    (fun i => by simp only; split <;> grind) (fun i => by simp only; split <;> grind)
    (fun x hx => by
      rw [p, relu_eq_zero]
      have h0 := hx 0; have h1 := hx 1
      simp at h0 h1
      grind)
    (fun x hx => by
      rw [p, relu_eq_zero]
      have h0 := hx 0; have h1 := hx 1
      simp at h0 h1
      grind)
    (fun _ => 1) (fun i => by
      simp only [gmin, gmax]
      by_cases e : i = 0
      · simp [e]; grind
      · simp [e]; grind)
  rw [p, relu_eq_zero] at this
  grind

/-- A weight within `ε` of `w` moves a product by at most `ε |x|`. -/
theorem mul_le_robust (w ε w' x : R) (h₁ : w - ε ≤ w') (h₂ : w' ≤ w + ε) :
    w' * x ≤ w * x + ε * absv x := by
  unfold absv
  split
  · next h =>
    have := ordered_mul_le_left h₂ h
    grind
  · next h =>
    have : 0 ≤ -x := by grind
    have := ordered_mul_le_left h₁ this
    grind

/-- Quantisation: a unit stays dead on a nonempty box for every choice of weights within `ε i` and
bias within `β` of the stored ones exactly when the bound that charges each coordinate its worst
rounding is not positive. Claim `dormancy.quantised-unit`. -/
theorem robust_dead_iff {n : Nat} (w ε lo hi : Fin n → R) (b β : R) (hε : ∀ i, 0 ≤ ε i) (hβ : 0 ≤ β)
    (h : ∀ i, lo i ≤ hi i) :
    (∀ (w' : Fin n → R) (b' : R), (∀ i, w i - ε i ≤ w' i ∧ w' i ≤ w i + ε i) → b - β ≤ b' →
      b' ≤ b + β →
      ∀ x, InBox lo hi x → relu (pre w' b' x) = 0) ↔
      fsum n (fun i => gmax (w i * lo i + ε i * absv (lo i)) (w i * hi i + ε i * absv (hi i))) + b +
        β ≤ 0 := by
  constructor
  · intro hd
    let x : Fin n → R := fun i =>
      if w i * lo i + ε i * absv (lo i) ≤ w i * hi i + ε i * absv (hi i) then hi i else lo i
    have hx : InBox lo hi x := by
      intro i
      have := h i
      simp only [x]; split <;> grind
    have := hd (fun i => if 0 ≤ x i then w i + ε i else w i - ε i) (b + β)
      (fun i => by have := hε i; simp only; split <;> grind) (by grind) (by grind) x hx
    rw [relu_eq_zero] at this
    have e : pre (fun i => if 0 ≤ x i then w i + ε i else w i - ε i) (b + β) x =
        fsum n (fun i => gmax (w i * lo i + ε i * absv (lo i)) (w i * hi i + ε i * absv (hi i))) +
          b + β := by
      have : ∀ i, (if 0 ≤ x i then w i + ε i else w i - ε i) * x i =
          gmax (w i * lo i + ε i * absv (lo i)) (w i * hi i + ε i * absv (hi i)) := by
        intro i
        have e1 : (if 0 ≤ x i then w i + ε i else w i - ε i) * x i =
          w i * x i + ε i * absv (x i) := by
          unfold absv; split <;> grind
        rw [e1]
        unfold gmax
        simp only [x]
        split <;> rfl
      simp only [pre, this]; grind
    rw [e] at this
    exact this
  · intro hu w' b' hw _ hb x hx
    rw [relu_eq_zero]
    have : fsum n (fun i => w' i * x i) ≤
        fsum n (fun i =>
          gmax (w i * lo i + ε i * absv (lo i)) (w i * hi i + ε i * absv (hi i))) := by
      apply fsum_mono; intro i
      have h1 := (interval_mul (w' i) _ _ _ (hx i).1 (hx i).2).2
      have h2 := mul_le_robust (w i) (ε i) (w' i) (lo i) (hw i).1 (hw i).2
      have h3 := mul_le_robust (w i) (ε i) (w' i) (hi i) (hw i).1 (hw i).2
      unfold gmax at h1 ⊢
      grind
    unfold pre
    grind
end Dormancy
