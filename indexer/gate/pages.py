"""Findings about hubs: numbers and links that no longer hold, documents that changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.gate.finding import Snapshot, make
from indexer.gate.records import Finding, Level


def findings(now: Snapshot) -> Iterator[Finding]:
    """One finding for each thing that a hub says and that is not so."""
    for fault in now.faults:
        finding = make(fault.rule, fault.message, identity=fault.identity)
        yield replace(
            finding,
            path=fault.path,
            line=fault.line,
            column=fault.column,
            claims=fault.claims,
            level=Level.WARNING if fault.doubtful else finding.level,
            help=fault.hint or finding.help,
        )
