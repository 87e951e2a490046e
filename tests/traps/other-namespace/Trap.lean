theorem Other.claim : 1 = 1 := rfl
