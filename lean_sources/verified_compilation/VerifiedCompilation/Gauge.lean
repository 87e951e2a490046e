module
public import VerifiedCompilation.Commutant
public import VerifiedCompilation.Position
/-!
# Gauges of a rotary head

Changes of basis that a compiler may absorb into the weights at no cost: on queries and keys they
are complex scalars of the blocks, on values every invertible pair will do, and a map on the cache
can be folded into the key weights exactly when it commutes with the rotation.
-/
@[expose] public section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v

section ring
variable {P : Type u} {R : Type v} [IntModule P] [CommRing R]

/-- Zero-cost maps: a map `T` on cached (rotated) keys, linear or not, can be replaced by one map on
unrotated keys for all positions at once (and so be folded into the key weights) exactly when it
commutes with the rotation of every position. Claim `rope.zero-cost-folding`. -/
theorem fold_iff {n : Nat} (A : Fin n → Phase P R) (T : Vec n R → Vec n R) :
    (∃ T' : Vec n R → Vec n R, ∀ m v, T (rope A m v) = rope A m (T' v)) ↔
      ∀ m v, T (rope A m v) = rope A m (T v) := by
  constructor
  · rintro ⟨T', h⟩ m v
    have h0 := h 0 v
    rw [rope_zero, rope_zero] at h0
    rw [h, h0]
  · exact fun h => ⟨T, h⟩

/-- The value path carries no rotation: values coded by a matrix `G` and decoded after attention by
a matrix `H` give the same output for all numbers of tokens, weights and values exactly when `H`
decodes `G`, with no regard to positions. Claim `rope.value-gauge`. -/
theorem value_gauge_iff {m d : Nat} (G : Fin m → Fin d → R) (H : Fin d → Fin m → R) :
    (∀ (T : Nat) (α : Fin T → R) (v : Fin T → Fin d → R),
      matvec H (fun o => fsum T fun j => α j * matvec G (v j) o) = fun o => fsum T fun j =>
        α j * v j o) ↔
      ∀ x, matvec H (matvec G x) = x := by
  constructor
  · intro h x
    have := h 1 (fun _ => 1) (fun _ => x)
    have e : ∀ {p : Nat} (y : Fin p → R), (fun o => fsum 1 fun _ => 1 * y o) = y := by
      intro p y; funext o; rw [fsum_succ, fsum_zero]; grind
    rwa [e, e] at this
  · intro h T α v
    rw [matvec_mix]
    simp only [h]
end ring

section field
variable {F : Type u} [Field F]

/-- The gauge of queries and keys, classified. Let the head have unit pairs with pairwise different
cosines and non-zero sines. Maps `L` of queries (onto) and `M` of keys, applied before the rotation,
preserve all scores at relative positions zero and one exactly when `L` multiplies every block by a
non-zero complex number `x + i y` and `M` by the inverse of its conjugate. Linearity is not assumed
but follows. Claim `rope.query-key-gauge`. -/
theorem query_key_gauge_iff {n : Nat} (L M : Vec n F → Vec n F) (onto : ∀ w, ∃ q, L q = w)
    (c s : Fin n → F)
    (h2 : (2 : F) ≠ 0) (unit : ∀ i, c i * c i + s i * s i = 1) (hs : ∀ i, s i ≠ 0)
    (inj : ∀ i j, c i = c j → i = j) :
    ((∀ q k, dotN (L q) (M k) = dotN q k) ∧
      ∀ q k, dotN (L q) (spin c s (M k)) = dotN q (spin c s k)) ↔
      ∃ x y : Fin n → F, (∀ i, x i * x i + y i * y i ≠ 0) ∧
        (∀ q i, L q i = (x i * (q i).1 - y i * (q i).2, y i * (q i).1 + x i * (q i).2)) ∧
        ∀ k i, M k i = ((x i * (k i).1 - y i * (k i).2) / (x i * x i + y i * y i),
          (y i * (k i).1 + x i * (k i).2) / (x i * x i + y i * y i)) := by
  constructor
  · rintro ⟨h0, h1⟩
    have smul : ∀ a (q k : Vec n F), dotN q (vsmul a k) = a * dotN q k := by
      intro a q k; unfold dotN; rw [← fsum_mul_left]
      exact fsum_congr fun i => by simp only [dot, vsmul, psmul]; grind
    have hM : IsLin M := by
      constructor
      · intro k k'
        refine dotN_ext fun w => ?_
        obtain ⟨q, rfl⟩ := onto w
        rw [h0, dotN_vadd, dotN_vadd, h0, h0]
      · intro a k
        refine dotN_ext fun w => ?_
        obtain ⟨q, rfl⟩ := onto w
        rw [h0, smul, smul, h0]
    have comm : ∀ k, M (spin c s k) = spin c s (M k) := by
      intro k
      refine dotN_ext fun w => ?_
      obtain ⟨q, rfl⟩ := onto w
      rw [h0, h1]
    obtain ⟨a, b, hab⟩ := (commutant_linear_iff M hM c s h2 unit hs inj).1 comm
    have injM : ∀ k, (∀ i, M k i = (0, 0)) → ∀ i, k i = (0, 0) := by
      intro k hk
      have : k = vzero := by
        refine dotN_ext fun q => ?_
        rw [← h0 q k, ← h0 q vzero, hM.zero, show M k = vzero from funext hk]
      intro i; rw [this]; rfl
    have nz : ∀ i, a i * a i + b i * b i ≠ 0 := by
      intro i hz
      have hk := injM (single i (a i, -b i)) (by
        intro j; rw [hab]; unfold single; split
        · subst_vars; simp only [Prod.mk.injEq]; grind
        · simp only [Prod.mk.injEq]; grind) i
      simp only [single, if_true, Prod.mk.injEq] at hk
      have hk' := injM (single i (1, 0)) (by
        intro j; rw [hab]; unfold single; split
        · subst_vars; simp only [Prod.mk.injEq]; grind
        · simp only [Prod.mk.injEq]; grind) i
      simp only [single, if_true, Prod.mk.injEq] at hk'
      grind
    refine ⟨fun i => a i / (a i * a i + b i * b i), fun i => b i / (a i * a i + b i * b i), ?_, ?_,
      ?_⟩
    · intro i
      have := nz i
      generalize hN : a i * a i + b i * b i = N at *
      have : (a i / N) * (a i / N) + (b i / N) * (b i / N) = 1 / N := by grind
      grind
    · intro q
      suffices h : L q = fun i =>
          (a i / (a i * a i + b i * b i) * (q i).1 - b i / (a i * a i + b i * b i) * (q i).2,
           b i / (a i * a i + b i * b i) * (q i).1 + a i / (a i * a i + b i * b i) * (q i).2) from
        fun i => congrFun h i
      refine dotN_ext fun w => ?_
      have sur : ∃ k, M k = w := by
        refine ⟨fun i => ((a i * (w i).1 + b i * (w i).2) / (a i * a i + b i * b i),
          (a i * (w i).2 - b i * (w i).1) / (a i * a i + b i * b i)), ?_⟩
        funext i; rw [hab]
        have := nz i
        generalize hN : a i * a i + b i * b i = N at *
        apply Prod.ext <;> simp only <;> grind
      obtain ⟨k, rfl⟩ := sur
      rw [dotN_comm, h0]
      refine fsum_congr fun i => ?_
      have := nz i
      simp only [hab, dot]
      generalize hN : a i * a i + b i * b i = N at *
      grind
    · intro k i
      have := nz i
      rw [hab]
      generalize hN : a i * a i + b i * b i = N at *
      have : (a i / N) * (a i / N) + (b i / N) * (b i / N) = 1 / N := by grind
      apply Prod.ext <;> simp only <;> grind
  · rintro ⟨x, y, nz, hL, hM⟩
    constructor
    · intro q k
      refine fsum_congr fun i => ?_
      have := nz i
      simp only [hL, hM, dot]
      generalize hN : x i * x i + y i * y i = N at *
      grind
    · intro q k
      refine fsum_congr fun i => ?_
      have := nz i
      simp only [hL, hM, dot, spin, rot]
      generalize hN : x i * x i + y i * y i = N at *
      grind
end field
end RoPE
