"""Tokens → Module: walks the commands of a file, keeps the scope stack, names the declarations.

Facts on names and scopes are from Lean/Elab/BuiltinCommand.lean and Lean/Elab/DeclModifiers.lean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.lean import declaration as decl
from indexer.lean import instances
from indexer.lean.commands import (
    Splitter,
    is_module_doc,
    is_space,
    next_word,
    skip_brackets,
)
from indexer.lean.header import read_header
from indexer.lean.keywords import (
    DECLARATIONS,
    NAMED_COMMANDS,
    NEVER_NAMES,
    NOTATIONS,
    RESERVED,
    STARTERS,
    TRUST,
    WANTED,
)
from indexer.lean.lexer import is_ident, lex
from indexer.lean.names import split
from indexer.lean.sorries import OPTIONS, WORDS, find_sorries, stop_end
from indexer.model import Alias, Declaration, Diagnostic, Hidden, Module, Scope, Sorry

_SORRY_WORDS = WORDS | OPTIONS
_ATTRIBUTE_TRUST = frozenset({"implemented_by", "extern", "csimp"})
_QUOTED = re.compile(r'"([^"\\]*)"')


def parse(
    text: str, *, path: str, name: str, sha256: str = "", extra: dict[str, str] | None = None
) -> Module:
    """Read one Lean file.

    `text` is the decoded source, `path` its path relative to the project, `name` its module name,
    `extra` the project's own declaration keywords (word → kind).  Never raises on any text; what is
    not understood is in `Module.diagnostics`.
    """
    return _Parser(text, extra or {}).module(path, name, sha256)


@dataclass(slots=True)
class _Frame:
    """An open namespace, section or mutual block: how it ends, and what was in force outside."""

    kind: str
    name: str
    scope: int
    public: bool


class _Places:
    """Offset → line and column; asked in any order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.offset = 0

    def at(self, offset: int) -> tuple[int, int]:
        text = self.text
        if offset >= self.offset:
            self.line += text.count("\n", self.offset, offset)
        else:
            self.line -= text.count("\n", offset, self.offset)
        self.offset = offset
        return self.line, offset - text.rfind("\n", 0, offset) - 1


class _Parser:
    def __init__(self, text: str, extra: dict[str, str]) -> None:
        self.text = text
        self.tokens, self.lex_errors = lex(text)
        self.kinds = {**DECLARATIONS, **{word: kind for word, kind in extra.items() if kind}}
        self.reserved = RESERVED | frozenset(self.kinds)
        self.starters = STARTERS | frozenset(extra)
        self.places = _Places(text)
        self.offset_token = 0  # index of a token whose offset is known …
        self.offset = 0  # … namely this one
        self.scopes = [Scope(-1, "root", "", "", 1, local=False)]
        self.scope = 0
        self.namespace = ""
        self.frames: list[_Frame] = []
        self.public = False
        self.is_module = False
        self.declarations: list[Declaration] = []
        self.sorries: list[Sorry] = []
        self.aliases: list[Alias] = []
        self.hidden: list[Hidden] = []
        self.diagnostics: list[Diagnostic] = []
        self.docs: list[tuple[int, str]] = []
        self.keywords: list[str] = []
        self.exit_line: int | None = None

    # -- the file --

    def module(self, path: str, name: str, sha256: str) -> Module:
        header = read_header(self.tokens)
        self.is_module = header.is_module
        for error in self.lex_errors:
            self._diagnose(error.code, error.message, error.offset)
        splitter = Splitter(self.tokens, self.starters, self.reserved)
        for start, end in splitter.commands(header.end):
            self._command(start, end)
        return Module(
            path=path,
            name=name,
            sha256=sha256,
            lines=self.text.count("\n") + (not self.text.endswith("\n") and self.text != ""),
            size=len(self.text),
            imports=header.imports,
            is_module=header.is_module,
            prelude=header.prelude,
            declarations=tuple(self.declarations),
            sorries=tuple(self.sorries),
            scopes=tuple(self.scopes),
            aliases=tuple(self.aliases),
            diagnostics=tuple(self.diagnostics),
            exit_line=self.exit_line,
            docs=tuple(self.docs),
            keywords=tuple(self.keywords),
            hidden=tuple(self.hidden),
            unknown=tuple(splitter.unknown),
        )

    def _command(self, start: int, end: int) -> None:
        tokens = self.tokens
        first = tokens[start]
        if is_module_doc(first):
            self.docs.append((self._place(start)[0], first[3:-2].strip()))
            return
        head = decl.read_head(tokens, start, end, self.reserved)
        if head.keyword >= end:
            return
        word = tokens[head.keyword]
        outer = self.scope
        for first_token, last in head.prefixes:
            self._context(first_token, last)
        if word in self.kinds:
            self._declaration(head, end)
        else:
            self._other(word, start, head, end)
            if word in _SCOPING:
                return
        if head.prefixes:
            self.scope = outer

    def _other(self, word: str, start: int, head: decl.Head, end: int) -> None:
        """A command that declares nothing of its own."""
        at = head.keyword
        if word in _FRAMES:
            _FRAMES[word](self, head, end)
        elif word in _CONTEXTS:
            self._context(at, end)
        elif word == "alias":
            self._alias(head, end)
        elif word == "export":
            self._export(at, end)
        elif word in NOTATIONS:
            self._notation(word, head, end)
        elif word == "#":
            self._hash(at)
        elif word == "import":
            self._late_import(at)
        elif word in WANTED:
            self._diagnose_at("wanted", f"{word} states something and proves nothing", at)
        elif word in NAMED_COMMANDS:
            self._named_command(word, head, end)
        if word not in NOTATIONS:
            self._sorries(start, end, "", end)

    # -- places --

    def _offset(self, token: int) -> int:
        """Offset of a token; asked in rising order mostly, so the whole file costs one pass."""
        known = self.offset_token
        if token >= known:
            self.offset += sum(map(len, self.tokens[known:token]))
        else:
            self.offset -= sum(map(len, self.tokens[token:known]))
        self.offset_token = token
        return self.offset

    def _place(self, token: int) -> tuple[int, int]:
        return self.places.at(self._offset(token))

    def _diagnose(self, code: str, message: str, offset: int) -> None:
        line, column = self.places.at(offset)
        self.diagnostics.append(Diagnostic(code, message, line, column))

    def _diagnose_at(self, code: str, message: str, token: int) -> None:
        self._diagnose(code, message, self._offset(token))

    # -- scopes --

    def _push(self, kind: str, text: str, token: int, *, local: bool = True) -> None:
        line = self._place(token)[0]
        self.scopes.append(Scope(self.scope, kind, text, self.namespace, line, local))
        self.scope = len(self.scopes) - 1

    def _plain(self, start: int, end: int) -> str:
        """Source of a token range without comments, white space folded."""
        return " ".join(
            "".join(t if not is_space(t) else " " for t in self.tokens[start:end]).split()
        )

    def _context(self, start: int, end: int) -> None:
        """`open`, `variable`, `universe`, `include`, `omit`, `set_option`, local attributes."""
        word = self.tokens[start]
        if word in _CONTEXTS:
            self._push(word, self._plain(start + 1, end), start)

    def _namespace(self, head: decl.Head, end: int) -> None:
        at = next_word(self.tokens, head.keyword + 1, end)
        if at >= end or not is_ident(self.tokens[at]):
            self._diagnose_at("namespace-without-name", "`namespace` needs a name", head.keyword)
            return
        for part in split(self.tokens[at]):
            if part == "_root_":
                continue
            self.frames.append(_Frame("namespace", part, self.scope, self.public))
            self.namespace = f"{self.namespace}.{part}" if self.namespace else part
            self._push("namespace", part, at)
        self._rest(at + 1, end)

    def _section(self, head: decl.Head, end: int) -> None:
        at = next_word(self.tokens, head.keyword + 1, end)
        named = at < end and is_ident(self.tokens[at]) and self.tokens[at] not in self.reserved
        public = self.public or "public" in head.modifiers
        parts = split(self.tokens[at]) if named else ("",)
        for part in parts:
            self.frames.append(_Frame("section", part, self.scope, self.public))
            self._push("section", part, head.keyword)
        self.public = public
        self._rest(at + 1 if named else at, end)

    def _mutual(self, head: decl.Head, end: int) -> None:
        self.frames.append(_Frame("mutual", "", self.scope, self.public))
        self._rest(head.keyword + 1, end)

    def _end(self, head: decl.Head, end: int) -> None:
        """Pop what `end X.Y` names; a wrong `end` pops nothing (Lean ≥ 4.22)."""
        at = next_word(self.tokens, head.keyword + 1, end)
        named = at < end and is_ident(self.tokens[at])
        parts = split(self.tokens[at]) if named else ("",)
        count = len(parts)
        frames = self.frames[-count:]
        if [f.name for f in frames] != list(parts) or any(
            f.kind == "namespace" and not f.name for f in frames
        ):
            what = f"`end {self.tokens[at]}`" if named else "`end`"
            self._diagnose_at("wrong-end", f"{what} closes nothing that is open here", head.keyword)
            return
        for _ in range(count):
            frame = self.frames.pop()
            self.scope, self.public = frame.scope, frame.public
            if frame.kind == "namespace":
                self.namespace = self.namespace[: -len(frame.name)].rstrip(".")
        self._rest(at + 1 if named else at, end)

    def _rest(self, at: int, end: int) -> None:
        """Something more on a scoping command's line; a word there is not understood."""
        at = next_word(self.tokens, at, end)
        if at < end:
            self._diagnose_at("not-understood", f"`{self.tokens[at]}` is not understood here", at)

    # -- commands that matter to names and trust --

    def _hash(self, at: int) -> None:
        """`#exit` ends the file for Lean; what follows is read, and marked."""
        if self.tokens[at + 1 : at + 2] == ["exit"] and self.exit_line is None:
            self.exit_line = self._place(at)[0]
            self._diagnose_at("after-exit", "Lean reads nothing after #exit", at)
        elif self.tokens[at + 1 : at + 2] == ["doc"]:
            self._diagnose_at("verso", "a Verso document: its markup is not Lean", at)

    def _late_import(self, at: int) -> None:
        if self.exit_line is None:
            self.exit_line = self._place(at)[0]
            self._diagnose_at(
                "late-import", "an `import` after the header ends the file for Lean", at
            )

    def _alias(self, head: decl.Head, end: int) -> None:
        """`alias new := old` and `alias ⟨mp, mpr⟩ := iff`."""
        tokens = self.tokens
        at = next_word(tokens, head.keyword + 1, end)
        if at >= end:
            return
        if tokens[at] == "⟨":
            close = skip_brackets(tokens, at, end)
            new = [i for i in range(at, close) if is_ident(tokens[i]) and tokens[i] != "_"]
        else:
            close = at + 1
            new = [at] if is_ident(tokens[at]) else []
        walrus = next_word(tokens, close, end)
        target = next_word(tokens, walrus + 1, end)
        if tokens[walrus : walrus + 1] != [":="] or target >= end:
            return
        for token in new:
            full = self._full_name(tokens[token])
            line = self._place(token)[0]
            self.aliases.append(Alias(full, tokens[target], line, self.scope))
            kind = self._alias_kind(full, tokens[target])
            self._add(head, "alias", token, token + 1, walrus, end, kind=kind)

    def _alias_kind(self, full: str, target: str) -> str:
        """The kind of what is renamed: known when it stands in this file, else by the naming
        convention (theorems are snake_case)."""
        last = target.rpartition(".")[2]
        for declaration in reversed(self.declarations[-200:]):
            if declaration.name.rpartition(".")[2] == last:
                return "def" if declaration.kind in ("structure", "class") else declaration.kind
        word = full.rpartition(".")[2]
        return "theorem" if "_" in word or word.islower() else "def"

    def _export(self, at: int, end: int) -> None:
        """`export NS (a b)` makes `here.a` another name of `NS.a`."""
        tokens = self.tokens
        space = next_word(tokens, at + 1, end)
        opening = next_word(tokens, space + 1, end)
        if tokens[opening : opening + 1] != ["("]:
            return
        self._push("export", self._plain(at + 1, end), at, local=False)
        line = self._place(at)[0]
        for token in tokens[opening + 1 : skip_brackets(tokens, opening, end)]:
            if is_ident(token):
                new = self._full_name(token)
                self.aliases.append(Alias(new, f"{tokens[space]}.{token}", line, self.scope))

    def _notation(self, word: str, head: decl.Head, end: int) -> None:
        """Notation, macros and syntax: kept as scope, with what they may hide."""
        tokens = self.tokens
        words = tokens[head.keyword : end]
        local = "local" in head.modifiers
        self._push("notation", self._plain(head.keyword, end), head.keyword, local=local)
        atoms = [m for t in words if t[0] == '"' for m in _QUOTED.findall(t)]
        if word in ("syntax", "macro", "elab") and "command" in words and atoms:
            self._command_syntax(atoms[0].strip(), words)
        self._named_notation(word, head, end)
        if not _SORRY_WORDS.isdisjoint(words) or any(t.endswith("sorryAx") for t in words):
            line = self._place(head.keyword)[0]
            names = tuple(a.strip() for a in atoms if a.strip()) or self._patterns(head, end)
            self.hidden.append(Hidden(names, line, self.scope))
            self._diagnose_at("sorry-in-notation", f"this {word} expands to a sorry", head.keyword)

    def _named_command(self, word: str, head: decl.Head, end: int) -> None:
        """`initialize x : T ← …`, `register_option x : T := …`: each names a constant."""
        tokens = self.tokens
        at = next_word(tokens, head.keyword + 1, end)
        following = next_word(tokens, at + 1, end)
        if at >= end or not is_ident(tokens[at]):
            return
        if word.endswith("initialize") and tokens[following : following + 1] != [":"]:
            return
        note = tokens[at].replace(" ", "_")
        written = f"_root_.LibraryNote.{note}" if word == "library_note" else None
        body = decl.statement_end(tokens, at + 1, end)
        self._add(head, word, at, at + 1, body, end, kind=NAMED_COMMANDS[word], written=written)

    def _named_notation(self, word: str, head: decl.Head, end: int) -> None:
        """`syntax (name := x) …` and `syntax x := …` name a constant."""
        tokens = self.tokens
        at = decl.notation_name(tokens, head.keyword, end)
        if at >= 0:
            self._add(head, word, at, at + 1, end, end, kind="def")

    def _command_syntax(self, word: str, words: list[str]) -> None:
        """`macro "conjecture" … : command => `(theorem …)` defines a command; what kind of thing it
        declares is plain when the expansion, or `declSig` in its syntax, says so."""
        if not is_ident(word or " "):
            return
        after = words.index("=>") if "=>" in words else len(words)
        kind = next((DECLARATIONS[w] for w in words[after:] if w in DECLARATIONS), "")
        if not kind and "declSig" in words:
            kind = "theorem"
        self.keywords.append(f"{word}={kind}" if kind else word)

    def _patterns(self, head: decl.Head, end: int) -> tuple[str, ...]:
        """Words quoted in `macro_rules | `(tactic| word) => …`."""
        found: list[str] = []
        quoted = False
        for token in self.tokens[head.keyword : end]:
            if token.endswith("`("):
                quoted = True
            elif token == "=>":
                quoted = False
            elif quoted and is_ident(token) and token not in _SORRY_WORDS and token != "tactic":
                found.append(token)
        return tuple(dict.fromkeys(found))

    # -- declarations --

    def _full_name(self, written: str) -> str:
        if written.startswith("_root_."):
            return written[len("_root_.") :]
        return f"{self.namespace}.{written}" if self.namespace else written

    def _declaration(self, head: decl.Head, end: int) -> None:
        shape = decl.read_shape(self.tokens, head.keyword, end)
        kind = self.kinds[self.tokens[head.keyword]]
        if shape.keyword == "class inductive":
            kind = "inductive"
        elif kind == "def" and "partial" in head.modifiers and self._calls_itself(shape):
            kind = "opaque"  # that is how the kernel knows it
        if shape.name < 0 and kind not in ("instance", "example"):
            self._diagnose_at(
                "name-missing", f"`{shape.keyword}` is not followed by a name", head.keyword
            )
            self._sorries(head.begin, end, "", shape.body)
            return
        self._add(head, shape.keyword, shape.name, shape.after_name, shape.body, end, kind=kind)

    def _calls_itself(self, shape: decl.Shape) -> bool:
        name = self.tokens[shape.name].rpartition(".")[2]
        ends = (name, "." + name)
        return any(w.endswith(ends) for w in set(self.tokens[shape.body : shape.end]))

    def _add(
        self,
        head: decl.Head,
        keyword: str,
        name_at: int,
        signature: int,
        body: int,
        end: int,
        *,
        kind: str,
        written: str | None = None,
    ) -> None:
        tokens = self.tokens
        first = head.begin
        offset = self._offset(first)
        line, column = self.places.at(offset)
        keyword_offset = self._offset(head.keyword)
        name_offset = self._offset(name_at) if name_at >= 0 else keyword_offset
        name_line, name_column = self.places.at(name_offset)
        signature_offset = self._offset(signature)
        body_offset = self._offset(body)
        end_offset = self._offset(end)
        end_line, end_column = self.places.at(end_offset)
        statement_words = tokens[signature:body]
        body_words = tokens[body:end]
        full, approximate = self._name_of(kind, name_at, signature, body, written)
        before = len(self.sorries)
        if not _SORRY_WORDS.isdisjoint(statement_words) or not _SORRY_WORDS.isdisjoint(body_words):
            self._sorries(first, end, full, body)
        found = self.sorries[before:]
        self.declarations.append(
            Declaration(
                name=full,
                kind=kind,
                keyword=keyword,
                line=name_line,
                column=name_column,
                start_line=line,
                start_column=column,
                end_line=end_line,
                end_column=end_column,
                start=offset,
                end=end_offset,
                name_start=name_offset,
                signature=signature_offset,
                body=body_offset,
                visibility=self._visibility(head),
                approximate=approximate,
                statement=self.text[signature_offset:body_offset].strip(),
                doc=_doc_text(tokens[head.doc]) if head.doc >= 0 else None,
                modifiers=tuple(head.modifiers),
                attributes=tuple(self._plain(a, b) for a, b in head.attributes),
                scope=self.scope,
                sorry=bool(found),
                statement_sorry=any(s.in_statement for s in found),
                statement_names=_names(statement_words),
                body_names=_names(body_words),
                members=self._members(kind, full, body, end),
                parents=_parents(statement_words) if kind in ("structure", "class") else (),
                trust=self._trust(head, statement_words, body_words),
                after_exit=self.exit_line is not None,
            )
        )

    def _name_of(
        self, kind: str, name_at: int, signature: int, body: int, written: str | None
    ) -> tuple[str, bool]:
        if name_at >= 0:
            return self._full_name(written or self.tokens[name_at]), False
        if kind == "example":
            return self._full_name("_example"), True
        guess = instances.name(self.tokens[signature:body])
        return self._full_name(guess), True

    def _visibility(self, head: decl.Head) -> str:
        """In a `module` file what is not public is private (Lean/Elab/DeclModifiers.lean)."""
        modifiers = head.modifiers
        if "private" in modifiers or "local" in modifiers:
            return "private"
        if self.is_module and not (self.public or "public" in modifiers):
            return "private"
        return "protected" if "protected" in modifiers else "public"

    def _members(self, kind: str, full: str, body: int, end: int) -> tuple[str, ...]:
        tokens = self.tokens
        if kind == "inductive":
            names = decl.constructors(tokens, body, end)
        elif kind in ("structure", "class"):
            if body >= end:
                names = ["mk"]
            else:
                constructor, found = decl.fields(tokens, body, end)
                names = [constructor, *found]
        elif "where" in tokens[body:end] or "rec" in tokens[body:end]:
            names = decl.local_helpers(tokens, body, end)
        else:
            return ()
        return tuple(f"{full}.{name}" for name in dict.fromkeys(names))

    def _trust(self, head: decl.Head, statement: list[str], body: list[str]) -> tuple[str, ...]:
        found = [w for w in head.modifiers if w == "unsafe"]
        if head.attributes:
            words = [w for a, b in head.attributes for w in self.tokens[a:b]]
            found.extend(w for w in words if w in _ATTRIBUTE_TRUST)
        found.extend(sorted(TRUST.intersection(body)))
        found.extend(sorted(TRUST.intersection(statement)))
        return tuple(dict.fromkeys(found))

    def _sorries(self, start: int, end: int, owner: str, body: int) -> None:
        if self.exit_line is not None:
            return
        if _SORRY_WORDS.isdisjoint(self.tokens[start:end]):
            return
        for at, form in find_sorries(self.tokens, start, end):
            line, column = self._place(at)
            last = stop_end(self.tokens, at, end, column) if form == "stop" else at + 1
            end_line, end_column = self._place(last)
            self.sorries.append(
                Sorry(line, column, end_line, end_column, form, owner, in_statement=at < body)
            )


_FRAMES = {
    "namespace": _Parser._namespace,
    "section": _Parser._section,
    "end": _Parser._end,
    "mutual": _Parser._mutual,
}
_CONTEXTS = frozenset("open variable universe include omit set_option attribute".split())
_SCOPING = frozenset(_FRAMES) | NOTATIONS | {"export"} | _CONTEXTS
_ID_FIRST = frozenset(chr(c) for c in range(0x1D5A0) if is_ident(chr(c)) and chr(c) not in '"')


def _names(words: list[str]) -> tuple[str, ...]:
    """The identifiers among `words`, each once, in the order of their first use."""
    return tuple(
        word
        for word in dict.fromkeys(words)
        if (word[0] in _ID_FIRST or (word[0] == "." and len(word) > 1)) and word not in NEVER_NAMES
    )


def _parents(words: list[str]) -> tuple[str, ...]:
    """What a structure `extends`: the heads of the types, as written."""
    if "extends" not in words:
        return ()
    rest = words[words.index("extends") + 1 :]
    heads: list[str] = []
    depth, fresh = 0, True
    for word in rest:
        if word in "([{⟨":
            depth += 1
        elif word in ")]}⟩":
            depth -= 1
        elif depth == 0 and word == ",":
            fresh = True
        elif depth == 0 and word in (":", "where"):
            break
        elif fresh and is_ident(word):
            heads.append(word)
            fresh = False
    return tuple(heads)


def _doc_text(token: str) -> str:
    return token[3:-2].strip() if token.endswith("-/") else token[3:].strip()
