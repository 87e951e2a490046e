module
public import PhaseCollapse.Basic
/-!
# How many one-bit keys share a score

A query with integer entries and all `2ⁿ` one-bit keys: how often can one score occur? The answer of Littlewood, Offord and Erdős is the
middle binomial coefficient. Its upper bound is stated here with a `sorry`; that it is attained, and what follows from it for
queries with zero and negative entries, is proved.
-/
@[expose] public noncomputable section
namespace SignPhase

/-- The scores of the query `l` with all one-bit keys, as a list of length `2 ^ l.length`: one entry `± l₁ ± l₂ …` for each choice
of signs. -/
def signedSums : List Int → List Int
  | [] => [0]
  | a :: l => (signedSums l).map (a + ·) ++ (signedSums l).map (-a + ·)

/-- The binomial coefficient, by Pascal's rule. -/
def binom : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _+1 => 0
  | n+1, k+1 => binom n k + binom n (k+1)

/-- **Littlewood–Offord–Erdős.** Among the `2ⁿ` signed sums of `n` positive integers every value occurs at most
`binom n (n / 2)` times. Stated with a `sorry`. Claim `signphase.littlewood-offord`. -/
theorem littlewood_offord (l : List Int) (hl : ∀ a ∈ l, 0 < a) (t : Int) :
    (signedSums l).count t ≤ binom l.length (l.length / 2) := by
  -- missing: Sperner's theorem (or a symmetric chain decomposition of the Boolean lattice) in core Lean
  sorry

/-- Counting in a shifted list. -/
theorem count_map_add (a t : Int) (l : List Int) : (l.map (a + ·)).count t = l.count (t - a) := by
  induction l with
  | nil => rfl
  | cons x l ih =>
    rw [List.map_cons, List.count_cons, List.count_cons, ih]
    have : (a + x == t) = (x == t - a) := by
      rw [Bool.eq_iff_iff]; simp only [beq_iff_eq]; omega
    rw [this]

/-- The recursion for the number of keys with score `t`. -/
theorem count_signedSums_cons (a t : Int) (l : List Int) :
    (signedSums (a :: l)).count t = (signedSums l).count (t - a) + (signedSums l).count (t + a) := by
  simp only [signedSums, List.count_append, count_map_add]
  congr 2; omega

/-- There are `2ⁿ` signed sums, one for each one-bit key. Claim `signphase.littlewood-offord`. -/
theorem length_signedSums (l : List Int) : (signedSums l).length = 2 ^ l.length := by
  induction l with
  | nil => rfl
  | cons a l ih => simp [signedSums, ih]; omega

/-- The signed sums of `n` ones are distributed binomially. -/
theorem count_ones (n : Nat) (t : Int) : (signedSums (List.replicate n 1)).count t =
    if (n - t) % 2 = 0 ∧ t ≤ n then binom n ((n - t) / 2).toNat else 0 := by
  induction n generalizing t with
  | zero =>
    have : signedSums (List.replicate 0 1) = [0] := rfl
    rw [this]
    by_cases h : t = 0
    · subst h; rfl
    · have h1 : (0 == t) = false := by simp; omega
      rw [List.count_cons, List.count_nil, h1]
      by_cases h2 : (((0 : Nat) : Int) - t) % 2 = 0 ∧ t ≤ ((0 : Nat) : Int)
      · have : ∃ k, (((0 : Nat) : Int) - t) / 2 = (k + 1 : Nat) := ⟨((-t) / 2).toNat - 1, by omega⟩
        obtain ⟨k, hk⟩ := this
        rw [if_pos h2, hk]; rfl
      · rw [if_neg h2]; rfl
  | succ n ih =>
    rw [List.replicate_succ, count_signedSums_cons, ih, ih]
    by_cases hp : (((n + 1 : Nat) : Int) - t) % 2 = 0
    · by_cases h1 : t ≤ n
      · have c1 : ((n : Int) - (t - 1)) % 2 = 0 ∧ t - 1 ≤ n := by omega
        have c2 : ((n : Int) - (t + 1)) % 2 = 0 ∧ t + 1 ≤ n := by omega
        have c3 : (((n + 1 : Nat) : Int) - t) % 2 = 0 ∧ t ≤ ((n + 1 : Nat) : Int) := by omega
        simp only [c1, c2, c3]
        have : ∃ k : Nat, ((n : Int) - (t + 1)) / 2 = k := ⟨(((n : Int) - (t + 1)) / 2).toNat, by omega⟩
        obtain ⟨k, hk⟩ := this
        have e1 : ((n : Int) - (t - 1)) / 2 = (k + 1 : Nat) := by omega
        have e3 : (((n + 1 : Nat) : Int) - t) / 2 = (k + 1 : Nat) := by omega
        rw [hk, e1, e3]
        simp [binom]; omega
      · by_cases h2 : t = n + 1
        · subst h2
          have c1 : ((n : Int) - ((n : Int) + 1 - 1)) % 2 = 0 ∧ (n : Int) + 1 - 1 ≤ n := by omega
          have c2 : ¬ (((n : Int) - ((n : Int) + 1 + 1)) % 2 = 0 ∧ (n : Int) + 1 + 1 ≤ n) := by omega
          have c3 : (((n + 1 : Nat) : Int) - ((n : Int) + 1)) % 2 = 0 ∧ (n : Int) + 1 ≤ ((n + 1 : Nat) : Int) := by omega
          rw [if_pos c1, if_neg c2, if_pos c3]
          have e1 : (((n : Int) - ((n : Int) + 1 - 1)) / 2).toNat = 0 := by omega
          have e3 : ((((n + 1 : Nat) : Int) - ((n : Int) + 1)) / 2).toNat = 0 := by omega
          rw [e1, e3]
          cases n <;> rfl
        · rw [if_neg (by omega), if_neg (by omega), if_neg (by omega)]
    · rw [if_neg (by omega), if_neg (by omega), if_neg (by omega)]

/-- The bound of `littlewood_offord` is attained: `n` ones reach the value `n - 2 ⌊n/2⌋` exactly `binom n (n / 2)` times. Also
shows that its hypothesis can be met. Claim `signphase.littlewood-offord`. -/
theorem littlewood_offord_attained (n : Nat) :
    (∀ a ∈ List.replicate n (1 : Int), 0 < a) ∧
    (signedSums (List.replicate n 1)).count ((n : Int) - 2 * (n / 2 : Nat)) = binom n (n / 2) := by
  constructor
  · intro a ha; rw [List.mem_replicate] at ha; omega
  · rw [count_ones, if_pos (by omega)]
    congr 1; omega

/-- The signs of the entries do not matter for the distribution of the scores: they are a gauge. -/
theorem count_natAbs (l : List Int) (t : Int) :
    (signedSums (l.map fun a => (a.natAbs : Int))).count t = (signedSums l).count t := by
  induction l generalizing t with
  | nil => rfl
  | cons a l ih =>
    rw [List.map_cons, count_signedSums_cons, count_signedSums_cons, ih, ih]
    by_cases h : 0 ≤ a
    · have : (a.natAbs : Int) = a := by omega
      rw [this]
    · have : (a.natAbs : Int) = -a := by omega
      rw [this, Nat.add_comm]
      congr 2; omega

/-- Every zero entry doubles all multiplicities. -/
theorem count_zeros (l : List Int) (t : Int) :
    (signedSums l).count t = 2 ^ l.count 0 * (signedSums (l.filter (· != 0))).count t := by
  induction l generalizing t with
  | nil => simp
  | cons a l ih =>
    rw [count_signedSums_cons, ih, ih]
    by_cases h : a = 0
    · subst h
      have e1 : t - 0 = t := by omega
      have e2 : t + 0 = t := by omega
      have e3 : List.filter (· != 0) ((0 : Int) :: l) = l.filter (· != 0) := by simp
      rw [e1, e2, e3, List.count_cons_self, Nat.pow_succ]
      grind
    · have e3 : List.filter (· != 0) (a :: l) = a :: l.filter (· != 0) := by simp [h]
      rw [e3, count_signedSums_cons, List.count_cons_of_ne h]
      grind

/-- **Score collisions of one-bit keys**: for an arbitrary integer query with `z` zero and `r` non-zero entries, at most
`2 ^ z * binom r (r / 2)` of the one-bit keys share a score. No `sorry` of its own: rests on `littlewood_offord`.
Claim `signphase.score-collisions`. -/
theorem score_collisions (l : List Int) (t : Int) :
    (signedSums l).count t ≤
      2 ^ l.count 0 * binom (l.filter (· != 0)).length ((l.filter (· != 0)).length / 2) := by
  rw [count_zeros, ← count_natAbs]
  apply Nat.mul_le_mul_left
  have := littlewood_offord ((l.filter (· != 0)).map fun a => (a.natAbs : Int)) (by
    intro a ha
    rw [List.mem_map] at ha
    obtain ⟨b, hb, rfl⟩ := ha
    rw [List.mem_filter] at hb
    have : b ≠ 0 := by simpa using hb.2
    omega) t
  rw [List.length_map] at this
  exact this
end SignPhase
