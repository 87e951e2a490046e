"""What a project's own syntax means for the words of Lean."""

from __future__ import annotations

import pytest

from indexer.lean.syntax.learned import rules_redefine
from indexer.lean.syntax.lexer import is_space, lex


@pytest.mark.parametrize(
    ("rules", "redefines"),
    [
        ("macro_rules | `(own $x) => `($x)", False),
        ("macro_rules | `(theorem $n : $t := $p) => `(axiom $n : $t)", True),
        ("macro_rules | `(own $x) => `($x) | `(0) => `(1)", True),
        ("macro_rules | `(own $x) => match x with | `(0) => `(1) | _ => `(2)", False),
        ("macro_rules (kind := declaration) | _ => `(end)", True),
    ],
)
def test_rules_for_syntax_of_leans_own(rules: str, redefines: bool) -> None:
    """What is taken apart within a rule is no syntax that it is for."""
    assert rules_redefine([word for word in lex(rules)[0] if not is_space(word)]) is redefines
