"""Questions to the dataset, in SQL, by DuckDB."""

from __future__ import annotations

import csv
from collections.abc import Sequence
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
            files = str(data / table / "*" / "*.parquet").replace("'", "''")
            if any(data.glob(f"{table}/*/*.parquet")):
                columns = ", ".join(f'"{name}"' for name in TABLES[table])
                source = f"read_parquet('{files}', hive_partitioning = false)"
                self._db.execute(f"CREATE VIEW {table} AS SELECT {columns} FROM {source}")

    def __enter__(self) -> Questions:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def rows(self, sql: str, given: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of an answer, by column.  Raises UsageError with DuckDB's words."""
        try:
            answer = self._db.execute(sql, list(given))
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        except duckdb.Error as error:
            first = " ".join(str(error).split())[:500]
            hint = f"the tables are {', '.join(TABLES)}; docs/scale.md has their columns"
            raise UsageError(Problem(first, hint=hint)) from error


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as comma-separated values under a head; lists with semicolons."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow(";".join(map(str, v)) if isinstance(v, list) else v for v in row.values())
    return out.getvalue()
