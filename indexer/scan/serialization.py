"""Module records ↔ bytes, for the cache and for passing results between processes.

What is known of a module has parts that are wanted apart: its summary (what a terminal shows), its
listing (the lines `leancat scan` prints), its words (those that may set off notation), its names
(see `naming`) and its records (everything).

Records are MessagePack arrays of their fields, read and written by `msgspec` from their types: six
times as fast as making objects of tuples.  The cache's key holds a hash of the sources of these
types, and only bytes whose digest is right are ever decoded.
"""

from __future__ import annotations

import json
import string
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Any

from msgspec import Struct, msgpack

from indexer.lean.records import Diagnostic, Helper, Import, Module, Sorry
from indexer.lean.syntax.documented import given_later
from indexer.lean.syntax.documented import kind as documented_kind
from indexer.lean.syntax.keywords import TAKES_BACK
from indexer.lean.syntax.programs import SUSPECT_NAMES, SUSPECT_TEXT, may_set_scene
from indexer.scan.naming import encode_names


class ModulePart(StrEnum):
    """A part of what is known of a module."""

    SUMMARY = "summary"
    LISTING = "listing"
    WORDS = "words"
    NAMES = "names"
    RECORDS = "records"


class ModuleSummary(Struct, frozen=True, array_like=True, gc=False):
    """What is needed of a module without its declarations."""

    path: str
    name: str
    declarations: int
    theorems: int
    keywords: tuple[str, ...]
    unknown: tuple[str, ...]
    sorries: tuple[Sorry, ...]
    diagnostics: tuple[Diagnostic, ...]
    sha256: str
    is_module: bool
    imports: tuple[Import, ...]
    trusting: bool  # whether something in it may be a trouble that its sorries do not show
    notation: bool  # whether it defines notation or macros

    def outline(self) -> Module:
        """The module as far as it is known without its declarations, scopes and docs."""
        return Module(
            path=self.path,
            name=self.name,
            sha256=self.sha256,
            lines=0,
            imports=self.imports,
            is_module=self.is_module,
            sorries=self.sorries,
            diagnostics=self.diagnostics,
            keywords=self.keywords,
            unknown=self.unknown,
        )


_write = msgpack.Encoder().encode

decode: Callable[[bytes], Module] = msgpack.Decoder(Module).decode
"""The module in the bytes that `encode` wrote; only for bytes this very program wrote."""

decode_summary: Callable[[bytes], ModuleSummary] = msgpack.Decoder(ModuleSummary).decode
"""The summary in the bytes that `encode` wrote."""


def encode(module: Module, part: ModulePart) -> bytes:
    """One part of what is known of a module, as bytes."""
    return _ENCODERS[part](module)


def _encode_summary(module: Module) -> bytes:
    kinds = [d.kind for d in module.declarations if not d.after_exit]
    kinds += [h.kind for d in module.declarations if not d.after_exit for h in d.helpers]
    return _write(
        ModuleSummary(
            path=module.path,
            name=module.name,
            declarations=len(kinds),
            theorems=kinds.count("theorem"),
            keywords=module.keywords,
            unknown=module.unknown,
            sorries=module.sorries,
            diagnostics=module.diagnostics,
            sha256=module.sha256,
            is_module=module.is_module,
            imports=module.imports,
            trusting=any(d.kind == "axiom" or d.trust for d in module.declarations)
            or bool(module.tripwires)
            or any(d.name.endswith(TAKES_BACK) for d in module.declarations)
            or _speaks(module),
            notation=any(scope.kind == "notation" for scope in module.scopes),
        )
    )


def _speaks(module: Module) -> bool:
    """Whether notation, an option or a program names something that a rule on troubles looks for;
    more than that is no harm."""
    texts = [scope.text for scope in module.scopes if scope.kind in ("notation", "set_option")]
    scopes = "\0".join(texts).replace("«", "").replace("»", "")
    if any(map(may_set_scene, texts)):
        return True
    names = _words(module)
    return any(w in scopes for w in SUSPECT_TEXT) or any(w in names for w in SUSPECT_NAMES)


def _words(module: Module) -> str:
    """All words of the declarations of a module that may set off notation, joined as those of one
    are."""
    return "\0".join([w for d in module.declarations for w in (d.stated, d.given, d.signs)]) + "\0"


# --- the listing: the contract of `leancat scan` --------------------------------------------------


def rows(module: Module) -> Iterator[dict[str, Any]]:
    """What `leancat scan` says of a module, object by object.

    Lines are 1-based, columns 0-based code points, as Lean counts them.
    """
    yield {
        "type": "module",
        "path": module.path,
        "module": module.name,
        "sha256": module.sha256,
        "imports": [i.name for i in module.imports],
        "lines": module.lines,
    }
    later = given_later(module.scopes)
    sorries = sorted(s.line for s in module.sorries)
    for declaration in module.declarations:
        if declaration.after_exit:
            continue  # for Lean it is not there
        told = dict(zip(_TOLD_OF_DECLARATION, _told_of(declaration), strict=True))
        name, kind, keyword = declaration.name, declaration.kind, declaration.keyword
        told["kind"] = documented_kind(name, kind, keyword, declaration.attributes, later)
        yield _told("declaration", module, told)
        for helper in declaration.helpers:
            yield _told("declaration", module, {**told, **_helper(helper, sorries)})
    for s in module.sorries:
        yield _told("sorry", module, {name: getattr(s, name) for name in _TOLD_OF_SORRY})
    for g in module.diagnostics:
        yield _told("diagnostic", module, {name: getattr(g, name) for name in _TOLD_OF_DIAGNOSTIC})


_TOLD_OF_DECLARATION = (
    "name kind keyword line column start_line end_line visibility approximate sorry".split()
)
_TOLD_OF_SORRY = "line column end_line end_column form owner in_statement".split()
_TOLD_OF_DIAGNOSTIC = "line column code message".split()
_told_of = attrgetter(*_TOLD_OF_DECLARATION)


def _helper(helper: Helper, sorries: Sequence[int]) -> dict[str, Any]:
    """What a `where` or `let rec` helper has of its own, given the lines of the module's sorries in
    order; the rest is its parent's."""
    return {
        "name": helper.name,
        "kind": helper.kind,
        "keyword": helper.keyword,
        "line": helper.line,
        "column": helper.column,
        "start_line": helper.line,
        "end_line": helper.end_line,
        "visibility": helper.visibility,
        "sorry": bisect_left(sorries, helper.line) < bisect_right(sorries, helper.end_line),
    }


def _told(what: str, module: Module, values: dict[str, Any]) -> dict[str, Any]:
    return {"type": what, "path": module.path, **values}


_dumps = json.JSONEncoder(ensure_ascii=False).encode


def _encode_listing(module: Module) -> bytes:
    # a lone surrogate can stand in a name only when the file was not UTF-8 to begin with
    return _encoded("".join([_dumps(row) + "\n" for row in rows(module)]))


# --- the words: enough to tell that some word is not written in a module --------------------------

_LETTERS = (string.ascii_letters + string.digits + string.whitespace).encode()


def _encode_words(module: Module) -> bytes:
    """Whatever may set off notation in a declaration of a module (see `notation.words_of`), and the
    notation that it defines, as text in which a word is looked for."""
    words = {d.keyword for d in module.declarations}
    words.update(_words(module).split("\0"))
    symbols = _encoded("".join([d.statement for d in module.declarations]))
    notation = [scope.text for scope in module.scopes if scope.kind == "notation"]
    text = _encoded("\0".join([*sorted(words), *notation]))
    return b"\0".join((text, symbols.translate(None, _LETTERS)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


_ENCODERS: dict[ModulePart, Callable[[Module], bytes]] = {
    ModulePart.SUMMARY: _encode_summary,
    ModulePart.LISTING: _encode_listing,
    ModulePart.WORDS: _encode_words,
    ModulePart.NAMES: encode_names,
    ModulePart.RECORDS: _write,
}
