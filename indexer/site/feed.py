"""Files for crawlers and feed readers: sitemap.xml and the Atom feed of standing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from indexer.base.inert import inert_lines
from indexer.history.changes import Changes, ClaimChange
from indexer.history.chart import anchor
from indexer.history.told import Step
from indexer.site import urls
from indexer.site.facts import Facts
from indexer.site.views import permalink, web_address

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENTRIES = 200  # changes that the feed holds
_NAMED = 20  # claims that a summary names
_MOST = 50_000  # addresses in one sitemap, by its specification


def sitemap(facts: Facts, paths: Iterable[str]) -> bytes | None:
    """sitemap.xml; None where the catalogue does not say the site's address, which it must hold."""
    if web_address(facts.config.site_url) is None:
        return None
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap=_default(_SITEMAP))
    for path in list(paths)[:_MOST]:
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        _add(entry, _SITEMAP, "loc", permalink(facts, path))
        if facts.given.date:
            _add(entry, _SITEMAP, "lastmod", facts.given.date.date().isoformat())
    return _bytes(root)


def atom(facts: Facts) -> bytes:
    """The feed: one entry for each change of a claim's standing in the history (or since the base,
    where there is none), the last ones first, and one for the headline, which is a new entry
    whenever its numbers are new.  Its time is when what standings come from last changed, so that a
    commit that changes nothing of it tells readers nothing new.
    """
    given = facts.given
    when = _time(given.judged or given.date or _EPOCH)
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_default(_ATOM))
    _add(root, _ATOM, "id", _id(facts, "feed"))
    _add(root, _ATOM, "title", f"{facts.title}: changes of standing")
    _add(root, _ATOM, "updated", when)
    author = etree.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, _ATOM, "name", facts.config.title or "leancat")
    etree.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=permalink(facts, urls.FEED))
    for change in sorted(_changes(facts, when), key=lambda c: c.when, reverse=True)[:_ENTRIES]:
        _entry(facts, root, change)
    _headline(facts, root, when)
    return _bytes(root)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A change of a claim with its time and where it is told; `times` is how often before the same
    claim changed in the same way."""

    change: ClaimChange
    when: str
    times: int
    path: str


def _changes(facts: Facts, when: str) -> Iterator[_Changed]:
    """The changes of the history, oldest first, or those since the base."""
    given = facts.given
    known = facts.urls.claims
    seen: Counter[tuple[str, str, str]] = Counter()
    told: list[tuple[Changes | None, Step | None]] = [(given.changes, None)]
    if given.history:
        told = [(step.changes, step) for step in given.history.steps]
    for changes, step in told:
        for change in changes.claims if changes else ():
            key = change.id, change.was, change.becomes
            at = _time(datetime.fromtimestamp(step.point.time, UTC)) if step else when
            home = f"{urls.HISTORY}#{anchor(step.point)}" if step else urls.HOME
            path = facts.urls.claim(change.id) if change.id in known else home
            yield _Changed(change, at, seen[key], path)
            seen[key] += 1


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _entry(facts: Facts, root: etree._Element, told: _Changed) -> None:
    """A change is known by how often it happened before: neither later commits, nor a rewritten
    history, nor one that is told at other commits make another of it."""
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    change = told.change
    words = f"{change.was} → {change.becomes}"
    name = f"{change.id}/{change.was}/{change.becomes}/{told.times}"
    _add(entry, _ATOM, "id", _id(facts, name))
    _add(entry, _ATOM, "title", f"{change.title}: {words}")
    _add(entry, _ATOM, "updated", told.when)
    etree.SubElement(entry, f"{{{_ATOM}}}link", href=permalink(facts, told.path))
    because = f": {change.reason}" if change.reason else ""
    _add(entry, _ATOM, "summary", f"{change.id}: {words}{because}")


def _headline(facts: Facts, root: etree._Element, when: str) -> None:
    report = facts.given.report
    covered, beside = report.covered, report.beside
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _add(entry, _ATOM, "id", _id(facts, f"headline/{covered}/{beside}"))
    _add(entry, _ATOM, "title", f"{covered} claims covered, {beside}")
    _add(entry, _ATOM, "updated", when)
    etree.SubElement(entry, f"{{{_ATOM}}}link", href=permalink(facts, urls.HOME))
    gaps = [c for c in report.claims if not c.standing.covered]
    words = "; ".join(f"{c.claim.id} {c.standing}" for c in gaps[:_NAMED])
    rest = f"; and {len(gaps) - _NAMED} more" if len(gaps) > _NAMED else ""
    _add(entry, _ATOM, "summary", f"Not covered: {words}{rest}" if gaps else "Nothing is left.")


def _id(facts: Facts, text: str) -> str:
    """An identifier that stays the same from build to build."""
    where = urls.digest(facts.config.site_url or facts.config.title)
    return f"urn:leancat:{where}:{urls.slug(text)}"


def _default(namespace: str) -> Any:
    """A map that makes a namespace the default one (the stubs of lxml know no None there)."""
    return {None: namespace}


def _add(parent: etree._Element, namespace: str, tag: str, text: str) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{tag}").text = inert_lines(text)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
