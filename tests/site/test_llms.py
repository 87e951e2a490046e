"""llms.txt: its shape, and that no name of a project becomes a link or a headline in it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from indexer.app.site_input import site_input
from indexer.app.survey import survey
from indexer.site import llms
from indexer.site.addresses import addresses
from indexer.site.facts import Facts, facts_of
from tests.folders import FIXTURES


@cache
def facts() -> Facts:
    with pytest.MonkeyPatch.context() as patch:  # of our own repository's history nothing is told
        patch.setattr("indexer.app.site_input.site_history", lambda *_: None)
        given = site_input(survey(FIXTURES / "demo" / "catalogue"), "")
    return facts_of(given, addresses(given.report, given.index, given.source))


def test_every_claim_and_data_file_has_a_line() -> None:
    told = llms.llms(facts())
    head = told.splitlines()
    assert head[0].startswith("# ")
    assert head[2].startswith("> 1/4 claims are covered")
    assert "- [data/coverage.json](data/coverage.json): " in told
    lines = [line for line in head if line.startswith("- [demo.")]
    assert len(lines) == 4
    assert re.fullmatch(r"- \[demo\.bound\]\(\S+\): tainted; .+", lines[1])


def test_names_are_inert() -> None:
    found = facts()
    one = found.report.claims[0]
    evil = replace(one.claim, title="[x](http://evil.example) <img> # no\u202e\n## Head")
    report = replace(found.report, claims=(replace(one, claim=evil),))
    told = llms.llms(replace(found, given=replace(found.given, report=report)))
    assert r"\[x\](http://evil.example) \<img\> \# no" in told
    assert "\n## Head" not in told
    assert "\u202e" not in told


def test_a_long_list_is_cut() -> None:
    found = facts()
    many = replace(found.report, claims=found.report.claims * 200)
    told = llms.llms(replace(found, given=replace(found.given, report=many)))
    assert "and 300 more in data/coverage.json" in told
