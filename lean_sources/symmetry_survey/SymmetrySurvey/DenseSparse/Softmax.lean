module
public import SymmetrySurvey.DenseSparse.Basic
/-!
# Softmax: its only symmetry, its tiles and its masks

Nothing about the real exponential is used but that it turns sums into products and is positive
(`Exponential`). Injectivity is assumed only where it is needed.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v

section
variable {R : Type u} {F : Type v} [CommRing R] [Field F] [LE F] [LT F] [LawfulOrderLT F]
    [IsLinearOrder F] [OrderedRing F]
variable (E : Exponential R F)

/-- The softmax of a score vector. -/
def softmax {n : Nat} (x : Fin n → R) (i : Fin n) : F := E.e (x i) / fsum n (fun j => E.e (x j))

/-- The normaliser of a nonempty softmax is positive. -/
theorem denom_pos {n : Nat} (x : Fin n → R) (i : Fin n) : 0 < fsum n (fun j => E.e (x j)) :=
  fsum_pos _ (fun j => by have := E.pos (x j); grind) i (E.pos (x i))

/-- Adding one constant to all scores leaves the softmax unchanged. -/
theorem softmax_shift {n : Nat} (x : Fin n → R) (t : R) :
    softmax E (fun i => x i + t) = softmax E x := by
  funext i
  have h : fsum n (fun j => E.e (x j) * E.e t) = fsum n (fun j => E.e (x j)) * E.e t :=
    fsum_mul_right _ _
  have hs := denom_pos E x i
  have ht := E.pos t
  simp only [softmax, E.add, h]
  generalize E.e t = τ at *
  generalize fsum n (fun j => E.e (x j)) = s at *
  generalize E.e (x i) = y
  have : τ ≠ 0 := by grind
  have : s ≠ 0 := by grind
  grind

/-- Two score vectors have the same softmax exactly when they differ by one constant: for an
injective exponential the shift is the only symmetry of a softmax router. Claim
`densesparse.softmax-only-shift`. -/
theorem softmax_eq_iff (inj : ∀ x y, E.e x = E.e y → x = y) {n : Nat} (x y : Fin n → R) :
    softmax E x = softmax E y ↔ ∃ t, ∀ i, x i = y i + t := by
  constructor
  · intro h
    match n, x, y, h with
    | 0, _, _, _ => exact ⟨0, fun i => i.elim0⟩
    | n+1, x, y, h =>
      refine ⟨x 0 - y 0, fun i => ?_⟩
      have hi := congrFun h i
      have h0 := congrFun h 0
      have hs := denom_pos E x 0
      have ht := denom_pos E y 0
      simp only [softmax] at hi h0
      have key : E.e (x i + y 0) = E.e (x 0 + y i) := by
        rw [E.add, E.add]
        generalize fsum (n+1) (fun j => E.e (x j)) = s at *
        generalize fsum (n+1) (fun j => E.e (y j)) = t at *
        generalize E.e (x i) = p at *
        generalize E.e (x 0) = q at *
        generalize E.e (y i) = r at *
        generalize E.e (y 0) = w at *
        have ns : s ≠ 0 := by grind
        have nt : t ≠ 0 := by grind
        have h1 : p * t = r * s := by grind
        have h2 : q * t = w * s := by grind
        grind
      have := inj _ _ key
      grind
  · rintro ⟨t, h⟩
    have : x = fun i => y i + t := funext h
    rw [this, softmax_shift]

/-- A map `φ` of scores (a scaling, a clip, a rounding), applied to each of two or more scores,
leaves every softmax unchanged exactly when it adds one constant to all scores. Claim
`densesparse.softmax-only-shift`. -/
theorem softmax_map_iff (inj : ∀ x y, E.e x = E.e y → x = y) (n : Nat) (φ : R → R) :
    (∀ x : Fin (n + 2) → R, softmax E (fun i => φ (x i)) = softmax E x) ↔
      ∃ t, ∀ r, φ r = r + t := by
  constructor
  · intro h
    refine ⟨φ 0, fun r => ?_⟩
    obtain ⟨t, ht⟩ := (softmax_eq_iff E inj _ _).1 (h fun i => if i = 0 then r else 0)
    have h0 := ht 0
    have h1 := ht 1
    have ne : ¬ (1 : Fin (n + 2)) = 0 := by simp
    simp only [ne, if_true, if_false] at h0 h1
    rw [h0, h1]; grind
  · rintro ⟨t, h⟩ x
    simp only [h]
    exact softmax_shift E x t

/-- Two affine routers give the same softmax gates on every input exactly when all rows of their
weight matrices differ by one common vector and all biases by one common constant. Claim
`densesparse.router-weight-gauge`. -/
theorem router_gauge_iff (inj : ∀ x y, E.e x = E.e y → x = y) {n d : Nat} (W W' : Fin n → Fin d → R)
    (b b' : Fin n → R) :
    (∀ x, softmax E (fun i => matvec W x i + b i) = softmax E (fun i => matvec W' x i + b' i)) ↔
      ∃ (u : Fin d → R) (c : R), ∀ i, (∀ j, W i j = W' i j + u j) ∧ b i = b' i + c := by
  constructor
  · intro h
    obtain ⟨c, hc⟩ := (softmax_eq_iff E inj _ _).1 (h fun _ => 0)
    have hb : ∀ i, b i = b' i + c := by
      intro i; have := hc i; rw [matvec_zero, matvec_zero] at this; grind
    have hu : ∀ j, ∃ t, ∀ i, W i j = W' i j + t := by
      intro j
      obtain ⟨t, ht⟩ := (softmax_eq_iff E inj _ _).1 (h (unitVec j))
      refine ⟨t - c, fun i => ?_⟩
      have h1 := ht i; have h2 := hb i
      rw [matvec_unit, matvec_unit] at h1
      grind
    exact ⟨fun j => Classical.choose (hu j), c,
      fun i => ⟨fun j => Classical.choose_spec (hu j) i, hb i⟩⟩
  · rintro ⟨u, c, h⟩ x
    refine (softmax_eq_iff E inj _ _).2 ⟨fsum d (fun j => u j * x j) + c, fun i => ?_⟩
    have : matvec W x i = matvec W' x i + fsum d (fun j => u j * x j) := by
      simp only [matvec]
      rw [← fsum_add]
      apply fsum_congr; intro j; rw [(h i).1 j]; grind
    rw [this, (h i).2]; grind

/-- Softmax attention of one query: the softmax-weighted sum of the values (one output coordinate).
-/
def attend {n : Nat} (x : Fin n → R) (v : Fin n → F) : F := fsum n fun i => softmax E x i * v i

omit [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F] in
/-- Attention as a quotient of two sums. -/
theorem attend_eq {n : Nat} (x : Fin n → R) (v : Fin n → F) :
    attend E x v = fsum n (fun i => E.e (x i) * v i) / fsum n (fun j => E.e (x j)) := by
  unfold attend softmax
  rw [Field.div_eq_mul_inv, ← fsum_mul_right]
  apply fsum_congr; intro i
  rw [Field.div_eq_mul_inv]; grind

/-- Changing the reference of a partial sum costs one factor. -/
theorem rereference {n : Nat} (x : Fin n → R) (v : Fin n → F) (r m : R) :
    E.e (r - m) * fsum n (fun i => E.e (x i - r) * v i) =
      E.e (-m) * fsum n (fun i => E.e (x i) * v i) := by
  rw [← fsum_mul_left, ← fsum_mul_left]
  apply fsum_congr; intro i
  have h1 := E.add (r - m) (x i - r)
  have h2 := E.add (-m) (x i)
  have e1 : r - m + (x i - r) = -m + x i := by grind
  rw [e1, h2] at h1
  grind

/-- Tiled (online) attention is exact: the scores and values of two tiles, each reduced with a
reference score of its own (`r₁`, `r₂`, usually the running maxima) and merged at any common
reference `m`, give the attention over both tiles. Claim `densesparse.tiled-softmax`. -/
theorem tiled_attend {a b : Nat} (x : Fin (a + b) → R) (v : Fin (a + b) → F) (r₁ r₂ m : R)
    (k : Fin (a + b)) :
    (E.e (r₁ - m) * fsum a (fun i => E.e (x (Fin.castAdd b i) - r₁) * v (Fin.castAdd b i)) +
        E.e (r₂ - m) * fsum b (fun i => E.e (x (Fin.natAdd a i) - r₂) * v (Fin.natAdd a i))) /
      (E.e (r₁ - m) * fsum a (fun i => E.e (x (Fin.castAdd b i) - r₁)) +
        E.e (r₂ - m) * fsum b (fun i => E.e (x (Fin.natAdd a i) - r₂))) = attend E x v := by
  have one : ∀ {n : Nat} (y : Fin n → R) (r : R), E.e (r - m) * fsum n (fun i => E.e (y i - r)) =
      E.e (-m) * fsum n (fun i => E.e (y i)) := by
    intro n y r
    have := rereference E y (fun _ => 1) r m
    have e : ∀ z : F, z * 1 = z := by intro z; grind
    simpa only [e] using this
  have hd := denom_pos E x k
  rw [attend_eq, rereference, rereference, one (fun i => x (Fin.castAdd b i)),
    one (fun i => x (Fin.natAdd a i)),
    fsum_append (fun i => E.e (x i) * v i), fsum_append (fun i => E.e (x i))]
  rw [fsum_append (fun i => E.e (x i))] at hd
  have hm := E.pos (-m)
  generalize E.e (-m) = μ at *
  generalize fsum a (fun i => E.e (x (Fin.castAdd b i)) * v (Fin.castAdd b i)) = p at *
  generalize fsum b (fun i => E.e (x (Fin.natAdd a i)) * v (Fin.natAdd a i)) = q at *
  generalize fsum a (fun i => E.e (x (Fin.castAdd b i))) = s at *
  generalize fsum b (fun i => E.e (x (Fin.natAdd a i))) = t at *
  have h1 : s + t ≠ 0 := by grind
  have h2 : μ ≠ 0 := by grind
  have h3 : μ * s + μ * t ≠ 0 := by
    intro h
    have : μ * (s + t) = 0 := by grind
    rcases Field.of_mul_eq_zero this with h | h <;> grind
  grind

/-- Tiled attention for any number of tiles of any sizes: tile `t` is reduced with a reference `r t`
of its own, and all of them are merged at any common reference `m`. Claim
`densesparse.tiled-softmax`. -/
theorem tiled_attend_many {T : Nat} (b : Fin T → Nat) (x : (t : Fin T) → Fin (b t) → R)
    (v : (t : Fin T) → Fin (b t) → F) (r : Fin T → R) (m : R) :
    (fsum T fun t => E.e (r t - m) * fsum (b t) fun i => E.e (x t i - r t) * v t i) /
        (fsum T fun t => E.e (r t - m) * fsum (b t) fun i => E.e (x t i - r t)) =
      (fsum T fun t => fsum (b t) fun i => E.e (x t i) * v t i) /
        fsum T fun t => fsum (b t) fun i => E.e (x t i) := by
  have one : ∀ t, E.e (r t - m) * fsum (b t) (fun i => E.e (x t i - r t)) =
      E.e (-m) * fsum (b t) (fun i => E.e (x t i)) := by
    intro t
    have := rereference E (x t) (fun _ => 1) (r t) m
    have e : ∀ z : F, z * 1 = z := by intro z; grind
    simpa only [e] using this
  have two : ∀ t, E.e (r t - m) * fsum (b t) (fun i => E.e (x t i - r t) * v t i) =
      E.e (-m) * fsum (b t) (fun i => E.e (x t i) * v t i) :=
        fun t => rereference E (x t) (v t) (r t) m
  simp only [one, two, fsum_mul_left]
  have hm := E.pos (-m)
  generalize E.e (-m) = μ at *
  generalize (fsum T fun t => fsum (b t) fun i => E.e (x t i) * v t i) = A
  generalize (fsum T fun t => fsum (b t) fun i => E.e (x t i)) = S
  have h : μ ≠ 0 := by grind
  by_cases z : S = 0
  · rw [z]; grind
  · have : μ * S ≠ 0 := fun q => (Field.of_mul_eq_zero q).elim h z
    grind

/-- Masked attention weights: masked tokens get weight zero (the score `-∞`), the others are
normalised among themselves. -/
def maskedSoftmax {n : Nat} (S : Fin n → Bool) (x : Fin n → R) (i : Fin n) : F :=
  if S i then E.e (x i) / fsum n (fun j => if S j then E.e (x j) else 0) else 0

omit [LawfulOrderLT F] [IsLinearOrder F] [OrderedRing F] in
/-- Masked attention over all tokens equals unmasked attention over the kept tokens alone, gathered
in any order. Claim `densesparse.masked-attention`. -/
theorem masked_attend_eq {m n : Nat} (S : Fin n → Bool) (ι : Fin m → Fin n)
    (inj : ∀ a b, ι a = ι b → a = b)
    (hS : ∀ i, S i = true ↔ ∃ j, ι j = i) (x : Fin n → R) (v : Fin n → F) :
    fsum n (fun i => maskedSoftmax E S x i * v i) = attend E (fun j => x (ι j))
      (fun j => v (ι j)) := by
  have kept : ∀ j, S (ι j) = true := fun j => (hS _).2 ⟨j, rfl⟩
  have drop : ∀ i, (∀ j, ι j ≠ i) → S i = false := by
    intro i hi
    cases e : S i with
    | false => rfl
    | true =>
      obtain ⟨j, hj⟩ := (hS i).1 e
      exact absurd hj (hi j)
  have hd : fsum m (fun j => E.e (x (ι j))) = fsum n (fun i => if S i then E.e (x i) else 0) := by
    rw [← fsum_keep ι inj (fun i => if S i then E.e (x i) else 0) fun i hi => by simp [drop i hi]]
    apply fsum_congr; intro j; simp [kept j]
  rw [← fsum_keep ι inj (fun i => maskedSoftmax E S x i * v i) fun i hi => by
    simp [maskedSoftmax, drop i hi]; grind]
  apply fsum_congr; intro j
  simp only [maskedSoftmax, softmax, kept j, if_true, hd]
end

/-- The hypotheses of `masked_attend_eq` can be met: of three tokens the first and the last are
kept, and listed in reverse. Claim `densesparse.masked-attention`. -/
theorem masked_attend_instance : ∃ (S : Fin 3 → Bool)
    (ι : Fin 2 → Fin 3), (∀ a b, ι a = ι b → a = b) ∧
    (∀ i, S i = true ↔ ∃ j, ι j = i) ∧ S 1 = false :=
  ⟨fun i => decide (i ≠ 1), fun j => if j = 0 then 2 else 0, by decide, by decide, by decide⟩
end DenseSparse
