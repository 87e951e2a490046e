open Lean in
macro "behind " n:ident : term => `($(mkIdent (n.getId.appendAfter "_aux")))

theorem foo_aux : 1 = 2 := sorry
theorem Trap.claim : 1 = 2 := behind foo
