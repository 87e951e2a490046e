"""The page of the history, and what other pages take from it: since when, and the trend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from indexer.claims.records import Claim
from indexer.gate.holes import WORD, Hole
from indexer.history.changes import Changes, ClaimChange, Moved, Reworded, shortened
from indexer.history.chart import anchor, chart
from indexer.history.records import Point, day
from indexer.history.told import Step, spans
from indexer.judge.records import Drift, Standing
from indexer.scan.records import Ref
from indexer.site import prose, urls
from indexer.site.facts import Facts
from indexer.site.views import Link, Page

_MOST = 40  # lines of a list
_CLAIMS = 100  # claims that are listed for a point


@dataclass(frozen=True, slots=True)
class Stood:
    """A standing that a claim has or had, and the commit of which it is told; `commits` is of how
    many it may be one."""

    heading: str
    standing: str
    url: str
    commit: str
    day: str
    commits: int
    first: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """A part of a statement word by word: runs with "=", "-" or "+"."""

    part: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangedClaimRow:
    """A claim whose standing changed."""

    title: Markup
    url: str | None
    id: str
    was: str
    becomes: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed up to a point; `commits` is in how many commits; `lists` are headed lists of
    names and words, and `left` how many each leaves out."""

    commits: int
    claims: tuple[ChangedClaimRow, ...]
    claims_left: int
    reworded: tuple[tuple[Link, tuple[Runs, ...]], ...]
    lists: tuple[tuple[str, tuple[Link, ...], int], ...]
    terms: tuple[tuple[str, str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point in the table."""

    anchor: str
    day: str
    commit: str
    subject: str
    tags: tuple[str, ...]
    toolchain: str
    covered: str
    open: tuple[tuple[Standing, int], ...]
    point: Point
    files: tuple[tuple[str, int], ...]
    changed: ChangesView | None


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The page: the last point comes first in the table."""

    chart: Markup
    rows: tuple[PointRow, ...]
    left_out: int
    notes: tuple[str, ...]


def pages(facts: Facts) -> Iterator[Page]:
    """The page of the history, where there is one."""
    told = facts.given.history
    if told is None:
        return
    rows = tuple(_row(facts, step) for step in reversed(told.steps))
    drawn = Markup(chart(told.points, told.releases, page=True))
    view = HistoryView(drawn, rows, told.left_out, told.notes)
    yield Page(urls.HISTORY, "history.html", "History", view, "history")


def trend(facts: Facts) -> Markup | None:
    """The chart for another page, without links into the history's; None where there is none."""
    told = facts.given.history
    return Markup(chart(told.points, told.releases, page=True, linked=False)) if told else None


def stood(facts: Facts, claim: Claim) -> tuple[Stood, ...]:
    """Since when a claim stands as it does, and its former standings, the last one first."""
    told = facts.given.history
    if told is None:
        return ()
    found = spans(told, (claim.id, *claim.aliases))
    present = bool(found) and found[0].standing == facts.states.get(claim.id)
    return tuple(
        Stood(
            heading=("Stands so" if present else "Last") if not at else "Before",
            standing=span.standing,
            url=f"{urls.HISTORY}#{anchor(span.step.point)}",
            commit=span.step.point.commit[:7],
            day=day(span.step.point.time),
            commits=span.step.commits,
            first=span.first,
        )
        for at, span in enumerate(found)
    )


def reworded(facts: Facts, ref: Ref) -> Stood | None:
    """When what a declaration says last changed; None where it is not known, or never did."""
    told = facts.given.history
    module = facts.modules.get((ref.project, ref.module))
    if told is None or module is None:
        return None
    prefix = facts.given.prefixes.get(ref.project, "")
    path = f"{prefix}/{module.path}" if prefix else module.path
    step = told.worded.get((path, ref.name))
    if step is None:
        return None
    point = step.point
    url = f"{urls.HISTORY}#{anchor(point)}"
    return Stood("", "", url, point.commit[:7], day(point.time), step.commits, first=False)


# --- the table ------------------------------------------------------------------------------------


def _row(facts: Facts, step: Step) -> PointRow:
    point, coverage = step.point, step.point.coverage
    counts = coverage.counts if coverage else {}
    return PointRow(
        anchor=anchor(point),
        day=day(point.time),
        commit=point.commit[:7],
        subject=point.subject,
        tags=point.tags,
        toolchain=point.toolchain,
        covered=f"{coverage.covered}/{coverage.total}" if coverage else "",
        open=tuple((s, counts[s]) for s in reversed(Standing) if counts.get(s) and not s.covered),
        point=point,
        files=point.sorry_files[:_MOST],
        changed=_changed(facts, step) if step.changes else None,
    )


def _changed(facts: Facts, step: Step) -> ChangesView:
    changes = step.changes
    assert changes is not None
    lists = [
        ("New", [_hole(facts, hole) for hole in changes.new_holes]),
        ("Closed", [_hole(facts, hole) for hole in changes.closed_holes]),
        ("Renamed or moved", [_moved(facts, one) for one in changes.moved]),
        ("Theorems that came", [_named(facts, ref.name) for ref in changes.new]),
        ("Theorems that went", [Link(ref.name) for ref in changes.gone]),
    ]
    return ChangesView(
        commits=step.commits,
        claims=tuple(_claim(facts, one) for one in changes.claims[:_CLAIMS]),
        claims_left=max(len(changes.claims) - _CLAIMS, 0),
        reworded=tuple(_reworded(facts, one) for one in changes.reworded[:_MOST]),
        lists=tuple(
            (head, tuple(links[:_MOST]), max(len(links) - _MOST, 0))
            for head, links in lists
            if links
        ),
        terms=changes.terms,
        summary=", ".join(_summary(changes)) or "nothing that claims rest on",
    )


def _summary(changes: Changes) -> Iterator[str]:
    rose, fell = sum(c.rose for c in changes.claims), sum(c.fell for c in changes.claims)
    others = len(changes.claims) - rose - fell
    for number, one, many in (
        (rose, "claim rose", "claims rose"),
        (fell, "claim fell", "claims fell"),
        (others, "other claim", "other claims"),
        (len(changes.reworded), "statement reworded", "statements reworded"),
        (len(changes.new_holes), "new hole", "new holes"),
        (len(changes.closed_holes), "hole closed", "holes closed"),
        (len(changes.moved), "declaration moved", "declarations moved"),
        (len(changes.new), "theorem came", "theorems came"),
        (len(changes.gone), "theorem went", "theorems went"),
        (len(changes.terms), "term", "terms"),
    ):
        if number:
            yield f"{number} {one if number == 1 else many}"


def _claim(facts: Facts, one: ClaimChange) -> ChangedClaimRow:
    url = facts.urls.claim(one.id) if one.id in facts.urls.claims else None
    return ChangedClaimRow(prose.inline(one.title), url, one.id, one.was, one.becomes, one.reason)


def _reworded(facts: Facts, one: Reworded) -> tuple[Link, tuple[Runs, ...]]:
    return _named(facts, one.name), tuple(_runs(one.drift))


def _runs(drifts: Iterable[Drift]) -> Iterator[Runs]:
    for drift in drifts:
        last = len(drift.words) - 1
        yield Runs(
            drift.part,
            tuple(
                (mark, shortened(words, at == 0, at == last) if mark == "=" else words)
                for at, (mark, words) in enumerate(drift.words)
            ),
        )


def _hole(facts: Facts, hole: Hole) -> Link:
    named = _named(facts, hole.declaration or hole.module)
    return Link(named.text, named.url, f"{WORD.get(hole.kind, hole.kind)}, {hole.path}:{hole.line}")


def _moved(facts: Facts, one: Moved) -> Link:
    renamed = one.before.name != one.after.name
    named = _named(facts, one.after.name)
    return Link(named.text, named.url, f"was {one.before.name if renamed else one.before.module}")


def _named(facts: Facts, name: str) -> Link:
    """A name, leading to the one declaration that has it now."""
    refs = facts.named.get(name, ())
    return Link(name, facts.urls.declaration(refs[0]) if len(refs) == 1 else None)
