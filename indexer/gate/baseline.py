"""The baseline: one small TOML file for each declaration whose holes are tolerated.

    catalogue/baseline/carleson/Carleson.forest_bound-1f0c2a9b.toml

    project = "carleson"
    declaration = "Carleson.forest_bound"
    tolerates = ["sorry"]
    statement = "s1:6b0d…"
    reason = "waits for the Calderón–Zygmund decomposition"
    issue = "https://github.com/…/issues/12"
    expires = 2027-01-31

A file a declaration, because two branches that each accept something then merge without conflict.
The file holds what a person said and what identifies the declaration: no totals, no date of making,
no path or line, which change without the declaration changing.  Only the command line writes here,
and never in a check.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli

from indexer.base.documents import merge_conflict, toml_text
from indexer.base.errors import CatalogueError, InputError, Problem
from indexer.base.files import read_written
from indexer.base.suggestions import near
from indexer.base.writing import Folder

FOLDER = "baseline"
_SUFFIX = ".toml"
_KEYS = (
    "project", "declaration", "module", "tolerates", "times", "statement", "reason", "issue",
    "expires",
)  # fmt: skip
_MOST = 10_000  # declarations of one name and statement
_REQUIRED = ("project", "tolerates", "reason")


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """What one file of the baseline says. Exactly one of `declaration` and `module` is set.

    `tolerates` lists kinds of `holes.Hole`; `statement` is the fingerprint of the statement that
    was accepted ("" for a module), and `times` how many declarations of that name and statement
    were: several modules may have a private one, or an example; after the day `expires` the entry
    tolerates nothing any more.
    `file` is where it was read from, below the catalogue folder; "" for one not yet written.
    """

    project: str
    declaration: str
    module: str
    tolerates: tuple[str, ...]
    statement: str
    reason: str
    issue: str = ""
    expires: date | None = None
    file: str = ""
    times: int = 1

    @property
    def subject(self) -> tuple[str, str]:
        """Who is tolerated, in the words of `Hole.subject`."""
        if self.declaration:
            return ("declaration", self.declaration)
        return ("module", self.module)


# --- reading --------------------------------------------------------------------------------------


def load_baseline(catalogue: Path, *, shown_as: str = "catalogue") -> tuple[BaselineEntry, ...]:
    """Read `baseline/` under the catalogue folder, in order of path; () when there is none.

    `shown_as` is how messages name the catalogue folder.  Raises CatalogueError with every problem
    of every file.
    """
    try:
        files = read_written(catalogue / FOLDER, _SUFFIX, f"{shown_as}/{FOLDER}")
    except InputError as error:
        raise CatalogueError(error.problems) from error
    return read_entries({f"{FOLDER}/{path}": d for path, d in files.items()}, shown_as=shown_as)


def read_entries(
    files: Mapping[str, bytes], *, shown_as: str = "catalogue"
) -> tuple[BaselineEntry, ...]:
    """Entries of the given files (path below the catalogue folder → content), in order of path.

    Raises CatalogueError with every problem found.
    """
    found: list[Problem] = []
    entries: list[BaselineEntry] = []
    for name in sorted(files):
        reader = _EntryReader(name, f"{shown_as}/{name}")
        entry = reader.read(files[name])
        found.extend(sorted(reader.problems, key=lambda problem: problem.line or 0))
        entries.extend([entry] if entry else [])
    found.extend(_duplicates(entries, shown_as))
    if found:
        raise CatalogueError(found)
    return tuple(entries)


def _duplicates(entries: Iterable[BaselineEntry], shown_as: str) -> Iterator[Problem]:
    """Two files must not tolerate the same thing: one of them would be dead."""
    seen: dict[tuple[object, ...], BaselineEntry] = {}
    for entry in entries:
        for kind in entry.tolerates:
            key = (entry.project, entry.subject, entry.statement, kind)
            first = seen.setdefault(key, entry)
            if first is not entry:
                yield Problem(
                    f"{entry.subject[1]} is tolerated twice; {first.file} says so already",
                    f"{shown_as}/{entry.file}",
                    1,
                    0,
                    "remove one of the two files",
                )


class _EntryReader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, file: str, path: str) -> None:
        self.file = file
        self.path = path  # as messages show it
        self.text = ""
        self.problems: list[Problem] = []

    def read(self, content: bytes) -> BaselineEntry | None:
        """The entry, or None when there are problems."""
        data = self._parse(content)
        if data is None:
            return None
        self._check_keys(data)
        entry = BaselineEntry(
            project=self._text(data, "project"),
            declaration=self._text(data, "declaration"),
            module=self._text(data, "module"),
            tolerates=self._kinds(data),
            statement=self._text(data, "statement"),
            reason=self._text(data, "reason"),
            issue=self._text(data, "issue"),
            expires=self._date(data),
            file=self.file,
            times=self._times(data),
        )
        return None if self.problems else entry

    def _parse(self, content: bytes) -> dict[str, Any] | None:
        try:
            self.text = content.decode("utf-8-sig").replace("\r\n", "\n")
            return tomli.loads(self.text)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.problems.append(
                Problem("is not UTF-8", self.path, line, 0, "save it as UTF-8 text")
            )
        except tomli.TOMLDecodeError as error:
            self.problems.append(merge_conflict(self.text, self.path) or self._syntax(error))
        except (RecursionError, ValueError) as error:  # too deep, or a number of 5,000 digits
            self.problems.append(Problem(f"malformed TOML: {error}", self.path, 1, 0))
        return None

    def _syntax(self, error: tomli.TOMLDecodeError) -> Problem:
        hint = "expected lines of the form: key = value"
        if re.search(r"^(<<<<<<<|=======|>>>>>>>)", self.text, re.MULTILINE):
            hint = "a merge conflict: keep one side"
        return Problem(error.msg, self.path, error.lineno, error.colno - 1, hint)

    def _check_keys(self, data: Mapping[str, Any]) -> None:
        for key in data:
            if key not in _KEYS:
                close = near(key, _KEYS)
                hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(_KEYS)}"
                self._problem(f"unknown key {key}", key, hint)
        for key in _REQUIRED:
            if key not in data:
                self._problem(f"{key} is missing", None, f"add a line: {key} = …")
        if ("declaration" in data) == ("module" in data):
            self._problem("expected either declaration or module", None, "name one")
        if "declaration" in data and "statement" not in data:
            self._problem("statement is missing", None, "leancat accept writes the entry whole")

    def _text(self, data: Mapping[str, Any], key: str) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self._problem(f"{key} must be text, not {_kind_of(value)}", key)
            return ""
        if key in data and not value.strip():
            self._problem(f"{key} is empty", key, "say it, or remove the line")
        return value

    def _kinds(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        value = data.get("tolerates", ["sorry"])
        good = isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)
        if not good:
            self._problem('tolerates must be a list such as ["sorry"]', "tolerates")
            return ()
        return tuple(dict.fromkeys(value))

    def _times(self, data: Mapping[str, Any]) -> int:
        value = data.get("times", 1)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST:
            return value
        self._problem(f"times must be a number from 1 to {_MOST}", "times", "write times = 2")
        return 1

    def _date(self, data: Mapping[str, Any]) -> date | None:
        value = data.get("expires")
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._problem(
            f"expires must be a date, not {_kind_of(value)}",
            "expires",
            "write 2027-01-31, unquoted",
        )
        return None

    def _problem(self, message: str, key: str | None, hint: str = "") -> None:
        """Note a problem at the key, or at the start of the file when there is none."""
        found = (
            re.search(rf'^\s*"?{re.escape(key)}"?\s*=', self.text, re.MULTILINE) if key else None
        )
        line = self.text.count("\n", 0, found.start()) + 1 if found else 1
        self.problems.append(Problem(message, self.path, line, 0, hint))


def _kind_of(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    names |= {dict: "a table", str: "text", datetime: "a date with a time", date: "a date"}
    return names.get(type(value), "a time")


# --- writing --------------------------------------------------------------------------------------


def file_name(entry: BaselineEntry) -> str:
    """The path of an entry's file below `baseline/`: readable, and distinct for distinct entries.

    The hash keeps names apart that differ only in case or in letters a file system may not carry.
    """
    identity = "\0".join((entry.project, *entry.subject, entry.statement))
    mark = hashlib.sha256(identity.encode()).hexdigest()[:8]
    return f"{_plain(entry.project)}/{_plain(entry.subject[1])}-{mark}{_SUFFIX}"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.'-]+", "_", name).replace("'", "_").lstrip(".")[:80] or "_"


def entry_text(entry: BaselineEntry) -> str:
    """The file of an entry; the same entry always gives the same bytes."""
    kind, name = entry.subject
    lines = [
        f"project = {toml_text(entry.project)}",
        f"{kind} = {toml_text(name)}",
        f"tolerates = [{', '.join(toml_text(kind) for kind in entry.tolerates)}]",
    ]
    if entry.times > 1:
        lines.append(f"times = {entry.times}")
    if entry.statement:
        lines.append(f"statement = {toml_text(entry.statement)}")
    lines.append(f"reason = {toml_text(entry.reason)}")
    if entry.issue:
        lines.append(f"issue = {toml_text(entry.issue)}")
    if entry.expires:
        lines.append(f"expires = {entry.expires.isoformat()}")
    return "\n".join(lines) + "\n"


def write_entries(
    catalogue: Path, entries: Sequence[BaselineEntry], instead: Iterable[BaselineEntry] = ()
) -> tuple[str, ...]:
    """Write a file for each entry, then delete those that the entries `instead` of which they stand
    were read from, with folders left empty.  Gives the paths written, below the catalogue folder.

    Whenever this is interrupted, nothing is tolerated less than before or after it.
    """
    made = {f"{FOLDER}/{file_name(entry)}": entry_text(entry).encode() for entry in entries}
    with Folder.open(catalogue) as folder:
        for name, data in made.items():
            folder.write(name, data)
        for old in instead:
            if old.file not in made:
                folder.remove(old.file)
                above = old.file.rpartition("/")[0]
                if above != FOLDER:
                    folder.remove_empty(above)
    return tuple(f"{FOLDER}/{file_name(entry)}" for entry in entries)


def write_first(catalogue: Path, entries: Sequence[BaselineEntry]) -> None:
    """Write the first entries of a catalogue: all of them or, when interrupted, none."""
    made = {file_name(entry): entry_text(entry).encode() for entry in entries}
    with Folder.open(catalogue) as folder:
        if any(folder.files(FOLDER)):  # a note of somebody's, say
            write_entries(catalogue, entries)
        elif made:
            folder.fill(FOLDER, made)
