"""Which leancat this is: its version, the commit it was made from, the formats that it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from indexer import __version__
from indexer.base import git
from indexer.evidence.files import SCHEMA as EVIDENCE
from indexer.formats.answers import SCHEMA as ANSWERS
from indexer.review.normal_form import CURRENT as PINS
from indexer.terms.fingerprint import ALGORITHM as BASELINE

_TREE = Path(__file__).parents[2]


def described() -> str:
    """Two lines: the version and the commit, and the formats of what leancat writes."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    found = commit()
    yield f"leancat {__version__}{f' (commit {found})' if found else ''}"
    formats = f"pins {PINS}, baseline {BASELINE}, evidence {EVIDENCE}, JSON {ANSWERS}"
    yield f"formats: catalogue 1, {formats}"


def commit() -> str:
    """The commit of the source tree, or of the git address that it was installed from; "" for a
    release, whose version says it."""
    if (_TREE / ".git").exists() and (_TREE / "pyproject.toml").exists():
        return git.checkout(_TREE).commit[:12]
    return str(_installed_from().get("vcs_info", {}).get("commit_id", ""))[:12]


def source() -> str:
    """The git address that leancat was installed from, with its commit, as pip takes it; "" where
    it came from elsewhere."""
    about = _installed_from()
    address, vcs = str(about.get("url", "")), about.get("vcs_info", {})
    if vcs.get("vcs") != "git" or not address.startswith("https://"):
        return ""
    return f"git+{address}@{vcs.get('commit_id', '')}"


def _installed_from() -> dict[str, Any]:
    """What pip noted of the place that a package was installed from (PEP 610)."""
    try:
        text = metadata.distribution("leancat").read_text("direct_url.json")
        data = json.loads(text or "{}")
    except (metadata.PackageNotFoundError, ValueError, OSError):
        return {}
    return data if isinstance(data, dict) else {}
