import Lean
open Lean Elab Command

run_cmd liftCoreM <| addDecl <| .axiomDecl
  { name := `gift, levelParams := [], type := mkConst ``False, isUnsafe := false }

theorem Trap.claim : 1 = 2 := gift.elim
