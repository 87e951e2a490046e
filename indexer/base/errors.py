"""Errors that reach a user. Each carries fields, not only text, so that any writer can show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: where, what, and what to do about it.

    `line` is 1-based and `column` 0-based; messages show the column 1-based, as editors do.
    """

    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = self.path or ""
        if self.path and self.line is not None:
            where += f":{self.line}"
            if self.column is not None:
                where += f":{self.column + 1}"
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class LeancatError(Exception):
    """Base of every error leancat raises on purpose; `problems` holds all of them at once."""

    def __init__(self, problems: Problem | str | Sequence[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageError(LeancatError):
    """A command was called in a way it cannot serve."""


class InputError(LeancatError):
    """A file or folder is missing or cannot be read."""


class CatalogueError(LeancatError):
    """The catalogue says something that cannot be understood or does not hold together."""


class NoCatalogueError(CatalogueError):
    """A revision had no catalogue at all, and nothing that could take its place."""


class EvidenceError(LeancatError):
    """An .olean file or a committed evidence file is not what it should be."""


class RevisionError(LeancatError):
    """A git revision cannot be read."""
