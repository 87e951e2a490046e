"""Claims, declarations and what is asked of them, for programs: the one model of their JSON.

The site's data files, `leancat show` and `find`, and what agents and editors are told are made from
these.  Paths are relative to the top of the repository, lines are 1-based and columns 0-based code
points.  The shape is a contract: fields are added, never changed; the schemas are in
`catalogue/schema/output/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexer.claims.links import file_address

if TYPE_CHECKING:  # what is told was made elsewhere; who only asks for the schema loads none of it
    from indexer.claims.records import Claim
    from indexer.hubs.audit import Fault
    from indexer.judge.records import BackingReport, ClaimReport, Drift, WitnessStep
    from indexer.names.table import Entry
    from indexer.troubles import Trouble

SCHEMA = 1

Json = dict[str, Any]


def document(body: Mapping[str, Any]) -> str:
    """An answer as text, with the version of its schema."""
    return json.dumps({"schema": SCHEMA, **body}, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things lie, from the top of the repository: the root of each project ("" for the top
    itself), and the folder around the catalogue ("" or "a/b/")."""

    projects: Mapping[str, str] = field(default_factory=dict)
    around: str = ""

    def lean(self, project: str | None, path: str | None) -> str | None:
        """A path below a project's root."""
        prefix = self.projects.get(project or "", "").rstrip("/")
        return f"{prefix}/{path}" if prefix and path is not None else path

    def written(self, path: str) -> str:
        """A path below the folder around the catalogue."""
        return f"{self.around}{path}"


def claim(report: ClaimReport, paths: Paths, **more: Any) -> Json:
    """A claim in brief, with what backs it; `more` stands before that."""
    written = report.claim
    return {
        "id": written.id,
        "title": written.title,
        "standing": str(report.standing),
        "reason": report.reason,
        "flags": list(report.flags),
        "family": written.family,
        "papers": list(dict.fromkeys(p.paper for p in written.papers)),
        **more,
        "backing": [backing(b, paths) for b in report.backings],
    }


def backing(report: BackingReport, paths: Paths) -> Json:
    """What backs a claim, in brief."""
    project = report.ref.project if report.ref else report.backing.project
    return {
        "decl": report.name,
        "project": project,
        **external(report),
        "role": str(report.backing.role),
        "path": paths.lean(project, report.path),
        "line": report.line,
        "standing": str(report.standing),
        "reason": report.reason,
        "axioms": list(report.axioms),
        "axioms_exact": report.axioms_exact,
        "evidence": str(report.evidence),
        "witness": steps(report.witness, paths),
    }


def external(report: BackingReport) -> Json:
    """Where a backing in another repository comes from; nothing for one of a project here."""
    written = report.backing
    if not written.repo:
        return {}
    place = report.path or written.path
    url = file_address(written.repo, written.rev, place, report.line)
    return {"repo": written.repo, "rev": written.rev, "url": url or None}


def steps(path: Iterable[WitnessStep], paths: Paths) -> list[Json]:
    """A path to a sorry or an axiom."""
    return [{"name": w.name, "path": paths.lean(w.project, w.path), "line": w.line} for w in path]


def words_of(written: Claim, paths: Paths) -> Json:
    """What people wrote of a claim, and where."""
    obstacle = written.obstacle
    return {
        "statement": written.statement,
        "why": written.why,
        "kind": str(written.kind),
        "lifecycle": str(written.lifecycle),
        "aliases": list(written.aliases),
        "need": "all" if written.need_all else "any",
        "locators": [{"paper": p.paper, "locator": p.locator} for p in written.papers],
        "obstacle": {"kind": obstacle.kind, "note": obstacle.note} if obstacle else None,
        "retracted_on": written.retracted_on or None,
        "retracted_because": written.reason or None,
        "path": paths.written(written.place.path),
        "line": written.place.line,
    }


def drifts(found: Iterable[Drift]) -> list[Json]:
    """What changed since a review: runs of words, each kept, gone or new."""
    names = {"=": "kept", "-": "gone", "+": "new"}
    return [
        {"part": d.part, "words": [{"is": names[sign], "text": text} for sign, text in d.words]}
        for d in found
    ]


def entry(found: Entry, paths: Paths) -> Json:
    """A declaration in brief."""
    declaration = found.declaration
    return {
        "name": found.ref.name,
        "kind": declaration.kind,
        "project": found.ref.project,
        "module": found.ref.module,
        "path": paths.lean(found.ref.project, found.module.path),
        "line": declaration.line,
        "column": declaration.column,
    }


def trust(report: BackingReport, paths: Paths) -> Json:
    """What a reader must trust of a declaration."""
    return {
        "axioms": list(report.axioms),
        "axioms_exact": report.axioms_exact,
        "evidence": str(report.evidence),
        "evidence_toolchain": report.evidence_toolchain,
        "assumes": [{"kind": a.kind, "text": a.text} for a in report.assumptions],
        "witness": steps(report.witness, paths),
    }


def trouble(found: Trouble, paths: Paths, path: str | None) -> Json:
    """What may not be trusted, with its place in a file of its project."""
    return {
        "rule": found.rule.id,
        "certain": found.certain,
        "words": found.words,
        "path": paths.lean(found.ref.project, path),
        "line": found.span.line,
        "column": found.span.column,
    }


def fault(found: Fault) -> Json:
    """What a hub says that is not so."""
    return {
        "rule": found.rule,
        "message": found.message,
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "hint": found.hint,
        "claims": list(found.claims),
        "doubtful": found.doubtful,
    }
