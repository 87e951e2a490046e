"""The result of the last check of a catalogue, which holds as long as all that it hangs on is the
same: what people wrote, the hash of every file that was scanned, and leancat's own sources.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from indexer import __version__
from indexer.app.gating import Given, hangs_on_files
from indexer.gate.records import CheckResult
from indexer.scan.cache import PROGRAM, Cache, sources_hash


def kept(
    given: Given, cache: Path | None, today: date, strict: bool, check: Callable[[], CheckResult]
) -> CheckResult:
    """The result of a check without a base: the one that is kept, or else what `check` makes, which
    is kept then.  Where hubs or the compiler's records count, files count that nobody scans, so
    that nothing is kept."""
    basis = None if given.evidence or hangs_on_files(given.catalogue) else _basis(given, today)
    if cache is None or basis is None:
        return check()
    question = f"check {'strictly ' if strict else ''}{given.place.catalogue}"
    with Cache(cache) as remembered:
        known = remembered.answer(question, basis)
    if known is not None:
        try:
            return msgspec.msgpack.decode(known, type=CheckResult)
        except msgspec.MsgspecError:
            pass  # written by another msgspec
    result = check()
    if not result.complete:
        return result
    try:
        data = msgspec.msgpack.encode(result)
    except UnicodeEncodeError:  # a name that is no text
        return result
    with Cache(cache) as remembered:
        remembered.remember_answer(question, basis, data)
    return result


def _basis(given: Given, today: date) -> str | None:
    """A hash of all that a check hangs on; None where something of it is no text."""
    expires = any(entry.expires for entry in given.entries)
    parts = (
        (sources_hash(PROGRAM), __version__, sys.version),
        (str(given.place.catalogue), str(given.place.top), today if expires else None),
        (given.catalogue, given.entries, given.pins, given.replays),
        given.scanned.contents(),
    )
    try:
        return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
    except UnicodeEncodeError:
        return None
