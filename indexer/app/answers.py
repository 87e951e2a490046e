"""What people, agents and editors ask of a survey, answered as plain data.

Nothing here reads a file or prints.  Each answer is of one survey; names that nothing has raise
UsageError with what is close to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from indexer.app.gating import folders_of, ground
from indexer.app.search import Hit, find
from indexer.app.survey import Survey
from indexer.base.closures import bits, closure, union
from indexer.base.errors import Problem, UsageError
from indexer.base.suggestions import near
from indexer.claims.records import Claim, Role
from indexer.formats import answers
from indexer.formats.answers import Json, Paths
from indexer.judge.records import BackingReport, ClaimReport
from indexer.judge.verdict import Verdict
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.troubles import Trouble
from indexer.usegraph.ways import certain_targets

_CARRIES = (Role.EXACT, Role.STRONGER)
_BRIEF = 300  # characters of a statement that a list shows


class Answers:
    """The answers of one survey."""

    def __init__(self, found: Survey) -> None:
        place = ground(Path(found.catalogue.root))
        self.found = found
        self.paths = Paths(folders_of(found.index, place.top), place.parent)

    # --- names ------------------------------------------------------------------------------------

    def claims_called(self, name: str) -> list[ClaimReport]:
        """The claims with this id, now or formerly."""
        judged = (*self.found.report.claims, *self.found.report.refuted)
        return [c for c in judged if name in (c.claim.id, *c.claim.aliases)]

    def retracted_called(self, name: str) -> list[Claim]:
        """The retracted claims with this id, now or formerly."""
        return [c for c in self.found.report.retracted if name in (c.id, *c.aliases)]

    def declarations_called(self, name: str) -> list[Entry]:
        """The declarations of this name; for a constructor, field or local helper what it belongs
        to."""
        table = self.found.uses.table
        return table.find(name, guesses=True) or table.holders(name)

    def suggestions(self, name: str) -> list[str]:
        """Ids and names like this one, claims first."""
        ids = [i for c in self.found.catalogue.claims for i in (c.id, *c.aliases)]
        return [*near(name, ids, 3), *self.found.uses.table.suggest(name)][:4]

    def unknown(self, name: str) -> list[Problem]:
        """What is wrong with a name that nothing has."""
        if self.claims_called(name) or self.retracted_called(name):
            return []
        if self.declarations_called(name):
            return []
        close = self.suggestions(name)
        hint = f"did you mean {', '.join(close)}?" if close else "try `leancat find`"
        return [Problem(f"no claim and no declaration is called `{name}`", hint=hint)]

    def one_claim(self, name: str) -> ClaimReport:
        """The claim with this id. Raises UsageError when there is none."""
        found = self.claims_called(name)
        if not found:
            close = near(name, [c.claim.id for c in self.found.report.claims], 3)
            hint = f"did you mean {', '.join(close)}?" if close else "find lists what there is"
            raise UsageError(Problem(f"no claim is called `{name}`", hint=hint))
        return found[0]

    def some_declarations(self, name: str) -> list[Entry]:
        """The declarations of this name. Raises UsageError when there is none."""
        found = self.declarations_called(name)
        if not found:
            close = self.found.uses.table.suggest(name)[:4]
            hint = f"did you mean {', '.join(close)}?" if close else "find lists what there is"
            raise UsageError(Problem(f"no declaration is called `{name}`", hint=hint))
        return found

    # --- show -------------------------------------------------------------------------------------

    def show(self, names: Iterable[str]) -> Json:
        """Everything of these names, whatever they are of."""
        every = list(names)
        return {
            "claims": [self.claim(c) for name in every for c in self.claims_called(name)],
            "retracted": [
                {"id": c.id, "title": c.title, **answers.words_of(c, self.paths)}
                for name in every
                for c in self.retracted_called(name)
            ],
            "declarations": [
                self.declaration(e) for name in every for e in self.declarations_called(name)
            ],
        }

    def claim(self, report: ClaimReport) -> Json:
        """A claim as written, its standing, and its backings with what is to be trusted."""
        brief = answers.claim(report, self.paths)
        full = [
            {**told, **self._detail(backing)}
            for told, backing in zip(brief["backing"], report.backings, strict=True)
        ]
        return {
            **brief,
            **answers.words_of(report.claim, self.paths),
            "drift": answers.drifts(report.drift),
            "backing": full,
        }

    def _detail(self, report: BackingReport) -> Json:
        """What `show` says of a backing beside what stands on every page."""
        entry = self.entry(report.ref)
        return {
            "statement": statement(entry) if entry else None,
            "flags": list(report.flags),
            "drift": answers.drifts(report.drift),
            "assumes": [{"kind": a.kind, "text": a.text} for a in report.assumptions],
            "evidence_toolchain": report.evidence_toolchain,
            "to_believe": [self._named(ref) for ref in report.cone],
            "troubles": self._troubles(report.ref),
            "suggestions": list(report.suggestions),
        }

    def declaration(self, entry: Entry) -> Json:
        """A declaration: its standing, its claims, what it uses and what uses it."""
        report = self.found.judge.describe(entry)
        told = self._told(entry, report)
        uses = self.found.uses
        return {
            **answers.entry(entry, self.paths),
            "standing": str(told.standing),
            "reason": told.reason,
            "flags": list(report.flags),
            "doc": entry.declaration.doc or "",
            "statement": statement(entry),
            "backs": self.backed(entry.ref),
            "read_for": [c.claim.id for c, _ in self._read_for.get(entry.ref, ())],
            **answers.trust(report, self.paths),
            "to_believe": [self._named(ref) for ref in report.cone],
            "troubles": self._troubles(entry.ref),
            "uses": [{**self._named(r), "in": k} for r, k in uses.named_uses(entry.ref)],
            "used_by": [{**self._named(r), "in": k} for r, k in uses.named_users(entry.ref)],
            "unresolved": uses.unresolved.get(entry.ref, 0),
        }

    def standing(self, entry: Entry) -> BackingReport | Verdict:
        """What is said of a declaration by itself: its `standing` and the `reason`."""
        return self._told(entry, self.found.judge.describe(entry))

    def _told(self, entry: Entry, report: BackingReport) -> BackingReport | Verdict:
        is_law = entry.declaration.kind == "theorem" or entry.declaration.is_instance
        return report if is_law else self.found.judge.verdicts.of(entry)

    def entry(self, ref: Ref | None) -> Entry | None:
        """The declaration of a reference."""
        return self.found.uses.entries.get(ref) if ref else None

    def _named(self, ref: Ref) -> Json:
        """A declaration or a notation, and where it stands."""
        entry = self.found.uses.entries.get(ref)
        if entry is not None:
            line, path = entry.declaration.line, entry.module.path
            return {"name": ref.name, "path": self.paths.lean(ref.project, path), "line": line}
        notation = self.found.uses.notations.get(ref)
        if notation is None:
            return {"name": ref.name, "path": None, "line": None}
        line = notation.module.scopes[notation.scope].line
        path = notation.module.path
        return {"name": ref.name, "path": self.paths.lean(ref.project, path), "line": line}

    def _troubles(self, ref: Ref | None) -> list[Json]:
        entry = self.entry(ref)
        if ref is None or entry is None:
            return []
        found = self.found.troubles.of(ref)
        return [answers.trouble(t, self.paths, entry.module.path) for t in found]

    # --- claims of declarations -------------------------------------------------------------------

    def backed(self, ref: Ref) -> list[Json]:
        """The claims that a declaration backs."""
        return [
            {
                "claim": c.claim.id,
                "title": c.claim.title,
                "role": str(b.backing.role),
                "standing": str(c.standing),
                "reason": c.reason,
                "path": self.paths.written(c.claim.place.path),
                "line": c.claim.place.line,
            }
            for c, b in self.backs.get(ref, ())
        ]

    @cached_property
    def backs(self) -> dict[Ref, list[tuple[ClaimReport, BackingReport]]]:
        """Declaration → the claims that name it."""
        found: dict[Ref, list[tuple[ClaimReport, BackingReport]]] = defaultdict(list)
        for claim in self.found.report.claims:
            for backing in claim.backings:
                if backing.ref is not None:
                    found[backing.ref].append((claim, backing))
        return found

    @cached_property
    def _read_for(self) -> dict[Ref, list[tuple[ClaimReport, BackingReport]]]:
        """Definition → the claims whose statements depend on it."""
        found: dict[Ref, list[tuple[ClaimReport, BackingReport]]] = defaultdict(list)
        for claim in self.found.report.claims:
            seen: set[Ref] = set()
            for backing in claim.backings:
                for ref in backing.cone:
                    if ref not in seen:
                        seen.add(ref)
                        found[ref].append((claim, backing))
        return found

    def meaning_of(self, ref: Ref) -> list[ClaimReport]:
        """The claims that mean something else when this definition changes."""
        return [claim for claim, _ in self._read_for.get(ref, ())]

    def resting(self, ref: Ref) -> list[tuple[ClaimReport, bool]]:
        """The claims that fall with a declaration, in the order of the catalogue, and whether that
        is certain: their proofs, or the statements of these, lead to it."""
        if ref not in self._resting:
            ways = self.found.uses.ways({ref: True}, bodies=self.found.judge.reader.body)
            self._resting[ref] = [
                (claim, any(ways.certain(b) for b in carried))
                for claim, carried in self._carried
                if any(ways.certain(b) or ways.possible(b) for b in carried)
            ]
        return self._resting[ref]

    @cached_property
    def _resting(self) -> dict[Ref, list[tuple[ClaimReport, bool]]]:
        return {}

    def count_resting(self, ref: Ref) -> int:
        """How many claims rest on a declaration for certain."""
        at = self.found.uses.built.numbers.get(ref)
        return self._on[at].bit_count() if at is not None else 0

    @cached_property
    def _on(self) -> list[int]:
        """For each node the bit set of the claims that rest on it for certain, handed down from
        those that carry claims, in one pass."""
        built = self.found.uses.built
        found = [0] * len(built.nodes)
        for number, (_, carried) in enumerate(self._carried):
            for ref in carried:
                if ref in built.numbers:
                    found[built.numbers[ref]] |= 1 << number
        for layer in reversed(built.ordered):
            here = union(found[at] for at in layer)
            for at in layer:
                found[at] = here
                for target, _ in certain_targets(built.nodes[at]):
                    found[target] |= here
        return found

    @cached_property
    def _carried(self) -> list[tuple[ClaimReport, list[Ref]]]:
        """Each claim with the declarations that carry it."""
        return [
            (c, [b.ref for b in c.backings if b.ref and b.backing.role in _CARRIES])
            for c in self.found.report.claims
        ]

    # --- the questions of those who write Lean ----------------------------------------------------

    def claims_of(self, name: str) -> Iterator[Json]:
        """The claims that a declaration backs, and those whose statements depend on it."""
        for entry in self.some_declarations(name):
            for told in self.backed(entry.ref):
                yield {"declaration": self._named(entry.ref), "relation": "backs", **told}
            for claim in self.meaning_of(entry.ref):
                told = self._claim_brief(claim)
                yield {"declaration": self._named(entry.ref), "relation": "read-for", **told}

    def _claim_brief(self, report: ClaimReport) -> Json:
        return {
            "claim": report.claim.id,
            "title": report.claim.title,
            "standing": str(report.standing),
            "reason": report.reason,
            "path": self.paths.written(report.claim.place.path),
            "line": report.claim.place.line,
        }

    def why(self, name: str) -> Json:
        """Why a claim or a declaration stands as it does, with the path to what is to blame."""
        for claim in self.claims_called(name):
            decisive = [b for b in claim.backings if b.standing == claim.standing]
            return {
                **self._claim_brief(claim),
                "ways": [self._way(b) for b in decisive or claim.backings],
            }
        entries = self.some_declarations(name)
        reports = [(e, self.found.judge.describe(e)) for e in entries]
        entry, report = reports[0]
        told = self._told(entry, report)
        return {
            **answers.entry(entry, self.paths),
            "standing": str(told.standing),
            "reason": told.reason,
            "ways": [self._way(report) for _, report in reports],
        }

    def _way(self, report: BackingReport) -> Json:
        return {
            "declaration": report.name,
            "standing": str(report.standing),
            "reason": report.reason,
            "steps": answers.steps(report.witness, self.paths),
            "suggestions": list(report.suggestions),
        }

    def impact(self, name: str) -> Iterator[Json]:
        """The claims that fall when a declaration is lost or its proof is, and those whose
        statements mean something else when it changes."""
        for entry in self.some_declarations(name):
            for claim in self.meaning_of(entry.ref):
                yield {"effect": "changes-meaning", **self._claim_brief(claim)}
            for claim, certain in self.resting(entry.ref):
                yield {"effect": "falls" if certain else "may-fall", **self._claim_brief(claim)}

    def open_work(self) -> list[Json]:
        """Every place that leaves a proof out, those that can be proved now first, and among them
        those that the most claims wait for."""
        rows = [self._hole(t) for t in self.found.troubles.all if t.leaves_sorry]
        return sorted(
            rows, key=lambda r: (not r["ready"], -len(r["claims"]), r["path"] or "", r["line"])
        )

    def _hole(self, found: Trouble) -> Json:
        entry = self.entry(found.ref)
        return {
            **answers.trouble(found, self.paths, self._modules.get(found.ref[:2])),
            "declaration": found.ref.name,
            "statement": brief(statement(entry)) if entry else "",
            "claims": self.waiting.get(found.ref, []),
            "ready": not self._holes_below(found.ref),
        }

    @cached_property
    def waiting(self) -> dict[Ref, list[str]]:
        """What leaves a proof out → the claims that rest on it for certain and so wait for it."""
        holes, reached = self._reached
        numbers = self.found.uses.built.numbers
        found: dict[Ref, list[str]] = defaultdict(list)
        for claim, carried in self._carried:
            under = 0
            for ref in carried:
                under |= reached[numbers[ref]] if ref in numbers else 0
            for at in bits(under):
                found[holes[at]].append(claim.claim.id)
        return found

    def _holes_below(self, ref: Ref) -> bool:
        """Whether what a declaration uses for certain leaves a proof out itself."""
        holes, reached = self._reached
        at = self.found.uses.built.numbers.get(ref)
        return at is not None and any(holes[bit] != ref for bit in bits(reached[at]))

    @cached_property
    def _reached(self) -> tuple[list[Ref], list[int]]:
        """What leaves a proof out, and for each node the bit set of those that it leads to for
        certain; in one pass over the use graph."""
        built = self.found.uses.built
        holes = list(dict.fromkeys(t.ref for t in self.found.troubles.all if t.leaves_sorry))
        own = {built.numbers[r]: 1 << at for at, r in enumerate(holes) if r in built.numbers}
        if not own:
            return holes, [0] * len(built.nodes)
        reached = closure(
            built.ordered,
            lambda at: (t for t, _ in certain_targets(built.nodes[at])),
            lambda at: own.get(at, 0),
        )
        return holes, reached

    @cached_property
    def _modules(self) -> dict[tuple[str, str], str]:
        """The path of each module below its project's root."""
        return {
            (p.project.id, m.name): m.path for p in self.found.index.projects for m in p.modules
        }

    def holding(self, entries: Iterable[Entry]) -> list[tuple[ClaimReport, str]]:
        """The reviewed claims that the statements of declarations belong to: each, with how."""
        found: dict[str, tuple[ClaimReport, str]] = {}
        pins = self.found.judge.pins
        for entry in entries:
            for claim, _ in self.backs.get(entry.ref, ()):
                if pins.reviewed(claim.claim):
                    found.setdefault(claim.claim.id, (claim, "backs"))
            for claim in self.meaning_of(entry.ref):
                if pins.reviewed(claim.claim):
                    found.setdefault(claim.claim.id, (claim, "read-for"))
        return list(found.values())

    def may_i_change(self, name: str) -> Json:
        """Whether the statement of a declaration is pinned, and by which claims; its proof is free
        in any case."""
        entries = self.some_declarations(name)
        pinned = [{"relation": how, **self._claim_brief(c)} for c, how in self.holding(entries)]
        resting = sorted({c.claim.id for e in entries for c, _ in self.resting(e.ref)})
        reads = sorted({c.claim.id for e in entries for c in self.meaning_of(e.ref)})
        return {
            **answers.entry(entries[0], self.paths),
            "statement": statement(entries[0]),
            "pinned": bool(pinned),
            "pinned_by": pinned,
            "claims_resting": resting,
            "claims_reading": reads,
            "advice": _advice(pinned=bool(pinned), named=bool(resting or reads)),
        }

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """What holds all words, best first; of every declaration, whatever was followed."""
        return find(words, self.found.report.claims, self._all_entries)

    @cached_property
    def _all_entries(self) -> list[Entry]:
        table = Table(self.found.index)
        return [entry for each in table.entries.values() for entry in each]

    def hit(self, found: Hit) -> Json:
        """One of them."""
        if found.claim is not None:
            return {"type": "claim", **self._claim_brief(found.claim)}
        return {"type": "declaration", **self._entry_brief(found.entry)}

    def _entry_brief(self, entry: Entry | None) -> Json:
        assert entry is not None
        words = brief(statement(entry))
        return {**answers.entry(entry, self.paths), "statement": words}

    def sources(self) -> list[Json]:
        """Where claims come from and what was read of the projects."""
        catalogue = self.found.catalogue
        of_origins: list[Json] = [
            {
                "type": "claims",
                "kind": origin.kind,
                "path": self.paths.written(origin.path),
                "claims": origin.claims,
                "unread": [
                    {"path": self.paths.written(p.path), "line": p.line, "message": message}
                    for p, message in origin.unread
                ],
            }
            for origin in catalogue.origins
        ]
        own = len(catalogue.claims) - sum(origin.claims for origin in catalogue.origins)
        written: list[Json] = [
            {
                "type": "claims",
                "kind": "catalogue",
                "path": self.paths.written(Path(catalogue.root).name),
                "claims": own,
                "unread": [],
            }
        ]
        projects: list[Json] = [
            {
                "type": "project",
                "id": p.project.id,
                "path": self.paths.lean(p.project.id, "") or ".",
                "toolchain": p.project.toolchain,
                "modules": len(p.modules),
                "declarations": sum(len(m.declarations) for m in p.modules),
                "sorries": sum(
                    t.leaves_sorry for t in self.found.troubles.all if t.ref.project == p.project.id
                ),
                "unread": [{"path": u.path, "line": 1, "message": u.reason} for u in p.unread],
            }
            for p in self.found.index.projects
        ]
        return [*(written if own > 0 or not of_origins else []), *of_origins, *projects]


def _advice(*, pinned: bool, named: bool) -> str:
    if pinned:
        return (
            "the statement was reviewed: changing its meaning makes these claims suspect until a "
            "person reviews them again; the proof may change freely"
        )
    if named:
        return (
            "nobody has reviewed it, and claims rest on it: say in the change what it does to them"
        )
    return "no claim rests on it"


def statement(entry: Entry) -> str:
    """The statement as written, after its keyword and name."""
    declaration = entry.declaration
    text = f"{declaration.keyword} {declaration.name}"
    written = declaration.statement
    return f"{text}{written if written.startswith('.{') else ' ' + written}".rstrip()


def brief(text: str) -> str:
    """A text in one line, cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _BRIEF else line[: _BRIEF - 1] + "…"
