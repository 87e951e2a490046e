"""Which axioms a catalogue lets its proofs rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
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
COMPILED_CODE = "compiled code"


def is_native(axiom: str) -> bool:
    """Whether an axiom is what `native_decide` and its like leave: up to about Lean 4.28 one for
    all, since then one for each place, `X._native.native_decide.ax_1_1`."""
    return axiom in _COMPILERS or _NATIVE.search(axiom) is not None


def described(axioms: Iterable[str]) -> str:
    """Axioms in words; those of compiled code are told as what they are."""
    listed = list(axioms)
    native = [axiom for axiom in listed if is_native(axiom)]
    words = [axiom for axiom in listed if axiom not in native]
    if native:
        more = f" and {len(native) - 1} more" if len(native) > 1 else ""
        words.append(f"{COMPILED_CODE} ({native[0]}{more})")
    return ", ".join(words)


class Allowed:
    """The axioms that a proof may rest on: Lean's own three, and those that the catalogue allows by
    name or by a pattern with `*` and `?` in it.  To allow `Lean.ofReduceBool` or
    `Lean.trustCompiler` is to allow compiled code, whatever a version of Lean calls its axiom; a
    pattern allows it only where it speaks of `_native`, so that `Foo.*` is of Foo's axioms alone,
    as in the text, where compiled code has no name."""

    def __init__(self, allowed: Iterable[str]) -> None:
        names = frozenset(allowed)
        patterns = [name for name in sorted(names) if "*" in name or "?" in name]
        self._names = STANDARD_AXIOMS | names
        self._matches = _any_of(patterns)
        self._matches_native = _any_of([name for name in patterns if "_native" in name])
        probe = "a._native.native_decide.ax_1"
        self._compiled = bool(_COMPILERS & names) or self._matches_native(probe)

    def __contains__(self, axiom: str) -> bool:
        """Whether an axiom is allowed."""
        if is_native(axiom):
            return axiom in self._names or self._compiled or self._matches_native(axiom)
        return axiom in self._names or self._matches(axiom)

    def beyond(self, axioms: Iterable[str], declared: Collection[str] = ()) -> list[str]:
        """Those of some axioms that are not allowed, in order.  What the text `declared` itself is
        no compiled code, whatever its name."""
        return sorted({a for a in axioms if a not in self or (a in declared and self._forged(a))})

    def _forged(self, axiom: str) -> bool:
        return is_native(axiom) and axiom not in self._names

    def compiled(self, mark: str) -> bool:
        """Whether what a mark of trust in the text leaves is allowed."""
        return self._compiled and mark in _NATIVELY


def _any_of(patterns: list[str]) -> Callable[[str], bool]:
    """Whether a name matches one of some patterns."""
    matches = re.compile("|".join(map(translate, patterns))).match if patterns else None
    return lambda name: matches is not None and matches(name) is not None
