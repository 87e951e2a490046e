"""Declaration × uses × evidence → verdict: what is wrong with one declaration, worst first.

The text is read first.  Where there is a compiler's record of exactly these sources it wins, with
one exception: what goes round the kernel leaves no trace in the record, so that there the text
wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from indexer.claims.allowed_axioms import STANDARD_AXIOMS, Allowed, described
from indexer.evidence.records import ConstantEvidence, Freshness
from indexer.judge.records import Standing
from indexer.lean import library
from indexer.names.automation import label
from indexer.names.table import Entry
from indexer.scan.records import ProjectIndex, Ref
from indexer.troubles import Effect, Trouble, Troubles
from indexer.usegraph.graph import Bodies, Uses, Way, Ways

SORRY_AXIOMS = frozenset({"sorryAx", "Lean.sorryAx"})
_ASSUMED = (Effect.AXIOM, Effect.COMPILED, Effect.BYPASS, Effect.UNREAD)


class Evidence(Protocol):
    """What standing needs to know of the compiler's record."""

    @property
    def fresh(self) -> Set[tuple[str, str]]:
        """The modules (project, module) of which there is a record of exactly these sources."""
        ...

    def freshness(self, ref: Ref) -> Freshness:
        """Whether there is a record of exactly these sources."""
        ...

    def recorded(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record under a declaration's name, whether or not it is of what the text
        declares."""
        ...

    def constant(self, ref: Ref) -> ConstantEvidence | None:
        """The fresh record of a declaration, or None."""
        ...

    def misfit(self, ref: Ref) -> str | None:
        """Why the fresh record of a declaration is not of what the text declares; None when it
        fits, or there is none."""
        ...

    def toolchain(self, ref: Ref) -> str | None:
        """The Lean that made the record."""
        ...


class NoEvidence:
    """Sources nobody has compiled."""

    fresh: Set[tuple[str, str]] = frozenset()

    def freshness(self, ref: Ref) -> Freshness:  # noqa: ARG002
        """There is none."""
        return Freshness.ABSENT

    def recorded(self, ref: Ref) -> ConstantEvidence | None:  # noqa: ARG002
        """There is none."""
        return None

    def constant(self, ref: Ref) -> ConstantEvidence | None:  # noqa: ARG002
        """There is none."""
        return None

    def misfit(self, ref: Ref) -> str | None:  # noqa: ARG002
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
    `allowed` are axioms beside Lean's own three, `bodies` gives the words of a
    declaration's body."""

    def __init__(
        self,
        uses: Uses,
        evidence: Evidence,
        troubles: Troubles,
        allowed: Iterable[str] = (),
        bodies: Bodies | None = None,
    ) -> None:
        self._bodies = bodies
        self.uses = uses
        self.evidence = evidence
        self.troubles = troubles
        self.allowed = Allowed(allowed)
        self._broken: dict[str, Mapping[str, str]] = {}

    @cached_property
    def _to_sorry(self) -> Ways:
        return self._ways(Effect.SORRY)

    @cached_property
    def _to_trust(self) -> Ways:
        return self._ways(*_ASSUMED)

    @cached_property
    def _to_forgery(self) -> Ways:
        return self._ways(Effect.BYPASS)

    @cached_property
    def _to_doubt(self) -> Ways:
        """The ways to what stands where text cannot see through."""
        places = {
            (project.project.id, module.name)
            for project in self.uses.table.index.projects
            for module in project.modules
            if self._is_unclear(project, module.name)
        }
        refs = (ref for ref in self.uses.entries if places and ref[:2] in places)
        return self.uses.ways({ref: False for ref in refs if self._surroundings(ref)})

    def _is_unclear(self, project: ProjectIndex, module: str) -> bool:
        """Whether there is anything in a module, or around it, that text cannot see through."""
        key = (project.project.id, module)
        return bool(project.project.unclear or key in self._carriers or any(self._spoken(*key)))

    def _ways(self, *effects: Effect) -> Ways:
        """The ways to troubles with such an effect.  What the compiler's record knows to be in
        order ends a way, and what it knows to rest on a sorry is a source."""
        sources: dict[Ref, bool] = {}
        programs: dict[Ref, bool] = {}
        for trouble in self.troubles.all:
            if trouble.rule.effect in effects:
                found = programs if is_program(trouble) else sources
                found[trouble.ref] = trouble.certain or found.get(trouble.ref, False)
        closed = []
        by_record = Effect.BYPASS not in effects or len(effects) > 1
        if by_record and (sources or programs or self._any_left(*effects)):
            for ref in self._compiled:
                constant = self.evidence.constant(ref)
                if constant is not None:
                    if self._is_left(constant, *effects):
                        sources[ref] = True
                    elif self._first(ref, Effect.BYPASS) is None or Effect.BYPASS not in effects:
                        sources.pop(ref, None)
                        closed.append(ref)
        return self.uses.ways(sources, programs, closed, self._bodies)

    @cached_property
    def _compiled(self) -> Sequence[Ref]:
        """The declarations of modules of which there is a record."""
        fresh = self.evidence.fresh
        return [r for r in self.uses.entries if (r.project, r.module) in fresh] if fresh else []

    def _any_left(self, *effects: Effect) -> bool:
        """Whether any record may say so: to ask whether all fit what the text declares takes
        longer than all else."""
        recorded = map(self.evidence.recorded, self._compiled)
        return any(self._is_left(each, *effects) for each in recorded if each is not None)

    def _is_left(self, constant: ConstantEvidence, *effects: Effect) -> bool:
        """Whether a record says that a constant rests on something of that sort."""
        if Effect.SORRY in effects:
            return bool(SORRY_AXIOMS & set(constant.axioms))
        return bool({*self.allowed.beyond(constant.axioms)} - SORRY_AXIOMS)

    def of(self, entry: Entry) -> Verdict:
        """The verdict on a declaration as text and kernel have it."""
        unbuilt = self.unbuilt(entry)
        if unbuilt:
            return Verdict(Standing.UNBUILT, unbuilt)
        text = self._by_text(entry)
        constant = self.evidence.constant(entry.ref)
        if constant is not None:
            return self._settled(entry, self._by_kernel(entry, constant, text))
        if self._is_unknown_to_kernel(entry):
            reason = "the compiler's record of exactly this source holds no such declaration"
            return Verdict(Standing.UNBUILT, reason)
        return self._settled(entry, text)

    def _settled(self, entry: Entry, verdict: Verdict) -> Verdict:
        """A good verdict only where nothing stands in its way that text cannot see through."""
        if not verdict.standing.covered:
            return verdict
        misfit = self.evidence.misfit(entry.ref)
        if misfit:
            reason = f"the compiler's record is of another statement: {misfit}"
            return Verdict(Standing.UNSETTLED, reason, (entry.ref,), verdict.axioms)
        way = self._to_doubt.possible(entry.ref)
        if way:
            end = way.path[-1]
            reason = f"{self._surroundings(end)}, and text cannot tell what came of it"
            if len(way.path) > 1:
                reason = f"rests on {end.name}: {reason}"
            return Verdict(Standing.UNSETTLED, reason, way.path, verdict.axioms)
        return verdict

    def _surroundings(self, ref: Ref) -> str | None:
        """What may go round the kernel, or leave a proof out, where a declaration stands: in its
        lakefile, above it in its file, or in a file that this one imports."""
        for entry in self.uses.table.entries.get(ref, ()):
            unclear = entry.project.project.unclear
            if unclear:
                return f"the lakefile of {ref.project} is not understood: {unclear[0]}"
            for trouble in self._spoken(ref.project, ref.module):
                if trouble.span.line <= entry.declaration.end_line:
                    return f"{entry.module.path} {trouble.words} in line {trouble.span.line}"
            carrier = self._carriers.get((ref.project, ref.module))
            if carrier:
                return f"{carrier}, which {ref.module} imports, does such a thing in a macro"
        return None

    def _spoken(self, project: str, module: str) -> Iterable[Trouble]:
        """The possible troubles of a file as a whole."""
        found = self.troubles.of(Ref(project, module, ""))
        return (t for t in found if not t.certain)

    @cached_property
    def _carriers(self) -> Mapping[tuple[str, str], str]:
        """The modules that import one whose macros or programs may do such a thing, each with that
        module."""
        above: dict[str, list[tuple[str, str]]] = defaultdict(list)
        queue: list[tuple[str, str]] = []
        for project in self.uses.table.index.projects:
            for module in project.modules:
                for imported in module.imports:
                    above[imported.name].append((project.project.id, module.name))
                spoken = self._spoken(project.project.id, module.name)
                if any(module.spreads or t.rule.id in SPREADING for t in spoken):
                    queue.append((module.name, module.name))
        found: dict[tuple[str, str], str] = {}
        for name, carried in queue:
            for key in above[name]:
                if key not in found:
                    found[key] = carried
                    queue.append((key[1], carried))
        return found

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
        if own and own.certain:
            return Standing.SORRY, _own(own), (entry.ref,)
        way = self.origin(entry.ref)
        if way:
            return Standing.TAINTED, self._rests_on(way, Effect.SORRY), way.path
        reason = "the compiler's record says sorryAx, though the text shows no sorry"
        return Standing.SORRY, reason, (entry.ref,)

    def origin(self, ref: Ref) -> Way | None:
        """The way to the sorry that a record knows of: the record makes it certain that there is
        one, so that the likeliest will do."""
        way = self._written.certain(ref) or self._written.possible(ref)
        return way if way and len(way.path) > 1 else None

    @cached_property
    def _written(self) -> Ways:
        """The ways to what is written, whatever a record says."""
        found = [t for t in self.troubles.all if t.rule.effect is Effect.SORRY]
        sources = {t.ref: t.certain for t in found if not is_program(t)}
        return self.uses.ways(sources, {t.ref: True for t in found if is_program(t)})

    def _is_unknown_to_kernel(self, entry: Entry) -> bool:
        fresh = self.evidence.freshness(entry.ref) is Freshness.FRESH
        misfit = self.evidence.misfit(entry.ref)
        return fresh and misfit is None and not entry.declaration.approximate

    # -- what the text shows --

    def _by_text(self, entry: Entry) -> Verdict:
        declaration = entry.declaration
        if declaration.kind == "axiom":
            reason = f"{declaration.name} is an axiom, not a theorem"
            return Verdict(Standing.ASSUMES, reason, (entry.ref,), (declaration.name,))
        own = self.sorry(entry.ref)
        if own and own.certain:
            return Verdict(Standing.SORRY, _own(own), (entry.ref,), ("sorryAx",))
        way = self._to_sorry.certain(entry.ref)
        if way:
            reason = self._rests_on(way, Effect.SORRY)
            return Verdict(Standing.TAINTED, reason, way.path, ("sorryAx",))
        axioms = self._axioms(entry.ref)
        way = self._to_trust.certain(entry.ref)
        if way:
            return Verdict(Standing.ASSUMES, self._rests_on(way, *_ASSUMED), way.path, axioms)
        doubt = self._doubt(entry.ref)
        if doubt:
            reason, path = doubt
            return Verdict(Standing.UNSETTLED, reason, path, axioms)
        reason = "no sorry and no axiom, as far as the sources tell"
        return Verdict(Standing.CLEAN, reason, (), axioms)

    def _doubt(self, ref: Ref) -> tuple[str, tuple[Ref, ...]] | None:
        """What text cannot tell: a sentence that names the source and the way, and the path."""
        for ways, effects in ((self._to_sorry, (Effect.SORRY,)), (self._to_trust, _ASSUMED)):
            way = ways.possible(ref)
            if way:
                return f"text cannot tell: {self._may(way, *effects)}; a build settles it", way.path
        return None

    def _may(self, way: Way, *effects: Effect) -> str:
        """How a possible way may bring what stands at its end."""
        end = way.path[-1]
        what = self._what(end, *effects)
        if len(way.path) == 1:
            return f"it {what}"
        if way.at is None:
            return f"it uses `{end.name}`, which {what}"
        user = way.path[way.path.index(way.at) - 1]
        who = "it" if user == way.path[0] else f"`{user.name}`, which it rests on,"
        met = f"`{way.at.name}`" + (f", which rests on `{end.name}`" if way.at != end else "")
        if way.by:
            return f"by {label(way.by)} {who} may use {met}, which {what}"
        verb = "run" if way.at in self.uses.notations else "mean"
        return f"{who} may {verb} {met}, which {what}"

    def _what(self, ref: Ref, *effects: Effect) -> str:
        trouble = self._first(ref, *effects)
        if trouble is not None:
            return trouble.words
        return "rests on a sorry or an axiom, as the compiler's record says"

    def _rests_on(self, way: Way, *effects: Effect) -> str:
        """ "rests on x, which …"; of the declaration itself what is to be said."""
        words = self._what(way.path[-1], *effects)
        if len(way.path) == 1:
            return f"it {words}"
        return f"rests on {way.path[-1].name}, which {words}"

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
        if bypass or (constant is not None and not self.allowed.beyond(constant.axioms)):
            return bypass
        return self._first(ref, *_ASSUMED)

    def _first(self, ref: Ref, *effects: Effect) -> Trouble | None:
        """The gravest trouble of a declaration that has one of these effects."""
        return next((t for t in self.troubles.of(ref) if t.rule.effect in effects), None)

    def _axioms(self, ref: Ref) -> tuple[str, ...]:
        """The axioms of the projects that a declaration reaches; Lean's own cannot be seen."""
        return self.uses.axioms(ref)

    # -- what the kernel says --

    def _by_kernel(self, entry: Entry, constant: ConstantEvidence, text: Verdict) -> Verdict:
        """The kernel's record of exactly these sources wins over the text, unless the text shows
        that the kernel was gone round."""
        axioms = tuple(sorted(constant.axioms))
        if SORRY_AXIOMS & set(axioms):
            standing, reason, path = self._where_from(entry)
            return Verdict(standing, reason, path, axioms, exact=True)
        foreign = self.allowed.beyond(axioms, self._axioms(entry.ref))
        if foreign:
            path = text.witness if text.standing is Standing.ASSUMES else (entry.ref,)
            reason = f"rests on {described(foreign)}"
            return Verdict(Standing.ASSUMES, reason, path, axioms, exact=True)
        forged = self._to_forgery.certain(entry.ref)
        if forged:
            reason = self._rests_on(forged, Effect.BYPASS)
            return Verdict(Standing.ASSUMES, reason, forged.path, axioms, exact=True)
        doubt = self._to_forgery.possible(entry.ref)
        if doubt:
            reason = f"no record can tell: {self._may(doubt, Effect.BYPASS)}"
            return Verdict(Standing.UNSETTLED, reason, doubt.path, axioms, exact=True)
        if entry.declaration.kind == "theorem" and constant.kind != "theorem":
            reason = f"the compiler has it as a {constant.kind}, not as a theorem"
            return Verdict(Standing.PARTIAL, reason, (), axioms, exact=True)
        unknown = self._unknown(entry, constant)
        if unknown:
            reason = (
                f"the compiler's record is of a statement with `{unknown}`, which no text declares"
            )
            return Verdict(Standing.UNSETTLED, reason, (entry.ref,), axioms, exact=True)
        note = "the compiler's record of exactly these sources shows only the standard axioms"
        further = [a for a in axioms if a not in STANDARD_AXIOMS]
        if further:
            note += f" and {described(further)}, which leancat.toml allows"
        if constant.boundary:
            note += f" (beyond {', '.join(constant.boundary)} it was not followed)"
        return Verdict(Standing.CHECKED, note, (), axioms, exact=True)

    def _unknown(self, entry: Entry, constant: ConstantEvidence) -> str | None:
        """A constant of a statement that nobody can read up, where a command of the project's own
        may have put it there."""
        if not any(t.rule.id in _CHANGES_SCENE for t in self.troubles.of(entry.ref)):
            return None
        known = library.names()
        return next(
            (
                n
                for n in constant.mentions
                if n not in known and not self.uses.table.called(n, None)
            ),
            None,
        )


SPREADING = frozenset({"redefined-command", "own-scene"})


def is_program(trouble: Trouble) -> bool:
    """Whether a trouble is that of a program: it is there for those who run it, and not for those
    who speak of it."""
    subject = trouble.declaration
    return subject is None or (subject.kind != "theorem" and trouble.rule.id in _OF_PROGRAMS)


_CHANGES_SCENE = frozenset({"own-scene", "taken-by-command"})
_OF_PROGRAMS = frozenset("forging-program program-with-sorry sorry-by-program spelt-names".split())


def _own(trouble: Trouble) -> str:
    """What is to be said of the declaration that has a trouble itself."""
    return f"it {trouble.words}"
