"""What the commands of a file declare: names, helpers and all else that is told of each.

Facts on names and visibility are from Lean/Elab/DeclModifiers.lean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from indexer.lean.names import canonical
from indexer.lean.records import Declaration, Helper, Sorry, join_words
from indexer.lean.syntax import declaration as decl
from indexer.lean.syntax import instances
from indexer.lean.syntax.keywords import NEVER_NAMES, UNCLEAR
from indexer.lean.syntax.lexer import NAME_FIRST
from indexer.lean.syntax.mutual import settled
from indexer.lean.syntax.scopes import Scopes
from indexer.lean.syntax.sorries import LEAVING, Sorries, is_unclear
from indexer.lean.syntax.source import Source
from indexer.lean.syntax.trust import Trust

_NEVER_NAMES = NEVER_NAMES - {"open"} | {".", "..", "..."}  # what is opened inside is asked for
_HELPER_WORDS = frozenset({"where", "rec"})
_PUNCTUATION = frozenset("()[]{}⟨⟩,;:._\0") | {"=>", ":=", "..", "..."}
# The bracket of `xs[i]`, but not that of `A →ₐ[R] B`.
_INDEXING = re.compile(r"\[(?<=[\w')\]⟩»?!]\[)(?<![→≃↪⋆]\w\[)(?<![→≃↪⋆]\w\w\[)(?<![→≃↪⋆]\w\w\w\[)")


class Declarations:
    """All declarations of a file so far.

    `kinds` has what was declared by the last part of its name, `variables` what `variable` commands
    name.
    """

    def __init__(
        self,
        source: Source,
        scopes: Scopes,
        sorries: Sorries,
        trust: Trust,
        *,
        root: str,
        is_module: bool,
    ) -> None:
        """Nothing yet, in a file of a module whose name begins with `root`; one that `is_module`
        keeps to itself what is not public."""
        self._source = source
        self._scopes = scopes
        self._sorries = sorries
        self._trust = trust
        self.all: list[Declaration] = []
        self.kinds: dict[str, str] = {}
        self.variables: set[str] = set()
        self._root = root
        self._is_module = is_module
        names = {w for w in source.vocabulary if w[:1] in NAME_FIRST}
        self._names = names - _NEVER_NAMES
        self._symbols = {w for w in source.vocabulary - names if len(w) <= 3 and _is_symbol(w)}
        self._indexings = [m.start() for m in _INDEXING.finditer(source.text)]
        self._leaving = LEAVING & source.vocabulary
        self._has_helpers = not _HELPER_WORDS.isdisjoint(source.vocabulary)
        self._last_parts: set[str] = set()  # of the names of the first `_counted` declarations
        self._full_names: set[str] = set()  # those names
        self._counted = 0
        self._alike: Counter[str] = Counter()  # how many were to have a name that is taken

    def add(
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
        """Note what a command declares: its name stands at a word (-1 for none), or is `written`
        elsewhere; its statement runs from `signature` to `body`, and that to `end`."""
        source, scopes, words = self._source, self._scopes, self._source.words
        code = source.code
        offset = code.start(head.begin)
        line, column = source.position(offset)
        name_offset = code.start(name_at if name_at >= 0 else head.keyword)
        name_line, name_column = source.position(name_offset)
        signature_offset = code.ends[signature - 1]
        end_offset = code.ends[end - 1]
        body_offset = code.start(body) if body < end else end_offset
        end_line, end_column = source.position(end_offset)
        statement_words = words[signature:body]
        full, approximate = self._name_of(kind, name_at, signature, body, written)
        stated, given = dict.fromkeys(statement_words), dict.fromkeys(words[body:end])
        is_name, is_symbol = self._names.__contains__, self._symbols.__contains__
        has_sorries = self._sorries.may_be
        sorries = self._sorries.note(head.whole, end, full, body) if has_sorries else []
        by_option = scopes.by_is_sorry and "by" in given
        helpers: tuple[Helper, ...] = ()
        if self._has_helpers and ("where" in given or "rec" in given):
            helpers = self._helpers(head, kind, full, body, end)
        self.kinds[full.rpartition(".")[2]] = kind
        self.all.append(
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
                source.text[signature_offset:body_offset].strip(),
                _doc_text(words[head.doc]) if head.doc >= 0 else None,
                tuple(head.modifiers),
                tuple([source.plain(a, b) for a, b in head.attributes]),
                scopes.here,
                bool(sorries) or by_option,
                bool(sorries) and any(s.in_statement for s in sorries),
                self._joined(filter(is_name, stated)),
                self._joined(filter(is_name, given)),
                self._members(kind, full, body, end, extends="extends" in stated)
                or tuple([h.name for h in helpers]),
                decl.parents(statement_words) if kind in ("structure", "class") else (),
                self._trust_of(head, kind, signature, body, end, given, sorries),
                scopes.exit_line is not None,
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

    def settle(self, start: int) -> None:
        """End a `mutual` block, before which so many declarations stand."""
        self.all[start:] = settled(self.all[start:])

    def mark(self, number: int, marks: tuple[str, ...]) -> None:
        """Add marks of trust to a declaration."""
        marked = self.all[number]
        if marked.keyword != "example":
            found = tuple(dict.fromkeys((*marked.trust, *marks)))
            self.all[number] = structs.replace(marked, trust=found)

    def calls(self, written: str, start: int, end: int) -> bool:
        """Whether a function of that name seems to be called among the words `start:end`."""
        name = written.rpartition(".")[2]
        ends = (name, "." + name)
        return any(w.endswith(ends) for w in set(self._source.words[start:end]))

    def _joined(self, names: Iterable[str]) -> str:
        return join_words(map(_spelled, names) if self._source.has_quoted else names)

    def _indexing(self, start: int, end: int) -> tuple[str, ...]:
        """ "[" where `xs[i]` occurs, for which Lean proves a bound by itself."""
        at = bisect_left(self._indexings, start)
        return ("[",) if at < len(self._indexings) and self._indexings[at] < end else ()

    # -- trust --

    def _trust_of(
        self,
        head: decl.Head,
        kind: str,
        signature: int,
        body: int,
        end: int,
        given: Mapping[str, object],
        sorries: Sequence[Sorry],
    ) -> tuple[str, ...]:
        found = self._trust.of_declaration(head, signature, body, end, self._scopes.marks)
        if not sorries:
            found += self._trust.of_quotation(kind, given, body, end)
            found += self._unclear(signature, body, end)
        return found

    def _unclear(self, signature: int, body: int, end: int) -> tuple[str, ...]:
        """The word of a tactic may stand where tactics cannot be told from names."""
        source = self._source
        if not self._leaving or self._leaving.isdisjoint(source.words[body:end]):
            return ()
        known = self.variables | self._declared()
        return (UNCLEAR,) if is_unclear(source.code, signature, body, end, known) else ()

    # -- names --

    def _name_of(
        self, kind: str, name_at: int, signature: int, body: int, written: str | None
    ) -> tuple[str, bool]:
        scopes, words = self._scopes, self._source.words
        if name_at >= 0:
            return scopes.full_name(written or words[name_at]), False
        if kind == "example":
            return scopes.full_name("_example"), True
        guess = instances.name(
            words[signature:body],
            namespace=scopes.namespace,
            variables=self.variables,
            declared=self._declared(),
            root=self._root,
        )
        return self._fresh(scopes.full_name(guess)), True

    def _declared(self) -> set[str]:
        """The last parts of the names declared so far."""
        for each in self.all[self._counted :]:
            self._last_parts.add(each.name.rpartition(".")[2])
            self._full_names.add(each.name)
        self._counted = len(self.all)
        return self._last_parts

    def _fresh(self, guess: str) -> str:
        """A name that nothing above has: Lean numbers what it would name alike."""
        while guess in self._full_names:
            self._alike[guess] += 1
            numbered = f"{guess}_{self._alike[guess]}"
            if numbered not in self._full_names:
                return numbered
        return guess

    # -- who sees it --

    def _visibility(self, head: decl.Head) -> str:
        """In a `module` file what is not public is private."""
        modifiers = head.modifiers
        if "private" in modifiers:
            return "private"
        if "local" in modifiers and self._source.words[head.keyword] != "instance":
            return "private"  # notation; the name of a local instance is everybody's
        if self._is_module and not (self._scopes.public or "public" in modifiers):
            return "private"
        return "protected" if "protected" in modifiers else "public"

    def _visibility_of_helpers(self, head: decl.Head, kind: str) -> str:
        """In a `module` file what stands in a body is private, unless the body is exposed."""
        words = self._source.words
        visibility = self._visibility(head)
        if not self._is_module or visibility == "private":
            return visibility
        exposed = self._scopes.exposed or decl.has_attribute(words, head, "expose")
        exposed = exposed or words[head.keyword] == "abbrev"
        return "public" if exposed and kind != "theorem" else "private"

    # -- what is declared with it --

    def _members(
        self, kind: str, full: str, body: int, end: int, *, extends: bool
    ) -> tuple[str, ...]:
        code = self._source.code
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
        source = self._source
        visibility = self._visibility_of_helpers(head, kind)
        found: dict[str, Helper] = {}
        around = [(end, full)]  # helpers of helpers are theirs
        for shape in decl.local_helpers(source.code, body, end):
            written = source.words[shape.name]
            while shape.name >= around[-1][0] and len(around) > 1:
                around.pop()
            own = kind if kind == "theorem" else "def"
            if "partial" in head.modifiers and (
                self.calls(written, shape.name + 1, shape.end)
                or self.calls(full, shape.name + 1, shape.end)
            ):
                own = "opaque"
            end_line = source.position(source.code.ends[shape.end - 1])[0]
            name = f"{around[-1][1]}.{canonical(written)}"
            around.append((shape.end, name))
            place = source.place(shape.name)
            found.setdefault(name, Helper(name, own, shape.keyword, *place, end_line, visibility))
        return tuple(found.values())


def _is_symbol(word: str) -> bool:
    """Whether a short word may belong to somebody's notation; Lean's own punctuation does not.  A
    mark that no name begins with, as in `‖x‖ₛ` and `Aᵀ`, is a sign, though a letter to Unicode."""
    if not word or (word[0].isascii() and word[0].isalnum()):
        return False
    if word[0] in "\"'`" and word != "''":
        return False
    return word not in _PUNCTUATION


def _doc_text(word: str) -> str:
    return word[3:-2].strip() if word.endswith("-/") else word[3:].strip()


def _spelled(name: str) -> str:
    """The canonical spelling of a name as it is written, `.foo` too."""
    if "«" not in name:
        return name
    dots = len(name) - len(name.lstrip("."))
    return name[:dots] + canonical(name[dots:])
