module
public import VerifiedCompilation.Model
/-!
# Integer positions come back

Over an Archimedean ordered field, whatever the frequencies of the blocks, some integer position
turns all of them back to their start, as nearly as is asked. No circle and no limits are needed:
infinitely many positions fall into finitely many cells.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u
attribute [local instance] Semiring.natCast Ring.intCast

/-- Of finitely many colours one is taken infinitely often, so that some subsequence has one colour
only. -/
theorem one_colour {M : Nat} (f : Nat → Fin M) :
    ∃ g : Nat → Nat, (∀ i, g i < g (i + 1)) ∧ ∀ i j, f (g i) = f (g j) := by
  have often : ∃ k : Fin M, ∀ N, ∃ i, N < i ∧ f i = k := by
    apply Classical.byContradiction
    intro h
    have last : ∀ k : Fin M, ∃ N, ∀ i, N < i → f i ≠ k := by
      intro k
      apply Classical.byContradiction
      intro hk
      refine h ⟨k, fun N => Classical.byContradiction fun hn => hk ⟨N, fun i hi e => hn ⟨i, hi, e⟩⟩⟩
    -- a bound for all colours at once
    have all : ∀ m, m ≤ M → ∃ N, ∀ k : Fin M, k.val < m → ∀ i, N < i → f i ≠ k := by
      intro m
      induction m with
      | zero => exact fun _ => ⟨0, fun k hk => absurd hk (by omega)⟩
      | succ m ih =>
        intro hm
        obtain ⟨N, hN⟩ := ih (by omega)
        obtain ⟨N', hN'⟩ := last ⟨m, by omega⟩
        refine ⟨N + N', fun k hk i hi => ?_⟩
        by_cases e : k.val < m
        · exact hN k e i (by omega)
        · have : k = ⟨m, by omega⟩ := Fin.ext (by simp only; omega)
          rw [this]
          exact hN' i (by omega)
    obtain ⟨N, hN⟩ := all M (Nat.le_refl M)
    exact hN (f (N + 1)) (f (N + 1)).isLt (N + 1) (by omega) rfl
  obtain ⟨k, hk⟩ := often
  let g : Nat → Nat :=
    fun i => Nat.rec (Classical.choose (hk 0)) (fun _ p => Classical.choose (hk p)) i
  have col : ∀ i, f (g i) = k := by
    intro i
    cases i with
    | zero => exact (Classical.choose_spec (hk 0)).2
    | succ i => exact (Classical.choose_spec (hk (g i))).2
  exact ⟨g, fun i => (Classical.choose_spec (hk (g i))).1, fun i j => by rw [col, col]⟩

section
variable {F : Type u} [Field F] [LE F] [LT F] [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F]

/-- A number between zero and `N` steps lies in one of the steps. -/
theorem exists_cell {ε : F} (N : Nat) (x : F) (h0 : 0 ≤ x) (h1 : x ≤ (N : F) * ε) (hN : 0 < N) :
    ∃ k : Fin N, (k.val : F) * ε ≤ x ∧ x ≤ ((k.val : F) + 1) * ε := by
  induction N with
  | zero => omega
  | succ N ih =>
    have c : ((N + 1 : Nat) : F) = (N : F) + 1 := by grind
    by_cases h : x ≤ (N : F) * ε ∧ 0 < N
    · obtain ⟨k, hk⟩ := ih h.1 h.2
      exact ⟨⟨k.val, by omega⟩, hk⟩
    · refine ⟨⟨N, by omega⟩, ?_, by rw [← c]; exact h1⟩
      by_cases hz : N = 0
      · subst hz
        have z : ((0 : Nat) : F) = 0 := by grind
        rw [z]; grind
      · have : ¬ x ≤ (N : F) * ε := fun q => h ⟨q, by omega⟩
        grind

/-- A bounded sequence has a subsequence whose values are within `ε` of each other. -/
theorem near_subsequence (arch : ∀ x : F, ∃ N : Nat, x ≤ (N : F)) {ε : F} (hε : 0 < ε) (x : Nat → F)
    (bound : ∀ i, -1 ≤ x i ∧ x i ≤ 1) :
    ∃ g : Nat → Nat, (∀ i, g i < g (i + 1)) ∧ ∀ i j, x (g i) - x (g j) ≤ ε := by
  obtain ⟨N, hN⟩ := arch (2 * ε⁻¹)
  have inv := field_inv_pos hε
  have c : ((N + 1 : Nat) : F) = (N : F) + 1 := by grind
  have big : 2 ≤ ((N + 1 : Nat) : F) * ε := by
    have := ordered_mul_le_left hN (c := ε) (by grind)
    rw [c]; grind
  have cell : ∀ i, ∃ k : Fin (N + 1), (k.val : F) * ε ≤ x i + 1 ∧ x i + 1 ≤ ((k.val : F) + 1) * ε :=
    fun i =>
    exists_cell (N + 1) (x i + 1) (by have := bound i; grind) (by have := bound i; grind) (by omega)
  obtain ⟨g, mono, same⟩ := one_colour fun i => Classical.choose (cell i)
  refine ⟨g, mono, fun i j => ?_⟩
  have hi := Classical.choose_spec (cell (g i))
  have hj := Classical.choose_spec (cell (g j))
  have e := same i j
  simp only at e
  rw [e] at hi
  generalize ((Classical.choose (cell (g j))).val : F) = k at *
  grind

/-- A strictly increasing sequence of indices of a strictly increasing sequence is strictly
increasing. -/
theorem subsequence_mono {g h : Nat → Nat} (hg : ∀ i, g i < g (i + 1)) (hh : ∀ i, h i < h (i + 1))
    (i : Nat) :
    g (h i) < g (h (i + 1)) := by
  have step : ∀ d i, g i < g (i + d + 1) := by
    intro d
    induction d with
    | zero => exact hg
    | succ d ih => intro i; have := ih i; have := hg (i + d + 1); exact Nat.lt_trans (ih i) this
  have := step (h (i + 1) - h i - 1) (h i)
  have l := hh i
  rwa [show h i + (h (i + 1) - h i - 1) + 1 = h (i + 1) by omega] at this

/-- Finitely many bounded sequences have a common subsequence along which each of them stays within
`ε`. -/
theorem near_subsequences (arch : ∀ x : F, ∃ N : Nat, x ≤ (N : F)) {ε : F} (hε : 0 < ε) {n : Nat}
    (x : Fin n → Nat → F) (bound : ∀ k i, -1 ≤ x k i ∧ x k i ≤ 1) :
    ∃ g : Nat → Nat, (∀ i, g i < g (i + 1)) ∧ ∀ k i j, x k (g i) - x k (g j) ≤ ε := by
  induction n with
  | zero => exact ⟨fun i => i, Nat.lt_succ_self, fun k => k.elim0⟩
  | succ n ih =>
    obtain ⟨g, mono, near⟩ := ih (fun k => x k.succ) fun k => bound k.succ
    obtain ⟨h, mono', near'⟩ := near_subsequence arch hε (fun i => x 0 (g i)) fun i => bound 0 (g i)
    refine ⟨fun i => g (h i), subsequence_mono mono mono', fun k i j => ?_⟩
    cases k using Fin.cases with
    | zero => exact near' i j
    | succ k => exact near k (h i) (h j)

/-- Over an Archimedean ordered field, for every frequency table of `n` blocks and every `ε > 0`
some integer position `m ≥ 1` turns all blocks back to within `ε` of their start: the rotated keys
at the positions `p` and `p + m` of one content are as near as is asked. Claim
`rope.integer-recurrence`. -/
theorem integer_recurrence (arch : ∀ x : F, ∃ N : Nat, x ≤ (N : F)) {n : Nat}
    (A : Fin n → Phase Int F) {ε : F}
    (hε : 0 < ε) :
    ∃ m : Int, 1 ≤ m ∧ ∀ i, 2 * (1 - (A i).c m) ≤ ε := by
  have one := OrderedRing.zero_lt_one (R := F)
  have range : ∀ y z : F, y * y + z * z = 1 → (-1 ≤ y ∧ y ≤ 1) ∧ -1 ≤ z ∧ z ≤ 1 := by
    have half : ∀ y z : F, y * y + z * z = 1 → -1 ≤ y ∧ y ≤ 1 := by
      intro y z h
      have s := sq_nonneg' z
      constructor
      · apply Classical.byContradiction
        intro q
        have := OrderedRing.mul_pos (show 0 < -1 - y by grind) (show 0 < 1 - y by grind)
        grind
      · apply Classical.byContradiction
        intro q
        have := OrderedRing.mul_pos (show 0 < y - 1 by grind) (show 0 < y + 1 by grind)
        grind
    exact fun y z h => ⟨half y z h, half z y (by grind)⟩
  -- a width `δ ≤ 1` with `2 δ ≤ ε`
  obtain ⟨δ, hδ, hδ1, hδε⟩ : ∃ δ : F, 0 < δ ∧ δ ≤ 1 ∧ 2 * δ ≤ ε := by
    have h2 := field_inv_pos (a := (2 : F)) (by grind)
    have m := OrderedRing.mul_pos hε h2
    by_cases q : ε * 2⁻¹ ≤ 1
    · exact ⟨ε * 2⁻¹, m, q, by grind⟩
    · exact ⟨1, one, by grind, by grind⟩
  obtain ⟨g, mono, nearc⟩ := near_subsequences arch hδ (fun i k => (A i).c (k : Int))
    fun i k => (range _ _ ((A i).unit _)).1
  obtain ⟨h, mono', nears⟩ := near_subsequences arch hδ (fun i k => (A i).s (g k : Int))
    fun i k => (range _ _ ((A i).unit _)).2
  have up := subsequence_mono mono mono' 0
  refine ⟨(g (h 1) : Int) - g (h 0), by simp only [Nat.zero_add] at up; omega, fun i => ?_⟩
  have c1 := nearc i (h 1) (h 0)
  have c2 := nearc i (h 0) (h 1)
  have s1 := nears i 1 0
  have s2 := nears i 0 1
  have ac := (A i).c_add ((g (h 1) : Int) - g (h 0)) (g (h 0) : Int)
  have as := (A i).s_add ((g (h 1) : Int) - g (h 0)) (g (h 0) : Int)
  rw [show (g (h 1) : Int) - g (h 0) + g (h 0) = g (h 1) by omega] at ac as
  have u1 := (A i).unit ((g (h 1) : Int))
  have u0 := (A i).unit ((g (h 0) : Int))
  simp only at c1 c2 s1 s2
  generalize (A i).c ((g (h 1) : Int) - g (h 0)) = c at *
  generalize (A i).s ((g (h 1) : Int) - g (h 0)) = s at *
  generalize (A i).c (g (h 1) : Int) = y1 at *
  generalize (A i).s (g (h 1) : Int) = z1 at *
  generalize (A i).c (g (h 0) : Int) = y0 at *
  generalize (A i).s (g (h 0) : Int) = z0 at *
  -- the squared distance of the two positions
  have d : 2 * (1 - c) = (y1 - y0) * (y1 - y0) + (z1 - z0) * (z1 - z0) := by
    have : c = y1 * y0 + z1 * z0 := by grind
    grind
  have sq : ∀ t : F, t ≤ δ → -t ≤ δ → t * t ≤ δ := by
    intro t h1 h2
    have a := OrderedRing.mul_nonneg (show 0 ≤ δ - t by grind) (show 0 ≤ δ + t by grind)
    have b := OrderedRing.mul_nonneg (show 0 ≤ δ by grind) (show 0 ≤ 1 - δ by grind)
    grind
  have a := sq (y1 - y0) c1 (by grind)
  have b := sq (z1 - z0) s1 (by grind)
  rw [d]; grind
end

/-- The rational numbers are Archimedean: the hypothesis of `integer_recurrence` can be met. Claim
`rope.integer-recurrence`. -/
theorem rat_archimedean (x : Rat) : ∃ N : Nat, x ≤ (N : Rat) := by
  refine ⟨(x.floor + 1).toNat, ?_⟩
  have h1 : x < ((x.floor + 1 : Int) : Rat) := Rat.floor_lt_iff.1 (by omega)
  have h2 : ((x.floor + 1 : Int) : Rat) ≤ (((x.floor + 1).toNat : Int) : Rat) := by
    exact_mod_cast Int.self_le_toNat _
  have h3 : (((x.floor + 1).toNat : Int) : Rat) = ((x.floor + 1).toNat : Rat) := rfl
  grind
end RoPE
