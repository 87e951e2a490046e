"""Declaration × uses × evidence → verdict: what is wrong with one declaration, worst first.

The text is read first.  Where there is a compiler's record of exactly these sources it wins, with
one exception: what goes round the kernel leaves no trace in the record, so that there the text
wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from indexer.graph import Uses
from indexer.model import (
    STANDARD_AXIOMS,
    ConstantEvidence,
    Freshness,
    ProjectIndex,
    Ref,
    Standing,
)
from indexer.resolve import Entry
from indexer.troubles import Effect, Trouble, Troubles

SORRY_AXIOMS = frozenset({"sorryAx", "Lean.sorryAx"})
_ASSUMED = (Effect.AXIOM, Effect.COMPILED, Effect.BYPASS, Effect.UNREAD)


class Evidence(Protocol):
    """What standing needs to know of the compiler's record."""

    def freshness(self, ref: Ref) -> Freshness:
        """Whether there is a record of exactly these sources."""
        ...

    def constant(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record of a declaration, or None."""
        ...

    def toolchain(self, ref: Ref) -> str | None:
        """The Lean that made the record."""
        ...


class NoEvidence:
    """Sources nobody has compiled."""

    def freshness(self, ref: Ref) -> Freshness:  # noqa: ARG002
        """There is none."""
        return Freshness.ABSENT

    def constant(self, ref: Ref) -> ConstantEvidence | None:  # noqa: ARG002
        """There is none."""
        return None

    def toolchain(self, ref: Ref) -> str | None:  # noqa: ARG002
        """There is none."""
        return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one declaration, worst first; `reason` is a sentence for people."""

    standing: Standing
    reason: str
    witness: tuple[Ref, ...] = ()
    axioms: tuple[str, ...] = ()
    exact: bool = False


class Verdicts:
    """Judges the declarations of one index by their `troubles` and those of what they use;
    `allowed` are axioms beside Lean's own three."""

    def __init__(
        self, uses: Uses, evidence: Evidence, troubles: Troubles, allowed: Iterable[str] = ()
    ) -> None:
        self.uses = uses
        self.evidence = evidence
        self.troubles = troubles
        self.allowed = STANDARD_AXIOMS | frozenset(allowed)
        self._broken: dict[str, Mapping[str, str]] = {}
        self._to_sorry = uses.witnesses(lambda ref: self.sorry(ref) is not None)
        self._to_written_sorry = uses.witnesses(lambda ref: self.written_sorry(ref) is not None)
        self._to_trust = uses.witnesses(lambda ref: self.trust(ref) is not None)
        self._to_forgery = uses.witnesses(lambda ref: self._first(ref, Effect.BYPASS) is not None)
        self._to_axiom = uses.witnesses(self._is_axiom)

    def of(self, entry: Entry) -> Verdict:
        """The verdict on a declaration as text and kernel have it."""
        unbuilt = self.unbuilt(entry)
        if unbuilt:
            return Verdict(Standing.UNBUILT, unbuilt)
        text = self._by_text(entry)
        constant = self.evidence.constant(entry.ref)
        if constant is not None:
            return self._by_kernel(entry, constant, text)
        if self._is_unknown_to_kernel(entry):
            reason = "the compiler's record of exactly this source holds no such declaration"
            return Verdict(Standing.UNBUILT, reason)
        return text

    def unbuilt(self, entry: Entry) -> str | None:
        """Why Lean never sees a declaration, None when it does."""
        declaration, module = entry.declaration, entry.module
        if declaration.after_exit:
            return f"stands after line {module.exit_line}, where Lean stops reading {module.path}"
        if module.name not in entry.project.reachable:
            return f"no library of {entry.project.project.id} reaches the module {module.name}"
        return self._unbuildable(entry.project).get(module.name)

    def _unbuildable(self, project: ProjectIndex) -> Mapping[str, str]:
        name = project.project.id
        if name not in self._broken:
            self._broken[name] = dict(project.unbuildable)
        return self._broken[name]

    def _where_from(self, entry: Entry) -> tuple[Standing, str, tuple[Ref, ...]]:
        """Where the sorry that the kernel knows of comes from, as far as the text tells."""
        own = self.written_sorry(entry.ref)
        if own and own.rule.certain:
            return Standing.SORRY, _own(own), (entry.ref,)
        path = self._to_written_sorry.path(entry.ref)
        if path:
            return Standing.TAINTED, self._rests_on(path, self.written_sorry(path[-1])), tuple(path)
        reason = "the compiler's record says sorryAx, though the text shows no sorry"
        return Standing.SORRY, reason, (entry.ref,)

    def _is_unknown_to_kernel(self, entry: Entry) -> bool:
        fresh = self.evidence.freshness(entry.ref) is Freshness.FRESH
        return fresh and not entry.declaration.approximate

    # -- what the text shows --

    def _by_text(self, entry: Entry) -> Verdict:
        declaration = entry.declaration
        if declaration.kind == "axiom":
            reason = f"{declaration.name} is an axiom, not a theorem"
            return Verdict(Standing.ASSUMES, reason, (entry.ref,), (declaration.name,))
        own = self.sorry(entry.ref)
        if own and own.rule.certain:
            return Verdict(Standing.SORRY, _own(own), (entry.ref,), ("sorryAx",))
        path = self._to_sorry.path(entry.ref)
        if path:
            reason = self._rests_on(path, self.sorry(path[-1]))
            return Verdict(Standing.TAINTED, reason, tuple(path), ("sorryAx",))
        axioms = self._axioms(entry.ref)
        path = self._to_trust.path(entry.ref)
        if path:
            reason = self._rests_on(path, self.trust(path[-1]))
            return Verdict(Standing.ASSUMES, reason, tuple(path), axioms)
        reason = "no sorry and no axiom, as far as the sources tell"
        return Verdict(Standing.CLEAN, reason, (), axioms)

    def _rests_on(self, path: list[Ref], trouble: Trouble | None) -> str:
        """ "rests on x, which …", or "may rest on x" when the way leads through a set of
        automation; of the declaration itself what is to be said."""
        assert trouble is not None  # that is where the path ends
        if len(path) == 1:
            return _own(trouble)
        words = f"{path[-1].name}, which {trouble.words}"
        sets = [self.uses.labels[ref] for ref in path if ref in self.uses.labels]
        return f"may rest on {words} (by {sets[0]})" if sets else f"rests on {words}"

    def sorry(self, ref: Ref) -> Trouble | None:
        """How a declaration's own text leaves a sorry; None when it does not, or when the kernel
        knows that none came of it."""
        constant = self.evidence.constant(ref)
        if constant is not None and not SORRY_AXIOMS & set(constant.axioms):
            return None
        return self.written_sorry(ref)

    def written_sorry(self, ref: Ref) -> Trouble | None:
        """The same, whatever the kernel says."""
        return self._first(ref, Effect.SORRY)

    def trust(self, ref: Ref) -> Trouble | None:
        """What beside Lean's own axioms a declaration asks to be trusted; None for nothing, or
        when the kernel knows that none of it matters.  What goes round the kernel always does."""
        bypass = self._first(ref, Effect.BYPASS)
        constant = self.evidence.constant(ref)
        if bypass or (constant is not None and not set(constant.axioms) - self.allowed):
            return bypass
        return self._first(ref, *_ASSUMED)

    def _first(self, ref: Ref, *effects: Effect) -> Trouble | None:
        """The gravest trouble of a declaration that has one of these effects."""
        return next((t for t in self.troubles.of(ref) if t.rule.effect in effects), None)

    def _axioms(self, ref: Ref) -> tuple[str, ...]:
        """The axioms of the projects that a declaration reaches; Lean's own cannot be seen."""
        if not self._to_axiom.leads_there(ref):
            return ()
        axioms = filter(self._is_axiom, self.uses.reachable(ref))
        return tuple(sorted({self.uses.entries[r].declaration.name for r in axioms}))

    def _is_axiom(self, ref: Ref) -> bool:
        entry = self.uses.entries.get(ref)
        return entry is not None and entry.declaration.kind == "axiom"

    # -- what the kernel says --

    def _by_kernel(self, entry: Entry, constant: ConstantEvidence, text: Verdict) -> Verdict:
        """The kernel's record of exactly these sources wins over the text, unless the text shows
        that the kernel was gone round."""
        axioms = tuple(sorted(constant.axioms))
        if SORRY_AXIOMS & set(axioms):
            standing, reason, path = self._where_from(entry)
            return Verdict(standing, reason, path, axioms, exact=True)
        foreign = sorted(set(axioms) - self.allowed)
        if foreign:
            path = text.witness if text.standing is Standing.ASSUMES else (entry.ref,)
            reason = f"rests on {', '.join(foreign)}"
            return Verdict(Standing.ASSUMES, reason, path, axioms, exact=True)
        forged = self._to_forgery.path(entry.ref)
        if forged:
            reason = self._rests_on(forged, self._first(forged[-1], Effect.BYPASS))
            return Verdict(Standing.ASSUMES, reason, tuple(forged), axioms, exact=True)
        if entry.declaration.kind == "theorem" and constant.kind != "theorem":
            reason = f"the compiler has it as a {constant.kind}, not as a theorem"
            return Verdict(Standing.PARTIAL, reason, (), axioms, exact=True)
        note = "the compiler's record of exactly these sources shows only the standard axioms"
        if constant.boundary:
            note += f" (beyond {', '.join(constant.boundary)} it was not followed)"
        return Verdict(Standing.CHECKED, note, (), axioms, exact=True)


def _own(trouble: Trouble) -> str:
    """What is to be said of the declaration that has a trouble itself."""
    return f"it {trouble.words}"
