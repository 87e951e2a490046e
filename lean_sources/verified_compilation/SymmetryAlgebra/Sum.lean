module
public import SymmetryAlgebra.Finite
/-!
# Finite sums over a commutative ring

Core Lean has no big operators. `fsum n f` is the sum `f 0 + … + f (n-1)` of a function on `Fin n`,
over any commutative ring of core Lean; the lemmas below are all that the four projects need:
linearity, exchange of two sums, a single non-zero term, and invariance under a permutation of the
indices.
-/
@[expose] public noncomputable section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u v

section ring
variable {R : Type u} [CommRing R]

/-- The sum `f 0 + … + f (n-1)` of a function on `Fin n`. -/
def fsum : (n : Nat) → (Fin n → R) → R
  | 0, _ => 0
  | n+1, f => f 0 + fsum n (fun i => f i.succ)

/-- The empty sum is `0`, by definition. -/
@[simp] theorem fsum_zero (f : Fin 0 → R) : fsum 0 f = 0 := rfl

/-- A sum splits off its first term, by definition. -/
theorem fsum_succ (n : Nat) (f : Fin (n+1) → R) : fsum (n+1) f = f 0 + fsum n (fun i => f i.succ) :=
    rfl

/-- Sums of equal terms are equal. -/
theorem fsum_congr {n : Nat} {f g : Fin n → R} (h : ∀ i, f i = g i) : fsum n f = fsum n g := by
  have : f = g := funext h
  rw [this]

/-- The sum of a sum of two functions. -/
theorem fsum_add {n : Nat} (f g : Fin n → R) :
    fsum n (fun i => f i + g i) = fsum n f + fsum n g := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih => simp only [fsum_succ, ih]; grind

/-- The sum of a difference of two functions. -/
theorem fsum_sub {n : Nat} (f g : Fin n → R) :
    fsum n (fun i => f i - g i) = fsum n f - fsum n g := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih => simp only [fsum_succ, ih]; grind

/-- A common left factor leaves the sum. -/
theorem fsum_mul_left {n : Nat} (a : R) (f : Fin n → R) :
    fsum n (fun i => a * f i) = a * fsum n f := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih => simp only [fsum_succ, ih]; grind

/-- A common right factor leaves the sum. -/
theorem fsum_mul_right {n : Nat} (f : Fin n → R) (a : R) :
    fsum n (fun i => f i * a) = fsum n f * a := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih => simp only [fsum_succ, ih]; grind

/-- The sum of zeros is zero. -/
theorem fsum_const_zero {n : Nat} : fsum n (fun _ => (0 : R)) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => simp only [fsum_succ, ih]; grind

section
attribute [local instance] Semiring.natCast Ring.intCast
/-- The sum of `n` equal terms. -/
theorem fsum_const {n : Nat} (a : R) : fsum n (fun _ => a) = (n : R) * a := by
  induction n with
  | zero => simp only [fsum_zero]; grind
  | succ n ih => simp only [fsum_succ, ih]; grind
end

/-- Two finite sums may be exchanged. -/
theorem fsum_comm {m n : Nat} (f : Fin m → Fin n → R) :
    fsum m (fun i => fsum n (fun j => f i j)) = fsum n (fun j => fsum m (fun i => f i j)) := by
  induction m with
  | zero => simp only [fsum_zero, fsum_const_zero]
  | succ m ih => simp only [fsum_succ, fsum_add, ih]

/-- The double sum of products is the product of the sums. -/
theorem fsum_mul_fsum {m n : Nat} (f : Fin m → R) (g : Fin n → R) :
    fsum m (fun i => fsum n (fun j => f i * g j)) = fsum m f * fsum n g := by
  simp only [fsum_mul_left, fsum_mul_right]

/-- A sum with a single non-zero term. -/
theorem fsum_ite_eq {n : Nat} (k : Fin n) (f : Fin n → R) :
    fsum n (fun i => if i = k then f i else 0) = f k := by
  induction n with
  | zero => exact k.elim0
  | succ n ih =>
    rw [fsum_succ]
    cases k using Fin.cases with
    | zero =>
      simp only [if_true, Fin.succ_ne_zero, if_false, fsum_const_zero]; grind
    | succ k =>
      have h0 : ¬ ((0 : Fin (n+1)) = k.succ) := fun h => Fin.succ_ne_zero k h.symm
      simp only [h0, if_false, Fin.succ_inj]
      rw [ih k (fun i => f i.succ)]; grind

/-- A sum does not see a permutation `σ` (with inverse `τ`) of its indices. -/
theorem fsum_perm {n : Nat} (f : Fin n → R) (σ τ : Fin n → Fin n) (l : ∀ i, τ (σ i) = i)
    (r : ∀ i, σ (τ i) = i) :
    fsum n (fun i => f (σ i)) = fsum n f := by
  have e1 : fsum n (fun i => f (σ i)) =
    fsum n (fun i => fsum n (fun j => if j = σ i then f j else 0)) :=
    fsum_congr fun i => (fsum_ite_eq (σ i) f).symm
  rw [e1, fsum_comm]
  apply fsum_congr
  intro j
  have e2 : ∀ i, (if j = σ i then f j else 0) = if i = τ j then f j else 0 := by
    intro i
    have : j = σ i ↔ i = τ j := ⟨fun h => by rw [h, l], fun h => by rw [h, r]⟩
    simp only [this]
  simp only [e2]
  exact fsum_ite_eq (τ j) (fun _ => f j)

/-- `fsum` agrees with core's `List.sum` on the list of values. -/
theorem fsum_eq_listsum {n : Nat} (f : Fin n → R) : fsum n f = (List.ofFn f).sum := by
  induction n with
  | zero => simp [fsum]
  | succ n ih => rw [List.ofFn_succ, List.sum_cons, fsum_succ, ih]
/-- A sum does not see an injective relabelling of its indices. -/
theorem fsum_inj {n : Nat} (f : Fin n → R) (σ : Fin n → Fin n) (inj : ∀ a b, σ a = σ b → a = b) :
    fsum n (fun i => f (σ i)) = fsum n f := by
  obtain ⟨τ, l, r⟩ := injective_has_inverse σ inj
  exact fsum_perm f σ τ l r

/-- Summing over the kept indices only is exact when the others contribute nothing. -/
theorem fsum_keep {m n : Nat} (ι : Fin m → Fin n) (inj : ∀ a b, ι a = ι b → a = b) (f : Fin n → R)
    (h : ∀ i, (∀ j, ι j ≠ i) → f i = 0) : fsum m (fun j => f (ι j)) = fsum n f := by
  have e1 : fsum m (fun j => f (ι j)) =
    fsum m (fun j => fsum n (fun i => if i = ι j then f i else 0)) :=
    fsum_congr fun j => (fsum_ite_eq (ι j) f).symm
  rw [e1, fsum_comm]
  apply fsum_congr
  intro i
  by_cases hi : ∃ k, ι k = i
  · obtain ⟨k, rfl⟩ := hi
    have e2 : ∀ j, (if ι k = ι j then f (ι k) else 0) = if j = k then f (ι k) else 0 := by
      intro j
      have : ι k = ι j ↔ j = k := ⟨fun h => (inj _ _ h).symm, fun h => by rw [h]⟩
      simp only [this]
    simp only [e2]
    exact fsum_ite_eq k (fun _ => f (ι k))
  · have hn : ∀ j, ι j ≠ i := fun j hj => hi ⟨j, hj⟩
    have e2 : ∀ j, (if i = ι j then f i else 0) = 0 := by
      intro j; rw [if_neg (fun h => hn j h.symm)]
    simp only [e2, fsum_const_zero]
    exact (h i hn).symm
end ring

section lists
variable {R : Type u} [CommRing R]

/-- The sum of an appended list. -/
theorem lsum_append (l₁ l₂ : List R) : (l₁ ++ l₂).sum = l₁.sum + l₂.sum := by
  induction l₁ with
  | nil => simp; grind
  | cons a l ih => simp [ih]; grind

/-- The sum of a list does not see the order of its entries. -/
theorem lsum_perm {l₁ l₂ : List R} (h : l₁.Perm l₂) : l₁.sum = l₂.sum := by
  induction h with
  | nil => rfl
  | cons a _ ih => simp [ih]
  | swap a b l => simp; grind
  | trans _ _ ih₁ ih₂ => exact ih₁.trans ih₂
end lists

section append
variable {R : Type u} [CommRing R]

/-- A sum over `a + b` indices splits into two blocks. -/
theorem fsum_append {a b : Nat} (f : Fin (a + b) → R) :
    fsum (a + b) f =
      fsum a (fun i => f (Fin.castAdd b i)) + fsum b (fun i => f (Fin.natAdd a i)) := by
  rw [fsum_eq_listsum, fsum_eq_listsum, fsum_eq_listsum, ← lsum_append]
  congr 1
  apply List.ext_getElem
  · simp
  · intro i h1 h2
    rw [List.getElem_append]
    simp only [List.getElem_ofFn, List.length_ofFn]
    split
    · rfl
    · congr 1; apply Fin.ext; simp; omega
end append
end SymmetryAlgebra
