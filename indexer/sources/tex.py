"""TeX text → the nodes of pylatexenc, with places; no TeX is run.

Of TeX only its surface is read: comments, brackets, environments, and the arguments of the macros
that say something.  Of what a document defines itself, the macros that make environments or say
something are put in before; what stands in their place is where they are called.
"""

from __future__ import annotations

import logging
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property

from pylatexenc.latexwalker import (
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexNode,
    LatexWalker,
    LatexWalkerError,
    get_default_latex_context_db,
)
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

from indexer.base.errors import InputError, Problem
from indexer.base.places import Place
from indexer.sources.macros import Expanded, Macros

LARGEST = 4_000_000  # bytes of one file; those of large blueprints have some hundred thousand
_DEEPEST = 150  # brackets and environments within each other
# Macros that the blueprint's package and its kin give a meaning, with one argument.
_SAYING = "lean uses proves discussion inputleannode inputleanmodule home github dochome".split()
# What a macro has to stand for to be put in before the text is cut into nodes.
_TELLS = re.compile(
    r"\\(?:begin|end|label|leanok|mathlibok|notready|part|chapter|section|subsection|input|include"
    rf"|subfile|{'|'.join(_SAYING)})(?![A-Za-z@])"
)
KEPT = frozenset(
    "begin end label leanok mathlibok notready part chapter section subsection input include "
    "subfile item ref eqref cref Cref cite textbf emph".split()
) | {*_SAYING}
"""Macros that mean what they mean, however a document defines them for print."""
_UNREAD = frozenset("comment verbatim lstlisting minted leancode".split())
_STEP = re.compile(r"\\(begin|end)\s*\{([^{}\n]*)\}|\\.|%[^\n]*|[{}]", re.DOTALL)
_BEGIN_OR_END, _NAME = 1, 2

# What the library stumbles over in text that ends too early, such as a last `\\verb`.
_SLIPS = (AttributeError, LookupError, TypeError, ValueError)

# A missing bracket is told once, as a problem of the file, and not on a logger.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


class Tex:
    """One TeX file: its nodes, and where each stands."""

    def __init__(
        self,
        text: str,
        path: str,
        environments: Iterable[str] = (),
        macros: Macros | None = None,
    ) -> None:
        """Cut `text` into nodes; `environments` take an optional argument, as theorems do, and
        `macros` are put in where they say something.

        Raises InputError for what is nested so deeply that nobody wrote it.
        """
        self.path = path
        self._original = text
        self._expanded = Expanded(text)
        self._macros = macros or Macros()
        if telling := self._macros.telling(_TELLS):
            self._expanded = self._macros.expanded(text, telling)
        self.text = self._expanded.text
        seen = self._without_unread()
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, 40 * _DEEPEST + 1000))
        try:
            walker = LatexWalker(seen, latex_context=_context(environments), tolerant_parsing=True)
            self.nodes: list[LatexNode] = list(walker.get_latex_nodes(pos=0)[0] or ())
        except (LatexWalkerError, RecursionError, *_SLIPS) as error:
            raise InputError(Problem("this TeX was not understood", path, 1, 0)) from error
        finally:
            sys.setrecursionlimit(limit)

    def _without_unread(self) -> str:
        """The text with blanks in place of comment and verbatim environments, whose content is no
        TeX; every offset stays.  Raises InputError for what is nested too deeply."""
        pieces: list[str] = []
        depth = at = 0
        found = _STEP.search(self.text)
        while found is not None:
            end = found.end()
            word, name = found[_BEGIN_OR_END], found[_NAME]
            if word == "begin" and name in _UNREAD:
                last = self.text.find(f"\\end{{{name}}}", end)
                end = len(self.text) if last < 0 else last + len(name) + 6
                pieces += self.text[at : found.start()], _blank(self.text[found.start() : end])
                at = end
            else:
                depth += (word == "begin" or found[0] == "{") - (word == "end" or found[0] == "}")
            if depth > _DEEPEST:
                raise self._too_deep(found.start())
            found = _STEP.search(self.text, end)
        return "".join((*pieces, self.text[at:]))

    def _too_deep(self, offset: int) -> InputError:
        place = self.place(offset)
        message = f"more than {_DEEPEST} brackets within each other"
        return InputError(Problem(message, self.path, place.line, place.column))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self._original))]

    def place(self, offset: int) -> Place:
        """Where what stands at an offset of the text was written: 1-based line, 0-based column."""
        offset = self._expanded.origin(offset)
        line = bisect_right(self._lines, offset)
        return Place(self.path, line, offset - self._lines[line - 1])

    def prose(self, text: str) -> str:
        """A piece of the text with all the document's own macros put in."""
        return self._macros.expand(text)

    def source(self, node: LatexNode) -> str:
        """A node as it is written."""
        return self.text[node.pos : node.pos + node.len]

    def argument(self, node: LatexNode, at: int = 0) -> str:
        """The text of a macro's or an environment's argument without its brackets; "" for none."""
        arguments = node.nodeargd.argnlist if node.nodeargd else None
        given = arguments[at] if arguments and at < len(arguments) else None
        if given is None:
            return ""
        text = self.source(given)
        return text[1:-1] if isinstance(given, LatexGroupNode) and len(text) > 1 else text

    def put_in(self, macros: Macros) -> Tex:
        """The same nodes, with those macros put into what is read of them."""
        other = copy(self)
        other._macros = macros
        return other

    def argument_start(self, node: LatexNode, at: int = 0) -> int:
        """The offset at which the text of an argument begins."""
        arguments = node.nodeargd.argnlist if node.nodeargd else ()
        given = arguments[at] if at < len(arguments) else None
        if given is None:
            return int(node.pos)
        return int(given.pos) + isinstance(given, LatexGroupNode)


_last: dict[str, tuple[object, Tex]] = {}


def parsed(
    text: str, path: str, environments: Iterable[str] = (), macros: Macros | None = None
) -> Tex:
    """The same as `Tex`: what was cut last of a file is taken again while its text and the macros
    known by then are the same.  Who looks at two revisions looks at most files twice, and to cut a
    large blueprint takes seconds; of each file one text is kept, since nodes are heavy."""
    macros = macros or Macros()
    wanted = (text, frozenset(environments), macros.state())
    known = _last.get(path)
    if known is None or known[0] != wanted:
        known = _last[path] = (wanted, Tex(text, path, wanted[1], macros))
    return known[1].put_in(macros)


def descended(nodes: Iterable[LatexNode]) -> Iterator[LatexNode]:
    """All nodes in the order of the text, those in groups and environments after their own."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield node
        if isinstance(node, LatexEnvironmentNode | LatexGroupNode):
            stack += reversed(node.nodelist or ())


def is_macro(node: LatexNode, *names: str) -> bool:
    """Whether a node is one of these macros."""
    return isinstance(node, LatexMacroNode) and node.macroname in names


def _blank(text: str) -> str:
    """As many characters, of which only line breaks stay."""
    return re.sub(r"[^\n]", " ", text)


def _context(environments: Iterable[str]) -> LatexContextDb:
    database = get_default_latex_context_db().filter_context(keep_which=["macros", "environments"])
    database.add_context_category(
        "blueprint",
        macros=[
            *(MacroSpec(name, "{") for name in _SAYING),
            MacroSpec("newtheorem", "*{[{["),
            *(MacroSpec(name, "*[{") for name in ("part", "chapter", "section", "subsection")),
            *(MacroSpec(name, "{") for name in ("input", "include", "subfile", "label")),
        ],
        environments=[
            *(EnvironmentSpec(name, "[") for name in {*environments, "proof"}),
        ],
        prepend=True,
    )
    return database
