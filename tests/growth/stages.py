"""The stages that text goes through, each given what the stage before made of a shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indexer.claims.records import Catalogue, Config
from indexer.gate.holes import find_holes
from indexer.judge.meanings import Meanings
from indexer.judge.said import SaidStatement
from indexer.judge.standing import Judge
from indexer.lean.records import Declaration, Module
from indexer.names.table import Entry, Table
from indexer.scan.loader import scan_bytes
from indexer.scan.records import Index
from indexer.terms.fingerprint import Statements
from indexer.usegraph.graph import use_graph
from tests import trees

Step = Callable[[], object]


def _scan(text: str) -> Step:
    data = text.encode()
    return lambda: scan_bytes(data, path="A.lean", name="A")


def _uses(text: str) -> Step:
    index = trees.index(text)
    return lambda: use_graph(index)


def _fingerprints(text: str) -> Step:
    index = trees.index(text)
    statements = Statements(lambda: Table(index))
    return lambda: [statements.fingerprint(*one) for one in _all(index)]


def _holes(text: str) -> Step:
    index = trees.index(text)
    return lambda: find_holes(index, lambda _declaration, _module: "")


def _judgement(text: str) -> Step:
    judging = trees.judge(text)
    return lambda: [judging.verdicts.of(entry) for entry in judging.uses.entries.values()]


def _asked(text: str) -> Step:
    """One declaration judged where nothing is read that it does not need: the last one."""
    index = trees.index(text + "axiom hole : 1 = 2\n")
    names = [d.name for d, _ in _all(index) if d.kind != "example"][-2:]
    catalogue = Catalogue("/catalogue", Config())

    def step() -> object:
        uses = use_graph(index, names)
        judging = Judge(catalogue, index, uses)
        return [judging.verdicts.of(entry) for name in names for entry in uses.table.find(name)]

    return step


def _description(text: str) -> Step:
    """All that a page tells of a claim's theorem."""
    judging = trees.judge(text)
    return lambda: [judging.describe(entry) for entry in _claims(judging)]


def _statements(text: str) -> Step:
    """What every statement says."""
    judging = trees.judge(text)

    def step() -> object:
        meanings = Meanings(judging.reader)
        entries = judging.uses.entries.values()
        return [SaidStatement(meanings, entry).judge() for entry in entries]

    return step


def _claims(judging: Judge) -> list[Entry]:
    return judging.uses.table.find("claim", guesses=True)


def _all(index: Index) -> list[tuple[Declaration, Module]]:
    return [(d, m) for p in index.projects for m in p.modules for d in m.declarations]


STAGES: Mapping[str, Callable[[str], Step]] = {
    "scan": _scan,
    "uses": _uses,
    "fingerprints": _fingerprints,
    "holes": _holes,
    "judgement": _judgement,
    "asked": _asked,
    "description": _description,
}
"""Stage → a function that prepares one on a text and returns what is to be measured."""
STATEMENTS = _statements
"""The stage of all statements, asked for what they say and nothing else."""
