r"""A blueprint's marks as they are so: `\leanok` where it belongs and nowhere else, and names that
lack their namespace or that were given another one.

A mark is taken away only where the opposite is certain, and set only where nothing speaks against
the proof, as `leancat check` has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from indexer.base.places import Place
from indexer.claims.records import ClaimKind
from indexer.gate.records import Finding
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.syncing.edits import Edit, Text

Texts = Callable[[str], Text]
"""The text of a file of the blueprint, by its path."""

_MARK = "\\leanok"
_BEGIN = re.compile(r"\\begin\s*\{[^{}]*\}[ \t]*")
_GONE = (Standing.MISSING, Standing.UNBUILT)


def edits(
    claims: tuple[ClaimReport, ...],
    false: tuple[Finding, ...],
    texts: Texts,
    renamed: Mapping[str, str],
) -> Iterator[tuple[str, Edit]]:
    """The edits by path.  `false` are the findings of the rule leanok-false, `renamed` the names of
    now by those that a source still writes."""
    wrong = {(f.path, f.line, f.column) for f in false}
    for claim in claims:
        said = claim.claim.asserted
        if said is None or said.source != "blueprint":
            continue
        yield from _names(claim, texts, renamed)
        if said.proved is not None and _key(said.proved) in wrong:
            why = f"{said.label} is not proved"
            yield from _without(texts(said.proved.path), said.proved, why)
        proven = said.proved is not None
        if not proven and said.proof is not None and _is_proved(claim):
            why = f"the proof of {said.label} is done"
            yield from _with(texts(said.proof.path), said.proof, why)
        if said.stated is None and _is_stated(claim):
            why = f"{said.label} is stated in Lean"
            yield from _after_names(claim, texts, why)


def _key(place: Place) -> tuple[str, int, int]:
    return place.path, place.line, place.column


def _is_tex(place: Place) -> bool:
    """Whether a name stands in the source itself: an imported claim has its own in YAML."""
    return place.path.endswith(".tex")


def _is_proved(claim: ClaimReport) -> bool:
    return claim.claim.kind is ClaimKind.THEOREM and claim.standing.covered


def _is_stated(claim: ClaimReport) -> bool:
    """Whether Lean has the whole statement; of a definition that is all there is."""
    if claim.claim.kind is ClaimKind.DEFINITION:
        return claim.standing.covered
    return bool(claim.backings) and all(_has_statement(b) for b in claim.backings)


def _has_statement(backing: BackingReport) -> bool:
    declaration = backing.declaration
    if backing.standing in _GONE or declaration is None:
        return False
    return declaration.kind == "theorem" and not declaration.statement_sorry


def _with(text: Text, place: Place, why: str) -> Iterator[tuple[str, Edit]]:
    """A mark at the beginning of the environment that begins at a place; none for one that a macro
    of the document's own makes."""
    begin = _BEGIN.match(text.text, text.offset(place.line, place.column))
    if begin is None:
        return
    at = _after_option(text.text, begin.end())
    rest = text.text[at : text.line_end(at)]
    if rest.strip():
        space = " " if rest[:1].isalpha() else ""
        yield text.path, Edit(at, at, f"{_MARK}{space}", why)
        return
    below = text.text[text.line_end(at) :].lstrip("\r\n")  # the mark begins there as the rest does
    indent = below[: len(below) - len(below.lstrip(" \t"))]
    at += len(rest)
    yield text.path, Edit(at, at, f"{text.newline}{indent}{_MARK}", why)


def _after_option(text: str, at: int) -> int:
    """Behind the argument in square brackets that begins at an offset; there, where none does."""
    if text[at : at + 1] != "[":
        return at
    depth = 0
    for found in re.compile(r"\\.|[{}\]]", re.DOTALL).finditer(text, at):
        depth += (found[0] == "{") - (found[0] == "}")
        if found[0] == "]" and depth == 0:
            return found.end()
    return at


def _after_names(claim: ClaimReport, texts: Texts, why: str) -> Iterator[tuple[str, Edit]]:
    r"""A mark behind the `\lean{…}` that names what backs a claim."""
    place = claim.backings[-1].backing.place
    if place is None or not _is_tex(place):
        return
    text = texts(place.path)
    start = text.offset(place.line, place.column)
    end = text.text.find("}", start)
    if end < 0 or text.text.startswith("\\", start):  # a macro makes the name, or the whole mark
        return
    line = text.text[text.line_start(end) : text.line_end(end)]
    alone = line.rstrip().endswith("}") and line.lstrip().startswith("\\lean")
    indent = line[: len(line) - len(line.lstrip())]
    new = f"{text.newline}{indent}{_MARK}" if alone else _MARK
    space = " " if text.text[end + 1 : end + 2].isalpha() else ""
    yield place.path, Edit(end + 1, end + 1, f"{new}{space}", why)


def _without(text: Text, place: Place, why: str) -> Iterator[tuple[str, Edit]]:
    """No mark at a place, and no line that held nothing else; one that a macro makes stays."""
    start = text.offset(place.line, place.column)
    written = re.compile(r"\\(?:leanok|mathlibok)(?![A-Za-z])").match(text.text, start)
    if written is None:
        return
    end = written.end()
    first, last = text.line_start(start), text.line_end(end)
    if not text.text[first:start].strip() and not text.text[end:last].strip():
        after = text.text.find("\n", last)
        yield text.path, Edit(first, len(text.text) if after < 0 else after + 1, "", why)
        return
    if text.text[end : end + 1] == " " and not text.text[start - 1 : start].strip():
        end += 1
    yield text.path, Edit(start, end, "", why)


def _names(
    claim: ClaimReport, texts: Texts, renamed: Mapping[str, str]
) -> Iterator[tuple[str, Edit]]:
    for backing in claim.backings:
        place, name = backing.backing.place, backing.backing.decl
        now = renamed.get(name)
        missing = backing.standing is Standing.MISSING
        if place is None or not _is_tex(place) or now is None or not missing:
            continue
        text = texts(place.path)
        start = text.offset(place.line, place.column)
        written = re.compile(r"[^,}\s%]+").match(text.text, start)
        if written and written[0].replace("\\_", "_") == name:
            kept = now.replace("_", "\\_") if "\\_" in written[0] else now
            yield place.path, Edit(start, written.end(), kept, f"{name} is {now} now")
