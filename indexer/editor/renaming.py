"""A claim's id is renamed: the old one stays behind as an alias, so that pins and links hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.app.answers import Answers
from indexer.base.documents import Document, parse_yaml
from indexer.base.errors import Problem, UsageError
from indexer.editor.records import Edit, Stretch

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*")


def renamed(asked: Answers | None, text: str, old: str, new: str) -> list[Edit]:
    """The edits of a catalogue's file that rename a claim of it.

    Raises UsageError for what is no id, for one that is taken, and where the claim is not in this
    file.
    """
    if not _ID.fullmatch(new):
        hint = "an id has the form family.slug, as in rope.isometry"
        raise UsageError(Problem(f"{new!r} is no id of a claim", hint=hint))
    if new != old and asked and (asked.claims_called(new) or asked.retracted_called(new)):
        raise UsageError(Problem(f"there is a claim called {new} already"))
    edits = list(_edits(text, old, new))
    if not edits:
        raise UsageError(Problem(f"no claim of this file is called {old}"))
    return edits


def _edits(text: str, old: str, new: str) -> Iterator[Edit]:
    document = parse_yaml(text, "")
    lines = text.split("\n")
    claims = document.data.get("claims") if isinstance(document.data, dict) else None
    for number, claim in enumerate(claims if isinstance(claims, list) else ()):
        if not isinstance(claim, dict) or claim.get("id") != old:
            continue
        place = document.place(("claims", number, "id"))
        line, start = place.line - 1, place.column
        start += lines[line][start : start + 1] in ('"', "'")
        yield Edit(Stretch(line, start, start + len(old)), new)
        yield from _alias(document, lines, number, claim, old, line, start)


def _alias(
    document: Document,
    lines: list[str],
    number: int,
    claim: dict[str, object],
    old: str,
    line: int,
    start: int,
) -> Iterator[Edit]:
    """The old id among the aliases, which may not be there yet."""
    aliases = claim.get("aliases")
    if isinstance(aliases, list) and old in aliases:
        return
    places = document.values
    at = places.get(("claims", number, "aliases"))
    if at is not None and isinstance(aliases, list) and aliases:
        first = places[("claims", number, "aliases", 0)]
        where = first[0] - 1, first[1]
        if lines[at[0] - 1][at[1] : at[1] + 1] == "[":
            yield Edit(Stretch(where[0], where[1], where[1]), f"{old}, ")
        else:
            dash = lines[where[0]].rfind("-", 0, where[1])
            yield Edit(Stretch(where[0], dash, dash), f"- {old}\n{' ' * dash}")
        return
    if at is not None:
        return  # `aliases:` of nothing: left to the author
    key = lines[line].rfind("id:", 0, start)
    quote = lines[line][start + len(old) : start + len(old) + 1] in ('"', "'")
    end = start + len(old) + quote
    if "{" in lines[line][:key]:
        yield Edit(Stretch(line, end, end), f", aliases: [{old}]")
    else:
        yield Edit(Stretch(line, end, end), f"\n{' ' * key}aliases: [{old}]")
