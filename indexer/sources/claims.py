"""Sources → claims: what people keep already, as the records that a catalogue is made of.

Nothing is copied into YAML: the claims are made anew at every reading, with the id that their label
gives them, and what the author says of each stands beside it to be held against what is so.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.base.errors import Problem
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.claims.records import (
    Asserted,
    Backing,
    Claim,
    Family,
    Origin,
    Paper,
    Role,
    SourceEntry,
)
from indexer.lean.names import canonical
from indexer.sources import (
    architect,
    blueprint,
    comparator,
    conjectures,
    formalization,
    lean_decls,
    mathlib_lists,
    verso,
)
from indexer.sources.kept import kept
from indexer.sources.macros import Macros
from indexer.sources.records import Literature, Source, SourceNode

_LONGEST = 80  # letters of an id; labels that are sentences are cut

# Where each kind of source stands, in the order in which they are looked for; the last is asked
# only where there is no other, since a blueprint writes it.
_Find = Callable[[Files], str | tuple[str, ...] | None]
_Read = Callable[[Files, str], Source]
KINDS: Mapping[str, tuple[_Find, _Read]] = {
    "blueprint": (blueprint.find, blueprint.read),
    "architect": (architect.find, architect.read),
    "verso": (verso.find, verso.read),
    "formalization": (formalization.find, formalization.read),
    "comparator": (comparator.find, comparator.read),
    "mathlib": (mathlib_lists.find, mathlib_lists.read),
    "conjectures": (conjectures.find, conjectures.read),
    "lean_decls": (lean_decls.find, lean_decls.read),
}
_IN_TEX = "blueprint"
_LAST_RESORT = "lean_decls"
TITLES = {
    "blueprint": "Blueprint",
    "architect": "Blueprint",
    "verso": "Blueprint",
    "formalization": "Main results",
    "comparator": "Comparator",
    "mathlib": "Mathlib's list",
    "conjectures": "Conjectures",
    "lean_decls": "Declarations",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What sources gave: the records of a catalogue, and what they were taken from; `said` is what
    they assert of claims that the catalogue has itself, by id."""

    families: tuple[Family, ...] = ()
    claims: tuple[Claim, ...] = ()
    papers: tuple[Paper, ...] = ()
    origins: tuple[Origin, ...] = ()
    said: Mapping[str, Asserted] = field(default_factory=dict)


def recognised(files: Files) -> tuple[SourceEntry, ...]:
    """The sources that stand where their kind is kept; such a file may still hold no claim."""
    found: list[SourceEntry] = []
    for kind, (find, _) in KINDS.items():
        if kind != _LAST_RESORT or not found:
            found += (SourceEntry(kind, path) for path in _paths(find(files)))
    return tuple(found)


def holding(files: Files) -> tuple[SourceEntry, ...]:
    """Those of them that hold a claim, or something that could not be read."""
    read = ((entry, KINDS[entry.kind][1](files, entry.path)) for entry in recognised(files))
    return tuple(entry for entry, source in read if source.nodes or source.problems)


def take(
    files: Files,
    entries: Iterable[SourceEntry],
    claims: Iterable[Claim] = (),
    families: Iterable[str] = (),
    cache: Path | None = None,
) -> tuple[Taken, tuple[Problem, ...]]:
    """Read sources, in their order; `claims` and `families` are those of the catalogue itself, and
    `cache` is the file in which it may stand what a source said.

    One that the catalogue has under the id that a label is or gives, stated by the same names, is
    the same claim: it was exported or imported.  So is one that an earlier source has under another
    label, when one name alone backs both.

    The problems are those of sources that are not there; what could not be read within one stands
    in its origin, and the rest of it was read.
    """
    maker = _Maker(claims, families)
    problems: list[Problem] = []
    for entry in entries:
        find, read = KINDS[entry.kind]
        paths = (entry.path,) if entry.path else _paths(find(files))
        there = [path for path in paths if files.exists(path)]
        if not there:
            problems.append(_absent(entry))
        for path in there:
            of_tex = entry.kind == "blueprint"
            maker.add(kept(read, files, path, cache) if of_tex else read(files, path))
    return maker.taken(), tuple(problems)


def _paths(found: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else found or ()


def _absent(entry: SourceEntry) -> Problem:
    where = entry.place or Place("catalogue/leancat.toml", 1, 0)
    what = f"no file {entry.path}" if entry.path else f"nothing of the kind {entry.kind} is here"
    hint = "name its first file by `path`, relative to the catalogue folder"
    return Problem(what, where.path, where.line, where.column, hint)


class _Maker:
    """Makes records of nodes, each with an id that nothing else has."""

    def __init__(self, known: Iterable[Claim], families: Iterable[str]) -> None:
        self._known = {claim.id: claim for claim in known}
        self._ids = {id for claim in self._known.values() for id in (claim.id, *claim.aliases)}
        self._taken_families = {*families}
        self._families: dict[str, Family] = {}
        self._by_title: dict[tuple[str, str], str] = {}
        self._claims: dict[str, Claim] = {}
        self._by_name: dict[str, Claim] = {}  # those that one name backs
        self._papers: dict[str, Paper] = {}
        self._origins: list[Origin] = []
        self._said: dict[str, Asserted] = {}
        self._macros = Macros()
        self._places: dict[str, str] = {}  # chapters of nodes in Lean, by label or module

    def taken(self) -> Taken:
        """All that was added."""
        return Taken(
            tuple(self._families.values()),
            tuple(self._claims.values()),
            tuple(self._papers.values()),
            tuple(self._origins),
            self._said,
        )

    def add(self, source: Source) -> None:
        """Add what a source says."""
        earlier = dict(self._by_name)
        self._places.update(source.places)
        self._macros = source.macros or self._macros
        for node in source.nodes:
            self._add(source, self._spelt_out(source, node), earlier)
        for paper in source.literature:
            made = _paper(paper)
            self._papers.setdefault(made.id, made)
        unread = tuple(
            (Place(p.path or source.path, p.line or 1, p.column or 0), _words(p))
            for p in source.problems
        )
        origin = Origin(source.kind, source.path, len(source.nodes), source.figures, unread)
        meant = tuple(_meant(source.nodes))
        self._origins.append(
            replace(origin, meant=meant, home=source.home, repository=source.repository)
        )

    def _spelt_out(self, source: Source, node: SourceNode) -> SourceNode:
        """A node in Lean, whose TeX uses what the document around it defines, with that put in."""
        if source.kind == _IN_TEX or "\\" not in f"{node.statement}{node.proof}{node.title}":
            return node
        put = self._macros.expand
        return replace(
            node, title=put(node.title), statement=put(node.statement), proof=put(node.proof)
        )

    def _add(self, source: Source, node: SourceNode, earlier: Mapping[str, Claim]) -> None:
        names = {canonical(d.name) for d in node.decls}
        imported = self._known.get(node.label) or self._known.get(_plain_id(source.kind, node))
        known = imported is not None and imported.id not in self._said
        if imported is not None and known and names == _names(imported):
            self._said[imported.id] = _asserted(source, node)
            return
        (name,) = names if len(names) == 1 else ("",)
        same = earlier.get(name)
        if name and same is not None and same.kind is node.kind:
            self._keep(_joined(self._claims[same.id], source, node, self._id(source.kind, node)))
        else:
            claim = self._claim(source, node)
            self._keep(claim)
            if name:
                self._by_name.setdefault(name, claim)

    def _keep(self, claim: Claim) -> None:
        self._claims[claim.id] = claim

    def _claim(self, source: Source, node: SourceNode) -> Claim:
        return Claim(
            id=self._id(source.kind, node),
            title=node.title or f"{node.word} {node.label}".strip(),
            family=self._family(source, self._chapter(node)),
            place=node.place,
            statement=node.statement,
            why=node.note,
            backing=tuple(
                Backing(decl.name, place=decl.place, module=node.module or None)
                for decl in {d.name: d for d in node.decls}.values()
            ),
            kind=node.kind,
            asserted=_asserted(source, node),
        )

    def _id(self, kind: str, node: SourceNode) -> str:
        """The label as an id.  Of several labels that would have one id the first has it, and the
        others say theirs in letters that nobody chose."""
        name = _called(node)
        plain = _plain_id(kind, node)
        tried = [plain, f"{plain}-{_digest(name)}"]
        number = 2
        while tried[0] in self._ids:
            tried = tried[1:] or [f"{plain}-{_digest(name)}-{number}"]
            number += 1
        self._ids.add(tried[0])
        return tried[0]

    def _chapter(self, node: SourceNode) -> str:
        """The chapter of a node, or the one that a TeX document brings it to."""
        brought = self._places.get(node.label) or self._places.get(node.chapter)
        return brought or node.chapter

    def _family(self, source: Source, chapter: str) -> str:
        title = chapter or source.title or TITLES[source.kind]
        key = source.kind, title
        if key not in self._by_title:
            base = slug(title) or source.kind
            free = (base, f"{source.kind}-{base}", f"{source.kind}-{base}-{_digest(title)}")
            taken = {*self._taken_families, *self._families}
            id = next((f for f in free if f not in taken), f"{free[-1]}-{len(taken)}")
            self._families[id] = Family(id, title)
            self._by_title[key] = id
        return self._by_title[key]


def _called(node: SourceNode) -> str:
    return node.label or node.title or node.statement


def _plain_id(kind: str, node: SourceNode) -> str:
    """The id that a node's label gives it where nothing else has that one."""
    return f"{kind}.{slug(_called(node)) or _digest(_called(node))}"


def _names(claim: Claim) -> set[str]:
    """The names that state a claim; what else supports it no source tells."""
    return {canonical(b.decl) for b in claim.backing if b.role in (Role.EXACT, Role.STRONGER)}


def _joined(claim: Claim, source: Source, node: SourceNode, id: str) -> Claim:
    """A claim with what a further source says of it, and the id that it has there."""
    said, more = claim.asserted, _asserted(source, node)
    assert said is not None
    return replace(
        claim,
        aliases=(*claim.aliases, id),
        statement=claim.statement or node.statement,
        why=claim.why or node.note,
        asserted=replace(
            said,
            also=(*said.also, source.kind),
            figures=(*said.figures, *more.figures),
            challenge=said.challenge or more.challenge,
        ),
    )


def _meant(nodes: Iterable[SourceNode]) -> Iterator[tuple[str, str, str]]:
    for node in nodes:
        if node.challenge and node.module and node.challenge != node.module:
            yield from ((node.challenge, node.module, canonical(d.name)) for d in node.decls)


def _asserted(source: Source, node: SourceNode) -> Asserted:
    return Asserted(
        source=source.kind,
        label=node.label,
        word=node.word,
        stated=node.stated,
        proved=node.proved,
        proof=node.proof_place,
        in_mathlib=node.in_mathlib,
        not_ready=node.not_ready,
        uses=tuple(n.name for n in node.uses),
        proof_uses=tuple(n.name for n in node.proof_uses),
        discussion=node.discussion,
        challenge=node.challenge,
        figures=node.figures,
        proof_text=node.proof,
        links=node.links,
    )


def _paper(paper: Literature) -> Paper:
    url = paper.url if re.fullmatch(r"https?://[^\s\"<>]+", paper.url) else None
    id = slug(paper.title) or _digest(paper.title)
    return Paper(id, paper.title, paper.authors, url=url, place=paper.place)


def _words(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def slug(text: str) -> str:
    """Small letters, digits and hyphens for a label: `thm:Jensen_bound` → `thm-jensen_bound`; ""
    when nothing of it can stand in an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\\[a-z]+|\$", "", plain)
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:_LONGEST].strip("-_")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def told(origins: Iterable[Origin]) -> Iterator[str]:
    """What was taken, a sentence for each source."""
    for origin in origins:
        count = "1 claim" if origin.claims == 1 else f"{origin.claims} claims"
        yield f"took {count} from {origin.path} ({origin.kind})"
