"""What changed, for people, for a release note, and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from indexer.base.inert import inert
from indexer.formats.markdown import LIMIT, MARKER, escaped
from indexer.gate.holes import WORD, Hole
from indexer.history.changes import Changes, ClaimChange, Moved, Reworded, shortened
from indexer.judge.records import RETRACTED, Drift
from indexer.scan.records import Ref

_MOST = 40  # lines of a list that people read


def as_text(found: Changes) -> str:
    """The changes for a terminal; names are inert."""
    return _laid_out(found, _Plain())


def as_markdown(found: Changes) -> str:
    """The changes as a release note: inert Markdown."""
    return _laid_out(found, _Markdown())


class _Plain:
    """How text is laid out."""

    def head(self, words: str) -> str:
        return words

    def item(self, words: str) -> str:
        return f"  {words}"

    def name(self, words: str) -> str:
        return inert(words)

    def run(self, mark: str, words: str) -> str:
        return {"-": f"[-{inert(words)}-]", "+": f"{{+{inert(words)}+}}"}.get(mark, inert(words))


class _Markdown(_Plain):
    """The same as Markdown."""

    def head(self, words: str) -> str:
        return f"### {words}\n"

    def item(self, words: str) -> str:
        return f"- {words}"

    def name(self, words: str) -> str:
        return escaped(words)

    def run(self, mark: str, words: str) -> str:
        shown = escaped(words)
        return {"-": f"~~{shown}~~", "+": f"**{shown}**"}.get(mark, shown)


def _laid_out(found: Changes, way: _Plain) -> str:
    head = way.head(f"{found.before} → {found.after}: {found.covered[0]} → {found.covered[1]}")
    return "\n".join([head, *_sections(found, way)]) + "\n"


def _sections(found: Changes, way: _Plain) -> Iterator[str]:
    """What changed, kind by kind."""
    sections: list[tuple[str, Iterable[str]]] = [
        ("Claims that fell", _claims(found, way, lambda c: c.fell)),
        ("Claims that rose", _claims(found, way, lambda c: c.rose)),
        ("Other claims", _claims(found, way, lambda c: not (c.rose or c.fell))),
        ("Statements that changed", (_reworded(one, way) for one in found.reworded)),
        ("New", (_hole(hole, way) for hole in found.new_holes)),
        ("Closed", (_hole(hole, way) for hole in found.closed_holes)),
        ("Renamed or moved", (_moved(one, way) for one in found.moved)),
        ("Theorems that came", (way.name(ref.name) for ref in found.new)),
        ("Theorems that went", (way.name(ref.name) for ref in found.gone)),
        ("Terms", (_term(one, way) for one in found.terms)),
    ]
    for title, items in sections:
        listed = list(items)
        if listed:
            yield from ("", way.head(f"{title} ({len(listed)})"))
            yield from map(way.item, listed[:_MOST])
            if len(listed) > _MOST:
                yield way.item(f"… and {len(listed) - _MOST} more")


# --- a comment on a pull request ------------------------------------------------------------------


def as_comment(found: Changes, *, limit: int = LIMIT) -> str:
    """The changes as one comment on a pull request, of at most `limit` bytes: the numbers, what a
    reviewer should read, and what changed.  The first line is the marker by which the comment is
    found again; whatever files hold is inert."""
    way = _Markdown()
    head = [MARKER, *_numbers(found, way), *_to_read(found, way)]
    rest = list(_sections(found, way)) or ["", "Nothing that claims rest on changed."]
    room = limit - len("\n".join(head).encode()) - 100
    kept = []
    for line in rest:
        room -= len(line.encode()) + 1
        if room < 0:
            kept += ["", "… and more: `leancat diff` has all of it."]
            break
        kept.append(line)
    return "\n".join([*head, *kept]) + "\n"


def _numbers(found: Changes, way: _Plain) -> Iterator[str]:
    fell = sum(claim.fell for claim in found.claims)
    before, after = found.sorries
    covered = found.covered
    yield f"### {'❌' if fell else '✅'} leancat: {covered[0]} → {covered[1]} claims covered"
    yield ""
    yield f"Held against {way.name(found.before)}."
    yield ""
    yield "| | before | after | |"
    yield "|---|---|---|---|"
    rows = (
        ("claims covered", covered[0].done, covered[1].done),
        ("declarations with a sorry", before.direct, after.direct),
        ("others that rest on one", before.transitive, after.transitive),
    )
    for what, was, now in rows:
        yield f"| {what} | {was} | {now} | {f'{now - was:+d}' if now != was else ''} |"


def _to_read(found: Changes, way: _Plain) -> Iterator[str]:
    """What no program can tell and a person should look at."""
    items = [
        f"does {way.name(one.name)} still say what {', '.join(map(way.name, one.claims))} "
        f"{'says' if len(one.claims) == 1 else 'say'}? Its words changed, see below"
        for one in found.reworded
    ]
    items += [
        f"does {', '.join(map(way.name, c.by))} say what {way.name(c.id)} says? It is covered anew"
        for c in found.claims
        if c.rose and c.by
    ]
    items += [
        f"may {way.name(hole.declaration or hole.module)} have {_with(hole)} "
        f"({way.name(hole.path)}:{hole.line})?"
        for hole in found.new_holes
        if hole.kind != "sorry"
    ]
    items += [f"{_term(one, way)}: another Lean, or another library" for one in found.terms]
    if items:
        yield from ("", way.head(f"A reviewer should read ({len(items)})"))
        yield from map(way.item, items[:_MOST])
        if len(items) > _MOST:
            yield way.item(f"… and {len(items) - _MOST} more")


def _with(hole: Hole) -> str:
    return WORD.get(hole.kind, hole.kind)


def _claims(found: Changes, way: _Plain, wanted: Callable[[ClaimChange], bool]) -> Iterator[str]:
    for claim in filter(wanted, found.claims):
        because = f": {way.name(claim.reason)}" if claim.reason else ""
        yield f"{way.name(claim.id)} {claim.was} → {claim.becomes}{because}"


def _reworded(one: Reworded, way: _Plain) -> str:
    parts = "; ".join(_drift(drift, way) for drift in one.drift)
    claims = ", ".join(map(way.name, one.claims))
    return f"{way.name(one.name)} ({claims}): {parts}"


def _drift(drift: Drift, way: _Plain) -> str:
    last = len(drift.words) - 1
    runs = (
        (mark, shortened(words, at == 0, at == last) if mark == "=" else words)
        for at, (mark, words) in enumerate(drift.words)
    )
    return f"{drift.part}: " + " ".join(way.run(mark, words) for mark, words in runs)


def _hole(hole: Hole, way: _Plain) -> str:
    who = hole.declaration or hole.module
    return (
        f"{WORD.get(hole.kind, hole.kind)} in {way.name(who)} ({way.name(hole.path)}:{hole.line})"
    )


def _moved(one: Moved, way: _Plain) -> str:
    if one.before.name != one.after.name:
        return f"{way.name(one.before.name)} → {way.name(one.after.name)}"
    return (
        f"{way.name(one.after.name)}: {way.name(one.before.module)} → {way.name(one.after.module)}"
    )


def _term(one: tuple[str, str, str], way: _Plain) -> str:
    what, before, after = one
    return f"{way.name(what)}: {way.name(before or 'none')} → {way.name(after or 'none')}"


def as_json(found: Changes) -> str:
    """The changes for programs; fields are added, never changed."""
    return json.dumps(changes_data(found), ensure_ascii=False, indent=1) + "\n"


def changes_data(found: Changes) -> dict[str, object]:
    """The changes as JSON has them."""
    return {
        "schema": 1,
        "before": found.before,
        "after": found.after,
        "covered": [{"done": t.done, "total": t.total} for t in found.covered],
        "claims": [
            {
                "id": c.id,
                "title": c.title,
                "before": c.before and c.before.value,
                "after": c.after and c.after.value,
                "by": c.by,
                "reason": c.reason,
                "was": c.was,
                "becomes": c.becomes,
                "retracted": c.out == RETRACTED,
            }
            for c in found.claims
        ],
        "reworded": [
            {
                "declaration": one.name,
                "claims": one.claims,
                "drift": [{"part": d.part, "words": d.words} for d in one.drift],
            }
            for one in found.reworded
        ],
        "new_holes": [_hole_data(hole) for hole in found.new_holes],
        "closed_holes": [_hole_data(hole) for hole in found.closed_holes],
        "moved": [{"before": _ref(m.before), "after": _ref(m.after)} for m in found.moved],
        "new": [_ref(ref) for ref in found.new],
        "gone": [_ref(ref) for ref in found.gone],
        "sorries": [{"direct": one.direct, "transitive": one.transitive} for one in found.sorries],
        "terms": [{"what": what, "before": a, "after": b} for what, a, b in found.terms],
    }


def _ref(ref: Ref) -> dict[str, str]:
    return {"project": ref.project, "module": ref.module, "name": ref.name}


def _hole_data(hole: Hole) -> dict[str, object]:
    return {
        "kind": hole.kind,
        "project": hole.project,
        "declaration": hole.declaration,
        "module": hole.module,
        "path": hole.path,
        "line": hole.line,
    }


CHANGES_WRITERS: MappingProxyType[str, Callable[[Changes], str]] = MappingProxyType(
    {"text": as_text, "markdown": as_markdown, "json": as_json, "comment": as_comment}
)
"""The formats of `leancat diff`, by name."""
