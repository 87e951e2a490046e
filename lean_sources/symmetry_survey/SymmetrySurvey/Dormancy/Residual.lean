module
public import SymmetryAlgebra
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Dormant blocks of a residual stack

A stack of residual blocks `x ↦ x + F x`. Which block may be deleted whatever follows it, how far
the error of a deletion travels, and why being deletable one at a time does not make two blocks
deletable together.
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

/-- Deleting the block `F` behind the stack `P` is exact on the inputs `D` whatever blocks follow
exactly when `F` adds nothing to any stream that `P` produces from `D`. Claim
`dormancy.residual-block`. -/
theorem residual_block_iff (D : (Fin n → R) → Prop) (P : List (Block R n)) (F : Block R n) :
    (∀ (Q : List (Block R n)) x, D x → run (P ++ F :: Q) x = run (P ++ Q) x) ↔
      ∀ x, D x → ∀ i, F (run P x) i = 0 := by
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

/-- Deletability is not joint: it is not true that two residual blocks each of which can be deleted
alone, without changing the stack on any input, can be deleted together. Redundancy is a property of
the pair, dormancy of the block. Claim `dormancy.redundant-pair`. -/
theorem redundant_pair (nt : (1 : R) ≠ 0) :
    ¬ ∀ F G : Block R 1, (∀ x, run [G] x = run [F, G] x) → (∀ x, run [F] x = run [F, G] x) →
      ∀ x, run [] x = run [F, G] x := by
  intro all
  have h :=
    all (fun x i => 1 - x i) (fun x i => 1 - x i) (fun x => by funext i; simp only [run]; grind)
    (fun x => by funext i; simp only [run]; grind) (fun _ => 0)
  have e : (0 : R) = 0 + (1 - 0) + (1 - (0 + (1 - 0))) := congrFun h 0
  have e' : (0 : R) + (1 - 0) + (1 - (0 + (1 - 0))) = 1 := by grind
  exact nt (e'.symm.trans e.symm)

section ord
variable [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] [DecidableLE R]

omit [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] in
/-- A block is Lipschitz with constant `L` in the largest coordinate: inputs within `ε` have outputs
within `L ε`. -/
def Lip (L : R) (G : Block R n) : Prop :=
  ∀ x y ε, (∀ i, absv (x i - y i) ≤ ε) → ∀ i, absv (G x i - G y i) ≤ L * ε

omit [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R] [DecidableLE R] in
/-- The product of the factors `1 + L` over a list of Lipschitz constants. -/
def gain : List R → R
  | [] => 1
  | L :: Ls => (1 + L) * gain Ls

/-- Behind Lipschitz blocks, streams within `ε` end within `gain * ε`. -/
theorem run_lip (Q : List (R × Block R n)) (hQ : ∀ p ∈ Q, Lip p.1 p.2) (x y : Fin n → R) (ε : R)
    (h : ∀ i, absv (x i - y i) ≤ ε) (i : Fin n) :
    absv (run (Q.map (·.2)) x i - run (Q.map (·.2)) y i) ≤ gain (Q.map (·.1)) * ε := by
  induction Q generalizing x y ε with
  | nil =>
    have e : (1 : R) * ε = ε := Semiring.one_mul _
    show absv (x i - y i) ≤ 1 * ε
    rw [e]; exact h i
  | cons p Q ih =>
    have hp := hQ p List.mem_cons_self x y ε h
    have :=
      ih (fun q hq => hQ q (List.mem_cons_of_mem _ hq)) (fun i => x i + p.2 x i)
      (fun i => y i + p.2 y i)
      ((1 + p.1) * ε) fun i => by
        have a := absv_le.1 (h i)
        have b := absv_le.1 (hp i)
        rw [absv_le]
        constructor <;> grind
    have e : (1 + p.1) * gain (Q.map (·.1)) * ε = gain (Q.map (·.1)) * ((1 + p.1) * ε) := by
      generalize gain (Q.map (·.1)) = g; grind
    show _ ≤ (1 + p.1) * gain (Q.map (·.1)) * ε
    rw [e]; exact this

/-- Deleting a block that adds at most `ε` to any coordinate of a stream that reaches it changes the
output of the stack by at most `ε` times the product of `1 + L` over the Lipschitz constants `L` of
the blocks that follow. Claim `dormancy.residual-block`. -/
theorem residual_error (D : (Fin n → R) → Prop) (P : List (Block R n)) (F : Block R n)
    (Q : List (R × Block R n))
    (hQ : ∀ p ∈ Q, Lip p.1 p.2) (ε : R) (hF : ∀ x, D x → ∀ i, absv (F (run P x) i) ≤ ε)
      (x : Fin n → R) (hx : D x) (i : Fin n) :
    absv (run (P ++ F :: Q.map (·.2)) x i - run (P ++ Q.map (·.2)) x i) ≤
      gain (Q.map (·.1)) * ε := by
  rw [run_append, run_append]
  refine run_lip Q hQ (fun i => run P x i + F (run P x) i) (run P x) ε (fun i => ?_) i
  have e : run P x i + F (run P x) i - run P x i = F (run P x) i := by
    generalize run P x i = a; generalize F (run P x) i = c; grind
  rw [e]; exact hF x hx i

/-- The bound of `residual_error` is attained, for all constants `L ≥ 0` and every `ε ≥ 0`, behind
any stack, at every input and every coordinate: by a block that adds `ε` and blocks that multiply by
`L`. Claim `dormancy.residual-block`. -/
theorem residual_error_attained (P : List (Block R n)) (Ls : List R) (hL : ∀ L ∈ Ls, 0 ≤ L) (ε : R)
    (hε : 0 ≤ ε) :
    ∃ (F : Block R n)
      (Q : List (R × Block R n)), Q.map (·.1) = Ls ∧ (∀ p ∈ Q, Lip p.1 p.2) ∧
      (∀ x i, absv (F x i) ≤ ε) ∧
      ∀ x i, absv (run (P ++ F :: Q.map (·.2)) x i - run (P ++ Q.map (·.2)) x i) = gain Ls * ε := by
  let Q : List (R × Block R n) := Ls.map fun L => (L, fun x i => L * x i)
  have lip : ∀ L, 0 ≤ L → Lip L (fun (x : Fin n → R) i => L * x i) := by
    intro L hL x y ε h i
    have e : L * x i - L * y i = L * (x i - y i) := by grind
    show absv (L * x i - L * y i) ≤ L * ε
    rw [e, absv_mul, absv_of_nonneg hL]
    exact ordered_mul_le_left (h i) hL
  have val : ∀ (Ls : List R) (x : Fin n → R) i,
      run ((Ls.map fun L => ((L, fun x i => L * x i) : R × Block R n)).map (·.2)) x i =
        gain Ls * x i := by
    intro Ls
    induction Ls with
    | nil => intro x i; exact (Semiring.one_mul _).symm
    | cons L Ls ih =>
      intro x i
      have h1 := ih (fun i => x i + L * x i) i
      show run ((Ls.map fun L => ((L, fun x i => L * x i) : R × Block R n)).map (·.2))
        (fun i => x i + L * x i) i =
        (1 + L) * gain Ls * x i
      rw [h1]
      generalize gain Ls = g; generalize x i = y; grind
  have gpos : ∀ Ls : List R, (∀ L ∈ Ls, 0 ≤ L) → 0 ≤ gain Ls := by
    intro Ls
    have one := OrderedRing.zero_lt_one (R := R)
    induction Ls with
    | nil => intro _; show (0 : R) ≤ 1; grind
    | cons L Ls ih =>
      intro h
      have h1 := h L List.mem_cons_self
      exact OrderedRing.mul_nonneg (by grind)
        (ih fun M hM => h M (List.mem_cons_of_mem _ hM))
  refine ⟨fun _ _ => ε, Q, ?_, ?_, ?_, ?_⟩
  · show (Ls.map fun L => ((L, fun x i => L * x i) : R × Block R n)).map (·.1) = Ls
    rw [List.map_map]; exact List.map_id Ls
  · intro p hp
    obtain ⟨L, hL', rfl⟩ := List.mem_map.1 hp
    exact lip L (hL L hL')
  · intro x i
    show absv ε ≤ ε
    rw [absv_of_nonneg hε]; exact IsPreorder.le_refl _
  · intro x i
    rw [run_append, run_append]
    show absv (run (Q.map (·.2)) (fun i => run P x i + ε) i - run (Q.map (·.2)) (run P x) i) = _
    rw [val, val]
    have e : gain Ls * (run P x i + ε) - gain Ls * run P x i = gain Ls * ε := by
      generalize gain Ls = g; generalize run P x i = y; grind
    rw [e]
    exact absv_of_nonneg (OrderedRing.mul_nonneg (gpos Ls hL) hε)
end ord
end Dormancy
