"""Templates and static files: where they are, and under which names the site serves them."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def templates() -> Path:
    """The folder of templates: inside the installed package, or at the top of a checkout."""
    shipped = _PACKAGE / "_site_templates"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "site_templates"


StaticFiles = dict[str, tuple[str, bytes]]
"""Of each static file: its name → (its path on the site, its bytes)."""


def static_files() -> StaticFiles:
    """The static files as they are now.

    The path holds a hash of the content, so that a browser may keep a file for ever.
    """
    found: dict[str, tuple[str, bytes]] = {}
    for file in sorted((templates() / "static").iterdir()):
        data = file.read_bytes()
        mark = hashlib.sha256(data).hexdigest()[:10]
        found[file.name] = (f"static/{file.stem}.{mark}{file.suffix}", data)
    return found
