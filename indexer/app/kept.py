"""The result of the last check of a catalogue, which holds as long as all that it hangs on is the
same: what people wrote, the compiler's records, the hash of every file that was scanned, and
leancat's own sources; and of the other files whatever the check asked, answered as it was then.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from indexer import __version__
from indexer.app.gating import Given
from indexer.base.watched import Asked, Watched, still
from indexer.gate.records import CheckResult
from indexer.scan.cache import PROGRAM, Cache, sources_hash


class Seen(msgspec.Struct, frozen=True):
    """What a check saw of files that are not scanned: those of the repository that it asked for,
    each question with its answer, and those that modules include, by project."""

    asked: Asked
    included: tuple[tuple[tuple[str, str], ...], ...]


class Answer(msgspec.Struct, frozen=True):
    """A result, and what was seen on the way to it."""

    seen: Seen
    result: CheckResult


def kept(
    given: Given,
    cache: Path | None,
    today: date,
    strict: bool,
    check: Callable[[Given], CheckResult],
) -> CheckResult:
    """The result of a check without a base: the one that is kept, or else what `check` makes, which
    is kept then."""
    basis = None if cache is None else _basis(given, today)
    if cache is None or basis is None:
        return check(given)
    question = f"check {'strictly ' if strict else ''}{given.place.catalogue}"
    with Cache(cache) as remembered:
        known = remembered.answer(question, basis)
    if known is not None:
        try:
            answer = msgspec.msgpack.decode(known, type=Answer)
        except msgspec.MsgspecError:
            pass  # written by another msgspec
        else:
            if _is_so(answer.seen, given):
                return answer.result
    watched = Watched(given.files) if given.files else None
    result = check(replace(given, files=watched))
    if not result.complete:
        return result
    seen = Seen(watched.all() if watched else (), given.scanned.included())
    try:
        data = msgspec.msgpack.encode(Answer(seen, result))
    except UnicodeEncodeError:  # a name that is no text
        return result
    with Cache(cache) as remembered:
        remembered.remember_answer(question, basis, data)
    return result


def _is_so(seen: Seen, given: Given) -> bool:
    """Whether all files say what they said."""
    if not given.scanned.still_includes(seen.included):
        return False
    return not seen.asked or (given.files is not None and still(given.files, seen.asked))


def _basis(given: Given, today: date) -> str | None:
    """A hash of what a check hangs on that is known before; None where something of it is no
    text."""
    expires = any(entry.expires for entry in given.entries)
    parts = (
        (sources_hash(PROGRAM), __version__, sys.version),
        (str(given.place.catalogue), str(given.place.top), today if expires else None),
        (given.catalogue, given.entries, given.pins, given.replays, given.registered),
        sorted(given.evidence.items()),
        given.scanned.contents(),
        (_at_hand(given), given.packages.contents()),
    )
    try:
        return _hash(msgspec.json.encode(parts, order="deterministic"))
    except UnicodeEncodeError:
        return None


def _at_hand(given: Given) -> list[str]:
    """The commits of other repositories that backings name and that were fetched, and those to
    which links lead now: a branch moves."""
    claims = given.catalogue.claims
    links = any(claim.asserted and claim.asserted.links for claim in claims)
    if not links and not any(b.repo for claim in claims for b in claim.backing):
        return []
    from indexer.app.outside import is_here, linked, linked_commit, own_repository, store, wanted

    folder, top = store(), given.place.top
    own = own_repository(top) if links else ""
    here = [each for each in wanted(given.catalogue) if is_here(folder, each)]
    there = [(each, linked_commit(top, own, folder, each)) for each in linked(given.catalogue)]
    return [
        own,
        *(f"{each.repo} {each.rev}" for each in here),
        *(f"{each.repo} {each.rev} {commit}" for each, commit in there if commit),
    ]


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
