"""leanblueprint: TeX below `blueprint/src/` → nodes, with the marks that its author set by hand.

The macros and what they mean: PatrickMassot/leanblueprint, README and Packages/blueprint.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from posixpath import dirname, normpath, splitext

from pylatexenc.latexwalker import (
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexNode,
)

from indexer.base.documents import decode
from indexer.base.errors import InputError, Problem
from indexer.base.files import Files
from indexer.base.places import Place
from indexer.sources.macros import Macros
from indexer.sources.prose import from_tex
from indexer.sources.records import Kind, Named, Source, SourceNode
from indexer.sources.tex import KEPT, LARGEST, Tex, descended, is_macro, parsed

FOLDER = "blueprint/src"
ENTRIES = ("web.tex", "print.tex", "content.tex", "main.tex", "blueprint.tex")
"""Where a blueprint begins, the first that is there."""

# What the package takes for statements without being told, and their usual abbreviations.
_THEOREMS = frozenset("theorem proposition lemma corollary definition".split())
_DEFINITION = re.compile(r"^(?:def|defn|dfn|definition|construction|notation)\b|definition", re.I)
# `\newtheorem{cor}[theorem]{Corollary}`, `\declaretheorem[name=Corollary]{cor}`,
# `\newenvironment{cor*}{\begin{cor}}{…}`; the package's own option `thms=a+b`.
_NEW_THEOREM = re.compile(
    r"\\(?:newtheorem|spnewtheorem)\*?\s*\{([^{}\n]+)\}\s*(?:\[[^\]\[\n]*\])?\s*\{([^{}\n]*)\}"
)
_DECLARED_THEOREM = re.compile(r"\\declaretheorem\s*(?:\[([^\]\[\n]*)\])?\s*\{([^{}\n]+)\}")
_OWN_NAME = re.compile(r"\b(?:name|title)\s*=\s*\{?([^,{}]+)")
_NEW_ENVIRONMENT = re.compile(
    r"\\(?:re)?newenvironment\*?\s*\{([^{}\n]+)\}[^{}]{0,40}\{[^{}]{0,200}\\begin\s*\{([^{}\n]+)\}"
)
_OPTION = re.compile(r"\\usepackage\s*\[([^\]\[]*)\]\s*\{blueprint\}")
_UNNAMED = ("proof",)
_REMARKS = re.compile(r"remark|example|note|warning|question|exercise|convention", re.I)
_INPUT = ("input", "include", "subfile")
_INCLUDED = re.compile(rf"\\(?:{'|'.join(_INPUT)})\s*\{{([^{{}}\n]*)\}}")
_MADE = frozenset({".bbl", ".toc", ".aux", ".ind", ".gls", ".pgf"})  # what TeX itself writes
_LIBRARY = "/blueprint/library/"  # what LeanArchitect makes of the attributes in Lean files
_ADDRESSES = ("home", "github")
_HEADINGS = ("part", "chapter", "section")
_MARKS = ("label", "lean", "leanok", "uses", "proves", "mathlibok", "notready", "discussion")
_MOST_FILES = 2000
_LARGEST_OF_ALL = (
    20_000_000  # of all files; TeX is cut into nodes at some hundred thousand a second
)


def find(files: Files) -> str | None:
    """The first file of a repository's blueprint, None where it keeps none."""
    return next((p for name in ENTRIES if files.exists(p := f"{FOLDER}/{name}")), None)


def read(files: Files, entry: str) -> Source:
    """The nodes of the blueprint that begins in the file `entry`, in the order of the text.

    What cannot be read is a problem of the source, and the rest is read all the same.
    """
    reader = _BlueprintReader(files, dirname(entry))
    reader.learn_files(entry)
    reader.read_file(entry, None)
    return Source(
        "blueprint",
        entry,
        tuple(reader.finished()),
        tuple(reader.problems),
        places=tuple(reader.places),
        macros=reader.macros,
        home=reader.addresses.get("home", ""),
        repository=reader.addresses.get("github", ""),
    )


@dataclass(slots=True)
class _BlueprintReader:
    """Reads file after file as TeX would include them."""

    files: Files
    folder: str
    problems: list[Problem] = field(default_factory=list)
    nodes: list[SourceNode] = field(default_factory=list)
    proves: dict[str, SourceNode] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=lambda: {w: w for w in _THEOREMS})
    macros: Macros = field(default_factory=lambda: Macros(KEPT))
    size: int = 0
    chapter: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)  # of nodes in Lean: chapters
    addresses: dict[str, str] = field(default_factory=dict)  # by macro
    last: int | None = None  # the node that the next proof is of

    def learn_files(self, entry: str) -> None:
        """Read what a file and all that it includes define: a document may include its definitions
        in the very file that uses them."""
        seen, rest = {entry}, [entry]
        while rest and len(seen) <= _MOST_FILES:
            path = rest.pop()
            with suppress(InputError):
                text = self._defined(path)
                for name in _INCLUDED.findall(text):
                    there = (p for p in self._paths(name, path) if self.files.exists(p))
                    found = next(there, entry)
                    if found not in seen:
                        seen.add(found)
                        rest.append(found)

    def read_file(self, path: str, asked: Place | None) -> None:
        """Read a file and what it includes; `asked` is the place that includes it."""
        stack: list[Iterator[LatexNode]] = []
        texts: list[Tex] = []
        self._open(path, asked, stack, texts)
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                texts.pop()
                continue
            included = self._take(texts[-1], node)
            if included is not None:
                self._open(*included, stack, texts)

    def _open(
        self,
        path: str,
        asked: Place | None,
        stack: list[Iterator[LatexNode]],
        texts: list[Tex],
    ) -> None:
        tex = self._parsed(path, asked)
        if tex is not None:
            texts.append(tex)
            stack.append(_outside(tex.nodes, self.words))

    def _parsed(self, path: str, asked: Place | None) -> Tex | None:
        """The file, None where it was read before or cannot be."""
        if path in self.seen:
            return None
        if len(self.seen) >= _MOST_FILES:
            self._tell(f"more than {_MOST_FILES} files", asked)
            return None
        if self.size > _LARGEST_OF_ALL:
            self._tell(f"its files are larger than {_LARGEST_OF_ALL:,} bytes together", asked)
            return None
        self.seen.add(path)
        try:
            text = self._defined(path)
            self.size += len(text)
            return parsed(text, path, self.words, self.macros)
        except InputError as error:
            self.problems.extend(_asked_for(error, asked))
        return None

    def _defined(self, path: str) -> str:
        """The text of a file without the definitions in it, which are learnt; raises InputError for
        one that cannot be read."""
        data = self.files.read(path)
        if len(data) > LARGEST:
            raise InputError(Problem(f"larger than {LARGEST:,} bytes", path, 1, 0))
        text = self.macros.learn(decode(data, path))
        self._learn(text)
        return text

    def _learn(self, text: str) -> None:
        """The environments that a file makes theorems."""
        for option in _OPTION.finditer(text):
            for part in option[1].split(","):
                key, _, value = part.partition("=")
                if key.strip() == "thms":
                    self.words |= {name.strip(): name.strip() for name in value.split("+")}
        for name, shown in _NEW_THEOREM.findall(text):
            self._name(name.strip(), shown.strip())
        for options, name in _DECLARED_THEOREM.findall(text):
            own = _OWN_NAME.search(options)
            self._name(name.strip(), own[1].strip() if own else name.strip())
        for name, within in _NEW_ENVIRONMENT.findall(text):
            if within in self.words and name not in _UNNAMED:
                self.words[name.strip()] = self.words[within]

    def _name(self, environment: str, shown: str) -> None:
        """An environment that is made a theorem, and the word that it shows."""
        if not _REMARKS.search(shown) or environment in self.words:
            self.words[environment] = shown or environment

    def _take(self, tex: Tex, node: LatexNode) -> tuple[str, Place] | None:
        """One node outside statements; what comes back is a file that it includes."""
        if is_macro(node, *_HEADINGS):
            self.chapter = _title(tex.prose(tex.argument(node, 2))) or self.chapter
        elif is_macro(node, *_INPUT):
            return self._included(tex, node)
        elif is_macro(node, "inputleannode", "inputleanmodule"):
            self.places.append((tex.argument(node).strip(), self.chapter))
        elif is_macro(node, *_ADDRESSES):
            self.addresses.setdefault(node.macroname, tex.argument(node).strip())
        elif isinstance(node, LatexEnvironmentNode):
            if node.environmentname == "proof":
                self._add_proof(tex, node)
            elif node.environmentname in self.words and _says(node):
                self._add_statement(tex, node)
        return None

    def _included(self, tex: Tex, node: LatexNode) -> tuple[str, Place] | None:
        name = tex.argument(node).strip()
        place = tex.place(node.pos)
        if not name or "\\" in name or splitext(name)[1] in _MADE or _LIBRARY in name:
            return None
        for path in self._paths(name, tex.path):
            if _is_outside(path):
                self._tell(f"{name} lies outside the repository, and is not read", place)
                return None
            if self.files.exists(path):
                return path, place
        why = ", which a build makes" if "/build/" in name else ""
        self._tell(f"there is no file {name}{why}", place)
        return None

    def _paths(self, name: str, path: str) -> Iterator[str]:
        """Where a file that another one includes may stand."""
        tried = [name] if name.endswith(".tex") else [f"{name}.tex", name]
        folders = dict.fromkeys((self.folder, dirname(path)))
        return (normpath(f"{folder}/{one.strip()}") for folder in folders for one in tried)

    def _tell(self, message: str, place: Place | None) -> None:
        where = place or Place(self.folder, 1, 0)
        self.problems.append(Problem(message, where.path, where.line, where.column))

    def _add_statement(self, tex: Tex, node: LatexEnvironmentNode) -> None:
        marks = _Marks.of(tex, node)
        word = self.words[node.environmentname]
        place = tex.place(node.pos)
        label = marks.label or (marks.lean[0].name if marks.lean else "")
        is_definition = _DEFINITION.search(word) or _DEFINITION.search(node.environmentname)
        self.last = len(self.nodes)
        self.nodes.append(
            SourceNode(
                label=label,
                kind=Kind.DEFINITION if is_definition else Kind.THEOREM,
                word=word,
                place=place,
                title=_title(tex.prose(tex.argument(node))),
                chapter=self.chapter,
                statement=marks.text,
                decls=marks.lean,
                stated=marks.ok,
                in_mathlib=marks.mathlibok,
                not_ready=marks.notready,
                uses=marks.uses,
                discussion=marks.discussion,
            )
        )

    def _add_proof(self, tex: Tex, node: LatexEnvironmentNode) -> None:
        marks = _Marks.of(tex, node)
        place = tex.place(node.pos)
        proof = {
            "proof": marks.text,
            "proved": marks.ok,
            "proof_uses": marks.uses,
            "proof_place": place,
        }
        if marks.proves:
            made = SourceNode(marks.proves, Kind.THEOREM, "proof", place)
            self.proves[marks.proves] = replace(made, **proof)  # type: ignore[arg-type]
        elif self.last is not None:
            self.nodes[self.last] = replace(self.nodes[self.last], **proof)  # type: ignore[arg-type]
            self.last = None

    def finished(self) -> Iterator[SourceNode]:
        """The nodes, with the proofs that stand elsewhere."""
        for node in self.nodes:
            away = self.proves.get(node.label)
            if away is not None and node.proved is None:
                yield replace(
                    node,
                    proof=away.proof,
                    proved=away.proved,
                    proof_uses=away.proof_uses,
                    proof_place=away.proof_place,
                )
            else:
                yield node


def _is_outside(path: str) -> bool:
    return path.startswith(("../", "/")) or path == ".."


def _asked_for(error: InputError, asked: Place | None) -> Iterator[Problem]:
    for problem in error.problems:
        hint = f"included at {asked.path}:{asked.line}" if asked else ""
        yield replace(problem, hint=problem.hint or hint)


def _says(node: LatexEnvironmentNode) -> bool:
    """Whether a statement says anything that a blueprint has a use for."""
    return any(is_macro(n, *_MARKS) for n in _inside(node))


def _inside(node: LatexEnvironmentNode) -> Iterator[LatexNode]:
    """What stands in an environment, proofs within it left out."""
    stack = list(node.nodelist or ())[::-1]
    while stack:
        here = stack.pop()
        if here is None or isinstance(here, LatexCommentNode):
            continue
        if isinstance(here, LatexEnvironmentNode) and here.environmentname == "proof":
            continue
        yield here
        stack += reversed(getattr(here, "nodelist", None) or ())


def _outside(nodes: Iterable[LatexNode], words: Iterable[str]) -> Iterator[LatexNode]:
    """All nodes but those inside statements and proofs, which come whole; a proof that stands in a
    statement comes after it."""
    whole = {*words, "proof"}
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield node
        if not isinstance(node, LatexEnvironmentNode) or node.environmentname not in whole:
            stack += reversed(getattr(node, "nodelist", None) or ())
        elif node.environmentname != "proof":
            inner = (
                n for n in descended(node.nodelist or ()) if isinstance(n, LatexEnvironmentNode)
            )
            stack += reversed([n for n in inner if n.environmentname == "proof"])


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks in one statement or proof, and its text without them."""

    label: str = ""
    lean: tuple[Named, ...] = ()
    uses: tuple[Named, ...] = ()
    ok: Place | None = None
    mathlibok: bool = False
    notready: bool = False
    discussion: str = ""
    proves: str = ""
    text: str = ""

    @classmethod
    def of(cls, tex: Tex, node: LatexEnvironmentNode) -> _Marks:
        """Read the marks of an environment."""
        found = [n for n in _inside(node) if is_macro(n, *_MARKS)]

        def named(macro: str) -> tuple[Named, ...]:
            return tuple(name for n in found if is_macro(n, macro) for name in _names(tex, n))

        def first(macro: str) -> str:
            written = (tex.argument(n) for n in found if is_macro(n, macro))
            return next((tex.prose(text).strip() for text in written), "")

        ok = next((tex.place(n.pos) for n in found if is_macro(n, "leanok")), None)
        in_mathlib = next((tex.place(n.pos) for n in found if is_macro(n, "mathlibok")), None)
        return cls(
            label=first("label"),
            lean=named("lean"),
            uses=named("uses"),
            ok=ok or in_mathlib,
            mathlibok=in_mathlib is not None,
            notready=any(is_macro(n, "notready") for n in found),
            discussion=first("discussion"),
            proves=first("proves"),
            text=_text(tex, node, found),
        )


def _names(tex: Tex, node: LatexNode) -> Iterator[Named]:
    """The names in a macro's argument, as Lean and labels write them, each at its place."""
    start = tex.argument_start(node)
    for part in re.finditer(r"[^,]+", tex.argument(node)):
        lead = len(part[0]) - len(part[0].lstrip())
        place = tex.place(start + part.start() + lead)
        written = tex.prose(re.sub(r"%[^\n]*(?:\n|$)", "", part[0]))
        for one in written.replace("\\_", "_").replace("\\allowbreak", "").split(","):
            name = "".join(one.replace("\\", "").split())
            if name:
                yield Named(name, place)


def _text(tex: Tex, node: LatexEnvironmentNode, marks: Sequence[LatexNode]) -> str:
    """What a reader of the document sees: the environment's text without marks and comments."""
    body = [n for n in node.nodelist or () if n is not None]
    if not body:
        return ""
    start, end = body[0].pos, body[-1].pos + body[-1].len
    gone = [*marks, *(n for n in descended(body) if isinstance(n, LatexCommentNode))]
    gone += [
        n
        for n in descended(body)
        if isinstance(n, LatexEnvironmentNode) and n.environmentname == "proof"
    ]
    pieces, at = [], start
    for one in sorted(gone, key=lambda n: n.pos):
        if one.pos >= at:
            pieces.append(tex.text[at : one.pos])
            at = one.pos + one.len
    pieces.append(tex.text[at:end])
    return from_tex(tex.prose(re.sub(r"\n\s*\n\s*", "\n\n", "".join(pieces)).strip()))


_INNER = r"(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*"
_ARGUMENT = rf"\{{%s{_INNER}%s\}}"
_FOR_BOOKMARKS = re.compile(
    rf"\\texorpdfstring\s*{_ARGUMENT % ('', '')}\s*{_ARGUMENT % ('(', ')')}"
)


def _title(written: str) -> str:
    """A title on one line, as bookmarks have it; braces around all of it only keep brackets in it
    from ending it."""
    line = _FOR_BOOKMARKS.sub(r"\1", " ".join(written.split()))
    inner = line[1:-1] if line.startswith("{") and line.endswith("}") else line
    return from_tex(inner if _is_balanced(inner) else line)


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|([{}])", text):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0
