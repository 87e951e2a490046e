open Lean in
@[macro Lean.Parser.Command.declaration]
meta def m : Macro := fun _ => `(def other := 1)

theorem Trap.claim : 1 = 2 := rfl
