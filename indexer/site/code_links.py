"""Links that pages about code share, and how many of a kind one page lists."""

from __future__ import annotations

from indexer.scan.records import Ref
from indexer.site.facts import Facts
from indexer.site.next_pages import ClaimLink, claim_link
from indexer.site.views import Link

MANY = 200  # links of one kind on a page, beyond which the rest are counted


def module_link(facts: Facts, project: str, name: str) -> Link:
    """A module by its name, in the project that names it or any other; plain words for none."""
    for owner in (project, *facts.projects):
        if (owner, name) in facts.modules:
            return Link(name, facts.urls.module(owner, name))
    return Link(name)


def claims_of(facts: Facts, ref: Ref) -> tuple[ClaimLink, ...]:
    """The claims that a declaration backs."""
    return tuple(claim_link(facts, c.claim.id) for c, _ in facts.backs.get(ref, ()))
