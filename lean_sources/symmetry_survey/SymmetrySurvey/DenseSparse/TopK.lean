module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Top-k selection with a deterministic tie-break

Scores live in any linear order. Selection orders by score, ties by index; it keeps exactly `k`, is
characterised by that order, and depends on the scores through their order alone.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v

/-- The number of kept indices of a mask, in any ring. -/
def size {R : Type u} [CommRing R] {n : Nat} (S : Fin n → Bool) : R :=
    fsum n fun i => if S i then 1 else 0

/-- There are `k` indices below `k`. -/
theorem count_lt (n k : Nat) (h : k ≤ n) :
    fsum n (fun i => if i.val < k then (1 : Int) else 0) = k := by
  induction n generalizing k with
  | zero => simp; omega
  | succ n ih =>
    rw [fsum_succ]
    cases k with
    | zero => simp [fsum_const_zero]
    | succ k =>
      have := ih k (by omega)
      simp only [Fin.val_succ, Nat.add_lt_add_iff_right, this]
      simp; omega

section order
variable {S : Type u} [LE S] [LT S] [LawfulOrderLT S] [IsLinearOrder S] [DecidableLE S]
    [DecidableLT S]

/-- `j` comes before `e`: a larger score, or an equal score and a smaller index. -/
def before {n : Nat} (s : Fin n → S) (j e : Fin n) : Bool :=
  decide (s e < s j) || (decide (s e ≤ s j) && decide (s j ≤ s e) && decide (j < e))

/-- The number of indices that come before `e`. -/
def pos {n : Nat} (s : Fin n → S) (e : Fin n) : Int := fsum n fun j => if before s j e then 1 else 0

/-- Top-k selection: keep the indices that fewer than `k` others precede. -/
def topK {n : Nat} (k : Nat) (s : Fin n → S) (e : Fin n) : Bool := decide (pos s e < k)

/-- Precedence is transitive. -/
theorem before_trans {n : Nat} (s : Fin n → S) {a b c : Fin n} (h₁ : before s a b = true)
    (h₂ : before s b c = true) :
    before s a c = true := by
  simp only [before, Bool.or_eq_true, Bool.and_eq_true, decide_eq_true_eq] at *
  grind
omit [IsLinearOrder S] in
/-- Nothing precedes itself. -/
theorem before_irrefl {n : Nat} (s : Fin n → S) (a : Fin n) : before s a a = false := by
  simp only [before, Bool.or_eq_false_iff, Bool.and_eq_false_iff, decide_eq_false_iff_not]
  have := LawfulOrderLT.lt_iff (s a) (s a)
  grind
/-- Of two different indices, one precedes the other. -/
theorem before_total {n : Nat} (s : Fin n → S) {a b : Fin n} (h : a ≠ b) :
    before s a b = true ∨ before s b a = true := by
  simp only [before, Bool.or_eq_true, Bool.and_eq_true, decide_eq_true_eq] at *
  grind
/-- Precedence is asymmetric. -/
theorem before_asymm {n : Nat} (s : Fin n → S) {a b : Fin n} (h : before s a b = true) :
    before s b a = false := by
  cases e : before s b a with
  | false => rfl
  | true =>
    have := before_trans s h e
    rw [before_irrefl] at this; exact absurd this (by simp)
/-- A predecessor has at least as large a score: with `topK_iff`, selected scores are at least the
rejected ones. Claim `densesparse.topk-exact`. -/
theorem before_le {n : Nat} (s : Fin n → S) {a b : Fin n} (h : before s a b = true) :
    s b ≤ s a := by
  simp only [before, Bool.or_eq_true, Bool.and_eq_true, decide_eq_true_eq] at h
  grind

/-- Predecessors have strictly smaller positions. -/
theorem pos_lt {n : Nat} (s : Fin n → S) {a b : Fin n} (h : before s a b = true) :
    pos s a < pos s b := by
  apply fsum_lt _ _ _ a
  · simp [before_irrefl, h]
  · intro i
    by_cases e : before s i a = true
    · simp [e, before_trans s e h]
    · simp [e]; split <;> omega

omit [IsLinearOrder S] in
/-- Positions lie between `0` and `n - 1`. -/
theorem pos_bounds {n : Nat} (s : Fin n → S) (e : Fin n) : 0 ≤ pos s e ∧ pos s e < n := by
  constructor
  · apply fsum_nonneg; intro i; split <;> omega
  · have h : pos s e < fsum n (fun _ => (1 : Int)) := by
      apply fsum_lt _ _ _ e
      · simp [before_irrefl]
      · intro i; split <;> omega
    have e1 : fsum n (fun _ => (1 : Int)) = n := by
      have := count_lt n n (Nat.le_refl n)
      rw [← this]; apply fsum_congr; intro i; simp
    omega

/-- Top-k selection keeps exactly `k` of `n ≥ k` indices. -/
theorem topK_size {n : Nat} (s : Fin n → S) (k : Nat) (hk : k ≤ n) :
    size (topK k s) = (k : Int) := by
  let slot : Fin n → Fin n := fun e => ⟨(pos s e).toNat, by have := pos_bounds s e; omega⟩
  have inj : ∀ a b, slot a = slot b → a = b := by
    intro a b h
    have hv : (pos s a).toNat = (pos s b).toNat := congrArg Fin.val h
    have := pos_bounds s a; have := pos_bounds s b
    apply Classical.byContradiction; intro ne
    rcases before_total s ne with h | h <;> have := pos_lt s h <;> omega
  rw [← count_lt n k hk, ← fsum_inj (fun i : Fin n => if i.val < k then (1 : Int) else 0) slot inj]
  apply fsum_congr; intro e
  have h1 := pos_bounds s e
  have : topK k s e = true ↔ (slot e).val < k := by
    simp only [topK, decide_eq_true_eq, slot]; omega
  by_cases h : (slot e).val < k
  · simp [this.2 h, h]
  · have h2 : ¬ topK k s e = true := fun q => h (this.1 q)
    simp [h2, h]

/-- Top-k with ties broken by index is the only selection of exactly `k` indices in which every
selected index precedes every rejected one; in particular it exists, selects exactly `k`, and
selected scores are at least the rejected ones. Claim `densesparse.topk-exact`. -/
theorem topK_iff {n : Nat} (s : Fin n → S) (k : Nat) (hk : k ≤ n) (T : Fin n → Bool) :
    T = topK k s ↔ size T = (k : Int) ∧ ∀ a b, T a = true → T b = false → before s a b = true := by
  constructor
  · rintro rfl
    refine ⟨topK_size s k hk, fun a b ha hb => ?_⟩
    simp only [topK, decide_eq_true_eq, decide_eq_false_iff_not] at ha hb
    have ne : a ≠ b := by rintro rfl; exact hb ha
    rcases before_total s ne with h | h
    · exact h
    · have := pos_lt s h; omega
  · rintro ⟨hc, hd⟩
    funext e
    cases he : T e with
    | true =>
      symm
      simp only [topK, decide_eq_true_eq]
      rw [← hc]
      apply fsum_lt _ _ _ e
      · simp [before_irrefl, he]
      · intro j
        cases hj : T j with
        | true => simp; split <;> omega
        | false => simp [before_asymm s (hd e j he hj)]
    | false =>
      symm
      simp only [topK, decide_eq_false_iff_not]
      rw [← hc]
      have : size T ≤ pos s e := by
        apply fsum_mono; intro j
        cases hj : T j with
        | true => simp [hd j e hj he]
        | false => simp; split <;> omega
      omega

/-- The selection depends on the scores through their order alone: recoding scores by `φ` leaves
every top-k selection (every `n`, `k` and score vector) unchanged exactly when `φ` is strictly
increasing. Claim `densesparse.topk-monotone-invariance`. -/
theorem topK_monotone_iff {S' : Type v} [LE S'] [LT S'] [LawfulOrderLT S'] [IsLinearOrder S']
    [DecidableLE S'] [DecidableLT S']
    (φ : S → S') :
    (∀ (n k : Nat) (s : Fin n → S), topK k (fun i => φ (s i)) = topK k s) ↔
      ∀ x y, x < y → φ x < φ y := by
  constructor
  · intro h x y hxy
    let s : Fin 2 → S := fun i => if i = 0 then x else y
    have h1 := congrFun (h 2 1 s) 0
    have nx : ¬ y < x := by grind
    have p1 : pos s 0 = 1 := by
      simp only [pos, fsum_succ, fsum_zero]
      have ix : ¬ x < x := by grind
      simp [before, s, hxy, ix]
    rw [show topK 1 s 0 = false by simp [topK, p1]] at h1
    apply Classical.byContradiction
    intro hn
    have : pos (fun i => φ (s i)) 0 = 0 := by
      simp only [pos, fsum_succ, fsum_zero]
      simp [before, s, hn]
      grind
    simp [topK, this] at h1
  · intro h n k s
    have lt : ∀ a b, φ (s a) < φ (s b) ↔ s a < s b := by
      intro a b
      constructor
      · intro q
        by_cases c : s a < s b
        · exact c
        · by_cases d : s b < s a
          · have := h _ _ d; grind
          · have : s a = s b := by grind
            rw [this] at q; grind
      · exact h _ _
    have le : ∀ a b, φ (s a) ≤ φ (s b) ↔ s a ≤ s b := by
      intro a b
      have := lt b a
      grind
    funext e
    simp only [topK, pos, before, lt, le]
omit [LawfulOrderLT S] in
/-- The positions of a relabelled score vector without ties are the relabelled positions. -/
theorem pos_relabel {n : Nat} (s : Fin n → S) (inj : ∀ i j, s i = s j → i = j) (σ τ : Fin n → Fin n)
    (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i)
      (e : Fin n) : pos (fun i => s (σ i)) e = pos s (σ e) := by
  unfold pos
  rw [← fsum_perm (fun j => if before s j (σ e) = true then (1 : Int) else 0) σ τ l r]
  apply fsum_congr; intro j
  have : before (fun i => s (σ i)) j e = before s (σ j) (σ e) := by
    have hn : ∀ a b : Fin n, (decide (s (σ b) ≤ s (σ a)) && decide (s (σ a) ≤ s (σ b))) = true →
      a = b := by
      intro a b h
      simp only [Bool.and_eq_true, decide_eq_true_eq] at h
      have := inj (σ a) (σ b) (by grind)
      rw [← l a, this, l]
    simp only [before]
    cases h : decide (s (σ e) ≤ s (σ j)) && decide (s (σ j) ≤ s (σ e)) with
    | false => simp
    | true => rw [hn j e h]; simp
  rw [this]

/-- Top-k with an index tie-break respects every relabelling of the candidates, for every `k`,
exactly when no two scores are equal: relabelled scores select the relabelled indices only where the
tie-break is never used. Claim `densesparse.topk-tie-break`. -/
theorem topK_equivariant_iff {n : Nat} (s : Fin n → S) :
    (∀ (k : Nat) (σ τ : Fin n → Fin n), (∀ i, τ (σ i) = i) → (∀ i, σ (τ i) = i) →
      ∀ e, topK k (fun i => s (σ i)) e = topK k s (σ e)) ↔ ∀ i j, s i = s j → i = j := by
  constructor
  · intro h a b e
    apply Classical.byContradiction
    intro ne
    have fix : (fun i => s (swap a b i)) = s := by
      funext i; unfold swap
      split
      · next q => subst q; exact e.symm
      · split
        · next q => subst q; exact e
        · rfl
    have same : ∀ k, topK k s a = topK k s b := by
      intro k
      have := h k (swap a b) (swap a b) (swap_swap a b) (swap_swap a b) a
      rwa [fix, swap_left] at this
    have pa := pos_bounds s a
    have pb := pos_bounds s b
    have ha := same ((pos s a).toNat + 1)
    have hb := same ((pos s b).toNat + 1)
    simp only [topK, decide_eq_decide] at ha hb
    rcases before_total s ne with q | q <;> have := pos_lt s q <;> omega
  · intro inj k σ τ l r e
    simp only [topK, pos_relabel s inj σ τ l r]
end order

/-- A rule that selects exactly `k` of `n` scores and commutes with every relabelling exists only
for `k = 0` and `k = n`: equal scores cannot be told apart, so an equivariant argmax (`k = 1 < n`)
or top-k is impossible. Claim `densesparse.equivariant-selection`. -/
theorem equivariant_selection_iff {S : Type u} [Nonempty S] (n k : Nat) :
    (∃ sel : (Fin n → S) → Fin n → Bool, (∀ s, size (sel s) = (k : Int)) ∧
      ∀ (s : Fin n → S) (σ τ : Fin n → Fin n), (∀ i, τ (σ i) = i) → (∀ i, σ (τ i) = i) →
        ∀ e, sel (fun i => s (σ i)) e = sel s (σ e)) ↔ k = 0 ∨ k = n := by
  have full : fsum n (fun _ => (1 : Int)) = n := by
    have := count_lt n n (Nat.le_refl n)
    rw [← this]; apply fsum_congr; intro i; simp
  constructor
  · rintro ⟨sel, hk, heq⟩
    have c : S := Classical.choice inferInstance
    have hc := hk (fun _ => c)
    have same : ∀ a b, sel (fun _ => c) a = sel (fun _ => c) b := by
      intro a b
      have := heq (fun _ => c) (swap a b) (swap a b) (swap_swap a b) (swap_swap a b) a
      rwa [swap_left] at this
    by_cases h : ∃ a, sel (fun _ => c) a = true
    · obtain ⟨a, ha⟩ := h
      right
      have : size (sel fun _ => c) = fsum n (fun _ => (1 : Int)) := by
        apply fsum_congr; intro i
        rw [same i a, ha]; simp
      omega
    · left
      have : size (sel fun _ => c) = fsum n (fun _ => (0 : Int)) := by
        apply fsum_congr; intro i
        have : sel (fun _ => c) i = false := by
          cases e : sel (fun _ => c) i with
          | false => rfl
          | true => exact absurd ⟨i, e⟩ h
        rw [this]; simp
      rw [fsum_const_zero] at this
      omega
  · rintro (h | h)
    · exact ⟨fun _ _ => false, fun s => by simp [size, fsum_const_zero, h], fun _ _ _ _ _ _ => rfl⟩
    · refine ⟨fun _ _ => true, fun s => ?_, fun _ _ _ _ _ _ => rfl⟩
      simp only [size, if_true, full, h]
end DenseSparse
