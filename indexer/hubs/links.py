"""Links from hubs to claims, declarations and lines: where they lead now, and which are broken.

On a page that the site shows, `claim:ID`, `decl:NAME` and `line:NAME` are addresses; everywhere
else a link leads to the built site or to a line of the repository.  Links to anything else are not
leancat's to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import Protocol
from urllib.parse import unquote

from indexer.base.errors import Problem
from indexer.claims.records import Config
from indexer.hubs.figures import Figures, UnknownFigureError, near
from indexer.hubs.pages import Hub
from indexer.hubs.visible_text import HubLink
from indexer.lean.records import Declaration, Module
from indexer.scan.records import Index, Ref

SCHEMES = ("claim", "decl", "line")

_SITE_PAGE = re.compile(r"(?:claim|decl|module|source|family|paper)/[^?#]+\.html")
_LINE = re.compile(r"L(\d{1,9})")
_PART = re.compile(r"~part\d+(?=\.html$)")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


class Addresses(Protocol):
    """Where the built site has everything, relative to its root (indexer.site.urls)."""

    @property
    def claims(self) -> Mapping[str, str]:
        """Every claim that has a page, by its id and by ids it had before."""
        ...

    def claim(self, claim_id: str) -> str:
        """The page of a claim."""
        ...

    def family(self, family_id: str) -> str:
        """The page of a family."""
        ...

    def paper(self, paper_id: str) -> str:
        """The page of a paper."""
        ...

    def declaration(self, ref: Ref) -> str | None:
        """The page of a declaration."""
        ...

    def module(self, project: str, module: str) -> str:
        """The page of a module."""
        ...

    def source(self, project: str, module: str, line: int | None = None) -> str:
        """The page of a module's source, at a line."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """A declaration that a link may lead to."""

    ref: Ref
    module: Module
    declaration: Declaration


class Places:
    """Everything a hub may link to.

    `folders` gives, by project id, the path of the project's root from the top of the repository
    ("" or "a/b/").
    """

    def __init__(
        self, figures: Figures, index: Index, addresses: Addresses, folders: Mapping[str, str]
    ) -> None:
        self._figures = figures
        self._config: Config = figures.report.catalogue.config
        self._addresses = addresses
        self._base = f"{self._config.site_url.rstrip('/')}/" if self._config.site_url else None
        modules = [(p.project.id, m) for p in index.projects for m in p.modules]
        self._files = {folders.get(p, "") + m.path: (p, m) for p, m in modules}
        self._named: dict[str, list[Target]] = {}
        for project, module in modules:
            for declaration in module.declarations:
                ref = Ref(project, module.name, declaration.name)
                target = Target(ref, module, declaration)
                self._named.setdefault(declaration.name, []).append(target)
        self._pages = dict(self._site_pages(modules))
        self._sources = [t for t in self._templates() if t is not None]

    def _site_pages(self, modules: list[tuple[str, Module]]) -> Iterator[tuple[str, Module | None]]:
        """Every page a hub may link to; with the module, for a page that shows its source."""
        catalogue, addresses = self._figures.report.catalogue, self._addresses
        yield from ((addresses.claim(name), None) for name in addresses.claims)
        yield from ((addresses.family(family.id), None) for family in catalogue.families)
        yield from ((addresses.paper(paper.id), None) for paper in catalogue.papers)
        for project, module in modules:
            yield addresses.module(project, module.name), None
            yield addresses.source(project, module.name), module
        for targets in self._named.values():
            for target in targets:
                page = addresses.declaration(target.ref)
                if page is not None:
                    yield page, None

    def _templates(self) -> Iterator[re.Pattern[str] | None]:
        for template in {self._config.source_url, *(p.source_url for p in self._config.projects)}:
            yield _pattern(template) if template else None

    # -- where things are --

    def address(self, scheme: str, name: str, *, inside: bool) -> str:
        """What leads to a claim, a declaration or its line.

        `inside` a page that the site shows, the scheme itself does; elsewhere the address on the
        built site.  Raises UnknownFigureError when there is no such thing, or no site.
        """
        page = self._page(scheme, name)
        return f"{scheme}:{name}" if inside else self._on_the_web(page)

    def badge(self, paper: str | None) -> tuple[str, str]:
        """A page, of a paper or the first one, and the picture of its coverage, on the built site.

        Raises UnknownFigureError when there is no site.
        """
        page = self._addresses.paper(paper) if paper else "index.html"
        picture = f"badges/{page.removesuffix('.html')}.svg" if paper else "badges/coverage.svg"
        return self._on_the_web(page), self._on_the_web(picture)

    def is_page(self, path: str) -> bool:
        """Whether the site has a page of a claim, family, paper, module or declaration there."""
        return path in self._pages

    def page_of(self, hub: Hub) -> str | None:
        """The page of the site that shows a hub, if one does."""
        return self._addresses.paper(hub.paper) if hub.shown and hub.paper else None

    def _on_the_web(self, path: str) -> str:
        if self._base is None:
            hint = 'site_url = "https://…" in leancat.toml says it'
            raise UnknownFigureError(Problem("nothing says where the site will stand", hint=hint))
        return self._base + path

    def page(self, scheme: str, name: str) -> str | None:
        """The path on the site of what a scheme's link leads to, None when it leads nowhere."""
        try:
            return self._page(scheme, name)
        except UnknownFigureError:
            return None

    def _page(self, scheme: str, name: str) -> str:
        if scheme == "claim":
            if name not in self._addresses.claims:
                hint = near(name, self._addresses.claims)
                raise UnknownFigureError(Problem(f"there is no claim {name}", hint=hint))
            return self._addresses.claim(name)
        target = self.declaration(name)
        if scheme == "line":
            ref = target.ref
            return self._addresses.source(ref.project, ref.module, target.declaration.line)
        return self._addresses.declaration(target.ref) or ""

    def declaration(self, name: str) -> Target:
        """The declaration of a name, or of `project:name`. Raises UnknownFigureError."""
        project, colon, rest = name.partition(":")
        wanted = rest if colon else name
        found = self._named.get(wanted, [])
        if colon:
            found = [target for target in found if target.ref.project == project]
        if not found:
            hint = near(wanted, self._named)
            raise UnknownFigureError(Problem(f"there is no declaration {name}", hint=hint))
        if len({target.ref for target in found}) > 1:
            homes = sorted({target.ref.project for target in found})
            hint = f"say which, as in {homes[0]}:{wanted}"
            raise UnknownFigureError(Problem(f"{name} is in {' and '.join(homes)}", hint=hint))
        return found[0]

    # -- whether a link holds --

    def broken(self, link: HubLink, hub: str, page: str | None) -> Problem | None:
        """What is wrong with a link of the hub file `hub` (a path from the top of the repository);
        `page` is the page of the site that shows it, if one does."""
        target = unquote(link.target)
        scheme, colon, name = target.partition(":")
        if colon and scheme in SCHEMES:
            return self._broken_scheme(scheme, name, page)
        path, _, fragment = target.partition("#")
        if self._base and target.startswith(self._base):
            return self._broken_page(path.removeprefix(self._base), fragment, link)
        if "://" in target or target.startswith(("/", "#", "mailto:", "{")):
            return self._broken_source(target, link)
        if page is not None:
            on_site = normpath(f"{dirname(page)}/{path}")
            if _SITE_PAGE.fullmatch(on_site):
                return self._broken_page(on_site, fragment, link)
        if path.endswith(".lean"):
            file = normpath(f"{dirname(hub)}/{path}" if dirname(hub) else path)
            return self._broken_line(file, fragment, link)
        return None

    def _broken_scheme(self, scheme: str, name: str, page: str | None) -> Problem | None:
        if page is None:
            hint = f'mark the link instead: <a data-leancat="link {scheme}:{name}" href="">'
            return Problem(f"{scheme}: links lead somewhere only on pages of the site", hint=hint)
        try:
            self._page(scheme, name)
        except UnknownFigureError as error:
            return error.problems[0]
        return None

    def _broken_page(self, path: str, fragment: str, link: HubLink) -> Problem | None:
        path = _PART.sub("", path)
        if path in self._pages:
            module = self._pages[path]
            return _broken_anchor(module, fragment, link) if module else None
        if not _SITE_PAGE.fullmatch(path):
            return None
        kind = path.partition("/")[0]
        alike = [known for known in self._pages if known.startswith(f"{kind}/")]
        return Problem(f"the site has no page {path}", hint=near(path, alike[:5000]))

    def _broken_source(self, target: str, link: HubLink) -> Problem | None:
        """A link to the public repository: lines move only on branches, not at a commit."""
        for pattern in self._sources:
            found = pattern.fullmatch(target)
            if found is None:
                continue
            if _COMMIT.fullmatch(found["commit"]):
                return None
            fragment = f"L{found['line']}" if found["line"] else ""
            return self._broken_line(unquote(found["path"]), fragment, link)
        return None

    def _broken_line(self, file: str, fragment: str, link: HubLink) -> Problem | None:
        if file not in self._files:
            return Problem(f"no project has a file {file}", hint=near(file, self._files))
        return _broken_anchor(self._files[file][1], fragment, link)


def _broken_anchor(module: Module, fragment: str, link: HubLink) -> Problem | None:
    """A line that is not there, or that is not the one of the declaration that the link names."""
    found = _LINE.match(fragment)
    if found is None:
        return None
    line = int(found[1])
    named = [d for d in module.declarations if d.name == link.text.strip()]
    if any(d.start_line <= line <= d.line for d in named):
        return None
    if named:
        name, now = named[0].name, named[0].line
        return Problem(f"{name} is not at line {line}", hint=f"it is at line {now}")
    if not 1 <= line <= module.lines:
        return Problem(f"{module.path} has no line {line}", hint=f"it has {module.lines}")
    return None


def _pattern(template: str) -> re.Pattern[str] | None:
    """A link template as a pattern, in which the part from `#` on may be missing."""
    if "{path}" not in template:
        return None
    head, mark, tail = template.partition("#")
    parts = {
        "{commit}": r"(?P<commit>[^/?#]+)",
        "{path}": r"(?P<path>[^?#]+)",
        "{line}": r"(?P<line>\d{1,9})",
    }

    def pattern(text: str) -> str:
        pieces = re.split(r"(\{commit\}|\{path\}|\{line\})", text)
        return "".join(parts.get(piece, re.escape(piece)) for piece in pieces)

    written = pattern(head) + (f"(?:#{pattern(tail)}(?:-L\\d+)?)?" if mark else "")
    for name in ("commit", "line"):
        if f"(?P<{name}>" not in written:
            written += f"(?P<{name}>)"
    return re.compile(written)
