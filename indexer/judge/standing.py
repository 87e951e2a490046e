"""Claim × index × uses × evidence → standing: what a claim rests on, and why.

The rules and their order are the contract in the documentation (`docs/standing.md`); the first
that applies, from the top, is the standing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from indexer.claims.records import Backing, Catalogue, Claim, ClaimKind, Lifecycle, Role
from indexer.judge import parts
from indexer.judge.meanings import Meanings
from indexer.judge.outlined import NothingOutlined, Outlined
from indexer.judge.outside import NothingOutside, Outside
from indexer.judge.packages import NoPackages, Packages
from indexer.judge.pins import NoPins, Pins, ReviewChange
from indexer.judge.reading import Reader, Sources, no_sources, says_prop
from indexer.judge.records import (
    ELSEWHERE,
    IN_PACKAGE,
    SAYS_NOTHING,
    BackingReport,
    ClaimReport,
    Disagreement,
    Report,
    Standing,
    Tally,
    WitnessStep,
)
from indexer.judge.reviews import Verdict as ReviewVerdict
from indexer.judge.reviews import objections
from indexer.judge.said import SaidStatement
from indexer.judge.verdict import SORRY_AXIOMS, Evidence, NoEvidence, Verdict, Verdicts
from indexer.names import elsewhere
from indexer.names.table import Entry
from indexer.scan.records import Index, Ref
from indexer.troubles import Effect, Trouble, Troubles
from indexer.troubles.rules import no_theorem
from indexer.usegraph.graph import Uses

_BACKS = (Role.EXACT, Role.STRONGER)
_MOST_PLACES = 20  # of one name, that are told


@dataclass(frozen=True, slots=True)
class Beside:
    """The judge of another index, and the modules (project and name) that both have in common; the
    settings of its catalogue, the compiler's record and the packages are the same."""

    judge: Judge
    modules: frozenset[tuple[str, str]]

    def twin(self, entry: Entry) -> Entry | None:
        """The same declaration there; None for one of which more or less may be said."""
        if (entry.ref.project, entry.ref.module) not in self.modules:
            return None
        there = self.judge.uses.entries.get(entry.ref)
        return there if there and there.declaration is entry.declaration else None


@dataclass(frozen=True, slots=True)
class _Description:
    """What is to be said of a declaration, and the troubles of its statement where it carries a
    claim."""

    report: BackingReport
    hollow: tuple[Trouble, ...] = ()


class Judge:
    """Judges declarations and claims of one catalogue.

    `sources` gives the text of a declaration's module, None when it cannot be had; `pins` makes of
    what reads statements what was reviewed; `troubles` is the register of the index (default: found
    here), `outside` the repositories that external backings are in (default: none is at hand), and
    `packages` those that the projects require (default: nobody looks at them).  `beside` is the
    judge of another index, which is asked first of what both have in common.  Without `cones` no
    report says what its statement depends on.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        index: Index,
        uses: Uses,
        pins: Callable[[Reader], Pins] = lambda _: NoPins(),
        evidence: Evidence | None = None,
        sources: Sources = no_sources,
        troubles: Troubles | None = None,
        outside: Outside | None = None,
        packages: Packages | None = None,
        beside: Beside | None = None,
        *,
        cones: bool = True,
        outlined: Outlined | None = None,
    ) -> None:
        self._tells_cones = cones
        self.catalogue = catalogue
        self.beside = beside
        self.outside = outside or NothingOutside()
        self.packages = packages or NoPackages()
        self.index = index
        self.uses = uses
        self.outlined = outlined or NothingOutlined(uses.table)
        self.evidence = evidence or NoEvidence()
        allowed = catalogue.config.allowed_axioms
        self.troubles = troubles or Troubles(index, allowed)
        self.reader = Reader(uses, sources)
        self.pins = pins(self.reader)
        self._meanings = Meanings(self.reader, self.outlined.stating)
        self._read: dict[tuple[Entry, str], SaidStatement] = {}
        self._hollow: dict[Trouble, None] = {}
        self._described_as: dict[tuple[Entry, Backing | None, ClaimKind], _Description] = {}
        self.verdicts = Verdicts(uses, self.evidence, self.troubles, allowed, self.reader.body)

    # -- one backing --

    def backing(self, claim: Claim, backing: Backing) -> BackingReport:
        """Resolve and judge one backing of a claim."""
        if backing.repo:
            return self._external(claim, backing)
        found = self._meant(backing)
        if len(found) != 1:
            return self._missing(claim, backing, found)
        entry = found[0]
        report = self._described(claim, entry, backing)
        if not _may_be_worse(report.standing):
            return report
        return _with_change(report, self.pins.change(claim, entry))

    def _external(self, claim: Claim, backing: Backing) -> BackingReport:
        """The same for one in another repository."""
        found = self.outside.judged(claim, backing)
        if not _may_be_worse(found.report.standing) or not found.read:
            return found.report
        return _with_change(found.report, self.pins.outside_change(claim, backing, found.read))

    def _meant(self, backing: Backing) -> list[Entry]:
        """What a backing may name.  A private twin in another file has no name that anybody could
        write outside of it."""
        found = self.uses.table.called(backing.decl, backing.project, backing.module)
        found = self.seen(found)
        return [e for e in found if e.declaration.visibility != "private"] or found

    def _described(self, claim: Claim, entry: Entry, backing: Backing) -> BackingReport:
        """What is to be said of a declaration as a backing of a claim.

        Who writes a source has no word for a theorem that Lean has as a construction (a lattice, an
        equivalence).  Whether what it constructs is what is claimed, text cannot tell.  Beside a
        theorem it is what that one speaks of.
        """
        made = claim.asserted is not None and not self._proves(entry, backing)
        beside = made and any(map(self._is_proof, claim.backing))
        if not beside and not (made and _constructs(entry)):
            return self.describe(entry, backing, claim.kind)
        report = self.describe(entry, backing, ClaimKind.DEFINITION)
        meant = claim.kind is ClaimKind.DEFINITION or _tells_no_kinds(claim)
        if beside or meant or not report.standing.covered:
            return report
        what = f"{entry.ref.name}, which is no theorem, constructs what is claimed"
        reason = f"text cannot tell whether {what}"
        return replace(report, standing=Standing.UNSETTLED, reason=reason)

    def _is_proof(self, backing: Backing) -> bool:
        found = self._meant(backing)
        return len(found) == 1 and self._proves(found[0], backing)

    def _proves(self, entry: Entry, backing: Backing) -> bool:
        part = parts.part(self.reader, entry, backing.decl)
        return not any(no_theorem.find(SaidStatement(self._meanings, entry, part)))

    def describe(
        self,
        entry: Entry,
        backing: Backing | None = None,
        kind: ClaimKind = ClaimKind.THEOREM,
    ) -> BackingReport:
        """What is to be said of a declaration, whichever claim of that kind it backs."""
        placed = backing
        backing = replace(backing, place=None) if backing else None
        found = self._description(entry, backing, kind)
        if backing and backing.role in _BACKS:
            self._hollow.update(dict.fromkeys(found.hollow))
        return replace(found.report, backing=placed) if placed else found.report

    def _description(self, entry: Entry, backing: Backing | None, kind: ClaimKind) -> _Description:
        key = (entry, backing, kind)
        if key not in self._described_as:
            beside = self.beside
            twin = beside.twin(entry) if beside else None
            if beside and twin:
                self._described_as[key] = beside.judge._description(twin, backing, kind)
            else:
                self._described_as[key] = self._describe(entry, backing, kind)
        return self._described_as[key]

    def _describe(self, entry: Entry, backing: Backing | None, kind: ClaimKind) -> _Description:
        alone = self.verdicts.of(entry)
        verdict = self._with_packages(entry, alone)
        part = parts.part(self.reader, entry, backing.decl) if backing else None
        said = self._said(entry, part)
        refutes = backing is not None and backing.role is Role.REFUTES
        standing, reason = self._weighed(said, verdict.standing, verdict.reason, kind, refutes)
        report = BackingReport(
            backing=backing or Backing(entry.ref.name, entry.ref.project),
            standing=standing,
            reason=reason,
            ref=entry.ref,
            declaration=entry.declaration,
            path=entry.module.path,
            line=entry.declaration.line,
            axioms=verdict.axioms,
            axioms_exact=verdict.exact,
            witness=tuple(self._step(ref) for ref in verdict.witness),
            cone=tuple(self.uses.cone(entry.ref)) if self._tells_cones else (),
            assumptions=(
                *self.reader.assumptions(entry),
                *self._meanings.remarks(entry),
            ),
            evidence=self.evidence.freshness(entry.ref),
            evidence_toolchain=self.evidence.toolchain(entry.ref),
            flags=(*self._flags(entry), *([IN_PACKAGE] if verdict is not alone else [])),
            part=part.name if part else "",
        )
        return _Description(report, said.found if backing and backing.role in _BACKS else ())

    def cone(self, report: BackingReport) -> tuple[Ref, ...]:
        """What the statement of a backing depends on, where reports do not tell it, too."""
        if self._tells_cones or report.ref is None:
            return report.cone
        return tuple(self.uses.cone(report.ref))

    def in_full(self, claim: ClaimReport) -> ClaimReport:
        """A claim with what its statements depend on, where reports do not tell it, too."""
        if self._tells_cones:
            return claim
        backings = (replace(backing, cone=self.cone(backing)) for backing in claim.backings)
        return replace(claim, backings=tuple(backings))

    def _with_packages(self, entry: Entry, verdict: Verdict) -> Verdict:
        """A good verdict only where nothing is wrong in the packages that are used, as far as no
        record tells of those."""
        if not _may_be_worse(verdict.standing) or not self.packages.all:
            return verdict
        constant = self.evidence.constant(entry.ref)
        if constant is not None and not constant.boundary:
            return verdict
        found = self.packages.verdict(entry)
        if found is None or found.standing.rank >= verdict.standing.rank:
            return verdict
        return found

    def _weighed(
        self,
        said: SaidStatement,
        standing: Standing,
        reason: str,
        kind: ClaimKind,
        refutes: bool = False,
    ) -> tuple[Standing, str]:
        """A standing with what is to be said of the statement, or of that of a part.  Of what
        backs a definition no statement is asked; and what refutes may be plainly true, as `¬ ∀ n,
        n < 20` is, where it denies or exhibits something."""
        entry, part = said.entry, said.part
        if part is not None and standing is Standing.SORRY and self._holds_no_sorry(entry, part):
            where = f"{entry.ref.name}, whose {part.what} it is, holds a sorry elsewhere"
            return Standing.UNSETTLED, f"text cannot tell what it rests on: {where}"
        if not _may_be_worse(standing) or kind is ClaimKind.DEFINITION:
            return standing, reason
        constant = self.evidence.constant(entry.ref) if part is None else None
        found = said.judge(constant.mentions if constant else ())
        if refutes and self._denies(said.entry):
            found = tuple(trouble for trouble in found if trouble.rule.id != "true-conclusion")
        first = next(iter(found), None)
        if first is not None and first.certain:
            return Standing.PARTIAL, f"it {first.words}"
        if first is not None and standing.covered:
            return Standing.UNSETTLED, f"it {first.words}"
        return standing, reason

    def _denies(self, entry: Entry) -> bool:
        """Whether a conclusion is a negation, or says that there is something."""
        conclusion = self.reader.statement(entry).conclusion
        return conclusion[:1] in (("¬",), ("∃",), ("Not",), ("Exists",)) or "≠" in conclusion

    @property
    def hollow(self) -> tuple[Trouble, ...]:
        """The troubles of the statements that carry claims, as far as these were judged."""
        return tuple(self._hollow)

    def _said(self, entry: Entry, part: parts.Part | None = None) -> SaidStatement:
        """What a declaration's own statement says, or that of a part."""
        key = entry, part.name if part else ""
        if key not in self._read:
            self._read[key] = SaidStatement(self._meanings, entry, part)
        return self._read[key]

    def _holds_no_sorry(self, entry: Entry, part: parts.Part) -> bool:
        lines = part.lines
        own = (s for s in entry.module.sorries if s.owner == entry.declaration.name)
        return lines is not None and not any(s.line in lines for s in own)

    def _flags(self, entry: Entry) -> Iterable[str]:
        """Remarks that change no standing."""
        declaration = entry.declaration
        if "private" in declaration.modifiers:
            yield "private"
        if any(a.startswith("deprecated") for a in declaration.attributes):
            yield "deprecated"
        if self._said(entry).is_stand_in:
            yield SAYS_NOTHING
        yield from (t.kind for t in self.troubles.of(entry.ref) if t.rule.effect is Effect.CODE)

    def seen(self, found: list[Entry]) -> list[Entry]:
        """What is meant of several declarations of one name: what Lean sees, and of a Challenge and
        its Solution the one that proves."""
        return self._seen_by_lean(self._without_challenge(found))

    def _seen_by_lean(self, found: list[Entry]) -> list[Entry]:
        """What Lean never sees stands aside where there is something of that name that it sees."""
        return [e for e in found if self.verdicts.unbuilt(e) is None] or found

    def _may_be_elsewhere(self, backing: Backing) -> bool:
        return elsewhere.may_be(backing.decl, self.index, self.outlined.is_known)

    def _without_challenge(self, found: list[Entry]) -> list[Entry]:
        """What a Challenge states stands aside where its Solution has something of that name."""
        if len(found) < 2 or not self._challenges:
            return found
        return [e for e in found if (e.ref.module, e.ref.name) not in self._challenges] or found

    @cached_property
    def _challenges(self) -> frozenset[tuple[str, str]]:
        """Module and name of what Challenges state for their Solutions to prove."""
        origins = self.catalogue.origins
        return frozenset((challenge, n) for o in origins for challenge, _, n in o.meant)

    def _missing(self, claim: Claim, backing: Backing, found: list[Entry]) -> BackingReport:
        if not found and claim.asserted is not None and claim.asserted.in_mathlib:
            reason = f"`{backing.decl}` is said to be in Mathlib, which was not read"
            return BackingReport(backing, Standing.UNSETTLED, reason)
        if found:
            places = sorted(f"{e.ref.project}:{e.module.path}:{e.declaration.line}" for e in found)
            more = [f"and {len(places) - _MOST_PLACES} more"] if len(places) > _MOST_PLACES else []
            del places[_MOST_PLACES:]  # a repository of strangers can have thousands
            reason = f"`{backing.decl}` is ambiguous: {', '.join(places + more)}"
            if len({e.ref.project for e in found}) < len(found):
                reason += "; `module:` beside it says which is meant"
            names: tuple[str, ...] = tuple(places)
        else:
            names = tuple(self.outlined.suggestions.like(backing.decl, backing.project))
            reason = f"no declaration `{backing.decl}`"
            if backing.project:
                reason += f" in {backing.project}"
            if backing.module:
                reason += f", module {backing.module}"
            if names:
                reason += f"; did you mean {', '.join(f'`{n}`' for n in names)}?"
            if claim.asserted is not None and self._may_be_elsewhere(backing):
                reason += "; a package that was not read may have it, or a command make it"
                return BackingReport(
                    backing, Standing.UNSETTLED, reason, suggestions=names, flags=(ELSEWHERE,)
                )
        flags = ("ambiguous",) if found else ()
        return BackingReport(backing, Standing.MISSING, reason, suggestions=names, flags=flags)

    def _step(self, ref: Ref) -> WitnessStep:
        entry = self.uses.entries.get(ref)
        if entry is None:
            return self.packages.step(ref) or WitnessStep(ref.name, ref.project, None, None)
        return WitnessStep(ref.name, ref.project, entry.module.path, entry.declaration.line)

    # -- claims --

    def claim(self, claim: Claim) -> ClaimReport:
        """The standing of one claim, from its backings and its reviews."""
        found = self._claim(claim)
        change = self.pins.claim_change(claim)
        if change is not None:
            found = replace(found, is_reopened=True)
            if not _may_be_worse(found.standing):
                return found
            flags = (*found.flags, change.flag)
            return replace(
                found,
                standing=Standing.SUSPECT,
                reason=change.reason,
                flags=flags,
                drift=change.drift,
            )
        reviews = self.pins.reviews(claim)
        if not reviews:
            return found
        if self._reads_otherwise(claim, found.backings):
            return replace(found, is_reopened=True)
        return self._objected(replace(found, reviews=reviews))

    def _reads_otherwise(self, claim: Claim, backings: Iterable[BackingReport]) -> bool:
        """Whether a backing says something else than when it was reviewed."""
        for backing in backings:
            if backing.standing is Standing.SUSPECT:
                return True
            entry = self.uses.entries.get(backing.ref) if backing.ref else None
            asked = _may_be_worse(backing.standing)  # nothing had changed then
            if entry is not None and not asked and self.pins.change(claim, entry) is not None:
                return True
        return False

    def _objected(self, found: ClaimReport) -> ClaimReport:
        """A claim with what its readers hold against it."""
        first = next(iter(objections(found.reviews)), None)
        if first is None or not _may_be_worse(found.standing):
            return found
        standing = Standing.PARTIAL if first.verdict is ReviewVerdict.WEAKER else Standing.SUSPECT
        return replace(found, standing=standing, reason=first.words)

    def _claim(self, claim: Claim) -> ClaimReport:
        reports = tuple(self.backing(claim, b) for b in claim.backing)
        backs = [r for r in reports if r.backing.role in _BACKS]
        against = [r for r in reports if r.backing.role is Role.REFUTES]
        flags = [] if self.pins.reviewed(claim) else ["unreviewed"]
        if not reports:
            return ClaimReport(claim, Standing.MISSING, "no theorem is named yet", (), tuple(flags))
        if against:
            best = max(against, key=lambda r: r.standing.rank)
            reason = f"{best.name} refutes it" if best.standing.covered else best.reason
            return ClaimReport(claim, best.standing, reason, reports, tuple(flags))
        if not backs:
            worst = min(reports, key=lambda r: r.standing.rank)
            if worst.standing.rank < Standing.PARTIAL.rank:
                return ClaimReport(claim, worst.standing, worst.reason, reports, tuple(flags))
            reason = "backed only by special cases or supporting results"
            return ClaimReport(claim, Standing.PARTIAL, reason, reports, tuple(flags))
        choose = min if claim.need_all else max
        decisive = choose(backs, key=lambda r: r.standing.rank)
        if decisive.standing.covered and SAYS_NOTHING in decisive.flags:
            flags.append(SAYS_NOTHING)
        return ClaimReport(claim, decisive.standing, decisive.reason, reports, tuple(flags))

    def report(self) -> Report:
        """Every claim judged, and the tallies."""
        asked = (c for c in self.catalogue.claims if c.lifecycle is not Lifecycle.RETRACTED)
        every = [self.claim(claim) for claim in asked]
        judged = [claim for claim in every if not claim.is_refuted]
        claims = [c for c in judged if c.claim.kind is ClaimKind.THEOREM]
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
            claims=tuple(judged),
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
            refuted=tuple(claim for claim in every if claim.is_refuted),
            definitions=_covered(c for c in judged if c.claim.kind is ClaimKind.DEFINITION),
            packages=self.packages.all,
        )

    def _disagreements(self) -> Iterable[Disagreement]:
        """Declarations of which text and kernel say different things."""
        entries = self.uses.entries
        every = ((ref, self.evidence.recorded(ref)) for ref in entries)
        found = [(ref, recorded) for ref, recorded in every if recorded is not None]
        for ref, recorded in sorted(found, key=lambda pair: str(pair[0])):
            entry = entries[ref]
            kernel = bool(SORRY_AXIOMS & set(recorded.axioms))
            text = self._text_sorry(ref)
            if kernel is text or self.evidence.constant(ref) is None:
                continue
            if self.verdicts.unbuilt(entry):
                continue
            if kernel and not text and not self.verdicts.origin(ref):
                message = (
                    f"the text of {ref.name} shows no sorry, the compiler's record says sorryAx"
                )
                yield Disagreement(ref, "clean", "sorryAx", message)
            elif text and not kernel:
                message = f"the text of {ref.name} shows a sorry, the compiler's record says none"
                yield Disagreement(ref, "sorry", "clean", message)

    def _text_sorry(self, ref: Ref) -> bool:
        return self.verdicts.written_sorry(ref) is not None


def _with_change(report: BackingReport, change: ReviewChange | None) -> BackingReport:
    """A backing with what changed in it since it was reviewed."""
    if change is None:
        return report
    return replace(
        report,
        standing=Standing.SUSPECT,
        reason=change.reason,
        flags=(*report.flags, change.flag),
        drift=change.drift,
    )


def _may_be_worse(standing: Standing) -> bool:
    """Whether there is nothing against it so far but that text cannot tell."""
    return standing.covered or standing is Standing.UNSETTLED


def _covered(claims: Iterable[ClaimReport]) -> Tally:
    listed = list(claims)
    return Tally(sum(c.standing.covered for c in listed), len(listed))


def _checked(claims: Iterable[ClaimReport]) -> int:
    return sum(c.standing is Standing.CHECKED for c in claims)


def _tells_no_kinds(claim: Claim) -> bool:
    """Mathlib's lists have one word for theorems and for what is constructed."""
    return claim.asserted is not None and claim.asserted.source == "mathlib"


def _constructs(entry: Entry) -> bool:
    """Whether a declaration makes a thing, neither a type nor a proposition, which may be false."""
    written = entry.declaration.statement.replace("*", " ").split()
    makes = entry.declaration.kind in ("def", "instance", "opaque")
    return makes and written[-1:] != ["Type"] and not says_prop(entry.declaration)


def summary(report: Report) -> Mapping[str, object]:
    """The headline as plain numbers, the same for terminal, page and JSON."""
    return {
        "covered": report.covered.done,
        "checked": report.checked,
        "total": report.covered.total,
    }
