module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Sparse storage formats

Coordinate lists (COO), compressed rows (CSR), and gather/scatter through an index list: what each
format stores, when a round trip is lossless, and when two stored matrices are the same layer.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v

section coo
variable {R : Type u} [CommRing R]

/-- The dense entry that a coordinate list stands for: values filed under the same coordinate are
summed. -/
def cooEntry {κ : Type v} [DecidableEq κ] (l : List (κ × R)) (p : κ) : R :=
  (l.map fun e => if e.1 = p then e.2 else 0).sum

/-- The product of a coordinate list with a vector, entry by entry, without building the matrix. -/
def cooApply {m n : Nat} (l : List ((Fin m × Fin n) × R)) (x : Fin n → R) (i : Fin m) : R :=
  (l.map fun e => if e.1.1 = i then e.2 * x e.1.2 else 0).sum

/-- One more stored value adds to its own entry. -/
theorem cooEntry_cons {κ : Type v} [DecidableEq κ] (e : κ × R) (l : List (κ × R)) (p : κ) :
    cooEntry (e :: l) p = (if e.1 = p then e.2 else 0) + cooEntry l p := by
  simp [cooEntry]

/-- Applying a coordinate list is applying its dense matrix. -/
theorem cooApply_eq {m n : Nat} (l : List ((Fin m × Fin n) × R)) (x : Fin n → R) (i : Fin m) :
    cooApply l x i = matvec (fun i j => cooEntry l (i, j)) x i := by
  induction l with
  | nil =>
    have : ∀ j : Fin n, (cooEntry ([] : List ((Fin m × Fin n) × R)) (i, j)) * x j = 0 := by
      intro j; simp only [cooEntry, List.map_nil, List.sum_nil]; grind
    simp only [matvec, this, fsum_const_zero]; rfl
  | cons e l ih =>
    have h1 : cooApply (e :: l) x i =
      (if e.1.1 = i then e.2 * x e.1.2 else 0) + cooApply l x i := by
      simp [cooApply]
    rw [h1, ih]
    obtain ⟨⟨a, b⟩, v⟩ := e
    have h2 : ∀ j, cooEntry (((a, b), v) :: l) (i, j) * x j =
        (if j = b then (if a = i then v * x b else 0) else 0) + cooEntry l (i, j) * x j := by
      intro j
      rw [cooEntry_cons]
      simp only [Prod.mk.injEq]
      by_cases ha : a = i <;> by_cases hb : j = b
      · subst hb; simp [ha]; grind
      · have hb' : ¬ b = j := fun h => hb h.symm
        simp [ha, hb, hb']; grind
      · simp [ha]; grind
      · simp [ha]; grind
    simp only [matvec, h2]
    rw [fsum_add, fsum_ite_eq b (fun _ => if a = i then v * x b else 0)]

/-- A coordinate list, in any order and with duplicates, computes the layer `A` on every input
exactly when the stored values of each coordinate sum to the entry of `A`. Claim
`densesparse.coo-canonical`. -/
theorem coo_apply_iff {m n : Nat} (l : List ((Fin m × Fin n) × R)) (A : Fin m → Fin n → R) :
    (∀ x, cooApply l x = matvec A x) ↔ ∀ i j, cooEntry l (i, j) = A i j := by
  constructor
  · intro h i j
    exact matvec_inj (A := fun i j => cooEntry l (i, j)) (B := A)
      (fun x => by rw [← h x]; funext k; exact (cooApply_eq l x k).symm) i j
  · intro h x
    funext i
    rw [cooApply_eq]
    exact fsum_congr fun j => by show cooEntry l (i, j) * x j = _; rw [h]

/-- A coordinate list is canonical when no coordinate occurs twice and no stored value is zero. -/
def Canonical {κ : Type v} (l : List (κ × R)) : Prop := (l.map (·.1)).Nodup ∧ ∀ e ∈ l, e.2 ≠ 0

/-- The entry at a coordinate that is not stored is zero. -/
theorem cooEntry_not_mem {κ : Type v} [DecidableEq κ] (l : List (κ × R)) (p : κ)
    (h : p ∉ l.map (·.1)) : cooEntry l p = 0 := by
  induction l with
  | nil => rfl
  | cons e l ih =>
    simp only [List.map_cons, List.mem_cons, _root_.not_or] at h
    rw [cooEntry_cons, ih h.2, if_neg (fun e => h.1 e.symm)]; grind

/-- In a list without duplicate coordinates the entry at a stored coordinate is the stored value. -/
theorem cooEntry_mem {κ : Type v} [DecidableEq κ] (l : List (κ × R)) (nd : (l.map (·.1)).Nodup)
    (e : κ × R) (h : e ∈ l) :
    cooEntry l e.1 = e.2 := by
  induction l with
  | nil => exact absurd h List.not_mem_nil
  | cons a l ih =>
    simp only [List.map_cons, List.nodup_cons] at nd
    rw [cooEntry_cons]
    rcases List.mem_cons.1 h with rfl | h
    · rw [cooEntry_not_mem l _ nd.1]; simp; grind
    · have : ¬ a.1 = e.1 := fun q => nd.1 (q ▸ List.mem_map_of_mem h)
      rw [if_neg this, ih nd.2 h]; grind

/-- A coordinate occurs in a canonical list exactly with its nonzero entry. -/
theorem mem_iff_entry {κ : Type v} [DecidableEq κ] {l : List (κ × R)} (c : Canonical l)
    (e : κ × R) :
    e ∈ l ↔ e.2 ≠ 0 ∧ cooEntry l e.1 = e.2 := by
  constructor
  · exact fun h => ⟨c.2 e h, cooEntry_mem l c.1 e h⟩
  · rintro ⟨h0, h1⟩
    by_cases hk : e.1 ∈ l.map (·.1)
    · obtain ⟨a, ha, hae⟩ := List.mem_map.1 hk
      have := cooEntry_mem l c.1 a ha
      have : a = e := Prod.ext hae (by rw [← this, ← h1, hae])
      exact this ▸ ha
    · rw [cooEntry_not_mem l _ hk] at h1
      exact absurd h1.symm h0

/-- Duplicate-free lists with the same members are permutations of each other. -/
theorem perm_of_mem_iff {α : Type v} {l₁ l₂ : List α} (n₁ : l₁.Nodup) (n₂ : l₂.Nodup)
    (h : ∀ a, a ∈ l₁ ↔ a ∈ l₂) : l₁.Perm l₂ := by
  induction l₁ generalizing l₂ with
  | nil =>
    cases l₂ with
    | nil => exact .nil
    | cons b l => exact absurd ((h b).2 List.mem_cons_self) List.not_mem_nil
  | cons a l₁ ih =>
    obtain ⟨s, t, rfl⟩ := List.append_of_mem ((h a).1 List.mem_cons_self)
    have p : (s ++ a :: t).Perm (a :: (s ++ t)) := List.perm_middle
    have n₂' := p.nodup_iff.1 n₂
    rw [List.nodup_cons] at n₁ n₂'
    refine ((ih n₁.2 n₂'.2 fun b => ?_).cons a).trans p.symm
    have hb := h b
    have hp := p.mem_iff (a := b)
    simp only [List.mem_cons] at hb hp
    constructor
    · intro m
      have ne : b ≠ a := fun e => n₁.1 (e ▸ m)
      rcases hp.1 (hb.1 (.inr m)) with e | q
      · exact absurd e ne
      · exact q
    · intro m
      have ne : b ≠ a := fun e => n₂'.1 (e ▸ m)
      rcases hb.2 (hp.2 (.inr m)) with e | q
      · exact absurd e ne
      · exact q

/-- Two canonical coordinate lists stand for the same matrix exactly when they are permutations of
each other: without duplicates and stored zeros, the format is unique up to order. Claim
`densesparse.coo-canonical`. -/
theorem coo_canonical_iff {κ : Type v} [DecidableEq κ] {l₁ l₂ : List (κ × R)} (c₁ : Canonical l₁)
    (c₂ : Canonical l₂) :
    (∀ p, cooEntry l₁ p = cooEntry l₂ p) ↔ l₁.Perm l₂ := by
  constructor
  · intro h
    have nd : ∀ l : List (κ × R), (l.map (·.1)).Nodup → l.Nodup := by
      intro l
      induction l with
      | nil => intro _; exact List.nodup_nil
      | cons a l ih =>
        intro nd
        simp only [List.map_cons, List.nodup_cons] at nd
        exact List.nodup_cons.2 ⟨fun m => nd.1 (List.mem_map_of_mem m), ih nd.2⟩
    refine perm_of_mem_iff (nd _ c₁.1) (nd _ c₂.1) fun e => ?_
    rw [mem_iff_entry c₁, mem_iff_entry c₂, h]
  · intro h p
    exact lsum_perm (h.map _)

/-- Two canonical lists of the same matrix in different order, over the integers.
Claim `densesparse.coo-canonical`. -/
theorem coo_canonical_instance :
    ∃ l₁ l₂ : List ((Fin 2 × Fin 2) × Int), Canonical l₁ ∧ Canonical l₂ ∧ l₁ ≠ l₂ ∧ l₁.Perm l₂ := by
  refine ⟨[((0, 0), 3), ((1, 0), -2)], [((1, 0), -2), ((0, 0), 3)], ⟨by decide, by decide⟩,
    ⟨by decide, by decide⟩, by decide, ?_⟩
  exact List.Perm.swap _ _ _
end coo

section csr
variable {α : Type u}

/-- Compressed rows: the row lengths (differences of consecutive row pointers) and all stored
entries in one array. -/
def csrEncode (rows : List (List α)) : List Nat × List α := (rows.map List.length, rows.flatten)

/-- Cut the array of entries into rows of the given lengths. -/
def csrDecode : List Nat → List α → List (List α)
  | [], _ => []
  | k :: ks, l => l.take k :: csrDecode ks (l.drop k)

/-- Compressed rows lose nothing: decoding an encoded matrix returns its rows.
Claim `densesparse.csr-round-trip`. -/
theorem csr_decode_encode (rows : List (List α)) :
    csrDecode (csrEncode rows).1 (csrEncode rows).2 = rows := by
  induction rows with
  | nil => rfl
  | cons r rows ih =>
    simp only [csrEncode, List.map_cons, List.flatten_cons, csrDecode, List.take_left',
      List.drop_left'] at ih ⊢
    rw [ih]

/-- A pair of row lengths and entries is a valid compressed matrix (it survives decoding and
encoding) exactly when the row lengths sum to the number of stored entries. Claim
`densesparse.csr-round-trip`. -/
theorem csr_valid_iff (ks : List Nat) (l : List α) :
    csrEncode (csrDecode ks l) = (ks, l) ↔ ks.sum = l.length := by
  induction ks generalizing l with
  | nil =>
    cases l <;> simp [csrEncode, csrDecode]
  | cons k ks ih =>
    have h := ih (l.drop k)
    simp only [csrEncode, csrDecode, List.map_cons, List.flatten_cons, List.sum_cons, Prod.mk.injEq,
      List.cons.injEq] at h ⊢
    simp only [List.length_take, List.length_drop] at h ⊢
    constructor
    · rintro ⟨⟨h1, h2⟩, h3⟩
      have h4 : (csrDecode ks (l.drop k)).flatten = l.drop k := by
        have := List.take_append_drop k l
        have e : l.take k ++ (csrDecode ks (l.drop k)).flatten = l.take k ++ l.drop k := by
          rw [h3, this]
        exact List.append_cancel_left e
      have := h.1 ⟨h2, h4⟩
      omega
    · intro hs
      have := h.2 (by omega)
      refine ⟨⟨by omega, this.1⟩, ?_⟩
      rw [this.2]; exact List.take_append_drop k l
end csr

section gather
variable {R : Type u} [CommRing R]

/-- Read the listed coordinates of a dense vector. -/
def gather {m n : Nat} (ι : Fin m → Fin n) (x : Fin n → R) : Fin m → R := fun j => x (ι j)

/-- Write compact values back to their coordinates; colliding values are summed, the other
coordinates are zero. -/
def scatter {m n : Nat} (ι : Fin m → Fin n) (y : Fin m → R) : Fin n → R :=
    fun i => fsum m fun j => if ι j = i then y j else 0

/-- Compact storage is a left inverse for every compact vector exactly when no index is listed
twice. Claim `densesparse.gather-scatter`. -/
theorem gather_scatter_iff (nt : (1 : R) ≠ 0) {m n : Nat} (ι : Fin m → Fin n) :
    (∀ y : Fin m → R, gather ι (scatter ι y) = y) ↔ ∀ a b, ι a = ι b → a = b := by
  constructor
  · intro h a b e
    apply Classical.byContradiction
    intro ne
    have h1 := congrFun (h (unitVec a)) a
    have h2 := congrFun (h (unitVec a)) b
    simp only [gather] at h1 h2
    rw [← e, h1] at h2
    have ne' : ¬ b = a := fun q => ne q.symm
    simp [unitVec, ne'] at h2
    exact nt h2
  · intro inj y
    funext k
    have : ∀ j, (if ι j = ι k then y j else 0) = if j = k then y j else 0 := by
      intro j
      have : ι j = ι k ↔ j = k := ⟨inj _ _, fun e => by rw [e]⟩
      simp only [this]
    simp only [gather, scatter, this]
    exact fsum_ite_eq k y

/-- With distinct indices, storing a dense vector compactly and restoring it returns the vector
exactly when it vanishes at every coordinate that is not listed. Claim `densesparse.gather-scatter`.
-/
theorem scatter_gather_iff {m n : Nat} (ι : Fin m → Fin n) (inj : ∀ a b, ι a = ι b → a = b)
    (x : Fin n → R) :
    scatter ι (gather ι x) = x ↔ ∀ i, (∀ j, ι j ≠ i) → x i = 0 := by
  constructor
  · intro h i hi
    have := congrFun h i
    simp only [scatter, hi, if_false, fsum_const_zero] at this
    exact this.symm
  · intro h
    funext i
    have e : ∀ j, (if ι j = i then gather ι x j else 0) = (fun k => if k = i then x k else 0)
      (ι j) := fun j => rfl
    simp only [scatter, e]
    rw [fsum_keep ι inj (fun k => if k = i then x k else 0) fun k hk => ?_]
    · exact fsum_ite_eq i x
    · show (if k = i then x k else 0) = 0
      rw [h k hk]; simp
end gather
end DenseSparse
