module
public import SymmetrySurvey.DenseSparse.TopK
/-!
# N:M sparsity

At most `N` nonzeros in every group (2:4 and its relatives). The permutations of the coordinates
that a kernel for the format tolerates are those that move whole groups.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u

/-- The number of kept indices of `S` in the group `c` of the grouping `g`. -/
def groupSize {n G : Nat} (g : Fin n → Fin G) (S : Fin n → Bool) (c : Fin G) : Int :=
  fsum n fun i => if S i = true ∧ g i = c then 1 else 0

/-- The N:M pattern: at most `N` kept indices in every group. -/
def IsNM {n G : Nat} (N : Nat) (g : Fin n → Fin G) (S : Fin n → Bool) : Prop :=
    ∀ c, groupSize g S c ≤ N

/-- A mask can be enlarged inside another one to any size in between. -/
theorem exists_between {n : Nat} (k d : Nat) (Q P : Fin n → Bool)
    (sub : ∀ i, Q i = true → P i = true)
    (hk : (k : Int) ≤ size P) (hd : size Q + (d : Int) = k) :
    ∃ T : Fin n → Bool, (∀ i, Q i = true → T i = true) ∧ (∀ i, T i = true → P i = true) ∧
      size T = (k : Int) := by
  induction d generalizing Q with
  | zero => exact ⟨Q, fun _ h => h, sub, by omega⟩
  | succ d ih =>
    have : ∃ a, P a = true ∧ Q a = false := by
      apply Classical.byContradiction; intro hn
      have : (size P : Int) = size Q := by
        apply fsum_congr; intro i
        cases hp : P i <;> cases hq : Q i <;> simp
        · have := sub i hq; rw [hp] at this; exact absurd this (by simp)
        · exact absurd ⟨i, hp, hq⟩ hn
      omega
    obtain ⟨a, ha, hq⟩ := this
    obtain ⟨T, h1, h2, h3⟩ := ih (fun i => if i = a then true else Q i)
      (fun i hi => by
        by_cases e : i = a
        · rw [e]; exact ha
        · simp [e] at hi; exact sub i hi)
      (by
        have : (size (fun i => if i = a then true else Q i) : Int) = size Q + 1 := by
          have e : ∀ i, (if (if i = a then true else Q i) = true then (1 : Int) else 0) =
              (if Q i then 1 else 0) + (if i = a then 1 else 0) := by
            intro i
            by_cases e : i = a
            · subst e; simp [hq]
            · simp [e]
          simp only [size, e]
          rw [fsum_add, fsum_ite_eq a (fun _ => (1 : Int))]
        omega)
    refine ⟨T, fun i hi => h1 i ?_, h2, h3⟩
    by_cases e : i = a
    · simp [e]
    · simp [e, hi]

/-- Let every group of coordinates have more than `N ≥ 1` members. A permutation of the coordinates
keeps every N:M sparse vector N:M sparse exactly when it sends each group into one group. Claim
`densesparse.nm-symmetry`. -/
theorem nm_symmetry_iff {n G : Nat} (N : Nat) (hN : 1 ≤ N) (g : Fin n → Fin G)
    (hg : ∀ c, (N : Int) < groupSize g (fun _ => true) c) (σ τ : Fin n → Fin n)
    (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i) :
    (∀ S, IsNM N g S → IsNM N g (fun i => S (σ i))) ↔ ∀ a b, g a = g b → g (σ a) = g (σ b) := by
  constructor
  · intro h a b e
    apply Classical.byContradiction
    intro ne
    have hab : a ≠ b := fun q => ne (by rw [q])
    -- N + 1 members of the group of `a` and `b`, these two among them
    let Q : Fin n → Bool := fun i => decide (i = a) || decide (i = b)
    let P : Fin n → Bool := fun i => decide (g i = g a)
    have hQ : (size Q : Int) = 2 := by
      have e1 : ∀ i, (if Q i = true then (1 : Int) else 0) =
        (if i = a then 1 else 0) + (if i = b then 1 else 0) := by
        intro i
        by_cases h1 : i = a
        · subst h1; simp [Q, hab]
        · by_cases h2 : i = b
          · subst h2; simp [Q, h1]
          · simp [Q, h1, h2]
      simp only [size, e1]
      rw [fsum_add, fsum_ite_eq a (fun _ => (1 : Int)), fsum_ite_eq b (fun _ => (1 : Int))]; rfl
    have hP : (size P : Int) = groupSize g (fun _ => true) (g a) := by
      apply fsum_congr; intro i; simp [P]
    obtain ⟨T, hQT, hTP, hT⟩ := exists_between (N + 1) (N - 1) Q P
      (fun i hi => by
        simp only [Q, Bool.or_eq_true, decide_eq_true_eq] at hi
        rcases hi with rfl | rfl <;> simp [P, e])
      (by have := hg (g a); omega) (by omega)
    have hTa : T a = true := hQT a (by simp [Q])
    have hTb : T b = true := hQT b (by simp [Q])
    have ok : IsNM N g (fun i => T (τ i)) := by
      intro c
      have e1 : groupSize g (fun i => T (τ i)) c =
        fsum n (fun i => if T i = true ∧ g (σ i) = c then (1 : Int) else 0) := by
        rw [← fsum_perm (fun i => if T i = true ∧ g (σ i) = c then (1 : Int) else 0) τ σ r l]
        apply fsum_congr; intro i; simp only [r]
      have miss : ∃ m, T m = true ∧ g (σ m) ≠ c := by
        by_cases q : g (σ a) = c
        · exact ⟨b, hTb, fun q' => ne (q.trans q'.symm)⟩
        · exact ⟨a, hTa, q⟩
      obtain ⟨m, hm, hmc⟩ := miss
      have : groupSize g (fun i => T (τ i)) c < size T := by
        rw [e1]
        apply fsum_lt _ _ _ m
        · simp [hm, hmc]
        · intro i
          cases T i <;> simp
          split <;> omega
      omega
    have bad := h _ ok (g a)
    have : groupSize g (fun i => T (τ (σ i))) (g a) = size T := by
      apply fsum_congr; intro i
      simp only [l]
      cases hi : T i with
      | false => simp
      | true =>
        have := hTP i hi
        simp only [P, decide_eq_true_eq] at this
        simp [this]
    rw [this] at bad
    omega
  · intro h S ok c
    by_cases hc : ∃ a, g a = c
    · obtain ⟨a, rfl⟩ := hc
      have e1 : groupSize g (fun i => S (σ i))
        (g a) = fsum n (fun i => if S i = true ∧ g (τ i) = g a then (1 : Int) else 0) := by
        rw [← fsum_perm (fun i => if S i = true ∧ g (τ i) = g a then (1 : Int) else 0) σ τ l r]
        apply fsum_congr; intro i; simp only [l]
      have : groupSize g (fun i => S (σ i)) (g a) ≤ groupSize g S (g (σ a)) := by
        rw [e1]
        apply fsum_mono; intro i
        by_cases q : S i = true ∧ g (τ i) = g a
        · have := h _ _ q.2
          rw [r] at this
          simp [q, this]
        · rw [if_neg q]; split <;> omega
      have := ok (g (σ a))
      omega
    · have : groupSize g (fun i => S (σ i)) c = 0 := by
        have e : ∀ i, ¬ (S (σ i) = true ∧ g i = c) := fun i q => hc ⟨i, q.2⟩
        simp only [groupSize, e, if_false, fsum_const_zero]
      omega

/-- The hypotheses can be met: four coordinates in two groups of two, `1:2` sparsity, and a
permutation (exchange the middle two) that does break the pattern. Claim `densesparse.nm-symmetry`.
-/
theorem nm_symmetry_instance :
    let g : Fin 4 → Fin 2 := fun i => if i.val < 2 then 0 else 1
    (∀ c, ((1 : Nat) : Int) < groupSize g (fun _ => true) c) ∧ ¬ ∀ a b, g a = g b →
      g (swap 1 2 a) = g (swap 1 2 b) := by
  decide
end DenseSparse
