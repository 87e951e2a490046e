"""Whether a word of a proof is the name of a declaration, or of something bound right there.

`exact key` uses a theorem `key`, unless `have key : …` or `intro key` stands before it; and
`subst` is a tactic more often than a theorem of that name.  Only the words in their order tell, so
that this is asked of the few names that something hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence

# What stands before a name that it binds, and what stands behind one.
_BINDS = frozenset(
    "fun λ ∀ ∃ intro intros rintro have let set obtain rcases rename_i with generalize by_cases "
    "next case haveI letI choose suffices Σ ∑ ∏ ⋃ ⋂ ∫ ⨆ ⨅ induction cases replace peel".split()
)
_FOLLOWS = frozenset({":", ":=", "↦", "=>", "←", "∈", "@"})
_IN_PATTERN = frozenset({"⟨", ",", "|", "⟩"})
_PATTERNS = frozenset("obtain rcases rintro fun λ have intro let match cases".split())
_TACTICS = frozenset(
    "abel aesop all_goals any_goals apply apply_fun assumption by_cases by_contra calc cases "
    "change choose clear conv congr constructor continuity contradiction contrapose convert decide "
    "dsimp erw exact exfalso existsi exists ext field_simp filter_upwards fin_cases first funext "
    "gcongr generalize grind group have induction infer_instance injection interval_cases intro "
    "intros iterate left let lift linarith linear_combination measurability mono "
    "nlinarith noncomm_ring norm_cast norm_num nth_rw obtain omega on_goal pick_goal positivity "
    "push_cast push_neg rcases refine rel rename repeat replace revert rfl right ring ring_nf "
    "rintro rotate_left rw rwa set show simp simp_all simp_rw simpa solve specialize split stop "
    "subst subst_vars suffices swap symm tauto trans trivial try unfold unfold_let use wlog".split()
)


def may_be_bound(words: Sequence[str], name: str) -> bool:
    """Whether an atomic name among these words may be bound by them, or be a tactic."""
    if name in _TACTICS:
        return True
    patterns = not _PATTERNS.isdisjoint(words)
    for at, word in enumerate(words):
        if word != name:
            continue
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if before in _BINDS or after in _FOLLOWS:
            return True
        if patterns and before in _IN_PATTERN and after in _IN_PATTERN:
            return True
        if _among_names(words, at):
            return True
    return False


def _among_names(words: Sequence[str], at: int) -> bool:
    """`intro a b name`, `fun a b name => …`: one of several names behind what binds."""
    for here in range(at - 1, max(at - 6, -1), -1):
        if words[here] in ("intro", "intros", "rintro", "fun", "λ", "rename_i", "obtain", "∀", "∃"):
            return True
        if not (words[here][:1].isalpha() or words[here] == "_"):
            return False
    return False
