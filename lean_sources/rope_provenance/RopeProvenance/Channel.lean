module
public import VerifiedCompilation
/-!
# The role channel

Some blocks of a head, in practice those of lowest frequency, are set aside to carry the role of a
token (system, user, tool, retrieved text) beside its content. `S i = true` marks the blocks of the
role channel. Scores split into a content part and a role part at all positions, and linear maps
keep the channels apart as long as no frequency is shared.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra RoPE
namespace RoleChannel
universe u v

section ring
variable {P : Type u} {R : Type v} [IntModule P] [CommRing R] {n : Nat}

/-- The part of a head vector inside the role channel. -/
def roleOf (S : Fin n → Bool) (v : Vec n R) : Vec n R := fun i => if S i then v i else (0, 0)

/-- The part of a head vector outside the role channel. -/
def contentOf (S : Fin n → Bool) (v : Vec n R) : Vec n R := fun i => if S i then (0, 0) else v i

/-- A role vector: zero outside the role channel. -/
def IsRole (S : Fin n → Bool) (v : Vec n R) : Prop := ∀ i, S i = false → v i = (0, 0)

/-- A content vector: zero inside the role channel. -/
def IsContent (S : Fin n → Bool) (v : Vec n R) : Prop := ∀ i, S i = true → v i = (0, 0)

/-- Every head vector is the sum of a content vector and a role vector. Claim
`rope.role-score-decomposition`. -/
theorem parts (S : Fin n → Bool) (v : Vec n R) :
    IsContent S (contentOf S v) ∧ IsRole S (roleOf S v) ∧ vadd (contentOf S v)
      (roleOf S v) = v := by
  refine ⟨fun i hi => by simp [contentOf, hi], fun i hi => by simp [roleOf, hi], funext fun i => ?_⟩
  cases h : S i <;> simp only [vadd, contentOf, roleOf, h, padd] <;> apply Prod.ext <;> simp <;>
    grind

/-- Score decomposition: at all positions the score of a query against a key is the score of their
content parts plus the score of their role parts, with no cross terms. Claim
`rope.role-score-decomposition`. -/
theorem score_decomposition (S : Fin n → Bool) (A : Fin n → Phase P R) (a b : P) (q k : Vec n R) :
    dotN (rope A a q) (rope A b k) =
      dotN (rope A a (contentOf S q)) (rope A b (contentOf S k)) +
      dotN (rope A a (roleOf S q)) (rope A b (roleOf S k)) := by
  unfold dotN
  rw [← fsum_add]
  refine fsum_congr fun i => ?_
  simp only [rope, spin, contentOf, roleOf]
  split <;> simp only [rot, dot] <;> grind

/-- Orthogonality: a key is invisible to every content query, at whatever positions, exactly when it
lies in the role channel. Claim `rope.role-orthogonality`. -/
theorem orthogonal_iff (S : Fin n → Bool) (A : Fin n → Phase P R) (a b : P) (r : Vec n R) :
    (∀ q, IsContent S q → dotN (rope A a q) (rope A b r) = 0) ↔ IsRole S r := by
  constructor
  · intro h i hi
    have z : ∀ p, dot p ((rope A (b - a) r) i) = 0 := by
      intro p
      rw [← dotN_single, ← rope_relative]
      apply h
      intro j hj
      unfold single
      split
      · subst_vars; rw [hi] at hj; exact absurd hj (by decide)
      · rfl
    have h1 := z (1, 0)
    have h2 := z (0, 1)
    have hu := (A i).unit (b - a)
    simp only [dot, rope, spin, rot] at h1 h2
    generalize (A i).c (b - a) = c at *
    generalize (A i).s (b - a) = s at *
    apply Prod.ext <;> simp only <;> grind
  · intro h q hq
    rw [← fsum_const_zero (n := n)]
    refine fsum_congr fun i => ?_
    cases e : S i with
    | true => simp only [rope, spin, hq i e, rot, dot]; grind
    | false => simp only [rope, spin, h i e, rot, dot]; grind

/-- Reading the role back: with the position known, turning the key back and keeping the role
channel recovers the role exactly, whatever the content. Claim `rope.role-score-decomposition`. -/
theorem recover (S : Fin n → Bool) (A : Fin n → Phase P R) (m : P) (x r : Vec n R)
    (hx : IsContent S x)
    (hr : IsRole S r) : roleOf S (rope A (-m) (rope A m (vadd x r))) = r := by
  rw [← rope_add, show -m + m = 0 by grind, rope_zero]
  funext i
  unfold roleOf
  cases e : S i with
  | true => simp only [if_true, vadd, hx i e, padd]; apply Prod.ext <;> simp only <;> grind
  | false => rw [hr i e]; rfl
end ring

section field
variable {F : Type v} [Field F] {n : Nat}

/-- Isolation, characterised: every linear map that commutes with the rotation keeps roles in the
role channel and content in the content channel exactly when no frequency inside the channel shares
an eigenvalue with one outside, that is, when all resultants between them are non-zero. Claim
`rope.role-isolation`. -/
theorem isolation_iff (S : Fin n → Bool) (c s : Fin n → F) :
    (∀ L : Vec n F → Vec n F, IsLin L → (∀ v, L (spin c s v) = spin c s (L v)) →
      (∀ v, IsRole S v → IsRole S (L v)) ∧ ∀ v, IsContent S v → IsContent S (L v)) ↔
      ∀ i j, S i = true → S j = false → resultant (c i) (s i) (c j) (s j) ≠ 0 := by
  constructor
  · intro h i j hi hj hr
    obtain ⟨M, hM, hint⟩ := (intertwiner_exists_iff (c i) (s i) (c j) (s j)).2 hr
    have hL := (h _ (act_isLin (oneBlock i j M)) (oneBlock_comm i j M c s hint)).2
    apply hM
    have e : ∀ p, M.app p = (0, 0) := by
      intro p
      have := hL (single j p) (by
        intro b hb; unfold single; split
        · subst_vars; rw [hj] at hb; exact absurd hb (by decide)
        · rfl) i hi
      rw [act_single] at this
      simpa only [oneBlock, and_self, if_true] using this
    have e1 := e (1, 0)
    have e2 := e (0, 1)
    simp only [Mat2.app, Prod.mk.injEq] at e1 e2
    ext <;> simp only [Mat2.zero] <;> grind
  · intro h L hL hc
    have hA := hL.eq_act
    have sym : ∀ i j, S i ≠ S j → resultant (c i) (s i) (c j) (s j) ≠ 0 := by
      intro i j hne
      cases ei : S i with
      | true =>
        have ej : S j = false := by rw [ei] at hne; cases e : S j; rfl; exact absurd e.symm hne
        exact h i j ei ej
      | false =>
        have ej : S j = true := by rw [ei] at hne; cases e : S j; exact absurd e.symm hne; rfl
        have := h j i ej ei
        unfold resultant at *
        grind
    have hz : ∀ i j, S i ≠ S j → matOf L i j = Mat2.zero := by
      intro i j hne
      rw [hA] at hc
      exact intertwiner_zero _ _ _ _ _ (sym i j hne) ((act_comm_iff _ _ _).1 hc i j)
    have key : ∀ (b : Bool) v, (∀ j, S j ≠ b → v j = (0, 0)) → ∀ i, S i ≠ b → L v i = (0, 0) := by
      intro b v hv i hi
      have e : ∀ j, (matOf L i j).app (v j) = (0, 0) := by
        intro j
        by_cases hj : S j = b
        · rw [hz i j (by rw [hj]; exact hi), zero_app]
        · rw [hv j hj, Mat2.app_zero]
      rw [congrFun (congrFun hA v) i]
      simp only [act, e, fsum_const_zero]
    constructor
    · intro v hv i hi
      exact key true v (fun j hj => hv j (by simpa using hj)) i (by simp [hi])
    · intro v hv i hi
      exact key false v (fun j hj => hv j (by simpa using hj)) i (by simp [hi])

/-- A role channel of one slow block `(4/5, 3/5)` beside one fast block `(5/13, 12/13)` is isolated:
the condition of Claim `rope.role-isolation` can be met. -/
theorem isolation_instance : ∃ (S : Fin 2 → Bool)
    (c s : Fin 2 → Rat), (∀ i, c i * c i + s i * s i = 1) ∧
    (∃ i, S i = true) ∧ (∃ j, S j = false) ∧
    ∀ i j, S i = true → S j = false → resultant (c i) (s i) (c j) (s j) ≠ 0 :=
  ⟨fun i => decide (i = 0), fun i => if i = 0 then 4/5 else 5/13,
    fun i => if i = 0 then 3/5 else 12/13,
    by intro i; grind, ⟨0, by decide⟩, ⟨1, by decide⟩, by
      intro i j hi hj
      have hi : i = 0 := by simpa using hi
      have hj : ¬ j = 0 := by simpa using hj
      simp only [hi, hj, if_true, if_false, resultant]
      grind⟩

/-- Static roles: a role vector looks the same at every position exactly when each of its non-zero
blocks does not rotate at any position (characteristic not two). Claim `rope.static-role`. -/
theorem static_iff {P : Type u} [IntModule P] (A : Fin n → Phase P F) (h2 : (2 : F) ≠ 0)
    (r : Vec n F) :
    (∀ m, rope A m r = r) ↔ ∀ i, r i = (0, 0) ∨ ∀ m, (A i).c m = 1 ∧ (A i).s m = 0 := by
  constructor
  · intro h i
    by_cases hr : r i = (0, 0)
    · exact .inl hr
    · refine .inr fun m => ?_
      have hu := (A i).unit m
      have hc : (A i).c m = 1 := Classical.byContradiction fun hc => hr (by
        apply rot_fixed ((A i).c m) ((A i).s m) _ _ (congrFun (h m) i)
        intro hz
        have : 2 * (1 - (A i).c m) = 0 := by grind
        have := (Field.of_mul_eq_zero this).resolve_left h2
        grind)
      refine ⟨hc, ?_⟩
      have : (A i).s m * (A i).s m = 0 := by grind
      have := Field.of_mul_eq_zero this
      grind
  · intro h m
    funext i
    rcases h i with e | e
    · simp only [rope, spin, e, rot_zero]
    · simp only [rope, spin, (e m).1, (e m).2, rot]
      apply Prod.ext <;> simp only <;> grind
end field

/-- A table with one block that never turns and one that turns at every position: both sides of
Claim `rope.static-role` occur, a role in the first block looks the same everywhere and a role in
the second does not. -/
theorem static_instance : ∃ (A : Fin 2 → Phase Int Rat)
    (r r' : Vec 2 Rat), r ≠ vzero ∧ (∀ m, rope A m r = r) ∧
    ∃ m, rope A m r' ≠ r' := by
  refine ⟨fun i =>
    if i = 0 then
    ⟨fun _ => 1, fun _ => 0, by intro p; grind, by intro m n; grind, by intro m n; grind⟩
    else phase345, single 0 (1, 0), single 1 (1, 0), fun h => ?_, fun m => ?_, 1, fun h => ?_⟩
  · exact absurd (congrArg Prod.fst (congrFun h 0)) (by simp only [single, vzero, if_true]; decide)
  · refine (static_iff _ (by decide) _).2 (fun i => ?_) m
    by_cases e : i = 0
    · subst e; exact .inr fun _ => ⟨rfl, rfl⟩
    · left; simp only [single, e, if_false]
  · apply phase345_s_ne_zero 1 (by decide)
    have h1 := congrArg Prod.snd (congrFun h 1)
    have e : ¬ (1 : Fin 2) = 0 := by decide
    simp only [rope, spin, rot, single, if_true, e, if_false] at h1
    grind
end RoleChannel
