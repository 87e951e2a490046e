"""Declaration × uses × evidence → verdict: what is wrong with one declaration, worst first.

The text is read first.  Where there is a compiler's record of exactly these sources it wins, with
one exception: what goes round the kernel leaves no trace in the record, so that there the text
wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from indexer.fingerprint import options_in_force, variables
from indexer.graph import Uses
from indexer.lean.keywords import FORGES, SWALLOWED, UNREAD
from indexer.lean.sorries import WORDS
from indexer.model import (
    STANDARD_AXIOMS,
    ConstantEvidence,
    Freshness,
    ProjectIndex,
    Ref,
    Scope,
    Standing,
)
from indexer.notation import LEAVES_SORRY, TRUSTING, is_spelling
from indexer.resolve import Entry, scope_chain

SORRY_AXIOMS = frozenset({"sorryAx", "Lean.sorryAx"})
# Trust marks that put compiled code or an unchecked step between a theorem and the kernel.
COMPILED = frozenset(
    "native_decide bv_decide ofReduceBool reduceBool Lean.ofReduceBool Lean.reduceBool "
    "trustCompiler Lean.trustCompiler unsafeCast unsafe".split()
)
UNCHECKED = "debug.skipKernelTC"
# Options that turn proofs into sorries, and the one that keeps the kernel from looking.
_SORRY_OPTIONS = ("debug.byAsSorry", "debug.proofAsSorry", "debug.terminalTacticsAsSorry")


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
    """Judges the declarations of one index; `allowed` are axioms beside Lean's own three."""

    def __init__(self, uses: Uses, evidence: Evidence, allowed: Iterable[str] = ()) -> None:
        self.uses = uses
        self.evidence = evidence
        self.allowed = STANDARD_AXIOMS | frozenset(allowed)
        self._broken: dict[str, Mapping[str, str]] = {}
        self._sorries: dict[Ref, str | None] = {}
        self._trusts: dict[Ref, str | None] = {}
        self._to_sorry = uses.witnesses(self._leaves_sorry)
        self._to_written_sorry = uses.witnesses(lambda ref: self._written_at(ref) is not None)
        self._to_trust = uses.witnesses(lambda ref: self.trust(ref) is not None)
        self._to_forgery = uses.witnesses(lambda ref: self._forged(ref) is not None)
        self._to_axiom = uses.witnesses(self._is_axiom)
        self._to_unread = uses.witnesses(self._is_unread)

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
        if own:
            return Standing.SORRY, own, (entry.ref,)
        path = self._to_written_sorry.path(entry.ref)
        if path:
            reason = f"rests on {path[-1].name}, {self._written_at(path[-1])}"
            return Standing.TAINTED, reason, tuple(path)
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
        if own:
            return Verdict(Standing.SORRY, own, (entry.ref,), ("sorryAx",))
        path = self._to_sorry.path(entry.ref)
        if path:
            what = self._sorry_at(path[-1])
            reason = self._rests_on(path, f"{path[-1].name}, {what}")
            return Verdict(Standing.TAINTED, reason, tuple(path), ("sorryAx",))
        axioms = self._axioms(entry.ref)
        path = self._to_trust.path(entry.ref)
        if path:
            reason = self._rests_on(path, str(self.trust(path[-1])))
            return Verdict(Standing.ASSUMES, reason, tuple(path), axioms)
        path = self._to_unread.path(entry.ref)
        if path:
            reason = "stands where a command may mean something else than Lean's"
            if len(path) > 1:
                reason = f"rests on {path[-1].name}, which {reason}"
            return Verdict(Standing.UNSETTLED, reason, tuple(path), axioms)
        reason = "no sorry and no axiom, as far as the sources tell"
        return Verdict(Standing.CLEAN, reason, (), axioms)

    def _rests_on(self, path: list[Ref], what: str) -> str:
        """ "rests on x", or "may rest on x" when the way leads through a set of automation."""
        if len(path) == 1 and what.startswith(f"{path[0].name}, a "):
            return what.replace(f"{path[0].name}, ", "its proof is ", 1)
        sets = [self.uses.labels[ref] for ref in path if ref in self.uses.labels]
        if sets:
            return f"may rest on {what} (by {sets[0]})"
        return f"rests on {what}"

    def sorry(self, ref: Ref) -> str | None:
        """How a declaration's own text holds a sorry; None when it does not, or when the kernel
        knows that none came of it."""
        if ref not in self._sorries:
            self._sorries[ref] = self._own_sorry(ref)
        return self._sorries[ref]

    def _own_sorry(self, ref: Ref) -> str | None:
        constant = self.evidence.constant(ref)
        if constant is not None and not SORRY_AXIOMS & set(constant.axioms):
            return None
        return self.written_sorry(ref)

    def written_sorry(self, ref: Ref) -> str | None:
        """How a declaration's own text holds a sorry, whatever the kernel says; None for none."""
        for entry in self.uses.table.entries.get(ref, ()):
            reason = self._sorry_in(entry)
            if reason:
                return reason
        return None

    def _sorry_in(self, entry: Entry) -> str | None:
        declaration = entry.declaration
        if declaration.sorry:
            where = "statement" if declaration.statement_sorry else "proof"
            return f"its {where} holds a sorry"
        hidden = self.uses.hidden.get(entry.ref)
        if hidden is not None:
            words = ", ".join(f"`{w}`" for w in hidden.words)
            return f"uses {words}, which expands to a sorry"
        return _sorry_from_outside(entry)

    def _leaves_sorry(self, ref: Ref) -> bool:
        return self._sorry_at(ref) is not None

    def _sorry_at(self, ref: Ref) -> str | None:
        """What is wrong at the end of a path: a sorry, or a program that can leave one."""
        if self.sorry(ref) or self.evidence.constant(ref) is None:
            return self._written_at(ref)
        return None

    def _written_at(self, ref: Ref) -> str | None:
        """The same by the text alone."""
        own = self.written_sorry(ref)
        if own:
            return "which holds a sorry" if own.startswith("its ") else f"which {own}"
        left = [w for w in self.uses.marks.get(ref, ()) if _last(w) in LEAVES_SORRY | WORDS]
        return f"a program that can leave a sorry (`{_last(left[0])}`)" if left else None

    def trust(self, ref: Ref) -> str | None:
        """What beside Lean's own axioms a declaration asks to be trusted, in words; None for
        nothing."""
        if ref not in self._trusts:
            self._trusts[ref] = self._own_trust(ref)
        return self._trusts[ref]

    def _own_trust(self, ref: Ref) -> str | None:
        forged = self._forged(ref)
        if forged:
            return forged
        for entry in self.uses.table.entries.get(ref, ()):
            declaration = entry.declaration
            if declaration.kind == "axiom" and declaration.name not in self.allowed:
                return f"the axiom {ref.name}"
            marks = [t for t in declaration.trust if t in COMPILED]
            constant = self.evidence.constant(ref)
            if marks and (constant is None or set(constant.axioms) - self.allowed):
                return f"{', '.join(marks)} in {ref.name}"
        return self._opaque(ref)

    def _opaque(self, ref: Ref) -> str | None:
        """What macros and programs leave that only the kernel's record shows."""
        marks = self.uses.marks.get(ref, ())
        expanded = [w for w in marks if w in TRUSTING]
        if expanded:
            return f"{ref.name}, which expands to `{expanded[0]}`"
        names = [w for w in marks if is_spelling(w)]
        if names and self.evidence.constant(ref) is None:
            return f"{ref.name}, a program that makes names from strings (`{names[0]}`)"
        return None

    def _forged(self, ref: Ref) -> str | None:
        """How something goes round the kernel, which leaves no trace in its record."""
        programs = [w for w in self.uses.marks.get(ref, ()) if _last(w) in FORGES or w in FORGES]
        if programs:
            return f"{ref.name}, a program that can go round the kernel (`{programs[0]}`)"
        for entry in self.uses.table.entries.get(ref, ()):
            skipped = UNCHECKED in entry.declaration.trust
            if skipped or _options(entry).get(UNCHECKED) == "true":
                return f"{ref.name}, which {UNCHECKED} kept from the kernel"
        return None

    def _axioms(self, ref: Ref) -> tuple[str, ...]:
        """The axioms of the projects that a declaration reaches; Lean's own cannot be seen."""
        if not self._to_axiom.leads_there(ref):
            return ()
        axioms = filter(self._is_axiom, self.uses.reachable(ref))
        return tuple(sorted({self.uses.entries[r].declaration.name for r in axioms}))

    def _is_axiom(self, ref: Ref) -> bool:
        entry = self.uses.entries.get(ref)
        return entry is not None and entry.declaration.kind == "axiom"

    def _is_unread(self, ref: Ref) -> bool:
        """Whether a declaration may say something else than its text."""
        entry = self.uses.entries.get(ref)
        return entry is not None and UNREAD in entry.declaration.trust

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
            reason = self._rests_on(forged, str(self._forged(forged[-1])))
            return Verdict(Standing.ASSUMES, reason, tuple(forged), axioms, exact=True)
        if entry.declaration.kind == "theorem" and constant.kind != "theorem":
            reason = f"the compiler has it as a {constant.kind}, not as a theorem"
            return Verdict(Standing.PARTIAL, reason, (), axioms, exact=True)
        note = "the compiler's record of exactly these sources shows only the standard axioms"
        if constant.boundary:
            note += f" (beyond {', '.join(constant.boundary)} it was not followed)"
        return Verdict(Standing.CHECKED, note, (), axioms, exact=True)


def _last(name: str) -> str:
    return name.lstrip("`").rpartition(".")[2]


def _options(entry: Entry) -> dict[str, str]:
    return options_in_force(entry.module, entry.declaration, entry.project.project)


def _scopes(entry: Entry) -> Iterator[Scope]:
    return scope_chain(entry.module, entry.declaration.scope)


_MAY_HOLD_SORRY = re.compile("|".join(map(re.escape, sorted(WORDS)))).search


def _sorry_from_outside(entry: Entry) -> str | None:
    """A sorry that a declaration takes from where it stands: an option, or a `variable`."""
    options = _options(entry)
    for option in _SORRY_OPTIONS:
        if options.get(option) == "true":
            return f"stands under the option {option}, which leaves proofs out"
    if SWALLOWED in entry.declaration.trust:
        return "stands behind a #guard_msgs that swallows errors, which leave a sorry"
    if not any(s.kind == "variable" and _MAY_HOLD_SORRY(s.text) for s in _scopes(entry)):
        return None
    for binder in variables(entry.module, entry.declaration):
        if not WORDS.isdisjoint(binder.type):
            return f"takes over the variable `{binder.text}`, which holds a sorry"
    return None
