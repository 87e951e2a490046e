def x := 1
