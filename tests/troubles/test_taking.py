"""What a command of the project's own takes, and what only stands behind a word of it."""

from __future__ import annotations

import pytest

from indexer.troubles import Troubles
from tests import trees

SCOPED = (
    'syntax "scoped" "[" ident "]" command : command\n'
    "macro_rules\n  | `(scoped[$ns] notation $sym => $t) => "
    "`(with_weak_namespace $ns notation $sym => $t)\n"
)
QUIET = 'syntax "quiet" command : command\nmacro_rules | `(quiet $c:command) => `(#print $c)\n'
OWN = (
    'elab "notation9" item:str : command => do\n'
    "  let fullName ← elabSyntax (← `(command| syntax $item : term))\n"
    "  let pat : Term := ⟨mkNode fullName #[]⟩\n"
    "  elabCommand (← `(macro_rules | `($pat) => `(1)))\n"
)
WHERE = 'elab "#where" : command => modifyScope fun s => s\n'

TAKEN = {
    "behind the word": (QUIET + "quiet theorem rot : 1 = 2 := x", True),
    "behind the word and the next": (SCOPED + "scoped[A] theorem rot : 1 = 2 := x", True),
    "a modifier": (SCOPED + "scoped instance rot : Inhabited Nat := ⟨1⟩", False),
    "an open": (SCOPED + "open scoped A\ntheorem rot : 1 = 1 := rfl", False),
    "behind notation that is taken": (
        SCOPED + 'scoped[A] notation "one" => 1\ntheorem rot : 1 = 1 := rfl',
        False,
    ),
    "behind an attribute that is taken": (
        QUIET + "quiet attribute [simp] foo\ntheorem rot : 1 = 1 := rfl",
        False,
    ),
    "behind an attribute and in": (
        QUIET + "quiet attribute [simp] foo in\ntheorem rot : 1 = 2 := x",
        True,
    ),
    "behind a word of Lean's own that belongs to the taker": (
        ('syntax "quiet" "notation" command : command\n'
        "macro_rules | `(quiet notation $c:command) => `(#print $c)\n"
        "quiet notation theorem rot : 1 = 2 := x"),
        True,
    ),
    "the second of two": (
        ('syntax "quiet" command command : command\n'
        "macro_rules | `(quiet $c:command $d:command) => `(#print $d)\n"
        'quiet notation "one" => 1\ntheorem rot : 1 = 2 := x'),
        True,
    ),
    "of two syntaxes of one word": (
        QUIET + 'syntax "quiet" "[" command+ "]" : command\n'
        "macro_rules | `(quiet [$c:command*]) => `(#print 1)\n"
        'quiet [ notation "one" => 1\ntheorem rot : 1 = 2 := x\n]',
        True,
    ),
    "behind a command of # and a word of Lean's": (
        f"{WHERE}#where\ntheorem rot : 1 = 1 := rfl",
        True,
    ),
    "behind that word alone": (
        f"{WHERE}def f : Nat := g\nwhere g : Nat := 1\ntheorem rot : 1 = 1 := rfl",
        False,
    ),
    "in a mutual block": (QUIET + "quiet mutual\ntheorem rot : 1 = 2 := x\nend", True),
    "below rules for what the program declares itself": (
        OWN + 'notation9 "one"\ntheorem rot : 1 = 1 := rfl',
        False,
    ),
    "below rules for what it declares, or for others": (
        OWN.replace("elabCommand", 'let pat := pat\n  elabCommand')
        + 'notation9 "one"\ntheorem rot : 1 = 1 := rfl',
        True,
    ),
    "below rules for what is given": (
        OWN.replace("mkNode fullName", "mkNode item")
        + 'notation9 "one"\ntheorem rot : 1 = 1 := rfl',
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "is_taken"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken(text: str, *, is_taken: bool) -> None:
    found = Troubles(trees.index(f"import Lean\n{text}\n")).all
    of_rot = {t.rule.id for t in found if t.ref.name == "rot"}
    assert bool(of_rot & {"taken-by-command", "own-scene"}) is is_taken


def test_a_modifier_begins_a_declaration_whoever_else_uses_its_word() -> None:
    index = trees.index(f'{SCOPED}scoped infixl:65 " ⊹ " => f\nscoped instance one : C := c\n')
    (module,) = index.projects[0].modules
    assert "one" in {d.name for d in module.declarations}
    assert any(s.kind == "notation" and s.text.startswith("infixl:65") for s in module.scopes)


def test_where_is_leans_whatever_a_command_is_called() -> None:
    index = trees.index(f"{WHERE}def f : Nat := g\nwhere g : Nat := 1\n")
    (module,) = index.projects[0].modules
    assert [helper.name for d in module.declarations for helper in d.helpers] == ["f.g"]
