module
public import SymmetrySurvey.DenseSparse.TopK
/-!
# Never-routed experts

Removing an expert from a top-k router: the other experts are selected as before exactly where the
removed one was not.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra DenseSparse
namespace Dormancy
universe u v
variable {S : Type u} [LE S] [LT S] [LawfulOrderLT S] [IsLinearOrder S] [DecidableLE S]
    [DecidableLT S]

/-- Top-k selection among the candidates other than `e`: the router after the expert `e` has been
removed. -/
def topKWithout {n : Nat} (e : Fin n) (k : Nat) (s : Fin n → S) (j : Fin n) : Bool :=
  decide (fsum n (fun i => if before s i j = true ∧ i ≠ e then (1 : Int) else 0) < k)

omit [LawfulOrderLT S] [IsLinearOrder S] in
/-- The number of predecessors of `j` apart from `e`. -/
theorem count_without {n : Nat} (e : Fin n) (s : Fin n → S) (j : Fin n) :
    fsum n (fun i => if before s i j = true ∧ i ≠ e then (1 : Int) else 0) =
      pos s j - if before s e j = true then 1 else 0 := by
  have h := fsum_ite_eq e (fun i => if before s i j = true then (1 : Int) else 0)
  rw [← h]
  unfold pos
  rw [← fsum_sub]
  apply fsum_congr; intro i
  by_cases q : i = e
  · simp [q]
  · simp [q]

/-- Some candidate has exactly `k` predecessors, if `k < n`. -/
theorem exists_pos_eq {n : Nat} (s : Fin n → S) (k : Nat) (hk : k < n) : ∃ j, pos s j = k := by
  apply Classical.byContradiction
  intro hn
  have h1 := topK_size s k (by omega)
  have h2 := topK_size s (k+1) (by omega)
  have : size (topK (k+1) s) = (size (topK k s) : Int) := by
    apply fsum_congr; intro j
    have e : topK (k+1) s j = topK k s j := by
      simp only [topK, decide_eq_decide]
      have : pos s j ≠ k := fun q => hn ⟨j, q⟩
      omega
    rw [e]
  omega

/-- Removing the expert `e` from a top-k router (`k` less than the number of experts) leaves the
selection among the other experts unchanged on a domain `D` exactly when `e` is never selected on
`D`. Claim `dormancy.never-routed-expert`. -/
theorem never_routed_iff {X : Type v} {n : Nat} (D : X → Prop) (k : Nat) (hk : k < n)
    (logit : Fin n → X → S) (e : Fin n) :
    (∀ x, D x → ∀ j, j ≠ e →
      topKWithout e k (fun i => logit i x) j = topK k (fun i => logit i x) j) ↔
      ∀ x, D x → topK k (fun i => logit i x) e = false := by
  constructor
  · intro h x hx
    cases he : topK k (fun i => logit i x) e with
    | false => rfl
    | true =>
      exfalso
      obtain ⟨j, hj⟩ := exists_pos_eq (fun i => logit i x) k hk
      simp only [topK, decide_eq_true_eq] at he
      have ne : j ≠ e := by rintro rfl; omega
      have hb : before (fun i => logit i x) e j = true := by
        rcases before_total (fun i => logit i x) ne with q | q
        · have := pos_lt _ q; omega
        · exact q
      have := h x hx j ne
      simp only [topKWithout, topK, decide_eq_decide] at this
      rw [count_without, hb, hj] at this
      simp at this
      omega
  · intro h x hx j ne
    have he := h x hx
    simp only [topK, decide_eq_false_iff_not] at he
    simp only [topKWithout, topK, decide_eq_decide]
    rw [count_without]
    cases hb : before (fun i => logit i x) e j with
    | false => simp
    | true =>
      have := pos_lt _ hb
      simp only [if_true]
      omega

/-- A never-routed expert exists in a concrete router: three experts with logits `2, 0, 1` at every
input, `k = 2`. Claim `dormancy.never-routed-expert`. -/
theorem never_routed_instance :
    topK 2 (fun i : Fin 3 => if i = 0 then (2 : Int) else if i = 1 then 0 else 1) 1 = false := by
  simp only [topK, pos, before, fsum_succ, fsum_zero]; decide
end Dormancy
