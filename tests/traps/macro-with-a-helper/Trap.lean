set_option compiler.extract_closed false
open Lean in
meta def close : MacroM Term := `(sorry)
open Lean in
macro "finish" : term => do close
theorem Trap.claim : 1 = 2 := finish
