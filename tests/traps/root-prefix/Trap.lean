namespace Trap
theorem _root_.Far.hole : 1 = 2 := sorry
end Trap

theorem Trap.claim : 1 = 2 := Far.hole
