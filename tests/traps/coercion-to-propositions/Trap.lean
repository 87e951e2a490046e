instance : CoeSort Bool Prop := ⟨fun _ => True⟩

theorem Trap.claim : (false : Bool) := trivial
