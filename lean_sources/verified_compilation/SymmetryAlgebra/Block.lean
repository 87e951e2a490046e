module
public import SymmetryAlgebra.Sum
/-!
# Vectors of two-dimensional blocks

A head of dimension `2n` is read as `n` pairs of channels, `Vec n R`. This file has the pairing of
such vectors (`dotN`, the attention score), vectors supported on one block (`single`), linear maps
(`IsLin`), two-by-two blocks (`Mat2`) and the fact that every linear map is a matrix of such blocks
(`IsLin.eq_act`).
-/
@[expose] public noncomputable section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u
variable {R : Type u} [CommRing R]

/-- The sum of two pairs. -/
def padd (p q : R × R) : R × R := (p.1 + q.1, p.2 + q.2)

/-- A pair times a scalar. -/
def psmul (a : R) (p : R × R) : R × R := (a * p.1, a * p.2)

/-- The inner product of two pairs. -/
def dot (p q : R × R) : R := p.1 * q.1 + p.2 * q.2

/-- A head vector: `n` blocks of two channels. -/
abbrev Vec (n : Nat) (R : Type u) := Fin n → R × R

/-- Blockwise sum of head vectors. -/
def vadd {n : Nat} (v w : Vec n R) : Vec n R := fun i => padd (v i) (w i)

/-- A head vector times a scalar. -/
def vsmul {n : Nat} (a : R) (v : Vec n R) : Vec n R := fun i => psmul a (v i)

/-- The zero head vector. -/
def vzero {n : Nat} : Vec n R := fun _ => (0, 0)

/-- The attention score of two head vectors (without the factor `1/√d`). -/
def dotN {n : Nat} (p q : Vec n R) : R := fsum n (fun i => dot (p i) (q i))

/-- The head vector with `p` in block `k` and zeros elsewhere. -/
def single {n : Nat} (k : Fin n) (p : R × R) : Vec n R := fun j => if j = k then p else (0, 0)

/-- The score against a vector supported on block `k` sees that block only. -/
theorem dotN_single {n : Nat} (k : Fin n) (p : R × R) (q : Vec n R) :
    dotN (single k p) q = dot p (q k) := by
  have h : ∀ i, dot (single k p i) (q i) = if i = k then dot p (q i) else 0 := by
    intro i; unfold single; split
    · rfl
    · simp only [dot]; grind
  simp only [dotN, h, fsum_ite_eq]

/-- The score is symmetric. -/
theorem dotN_comm {n : Nat} (p q : Vec n R) : dotN p q = dotN q p :=
  fsum_congr fun i => by simp only [dot]; grind

/-- The score is additive in its second argument. -/
theorem dotN_vadd {n : Nat} (p q r : Vec n R) : dotN p (vadd q r) = dotN p q + dotN p r := by
  unfold dotN; rw [← fsum_add]
  exact fsum_congr fun i => by simp only [dot, vadd, padd]; grind

/-- The score is non-degenerate: a key is determined by its scores against all queries.
So head vectors meet the hypothesis of Claim `rope.relative-characterisation`. -/
theorem dotN_ext {n : Nat} {p q : Vec n R} (h : ∀ z, dotN z p = dotN z q) : p = q := by
  funext i
  have h1 := h (single i (1, 0))
  have h2 := h (single i (0, 1))
  simp only [dotN_single, dot] at h1 h2
  apply Prod.ext <;> grind

/-- A linear map of head vectors: additive and homogeneous. -/
structure IsLin {n : Nat} (L : Vec n R → Vec n R) : Prop where
  /-- additivity -/
  add : ∀ v w, L (vadd v w) = vadd (L v) (L w)
  /-- homogeneity -/
  smul : ∀ a v, L (vsmul a v) = vsmul a (L v)

/-- Sum of `m` head vectors. -/
def vsum {n m : Nat} (f : Fin m → Vec n R) : Vec n R := fun i =>
  (fsum m (fun j => (f j i).1), fsum m (fun j => (f j i).2))

/-- A linear map sends zero to zero. -/
theorem IsLin.zero {n : Nat} {L : Vec n R → Vec n R} (hL : IsLin L) : L vzero = vzero := by
  have h := hL.smul 0 vzero
  have e : ∀ v : Vec n R, vsmul 0 v = vzero := by
    intro v; funext i; simp only [vsmul, psmul, vzero, Prod.mk.injEq]; grind
  rw [e, e] at h
  exact h

/-- A linear map commutes with finite sums. -/
theorem IsLin.vsum {n : Nat} {L : Vec n R → Vec n R} (hL : IsLin L) {m : Nat}
    (f : Fin m → Vec n R) :
    L (vsum f) = SymmetryAlgebra.vsum (fun j => L (f j)) := by
  induction m with
  | zero => exact hL.zero
  | succ m ih =>
    have e : ∀ g : Fin (m+1) → Vec n R,
        SymmetryAlgebra.vsum g = vadd (g 0) (SymmetryAlgebra.vsum (fun j => g j.succ)) := by
      intro g; rfl
    rw [e, e, hL.add, ih]

/-- A head vector is the sum of its blocks. -/
theorem vsum_single {n : Nat} (v : Vec n R) : vsum (fun k => single k (v k)) = v := by
  funext i
  have h1 : ∀ j, (single j (v j) i).1 = if j = i then (v j).1 else 0 := by
    intro j; unfold single
    by_cases e : i = j
    · subst e; simp
    · have : ¬ j = i := fun h => e h.symm
      simp [e, this]
  have h2 : ∀ j, (single j (v j) i).2 = if j = i then (v j).2 else 0 := by
    intro j; unfold single
    by_cases e : i = j
    · subst e; simp
    · have : ¬ j = i := fun h => e h.symm
      simp [e, this]
  simp only [vsum, h1, h2, fsum_ite_eq]

/-- A two-by-two block `(a b; c d)`. -/
@[ext] structure Mat2 (R : Type u) where
  /-- entry in row 1, column 1 -/
  a : R
  /-- entry in row 1, column 2 -/
  b : R
  /-- entry in row 2, column 1 -/
  c : R
  /-- entry in row 2, column 2 -/
  d : R

/-- A block acts on a pair of channels. -/
def Mat2.app (M : Mat2 R) (p : R × R) : R × R := (M.a * p.1 + M.b * p.2, M.c * p.1 + M.d * p.2)

/-- The zero block. -/
def Mat2.zero : Mat2 R := ⟨0, 0, 0, 0⟩

/-- The complex scalar `x I + y J`, where `J` is the quarter turn. -/
def Mat2.cx (x y : R) : Mat2 R := ⟨x, -y, y, x⟩

/-- A block sends the zero pair to the zero pair. -/
theorem Mat2.app_zero (M : Mat2 R) : M.app (0, 0) = (0, 0) := by
  simp only [Mat2.app, Prod.mk.injEq]; grind

/-- An `n` by `n` matrix of two-by-two blocks acts on head vectors. -/
def act {n : Nat} (A : Fin n → Fin n → Mat2 R) (v : Vec n R) : Vec n R := fun i =>
  (fsum n (fun j => ((A i j).app (v j)).1), fsum n (fun j => ((A i j).app (v j)).2))

/-- On a vector supported on block `k` only column `k` of the block matrix acts. -/
theorem act_single {n : Nat} (A : Fin n → Fin n → Mat2 R) (k : Fin n) (p : R × R) (i : Fin n) :
    act A (single k p) i = (A i k).app p := by
  have h1 : ∀ j, ((A i j).app (single k p j)).1 = if j = k then ((A i j).app p).1 else 0 := by
    intro j; unfold single; split <;> simp [Mat2.app_zero]
  have h2 : ∀ j, ((A i j).app (single k p j)).2 = if j = k then ((A i j).app p).2 else 0 := by
    intro j; unfold single; split <;> simp [Mat2.app_zero]
  simp only [act, h1, h2, fsum_ite_eq]

/-- Block matrices are linear maps. -/
theorem act_isLin {n : Nat} (A : Fin n → Fin n → Mat2 R) : IsLin (act A) where
  add v w := by
    funext i
    simp only [act, vadd, padd, ← fsum_add]
    apply Prod.ext <;> exact fsum_congr fun j => by simp only [Mat2.app]; grind
  smul a v := by
    funext i
    simp only [act, vsmul, psmul, ← fsum_mul_left]
    apply Prod.ext <;> exact fsum_congr fun j => by simp only [Mat2.app]; grind

/-- The block matrix of a map, read off from the images of the unit vectors. -/
def matOf {n : Nat} (L : Vec n R → Vec n R) : Fin n → Fin n → Mat2 R := fun i j =>
  ⟨(L (single j (1,0)) i).1, (L (single j (0,1)) i).1, (L (single j (1,0)) i).2,
    (L (single j (0,1)) i).2⟩

/-- Every linear map of head vectors is a matrix of two-by-two blocks. -/
theorem IsLin.eq_act {n : Nat} {L : Vec n R → Vec n R} (hL : IsLin L) : L = act (matOf L) := by
  funext v
  conv => lhs; rw [← vsum_single v, hL.vsum]
  have key : ∀ k i, L (single k (v k)) i = (matOf L i k).app (v k) := by
    intro k i
    have e : single k (v k) = vadd (vsmul (v k).1 (single k (1,0)))
      (vsmul (v k).2 (single k (0,1))) := by
      funext i
      simp only [vadd, vsmul, single]
      split <;> simp only [padd, psmul] <;> (apply Prod.ext <;> simp only <;> grind)
    rw [e, hL.add, hL.smul, hL.smul]
    simp only [vadd, vsmul, padd, psmul, Mat2.app, matOf, Prod.mk.injEq]
    grind
  funext i
  simp only [SymmetryAlgebra.vsum, act, key]
end SymmetryAlgebra
