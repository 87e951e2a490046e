"""Names in a catalogue's YAML and in a blueprint's TeX: which one is meant, what may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.app.answers import Answers, statement
from indexer.editor.records import Stretch, Word
from indexer.judge.records import ClaimReport
from indexer.names.table import Entry

MOST = 100
"""Names that are offered at once; more letters give others."""

_LETTER = r"[^\s,{}\[\]\"#]"
_YAML = (
    ("decl", re.compile(rf"(?<![\w-])decl:[ ]*\"?(?P<word>{_LETTER}*)")),
    ("id", re.compile(rf"(?<![\w-])id:[ ]*\"?(?P<word>{_LETTER}*)")),
)
_ALIASES = re.compile(r"(?<![\w-])aliases:[ ]*\[(?P<list>[^\]]*)")
_LEAN = re.compile(r"\\lean\{(?P<list>[^}]*)")
_ITEM = re.compile(r"[^\s,]*")


def yaml_word(line: str, number: int, column: int) -> Word | None:
    """The declaration or claim id at a column of a line of a catalogue."""
    for kind, pattern in _YAML:
        for found in pattern.finditer(line):
            if found.start("word") <= column <= found.end("word"):
                return _word(kind, line, number, column, *found.span("word"))
    return _listed("id", _ALIASES, line, number, column)


def tex_word(line: str, number: int, column: int) -> Word | None:
    """The declaration at a column of a line of TeX, where it stands in `\\lean{…}`."""
    return _listed("decl", _LEAN, line, number, column)


def _listed(
    kind: str, pattern: re.Pattern[str], line: str, number: int, column: int
) -> Word | None:
    for found in pattern.finditer(line):
        start, end = found.span("list")
        if start <= column <= end:
            begin = max(line.rfind(mark, start, column) for mark in (", ", ",", " ")) + 1
            while begin < column and line[begin] in ", ":
                begin += 1
            begin = max(begin, start)
            item = _ITEM.match(line, begin, end)
            return _word(kind, line, number, column, begin, item.end() if item else column)
    return None


def _word(kind: str, line: str, number: int, column: int, start: int, end: int) -> Word:
    text = line[start:end]
    return Word(kind, text, Stretch(number, start, end), line[start:column])


def offered(asked: Answers, word: Word) -> Iterator[tuple[str, str]]:
    """Names that may stand at a place, with what they are; those that begin so come first."""
    if word.kind == "id":
        known = {c.claim.id: f"{c.standing}: {c.claim.title}" for c in asked.found.report.claims}
    else:
        known = {e.ref.name: e.declaration.kind for e in _entries(asked)}
    written = word.before.lower()
    begin = [name for name in known if name.lower().startswith(written)]
    inside = [n for n in known if written in n.lower() and not n.lower().startswith(written)]
    for name in [*sorted(begin), *sorted(inside)][:MOST]:
        yield name, known[name]


def _entries(asked: Answers) -> Iterator[Entry]:
    for entry in asked.found.uses.entries.values():
        declaration = entry.declaration
        if declaration.kind != "example" and not declaration.approximate:
            yield entry


def described(asked: Answers, word: Word) -> str:
    """What is known of a name, in Markdown; "" for nothing."""
    if word.kind == "id":
        return "\n\n---\n\n".join(claim_words(c) for c in asked.claims_called(word.text))
    return "\n\n---\n\n".join(entry_words(asked, e) for e in asked.declarations_called(word.text))


def claim_words(report: ClaimReport) -> str:
    """A claim in Markdown; whatever a project wrote stands in code, where nothing is read."""
    return f"**{report.standing}**\n\n{_code(report.claim.id, report.claim.title, report.reason)}"


def entry_words(asked: Answers, entry: Entry) -> str:
    """A declaration in Markdown."""
    told = asked.standing(entry)
    path = asked.paths.lean(entry.ref.project, entry.module.path)
    place = f"{path}:{entry.declaration.line}"
    head = _code(statement(entry), language="lean")
    return f"{head}\n\n**{told.standing}**\n\n{_code(told.reason, place)}"


def _code(*lines: str, language: str = "text") -> str:
    """Lines as a block of code that they cannot end."""
    text = "\n".join(line for line in lines if line)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
