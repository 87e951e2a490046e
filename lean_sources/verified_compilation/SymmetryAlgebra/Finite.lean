module
/-!
# Finite index sets

The pigeonhole principle for maps between initial segments of the natural numbers, inverses of
injective maps, and the exchange of two indices.
-/
@[expose] public section
namespace SymmetryAlgebra

/-- There is no injection from `n + 1` points into `n`. -/
theorem pigeonhole (n : Nat) (f : Fin (n+1) → Fin n) : ∃ i j, i ≠ j ∧ f i = f j := by
  induction n with
  | zero => exact (f 0).elim0
  | succ n ih =>
    by_cases h : ∃ i : Fin (n+1), f i.succ = f 0
    · obtain ⟨i, hi⟩ := h
      exact ⟨i.succ, 0, Fin.succ_ne_zero i, hi⟩
    · have hne : ∀ i : Fin (n+1), (f i.succ).val ≠ (f 0).val := fun i e => h ⟨i, Fin.ext e⟩
      let g : Fin (n+1) → Fin n := fun i =>
        if hlt : (f i.succ).val < (f 0).val then ⟨(f i.succ).val, by have := (f 0).isLt; omega⟩
        else ⟨(f i.succ).val - 1, by have := (f i.succ).isLt; have := hne i; omega⟩
      obtain ⟨i, j, hij, e⟩ := ih g
      refine ⟨i.succ, j.succ, fun e => hij (Fin.succ_inj.1 e), ?_⟩
      have e' := congrArg Fin.val e
      have hi := hne i; have hj := hne j
      apply Fin.ext
      simp only [g] at e'
      split at e' <;> split at e' <;> simp only at e' <;> omega

/-- An injective self-map of a finite index set has a two-sided inverse. -/
theorem injective_has_inverse {n : Nat} (f : Fin n → Fin n) (hf : ∀ i j, f i = f j → i = j) :
    ∃ g : Fin n → Fin n, (∀ i, g (f i) = i) ∧ ∀ i, f (g i) = i := by
  have surj : ∀ k, ∃ i, f i = k := by
    intro k
    apply Classical.byContradiction; intro hk
    cases n with
    | zero => exact k.elim0
    | succ n =>
      have hne : ∀ i, (f i).val ≠ k.val := fun i e => hk ⟨i, Fin.ext e⟩
      let g : Fin (n+1) → Fin n := fun i =>
        if hlt : (f i).val < k.val then ⟨(f i).val, by have := k.isLt; omega⟩
        else ⟨(f i).val - 1, by have := (f i).isLt; have := hne i; omega⟩
      obtain ⟨i, j, hij, e⟩ := pigeonhole n g
      apply hij; apply hf; apply Fin.ext
      have e' := congrArg Fin.val e
      have hi := hne i; have hj := hne j
      simp only [g] at e'
      split at e' <;> split at e' <;> simp only at e' <;> omega
  refine ⟨fun k => Classical.choose (surj k), fun i => hf _ _ (Classical.choose_spec (surj (f i))),
    fun i => Classical.choose_spec (surj i)⟩

/-- The permutation that exchanges `a` and `b`. -/
def swap {n : Nat} (a b : Fin n) (i : Fin n) : Fin n := if i = a then b else if i = b then a else i

/-- Exchanging twice is doing nothing. -/
theorem swap_swap {n : Nat} (a b i : Fin n) : swap a b (swap a b i) = i := by unfold swap; grind
/-- `swap a b` sends `a` to `b`. -/
theorem swap_left {n : Nat} (a b : Fin n) : swap a b a = b := by unfold swap; simp
end SymmetryAlgebra
