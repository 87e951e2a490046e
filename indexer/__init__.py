"""leancat: reads Lean 4 projects without running them and says which claims are proved.

The names below are the public interface; versions are semantic in what they take and give.  All
else in the package may change with any release.

>>> from pathlib import Path
>>> import indexer
>>> found = indexer.survey(Path("tests/fixtures/demo/catalogue"))
>>> str(found.report.covered)
'1/4'
>>> [(one.claim.id, one.standing.value) for one in found.report.claims][:2]
[('demo.isometry', 'clean'), ('demo.bound', 'tainted')]
>>> found.report.claims[1].reason
'rests on Demo.score_bound, which holds a sorry'
>>> result = indexer.check(Path("tests/fixtures/demo/catalogue"))
>>> [finding.rule for finding in result.findings]
['new-sorry', 'backing-missing']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.app.build import build
    from indexer.app.check import check
    from indexer.app.survey import Survey, survey
    from indexer.app.tree import scan_tree
    from indexer.base.errors import LeancatError, Problem
    from indexer.catalogue import load_catalogue
    from indexer.claims.records import Backing, Catalogue, Claim
    from indexer.gate.records import CheckResult, Finding
    from indexer.judge.records import BackingReport, ClaimReport, Report, Standing
    from indexer.lean.records import Declaration, Module
    from indexer.scan.options import ScanOptions
    from indexer.scan.records import Index, Ref

__version__ = "0.1.0"

# Loaded when they are asked for: whoever wants one command does not wait for all of them.
_HOMES = {
    "app.build": "build",
    "app.check": "check",
    "app.survey": "Survey survey",
    "app.tree": "scan_tree",
    "base.errors": "LeancatError Problem",
    "catalogue": "load_catalogue",
    "claims.records": "Backing Catalogue Claim",
    "gate.records": "CheckResult Finding",
    "judge.records": "BackingReport ClaimReport Report Standing",
    "lean.records": "Declaration Module",
    "scan.options": "ScanOptions",
    "scan.records": "Index Ref",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Backing",
    "BackingReport",
    "Catalogue",
    "CheckResult",
    "Claim",
    "ClaimReport",
    "Declaration",
    "Finding",
    "Index",
    "LeancatError",
    "Module",
    "Problem",
    "Ref",
    "Report",
    "ScanOptions",
    "Standing",
    "Survey",
    "build",
    "check",
    "load_catalogue",
    "scan_tree",
    "survey",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
