"""Documents that were fixed by their SHA-256 before a result was known, held against the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath

from indexer.base.errors import InputError
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.claims.records import Catalogue, Preregistration


@dataclass(frozen=True, slots=True)
class Broken:
    """A document that is not what was registered: of a paper or claim, and what is wrong."""

    document: Preregistration
    owner: str
    place: Place | None
    claim: bool
    message: str


def broken_documents(catalogue: Catalogue, files: Files, below: str) -> Iterator[Broken]:
    """Every registered document that is missing or changed.

    `files` are the repository's, `below` is the catalogue's folder in it ("" or "a/b/").
    """
    for owner, place, is_claim, document in _documents(catalogue):
        message = _wrong(document, files, normpath(below + document.path))
        if message:
            yield Broken(document, owner, place, is_claim, message)


def _documents(
    catalogue: Catalogue,
) -> Iterator[tuple[str, Place | None, bool, Preregistration]]:
    for paper in catalogue.papers:
        yield from ((paper.id, paper.place, False, d) for d in paper.preregistrations)
    for claim in catalogue.claims:
        yield from ((claim.id, claim.place, True, d) for d in claim.preregistrations)


def _wrong(document: Preregistration, files: Files, path: str) -> str:
    try:
        if not files.exists(path):
            return f"{document.path} is not there"
        actual = hashlib.sha256(files.read(path)).hexdigest()
    except InputError as error:
        return f"{document.path} {error.problems[0].message}"
    if actual != document.sha256:
        return f"{document.path} is not what was registered: its SHA-256 is {actual}"
    return ""
