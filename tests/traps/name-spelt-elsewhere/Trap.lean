set_option compiler.extract_closed false
meta def innocent : Lean.Name := .mkSimple ("sor" ++ "ryAx")
macro "finish" : term => do
  let name := Lean.mkIdent innocent
  `($name _ false)
theorem Trap.claim : 1 = 2 := finish
