import Lake
open Lake DSL

package trap

lean_lib Other

#exit

@[default_target]
lean_lib Trap
