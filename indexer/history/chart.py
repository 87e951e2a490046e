"""The chart of a history as SVG: claims by standing over time, below them the sorries, and the
axioms where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from indexer.base.inert import inert
from indexer.history.records import Point, Release, day
from indexer.judge.records import Standing

_WIDTH, _LEFT, _RIGHT, _TAIL = 720, 40, 14, 10
_TOP, _CLAIMS, _BETWEEN, _COUNTS, _BELOW = 34, 190, 40, 64, 46
_LETTER = 6.2  # mean width of a letter at 11 px
_BEST_FIRST = tuple(reversed(Standing))

# What the site's own style sheet says, for a picture that stands alone: for light and for dark.
_COLOURS = {
    "checked": ("#12653a", "#5ecb8b"), "clean": ("#3a6e1c", "#a3c96a"),
    "unsettled": ("#00696b", "#6cc5c7"), "suspect": ("#805500", "#e0b04c"),
    "partial": ("#0a6080", "#66c2e0"), "assumes": ("#74459b", "#c79df0"),
    "tainted": ("#9c4a00", "#f09a54"), "sorry": ("#b3261e", "#ff8a80"),
    "unbuilt": ("#5f4a86", "#b9a3e8"), "missing": ("#5c5c5c", "#b0b0b0"),
}  # fmt: skip
_TEXT, _LINE = ("#5a5e64", "#a3a8ae"), ("#c9c5bc", "#4a4f56")


@dataclass(frozen=True, slots=True)
class _Scale:
    """From what there is to where it is drawn."""

    first: int
    last: int

    def x(self, time: int) -> float:
        """Where a time lies; what is out of order lies where time had come to."""
        wide = _WIDTH - _LEFT - _RIGHT - _TAIL
        share = (min(time, self.last) - self.first) / max(self.last - self.first, 1)
        return round(_LEFT + wide * max(share, 0), 1)


@dataclass(frozen=True, slots=True)
class _Band:
    """Numbers that are drawn below the claims, one for each point, between two heights."""

    name: str
    kind: str
    values: tuple[int, ...]
    top: int

    @property
    def floor(self) -> int:
        """The height of zero."""
        return self.top + _COUNTS


def _bands(line: Sequence[Point]) -> list[_Band]:
    """The sorries, always; the axioms that somebody assumed, where anybody did."""
    sorries = tuple(point.counts.sorries for point in line)
    axioms = tuple(point.counts.axioms for point in line)
    first = _TOP + _CLAIMS + _BETWEEN
    bands = [_Band("sorries", "sorry", sorries, first)]
    if any(axioms):
        bands.append(_Band("axioms", "assumes", axioms, first + _COUNTS + _BETWEEN // 2))
    return bands


def chart(
    points: Sequence[Point],
    releases: Sequence[Release] = (),
    *,
    page: bool = False,
    linked: bool = True,
) -> str:
    """The chart of the points on the main line, oldest first.

    By itself it is a picture that brings its own colours, for light and dark grounds; for a `page`
    it takes the page's, and each point leads to the row of that commit (`#` and `anchor`) where
    that is `linked`.
    """
    line = [point for point in points if point.main]
    times = _monotone(line)
    scale = _Scale(times[0] if times else 0, times[-1] if times else 0)
    xs = [scale.x(time) for time in times]
    bands = _bands(line)
    foot = bands[-1].floor
    height = foot + _BELOW
    inner = [
        *_frame(line, xs, bands),
        *_claims(line, xs),
        *(path for band in bands for path in _drawn(band, xs)),
        *_marks(releases, scale, foot),
        *_toolchains(line, xs),
        *_legend(line, height),
        *(_hits(line, xs, foot) if page and linked else ()),
    ]
    about = _about(line, releases)
    if page:
        role = f'class="history" role="group" aria-label="{about}"'
        head = ""
    else:
        role = 'xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d"'
        head = f'<title id="t">Claims over time</title><desc id="d">{about}</desc>{_style()}'
    return (
        f'<svg {role} width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}">'
        f"{head}{''.join(inner)}</svg>\n"
    )


def anchor(point: Point) -> str:
    """The name of a point's place on a page: letters and digits, whatever a commit is called."""
    return "at-" + "".join(c for c in point.commit[:40] if c.isascii() and c.isalnum())[:12]


def words(point: Point) -> str:
    """A point in one line."""
    covered = point.coverage
    claims = f"{covered.covered}/{covered.total} claims covered, " if covered else ""
    sorries = point.counts.sorries
    many = "sorry" if sorries == 1 else "sorries"
    axioms = point.counts.axioms
    assumed = f", {axioms} {'axiom' if axioms == 1 else 'axioms'}" if axioms else ""
    return f"{day(point.time)} {point.commit[:7]}: {claims}{sorries} {many}{assumed}"


def _monotone(line: Sequence[Point]) -> list[int]:
    """The times of commits, none before the one that came before it."""
    times: list[int] = []
    for point in line:
        times.append(max(point.time, times[-1] if times else point.time))
    return times


def _about(line: Sequence[Point], releases: Sequence[Release]) -> str:
    if not line:
        return "No commit."
    judged = [point for point in line if point.coverage]
    told = [line[0], *judged[:1], *judged[-1:], line[-1]]
    seen = "; ".join(dict.fromkeys(map(words, told)))
    tags = f"; releases {', '.join(t for r in releases for t in r.tags)}" if releases else ""
    return escape(inert(f"{seen}{tags}."))


# --- what is drawn --------------------------------------------------------------------------------


def _most(line: Sequence[Point]) -> int:
    """The most claims that a point has."""
    return max((point.coverage.total for point in line if point.coverage), default=0)


def _y(value: float, most: int, top: int, tall: int) -> float:
    return round(top + tall * (1 - value / max(most, 1)), 1)


def _frame(line: Sequence[Point], xs: Sequence[float], bands: Sequence[_Band]) -> Iterator[str]:
    """Lines to read values by, with their numbers, and the days below."""
    counted = [(band.name, max(band.values, default=0), band.top, _COUNTS) for band in bands]
    for what, most, top, tall in (("claims", _most(line), _TOP, _CLAIMS), *counted):
        for value in dict.fromkeys((0, most // 2, most)):
            y = _y(value, most, top, tall)
            yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
            yield f'<text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{value}</text>'
        yield f'<text x="{_LEFT}" y="{top - 6}">{what}</text>'
    base = bands[-1].floor + 16
    if line:
        yield f'<text x="{xs[0]}" y="{base}">{day(line[0].time)}</text>'
    if len(line) > 1:
        end = _WIDTH - _RIGHT
        yield f'<text x="{end}" y="{base}" text-anchor="end">{day(line[-1].time)}</text>'


def _claims(line: Sequence[Point], xs: Sequence[float]) -> Iterator[str]:
    """An area for each standing, the best at the bottom; a point holds until the next one that was
    judged."""
    judged = [(point.coverage, x) for point, x in zip(line, xs, strict=True) if point.coverage]
    most = _most(line)
    below = [0] * len(judged)
    for standing in _BEST_FIRST:
        above = [n + c.counts.get(standing, 0) for n, (c, _) in zip(below, judged, strict=True)]
        if above != below:
            there = [x for _, x in judged]
            up = _steps(there, [_y(n, most, _TOP, _CLAIMS) for n in above])
            down = _steps(there, [_y(n, most, _TOP, _CLAIMS) for n in below])
            back = "".join(f"L{x} {y}" for x, y in reversed(down))
            path = "".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(up))
            yield f'<path class="area {standing}" d="{path}{back}Z"/>'
        below = above
    if judged:
        last, _ = judged[-1]
        at = _y(last.covered, most, _TOP, _CLAIMS)
        said = f"{last.covered}/{last.total}"
        yield f'<path class="covered" d="M{_LEFT} {at}H{_WIDTH - _RIGHT}"/>'
        yield f'<text class="said" x="{_WIDTH - _RIGHT}" y="12" text-anchor="end">{said}</text>'


def _drawn(band: _Band, xs: Sequence[float]) -> Iterator[str]:
    most = max(band.values, default=0)
    steps = _steps(xs, [_y(value, most, band.top, _COUNTS) for value in band.values])
    if steps:
        path = "".join(f"L{x} {y}" for x, y in steps)
        start = f"M{steps[0][0]} {band.floor}"
        yield f'<path class="area {band.kind}" d="{start}{path}V{band.floor}Z"/>'


def _steps(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
    """Each value from its place to the next one's, the last to the end of the chart.  One corner is
    kept where nothing changes, and of several at one place the last: a picture has no more room."""
    kept: list[tuple[float, float]] = []
    for x, y in zip(xs, ys, strict=True):
        if kept and kept[-1][0] == x:
            kept.pop()
        if not kept or kept[-1][1] != y:
            kept.append((x, y))
    ends = [*(x for x, _ in kept[1:]), float(_WIDTH - _RIGHT)]
    return [
        corner for (x, y), end in zip(kept, ends, strict=False) for corner in ((x, y), (end, y))
    ]


def _marks(releases: Sequence[Release], scale: _Scale, foot: int) -> Iterator[str]:
    """A line for each release, with its name where there is room for it."""
    free = 0.0
    for release in releases:
        if not scale.first <= release.time <= scale.last:
            continue
        x, name = scale.x(release.time), inert(release.tags[-1])
        shown = name if len(name) <= 16 else f"{name[:15]}…"
        yield f'<path class="release" d="M{x} {_TOP - 16}V{foot}">'
        yield f"<title>{escape(name)}, {day(release.time)}</title></path>"
        if x >= free and x + len(shown) * _LETTER < _WIDTH - 60:
            yield f'<text x="{x + 3}" y="{_TOP - 18}">{escape(shown)}</text>'
            free = x + (len(shown) + 2) * _LETTER


def _toolchains(line: Sequence[Point], xs: Sequence[float]) -> Iterator[str]:
    """A triangle where the toolchain changed, with its version where there is room."""
    free, y = 0.0, _TOP + _CLAIMS
    for (before, after), x in zip(pairwise(line), xs[1:], strict=True):
        if before.toolchain == after.toolchain:
            continue
        name = inert(after.toolchain) or "none"
        shown = name.rpartition(":")[2][:12]
        said = escape(f"toolchain {name}, {day(after.time)}")
        yield f'<path class="bump" d="M{x} {y}l4 7h-8z"><title>{said}</title></path>'
        wide = len(shown) * _LETTER
        if x >= free and x + wide < _WIDTH - 6:
            yield f'<text x="{x + 6}" y="{y + 11}">{escape(shown)}</text>'
            free = x + wide + 3 * _LETTER
        elif x - wide - 6 >= free:  # at the end of the chart
            yield f'<text x="{x - 6}" y="{y + 11}" text-anchor="end">{escape(shown)}</text>'
            free = x


def _legend(line: Sequence[Point], height: int) -> Iterator[str]:
    """The standings that occur, best first."""
    there = {s for point in line if point.coverage for s, n in point.coverage.counts.items() if n}
    x = float(_LEFT)
    for standing in (s for s in _BEST_FIRST if s in there):
        yield f'<rect class="area {standing}" x="{x:g}" y="{height - 17}" width="10" height="10"/>'
        yield f'<text x="{x + 14:g}" y="{height - 8}">{standing}</text>'
        x = round(x + 26 + len(standing) * _LETTER, 1)


def _hits(line: Sequence[Point], xs: Sequence[float], foot: int) -> Iterator[str]:
    """Where the pointer meets a point: as wide as half the way to its neighbours."""
    if not line:
        return
    edges = [_LEFT, *(round((a + b) / 2, 1) for a, b in pairwise(xs)), _WIDTH - _RIGHT]
    for point, (start, end) in zip(line, pairwise(edges), strict=True):
        wide = round(max(end - start, 0.1), 1)
        yield (
            f'<a href="#{anchor(point)}" tabindex="-1"><title>{escape(words(point))}</title>'
            f'<rect class="hit" x="{start}" y="{_TOP}" width="{wide}" height="{foot - _TOP}"/></a>'
        )


def _style() -> str:
    return f"<style>{_rules(0)}@media(prefers-color-scheme:dark){{{_rules(1)}}}</style>"


def _rules(theme: int) -> str:
    rules = [f".{name}{{fill:{colours[theme]}}}" for name, colours in _COLOURS.items()]
    text, line = _TEXT[theme], _LINE[theme]
    rules += [
        f"text{{fill:{text};font:11px system-ui,sans-serif}}",
        f".said{{font-weight:600;font-size:13px;fill:{_COLOURS['checked'][theme]}}}",
        f".grid,.release,.covered{{fill:none;stroke:{line}}}.release{{stroke-dasharray:3 2}}",
        f".bump{{fill:{text}}}",
    ]
    return "".join(rules)
