"""GitLab's Code Quality report, which marks lines of a merge request.

GitLab compares the reports of two branches by fingerprint, shows one entry for each, and refuses
what has no place in a file.  What is tolerated is left out, as in SARIF.
[docs.gitlab.com: Code Quality, report format]
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from indexer.base.inert import inert
from indexer.formats.summary import NOWHERE, falls, headline, verdict, worth_telling
from indexer.gate.records import CheckResult, Finding, Level

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor"}


def write(result: CheckResult) -> str:
    """What somebody should act on, as a JSON list; never empty where the check was not done."""
    entries = [_entry(finding, result) for finding in worth_telling(result)]
    if not result.complete:
        entries.append(_issue("scan-incomplete", verdict(result), "blocker", "scan-incomplete"))
    seen: Counter[str] = Counter()
    for entry in entries:
        name = entry["fingerprint"]
        entry["fingerprint"] = f"{name}-{seen[name]}" if seen[name] else name
        seen[name] += 1
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding, result: CheckResult) -> dict[str, Any]:
    sentences = [finding.message]
    if finding.claims:
        sentences.append(f"{falls(finding.claims)} ({headline(result)})")
    if finding.help:
        sentences.append(f"Way out: {finding.help}")
    said, severity = ". ".join(sentences), _SEVERITIES[finding.level]
    return _issue(finding.rule, said, severity, finding.fingerprint, finding.path, finding.line)


def _issue(
    rule: str, said: str, severity: str, fingerprint: str, path: str = "", line: int = 1
) -> dict[str, Any]:
    return {
        "description": inert(said),
        "check_name": f"leancat {rule}",
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": inert(path or NOWHERE), "lines": {"begin": line}},
    }
