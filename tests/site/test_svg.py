"""Graphs: every node and edge is drawn, nodes do not overlap, equal graphs make equal pictures."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.site.clusters import levels, not_implied
from indexer.site.facts import Facts, SiteInput, facts_of
from indexer.site.graphs import module_graph, neighbourhood, shortened
from indexer.site.svg import Edge, Node, drawing
from indexer.site.urls import urls_of
from tests.site import example


def nodes(keys: str) -> list[Node]:
    return [Node(k, k * 3, f"title {k}", f"{k}.html", "theorem") for k in keys]


def edges(pairs: str) -> list[Edge]:
    return [Edge(pair[0], pair[1], "proof") for pair in pairs.split()]


def svg(keys: str, pairs: str) -> Any:
    return etree.fromstring(str(drawing(nodes(keys), edges(pairs), "../", "L")))


def boxes(tree: Any) -> dict[str, tuple[int, int, int, int]]:
    """x, y, width and height of every node."""

    def box(rect: Any) -> tuple[int, int, int, int]:
        x, y, width, height = (int(rect.get(k)) for k in ("x", "y", "width", "height"))
        return x, y, width, height

    return {a.findtext("text")[0]: box(a.find("rect")) for a in tree.iter("a")}


def test_every_node_is_a_link_and_every_edge_a_path() -> None:
    tree = svg("abc", "ab bc ac")
    assert [a.get("href") for a in tree.iter("a")] == ["../a.html", "../b.html", "../c.html"]
    assert len(tree.findall("path")) == 3
    assert tree.get("aria-label") == "L"


def test_layers_go_from_top_to_bottom() -> None:
    place = boxes(svg("abcd", "ab bc ac cd"))
    assert place["a"][1] < place["b"][1] < place["c"][1] < place["d"][1]


def test_a_drawing_is_no_wider_than_a_page() -> None:
    keys = [f"{number:02}" for number in range(60)]
    many = [Node(key, key * 12, key, f"{key}.html", "module") for key in keys]
    below = [Edge("00", key, "import") for key in keys[1:]]
    tree = etree.fromstring(str(drawing(many, below, "", "L")))
    assert int(tree.get("width") or 0) < 1080
    assert len({r.get("y") for r in tree.iter("rect")}) > 10


def test_an_edge_that_crosses_a_layer_goes_around_the_nodes_there() -> None:
    tree = svg("abc", "ab bc ac")
    x, y, wide, tall = boxes(tree)["b"]
    (long,) = [p.get("d") for p in tree.findall("path") if "V" in p.get("d")]
    straight = re.search(r"(\d+) (\d+)V(\d+)", long)
    assert straight
    assert int(straight[2]) <= y
    assert int(straight[3]) >= y + tall
    assert not x <= int(straight[1]) <= x + wide


def test_edges_from_one_node_cross_a_layer_together() -> None:
    paths = [p.get("d") for p in svg("abcd", "ab bc ac bd ad").findall("path")]
    across = [path.partition("V")[0] for path in paths if "V" in path]
    assert len(across) == 2
    assert len(set(across)) == 1


def test_edges_to_unknown_nodes_and_to_oneself_are_left_out() -> None:
    assert not svg("ab", "aa ax xb").findall("path")


_PAIRS = st.lists(st.sampled_from([a + b for a in "abcdefg" for b in "abcdefg"]), max_size=20)


@given(_PAIRS.map(" ".join))
def test_any_graph_is_drawn_without_overlaps_inside_its_frame(pairs: str) -> None:
    tree = svg("abcdefg", pairs)
    place = boxes(tree)
    wide, tall = int(tree.get("width")), int(tree.get("height"))
    assert len(place) == 7
    for x, y, w, h in place.values():
        assert x >= 0
        assert y >= 0
        assert x + w <= wide
        assert y + h <= tall
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(place.values(), 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


@given(_PAIRS)
def test_the_order_of_the_edges_makes_no_difference(pairs: list[str]) -> None:
    def picture(order: list[str]) -> set[str]:
        return {etree.tostring(e).decode() for e in svg("abcdefg", " ".join(order))}

    assert picture(sorted(set(pairs))) == picture(sorted(set(pairs), reverse=True))


def test_long_names_keep_their_last_components() -> None:
    assert shortened("Short.name") == "Short.name"
    assert shortened("Very.Long.Module.Path.To.some_theorem") == "…Path.To.some_theorem"
    assert shortened("x" * 50) == "x" * 25 + "…"


def facts() -> Facts:
    given_input = example.example()
    return facts_of(given_input, urls_of(given_input.report, given_input.index))


def test_the_neighbourhood_of_a_claim_leads_to_the_hole_below_it() -> None:
    made = facts()
    drawn, near = neighbourhood(made, made.claims["rope.tainted"], "../")
    assert [link.text for link in near] == ["Rope.tainted", "Rope.hole", "Rope.angle"]
    tree = etree.fromstring(str(drawn))
    titles = [t.text for t in tree.iter("title")]
    assert titles == [
        "The claim rope.tainted",
        "Rope.tainted",
        "Rope.hole (holds a sorry)",
        "Rope.angle",
    ]
    kinds = sorted(str(p.get("class")) for p in tree.findall("path"))
    assert kinds == ["edge backs", "edge proof", "edge statement", "edge statement"]


def test_a_claim_without_theorems_has_no_drawing() -> None:
    made = facts()
    assert neighbourhood(made, made.claims["sign.nothing"], "../") == (None, ())


def test_the_graph_of_modules_lists_what_it_draws() -> None:
    (page,) = module_graph(facts())
    made: Any = page.view
    rows = {link.text: (claims, sorries) for link, _, claims, sorries, _ in made.rows}
    assert rows == {"Demo.Basic": (2, 0), "Demo.Rotation": (6, 1)}
    drawn: Any = etree.fromstring(str(made.drawing))
    places = {t.getparent().findtext("title"): t for t in drawn.iter("rect")}
    assert set(places) == {"Demo.Rotation (1 sorry)", "Demo.Basic"}
    top = {title: int(rect.get("y")) for title, rect in places.items()}
    assert top["Demo.Rotation (1 sorry)"] < top["Demo.Basic"], "what is imported stands above"


def test_a_cycle_is_drawn_too() -> None:
    tree = svg("abc", "ab bc ca")
    assert len(tree.findall("path")) == 3
    assert len(boxes(tree)) == 3


def test_very_many_modules_are_folded_and_each_namespace_has_its_drawing() -> None:
    sources = {f"Lib/Part{n % 7}/File{n}.lean": "theorem t : 1 = 1 := rfl\n" for n in range(200)}
    given_input = SiteInput(example.report([]), example.index(sources), example.source(sources))
    made = facts_of(given_input, urls_of(given_input.report, given_input.index))
    first, *deeper = module_graph(made)
    view: Any = first.view
    assert view.folded
    assert [link.text for link, *_ in view.rows] == [f"Lib.Part{n}" for n in range(7)]
    assert [link.url for link, *_ in view.rows] == [page.path for page in deeper]
    shown = [link.text for page in deeper for link, *_ in page.view.rows]  # type: ignore[attr-defined]
    assert sorted(shown) == sorted(name for _, name in made.modules)


def test_edges_that_follow_from_others_are_left_out_also_beside_a_cycle() -> None:
    assert not_implied([("a", "b"), ("b", "c"), ("a", "c")]) == [("a", "b"), ("b", "c")]
    cycle = [("x", "y"), ("y", "x")]
    around = [("a", "x"), ("x", "z"), ("a", "z")]
    assert not_implied(cycle + around) == [("a", "x"), ("x", "y"), ("x", "z"), ("y", "x")]


def test_levels_count_from_what_uses_nothing() -> None:
    found = levels("abcd", [("a", "b"), ("b", "c"), ("a", "c")])
    assert found == {"a": 0, "b": 1, "c": 2, "d": 0}
