"""`leancat lsp`, driven by a real client: names, hovers, diagnostics, renaming, lenses, TeX."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from indexer.cli import cli
from tests.folders import FIXTURES, ROOT
from tests.repos import Repo

pytestmark = pytest.mark.slow

CLAIMS = "catalogue/claims/demo.yaml"
ROTATION = "lean/Demo/Rotation.lean"
BASIC = "lean/Demo/Basic.lean"

_PROGRAM = "import os, sys; os.chdir(sys.argv.pop(1)); from indexer.cli import main; main()"


class Editor:
    """An editor that has one folder open."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def doc(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def text(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    async def opens(self, path: str, text: str | None = None) -> list[types.Diagnostic]:
        """Open a file; what is wrong with it."""
        language = {".yaml": "yaml", ".lean": "lean4", ".tex": "latex"}[Path(path).suffix]
        item = types.TextDocumentItem(
            self.uri(path), language, 1, self.text(path) if text is None else text
        )
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.told(path)

    async def types_in(self, path: str, text: str, version: int = 2) -> list[types.Diagnostic]:
        """Let the whole text be another one; what is wrong with it."""
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, self.uri(path)),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.told(path, version)

    async def told(self, path: str, version: int = 1) -> list[types.Diagnostic]:
        """The diagnostics of this version of a text."""
        while True:
            params = await self.client.wait_for_notification("textDocument/publishDiagnostics")
            if params.uri == self.uri(path) and params.version == version:
                return list(params.diagnostics)

    def spot(self, path: str, words: str, *, text: str | None = None) -> types.Position:
        """Where the last letter of some words stands."""
        whole = self.text(path) if text is None else text
        before = whole[: whole.index(words) + len(words)]
        column = before[before.rfind("\n") + 1 :]
        return types.Position(before.count("\n"), len(column.encode("utf-16-le")) // 2)

    async def hover(self, path: str, words: str) -> str:
        found = await self.client.text_document_hover_async(
            types.HoverParams(self.doc(path), self.spot(path, words))
        )
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def offered(self, path: str, words: str, *, text: str | None = None) -> list[str]:
        found = await self.client.text_document_completion_async(
            types.CompletionParams(self.doc(path), self.spot(path, words, text=text))
        )
        items = found.items if isinstance(found, types.CompletionList) else found or ()
        return [item.label for item in items]

    async def leads_to(self, path: str, words: str) -> list[tuple[str, int]]:
        found = await self.client.text_document_definition_async(
            types.DefinitionParams(self.doc(path), self.spot(path, words))
        )
        locations: Any = found or ()
        return [(Path(one.uri).name, one.range.start.line + 1) for one in locations]

    async def lenses(self, path: str) -> list[tuple[int, str]]:
        found = await self.client.text_document_code_lens_async(
            types.CodeLensParams(self.doc(path))
        )
        told = [(one.range.start.line + 1, one.command) for one in found or ()]
        return [(line, command.title) for line, command in told if command]


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    """The demo in a repository, one claim of it reviewed, in an editor."""
    folder = (tmp_path / "demo").resolve()
    shutil.copytree(FIXTURES / "demo", folder)
    Repo(folder).commit()
    done = CliRunner().invoke(
        cli,
        ["review", "demo.isometry", "--by", "Ada", "--catalogue", str(folder / "catalogue")],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    config = ClientServerConfig(
        server_command=[sys.executable, "-c", _PROGRAM, str(folder), "lsp"],
        server_env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LEANCAT_CACHE": str(tmp_path / "cache" / "scan.sqlite"),
        },
    )
    client = await config.start()
    assert isinstance(client, LanguageClient)
    await client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"), root_uri=folder.as_uri()
        )
    )
    yield Editor(client, folder)
    await client.shutdown_session()


def places(diagnostics: list[types.Diagnostic]) -> set[tuple[str, int, int]]:
    return {(str(d.code), d.range.start.line + 1, d.range.start.character) for d in diagnostics}


@pytest.mark.asyncio
async def test_names_are_offered_in_yaml(editor: Editor) -> None:
    text = editor.text(CLAIMS).replace("decl: Demo.rotate_scores", "decl: Demo.sc")
    await editor.opens(CLAIMS, text)
    offered = await editor.offered(CLAIMS, "decl: Demo.sc", text=text)
    assert offered[:3] == ["Demo.score", "Demo.score_bound", "Demo.score_comm"]
    assert "demo.isometry" in await editor.offered(CLAIMS, "- id: demo.", text=text)
    assert await editor.offered(CLAIMS, "title: ", text=text) == []


@pytest.mark.asyncio
async def test_hover_and_definition_in_yaml(editor: Editor) -> None:
    await editor.opens(CLAIMS)
    said = await editor.hover(CLAIMS, "decl: Demo.rotate_b")
    assert "theorem Demo.rotate_bound" in said
    assert "**tainted**" in said
    assert f"{ROTATION}:14" in said
    assert "**clean**" in await editor.hover(CLAIMS, "id: demo.iso")
    assert await editor.hover(CLAIMS, "title: Rot") == ""
    assert await editor.leads_to(CLAIMS, "decl: Demo.rotate_b") == [("Rotation.lean", 14)]
    assert await editor.leads_to(CLAIMS, "id: demo.bou") == [
        ("Rotation.lean", 14),
        ("Basic.lean", 14),
    ]


@pytest.mark.asyncio
async def test_yaml_is_told_what_check_tells_at_the_same_places(editor: Editor) -> None:
    found = await editor.opens(CLAIMS)
    place = str(editor.folder / "catalogue")
    done = CliRunner().invoke(cli, ["check", "--catalogue", place, "--format", "json"])
    findings = json.loads(done.stdout)["findings"]
    wanted = {
        (f["rule"], f["line"], f["column"])
        for f in findings
        if f["path"] == CLAIMS and f["state"] == "new" and f["level"] != "note"
    }
    assert wanted
    assert places(found) == wanted


@pytest.mark.asyncio
async def test_yaml_is_told_as_it_is_typed_what_check_would_refuse(editor: Editor) -> None:
    await editor.opens(CLAIMS)
    text = editor.text(CLAIMS).replace("title: Something still", "titel: Something still")
    text = text.replace("role: supports", "role: helps")
    found = places(await editor.types_in(CLAIMS, text))
    (editor.folder / CLAIMS).write_text(text, "utf-8")
    place = str(editor.folder / "catalogue")
    done = CliRunner().invoke(cli, ["check", "--catalogue", place, "--format", "json"])
    summary = json.loads(done.stdout)
    wanted = {(f["line"], f["column"]) for f in summary["findings"] if f["path"] == CLAIMS}
    assert len(wanted) >= 2
    assert {(line, column) for _, line, column in found} == wanted
    mended = await editor.types_in(CLAIMS, editor.text(CLAIMS).replace("titel", "title"), 3)
    assert len(mended) < len(found)


@pytest.mark.asyncio
async def test_a_renamed_id_leaves_an_alias(editor: Editor) -> None:
    await editor.opens(CLAIMS)

    async def rename(words: str, name: str) -> str:
        edit = await editor.client.text_document_rename_async(
            types.RenameParams(editor.doc(CLAIMS), editor.spot(CLAIMS, words), name)
        )
        assert edit
        assert edit.changes
        lines = editor.text(CLAIMS).split("\n")
        edits = edit.changes[editor.uri(CLAIMS)]
        for one in sorted(edits, key=lambda e: e.range.start.character, reverse=True):
            line = one.range.start.line
            before, after = one.range.start.character, one.range.end.character
            lines[line] = lines[line][:before] + one.new_text + lines[line][after:]
        return "\n".join(lines)

    assert "  - id: demo.hole\n    aliases: [demo.gap]\n    title:" in await rename(
        "id: demo.gap", "demo.hole"
    )
    assert "aliases: [demo.isometry, demo.rotation]" in await rename(
        "id: demo.isometry", "demo.isometric"
    )
    for wrong in ("demo.bound", "Not An Id"):
        with pytest.raises(Exception, match=r"called demo\.bound already|no id"):
            await rename("id: demo.gap", wrong)


@pytest.mark.asyncio
async def test_lenses_above_lean(editor: Editor) -> None:
    await editor.opens(ROTATION)
    lenses = dict(await editor.lenses(ROTATION))
    assert lenses[10] == "backs demo.isometry · clean · 1 claim rests on this"
    assert lenses[14] == "backs demo.bound · tainted · 1 claim rests on this"
    assert "in the statement of" in lenses[6]
    text = "\n\n" + editor.text(ROTATION)
    await editor.types_in(ROTATION, text)
    assert 12 in dict(await editor.lenses(ROTATION))


@pytest.mark.asyncio
async def test_a_pinned_statement_that_is_changed_is_told(editor: Editor) -> None:
    assert places(await editor.opens(ROTATION)) == set()
    text = editor.text(ROTATION)
    start = text.index("theorem rotate_score")
    proof = text.index(":=", start)
    other = text[:proof] + ":=\n  /- another proof -/ " + text[proof + 2 :]
    assert places(await editor.types_in(ROTATION, other)) == set()
    weaker = text[:start] + text[start:].replace(
        "theorem rotate_score", "theorem rotate_score {x : Nat}", 1
    )
    found = await editor.types_in(ROTATION, weaker, 3)
    assert [(d.code, d.range.start.line + 1) for d in found] == [("statement-changed", 10)]
    assert "demo.isometry" in found[0].message
    definition = text.replace("def rotate", "def rotates", 1)
    found = await editor.types_in(ROTATION, definition, 4)
    assert [d.code for d in found] == ["statement-changed"]
    assert "here no more" in found[0].message


@pytest.mark.asyncio
async def test_a_sorry_tells_who_waits(editor: Editor) -> None:
    found = await editor.opens(BASIC)
    assert ("new-sorry", 19, 2) in places(found)
    said = await editor.hover(BASIC, "  sor")
    assert "1 claim waits" in said
    assert "`demo.bound`" in said
    assert await editor.hover(BASIC, "theorem score_b") == ""


@pytest.mark.asyncio
async def test_a_blueprint_has_the_same(tmp_path: Path, editor: Editor) -> None:
    tex = "chapter.tex"
    (editor.folder / tex).write_text("\\lean{Demo.score, Demo.rotate_bound}\n\\lean{Demo.ro}\n")
    await editor.opens(tex)
    assert "theorem Demo.rotate_bound" in await editor.hover(tex, "Demo.rotate_b")
    assert "def Demo.score" in await editor.hover(tex, "Demo.sc")
    assert await editor.leads_to(tex, "Demo.rotate_b") == [("Rotation.lean", 14)]
    assert (await editor.offered(tex, "\\lean{Demo.ro"))[:2] == [
        "Demo.rotate",
        "Demo.rotate_bound",
    ]
