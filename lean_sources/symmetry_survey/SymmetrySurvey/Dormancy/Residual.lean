module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Dormant blocks of a residual stack

A stack of residual blocks `x ↦ x + F x`. Which block may be deleted whatever follows it, and why being deletable one at a
time does not make two blocks deletable together.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u
variable {R : Type u} [CommRing R] {n : Nat}

/-- A residual block: it reads the stream and returns what is added to it. -/
abbrev Block (R : Type u) (n : Nat) := (Fin n → R) → Fin n → R

/-- Run a residual stack, first block first. -/
def run : List (Block R n) → (Fin n → R) → Fin n → R
  | [], x => x
  | F :: rest, x => run rest fun i => x i + F x i

/-- Running two stacks one after the other. -/
theorem run_append (P Q : List (Block R n)) (x : Fin n → R) : run (P ++ Q) x = run Q (run P x) := by
  induction P generalizing x with
  | nil => rfl
  | cons F P ih => exact ih _

/-- Deleting the block `F` behind the stack `P` is exact on the inputs `D` whatever blocks follow exactly when `F` adds
nothing to any stream that `P` produces from `D`.
Claim `dormancy.residual-block`. -/
theorem residual_block_iff (D : (Fin n → R) → Prop) (P : List (Block R n)) (F : Block R n) :
    (∀ (Q : List (Block R n)) x, D x → run (P ++ F :: Q) x = run (P ++ Q) x) ↔ ∀ x, D x → ∀ i, F (run P x) i = 0 := by
  constructor
  · intro h x hx i
    have := congrFun (h [] x hx) i
    rw [run_append, run_append] at this
    simp only [run] at this
    grind
  · intro h Q x hx
    rw [run_append, run_append]
    have : (fun i => run P x i + F (run P x) i) = run P x := by
      funext i; rw [h x hx i]; grind
    show run Q (fun i => run P x i + F (run P x) i) = _
    rw [this]

/-- Deletability is not joint: it is not true that two residual blocks each of which can be deleted alone, without changing
the stack on any input, can be deleted together. Redundancy is a property of the pair, dormancy of the block.
Claim `dormancy.redundant-pair`. -/
theorem redundant_pair (nt : (1 : R) ≠ 0) :
    ¬ ∀ F G : Block R 1, (∀ x, run [G] x = run [F, G] x) → (∀ x, run [F] x = run [F, G] x) → ∀ x, run [] x = run [F, G] x := by
  intro all
  have h := all (fun x i => 1 - x i) (fun x i => 1 - x i) (fun x => by funext i; simp only [run]; grind)
    (fun x => by funext i; simp only [run]; grind) (fun _ => 0)
  have e : (0 : R) = 0 + (1 - 0) + (1 - (0 + (1 - 0))) := congrFun h 0
  have e' : (0 : R) + (1 - 0) + (1 - (0 + (1 - 0))) = 1 := by grind
  exact nt (e'.symm.trans e.symm)

end Dormancy
