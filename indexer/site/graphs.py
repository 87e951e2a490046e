"""What the graphs show: the neighbourhood of a claim, and the modules with their imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from indexer.judge.records import ClaimReport
from indexer.scan.records import Ref
from indexer.site import urls
from indexer.site.clusters import folded, not_implied
from indexer.site.facts import Facts, grouped
from indexer.site.svg import Edge, Node, drawing
from indexer.site.views import Link, Page, ref_link

_MOST = 28  # nodes in the neighbourhood of a claim
_LONGEST = 26


def shortened(name: str) -> str:
    """The last components of a long name, which tell most."""
    parts = name.split(".")
    while len(parts) > 1 and len(".".join(parts)) > _LONGEST:
        parts.pop(0)
    short = ".".join(parts)
    cut = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
    return cut if len(short) == len(name) else "…" + cut


def in_a_box(title: str) -> str:
    """What there is room for of a long title: its first words."""
    short = brief(title)
    return short if len(short) <= _LONGEST else short[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def brief(title: str) -> str:
    """A title; of a dotted name, such as that of a module, its last components."""
    return shortened(title) if "." in title and " " not in title else title


def last_letters(name: str) -> str:
    """The end of a long name that has no components, which tells most, from the start of a word."""
    if len(name) <= _LONGEST:
        return name
    end = name[1 - _LONGEST :]
    words = re.split(r"(?<=[-_.:])", end, maxsplit=1)
    return "…" + (words[1] if len(words) > 1 and len(words[1]) > _LONGEST // 2 else end)


# --- the neighbourhood of a claim ----------------------------------------------------------------


def neighbourhood(
    facts: Facts, report: ClaimReport, root: str
) -> tuple[Markup | None, tuple[Link, ...]]:
    """What a claim rests on, nearest first, as a drawing and as a list; None for nothing."""
    start = [b.ref for b in report.backings if b.ref is not None and b.ref in facts.declarations]
    if not start:
        return None, ()
    claim = report.claim
    chosen, left = _nearest(facts, claim.id, start)
    nodes = [Node("claim", shortened(claim.id), claim.title, None, "claim")]
    nodes += [_declaration_node(facts, ref) for ref in chosen]
    edges = [Edge("claim", _key(ref), "backs") for ref in start]
    uses = facts.given.uses
    edges += [Edge(_key(a), _key(b), uses[a][b]) for a in chosen for b in facts.uses(a)]
    label = f"What the claim {claim.id} rests on: {len(chosen)} declarations"
    links = tuple(ref_link(facts, ref) for ref in chosen)
    more = (Link(f"and {left} more"),) if left else ()
    return drawing(nodes, edges, root, label), links + more


def _is_drawn(facts: Facts, ref: Ref) -> bool:
    """Whether a reader knows what is meant: not by notation that has no sign of its own, nor, in a
    large tree, by any, of which a library has hundreds."""
    return ref in facts.declarations or not (facts.is_sparse or " " not in ref.name)


def _nearest(facts: Facts, claim: str, start: Sequence[Ref]) -> tuple[list[Ref], int]:
    """The backings, the ways to every sorry below them, then whatever is nearest, up to a limit."""
    chosen = dict.fromkeys(start)
    for ref in start:
        for way in facts.paths.get((claim, ref), ()):
            if len(chosen) < _MOST:
                chosen |= dict.fromkeys(way)
    queue = list(chosen)
    left: set[Ref] = set()
    for ref in queue:
        for used in facts.uses(ref):
            if used in chosen or not _is_drawn(facts, used):
                continue
            if len(chosen) < _MOST:
                chosen[used] = None
                queue.append(used)
            else:
                left.add(used)
    return list(chosen), len(left)


def _key(ref: Ref) -> str:
    return f"{ref.project}/{ref.module}/{ref.name}"


def _declaration_node(facts: Facts, ref: Ref) -> Node:
    found = facts.declarations.get(ref)
    kind = (
        "hole"
        if facts.holds_sorry(ref)
        else "theorem"
        if found and found.kind == "theorem"
        else "def"
    )
    sign = "✗ " if kind == "hole" else ""
    title = f"{ref.name} (holds a sorry)" if kind == "hole" else ref.name
    return Node(_key(ref), sign + shortened(ref.name), title, facts.urls.declaration(ref), kind)


# --- the modules ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModuleGraphView:
    """Modules, or the namespaces that they are folded into, drawn and listed: what each row leads
    to, how many modules it stands for, the claims backed, the sorries, and what it imports."""

    within: str
    above: Link | None
    drawing: Markup
    rows: tuple[tuple[Link, int, int, int, tuple[Link, ...]], ...]
    folded: bool


_MODULES = 40
"""Nodes of a drawing of modules; more are folded into namespaces, which have their own."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A node of such a drawing: a module, or the modules below a namespace."""

    project: str
    key: str
    modules: tuple[str, ...]


def module_graph(facts: Facts) -> Iterator[Page]:
    """The drawing of all modules, and one for each namespace that stands in another's."""
    names = [(project, name) for project, name in facts.modules]
    yield from _drawn(facts, names, "", None)


def _drawn(
    facts: Facts, names: Sequence[tuple[str, str]], within: str, above: Link | None
) -> Iterator[Page]:
    path = f"modules/{urls.slug(within)}.html" if within else urls.MODULE_GRAPH
    title = f"Graph of modules: {within}" if within else "Graph of modules"
    fold = folded([name for _, name in names], _MODULES)
    members: dict[str, list[tuple[str, str]]] = {}
    for project, name in names:
        members.setdefault(fold[name], []).append((project, name))
    deeper = {key for key, group in members.items() if len(group) > 1 and len(members) > 1}
    links = {key: _group_link(facts, key, members[key], key in deeper) for key in members}
    edges = _imports(facts, names, fold)
    root = "../" * path.count("/")
    nodes = [_module_node(facts, key, links[key], members[key]) for key in sorted(members)]
    lines = [Edge(a, b, "import") for a, b in not_implied(edges)]
    imports = grouped((user, used) for used, user in edges)
    rows = tuple(
        (
            links[key],
            len(members[key]),
            _backed(facts, members[key]),
            _sorries(facts, members[key]),
            tuple(links[used] for used in imports.get(key, ())),
        )
        for key in sorted(members)
    )
    picture = drawing(nodes, lines, root, f"{title} and their imports")
    view = ModuleGraphView(within, above, picture, rows, bool(deeper))
    yield Page(path, "module_graph.html", title, view, "graph")
    here = Link(within or "all modules", path)
    for key in sorted(deeper):
        yield from _drawn(facts, members[key], key, here)


def _group_link(facts: Facts, key: str, members: Sequence[tuple[str, str]], deeper: bool) -> Link:
    if deeper:
        return Link(key, f"modules/{urls.slug(key)}.html")
    return Link(members[0][1], facts.urls.module(*members[0]))


def _imports(
    facts: Facts, names: Sequence[tuple[str, str]], fold: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The edges between groups: (imported, who imports it)."""
    found: dict[tuple[str, str], None] = {}
    for project, name in names:
        for imported in facts.modules[project, name].imports:
            used = fold.get(imported.name, fold[name])
            if used != fold[name]:
                found[used, fold[name]] = None
    return tuple(found)


def _backed(facts: Facts, names: Iterable[tuple[str, str]]) -> int:
    modules = ((project, facts.modules[project, name]) for project, name in names)
    return sum(len(facts.backs.get(ref, ())) for p, m in modules for ref in urls.refs(p, m))


def _sorries(facts: Facts, names: Iterable[tuple[str, str]]) -> int:
    return sum(facts.sorries.get(name, 0) for name in names)


def _module_node(facts: Facts, key: str, link: Link, members: Sequence[tuple[str, str]]) -> Node:
    sorries, many = _sorries(facts, members), len(members)
    told = f" ({sorries} {'sorry' if sorries == 1 else 'sorries'})" if sorries else ""
    title = f"{link.text}{f', {many} modules' if many > 1 else ''}{told}"
    label = ("✗ " if sorries else "") + shortened(link.text) + (f" ({many})" if many > 1 else "")
    return Node(key, label, title, link.url, "hole" if sorries else "module")
