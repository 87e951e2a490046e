"""Report and index → the site: every page and file, replacing the old site at one stroke."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from indexer import __version__
from indexer.base.errors import InputError, LeancatError, Problem
from indexer.base.inert import inert_bytes
from indexer.base.progress import Progress
from indexer.base.workers import spread
from indexer.lean.records import Module
from indexer.scan.records import Index, Ref
from indexer.scan.source_texts import texts
from indexer.site import (
    about_pages,
    assets,
    claim_pages,
    code_pages,
    compare_pages,
    data,
    feed,
    gap_pages,
    history_pages,
    pictures,
    search,
    urls,
)
from indexer.site.about_pages import Frame
from indexer.site.addresses import Source, addresses
from indexer.site.check import check_site
from indexer.site.facts import Facts, SiteInput, facts_of, shown
from indexer.site.staging import Staging
from indexer.site.standing_words import LOOKS
from indexer.site.views import Page

_SHARE = 200
"""Pages from which on another process costs less than it saves."""


def build_site(
    given: SiteInput,
    out: Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    verify: bool = False,
) -> Path:
    """Write the site to the folder `out`, which is replaced whole or, on any error, not touched;
    gives the path of its home page.

    `jobs` is the number of processes (default: one for each core).  With `verify` every page is
    read back before the folder is replaced, and a broken link or the like is an error.
    Raises UsageError when `out` is a link or holds what leancat did not write, InputError when a
    source changed since it was scanned or the folder cannot be written.
    """
    catalogue = Path(given.report.catalogue.root)
    keep = [catalogue, *(Path(p.project.root) for p in given.index.projects)]
    # what is left out takes no address from what is shown
    urls_of_all = addresses(given.report, given.index, given.source)
    given = shown(given)
    with Staging(out, keep) as staging:
        facts = facts_of(given, urls_of_all.without(given.left_out.places))
        static = assets.static_files()
        press = _Press(about_pages.frame(facts), static)
        expected = _expected(facts)
        jobs = 1 if given.index.is_large else jobs  # each worker copies a gigabyte as it reads it
        workers = min(jobs or os.cpu_count() or 1, 1 + expected // _SHARE)
        paths: list[str] = []
        task = partial(_written, press, staging)
        for written in spread(task, list(_pages(facts)), workers):
            paths += written
            if progress:
                progress(len(paths), expected)
        for path, content in _files(facts, paths, static):
            staging.write(path, content)
        if verify and (problems := check_site(staging.folder)):
            raise LeancatError(problems)
        staging.publish()
    return staging.out / urls.HOME


def _written(press: _Press, staging: Staging, pages: Iterable[Page]) -> list[str]:
    """Make some pages; gives their paths."""
    paths = []
    for page in pages:
        staging.write(page.path, press.page(page))
        paths.append(page.path)
    return paths


def disk_sources(index: Index) -> Source:
    """Source texts read from disk as they are needed, and only while they are what was scanned."""
    text = texts(index)

    def read(project: str, module: Module) -> str:
        found = text(Ref(project, module.name, ""))
        if found is None:
            problem = Problem(
                "changed while the site was built", path=module.path, hint="build again"
            )
            raise InputError(problem)
        return found

    return read


def _pages(facts: Facts) -> Iterator[Iterable[Page]]:
    """Every page, in batches that are made when somebody asks for them."""
    yield from claim_pages.pages(facts)
    yield gap_pages.pages(facts)
    yield history_pages.pages(facts)
    yield compare_pages.pages(facts)
    yield about_pages.pages(facts)
    yield from code_pages.pages(facts)


def _expected(facts: Facts) -> int:
    """Roughly how many pages there will be."""
    return (
        len(facts.urls.claims) + len(set(facts.urls.declarations.values())) + 2 * len(facts.modules)
    )


def _files(
    facts: Facts, paths: list[str], static: assets.StaticFiles
) -> Iterator[tuple[str, bytes]]:
    for path, text in data.files(facts):
        yield path, inert_bytes(text)
    yield search.PATH, inert_bytes(search.search_index(facts))
    yield urls.ICON, inert_bytes(pictures.icon(facts.report.covered))
    if facts.config.site_url:  # others fetch it by its full address, or not at all
        yield urls.PREVIEW, pictures.preview(facts.report.covered)
    yield urls.FEED, feed.atom(facts)
    sitemap = feed.sitemap(facts, paths)
    if sitemap is not None:
        yield "sitemap.xml", sitemap
    yield ".nojekyll", b""
    yield from static.values()


def environment() -> Environment:
    """The templates as they are now, each compiled when it is first asked for."""
    made = Environment(
        loader=FileSystemLoader(assets.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters.update(soft=_soft, count=_count, ticked=_ticked)
    made.globals.update(looks=LOOKS, urls=urls, version=__version__)
    return made


@lru_cache(maxsize=65536)
def _soft(text: str) -> Markup:
    """A long name or path, which may be broken after its dots, underscores and slashes."""
    return Markup(re.sub(r"(?<=[._/])(?=[^._/])", "<wbr>", str(escape(text))))


@lru_cache(maxsize=65536)
def _ticked(text: str) -> Markup:
    """Words in which what stands between backticks is code; links in them stay."""
    return Markup(
        re.sub(r"`((?:[^`<>]|</?a\b[^<>]*>|<wbr>)+)`", r"<code>\1</code>", str(escape(text)))
    )


def _count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 sorry", "2 sorries"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


class _Press:
    """Renders pages; what stands around them, and the macros, are made once for each place they
    are seen from."""

    def __init__(self, site: Frame, static: assets.StaticFiles) -> None:
        self.site = site
        self.get = environment().get_template
        self.static = {name: path for name, (path, _) in static.items()}
        self._frames: dict[tuple[str, ...], dict[str, object]] = {}

    def page(self, page: Page) -> bytes:
        """One page, ready to be written."""
        template = self.get(page.template)
        return inert_bytes(template.render(self._frame(page), page=page, view=page.view))

    def _frame(self, page: Page) -> dict[str, object]:
        here = page.path if page.path in urls.IN_NAVIGATION else ""
        key = (page.root, page.section, here)
        if key not in self._frames:
            words = {"root": page.root, "site": self.site, "static": self.static}
            around = {"section": page.section, "here": here}
            self._frames[key] = {
                **words,
                "m": self.get("macros.html").make_module(words),
                "top": Markup(self.get("top.html").render(words, **around)),
                "foot": Markup(self.get("foot.html").render(words)),
            }
        return self._frames[key]
