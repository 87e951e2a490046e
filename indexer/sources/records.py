"""What every source of claims yields: nodes, with what their author asserts of them."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.base.errors import Problem
from indexer.base.places import Place
from indexer.claims.records import ClaimKind as Kind
from indexer.claims.records import Figure, ProofLink
from indexer.sources.macros import Macros

__all__ = ["Figure", "Kind", "Literature", "Named", "Source", "SourceNode"]


@dataclass(frozen=True, slots=True)
class Named:
    """A name or label as written, and where."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class SourceNode:
    """One claim as a source has it.

    `label` is the source's own name for it and `word` what it calls such things ("lemma").
    `statement` and `proof` are its text, TeX between dollars; `decls` the Lean names that back it.
    `stated` and `proved` are where the author says that it is (None where nothing is said), and
    `proof_place` is where the text of its proof begins;
    `in_mathlib` and `not_ready` are said likewise.  `uses` and `proof_uses` are the labels that the
    author says the statement and the proof depend on; `discussion` is an issue's number.
    `module` is where the names are declared when two modules declare them, `challenge` the module
    that states them with a sorry that is meant; `figures` are what the author states of this node.
    """

    label: str
    kind: Kind
    word: str
    place: Place
    title: str = ""
    chapter: str = ""
    statement: str = ""
    proof: str = ""
    decls: tuple[Named, ...] = ()
    stated: Place | None = None
    proved: Place | None = None
    proof_place: Place | None = None
    in_mathlib: bool = False
    not_ready: bool = False
    uses: tuple[Named, ...] = ()
    proof_uses: tuple[Named, ...] = ()
    discussion: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    note: str = ""
    module: str = ""
    challenge: str = ""
    figures: tuple[Figure, ...] = ()
    links: tuple[ProofLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Literature:
    """A paper that a source says it formalises."""

    title: str
    authors: tuple[str, ...] = ()
    url: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that one source says: `kind` is its format, `path` its first file.

    `problems` are what could not be read, each with its place; the rest was.  `places` are the
    chapters to which a TeX document brings what stands in Lean, by label or module, and `macros`
    what it defines, which the texts of those use too; `home` and `repository` are the addresses
    that the source gives of itself.
    """

    kind: str
    path: str
    nodes: tuple[SourceNode, ...]
    problems: tuple[Problem, ...] = ()
    title: str = ""
    literature: tuple[Literature, ...] = ()
    figures: tuple[Figure, ...] = ()
    allowed_axioms: tuple[str, ...] | None = (
        None  # what the source permits, None where it is silent
    )
    places: tuple[tuple[str, str], ...] = ()
    macros: Macros | None = None
    home: str = ""
    repository: str = ""
