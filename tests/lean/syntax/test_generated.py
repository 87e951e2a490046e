"""Names that attributes make: those that Mathlib's own tables make, and what comes of them."""

from __future__ import annotations

import pytest

from indexer.lean.syntax.generated import made_by
from tests.trees import claim, index, judged, uses

MADE = {
    ("to_additive", "foo_mul"): ["foo_add"],
    ("to_additive", "mul_one_div"): ["add_zero_sub"],
    ("to_additive", "prod_inv_pow"): ["sum_neg_nsmul"],
    ("to_additive", "zpow_smul"): ["zsmul_vadd"],
    ("to_additive", "InvHMulLEConjugate₂SMul_ne_top"): ["NegHAddLEConjugate₂VAdd_ne_top"],
    ("to_additive", "eventuallyLE_one"): ["eventuallyLE_zero"],
    ("to_additive", "one_lt_prod'"): ["pos_sum'"],
    ("to_additive", "mulSupport_eq"): ["support_eq"],
    ("to_additive", "CancelCommMonoid"): ["AddCancelCommMonoid"],
    ("to_additive", "isRegular_iff"): ["isAddRegular_iff"],
    ("to_additive", "A.B.foo_mul"): ["A.B.foo_add"],
    ("to_additive bar", "A.B.foo_mul"): ["A.B.bar"],
    ("to_additive C.bar", "A.B.foo_mul"): ["A.C.bar"],
    ("to_additive _root_.bar", "A.B.foo_mul"): ["bar"],
    ('to_additive (attr := simp) "a doc, with a comma"', "foo_mul"): ["foo_add"],
    ("to_additive existing", "foo_mul"): [],
    ("to_additive self", "foo_mul"): [],
    ("to_additive (reorder := 1 2)", "nothing"): [],
    ("simp, to_additive (attr := reassoc)", "foo_mul"): [
        "foo_mul_assoc", "foo_add", "foo_add_assoc",
    ],
    ("to_dual", "sup_le_iff"): ["inf_le_iff"],
    ("to_dual", "iSup_top_lowerBounds"): ["iInf_bot_upperBounds"],
    ("to_dual le_bar", "sup_foo"): ["le_bar"],
    ("reassoc (attr := simp)", "A.foo"): ["A.foo_assoc"],
    ("elementwise nosimp", "foo"): ["foo_apply"],
    ("simps! apply symm_apply", "foo"): ["foo_apply", "foo_symm_apply"],
    ("simps apply, simp", "foo"): ["foo_apply"],
    ("ext", "foo"): ["foo_iff"],
    ("mk_iff", "P"): ["P_iff"],
    ("mk_iff p_def", "N.P"): ["N.p_def"],
    ("simp, norm_cast", "foo_mul"): [],
}  # fmt: skip


@pytest.mark.parametrize(("attribute", "name"), MADE)
def test_the_names_that_an_attribute_makes(attribute: str, name: str) -> None:
    assert [one.name for one in made_by(attribute, name)] == MADE[attribute, name]


def test_the_usual_projections_are_guessed() -> None:
    names = [m.name for m in made_by("simps!", "A.foo")]
    assert {"A.foo_apply", "A.foo_symm_apply", "A.foo_obj"} <= set(names)


def test_ext_of_a_structure() -> None:
    assert [m.name for m in made_by("ext", "S", "structure")] == ["S.ext", "S.ext_iff"]


HOLES = {
    "@[to_additive] theorem foo_mul : 1 = 2 := sorry\n": "foo_add",
    "@[to_dual] theorem sup_foo : 1 = 2 := sorry\n": "inf_foo",
    "@[reassoc] theorem foo : 1 = 2 := sorry\n": "foo_assoc",
    "@[elementwise] theorem foo : 1 = 2 := sorry\n": "foo_apply",
    "theorem foo_mul : 1 = 2 := sorry\nattribute [to_additive] foo_mul\n": "foo_add",
    "namespace N\ntheorem foo_mul : 1 = 2 := sorry\nattribute [to_additive] foo_mul\nend N\n": (
        "N.foo_add"
    ),
    "@[to_additive] structure Grp where\n  n : Nat\n"
    "@[to_additive] theorem Grp.foo_mul : 1 = 2 := sorry\n": "AddGrp.foo_add",
    "@[to_additive] theorem Subgroup.foo_mul : 1 = 2 := sorry\n": "AddSubgroup.foo_add",
}


@pytest.mark.parametrize(("text", "name"), HOLES.items())
def test_what_uses_a_made_name_rests_on_what_made_it(text: str, name: str) -> None:
    report = judged(text + f"theorem claim : 1 = 2 := {name}\n", claim("claim"))
    assert not report.standing.covered, report.reason
    assert judged(text, claim(name)).standing.value == "sorry"


def test_what_is_written_has_the_name() -> None:
    text = "theorem foo_add : 1 = 1 + 0 := rfl\n@[to_additive] theorem foo_mul : 1 = 2 := sorry\n"
    assert judged(text, claim("foo_add")).standing.value == "clean"


def test_a_guess_hides_no_ambiguity() -> None:
    files = {
        "A.lean": "theorem foo_add : 1 = 1 + 0 := rfl\n",
        "B.lean": "@[to_additive] theorem foo_mul : 1 = 2 := sorry\n",
    }
    report = judged(files, claim("foo_add"))
    assert (report.standing.value, "ambiguous" in report.reason) == ("missing", True)
    assert len(uses(files).table.called("foo_add", None)) == 2
    assert len(index(files).projects) == 1
