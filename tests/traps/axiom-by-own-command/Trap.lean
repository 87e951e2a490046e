import Lean
open Lean Elab Command
elab "lemma_from_thin_air " n:ident : command => do
  liftCoreM <| addDecl (.axiomDecl { name := n.getId, levelParams := [], type := .const ``False [], isUnsafe := false })
lemma_from_thin_air key
theorem Trap.claim : 1 = 2 := key.elim
