"""`leancat mcp`, asked by a client of the official SDK: all tools, pages, errors, changed files."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from indexer.agents import tools
from indexer.agents.server import TOOLS, server
from indexer.app.warm import Warm
from tests.folders import FIXTURES, ROOT
from tests.repos import Repo

Json = dict[str, Any]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The demo in a repository of its own, with a pin."""
    folder = tmp_path / "demo"
    shutil.copytree(FIXTURES / "demo", folder)
    Repo(folder).commit()
    return folder


class Asking:
    """A client that asks one server."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def __call__(self, tool: str, **arguments: Any) -> Json:
        """A tool's answer, the same as text and as structure."""
        result = await self.client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        return self._data(result)

    async def refused(self, tool: str, **arguments: Any) -> Json:
        """A tool's error."""
        result = await self.client.call_tool(tool, arguments)
        assert result.is_error
        error: Json = self._data(result)["error"]
        return error

    def _data(self, result: Any) -> Json:
        data: Json = result.structured_content
        assert json.loads(result.content[0].text) == data
        assert data["schema"] == 1
        return data


def asked(folder: Path, work: Callable[[Asking], Coroutine[Any, Any, None]]) -> None:
    """Let `work` ask a server in this process about the catalogue in `folder`."""

    async def run() -> None:
        async with Client(server(Warm(folder / "catalogue"))) as client:
            await work(Asking(client))

    asyncio.run(run())


def test_every_tool_answers_with_file_and_line(demo: Path) -> None:
    async def work(ask: Asking) -> None:
        claim = await ask("claim", id="demo.isometry")
        assert (claim["standing"], claim["path"]) == ("clean", "catalogue/claims/demo.yaml")
        assert claim["backing"][0]["path"] == "lean/Demo/Rotation.lean"
        assert claim["backing"][0]["line"] == 10

        of = await ask("claims_of", declaration="Demo.rotate")
        assert {(i["relation"], i["claim"]) for i in of["items"]} >= {("read-for", "demo.isometry")}
        of = await ask("claims_of", declaration="Demo.rotate_score")
        assert ("backs", "demo.isometry") in {(i["relation"], i["claim"]) for i in of["items"]}

        why = await ask("why", name="demo.bound")
        assert why["standing"] == "tainted"
        steps = why["ways"][0]["steps"]
        assert [s["name"] for s in steps] == ["Demo.rotate_bound", "Demo.score_bound"]
        assert steps[-1]["path"] == "lean/Demo/Basic.lean"
        assert steps[-1]["line"] == 18
        assert (await ask("why", name="Demo.score_bound"))["standing"] == "sorry"

        impact = await ask("impact", declaration="Demo.score")
        effects = {(i["effect"], i["claim"]) for i in impact["items"]}
        assert ("changes-meaning", "demo.isometry") in effects
        assert ("falls", "demo.isometry") in effects

        work = await ask("open_work")
        assert [(i["declaration"], i["ready"]) for i in work["items"]] == [
            ("Demo.score_bound", True)
        ]
        assert work["items"][0]["claims"] == ["demo.bound"]
        assert (work["items"][0]["path"], work["items"][0]["line"]) == ("lean/Demo/Basic.lean", 19)

        assert not (await ask("may_i_change", declaration="Demo.rotate_score"))["pinned"]
        found = await ask("find", words="score")
        assert {i["type"] for i in found["items"]} == {"claim", "declaration"}
        assert all(i["path"] and i["line"] for i in found["items"])

        check = await ask("check")
        assert check["summary"]["headline"] == "2/4 → 1/4"
        assert {i["rule"] for i in check["items"]} >= {"new-sorry", "backing-missing"}
        assert (await ask("check", base="HEAD"))["summary"]["against"].startswith("HEAD")

        sources = await ask("sources")
        assert [(s["type"], s.get("modules")) for s in sources["items"]] == [
            ("claims", None),
            ("project", 3),
        ]

    asked(demo, work)


def test_a_pinned_statement_is_told(demo: Path) -> None:
    from click.testing import CliRunner

    from indexer.cli import cli

    place = str(demo / "catalogue")
    CliRunner().invoke(
        cli,
        ["review", "demo.isometry", "--by", "Ada", "--catalogue", place],
        catch_exceptions=False,
    )

    async def work(ask: Asking) -> None:
        for name, relation in (("Demo.rotate_score", "backs"), ("Demo.rotate", "read-for")):
            told = await ask("may_i_change", declaration=name)
            assert told["pinned"]
            assert [(p["claim"], p["relation"]) for p in told["pinned_by"]] == [
                ("demo.isometry", relation)
            ]
        assert not (await ask("may_i_change", declaration="Demo.score_bound"))["pinned"]

    asked(demo, work)


def test_a_changed_file_is_noticed_at_the_next_question(demo: Path) -> None:
    source = demo / "lean/Demo/Basic.lean"

    async def work(ask: Asking) -> None:
        assert (await ask("why", name="demo.isometry"))["standing"] == "clean"
        text = source.read_text("utf-8")
        proof = text[text.index("theorem score_comm") :].partition("\n\n")[0]
        head = proof.partition(":=")[0]
        source.write_text(text.replace(proof, f"{head}:= by\n  sorry"), "utf-8")
        assert len((await ask("open_work"))["items"]) == 2
        source.unlink()
        assert (await ask.refused("why", name="Demo.score_comm"))["code"] == "unknown-name"
        (demo / "catalogue/claims/demo.yaml").write_text("claims: ]\n", "utf-8")
        error = await ask.refused("claim", id="demo.isometry")
        assert error["code"] == "catalogue-unreadable"
        assert error["problems"][0]["path"] == "catalogue/claims/demo.yaml"
        assert error["problems"][0]["line"] == 1

    asked(demo, work)


def test_pages_go_on_where_they_ended_and_not_after_a_change(demo: Path) -> None:
    async def work(ask: Asking) -> None:
        whole = await ask("find", words="demo", limit=100)
        items, cursor = [], ""
        while cursor is not None:
            page = await ask("find", words="demo", limit=2, cursor=cursor)
            assert len(page["items"]) <= 2
            items += page["items"]
            before, cursor = cursor, page["next"]
        assert len(items) == whole["total"] > 4
        assert items == whole["items"]
        assert before
        source = demo / "lean/Demo.lean"
        source.write_text(source.read_text("utf-8") + "\n-- a remark\n", "utf-8")
        error = await ask.refused("find", words="demo", limit=2, cursor=before)
        assert error["code"] == "bad-argument"
        assert "changed" in error["problems"][0]["message"]

    asked(demo, work)


def test_errors_have_codes(demo: Path) -> None:
    async def work(ask: Asking) -> None:
        error = await ask.refused("claim", id="demo.isometri")
        assert error["code"] == "unknown-name"
        assert "demo.isometry" in error["problems"][0]["hint"]
        for tool in ("claims_of", "impact", "may_i_change"):
            error = await ask.refused(tool, declaration="Demo.scor")
            assert (tool, error["code"]) == (tool, "unknown-name")
        assert (await ask.refused("why", name="x"))["code"] == "unknown-name"
        assert (await ask.refused("check", base="no-such"))["code"] == "no-such-revision"
        assert (await ask.refused("check", base="--output=x"))["code"] == "no-such-revision"
        for wrong in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"words": " "}):
            error = await ask.refused("find", **{"words": "score", **wrong})
            assert error["code"] == "bad-argument"

    asked(demo, work)


def test_long_lists_are_cut_and_say_so() -> None:
    item = tools._short({"name": "x", "used": list(range(50)), "few": [1]})
    assert item == {"name": "x", "used": list(range(tools.PAGE)), "few": [1], "cut": {"used": 50}}


def test_names_of_a_project_command_no_terminal(demo: Path) -> None:
    claims = demo / "catalogue/claims/demo.yaml"
    text = claims.read_text("utf-8")
    claims.write_text(text.replace("Something still to do", '"still \\e[2J\\u202e to do"'), "utf-8")

    async def work(ask: Asking) -> None:
        result = await ask.client.call_tool("claim", {"id": "demo.gap"})
        assert not {"\x1b", "\u202e"} & set(str(result.content))

    asked(demo, work)


def test_the_program_answers_on_standard_output_and_is_read_only(demo: Path) -> None:
    """The real program, over the real transport; nothing in the project is written."""
    before = {p: p.read_bytes() for p in demo.rglob("*") if p.is_file()}

    async def run() -> None:
        program = StdioServerParameters(
            command=sys.executable,
            args=["-c", "from indexer.cli import main; main()", "mcp"],
            cwd=demo,
            env={**os.environ, "PYTHONPATH": str(ROOT), "LEANCAT_CACHE": str(demo.parent / "c.db")},
        )
        async with Client(stdio_client(program)) as client:
            listed = (await client.list_tools()).tools
            assert [tool.name for tool in listed] == TOOLS
            for tool in listed:
                assert tool.annotations is not None
                assert tool.annotations.read_only_hint
                assert tool.description
            ask = Asking(client)
            assert (await ask("why", name="demo.bound"))["standing"] == "tainted"

    asyncio.run(run())
    assert {p: p.read_bytes() for p in demo.rglob("*") if p.is_file()} == before
