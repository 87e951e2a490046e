"""The map of claims: one cell a claim, grouped by family, so that the whole state is one look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.judge.records import ClaimReport, Standing, Tally
from indexer.site.facts import Facts
from indexer.site.graphs import brief
from indexer.site.views import Link, family_link

_DENSE = 400  # claims from which on the cells are small
_PACKED = 8  # groups from which on they lie side by side
_MOST = 4000  # cells of a map; of more claims those that are covered are told by their number


@dataclass(frozen=True, slots=True)
class Cell:
    """A claim: where it leads, what it is called, and its standing."""

    url: str
    title: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of a family in their own order; `left` are covered and have no cell.  The note of
    the family is its whole name."""

    family: Link
    tally: Tally
    cells: tuple[Cell, ...]
    left: int


@dataclass(frozen=True, slots=True)
class ClaimMap:
    """All groups, in the order of the catalogue, and the standings that occur; `dense` ones have
    small cells, `packed` ones small groups, several in a row."""

    groups: tuple[Group, ...]
    standings: tuple[Standing, ...]
    dense: bool
    packed: bool


def claim_map(facts: Facts) -> ClaimMap:
    """The map of all claims."""
    claims = facts.report.claims
    whole = len(claims) <= _MOST
    groups = tuple(
        _group(facts, family, members, whole) for family, members in _of_families(facts) if members
    )
    shown = {cell.standing for group in groups for cell in group.cells}
    standings = tuple(standing for standing in reversed(Standing) if standing in shown)
    return ClaimMap(groups, standings, len(claims) > _DENSE, len(groups) >= _PACKED)


def _of_families(facts: Facts) -> Iterable[tuple[str, Sequence[ClaimReport]]]:
    order = dict.fromkeys((*facts.families, *facts.of_family))
    return ((family, facts.of_family.get(family, ())) for family in order)


def _group(facts: Facts, family: str, members: Sequence[ClaimReport], whole: bool) -> Group:
    shown = [c for c in members if whole or not c.standing.covered]
    cells = tuple(
        Cell(facts.urls.claim(c.claim.id), c.claim.title, c.standing) for c in shown[:_MOST]
    )
    tally = facts.report.families.get(family, Tally(0, 0))
    link = family_link(facts, family)
    return Group(
        replace(link, text=brief(link.text).lstrip("…"), note=link.text),
        tally,
        cells,
        len(members) - len(cells),
    )
