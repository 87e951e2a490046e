"""`leancat serve`: a preview of the site that follows the sources."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from indexer.app.build import build
from indexer.app.survey import Survey
from indexer.base.errors import InputError, LeancatError, Problem
from indexer.cli.build import headline
from indexer.cli.console import (
    catalogue_option,
    complain,
    scan_options,
    stderr,
    stdout,
)
from indexer.scan.options import ScanOptions
from indexer.site.assets import templates

_OWN_NAMES = ("127.0.0.1", "localhost")
_PAUSE = 0.5  # seconds between two looks at the files
_WATCHED = frozenset({".lean", ".yaml", ".toml", ".md", ".html", ".css", ".js"})
_SCRIPT = b"""\
let seen = null;
setInterval(async () => {
  try {
    const now = await (await fetch("/__leancat/version")).text();
    if (seen !== null && seen !== now) location.reload();
    seen = now;
  } catch { /* the server is gone or busy */ }
}, 700);
"""

Stamps = dict[Path, tuple[int, int]]
"""Of each file its time of change and its size: what tells that it was written."""


@click.command(name="serve")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("_site"),
    show_default=True,
    help="The folder of the site; it is replaced whole by every build.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@catalogue_option
@scan_options
def command(out: Path, port: int, catalogue: Path | None, options: ScanOptions) -> int:
    """Preview the site on this machine, built anew whenever a source or the catalogue changes.

    Example: leancat serve --port 8080
    """
    make = partial(build, out, catalogue, options, base="")
    found, _ = make()
    with _listen(out, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stdout().print(headline(found.report))
        stdout().print(f"http://127.0.0.1:{server.server_port}/", markup=False)
        stderr().print("follows the sources; Ctrl-C ends it", style="dim")
        try:
            follow(found, make, server.changed)
        finally:
            server.shutdown()
    return 0


def follow(
    found: Survey, make: Callable[[], tuple[Survey, Any]], changed: Callable[[], None]
) -> None:
    """Build again after every change of what the survey was made from; for ever.

    A build that fails is told on stderr, and the earlier site goes on being served.
    """
    before = stamps(watched(found))
    while True:
        time.sleep(_PAUSE)
        now = stamps(watched(found))
        if now == before:
            continue
        before = now
        try:
            found, _ = make()
            stderr().print(headline(found.report))
            changed()
        except LeancatError as error:
            complain(error)


def watched(found: Survey) -> list[Path]:
    """The folders that a survey was made from, and those of the templates."""
    projects = [Path(p.project.root) for p in found.index.projects]
    return [Path(found.catalogue.root), *projects, templates()]


def stamps(folders: Iterable[Path]) -> Stamps:
    """The stamps of all files below the folders that a site depends on."""
    found: Stamps = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in _WATCHED or path.name == "lean-toolchain":
                try:
                    about = path.stat()
                except OSError:  # gone between listing and looking
                    continue
                found[path] = about.st_mtime_ns, about.st_size
    return found


class Preview(ThreadingHTTPServer):
    """Serves a folder on this machine only; pages reload themselves after `changed`."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        self.version = 0
        super().__init__(("127.0.0.1", port), partial(_Handler, directory=str(folder)))

    def changed(self) -> None:
        """Let every open page load itself anew."""
        self.version += 1

    def handle_error(self, *_: object) -> None:
        """Say nothing of a browser that went away."""


def _listen(folder: Path, port: int) -> Preview:
    try:
        return Preview(folder, port)
    except OSError as error:
        hint = "give another one with --port, or --port 0 for any"
        raise InputError(
            Problem(f"port {port} cannot be used: {error.strerror}", hint=hint)
        ) from error


class _Handler(SimpleHTTPRequestHandler):
    """Files as they are, but pages with the script that reloads them."""

    server: Preview

    def parse_request(self) -> bool:
        """Read a request; one that a page of another site made, by a name of its own for this
        machine, gets nothing, nor does one for what can be no file."""
        if not super().parse_request():
            return False
        if self.headers.get("Host", "").lower().partition(":")[0] not in _OWN_NAMES:
            self.send_error(421, "This preview answers to localhost only")
            return False
        if not self._is_own_page():
            self.send_error(403, "Pages of other sites get nothing from this preview")
            return False
        try:
            path = os.fsencode(self.translate_path(self.path))
        except ValueError:
            path = b"\0"
        if b"\0" in path:
            self.send_error(400)
            return False
        return True

    def _is_own_page(self) -> bool:
        """Whether a page of the preview asks, or a person: another site's page can load its scripts
        and pictures, in which names stand, and show its pages in a frame.  [W3C: Fetch Metadata]"""
        site = self.headers.get("Sec-Fetch-Site", "none")
        return site in ("none", "same-origin") or self.headers.get("Sec-Fetch-Dest") == "document"

    def end_headers(self) -> None:
        """Browsers that do not say who asks are told who may."""
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Content-Security-Policy", "frame-ancestors 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/__leancat/version":
            self._answer(str(self.server.version).encode(), "text/plain")
        elif path == "/__leancat/reload.js":
            self._answer(_SCRIPT, "text/javascript")
        elif path.endswith((".html", "/")):
            self._page(Path(self.translate_path(path)))
        else:
            super().do_GET()

    def _page(self, file: Path) -> None:
        try:
            data = (file / "index.html" if file.is_dir() else file).read_bytes()
        except OSError:
            return self.send_error(404)
        script = b'<script src="/__leancat/reload.js"></script>\n</body>'
        return self._answer(data.replace(b"</body>", script), "text/html; charset=utf-8")

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for what changed."""
