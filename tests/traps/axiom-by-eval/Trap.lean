import Lean
open Lean Elab Command
#eval show CommandElabM Unit from do elabCommand (← `(axiom $(mkIdent `key) : False))
theorem Trap.claim : 1 = 2 := key.elim
