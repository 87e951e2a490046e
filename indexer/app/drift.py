"""Drift: what changed between two looks at a repository, and what is not true now.  Pure.

A `State` is what a look remembers: for every declaration that backs a claim the words of its
statement, for every definition such a statement depends on its own words (as hashes, in the normal
form of pins), every standing, and every finding of the gate.  Two states are compared; what the
gate finds now is told beside it, whether it is new or not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from indexer.evidence.fresh import release
from indexer.evidence.records import ModuleEvidence
from indexer.formats.json import finding_data
from indexer.gate import fails
from indexer.gate.records import CheckResult, Finding
from indexer.judge.reading import Reader
from indexer.judge.records import REFUTED, RETRACTED, Report, Tally
from indexer.names.table import Entry
from indexer.review.normal_form import CURRENT, STATEMENT, current_form
from indexer.scan.records import Index, Ref

_DEFINITION = "definition "


@dataclass(frozen=True, slots=True)
class State:
    """What one look saw. `taken` is a time (ISO 8601, UTC); `statements` and `definitions` go by
    `project:name` and hold hashes, made by `algorithm`; `findings` holds the identities of what the
    gate found wrong."""

    taken: str
    covered: int
    total: int
    checked: int
    standings: Mapping[str, str]
    statements: Mapping[str, str]
    definitions: Mapping[str, str]
    findings: tuple[str, ...] = ()
    algorithm: str = CURRENT
    schema: int = 1

    def to_json(self) -> str:
        """The state as text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def state_from_json(text: str) -> State | None:
    """The state that a text holds; None when it is none that this version understands."""
    try:
        data = json.loads(text)
        state = State(**{**data, "findings": tuple(data["findings"])})
        mappings = (state.standings, state.statements, state.definitions)
        sound = state.schema == 1 and all(isinstance(m, dict) for m in mappings)
        sound = sound and all(isinstance(n, int) for n in (state.covered, state.total))
        return state if sound else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def state_of(
    taken: str,
    report: Report,
    entries: Mapping[Ref, Entry],
    reader: Reader,
    findings: Iterable[Finding] = (),
) -> State:
    """What there is to remember of a judged repository."""
    statements: dict[str, str] = {}
    definitions: dict[str, str] = {}
    form = current_form(reader)
    for ref in _backing_refs(report):
        if ref not in entries:
            continue
        for name, words in form.pieces(entries[ref]).items():
            if name == STATEMENT:
                statements[f"{ref.project}:{ref.name}"] = _hash(words)
            else:
                definitions[name.removeprefix(_DEFINITION)] = _hash(words)
    return State(
        taken=taken,
        covered=report.covered.done,
        total=report.covered.total,
        checked=report.checked,
        standings=report.states,
        statements=statements,
        definitions=definitions,
        findings=tuple(sorted(f.fingerprint for f in findings if fails(f))),
    )


def _backing_refs(report: Report) -> Iterator[Ref]:
    found = (b.ref for claim in report.claims for b in claim.backings if b.ref is not None)
    return iter(dict.fromkeys(found))


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- comparing ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MovedClaim:
    """A claim whose standing is another one: "new" and "gone" are standings here."""

    claim: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one state to another."""

    before: State
    claims: tuple[MovedClaim, ...]
    statements: tuple[str, ...]
    definitions: tuple[str, ...]
    comparable: bool = True  # false when the words were hashed in another way


def compare(before: State, after: State) -> Comparison:
    """What changed; statements and definitions that appeared or went are told by their claims."""
    comparable = before.algorithm == after.algorithm
    return Comparison(
        before,
        tuple(_moved(before.standings, after.standings)),
        _changed(before.statements, after.statements) if comparable else (),
        _changed(before.definitions, after.definitions) if comparable else (),
        comparable,
    )


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[MovedClaim]:
    for claim in dict.fromkeys((*after, *before)):
        was, now = before.get(claim, "new"), after.get(claim, "gone")
        never_counted = claim not in before and now in (RETRACTED, REFUTED)
        if was != now and not never_counted:
            yield MovedClaim(claim, was, now)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name, words in after.items() if before.get(name, words) != words)


# --- what is not true now -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of the screen: what it is about, the rules that it sums up, and what it says when
    there is nothing to tell."""

    name: str
    rules: frozenset[str]
    fine: str


TOPICS = (
    Topic("evidence", frozenset({"evidence-stale", "evidence-contradicts"}), "of these sources"),
    Topic("numbers", frozenset({"stated-number", "unmarked-number"}), "all true"),
    Topic("links", frozenset({"hub-link", "locator"}), "all lead somewhere"),
    Topic("documents", frozenset({"preregistration"}), "as registered"),
    Topic("tolerated", frozenset({"baseline-expired", "baseline-stale"}), "none past its date"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate finds on a topic, and how many of those the last look did not see (None where
    there was none)."""

    topic: Topic
    findings: tuple[Finding, ...]
    fresh: int | None


def topics(result: CheckResult, before: State | None) -> tuple[Told, ...]:
    """Every topic, and under "other" whatever else fails the check."""
    failing = [finding for finding in result.findings if fails(finding)]
    named = frozenset().union(*(topic.rules for topic in TOPICS))
    rest = Topic("other", frozenset({f.rule for f in failing}) - named, "nothing that fails")
    known = frozenset(before.findings) if before else None
    return tuple(_told(topic, failing, known) for topic in (*TOPICS, rest))


def _told(topic: Topic, failing: list[Finding], known: frozenset[str] | None) -> Told:
    found = tuple(finding for finding in failing if finding.rule in topic.rules)
    fresh = None if known is None else sum(f.fingerprint not in known for f in found)
    return Told(topic, found, fresh)


@dataclass(frozen=True, slots=True)
class Toolchains:
    """The Lean that a project asks for, and those that its evidence was made with."""

    project: str
    wanted: str
    made: tuple[str, ...]


def old_toolchains(
    index: Index, evidence: Mapping[tuple[str, str], ModuleEvidence]
) -> tuple[Toolchains, ...]:
    """The projects whose toolchain is older than some evidence of theirs: what the evidence says
    was checked by a Lean that the project does not ask for."""
    found = []
    for project in index.projects:
        wanted = project.project.toolchain
        made = {e.toolchain for (p, _), e in evidence.items() if p == project.project.id}
        newer = sorted(t for t in made if wanted and release(t) > release(wanted) > ())
        if wanted and newer:
            found.append(Toolchains(project.project.id, wanted, tuple(newer)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DriftScreen:
    """All that the screen shows."""

    since: str
    now: State
    comparison: Comparison | None
    told: tuple[Told, ...]
    toolchains: tuple[Toolchains, ...] = field(default=())

    @property
    def covered(self) -> Tally:
        """Covered now."""
        return Tally(self.now.covered, self.now.total)

    def to_dict(self) -> dict[str, Any]:
        """The screen for programs; "new" and "gone" are standings of claims that came or went."""
        seen, before = self.comparison, self.comparison.before if self.comparison else None
        return {
            "since": self.since,
            "now": _numbers(self.now),
            "before": _numbers(before) if before else None,
            "comparable": seen.comparable if seen else None,
            "claims": [asdict(move) for move in seen.claims] if seen else [],
            "statements": list(seen.statements) if seen else [],
            "definitions": list(seen.definitions) if seen else [],
            "topics": [
                {
                    "name": told.topic.name,
                    "fresh": told.fresh,
                    "findings": [finding_data(finding) for finding in told.findings],
                }
                for told in self.told
            ],
            "toolchains": [
                {"project": t.project, "wanted": t.wanted, "made": list(t.made)}
                for t in self.toolchains
            ],
        }


def _numbers(state: State) -> dict[str, Any]:
    names = ("taken", "covered", "total", "checked")
    return {name: getattr(state, name) for name in names}
