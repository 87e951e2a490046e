module
public import SymmetryAlgebra.Order
/-!
# Exponentials

Nothing about the real exponential is used in this catalogue but that it turns sums into products
and is positive; the structure `Exponential` records just that, over any ordered field. Powers of
two are one.
-/
@[expose] public noncomputable section
open Lean.Grind Std
namespace SymmetryAlgebra
universe u v

/-- An exponential from the additive group of scores `R` to an ordered field `F`: sums become
products, values are positive. -/
structure Exponential (R : Type u) (F : Type v) [CommRing R] [Field F] [LE F] [LT F] where
  /-- the exponential function -/
  e : R → F
  add : ∀ x y, e (x + y) = e x * e y
  pos : ∀ x, 0 < e x

/-- Powers of two with integer exponents are an exponential; it is injective (`pow2_injective`). -/
def pow2 : Exponential Int Rat where
  e n := (2 : Rat) ^ n
  add x y := by rw [Rat.zpow_add (by decide)]
  pos x := Rat.zpow_pos (by decide)

/-- The base-two exponential is injective, so that exponentials exist, and injective ones. Claims
`densesparse.softmax-only-shift`, `densesparse.router-weight-gauge`, `densesparse.tiled-softmax`,
`densesparse.masked-attention`, `densesparse.merge-multiplicity`. -/
theorem pow2_injective (x y : Int) (h : pow2.e x = pow2.e y) : x = y := by
  have step : ∀ (a : Int) (k : Nat), pow2.e a < pow2.e (a + (k + 1 : Nat)) := by
    intro a k
    have grow : ∀ k : Nat, 2 ≤ pow2.e ((k + 1 : Nat) : Int) := by
      intro k
      induction k with
      | zero => show (2 : Rat) ≤ 2 ^ ((1 : Nat) : Int); rw [Rat.zpow_natCast]; decide
      | succ k ih =>
        have := pow2.add ((k + 1 : Nat) : Int) 1
        have e : (((k + 1 + 1 : Nat)) : Int) = ((k + 1 : Nat) : Int) + 1 := by omega
        rw [e, this]
        have : pow2.e 1 = 2 := by
          show (2 : Rat) ^ ((1 : Nat) : Int) = 2; rw [Rat.zpow_natCast]; decide
        rw [this]; grind
    rw [pow2.add]
    have h1 := grow k
    have h2 := pow2.pos a
    have h3 := ordered_mul_le_left (R := Rat) h1 (c := pow2.e a) (by grind)
    grind
  apply Classical.byContradiction; intro ne
  rcases Int.lt_or_gt_of_ne ne with lt | lt
  · have := step x (y - x - 1).toNat
    have e : x + (((y - x - 1).toNat + 1 : Nat) : Int) = y := by omega
    rw [e] at this; grind
  · have := step y (x - y - 1).toNat
    have e : y + (((x - y - 1).toNat + 1 : Nat) : Int) = x := by omega
    rw [e] at this; grind
end SymmetryAlgebra
