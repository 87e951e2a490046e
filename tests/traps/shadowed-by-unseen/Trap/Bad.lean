module
@[expose] public section

theorem key : 1 = 2 := sorry
