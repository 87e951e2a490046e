"""What a schema cannot say: names that are taken, unknown or lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.base.documents import Document, Route, printable, quoted
from indexer.base.errors import Problem
from indexer.base.places import Place
from indexer.catalogue.files import Sources, entries, items, listed, mapping, text
from indexer.catalogue.reader import described_families, family_id
from indexer.catalogue.schema import MAX_PROBLEMS, choose
from indexer.claims.records import Catalogue

_CLAIM_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*")
_WEB = re.compile(r"https?://[^\s\"<>]+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def check(sources: Sources, catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong beyond what the schemas say; of one kind no more than a screenful."""
    for one in _CHECKS:
        yield from islice(one(sources, catalogue), MAX_PROBLEMS + 1)


def _all_claims(sources: Sources) -> Iterator[tuple[Document, Route, Mapping[str, Any]]]:
    for document in sources.claims:
        for route, data in entries(document, "claims"):
            yield document, route, data


def _check_claim_ids(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    """Ids and aliases are one space of names: pages, links and pins go by them."""
    ids = [(d, (*route, "id"), text(c, "id")) for d, route, c in _all_claims(sources)]
    aliases = [
        (document, (*route, "aliases", number), alias)
        for document, route, claim in _all_claims(sources)
        for number, alias in enumerate(listed(claim, "aliases"))
        if isinstance(alias, str)
    ]
    taken: dict[str, Place] = {}
    yield from _taken_twice("claim id", ids, taken)
    yield from _taken_twice("alias", aliases, taken)


def _taken_twice(
    what: str, names: Sequence[tuple[Document, Route, str]], taken: dict[str, Place]
) -> Iterator[Problem]:
    """Problems for names that are in `taken`, which the others join."""
    for document, route, name in names:
        if name and name in taken:
            first = taken[name]
            hint = f"the other is at {first.path}:{first.line}; give one of them another id"
            yield document.problem(route, f"{what} {quoted(name)} is already taken", hint)
        taken.setdefault(name, document.place(route))


def _check_families(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    given = [
        (document, ("family", "id"), family.id)
        for document in sources.claims
        for family in described_families(document)
    ]
    yield from _taken_twice("family", given, {})
    for document, route, claim in _all_claims(sources):
        id, family = text(claim, "id"), family_id(document, claim)
        if _CLAIM_ID.fullmatch(id) and not id.startswith(family + "."):
            message = f"claim id {quoted(id)} in the file of family {quoted(family)}"
            hint = f"an id begins with its family: {family}.{id.partition('.')[2]}"
            yield document.problem((*route, "id"), message, hint)


def _check_order(sources: Sources, catalogue: Catalogue) -> Iterator[Problem]:
    known = {family.id for family in catalogue.families}
    for number, word in enumerate(listed(sources.config.data, "families")):
        yield from _unknown(sources.config, ("families", number), "family", word, known)


def _check_papers(sources: Sources, catalogue: Catalogue) -> Iterator[Problem]:
    given = [
        (sources.papers, (*route, "id"), text(paper, "id"))
        for route, paper in entries(sources.papers, "papers")
    ]
    yield from _taken_twice("paper id", given, {})
    known = {paper.id for paper in catalogue.papers}
    for document, route, claim in _all_claims(sources):
        for way, ref in items(route, claim, "papers"):
            yield from _unknown(document, (*way, "paper"), "paper", text(ref, "paper"), known)


def _check_projects(sources: Sources, catalogue: Catalogue) -> Iterator[Problem]:
    """Every project that is named anywhere is one of the catalogue's."""
    given = [
        (sources.config, (*route, "id"), text(entry, "id"))
        for route, entry in entries(sources.config, "projects")
    ]
    yield from _taken_twice("project id", given, {})
    known = {project.id for project in catalogue.config.projects}
    for route, paper in entries(sources.papers, "papers"):
        for number, project in enumerate(listed(paper, "projects")):
            way = (*route, "projects", number)
            yield from _unknown(sources.papers, way, "project", project, known)
    for document, route, claim in _all_claims(sources):
        for way, entry in items(route, claim, "backing"):
            project = text(entry, "project")
            yield from _unknown(document, (*way, "project"), "project", project, known)


def _check_backings(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    for document, route, claim in _all_claims(sources):
        seen: set[tuple[str, ...]] = set()
        for way, entry in items(route, claim, "backing"):
            key = tuple(text(entry, part) for part in _NAMES_BACKING)
            if key in seen:
                yield document.problem(
                    (*way, "decl"), f"{printable(key[0])} is named twice", "keep one"
                )
            if entry.get("repo") and entry.get("project"):
                message = "a project of the catalogue and a repository elsewhere"
                yield document.problem((*way, "project"), message, "keep one of project and repo")
            seen.add(key)


_NAMES_BACKING = ("decl", "project", "module", "repo", "rev", "path")


def _check_refutations(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    """What is refuted is a statement, and nothing proves it."""
    for document, route, claim in _all_claims(sources):
        roles = [(way, text(entry, "role")) for way, entry in items(route, claim, "backing")]
        refuting = [way for way, role in roles if role == "refutes"]
        proving = any(role in ("", "exact", "stronger") for _, role in roles)
        if refuting and proving:
            message = "a theorem that refutes the claim beside one that proves it"
            yield document.problem((*refuting[0], "role"), message, "make two claims of it")
        if refuting and claim.get("kind") == "definition":
            yield document.problem((*refuting[0], "role"), "nothing refutes a definition")


def _check_obstacles(sources: Sources, catalogue: Catalogue) -> Iterator[Problem]:
    given = [
        (sources.obstacles, (*route, "id"), text(kind, "id"))
        for route, kind in entries(sources.obstacles, "obstacles")
    ]
    yield from _taken_twice("obstacle", given, {})
    known = {kind.id for kind in catalogue.obstacles}
    for document, route, claim in _all_claims(sources):
        kind = text(mapping(claim.get("obstacle")), "kind")
        yield from _unknown(document, (*route, "obstacle", "kind"), "obstacle", kind, known)


def _unknown(
    document: Document, route: Route, what: str, word: Any, known: Collection[str]
) -> Iterator[Problem]:
    if isinstance(word, str) and word and word not in known:
        yield document.problem(route, f"unknown {what} {quoted(word)}", choose(word, known, what))


def _check_retractions(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    for document, route, claim in _all_claims(sources):
        if claim.get("lifecycle") != "retracted":
            for key in ("reason", "retracted_on"):
                if claim.get(key) is not None:
                    message = f"{key} on a claim that is not retracted"
                    yield document.problem((*route, key), message, "add `lifecycle: retracted`")
        day = text(claim, "retracted_on")
        if day and len(day) == 10 and not _is_date(day):
            yield document.problem((*route, "retracted_on"), f"{day} is no day of the calendar")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is(asked: Callable[[], bool]) -> bool:
    """The answer, False for a name that no file can have (Path raises for one that is too long)."""
    try:
        return asked()
    except OSError:
        return False


def _check_paths(sources: Sources, _: Catalogue) -> Iterator[Problem]:
    """Paths stay in the repository; folders and hubs to audit are there."""
    for document, route, path in _paths(sources):
        place = _resolve(sources, path)
        if place is None:
            message = f"path {quoted(path)} leaves the repository"
            yield document.problem(
                route, message, "name a place inside it, relative to the catalogue"
            )
        elif route[0] == "projects" and route[-1] == "path" and not _is(place.is_dir):
            hint = "a project's path is relative to the catalogue folder"
            yield document.problem(route, f"no folder {quoted(path)}", hint)
        elif route[0] == "sources" and not place.is_relative_to(sources.root.parent.resolve()):
            message = f"path {quoted(path)} leaves the folder around the catalogue"
            yield document.problem(route, message, "name a file below it")
        elif route[0] == "hubs" and not _is(place.is_file):
            hint = "a hub's path is relative to the catalogue folder"
            yield document.problem(route, f"no file {quoted(path)}", hint)
    yield from _check_hub_addresses(sources)


def _paths(sources: Sources) -> Iterator[tuple[Document, Route, str]]:
    for route, entry in entries(sources.config, "projects"):
        yield sources.config, (*route, "path"), text(entry, "path")
    for number, hub in enumerate(listed(sources.config.data, "hubs")):
        if isinstance(hub, str):
            yield sources.config, ("hubs", number), hub
    for route, entry in entries(sources.config, "sources"):
        yield sources.config, (*route, "path"), text(entry, "path")
    for route, paper in entries(sources.papers, "papers"):
        hub = text(paper, "hub")
        if hub and not _ADDRESS.match(hub):
            yield sources.papers, (*route, "hub"), hub
        for way, item in items(route, paper, "preregistrations"):
            yield sources.papers, (*way, "path"), text(item, "path")
    for document, route, claim in _all_claims(sources):
        for way, item in items(route, claim, "preregistrations"):
            yield document, (*way, "path"), text(item, "path")


def _resolve(sources: Sources, path: str) -> Path | None:
    """The place `path` means, links followed, or None when it is outside the repository."""
    if Path(path).is_absolute():
        return None
    try:
        place = (sources.root / path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return place if place.is_relative_to(sources.top) else None


def _check_hub_addresses(sources: Sources) -> Iterator[Problem]:
    for route, paper in entries(sources.papers, "papers"):
        hub = text(paper, "hub")
        if _ADDRESS.match(hub) and not _WEB.fullmatch(hub):
            hint = "begin it with https://"
            yield sources.papers.problem((*route, "hub"), f"{quoted(hub)} is no web address", hint)


_CHECKS: tuple[Callable[[Sources, Catalogue], Iterator[Problem]], ...] = (
    _check_claim_ids,
    _check_families,
    _check_order,
    _check_papers,
    _check_projects,
    _check_backings,
    _check_refutations,
    _check_obstacles,
    _check_retractions,
    _check_paths,
)
