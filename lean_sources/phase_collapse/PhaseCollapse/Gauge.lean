module
public import SymmetryAlgebra.Order
/-!
# Sign gauges of paired maps

A transformer stores many maps in pairs that only ever meet in a product: query and key, value and output, up and down
projection. Inserting a gauge between the two halves changes the weights and not the function. This module says exactly
which gauges do so: diagonal ones, sign flips of value channels for given weights, and the sign flips of a hidden unit behind a
nonlinearity.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

section ring
variable {R : Type u} [CommRing R]

/-- The dot product (attention score) of two vectors of length `n`. -/
def dot {n : Nat} (x y : Fin n → R) : R := fsum n fun i => x i * y i

/-- The matrix `A` applied to the vector `x`. -/
def mulVec {m n : Nat} (A : Fin m → Fin n → R) (x : Fin n → R) : Fin m → R := fun i => dot (A i) x

/-- The `i`-th basis vector. -/
def basis {n : Nat} (i : Fin n) : Fin n → R := fun j => if j = i then 1 else 0

/-- The dot product is symmetric. -/
theorem dot_comm {n : Nat} (x y : Fin n → R) : dot x y = dot y x :=
  fsum_congr fun i => by grind

/-- The dot product with a basis vector reads off a coordinate. -/
theorem dot_basis {n : Nat} (x : Fin n → R) (k : Fin n) : dot x (basis k) = x k := by
  have e : ∀ i, x i * basis k i = if i = k then x i else 0 := by
    intro i; unfold basis; split <;> grind
  simp only [dot, e]; exact fsum_ite_eq k x

/-- **Diagonal gauges.** Scaling the query channels by `a` and the key channels by `b` preserves every score if and only if
`a i * b i = 1` in every channel. Claim `signphase.diagonal-gauge`. -/
theorem diagonal_gauge_iff {n : Nat} (a b : Fin n → R) :
    (∀ q k : Fin n → R, dot (fun i => a i * q i) (fun i => b i * k i) = dot q k) ↔ ∀ i, a i * b i = 1 := by
  constructor
  · intro h i
    have h := h (basis i) (basis i)
    rw [dot_basis] at h
    have e : (fun j => b j * basis i j) = fun j => b i * (basis i j : R) := by
      funext j; unfold basis; split
      · next h => rw [h]
      · grind
    rw [e] at h
    have e2 : dot (fun j => a j * basis i j) (fun j => b i * (basis i j : R)) = dot (fun j => b i * (a j * basis i j)) (basis i) :=
      fsum_congr fun j => by grind
    rw [e2, dot_basis] at h
    simp only [basis, if_true] at h
    grind
  · intro h q k
    exact fsum_congr fun i => by have := h i; grind

/-- **Sign flips of the value channels, for the weights at hand.** Flip the value rows `i` with `e i = true` and the output columns
with `f i = true`. No input notices if and only if the channels flipped on one side only contribute nothing to the product of the
two maps. Claim `signphase.value-output-signs`. -/
theorem value_output_signs_iff [NoNatZeroDivisors R] {m d n : Nat} (O : Fin m → Fin d → R) (V : Fin d → Fin n → R)
    (e f : Fin d → Bool) :
    (∀ x, mulVec (fun r i => if f i then - O r i else O r i) (mulVec (fun i s => if e i then - V i s else V i s) x) =
      mulVec O (mulVec V x)) ↔
    ∀ r s, (fsum d fun i => if e i = f i then 0 else O r i * V i s) = 0 := by
  -- composite maps entry by entry
  have comp : ∀ (A : Fin m → Fin d → R) (B : Fin d → Fin n → R) (x : Fin n → R) r,
      mulVec A (mulVec B x) r = dot (fun s => fsum d fun i => A r i * B i s) x := by
    intro A B x r
    simp only [mulVec, dot, ← fsum_mul_left, ← fsum_mul_right]
    rw [fsum_comm]
    exact fsum_congr fun j => fsum_congr fun k => by grind
  have entry : ∀ r s, (fsum d fun i => (if f i then - O r i else O r i) * (if e i then - V i s else V i s)) =
      (fsum d fun i => O r i * V i s) - 2 * fsum d fun i => if e i = f i then 0 else O r i * V i s := by
    intro r s
    rw [← fsum_mul_left, ← fsum_sub]
    apply fsum_congr; intro i
    by_cases h1 : e i <;> by_cases h2 : f i <;> simp [h1, h2] <;> grind
  constructor
  · intro h r s
    have h := congrFun (h (basis s)) r
    rw [comp, comp, dot_basis, dot_basis, entry] at h
    generalize (fsum d fun i => if e i = f i then 0 else O r i * V i s) = t at h
    grind
  · intro h x
    funext r
    rw [comp, comp]
    congr 1; funext s
    rw [entry, h]; grind

/-- **Sign flips behind a nonlinearity.** Flipping the signs of hidden units on their way in and on their way out changes
no layer of width `n + 1` if and only if the activation is odd. Claim `signphase.odd-activation`. -/
theorem odd_activation_iff (φ : R → R) (n : Nat) :
    (∀ e u d : Fin (n+1) → R, (∀ i, e i = 1 ∨ e i = -1) →
      (fsum (n+1) fun i => (e i * d i) * φ (e i * u i)) = fsum (n+1) fun i => d i * φ (u i)) ↔
    ∀ x, φ (-x) = - φ x := by
  constructor
  · intro h x
    have h := h (fun _ => -1) (fun _ => x) (basis 0) (fun _ => .inr rfl)
    have e1 : (fsum (n+1) fun i => (-1 * basis 0 i) * φ (-1 * x)) = -1 * φ (-x) * fsum (n+1) fun i => basis 0 i := by
      rw [← fsum_mul_left]; apply fsum_congr; intro i
      have : -1 * x = -x := by grind
      rw [this]; grind
    have e2 : (fsum (n+1) fun i => basis 0 i * φ x) = φ x * fsum (n+1) fun i => basis 0 i := by
      rw [← fsum_mul_left]; apply fsum_congr; intro i; grind
    have e3 : (fsum (n+1) fun i => (basis 0 i : R)) = 1 := fsum_ite_eq 0 (fun _ => (1 : R))
    rw [e1, e2, e3] at h
    grind
  · intro odd e u d he
    exact fsum_congr fun i => by
      rcases he i with h | h
      · have : e i * u i = u i := by grind
        rw [this]; grind
      · have : e i * u i = - u i := by grind
        rw [this, odd]; grind

/-- **Sign triples of a gated unit.** For a gate function `g` that is neither even nor odd, the signs `a` (gate), `b` (up)
and `c` (down) leave a gated unit `d · (g γ · u)` unchanged for all inputs if and only if the gate keeps its sign and the two
other signs cancel (in a ring without additive torsion, such as the integers or the reals). Claim `signphase.gated-unit-signs`. -/
theorem gated_unit_iff [NoNatZeroDivisors R] (g : R → R) (not_even : ¬ ∀ x, g (-x) = g x) (not_odd : ¬ ∀ x, g (-x) = - g x)
    (a b c : R) (ha : a = 1 ∨ a = -1) (hb : b = 1 ∨ b = -1) (hc : c = 1 ∨ c = -1) :
    (∀ γ u d : R, (c * d) * (g (a * γ) * (b * u)) = d * (g γ * u)) ↔ a = 1 ∧ b * c = 1 := by
  constructor
  · intro h
    have h1 : ∀ x, (c * b) * g (a * x) = g x := by intro x; have := h x 1 1; grind
    have one : ∀ x : R, 1 * x = x := by intro x; grind
    have neg : ∀ x : R, -1 * x = -x := by intro x; grind
    have hbc : c * b = 1 ∨ c * b = -1 := by rcases hb with rfl | rfl <;> rcases hc with rfl | rfl <;> grind
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

/-- ReLU, the positive part, over an ordered ring. -/
def relu {R : Type u} [CommRing R] [LE R] [DecidableLE R] (x : R) : R := if 0 ≤ x then x else 0

/-- The hypotheses of `gated_unit_iff` can be met: ReLU over the integers is neither even nor odd.
Claim `signphase.gated-unit-signs`. -/
theorem relu_not_even_not_odd : (¬ ∀ x : Int, relu (-x) = relu x) ∧ ¬ ∀ x : Int, relu (-x) = - relu x :=
  ⟨fun h => absurd (h 1) (by decide), fun h => absurd (h 1) (by decide)⟩

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] [DecidableLE R]

/-- **ReLU keeps only the positive half of the gauge.** Scaling the input of a ReLU unit by `a` and its output by `b`
changes nothing if and only if `a` is positive and `a * b = 1`: the sign flip, harmless on a linear unit, is lost.
Claim `signphase.relu-half-gauge`. -/
theorem relu_gauge_iff (a b : R) : (∀ x, b * relu (a * x) = relu x) ↔ 0 < a ∧ a * b = 1 := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  constructor
  · intro h
    have h1 := h 1
    have ea : a * 1 = a := by grind
    rw [ea] at h1
    unfold relu at h1
    have h01 : (0 : R) ≤ 1 := by grind
    simp only [h01, if_true] at h1
    by_cases ha : 0 ≤ a
    · simp only [ha, if_true] at h1
      have : a ≠ 0 := by intro e; rw [e] at h1; grind
      exact ⟨by grind, by grind⟩
    · simp only [ha, if_false] at h1
      grind
  · rintro ⟨ha, hab⟩ x
    unfold relu
    by_cases hx : 0 ≤ x
    · have : 0 ≤ a * x := OrderedRing.mul_nonneg (by grind) hx
      simp only [hx, this, if_true]; grind
    · have hx' : 0 < -x := by grind
      have := OrderedRing.mul_pos ha hx'
      have : ¬ 0 ≤ a * x := by grind
      simp only [hx, this, if_false]; grind
end ordered
end SignPhase
