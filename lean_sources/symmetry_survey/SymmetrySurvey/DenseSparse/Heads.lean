module
public import SymmetrySurvey.DenseSparse.LowRank
/-!
# The gauge of the value path of a layer of heads

Each head reads the tokens by a value matrix `V h`, mixes them with its attention weights, and
writes by an output matrix `O h`. Which other matrices do the same? A change of the inner basis of
each head, and a relabelling of the heads.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u
variable {R : Type u} [CommRing R]

/-- What `H` heads write together: head `h` mixes the `T` tokens with the weights `α h` and passes
the mix through its value matrix and its output matrix. -/
def headsOut {H T d r o : Nat} (O : Fin H → Fin o → Fin r → R) (V : Fin H → Fin r → Fin d → R)
    (α : Fin H → Fin T → R) (x : Fin T → Fin d → R) : Fin o → R := fun i =>
  fsum H fun h => matvec (O h) (matvec (V h) fun k => fsum T fun j => α h j * x j k) i

/-- Relabelling the heads together with their weights changes nothing, so that a permutation of the
heads is a symmetry. Claim `densesparse.value-output-gauge`. -/
theorem heads_perm {H T d r o : Nat} (O : Fin H → Fin o → Fin r → R) (V : Fin H → Fin r → Fin d → R)
    (α : Fin H → Fin T → R) (x : Fin T → Fin d → R) (σ τ : Fin H → Fin H) (l : ∀ i, τ (σ i) = i)
    (r' : ∀ i, σ (τ i) = i) :
    headsOut (fun h => O (σ h)) (fun h => V (σ h)) (fun h => α (σ h)) x = headsOut O V α x := by
  funext i
  exact fsum_perm
    (fun h => matvec (O h) (matvec (V h) fun k => fsum T fun j => α h j * x j k) i) σ τ l r'

/-- Let the factors of all heads have full rank (left and right inverses). Two layers of heads write
the same for all tokens, whatever the attention weights of the single heads, after a relabelling `σ`
of the heads, exactly when every head is changed by an invertible matrix of its own: the gauge group
is `GL(r)` for each head, and the permutations of the heads. Claim `densesparse.value-output-gauge`.
-/
theorem heads_gauge_iff {H d r o : Nat} (O O' : Fin H → Fin o → Fin r → R)
    (V V' : Fin H → Fin r → Fin d → R) (σ : Fin H → Fin H) (inj : ∀ g h, σ g = σ h → g = h)
    (hO : ∀ h, ∃ L, matmul L (O h) = idMat) (hO' : ∀ h, ∃ L, matmul L (O' h) = idMat)
    (hV : ∀ h, ∃ K, matmul (V h) K = idMat) (hV' : ∀ h, ∃ K, matmul (V' h) K = idMat) :
    (∀ (T : Nat) (α : Fin H → Fin T → R) (x : Fin T → Fin d → R),
      headsOut O' V' (fun h => α (σ h)) x = headsOut O V α x) ↔
    ∀ h, ∃ G G' : Fin r → Fin r → R, matmul G G' = idMat ∧ matmul G' G = idMat ∧
      O' h = matmul (O (σ h)) G ∧ V' h = matmul G' (V (σ h)) := by
  have key : ∀ h, matmul (O (σ h)) (V (σ h)) = matmul (O' h) (V' h) ↔
      ∃ G G' : Fin r → Fin r → R, matmul G G' = idMat ∧ matmul G' G = idMat ∧
        O' h = matmul (O (σ h)) G ∧ V' h = matmul G' (V (σ h)) := fun h =>
    low_rank_gauge_iff (O (σ h)) (O' h) (V (σ h)) (V' h) (hO _) (hO' h) (hV _) (hV' h)
  obtain ⟨τ, l, r'⟩ := injective_has_inverse σ inj
  constructor
  · intro h g
    refine (key g).1 ?_
    funext i j
    -- one token, seen by head `σ g` alone
    have h1 := congrFun (h 1 (fun f _ => if f = σ g then 1 else 0) (fun _ => unitVec j)) i
    have e : ∀ (y : Fin d → R) (c : R), (fun k => fsum 1 fun _ => c * y k) = fun k => c * y k := by
      intro y c; funext k; rw [fsum_succ, fsum_zero]; grind
    have z : ∀ (A : Fin o → Fin r → R) (B : Fin r → Fin d → R) (c : Prop) [Decidable c],
        matvec A (matvec B fun k => (if c then (1 : R) else 0) * unitVec j k) i =
          if c then matmul A B i j else 0 := by
      intro A B c _
      have : (fun k => (if c then (1 : R) else 0) * unitVec j k) =
          if c then unitVec j else fun _ => 0 := by
        funext k; split <;> grind
      rw [this, ← matvec_matmul]
      split
      · exact matvec_unit _ _ _
      · rw [matvec_zero]
    simp only [headsOut, e, z] at h1
    rw [fsum_ite_eq (σ g) (fun f => matmul (O f) (V f) i j)] at h1
    have e2 : ∀ f, (if σ f = σ g then matmul (O' f) (V' f) i j else 0) =
        if f = g then matmul (O' f) (V' f) i j else 0 := by
      intro f
      have : σ f = σ g ↔ f = g := ⟨inj _ _, fun e => by rw [e]⟩
      simp only [this]
    simp only [e2] at h1
    rw [fsum_ite_eq g (fun f => matmul (O' f) (V' f) i j)] at h1
    exact h1.symm
  · intro h T α x
    have same : ∀ g, matmul (O' g) (V' g) = matmul (O (σ g)) (V (σ g)) :=
      fun g => ((key g).2 (h g)).symm
    rw [← heads_perm O V α x σ τ l r']
    funext i
    refine fsum_congr fun g => ?_
    rw [← matvec_matmul, ← matvec_matmul, same]

/-- The hypotheses of `heads_gauge_iff` can be met by two heads of one channel each, which are
exchanged. Claim `densesparse.value-output-gauge`. -/
theorem heads_gauge_instance : ∃ (O : Fin 2 → Fin 2 → Fin 1 → Int) (V : Fin 2 → Fin 1 → Fin 2 → Int)
    (σ : Fin 2 → Fin 2), (∀ g h, σ g = σ h → g = h) ∧ σ 0 ≠ 0 ∧
      (∀ h, ∃ L, matmul L (O h) = idMat) ∧ ∀ h, ∃ K, matmul (V h) K = idMat := by
  refine ⟨fun h i _ => if i = h then 1 else 0, fun h _ j => if j = h then 1 else 0, swap 0 1,
    by decide, by decide, fun h => ⟨fun _ i => if i = h then 1 else 0, ?_⟩,
    fun h => ⟨fun j _ => if j = h then 1 else 0, ?_⟩⟩ <;> funext i j <;> revert h i j <;> decide
end DenseSparse
