module
public import SymmetryAlgebra
/-!
# Sign gauges of paired maps

A transformer stores many maps in pairs that only ever meet in a product: query and key, value and
output, up and down projection. Inserting a gauge between the two halves changes the weights and not
the function. This module says exactly which gauges do so: diagonal ones, sign flips of value
channels for given weights, and the sign flips of a hidden unit behind a nonlinearity.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u v

section ring
variable {R : Type u} [CommRing R]

/-- **Diagonal gauges.** Scaling the query channels by `a` and the key channels by `b` preserves
every score if and only if `a i * b i = 1` in every channel. Claim `signphase.diagonal-gauge`. -/
theorem diagonal_gauge_iff {n : Nat} (a b : Fin n → R) :
    (∀ q k : Fin n → R, inner (fun i => a i * q i) (fun i => b i * k i) = inner q k) ↔
      ∀ i, a i * b i = 1 := by
  constructor
  · intro h i
    have h := h (unitVec i) (unitVec i)
    rw [inner_unitVec] at h
    have e : (fun j => b j * unitVec i j) = fun j => b i * (unitVec i j : R) := by
      funext j; unfold unitVec; split
      · next h => rw [h]
      · grind
    rw [e] at h
    have e2 : inner (fun j => a j * unitVec i j)
      (fun j => b i * (unitVec i j : R)) = inner (fun j => b i * (a j * unitVec i j)) (unitVec i) :=
      fsum_congr fun j => by grind
    rw [e2, inner_unitVec] at h
    simp only [unitVec, if_true] at h
    grind
  · intro h q k
    exact fsum_congr fun i => by have := h i; grind

/-- **Sign flips of the value channels, for the weights at hand.** Flip the value rows `i` with `e i
= true` and the output columns with `f i = true`. No input notices if and only if the channels
flipped on one side only contribute nothing to the product of the two maps. Claim
`signphase.value-output-signs`. -/
theorem value_output_signs_iff [NoNatZeroDivisors R] {m d n : Nat} (O : Fin m → Fin d → R)
    (V : Fin d → Fin n → R)
    (e f : Fin d → Bool) :
    (∀ x, matvec (fun r i => if f i then - O r i else O r i)
      (matvec (fun i s => if e i then - V i s else V i s) x) =
      matvec O (matvec V x)) ↔
    ∀ r s, (fsum d fun i => if e i = f i then 0 else O r i * V i s) = 0 := by
  -- composite maps entry by entry
  have comp : ∀ (A : Fin m → Fin d → R) (B : Fin d → Fin n → R) (x : Fin n → R) r,
      matvec A (matvec B x) r = inner (fun s => fsum d fun i => A r i * B i s) x := by
    intro A B x r
    simp only [matvec, inner, ← fsum_mul_left, ← fsum_mul_right]
    rw [fsum_comm]
    exact fsum_congr fun j => fsum_congr fun k => by grind
  have entry : ∀ r s, (fsum d fun i =>
    (if f i then - O r i else O r i) * (if e i then - V i s else V i s)) =
      (fsum d fun i => O r i * V i s) - 2 * fsum d fun i =>
        if e i = f i then 0 else O r i * V i s := by
    intro r s
    rw [← fsum_mul_left, ← fsum_sub]
    apply fsum_congr; intro i
    by_cases h1 : e i <;> by_cases h2 : f i <;> simp [h1, h2] <;> grind
  constructor
  · intro h r s
    have h := congrFun (h (unitVec s)) r
    rw [comp, comp, inner_unitVec, inner_unitVec, entry] at h
    generalize (fsum d fun i => if e i = f i then 0 else O r i * V i s) = t at h
    grind
  · intro h x
    funext r
    rw [comp, comp]
    congr 1; funext s
    rw [entry, h]; grind

/-- **Sign flips behind a nonlinearity.** Flipping the signs of hidden units on their way in and on
their way out changes no layer of width `n + 1` if and only if the activation is odd. Claim
`signphase.odd-activation`. -/
theorem odd_activation_iff (φ : R → R) (n : Nat) :
    (∀ e u d : Fin (n+1) → R, (∀ i, e i = 1 ∨ e i = -1) →
      (fsum (n+1) fun i => (e i * d i) * φ (e i * u i)) = fsum (n+1) fun i => d i * φ (u i)) ↔
    ∀ x, φ (-x) = - φ x := by
  constructor
  · intro h x
    have h := h (fun _ => -1) (fun _ => x) (unitVec 0) (fun _ => .inr rfl)
    have e1 : (fsum (n+1) fun i => (-1 * unitVec 0 i) * φ (-1 * x)) =
      -1 * φ (-x) * fsum (n+1) fun i => unitVec 0 i := by
      rw [← fsum_mul_left]; apply fsum_congr; intro i
      have : -1 * x = -x := by grind
      rw [this]; grind
    have e2 : (fsum (n+1) fun i => unitVec 0 i * φ x) = φ x * fsum (n+1) fun i => unitVec 0 i := by
      rw [← fsum_mul_left]; apply fsum_congr; intro i; grind
    have e3 : (fsum (n+1) fun i => (unitVec 0 i : R)) = 1 := fsum_ite_eq 0 (fun _ => (1 : R))
    rw [e1, e2, e3] at h
    grind
  · intro odd e u d he
    exact fsum_congr fun i => by
      rcases he i with h | h
      · have : e i * u i = u i := by grind
        rw [this]; grind
      · have : e i * u i = - u i := by grind
        rw [this, odd]; grind

/-- **Sign triples of a gated unit.** For a gate function `g` that is neither even nor odd, the
signs `a` (gate), `b` (up) and `c` (down) leave a gated unit `d · (g γ · u)` unchanged for all
inputs if and only if the gate keeps its sign and the two other signs cancel (in a ring without
additive torsion, such as the integers or the reals). Claim `signphase.gated-unit-signs`. -/
theorem gated_unit_iff [NoNatZeroDivisors R] (g : R → R) (not_even : ¬ ∀ x, g (-x) = g x)
    (not_odd : ¬ ∀ x, g (-x) = - g x)
    (a b c : R) (ha : a = 1 ∨ a = -1) (hb : b = 1 ∨ b = -1) (hc : c = 1 ∨ c = -1) :
    (∀ γ u d : R, (c * d) * (g (a * γ) * (b * u)) = d * (g γ * u)) ↔ a = 1 ∧ b * c = 1 := by
  constructor
  · intro h
    have h1 : ∀ x, (c * b) * g (a * x) = g x := by intro x; have := h x 1 1; grind
    have one : ∀ x : R, 1 * x = x := by intro x; grind
    have neg : ∀ x : R, -1 * x = -x := by intro x; grind
    have hbc : c * b = 1 ∨ c * b = -1 := by
      rcases hb with rfl | rfl <;> rcases hc with rfl | rfl <;> grind
    rcases ha with rfl | rfl
    · refine ⟨rfl, ?_⟩
      rcases hbc with e | e
      · grind
      · exfalso
        have z : ∀ x, g x = 0 := by intro x; have := h1 x; rw [one, e] at this; grind
        exact not_even fun x => by rw [z, z]
    · exfalso
      simp only [neg] at h1
      rcases hbc with e | e
      · exact not_even fun x => by have := h1 x; rw [e] at this; grind
      · exact not_odd fun x => by have := h1 x; rw [e] at this; grind
  · rintro ⟨rfl, h⟩ γ u d
    have : 1 * γ = γ := by grind
    rw [this]; grind
end ring

/-- The hypotheses of `gated_unit_iff` can be met: ReLU over the integers is neither even nor odd.
Claim `signphase.gated-unit-signs`. -/
theorem relu_not_even_not_odd : (¬ ∀ x : Int, relu (-x) = relu x) ∧ ¬ ∀ x :
    Int, relu (-x) = - relu x :=
  ⟨fun h => absurd (h 1) (by decide), fun h => absurd (h 1) (by decide)⟩

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]
    [DecidableLE R]

/-- **ReLU keeps only the positive half of the gauge.** Scaling the input of a ReLU unit by `a` and
its output by `b` changes nothing if and only if `a` is positive and `a * b = 1`: the sign flip,
harmless on a linear unit, is lost. Claim `signphase.gated-unit-scales`. -/
theorem relu_gauge_iff (a b : R) : (∀ x, b * relu (a * x) = relu x) ↔ 0 < a ∧ a * b = 1 := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · intro h
    have h1 := h 1
    have ea : a * 1 = a := by grind
    rw [ea] at h1
    unfold relu at h1
    have h01 : ¬ (1 : R) ≤ 0 := by grind
    simp only [h01, if_false] at h1
    by_cases ha : a ≤ 0
    · simp only [ha, if_true] at h1
      grind
    · simp only [ha, if_false] at h1
      exact ⟨by grind, by grind⟩
  · rintro ⟨ha, hab⟩ x
    unfold relu
    by_cases hx : x ≤ 0
    · have : 0 ≤ a * -x := OrderedRing.mul_nonneg (by grind) (by grind)
      have : a * x ≤ 0 := by grind
      simp only [hx, this, if_true]; grind
    · have := OrderedRing.mul_pos ha (show 0 < x by grind)
      have : ¬ a * x ≤ 0 := by grind
      simp only [hx, this, if_false]; grind

/-- **Scales of a ReGLU unit.** The scales `a` (gate), `b` (up) and `c` (down) leave a gated unit `d
· (relu γ · u)` unchanged for all inputs if and only if `a` is positive and the three scales
multiply to one. Claim `signphase.gated-unit-scales`. -/
theorem reglu_scale_iff (a b c : R) :
    (∀ γ u d : R, (c * d) * (relu (a * γ) * (b * u)) = d * (relu γ * u)) ↔
      0 < a ∧ a * (b * c) = 1 := by
  rw [← relu_gauge_iff]
  constructor
  · intro h x
    have := h x 1 1
    grind
  · intro h γ u d
    have := h γ
    have e : (c * d) * (relu (a * γ) * (b * u)) = (b * c * relu (a * γ)) * (d * u) := by grind
    rw [e, this]; grind
end ordered

section swish
variable {R : Type u} {F : Type v} [CommRing R] [Field F] [LE F] [LT F] [LawfulOrderLT F]
  [IsLinearOrder F] [OrderedRing F]

/-- The gate function of SwiGLU, `x exp x / (1 + exp x)`; `ι` embeds the scores into the field. -/
def swish (E : Exponential R F) (ι : R → F) (x : R) : F := ι x * (E.e x / (1 + E.e x))

/-- **Scales of a SwiGLU unit.** With the gate function swish, the scales `a` (gate), `b` (up) and
`c` (down) leave a gated unit unchanged for all inputs if and only if the gate is not scaled and the
other two cancel: the scale gauge of ReGLU is lost. Claim `signphase.gated-unit-scales`. -/
theorem swiglu_scale_iff (E : Exponential R F) (inj : ∀ x y, E.e x = E.e y → x = y) (ι : R → F)
    (one : ι 1 = 1)
    (neg : ∀ x, ι (-x) = -ι x) (a : R) (b c : F) :
    (∀ (γ : R) (u d : F), (c * d) * (swish E ι (a * γ) * (b * u)) = d * (swish E ι γ * u)) ↔
      a = 1 ∧ b * c = 1 := by
  have ez : E.e 0 = 1 := by
    have h := E.add 0 0
    have p := E.pos 0
    rw [show (0 : R) + 0 = 0 by grind] at h
    have : E.e 0 * (E.e 0 - 1) = 0 := by grind
    rcases Field.of_mul_eq_zero this with e | e <;> grind
  have inv : ∀ x, E.e x * E.e (-x) = 1 := by
    intro x; rw [← E.add, show x + -x = 0 by grind, ez]
  constructor
  · intro h
    have key : ∀ γ : R, b * c * swish E ι (a * γ) = swish E ι γ := by
      intro γ; have := h γ 1 1; grind
    have h1 := key 1
    have h2 := key (-1)
    rw [show a * 1 = a by grind] at h1
    rw [show a * -1 = -a by grind] at h2
    simp only [swish, neg, one] at h1 h2
    have i1 := inv 1
    have ia := inv a
    have p1 := E.pos 1
    have pa := E.pos a
    have n1 := E.pos (-1)
    have na := E.pos (-a)
    have same : E.e a = E.e 1 := by
      generalize E.e 1 = t at *
      generalize E.e a = s at *
      generalize E.e (-1) = t' at *
      generalize E.e (-a) = s' at *
      generalize hk : b * c * ι a = k at *
      have d1 : 1 + t ≠ 0 := by grind
      have d2 : 1 + s ≠ 0 := by grind
      have d3 : 1 + t' ≠ 0 := by grind
      have d4 : 1 + s' ≠ 0 := by grind
      have e1 : k * (s * (1 + t)) = t * (1 + s) := by grind
      have e2 : k * (s' * (1 + t')) = t' * (1 + s') := by grind
      -- multiplied by `s t`, the second says `k (1 + t) = 1 + s`
      have e3 : k * (t + 1) = s + 1 := by grind
      have e4 : (s - t) * (1 + s) = 0 := by grind
      rcases Field.of_mul_eq_zero e4 with e | e <;> grind
    have ha := inj _ _ same
    refine ⟨ha, ?_⟩
    rw [ha, one] at h1
    have d1 : 1 + E.e 1 ≠ 0 := by grind
    generalize E.e 1 = t at *
    grind
  · rintro ⟨rfl, h⟩ γ u d
    rw [show 1 * γ = γ by grind]
    have : (c * d) * (swish E ι γ * (b * u)) = (b * c) * (d * (swish E ι γ * u)) := by grind
    rw [this, h]; grind

/-- Integers in the rational numbers with powers of two: the hypotheses of `swiglu_scale_iff` can be
met. Claim `signphase.gated-unit-scales`. -/
theorem swiglu_scale_instance : (∀ x y, pow2.e x = pow2.e y → x = y) ∧ ((1 : Int) : Rat) = 1 ∧
    ∀ x : Int, ((-x : Int) : Rat) = -x :=
  ⟨pow2_injective, rfl, Rat.intCast_neg⟩
end swish
end SignPhase
