"""Documents → records, as lenient as can be; what is wrong with them is for the checks to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from posixpath import normpath
from typing import Any

from indexer.base.documents import Document
from indexer.base.places import Place
from indexer.catalogue.files import Sources, entries, items, listed, mapping, text
from indexer.claims.records import (
    Backing,
    Catalogue,
    Claim,
    ClaimKind,
    Config,
    Family,
    Lifecycle,
    Obstacle,
    ObstacleKind,
    Paper,
    PaperRef,
    Preregistration,
    ProjectEntry,
    Reference,
    Role,
    SourceEntry,
    Tolerated,
)


def catalogue_of(sources: Sources) -> Catalogue:
    """The records of all documents, made of whatever they hold; wrong parts get defaults.

    Families, and claims with them, are in the order that the configuration gives; those that it
    does not name come after, in the order of the files.
    """
    config = _config(sources)
    place = {family: at for at, family in enumerate(config.families)}
    claims = chain.from_iterable(_claims(document) for document in sources.claims)
    return Catalogue(
        root=str(sources.root),
        config=config,
        families=tuple(
            sorted(_families(sources.claims), key=lambda f: place.get(f.id, len(place)))
        ),
        papers=tuple(
            _paper(sources.papers.place((*route, "id")), data)
            for route, data in entries(sources.papers, "papers")
        ),
        claims=tuple(sorted(claims, key=lambda c: place.get(c.family, len(place)))),
        obstacles=tuple(
            ObstacleKind(text(data, "id"), text(data, "title"), text(data, "about"))
            for _, data in entries(sources.obstacles, "obstacles")
        ),
    )


def _config(sources: Sources) -> Config:
    data = mapping(sources.config.data)
    named = tuple(_project_entry(entry) for _, entry in entries(sources.config, "projects"))
    return Config(
        title=text(data, "title"),
        projects=named or sources.discovered,
        keywords=_texts(data, "keywords"),
        allowed_axioms=_texts(data, "allowed_axioms"),
        site_url=text(data, "site_url") or None,
        source_url=text(data, "source_url") or None,
        docs_url=text(data, "docs_url") or None,
        hubs=_texts(data, "hubs"),
        tolerances=tuple(_tolerated(entry) for _, entry in entries(sources.config, "tolerances")),
        stale_passes=data.get("baseline_stale") == "note",
        sources=tuple(_source_entries(sources)),
        exclude=_texts(data, "exclude"),
        record=text(data, "record"),
        families=_texts(data, "families"),
    )


def _source_entries(sources: Sources) -> Iterator[SourceEntry]:
    """The sources that are named, each path as seen from the folder around the catalogue."""
    for route, entry in entries(sources.config, "sources"):
        path = text(entry, "path")
        whole = normpath(f"{sources.root.name}/{path}") if path else ""
        yield SourceEntry(text(entry, "kind"), whole, sources.config.place(route))


def _tolerated(data: Mapping[str, Any]) -> Tolerated:
    return Tolerated(
        reason=text(data, "reason"),
        folder=text(data, "folder").strip("/"),
        attribute=text(data, "attribute"),
        rule=text(data, "rule"),
    )


def _project_entry(data: Mapping[str, Any]) -> ProjectEntry:
    return ProjectEntry(
        id=text(data, "id"),
        path=text(data, "path"),
        roots=_texts(data, "roots"),
        keywords=_texts(data, "keywords"),
        source_url=text(data, "source_url") or None,
    )


def _families(documents: Sequence[Document]) -> Iterator[Family]:
    """In the order of the files; a family that no file describes has its id for a title."""
    known = {family.id: family for document in documents for family in described_families(document)}
    seen: set[str] = set()
    for document in documents:
        used = [family_id(document, data) for _, data in entries(document, "claims")]
        for id in dict.fromkeys([*(f.id for f in described_families(document)), *used]):
            if id and id not in seen:
                seen.add(id)
                yield known.get(id) or Family(id, id)


def described_families(document: Document) -> Iterator[Family]:
    """The family a claims file describes, if it does."""
    data = mapping(mapping(document.data).get("family"))
    id = text(data, "id")
    if id:
        yield Family(id, text(data, "title") or id, text(data, "about"))


def family_id(document: Document, claim: Mapping[str, Any]) -> str:
    """The family of a claim: the one its file describes, else the one its id names."""
    for family in described_families(document):
        return family.id
    return text(claim, "id").partition(".")[0]


def _paper(place: Place, data: Mapping[str, Any]) -> Paper:
    year = data.get("year")
    return Paper(
        id=text(data, "id"),
        title=text(data, "title"),
        authors=_texts(data, "authors"),
        year=year if isinstance(year, int) else None,
        hub=text(data, "hub") or None,
        url=text(data, "url") or None,
        bibtex=text(data, "bibtex") or None,
        projects=_texts(data, "projects"),
        about=text(data, "about"),
        preregistrations=_preregistrations(data),
        place=place,
    )


def _claims(document: Document) -> Iterator[Claim]:
    for route, data in entries(document, "claims"):
        lifecycle = text(data, "lifecycle")
        yield Claim(
            id=text(data, "id"),
            title=text(data, "title"),
            family=family_id(document, data),
            place=document.place((*route, "id")),
            aliases=_texts(data, "aliases"),
            statement=text(data, "statement"),
            why=text(data, "why"),
            form=text(data, "form") or None,
            papers=tuple(
                PaperRef(
                    text(ref, "paper"), text(ref, "locator"), document.place((*way, "locator"))
                )
                for way, ref in items(route, data, "papers")
            ),
            backing=tuple(
                _backing(document.place((*way, "decl")), entry)
                for way, entry in items(route, data, "backing")
            ),
            need_all=data.get("need") != "any",
            lifecycle=Lifecycle(lifecycle) if lifecycle in _LIFECYCLES else Lifecycle.EFFECTIVE,
            reason=text(data, "reason"),
            retracted_on=text(data, "retracted_on"),
            obstacle=_obstacle(data),
            preregistrations=_preregistrations(data),
            kind=ClaimKind.DEFINITION if data.get("kind") == "definition" else ClaimKind.THEOREM,
            references=tuple(_reference(item) for _, item in items((), data, "references")),
        )


_LIFECYCLES = frozenset(Lifecycle)
_ROLES = frozenset(Role)


def _backing(place: Place, data: Mapping[str, Any]) -> Backing:
    role = text(data, "role")
    return Backing(
        decl=text(data, "decl"),
        project=text(data, "project") or None,
        module=text(data, "module") or None,
        role=Role(role) if role in _ROLES else Role.EXACT,
        place=place,
        repo=text(data, "repo"),
        rev=text(data, "rev"),
        path=text(data, "path"),
    )


def _obstacle(data: Mapping[str, Any]) -> Obstacle | None:
    obstacle = mapping(data.get("obstacle"))
    return Obstacle(text(obstacle, "kind"), text(obstacle, "note")) if obstacle else None


def _reference(data: Mapping[str, Any]) -> Reference:
    year = data.get("year")
    return Reference(
        title=text(data, "title"),
        authors=_texts(data, "authors"),
        year=year if isinstance(year, int) else None,
        doi=text(data, "doi"),
        arxiv=text(data, "arxiv"),
        url=text(data, "url"),
    )


def _preregistrations(data: Mapping[str, Any]) -> tuple[Preregistration, ...]:
    return tuple(
        Preregistration(text(item, "path"), text(item, "sha256"), text(item, "registered"))
        for _, item in items((), data, "preregistrations")
    )


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in listed(data, key) if isinstance(value, str))
