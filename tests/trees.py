"""Indexes and judgements made from Lean text, for tests of what follows from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from indexer.base.places import Place
from indexer.claims.records import Backing, Catalogue, Claim, ClaimKind, Config, Family
from indexer.judge.records import BackingReport, ClaimReport
from indexer.judge.standing import Judge
from indexer.judge.verdict import Evidence
from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module
from indexer.names.table import Entry
from indexer.scan.loader import scan_bytes
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.usegraph.graph import Uses, use_graph

Files = Mapping[str, str]


def module(path: str, text: str) -> Module:
    """A scanned file, named after its path."""
    name = path.removesuffix(".lean").replace("/", ".")
    return scan_bytes(text.encode(), path=path, name=name)


def index(files: Files | str, *, options: Mapping[str, str] | None = None) -> Index:
    """One project `p` of these files; a text alone is `A.lean`, and "q:B.lean" of project `q`."""
    files = {"A.lean": files} if isinstance(files, str) else files
    projects: dict[str, list[Module]] = {}
    for path, text in sorted(files.items()):
        project, _, name = path.rpartition(":")
        projects.setdefault(project or "p", []).append(module(name, text))
    return Index(
        tuple(
            ProjectIndex(
                Project(name, f"/{name}", name, options=tuple((options or {}).items())),
                tuple(modules),
                frozenset(m.name for m in modules),
            )
            for name, modules in projects.items()
        )
    )


def uses(files: Files | str) -> Uses:
    """The use graph of some files."""
    return use_graph(index(files))


def entry(found: Uses, name: str) -> Entry:
    """The one declaration of a name."""
    (one,) = found.table.find(name, guesses=True)
    return one


def declaration(text: str, name: str) -> tuple[Declaration, Module]:
    """A declaration of a text, with its module."""
    read = module("A.lean", text)
    return next(d for d in read.declarations if d.name == name), read


def named(found: Uses, name: str, kind: str | None = None) -> set[str]:
    """Names of what a declaration uses by name, of one kind or of all."""
    pairs = found.named_uses(entry(found, name).ref)
    return {ref.name for ref, k in pairs if kind in (None, k)}


def rests(found: Uses, start: str, *ends: str) -> str | None:
    """How a declaration rests on one of these: "for certain", "perhaps", None for not at all."""
    ways = found.ways({entry(found, end).ref: True for end in ends})
    ref = entry(found, start).ref
    if ways.certain(ref):
        return "for certain"
    return "perhaps" if ways.possible(ref) else None


def judge(
    files: Files | str,
    claims: Iterable[Claim] = (),
    *,
    evidence: Evidence | None = None,
    allowed: tuple[str, ...] = (),
    options: Mapping[str, str] | None = None,
) -> Judge:
    """A judge of these files and claims; definitions are read from the very texts."""
    files = {"A.lean": files} if isinstance(files, str) else files
    made = index(files, options=options)
    texts = {hashlib.sha256(t.encode()).hexdigest(): t for t in files.values()}
    hashes = {(p.project.id, m.name): m.sha256 for p in made.projects for m in p.modules}

    def source(ref: Ref) -> str | None:
        return texts.get(hashes[ref.project, ref.module])

    listed = tuple(claims)
    config = Config(allowed_axioms=allowed)
    catalogue = Catalogue("/catalogue", config, (Family("f", "F"),), (), listed)
    return Judge(catalogue, made, use_graph(made), evidence=evidence, sources=source)


def describe(files: Files | str, name: str = "claim") -> BackingReport:
    """What is to be said of one declaration."""
    judging = judge(files)
    return judging.describe(entry(judging.uses, name))


def claim(
    *backings: Backing | str,
    need_all: bool = True,
    kind: ClaimKind = ClaimKind.THEOREM,
    **fields: str,
) -> Claim:
    """A claim with these backings."""
    made = tuple(Backing(b) if isinstance(b, str) else b for b in backings)
    return Claim(
        id=fields.get("id", "f.c"),
        title="C",
        family="f",
        place=Place("c.yaml", 1, 0),
        statement=fields.get("statement", ""),
        backing=made,
        need_all=need_all,
        kind=kind,
    )


def judged(files: Files | str, one: Claim) -> ClaimReport:
    """The report of a single claim."""
    return judge(files, [one]).report().claims[0]
