module
public import VerifiedCompilation.Position
/-!
# Merging cached tokens

Token merging replaces two cached keys by one. Keys are cached rotated, so what may be averaged are
the contents, and only keys that carry the same rotation can be averaged as they lie in the cache.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v
variable {P : Type u} {F : Type v} [IntModule P] [Field F] {n : Nat}

/-- Averaging keys cached at positions `a` and `b` with non-zero weights gives the averaged content
rotated at position `m` exactly when the three positions rotate alike. Claim `rope.token-merging`.
-/
theorem merge_iff (A : Fin n → Phase P F) (a b m : P) (α β : F) (hα : α ≠ 0) (hβ : β ≠ 0) :
    (∀ k k', vadd (vsmul α (rope A a k)) (vsmul β (rope A b k')) =
      rope A m (vadd (vsmul α k) (vsmul β k'))) ↔
      ∀ i, ((A i).c a = (A i).c m ∧ (A i).s a = (A i).s m) ∧
        ((A i).c b = (A i).c m ∧ (A i).s b = (A i).s m) := by
  constructor
  · intro h i
    have h1 := congrFun (h (fun _ => (1, 0)) vzero) i
    have h2 := congrFun (h vzero (fun _ => (1, 0))) i
    simp only [vadd, vsmul, vzero, rope, spin, rot, padd, psmul, Prod.mk.injEq] at h1 h2
    have canc : ∀ x y z : F, z ≠ 0 → z * x = z * y → x = y := by intro x y z _ _; grind
    refine ⟨⟨canc _ _ α hα ?_, canc _ _ α hα ?_⟩, ⟨canc _ _ β hβ ?_, canc _ _ β hβ ?_⟩⟩ <;> grind
  · intro h k k'
    funext i
    obtain ⟨⟨h1, h2⟩, h3, h4⟩ := h i
    simp only [vadd, vsmul, rope, spin, rot, padd, psmul, h1, h2, h3, h4, Prod.mk.injEq]
    constructor <;> grind
end RoPE
