"""SARIF 2.1.0, for code scanning: stable rule ids, and fingerprints from declarations, not lines.

Tolerated findings are left out: a viewer would show each as an open alert.
[OASIS: Static Analysis Results Interchange Format 2.1.0; docs.github.com: SARIF support]
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from indexer import __version__
from indexer.base.inert import inert
from indexer.formats.summary import NOWHERE, falls, has_headline, headline, verdict
from indexer.gate.records import CheckResult, Finding, FindingState, Level
from indexer.gate.rules import RULES, FindingRule
from indexer.troubles import Rule as Form
from indexer.troubles import every_rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASELINE_STATES = {
    FindingState.NEW: "new",
    FindingState.MOVED: "updated",
    FindingState.STALE: "new",
}


def write(result: CheckResult) -> str:
    """The result as one SARIF run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(result)]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _run(result: CheckResult) -> dict[str, Any]:
    shown = [f for f in result.findings if f.state in _BASELINE_STATES]
    return {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the top of the repository"}}},
        "invocations": [_invocation(result)],
        "results": [_result(finding, result) for finding in shown],
    }


def _driver() -> dict[str, Any]:
    return {
        "name": "leancat",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in RULES.values()],
        "taxa": [_taxon(rule) for rule in every_rule()],
    }


def _rule(rule: FindingRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}."},
        "help": {"text": f"Way out: {rule.way_out}."},
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {"tags": ["lean", "proof"]},
    }


def _taxon(rule: Form) -> dict[str, Any]:
    """A form of trouble: what findings of several rules are of."""
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"Way out: {rule.way_out}."},
        "properties": {"effect": rule.effect.value, "certainty": rule.certainty.value},
    }


def _invocation(result: CheckResult) -> dict[str, Any]:
    """Whether the check was done at all; without a whole scan, silence means nothing."""
    numbers = f"; {headline(result)} covered" if has_headline(result) else ""
    notes = [verdict(result) + numbers, *result.notes]
    return {
        "executionSuccessful": result.complete,
        "toolExecutionNotifications": [
            {"level": "note" if result.complete else "error", "message": {"text": inert(note)}}
            for note in notes
        ],
    }


def _result(finding: Finding, result: CheckResult) -> dict[str, Any]:
    text = finding.message
    if finding.claims:
        text += f"\n{falls(finding.claims)} ({headline(result)})"
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": tuple(RULES).index(finding.rule),
        "level": _level(finding),
        "message": {"text": text},
        "locations": [_location(finding)],
        "partialFingerprints": {"leancat/v1": finding.fingerprint},
        "baselineState": _BASELINE_STATES[finding.state],
    }
    if finding.trouble:
        at = [rule.id for rule in every_rule()].index(finding.trouble)
        found["taxa"] = [{"id": finding.trouble, "index": at}]
    if finding.claims:
        found["properties"] = {"claims": list(finding.claims)}
    return found


def _level(finding: Finding) -> str:
    return Level.NOTE.value if finding.state is FindingState.MOVED else finding.level.value


def _location(finding: Finding) -> dict[str, Any]:
    """Every result has a place in a file: GitHub refuses a whole upload for one that has none."""
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {
                "uri": quote(finding.path or NOWHERE, errors="replace"),
                "uriBaseId": "SRCROOT",
            },
            "region": _region(finding),
        }
    }
    if finding.declaration:
        location["logicalLocations"] = [
            {"fullyQualifiedName": finding.declaration, "kind": "declaration"}
        ]
    return location


def _region(finding: Finding) -> dict[str, int]:
    region = {"startLine": finding.line, "startColumn": finding.column + 1}
    if finding.end_line is not None and finding.end_column is not None:
        region |= {"endLine": finding.end_line, "endColumn": finding.end_column + 1}
    return region
