"""Links to formal proofs in other repositories, held against those repositories where they are at
hand: a path that is not there, a line behind the end, an anchor that names no line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from indexer.app.outside import Wanted, files_at_hand, own_repository, store
from indexer.base.errors import LeancatError
from indexer.base.git_tree import RevisionFiles
from indexer.claims.links import Link, parse_link
from indexer.claims.records import Catalogue
from indexer.hubs.audit import Fault

RULE = "proof-link"
_LEAN = ".lean"


def link_faults(catalogue: Catalogue, top: Path, inside: str) -> Iterator[Fault]:
    """What is wrong with the links of a catalogue's claims; `top` is the repository here, and
    `inside` the folder around the catalogue in it ("" or "a/b/")."""
    claims = [(c, link) for c in catalogue.claims if c.asserted for link in c.asserted.links]
    if not claims:
        return
    folder, own = store(), own_repository(top)

    @cache
    def opened(each: Wanted) -> RevisionFiles | None:
        return files_at_hand(top, own, folder, each)

    for claim, given in claims:
        link = parse_link(given.url)
        files = opened(Wanted(link.repo, link.rev)) if link and link.rev and link.path else None
        if link is None or files is None:
            continue
        trouble = _trouble(files, link)
        if trouble:
            message = (
                f"the proof of {claim.title or claim.id} is said to be at {given.url}: {trouble}"
            )
            place = given.place
            path = inside + place.path
            identity = (claim.id, given.url)
            yield Fault(RULE, message, path, place.line, place.column, identity)


def _trouble(files: RevisionFiles, link: Link) -> str:
    """Why a link leads nowhere in a repository, "" where it does lead somewhere."""
    path = link.path.rstrip("/")
    if not files.exists(path):
        below = any(each.startswith(f"{path}/") for each in files.paths())
        return "" if below else f"there is no {path}"
    if not path.endswith(_LEAN) or not link.lines:
        return ""
    if not link.first:
        return f"`#{link.lines}` names no line (`#L12` does)"
    try:
        lines = files.read(path).count(b"\n") + 1
    except LeancatError:
        return ""
    last = max(link.first, link.last)
    return f"{path} has {lines} lines, and none is {last}" if last > lines else ""
