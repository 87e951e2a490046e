"""Which axioms a catalogue lets its proofs rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate

STANDARD_AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})


# What `native_decide` and its like leave up to Lean 4.28, and a stem of what they leave since.
_COMPILERS = frozenset({"Lean.ofReduceBool", "Lean.trustCompiler"})
# Marks of trust in the text that leave such an axiom and nothing else.
_NATIVELY = frozenset(
    "native_decide bv_decide ofReduceBool reduceBool Lean.ofReduceBool Lean.reduceBool "
    "trustCompiler Lean.trustCompiler".split()
)
_NATIVE = re.compile(r"\._native\.[\w.]+\.ax_")


class Allowed:
    """The axioms that a proof may rest on: Lean's own three, and those that the catalogue allows by
    name or by a pattern with `*` and `?` in it.  To allow `Lean.ofReduceBool` or
    `Lean.trustCompiler` is to allow compiled code, whatever a version of Lean calls its axiom."""

    def __init__(self, allowed: Iterable[str]) -> None:
        names = frozenset(allowed)
        patterns = [translate(name) for name in sorted(names) if "*" in name or "?" in name]
        self._names = STANDARD_AXIOMS | names
        self._matches = re.compile("|".join(patterns)).match if patterns else None
        probe = "a._native.native_decide.ax_1"
        self._compiled = bool(_COMPILERS & names) or self._by_pattern(probe)

    def __contains__(self, axiom: str) -> bool:
        """Whether an axiom is allowed."""
        native = axiom in _COMPILERS or _NATIVE.search(axiom) is not None
        return axiom in self._names or (native and self._compiled) or self._by_pattern(axiom)

    def beyond(self, axioms: Iterable[str]) -> list[str]:
        """Those of some axioms that are not allowed, in order."""
        return sorted({axiom for axiom in axioms if axiom not in self})

    def compiled(self, mark: str) -> bool:
        """Whether what a mark of trust in the text leaves is allowed."""
        return self._compiled and mark in _NATIVELY

    def _by_pattern(self, axiom: str) -> bool:
        return self._matches is not None and self._matches(axiom) is not None
