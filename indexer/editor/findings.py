"""What a check finds in one file, at the places that the check tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.app.warm import Warm
from indexer.base.errors import LeancatError, Problem
from indexer.editor.records import Note, Stretch
from indexer.formats.summary import worth_telling
from indexer.gate.records import CheckResult

_CATALOGUE = "catalogue"
"""The code of what is wrong with a catalogue's own text."""


def typed_notes(warm: Warm, path: str, texts: dict[str, str]) -> list[Note]:
    """What is wrong with the file `path` of the catalogue if `texts` were saved; paths are from the
    folder around the catalogue."""
    try:
        result = warm.check_typed(texts)
    except LeancatError as error:
        return list(_problems(error.problems, path))
    return list(_findings(result, f"{warm.place.parent}{path}"))


def saved_notes(warm: Warm, path: str) -> list[Note]:
    """What a check finds in a file as it is on disk; `path` is from the top."""
    try:
        return list(_findings(warm.check(None), path))
    except LeancatError as error:
        return list(_problems(error.problems, path.removeprefix(warm.place.parent)))


def _problems(problems: Iterable[Problem], path: str) -> Iterator[Note]:
    for problem in problems:
        if problem.path == path:
            message = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            column = problem.column or 0
            at = Stretch((problem.line or 1) - 1, column, column + 1)
            yield Note(at, "error", _CATALOGUE, message)


def _findings(result: CheckResult, path: str) -> Iterator[Note]:
    for finding in worth_telling(result):
        if finding.path == path:
            line, column = finding.line - 1, finding.column
            same = finding.end_line == finding.line and finding.end_column
            at = Stretch(line, column, finding.end_column if same else column + 1)  # type: ignore[arg-type]
            yield Note(at, finding.level.value, finding.rule, _words(finding.message, finding.help))


def _words(message: str, way_out: str) -> str:
    return f"{message}\n→ {way_out}" if way_out else message
