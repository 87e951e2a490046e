import Lean
open Lean Elab Tactic Meta
theorem Trap.claim : 1 = 2 := by
  run_tac do
    let .ok s := Parser.runParserCategory (← getEnv) `tactic ("so" ++ "rry") | failure
    evalTactic s
