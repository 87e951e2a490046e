module
public import PhaseCollapse.Popcount
/-!
# Hadamard rotations before one-bit codes

A matrix of signs with orthogonal columns keeps scores up to a factor. With random signs in front it
spreads the energy of every vector evenly over the channels, on average; no fixed one does so for
all vectors.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u
attribute [local instance] Semiring.natCast Ring.intCast

section ring
variable {R : Type u} [CommRing R]

/-- The matrix of signs of a matrix of bits. -/
def signMat {m n : Nat} (H : Fin m → Fin n → Bool) : Fin m → Fin n → R := fun i j => sgn (H i j)

/-- A matrix of `m` rows of signs keeps all scores, up to the factor `m`, exactly when its columns
are orthogonal. Claim `signphase.hadamard-incoherence`. -/
theorem hadamard_iff {m n : Nat} (H : Fin m → Fin n → Bool) :
    (∀ x y : Fin n → R, inner (matvec (signMat H) x) (matvec (signMat H) y) = (m : R) * inner x y) ↔
      ∀ j k, j ≠ k → (fsum m fun i => (sgn (H i j) * sgn (H i k) : R)) = 0 := by
  have gram : ∀ x y : Fin n → R, inner (matvec (signMat H) x) (matvec (signMat H) y) =
      fsum n fun j => fsum n fun k =>
        (fsum m fun i => sgn (H i j) * sgn (H i k)) * (x j * y k) := by
    intro x y
    simp only [inner, matvec, signMat, ← fsum_mul_left, ← fsum_mul_right]
    rw [fsum_comm]
    have e : ∀ k : Fin n, (fsum m fun i => fsum n fun j =>
      sgn (H i j) * x j * (sgn (H i k) * y k)) =
        fsum n fun j => fsum m fun i => sgn (H i j) * sgn (H i k) * (x j * y k) := by
      intro k
      rw [fsum_comm]
      exact fsum_congr fun j => fsum_congr fun i => by grind
    simp only [e]
    exact fsum_comm _
  have diag : ∀ j, (fsum m fun i => (sgn (H i j) * sgn (H i j) : R)) = (m : R) := by
    intro j
    simp only [sgn_sq, fsum_const]; grind
  constructor
  · intro h j k hjk
    have := h (unitVec j) (unitVec k)
    rw [gram] at this
    have e : ∀ a b : Fin n, (fsum m fun i => (sgn (H i a) * sgn (H i b) : R)) *
      (unitVec j a * unitVec k b) =
        if b = k then (if a = j then (fsum m fun i => (sgn (H i a) * sgn (H i b) : R)) else 0) else
          0 := by
      intro a b; unfold unitVec; split <;> split <;> grind
    simp only [e] at this
    have e2 : ∀ a : Fin n, (fsum n fun b => if b = k then
        (if a = j then (fsum m fun i => (sgn (H i a) * sgn (H i b) : R)) else 0) else 0) =
        if a = j then (fsum m fun i => (sgn (H i a) * sgn (H i k) : R)) else 0 := fun a =>
      fsum_ite_eq k fun b => if a = j then (fsum m fun i => (sgn (H i a) * sgn (H i b) : R)) else 0
    simp only [e2] at this
    rw [fsum_ite_eq j fun a => (fsum m fun i => (sgn (H i a) * sgn (H i k) : R)),
      inner_unitVec] at this
    have z : (unitVec j k : R) = 0 := by unfold unitVec; rw [if_neg fun q => hjk q.symm]
    rw [z] at this
    rw [this]; grind
  · intro h x y
    rw [gram]
    have e : ∀ j, (fsum n fun k =>
      (fsum m fun i => (sgn (H i j) * sgn (H i k) : R)) * (x j * y k)) =
        (m : R) * (x j * y j) := by
      intro j
      have : ∀ k, (fsum m fun i => (sgn (H i j) * sgn (H i k) : R)) * (x j * y k) =
          if k = j then (m : R) * (x j * y k) else 0 := by
        intro k
        by_cases q : k = j
        · subst q; rw [diag, if_pos rfl]
        · rw [h j k fun r => q r.symm, if_neg q]; grind
      simp only [this]
      exact fsum_ite_eq j fun k => (m : R) * (x j * y k)
    simp only [e]
    exact fsum_mul_left _ _

/-- The sum over all sign vectors of length `n`. -/
def signSum : (n : Nat) → ((Fin n → Bool) → R) → R
  | 0, f => f fun i => i.elim0
  | n + 1, f => (signSum n fun d => f (bcons false d)) + signSum n fun d => f (bcons true d)

/-- The sum over all sign vectors of equal terms. -/
theorem signSum_congr {n : Nat} {f g : (Fin n → Bool) → R} (h : ∀ d, f d = g d) :
    signSum n f = signSum n g := by
  have : f = g := funext h
  rw [this]

/-- The sum over all sign vectors of a sum. -/
theorem signSum_add {n : Nat} (f g : (Fin n → Bool) → R) :
    (signSum n fun d => f d + g d) = signSum n f + signSum n g := by
  induction n with
  | zero => rfl
  | succ n ih => simp only [signSum, ih]; grind

/-- There are `2 ^ n` sign vectors. -/
theorem signSum_const (n : Nat) (a : R) : (signSum n fun _ => a) = 2 ^ n * a := by
  induction n with
  | zero => simp only [signSum]; rw [Semiring.pow_zero]; grind
  | succ n ih => simp only [signSum, ih]; rw [Semiring.pow_succ]; grind

/-- With random signs in front, every channel of a Hadamard rotation carries the same energy on
average, that of the whole vector over the number of channels: summed over all `2 ^ n` choices of
the signs, the square of each output channel is `2 ^ n Σ x²`. Claim
`signphase.hadamard-incoherence`. -/
theorem random_signs_energy {n : Nat} (h : Fin n → Bool) (x : Fin n → R) :
    (signSum n fun d => inner (signs h) (fun j => sgn (d j) * x j) * inner (signs h) fun j =>
      sgn (d j) * x j) =
      2 ^ n * inner x x := by
  induction n with
  | zero => simp only [signSum, inner, fsum_zero]; grind
  | succ n ih =>
    have ih := ih (fun j => h j.succ) fun j => x j.succ
    have head : ∀ (b : Bool) (d : Fin n → Bool), inner (signs h)
      (fun j => sgn (bcons b d j) * x j) =
        sgn (h 0) * (sgn b * x 0) +
          inner (signs fun j => h j.succ) fun j => sgn (d j) * x j.succ := fun _ _ => rfl
    simp only [signSum, head]
    rw [← signSum_add]
    have e : ∀ d : Fin n → Bool,
        (sgn (h 0) * (sgn false * x 0) + inner (signs fun j => h j.succ) fun j =>
          sgn (d j) * x j.succ) *
          (sgn (h 0) * (sgn false * x 0) + inner (signs fun j => h j.succ) fun j =>
            sgn (d j) * x j.succ) +
        (sgn (h 0) * (sgn true * x 0) + inner (signs fun j => h j.succ) fun j =>
          sgn (d j) * x j.succ) *
          (sgn (h 0) * (sgn true * x 0) + inner (signs fun j => h j.succ) fun j =>
            sgn (d j) * x j.succ) =
        2 * (x 0 * x 0) +
          ((inner (signs fun j => h j.succ) fun j => sgn (d j) * x j.succ) *
              (inner (signs fun j => h j.succ) fun j => sgn (d j) * x j.succ) +
            (inner (signs fun j => h j.succ) fun j => sgn (d j) * x j.succ) *
              (inner (signs fun j => h j.succ) fun j => sgn (d j) * x j.succ)) := by
      intro d
      have s := sgn_sq (R := R) (h 0)
      generalize inner (signs fun j => h j.succ) (fun j => sgn (d j) * x j.succ) = t
      generalize (sgn (h 0) : R) = a at *
      have f : (sgn false : R) = 1 := rfl
      have g : (sgn true : R) = -1 := rfl
      rw [f, g]; grind
    rw [signSum_congr e, signSum_add, signSum_const, signSum_add, ih]
    have : inner x x = x 0 * x 0 + inner (fun j => x j.succ) fun j => x j.succ := rfl
    rw [this, Semiring.pow_succ]; grind
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- No fixed matrix of signs spreads all vectors: the square of an output channel may reach the
number of channels times the energy, and does so exactly when the vector is a multiple of the row's
signs. Claim `signphase.hadamard-incoherence`. -/
theorem hadamard_worst {n : Nat} (h : Fin n → Bool) (x : Fin n → R) :
    inner (signs h) x * inner (signs h) x ≤ (n : R) * inner x x ∧
      (inner (signs h) x * inner (signs h) x = (n : R) * inner x x ↔
        ∀ i j, sgn (h i) * x i = sgn (h j) * x j) := by
  have hs : (fsum n fun i => (signs h i * signs h i : R)) = (n : R) := by
    simp only [signs, sgn_sq, fsum_const]; grind
  have cs := cauchy_schwarz (signs h : Fin n → R) x
  rw [hs] at cs
  refine ⟨cs.1, cs.2.trans ⟨fun e i j => ?_, fun e i j => ?_⟩⟩
  · have := e i j
    have s1 := sgn_sq (R := R) (h i)
    have s2 := sgn_sq (R := R) (h j)
    simp only [signs] at this
    generalize (sgn (h i) : R) = a at *
    generalize (sgn (h j) : R) = b at *
    grind
  · have := e i j
    have s1 := sgn_sq (R := R) (h i)
    have s2 := sgn_sq (R := R) (h j)
    simp only [signs]
    generalize (sgn (h i) : R) = a at *
    generalize (sgn (h j) : R) = b at *
    grind
end ordered

/-- The Hadamard matrix of size two has orthogonal columns. Claim `signphase.hadamard-incoherence`.
-/
theorem hadamard_two : ∀ j k : Fin 2, j ≠ k →
    (fsum 2 fun i => (sgn (decide (i = 1 ∧ j = 1)) * sgn (decide (i = 1 ∧ k = 1)) : Int)) = 0 := by
      decide
end SignPhase
