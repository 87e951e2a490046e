module
public import VerifiedCompilation.Rotation
/-!
# Two layouts of the same blocks

Implementations store the two channels of block `i` at `2i` and `2i+1` (interleaved) or at `i` and
`n+i` (half-split, "rotate half"). A fixed permutation of the channels converts between the two, and
without it they are different maps.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace RoPE
universe u
variable {R : Type u} [CommRing R]

/-- The rotation of a head of `2n` channels in the half-split layout: channel `i` is paired with
channel `n + i`. -/
def ropeHalf {n : Nat} (c s : Fin n → R) (x : Fin (2*n) → R) : Fin (2*n) → R := fun j =>
  if h : j.val < n then c ⟨j.val, h⟩ * x j - s ⟨j.val, h⟩ * x ⟨n + j.val, by omega⟩
  else s ⟨j.val - n, by omega⟩ * x ⟨j.val - n, by omega⟩ + c ⟨j.val - n, by omega⟩ * x j

/-- The rotation of a head of `2n` channels in the interleaved layout: channel `2i` is paired with
channel `2i + 1`. -/
def ropeInter {n : Nat} (c s : Fin n → R) (x : Fin (2*n) → R) : Fin (2*n) → R := fun j =>
  if j.val % 2 = 0 then
    c ⟨j.val / 2, by omega⟩ * x j - s ⟨j.val / 2, by omega⟩ * x ⟨j.val / 2 * 2 + 1, by omega⟩
  else s ⟨j.val / 2, by omega⟩ * x ⟨j.val / 2 * 2, by omega⟩ + c ⟨j.val / 2, by omega⟩ * x j

/-- The channel of the half-split layout that channel `j` of the interleaved layout comes from. -/
def layout {n : Nat} (j : Fin (2*n)) : Fin (2*n) :=
  if j.val % 2 = 0 then ⟨j.val / 2, by omega⟩ else ⟨n + j.val / 2, by omega⟩

/-- The inverse of `layout`. -/
def layoutInv {n : Nat} (j : Fin (2*n)) : Fin (2*n) :=
  if h : j.val < n then ⟨2 * j.val, by omega⟩ else ⟨2 * (j.val - n) + 1, by omega⟩

/-- The index of a re-ordered channel. -/
theorem layout_val {n : Nat} (j : Fin (2*n)) :
    (layout j).val = if j.val % 2 = 0 then j.val / 2 else n + j.val / 2 := by
  unfold layout; split <;> rfl

/-- The index of a channel before re-ordering. -/
theorem layoutInv_val {n : Nat} (j : Fin (2*n)) :
    (layoutInv j).val = if j.val < n then 2 * j.val else 2 * (j.val - n) + 1 := by
  unfold layoutInv; split <;> rfl

/-- `layoutInv` undoes `layout`. -/
theorem layoutInv_layout {n : Nat} (j : Fin (2*n)) : layoutInv (layout j) = j := by
  apply Fin.ext
  rw [layoutInv_val, layout_val]
  grind

/-- `layout` undoes `layoutInv`. -/
theorem layout_layoutInv {n : Nat} (j : Fin (2*n)) : layout (layoutInv j) = j := by
  apply Fin.ext
  rw [layout_val, layoutInv_val]
  grind

/-- Re-ordering the channels turns the half-split rotation into the interleaved one. -/
theorem ropeInter_layout {n : Nat} (c s : Fin n → R) (x : Fin (2*n) → R) :
    ropeInter c s (fun j => x (layout j)) = fun j => ropeHalf c s x (layout j) := by
  funext j
  by_cases h : j.val % 2 = 0
  · have e : layout j = ⟨j.val / 2, by omega⟩ := by simp [layout, h]
    have hl : j.val / 2 < n := by omega
    have e' : layout (⟨j.val / 2 * 2 + 1, by omega⟩ : Fin (2*n)) = ⟨n + j.val / 2, by omega⟩ := by
      apply Fin.ext
      have : ¬ (j.val / 2 * 2 + 1) % 2 = 0 := by omega
      simp only [layout, this, if_false]; omega
    simp only [ropeInter, ropeHalf, h, e, e', if_true, hl, dif_pos]
  · have e : layout j = ⟨n + j.val / 2, by omega⟩ := by simp [layout, h]
    have hl : ¬ n + j.val / 2 < n := by omega
    have e' : layout (⟨j.val / 2 * 2, by omega⟩ : Fin (2*n)) = ⟨j.val / 2, by omega⟩ := by
      apply Fin.ext
      have : (j.val / 2 * 2) % 2 = 0 := by omega
      simp only [layout, this, if_true]; omega
    have hs : n + j.val / 2 - n = j.val / 2 := by omega
    simp only [ropeInter, ropeHalf, h, e, e', if_false, hl, dif_neg, not_false_eq_true, hs]

/-- Converting a checkpoint: with the channels of queries and keys re-ordered by `layout`, the
interleaved rotation gives the same scores as the half-split rotation did before. Claim
`rope.layout-conversion`. -/
theorem layout_scores {n : Nat} (c s c' s' : Fin n → R) (q k : Fin (2*n) → R) :
    inner (ropeInter c s (fun j => q (layout j))) (ropeInter c' s' (fun j => k (layout j))) =
      inner (ropeHalf c s q) (ropeHalf c' s' k) := by
  rw [ropeInter_layout, ropeInter_layout]
  exact fsum_perm (fun j =>
    ropeHalf c s q j * ropeHalf c' s' k j) layout layoutInv layoutInv_layout layout_layoutInv

/-- No head of two or more blocks may be run in the other layout without conversion: as soon as one
block really rotates, some score changes. Claim `rope.layout-mismatch`. -/
theorem layout_mismatch {n : Nat} (hn : 2 ≤ n) (c s : Fin n → R) (i : Fin n) (hs : s i ≠ 0) :
    ¬ ∀ q k : Fin (2*n) → R, inner q (ropeInter c s k) = inner q (ropeHalf c s k) := by
  intro h
  have hi := i.isLt
  have h1 := h (fun j => if j = ⟨2 * i.val, by omega⟩ then 1 else 0)
    (fun j => if j = ⟨2 * i.val + 1, by omega⟩ then 1 else 0)
  rw [unitVec_inner, unitVec_inner] at h1
  have e1 : 2 * i.val % 2 = 0 := by omega
  have e2 : 2 * i.val / 2 = i.val := by omega
  have l : ropeInter c s (fun j => if j = ⟨2 * i.val + 1, by omega⟩ then 1 else 0)
    ⟨2 * i.val, by omega⟩ = -s i := by
    have n1 : ¬ 2 * i.val = 2 * i.val + 1 := by omega
    have n2 : i.val * 2 + 1 = 2 * i.val + 1 := by omega
    simp only [ropeInter, e1, e2, if_true, Fin.mk.injEq, n1, n2, if_false]
    grind
  have r : ropeHalf c s (fun j => if j = ⟨2 * i.val + 1, by omega⟩ then 1 else 0)
    ⟨2 * i.val, by omega⟩ = 0 := by
    have n1 : ¬ 2 * i.val = 2 * i.val + 1 := by omega
    by_cases hlt : 2 * i.val < n
    · have n2 : ¬ n + 2 * i.val = 2 * i.val + 1 := by omega
      simp only [ropeHalf, hlt, dif_pos, Fin.mk.injEq, n1, n2, if_false]
      grind
    · have n2 : ¬ 2 * i.val - n = 2 * i.val + 1 := by omega
      simp only [ropeHalf, hlt, dif_neg, not_false_eq_true, Fin.mk.injEq, n1, n2, if_false]
      grind
  rw [l, r] at h1
  grind

/-- A table of two blocks in which the first really rotates: the hypotheses of Claim
`rope.layout-mismatch` can be met. -/
theorem layout_mismatch_instance : ∃ c s :
    Fin 2 → Rat, (∀ i, c i * c i + s i * s i = 1) ∧ s 0 ≠ 0 :=
  ⟨fun _ => 3/5, fun _ => 4/5, by intro i; grind, by decide +kernel⟩
end RoPE
