module
@[expose] public section

def anything (_ _ : Nat) : Prop := True
infix:50 (priority := high) " ≤ " => anything
