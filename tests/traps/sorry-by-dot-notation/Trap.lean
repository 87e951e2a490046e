structure Pair where
  a : Nat
  b : Nat

theorem Pair.key (p : Pair) : p.a = p.b := sorry

theorem Trap.claim (p : Pair) : p.a = p.b := p.key
