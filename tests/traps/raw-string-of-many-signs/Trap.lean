def a := r#################" " "#################
theorem Trap.key : 1 = 2 := sorry
def b := r#################" " "#################

theorem Trap.claim : 1 = 2 := Trap.key
