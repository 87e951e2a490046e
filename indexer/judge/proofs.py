"""What of a definition is a proof, and so says nothing of what it defines.

Any two proofs of a proposition are the same to Lean's kernel.  What is not surely one is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.judge.reading import Reader, says_prop
from indexer.lean.syntax.commands import CLOSERS
from indexer.names.table import Entry
from indexer.terms.fingerprint import words
from indexer.terms.propositions import closing, strip
from indexer.terms.telescope import Words

# Classes of propositions of Lean's and of Mathlib's own; `Is…` is Mathlib's name for such a one.
_PROPOSITIONS = frozenset(
    "Fact Nonempty Subsingleton Nontrivial NeZero T0Space T1Space T2Space T25Space T3Space T4Space "
    "T5Space R0Space R1Space CompactSpace LocallyCompactSpace SecondCountableTopology "
    "FirstCountableTopology SeparableSpace CompleteSpace ProperSpace SigmaCompactSpace BorelSpace "
    "OpensMeasurableSpace StandardBorelSpace MeasurableSingletonClass DiscreteMeasurableSpace "
    "DiscreteTopology MeasurableAdd MeasurableAdd₂ MeasurableMul MeasurableMul₂ MeasurableSub "
    "MeasurableSub₂ MeasurableNeg MeasurableInv MeasurableSMul ContinuousAdd ContinuousMul "
    "ContinuousSub ContinuousNeg ContinuousInv ContinuousSMul ContinuousStar CharZero CharP "
    "Infinite Finite Countable NoZeroDivisors NoAtoms SFinite SigmaFinite AddLeftMono MulLeftMono "
    "CovariantClass ContravariantClass SMulCommClass ReflBEq EquivBEq".split()
)
_OFTEN = re.compile(r"(?:Is[A-Z]|Lawful|Std\.(?:Is|Lawful))\w*")


# Fields of Mathlib's and of Lean's own structures that hold laws.
_LAWS = frozenset(
    "add_assoc add_comm zero_add add_zero neg_add_cancel add_left_neg sub_eq_add_neg mul_assoc "
    "mul_comm one_mul mul_one mul_zero zero_mul left_distrib right_distrib inv_mul_cancel "
    "mul_inv_cancel div_eq_mul_inv inv_zero nsmul_zero nsmul_succ zsmul_zero' zsmul_succ' "
    "zsmul_neg' npow_zero npow_succ zpow_zero' zpow_succ' zpow_neg' natCast_zero natCast_succ "
    "intCast_ofNat intCast_negSucc one_smul mul_smul smul_add smul_zero zero_smul add_smul "
    "commutes' smul_def' map_one' map_mul' map_zero' map_add' map_smul' map_neg "
    "map_rel' toFun_inj coe_injective coe_injective' left_inv right_inv "
    "left_inv' right_inv' le_refl le_trans le_antisymm "
    "lt_iff_le_not_le lt_iff_le_not_ge le_total sup_le inf_le_left inf_le_right le_inf le_sup_left "
    "le_sup_right le_top bot_le dist_self dist_comm dist_triangle eq_of_dist_eq_zero "
    "edist_dist edist_self edist_comm edist_triangle norm_smul_le norm_mul_le dist_eq "
    "isOpen_univ isOpen_inter isOpen_sUnion measurableSet_empty measurableSet_compl "
    "measurableSet_iUnion id_comp comp_id map_id map_comp naturality "
    "exists_pair_ne carrier_nonempty zero_mem' add_mem' one_mem' mul_mem' smul_mem' neg_mem' "
    "inv_mem' continuous_toFun continuous_invFun map_source' map_target' open_source open_target "
    "sq_nonneg smooth' decay'".split()
)
# Tactics that close propositions and nothing else.
_CLOSERS = frozenset(
    "simp simpa norm_num omega linarith nlinarith positivity decide ring ring_nf field_simp "
    "norm_cast push_cast measurability fun_prop finiteness gcongr bound".split()
)


def holds_no_data(reader: Reader, entry: Entry) -> bool:
    """Whether a declaration is an instance of a class of propositions: whatever stands in it is a
    proof."""
    if not entry.declaration.is_instance:
        return False
    head = next(iter(strip(reader.statement(entry).conclusion)), "")
    named = reader.meaning(head, entry)
    if named:
        return len(named) == 1 and says_prop(named[0].declaration)
    return head in _PROPOSITIONS or _OFTEN.fullmatch(head) is not None


def without_proofs(reader: Reader, entry: Entry) -> Words:
    """The words of a declaration's body without the proofs in it: of the fields of an instance that
    hold laws, and of what a tactic closes that proves and does nothing else."""
    text = reader.sources(entry.ref)
    if text is None:
        return ()
    body = text[entry.declaration.body : entry.declaration.end]
    if entry.declaration.kind in ("structure", "class", "inductive"):
        return words(body)
    laws = _laws(reader, entry)
    return tuple(_without_closers(words("\n".join(_without_laws(body, laws)))))


def _laws(reader: Reader, entry: Entry) -> frozenset[str]:
    """The fields of what a declaration makes that hold propositions."""
    head = next(iter(strip(reader.statement(entry).conclusion)), "")
    named = reader.meaning(head, entry)
    if len(named) != 1:
        return _LAWS if not named else frozenset()
    found = {name for name, type_ in reader.fields(named[0]) if _is_proposition(type_)}
    own = {member.rpartition(".")[2] for member in named[0].declaration.members}
    return frozenset(found | (_LAWS - own if named[0].declaration.parents else set()))


_RELATIONS = frozenset("= ≠ ≤ < ≥ > ∈ ∉ ⊆ ∣ ↔ ∧ ∨ ¬ ∃ ∃!".split())


def _is_proposition(type_: Words) -> bool:
    """Whether a type is surely a proposition: what it ends in is a relation or a connective."""
    at = start = 0
    end: list[str] = []
    while at < len(type_):
        after = closing(type_, at) + 1 if type_[at] in ("(", "{", "[", "⟨", "⦃") else at + 1
        if type_[at] in ("→", ","):
            start, end = after, []
        elif after == at + 1:
            end.append(type_[at])
        at = after
    if any(word in ("×", "fun", "⊕", ":=") for word in end) or start >= len(type_):
        return False
    return not _RELATIONS.isdisjoint(end)


_FIELD = re.compile(r"( *)([^\W\d][\w'!?]*)(?=[ \n({\[:]|$)")
_WHERE = re.compile(r"(?:\bwhere|\{)[ \t]*$")


def _without_laws(body: str, laws: frozenset[str]) -> Iterator[str]:
    """The lines of a body in which fields stand one below the other, without what laws say."""
    lines = body.split("\n")
    opened = next((at for at, line in enumerate(lines) if _WHERE.search(line)), None)
    column = next((_indent(line) for line in lines[(opened or 0) + 1 :] if line.strip()), None)
    if opened is None or not column:
        yield body
        return
    yield from lines[: opened + 1]
    is_law = False
    for line in lines[opened + 1 :]:
        found = _FIELD.match(line)
        if line.strip() and _indent(line) < column:
            is_law = False
        elif found and len(found[1]) == column:
            is_law = found[2] in laws
        if not is_law:
            yield line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _without_closers(body: Words) -> Iterator[str]:
    """Words without the one tactic of a `by …` that surely proves something, where brackets or a
    comma show that there is no more to it."""
    at = 0
    while at < len(body):
        yield body[at]
        at += 1
        if body[at - 1] == "by" and at < len(body) and body[at] in _CLOSERS:
            end = _call_end(body, at + 1)
            if end < len(body) and (body[end] in CLOSERS or body[end] in (",", "⟩")):
                at = end


def _call_end(body: Words, at: int) -> int:
    """Where the arguments `only [a, b]` of a tactic end."""
    while at < len(body) and (body[at] == "only" or body[at] in ("[", "(")):
        at = closing(body, at) + 1 if body[at] != "only" else at + 1
    return at
