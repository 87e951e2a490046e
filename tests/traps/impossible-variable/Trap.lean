section
variable (n : Nat) (impossible : n < n)
include impossible

theorem Trap.claim : n = 7 := absurd impossible (Nat.lt_irrefl n)
end
