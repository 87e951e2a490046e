"""Our own catalogue in the forms of others is read back as the same claims, from beside it and in a
repository that has no catalogue."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest

from indexer.app import exporting, gating
from indexer.app.exporting import Exported
from indexer.base.documents import parse_yaml
from indexer.claims.records import Claim, Role, SourceEntry
from indexer.exports.formalization import About
from indexer.judge.records import ClaimReport
from indexer.scan.options import PLAIN
from indexer.site import prose as page
from indexer.sources.claims import Taken, take
from tests.folders import ROOT
from tests.sources.trees import Memory

SCHEMA = json.loads((Path(__file__).parent / "formalization.schema.json").read_text("utf-8"))
PATHS = {
    "blueprint": "blueprint/src/content.tex",
    "formalization": "formalization.yaml",
    "lean_decls": "blueprint/lean_decls",
}


@pytest.fixture(scope="module")
def own() -> Exported:
    """Our own repository as it is."""
    return exporting.look(gating.ground(ROOT / "catalogue"), PLAIN)


def stated(found: Exported) -> list[ClaimReport]:
    """The claims of the report: those that are refuted or retracted are nowhere exported."""
    return list(found.now.report.claims)


def names(claim: Claim) -> list[str]:
    """The names that state a claim."""
    return [b.decl for b in claim.backing if b.role in (Role.EXACT, Role.STRONGER)]


def read_back(found: Exported, kind: str, *beside: Claim) -> Taken:
    """What a source of a kind says after everything was written into it."""
    files = Memory({PATHS[kind]: exporting.text(kind, found, About())})
    taken, problems = take(files, [SourceEntry(kind)], beside)
    assert problems == ()
    assert [origin.unread for origin in taken.origins] == [()]
    return taken


@pytest.mark.parametrize("kind", ["blueprint", "formalization"])
def test_the_same_claims_come_back(own: Exported, kind: str) -> None:
    back = {c.asserted.label: c for c in read_back(own, kind).claims if c.asserted}
    assert sorted(back) == sorted(c.claim.id for c in stated(own))
    for report in stated(own):
        before, after = report.claim, back[report.claim.id]
        assert after.kind is before.kind
        assert [b.decl for b in after.backing] == names(before)
        assert page.inline(after.title) == page.inline(before.title)
        assert page.block(after.statement) == page.block(" ".join(before.statement.split()))


@pytest.mark.parametrize("kind", ["blueprint", "formalization"])
def test_beside_the_catalogue_they_are_its_own(own: Exported, kind: str) -> None:
    taken = read_back(own, kind, *(c.claim for c in stated(own)))
    assert taken.claims == ()
    assert sorted(taken.said) == sorted(c.claim.id for c in stated(own))


def test_marks_are_what_is_so(own: Exported) -> None:
    back = {c.asserted.label: c.asserted for c in read_back(own, "blueprint").claims if c.asserted}
    for report in stated(own):
        said = back[report.claim.id]
        assert bool(said.proved) is report.standing.covered
        assert bool(said.stated) is bool(names(report.claim))


def test_chapters_and_papers_come_back(own: Exported) -> None:
    catalogue = own.survey.catalogue
    assert [f.title for f in read_back(own, "blueprint").families] == [
        f.title for f in catalogue.families
    ]
    assert [(p.title, p.authors) for p in read_back(own, "formalization").papers] == [
        (p.title, p.authors) for p in catalogue.papers
    ]


def test_formalization_keeps_to_its_schema(own: Exported) -> None:
    text = exporting.text("formalization", own, About("Ours", ("A",), "MIT", "manual"))
    jsonschema_rs.validate(SCHEMA, parse_yaml(text, "formalization.yaml").data)


def test_every_name_is_listed(own: Exported) -> None:
    listed = [c.title for c in read_back(own, "lean_decls").claims]
    assert listed == list(dict.fromkeys(b.decl for c in stated(own) for b in c.claim.backing))


@pytest.mark.parametrize("kind", PATHS)
def test_in_a_repository_without_a_catalogue_they_stand_as_they_do(
    own: Exported, kind: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "lean_sources", tmp_path / "lean_sources")
    file = tmp_path / PATHS[kind]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(exporting.text(kind, own, About()), "utf-8")
    found = exporting.look(gating.ground(tmp_path / "catalogue"), PLAIN)
    here = {c.claim.asserted.label: c for c in found.now.report.claims if c.claim.asserted}
    for report in stated(own):
        if kind == "lean_decls":
            backings = {b.name: b.standing.covered for b in report.backings}
            assert {n: here[n].standing.covered for n in backings} == backings
        else:
            assert here[report.claim.id].standing.covered is report.standing.covered
