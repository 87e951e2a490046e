module
public import SymmetrySurvey.DenseSparse.Mask
/-!
# Permutations of units and tokens

Relabelling hidden units changes nothing; the linear maps that respect every relabelling; and the
causal mask, which respects none.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {R : Type u} [CommRing R]

/-- A layer with one hidden level: `V φ(W x + b)`, with the pointwise nonlinearity `φ`. -/
def mlp {d n o : Nat} (φ : R → R) (V : Fin o → Fin n → R) (W : Fin n → Fin d → R) (b : Fin n → R)
    (x : Fin d → R) : Fin o → R :=
  matvec V (fun i => φ (matvec W x i + b i))

/-- Permuting the hidden units (rows of `W`, entries of `b`, columns of `V`) leaves the layer
unchanged, for every pointwise nonlinearity. Claim `densesparse.hidden-permutation`. -/
theorem mlp_perm {d n o : Nat} (φ : R → R) (V : Fin o → Fin n → R) (W : Fin n → Fin d → R)
    (b : Fin n → R)
    (σ τ : Fin n → Fin n) (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i) :
    mlp φ (fun a i => V a (σ i)) (fun i => W (σ i)) (fun i => b (σ i)) = mlp φ V W b := by
  funext x a
  exact fsum_perm (fun i => V a i * φ (matvec W x i + b i)) σ τ l r

/-- The linear maps on `n` tokens that commute with every permutation of the tokens are exactly
those with one value on the diagonal and one off it, `a I + b (J - I)`. Claim
`densesparse.permutation-commutant`. -/
theorem perm_commutant_iff {n : Nat} (A : Fin n → Fin n → R) :
    (∀ σ τ : Fin n → Fin n, (∀ i, τ (σ i) = i) → (∀ i, σ (τ i) = i) →
      ∀ x i, matvec A (fun j => x (σ j)) i = matvec A x (σ i)) ↔
      ∃ a b, ∀ i j, A i j = if i = j then a else b := by
  constructor
  · intro h
    have inv : ∀ p q i j, A (swap p q i) (swap p q j) = A i j := by
      intro p q i j
      have e := h (swap p q) (swap p q) (swap_swap p q) (swap_swap p q) (unitVec (swap p q j)) i
      have u : (fun k => (unitVec (swap p q j) : Fin n → R) (swap p q k)) = unitVec j := by
        funext k
        have : swap p q k = swap p q j ↔ k = j :=
          ⟨fun e => by rw [← swap_swap p q k, e, swap_swap], fun e => by rw [e]⟩
        simp only [unitVec, this]
      rw [u, matvec_unit, matvec_unit] at e
      exact e.symm
    match n, A, inv with
    | 0, _, _ => exact ⟨0, 0, fun i => i.elim0⟩
    | 1, A, _ =>
      refine ⟨A 0 0, 0, fun i j => ?_⟩
      have hi : i = 0 := by omega
      have hj : j = 0 := by omega
      subst hi; subst hj; simp
    | n+2, A, inv =>
      refine ⟨A 0 0, A 0 1, fun i j => ?_⟩
      by_cases e : i = j
      · subst e
        have := inv 0 i 0 0
        rw [swap_left] at this
        simp [this]
      · simp only [e, if_false]
        have h1 := inv 0 i 0 1
        have h2 := inv (swap 0 i 1) j (swap 0 i 0) (swap 0 i 1)
        rw [h1, swap_left, swap_left] at h2
        have ne1 : swap 0 i 1 ≠ i := by
          intro e'
          have h3 := swap_swap 0 i 1
          rw [e'] at h3
          have h4 := swap_swap 0 i 0
          rw [swap_left] at h4
          rw [h3] at h4
          exact absurd (congrArg Fin.val h4) (by simp)
        have h5 : swap (swap 0 i 1) j i = i := by
          have a1 : ¬ i = swap 0 i 1 := fun e' => ne1 e'.symm
          show (if i = swap 0 i 1 then j else if i = j then swap 0 i 1 else i) = i
          rw [if_neg a1, if_neg e]
        rw [h5] at h2
        exact h2
  · rintro ⟨a, b, h⟩ σ τ l r x i
    have key : ∀ (y : Fin n → R) k, matvec A y k = (a - b) * y k + b * fsum n y := by
      intro y k
      have : ∀ j, A k j * y j = (if j = k then (a - b) * y j else 0) + b * y j := by
        intro j; rw [h]
        by_cases e : k = j
        · subst e; simp; grind
        · have e' : ¬ j = k := fun q => e q.symm
          simp only [e, e', if_false]; grind
      simp only [matvec, this]
      rw [fsum_add, fsum_ite_eq k (fun j => (a - b) * y j), fsum_mul_left]
    rw [key, key, fsum_perm x σ τ l r]

/-- The causal (lower triangular) mask of an attention matrix. -/
def causal {n : Nat} (A : Fin n → Fin n → R) : Fin n → Fin n → R :=
    fun i j => if j ≤ i then A i j else 0

/-- An order embedding of `Fin n` into itself is the identity. -/
theorem order_embedding_eq {n : Nat} (σ : Fin n → Fin n) (h : ∀ i j, j ≤ i ↔ σ j ≤ σ i)
    (i : Fin n) : σ i = i := by
  have mono : ∀ i j, j < i → σ j < σ i := by
    intro i j hij
    have a := h i j; have b := h j i
    simp only [Fin.le_def, Fin.lt_def] at *
    omega
  have low : ∀ k (hk : k < n), k ≤ (σ ⟨k, hk⟩).val := by
    intro k
    induction k with
    | zero => intro _; omega
    | succ k ih =>
      intro hk
      have h1 := ih (by omega)
      have h2 := mono ⟨k+1, hk⟩ ⟨k, by omega⟩ (by simp [Fin.lt_def])
      simp only [Fin.lt_def] at h2
      omega
  have high : ∀ d k (hk : k < n), n = k + 1 + d → (σ ⟨k, hk⟩).val + 1 + d ≤ n := by
    intro d
    induction d with
    | zero => intro k hk _; have := (σ ⟨k, hk⟩).isLt; omega
    | succ d ih =>
      intro k hk e
      have h1 := ih (k+1) (by omega) (by omega)
      have h2 := mono ⟨k+1, by omega⟩ ⟨k, hk⟩ (by simp [Fin.lt_def])
      simp only [Fin.lt_def] at h2
      omega
  have a := low i.val i.isLt
  have b := high (n - i.val - 1) i.val i.isLt (by have := i.isLt; omega)
  apply Fin.ext
  have := i.isLt
  simp only [Fin.eta] at a b
  omega

/-- Relabelling the tokens commutes with causal masking for the identity only: the causal mask is
rigid. Claim `densesparse.causal-mask-rigid`. -/
theorem causal_rigid_iff (nt : (1 : R) ≠ 0) {n : Nat} (σ : Fin n → Fin n) :
    (∀ A : Fin n → Fin n → R, causal (fun i j => A (σ i) (σ j)) = fun i j => causal A (σ i) (σ j)) ↔
      ∀ i, σ i = i := by
  constructor
  · intro h
    apply order_embedding_eq
    intro i j
    have := congrFun (congrFun (h (fun _ _ => 1)) i) j
    simp only [causal] at this
    by_cases a : j ≤ i <;> by_cases b : σ j ≤ σ i <;> simp [a, b] at this ⊢ <;> grind
  · intro h A
    have : σ = fun i => i := funext h
    subst this; rfl
end DenseSparse
