def limit : Nat := 10

theorem Trap.claim (x : Nat) (h : x ≤ limit) : limt ≤ limt + x := by omega
