module
public import PhaseCollapse.Gauge
/-!
# Bipolar vectors and popcount

A one-bit vector is stored as bits and read as signs: `false` is `+1`, `true` is `-1`. Products of
signs are exclusive-ors of bits and scores are popcounts. Which scores occur, and when three one-bit
vectors can be mutually orthogonal.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace SignPhase
universe u
attribute [local instance] Semiring.natCast Ring.intCast

/-- The sign of a bit: `false` is `1`, `true` is `-1`. -/
def sgn {R : Type u} [CommRing R] (b : Bool) : R := if b then -1 else 1

/-- The bipolar vector of a bit vector. -/
def signs {R : Type u} [CommRing R] {n : Nat} (x : Fin n → Bool) : Fin n → R := fun i => sgn (x i)

/-- The number of `true` bits. -/
def popcount : {n : Nat} → (Fin n → Bool) → Nat
  | 0, _ => 0
  | _+1, x => (if x 0 then 1 else 0) + popcount fun i => x i.succ

/-- The Hamming distance: the popcount of the exclusive-or. -/
def hamming {n : Nat} (x y : Fin n → Bool) : Nat := popcount fun i => xor (x i) (y i)

section ring
variable {R : Type u} [CommRing R]

/-- A sign is `1` or `-1`. -/
theorem sgn_cases (b : Bool) : (sgn b : R) = 1 ∨ (sgn b : R) = -1 := by
  cases b <;> simp [sgn]

/-- The square of a sign is one. -/
theorem sgn_sq (b : Bool) : (sgn b * sgn b : R) = 1 := by
  rcases sgn_cases (R := R) b with h | h <;> rw [h] <;> grind

/-- The sign of an exclusive-or is the product of the signs. -/
theorem sgn_xor (a b : Bool) : (sgn (xor a b) : R) = sgn a * sgn b := by
  cases a <;> cases b <;> simp [sgn] <;> grind

/-- **Scores of one-bit vectors are popcounts**: `⟨x, y⟩ = n - 2 · hamming x y`, in every
commutative ring. Claim `signphase.popcount-dot`. -/
theorem popcount_dot {n : Nat} (x y : Fin n → Bool) :
    (inner (signs x) (signs y) : R) = (n : R) - 2 * (hamming x y : R) := by
  induction n with
  | zero => simp only [inner, fsum_zero, hamming, popcount]; grind
  | succ n ih =>
    have := ih (fun i => x i.succ) (fun i => y i.succ)
    unfold inner hamming signs at *
    rw [fsum_succ, this, popcount]
    cases x 0 <;> cases y 0 <;> simp [sgn] <;> grind
end ring

section ordered
variable {R : Type u} [CommRing R] [LE R] [LT R] [LawfulOrderLT R] [IsLinearOrder R] [OrderedRing R]

/-- Different bits have different signs in an ordered ring. -/
theorem sgn_inj {a b : Bool} (h : (sgn a : R) = sgn b) : a = b := by
  have z1 : (0 : R) < 1 := OrderedRing.zero_lt_one
  cases a <;> cases b <;> simp [sgn] at h <;> grind

/-- **Exclusive-or is the product of signs, and nothing else is**: a Boolean operation multiplies
signs if and only if it is exclusive-or. Claim `signphase.popcount-dot`. -/
theorem sgn_op_iff (op : Bool → Bool → Bool) :
    (∀ a b, (sgn (op a b) : R) = sgn a * sgn b) ↔ op = xor := by
  constructor
  · intro h; funext a b
    exact sgn_inj (R := R) (by rw [h, sgn_xor])
  · rintro rfl a b; exact sgn_xor a b
end ordered

/-- `popcount_dot` over the integers, with core's own casts. -/
theorem popcount_dot_int {n : Nat} (x y : Fin n → Bool) :
    (inner (signs x) (signs y) : Int) = (n : Int) - 2 * (hamming x y : Int) := popcount_dot x y

/-- There are at most `n` ones among `n` bits. -/
theorem popcount_le {n : Nat} (x : Fin n → Bool) : popcount x ≤ n := by
  induction n with
  | zero => simp [popcount]
  | succ n ih =>
    have := ih fun i => x i.succ
    unfold popcount; split <;> omega

/-- A bit vector with a given first bit. -/
def bcons {n : Nat} (b : Bool) (x : Fin n → Bool) : Fin (n+1) → Bool := fun i => Fin.cases b x i

/-- Every count up to `n` is attained. -/
theorem exists_popcount {n k : Nat} (h : k ≤ n) : ∃ x : Fin n → Bool, popcount x = k := by
  induction n generalizing k with
  | zero => exact ⟨fun _ => false, by simp [popcount]; omega⟩
  | succ n ih =>
    cases k with
    | zero =>
      obtain ⟨x, hx⟩ := ih (Nat.zero_le n)
      exact ⟨bcons false x, by
        unfold popcount; simp only [bcons, Fin.cases_zero, Fin.cases_succ]; simp [hx]⟩
    | succ k =>
      obtain ⟨x, hx⟩ := ih (k := k) (by omega)
      exact ⟨bcons true x, by
        unfold popcount; simp only [bcons, Fin.cases_zero, Fin.cases_succ]; simp [hx]; omega⟩

/-- **The scores that occur** between one-bit vectors of length `n` are exactly the integers of
absolute value at most `n` and of the parity of `n`. Claim `signphase.attainable-scores`. -/
theorem attainable_iff (n : Nat) (k : Int) :
    (∃ x y : Fin n → Bool, inner (signs x) (signs y) = k) ↔ k.natAbs ≤ n ∧ (k - n) % 2 = 0 := by
  constructor
  · rintro ⟨x, y, h⟩
    rw [popcount_dot_int] at h
    have : hamming x y ≤ n := popcount_le _
    omega
  · rintro ⟨h1, h2⟩
    obtain ⟨x, hx⟩ := exists_popcount (n := n) (k := ((n - k) / 2).toNat) (by omega)
    refine ⟨x, fun _ => false, ?_⟩
    rw [popcount_dot_int]
    have : hamming x (fun _ => false) = popcount x := by unfold hamming; simp
    omega

/-- The length and the three scores of three one-bit vectors sum to four times the number of places
where all three agree. -/
theorem agreement_of_three {n : Nat} (x y z : Fin n → Bool) :
    (n : Int) + inner (signs x) (signs z) + inner (signs y) (signs x) +
        inner (signs y) (signs z) =
      4 * fsum n fun i => if x i = y i ∧ x i = z i then 1 else 0 := by
  unfold inner signs
  induction n with
  | zero => simp
  | succ n ih =>
    have := ih (fun i => x i.succ) (fun i => y i.succ) (fun i => z i.succ)
    simp only [fsum_succ]
    have e : ((1 : Int) + sgn (x 0) * sgn (z 0) + sgn (y 0) * sgn (x 0) +
        sgn (y 0) * sgn (z 0)) = 4 * if x 0 = y 0 ∧ x 0 = z 0 then 1 else 0 := by
      cases x 0 <;> cases y 0 <;> cases z 0 <;> simp [sgn]
    grind

/-- **Three mutually orthogonal one-bit vectors** of length `n` exist if and only if `4` divides
`n`. Claim `signphase.three-orthogonal`. -/
theorem three_orthogonal_iff (n : Nat) :
    (∃ x y z : Fin n → Bool, inner (signs x) (signs y) = (0 : Int) ∧
      inner (signs x) (signs z) = (0 : Int) ∧
      inner (signs y) (signs z) = (0 : Int)) ↔ n % 4 = 0 := by
  constructor
  · rintro ⟨x, y, z, hxy, hxz, hyz⟩
    have key := agreement_of_three x y z
    rw [inner_comm (signs y) (signs x), hxy, hxz, hyz] at key
    omega
  · intro h
    have step : ∀ m, ∃ x y z : Fin (4 * m) → Bool, inner (signs x)
      (signs y) = (0 : Int) ∧ inner (signs x) (signs z) = (0 : Int) ∧
        inner (signs y) (signs z) = (0 : Int) := by
      intro m
      induction m with
      | zero => exact ⟨fun _ => false, fun _ => false, fun _ => false, rfl, rfl, rfl⟩
      | succ m ih =>
        obtain ⟨x, y, z, hxy, hxz, hyz⟩ := ih
        refine ⟨bcons false (bcons false (bcons false (bcons false x))),
          bcons false (bcons false (bcons true (bcons true y))),
          bcons false (bcons true (bcons false (bcons true z))), ?_, ?_, ?_⟩
        · show (sgn false * sgn false +
            (sgn false * sgn false +
            (sgn false * sgn true + (sgn false * sgn true + inner (signs x) (signs y)))) : Int) = 0
          rw [hxy]; decide
        · show (sgn false * sgn false +
            (sgn false * sgn true +
            (sgn false * sgn false + (sgn false * sgn true + inner (signs x) (signs z)))) : Int) = 0
          rw [hxz]; decide
        · show (sgn false * sgn false +
            (sgn false * sgn true +
            (sgn true * sgn false + (sgn true * sgn true + inner (signs y) (signs z)))) : Int) = 0
          rw [hyz]; decide
    have e : n = 4 * (n / 4) := by omega
    rw [e]; exact step _
end SignPhase
