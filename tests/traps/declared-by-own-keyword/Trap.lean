syntax "proposition " ident " : " term " := " term : command
macro_rules | `(proposition $n : $t := $_) => `(theorem $n : $t := sorry)
proposition Trap.claim : 1 = 2 := by decide
