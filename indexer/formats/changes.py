"""What changed, for people, for a release note, and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from indexer.base.inert import inert
from indexer.formats.markdown import escaped
from indexer.gate.holes import WORD, Hole
from indexer.history.changes import Changes, ClaimChange, Moved, Reworded, shortened
from indexer.judge.records import Drift
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
    lines = [way.head(f"{found.before} → {found.after}: {found.covered[0]} → {found.covered[1]}")]
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
            lines += ["", way.head(f"{title} ({len(listed)})")]
            lines += map(way.item, listed[:_MOST])
            if len(listed) > _MOST:
                lines.append(way.item(f"… and {len(listed) - _MOST} more"))
    return "\n".join(lines) + "\n"


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
                "retracted": c.retracted,
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
    {"text": as_text, "markdown": as_markdown, "json": as_json}
)
"""The formats of `leancat diff`, by name."""
