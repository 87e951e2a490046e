"""Claims → `lean_decls`, the list of names that leanblueprint writes and checkdecls reads."""

from __future__ import annotations

from indexer.judge.records import Report


def write(report: Report) -> str:
    """The names of these projects that back claims, in the order of the claims, each once."""
    backings = (b for claim in report.claims for b in claim.backings if not b.backing.repo)
    names = dict.fromkeys(backing.name for backing in backings)
    return "".join(f"{name}\n" for name in names if "\n" not in name)
