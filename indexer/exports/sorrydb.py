"""Sorries → the JSON of SorryDB, all but the goals, which only Lean knows.

Keys as in SorryDB/SorryDB, doc/DATABASE.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime

from indexer.base.git import Checkout
from indexer.gate.finding import Snapshot
from indexer.lake.records import Project
from indexer.lean.names import canonical
from indexer.lean.records import Sorry


def write(now: Snapshot, checkout: Checkout) -> str:
    """Every place where a sorry is written, in order of file and line; those that a Challenge means
    are left out."""
    held = {(h.project, h.module, h.declaration) for h in now.holes}
    rows = [
        _row(project.project, now.path(project.project.id, module.path), sorry, checkout)
        for project in now.index.projects
        for module in project.modules
        for sorry in module.sorries
        if not sorry.owner or (project.project.id, module.name, canonical(sorry.owner)) in held
    ]
    repos = [{"remote_url": checkout.remote}]
    return json.dumps({"repos": repos, "sorries": rows}, ensure_ascii=False, indent=1) + "\n"


def _row(project: Project, path: str, sorry: Sorry, checkout: Checkout) -> dict[str, object]:
    place = {
        "path": path,
        "start_line": sorry.line,
        "start_column": sorry.column,
        "end_line": sorry.end_line,
        "end_column": sorry.end_column,
    }
    version = re.sub(r"^.*:", "", project.toolchain or "")
    repo = {
        "remote": checkout.remote,
        "branch": checkout.branch,
        "commit": checkout.commit,
        "lean_version": version,
    }
    return {
        "repo": repo,
        "location": place,
        "debug_info": {"goal": None, "url": _address(checkout, path, sorry)},
        "metadata": {
            "blame_email_hash": None,
            "blame_date": None,
            "inclusion_date": _day(checkout),
        },
        "id": _id(repo, place),
    }


def _day(checkout: Checkout) -> str | None:
    """When the commit was made, as an ISO date and time."""
    if checkout.seconds is None:
        return None
    return datetime.fromtimestamp(checkout.seconds, UTC).isoformat()


def _address(checkout: Checkout, path: str, sorry: Sorry) -> str | None:
    if not checkout.remote.startswith("https://github.com/") or not checkout.commit:
        return None
    top = checkout.remote.removesuffix(".git")
    return f"{top}/blob/{checkout.commit}/{path}#L{sorry.line}"


def _id(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
