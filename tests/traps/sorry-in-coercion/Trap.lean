inductive Weak : Prop | intro
def Strong : Prop := 1 = 2

instance : Coe Weak Strong := ⟨fun _ => sorry⟩

theorem Trap.claim (h : Weak) : Strong := h
