axiom Q.believe : 2 + 2 = 5

theorem Q.strange : 2 + 2 = 5 := Q.believe
