"""The check for programs; the shape is a contract: fields are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from indexer.formats.summary import headline, summarise
from indexer.gate import exit_code
from indexer.gate.records import CheckResult, Finding
from indexer.judge.records import Tally

SCHEMA = 1


def write(result: CheckResult) -> str:
    """The result as one JSON object: summary and every finding, the known ones too.

    Lines are 1-based, columns 0-based code points, as in `leancat scan`.
    """
    document = {
        "schema": SCHEMA,
        "summary": summary_data(result),
        "findings": [finding_data(finding) for finding in result.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def summary_data(result: CheckResult) -> dict[str, Any]:
    """A check in numbers, as every JSON of leancat has it."""
    counts = summarise(result)
    return {
        "ok": exit_code(result) == 0,
        "complete": result.complete,
        "against": result.base,
        "headline": headline(result),
        "before": _tally(result.before) if result.before else None,
        **_tally(result.after),
        "checked": result.checked,
        "unsettled": result.report.unsettled,
        "new": counts.new,
        "stale": counts.stale,
        "warnings": counts.warnings,
        "moved": counts.moved,
        "known": counts.known,
        "fixed": counts.fixed,
        "claims_fallen": list(counts.fallen),
        "notes": list(result.notes),
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"covered": tally.done, "total": tally.total}


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding, as every JSON of leancat has it."""
    return {
        "rule": finding.rule,
        "trouble": finding.trouble or None,
        "level": finding.level.value,
        "state": finding.state.value,
        "declaration": finding.declaration,
        "project": finding.project,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
        "claims": list(finding.claims),
        "help": finding.help,
        "fingerprint": finding.fingerprint,
    }
