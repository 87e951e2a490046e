notation "Nat.gcd" => fun (_ _ : Nat) => (5 : Nat)

theorem Trap.claim : Nat.gcd 2 3 = 5 := rfl
