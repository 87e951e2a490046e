theorem Trap.claim [inst : LE Nat] (h : inst = ⟨fun _ _ => True⟩) : inst.le 2 1 := by subst h; trivial
