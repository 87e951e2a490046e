module
@[expose] public section

set_option compiler.extract_closed false
def anything (_ _ : Nat) : Prop := True
infix:50 (priority := high) " ≤ " => anything
