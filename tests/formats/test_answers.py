"""Every JSON that leancat prints, held against its published schema; the pages say the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from indexer.catalogue.schema import schema_folder
from indexer.cli import cli
from tests.folders import FIXTURES
from tests.repos import Repo

SCHEMAS = schema_folder() / "output"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo in a repository, with a hub that is wrong, and here."""
    folder = tmp_path / "demo"
    shutil.copytree(FIXTURES / "demo", folder)
    (folder / "hub.md").write_text(
        'We cover <b data-leancat="coverage">3/4</b> claims.\n', encoding="utf-8"
    )
    Repo(folder).commit()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    return folder


def said(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def closed(schema: Any) -> Any:
    """The schema without room for what it does not describe."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    if "properties" in inner and isinstance(inner.get("type"), str):
        inner["additionalProperties"] = False
    return inner


def fits(name: str, document: Any) -> None:
    schema = closed(json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")))
    jsonschema.Draft202012Validator.check_schema(schema)
    wrong = jsonschema.Draft202012Validator(schema).iter_errors(document)
    assert [f"{e.json_path}: {e.message[:200]}" for e in wrong] == []


ASKED = {
    "show": ("show", "demo.isometry", "demo.bound", "demo.gap", "demo.lost", "demo.withdrawn"),
    "show of declarations": ("show", "Demo.score", "Demo.rotate_score", "Demo.Pair.mk"),
    "find": ("find", "score"),
    "check": ("check",),
    "drift": ("drift",),
    "hubs": ("hubs", "hub.md"),
    "history": ("history",),
    "scan": ("scan", "."),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_printed_fits_its_schema(what: str, demo: Path) -> None:
    command, *arguments = ASKED[what]
    document = json.loads(said(command, "--format", "json", *arguments))
    assert document
    fits(command, document)


def test_a_second_look_at_drift_fits_too(demo: Path) -> None:
    said("drift", "--format", "json")
    source = demo / "lean/Demo/Rotation.lean"
    text = source.read_text("utf-8")
    source.write_text(text.replace("theorem rotate_score", "theorem rotated"), "utf-8")
    document = json.loads(said("drift", "--format", "json"))
    assert document["before"] is not None
    assert document["claims"]
    fits("drift", document)


def test_a_line_of_history_and_of_a_scan_fits_the_row_of_the_schema(demo: Path) -> None:
    points = [json.loads(line) for line in said("history", "--format", "jsonl").splitlines()]
    assert {point["schema"] for point in points} == {1}
    fits("history", {"schema": 1, "judged": "commit", "notes": [], "points": points})
    fits("scan", [json.loads(line) for line in said("scan", "--format", "jsonl", ".").splitlines()])


@pytest.mark.parametrize(("often", "words"), [("week", "every week"), ("never", "no commit")])
def test_a_history_says_where_its_claims_were_judged(demo: Path, often: str, words: str) -> None:
    last = said("history", "--claims", often).splitlines()[-1]
    assert last.startswith(f"claims judged at {words}; ")


def test_a_schema_is_no_blanket(demo: Path) -> None:
    document = json.loads(said("show", "--format", "json", "demo.isometry"))
    document["claims"][0]["standing"] = "proved"
    with pytest.raises(AssertionError, match="proved"):
        fits("show", document)
    document = json.loads(said("find", "--format", "json", "score"))
    del document["hits"][0]["line"]
    with pytest.raises(AssertionError, match="hits"):
        fits("find", document)


def test_pages_and_answers_say_the_same_of_every_claim(demo: Path) -> None:
    said("build", "--out", "site")
    page = json.loads((demo / "site/data/coverage.json").read_text("utf-8"))
    ids = [claim["id"] for claim in page["claims"]]
    told = json.loads(said("show", "--format", "json", *ids))["claims"]
    assert len(told) == len(ids) > 3
    for ours, theirs in zip(told, page["claims"], strict=True):
        for only_there in ("url", "rungs", "reviews", "to_read"):
            del theirs[only_there]
        for mine, its in zip(ours["backing"], theirs.pop("backing"), strict=True):
            assert its.items() <= mine.items()
        assert {key: ours[key] for key in theirs} == theirs


def test_every_schema_has_its_version_in_its_name() -> None:
    for file in SCHEMAS.glob("*.json"):
        schema = json.loads(file.read_text("utf-8"))
        assert schema["$id"] == f"urn:leancat:output:{file.name.partition('.')[0]}:1"
    assert {f.name.partition(".")[0] for f in SCHEMAS.iterdir()} == {a.split()[0] for a in ASKED}
