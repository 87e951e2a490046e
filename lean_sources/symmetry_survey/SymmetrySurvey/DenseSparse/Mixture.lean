module
public import SymmetrySurvey.DenseSparse.TopK
/-!
# Mixtures of experts

A mixture is a gate-weighted sum of expert outputs. Relabelling experts, merging linear experts,
dropping experts with renormalised gates, and how many tokens a bounded capacity can route.
-/
@[expose] public noncomputable section
open Lean.Grind Std SymmetryAlgebra
namespace DenseSparse
universe u v w

section ring
variable {R : Type u} [CommRing R]

/-- A mixture of experts: the gate-weighted sum of the expert outputs. -/
def moe {E d : Nat} {X : Type v} (gate : Fin E → X → R) (ex : Fin E → X → Fin d → R) (x : X) :
    Fin d → R :=
  fun o => fsum E (fun e => gate e x * ex e x o)

/-- Relabelling the experts together with their gates leaves a dense mixture unchanged. -/
theorem moe_perm {E d : Nat} {X : Type v} (gate : Fin E → X → R) (ex : Fin E → X → Fin d → R)
    (σ τ : Fin E → Fin E)
    (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i) : moe (fun e => gate (σ e))
      (fun e => ex (σ e)) = moe gate ex := by
  funext x o
  exact fsum_perm (fun e => gate e x * ex e x o) σ τ l r

/-- A sparsely routed mixture: the experts with the `k` largest logits, ties broken by index,
weighted by `φ` of their logit (an exponential, a sigmoid, the constant one, ...), the others
skipped. -/
def sparseMoe {S : Type w} [LE S] [LT S] [DecidableLE S] [DecidableLT S] {E d : Nat} {X : Type v}
    (k : Nat) (φ : S → R)
    (logit : Fin E → X → S) (ex : Fin E → X → Fin d → R) : X → Fin d → R :=
  moe (fun e x => if topK k (fun f => logit f x) e then φ (logit e x) else 0) ex

/-- Relabelling the experts together with their router rows leaves a top-k routed mixture unchanged
at every input without tied logits (ties are decided by the labels, see `topK_equivariant_iff`).
Claim `densesparse.expert-permutation`. -/
theorem sparse_moe_perm {S : Type w} [LE S] [LT S] [LawfulOrderLT S] [IsLinearOrder S]
    [DecidableLE S] [DecidableLT S]
    {E d : Nat} {X : Type v} (k : Nat) (φ : S → R) (logit : Fin E → X → S)
      (ex : Fin E → X → Fin d → R)
    (σ τ : Fin E → Fin E) (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i) (x : X)
    (tie : ∀ e f, logit e x = logit f x → e = f) :
    sparseMoe k φ (fun e => logit (σ e)) (fun e => ex (σ e)) x = sparseMoe k φ logit ex x := by
  have eq := fun e => (topK_equivariant_iff (fun f => logit f x)).2 tie k σ τ l r e
  have :=
    moe_perm (fun e x => if topK k (fun f => logit f x) e then φ (logit e x) else 0) ex σ τ l r
  unfold sparseMoe
  rw [← this]
  funext o
  apply fsum_congr; intro e
  simp only [eq e]

/-- The same for gates that are normalised over the chosen experts, such as the softmax of the
chosen logits. Claim `densesparse.expert-permutation`. -/
theorem normalised_moe_perm {F : Type u} [Field F] {S : Type w} [LE S] [LT S] [LawfulOrderLT S]
    [IsLinearOrder S]
    [DecidableLE S] [DecidableLT S] {E d : Nat} {X : Type v} (k : Nat) (φ : S → F)
      (logit : Fin E → X → S)
    (ex : Fin E → X → Fin d → F) (σ τ : Fin E → Fin E) (l : ∀ i, τ (σ i) = i) (r : ∀ i, σ (τ i) = i)
      (x : X)
    (tie : ∀ e f, logit e x = logit f x → e = f) (o : Fin d) :
    sparseMoe k φ (fun e => logit (σ e)) (fun e => ex (σ e)) x o /
        sparseMoe (d := 1) k φ (fun e => logit (σ e)) (fun _ _ _ => 1) x 0 =
      sparseMoe k φ logit ex x o / sparseMoe (d := 1) k φ logit (fun _ _ _ => 1) x 0 := by
  rw [sparse_moe_perm k φ logit ex σ τ l r x tie,
    sparse_moe_perm (d := 1) k φ logit (fun _ _ _ => 1) σ τ l r x tie]

/-- The hypothesis can be met, and is needed: with logits `2, 1` relabelling is harmless, with tied
logits and `k = 1` it changes which of two different experts is evaluated. Claim
`densesparse.expert-permutation`. -/
theorem sparse_moe_perm_instance :
    (∀ e f : Fin 2, (2 - e.val : Int) = 2 - f.val → e = f) ∧
      sparseMoe (E := 2) (d := 1) 1 (fun _ : Int => (1 : Int)) (fun _ _ => 0)
        (fun e (_ : Unit) _ => (e.val : Int)) () 0 ≠
        sparseMoe (E := 2) (d := 1) 1 (fun _ : Int => (1 : Int)) (fun _ _ => 0)
          (fun e (_ : Unit) _ => ((swap 0 1 e).val : Int)) () 0 := by
  constructor
  · decide
  · simp only [sparseMoe, moe, topK, pos, before, fsum_succ, fsum_zero, swap]; decide

/-- A single linear map can stand in for a group of linear experts under every choice of gates that
sum to one exactly when all experts of the group are the same map. Claim
`densesparse.linear-expert-merge`. -/
theorem linear_merge_iff {E m n : Nat} (W : Fin E → Fin m → Fin n → R) :
    (∃ M : Fin m → Fin n → R, ∀ g : Fin E → R, fsum E g = 1 → ∀ x i,
      fsum E (fun e => g e * matvec (W e) x i) = matvec M x i) ↔ ∀ e f, W e = W f := by
  constructor
  · rintro ⟨M, h⟩
    have key : ∀ e, W e = M := by
      intro e
      funext i j
      apply matvec_inj
      intro x; funext i
      have := h (unitVec e) (fsum_ite_eq e (fun _ => 1)) x i
      rw [← this]
      have : ∀ k, (unitVec e k : R) * matvec (W k) x i = matvec (W k) x i * unitVec e k := by
        intro k; grind
      simp only [this]
      exact (fsum_mul_unit (fun k => matvec (W k) x i) e).symm
    intro e f; rw [key e, key f]
  · intro h
    match E, W, h with
    | 0, _, _ =>
      refine ⟨fun _ _ => 0, fun g hg x i => ?_⟩
      rw [fsum_zero] at hg ⊢
      have : ∀ j, (0 : R) * x j = 0 := by intro j; grind
      simp only [matvec, this, fsum_const_zero]
    | E+1, W, h =>
      refine ⟨W 0, fun g hg x i => ?_⟩
      have : ∀ e, g e * matvec (W e) x i = g e * matvec (W 0) x i := by intro e; rw [h e 0]
      simp only [this]
      rw [fsum_mul_right, hg]; grind

end ring

section field
variable {F : Type u} [Field F]

/-- Drop all experts outside `K` and rescale the remaining gates `g` to sum to one. -/
def renormalise {E : Nat} (K : Fin E → Bool) (g : Fin E → F) (e : Fin E) : F :=
  if K e then g e / fsum E (fun f => if K f then g f else 0) else 0

/-- Let the kept experts `K` carry nonzero gate mass. Renormalisation is the only way to drop the
others: gates `h` vanish outside `K`, sum to one and keep the odds between any two kept experts
exactly when they are the renormalised ones. Claim `densesparse.drop-renormalise`. -/
theorem renormalise_iff {E : Nat} (K : Fin E → Bool) (g h : Fin E → F)
    (hK : fsum E (fun e => if K e then g e else 0) ≠ 0) :
    ((∀ e, K e = false → h e = 0) ∧ fsum E h = 1 ∧ ∀ e f, K e = true → K f = true →
      h e * g f = h f * g e) ↔
      h = renormalise K g := by
  constructor
  · rintro ⟨h0, h1, odds⟩
    funext e
    unfold renormalise
    cases ke : K e with
    | false => simp [h0 e ke]
    | true =>
      have a : fsum E (fun f => h e * (if K f then g f else 0)) = fsum E (fun f => g e * h f) := by
        apply fsum_congr; intro f
        cases kf : K f with
        | false => rw [h0 f kf]; simp; grind
        | true => have := odds e f ke kf; simp; grind
      rw [fsum_mul_left, fsum_mul_left, h1] at a
      generalize fsum E (fun f => if K f then g f else 0) = M at *
      simp only [if_true]
      grind
  · rintro rfl
    refine ⟨fun e ke => by simp [renormalise, ke], ?_, fun e f ke kf => ?_⟩
    · have : renormalise K g = fun e =>
        (if K e then g e else 0) * (fsum E (fun f => if K f then g f else 0))⁻¹ := by
        funext e; unfold renormalise
        split
        · exact Field.div_eq_mul_inv _ _
        · grind
      rw [this, fsum_mul_right]
      exact Field.mul_inv_cancel hK
    · simp only [renormalise, ke, kf, if_true]
      generalize fsum E (fun f => if K f then g f else 0) = M at *
      grind

/-- The hypothesis can be met with a nonzero dropped gate: gates one third and two thirds, the
second expert kept. Claim `densesparse.drop-renormalise`. -/
theorem renormalise_instance :
    fsum 2 (fun e => if decide (e = 1) then (if e = 0 then (1/3 : Rat) else 2/3) else 0) ≠ 0 := by
  simp only [fsum_succ, fsum_zero]
  simp; grind
end field

/-- The number of tokens that an assignment sends to the expert `e`. -/
def load {T E : Nat} (f : Fin T → Fin E) (e : Fin E) : Int :=
    fsum T fun t => if f t = e then 1 else 0

/-- The number of `t < T` with `t / C = q` is at most `C`. -/
theorem count_div (T C q : Nat) (hC : 0 < C) :
    fsum T (fun t => if t.val / C = q then (1 : Int) else 0) ≤ C := by
  have shift : ∀ T a, fsum T (fun t => if (t.val + a) / C = q then (1 : Int) else 0) ≤
      if (q + 1) * C ≤ a then 0 else if q * C ≤ a then ((q + 1) * C - a : Nat) else C := by
    intro T
    induction T with
    | zero => intro a; rw [fsum_zero]; split <;> (try split) <;> omega
    | succ T ih =>
      intro a
      rw [fsum_succ]
      have h := ih (a + 1)
      have e : ∀ t : Fin T, (t.succ.val + a) / C = (t.val + (a + 1)) / C := by
        intro t; congr 1; simp; omega
      simp only [e]
      have hq : (q + 1) * C = q * C + C := by rw [Nat.add_mul]; omega
      have hd : ((0 : Fin (T+1)).val + a) / C = q ↔ q * C ≤ a ∧ a < (q + 1) * C := by
        show (0 + a) / C = q ↔ _
        rw [Nat.zero_add, Nat.div_eq_iff hC, hq]
        omega
      by_cases c : q * C ≤ a ∧ a < (q + 1) * C
      · rw [if_pos (hd.2 c)]
        split at h <;> (try split at h) <;> split <;> (try split) <;> omega
      · rw [if_neg (fun x => c (hd.1 x))]
        split at h <;> (try split at h) <;> split <;> (try split) <;> omega
  have h := shift T 0
  simp only [Nat.add_zero] at h
  have hq : (q + 1) * C = q * C + C := by rw [Nat.add_mul]; omega
  split at h
  · omega
  · split at h <;> omega

/-- `T` tokens can each be routed to one of `E` experts without any expert taking more than `C`
tokens exactly when `T ≤ E C`; below that capacity every router overflows somewhere. Claim
`dormancy.never-routed-expert`. -/
theorem capacity_iff {T E C : Nat} :
    (∃ f : Fin T → Fin E, ∀ e, load f e ≤ C) ↔ T ≤ E * C := by
  constructor
  · rintro ⟨f, hf⟩
    have h1 : fsum E (fun e => load f e) = (T : Int) := by
      unfold load
      rw [fsum_comm]
      have : ∀ t, fsum E (fun e => if f t = e then (1 : Int) else 0) = 1 := by
        intro t
        have : ∀ e, (if f t = e then (1 : Int) else 0) = if e = f t then 1 else 0 := by
          intro e
          by_cases q : f t = e
          · subst q; simp
          · have q' : ¬ e = f t := fun x => q x.symm
            simp [q, q']
        simp only [this]
        exact fsum_ite_eq (f t) (fun _ => 1)
      simp only [this]
      have := count_lt T T (Nat.le_refl T)
      rw [← this]; apply fsum_congr; intro i; simp
    have h2 := fsum_mono (fun e => load f e) (fun _ => (C : Int)) hf
    have h3 : fsum E (fun _ => (C : Int)) = E * C := by
      have := fsum_mul_right (fun _ : Fin E => (1 : Int)) (C : Int)
      have c := count_lt E E (Nat.le_refl E)
      have c' : fsum E (fun _ => (1 : Int)) = E := by rw [← c]; apply fsum_congr; intro i; simp
      rw [c'] at this
      rw [← this]; apply fsum_congr; intro i; omega
    rw [h1, h3] at h2
    exact_mod_cast h2
  · intro h
    by_cases hC : C = 0
    · subst hC
      have hT : T = 0 := by omega
      subst hT
      exact ⟨fun t => t.elim0, fun e => by simp [load]⟩
    · have hC' : 0 < C := by omega
      refine ⟨fun t => ⟨t.val / C, ?_⟩, fun e => ?_⟩
      · apply Nat.div_lt_of_lt_mul
        have := t.isLt
        rw [Nat.mul_comm]; omega
      · have := count_div T C e.val hC'
        have q : load (fun t : Fin T => (⟨t.val / C, by
            apply Nat.div_lt_of_lt_mul
            have := t.isLt
            rw [Nat.mul_comm]; omega⟩ : Fin E)) e =
              fsum T (fun t => if t.val / C = e.val then (1 : Int) else 0) := by
          apply fsum_congr; intro t
          simp only [Fin.ext_iff]
        rw [q]; exact this
end DenseSparse
