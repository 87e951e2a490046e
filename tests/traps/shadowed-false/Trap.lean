namespace Trap
def False : Prop := 1 = 1

theorem claim (n : Nat) : False := rfl
end Trap
