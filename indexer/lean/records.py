"""What a Lean file holds.

Lines are 1-based, columns and offsets are 0-based code points, as Lean itself counts them.
Sequences are tuples, so that a record can be shared between threads, hashed and compared.

These records are also what is kept and what passes between processes, hundreds of thousands of them
for a tree as large as Mathlib: they are read from bytes as they stand (`indexer.scan.serialization`
says how).  They hold no cycles, so that the garbage collector need not look at them.
"""

from __future__ import annotations

from functools import cached_property
from sys import intern

from msgspec import Struct


class Span(Struct, frozen=True, array_like=True, gc=False):
    """A stretch of source: from `line`:`column` up to, not including, `end_line`:`end_column`."""

    line: int
    column: int
    end_line: int
    end_column: int


class Diagnostic(Struct, frozen=True, array_like=True, gc=False):
    """Something the reader of a file should know: what was not understood, and where."""

    code: str
    message: str
    line: int
    column: int


class Import(Struct, frozen=True, array_like=True, gc=False):
    """One `import` of a module header."""

    name: str
    public: bool = False
    meta: bool = False
    all: bool = False


DERIVING = "deriving"
"""The kind of the scope that stands for `deriving instance A, B for T`."""


NOTATION_AFTER_IN = "notation after in"
"""The kind of the scope that stands for `open X in notation …` once its `open` is over."""


class Scope(Struct, frozen=True, array_like=True, gc=False):
    """One entry of the scope stack; a declaration names its innermost one.

    Scopes form a tree: `parent` is an index into `Module.scopes` (-1 at the root), so that the
    context of any declaration is found by walking up, and a file of n commands needs n entries.

    `kind` is one of: "root", "namespace", "section", "open", "variable", "universe", "include",
    "omit", "set_option", "notation", "attribute", "export", "mutual".  `text` is the command as
    written without comments (for "namespace" the component(s) pushed); `namespace` is the full
    namespace in force below this entry ("" at the root).  `local` is true for entries that end
    with the section (`local notation`, `open … in`), false for those the whole module keeps.
    """

    parent: int
    kind: str
    text: str
    namespace: str
    line: int
    local: bool = True


class Sorry(Struct, frozen=True, array_like=True, gc=False):
    """A place where a proof is left out.

    `form` is the word as written ("sorry", "admit", "stop", "sorryAx", "apply?", an option name).
    `owner` is the full name of the declaration it stands in, "" for none (a command, an `example`
    owns its sorry under the name "_example").  `in_statement` tells `answer(sorry)`-like
    placeholders in a statement from holes in a proof.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    form: str
    owner: str
    in_statement: bool = False


class Helper(Struct, frozen=True, array_like=True, gc=False):
    """What a `where` or `let rec` helper has of its own; the rest is its parent's."""

    name: str  # the full one
    kind: str
    keyword: str
    line: int
    column: int
    end_line: int
    visibility: str


SEPARATOR = "\0"
"""Stands between words that are joined; the lexer lets no name run over it."""

join_words = SEPARATOR.join


def _split(joined: str) -> tuple[str, ...]:
    """Joined words.  The same words stand in thousands of declarations: each is held once."""
    return tuple(map(intern, joined.split(SEPARATOR))) if joined else ()


class Declaration(Struct, frozen=True, array_like=True, dict=True):
    """One declaration as the text shows it.

    `name` is the full name without any private prefix; `kind` is what Lean makes of it (theorem,
    def, instance, structure, class, inductive, opaque, axiom, example) and `keyword` the word
    written (lemma, abbrev, …).  `line`/`column` are the name's (the keyword's when there is no
    name); `start_line`/`end_line` run from the doc comment or first modifier to the last token.
    Offsets count code points from the start of the file: `start:end` is the whole declaration,
    `signature:body` its statement (everything after the name up to `:=`, `|` or `where`) and
    `body:end` its proof or value.
    """

    name: str
    kind: str
    keyword: str
    line: int
    column: int
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    start: int
    end: int
    name_start: int
    signature: int
    body: int
    visibility: str = "public"
    approximate: bool = False
    statement: str = ""
    doc: str | None = None
    modifiers: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    scope: int = 0
    sorry: bool = False
    statement_sorry: bool = False
    stated: str = ""  # the names in the statement, joined: see `statement_names`
    given: str = ""  # those in the body
    members: tuple[str, ...] = ()  # constructors, fields, `where` helpers: full names
    parents: tuple[str, ...] = ()  # what a structure extends, as written
    trust: tuple[str, ...] = ()  # native_decide, implemented_by, extern, csimp, unsafe, options
    after_exit: bool = False
    signs: str = ""  # words that are neither names nor literals nor plain punctuation
    helpers: tuple[Helper, ...] = ()  # those behind `where` and `let rec`

    # Most words of a file are in these three.  Most declarations of a large tree are never asked
    # for them, so that each is kept as one string and taken apart when somebody asks.

    @cached_property
    def statement_names(self) -> tuple[str, ...]:
        """The names in the statement, each once."""
        return _split(self.stated)

    @cached_property
    def body_names(self) -> tuple[str, ...]:
        """The names in the proof or the value, each once."""
        return _split(self.given)

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """The words that are neither names nor literals nor plain punctuation, each once."""
        return _split(self.signs)

    @property
    def is_instance(self) -> bool:
        """Whether it was declared as one, be it `scoped` or `local` (which are defs elsewhere)."""
        return "instance" in (self.kind, self.keyword)


class Alias(Struct, frozen=True, array_like=True, gc=False):
    """`alias new := old`, `export NS (a b)`, `@[deprecated]` redirects: a second name."""

    name: str
    target: str
    line: int
    scope: int = 0


class Module(Struct, frozen=True, array_like=True, gc=False):
    """One Lean file. `path` is relative to its project's root, with forward slashes."""

    path: str
    name: str
    sha256: str
    lines: int
    size: int = 0
    imports: tuple[Import, ...] = ()
    is_module: bool = False
    prelude: bool = False
    declarations: tuple[Declaration, ...] = ()
    sorries: tuple[Sorry, ...] = ()
    scopes: tuple[Scope, ...] = ()
    aliases: tuple[Alias, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    exit_line: int | None = None
    docs: tuple[tuple[int, str], ...] = ()  # module docs: (line, text)
    keywords: tuple[str, ...] = ()  # commands this file defines: "word" or "word=kind"
    unknown: tuple[str, ...] = ()  # words in column 0 that start no command known here
    text_sha256: str = ""  # of the text with line feeds alone, where that is another one
    included: tuple[str, ...] = ()  # files that Lean reads here, as written; "?" when computed
    # words outside comments that name what goes round the kernel or leaves proofs out: (word, line)
    tripwires: tuple[tuple[str, int], ...] = ()
    spreads: bool = False  # whether what trips them may reach the modules that import this one
