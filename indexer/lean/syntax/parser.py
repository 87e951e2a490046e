"""Words → Module: walks the commands of a file and says what each puts in force and declares.

Facts on names and scopes are from Lean/Elab/BuiltinCommand.lean and Lean/Elab/DeclModifiers.lean.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from indexer.lean.names import canonical, split
from indexer.lean.records import DERIVING, Alias, Module
from indexer.lean.syntax import declaration as decl
from indexer.lean.syntax import instances
from indexer.lean.syntax.brackets import skip_brackets
from indexer.lean.syntax.commands import Piece, Splitter
from indexer.lean.syntax.declared import Declarations
from indexer.lean.syntax.header import read_header
from indexer.lean.syntax.keywords import (
    CONTEXTS,
    NAMED_COMMANDS,
    NOTATIONS,
    WANTED,
    Grammar,
    make_grammar,
)
from indexer.lean.syntax.learned import (
    command_keyword,
    parser_keyword,
    parser_redefines,
    redefines,
    rules_redefine,
)
from indexer.lean.syntax.lexer import is_ident, is_module_doc
from indexer.lean.syntax.scopes import Chain, Scopes
from indexer.lean.syntax.sorries import Sorries, is_option
from indexer.lean.syntax.source import Source
from indexer.lean.syntax.taking import Takers, mark_taken
from indexer.lean.syntax.trust import Trust
from indexer.lean.syntax.verso import without_markup

LEAN = make_grammar({})

# Programs that are put in the place of what Lean has for a command, or for a term.
_REPLACES = re.compile(
    r"\b(?:macro|command_elab|term_elab) (?:\S*\b(?:Command|Parser\.Term|Term)\.|"
    r"(?:declaration|num|str|char|ident|scientific)\b)"
)
_FRAMES = frozenset({"namespace", "section", "end", "mutual"})
_IN_PLACES = frozenset({"local", "scoped"})
_SYNTAX = frozenset({"syntax", "macro", "elab"})
_RULES = frozenset({"macro_rules", "elab_rules"})
_ASKS = frozenset({"check", "check_failure", "print", "synth", "where"})
_ADDS_TO_SET = {"grind_pattern": "grind", "add_aesop_rules": "aesop"}
_LIBRARY_NOTES = {  # Batteries', and one of Mathlib's own
    "library_note": lambda name: f"_root_.LibraryNote.{name.replace(' ', '_')}",
    "library_note2": lambda name: f"Mathlib.LibraryNote.{name}",
}
_SORRY_FREE = frozenset("open export namespace section end universe include omit import".split())


def parse(text: str, *, path: str, name: str, sha256: str = "", grammar: Grammar = LEAN) -> Module:
    """Read one Lean file.

    `text` is the decoded source, `path` its path relative to the project, `name` its module name,
    `grammar` the command words in force.  Never raises on any text; what is not understood is in
    `Module.diagnostics`.
    """
    return _Parser(without_markup(text), name, grammar).module(path, sha256)


class _Parser:
    def __init__(self, text: str, name: str, grammar: Grammar) -> None:
        self.name = name
        self.source = Source(text)
        self.words = self.source.words
        self.header = read_header(self.words)
        self.splitter = Splitter(self.source.code, grammar, [i.name for i in self.header.imports])
        # the splitter goes on to learn the words of commands while the file is read
        self.kinds: dict[str, str] = self.splitter.kinds
        self.own: Collection[str] = self.splitter.own
        self.scopes = Scopes(self.source)
        self.trust = Trust(self.source)
        self.sorries = Sorries(self.source, self.scopes)
        self.declarations = Declarations(
            self.source,
            self.scopes,
            self.sorries,
            self.trust,
            root=split(name)[0] if name else "",
            is_module=self.header.is_module,
        )
        self.takers = Takers(grammar.takers)
        self.aliases: list[Alias] = []
        self.docs: list[tuple[int, str]] = []
        self.keywords: list[str] = []

    # -- the file --

    def module(self, path: str, sha256: str) -> Module:
        source, header, splitter = self.source, self.header, self.splitter
        for piece in splitter.pieces(header.end):
            self._command(piece)
        mark_taken(self.takers, source, splitter.quoted(), self.scopes, self.declarations)
        if splitter.unread:
            message = "words of commands stand in text of another language"
            source.diagnose("foreign-text", message, splitter.unread[0])
        text = source.text
        return Module(
            path=path,
            name=self.name,
            sha256=sha256,
            lines=text.count("\n") + (not text.endswith("\n") and text != ""),
            size=len(text),
            imports=header.imports,
            is_module=header.is_module,
            prelude=header.prelude,
            declarations=tuple(self.declarations.all),
            sorries=tuple(self.sorries.all),
            scopes=tuple(self.scopes.all),
            aliases=tuple(self.aliases),
            diagnostics=tuple(source.diagnostics),
            exit_line=self.scopes.exit_line,
            docs=tuple(self.docs),
            keywords=(*self.keywords, *(f"{w}={how}" for w, how in self.takers.own().items())),
            unknown=tuple(splitter.unknown),
        )

    def _command(self, piece: Piece) -> None:
        words = self.words
        start, keyword, end, joined = piece
        if is_module_doc(words[start]):
            self.docs.append((self.source.place(start)[0], words[start][3:-2].strip()))
        elif keyword < end or joined:
            self._read(piece)
        if not joined and self.scopes.chain.outer:
            word = words[keyword]
            if word not in _FRAMES:
                self.scopes.end_chain(keyword, is_notation=word in NOTATIONS)
            self.scopes.chain = Chain()

    def _read(self, piece: Piece) -> None:
        words = self.words
        start, keyword, end, joined = piece
        head = decl.read_head(words, start, keyword)
        word = words[keyword] if keyword < end else ""
        chain = self.scopes.chain
        if chain.start >= 0:
            head.whole = chain.start
        elif joined:
            chain.outer = self.scopes.here, self.scopes.by_is_sorry
        if joined:
            self._join(head, word, end)
        elif word in self.kinds:
            self._declaration(head, end)
        else:
            self._other(word, head, end)

    def _join(self, head: decl.Head, word: str, end: int) -> None:
        """A command before an `in`: what it says holds for the one behind that, and no longer."""
        chain = self.scopes.chain
        if word in self.kinds:
            self._declaration(head, end)
            chain.start = end + 1  # what stands before it is its own
            return
        chain.start = head.whole
        chain.marks += self.trust.of_prefix(head.keyword, end)
        if word in NOTATIONS:
            self._other(word, head, end)
            chain.notations.append((head.keyword, self.scopes.all[self.scopes.here].text))
        elif word in CONTEXTS:
            self._context(head.keyword, end, scoped=not _IN_PLACES.isdisjoint(head.modifiers))
        elif word and word not in _FRAMES:
            self._other(word, head, end, owns=False)

    def _other(self, word: str, head: decl.Head, end: int, *, owns: bool = True) -> None:
        """A command that declares nothing of its own; it `owns` its sorries unless another one is
        joined to it."""
        at = head.keyword
        if word in _FRAMES:
            self._frame(word, head, end)
        elif word in CONTEXTS:
            self._context(at, end, scoped=not _IN_PLACES.isdisjoint(head.modifiers))
        elif word == "alias":
            self._alias(head, end)
        elif word == "export":
            self._export(at, end)
        elif word == "deriving":
            said = (w for w in self.words[at + 1 : end] if w not in ("instance", "noncomputable"))
            self.scopes.push(DERIVING, " ".join(said), at)
        elif word in NOTATIONS:
            self._notation(word, head, end)
        elif word == "#":
            self._hash(at)
        elif word == "import":
            self._late_import(at)
        elif word == "alloy":
            self._alloy(head)
        elif word in WANTED:
            self.source.diagnose("wanted", f"{word} states something and proves nothing", at)
        elif word in NAMED_COMMANDS:
            self._named_command(word, head, end)
        elif word in _ADDS_TO_SET:
            self._adds_to_set(word, at, end)
        if word not in NOTATIONS and word not in _SORRY_FREE:
            if self.sorries.may_be and owns and not self._asks(at):
                self.sorries.note(head.whole, end, "", head.whole)
            if word in self.own or self.trust.adds_unseen(word, at, end):
                # what such a command adds has no declaration: it is in force for all that follows
                self.scopes.push("notation", self.source.plain(at, end), at, local=False)

    def _frame(self, word: str, head: decl.Head, end: int) -> None:
        """What opens or ends a namespace, a section or a block."""
        if word == "namespace":
            self.scopes.enter_namespace(head, end)
        elif word == "section":
            self.scopes.enter_section(head, end)
        elif word == "mutual":
            self.scopes.enter_mutual(head, end, declared=len(self.declarations.all))
        else:
            for frame in self.scopes.leave(head, end):
                if frame.kind == "mutual":
                    self.declarations.settle(frame.declared)

    def _asks(self, at: int) -> bool:
        """Whether a command only looks at a term, and leaves nothing behind, not even a warning."""
        return self.words[at] == "#" and self.words[at + 1] in _ASKS

    def _adds_to_set(self, word: str, at: int, end: int) -> None:
        """`grind_pattern key => …` and `add_aesop_rules safe key`, as the attributes that they
        stand for."""
        words = self.words[at + 1 : end]
        names = words[: words.index("=>")] if "=>" in words else words
        self.scopes.push(
            "attribute", f"[{_ADDS_TO_SET[word]}] {' '.join(filter(is_ident, names))}", at
        )

    def _context(self, start: int, end: int, *, scoped: bool = False) -> None:
        """`open`, `variable`, `universe`, `include`, `omit`, `set_option`, attributes; what
        `scoped[X] attribute [a] f` says is kept as `attribute [scoped a] f`."""
        word = self.words[start]
        if word in CONTEXTS:
            text = self.source.plain(start + 1, end)
            if word == "set_option" and "«" in text:  # an option is the same in any spelling
                text = f"{canonical(self.words[start + 1])} {self.source.plain(start + 2, end)}"
            self.scopes.push(word, text.replace("[", "[scoped ", 1) if scoped else text, start)
            if word == "attribute" and _REPLACES.search(text):
                self._redefines(word, start)
        if word == "open":
            self.trust.rename(start, end)
        if word == "variable":
            self.declarations.variables |= instances.variables(self.words[start + 1 : end])
        if word == "set_option" and is_option(self.words[start + 1]):
            self.scopes.by_is_sorry = self.words[start + 2] == "true"

    # -- commands that matter to names and trust --

    def _hash(self, at: int) -> None:
        """`#exit` ends the file for Lean; what follows is read, and marked."""
        if self.words[at + 1] == "exit" and self.scopes.exit_line is None:
            self.scopes.exit_line = self.source.place(at)[0]
            self.source.diagnose("after-exit", "Lean reads nothing after #exit", at)
        elif self.words[at + 1] == "doc":
            self.source.diagnose("verso", "a Verso document: its markup is not Lean", at)

    def _alloy(self, head: decl.Head) -> None:
        """`alloy c section … end` holds C; its `end` is its own."""
        self.source.diagnose("alloy", "what Alloy compiles is not Lean", head.keyword)
        if self.words[head.keyword + 2] == "section":
            self.scopes.begin("section", "")

    def _late_import(self, at: int) -> None:
        if self.scopes.exit_line is None:
            self.scopes.exit_line = self.source.place(at)[0]
            self.source.diagnose(
                "late-import", "an `import` after the header ends the file for Lean", at
            )

    def _alias(self, head: decl.Head, end: int) -> None:
        """`alias new := old` and `alias ⟨mp, mpr⟩ := iff`."""
        words = self.words
        at = head.keyword + 1
        close = skip_brackets(words, at, end) if words[at] == "⟨" else at + 1
        new = [i for i in range(at, min(close, end)) if is_ident(words[i]) and words[i] != "_"]
        target = close + 1
        if words[close] != ":=" or target >= end:
            return
        old = canonical(words[target])
        for place in new:
            full = self.scopes.full_name(words[place])
            line = self.source.place(place)[0]
            self.aliases.append(Alias(full, old, line, self.scopes.here))
            kind = "theorem" if words[at] == "⟨" else self._alias_kind(full, old)
            self.declarations.add(head, "alias", place, close, close, end, kind=kind)

    def _alias_kind(self, full: str, target: str) -> str:
        """The kind of what is renamed: known when it stands in this file, else by the naming
        convention (theorems are snake_case)."""
        known = self.declarations.kinds.get(target.rpartition(".")[2])
        if known is not None:
            return "def" if known in ("structure", "class") else known
        word = full.rpartition(".")[2]
        return "theorem" if "_" in word or word.islower() else "def"

    def _export(self, at: int, end: int) -> None:
        """`export NS (a b)` makes `here.a` another name of `NS.a`."""
        words = self.words
        if at + 2 >= end or words[at + 2] != "(":
            return
        self.scopes.push("export", self.source.plain(at + 1, end), at, local=False)
        line = self.source.place(at)[0]
        for word in words[at + 3 : skip_brackets(words, at + 2, end)]:
            if is_ident(word):
                target = f"{words[at + 1]}.{word}"
                self.aliases.append(
                    Alias(self.scopes.full_name(word), target, line, self.scopes.here)
                )

    def _notation(self, word: str, head: decl.Head, end: int) -> None:
        """Notation, macros and syntax: kept as scope."""
        words = self.words[head.keyword : end]
        local = "local" in head.modifiers
        if word in _SYNTAX or word in _RULES:
            self.takers.define(words)
        self.scopes.push(
            "notation", self.source.plain(head.keyword, end), head.keyword, local=local
        )
        if word in _SYNTAX and "command" in words:
            self._learn(command_keyword(words))
        self._named_notation(word, head, end)
        if word == "declare_syntax_cat" and any(map(is_ident, words[1:2])):
            written = f"_root_.Lean.Parser.Category.{words[1]}"
            at = head.keyword + 1
            self.declarations.add(head, word, at, end, end, end, kind="def", written=written)
        if (word in _RULES and rules_redefine(words)) or (word in _SYNTAX and redefines(words)):
            self._redefines(word, head.keyword)

    def _named_command(self, word: str, head: decl.Head, end: int) -> None:
        """`initialize x : T ← …`, `register_option x : T := …`: each names a constant."""
        words = self.words
        at = head.keyword + 1
        if at >= end or not is_ident(words[at]):
            return
        if word.endswith("initialize") and words[at + 1] != ":":
            return
        written = _LIBRARY_NOTES[word](words[at]) if word in _LIBRARY_NOTES else None
        body = decl.statement_end(self.source.code, at + 1, end)
        if word.startswith("declare_"):  # a macro, whose doc comment goes elsewhere
            head = replace(head, begin=head.keyword, whole=head.keyword)
        self.declarations.add(
            head, word, at, at + 1, body, end, kind=NAMED_COMMANDS[word], written=written
        )

    def _named_notation(self, word: str, head: decl.Head, end: int) -> None:
        """`syntax (name := x) …` and `syntax x := …` name a constant."""
        at = decl.notation_name(self.words, head.keyword, end)
        if word == "macro":  # expands to a syntax, which begins at its keyword
            head = replace(head, begin=head.keyword, whole=head.keyword)
        if at >= 0:
            self.declarations.add(head, word, at, end, end, end, kind="def")

    def _learn(self, keyword: str | None) -> None:
        if keyword:
            self.keywords.append(keyword)
            word, _, kind = keyword.partition("=")
            if kind and word in self.own:
                self.kinds[word] = kind

    def _redefines(self, word: str, at: int) -> None:
        """Rules for a command of Lean's own: what follows may declare anything."""
        message = f"this `{word}` gives syntax of Lean's own another meaning"
        self.source.diagnose("redefined-command", message, at)

    # -- declarations --

    def _declaration(self, head: decl.Head, end: int) -> None:
        kind = self.kinds[self.words[head.keyword]]
        shape = decl.read_shape(
            self.source.code, head.keyword, end, alternatives=kind == "inductive"
        )
        if shape.keyword == "class inductive":
            kind = "inductive"
        elif kind == "def" and "partial" in head.modifiers and self._is_recursive(shape):
            kind = "opaque"  # that is how the kernel knows it
        elif kind == "instance" and not _IN_PLACES.isdisjoint(head.modifiers):
            kind = "def"  # which it is wherever it is not switched on
        if shape.name < 0 and shape.keyword not in ("instance", "example"):
            self.source.diagnose(
                "name-missing", f"`{shape.keyword}` is not followed by a name", head.keyword
            )
            self.sorries.note(head.begin, end, "", shape.body)
            return
        self.declarations.add(
            head, shape.keyword, shape.name, shape.after_name, shape.body, end, kind=kind
        )
        if decl.has_attribute(self.words, head, "command_parser"):
            body = self.words[shape.body : end]
            self.takers.define(["syntax", *(w for w in body if w != ">"), ":", "command"])
            self._learn(parser_keyword(body))
            if parser_redefines(body):
                self._redefines(shape.keyword, head.keyword)
        if any(_REPLACES.search(self.source.plain(a, b)) for a, b in head.attributes):
            self._redefines(shape.keyword, head.keyword)

    def _is_recursive(self, shape: decl.Shape) -> bool:
        """Whether a definition calls itself, or may by way of others in its mutual block."""
        if self.scopes.frames and self.scopes.frames[-1].kind == "mutual":
            return True  # until the block's end
        return self.declarations.calls(self.words[shape.name], shape.body, shape.end)
