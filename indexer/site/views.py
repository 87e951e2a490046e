"""The view models that pages of every kind share: links, table rows, tallies, backings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup, escape

from indexer.claims.links import file_address
from indexer.claims.records import Backing, Claim, Role
from indexer.evidence.records import Freshness
from indexer.judge.records import (
    Assumption,
    BackingReport,
    ClaimReport,
    Standing,
    Tally,
    WitnessStep,
)
from indexer.lean.records import Declaration
from indexer.lean.syntax.lexer import TokenKind, kind_of, lex
from indexer.scan.records import Ref
from indexer.site import highlight, prose
from indexer.site.facts import Facts

Row = TypeVar("Row")

_ROLES = {
    Role.EXACT: "states the claim",
    Role.STRONGER: "states more than the claim",
    Role.SPECIAL_CASE: "a special case",
    Role.SUPPORTS: "supports the claim",
    Role.REFUTES: "proves the opposite of the claim",
}
_EVIDENCE = {
    Freshness.FRESH: "the compiler’s record of exactly these sources",
    Freshness.STALE: (
        "stale: the sources, or the Lean they ask for, changed since the compiler’s record was "
        "made, so it does not count"
    ),
    Freshness.ABSENT: "none: no compiler’s record of this module was given",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead: a path from the site's root, an address elsewhere, or nowhere."""

    text: str
    url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML page: its path from the site's root, its template, and what the template shows."""

    path: str
    template: str
    title: str
    view: object
    section: str = ""

    @property
    def root(self) -> str:
        """What leads from this page to the site's root: "" or "../" as often as needed."""
        return "../" * self.path.count("/")


def parted(
    path: str, rows: Sequence[Row], size: int
) -> Iterator[tuple[str, Sequence[Row], tuple[Link, ...]]]:
    """Rows on as many pages as they need: path, rows and links to all parts."""
    starts = range(0, max(len(rows), 1), size)
    stem = path.removesuffix(".html")
    paths = [path if n == 0 else f"{stem}~part{n + 1}.html" for n in range(len(starts))]
    parts = tuple(Link(f"part {n + 1}", p) for n, p in enumerate(paths)) if len(paths) > 1 else ()
    for start, place in zip(starts, paths, strict=True):
        yield place, rows[start : start + size], parts


@dataclass(frozen=True, slots=True)
class Theorem:
    """A backing declaration in a table: its page, its source line here and at the commit."""

    name: str
    declaration: str | None
    source: str | None
    place: str
    role: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a table."""

    id: str
    title: Markup
    url: str
    standing: Standing
    reason: str
    family: Link
    papers: tuple[Link, ...]
    locator: str
    theorems: tuple[Theorem, ...]
    flags: tuple[str, ...]
    obstacle: str


@dataclass(frozen=True, slots=True)
class TallyRow:
    """A family or paper with its numbers; `counts` has one entry for each standing that occurs, and
    `lists` says where its claims of one standing are listed."""

    link: Link
    tally: Tally
    checked: int
    about: Markup
    counts: dict[Standing, int]
    lists: dict[Standing, str]


@dataclass(frozen=True, slots=True)
class BackingView:
    """A backing on a claim's page."""

    theorem: Theorem
    standing: Standing
    reason: str
    repository: str | None
    statement: Markup | None
    doc: Markup | None
    axioms: tuple[str, ...]
    axioms_exact: bool
    ways: tuple[tuple[Link, ...], ...]
    cone: tuple[Link, ...]
    assumptions: tuple[tuple[str, tuple[Markup, ...]], ...]
    evidence: str
    toolchain: str | None
    suggestions: tuple[Link, ...]
    flags: tuple[str, ...]
    comes_from: str = ""  # the repository and commit of one that lives elsewhere


_NAMED = re.compile(r"<a\b.*?</a>|<[^>]*>|&#?\w+;|[\w-]+(?:\.[\w-]+)+", re.DOTALL)


def linked(facts: Facts, words: Markup, root: str) -> Markup:
    """Words in which the ids of claims and the names of declarations lead to them; `root` leads
    from the page to the site's root."""

    def link(found: re.Match[str]) -> str:
        name = found[0]
        refs = facts.named.get(name, ())
        if name in facts.urls.claims:
            url: str | None = facts.urls.claim(name)
        else:
            url = facts.urls.declaration(refs[0]) if len(refs) == 1 else None
        return f'<a href="{escape(root + url)}">{name}</a>' if url else name

    return Markup(_NAMED.sub(link, str(words)))


_REFERENCE = re.compile(
    r"<[^>]*>|\\(?P<by>[cC]ref|autoref|nameref|ref|eqref)\*?\{(?P<labels>[^{}<>]*)\}"
)


def referring(facts: Facts, words: Markup, root: str) -> Markup:
    r"""Words of a TeX document in which references (`\cref{thm:a}`) lead to the claims they name;
    the label is what can be shown of others, since numbers are TeX's."""

    def shown(found: re.Match[str]) -> str:
        if found["labels"] is None:
            return found[0]
        labels = (label.strip() for label in found["labels"].split(","))
        told = ", ".join(_referred(facts, label, found["by"], root) for label in labels)
        return f"({told})" if found["by"] == "eqref" else told

    return Markup(_REFERENCE.sub(shown, str(words)))


def _referred(facts: Facts, label: str, by: str, root: str) -> str:
    r"""What stands for a reference: the claim's own title, or its label, before which all but
    `\ref` set what it is."""
    report = facts.claims.get(facts.labels.get(Markup(label).unescape(), ""))
    if report is None or report.claim.asserted is None:
        return label
    claim, word = report.claim, report.claim.asserted.word
    own = claim.title.removeprefix(word).strip() != label
    title = prose.inline(claim.title) if own or by not in ("ref", "eqref") else label
    return f'<a href="{escape(root + facts.urls.claim(claim.id))}">{title}</a>'


def titled(facts: Facts, id: str) -> Link:
    """A claim by its title; the note is its id."""
    return Link(prose.inline(facts.claims[id].claim.title), facts.urls.claim(id), id)


def claim_row(facts: Facts, report: ClaimReport, paper: str | None = None) -> ClaimRow:
    """A claim as a row; `paper` picks the locator that is shown."""
    claim = report.claim
    return ClaimRow(
        id=claim.id,
        title=prose.inline(claim.title),
        url=facts.urls.claim(claim.id),
        standing=report.standing,
        reason=report.reason,
        family=family_link(facts, claim.family),
        papers=tuple(paper_link(facts, p.paper, p.locator) for p in claim.papers),
        locator=", ".join(p.locator for p in claim.papers if p.paper == paper and p.locator),
        theorems=tuple(theorem(facts, b) for b in report.backings),
        flags=report.flags,
        obstacle=obstacle_title(facts, claim),
    )


def obstacle_title(facts: Facts, claim: Claim) -> str:
    """What stands in the way of a gap, in the words of the catalogue's taxonomy; "" for nothing."""
    if claim.obstacle is None:
        return ""
    titles = {kind.id: kind.title for kind in facts.report.catalogue.obstacles}
    return titles.get(claim.obstacle.kind) or claim.obstacle.kind


def web_address(url: str | None) -> str | None:
    """The address, when it is one that a browser may follow without running anything."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def permalink(facts: Facts, path: str) -> str:
    """The full address of a page where the catalogue says the site's, else its path."""
    base = web_address(facts.config.site_url)
    return f"{base.rstrip('/')}/{path}" if base else path


def family_link(facts: Facts, family_id: str) -> Link:
    """The name of a family, leading to its page."""
    family = facts.families.get(family_id)
    return Link(family.title, facts.urls.family(family_id)) if family else Link(family_id)


def paper_link(facts: Facts, paper_id: str, locator: str = "") -> Link:
    """The title of a paper, leading to its hub page; `locator` goes along as the note."""
    paper = facts.papers.get(paper_id)
    url = facts.urls.paper(paper_id) if paper else None
    return Link(paper.title if paper else paper_id, url, locator)


def theorem(facts: Facts, report: BackingReport) -> Theorem:
    """A backing with its places."""
    backing, ref = report.backing, report.ref
    return Theorem(
        name=report.name,
        declaration=facts.urls.declaration(ref) if ref else None,
        source=_source(facts, ref, report.line) if ref else None,
        place=_place(report),
        role=_ROLES[backing.role],
    )


def _source(facts: Facts, ref: Ref, line: int | None) -> str | None:
    if (ref.project, ref.module) not in facts.modules:
        return None
    return facts.urls.source(ref.project, ref.module, line)


def _place(report: BackingReport) -> str:
    if report.path is None:
        return ""
    return f"{report.path}:{report.line}" if report.line is not None else report.path


def ref_link(facts: Facts, ref: Ref) -> Link:
    """A declaration's name, leading to its page."""
    return Link(ref.name, facts.urls.declaration(ref), ref.project)


def repository_url(facts: Facts, ref: Ref, line: int) -> str | None:
    """The line at the commit in the public repository, by the catalogue's template, or None."""
    own = {e.id: e.source_url for e in facts.config.projects}.get(ref.project)
    template, commit = web_address(own or facts.config.source_url), facts.given.commit
    if commit is None or template is None:
        return None
    prefix = facts.given.prefixes.get(ref.project, "")
    path = f"{prefix}/{facts.modules[ref.project, ref.module].path}".lstrip("/")
    parts = {"{commit}": quote(commit, safe=""), "{path}": quote(path), "{line}": str(line)}
    return re.sub(r"\{(commit|path|line)\}", lambda m: parts[m[0]], template)


def statement_text(text: str, declaration: Declaration) -> str:
    """The declaration up to its proof or value, without its doc comment.

    `text` is the text of the whole module.
    """
    whole = text[declaration.start : declaration.body]
    end = whole.find("-/") + 2
    if whole.startswith("/-") and whole.count("/-", 0, end) == 1:
        whole = whole[end:].lstrip()  # a comment without another inside, as nearly all are
    if not whole.startswith(("/-", "--")):
        return whole.rstrip()
    words = lex(whole)[0]
    while words and kind_of(words[0]) in (TokenKind.SPACE, TokenKind.DOC, TokenKind.COMMENT):
        words.pop(0)
    return "".join(words).rstrip()


def attributes_apart(statement: str) -> tuple[str, str]:
    """The attributes before a statement, and what is left: they say nothing of what is stated."""
    if not statement.startswith("@["):
        return "", statement
    depth = at = 0
    for word in lex(statement)[0]:
        depth += (word[-1:] in "[({") - (word in ("]", ")", "}"))
        at += len(word)
        if depth == 0 and word == "]":
            following = statement[at:].lstrip()
            more, left = attributes_apart(following)
            return f"{statement[:at]} {more}".rstrip(), left
    return "", statement


def statement_html(facts: Facts, ref: Ref) -> Markup | None:
    """The Lean statement of a declaration in colour; None for one the index does not hold."""
    return statement_parts(facts, ref)[1]


def statement_parts(facts: Facts, ref: Ref) -> tuple[str, Markup | None]:
    """The attributes of a declaration as written, and its statement in colour."""
    declaration = facts.declarations.get(ref)
    if declaration is None:
        return "", None
    attributes, left = attributes_apart(statement_text(facts.text(ref), declaration))
    return attributes, Markup(highlight.snippet(left))


def backing_view(facts: Facts, claim: ClaimReport, report: BackingReport) -> BackingView:
    """A backing with all that its claim's page says of it."""
    ref, found = report.ref, report.declaration
    known = ref is not None and ref in facts.declarations
    outside = bool(report.backing.repo)
    return BackingView(
        theorem=theorem(facts, report),
        standing=report.standing,
        reason=report.reason,
        repository=_address(report)
        if outside
        else repository_url(facts, ref, report.line or 1)
        if known and ref
        else None,
        statement=statement_html(facts, ref) if ref else _external_statement(report),
        doc=prose.block(found.doc) if found and found.doc else None,
        axioms=report.axioms,
        axioms_exact=report.axioms_exact,
        ways=_ways(facts, claim, report),
        cone=tuple(ref_link(facts, r) for r in report.cone),
        assumptions=tuple(assumed(report.assumptions)),
        evidence=_EVIDENCE[report.evidence],
        toolchain=report.evidence_toolchain,
        suggestions=tuple(_suggestion(facts, report.backing, n) for n in report.suggestions),
        flags=report.flags,
        comes_from=report.backing.where,
    )


def _address(report: BackingReport) -> str | None:
    """Where a backing in another repository can be read on the web."""
    written = report.backing
    place = report.path or written.path
    return web_address(file_address(written.repo, written.rev, place, report.line))


def _external_statement(report: BackingReport) -> Markup | None:
    """The statement of a backing in another repository, in colour."""
    found = report.declaration
    if found is None or not report.backing.repo:
        return None
    return Markup(highlight.snippet(f"{found.kind} {report.name} {found.statement.strip()}"))


_LOOSE = re.compile(r"(?<=[(\[{⟨⦃]) | (?=[)\]}⟩⦄,;])|(?<=[)\]}⟩]) (?=\. )|(?<=[)\]}⟩] \.) ")
"""Blanks between words that nobody writes in Lean: within brackets, before commas, in `(p) . 1`."""


def assumed(assumptions: Iterable[Assumption]) -> Iterator[tuple[str, tuple[Markup, ...]]]:
    """What a statement assumes, with the kind of it: each on its own, but instances together."""
    for kind, group in groupby(assumptions, key=lambda assumption: assumption.kind):
        texts = tuple(Markup(highlight.snippet(_LOOSE.sub("", a.text))) for a in group)
        if kind == "instance":
            yield (kind if len(texts) == 1 else "instances"), texts
        else:
            yield from ((kind, (text,)) for text in texts)


def _ways(facts: Facts, claim: ClaimReport, report: BackingReport) -> tuple[tuple[Link, ...], ...]:
    """The report's own witness, then a path to every other sorry that blocks the backing."""
    witness = tuple(_step(facts, step) for step in report.witness)
    ways = facts.paths.get((claim.claim.id, report.ref), ()) if report.ref else ()
    end = report.witness[-1].name if report.witness else None
    others = tuple(
        tuple(ref_link(facts, ref) for ref in way) for way in ways if way[-1].name != end
    )
    return ((witness,) if witness else ()) + others


def _step(facts: Facts, step: WitnessStep) -> Link:
    module = facts.files.get((step.project or "", step.path or ""))
    if module is None or step.project is None:
        return Link(step.name)
    return Link(
        step.name, facts.urls.declaration(Ref(step.project, module.name, step.name)), step.project
    )


def _suggestion(facts: Facts, backing: Backing, name: str) -> Link:
    refs = [r for r in facts.named.get(name, ()) if backing.project in (None, r.project)]
    return Link(name, facts.urls.declaration(refs[0]) if refs else None)
