"""What is in force where a parser stands in a file: its scopes, and the namespaces, sections and
blocks that are open.  Facts on scopes are from Lean/Elab/BuiltinCommand.lean.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.lean.names import canonical, escape, split
from indexer.lean.records import NOTATION_AFTER_IN, Scope
from indexer.lean.syntax.declaration import Head, has_attribute
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.source import Source

_LONGEST_NAMESPACE = 500
_LEFT_OF_NAMESPACE = 20  # characters of a longer one: each scope entry in it holds them
_CUT_SHORT = "…"  # with which no name ends


@dataclass(slots=True)
class Frame:
    """An open namespace, section or mutual block: how it ends, and what was in force outside."""

    kind: str
    name: str
    scope: int
    namespace: str
    public: bool
    exposed: bool
    by_is_sorry: bool
    declared: int  # how many declarations stand before a mutual block
    marks: tuple[str, ...]  # of trust, that hold for all in it


@dataclass(slots=True)
class Chain:
    """Commands that are joined by `in`, up to the one that is being read: the first word that is
    its to answer for (-1 for its own), what was in force before, the marks of trust, and notation
    that stays in force."""

    start: int = -1
    outer: tuple[int, bool] | None = None
    marks: tuple[str, ...] = ()
    notations: list[tuple[int, str]] = field(default_factory=list)


class Scopes:
    """All scope entries of a file so far, and what is in force at the last of them.

    `by_is_sorry`: `set_option debug.byAsSorry true` is; `exit_line` is where Lean stops reading.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.all = [Scope(-1, "root", "", "", 1, local=False)]
        self.here = 0
        self.namespace = ""
        self.frames: list[Frame] = []
        self.chain = Chain()
        self.public = False
        self.exposed = False
        self.by_is_sorry = False
        self.exit_line: int | None = None
        self._is_cut_short = False  # a namespace was too long

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of trust that hold for what is being read: of its block, and by what is joined
        to it."""
        around = self.frames[-1].marks if self.frames else ()
        return around + self.chain.marks

    def full_name(self, written: str) -> str:
        """The full name of what is declared here by a name as it is written."""
        if "«" in written:
            written = canonical(written)
        if written.startswith("_root_."):
            return written[len("_root_.") :]
        return f"{self.namespace}.{written}" if self.namespace else written

    def push(self, kind: str, text: str, at: int, *, local: bool = True) -> None:
        """What a command at a word puts in force."""
        line = self._source.place(at)[0]
        self.all.append(Scope(self.here, kind, text, self.namespace, line, local))
        self.here = len(self.all) - 1

    def begin(self, kind: str, name: str, declared: int = 0) -> None:
        """Begin a namespace, a section or a block, which `end name` ends."""
        around = self.frames[-1].marks if self.frames else ()
        self.frames.append(
            Frame(
                kind,
                name,
                self.here,
                self.namespace,
                self.public,
                self.exposed,
                self.by_is_sorry,
                declared,
                self.marks if kind == "mutual" else around,
            )
        )

    def enter_namespace(self, head: Head, end: int) -> None:
        """`namespace A.B`."""
        words = self._source.words
        at = head.keyword + 1
        if at >= end or not is_ident(words[at]):
            message = "`namespace` needs a name"
            self._source.diagnose("namespace-without-name", message, head.keyword)
            return
        if at + 1 < end and words[at + 1] == ":=":
            self._rest(at + 1, end)  # `namespace N := A.B` names another one and opens none
            return
        for part in split(words[at]):
            self.begin("namespace", part)
            self.namespace = self._inner_namespace(part, at)
            self.push("namespace", part, at)
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
        if not self._is_cut_short:
            message = f"namespaces of more than {_LONGEST_NAMESPACE} characters are cut short"
            self._source.diagnose("namespace-too-long", message, at)
            self._is_cut_short = True
        return f"{inner[:_LEFT_OF_NAMESPACE]}{_CUT_SHORT}"

    def enter_section(self, head: Head, end: int) -> None:
        """`section A`, `public section` and `@[expose] section`."""
        words = self._source.words
        at = head.keyword + 1
        named = self._is_named(at, end)
        public = self.public or "public" in head.modifiers
        parts = split(words[at]) if named else ("",)
        for part in parts:
            self.begin("section", part)
            self.push("section", part, head.keyword)
        self.public = public
        self.exposed = self.exposed or has_attribute(words, head, "expose")
        self._rest(at + 1 if named else at, end)

    def _is_named(self, at: int, end: int) -> bool:
        """Whether a section's name stands at `at`; what stands on the next line is rather the word
        of a command that is not known."""
        source = self._source
        return at < end and is_ident(source.words[at]) and not source.code.fresh(at)

    def enter_mutual(self, head: Head, end: int, declared: int) -> None:
        """`mutual`; what is joined to it holds for all in the block."""
        self.begin("mutual", "", declared)
        self.push("mutual", "", head.keyword)
        self._rest(head.keyword + 1, end)

    def leave(self, head: Head, end: int) -> list[Frame]:
        """End what `end X.Y` names, and give it, the inner ones first; a wrong `end` ends nothing
        (Lean ≥ 4.22)."""
        words = self._source.words
        at = head.keyword + 1
        named = self._is_named(at, end)
        parts = split(words[at]) if named else ("",)
        ended = self.frames[-len(parts) :]
        if [f.name for f in ended] != list(parts) or any(
            f.kind == "namespace" and not f.name for f in ended
        ):
            what = f"`end {words[at]}`" if named else "`end`"
            message = f"{what} closes nothing that is open here"
            self._source.diagnose("wrong-end", message, head.keyword)
            return []
        del self.frames[-len(parts) :]
        outer = ended[0]
        self.here, self.namespace = outer.scope, outer.namespace
        self.public, self.exposed = outer.public, outer.exposed
        self.by_is_sorry = outer.by_is_sorry
        self._rest(at + 1 if named else at, end)
        return ended[::-1]

    def _rest(self, at: int, end: int) -> None:
        """Something more on a scoping command's line; a word there is not understood."""
        if at < end and not self._source.code.fresh(at):
            word = self._source.words[at]
            self._source.diagnose("not-understood", f"`{word}` is not understood here", at)

    def end_chain(self, at: int, *, is_notation: bool) -> None:
        """After the last of the commands that are joined, which has its keyword at a word: `A in B`
        is `section A B end` for Lean.  A notation stays in force, and what stood before its `in`
        does not."""
        assert self.chain.outer is not None
        made = self.all[self.here]
        self.here, self.by_is_sorry = self.chain.outer
        for place, text in self.chain.notations:
            self.push(NOTATION_AFTER_IN, text, place)
        if is_notation:
            self.push(NOTATION_AFTER_IN, made.text, at)

    def block(self, scope: int) -> int:
        """The innermost `mutual` block that a scope entry stands in, -1 for none."""
        while scope >= 0 and self.all[scope].kind != "mutual":
            scope = self.all[scope].parent
        return scope

    def is_inside(self, at: int, scope: int) -> bool:
        """Whether a scope entry is another one or stands in it."""
        while at > scope:
            at = self.all[at].parent
        return at == scope
