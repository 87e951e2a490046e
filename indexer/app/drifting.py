"""A catalogue now against the last look at it, or against a day in git's history.

The last look is remembered in leancat's cache folder, not in the repository.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from indexer import gate
from indexer.app import drift, gating
from indexer.app.drift import DriftScreen, State
from indexer.base import git
from indexer.base.errors import LeancatError, Problem, RevisionError
from indexer.base.files import read_file
from indexer.base.inert import inert_bytes
from indexer.base.writing import write_file
from indexer.evidence.files import load_evidence
from indexer.gate.records import CheckResult
from indexer.scan.cache import default_path, private
from indexer.scan.options import PLAIN, ScanOptions


class Look:
    """A look at a catalogue as it is: a `screen` on what changed, and the `result` of its check.

    It is held against the start of the day `since`, or else against the last look.  Raises
    RevisionError where the history does not reach that far.
    """

    def __init__(
        self, place: gating.Ground, since: date | None = None, options: ScanOptions = PLAIN
    ) -> None:
        now = datetime.now(UTC)
        survey, snapshot = gating.look_closely(place, options)
        self.result: CheckResult = gate.check(snapshot, today=now.date())
        reader = survey.judge.reader
        taken = now.isoformat(timespec="seconds")
        state = drift.state_of(
            taken, survey.report, survey.uses.entries, reader, self.result.findings
        )
        self._memory = _memory(place.catalogue) if since is None else None
        if since is None:
            before, words = _recalled(self._memory, now)
        else:
            before, words = _history(place, since, snapshot, options)
        evidence = load_evidence(place.catalogue / "evidence")
        self.screen = DriftScreen(
            since=words,
            now=state,
            comparison=drift.compare(before, state) if before else None,
            told=drift.topics(self.result, before),
            toolchains=drift.old_toolchains(survey.index, evidence),
        )

    def remember(self) -> None:
        """Let the next look begin here, unless this one was held against a day or did not see all;
        a cache that cannot be written is only forgotten."""
        with suppress(LeancatError):
            if self._memory and self.result.complete:
                write_file(self._memory, inert_bytes(self.screen.now.to_json()))


def _memory(catalogue: Path) -> Path | None:
    """Where the last look at a catalogue is remembered; None without a cache folder of the user's
    own."""
    name = hashlib.sha256(os.fsencode(catalogue)).hexdigest()[:16]
    cache = default_path()
    memory = cache.parent / "drift" / f"{name}.json" if cache else None
    with suppress(LeancatError):
        return memory if memory and private(memory) else None
    return None


def _recalled(memory: Path | None, now: datetime) -> tuple[State | None, str]:
    """The state of the last look, and when that was; a memory that is damaged is none."""
    try:
        before = drift.state_from_json(read_file(memory).decode()) if memory else None
        taken = datetime.fromisoformat(before.taken) if before else now
    except (LeancatError, ValueError):
        before = None
    if before is None:
        return None, "first look: nothing to compare with"
    days = (now - taken).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return before, f"since the last look, {ago} ({taken:%Y-%m-%d %H:%M} UTC)"


def _history(
    place: gating.Ground,
    day: date,
    now: gate.Snapshot,
    options: ScanOptions,
) -> tuple[State, str]:
    """The state at the start of a day, as git's history has it."""
    commit = git.commit_before(place.catalogue.parent, f"{day}T00:00:00Z")
    if commit is None:
        hint = "git fetch --unshallow brings what a shallow clone lacks"
        raise RevisionError(Problem(f"there is no commit before {day} here", hint=hint))
    past = gating.look_back(place, commit, now, options)
    then = past.survey
    result = gate.check(past.snapshot, today=day)
    state = drift.state_of(
        day.isoformat(), then.report, then.uses.entries, then.judge.reader, result.findings
    )
    return state, f"since {day} ({commit[:7]})"
