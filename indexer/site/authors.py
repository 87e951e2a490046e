"""What the author of a source says of a claim, beside what the sources of Lean show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from indexer.claims.records import Asserted, ClaimKind
from indexer.judge.records import ClaimReport
from indexer.site import prose
from indexer.site.facts import Facts, grouped
from indexer.site.views import Link, referring, titled, web_address

_MOST = 40  # dependencies that are listed


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Which claim rests on which: as authors say, and as names in the sources lead; `ready` are
    those of which all that they use is done, `waiting` counts the claims that wait for each."""

    said: Mapping[str, tuple[str, ...]]
    real: Mapping[str, tuple[str, ...]]
    ready: frozenset[str]
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AuthorView:
    """The marks, the informal proof and the dependencies of one claim; a dependency comes with
    whether authors tell of it, and whether names show it."""

    word: str
    label: str
    marks: tuple[tuple[str, str], ...]
    proof: Markup
    uses: tuple[tuple[Link, bool, bool], ...]
    ready: bool
    waiting: int
    page: str | None
    discussion: str | None


def dependencies(facts: Facts) -> Dependencies | None:
    """The dependencies of all claims; None where no claim comes from a source."""
    report, said, real = facts.report, facts.said, facts.real
    if not any(c.claim.asserted for c in report.claims):
        return None
    return Dependencies(
        grouped((e.user, e.used) for e in said),
        grouped((e.user, e.used) for e in real),
        frozenset(facts.ready),
        facts.waiting,
    )


def author_view(facts: Facts, report: ClaimReport, depends: Dependencies) -> AuthorView | None:
    """What the page of a claim shows of its source; None for one that nobody keeps elsewhere."""
    asserted, id = report.claim.asserted, report.claim.id
    if asserted is None:
        return None
    said, real = depends.said.get(id, ()), depends.real.get(id, ())
    used = list(dict.fromkeys((*said, *real)))[:_MOST]
    return AuthorView(
        word=asserted.word,
        label=asserted.label,
        marks=tuple(_marks(asserted, report)),
        proof=referring(facts, prose.block(asserted.proof_text), "../"),
        uses=tuple((_link(facts, one), one in said, one in real) for one in used),
        ready=id in depends.ready,
        waiting=0 if report.standing.covered else depends.waiting.get(id, 0),
        page=_page(facts, asserted),
        discussion=_discussion(facts, asserted),
    )


def _marks(said: Asserted, report: ClaimReport) -> Iterable[tuple[str, str]]:
    if said.source != "blueprint":  # elsewhere Lean makes the marks
        return
    yield "statement", "in Mathlib" if said.in_mathlib else _marked(said.stated is not None)
    if report.claim.kind is ClaimKind.THEOREM and not said.in_mathlib:
        yield "proof", _marked(said.proved is not None)
    if said.not_ready:
        yield "text", "not ready"


def _marked(is_marked: bool) -> str:
    return "marked as done" if is_marked else "not marked"


def _link(facts: Facts, id: str) -> Link:
    return replace(titled(facts, id), note=str(facts.claims[id].standing))


def _page(facts: Facts, said: Asserted) -> str | None:
    homes = (o.home for o in facts.report.catalogue.origins if o.kind == said.source)
    home = next(filter(None, homes), "")
    return web_address(f"{home.rstrip('/')}/blueprint/") if home else None


def _discussion(facts: Facts, said: Asserted) -> str | None:
    tops = (o.repository for o in facts.report.catalogue.origins)
    top = next(filter(None, tops), "").removesuffix(".git").rstrip("/")
    if not said.discussion.isdecimal() or not top:
        return None
    return web_address(f"{top}/issues/{said.discussion}")
