"""Our own proofs, checked for real: all of lean_sources, and the evidence that is committed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.app.survey import judge
from indexer.catalogue import load_catalogue
from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.claims.records import Catalogue
from indexer.evidence.collect import Collected, collect
from indexer.judge.records import Standing
from indexer.scan import loader
from indexer.scan.records import Index
from tests.lean.__main__ import BUILD, differs
from tests.lean.compile import Outcome, Workers, compile_index
from tests.lean.install import REPOSITORY

pytestmark = pytest.mark.lean


@dataclass(frozen=True)
class Built:
    """The catalogue, its projects, and what Lean made of them."""

    catalogue: Catalogue
    index: Index
    outcomes: list[Outcome]
    collected: Collected

    @property
    def evidence(self) -> Path:
        return Path(self.catalogue.root) / "evidence"


@pytest.fixture(scope="module")
def built(workers: Workers) -> Built:
    """Compile all projects; what did not change since the last time is not compiled again."""
    catalogue = load_catalogue(REPOSITORY / "catalogue")
    index = loader.load_index(catalogue)
    outcomes = compile_index(index, BUILD, workers)
    return Built(catalogue, index, outcomes, collect(index, [BUILD]))


def test_every_module_compiles(built: Built) -> None:
    problems = [str(p) for o in built.outcomes for p in o.problems("error")]
    assert not problems, "\n".join(problems)
    assert built.index.complete
    assert len(built.outcomes) == sum(len(p.modules) for p in built.index.projects)
    assert not built.collected.refused
    assert not built.collected.missing


def test_no_linter_warns_of_anything(built: Built) -> None:
    warnings = [str(p) for o in built.outcomes for p in o.problems("warning")]
    assert not warnings, "\n".join(warnings)


def test_lean_sees_a_sorry_exactly_where_the_text_shows_one(built: Built) -> None:
    seen = {(o.key, m.line) for o in built.outcomes for m in o.messages if m.kind == "hasSorry"}
    shown = {
        ((project.project.id, module.name), declaration.line)
        for project in built.index.projects
        for module in project.modules
        for declaration in module.declarations
        if declaration.sorry
    }
    assert seen == shown


def test_the_committed_evidence_is_what_this_lean_says(built: Built) -> None:
    assert not differs(built.evidence, built.collected), "run `make lean` and commit the evidence"


def test_what_is_called_checked_is(built: Built) -> None:
    """Held against the compiled modules themselves, not against what is committed."""
    constants = {(r.project, n): c for r in built.collected.records for n, c in r.constants.items()}
    allowed = STANDARD_AXIOMS | set(built.catalogue.config.allowed_axioms)
    checked = [
        backing
        for claim in judge(built.catalogue, built.index).report.claims
        for backing in claim.backings
        if backing.standing is Standing.CHECKED
    ]
    for backing in checked:
        assert backing.ref
        constant = constants[backing.ref.project, backing.ref.name]
        assert constant.kind == "theorem"
        assert set(constant.axioms) <= allowed
        assert not constant.boundary
    assert checked
