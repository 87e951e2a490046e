"""Claims → a leanblueprint document (`content.tex`), with the marks that hold now.

Macros as in PatrickMassot/leanblueprint, README.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from indexer.claims.records import ClaimKind, Role
from indexer.judge.records import ClaimReport, Report, Standing
from indexer.sources.prose import to_tex

_BACKS = (Role.EXACT, Role.STRONGER)


def write(report: Report, uses: Mapping[str, Iterable[str]]) -> str:
    """A chapter for each family, an environment for each claim, whose label is its id; `uses` are
    the claims that each rests on."""
    lines = []
    for family in report.catalogue.families:
        members = [c for c in report.claims if c.claim.family == family.id]
        if members:
            lines += ["", f"\\chapter{{{_line(family.title)}}}"]
        for claim in members:
            lines += ["", *_claim(claim, tuple(uses.get(claim.claim.id, ())))]
    return "\n".join(lines).lstrip("\n") + "\n"


def _claim(report: ClaimReport, uses: tuple[str, ...]) -> Iterator[str]:
    claim = report.claim
    word = "definition" if claim.kind is ClaimKind.DEFINITION else "theorem"
    names = [
        b.backing.decl for b in report.backings if b.backing.role in _BACKS and not b.backing.repo
    ]
    yield f"\\begin{{{word}}}[{{{_line(claim.title)}}}]\\label{{{claim.id}}}"
    if names:
        yield f"  \\lean{{{', '.join(map(_name, names))}}}"
    said = claim.asserted
    if said is not None and said.in_mathlib:
        yield "  \\mathlibok"
    elif _is_stated(report):
        yield "  \\leanok"
    if said is not None and said.not_ready:
        yield "  \\notready"
    if said is not None and said.discussion:
        yield f"  \\discussion{{{said.discussion}}}"
    if uses:
        yield f"  \\uses{{{', '.join(uses)}}}"
    statement = to_tex(claim.statement).strip()
    yield from (f"  {line}" if line else "" for line in statement.split("\n") if statement)
    yield f"\\end{{{word}}}"
    if word == "theorem" and report.standing.covered:
        yield "\\begin{proof}\\leanok\\end{proof}"


def _is_stated(report: ClaimReport) -> bool:
    """Whether Lean has what backs a claim: of a theorem its statement, of a definition all."""
    if report.claim.kind is ClaimKind.DEFINITION:
        return report.standing.covered
    backs = [b for b in report.backings if b.backing.role in _BACKS]
    return bool(backs) and all(
        b.standing not in (Standing.MISSING, Standing.UNBUILT) for b in backs
    )


def _line(text: str) -> str:
    return to_tex(" ".join(text.split()))


def _name(name: str) -> str:
    return name.replace("_", "\\_")
