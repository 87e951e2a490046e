module
public import VerifiedCompilation.Rotation
/-!
# Key-only routing under rotations

What can be read off a rotated key if its position is not known? With free angles the orbits of the rotations are the
sets of equal block norms, and these norms are all that any router can use.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u v

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

/-- The orbits of blockwise rotations: with free angles one head vector with non-zero block norms can be rotated into
another exactly when all block norms agree. Claim `rope.orbits`. -/
theorem orbits_iff {n : Nat} (p q : Vec n F) (hp : ∀ i, dot (p i) (p i) ≠ 0) :
    (∃ c s : Fin n → F, (∀ i, c i * c i + s i * s i = 1) ∧ spin c s p = q) ↔ blockNorms p = blockNorms q := by
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

/-- A head vector with non-zero block norms: the hypothesis of Claim `rope.orbits` can be met, by two different vectors
of one orbit. -/
theorem orbits_instance : ∃ p q : Vec 1 Rat, (∀ i, dot (p i) (p i) ≠ 0) ∧ blockNorms p = blockNorms q ∧ p ≠ q :=
  ⟨fun _ => (1, 0), fun _ => (3/5, 4/5), by intro i; simp only [dot]; grind,
    by funext i; simp only [blockNorms, dot]; grind,
    fun h => absurd (congrArg Prod.snd (congrFun h 0)) (by simp only; grind)⟩

/-- Key-only routing is impossible beyond norms: a router that recovers a class from the rotated key alone, at every
angle and for every content with non-zero block norms, exists exactly when the class is a function of the block norms.
Claim `rope.key-only-routing`. -/
theorem key_only_iff {n : Nat} {C : Type v} (cl : Vec n F → C) :
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
    have h : ∃ p' : Vec n F, (∀ i, dot (p' i) (p' i) ≠ 0) ∧ blockNorms p' = blockNorms p := ⟨p, hp, rfl⟩
    simp only [h, dif_pos]
    have hs := Classical.choose_spec h
    exact inv _ _ hp hs.1 hs.2.symm
  · rintro ⟨g, hg⟩
    refine ⟨fun k => g (blockNorms k), fun c s hu p hp => ?_⟩
    have e : blockNorms (spin c s p) = blockNorms p := funext fun i => rot_isometry _ _ (hu i) _ _
    rw [hg p hp]
    exact congrArg g e

/-- A class that key-only routing cannot recover: which of the two channels of a block is zero. A router for it does not
exist, although the two contents differ at every unrotated position. Claim `rope.key-only-routing`. -/
theorem key_only_impossible : ¬ ∃ f : Vec 1 Rat → Bool, ∀ c s : Fin 1 → Rat, (∀ i, c i * c i + s i * s i = 1) →
    ∀ p, (∀ i, dot (p i) (p i) ≠ 0) → f (spin c s p) = decide ((p 0).1 = 0) := by
  intro h
  obtain ⟨g, hg⟩ := (key_only_iff (fun p : Vec 1 Rat => decide ((p 0).1 = 0))).1 h
  have h1 := hg (fun _ => (1, 0)) (by intro i; simp only [dot]; grind)
  have h2 := hg (fun _ => (0, 1)) (by intro i; simp only [dot]; grind)
  have e : blockNorms (n := 1) (fun _ => ((1 : Rat), (0 : Rat))) = blockNorms (fun _ => (0, 1)) := by
    funext i; simp only [blockNorms, dot]; grind
  rw [e, ← h2] at h1
  simp at h1

/-- Two contents of different class that look alike through RoPE: `(1, 0)` turned by a quarter and `(0, 1)` not turned.
The hypotheses of Claim `rope.router-error` can be met by rotated keys. -/
theorem look_alike_instance : ∃ (content : Fin 2 → Rat × Rat) (c s : Fin 2 → Rat),
    (∀ a, c a * c a + s a * s a = 1) ∧ (∀ a b, rot (c a) (s a) (content a) = rot (c b) (s b) (content b)) ∧
    ∀ a b, content a = content b → a = b :=
  ⟨fun a => if a = 0 then (1, 0) else (0, 1), fun a => if a = 0 then 0 else 1, fun a => if a = 0 then 1 else 0,
    by decide +kernel, by decide +kernel, by decide +kernel⟩
end RoPE
