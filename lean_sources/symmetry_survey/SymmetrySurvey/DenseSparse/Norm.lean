module
public import SymmetrySurvey.DenseSparse.Permutation
/-!
# Norms, and rotations of the residual stream

RMSNorm divides a vector by a function of its squared length. A change of basis of the residual
stream passes through it exactly when it is orthogonal, and can then be folded into every matrix
that reads or writes the stream.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u

section ring
variable {R : Type u} [CommRing R]

/-- The row vector `x` times the matrix `Q`. -/
def vecmat {m n : Nat} (x : Fin m → R) (Q : Fin m → Fin n → R) : Fin n → R :=
    fun j => fsum m fun i => x i * Q i j

/-- The transpose of a matrix. -/
def transpose {m n : Nat} (Q : Fin m → Fin n → R) : Fin n → Fin m → R := fun i j => Q j i

/-- A row vector passes through a product of matrices. -/
theorem vecmat_matmul {m n p : Nat} (x : Fin m → R) (A : Fin m → Fin n → R)
    (B : Fin n → Fin p → R) :
    vecmat x (matmul A B) = vecmat (vecmat x A) B := by
  funext k
  simp only [vecmat, matmul, ← fsum_mul_left, ← fsum_mul_right]
  rw [fsum_comm]
  exact fsum_congr fun j => fsum_congr fun i => by grind

/-- The identity matrix leaves row vectors alone. -/
theorem vecmat_id {n : Nat} (x : Fin n → R) : vecmat x idMat = x := by
  funext j
  have : ∀ i, x i * idMat i j = if i = j then x i else 0 := by
    intro i; unfold idMat; split <;> grind
  simp only [vecmat, this]
  exact fsum_ite_eq j x

/-- A unit vector picks a row. -/
theorem vecmat_unit {m n : Nat} (i : Fin m) (Q : Fin m → Fin n → R) :
    vecmat (unitVec i) Q = Q i := by
  funext j
  have : ∀ k, unitVec i k * Q k j = if k = i then Q k j else 0 := by
    intro k; unfold unitVec; split <;> grind
  simp only [vecmat, this]
  exact fsum_ite_eq i fun k => Q k j

/-- A row vector passes through sums. -/
theorem vecmat_add {m n : Nat} (x y : Fin m → R) (Q : Fin m → Fin n → R) :
    vecmat (fun i => x i + y i) Q = fun j => vecmat x Q j + vecmat y Q j := by
  funext j
  simp only [vecmat, ← fsum_add]
  exact fsum_congr fun i => by grind

/-- A factor passes through a matrix. -/
theorem vecmat_mul {m n : Nat} (x : Fin m → R) (a : R) (Q : Fin m → Fin n → R) :
    vecmat (fun i => x i * a) Q = fun j => vecmat x Q j * a := by
  funext j
  simp only [vecmat, ← fsum_mul_right]
  exact fsum_congr fun i => by grind

/-- Inner products after a change of basis are those with the Gram matrix between. -/
theorem inner_vecmat {m n : Nat} (x y : Fin m → R) (Q : Fin m → Fin n → R) :
    inner (vecmat x Q) (vecmat y Q) = inner (vecmat x (matmul Q (transpose Q))) y := by
  have e : matmul Q (transpose Q) = fun i k => fsum n fun j => Q i j * Q k j := rfl
  simp only [e, inner, vecmat, ← fsum_mul_left, ← fsum_mul_right]
  rw [fsum_comm]
  refine fsum_congr fun k => ?_
  rw [fsum_comm]
  exact fsum_congr fun i => fsum_congr fun j => by grind

/-- RMSNorm without gains: the vector times a function `ρ` of its squared length (`ρ t = 1 / √(t / n
+ ε)`). -/
def rms {n : Nat} (ρ : R → R) (x : Fin n → R) : Fin n → R := fun i => x i * ρ (inner x x)

/-- A residual block on a sequence of `T` tokens: normalise, read by `A`, compute anything
(attention, an expert, a gated layer), write by `B`, and add. -/
def residual {T d m p : Nat} (ρ : R → R) (A : Fin d → Fin m → R)
    (f : (Fin T → Fin m → R) → Fin T → Fin p → R) (B : Fin p → Fin d → R) (x : Fin T → Fin d → R) :
    Fin T → Fin d → R := fun t i => x t i + vecmat (f (fun t => vecmat (rms ρ (x t)) A) t) B i

/-- Over any commutative ring: a rotation `Q` of the residual stream (`Q Qᵀ = 1`) is folded into the
matrices that read it (`Qᵀ A`) and write it (`B Q`), and every residual block then computes the
same, rotated. Claim `densesparse.residual-rotation`. -/
theorem residual_rotated {T d m p : Nat} (ρ : R → R) (A : Fin d → Fin m → R)
    (f : (Fin T → Fin m → R) → Fin T → Fin p → R) (B : Fin p → Fin d → R) (Q : Fin d → Fin d → R)
    (hQ : matmul Q (transpose Q) = idMat) (x : Fin T → Fin d → R) (t : Fin T) :
    residual ρ (matmul (transpose Q) A) f (matmul B Q) (fun t => vecmat (x t) Q) t =
      vecmat (residual ρ A f B x t) Q := by
  have read : ∀ t, vecmat (rms ρ (vecmat (x t) Q))
    (matmul (transpose Q) A) = vecmat (rms ρ (x t)) A := by
    intro t
    have e : rms ρ (vecmat (x t) Q) = vecmat (rms ρ (x t)) Q := by
      unfold rms
      rw [vecmat_mul, inner_vecmat, hQ, vecmat_id]
    rw [e, vecmat_matmul, ← vecmat_matmul _ Q, hQ, vecmat_id]
  have sum : residual ρ A f B x t = fun i =>
    x t i + vecmat (f (fun t => vecmat (rms ρ (x t)) A) t) B i := rfl
  rw [sum, vecmat_add]
  funext i
  simp only [residual, read]
  rw [vecmat_matmul]
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- The squared length of a vector is not negative, and vanishes for the zero vector only. -/
theorem inner_self {n : Nat} (x : Fin n → R) : 0 ≤ inner x x ∧ (inner x x = 0 → ∀ i, x i = 0) :=
  ⟨fsum_nonneg _ fun i => sq_nonneg' (x i),
    fun h i => mul_self_eq_zero' (fsum_eq_zero _ (fun i => sq_nonneg' (x i)) h i)⟩

/-- A change of basis of the residual stream (one that loses no vector) passes through RMSNorm
exactly when it is orthogonal, for every norm whose factor `ρ` tells lengths apart. Claim
`densesparse.residual-rotation`. -/
theorem rms_rotation_iff {n : Nat} (ρ : R → R) (inj : ∀ s t, 0 ≤ s → 0 ≤ t → ρ s = ρ t → s = t)
    (Q : Fin n → Fin n → R) (kernel : ∀ x, vecmat x Q = (fun _ => 0) → x = fun _ => 0) :
    (∀ x, rms ρ (vecmat x Q) = vecmat (rms ρ x) Q) ↔ matmul Q (transpose Q) = idMat := by
  constructor
  · intro h
    -- lengths are kept
    have len : ∀ x : Fin n → R, inner (vecmat x Q) (vecmat x Q) = inner x x := by
      intro x
      by_cases hx : x = fun _ => 0
      · subst hx
        have z : vecmat (fun _ => (0 : R)) Q = fun _ => 0 := by
          funext j
          have : ∀ i, (0 : R) * Q i j = 0 := by intro i; grind
          simp only [vecmat, this, fsum_const_zero]
        rw [z]
      · obtain ⟨i, hi⟩ :=
          Classical.not_forall.1 fun hz : ∀ i, vecmat x Q i = 0 => hx (kernel x (funext hz))
        have e := congrFun (h x) i
        unfold rms at e
        rw [vecmat_mul] at e
        have e' : vecmat x Q i * (ρ (inner (vecmat x Q) (vecmat x Q)) - ρ (inner x x)) = 0 := by
          grind
        have := (mul_eq_zero' e').resolve_left hi
        exact inj _ _ (inner_self _).1 (inner_self _).1 (by grind)
    -- and so are inner products
    have pol : ∀ x y : Fin n → R, inner (vecmat x Q) (vecmat y Q) = inner x y := by
      intro x y
      have add : ∀ {m : Nat} (u v : Fin m → R), inner (fun i => u i + v i) (fun i => u i + v i) =
          inner u u + 2 * inner u v + inner v v := by
        intro m u v
        unfold inner
        rw [← fsum_mul_left, ← fsum_add, ← fsum_add]
        exact fsum_congr fun i => by grind
      have e := len fun i => x i + y i
      rw [vecmat_add, add, add, len, len] at e
      have : 2 * (inner (vecmat x Q) (vecmat y Q) - inner x y) = 0 := by grind
      have one := OrderedRing.zero_lt_one (R := R)
      have := (mul_eq_zero' this).resolve_left (by grind)
      grind
    funext i j
    have e := pol (unitVec i) (unitVec j)
    rw [inner_vecmat, vecmat_unit, inner_unitVec, inner_unitVec] at e
    rw [e]
    unfold unitVec idMat
    by_cases hij : i = j
    · subst hij; rfl
    · rw [if_neg (fun q => hij q.symm), if_neg hij]
  · intro h x
    unfold rms
    rw [vecmat_mul, inner_vecmat, h, vecmat_id]

/-- The norm factor `1 / (1 + t)` tells lengths apart, and the exchange of two channels loses no
vector: the hypotheses of `rms_rotation_iff` can be met. Claim `densesparse.residual-rotation`. -/
theorem rms_rotation_instance : (∀ s t : Rat, 0 ≤ s → 0 ≤ t → 1 / (1 + s) = 1 / (1 + t) → s = t) ∧
    ∃ Q : Fin 2 → Fin 2 → Rat, (∀ x, vecmat x Q = (fun _ => 0) → x = fun _ => 0) ∧ Q ≠ idMat := by
  refine ⟨fun s t hs ht h => ?_, fun i j => if i = j then 0 else 1, fun x h => ?_, fun h => ?_⟩
  · have h1 : 1 + s ≠ 0 := by grind
    have h2 : 1 + t ≠ 0 := by grind
    grind
  · have h0 := congrFun h 0
    have h1 := congrFun h 1
    simp only [vecmat, fsum_succ, fsum_zero] at h0 h1
    funext i
    have e0 : x 0 = 0 := by simp at h1; grind
    have e1 : x 1 = 0 := by simp at h0; grind
    by_cases hi : i = 0
    · rw [hi, e0]
    · rw [show i = 1 by omega, e1]
  · exact absurd (congrFun (congrFun h 0) 0) (by simp [idMat])

end ordered

section tied
variable {R : Type u} [CommRing R]

/-- Tied embeddings use one matrix `E` (full rank: some `L` with `L E = 1`) to embed tokens and to
score them. After a change of basis `Q` of the stream the tied matrix `E Q` gives the same logits
for all vectors of the stream exactly when `Q` is orthogonal. Claim `densesparse.tied-embeddings`.
-/
theorem tied_embeddings_iff {v d : Nat} (E : Fin v → Fin d → R) (full : ∃ L, matmul L E = idMat)
    (Q : Fin d → Fin d → R) :
    (∀ x t, inner (vecmat x Q) (matmul E Q t) = inner x (E t)) ↔
      matmul Q (transpose Q) = idMat := by
  have row : ∀ t, matmul E Q t = vecmat (E t) Q := fun t => rfl
  constructor
  · intro h
    obtain ⟨L, hL⟩ := full
    funext i j
    -- the rows of `E` span all unit vectors
    have span : vecmat (L j) E = unitVec j := by
      have : vecmat (L j) E = matmul L E j := rfl
      rw [this, hL]; funext k; unfold idMat unitVec
      by_cases e : j = k
      · rw [if_pos e, if_pos e.symm]
      · rw [if_neg e, if_neg fun q => e q.symm]
    have lin : ∀ z : Fin d →
      R, inner z (vecmat (L j) E) = fsum v fun t => L j t * inner z (E t) := by
      intro z
      simp only [inner, vecmat, ← fsum_mul_left]
      rw [fsum_comm]
      exact fsum_congr fun t => fsum_congr fun k => by grind
    have e : inner (vecmat (unitVec i) (matmul Q (transpose Q))) (vecmat (L j) E) =
        inner (unitVec i) (vecmat (L j) E) := by
      rw [lin, lin]
      refine fsum_congr fun t => ?_
      rw [← inner_vecmat, ← row, h]
    rw [span, inner_unitVec, inner_unitVec, vecmat_unit] at e
    rw [e]
    unfold unitVec idMat
    by_cases hij : i = j
    · subst hij; rfl
    · rw [if_neg (fun q => hij q.symm), if_neg hij]
  · intro h x t
    rw [row, inner_vecmat, h, vecmat_id]

/-- An embedding of full rank with more tokens than channels: the hypothesis of
`tied_embeddings_iff` can be met. Claim `densesparse.tied-embeddings`. -/
theorem tied_embeddings_instance : ∃ (E : Fin 3 → Fin 2 → Int)
    (L : Fin 2 → Fin 3 → Int), matmul L E = idMat := by
  refine ⟨fun t i => if t.val = i.val then 1 else 0, fun i t => if t.val = i.val then 1 else 0, ?_⟩
  funext i j; revert i j; decide
end tied

section layernorm
variable {F : Type u} [Field F]
attribute [local instance] Semiring.natCast Ring.intCast

/-- A vector minus its mean: the first half of LayerNorm. -/
def center {n : Nat} (x : Fin n → F) : Fin n → F := fun i => x i - fsum n x / (n : F)

/-- LayerNorm centres first, and what it does not see by that is a constant added to all channels,
and nothing else. Claim `densesparse.norm-gauge`. -/
theorem center_eq_iff {n : Nat} (hn : (n : F) ≠ 0) (x y : Fin n → F) :
    center x = center y ↔ ∃ t, ∀ i, x i = y i + t := by
  constructor
  · intro h
    refine ⟨fsum n x / (n : F) - fsum n y / (n : F), fun i => ?_⟩
    have := congrFun h i
    simp only [center] at this
    grind
  · rintro ⟨t, h⟩
    have s : fsum n x = fsum n y + (n : F) * t := by
      rw [← fsum_const, ← fsum_add]; exact fsum_congr h
    funext i
    simp only [center, h i, s]
    generalize fsum n y = z
    generalize (n : F) = N at *
    grind

/-- Centring is a projector. Claim `densesparse.norm-gauge`. -/
theorem center_center {n : Nat} (hn : (n : F) ≠ 0) (x : Fin n → F) :
    center (center x) = center x := by
  refine (center_eq_iff hn _ _).2 ⟨-(fsum n x / (n : F)), fun i => ?_⟩
  simp only [center]; grind

/-- The gains of a norm are folded into the matrix that reads it. Claim `densesparse.norm-gauge`. -/
theorem gain_folded {m n : Nat} (g y : Fin n → F) (W : Fin m → Fin n → F) :
    matvec W (fun j => g j * y j) = matvec (fun i j => W i j * g j) y := by
  funext i
  exact fsum_congr fun j => by grind
end layernorm

section scale
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- The squares of what RMSNorm puts out, up to the constant factor `n`: no root is needed to speak
of them. The outputs have the signs of `x`. -/
def rmsSq {n : Nat} (ε : F) (x : Fin n → F) : Fin n → F := fun i => x i * x i / (inner x x + ε)

/-- RMSNorm does not see a positive scale of its input exactly when its `ε` is zero or the scale is
one: with the `ε` of every implementation, the scale of the stream is not a symmetry. Claim
`densesparse.norm-gauge`. -/
theorem rms_scale_iff {n : Nat} {a ε : F} (ha : 0 < a) (hε : 0 ≤ ε) :
    (∀ x : Fin (n + 1) → F, (∃ i, x i ≠ 0) → rmsSq ε (fun i => a * x i) = rmsSq ε x) ↔
      ε = 0 ∨ a = 1 := by
  have hom : ∀ x : Fin (n + 1) → F, inner (fun i => a * x i)
    (fun i => a * x i) = a * a * inner x x := by
    intro x
    unfold inner
    rw [← fsum_mul_left]
    exact fsum_congr fun i => by grind
  constructor
  · intro h
    have one := OrderedRing.zero_lt_one (R := F)
    have hx : ∃ i : Fin (n + 1), (unitVec 0 i : F) ≠ 0 :=
      ⟨0, by simp only [unitVec, if_true]; grind⟩
    have e := congrFun (h (unitVec 0) hx) 0
    have u : (unitVec 0 (0 : Fin (n + 1)) : F) = 1 := by simp only [unitVec, if_true]
    simp only [rmsSq, hom, inner_unitVec, u] at e
    have p := OrderedRing.mul_pos ha ha
    have d1 : a * a * 1 + ε ≠ 0 := by grind
    have d2 : 1 + ε ≠ 0 := by grind
    have e' : ε * ((a - 1) * (a + 1)) = 0 := by grind
    rcases mul_eq_zero' e' with e' | e'
    · exact .inl e'
    · rcases mul_eq_zero' e' with e' | e'
      · right; grind
      · exfalso; grind
  · rintro (rfl | rfl) x hx
    · funext i
      obtain ⟨k, hk⟩ := hx
      have d : inner x x ≠ 0 := fun z => hk ((inner_self x).2 z k)
      simp only [rmsSq, hom]
      generalize inner x x = s at *
      have d' : a * a * s ≠ 0 := fun z => by
        rcases mul_eq_zero' z with z | z
        · have := mul_self_eq_zero' z
          grind
        · exact d z
      grind
    · funext i
      simp only [rmsSq, hom]
      generalize inner x x = s
      grind
end scale
end DenseSparse
