namespace Bad
theorem hole : 1 = 2 := sorry
end Bad

export Bad (hole)

theorem Trap.claim : 1 = 2 := hole
