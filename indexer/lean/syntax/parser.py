"""Words → Module: walks the commands of a file, keeps the scope stack, names the declarations.

Facts on names and scopes are from Lean/Elab/BuiltinCommand.lean and Lean/Elab/DeclModifiers.lean.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from msgspec import structs

from indexer.lean.names import canonical, escape, split
from indexer.lean.records import (
    DERIVING,
    NOTATION_AFTER_IN,
    Alias,
    Declaration,
    Diagnostic,
    Helper,
    Module,
    Scope,
    Sorry,
    join_words,
)
from indexer.lean.syntax import declaration as decl
from indexer.lean.syntax import instances
from indexer.lean.syntax.brackets import skip_brackets
from indexer.lean.syntax.commands import Piece, Splitter, is_doc
from indexer.lean.syntax.header import read_header
from indexer.lean.syntax.keywords import (
    ADMITTING,
    CONTEXTS,
    FORGES,
    NAMED_COMMANDS,
    NEVER_NAMES,
    NOTATIONS,
    QUOTED_SORRY,
    SPELLS,
    SWALLOWED,
    TAKEN,
    TAKEN_BACK,
    TAKES_BACK,
    TRUST,
    UNCHECKED,
    UNCLEAR,
    WANTED,
    Grammar,
    asks_native,
    make_grammar,
)
from indexer.lean.syntax.learned import (
    command_keyword,
    parser_keyword,
    parser_redefines,
    redefines,
    rules_redefine,
)
from indexer.lean.syntax.lexer import NAME_FIRST, Code, is_ident, is_module_doc
from indexer.lean.syntax.mutual import settled
from indexer.lean.syntax.programs import drops_errors, quotes_sorry, sets_scene, takes_back
from indexer.lean.syntax.sorries import (
    LEAVING,
    OPTIONS,
    WORDS,
    admitting,
    find_sorries,
    is_option,
    is_unclear,
    stop_end,
)
from indexer.lean.syntax.taking import DECLARES_NOTHING, DROPS, ONE, Takers, is_amid, taken
from indexer.lean.syntax.verso import without_markup

LEAN = make_grammar({})

_SORRY_WORDS = WORDS | OPTIONS
_ATTRIBUTE_TRUST = frozenset({"implemented_by", "extern", "csimp"})
# Programs that are put in the place of what Lean has for a command, or for a term.
_REPLACES = re.compile(
    r"\b(?:macro|command_elab|term_elab) (?:\S*\b(?:Command|Parser\.Term|Term)\.|"
    r"(?:declaration|num|str|char|ident|scientific)\b)"
)
_NOT_PLAIN = re.compile("--|/-|[\"'«]")  # comments, and words that may hold white space
# The bracket of `xs[i]`, but not that of `A →ₐ[R] B`.
_INDEXING = re.compile(r"\[(?<=[\w')\]⟩»?!]\[)(?<![→≃↪⋆]\w\[)(?<![→≃↪⋆]\w\w\[)(?<![→≃↪⋆]\w\w\w\[)")


def parse(text: str, *, path: str, name: str, sha256: str = "", grammar: Grammar = LEAN) -> Module:
    """Read one Lean file.

    `text` is the decoded source, `path` its path relative to the project, `name` its module name,
    `grammar` the command words in force.  Never raises on any text; what is not understood is in
    `Module.diagnostics`.
    """
    return _Parser(without_markup(text), grammar).module(path, name, sha256)


@dataclass(slots=True)
class _Frame:
    """An open namespace, section or mutual block: how it ends, and what was in force outside."""

    kind: str
    name: str
    scope: int
    namespace: str
    public: bool
    exposed: bool
    by_is_sorry: bool
    declared: int  # how many declarations stand before it
    marks: tuple[str, ...] = ()  # of trust, that hold for all in it


@dataclass(slots=True)
class _Chain:
    """Commands that are joined by `in`, up to the one that is being read: the first word that is
    its to answer for (-1 for its own), what was in force before, the marks of trust, and notation
    that stays in force."""

    start: int = -1
    outer: tuple[int, bool] | None = None
    marks: tuple[str, ...] = ()
    notations: list[tuple[int, str]] = field(default_factory=list)


class _Places:
    """Offset → line and column."""

    def __init__(self, text: str) -> None:
        lengths = map((1).__add__, map(len, text.split("\n")))
        self.starts = list(accumulate(lengths, initial=0))

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]


class _Parser:
    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.code = Code(text)
        self.words = self.code.words
        # what the whole file holds decides which questions need asking of each declaration
        self.vocabulary = self.code.vocabulary
        names = {w for w in self.vocabulary if w[:1] in NAME_FIRST}
        self.names = names - _NEVER_NAMES
        self.has_quoted = "«" in text
        self.indexings = [m.start() for m in _INDEXING.finditer(text)]
        self.symbols = {w for w in self.vocabulary - names if len(w) <= 3 and _is_symbol(w)}
        self.forges = any(word in text for word in FORGES)
        plain = self.vocabulary
        if self.has_quoted:
            plain = {canonical(w) if "«" in w else w for w in plain}
        self.has_sorry = not _SORRY_WORDS.isdisjoint(plain)
        self.trust = TRUST.intersection(plain)
        self.renamed: dict[str, str] = {}  # other names of what is trusted
        self.admitting = ADMITTING & self.vocabulary
        self.leaving = LEAVING & self.vocabulary
        self.may_ask_native = "native" in self.vocabulary
        self.may_take_back = TAKES_BACK in self.vocabulary
        self.has_helpers = not _HELPER_WORDS.isdisjoint(self.vocabulary)
        self.grammar = grammar
        self.kinds = dict(grammar.kinds)
        self.own: Collection[str] = grammar.own
        self.chain = _Chain()
        self.places = _Places(text)
        self.scopes = [Scope(-1, "root", "", "", 1, local=False)]
        self.scope = 0
        self.variables: set[str] = set()  # what `variable` commands name
        self.last_parts: set[str] = set()  # of the names of the first `counted` declarations
        self.full_names: set[str] = set()  # those names
        self.alike: Counter[str] = Counter()  # how many were to have a name that is taken
        self.counted = 0
        self.root = ""  # the first part of the module's name
        self.namespace = ""
        self.frames: list[_Frame] = []
        self.public = False
        self.exposed = False
        self.is_module = False
        self.declarations: list[Declaration] = []
        self.declared_kinds: dict[
            str, str
        ] = {}  # of what was declared, by the last component of its name
        self.sorries: list[Sorry] = []
        self.aliases: list[Alias] = []
        self.diagnostics: list[Diagnostic] = []
        self.docs: list[tuple[int, str]] = []
        self.keywords: list[str] = []
        self.exit_line: int | None = None
        self.cut_short = False  # a namespace was too long
        self.takers = Takers(grammar.takers)
        self.by_is_sorry = False  # `set_option debug.byAsSorry true` is in force

    # -- the file --

    def module(self, path: str, name: str, sha256: str) -> Module:
        self.root = split(name)[0] if name else ""
        header = read_header(self.words)
        self.is_module = header.is_module
        for error in self.code.errors:
            self._diagnose(error.code, error.message, error.offset)
        splitter = Splitter(self.code, self.grammar, [i.name for i in header.imports])
        self.kinds, self.own = splitter.kinds, splitter.own
        for piece in splitter.pieces(header.end):
            self._command(piece)
        self._mark_taken(splitter)
        if splitter.unread:
            message = "words of commands stand in text of another language"
            self._diagnose_at("foreign-text", message, splitter.unread[0])
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
            keywords=(*self.keywords, *(f"{w}={how}" for w, how in self.takers.own().items())),
            unknown=tuple(splitter.unknown),
        )

    def _command(self, piece: Piece) -> None:
        words = self.words
        start, keyword, end, joined = piece
        if is_module_doc(words[start]):
            self.docs.append((self._place(start)[0], words[start][3:-2].strip()))
        elif keyword < end or joined:
            self._read(piece)
        if not joined and self.chain.outer:
            self._part(piece)
            self.chain = _Chain()

    def _read(self, piece: Piece) -> None:
        words = self.words
        start, keyword, end, joined = piece
        head = decl.read_head(words, start, keyword)
        word = words[keyword] if keyword < end else ""
        chain = self.chain
        if chain.start >= 0:
            head.whole = chain.start
        elif joined:
            chain.outer = self.scope, self.by_is_sorry
        if joined:
            self._join(head, word, end)
        elif word in self.kinds:
            self._declaration(head, end)
        else:
            self._other(word, head, end)

    def _join(self, head: decl.Head, word: str, end: int) -> None:
        """A command before an `in`: what it says holds for the one behind that, and no longer."""
        chain = self.chain
        if word in self.kinds:
            self._declaration(head, end)
            chain.start = end + 1  # what stands before it is its own
            return
        chain.start = head.whole
        chain.marks += self._joined_marks(head.keyword, end)
        if word in NOTATIONS:
            self._other(word, head, end)
            chain.notations.append((head.keyword, self.scopes[self.scope].text))
        elif word in CONTEXTS:
            self._context(head.keyword, end, scoped=not _IN_PLACES.isdisjoint(head.modifiers))
        elif word and word not in _FRAMES:
            self._other(word, head, end, owns=False)

    def _part(self, piece: Piece) -> None:
        """After the last of the commands that are joined: `A in B` is `section A B end` for Lean.
        A notation stays in force, and what stood before its `in` does not."""
        assert self.chain.outer is not None
        word = self.words[piece.keyword]
        if word in _FRAMES:
            return
        made = self.scopes[self.scope]
        self.scope, self.by_is_sorry = self.chain.outer
        for at, text in self.chain.notations:
            self._push(NOTATION_AFTER_IN, text, at)
        if word in NOTATIONS:
            self._push(NOTATION_AFTER_IN, made.text, piece.keyword)

    def _joined_marks(self, start: int, end: int) -> tuple[str, ...]:
        """What a command says about trust in the one that is joined to it."""
        if self.words[start] == "set_option" and self.words[start + 2] == "true":
            return tuple(self._trusted(start + 1, start + 2))
        return (SWALLOWED,) if self._swallows(start, end) else ()

    def _other(self, word: str, head: decl.Head, end: int, *, owns: bool = True) -> None:
        """A command that declares nothing of its own; it `owns` its sorries unless another one is
        joined to it."""
        at = head.keyword
        if word in _FRAMES:
            _FRAMES[word](self, head, end)
        elif word in CONTEXTS:
            self._context(at, end, scoped=not _IN_PLACES.isdisjoint(head.modifiers))
        elif word == "alias":
            self._alias(head, end)
        elif word == "export":
            self._export(at, end)
        elif word == "deriving":
            said = (w for w in self.words[at + 1 : end] if w not in ("instance", "noncomputable"))
            self._push(DERIVING, " ".join(said), at)
        elif word in NOTATIONS:
            self._notation(word, head, end)
        elif word == "#":
            self._hash(at)
        elif word == "import":
            self._late_import(at)
        elif word == "alloy":
            self._alloy(head)
        elif word in WANTED:
            self._diagnose_at("wanted", f"{word} states something and proves nothing", at)
        elif word in NAMED_COMMANDS:
            self._named_command(word, head, end)
        elif word in _ADDS_TO_SET:
            self._adds_to_set(word, at, end)
        if word not in NOTATIONS and word not in _SORRY_FREE:
            if self.has_sorry and owns and not self._asks(at):
                self._sorries(head.whole, end, "", head.whole)
            if word in self.own or self._adds_unseen(word, at, end):
                # what such a command adds has no declaration: it is in force for all that follows
                self._push("notation", self._plain(at, end), at, local=False)

    def _asks(self, at: int) -> bool:
        """Whether a command only looks at a term, and leaves nothing behind, not even a warning."""
        return self.words[at] == "#" and self.words[at + 1] in _ASKS

    def _adds_unseen(self, word: str, at: int, end: int) -> bool:
        """Whether a command goes round the kernel, or runs a program that quotes what is no
        proof."""
        words = self.words[at:end]
        if self.has_quoted:
            words = [canonical(w) if "«" in w else w for w in words]
        if self.forges and any(w.rpartition(".")[2] in FORGES for w in words):
            return True
        runs = word in _RUNS or (word == "#" and words[1:2] == ["eval"])
        return runs and (
            "axiom" in words
            or sets_scene(words)
            or not _SORRY_WORDS.isdisjoint(words)
            or not SPELLS.isdisjoint(w.rpartition(".")[2] for w in words)
        )

    def _adds_to_set(self, word: str, at: int, end: int) -> None:
        """`grind_pattern key => …` and `add_aesop_rules safe key`, as the attributes that they
        stand for."""
        words = self.words[at + 1 : end]
        names = words[: words.index("=>")] if "=>" in words else words
        self._push("attribute", f"[{_ADDS_TO_SET[word]}] {' '.join(filter(is_ident, names))}", at)

    # -- places --

    def _place(self, at: int) -> tuple[int, int]:
        return self.places.at(self.code.start(at))

    def _diagnose(self, code: str, message: str, offset: int) -> None:
        line, column = self.places.at(offset)
        self.diagnostics.append(Diagnostic(code, message, line, column))

    def _diagnose_at(self, code: str, message: str, at: int) -> None:
        self._diagnose(code, message, self.code.start(at))

    # -- scopes --

    def _push(self, kind: str, text: str, at: int, *, local: bool = True) -> None:
        line = self._place(at)[0]
        self.scopes.append(Scope(self.scope, kind, text, self.namespace, line, local))
        self.scope = len(self.scopes) - 1

    def _plain(self, start: int, end: int) -> str:
        """Source of a word range without comments, white space folded."""
        if start >= end:
            return ""
        code = self.code
        source = self.text[code.start(start) : code.ends[end - 1]]
        if not _NOT_PLAIN.search(source):
            return " ".join(source.split())
        parts = [code.words[start]]
        for at in range(start + 1, end):
            if code.ends[at - 1] != code.start(at):
                parts.append(" ")
            parts.append(code.words[at])
        return "".join(parts)

    def _context(self, start: int, end: int, *, scoped: bool = False) -> None:
        """`open`, `variable`, `universe`, `include`, `omit`, `set_option`, attributes; what
        `scoped[X] attribute [a] f` says is kept as `attribute [scoped a] f`."""
        word = self.words[start]
        if word in CONTEXTS:
            text = self._plain(start + 1, end)
            if word == "set_option" and "«" in text:  # an option is the same in any spelling
                text = f"{canonical(self.words[start + 1])} {self._plain(start + 2, end)}"
            self._push(word, text.replace("[", "[scoped ", 1) if scoped else text, start)
            if word == "attribute" and _REPLACES.search(text):
                self._redefines(word, start)
        if word == "open" and self.trust:
            self._renames(start, end)
        if word == "variable":
            self.variables |= instances.variables(self.words[start + 1 : end])
        if word == "set_option" and is_option(self.words[start + 1]):
            self.by_is_sorry = self.words[start + 2] == "true"

    def _renames(self, start: int, end: int) -> None:
        """`open Lean renaming ofReduceBool → x` gives what is trusted another name."""
        for at in range(start + 2, end - 1):
            if self.words[at] in ("→", "->"):
                old = canonical(self.words[at - 1])
                if old in self.trust:
                    self.renamed[canonical(self.words[at + 1])] = old

    def _open(self, kind: str, name: str) -> None:
        self.frames.append(
            _Frame(
                kind,
                name,
                self.scope,
                self.namespace,
                self.public,
                self.exposed,
                self.by_is_sorry,
                len(self.declarations),
                self.frames[-1].marks if self.frames else (),
            )
        )

    def _namespace(self, head: decl.Head, end: int) -> None:
        at = head.keyword + 1
        if at >= end or not is_ident(self.words[at]):
            self._diagnose_at("namespace-without-name", "`namespace` needs a name", head.keyword)
            return
        if at + 1 < end and self.words[at + 1] == ":=":
            self._rest(at + 1, end)  # `namespace N := A.B` names another one and opens none
            return
        for part in split(self.words[at]):
            self._open("namespace", part)
            self.namespace = self._inner_namespace(part, at)
            self._push("namespace", part, at)
        self._rest(at + 1, end)

    def _inner_namespace(self, part: str, at: int) -> str:
        """The namespace inside `namespace part`, which stands at word `at`; `_root_` leaves all
        that is open.  No real file comes near the longest, which keeps hostile nesting linear."""
        if part == "_root_":
            return ""
        part = escape(part)
        if self.namespace.endswith(_CUT_SHORT):
            return self.namespace
        inner = f"{self.namespace}.{part}" if self.namespace else part
        if len(inner) <= _LONGEST_NAMESPACE:
            return inner
        if not self.cut_short:
            message = f"namespaces of more than {_LONGEST_NAMESPACE} characters are cut short"
            self._diagnose_at("namespace-too-long", message, at)
            self.cut_short = True
        return f"{inner[:_LEFT_OF_NAMESPACE]}{_CUT_SHORT}"

    def _section(self, head: decl.Head, end: int) -> None:
        at = head.keyword + 1
        named = self._is_named(at, end)
        public = self.public or "public" in head.modifiers
        parts = split(self.words[at]) if named else ("",)
        for part in parts:
            self._open("section", part)
            self._push("section", part, head.keyword)
        self.public = public
        self.exposed = self.exposed or self._has_attribute(head, "expose")
        self._rest(at + 1 if named else at, end)

    def _is_named(self, at: int, end: int) -> bool:
        """Whether a section's name stands at `at`; what stands on the next line is rather the word
        of a command that is not known."""
        return at < end and is_ident(self.words[at]) and not self.code.fresh(at)

    def _mutual(self, head: decl.Head, end: int) -> None:
        self._open("mutual", "")
        self.frames[-1].marks += self.chain.marks
        self._push("mutual", "", head.keyword)
        self._rest(head.keyword + 1, end)

    def _end(self, head: decl.Head, end: int) -> None:
        """Pop what `end X.Y` names; a wrong `end` pops nothing (Lean ≥ 4.22)."""
        at = head.keyword + 1
        named = self._is_named(at, end)
        parts = split(self.words[at]) if named else ("",)
        count = len(parts)
        frames = self.frames[-count:]
        if [f.name for f in frames] != list(parts) or any(
            f.kind == "namespace" and not f.name for f in frames
        ):
            what = f"`end {self.words[at]}`" if named else "`end`"
            self._diagnose_at("wrong-end", f"{what} closes nothing that is open here", head.keyword)
            return
        for _ in range(count):
            frame = self.frames.pop()
            if frame.kind == "mutual":
                self.declarations[frame.declared :] = settled(self.declarations[frame.declared :])
            self.scope, self.public, self.exposed = frame.scope, frame.public, frame.exposed
            self.by_is_sorry = frame.by_is_sorry
            self.namespace = frame.namespace
        self._rest(at + 1 if named else at, end)

    def _rest(self, at: int, end: int) -> None:
        """Something more on a scoping command's line; a word there is not understood."""
        if at < end and not self.code.fresh(at):
            self._diagnose_at("not-understood", f"`{self.words[at]}` is not understood here", at)

    # -- commands that matter to names and trust --

    def _hash(self, at: int) -> None:
        """`#exit` ends the file for Lean; what follows is read, and marked."""
        if self.words[at + 1] == "exit" and self.exit_line is None:
            self.exit_line = self._place(at)[0]
            self._diagnose_at("after-exit", "Lean reads nothing after #exit", at)
        elif self.words[at + 1] == "doc":
            self._diagnose_at("verso", "a Verso document: its markup is not Lean", at)

    def _alloy(self, head: decl.Head) -> None:
        """`alloy c section … end` holds C; its `end` is its own."""
        self._diagnose_at("alloy", "what Alloy compiles is not Lean", head.keyword)
        if self.words[head.keyword + 2] == "section":
            self._open("section", "")

    def _late_import(self, at: int) -> None:
        if self.exit_line is None:
            self.exit_line = self._place(at)[0]
            self._diagnose_at(
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
            full = self._full_name(words[place])
            line = self._place(place)[0]
            self.aliases.append(Alias(full, old, line, self.scope))
            kind = "theorem" if words[at] == "⟨" else self._alias_kind(full, old)
            self._add(head, "alias", place, close, close, end, kind=kind)

    def _alias_kind(self, full: str, target: str) -> str:
        """The kind of what is renamed: known when it stands in this file, else by the naming
        convention (theorems are snake_case)."""
        known = self.declared_kinds.get(target.rpartition(".")[2])
        if known is not None:
            return "def" if known in ("structure", "class") else known
        word = full.rpartition(".")[2]
        return "theorem" if "_" in word or word.islower() else "def"

    def _export(self, at: int, end: int) -> None:
        """`export NS (a b)` makes `here.a` another name of `NS.a`."""
        words = self.words
        if at + 2 >= end or words[at + 2] != "(":
            return
        self._push("export", self._plain(at + 1, end), at, local=False)
        line = self._place(at)[0]
        for word in words[at + 3 : skip_brackets(words, at + 2, end)]:
            if is_ident(word):
                target = f"{words[at + 1]}.{word}"
                self.aliases.append(Alias(self._full_name(word), target, line, self.scope))

    def _notation(self, word: str, head: decl.Head, end: int) -> None:
        """Notation, macros and syntax: kept as scope."""
        words = self.words[head.keyword : end]
        local = "local" in head.modifiers
        if word in _SYNTAX or word in _RULES:
            self.takers.define(words)
        self._push("notation", self._plain(head.keyword, end), head.keyword, local=local)
        if word in _SYNTAX and "command" in words:
            self._learn(command_keyword(words))
        self._named_notation(word, head, end)
        if word == "declare_syntax_cat" and any(map(is_ident, words[1:2])):
            written = f"_root_.Lean.Parser.Category.{words[1]}"
            at = head.keyword + 1
            self._add(head, word, at, end, end, end, kind="def", written=written)
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
        body = decl.statement_end(self.code, at + 1, end)
        if word.startswith("declare_"):  # a macro, whose doc comment goes elsewhere
            head = replace(head, begin=head.keyword, whole=head.keyword)
        self._add(head, word, at, at + 1, body, end, kind=NAMED_COMMANDS[word], written=written)

    def _named_notation(self, word: str, head: decl.Head, end: int) -> None:
        """`syntax (name := x) …` and `syntax x := …` name a constant."""
        at = decl.notation_name(self.words, head.keyword, end)
        if word == "macro":  # expands to a syntax, which begins at its keyword
            head = replace(head, begin=head.keyword, whole=head.keyword)
        if at >= 0:
            self._add(head, word, at, end, end, end, kind="def")

    def _learn(self, keyword: str | None) -> None:
        if keyword:
            self.keywords.append(keyword)
            word, _, kind = keyword.partition("=")
            if kind and word in self.own:
                self.kinds[word] = kind

    def _mark_taken(self, splitter: Splitter) -> None:
        """Mark the declarations that commands of the project's own take, of which no word in a
        quotation speaks."""
        takers = {w: how for w, how in self.takers.all().items() if w in self.vocabulary}
        if not takers:
            return
        starts = [each.start for each in self.declarations]
        silent = [n for n in range(self.code.size) if self.words[n] in DECLARES_NOTHING]
        aside = {at for start, end in splitter.quoted() for at in range(start, end)}
        for at in range(self.code.size):
            how = takers.get(self.words[at])
            if how is None or at in aside or self.words[at - 1] == ":=":  # `(name := quiet)`
                continue
            if not is_amid(how, self.words[at - 1], next(iter(self.words[at + 1 : at + 2]), "")):
                continue
            for number in taken(how, self.code.start(at), starts):
                if ONE in how.split() and self._is_other(silent, at, starts[number]):
                    continue
                for each in self._block(number):
                    marks = (TAKEN, SWALLOWED) if DROPS in how.split() else (TAKEN,)
                    self._mark(each, marks)

    def _is_other(self, silent: Sequence[int], at: int, start: int) -> bool:
        """Whether a command that declares nothing, at one of the `silent` places, stands behind a
        place and before an offset, and not before an `in`."""
        place = bisect_right(self.code.ends, start)
        first = bisect_right(silent, at)
        is_between = first < len(silent) and silent[first] < place
        return is_between and self.words[place - 1] != "in"

    def _block(self, number: int) -> Iterable[int]:
        """The declarations of the `mutual` block that a declaration stands in; itself for none."""
        scope = self.declarations[number].scope
        while scope >= 0 and self.scopes[scope].kind != "mutual":
            scope = self.scopes[scope].parent
        if scope < 0:
            return (number,)
        inside = enumerate(self.declarations)
        return [n for n, each in inside if self._is_inside(each.scope, scope)]

    def _is_inside(self, at: int, scope: int) -> bool:
        while at > scope:
            at = self.scopes[at].parent
        return at == scope

    def _mark(self, number: int, marks: tuple[str, ...]) -> None:
        marked = self.declarations[number]
        if marked.keyword != "example":
            found = tuple(dict.fromkeys((*marked.trust, *marks)))
            self.declarations[number] = structs.replace(marked, trust=found)

    def _redefines(self, word: str, at: int) -> None:
        """Rules for a command of Lean's own: what follows may declare anything."""
        message = f"this `{word}` gives syntax of Lean's own another meaning"
        self._diagnose_at("redefined-command", message, at)

    # -- declarations --

    def _full_name(self, written: str) -> str:
        if "«" in written:
            written = canonical(written)
        if written.startswith("_root_."):
            return written[len("_root_.") :]
        return f"{self.namespace}.{written}" if self.namespace else written

    def _declaration(self, head: decl.Head, end: int) -> None:
        kind = self.kinds[self.words[head.keyword]]
        shape = decl.read_shape(self.code, head.keyword, end, alternatives=kind == "inductive")
        if shape.keyword == "class inductive":
            kind = "inductive"
        elif kind == "def" and "partial" in head.modifiers and self._is_recursive(shape):
            kind = "opaque"  # that is how the kernel knows it
        elif kind == "instance" and not _IN_PLACES.isdisjoint(head.modifiers):
            kind = "def"  # which it is wherever it is not switched on
        if shape.name < 0 and shape.keyword not in ("instance", "example"):
            self._diagnose_at(
                "name-missing", f"`{shape.keyword}` is not followed by a name", head.keyword
            )
            self._sorries(head.begin, end, "", shape.body)
            return
        self._add(head, shape.keyword, shape.name, shape.after_name, shape.body, end, kind=kind)
        if self._has_attribute(head, "command_parser"):
            body = self.words[shape.body : end]
            self.takers.define(["syntax", *(w for w in body if w != ">"), ":", "command"])
            self._learn(parser_keyword(body))
            if parser_redefines(body):
                self._redefines(shape.keyword, head.keyword)
        if any(_REPLACES.search(self._plain(a, b)) for a, b in head.attributes):
            self._redefines(shape.keyword, head.keyword)

    def _is_recursive(self, shape: decl.Shape) -> bool:
        """Whether a definition calls itself, or may by way of others in its mutual block."""
        if self.frames and self.frames[-1].kind == "mutual":
            return True  # until the block's end
        return self._calls(self.words[shape.name], shape.body, shape.end)

    def _calls(self, written: str, start: int, end: int) -> bool:
        """Whether a function of that name seems to be called among the words `start:end`."""
        name = written.rpartition(".")[2]
        ends = (name, "." + name)
        return any(w.endswith(ends) for w in set(self.words[start:end]))

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
        code, words = self.code, self.words
        first = head.begin
        offset = code.start(first)
        line, column = self.places.at(offset)
        name_offset = code.start(name_at if name_at >= 0 else head.keyword)
        name_line, name_column = self.places.at(name_offset)
        signature_offset = code.ends[signature - 1]
        end_offset = code.ends[end - 1]
        body_offset = code.start(body) if body < end else end_offset
        end_line, end_column = self.places.at(end_offset)
        statement_words = words[signature:body]
        body_words = words[body:end]
        full, approximate = self._name_of(kind, name_at, signature, body, written)
        stated, given = dict.fromkeys(statement_words), dict.fromkeys(body_words)
        is_name, is_symbol = self.names.__contains__, self.symbols.__contains__
        sorries = self._sorries(head.whole, end, full, body) if self.has_sorry else []
        by_option = self.by_is_sorry and "by" in given
        helpers: tuple[Helper, ...] = ()
        if self.has_helpers and ("where" in given or "rec" in given):
            helpers = self._helpers(head, kind, full, body, end)
        self.declared_kinds[full.rpartition(".")[2]] = kind
        self.declarations.append(
            Declaration(  # in the order of its fields, which is the fastest
                full,
                kind,
                keyword,
                name_line,
                name_column,
                line,
                column,
                end_line,
                end_column,
                offset,
                end_offset,
                name_offset,
                signature_offset,
                body_offset,
                self._visibility(head),
                approximate,
                self.text[signature_offset:body_offset].strip(),
                _doc_text(words[head.doc]) if head.doc >= 0 else None,
                tuple(head.modifiers),
                tuple([self._plain(a, b) for a, b in head.attributes]),
                self.scope,
                bool(sorries) or by_option,
                bool(sorries) and any(s.in_statement for s in sorries),
                self._joined(filter(is_name, stated)),
                self._joined(filter(is_name, given)),
                self._members(kind, full, body, end, extends="extends" in stated)
                or tuple([h.name for h in helpers]),
                decl.parents(statement_words) if kind in ("structure", "class") else (),
                self._trust(head, signature, body, end)
                + self._quoted_sorry(kind, given, bool(sorries), body, end)
                + (() if sorries else self._unclear(signature, body, end)),
                self.exit_line is not None,
                join_words(
                    dict.fromkeys(
                        [
                            *filter(is_symbol, stated),
                            *filter(is_symbol, given),
                            *self._indexing(offset, end_offset),
                        ]
                    )
                ),
                helpers,
            )
        )

    def _joined(self, names: Iterable[str]) -> str:
        return join_words(map(_spelled, names) if self.has_quoted else names)

    def _indexing(self, start: int, end: int) -> tuple[str, ...]:
        """ "[" where `xs[i]` occurs, for which Lean proves a bound by itself."""
        at = bisect_left(self.indexings, start)
        return ("[",) if at < len(self.indexings) and self.indexings[at] < end else ()

    def _name_of(
        self, kind: str, name_at: int, signature: int, body: int, written: str | None
    ) -> tuple[str, bool]:
        if name_at >= 0:
            return self._full_name(written or self.words[name_at]), False
        if kind == "example":
            return self._full_name("_example"), True
        guess = instances.name(
            self.words[signature:body],
            namespace=self.namespace,
            variables=self.variables,
            declared=self._declared(),
            root=self.root,
        )
        return self._fresh(self._full_name(guess)), True

    def _declared(self) -> set[str]:
        """The last parts of the names declared so far."""
        for each in self.declarations[self.counted :]:
            self.last_parts.add(each.name.rpartition(".")[2])
            self.full_names.add(each.name)
        self.counted = len(self.declarations)
        return self.last_parts

    def _fresh(self, guess: str) -> str:
        """A name that nothing above has: Lean numbers what it would name alike."""
        while guess in self.full_names:
            self.alike[guess] += 1
            numbered = f"{guess}_{self.alike[guess]}"
            if numbered not in self.full_names:
                return numbered
        return guess

    def _visibility(self, head: decl.Head) -> str:
        """In a `module` file what is not public is private (Lean/Elab/DeclModifiers.lean)."""
        modifiers = head.modifiers
        if "private" in modifiers:
            return "private"
        if "local" in modifiers and self.words[head.keyword] != "instance":
            return "private"  # notation; the name of a local instance is everybody's
        if self.is_module and not (self.public or "public" in modifiers):
            return "private"
        return "protected" if "protected" in modifiers else "public"

    def _members(
        self, kind: str, full: str, body: int, end: int, *, extends: bool
    ) -> tuple[str, ...]:
        code = self.code
        if kind == "inductive":
            names = decl.constructors(code.words, body, end)
        elif kind in ("structure", "class"):
            constructor, found = "mk", list[str]()
            if body < end:
                constructor, found = decl.fields(code, body, end, extends=extends)
            names = [constructor, *found]
        else:
            return ()
        return tuple(f"{full}.{name}" for name in dict.fromkeys(names))

    def _helpers(
        self, head: decl.Head, kind: str, full: str, body: int, end: int
    ) -> tuple[Helper, ...]:
        """`where` and `let rec` helpers, each name once."""
        if kind in ("structure", "class", "inductive"):
            return ()
        visibility = self._visibility_of_helpers(head, kind)
        found: dict[str, Helper] = {}
        around = [(end, full)]  # helpers of helpers are theirs
        for shape in decl.local_helpers(self.code, body, end):
            written = self.words[shape.name]
            while shape.name >= around[-1][0] and len(around) > 1:
                around.pop()
            own = kind if kind == "theorem" else "def"
            if "partial" in head.modifiers and (
                self._calls(written, shape.name + 1, shape.end)
                or self._calls(full, shape.name + 1, shape.end)
            ):
                own = "opaque"
            end_line = self.places.at(self.code.ends[shape.end - 1])[0]
            name = f"{around[-1][1]}.{canonical(written)}"
            around.append((shape.end, name))
            place = self._place(shape.name)
            found.setdefault(name, Helper(name, own, shape.keyword, *place, end_line, visibility))
        return tuple(found.values())

    def _visibility_of_helpers(self, head: decl.Head, kind: str) -> str:
        """In a `module` file what stands in a body is private, unless the body is exposed."""
        visibility = self._visibility(head)
        if not self.is_module or visibility == "private":
            return visibility
        exposed = self.exposed or self._has_attribute(head, "expose")
        exposed = exposed or self.words[head.keyword] == "abbrev"
        return "public" if exposed and kind != "theorem" else "private"

    def _has_attribute(self, head: decl.Head, name: str) -> bool:
        return any(name in self.words[start:end] for start, end in head.attributes)

    def _trust(self, head: decl.Head, signature: int, body: int, end: int) -> tuple[str, ...]:
        """What a declaration's text shows about trust in compiled code or a skipped kernel."""
        found: list[str] = []
        if self.trust:
            found += [w for w in head.modifiers if w == "unsafe"]
            marks = [w for a, b in head.attributes for w in self.words[a:b]]
            found += [w for w in marks if w in _ATTRIBUTE_TRUST]
            found += sorted(self._trusted(body, end))
            found += sorted(self._trusted(signature, body))
        if self.admitting:
            found += admitting(self.code, signature, end, self.admitting)
        keyword = self.words[head.keyword]  # an example brings nothing into any theorem
        around = self.frames[-1].marks if self.frames else ()
        found += [m for m in (*around, *self.chain.marks) if m != SWALLOWED or keyword != "example"]
        if self.may_ask_native and asks_native(self.words[signature:end]):
            found.append("native_decide")
        if self.may_take_back and takes_back(self.words[signature:body], self.words[body:end]):
            found.append(TAKEN_BACK)
        return tuple(dict.fromkeys(found))

    def _quoted_sorry(
        self, kind: str, given: Mapping[str, object], real: bool, body: int, end: int
    ) -> tuple[str, ...]:
        """A program that makes code with a sorry in it may leave it in a proof."""
        quoted = self.has_sorry and not real and kind == "def" and "sorry" in given
        return (QUOTED_SORRY,) if quoted and quotes_sorry(self.words[body:end]) else ()

    def _unclear(self, signature: int, body: int, end: int) -> tuple[str, ...]:
        """The word of a tactic may stand where tactics cannot be told from names."""
        if not self.leaving or self.leaving.isdisjoint(self.words[body:end]):
            return ()
        known = self.variables | self._declared()
        return (UNCLEAR,) if is_unclear(self.code, signature, body, end, known) else ()

    def _swallows(self, start: int, end: int) -> bool:
        """Whether a prefix is a `#guard_msgs` that drops errors or expects one."""
        words = self.words[start:end]
        if words[:2] != ["#", "guard_msgs"]:
            return False
        said = self.words[start - 1] if start and is_doc(self.words[start - 1]) else ""
        return drops_errors(words[2:]) or "error:" in said

    def _trusted(self, start: int, end: int) -> frozenset[str]:
        words = self.words[start:end]
        if self.has_quoted:
            words = [canonical(w) for w in words]
        if self.renamed:
            words = [self.renamed.get(w, w) for w in words]
        found = self.trust.intersection(words)
        if UNCHECKED in found and all(
            words[at + 1 : at + 2] == ["false"] for at, w in enumerate(words) if w == UNCHECKED
        ):
            return found - {UNCHECKED}  # it is switched off
        return found

    def _sorries(self, start: int, end: int, owner: str, body: int) -> list[Sorry]:
        """Note the sorries among the words `start:end`; before `body` they are in the statement."""
        found: list[Sorry] = []
        words = self.words[start:end]
        quoted = self.has_quoted and any("«" in w for w in words)
        if self.exit_line is not None or not (quoted or not _SORRY_WORDS.isdisjoint(words)):
            return found
        for at, form in find_sorries(self.code, start, end):
            line, column = self._place(at)
            last = stop_end(self.code, at, end) if form == "stop" else at + 1
            end_line, end_column = self.places.at(self.code.ends[last - 1])
            found.append(Sorry(line, column, end_line, end_column, form, owner, at < body))
        self.sorries += found
        return found


_IN_PLACES = frozenset({"local", "scoped"})
_SYNTAX = frozenset({"syntax", "macro", "elab"})
_RULES = frozenset({"macro_rules", "elab_rules"})
_FRAMES = {
    "namespace": _Parser._namespace,
    "section": _Parser._section,
    "end": _Parser._end,
    "mutual": _Parser._mutual,
}
_ASKS = frozenset({"check", "check_failure", "print", "synth", "where"})
_LONGEST_NAMESPACE = 500
_LEFT_OF_NAMESPACE = 20  # characters of a longer one: each scope entry in it holds them
_CUT_SHORT = "…"  # with which no name ends
_ADDS_TO_SET = {"grind_pattern": "grind", "add_aesop_rules": "aesop"}
_RUNS = frozenset("run_cmd run_elab run_meta initialize builtin_initialize".split())
_LIBRARY_NOTES = {  # Batteries', and one of Mathlib's own
    "library_note": lambda name: f"_root_.LibraryNote.{name.replace(' ', '_')}",
    "library_note2": lambda name: f"Mathlib.LibraryNote.{name}",
}
_NEVER_NAMES = NEVER_NAMES - {"open"} | {".", "..", "..."}  # what is opened inside is asked for
_SORRY_FREE = frozenset("open export namespace section end universe include omit import".split())
_HELPER_WORDS = frozenset({"where", "rec"})


def _is_symbol(word: str) -> bool:
    """Whether a short word may belong to somebody's notation; Lean's own punctuation does not.  A
    mark that no name begins with, as in `‖x‖ₛ` and `Aᵀ`, is a sign, though a letter to Unicode."""
    if not word or (word[0].isascii() and word[0].isalnum()):
        return False
    if word[0] in "\"'`" and word != "''":
        return False
    return word not in _PUNCTUATION


_PUNCTUATION = frozenset("()[]{}⟨⟩,;:._\0") | {"=>", ":=", "..", "..."}


def _doc_text(word: str) -> str:
    return word[3:-2].strip() if word.endswith("-/") else word[3:].strip()


def _spelled(name: str) -> str:
    """The canonical spelling of a name as it is written, `.foo` too."""
    if "«" not in name:
        return name
    dots = len(name) - len(name.lstrip("."))
    return name[:dots] + canonical(name[dots:])
