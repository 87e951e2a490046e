"""The dataset on disk: Parquet, one file for each table and repository.

    DIR/data/TABLE/shard=3f/NAME.parquet

`shard` is two digits of a hash of the name, so that no folder grows with the number of
repositories.  The file of a repository in `repositories` is written last: what it does not speak of
is not there yet.  So a survey that was interrupted goes on, and nothing is there twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from indexer.base.writing import Folder
from indexer.ecosystem.records import Answer, Entry, Row
from indexer.ecosystem.tables import TABLES

_TYPES = {
    "text": pa.string(),
    "text[]": pa.list_(pa.string()),
    "int": pa.int64(),
    "real": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("s", tz="UTC"),
}
SCHEMAS = {
    table: pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    for table, columns in TABLES.items()
}
_LAST = "repositories"
_GROUP = 100_000  # rows


class Dataset:
    """The dataset below a folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]

    @property
    def data(self) -> Path:
        """The folder of the tables."""
        return self.folder / "data"

    def known(self, entry: Entry) -> tuple[str, str]:
        """What an entry need not be done again for: (commit, what made it); "" where it was not
        done, or a file of it is missing or damaged, or it was taken from elsewhere."""
        try:
            row = self._row(_path(entry.name))
        except (pa.ArrowException, OSError, ValueError):
            return "", ""
        said = row["repository"], row["source"], row["revision"], row["state"]
        whole = said == (entry.name, entry.where, entry.revision, "done")
        return (row["commit"], row["made_by"]) if whole else ("", "")

    def _row(self, path: str) -> dict[str, Any]:
        """What `repositories` says; raises an exception where a file cannot be read."""
        for table in TABLES:
            with parquet.ParquetFile(self.data / table / path) as file:
                if file.schema_arrow.names != SCHEMAS[table].names:
                    raise ValueError(f"another leancat wrote {table}")
                if table == _LAST:
                    (row,) = file.read().to_pylist()
        return dict(row)

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Write what there is of a repository in place of what there was.  `files` are those that
        `packed` made."""
        path = _path(name)
        with Folder.open(self.data, make=True) as data:
            data.remove(f"{_LAST}/{path}")
            for table in [t for t in TABLES if t != _LAST] + [_LAST]:
                data.write(f"{table}/{path}", files[table])

    def keep(self, names: Iterable[str]) -> None:
        """Delete what there is of repositories that have other names: the list has them no more."""
        paths = {_path(name) for name in names}
        with Folder.open(self.data, make=True) as data:
            for table in (_LAST, *TABLES):
                for path in list(data.files(table)):
                    if path.partition("/")[2] not in paths:
                        data.remove(path)


def packed(entry: Entry, answer: Answer) -> dict[str, bytes]:
    """The files of a repository, by table: rows in order, none in those that have nothing."""
    tables: dict[str, list[Row]] = dict(answer.tables)
    if answer.state != "done":
        tables = {_LAST: [_failure(entry, answer)]}
    cost = answer.cost
    measured = [cost.get(name, 0) for name in list(TABLES["costs"])[2:]]
    tables["costs"] = [(entry.name, answer.commit, *measured)]
    return {table: _parquet(table, tables.get(table, ())) for table in TABLES}


def _failure(entry: Entry, answer: Answer) -> Row:
    said = {
        "repository": entry.name,
        "source": entry.where,
        "revision": entry.revision,
        "commit": answer.commit,
        "state": "failed",
        "reason": answer.reason,
    }
    return tuple(said.get(column) for column in TABLES[_LAST])


def _parquet(table: str, rows: Iterable[Row]) -> bytes:
    schema = SCHEMAS[table]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        pa.array([_cell(value, field.type) for value in column], field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    made = pa.Table.from_arrays(arrays, schema=schema)
    out = BytesIO()
    parquet.write_table(made, out, compression="zstd", row_group_size=_GROUP)
    return out.getvalue()


def _cell(value: object, kind: pa.DataType) -> object:
    if kind == _TYPES["timestamp"] and isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if kind == _TYPES["int"] and isinstance(value, float):
        return int(value)
    return value


def _path(name: str) -> str:
    """Where the files of a repository stand in each table."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "+", name)[:80]
    return f"shard={digest[:2]}/{plain}-{digest[2:12]}.parquet"
