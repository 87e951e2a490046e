module
public import VerifiedCompilation.Position
/-!
# What respects the frequency boundaries

Channel scales (quantisation scales, pruning masks), block permutations and maps between rotated and
unrotated channels: when do they pass through the rotation?
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u

section ring
variable {R : Type u} [CommRing R]

/-- A permutation (or any other re-wiring) `σ` of the blocks passes through the rotation exactly
when it stays inside blocks of equal cosine and sine. Claim `rope.commutant-blocks`. -/
theorem block_permutation_iff {n : Nat} (c s : Fin n → R) (σ : Fin n → Fin n) :
    (∀ v : Vec n R, spin c s (fun i => v (σ i)) = fun i => spin c s v (σ i)) ↔
      ∀ i, c (σ i) = c i ∧ s (σ i) = s i := by
  constructor
  · intro h i
    have := congrFun (h (fun _ => (1, 0))) i
    simp only [spin, rot, Prod.mk.injEq] at this
    constructor <;> grind
  · intro h v
    funext i
    simp only [spin, (h i).1, (h i).2]

/-- Scaling each channel of a head by its own factor: `a i` and `b i` for the two channels of block
`i`. A factor `0` prunes the channel. -/
def scale {n : Nat} (a b : Fin n → R) (v : Vec n R) : Vec n R :=
    fun i => (a i * (v i).1, b i * (v i).2)

/-- A scale for each cached token passes through every rotation and comes out of the score as one
factor. Claim `rope.channel-scales`. -/
theorem token_scale {n : Nat} (c s c' s' : Fin n → R) (t : R) (q k : Vec n R) :
    dotN (spin c s q) (spin c' s' (vsmul t k)) = t * dotN (spin c s q) (spin c' s' k) := by
  unfold dotN
  rw [← fsum_mul_left]
  exact fsum_congr fun i => by simp only [spin, rot, dot, vsmul, psmul]; grind
end ring

section field
variable {F : Type u} [Field F]

/-- Per-channel scales, pruning masks among them, pass through the rotation exactly when the two
channels of every block that really rotates share one scale. Claim `rope.channel-scales`. -/
theorem scale_comm_iff {n : Nat} (a b c s : Fin n → F) :
    (∀ v, scale a b (spin c s v) = spin c s (scale a b v)) ↔ ∀ i, s i = 0 ∨ a i = b i := by
  constructor
  · intro h i
    have := congrArg Prod.snd (congrFun (h (fun _ => (1, 0))) i)
    simp only [scale, spin, rot] at this
    by_cases hs : s i = 0
    · exact .inl hs
    · right; grind
  · intro h v
    funext i
    simp only [scale, spin, rot, Prod.mk.injEq]
    rcases h i with e | e
    · rw [e]; grind
    · rw [e]; grind

/-- A rotation that moves at all (`(c-1)² + s² ≠ 0`) fixes no pair but zero. -/
theorem rot_fixed (c s : F) (h : (c-1)*(c-1) + s*s ≠ 0) (p : F × F) (hp : rot c s p = p) :
    p = (0, 0) := by
  obtain ⟨x, y⟩ := p
  simp only [rot, Prod.mk.injEq] at hp
  obtain ⟨h1, h2⟩ := hp
  have e1 : ((c-1)*(c-1) + s*s) * x = 0 := by grind
  have e2 : ((c-1)*(c-1) + s*s) * y = 0 := by grind
  have := (Field.of_mul_eq_zero e1).resolve_left h
  have := (Field.of_mul_eq_zero e2).resolve_left h
  apply Prod.ext <;> assumption

/-- If every block moves, every head vector is a difference of a rotated vector and the vector
itself. -/
theorem spin_sub_surjective {n : Nat} (c s : Fin n → F) (h : ∀ i, (c i-1)*(c i-1) + s i*s i ≠ 0)
    (w : Vec n F) :
    ∃ u, spin c s u = vadd w u := by
  refine ⟨fun i => (((c i-1)*(w i).1 + s i*(w i).2) / ((c i-1)*(c i-1) + s i*s i),
    ((c i-1)*(w i).2 - s i*(w i).1) / ((c i-1)*(c i-1) + s i*s i)), ?_⟩
  funext i
  have := h i
  simp only [spin, rot, vadd, padd, Prod.mk.injEq]
  generalize hd : (c i-1)*(c i-1) + s i*s i = d at *
  constructor <;> grind

/-- Partial RoPE: only `n` blocks of a head rotate, `m` further channels do not. If every rotated
block moves, an additive map commutes with the rotation exactly when it treats the unrotated and the
rotated channels separately and commutes on the latter. Claim `rope.partial-split`. -/
theorem partial_split_iff {m n : Nat} (c s : Fin n → F) (h : ∀ i, (c i-1)*(c i-1) + s i*s i ≠ 0)
    (L : (Fin m → F) → Vec n F → (Fin m → F) × Vec n F)
    (add : ∀ x x' v v', L (fun i => x i + x' i) (vadd v v') =
      (fun i => (L x v).1 i + (L x' v').1 i, vadd (L x v).2 (L x' v').2)) :
    (∀ x v, L x (spin c s v) = ((L x v).1, spin c s (L x v).2)) ↔
      ∃ (A : (Fin m → F) → Fin m → F) (B : Vec n F → Vec n F), (∀ x v, L x v = (A x, B v)) ∧
        ∀ v, B (spin c s v) = spin c s (B v) := by
  have zv : ∀ v : Vec n F, vadd v vzero = v := by
    intro v; funext i; apply Prod.ext <;> simp only [vadd, vzero, padd] <;> grind
  have vz : ∀ v : Vec n F, vadd vzero v = v := by
    intro v; funext i; apply Prod.ext <;> simp only [vadd, vzero, padd] <;> grind
  have zx : ∀ x : Fin m → F, (fun i => x i + 0) = x := by intro x; funext i; grind
  have xz : ∀ x : Fin m → F, (fun i => 0 + x i) = x := by intro x; funext i; grind
  constructor
  · intro hL
    have h1 : ∀ v, (L (fun _ => 0) v).1 = fun _ => 0 := by
      intro v
      obtain ⟨u, hu⟩ := spin_sub_surjective c s h v
      have e1 := congrArg Prod.fst (add (fun _ => 0) (fun _ => 0) v u)
      have e2 := congrArg Prod.fst (hL (fun _ => 0) u)
      rw [zx (fun _ => 0), ← hu] at e1
      rw [e1] at e2
      funext i
      have := congrFun e2 i
      simp only at this
      grind
    have h2 : ∀ x, (L x vzero).2 = vzero := by
      intro x
      have e := congrArg Prod.snd (hL x vzero)
      have z : spin c s (vzero : Vec n F) = vzero := funext fun i => rot_zero _ _
      rw [z] at e
      funext i
      exact rot_fixed (c i) (s i) (h i) _ (congrFun e i).symm
    have split : ∀ x v, L x v = ((L x vzero).1, (L (fun _ => 0) v).2) := by
      intro x v
      have e := add x (fun _ => 0) vzero v
      rw [zx, vz, h1, h2, vz] at e
      rw [e]
      apply Prod.ext
      · exact zx _
      · rfl
    refine ⟨fun x => (L x vzero).1, fun v => (L (fun _ => 0) v).2, split, fun v => ?_⟩
    exact congrArg Prod.snd (hL (fun _ => 0) v)
  · rintro ⟨A, B, hAB, hB⟩ x v
    rw [hAB, hAB, hB]

/-- The identity is additive and the block `(3/5, 4/5)` moves: the hypotheses of Claim
`rope.partial-split` can be met. -/
theorem partial_split_instance : ∃ (c s : Fin 1 → Rat)
    (L : (Fin 1 → Rat) → Vec 1 Rat → (Fin 1 → Rat) × Vec 1 Rat),
    (∀ i, (c i-1)*(c i-1) + s i*s i ≠ 0) ∧
    (∀ x x' v v', L (fun i => x i + x' i) (vadd v v') =
      (fun i => (L x v).1 i + (L x' v').1 i, vadd (L x v).2 (L x' v').2)) ∧
    (∀ x v, L x (spin c s v) = ((L x v).1, spin c s (L x v).2)) ∧
    ∃ x v, (L x v).1 ≠ (fun _ => 0) ∧ (L x v).2 ≠ vzero :=
  ⟨fun _ => 3/5, fun _ => 4/5, fun x v => (x, v), by
    intro i; grind, fun _ _ _ _ => rfl, fun _ _ => rfl,
    fun _ => 1, fun _ => (1, 0), fun h => absurd (congrFun h 0) (by decide),
    fun h => absurd (congrArg Prod.fst (congrFun h 0)) (by simp only [vzero]; decide)⟩
end field
end RoPE
