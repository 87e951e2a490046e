"""Claim × index × uses × evidence → standing: what a claim rests on, and why.

The rules and their order are the contract in the documentation (`docs/standing.md`); the first
that applies, from the top, is the standing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from indexer.fingerprint import assumptions
from indexer.graph import Uses
from indexer.model import (
    STANDARD_AXIOMS,
    Backing,
    BackingReport,
    Catalogue,
    Claim,
    ClaimReport,
    ConstantEvidence,
    Disagreement,
    Freshness,
    Index,
    Lifecycle,
    Ref,
    Report,
    Role,
    Standing,
    Tally,
    WitnessStep,
)
from indexer.resolve import Entry

_BACKS = (Role.EXACT, Role.STRONGER)
# Trust marks that put compiled code or an unchecked step between a theorem and the kernel.
_PROOF_TRUST = frozenset(
    "native_decide bv_decide ofReduceBool reduceBool Lean.ofReduceBool Lean.reduceBool "
    "trustCompiler Lean.trustCompiler debug.skipKernelTC unsafeCast unsafe".split()
)
_SORRY_AXIOMS = frozenset({"sorryAx", "Lean.sorryAx"})


class Pins(Protocol):
    """What standing needs to know of the pins: what changed since a claim was reviewed."""

    def reviewed(self, claim: str) -> bool:
        """Whether somebody has reviewed the claim."""
        ...

    def change(self, claim: str, ref: Ref) -> str | None:
        """What changed since, in words; None when nothing did or nobody reviewed it."""
        ...


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


class NoPins:
    """A catalogue nobody has reviewed."""

    def reviewed(self, claim: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def change(self, claim: str, ref: Ref) -> str | None:  # noqa: ARG002
        """Nothing to compare with."""
        return None


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


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges declarations and claims of one catalogue."""

    catalogue: Catalogue
    index: Index
    uses: Uses
    pins: Pins = field(default_factory=NoPins)
    evidence: Evidence = field(default_factory=NoEvidence)

    # -- one declaration --

    def verdict(self, entry: Entry) -> Verdict:
        """The standing of a declaration as text and kernel have it, roles and pins aside."""
        text = self._text_verdict(entry)
        if text.standing in (Standing.UNBUILT,):
            return text
        constant = self.evidence.constant(entry.ref)
        if constant is None:
            return text
        return self._kernel_verdict(entry, constant, text)

    def _text_verdict(self, entry: Entry) -> Verdict:
        declaration = entry.declaration
        unbuilt = self._unbuilt(entry)
        if unbuilt:
            return Verdict(Standing.UNBUILT, unbuilt)
        if declaration.kind == "axiom":
            reason = f"{declaration.name} is an axiom, not a theorem"
            return Verdict(Standing.ASSUMES, reason, (entry.ref,), (declaration.name,))
        if self._own_sorry(entry.ref):
            return Verdict(Standing.SORRY, self._sorry_reason(entry), (entry.ref,), ("sorryAx",))
        path = self.uses.witness(entry.ref, self._own_sorry)
        if path:
            return Verdict(
                Standing.TAINTED, f"rests on {path[-1].name}, which holds a sorry",
                tuple(path), ("sorryAx",),
            )  # fmt: skip
        return self._trust_verdict(entry)

    def _trust_verdict(self, entry: Entry) -> Verdict:
        axioms = self._text_axioms(entry.ref)
        path = self.uses.witness(entry.ref, self._is_trusting)
        if path:
            what = self._trust_of(path[-1])
            return Verdict(Standing.ASSUMES, f"rests on {what}", tuple(path), axioms)
        return Verdict(
            Standing.CLEAN, "no sorry and no axiom, as far as the sources tell", (), axioms
        )

    def _unbuilt(self, entry: Entry) -> str | None:
        declaration, module = entry.declaration, entry.module
        if declaration.after_exit:
            return f"stands after line {module.exit_line}, where Lean stops reading {module.path}"
        if module.name not in entry.project.reachable:
            return f"no library of {entry.project.project.id} reaches the module {module.name}"
        return None

    def _own_sorry(self, ref: Ref) -> bool:
        entry = self.uses.entries.get(ref)
        if entry is None:
            return False
        constant = self.evidence.constant(ref)
        if constant is not None and not _SORRY_AXIOMS & set(constant.axioms):
            return False
        return entry.declaration.sorry or ref in self.uses.hidden

    def _sorry_reason(self, entry: Entry) -> str:
        declaration = entry.declaration
        hidden = self.uses.hidden.get(entry.ref)
        if hidden is not None and not declaration.sorry:
            words = ", ".join(f"`{w}`" for w in hidden.words)
            return f"uses {words}, which expands to a sorry"
        where = "statement" if declaration.statement_sorry else "proof"
        return f"its {where} holds a sorry"

    def _allowed(self) -> frozenset[str]:
        return STANDARD_AXIOMS | frozenset(self.catalogue.config.allowed_axioms)

    def _is_trusting(self, ref: Ref) -> bool:
        entry = self.uses.entries.get(ref)
        if entry is None:
            return False
        declaration = entry.declaration
        if declaration.kind == "axiom":
            return declaration.name not in self._allowed()
        if _PROOF_TRUST.isdisjoint(declaration.trust):
            return False
        constant = self.evidence.constant(ref)
        return constant is None or bool(set(constant.axioms) - self._allowed())

    def _trust_of(self, ref: Ref) -> str:
        declaration = self.uses.entries[ref].declaration
        if declaration.kind == "axiom":
            return f"the axiom {ref.name}"
        marks = [t for t in declaration.trust if t in _PROOF_TRUST]
        return f"{', '.join(marks)} in {ref.name}"

    def _text_axioms(self, ref: Ref) -> tuple[str, ...]:
        """The axioms of the project that a declaration reaches; standard ones cannot be seen."""
        entries = (self.uses.entries.get(r) for r in self.uses.reachable(ref))
        found = {e.declaration.name for e in entries if e and e.declaration.kind == "axiom"}
        return tuple(sorted(found))

    def _kernel_verdict(self, entry: Entry, constant: ConstantEvidence, text: Verdict) -> Verdict:
        """The kernel's record of exactly these sources wins over the text."""
        axioms = tuple(sorted(constant.axioms))
        if _SORRY_AXIOMS & set(axioms):
            if text.standing in (Standing.SORRY, Standing.TAINTED):
                return Verdict(text.standing, text.reason, text.witness, axioms, exact=True)
            reason = "the compiler's record says sorryAx, though the text shows no sorry"
            return Verdict(Standing.SORRY, reason, (entry.ref,), axioms, exact=True)
        foreign = sorted(set(axioms) - self._allowed())
        if foreign:
            path = text.witness if text.standing is Standing.ASSUMES else (entry.ref,)
            reason = f"rests on {', '.join(foreign)}"
            return Verdict(Standing.ASSUMES, reason, path, axioms, exact=True)
        if entry.declaration.kind in ("axiom",):
            return Verdict(text.standing, text.reason, text.witness, axioms, exact=True)
        note = "the compiler's record of exactly these sources shows only the standard axioms"
        if constant.boundary:
            note += f" (beyond {', '.join(constant.boundary)} it was not followed)"
        return Verdict(Standing.CHECKED, note, (), axioms, exact=True)

    # -- one backing --

    def backing(self, claim: Claim, backing: Backing) -> BackingReport:
        """Resolve and judge one backing of a claim."""
        found = self.uses.table.find(backing.decl, backing.project)
        if len(found) != 1:
            return self._missing(backing, found)
        entry = found[0]
        verdict = self.verdict(entry)
        standing, reason = verdict.standing, verdict.reason
        if standing.covered and not _is_proof(entry):
            standing, reason = Standing.PARTIAL, _not_a_theorem(entry)
        if standing.covered:
            change = self.pins.change(claim.id, entry.ref)
            if change:
                standing, reason = Standing.SUSPECT, change
        return BackingReport(
            backing=backing,
            standing=standing,
            reason=reason,
            ref=entry.ref,
            declaration=entry.declaration,
            path=entry.module.path,
            line=entry.declaration.line,
            axioms=verdict.axioms,
            axioms_exact=verdict.exact,
            witness=tuple(self._step(ref) for ref in verdict.witness),
            cone=tuple(self.uses.cone(entry.ref)),
            assumptions=tuple(assumptions(entry.module, entry.declaration)),
            evidence=self.evidence.freshness(entry.ref),
            evidence_toolchain=self.evidence.toolchain(entry.ref),
            flags=tuple(_flags(entry)),
        )

    def _missing(self, backing: Backing, found: list[Entry]) -> BackingReport:
        if found:
            places = sorted(f"{e.ref.project}:{e.module.path}:{e.declaration.line}" for e in found)
            reason = f"`{backing.decl}` is ambiguous: {', '.join(places)}"
            names: tuple[str, ...] = tuple(places)
        else:
            names = tuple(self.uses.table.suggest(backing.decl, backing.project))
            reason = f"no declaration `{backing.decl}`"
            if backing.project:
                reason += f" in {backing.project}"
            if names:
                reason += f"; did you mean {', '.join(f'`{n}`' for n in names)}?"
        flags = ("ambiguous",) if found else ()
        return BackingReport(backing, Standing.MISSING, reason, suggestions=names, flags=flags)

    def _step(self, ref: Ref) -> WitnessStep:
        entry = self.uses.entries.get(ref)
        if entry is None:
            return WitnessStep(ref.name, ref.project, None, None)
        return WitnessStep(ref.name, ref.project, entry.module.path, entry.declaration.line)

    # -- claims --

    def claim(self, claim: Claim) -> ClaimReport:
        """The standing of one claim, from its backings."""
        reports = tuple(self.backing(claim, b) for b in claim.backing)
        backs = [r for r in reports if r.backing.role in _BACKS]
        flags = [] if self.pins.reviewed(claim.id) else ["unreviewed"]
        if not reports:
            return ClaimReport(claim, Standing.MISSING, "no theorem is named yet", (), tuple(flags))
        if not backs:
            worst = min(reports, key=lambda r: r.standing.rank)
            if worst.standing.rank < Standing.PARTIAL.rank:
                return ClaimReport(claim, worst.standing, worst.reason, reports, tuple(flags))
            reason = "backed only by special cases or supporting results"
            return ClaimReport(claim, Standing.PARTIAL, reason, reports, tuple(flags))
        choose = min if claim.need_all else max
        decisive = choose(backs, key=lambda r: r.standing.rank)
        return ClaimReport(claim, decisive.standing, decisive.reason, reports, tuple(flags))

    def report(self) -> Report:
        """Every claim judged, and the tallies."""
        claims = [
            self.claim(c) for c in self.catalogue.claims if c.lifecycle is not Lifecycle.RETRACTED
        ]
        retracted = tuple(c for c in self.catalogue.claims if c.lifecycle is Lifecycle.RETRACTED)
        families = {
            f.id: [c for c in claims if c.claim.family == f.id] for f in self.catalogue.families
        }
        papers = {
            p.id: [c for c in claims if any(r.paper == p.id for r in c.claim.papers)]
            for p in self.catalogue.papers
        }
        counts = Counter(c.standing for c in claims)
        return Report(
            catalogue=self.catalogue,
            claims=tuple(claims),
            retracted=retracted,
            covered=_covered(claims),
            checked=counts[Standing.CHECKED],
            standings={s: counts[s] for s in Standing},
            families={k: _covered(v) for k, v in families.items()},
            families_checked={k: _checked(v) for k, v in families.items()},
            papers={k: _covered(v) for k, v in papers.items()},
            papers_checked={k: _checked(v) for k, v in papers.items()},
            disagreements=tuple(self._disagreements()),
            complete=self.index.complete,
        )

    def _disagreements(self) -> Iterable[Disagreement]:
        """Declarations of which text and kernel say different things."""
        for ref, entry in sorted(self.uses.entries.items(), key=lambda item: str(item[0])):
            constant = self.evidence.constant(ref)
            if constant is None or self._unbuilt(entry):
                continue
            kernel = bool(_SORRY_AXIOMS & set(constant.axioms))
            text = entry.declaration.sorry or ref in self.uses.hidden
            if kernel and not text and not self.uses.witness(ref, self._text_sorry):
                message = (
                    f"the text of {ref.name} shows no sorry, the compiler's record says sorryAx"
                )
                yield Disagreement(ref, "clean", "sorryAx", message)
            elif text and not kernel:
                message = f"the text of {ref.name} shows a sorry, the compiler's record says none"
                yield Disagreement(ref, "sorry", "clean", message)

    def _text_sorry(self, ref: Ref) -> bool:
        entry = self.uses.entries.get(ref)
        return entry is not None and (entry.declaration.sorry or ref in self.uses.hidden)


def _covered(claims: Iterable[ClaimReport]) -> Tally:
    listed = list(claims)
    return Tally(sum(c.standing.covered for c in listed), len(listed))


def _checked(claims: Iterable[ClaimReport]) -> int:
    return sum(c.standing is Standing.CHECKED for c in claims)


def _is_proof(entry: Entry) -> bool:
    """Whether a declaration can back a claim: a theorem, or an instance of a class of laws."""
    return entry.declaration.kind in ("theorem", "instance")


def _not_a_theorem(entry: Entry) -> str:
    return f"{entry.ref.name} is a {entry.declaration.kind}, not a theorem"


def _flags(entry: Entry) -> Iterable[str]:
    declaration = entry.declaration
    if "private" in declaration.modifiers:
        yield "private"
    if any(a.startswith("deprecated") for a in declaration.attributes):
        yield "deprecated"
    for mark in declaration.trust:
        if mark not in _PROOF_TRUST:
            yield mark


def summary(report: Report) -> Mapping[str, object]:
    """The headline as plain numbers, the same for terminal, page and JSON."""
    return {
        "covered": report.covered.done,
        "checked": report.checked,
        "total": report.covered.total,
    }
