"""Questions to the dataset, in SQL, by DuckDB."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb

from indexer.base.errors import InputError, Problem, UsageError
from indexer.ecosystem.tables import TABLES


class Questions:
    """The tables of a dataset as views; open it with `with`."""

    def __init__(self, data: Path) -> None:
        """`data` is the folder of the tables.  Raises InputError where there is none."""
        if not data.is_dir():
            hint = "make one: leancat survey LIST --out DIR"
            raise InputError(Problem("there is no dataset here", str(data.parent), hint=hint))
        self._db = duckdb.connect()
        self._db.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            files = _literal(f"{_plain(str(data))}/{table}/*/*.parquet")
            if any(data.glob(f"{table}/*/*.parquet")):
                columns = ", ".join(f'"{name}"' for name in TABLES[table])
                source = f"read_parquet({files}, hive_partitioning = false)"
                self._db.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM {source}")
        self._shut_in(data)

    def _shut_in(self, data: Path) -> None:
        """From here on nothing is read but the dataset, nothing is fetched, and no setting
        changes.  [DuckDB: Securing DuckDB]"""
        spilled = Path(tempfile.gettempdir()) / f"leancat-sql-{os.getpid()}"
        folders = ", ".join(_literal(folder) for folder in (str(data), _plain(str(data))))
        for setting in (
            f"temp_directory = {_literal(str(spilled))}",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            f"allowed_directories = [{folders}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._db.execute(f"SET {setting}")

    def __enter__(self) -> Questions:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def answer(self, sql: str) -> Answered:
        """What a SELECT gives.  Raises UsageError with DuckDB's words, and for all else that SQL
        can say: a question writes nothing."""
        try:
            asked = self._db.extract_statements(sql)
            if [statement.type for statement in asked] != [duckdb.StatementType.SELECT]:
                raise UsageError(Problem("a question is one SELECT", hint=_HINT))
            given = self._db.execute(asked[0])
            names = tuple(column[0] for column in given.description or ())
            return Answered(names, tuple(given.fetchall()))
        except duckdb.Error as error:
            first = " ".join(str(error).split())[:500]
            raise UsageError(Problem(first, hint=_HINT)) from error

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of an answer, by column, each of which has a name of its own."""
        found = self.answer(sql)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@dataclass(frozen=True, slots=True)
class Answered:
    """The columns and the rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


_HINT = f"the tables are {', '.join(TABLES)}; docs/scale.md has their columns"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _plain(path: str) -> str:
    """A path as a pattern that only it fits."""
    return re.sub(r"[*?[]", r"[\g<0>]", path)


def as_csv(found: Answered) -> str:
    """An answer as comma-separated values under a head; lists with semicolons."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(found.columns)
    for row in found.rows:
        writer.writerow(";".join(map(str, v)) if isinstance(v, list) else v for v in row)
    return out.getvalue()
