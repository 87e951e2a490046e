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
from indexer.app.resting import Resting
from indexer.app.search import Entries, Hit, find
from indexer.app.survey import Survey
from indexer.base.closures import bits
from indexer.base.errors import Problem, UsageError
from indexer.base.suggestions import near
from indexer.claims.records import Claim
from indexer.formats import answers
from indexer.formats.answers import Json, Paths
from indexer.judge.records import BackingReport, ClaimReport
from indexer.judge.verdict import Verdict
from indexer.names.table import Entry, Table
from indexer.scan.records import Ref
from indexer.troubles import Trouble

_BRIEF = 300  # characters of a statement that a list shows


class Answers:
    """The answers of one survey."""

    def __init__(self, found: Survey) -> None:
        place = ground(Path(found.catalogue.root))
        self.found = found
        self.paths = Paths(folders_of(found.index, place.top), place.parent)
        self._last_hits: tuple[tuple[str, ...], list[Hit]] = ((), [])

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
        return [*near(name, ids, 3), *self.found.uses.table.suggestions.like(name)][:4]

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
            close = self.found.uses.table.suggestions.like(name)[:4]
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
            "to_believe": [self._named(ref) for ref in self.found.judge.cone(report)],
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
            "read_for": [c.claim.id for c in self.meaning_of(entry.ref)],
            **answers.trust(report, self.paths),
            "to_believe": [self._named(ref) for ref in self.found.judge.cone(report)],
            "troubles": self._troubles(entry.ref),
            "uses": [{**self._named(r), "in": k} for r, k in uses.plain_uses(entry.ref)],
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
    def _read_for(self) -> dict[Ref, int]:
        """Definition → the claims whose statements depend on it, as a bit set."""
        found: dict[Ref, int] = {}
        for at, claim in enumerate(self.found.report.claims):
            for backing in claim.backings:
                for ref in self.found.judge.cone(backing):
                    found[ref] = found.get(ref, 0) | 1 << at
        return found

    def meaning_of(self, ref: Ref) -> list[ClaimReport]:
        """The claims that mean something else when this definition changes."""
        claims = self.found.report.claims
        return [claims[at] for at in bits(self._read_for.get(ref, 0))]

    @cached_property
    def resting(self) -> Resting:
        """Which claims rest on what."""
        return Resting(self.found)

    # --- the questions of those who write Lean ----------------------------------------------------

    def claims_of(self, name: str) -> Iterator[Json]:
        """The claims that a declaration backs, and those whose statements depend on it; last, in a
        large tree, what is not told."""
        for entry in self.some_declarations(name):
            for told in self.backed(entry.ref):
                yield {"declaration": self._named(entry.ref), "relation": "backs", **told}
            for claim in self.meaning_of(entry.ref):
                told = self._claim_brief(claim)
                yield {"declaration": self._named(entry.ref), "relation": "read-for", **told}
        if not self.resting.tells_possible:
            yield {"relation": "not-told", "reason": _NOT_TOLD}

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
        statements mean something else when it changes; last, in a large tree, what is not told."""
        for entry in self.some_declarations(name):
            for claim in self.meaning_of(entry.ref):
                yield {"effect": "changes-meaning", **self._claim_brief(claim)}
            for claim, certain in self.resting.on(entry.ref):
                yield {"effect": "falls" if certain else "may-fall", **self._claim_brief(claim)}
        if not self.resting.tells_possible:
            yield {"effect": "not-told", "reason": _NOT_TOLD}

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
            "claims": self.resting.waiting.get(found.ref, []),
            "ready": self.resting.is_ready(found.ref),
        }

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
        resting = sorted({c.claim.id for e in entries for c, _ in self.resting.on(e.ref)})
        reads = sorted({c.claim.id for e in entries for c in self.meaning_of(e.ref)})
        return {
            **answers.entry(entries[0], self.paths),
            "statement": statement(entries[0]),
            "pinned": bool(pinned),
            "pinned_by": pinned,
            "claims_resting": resting,
            "claims_reading": reads,
            "advice": _advice(
                pinned=bool(pinned),
                named=bool(resting or reads),
                in_full=self.resting.tells_possible,
            ),
        }

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """What holds all words, best first; of every declaration, whatever was followed.  The last
        answer is kept for who turns its pages."""
        asked = tuple(words)
        if self._last_hits[0] != asked:
            self._last_hits = asked, find(words, self.found.report.claims, self._all_entries)
        return self._last_hits[1]

    @cached_property
    def _all_entries(self) -> Entries:
        followed = self.found.uses.table
        table = followed if followed.index is self.found.index else Table(self.found.index)
        return Entries(entry for each in table.entries.values() for entry in each)

    def hit(self, found: Hit) -> Json:
        """One of them."""
        if isinstance(found, Entry):
            return {"type": "declaration", **self._entry_brief(found)}
        return {"type": "claim", **self._claim_brief(found)}

    def _entry_brief(self, entry: Entry) -> Json:
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


_NOT_TOLD = (
    "in a tree this large it is not told which claims may fall or change where text cannot tell: "
    "by a set of lemmas, or by a field of a term whose type is not written"
)


def _advice(*, pinned: bool, named: bool, in_full: bool) -> str:
    if pinned:
        return (
            "the statement was reviewed: changing its meaning makes these claims suspect until a "
            "person reviews them again; the proof may change freely"
        )
    if named:
        return (
            "nobody has reviewed it, and claims rest on it: say in the change what it does to them"
        )
    return "no claim rests on it" if in_full else f"no claim surely rests on it; {_NOT_TOLD}"


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
