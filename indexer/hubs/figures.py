"""What a hub may state: figures of a scope, computed from the report and the index alone.

A figure is a word (`coverage`, `theorems`, `sorries`, …), a scope is the whole catalogue or some of
its papers, families, projects or claims.  The same figures fill marks and feed the Jekyll data, so
that a number can not differ from one place to another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.base import suggestions as spelling
from indexer.base.errors import LeancatError, Problem
from indexer.claims.records import Claim, ClaimKind, Paper
from indexer.judge.records import ClaimReport, Report, Standing, Tally
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.troubles import Effect, Troubles

_MANY = 5_000
_DEFINITIONS = frozenset({"def", "structure", "class", "inductive"})


class UnknownFigureError(LeancatError):
    """A figure or scope that does not exist; says what there is."""


@dataclass(frozen=True, slots=True)
class FigureScope:
    """What a figure is about: claims, and the projects whose declarations count. `name` says it in
    words, for messages."""

    name: str
    claims: tuple[ClaimReport, ...]
    retracted: tuple[Claim, ...]
    projects: frozenset[str]
    refuted: tuple[ClaimReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """What a project holds, counted where Lean sees it: in modules that a library reaches, before
    any `#exit`. `theorems` counts those whose own proof is whole."""

    theorems: int = 0
    lemmas: int = 0
    definitions: int = 0
    axioms: int = 0
    sorries: int = 0
    modules: int = 0
    lines: int = 0


class Figures:
    """Answers what a report, an index and its troubles say, scope by scope."""

    def __init__(self, report: Report, index: Index, troubles: Troubles | None = None) -> None:
        self.report = report
        self._index = index
        allowed = report.catalogue.config.allowed_axioms
        self._troubles = troubles or Troubles(index, allowed)

    @cached_property
    def counts(self) -> Mapping[str, Count]:
        """What each project holds, by its id."""
        return {
            project.project.id: _count(project, self._troubles) for project in self._index.projects
        }

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by id."""
        return {paper.id: paper for paper in self.report.catalogue.papers}

    @cached_property
    def claims(self) -> Mapping[str, ClaimReport]:
        """The claims that count, by id and by every id they had before."""
        return {
            name: report
            for report in self.report.claims
            for name in (report.claim.id, *report.claim.aliases)
        }

    @cached_property
    def everything(self) -> FigureScope:
        """The whole catalogue."""
        report = self.report
        gone, false = report.retracted, report.refuted
        return FigureScope("the catalogue", report.claims, gone, frozenset(self.counts), false)

    # -- scopes --

    def scope(self, words: Iterable[str], paper: str | None = None) -> FigureScope:
        """The scope of words such as `paper:rope`, `family:signs`; several are taken together.

        Without any, it is the hub's own `paper`, or else everything.  Raises UnknownFigureError.
        """
        given = list(words)
        places = [word.partition(":")[2] for word in given if word.startswith("at:")]
        named = [self._named(word) for word in given if not word.startswith("at:")]
        if not named:
            named = [self.of_paper(paper)] if paper in self.papers else [self.everything]
        scope = united(named)
        return _at(scope, places) if places else scope

    def _named(self, word: str) -> FigureScope:
        if word == "all":
            return self.everything
        kind, colon, name = word.partition(":")
        find = self._scopes.get(kind)
        if not colon or find is None:
            hint = f"a scope is all, at:§N, or one of {', '.join(f'{k}:ID' for k in self._scopes)}"
            raise UnknownFigureError(Problem(f"`{word}` is no scope", hint=hint))
        choices, make = find
        if name not in choices:
            raise UnknownFigureError(
                Problem(f"there is no {kind} `{name}`", hint=near(name, choices))
            )
        return make(name)

    @cached_property
    def _scopes(self) -> Mapping[str, tuple[Iterable[str], Callable[[str], FigureScope]]]:
        families = {family.id: family for family in self.report.catalogue.families}
        return {
            "paper": (self.papers, self.of_paper),
            "family": (families, self.of_family),
            "project": (self.counts, self.of_project),
            "claim": (self.claims, self.of_claim),
        }

    def of_paper(self, paper: str | None) -> FigureScope:
        """A paper's claims, and its projects: those it names, else those that back its claims."""
        entry = self.papers[paper or ""]
        claims = [c for c in self.report.claims if _is_of_paper(c.claim, entry.id)]
        gone = [c for c in self.report.retracted if _is_of_paper(c, entry.id)]
        false = tuple(c for c in self.report.refuted if _is_of_paper(c.claim, entry.id))
        projects = frozenset(entry.projects) or _projects(claims)
        return FigureScope(entry.title, tuple(claims), tuple(gone), projects, false)

    def of_family(self, family: str) -> FigureScope:
        """A family's claims, and the projects that back them."""
        title = {f.id: f.title for f in self.report.catalogue.families}[family]
        claims = [c for c in self.report.claims if c.claim.family == family]
        gone = [c for c in self.report.retracted if c.family == family]
        false = tuple(c for c in self.report.refuted if c.claim.family == family)
        return FigureScope(title, tuple(claims), tuple(gone), _projects(claims), false)

    def of_project(self, project: str) -> FigureScope:
        """A project, and the claims that some declaration of it backs."""
        claims = [c for c in self.report.claims if project in _projects([c])]
        return FigureScope(project, tuple(claims), (), frozenset({project}))

    def of_claim(self, claim: str) -> FigureScope:
        """One claim, and the projects that back it."""
        report = self.claims[claim]
        return FigureScope(report.claim.id, (report,), (), _projects([report]))

    # -- numbers --

    def numbers(self, figure: str, scope: FigureScope) -> tuple[int, ...]:
        """The numbers of a figure: two for `coverage`, else one. Raises UnknownFigureError."""
        if figure not in FIGURES:
            raise UnknownFigureError(
                Problem(f"`{figure}` is no figure", hint=near(figure, FIGURES))
            )
        return FIGURES[figure](self, scope)

    def total(self, what: str, scope: FigureScope) -> int:
        """What the projects of a scope hold together, by the name of a field of Count."""
        return sum(getattr(self.counts[p], what) for p in scope.projects if p in self.counts)


def united(scopes: Iterable[FigureScope]) -> FigureScope:
    """Several scopes as one; what is in two of them counts once."""
    every = list(scopes)
    if len(every) == 1:
        return every[0]
    return FigureScope(
        " and ".join(scope.name for scope in every),
        tuple({c.claim.id: c for scope in every for c in scope.claims}.values()),
        tuple({c.id: c for scope in every for c in scope.retracted}.values()),
        frozenset().union(*(scope.projects for scope in every)),
        tuple({c.claim.id: c for scope in every for c in scope.refuted}.values()),
    )


def near(word: str, choices: Iterable[str]) -> str:
    """A hint that names the choice that was meant, or some of what there is."""
    known = list(choices)
    alike = known if len(known) < _MANY else [k for k in known if k[:2] == word[:2]][:_MANY]
    close = spelling.near(word, alike)
    if close:
        return f"did you mean {close[0]}?"
    shown = ", ".join(known[:12])
    return f"there is {shown}{', …' if len(known) > 12 else ''}" if known else "there is none"


def text_of(figure: str, numbers: tuple[int, ...]) -> str:
    """A figure as it is written where nothing else stands yet."""
    if figure == "percent":
        return f"{numbers[0]} %"
    return "/".join(str(number) for number in numbers)


def covered(scope: FigureScope) -> Tally:
    """How many claims of a scope are covered, of how many."""
    proved = [c for c in scope.claims if c.claim.kind is ClaimKind.THEOREM]
    return Tally(sum(c.standing.covered for c in proved), len(proved))


def backing_theorems(scope: FigureScope) -> int:
    """How many different theorems back the claims of a scope."""
    return len(
        {
            b.ref
            for c in scope.claims
            for b in c.backings
            if b.ref is not None and (b.declaration is None or b.declaration.kind == "theorem")
        }
    )


_Figure = Callable[[Figures, FigureScope], tuple[int, ...]]


def _claims_that(holds: Callable[[ClaimReport], bool]) -> _Figure:
    return lambda _, scope: (sum(map(holds, scope.claims)),)


def _standing(standing: Standing) -> _Figure:
    return _claims_that(lambda claim: claim.standing is standing)


def _held(what: str) -> _Figure:
    return lambda figures, scope: (figures.total(what, scope),)


FIGURES: Mapping[str, _Figure] = {
    "coverage": lambda _, scope: (covered(scope).done, covered(scope).total),
    "covered": lambda _, scope: (covered(scope).done,),
    "checked": _standing(Standing.CHECKED),
    "claims": lambda _, scope: (len(scope.claims),),
    "percent": lambda _, scope: (covered(scope).percent,),
    "gaps": _claims_that(lambda claim: not claim.standing.covered),
    "retracted": lambda _, scope: (len(scope.retracted),),
    "refuted": lambda _, scope: (len(scope.refuted),),
    **{str(s): _standing(s) for s in Standing if s is not Standing.CHECKED},
    "backing": lambda _, scope: (backing_theorems(scope),),
    **{what: _held(what) for what in Count.__slots__},
    "papers": lambda _, scope: (len({p.paper for c in scope.claims for p in c.claim.papers}),),
    "families": lambda _, scope: (len({c.claim.family for c in scope.claims}),),
    "projects": lambda _, scope: (len(scope.projects),),
}
"""Every figure by its word. `sorry` counts claims of that standing, `sorries` places in sources."""


# --- counting -------------------------------------------------------------------------------------


def _count(project: ProjectIndex, troubles: Troubles) -> Count:
    name = project.project.id
    modules = [m for m in project.modules if m.name in project.reachable]
    declarations = [(m, d) for m in modules for d in m.declarations if not d.after_exit]
    found = [t for t in troubles.all if t.ref.project == name and t.ref.module in project.reachable]
    holding = {trouble.ref for trouble in found if trouble.leaves_sorry}
    proofs = [(m, d) for m, d in declarations if d.kind == "theorem"]
    theorems = [d for m, d in proofs if Ref(name, m.name, d.name) not in holding]
    added = (t for t in found if t.rule.effect is Effect.AXIOM and t.declaration is None)
    return Count(
        theorems=len(theorems),
        lemmas=sum(d.keyword == "lemma" for d in theorems),
        definitions=sum(d.kind in _DEFINITIONS for _, d in declarations),
        axioms=sum(d.kind == "axiom" for _, d in declarations) + sum(1 for _ in added),
        sorries=sum(trouble.leaves_sorry for trouble in found),
        modules=len(modules),
        lines=sum(module.lines for module in modules),
    )


def _is_of_paper(claim: Claim, paper: str) -> bool:
    return any(ref.paper == paper for ref in claim.papers)


def _projects(claims: Iterable[ClaimReport]) -> frozenset[str]:
    return frozenset(b.ref.project for c in claims for b in c.backings if b.ref is not None)


def _at(scope: FigureScope, places: list[str]) -> FigureScope:
    """Only the claims that stand in one of these sections of a paper."""
    heads = [re.compile(re.escape(place.replace("_", " ")) + r"(?!\d)") for place in places]

    def stands(claim: Claim) -> bool:
        return any(head.match(ref.locator) for head in heads for ref in claim.papers)

    claims = tuple(c for c in scope.claims if stands(c.claim))
    gone = tuple(c for c in scope.retracted if stands(c))
    false = tuple(c for c in scope.refuted if stands(c.claim))
    return FigureScope(f"{scope.name} {', '.join(places)}", claims, gone, _projects(claims), false)
