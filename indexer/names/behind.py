"""Tactics that Lean's own words run without showing them: `rw` ends with `rfl`, `‹p›` is found by
`assumption`.  Whoever gives such a tactic a further meaning gives it to the words before it, too.

Source: `macro` and `macro_rules` of lean4's Init/Tactics.lean, Init/TacticsExtra.lean,
Init/Conv.lean and Init/WFTactics.lean, and of Mathlib's for the tactics that it calls extensible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

INDEX, RECURSION = "xs[i]", "recursion"
"""Stand for what no word shows: an index whose bound is proved, a function that calls itself."""

_RUNS: Mapping[str, str] = {
    "‹": "assumption",
    "rw": "rfl with_reducible", "erw": "rw", "rwa": "rw assumption", "nth_rw": "rfl",
    "rfl'": "rfl", "rfl": "eq_refl apply_rfl exact", "conv": "rfl", "simp_rw": "simp",
    "trivial": "assumption rfl contradiction decide apply",
    "exists": "refine trivial", "use": "use_discharger", "use_discharger": "trivial intro rfl",
    "refine_lift": "refine focus rotate_right",
    "exfalso": "refine", "and_intros": "refine repeat'", "nofun": "exact",
    "next": "case", "repeat": "first skip", "infer_instance": "exact",
    "bv_omega": "simp omega", "exact_mod_cast": "exact", "subst_eqs": "subst_vars",
    "array_get_dec": "get_elem_tactic",
    INDEX: "get_elem_tactic",
    "get_elem_tactic": "first done assumption get_elem_tactic_extensible",
    "get_elem_tactic_extensible": "omega simp trivial get_elem_tactic_trivial",
    RECURSION: "decreasing_tactic",
    "decreasing_by": "decreasing_tactic",
    "decreasing_tactic": "decreasing_with decreasing_trivial subst",
    "decreasing_with": "simp clean_wf clear skip apply first done",
    "decreasing_trivial": "simp omega assumption decreasing_trivial_pre_omega",
    "gcongr": "gcongr_discharger assumption", "gcongr_discharger": "positivity",
    "exacts": "exact", "ac_rfl": "rfl", "have": "refine_lift", "suffices": "refine_lift",
    "show": "refine_lift", "let": "refine_lift", "calc": "rfl", "simpa": "simp assumption",
    "ring": "ring1 ring_nf", "positivity": "assumption", "cat_disch": "aesop rfl_cat aesop_cat",
    "bound": "aesop", "continuity": "aesop", "measurability": "aesop", "nlinarith": "linarith",
}  # fmt: skip


def _closed() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for word in _RUNS:
        met: dict[str, None] = {}
        waiting = [word]
        while waiting:
            more = [w for w in _RUNS.get(waiting.pop(), "").split() if w not in met]
            met.update(dict.fromkeys(more))
            waiting += more
        found[word] = frozenset(met)
    return found


_BEHIND = _closed()
_KEYWORDS = frozenset("refine_lift refine focus rotate_right case first skip all_goals".split())
RUN = _KEYWORDS.union(*_BEHIND.values())
"""All tactics that run behind some word."""


def behind(words: Iterable[str]) -> frozenset[str]:
    """The tactics that may run behind some words: behind `have`, `if`, `try`, `<;>` and the like,
    which are not told apart, anywhere."""
    return _KEYWORDS.union(*(_BEHIND[w] for w in words if w in _BEHIND))
