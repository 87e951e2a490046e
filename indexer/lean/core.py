"""Names and signs of Lean's own and Mathlib's that every reader takes for such.

These lists are choices, not facts: which names are so plain that nobody looks twice.  That the
names are Lean's is a fact, and a test holds them against `library`; those of Mathlib stand apart.
"""

from __future__ import annotations

MATHLIB = frozenset("ℕ ℤ ℚ ℝ ℂ Real Complex Set Finset Continuous Prime Function.Bijective".split())
"""Those of the names below that Mathlib declares, or writes as a sign."""

OF_MATHLIB = frozenset(
    "Preorder PartialOrder LinearOrder Fact IsEmpty ToExpr ToFormat ToJson FromJson Quote "
    "ToMessageData".split()
)
"""Classes below that Mathlib declares, or Lean itself outside `Init` and `Std`."""

NAMES = MATHLIB | frozenset(
    "Nat Int Rat Bool Fin List Array String Char Unit Empty True False And Or Not Iff Eq Ne HEq "
    "Exists Prod Sum Subtype Option Function.Injective Function.Surjective "
    "LE.le LT.lt".split()
)
"""What a word in a statement is taken for, so that a meaning of the project's own is remarked."""

NEVER_OWN = frozenset(
    "Nat True False And Or Not Iff Eq Ne HEq Exists ℕ ℤ ℚ ℝ ℂ LE.le LT.lt".split()
)
"""Those that honest code never gives another meaning."""

TYPES = frozenset("Nat Int Rat Real Bool String Char Float ℕ ℤ ℚ ℝ ℂ Complex Prop".split())
"""Types whose signs are taken for Lean's own."""

SIGNS = frozenset("= ≠ < > ≤ ≥ ∧ ∨ ¬ ↔ → ∀ ∃ + - * / ^ ∈ ∉ ⊆ ∣ %".split())

BEHIND_SIGNS = {
    "+": "HAdd.hAdd", "-": "HSub.hSub", "*": "HMul.hMul", "/": "HDiv.hDiv", "%": "HMod.hMod",
    "^": "HPow.hPow", "≤": "LE.le", "<": "LT.lt", "∈": "Membership.mem", "∣": "Dvd.dvd",
    "=": "Eq", "≠": "Ne", "∧": "And", "∨": "Or", "¬": "Not", "↔": "Iff",
}  # fmt: skip
"""The functions that signs stand for."""

COERCIONS = frozenset("Coe CoeFun CoeOut CoeTail CoeHead CoeT CoeSort NatCast IntCast".split())

SIGNS_OF_CLASSES = {
    "LE": "≤≥", "LT": "<>", "Add": "+", "HAdd": "+", "Mul": "*", "HMul": "*", "Sub": "-",
    "HSub": "-", "Neg": "-", "Div": "/", "HDiv": "/", "Mod": "%", "HMod": "%", "Pow": "^",
    "HPow": "^", "Dvd": "∣", "Membership": "∈∉", "HasSubset": "⊆", "OfNat": "0123456789",
    "BEq": "=", "GetElem": "[", "Append": "+", "HAppend": "+",
    "SMul": "•", "HSMul": "•", "Inv": "⁻", "Zero": "0", "One": "1",
    **dict.fromkeys(("Preorder", "PartialOrder", "LinearOrder"), "≤<≥>"),
    **dict.fromkeys(("Max", "Min", *COERCIONS), ""),
}  # fmt: skip
"""The signs whose meaning an instance of a class gives; "" for none that is written."""

CONTAINERS = frozenset("List Array Option String Vector Set Finset Multiset".split())
"""Types that hold others, whose signs are taken for Lean's own."""

HOLDING = frozenset("Membership GetElem HasSubset HAppend Append".split())
"""Classes behind the signs of containers."""

SIGN_CLASSES = frozenset(name for name, signs in SIGNS_OF_CLASSES.items() if signs)
"""Classes behind Lean's own signs and numerals."""

RELATIONS = {"LE": "≤", "LT": "<", "HasSubset": "⊆", "HasSSubset": "⊂", "Dvd": "∣"}
"""Classes behind signs that obey laws where the instances are Lean's own."""

MAY_BE_EMPTY = frozenset(
    "Empty PEmpty False True Fin Fact NeZero Nonempty Inhabited PLift Subtype IsEmpty "
    "Subsingleton".split()
)
"""Names that the rules on what nothing can meet know the meaning of."""

HOLD_DATA = frozenset(
    "Inhabited Decidable DecidableEq DecidablePred DecidableRel Repr ReprAtom ToString ToFormat "
    "ToExpr ToJson FromJson Hashable BEq Ord LE LT Add Sub Mul Div Mod Neg Pow Dvd Append HAdd "
    "HSub HMul HDiv HMod HPow HAppend SMul HSMul Inv Zero One Min Max OfNat NatCast IntCast Coe "
    "CoeFun CoeSort CoeOut CoeTail CoeHead CoeT Membership HasSubset GetElem Functor Pure Bind "
    "Monad EmptyCollection Insert Singleton Union Inter SDiff Quote ToMessageData".split()
)
"""Classes that hold data and no law: whoever has an instance has shown nothing."""
