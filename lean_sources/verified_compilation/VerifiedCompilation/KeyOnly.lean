module
public import VerifiedCompilation.Model
/-!
# Key-only routing under rotations

What can be read off a rotated key if its position is not known? With an angle of its own for every
block the orbits are the sets of equal block norms, and these norms are all that a router can use.
In rotary embeddings all blocks share one position, and a router sees more: exactly what does not
change from position to position, such as the monomials in which the frequencies cancel.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v w

variable {F : Type u} [Field F]

/-- Unit rotations act transitively on every circle of non-zero radius. -/
theorem rot_transitive (p q : F × F) (h : dot p p = dot q q) (hp : dot p p ≠ 0) :
    ∃ c s : F, c*c + s*s = 1 ∧ rot c s p = q := by
  obtain ⟨x, y⟩ := p
  obtain ⟨z, w⟩ := q
  simp only [dot] at h hp
  refine ⟨(x*z + y*w) / (x*x + y*y), (x*w - y*z) / (x*x + y*y), ?_, ?_⟩
  · grind
  · simp only [rot, Prod.mk.injEq]
    constructor <;> grind

/-- The squared norms of the blocks of a head vector. -/
def blockNorms {n : Nat} (p : Vec n F) : Fin n → F := fun i => dot (p i) (p i)

/-- The orbits of blockwise rotations: with free angles one head vector with non-zero block norms
can be rotated into another exactly when all block norms agree. Claim `rope.orbits`. -/
theorem orbits_iff {n : Nat} (p q : Vec n F) (hp : ∀ i, dot (p i) (p i) ≠ 0) :
    (∃ c s : Fin n → F, (∀ i, c i * c i + s i * s i = 1) ∧ spin c s p = q) ↔
      blockNorms p = blockNorms q := by
  constructor
  · rintro ⟨c, s, hu, rfl⟩
    funext i
    exact (rot_isometry _ _ (hu i) _ _).symm
  · intro h
    have key : ∀ i, ∃ cs : F × F, cs.1*cs.1 + cs.2*cs.2 = 1 ∧ rot cs.1 cs.2 (p i) = q i := by
      intro i
      obtain ⟨c, s, h1, h2⟩ := rot_transitive (p i) (q i) (congrFun h i) (hp i)
      exact ⟨(c, s), h1, h2⟩
    exact ⟨fun i => (Classical.choose (key i)).1, fun i => (Classical.choose (key i)).2,
      fun i => (Classical.choose_spec (key i)).1, funext fun i => (Classical.choose_spec (key i)).2⟩

/-- A head vector with non-zero block norms: the hypothesis of Claim `rope.orbits` can be met, by
two different vectors of one orbit. -/
theorem orbits_instance : ∃ p q :
    Vec 1 Rat, (∀ i, dot (p i) (p i) ≠ 0) ∧ blockNorms p = blockNorms q ∧ p ≠ q :=
  ⟨fun _ => (1, 0), fun _ => (3/5, 4/5), by intro i; simp only [dot]; grind,
    by funext i; simp only [blockNorms, dot]; grind,
    fun h => absurd (congrArg Prod.snd (congrFun h 0)) (by simp only; grind)⟩

/-- Key-only routing is impossible beyond norms: a router that recovers a class from the rotated key
alone, at every angle and for every content with non-zero block norms, exists exactly when the class
is a function of the block norms. Claim `rope.orbits`. -/
theorem key_only_free_iff {n : Nat} {C : Type v} (cl : Vec n F → C) :
    (∃ f : Vec n F → C, ∀ c s : Fin n → F, (∀ i, c i * c i + s i * s i = 1) →
      ∀ p, (∀ i, dot (p i) (p i) ≠ 0) → f (spin c s p) = cl p) ↔
      ∃ g : (Fin n → F) → C, ∀ p, (∀ i, dot (p i) (p i) ≠ 0) → cl p = g (blockNorms p) := by
  classical
  constructor
  · rintro ⟨f, hf⟩
    have inv : ∀ p q : Vec n F, (∀ i, dot (p i) (p i) ≠ 0) → (∀ i, dot (q i) (q i) ≠ 0) →
        blockNorms p = blockNorms q → cl p = cl q := by
      intro p q hp hq h
      obtain ⟨c, s, hu, e⟩ := (orbits_iff p q hp).2 h
      have h1 := hf c s hu p hp
      have h2 := hf (fun _ => 1) (fun _ => 0) (fun i => by grind) q hq
      have e2 : spin (fun _ => (1:F)) (fun _ => 0) q = q := by
        funext i; apply Prod.ext <;> simp only [spin, rot] <;> grind
      rw [e] at h1
      rw [e2] at h2
      rw [← h1, h2]
    refine ⟨fun a => if h : ∃ p : Vec n F, (∀ i, dot (p i) (p i) ≠ 0) ∧ blockNorms p = a
      then cl (Classical.choose h) else cl vzero, fun p hp => ?_⟩
    have h : ∃ p' : Vec n F, (∀ i, dot (p' i) (p' i) ≠ 0) ∧ blockNorms p' = blockNorms p :=
      ⟨p, hp, rfl⟩
    simp only [h, dif_pos]
    have hs := Classical.choose_spec h
    exact inv _ _ hp hs.1 hs.2.symm
  · rintro ⟨g, hg⟩
    refine ⟨fun k => g (blockNorms k), fun c s hu p hp => ?_⟩
    have e : blockNorms (spin c s p) = blockNorms p := funext fun i => rot_isometry _ _ (hu i) _ _
    rw [hg p hp]
    exact congrArg g e

/-- A class that cannot be recovered if every block has an angle of its own: which of the two
channels of a block is zero. Refutes Claim `rope.key-only-class-recovery`. -/
theorem key_only_impossible : ¬ ∃ f : Vec 1 Rat → Bool, ∀ c s :
    Fin 1 → Rat, (∀ i, c i * c i + s i * s i = 1) →
    ∀ p, (∀ i, dot (p i) (p i) ≠ 0) → f (spin c s p) = decide ((p 0).1 = 0) := by
  intro h
  obtain ⟨g, hg⟩ := (key_only_free_iff (fun p : Vec 1 Rat => decide ((p 0).1 = 0))).1 h
  have h1 := hg (fun _ => (1, 0)) (by intro i; simp only [dot]; grind)
  have h2 := hg (fun _ => (0, 1)) (by intro i; simp only [dot]; grind)
  have e : blockNorms (n := 1)
    (fun _ => ((1 : Rat), (0 : Rat))) = blockNorms (fun _ => (0, 1)) := by
    funext i; simp only [blockNorms, dot]; grind
  rw [e, ← h2] at h1
  simp at h1

section shared
variable {P : Type v} {R : Type u} [IntModule P] [CommRing R]

/-- What a router can recover when all blocks share one position, as in rotary embeddings: exactly
the classes that do not change when the content itself is rotated to another position. Claim
`rope.key-only-routing`. -/
theorem key_only_iff {n : Nat} {C : Type w} (A : Fin n → Phase P R) (cl : Vec n R → C) :
    (∃ f : Vec n R → C, ∀ p k, f (rope A p k) = cl k) ↔ ∀ p k, cl (rope A p k) = cl k := by
  constructor
  · rintro ⟨f, h⟩ p k
    have h0 := h 0 (rope A p k)
    rw [rope_zero, h] at h0
    exact h0.symm
  · exact fun h => ⟨cl, h⟩

/-- The product of two pairs read as complex numbers. -/
def cmul (p q : R × R) : R × R := rot p.1 p.2 q

/-- A power of a pair read as a complex number; negative powers are those of the conjugate. -/
def cpow (p : R × R) : Int → R × R
  | .ofNat k => pw p.1 p.2 k
  | .negSucc k => pw p.1 (-p.2) (k + 1)

/-- The monomial of a head vector with one exponent for each block. -/
def monomial : {n : Nat} → (Fin n → Int) → Vec n R → R × R
  | 0, _, _ => (1, 0)
  | _ + 1, a, v => cmul (cpow (v 0) (a 0)) (monomial (fun i => a i.succ) fun i => v i.succ)

/-- Powers of a product of complex numbers. -/
theorem pw_rot (c s : R) (p : R × R) (k : Nat) :
    pw (rot c s p).1 (rot c s p).2 k = cmul (pw c s k) (pw p.1 p.2 k) := by
  induction k with
  | zero => simp only [pw, cmul, rot, Prod.mk.injEq]; grind
  | succ k ih =>
    simp only [pw, ih]
    simp only [cmul, rot, Prod.mk.injEq]
    constructor <;> grind

/-- Integer powers of a product of complex numbers. -/
theorem cpow_rot (c s : R) (p : R × R) (a : Int) :
    cpow (rot c s p) a = cmul (cpow (c, s) a) (cpow p a) := by
  cases a with
  | ofNat k => exact pw_rot c s p k
  | negSucc k =>
    have e : (rot c (-s) (p.1, -p.2)) = ((rot c s p).1, -(rot c s p).2) := by
      simp only [rot, Prod.mk.injEq]; grind
    have := pw_rot c (-s) (p.1, -p.2) (k + 1)
    rw [e] at this
    exact this

/-- A monomial of a rotated head is the monomial of the rotation times the monomial of the head. -/
theorem monomial_spin {n : Nat} (a : Fin n → Int) (c s : Fin n → R) (v : Vec n R) :
    monomial a (spin c s v) = cmul (monomial a fun i => (c i, s i)) (monomial a v) := by
  induction n with
  | zero => simp only [monomial, cmul, rot, Prod.mk.injEq]; grind
  | succ n ih =>
    have h := ih (fun i => a i.succ) (fun i => c i.succ) (fun i => s i.succ) (fun i => v i.succ)
    have e : (fun i : Fin n => spin c s v i.succ) =
        spin (fun i => c i.succ) (fun i => s i.succ) (fun i => v i.succ) := rfl
    simp only [monomial]
    rw [e, h, show spin c s v 0 = rot (c 0) (s 0) (v 0) from rfl, cpow_rot]
    simp only [cmul, rot, Prod.mk.injEq]
    constructor <;> grind

/-- The powers of one are one. -/
theorem cpow_one (a : Int) : cpow ((1, 0) : R × R) a = (1, 0) := by
  have h : ∀ (k : Nat) (z : R), z = 0 → pw (1 : R) z k = (1, 0) := by
    intro k z hz
    induction k with
    | zero => rfl
    | succ k ih => rw [pw, ih, hz]; simp only [rot, Prod.mk.injEq]; grind
  cases a with
  | ofNat k => exact h k 0 rfl
  | negSucc k => exact h (k + 1) (-0) (by grind)

/-- The monomials of the head whose blocks are all one are one. -/
theorem monomial_one {n : Nat} (a : Fin n → Int) :
    monomial a (fun _ => ((1, 0) : R × R)) = (1, 0) := by
  induction n with
  | zero => rfl
  | succ n ih =>
    simp only [monomial, cpow_one, ih]
    simp only [cmul, rot, Prod.mk.injEq]; grind

/-- A monomial of the rotated key does not depend on the position exactly when the same monomial of
the rotations themselves is one at every position: when the frequencies, with these multiplicities,
cancel. Claim `rope.invariant-monomials`. -/
theorem monomial_position_free_iff {n : Nat} (A : Fin n → Phase P R) (a : Fin n → Int) :
    (∀ p v, monomial a (rope A p v) = monomial a v) ↔
      ∀ p, monomial a (fun i => ((A i).c p, (A i).s p)) = (1, 0) := by
  constructor
  · intro h p
    have := h p (fun _ => (1, 0))
    rw [rope, monomial_spin, monomial_one] at this
    generalize monomial a (fun i => ((A i).c p, (A i).s p)) = z at *
    obtain ⟨x, y⟩ := z
    simp only [cmul, rot, Prod.mk.injEq] at this ⊢
    constructor <;> grind
  · intro h p v
    rw [rope, monomial_spin, h]
    generalize monomial a v = z
    obtain ⟨x, y⟩ := z
    simp only [cmul, rot, Prod.mk.injEq]
    constructor <;> grind

end shared

/-- With the second frequency twice the first, a monomial of the two blocks does not see the
position and tells apart two keys of equal block norms. Claim `rope.invariant-monomials`. -/
theorem monomial_separates : ∃ (A : Fin 2 → Phase Int Rat) (a : Fin 2 → Int) (k k' : Vec 2 Rat),
    (∀ p v, monomial a (rope A p v) = monomial a v) ∧ (∀ i, dot (k i) (k i) = dot (k' i) (k' i)) ∧
      monomial a k ≠ monomial a k' := by
  refine ⟨fun i => if i = 0 then phase345 else
      ⟨fun p => phase345.c (p + p), fun p => phase345.s (p + p), fun p => phase345.unit _,
        fun m n => by
          show phase345.c (m + n + (m + n)) = _
          rw [show m + n + (m + n) = m + m + (n + n) by omega, phase345.c_add],
        fun m n => by
          show phase345.s (m + n + (m + n)) = _
          rw [show m + n + (m + n) = m + m + (n + n) by omega, phase345.s_add]⟩,
    fun i => if i = 0 then 2 else -1, fun _ => (1, 0), fun i => if i = 0 then (1, 0) else (0, 1),
      ?_, ?_, ?_⟩
  · refine (monomial_position_free_iff _ _).2 fun p => ?_
    have h1 := phase345.unit p
    have h2 := phase345.c_add p p
    have h3 := phase345.s_add p p
    generalize hc : phase345.c p = c at *
    generalize hs : phase345.s p = s at *
    have e : ∀ v : Vec 2 Rat, monomial (fun i : Fin 2 => if i = 0 then (2 : Int) else -1) v =
        cmul (pw (v 0).1 (v 0).2 2) (cmul (pw (v 1).1 (-(v 1).2) 1) (1, 0)) := fun v => rfl
    rw [e]
    have n1 : ¬ (1 : Fin 2) = 0 := by decide
    simp only [if_true, n1, if_false, hc, hs, h2, h3, pw, cmul, rot, Prod.mk.injEq]
    constructor <;> grind
  · intro i
    by_cases h : i = 0 <;> simp only [h, if_true, if_false, dot] <;> grind
  · intro h
    exact absurd (congrArg Prod.fst h) (by decide +kernel)

/-- No power of five is a multiple of thirteen. -/
theorem five_pow_mod (n : Nat) : (5 : Int) ^ n % 13 ≠ 0 := by
  have : (5 : Int) ^ n % 13 = 1 ∨ (5 : Int) ^ n % 13 = 5 ∨ (5 : Int) ^ n % 13 = 12 ∨
    (5 : Int) ^ n % 13 = 8 := by
    induction n with
    | zero => left; rfl
    | succ n ih => rw [Int.pow_succ]; omega
  omega

/-- No power of `(3/5, 4/5)` has the cosine `5/13`. -/
theorem c345_ne (m : Int) : phase345.c m ≠ 5/13 := by
  have pos : ∀ n : Nat, (pw (3/5 : Rat) (4/5) (n+1)).1 ≠ 5/13 := by
    intro n h
    obtain ⟨a, b, _, _, h1, _⟩ := pw345 n
    rw [h] at h1
    have h2 : (((5 : Int) ^ (n+1) * 5 : Int) : Rat) = ((13 * a : Int) : Rat) := by
      rw [Rat.intCast_mul, Rat.intCast_mul, Rat.intCast_pow, ← h1]
      generalize hx : ((5 : Int) : Rat) = x
      have : x = 5 := by rw [← hx]; rfl
      subst this
      generalize (5 : Rat) ^ (n+1) = t
      have : ((13 : Int) : Rat) = 13 := rfl
      rw [this]; grind
    have h3 := Rat.intCast_inj.1 h2
    have h4 := five_pow_mod (n+2)
    rw [Int.pow_succ, h3] at h4
    omega
  have even : ∀ k, phase345.c (-k) = phase345.c k := by
    intro k
    have h1 := phase345.c_add k (-k)
    have h2 := phase345.s_add k (-k)
    have h3 := phase345.unit k
    rw [show k + -k = 0 by omega, phase345.c_zero] at h1
    rw [show k + -k = 0 by omega, phase345.s_zero] at h2
    grind
  intro h
  obtain ⟨n, rfl | rfl⟩ := Int.eq_nat_or_neg m
  · cases n with
    | zero =>
      rw [show ((0 : Nat) : Int) = 0 from rfl,
      phase345.c_zero] at h; exact absurd h (by decide +kernel)
    | succ n => exact pos n h
  · rw [even] at h
    cases n with
    | zero =>
      rw [show ((0 : Nat) : Int) = 0 from rfl,
      phase345.c_zero] at h; exact absurd h (by decide +kernel)
    | succ n => exact pos n h

/-- A router that reads rotated keys alone tells two contents of equal block norms apart, at all
integer positions of the table `phase345`: what free angles confuse, positions need not. Claim
`rope.key-only-routing`. -/
theorem key_only_possible : ∃ (x y : Vec 1 Rat)
    (f : Vec 1 Rat → Bool), blockNorms x = blockNorms y ∧
    ∀ m : Int, f (rope (fun _ => phase345) m x) = true ∧
      f (rope (fun _ => phase345) m y) = false := by
  classical
  refine ⟨fun _ => (1, 0), fun _ => (5/13, 12/13),
    fun k => decide (∃ m : Int, k = rope (fun _ => phase345) m fun _ => (1, 0)),
    by funext i; simp only [blockNorms, dot]; grind, fun m => ⟨?_, ?_⟩⟩
  · simp only [decide_eq_true_eq]; exact ⟨m, rfl⟩
  · simp only [decide_eq_false_iff_not]
    rintro ⟨m', h⟩
    have h1 := congrArg (rope (fun _ => phase345) (-m)) h
    rw [← rope_add, ← rope_add, show -m + m = 0 by omega, rope_zero] at h1
    have h2 := congrArg Prod.fst (congrFun h1 0)
    simp only [rope, spin, rot] at h2
    apply c345_ne (-m + m')
    grind
end RoPE
