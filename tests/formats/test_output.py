"""Every format of a check: golden texts, published schemas, limits, and hostile names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from indexer import __version__, gate
from indexer.base.errors import Problem
from indexer.base.inert import encoded, inert
from indexer.formats import WRITERS, github, markdown, summary, text
from indexer.gate.records import CheckResult, Finding, FindingState, Level
from tests import schemas
from tests.gate.scenes import accepted, check, entry, snapshot
from tests.golden import Golden

PROVED = {
    "Rope.lean": "theorem Rope.rot (n : Nat) : n = n := rfl\n",
    "Rope/Use.lean": "import Rope\ntheorem Rope.relative : 1 = 1 := Rope.rot 1\n",
    "Old.lean": "theorem Old.kept : 3 = 3 := by sorry\ntheorem Old.name : 4 = 4 := by sorry\n"
    "theorem Old.done (h : 0 = 1) : 5 = 5 := by sorry\n",
}
NOW = {
    **PROVED,
    "Rope.lean": "\ntheorem Rope.rot (n : Nat) : n = n := by\n  cases n <;> [sorry; admit]\n",
    "Old.lean": "theorem Old.kept : 3 = 3 := by sorry\ntheorem Old.renamed : 4 = 4 := by sorry\n"
    "theorem Old.done (h : 0 = 1) : 5 = 5 := rfl\ntheorem Old.fast : 6 = 6 := by native_decide\n",
}
CLAIMS = {"rope.isometry": "Rope.rot", "rope.relative": "Rope.relative", "rope.open": ""}


def scene() -> CheckResult:
    """Something of everything: new, renamed, known, fixed and stale."""
    base = snapshot(PROVED, CLAIMS)
    stale = [
        replace(e, file="baseline/p/x.toml") for e in accepted(base) if "done" in e.declaration
    ]
    result = check(snapshot(NOW, CLAIMS, stale), base)
    return replace(result, base="main (1234567)", notes=("submodule x was not read",))


def clean() -> CheckResult:
    return check(snapshot(PROVED, CLAIMS, accepted(snapshot(PROVED))))


def broken() -> CheckResult:
    return gate.unreadable([Problem("unknown key x", "catalogue/claims/a.yaml", 3, 4, "remove it")])


def many(count: int) -> CheckResult:
    """A check with `count` new sorries."""
    lines = (f"theorem Many.t{n} : {n} = {n} := by sorry\n" for n in range(count))
    return check(snapshot({"Many.lean": "".join(lines)}, {"rope.a": "Many.t1"}))


NASTY = (
    "a%\r\n::error::b|<img src=x onerror=1>`*_[c](javascript:x)@team #1 \x1b[31m\u202e\x00 \ud800"
)


def hostile() -> CheckResult:
    """Findings whose every text tries to get out of its place."""
    finding = Finding(
        rule="new-sorry",
        level=Level.ERROR,
        state=FindingState.NEW,
        message=NASTY,
        declaration=NASTY,
        project=NASTY,
        path=f"dir, with: {NASTY}",
        claims=(NASTY,),
        fingerprint="f",
        help=NASTY,
    )
    return replace(scene(), findings=(finding,), base=NASTY, notes=(NASTY,))


SCENES = {"scene": scene, "clean": clean, "broken": broken}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("format_", WRITERS)
def test_golden(golden: Golden, format_: str, name: str) -> None:
    written = WRITERS[format_](SCENES[name]()).replace(f'"{__version__}"', '"VERSION"')
    golden.check(f"{name}.{format_}", _without_rules(written) if format_ == "sarif" else written)


def _without_rules(sarif: str) -> str:
    """The log without the table of rules, which docs/rules.md is held to."""
    log = json.loads(sarif)
    (run,) = log["runs"]
    run["tool"]["driver"]["rules"] = run["tool"]["driver"]["taxa"] = []
    for found in run["results"]:
        del found["ruleIndex"]
        for taxon in found.get("taxa", ()):
            del taxon["index"]
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("format_", WRITERS)
def test_the_same_result_gives_the_same_bytes(format_: str) -> None:
    assert WRITERS[format_](scene()) == WRITERS[format_](scene())


# --- published schemas ---------------------------------------------------------------------------


@pytest.mark.parametrize("result", [scene, clean, broken, hostile, lambda: many(40)])
def test_sarif_is_valid(result: object) -> None:
    assert callable(result)
    log = json.loads(WRITERS["sarif"](result()))
    schemas.validate(log, schemas.SARIF)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[found["ruleIndex"]] == found["ruleId"] for found in run["results"])


def test_sarif_points_at_declarations() -> None:
    (run,) = json.loads(WRITERS["sarif"](scene()))["runs"]
    found = run["results"][0]
    (location,) = found["locations"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Rope.rot"
    assert location["physicalLocation"]["region"]["startLine"] == 3
    assert location["physicalLocation"]["region"]["startColumn"] == 16
    moved = replace(scene().findings[0], path="Elsewhere.lean", line=99)
    elsewhere = json.loads(WRITERS["sarif"](replace(scene(), findings=(moved,))))
    again = elsewhere["runs"][0]["results"][0]
    assert again["partialFingerprints"] == found["partialFingerprints"]


def test_sarif_paths_are_uris() -> None:
    finding = replace(scene().findings[0], path="a dir/Größe%.lean")
    (run,) = json.loads(WRITERS["sarif"](replace(scene(), findings=(finding,))))["runs"]
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "a%20dir/Gr%C3%B6%C3%9Fe%25.lean"


@pytest.mark.parametrize("result", [scene, clean, broken, hostile, lambda: many(40)])
def test_junit_is_valid(result: object) -> None:
    assert callable(result)
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))
    document = etree.fromstring(WRITERS["junit"](result()).encode())
    schema.assertValid(document)


def test_junit_has_one_case_a_claim_and_is_never_greener_than_the_check() -> None:
    document = etree.fromstring(WRITERS["junit"](scene()).encode())
    cases = document.findall("testsuite[@name='f']/testcase")
    assert [case.get("name") for case in cases] == list(CLAIMS)
    assert [[child.tag for child in case] for case in cases] == [
        ["failure"],
        ["failure"],
        ["skipped"],
    ]
    alone = document.findall("testsuite[@name='leancat']/testcase/failure")
    assert {failure.get("type") for failure in alone} == {"new-trust"}
    assert etree.fromstring(WRITERS["junit"](broken()).encode()).get("errors") == "1"


@pytest.mark.parametrize("result", [scene, clean, broken, hostile, lambda: many(40)])
def test_gitlab_can_read_every_entry(result: Callable[[], CheckResult]) -> None:
    entries = json.loads(WRITERS["gitlab"](result()))
    for issue in entries:
        assert issue.keys() == set("description check_name fingerprint severity location".split())
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in entries}) == len(entries)


def test_gitlab_keeps_what_has_one_fingerprint_apart_and_is_never_greener_than_the_check() -> None:
    (finding, *_) = scene().findings
    twice = replace(scene(), findings=(finding, finding))
    found = [e["fingerprint"] for e in json.loads(WRITERS["gitlab"](twice))]
    assert found == [finding.fingerprint, f"{finding.fingerprint}-1"]
    nothing = replace(clean(), complete=False)
    assert [e["severity"] for e in json.loads(WRITERS["gitlab"](nothing))] == ["blocker"]


# --- numbers --------------------------------------------------------------------------------------


def test_all_formats_say_the_same_headline() -> None:
    result = scene()
    assert summary.headline(result) == "2/3 → 0/3"
    data = json.loads(WRITERS["json"](result))["summary"]
    assert (data["covered"], data["total"], data["headline"]) == (0, 3, "2/3 → 0/3")
    assert data["before"] == {"covered": 2, "total": 3}
    for format_ in ("text", "markdown", "github", "junit", "gitlab", "sarif"):
        assert "2/3 → 0/3" in WRITERS[format_](result), format_


def test_json_has_every_finding_and_the_contract_fields() -> None:
    data = json.loads(WRITERS["json"](scene()))
    assert data["schema"] == 1
    contract = {"rule", "declaration", "path", "line", "message", "claims", "state"}
    assert all(contract <= finding.keys() for finding in data["findings"])
    states = {finding["state"] for finding in data["findings"]}
    assert states == {"new", "moved", "known", "fixed", "stale"}


def test_no_number_is_invented_when_nothing_could_be_read() -> None:
    for format_ in ("text", "markdown", "github", "gitlab", "sarif"):
        assert "0/0" not in WRITERS[format_](broken()), format_
    assert json.loads(WRITERS["json"](broken()))["summary"]["complete"] is False


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 10), (11, 10), (500, 10)])
def test_github_has_at_most_ten_annotations(count: int, shown: int) -> None:
    lines = WRITERS["github"](many(count)).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == shown
    assert ("more findings" in commands[-1]) == (count > 10)
    assert "rope.a" in commands[0]
    assert not lines[-1].startswith("::")


def test_markdown_ends_before_its_limit_and_says_so() -> None:
    result = many(3_000)
    written = markdown.write(result)
    assert len(written.encode()) <= markdown.LIMIT
    rows = len(re.findall(r"^\| \*\*new-sorry", written, re.MULTILINE))
    assert f"and {3_000 - rows} more" in written
    assert written.startswith(markdown.MARKER + "\n")
    assert written.count(markdown.MARKER) == 1
    assert len(markdown.write(result, limit=2_000).encode()) <= 2_000


def test_text_shows_the_first_findings_and_the_rest_on_request() -> None:
    result = many(200)
    assert "and 170 more" in WRITERS["text"](result)
    assert text.write(result, full=True).count("new-sorry") == 200


def test_text_has_colours_on_request_only() -> None:
    assert "\x1b[" not in WRITERS["text"](scene())
    coloured = text.write(scene(), colour=True)
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == WRITERS["text"](scene())


# --- hostile names --------------------------------------------------------------------------------


def test_text_is_inert_on_a_terminal() -> None:
    written = WRITERS["text"](hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", written)
    assert r"\u001b[31m" in written
    written.encode()


def test_github_commands_can_not_be_broken_out_of() -> None:
    lines = WRITERS["github"](hostile()).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 1
    properties = commands[0].split("::")[1]
    assert "file=dir%2C with%3A a%25%0D%0A%3A%3Aerror" in properties
    assert re.match(r"::error file=[^:,\n]*,line=1,col=1,title=leancat new-sorry::", commands[0])


def test_markdown_shows_names_as_they_are() -> None:
    html = (
        MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown.write(hostile()))
    )
    shown = etree.HTML(html)
    assert shown is not None
    assert not [tag for tag in ("img", "a", "code", "em") if shown.findall(f".//{tag}")]
    assert len(shown.findall(".//tbody/tr")) == 1
    assert len(shown.findall(".//tbody/tr/td")) == 4
    assert "<img src=x onerror=1>" in "".join(map(str, shown.itertext()))
    assert "@team" not in markdown.write(hostile())


# HTML knows no noncharacters (category Cn): a reader of Markdown replaces them, whoever writes them
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"])))
def test_escaped_text_of_any_kind_is_shown_as_it_is(given_text: str) -> None:
    html = MarkdownIt("commonmark").render("x " + markdown.escaped(given_text) + " y")
    shown = etree.HTML(html)
    assert shown is not None
    expected = inert(" ".join(given_text.split()))[:399]
    assert " ".join(expected.split()) in " ".join("".join(map(str, shown.itertext())).split())


def _texts(data: object) -> list[str]:
    """All strings inside a JSON value."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in _texts(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize("format_", WRITERS)
def test_every_format_survives_hostile_names(format_: str) -> None:
    written = encoded(WRITERS[format_](hostile())).decode()
    if format_ in ("json", "sarif"):
        assert NASTY in _texts(json.loads(written))


def test_an_expired_entry_says_why_it_was_there() -> None:
    from datetime import date

    (hole, *_) = snapshot(PROVED).holes
    late = entry(hole, "until the lemma lands", date(2020, 1, 1))
    result = check(snapshot(PROVED, CLAIMS, [late]))
    assert "until the lemma lands" in WRITERS["text"](result)
    assert github.MOST == 10
