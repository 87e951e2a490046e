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
from indexer.site.facts import Change, Facts, SiteInput, changes_between, facts_of
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


def test_the_feed_tells_every_change_under_an_id_that_stays(facts: Facts) -> None:
    tree: Any = etree.fromstring(feed.atom(facts))
    assert tree.findtext("{*}updated") == "2026-06-01T12:00:00Z"
    entries = tree.findall("{*}entry")
    assert [e.findtext("{*}title") for e in entries] == [
        "The claim rope.isometry: sorry → checked",
        "The claim sign.nothing: new → missing",
        "2/10 claims covered, 1 checked",
    ]
    ids = [e.findtext("{*}id") for e in entries]
    again: Any = etree.fromstring(feed.atom(facts))
    assert ids == [e.findtext("{*}id") for e in again.findall("{*}entry")]
    assert len(set(ids)) == 3


def test_an_entry_of_the_feed_is_the_same_at_a_later_commit() -> None:
    def ids(given: SiteInput) -> list[str]:
        made = facts_of(given, urls_of(given.report, given.index))
        tree: Any = etree.fromstring(feed.atom(made))
        return [str(e.findtext("{*}id")) for e in tree.findall("{*}entry")]

    now = example.example()
    assert now.changes
    later = replace(now, commit="f" * 40)
    released = replace(now, changes=replace(now.changes, base="v9"))
    fallen = replace(now.report.claims[0], standing=Standing.SORRY)
    changed = example.report([fallen, *now.report.claims[1:]])
    assert ids(now) == ids(later)
    assert ids(now)[0] != ids(released)[0]
    assert ids(now)[-1] == ids(released)[-1]
    assert ids(now)[-1] != ids(replace(now, report=changed))[-1]


def test_a_feed_without_a_base_tells_the_headline() -> None:
    given = replace(example.example(), changes=None)
    tree: Any = etree.fromstring(feed.atom(facts_of(given, urls_of(given.report, given.index))))
    (entry,) = tree.findall("{*}entry")
    assert "rope.tainted tainted" in entry.findtext("{*}summary")


def test_what_changed_between_two_reports() -> None:
    after = example.example().report
    fallen = replace(after.claims[0], standing=Standing.SORRY)
    before = replace(after, claims=(fallen, *after.claims[1:-1]), retracted=())
    found = changes_between("v1", before, after)
    title = "The claim "
    assert found.base == "v1"
    assert found.changes == (
        Change("rope.isometry", f"{title}rope.isometry", "sorry", "checked"),
        Change("sign.nothing", f"{title}sign.nothing", "new", "missing"),
        Change("sign.gone", f"{title}sign.gone", "new", "retracted"),
    )
    assert changes_between("v1", after, after).changes == ()
    gone = changes_between("v1", after, replace(after, claims=after.claims[1:]))
    assert gone.changes == (Change("rope.isometry", f"{title}rope.isometry", "checked", "removed"),)


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
