"""Visits to pages in a real browser, with everything noted that goes wrong on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request

THEMES = ("light", "dark")


class Visit:
    """A page of its own, with everything noted that it asks for or complains of."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(f"{m.type}: {m.text}"))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # by going on to the next page
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page

    def outside(self) -> list[str]:
        """Requests that went anywhere but to the site itself."""
        return [url for url in self.requests if not url.startswith((self.base, "data:"))]


@contextmanager
def visiting(browser: Browser, base: str, **options: Any) -> Iterator[Visit]:
    context = browser.new_context(**options)
    try:
        yield Visit(context, base)
    finally:
        context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on this machine, with `folder` at its top."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def every_page(site: Path) -> list[str]:
    """All pages but those that lead on to another at once."""
    stay = (p for p in site.rglob("*.html") if b'http-equiv="refresh"' not in p.read_bytes())
    return sorted(p.relative_to(site).as_posix() for p in stay)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core has against a page: rule, and the first places."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(v["id"], [n["html"][:150] for n in v["nodes"][:3]]) for v in found]
