module
public import VerifiedCompilation.Rotation
/-!
# Positions

A `Phase P R` gives the cosine and sine of one block at every position of an abelian group `P` (the
integers for token positions, the rationals for interpolated ones): unit pairs that obey the
addition formulas. `rope A m` rotates a head by the phases `A` of position `m`. No analysis is used,
so the results hold for every frequency table.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v w

/-- Cosine and sine of one block as functions of the position: unit pairs that obey the addition
formulas. -/
structure Phase (P : Type u) (R : Type v) [IntModule P] [CommRing R] where
  /-- cosine at a position -/
  c : P → R
  /-- sine at a position -/
  s : P → R
  unit : ∀ p, c p * c p + s p * s p = 1
  c_add : ∀ m n, c (m + n) = c m * c n - s m * s n
  s_add : ∀ m n, s (m + n) = s m * c n + c m * s n

section
variable {P : Type u} {R : Type v} [IntModule P] [CommRing R]

/-- At position zero the cosine is one. -/
theorem Phase.c_zero (A : Phase P R) : A.c 0 = 1 := by
  have h1 := A.c_add 0 0
  have h2 := A.s_add 0 0
  have h3 := A.unit 0
  rw [show (0 : P) + 0 = 0 by grind] at h1 h2
  grind

/-- At position zero the sine vanishes. -/
theorem Phase.s_zero (A : Phase P R) : A.s 0 = 0 := by
  have h1 := A.c_add 0 0
  have h2 := A.s_add 0 0
  have h3 := A.unit 0
  rw [show (0 : P) + 0 = 0 by grind] at h1 h2
  grind

/-- The rotation of a whole head at position `m`. -/
def rope {n : Nat} (A : Fin n → Phase P R) (m : P) (v : Vec n R) : Vec n R :=
  spin (fun i => (A i).c m) (fun i => (A i).s m) v

variable {n : Nat}

/-- Position zero does not rotate. So rotations meet the hypothesis of Claim
`rope.relative-characterisation`. -/
theorem rope_zero (A : Fin n → Phase P R) (v : Vec n R) : rope A 0 v = v := by
  funext i
  apply Prod.ext <;> simp only [rope, spin, rot, Phase.c_zero, Phase.s_zero] <;> grind

/-- Positions add up. -/
theorem rope_add (A : Fin n → Phase P R) (a b : P) (v : Vec n R) :
    rope A (a + b) v = rope A a (rope A b v) := by
  funext i
  simp only [rope, spin, rot_comp, (A i).c_add, (A i).s_add]

/-- The rotation at one position preserves scores. -/
theorem rope_isometry (A : Fin n → Phase P R) (m : P) (q k : Vec n R) : dotN (rope A m q)
    (rope A m k) = dotN q k :=
  (spin_isometry_iff _ _).2 (fun i => (A i).unit m) q k

/-- The opposite position undoes the rotation. -/
theorem rope_neg (A : Fin n → Phase P R) (a : P) (v : Vec n R) : rope A a (rope A (-a) v) = v := by
  rw [← rope_add, show a + -a = 0 by grind, rope_zero]

/-- The score of a query at position `m` against a key at position `n'` depends on the relative
position only. Claim `rope.relative-position`. -/
theorem rope_relative (A : Fin n → Phase P R) (m n' : P) (q k : Vec n R) :
    dotN (rope A m q) (rope A n' k) = dotN q (rope A (n' - m) k) := by
  have h : n' = m + (n' - m) := by grind
  conv => lhs; rw [h, rope_add]
  exact rope_isometry A m _ _

/-- What the relative position does to a score: it weights, block by block, the inner product of the
two contents with the cosine and their oriented area with the sine of the difference of the
positions. Claim `rope.relative-position`. -/
theorem rope_score (A : Fin n → Phase P R) (m n' : P) (q k : Vec n R) :
    dotN (rope A m q) (rope A n' k) = fsum n fun i =>
      (A i).c (n' - m) * ((q i).1 * (k i).1 + (q i).2 * (k i).2) +
      (A i).s (n' - m) * ((q i).2 * (k i).1 - (q i).1 * (k i).2) := by
  rw [rope_relative]
  exact fsum_congr fun i => by simp only [rope, spin, rot, dot]; grind

/-- Two positions rotate alike if they rotate every head vector alike. -/
theorem rope_ext_iff (A B : Fin n → Phase P R) (a b : P) :
    (∀ v, rope A a v = rope B b v) ↔ ∀ i, (A i).c a = (B i).c b ∧ (A i).s a = (B i).s b := by
  constructor
  · intro h i
    have := congrFun (h (fun _ => (1, 0))) i
    simp only [rope, spin, rot, Prod.mk.injEq] at this
    constructor <;> grind
  · intro h v
    funext i
    simp only [rope, spin, (h i).1, (h i).2]

/-- Two frequency tables give the same score at all positions for all queries and keys exactly when
they are the same table. Claim `rope.frequency-identifiable`. -/
theorem table_identifiable (A B : Fin n → Phase P R) :
    (∀ a b q k, dotN (rope A a q) (rope A b k) = dotN (rope B a q) (rope B b k)) ↔
      ∀ i p, (A i).c p = (B i).c p ∧ (A i).s p = (B i).s p := by
  constructor
  · intro h i p
    refine (rope_ext_iff A B p p).1 (fun v => dotN_ext fun z => ?_) i
    have := h 0 p z v
    rwa [rope_zero, rope_zero] at this
  · intro h a b q k
    have e : ∀ p v, rope A p v = rope B p v := fun p => (rope_ext_iff A B p p).2 fun i => h i p
    simp only [e]

/-- Re-indexing a cache: the only map that turns every key cached at position `a` into the key
cached at position `b` is the rotation by `b - a`. Claim `rope.cache-reindexing`. -/
theorem reindex_iff (A : Fin n → Phase P R) (a b : P) (T : Vec n R → Vec n R) :
    (∀ k, T (rope A a k) = rope A b k) ↔ ∀ v, T v = rope A (b - a) v := by
  constructor
  · intro h v
    have := h (rope A (-a) v)
    rw [rope_neg, ← rope_add] at this
    rw [this, show b + -a = b - a by grind]
  · intro h k
    rw [h, ← rope_add, show b - a + a = b by grind]

/-- Closing a gap: renumbering the query by `g` while the older keys keep their rotations preserves
all scores exactly when every block is back at its start after `g` positions. Claim
`rope.gap-closing`. -/
theorem gap_closing_iff (A : Fin n → Phase P R) (m n' g : P) :
    (∀ q k, dotN (rope A (m - g) q) (rope A n' k) = dotN (rope A m q) (rope A n' k)) ↔
      ∀ i, (A i).c g = 1 ∧ (A i).s g = 0 := by
  constructor
  · intro h
    have h1 : ∀ v, rope A (n' - (m - g)) v = rope A (n' - m) v := fun v => dotN_ext fun z => by
      rw [← rope_relative, ← rope_relative, h]
    have h2 : ∀ v, rope A g v = rope A 0 v := by
      intro v
      have := congrArg (rope A (-(n' - m))) (h1 v)
      rw [← rope_add, ← rope_add] at this
      rwa [show -(n' - m) + (n' - (m - g)) = g by
        grind, show -(n' - m) + (n' - m) = 0 by grind] at this
    intro i
    have := (rope_ext_iff A A g 0).1 h2 i
    rwa [Phase.c_zero, Phase.s_zero] at this
  · intro h q k
    have e : ∀ v, rope A g v = v := by
      intro v
      conv => rhs; rw [← rope_zero A v]
      exact (rope_ext_iff A A g 0).2 (fun i => by rw [Phase.c_zero, Phase.s_zero]; exact h i) v
    conv => rhs; rw [show m = (m - g) + g by grind, rope_add, e]

/-- Attention over `T` cached tokens: `w` turns the row of scores into weights (softmax, top-k,
sparsemax, …), the values `v` carry no rotation. -/
def attend {T d : Nat} (w : (Fin T → R) → Fin T → R) (A : Fin n → Phase P R) (m : P)
    (pos : Fin T → P) (q : Vec n R)
    (k : Fin T → Vec n R) (v : Fin T → Fin d → R) : Fin d → R :=
  fun o => fsum T fun j => w (fun j => dotN (rope A m q) (rope A (pos j) (k j))) j * v j o

/-- Moving all tokens by the same number of positions does not change the attention output, whatever
turns scores into weights. Claim `rope.joint-shift`. -/
theorem attend_shift {T d : Nat} (w : (Fin T → R) → Fin T → R) (A : Fin n → Phase P R) (m t : P)
    (pos : Fin T → P)
    (q : Vec n R) (k : Fin T → Vec n R) (v : Fin T → Fin d → R) :
    attend w A (m + t) (fun j => pos j + t) q k v = attend w A m pos q k v := by
  have e : ∀ j, dotN (rope A (m + t) q) (rope A (pos j + t) (k j)) = dotN (rope A m q)
    (rope A (pos j) (k j)) := by
    intro j
    rw [rope_relative, rope_relative, show pos j + t - (m + t) = pos j - m by grind]
  funext o
  unfold attend
  simp only [e]
end

section
variable {P : Type u} {Q : Type w} {R : Type v} [IntModule P] [IntModule Q] [CommRing R] {n : Nat}

/-- Position maps (interpolation, clamping, an offset): with a faithful frequency table, the scores
at the mapped positions depend on relative positions only exactly when the map is affine, that is,
additive up to a constant. Claim `rope.position-maps`. -/
theorem position_map_iff (A : Fin n → Phase P R)
    (faithful : ∀ a b : P, (∀ i, (A i).c a = (A i).c b ∧ (A i).s a = (A i).s b) → a = b)
    (φ : Q → P) :
    (∀ a b t q k, dotN (rope A (φ (a + t)) q) (rope A (φ (b + t)) k) =
        dotN (rope A (φ a) q) (rope A (φ b) k)) ↔
      ∀ a b, φ (a + b) + φ 0 = φ a + φ b := by
  constructor
  · intro h a b
    have h1 : φ (b + a) - φ a = φ b - φ 0 := by
      apply faithful
      apply (rope_ext_iff A A _ _).1
      intro v
      refine dotN_ext fun z => ?_
      have := h 0 b a z v
      rw [rope_relative, rope_relative, show (0 : Q) + a = a by grind] at this
      exact this
    rw [show a + b = b + a by grind]
    grind
  · intro h a b t q k
    rw [rope_relative, rope_relative]
    have h1 := h a t
    have h2 := h b t
    rw [show φ (b + t) - φ (a + t) = φ b - φ a by grind]

/-- A head whose block `i` turns as at the position `σ i`: what is left of one position when every
frequency band is scaled in a way of its own (NTK-aware scaling, YaRN). -/
def ropeBy (A : Fin n → Phase P R) (σ : Fin n → P) (v : Vec n R) : Vec n R :=
  spin (fun i => (A i).c (σ i)) (fun i => (A i).s (σ i)) v

/-- The score of two heads turned by bands, block by block. -/
theorem ropeBy_score (A : Fin n → Phase P R) (σ τ : Fin n → P) (q k : Vec n R) :
    dotN (ropeBy A σ q) (ropeBy A τ k) = dotN q (ropeBy A (fun i => τ i - σ i) k) := by
  refine fsum_congr fun i => ?_
  have h : τ i = σ i + (τ i - σ i) := by grind
  have e : ropeBy A τ k i = rot ((A i).c (σ i)) ((A i).s (σ i))
    (ropeBy A (fun i => τ i - σ i) k i) := by
    simp only [ropeBy, spin, rot_comp]
    conv => lhs; rw [h, (A i).c_add, (A i).s_add]
  rw [e]
  exact rot_isometry _ _ ((A i).unit _) _ _

/-- Two heads turned by bands agree on all vectors exactly when every block has the same cosine and
sine. -/
theorem ropeBy_ext_iff (A : Fin n → Phase P R) (σ τ : Fin n → P) :
    (∀ v, ropeBy A σ v = ropeBy A τ v) ↔
      ∀ i, (A i).c (σ i) = (A i).c (τ i) ∧ (A i).s (σ i) = (A i).s (τ i) := by
  constructor
  · intro h i
    have := congrFun (h (fun _ => (1, 0))) i
    simp only [ropeBy, spin, rot, Prod.mk.injEq] at this
    constructor <;> grind
  · intro h v
    funext i
    simp only [ropeBy, spin, (h i).1, (h i).2]

/-- Maps of positions that differ from band to band keep scores relative exactly when every one of
them is affine. Claim `rope.frequency-scaling`. -/
theorem band_maps_relative_iff (A : Fin n → Phase P R)
    (faithful : ∀ i, ∀ a b : P, (A i).c a = (A i).c b → (A i).s a = (A i).s b → a = b)
    (σ : Fin n → Q → P) :
    (∀ a b t q k, dotN (ropeBy A (fun i => σ i (a + t)) q) (ropeBy A (fun i => σ i (b + t)) k) =
        dotN (ropeBy A (fun i => σ i a) q) (ropeBy A (fun i => σ i b) k)) ↔
      ∀ i a b, σ i (a + b) + σ i 0 = σ i a + σ i b := by
  constructor
  · intro h i a b
    have h1 : σ i (b + a) - σ i a = σ i b - σ i 0 := by
      have e := (ropeBy_ext_iff A (fun i => σ i (b + a) - σ i a) (fun i => σ i b - σ i 0)).1
        (fun v => dotN_ext fun z => by
          have := h 0 b a z v
          rw [ropeBy_score, ropeBy_score, show (0 : Q) + a = a by grind] at this
          exact this) i
      exact faithful i _ _ e.1 e.2
    rw [show a + b = b + a by grind]
    grind
  · intro h a b t q k
    rw [ropeBy_score, ropeBy_score]
    congr 2
    funext i
    have h1 := h i a t
    have h2 := h i b t
    grind

omit [IntModule Q] in
/-- Maps of positions that differ from band to band come from one map of positions exactly when they
do not differ. Claim `rope.frequency-scaling`. -/
theorem band_maps_uniform_iff (A : Fin n → Phase P R)
    (faithful : ∀ i, ∀ a b : P, (A i).c a = (A i).c b → (A i).s a = (A i).s b → a = b)
    (σ : Fin n → Q → P) :
    (∃ φ : Q → P, ∀ p v, ropeBy A (fun i => σ i p) v = rope A (φ p) v) ↔
      ∀ i j p, σ i p = σ j p := by
  have to : ∀ (φ : Q → P) (p : Q), (∀ v, ropeBy A (fun i => σ i p) v = rope A (φ p) v) →
      ∀ i, σ i p = φ p := by
    intro φ p h i
    have e := (ropeBy_ext_iff A (fun i => σ i p) (fun _ => φ p)).1 h i
    exact faithful i _ _ e.1 e.2
  constructor
  · rintro ⟨φ, h⟩ i j p
    rw [to φ p (h p), to φ p (h p)]
  · intro h
    by_cases hn : 0 < n
    · refine ⟨σ ⟨0, hn⟩, fun p v => ?_⟩
      exact (ropeBy_ext_iff A (fun i => σ i p) (fun _ => σ ⟨0, hn⟩ p)).2
        (fun i => by rw [h i ⟨0, hn⟩ p]; exact ⟨rfl, rfl⟩) v
    · refine ⟨fun _ => 0, fun p v => ?_⟩
      funext i
      exact absurd i.isLt (by omega)
end

section
variable {P : Type u} {V : Type v} {R : Type w} [IntModule P]

/-- The relative-position property characterised without matrices: a family of maps that starts at
the identity has scores that depend on relative position only, for a non-degenerate pairing `B`,
exactly when it is an isometric homomorphism. Claim `rope.relative-characterisation`. -/
theorem relative_iff (B : V → V → R) (nd : ∀ x y, (∀ z, B z x = B z y) → x = y)
    (A : P → V → V) (A0 : ∀ v, A 0 v = v) :
    (∀ m n q k, B (A m q) (A n k) = B q (A (n - m) k)) ↔
      ((∀ m q k, B (A m q) (A m k) = B q k) ∧ ∀ m n v, A (m + n) v = A m (A n v)) := by
  constructor
  · intro h
    have iso : ∀ m q k, B (A m q) (A m k) = B q k := by
      intro m q k; rw [h, show m - m = 0 by grind, A0]
    have inv : ∀ m v, A (-m) (A m v) = v := by
      intro m v; apply nd; intro z
      have := h m 0 z (A m v)
      rw [A0, show 0 - m = -m by grind] at this
      rw [← this, iso]
    refine ⟨iso, fun m n v => ?_⟩
    apply nd; intro z
    have e : z = A m (A (-m) z) := by
      have := inv (-m) z; rw [show - -m = m by grind] at this; exact this.symm
    rw [e, h, iso, show m + n - m = n by grind]
  · rintro ⟨iso, hom⟩ m n q k
    have : A n k = A m (A (n - m) k) := by rw [← hom]; congr 1; grind
    rw [this, iso]
end
end RoPE
