"""The graph of claims: which rests on which, one drawing a family, and an overview of all.

A family is a cluster, and each cluster is a drawing of its own: what it uses of others, and what of
others uses it, stands there as one box that leads to the other's drawing.  A large family is drawn
in runs, in the order in which it is told, as if they were families.  So no drawing is wider than a
page, nor a hairball, whatever the size of the catalogue; every edge is in the list beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from indexer.claims.records import ClaimKind
from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.site import urls
from indexer.site.clusters import Pair, levels, not_implied
from indexer.site.facts import Facts, grouped
from indexer.site.graphs import in_a_box, last_letters
from indexer.site.standing_words import LOOKS
from indexer.site.svg import Edge, Node, drawing
from indexer.site.views import Link, Page, family_link, titled

_WHOLE = 40  # claims of a drawing
_MOST = 150  # nodes of a page; beyond that each family has its own
_BLOCKING = 5  # claims that are marked as those that most others wait for

_KINDS = {(True, True): "both", (True, False): "said", (False, True): "real"}
_NOTES = {
    "said": "the author says so; no name in the sources leads there",
    "real": "names in the sources lead there; the author does not say so",
}


@dataclass(frozen=True, slots=True)
class GraphRow:
    """A claim in the list: its level, what it uses with a note where author and sources differ, and
    its marks ("ready", "12 wait for it")."""

    link: Link
    standing: Standing
    level: int
    uses: tuple[Link, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A drawing: the id of its place, its first and last claim ("" where there is but one), and the
    picture."""

    id: str
    words: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """The drawings and the list of a family, or of everything; `alone` have no edge and are not
    drawn."""

    id: str
    heading: Link | None
    runs: tuple[Run, ...]
    alone: int
    rows: tuple[GraphRow, ...]


@dataclass(frozen=True, slots=True)
class ClaimGraphView:
    """The graph of all claims, or of one family: an overview of the families, without the `lonely`
    ones that none uses and that use none, and parts; `clusters` lists the families with their
    numbers and which they use."""

    overview: Markup | None
    lonely: tuple[Link, ...]
    clusters: tuple[tuple[Link, Tally, tuple[Link, ...]], ...]
    parts: tuple[Part, ...]
    differs: bool
    ready: tuple[Link, ...]
    blocking: tuple[tuple[Link, int], ...]


@dataclass(frozen=True, slots=True)
class _Graph:
    """Every edge (used, user) with its kind, the marks of claims, and where each family is drawn,
    in how many runs, and in which run a claim is: `apart` says that each family has a page of its
    own.  What no edge joins is in no run.  The first drawings of `tips` have the tip of the arrows
    for all of their page."""

    facts: Facts
    edges: Mapping[Pair, str]
    uses: Mapping[str, tuple[str, ...]]
    ready: frozenset[str]
    waiting: Mapping[str, int]
    blocking: tuple[str, ...]
    level: Mapping[str, int]
    places: Mapping[str, Link]
    run_of: Mapping[str, int]
    tips: frozenset[str]
    apart: bool


def pages(facts: Facts) -> Iterator[Page]:
    """The page of the graph, and one for each family where there are too many claims for one."""
    made = _graph(facts)
    title = "Graph of claims"
    if len(facts.claims) <= _WHOLE or len(made.places) < 2:
        only = next(iter(made.places)) if len(made.places) == 1 else None
        view = _view(made, (_part(made, only, facts.report.claims),), overview=False)
        yield Page(urls.GRAPH, "graph.html", title, view, "graph")
        return
    parts = {f: _part(made, f, facts.of_family[f]) for f in made.places}
    inside = () if made.apart else tuple(parts.values())
    yield Page(urls.GRAPH, "graph.html", title, _view(made, inside, overview=True), "graph")
    for family, part in parts.items() if made.apart else ():
        view = _view(made, (part,), overview=False)
        heading = f"Graph: {made.places[family].text}"
        yield Page(made.places[family].url or "", "graph.html", heading, view, "graph")


def _graph(facts: Facts) -> _Graph:
    """The claims' graph with everything that is marked in it."""
    told, found = ({(e.used, e.user) for e in edges} for edges in (facts.said, facts.real))
    with_authors = any(c.claim.asserted for c in facts.report.claims)
    edges = {
        pair: _KINDS[pair in told, pair in found] if with_authors else "both"
        for pair in sorted(told | found)
    }
    most = [id for id, count in facts.waiting.items() if count > 1]
    apart = len(facts.claims) > _MOST and len(facts.of_family) > 1
    together = len(facts.claims) <= _WHOLE
    joined = {id for pair in edges for id in pair}
    order = dict.fromkeys((*facts.families, *facts.of_family))
    return _Graph(
        facts,
        edges,
        grouped((user, used) for used, user in edges),
        frozenset(facts.ready),
        facts.waiting,
        tuple(most[:_BLOCKING]),
        levels(facts.claims, edges),
        {family: _place(facts, family, apart) for family in order if family in facts.of_family},
        dict.fromkeys(joined, 0) if together else dict(_runs(facts, joined)),
        _tips(facts, edges, joined, apart),
        apart,
    )


def _tips(
    facts: Facts, edges: Iterable[Pair], joined: Collection[str], apart: bool
) -> frozenset[str]:
    """All families where each has a page; else the first one that is drawn, unless the overview
    above it has the tip."""
    of = {id: c.claim.family for id, c in facts.claims.items()}
    if apart or any(of[a] != of[b] for a, b in edges):
        return frozenset(facts.of_family) if apart else frozenset()
    return frozenset(list(dict.fromkeys(of[id] for id in of if id in joined))[:1])


def _runs(facts: Facts, joined: Collection[str]) -> Iterator[tuple[str, int]]:
    """The claims that edges join, each with the number of its run within its family: as few runs as
    can be, of the same size."""
    for claims in facts.of_family.values():
        drawn = [c.claim.id for c in claims if c.claim.id in joined]
        number = -(-len(drawn) // _WHOLE)
        yield from ((id, at * number // len(drawn)) for at, id in enumerate(drawn))


def _place(facts: Facts, family: str, apart: bool) -> Link:
    """Where the drawing of a family is: a page of its own, or a part of the page of all."""
    stem = facts.urls.families.get(family) or urls.slug(family)
    url = f"graph/{stem}.html" if apart else f"{urls.GRAPH}#part-{stem}"
    return Link(family_link(facts, family).text, url, stem)


def _view(made: _Graph, parts: tuple[Part, ...], *, overview: bool) -> ClaimGraphView:
    rows = {row.link.note for part in parts for row in part.rows}
    own = rows or set(made.facts.claims)
    between = _between(made)
    return ClaimGraphView(
        overview=_overview(made, between) if overview else None,
        lonely=_lonely(made, between) if overview else (),
        clusters=tuple(_cluster(made, f, between) for f in made.places) if overview else (),
        parts=parts,
        differs=any(made.edges[pair] != "both" for pair in made.edges if own.intersection(pair)),
        ready=tuple(titled(made.facts, id) for id in made.facts.ready if id in own),
        blocking=tuple(
            (titled(made.facts, id), made.waiting[id]) for id in made.blocking if id in own
        ),
    )


def _between(made: _Graph) -> tuple[Pair, ...]:
    """The families that use others: (used, user)."""
    of = {id: c.claim.family for id, c in made.facts.claims.items()}
    return tuple(dict.fromkeys((of[a], of[b]) for a, b in made.edges if of[a] != of[b]))


def _cluster(
    made: _Graph, family: str, between: tuple[Pair, ...]
) -> tuple[Link, Tally, tuple[Link, ...]]:
    used = tuple(made.places[a] for a, b in between if b == family)
    return made.places[family], made.facts.report.families.get(family, Tally(0, 0)), used


def _lonely(made: _Graph, between: tuple[Pair, ...]) -> tuple[Link, ...]:
    joined = {family for pair in between for family in pair}
    return tuple(link for family, link in made.places.items() if family not in joined)


def _overview(made: _Graph, between: tuple[Pair, ...]) -> Markup | None:
    """The families that use or are used by others."""
    nodes = []
    joined = {family for pair in between for family in pair}
    for family, link in made.places.items():
        if family not in joined:
            continue
        tally = made.facts.report.families.get(family, Tally(0, 0))
        done = all(c.standing.covered for c in made.facts.of_family[family])
        words = in_a_box(link.text)
        label = f"{words} {tally}" if tally.total else words
        kind = "cluster done" if done else "cluster"
        nodes.append(Node(family, label, f"{link.text}: {tally} covered", link.url, kind))
    edges = [Edge(a, b, "both") for a, b in not_implied(between)]
    if not nodes:
        return None
    return drawing(nodes, edges, "", "The families, and which rest on which")


def _part(made: _Graph, family: str | None, claims: Sequence[ClaimReport]) -> Part:
    """A family, or everything, in as many drawings as it has runs."""
    drawn: dict[int, list[ClaimReport]] = {}
    for claim in claims:
        if claim.claim.id in made.run_of:
            drawn.setdefault(made.run_of[claim.claim.id], []).append(claim)
    link = made.places[family] if family is not None else Link("all claims", None, "all")
    runs = tuple(
        Run(
            _run_id(link, number),
            f"{_short(members[0])} … {_short(members[-1])}" if len(drawn) > 1 else "",
            _picture(made, family, link, number, members),
        )
        for number, members in drawn.items()
    )
    return Part(
        id=f"part-{link.note}",
        heading=family_link(made.facts, family) if family is not None else None,
        runs=runs,
        alone=len(claims) - sum(map(len, drawn.values())),
        rows=tuple(_row(made, c) for c in claims),
    )


def _run_id(place: Link, number: int) -> str:
    return f"run-{place.note}-{number + 1}"


def _picture(
    made: _Graph, family: str | None, link: Link, number: int, claims: Sequence[ClaimReport]
) -> Markup:
    """The claims of a run with the edges among them, and one box for each other run or family that
    they use or that uses them."""
    members = {c.claim.id for c in claims}
    edges: dict[Pair, str] = {}
    stubs: dict[str, Node] = {}
    for (used, user), kind in made.edges.items():
        if used in members and user in members:
            edges[used, user] = kind
        elif user in members:
            edges[_stub(made, stubs, family, used, "used"), user] = "both"
        elif used in members:
            edges[used, _stub(made, stubs, family, user, "using")] = "both"
    nodes = [*(_node(made, c) for c in claims), *stubs.values()]
    lines = [Edge(a, b, edges[a, b]) for a, b in not_implied(edges)]
    root = "../" if made.apart and family is not None else ""
    first = number == 0 and (family is None or family in made.tips)
    return drawing(nodes, lines, root, f"Graph of {link.text}", first=first)


def _stub(made: _Graph, stubs: dict[str, Node], family: str | None, claim: str, how: str) -> str:
    """The box of the family that a claim is in, or of its run within the family that is drawn."""
    of = made.facts.claims[claim].claim.family
    link = made.places[of]
    words, url, key = link.text, link.url or "", f"{how} {of}"
    if of == family:
        number = made.run_of[claim]
        words, key = f"{words}, part {number + 1}", f"{key} {number}"
        url = f"{url.partition('#')[0]}#{_run_id(link, number)}"
    title = f"Claims of {words} that are {how} here" if how == "used" else f"{words} uses it"
    label = in_a_box(link.text) if of != family else f"part {made.run_of[claim] + 1}"
    stubs.setdefault(key, Node(key, label, title, url, "stub"))
    return key


def _short(claim: ClaimReport) -> str:
    """The id of a claim without its family or source."""
    return claim.claim.id.partition(".")[2] or claim.claim.id


def _node(made: _Graph, claim: ClaimReport) -> Node:
    id, marks = claim.claim.id, _marks(made, claim.claim.id)
    name = last_letters(_short(claim))
    label = " · ".join((f"{LOOKS[claim.standing].sign} {name}", *marks))
    title = "; ".join((f"{claim.claim.title}: {claim.standing}", *marks))
    kind = f"of {claim.standing}" + " marked" * bool(marks)
    kind += " def" * (claim.claim.kind is ClaimKind.DEFINITION)
    return Node(id, label, title, made.facts.urls.claim(id), kind)


def _marks(made: _Graph, id: str) -> tuple[str, ...]:
    ready = ("ready",) if id in made.ready else ()
    return (*ready, f"{made.waiting[id]} wait") if id in made.blocking else ready


def _row(made: _Graph, claim: ClaimReport) -> GraphRow:
    id = claim.claim.id
    uses = tuple(
        Link(used, made.facts.urls.claim(used), _NOTES.get(made.edges[used, id], ""))
        for used in made.uses.get(id, ())
    )
    level = made.level[id]
    return GraphRow(titled(made.facts, id), claim.standing, level, uses, _marks(made, id))
