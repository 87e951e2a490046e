"""The language server: pygls and lsprotocol speak the protocol, the other files have the answers.

A file is of a kind by its name: YAML below the catalogue's folder, Lean, TeX.  What takes time runs
in a thread of its own, the last state of a text only; answers at the cursor come from the last
survey there was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from indexer import __version__
from indexer.app.answers import Answers
from indexer.app.warm import Warm
from indexer.base.errors import LeancatError
from indexer.base.inert import inert_lines
from indexer.editor import findings, lean_files, names
from indexer.editor.records import Note, Stretch, Word
from indexer.editor.renaming import renamed
from indexer.names.table import Entry

_PAUSE = 0.2  # seconds without a key before a text is looked at
_LEVELS = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}


class Editor(LanguageServer):
    """A server for one catalogue."""

    def __init__(self, warm: Warm) -> None:
        super().__init__("leancat", __version__)
        self.warm = warm
        self._waiting: dict[str, asyncio.Task[None]] = {}

    # --- files ------------------------------------------------------------------------------------

    def path(self, uri: str) -> Path:
        """The file of an address."""
        return Path(to_fs_path(uri) or "").resolve()

    def kind(self, uri: str) -> str:
        """ "yaml", "lean", "tex", or "" for what is of no interest."""
        path = self.path(uri)
        if path.suffix in (".yaml", ".yml", ".toml"):
            return "yaml" if path.is_relative_to(self.warm.place.catalogue) else ""
        return {".lean": "lean", ".tex": "tex"}.get(path.suffix, "")

    def lean(self, asked: Answers, document: TextDocument) -> lean_files.LeanFile | None:
        """The Lean file that stands in the editor."""
        return lean_files.lean_file(asked, self.path(document.uri), document.source)

    async def asked(self) -> Answers | None:
        """The answers of now, or the last ones while something is wrong with the files."""
        try:
            return await asyncio.to_thread(self.warm.answers)
        except LeancatError:
            return self.warm.last()

    # --- what is wrong ----------------------------------------------------------------------------

    def look_soon(self, uri: str) -> None:
        """Look at a text once nobody types any more."""
        earlier = self._waiting.pop(uri, None)
        if earlier:
            earlier.cancel()
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._look(uri))

    async def _look(self, uri: str) -> None:
        await asyncio.sleep(_PAUSE)
        document = self.workspace.get_text_document(uri)
        version = document.version
        found = await asyncio.to_thread(self._notes, uri, document.source)
        told = [_diagnostic(document, note) for note in found]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=told, version=version)
        )

    def _notes(self, uri: str, text: str) -> list[Note]:
        kind, path = self.kind(uri), self.path(uri)
        if kind == "yaml":
            around = self.warm.place.catalogue.parent
            shown = path.relative_to(around).as_posix()
            return findings.typed_notes(self.warm, shown, self._typed(around, shown, text))
        top = self.warm.place.top
        shown = path.relative_to(top).as_posix() if path.is_relative_to(top) else ""
        found = findings.saved_notes(self.warm, shown)
        if kind == "lean":
            try:
                file = lean_files.lean_file(self.warm.answers(), path, text)
            except LeancatError:
                return found
            found += lean_files.notes(file) if file else ()
        return found

    def _typed(self, around: Path, shown: str, text: str) -> dict[str, str]:
        """The texts of the catalogue that stand in the editor."""
        open_ = {
            self.path(uri).relative_to(around).as_posix(): document.source
            for uri, document in self.workspace.text_documents.items()
            if self.kind(uri) == "yaml"
        }
        return {**open_, shown: text}

    # --- places -----------------------------------------------------------------------------------

    def word(self, uri: str, position: types.Position) -> Word | None:
        """The name under the cursor."""
        document = self.workspace.get_text_document(uri)
        here = document.position_from_client_units(position)
        lines = document.lines
        line = lines[here.line].rstrip("\r\n") if here.line < len(lines) else ""
        kind = self.kind(uri)
        if kind == "yaml":
            return names.yaml_word(line, here.line, here.character)
        return names.tex_word(line, here.line, here.character) if kind == "tex" else None

    def location(self, entry: Entry) -> types.Location:
        """Where a declaration's name stands."""
        path = Path(entry.project.project.root) / entry.module.path
        uri = from_fs_path(str(path)) or ""
        declaration = entry.declaration
        last = declaration.name.rpartition(".")[2]
        at = Stretch(declaration.line - 1, declaration.column, declaration.column + len(last))
        return types.Location(uri, _range(self.workspace.get_text_document(uri), at))


def server(warm: Warm) -> Editor:
    """The server over a survey; run it with `.start_io()`."""
    made = Editor(warm)
    _texts(made)
    _names(made)
    _lean(made)
    return made


def _texts(made: Editor) -> None:
    """Texts that are opened, typed and saved."""

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: Editor, params: types.DidOpenTextDocumentParams) -> None:
        _look(ls, [params.text_document.uri])

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: Editor, params: types.DidChangeTextDocumentParams) -> None:
        _look(ls, [params.text_document.uri])

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(ls: Editor, _params: types.DidSaveTextDocumentParams) -> None:
        _look(ls, list(ls.workspace.text_documents))  # one file may be what another rests on


def _look(ls: Editor, uris: Iterable[str]) -> None:
    for uri in uris:
        if ls.kind(uri):
            ls.look_soon(uri)


def _names(made: Editor) -> None:
    """Names in YAML and TeX."""

    @made.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[".", ":", " ", "{", ","]),
    )
    async def complete(ls: Editor, params: types.CompletionParams) -> types.CompletionList | None:
        word = ls.word(params.text_document.uri, params.position)
        asked = await ls.asked() if word else None
        if word is None or asked is None:
            return None
        document = ls.workspace.get_text_document(params.text_document.uri)
        at = _range(document, word.at)
        sort = types.CompletionItemKind.Reference
        items = [
            types.CompletionItem(
                label=name,
                detail=inert_lines(what),
                kind=sort,
                filter_text=name,
                text_edit=types.TextEdit(at, name),
            )
            for name, what in names.offered(asked, word)
        ]
        return types.CompletionList(is_incomplete=len(items) >= names.MOST, items=items)

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: Editor, params: types.HoverParams) -> types.Hover | None:
        asked = await ls.asked()
        uri = params.text_document.uri
        text = ""
        if asked and ls.kind(uri) == "lean":
            document = ls.workspace.get_text_document(uri)
            here = document.position_from_client_units(params.position)
            file = ls.lean(asked, document)
            text = lean_files.hover(file, here.line, here.character) if file else ""
        elif asked and (word := ls.word(uri, params.position)):
            text = names.described(asked, word)
        return types.Hover(_markdown(text)) if text else None

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def define(ls: Editor, params: types.DefinitionParams) -> list[types.Location]:
        word = ls.word(params.text_document.uri, params.position)
        asked = await ls.asked() if word else None
        if word is None or asked is None:
            return []
        if word.kind == "decl":
            return [ls.location(entry) for entry in asked.declarations_called(word.text)]
        refs = (b.ref for c in asked.claims_called(word.text) for b in c.backings)
        return [ls.location(entry) for entry in map(asked.entry, refs) if entry is not None]

    @made.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def may_rename(ls: Editor, params: types.PrepareRenameParams) -> types.Range | None:
        word = ls.word(params.text_document.uri, params.position)
        if word is None or word.kind != "id" or ls.kind(params.text_document.uri) != "yaml":
            return None
        return _range(ls.workspace.get_text_document(params.text_document.uri), word.at)

    @made.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(ls: Editor, params: types.RenameParams) -> types.WorkspaceEdit | None:
        uri = params.text_document.uri
        word = ls.word(uri, params.position)
        if word is None or word.kind != "id":
            return None
        document = ls.workspace.get_text_document(uri)
        try:
            edits = renamed(await ls.asked(), document.source, word.text, params.new_name)
        except LeancatError as error:
            raise JsonRpcInvalidParams(str(error)) from error
        changes = [types.TextEdit(_range(document, e.at), e.text) for e in edits]
        return types.WorkspaceEdit(changes={uri: changes})


def _lean(made: Editor) -> None:
    """What stands above declarations of Lean."""

    @made.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(ls: Editor, params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        asked = await ls.asked() if ls.kind(uri) == "lean" else None
        if asked is None:
            return []
        file = ls.lean(asked, ls.workspace.get_text_document(uri))
        return [
            types.CodeLens(
                range=types.Range(types.Position(lens.line, 0), types.Position(lens.line, 0)),
                command=types.Command(title=inert_lines(lens.text), command=""),
            )
            for lens in (lean_files.lenses(file) if file else ())
        ]


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, inert_lines(text))


def _diagnostic(document: TextDocument, note: Note) -> types.Diagnostic:
    return types.Diagnostic(
        range=_range(document, note.at),
        severity=_LEVELS[note.level],
        code=note.code,
        source="leancat",
        message=inert_lines(note.message),
    )


def _range(document: TextDocument, at: Stretch) -> types.Range:
    """A stretch of code points in the units of the client."""
    where: Callable[[int], types.Position] = lambda column: _position(document, at.line, column)  # noqa: E731
    return types.Range(where(at.start), where(at.end))


def _position(document: TextDocument, line: int, column: int) -> types.Position:
    try:
        text = document.lines[line]
    except (IndexError, OSError):
        return types.Position(line, column)
    ahead = document.position_codec.client_num_units(text[:column])
    return types.Position(line, ahead + max(0, column - len(text)))
