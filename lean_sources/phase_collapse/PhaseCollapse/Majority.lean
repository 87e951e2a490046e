module
public import PhaseCollapse.Cube
/-!
# Phase collapse by majority

Merging several one-bit phases into one. The best merge is a majority, it is unique for all families
exactly when their number is odd, half of the disagreement of a pair is lost, and a summary that
still allows an exact majority later has to keep the count.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u

/-- The tally of coordinate `i`: the sum of the signs of all phases there. -/
def tally {m n : Nat} (X : Fin m → Fin n → Bool) (i : Fin n) : Int := fsum m fun j => sgn (X j i)

/-- The total agreement of a merged vector `c` with the phases: the sum of its scores. -/
def agreement {m n : Nat} (X : Fin m → Fin n → Bool) (c : Fin n → Bool) : Int :=
    fsum m fun j => inner (signs c) (signs (X j))

/-- A majority of the phases: in every coordinate a sign that the tally does not contradict (ties
are free). -/
def IsMajority {m n : Nat} (X : Fin m → Fin n → Bool) (c : Fin n → Bool) : Prop :=
    ∀ i, 0 ≤ sgn (c i) * tally X i

/-- The total agreement is the score against the tally. -/
theorem agreement_eq {m n : Nat} (X : Fin m → Fin n → Bool) (c : Fin n → Bool) :
    agreement X c = fsum n fun i => sgn (c i) * tally X i := by
  unfold agreement inner tally signs
  rw [fsum_comm]
  simp only [fsum_mul_left]

/-- The majority that breaks ties towards `+1`. -/
def majority {m n : Nat} (X : Fin m → Fin n → Bool) : Fin n → Bool :=
    fun i => decide (tally X i < 0)

/-- `majority` is a majority. -/
theorem majority_isMajority {m n : Nat} (X : Fin m → Fin n → Bool) : IsMajority X (majority X) := by
  intro i
  unfold majority
  by_cases h : tally X i < 0 <;> simp [sgn, h] <;> omega

/-- No sign beats a majority in a coordinate. -/
theorem sgn_mul_le (a b : Bool) (t : Int) (h : 0 ≤ sgn a * t) : sgn b * t ≤ sgn a * t := by
  cases a <;> cases b <;> simp [sgn] at * <;> omega

/-- **Majorities are the best one-bit merges**: a one-bit vector has the largest total agreement
with the merged phases if and only if it is a majority. Claim `signphase.majority-optimal`. -/
theorem majority_optimal_iff {m n : Nat} (X : Fin m → Fin n → Bool) (c : Fin n → Bool) :
    (∀ c', agreement X c' ≤ agreement X c) ↔ IsMajority X c := by
  simp only [agreement_eq]
  constructor
  · intro h i
    have h := h (majority X)
    have hM := majority_isMajority X
    have nn : ∀ i, 0 ≤ sgn (majority X i) * tally X i - sgn (c i) * tally X i := fun i => by
      have := sgn_mul_le (majority X i) (c i) _ (hM i); omega
    have hz := fsum_nonneg _ nn
    rw [fsum_sub] at hz
    have e := fsum_eq_zero _ nn (by rw [fsum_sub]; omega) i
    have := hM i
    omega
  · intro h c'
    exact fsum_mono _ _ fun i => sgn_mul_le _ _ _ (h i)

/-- A sum of `m` signs has the parity of `m`. -/
theorem sum_sgn_parity {m : Nat} (b : Fin m → Bool) :
    ((fsum m fun j => sgn (b j)) - (m : Int)) % 2 = 0 := by
  induction m with
  | zero => simp
  | succ m ih =>
    have := ih fun j => b j.succ
    rw [fsum_succ]
    have h := sgn_cases (R := Int) (b 0)
    omega

/-- **When the merge is unambiguous**: every family of `m` one-bit phases with `n + 1` coordinates
has exactly one majority if and only if `m` is odd. Claim `signphase.majority-optimal`. -/
theorem majority_unique_iff (m n : Nat) :
    (∀ X : Fin m → Fin (n+1) → Bool, ∃ c, IsMajority X c ∧ ∀ c', IsMajority X c' → c' = c) ↔
      m % 2 = 1 := by
  constructor
  · intro h
    apply Classical.byContradiction; intro hm
    obtain ⟨x, y, hxy⟩ := (attainable_iff m 0).2 ⟨by omega, by omega⟩
    obtain ⟨c, -, hc⟩ := h fun j _ => xor (x j) (y j)
    have tie : ∀ i : Fin (n+1), tally (fun j _ => xor (x j) (y j)) i = 0 := by
      intro i
      have : tally (fun j (_ : Fin (n+1)) => xor (x j) (y j)) i = inner (signs x) (signs y) :=
        fsum_congr fun j => sgn_xor _ _
      rw [this, hxy]
    have all : ∀ c' : Fin (n+1) → Bool, IsMajority (fun j _ => xor (x j) (y j)) c' := fun c' i => by
      rw [tie]; omega
    have e := (hc _ (all fun _ => true)).trans (hc _ (all fun _ => false)).symm
    have := congrFun e 0
    simp at this
  · intro hm X
    refine ⟨majority X, majority_isMajority X, fun c' h' => funext fun i => ?_⟩
    have hp := sum_sgn_parity fun j => X j i
    have h1 := h' i
    have h2 := majority_isMajority X i
    have ht : tally X i = fsum m fun j => sgn (X j i) := rfl
    rw [← ht] at hp
    have : tally X i ≠ 0 := by omega
    cases e1 : c' i <;> cases e2 : majority X i <;> simp [e1, e2, sgn] at * <;> omega

/-- Whatever replaces two phases differs from them in at least as many places as they from each
other. -/
theorem hamming_triangle {n : Nat} (x y c : Fin n → Bool) :
    hamming x y ≤ hamming x c + hamming y c := by
  unfold hamming
  induction n with
  | zero => simp [popcount]
  | succ n ih =>
    have := ih (fun i => x i.succ) (fun i => y i.succ) (fun i => c i.succ)
    simp only [popcount]
    generalize (popcount fun i => xor (x (Fin.succ i)) (y i.succ)) = p at *
    generalize (popcount fun i => xor (x (Fin.succ i)) (c i.succ)) = q at *
    generalize (popcount fun i => xor (y (Fin.succ i)) (c i.succ)) = r at *
    by_cases h1 : x 0 <;> by_cases h2 : y 0 <;> by_cases h3 : c 0 <;> simp [h1, h2, h3] <;> omega

/-- Two phases have a midpoint: between them, and balanced up to one place. -/
theorem exists_midpoint {n : Nat} (x y : Fin n → Bool) :
    ∃ c, hamming x c + hamming y c = hamming x y ∧
      (hamming x c = hamming y c ∨ hamming x c = hamming y c + 1) := by
  unfold hamming
  induction n with
  | zero => exact ⟨fun _ => false, by simp [popcount]⟩
  | succ n ih =>
    obtain ⟨c, h1, h2⟩ := ih (fun i => x i.succ) (fun i => y i.succ)
    by_cases e : x 0 = y 0
    · refine ⟨bcons (x 0) c, ?_⟩
      simp only [popcount, bcons, Fin.cases_zero, Fin.cases_succ]
      simp [e]; omega
    · by_cases b : popcount (fun i => xor (x (Fin.succ i)) (c i)) =
        popcount (fun i => xor (y (Fin.succ i)) (c i))
      · refine ⟨bcons (y 0) c, ?_⟩
        simp only [popcount, bcons, Fin.cases_zero, Fin.cases_succ]
        simp [e]; omega
      · refine ⟨bcons (x 0) c, ?_⟩
        have e' : ¬ y 0 = x 0 := fun h => e h.symm
        simp only [popcount, bcons, Fin.cases_zero, Fin.cases_succ]
        simp [e, e']; omega

/-- **Half of the disagreement is lost**: a one-bit vector that replaces two phases differs from one
of them in at least half of the places where they differ, and some vector attains this half, rounded
up. Claim `signphase.half-disagreement`. -/
theorem half_disagreement {n : Nat} (x y : Fin n → Bool) :
    (∀ c, (hamming x y + 1) / 2 ≤ max (hamming x c) (hamming y c)) ∧
      ∃ c, max (hamming x c) (hamming y c) = (hamming x y + 1) / 2 := by
  constructor
  · intro c
    have := hamming_triangle x y c; omega
  · obtain ⟨c, h1, h2⟩ := exists_midpoint x y
    exact ⟨c, by omega⟩

/-- **Streaming majorities**: a summary of the first `m + 1` of `2 m + 1` signs allows to finish the
majority exactly, whatever follows, if and only if it determines how many of them were negative.
Claim `signphase.streaming-majority`. -/
theorem streaming_majority_iff {S : Type u} (m : Nat) (summary : (Fin (m+1) → Bool) → S) :
    (∃ finish : S → (Fin m → Bool) → Bool,
      ∀ x y, finish (summary x) y = decide (m < popcount x + popcount y)) ↔
      ∀ x x', summary x = summary x' → popcount x = popcount x' := by
  constructor
  · rintro ⟨finish, h⟩
    have key : ∀ x x', summary x = summary x' → ¬ popcount x < popcount x' := by
      intro x x' e lt
      have := popcount_le x'
      obtain ⟨y, hy⟩ := exists_popcount (n := m) (k := m - popcount x) (by omega)
      have h1 := h x y
      rw [e, h x' y, decide_eq_decide] at h1
      omega
    intro x x' e
    have := key x x' e
    have := key x' x e.symm
    omega
  · intro h
    refine ⟨fun s y =>
      @decide (∃ x, summary x = s ∧ m < popcount x + popcount y)
      (Classical.propDecidable _), fun x y => ?_⟩
    have : (∃ x', summary x' = summary x ∧ m < popcount x' + popcount y) ↔
      m < popcount x + popcount y :=
      ⟨fun ⟨x', e, hx⟩ => by rw [← h _ _ e]; exact hx, fun hx => ⟨x, rfl, hx⟩⟩
    simp only [this]

/-- **No short summary**: `m + 1` states are too few to summarise the first `m + 1` of `2 m + 1`
signs for an exact majority; in particular one bit is too little from the second sign on. Claim
`signphase.streaming-majority`. -/
theorem no_short_summary (m : Nat) : ¬ ∃ (summary : (Fin (m+1) → Bool) → Fin (m+1))
    (finish : Fin (m+1) → (Fin m → Bool) → Bool),
    ∀ x y, finish (summary x) y = decide (m < popcount x + popcount y) := by
  rintro ⟨summary, finish, h⟩
  have h := (streaming_majority_iff m summary).1 ⟨finish, h⟩
  have ex : ∀ k : Fin (m+2), ∃ x : Fin (m+1) → Bool, popcount x = k.val :=
    fun k => exists_popcount (by have := k.isLt; omega)
  obtain ⟨i, j, hij, e⟩ := pigeonhole (m+1) fun k => summary (Classical.choose (ex k))
  have := h _ _ e
  rw [Classical.choose_spec (ex i), Classical.choose_spec (ex j)] at this
  exact hij (Fin.ext this)

/-- A one-bit vector is determined by its scores with all one-bit queries. -/
theorem signs_inj_of_scores {n : Nat} {x y : Fin n → Bool}
    (h : ∀ q : Fin n → Bool, (inner (signs q) (signs x) : Int) = inner (signs q) (signs y)) :
    x = y := by
  have z := dot_signs_zero (R := Int) (fun i => signs x i - signs y i) fun q => by
    have e : inner (fun i => signs x i - signs y i)
      (signs q) = (inner (signs q) (signs x) - inner (signs q) (signs y) : Int) := by
      unfold inner; rw [← fsum_sub]; apply fsum_congr; intro i; grind
    rw [e, h]; omega
  funext i
  exact sgn_inj (R := Int) (by have := z i; simp only [signs] at this; omega)

/-- **The retracted claim is false**: for two different phases, any majority (any one-bit vector at
all) changes the score of one of them with some one-bit query. Counterexample to the retracted claim
`signphase.majority-lossless`. -/
theorem majority_changes_a_score {n : Nat} (x y : Fin n → Bool) (h : x ≠ y) (c : Fin n → Bool) :
    ∃ q : Fin n → Bool, (inner (signs q) (signs c) : Int) ≠ inner (signs q) (signs x) ∨
      (inner (signs q) (signs c) : Int) ≠ inner (signs q) (signs y) := by
  apply Classical.byContradiction; intro hn
  apply h
  have hx : c = x := signs_inj_of_scores fun q => Classical.byContradiction fun e => hn ⟨q, .inl e⟩
  have hy : c = y := signs_inj_of_scores fun q => Classical.byContradiction fun e => hn ⟨q, .inr e⟩
  exact hx.symm.trans hy
end SignPhase
