module
public import SymmetryAlgebra
/-!
# How many one-bit keys share a score

A query with integer entries and all `2ⁿ` one-bit keys: how often can one score occur? The answer of
Littlewood, Offord and Erdős is the middle binomial coefficient. It is proved without Sperner's
theorem: all multiplicities of `k` different values together are at most the sum of the `k` largest
binomial coefficients, by induction on the number of entries.
-/
@[expose] public noncomputable section
namespace SignPhase

/-- The scores of the query `l` with all one-bit keys, as a list of length `2 ^ l.length`: one entry
`± l₁ ± l₂ …` for each choice of signs. -/
def signedSums : List Int → List Int
  | [] => [0]
  | a :: l => (signedSums l).map (a + ·) ++ (signedSums l).map (-a + ·)

/-- The binomial coefficient, by Pascal's rule. -/
def binom : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _+1 => 0
  | n+1, k+1 => binom n k + binom n (k+1)

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
    (signedSums (a :: l)).count t =
      (signedSums l).count (t - a) + (signedSums l).count (t + a) := by
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
        have : ∃ k : Nat, ((n : Int) - (t + 1)) / 2 = k :=
          ⟨(((n : Int) - (t + 1)) / 2).toNat, by omega⟩
        obtain ⟨k, hk⟩ := this
        have e1 : ((n : Int) - (t - 1)) / 2 = (k + 1 : Nat) := by omega
        have e3 : (((n + 1 : Nat) : Int) - t) / 2 = (k + 1 : Nat) := by omega
        rw [hk, e1, e3]
        simp [binom]; omega
      · by_cases h2 : t = n + 1
        · subst h2
          have c1 : ((n : Int) - ((n : Int) + 1 - 1)) % 2 = 0 ∧ (n : Int) + 1 - 1 ≤ n := by omega
          have c2 : ¬ (((n : Int) - ((n : Int) + 1 + 1)) % 2 = 0 ∧ (n : Int) + 1 + 1 ≤ n) := by
            omega
          have c3 : (((n + 1 : Nat) : Int) - ((n : Int) + 1)) % 2 = 0 ∧
            (n : Int) + 1 ≤ ((n + 1 : Nat) : Int) := by omega
          rw [if_pos c1, if_neg c2, if_pos c3]
          have e1 : (((n : Int) - ((n : Int) + 1 - 1)) / 2).toNat = 0 := by omega
          have e3 : ((((n + 1 : Nat) : Int) - ((n : Int) + 1)) / 2).toNat = 0 := by omega
          rw [e1, e3]
          cases n <;> rfl
        · rw [if_neg (by omega), if_neg (by omega), if_neg (by omega)]
    · rw [if_neg (by omega), if_neg (by omega), if_neg (by omega)]

/-- The bound of `littlewood_offord` is attained: `n` ones reach the value `n - 2 ⌊n/2⌋` exactly
`binom n (n / 2)` times. Also shows that its hypothesis can be met. Claim
`signphase.littlewood-offord`. -/
theorem littlewood_offord_attained (n : Nat) :
    (∀ a ∈ List.replicate n (1 : Int), 0 < a) ∧
    (signedSums (List.replicate n 1)).count ((n : Int) - 2 * (n / 2 : Nat)) = binom n (n / 2) := by
  constructor
  · intro a ha; rw [List.mem_replicate] at ha; omega
  · rw [count_ones, if_pos (by omega)]
    congr 1; omega

/-- Sum of the first `k` values. -/
def psum : Nat → (Nat → Nat) → Nat
  | 0, _ => 0
  | k+1, f => psum k f + f k

/-- Sums of equal values are equal. -/
theorem psum_congr {k : Nat} {f g : Nat → Nat} (h : ∀ i, i < k → f i = g i) :
    psum k f = psum k g := by
  induction k with
  | zero => rfl
  | succ k ih => simp only [psum]; rw [ih (fun i hi => h i (by omega)), h k (by omega)]

/-- The sum of a sum of two functions. -/
theorem psum_add (k : Nat) (f g : Nat → Nat) :
    psum k (fun i => f i + g i) = psum k f + psum k g := by
  induction k with
  | zero => rfl
  | succ k ih => simp only [psum, ih]; omega

/-- The bound for `k` different values among `n` steps (the sum of the `k` largest binomial
coefficients). -/
def big : Nat → Nat → Nat
  | 0, 0 => 0
  | 0, _+1 => 1
  | _+1, 0 => 0
  | n+1, k+1 => big n (k+2) + big n k

/-- Among `k` strictly increasing values all multiplicities together are at most `big n k`. -/
theorem psum_count_le (l : List Int) (hl : ∀ a ∈ l, 0 < a) (k : Nat) (f : Nat → Int)
    (hf : ∀ i j, i < j → j < k → f i < f j) : psum k (fun i => (signedSums l).count (f i)) ≤
      big l.length k := by
  induction l generalizing k f with
  | nil =>
    have e : ∀ t : Int, (signedSums []).count t = if t = 0 then 1 else 0 := by
      intro t; simp only [signedSums, List.count_cons, List.count_nil]
      by_cases h : t = 0 <;> simp [h] <;> omega
    simp only [e]
    have z : ∀ m, (∀ i, i < m → f i ≠ 0) → psum m (fun i => if f i = 0 then 1 else 0) = 0 := by
      intro m
      induction m with
      | zero => intro _; rfl
      | succ m ih =>
        intro h; simp only [psum]; rw [ih (fun i hi => h i (by omega)), if_neg (h m (by omega))]
    have one : ∀ m, m ≤ k → psum m (fun i => if f i = 0 then 1 else 0) ≤ 1 := by
      intro m
      induction m with
      | zero => intro _; simp [psum]
      | succ m ih =>
        intro hm
        simp only [psum]
        by_cases h : f m = 0
        · rw [z m (fun i hi => by have := hf i m hi (by omega); omega), if_pos h]; omega
        · rw [if_neg h]; have := ih (by omega); omega
    cases k with
    | zero => simp [psum]
    | succ k => exact one (k+1) (Nat.le_refl _)
  | cons a l ih =>
    have ha := hl a (by simp)
    have hl' : ∀ b ∈ l, 0 < b := fun b hb => hl b (by simp [hb])
    cases k with
    | zero => simp [psum]
    | succ k =>
      simp only [count_signedSums_cons, psum_add]
      have h1 := ih hl' (k+2) (fun i => if i < k+1 then f i - a else f k + a) (by
        intro i j hij hj
        show (if i < k+1 then f i - a else f k + a) < if j < k+1 then f j - a else f k + a
        by_cases c : j < k + 1
        · have := hf i j hij c
          rw [if_pos (by omega), if_pos c]; omega
        · rw [if_pos (show i < k+1 by omega), if_neg c]
          by_cases d : i = k
          · subst d; omega
          · have := hf i k (by omega) (by omega); omega)
      have h2 := ih hl' k (fun i => f i + a) (by
        intro i j hij hj; have := hf i j hij (by omega); show f i + a < f j + a; omega)
      have e1 : psum (k+2) (fun i => (signedSums l).count (if i < k+1 then f i - a else f k + a)) =
          psum (k+1)
            (fun i => (signedSums l).count (f i - a)) + (signedSums l).count (f k + a) := by
        rw [psum,
          psum_congr (g := fun i => (signedSums l).count (f i - a)) (fun i hi => by rw [if_pos hi]),
          if_neg (by omega)]
      simp only [e1] at h1
      simp only at h2
      have e2 : psum (k+1) (fun i => (signedSums l).count (f i + a)) =
          psum k (fun i => (signedSums l).count (f i + a)) + (signedSums l).count (f k + a) := rfl
      rw [e2]
      show _ ≤ big l.length (k+2) + big l.length k
      omega

/-- For ones the bound is attained by centred progressions. -/
theorem psum_ones (n k : Nat) (s : Int) (hp : (n - s) % 2 = 0) (hc : s + k = 1 ∨ s + k = 2) :
    psum k (fun i => (signedSums (List.replicate n 1)).count (s + 2 * i)) = big n k := by
  induction n generalizing k s with
  | zero =>
    have e : ∀ t : Int, (signedSums (List.replicate 0 1)).count t = if t = 0 then 1 else 0 := by
      intro t; simp only [List.replicate_zero, signedSums, List.count_cons, List.count_nil]
      by_cases h : t = 0 <;> simp [h] <;> omega
    simp only [e]
    cases k with
    | zero => rfl
    | succ k =>
      show _ = 1
      obtain ⟨j, hj⟩ : ∃ j : Nat, s = -2 * (j : Int) := ⟨(-s / 2).toNat, by omega⟩
      have lo : ∀ m, m ≤ j → psum m (fun i => if s + 2 * (i : Int) = 0 then 1 else 0) = 0 := by
        intro m
        induction m with
        | zero => intro _; rfl
        | succ m ih => intro hm; simp only [psum]; rw [ih (by omega), if_neg (by omega)]
      have hi : ∀ d, psum (j+1+d) (fun i => if s + 2 * (i : Int) = 0 then 1 else 0) = 1 := by
        intro d
        induction d with
        | zero => simp only [psum]; rw [lo j (Nat.le_refl _), if_pos (by omega)]
        | succ d ih => rw [← Nat.add_assoc, psum, ih, if_neg (by omega)]
      have := hi (k - j)
      rwa [show j + 1 + (k - j) = k + 1 by omega] at this
  | succ n ih =>
    cases k with
    | zero => rfl
    | succ k =>
      have h1 := ih (k+2) (s - 1) (by omega) (by omega)
      have h2 := ih k (s + 1) (by omega) (by omega)
      simp only [List.replicate_succ, count_signedSums_cons, psum_add]
      show _ = big n (k+2) + big n k
      rw [← h1, ← h2]
      have e1 : psum (k+2)
        (fun i => (signedSums (List.replicate n 1)).count (s - 1 + 2 * (i : Int))) =
          psum (k+1) (fun i => (signedSums (List.replicate n 1)).count (s + 2 * (i : Int) - 1)) +
            (signedSums (List.replicate n 1)).count (s + 2 * (k : Int) + 1) := by
        rw [psum,
          psum_congr (fun i _ => by
            rw [show s - 1 + 2 * (i : Int) = s + 2 * (i : Int) - 1 by omega]),
          show s - 1 + 2 * ((k + 1 : Nat) : Int) = s + 2 * (k : Int) + 1 by omega]
      have e2 : psum (k+1)
        (fun i => (signedSums (List.replicate n 1)).count (s + 2 * (i : Int) + 1)) =
          psum k (fun i => (signedSums (List.replicate n 1)).count (s + 1 + 2 * (i : Int))) +
            (signedSums (List.replicate n 1)).count (s + 2 * (k : Int) + 1) := by
        rw [psum,
          psum_congr (fun i _ => by
            rw [show s + 2 * (i : Int) + 1 = s + 1 + 2 * (i : Int) by omega])]
      rw [e1, e2]; omega

/-- For one value the bound is the middle binomial coefficient. -/
theorem big_one (n : Nat) : big n 1 = binom n (n / 2) := by
  rw [← (littlewood_offord_attained n).2,
    ← psum_ones n 1 ((n : Int) - 2 * (n / 2 : Nat)) (by omega) (by omega)]
  simp [psum]

/-- **Littlewood–Offord–Erdős.** Among the `2ⁿ` signed sums of `n` positive integers every value
occurs at most `binom n (n / 2)` times. Claim `signphase.littlewood-offord`. -/
theorem littlewood_offord (l : List Int) (hl : ∀ a ∈ l, 0 < a) (t : Int) :
    (signedSums l).count t ≤ binom l.length (l.length / 2) := by
  have h := psum_count_le l hl 1 (fun _ => t) (by intro i j hij hj; omega)
  rw [big_one] at h
  simpa [psum] using h

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

/-- **Score collisions of one-bit keys**: for an arbitrary integer query with `z` zero and `r`
non-zero entries, at most `2 ^ z * binom r (r / 2)` of the one-bit keys share a score. Claim
`signphase.score-collisions`. -/
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
