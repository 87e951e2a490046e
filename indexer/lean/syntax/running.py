"""Which tactics Lean's own run in turn, so that who writes the one may run the other."""

from __future__ import annotations

from collections.abc import Mapping

# Tactic → those that Lean's own definition of it may run in turn, which rules of a project's own
# can give a further meaning.  [Init/Tactics.lean, Init/TacticsExtra.lean, Mathlib/Tactic/Use.lean]
_RUNS_NEXT = {
    "rfl": ("eq_refl", "apply_rfl", "exact"),
    "trivial": ("assumption", "rfl", "contradiction", "decide", "apply"),
    "exists": ("trivial",),
    "use": ("trivial", "assumption", "rfl", "use_discharger"),
    "rw": ("rewrite", "rfl"),
    "rwa": ("rw", "assumption"),
    "erw": ("rw",),
    "infer_instance": ("exact",),
    "exacts": ("exact",),
    "exact_mod_cast": ("exact",),
    "bv_omega": ("simp", "omega"),
    "ac_rfl": ("rfl",),
    "subst_eqs": ("subst",),
    "have": ("refine_lift", "refine"),
    "suffices": ("refine_lift", "refine"),
    "show": ("refine_lift", "refine"),
    "let": ("refine_lift", "refine"),
    "calc": ("rfl",),
    "gcongr": ("gcongr_discharger", "assumption", "positivity"),
    "positivity": ("assumption",),
    "‹": ("assumption",),
    "simpa": ("simp", "assumption"),
    "conv": ("rfl",),
}


def _closed(word: str) -> frozenset[str]:
    found: dict[str, None] = dict.fromkeys(_RUNS_NEXT[word])
    queue = list(found)
    for each in queue:
        fresh = [w for w in _RUNS_NEXT.get(each, ()) if w not in found]
        found.update(dict.fromkeys(fresh))
        queue += fresh
    return frozenset(found)


RUNS: Mapping[str, frozenset[str]] = {word: _closed(word) for word in _RUNS_NEXT}
"""Tactic → all that it may run."""


def run_by(word: str) -> frozenset[str]:
    """The tactics that may run the one called `word`."""
    return frozenset(tactic for tactic, run in RUNS.items() if word in run)
