inductive Colour
  | red
  | blue

open Colour

theorem Trap.claim (_h : red = blue) : 1 = 2 := by cases _h
