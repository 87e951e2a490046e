"""Which commit made a claim fall, or rise: commits that were judged already, then bisection."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from indexer.app.diff import diff
from indexer.app.gating import Ground, ground
from indexer.app.history import top_of
from indexer.app.past_claims import known_claims, past_claims
from indexer.base import git
from indexer.base.errors import CatalogueError, Problem, UsageError
from indexer.base.suggestions import near
from indexer.catalogue import find_claims, load_catalogue
from indexer.history.blamed import Blame
from indexer.history.choice import affordable, chosen, main_line
from indexer.judge.records import Standing
from indexer.scan.options import PLAIN, ScanOptions


def blame(claim: str, catalogue: Path | None = None, options: ScanOptions = PLAIN) -> Blame:
    """Finds the commit on the main line of HEAD that made a claim fall, or, where it is covered,
    the one since which it is.  Each commit is judged with its own catalogue.  Raises UsageError
    where HEAD has no such claim, RevisionError where there is no history."""
    place = ground(catalogue or find_claims(Path.cwd()))
    top = top_of(place)
    commits = git.log(top, "HEAD")
    on_line = main_line(commits)
    line = [commit for commit in commits if commit.oid in on_line]
    told = _Told(place, _names(place, claim), line, options)
    now = told.at(len(line) - 1)
    if now is None:
        raise _unknown(place, claim)
    first, last = told.edge(now.covered)
    shallow = git.is_shallow(top)
    if first is None:
        return Blame(claim, now, line[-1], shallow=shallow)
    changes = None
    if last - first == 1:
        with suppress(CatalogueError):  # there was none before
            changes = diff(line[first].oid, line[last].oid, place.catalogue, options)
    found = tuple(line[first + 1 : last + 1])
    return Blame(claim, now, line[-1], found, told.at(first), changes, shallow)


def _names(place: Ground, claim: str) -> tuple[str, ...]:
    """The ids that a claim has and had."""
    found = (c for c in load_catalogue(place.catalogue).claims if claim in (c.id, *c.aliases))
    return next(((c.id, *c.aliases) for c in found), (claim,))


def _unknown(place: Ground, claim: str) -> UsageError:
    known = [c.id for c in load_catalogue(place.catalogue).claims]
    close = near(claim, known)
    hint = f"did you mean {close[0]}?" if close else "leancat find WORDS lists what there is"
    return UsageError(Problem(f"there is no claim {claim} at HEAD", hint=hint))


class _Told:
    """What a claim stands as at the commits of a line, which are judged when they are asked for."""

    def __init__(
        self, place: Ground, names: Sequence[str], line: Sequence[git.Commit], options: ScanOptions
    ) -> None:
        self._place = place
        self._names = names
        self._line = line
        self._options = options
        self._known: dict[int, tuple[bool, Standing | None]] = {}

    def at(self, number: int) -> Standing | None:
        """Its standing at a commit; None where there was none, or it could not be told."""
        self._judge([number])
        return self._known[number][1]

    def edge(self, covered: bool) -> tuple[int | None, int]:
        """The last commit at which it was otherwise and the first since which it is (not)
        `covered`, as near to each other as can be told; None where it always was so."""
        numbers = self._marks()
        self._judge(numbers)
        last = numbers[-1]
        for number in reversed(numbers):
            told, standing = self._known[number]
            if told and _is(standing, covered):
                last = number
            elif told:
                return self._nearer(number, last, covered)
        return None, last

    def _nearer(self, first: int, last: int, covered: bool) -> tuple[int, int]:
        """Bisection: commits of which nothing can be told are passed over."""
        unclear: set[int] = set()
        while rest := [n for n in range(first + 1, last) if n not in unclear]:
            middle = rest[len(rest) // 2]
            self._judge([middle])
            told, standing = self._known[middle]
            if not told:
                unclear.add(middle)
            elif _is(standing, covered):
                last = middle
            else:
                first = middle
        return first, last

    def _marks(self) -> list[int]:
        """The commits to begin with: those that were judged already, and else a few."""
        names = [commit.oid for commit in self._line]
        known = known_claims(self._place, names, self._options)
        few = {commit.oid for commit in chosen(self._line, affordable(self._line))}
        marks = [n for n, oid in enumerate(names) if oid in (known or few)]
        return sorted({0, *marks, len(names) - 1})

    def _judge(self, numbers: Sequence[int]) -> None:
        asked = {self._line[n].oid: n for n in numbers if n not in self._known}
        found = past_claims(self._place, list(asked), self._options)
        for oid, (coverage, _) in found.judged.items():
            standings = coverage.standings if coverage else {}
            own = next((standings[name] for name in self._names if name in standings), None)
            self._known[asked[oid]] = coverage is not None, Standing(own) if own else None


def _is(standing: Standing | None, covered: bool) -> bool:
    return standing is not None and standing.covered == covered
