"""Claims → `lean_decls`, the list of names that leanblueprint writes and checkdecls reads."""

from __future__ import annotations

from indexer.judge.records import Report


def write(report: Report) -> str:
    """The names that back claims, in the order of the claims, each once."""
    names = dict.fromkeys(b.name for claim in report.claims for b in claim.backings)
    return "".join(f"{name}\n" for name in names if "\n" not in name)
