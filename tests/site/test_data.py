"""Files for machines: badges, CSV, JSON, feed, the names for checkdecls, the search index."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from indexer.judge.records import Standing, Tally
from indexer.site import badges, data, feed, search
from indexer.site.facts import Facts, SiteInput, facts_of
from indexer.site.urls import urls_of
from tests.site import example


@pytest.fixture(scope="module")
def facts() -> Facts:
    given = example.example()
    return facts_of(given, urls_of(given.report, given.index))


def test_the_badge_says_covered_of_total() -> None:
    tree: Any = etree.fromstring(badges.badge(Tally(152, 161)).encode())
    assert tree.get("aria-label") == "claims covered: 152/161"
    texts = [t.text for t in tree.iter("{*}text")]
    assert texts == ["claims covered", "152/161"]


def test_the_endpoint_is_what_shields_reads() -> None:
    made = badges.endpoint(Tally(152, 161))
    assert made == {
        "schemaVersion": 1,
        "label": "claims covered",
        "message": "152/161",
        "color": "3d8b40",
    }


def test_a_badge_is_fully_green_only_when_all_is_covered() -> None:
    assert badges.colour(Tally(999, 1000)) != badges.colour(Tally(1000, 1000))
    assert badges.colour(Tally(0, 0)) == badges.colour(Tally(0, 5))


def test_the_table_has_every_claim(facts: Facts) -> None:
    rows = list(csv.DictReader(io.StringIO(data.claims_csv(facts))))
    assert [row["id"] for row in rows] == list(example.CLAIMS)
    tainted = next(row for row in rows if row["id"] == "rope.tainted")
    assert tainted["path"] == "lean/demo/Demo/Rotation.lean"
    assert tainted["line"] == "15"
    assert tainted["standing"] == "tainted"
    assert tainted["permalink"] == "claim/rope.tainted.html"


def test_checkdecls_gets_every_name_that_a_claim_names(facts: Facts) -> None:
    names = data.lean_decls(facts).splitlines()
    assert names == sorted({d for _, d in example.CLAIMS.values() if d})


def test_the_index_has_every_declaration(facts: Facts) -> None:
    rows = json.loads(data.index_json(facts))["declarations"]
    by_name = {row["name"]: row for row in rows}
    assert by_name["Rope.hole"]["sorry"]
    assert by_name["Rope.hole"]["claims"] == ["sign.sorry"]
    assert by_name["Rope.instInhabitedNat"]["approximate"]
    assert by_name["Rope.isometry"]["url"] == "decl/demo/Rope.isometry.html"
    assert by_name["Rope.isometry"]["line"] == 8


def _entries(given: SiteInput) -> list[Any]:
    made = facts_of(given, urls_of(given.report, given.index))
    tree: Any = etree.fromstring(feed.atom(made))
    return list(tree.findall("{*}entry"))


def _ids(given: SiteInput) -> list[str]:
    return [str(entry.findtext("{*}id")) for entry in _entries(given)]


TITLES = [
    "The claim rope.isometry: sorry → checked",
    "The claim sign.nothing: new → missing",
    "2/10 claims covered, 1 checked",
]


def test_the_feed_tells_every_change_of_the_history() -> None:
    now = example.example()
    entries = _entries(now)
    assert [e.findtext("{*}title") for e in entries] == TITLES
    assert [e.findtext("{*}updated") for e in entries] == [
        *["2026-05-30T20:26:40Z"] * 2,
        "2026-06-01T12:00:00Z",
    ]
    assert len(set(_ids(now))) == 3


def test_a_feed_without_a_history_tells_what_changed_since_the_base() -> None:
    now = example.example()
    without = replace(now, history=None)
    assert [e.findtext("{*}title") for e in _entries(without)] == TITLES
    assert _ids(without) == _ids(now)


def test_an_entry_of_the_feed_is_the_same_at_a_later_commit() -> None:
    now = example.example()
    assert now.history
    first, second = now.history.steps
    later = replace(second, point=replace(second.point, commit="f" * 40), commits=9)
    rewritten = replace(now, history=replace(now.history, steps=(first, later)))
    assert _ids(rewritten) == _ids(now)
    again = replace(now, history=replace(now.history, steps=(first, second, later)))
    assert len(set(_ids(again))) == 5  # what happens twice is told twice
    assert set(_ids(now)) < set(_ids(again))
    fallen = replace(now.report.claims[0], standing=Standing.SORRY)
    changed = replace(now, report=example.report([fallen, *now.report.claims[1:]]))
    assert _ids(changed)[-1] != _ids(now)[-1]


def test_a_feed_without_any_change_tells_the_headline() -> None:
    (entry,) = _entries(replace(example.example(), changes=None, history=None))
    assert "rope.tainted tainted" in entry.findtext("{*}summary")


def test_the_search_index_holds_every_claim_and_name(facts: Facts) -> None:
    script = search.search_index(facts)
    found = json.loads(script.removeprefix("leancatIndex(").removesuffix(");\n"))
    assert [claim[0] for claim in found["claims"]] == list(example.CLAIMS)
    assert "rope.old-name" in found["claims"][0][2]
    (project,) = found["projects"]
    names = project["names"].split("\n")
    assert names == sorted(r.name for r in facts.declarations)
    for at, name in enumerate(names):
        stem = project["stems"].get(str(at), name)
        assert f"{project['folder']}{stem}.html" in {
            facts.urls.declaration(r) for r in facts.declarations if r.name == name
        }
