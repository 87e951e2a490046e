module
public import SymmetrySurvey.Dormancy.Scale
/-!
# Units that are dead with probability one

A content is a finitely additive measure: it gives a mass to some sets of inputs, among them all
boxes and all half spaces, and adds up the masses of two disjoint sets. Probability measures with a
density that is positive everywhere are contents with a positive mass on every box. Nothing else
about them is used.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v

/-- A finitely additive measure on the sets `Measurable` of inputs, with values in an ordered group.
-/
structure Content (X : Type u) (G : Type v) [IntModule G] [LE G] where
  /-- the sets that have a mass -/
  Measurable : (X → Prop) → Prop
  /-- the mass of a set -/
  mass : (X → Prop) → G
  /-- the complement of a set with a mass has a mass -/
  compl : ∀ A, Measurable A → Measurable fun x => ¬ A x
  /-- the union of two sets with a mass has a mass -/
  union : ∀ A B, Measurable A → Measurable B → Measurable fun x => A x ∨ B x
  /-- masses are not negative -/
  nonneg : ∀ A, Measurable A → 0 ≤ mass A
  /-- the masses of two disjoint sets add up -/
  add : ∀ A B, Measurable A → Measurable B → (∀ x, A x → ¬ B x) →
    mass (fun x => A x ∨ B x) = mass A + mass B

section
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]
    [DecidableLE F]
variable {G : Type v} [IntModule G] [LE G] [LT G] [IsPreorder G] [LawfulOrderLT G] [OrderedAdd G]

/-- An input with a positive pre-activation lies in a box of positive width on which the
pre-activation is positive. -/
theorem positive_box {n : Nat} (w : Fin n → F) (b : F) (x : Fin n → F) (h : 0 < pre w b x) :
    ∃ lo hi : Fin n → F, (∀ i, lo i < hi i) ∧ ∀ y, InBox lo hi y → 0 < pre w b y := by
  have one := OrderedRing.zero_lt_one (R := F)
  -- a radius `δ` with `δ (1 + Σ |w|) = pre / 2`
  have W0 : 0 ≤ fsum n fun i => absv (w i) := fsum_nonneg _ fun i => by unfold absv; split <;> grind
  have inv := field_inv_pos (a := 2 * (1 + fsum n fun i => absv (w i))) (by grind)
  have hδ := OrderedRing.mul_pos h inv
  have eq : (2 * (1 + fsum n fun i => absv (w i))) *
      (pre w b x * (2 * (1 + fsum n fun i => absv (w i)))⁻¹) = pre w b x := by grind
  generalize pre w b x * (2 * (1 + fsum n fun i => absv (w i)))⁻¹ = δ at *
  refine ⟨fun i => x i - δ, fun i => x i + δ, fun i => by grind, fun y hy => ?_⟩
  have term : ∀ i, w i * x i - absv (w i) * δ ≤ w i * y i := by
    intro i
    have ⟨h1, h2⟩ := hy i
    by_cases c : 0 ≤ w i
    · have := ordered_mul_le_left h1 c
      rw [absv_of_nonneg c]; grind
    · have := ordered_mul_le_left h2 (c := -w i) (by grind)
      rw [absv_of_nonpos (by grind)]; grind
  have s := fsum_mono (fun i => w i * x i - absv (w i) * δ) _ term
  rw [fsum_sub, fsum_mul_right] at s
  unfold pre at *
  generalize (fsum n fun i => absv (w i)) = W at *
  generalize (fsum n fun i => w i * x i) = p at *
  generalize (fsum n fun i => w i * y i) = q at *
  have := OrderedRing.mul_nonneg W0 (show 0 ≤ δ by grind)
  grind

/-- A unit fires with mass zero, for a content with positive mass on every box of positive width,
exactly when its weights are zero and its bias is not positive: what is dead almost surely is dead.
Claim `dormancy.almost-surely-dead`. -/
theorem almost_surely_dead_iff {n : Nat} (μ : Content (Fin n → F) G)
    (half : ∀ w b, μ.Measurable fun x => relu (pre w b x) ≠ 0)
      (box : ∀ lo hi, μ.Measurable (InBox lo hi))
    (pos : ∀ lo hi, (∀ i, lo i < hi i) → 0 < μ.mass (InBox lo hi)) (w : Fin n → F) (b : F) :
    μ.mass (fun x => relu (pre w b x) ≠ 0) = 0 ↔ (∀ i, w i = 0) ∧ b ≤ 0 := by
  rw [← dead_everywhere_iff]
  have hD := half w b
  constructor
  · intro h x
    apply Classical.byContradiction
    intro hx
    have px : 0 < pre w b x := by
      have := mt (relu_eq_zero (pre w b x)).2 hx
      grind
    obtain ⟨lo, hi, hlt, hpos⟩ := positive_box w b x px
    have sub : ∀ y, InBox lo hi y → relu (pre w b y) ≠ 0 := by
      intro y hy e
      have := hpos y hy
      have := (relu_eq_zero (pre w b y)).1 e
      grind
    -- the inputs that fire are the box and a rest of mass that is not negative
    have hB := box lo hi
    have hR : μ.Measurable fun y => ¬ ((¬ relu (pre w b y) ≠ 0) ∨ InBox lo hi y) :=
      μ.compl _ (μ.union _ _ (μ.compl _ hD) hB)
    have h1 := μ.add _ _ hB hR fun y hy na => na (.inr hy)
    have e : (fun y => InBox lo hi y ∨ ¬ ((¬ relu (pre w b y) ≠ 0) ∨ InBox lo hi y)) =
        fun y => relu (pre w b y) ≠ 0 := by
      funext y
      apply propext
      constructor
      · rintro (hy | hy)
        · exact sub y hy
        · exact fun z => hy (.inl fun n => n z)
      · intro hy
        by_cases c : InBox lo hi y
        · exact .inl c
        · exact .inr fun z => z.elim (fun n => n hy) c
    rw [e, h] at h1
    have h2 := μ.nonneg _ hR
    have h3 := pos lo hi hlt
    generalize μ.mass (InBox lo hi) = p at *
    grind
  · intro h
    have e := μ.add _ _ hD hD fun x hx => absurd (h x) hx
    have u : (fun x => relu (pre w b x) ≠ 0 ∨ relu (pre w b x) ≠ 0) = fun x => relu (pre w b x) ≠
      0 := by
      funext x; exact propext (or_self_iff)
    rw [u] at e
    generalize μ.mass (fun x => relu (pre w b x) ≠ 0) = m at *
    calc m = 0 + m := (AddCommMonoid.zero_add m).symm
      _ = -m + m + m := by rw [AddCommGroup.neg_add_cancel]
      _ = -m + (m + m) := AddCommMonoid.add_assoc _ _ _
      _ = 0 := by rw [← e, AddCommGroup.neg_add_cancel]
end

/-- Integers attached to the points of a set, ordered point by point: values for the simplest
content there is. -/
@[ext] structure Counts (X : Type u) where
  /-- the integer at a point -/
  val : X → Int

noncomputable section counts
variable {X : Type u}

/-- Counts form an abelian group, point by point. -/
instance : AddCommGroup (Counts X) where
  zero := ⟨fun _ => 0⟩
  add a b := ⟨fun x => a.val x + b.val x⟩
  neg a := ⟨fun x => -a.val x⟩
  sub a b := ⟨fun x => a.val x - b.val x⟩
  add_zero a := Counts.ext (funext fun x => Int.add_zero (a.val x))
  add_comm a b := Counts.ext (funext fun x => Int.add_comm (a.val x) (b.val x))
  add_assoc a b c := Counts.ext (funext fun x => Int.add_assoc (a.val x) (b.val x) (c.val x))
  neg_add_cancel a := Counts.ext (funext fun x => Int.add_left_neg (a.val x))
  sub_eq_add_neg _ _ := Counts.ext (funext fun _ => Int.sub_eq_add_neg)

/-- Multiples of counts are taken point by point. -/
instance : IntModule (Counts X) where
  nsmul := ⟨fun n a => ⟨fun x => n * a.val x⟩⟩
  zsmul := ⟨fun n a => ⟨fun x => n * a.val x⟩⟩
  zero_zsmul a := Counts.ext (funext fun x => Int.zero_mul (a.val x))
  one_zsmul a := Counts.ext (funext fun x => Int.one_mul (a.val x))
  add_zsmul n m a := Counts.ext (funext fun x => Int.add_mul n m (a.val x))
  zsmul_natCast_eq_nsmul _ _ := rfl

/-- One count is at most another if it is so at every point. -/
instance : LE (Counts X) := ⟨fun a b => ∀ x, a.val x ≤ b.val x⟩

/-- One count is less than another if it is at most the other and not the reverse. -/
instance : LT (Counts X) := ⟨fun a b => a ≤ b ∧ ¬ b ≤ a⟩

/-- The order of counts is a preorder. -/
instance : IsPreorder (Counts X) where
  le_refl _ _ := Int.le_refl _
  le_trans _ _ _ h h' x := Int.le_trans (h x) (h' x)

/-- The strict order of counts belongs to their order. -/
instance : LawfulOrderLT (Counts X) where
  lt_iff _ _ := Iff.rfl

/-- Adding a count keeps the order. -/
instance : OrderedAdd (Counts X) where
  add_le_left_iff c :=
    ⟨fun h x => Int.add_le_add_right (h x) (c.val x), fun h x => Int.le_of_add_le_add_right (h x)⟩

/-- A content with a positive mass on every box exists, in every dimension: the mass of a set is its
indicator. So the hypotheses of `almost_surely_dead_iff` can be met. Claim
`dormancy.almost-surely-dead`. -/
theorem content_instance (n : Nat) : ∃ μ : Content (Fin n → Rat) (Counts (Fin n → Rat)),
    (∀ A, μ.Measurable A) ∧ ∀ lo hi, (∀ i, lo i < hi i) → 0 < μ.mass (InBox lo hi) := by
  classical
  refine ⟨⟨fun A => A = A, fun A => ⟨fun x => if A x then 1 else 0⟩, fun _ _ => rfl,
    fun _ _ _ _ => rfl,
    fun A _ x => ?_, fun A B _ _ dis => ?_⟩, fun _ => rfl,
      fun lo hi h => ⟨fun x => ?_, fun c => ?_⟩⟩
  · show 0 ≤ if A x then (1 : Int) else 0
    split <;> decide
  · refine Counts.ext (funext fun x => ?_)
    have add : ∀ a b : Counts (Fin n → Rat), (a + b).val x = a.val x + b.val x := fun _ _ => rfl
    rw [add]
    have := dis x
    by_cases a : A x <;> by_cases b : B x <;> simp_all
  · show 0 ≤ if InBox lo hi x then (1 : Int) else 0
    split <;> decide
  · have := c lo
    have inside : InBox lo hi lo := fun i => by have := h i; constructor <;> grind
    have : (if InBox lo hi lo then (1 : Int) else 0) ≤ 0 := this
    rw [if_pos inside] at this
    omega
end counts
end Dormancy
