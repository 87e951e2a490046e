"""Claims → a claims file of the catalogue, as `docs/catalogue.md` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from indexer.claims.records import (
    Backing,
    Claim,
    ClaimKind,
    Family,
    Lifecycle,
    Obstacle,
    Reference,
    Role,
)
from indexer.exports.yaml_text import block, flow, scalar

_SCHEMA = "# yaml-language-server: $schema=../schema/claims.schema.json\n"


def write(family: Family, claims: Iterable[Claim], titles: dict[str, str] | None = None) -> str:
    """The file of a family.  `titles` names the groups that its claims come in, by the family that
    each claim has now: they become comments, for a file has one family."""
    lines = [_SCHEMA + "schema: 1", "family:", f"  id: {family.id}"]
    lines.append(f"  title: {scalar(family.title)}")
    if family.about:
        lines.append(f"  about: {block(family.about, '    ')}")
    lines.append("claims:")
    for group, members in groupby(claims, key=lambda claim: claim.family):
        if titles and group in titles:
            lines.append(f"  # {' '.join(titles[group].split())}")
        for claim in members:
            lines += _claim(claim)
    return "\n".join(lines) + "\n"


def _claim(claim: Claim) -> Iterator[str]:
    first, *rest = _keys(claim)
    yield f"  - {first}"
    yield from (f"    {line}" for line in rest)
    yield ""


def _keys(claim: Claim) -> Iterator[str]:
    yield f"id: {claim.id}"
    if claim.aliases:
        yield f"aliases: {flow(claim.aliases)}"
    yield f"title: {scalar(claim.title)}"
    for key, text in (("statement", claim.statement), ("why", claim.why)):
        if text:
            yield f"{key}: {block(text, ' ' * 6)}"
    if claim.form:
        yield f"form: {claim.form}"
    if claim.kind is ClaimKind.DEFINITION:
        yield "kind: definition"
    if claim.papers:
        yield "papers:"
        for ref in claim.papers:
            locator = f", locator: {scalar(ref.locator)}" if ref.locator else ""
            yield f"  - {{paper: {scalar(ref.paper)}{locator}}}"
    if claim.backing:
        yield "backing:"
        yield from (f"  - {_backing(one)}" for one in claim.backing)
    if not claim.need_all:
        yield "need: any"
    yield from _life(claim)


def _backing(backing: Backing) -> str:
    elsewhere = {"repo": backing.repo, "rev": backing.rev, "path": backing.path}
    parts = {"project": backing.project, "module": backing.module, "decl": backing.decl}
    parts |= elsewhere
    pairs = [f"{key}: {scalar(value)}" for key, value in parts.items() if value]
    if backing.role is not Role.EXACT:
        pairs.append(f"role: {backing.role}")
    return f"{{{', '.join(pairs)}}}"


def _life(claim: Claim) -> Iterator[str]:
    if claim.lifecycle is not Lifecycle.EFFECTIVE:
        yield f"lifecycle: {claim.lifecycle}"
    if claim.reason:
        yield f"reason: {block(claim.reason, ' ' * 6)}"
    if claim.retracted_on:
        yield f'retracted_on: "{claim.retracted_on}"'
    if claim.obstacle:
        yield f"obstacle: {_obstacle(claim.obstacle)}"
    if claim.references:
        yield "references:"
        yield from (f"  - {_reference(one)}" for one in claim.references)
    if claim.preregistrations:
        yield "preregistrations:"
        for one in claim.preregistrations:
            when = f", registered: {scalar(one.registered)}" if one.registered else ""
            yield f'  - {{path: {scalar(one.path)}, sha256: "{one.sha256}"{when}}}'


def _obstacle(obstacle: Obstacle) -> str:
    note = f", note: {scalar(obstacle.note)}" if obstacle.note else ""
    return f"{{kind: {scalar(obstacle.kind)}{note}}}"


def _reference(work: Reference) -> str:
    pairs = [f"title: {scalar(work.title)}"]
    if work.authors:
        pairs.append(f"authors: {flow(work.authors)}")
    if work.year is not None:
        pairs.append(f"year: {work.year}")
    given = (("doi", work.doi), ("arxiv", work.arxiv), ("url", work.url))
    pairs += [f'{key}: "{value}"' for key, value in given if value]
    return f"{{{', '.join(pairs)}}}"
