"""A survey that is kept, and made anew when a file changed; for programs that ask again and again.

Whether something changed is seen by the names, sizes and times of the files: of everything around
the catalogue and in the projects, without reading them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer import gate
from indexer.app import gating
from indexer.app.answers import Answers
from indexer.app.check import check
from indexer.app.gating import Ground, ground
from indexer.app.survey import Survey, survey
from indexer.base import git
from indexer.base.errors import LeancatError
from indexer.base.files import SKIPPED
from indexer.gate.records import CheckResult
from indexer.scan.options import PLAIN, ScanOptions

_MOST_CHECKS = 8  # results that are kept for one state of the files
_LEFT_OUT = frozenset({*SKIPPED, "_site"})

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class _State:
    """What is known of one state of the files: its answers, or why there are none."""

    stamp: Stamp
    answers: Answers | None
    error: LeancatError | None
    checks: dict[tuple[str, str, bool], CheckResult]


def _do_nothing() -> None:
    """For a small tree there is nothing to do."""


class Warm:
    """The answers about one catalogue, those of the files as they are now.

    Can be asked by several threads; while one makes a survey the others wait for it.  After work
    on a large tree, which leaves a gigabyte behind, `settle` is called.
    """

    def __init__(
        self,
        catalogue: Path,
        options: ScanOptions = PLAIN,
        settle: Callable[[], None] = _do_nothing,
    ) -> None:
        self._settle = settle
        self.place: Ground = ground(catalogue)
        self._options = options
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._roots = [self.place.catalogue.parent]

    def answers(self) -> Answers:
        """The answers of now. Raises the LeancatError that says what is wrong with the files."""
        with self._lock:
            state = self._now()
        if state.answers is None:
            assert state.error is not None
            raise state.error
        return state.answers

    def last(self) -> Answers | None:
        """The last answers there were, without a look at the files; None before the first."""
        state = self._state
        return state.answers if state else None

    def check(self, base: str | None, *, strict: bool = False) -> CheckResult:
        """The check of now. Raises RevisionError where git has no revision `base`."""
        commit = git.commit_called(self.place.catalogue.parent, base) if base else ""
        with self._lock:
            state = self._now()
            key = (base or "", f"{commit} {datetime.now(UTC).date()}", strict)
            if key not in state.checks:
                made = check(self.place.catalogue, base, self._options, strict=strict)
                if len(state.checks) >= _MOST_CHECKS:
                    state.checks.clear()
                state.checks[key] = made
                self._settle_after(state)
            return state.checks[key]

    def check_typed(self, typed: Mapping[str, str]) -> CheckResult:
        """The check as it would be if the texts `typed`, by their paths from the folder around the
        catalogue, were saved. Raises CatalogueError with what is wrong with them."""
        given = gating.read(self.place, self._options, typed=typed)
        now = gating.judged(given, cones=False, closely=True)[1]
        return gate.check(now, today=datetime.now(UTC).date())

    def tag(self) -> str:
        """A word for the state that the last answers were of."""
        return f"{hash(self._state.stamp) & 0xFFFFFFFF:08x}" if self._state else ""

    def _now(self) -> _State:
        stamp = _stamp(self._roots)
        if self._state is None or self._state.stamp != stamp:
            self._state = self._look(stamp)
            self._settle_after(self._state)
        return self._state

    def _look(self, stamp: Stamp) -> _State:
        try:
            found = survey(self.place.catalogue, self._options)
        except LeancatError as error:
            return _State(stamp, None, error, {})
        roots = _outermost(_folders(self.place.catalogue, found))
        if roots != self._roots:
            self._roots, stamp = roots, _stamp(roots)
        return _State(stamp, Answers(found), None, {})

    def _settle_after(self, state: _State) -> None:
        if state.answers is not None and state.answers.found.index.is_large:
            self._settle()


def _folders(catalogue: Path, found: Survey) -> Iterator[Path]:
    """What an answer may depend on: the catalogue, the projects, pages and documents; everything
    around the catalogue where claims are taken from sources, or projects are looked for."""
    given = found.catalogue
    yield catalogue
    yield from (Path(p.project.root) for p in found.index.projects)
    if given.origins or given.found or not given.config.projects:
        yield catalogue.parent
    documents = [d.path for p in given.papers for d in p.preregistrations]
    documents += [d.path for c in given.claims for d in c.preregistrations]
    pages = [*given.config.hubs, *(p.hub for p in given.papers if p.hub and "://" not in p.hub)]
    for path in (*documents, *pages):
        yield catalogue / path
        yield catalogue.parent / path


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """The folders and files of which none is below another."""
    known = sorted({folder.resolve() for folder in folders})
    return [f for f in known if not any(o != f and f.is_relative_to(o) for o in known)]


def _stamp(roots: Iterable[Path]) -> Stamp:
    return tuple(sorted((*_files(roots), *_single(roots))))


def _single(roots: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Those of the roots that are files."""
    for root in roots:
        with suppress(OSError):
            about = root.stat()
            if not root.is_dir():
                yield str(root), about.st_mtime_ns, about.st_size


def _files(roots: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Path, time of change and size of every file that may count."""
    waiting = [str(root) for root in roots]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _LEFT_OUT:
                        waiting.append(entry.path)
                    continue
                with suppress(OSError):
                    about = entry.stat()
                    yield entry.path, about.st_mtime_ns, about.st_size
