"""What there is to read before a claim is believed: its statements, and the definitions they depend
on, in an order in which each comes after what it uses; with the number of their lines.

A proof is not read, for Lean reads it.  Lines are those of the files, comments before a declaration
not among them; a line that several claims need is one line for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.base.closures import layers
from indexer.judge.records import ClaimReport
from indexer.scan.records import Index, Ref
from indexer.usegraph.graph import Uses


@dataclass(frozen=True, slots=True)
class Portion:
    """One thing to read: its place, the first and last of its lines (1-based), and whether it is
    the statement of a backing or something that one depends on."""

    ref: Ref
    path: str
    first: int
    last: int
    is_statement: bool = False

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.last - self.first + 1


def portions(claim: ClaimReport, uses: Uses) -> tuple[Portion, ...]:
    """What a claim asks to be read, definitions before what uses them, statements last."""
    statements = dict.fromkeys(b.ref for b in claim.backings if b.ref is not None)
    beneath = dict.fromkeys(ref for b in claim.backings for ref in b.cone)
    definitions = _in_order([ref for ref in beneath if ref not in statements], uses)
    found = [
        *(_portion(ref, uses, is_statement=False) for ref in definitions),
        *(_portion(ref, uses, is_statement=True) for ref in statements),
    ]
    return tuple(portion for portion in found if portion is not None)


def _in_order(refs: list[Ref], uses: Uses) -> list[Ref]:
    numbers = {ref: at for at, ref in enumerate(refs)}
    edges = [[numbers[to] for to in uses.edges.get(ref, ()) if to in numbers] for ref in refs]
    return [refs[at] for layer in layers(edges) for at in layer]


def _portion(ref: Ref, uses: Uses, *, is_statement: bool) -> Portion | None:
    entry = uses.entries.get(ref)
    if entry is None:
        notation = uses.notations.get(ref)
        if notation is None:
            return None
        scope = notation.module.scopes[notation.scope]
        last = scope.line + scope.text.rstrip().count("\n")
        return Portion(ref, notation.module.path, scope.line, last)
    declaration = entry.declaration
    end = declaration.end_line
    if is_statement or declaration.kind == "theorem":  # of which nobody reads the proof
        end = declaration.line + declaration.statement.rstrip().count("\n")
    first = min(declaration.line, end)
    return Portion(ref, entry.module.path, first, end, is_statement)


def lines(found: Iterable[Portion]) -> int:
    """How many lines some portions have together, each line counted once."""
    stretches: dict[tuple[str, str], set[int]] = {}
    for portion in found:
        file = stretches.setdefault((portion.ref.project, portion.ref.module), set())
        file.update(range(portion.first, portion.last + 1))
    return sum(map(len, stretches.values()))


@dataclass(frozen=True, slots=True)
class ToRead:
    """Of `of` lines of Lean a reader of the whole catalogue has to read `lines`; `papers` has the
    number for each paper, and `claims` what each claim asks."""

    lines: int
    of: int
    papers: Mapping[str, int]
    claims: Mapping[str, tuple[Portion, ...]]
    at_least: bool = False  # whether what statements depend on is not known: in a large tree


def to_read(claims: Iterable[ClaimReport], uses: Uses, index: Index) -> ToRead:
    """What the claims of a catalogue ask to be read."""
    listed = {c.claim.id: (c, portions(c, uses)) for c in claims}
    by_paper: dict[str, list[Portion]] = {}
    for claim, found in listed.values():
        for paper in dict.fromkeys(ref.paper for ref in claim.claim.papers):
            by_paper.setdefault(paper, []).extend(found)
    return ToRead(
        lines=lines(p for _, found in listed.values() for p in found),
        of=sum(m.lines for project in index.projects for m in project.modules),
        papers={paper: lines(found) for paper, found in by_paper.items()},
        claims={name: found for name, (_, found) in listed.items()},
        at_least=index.is_large,
    )
