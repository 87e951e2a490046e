"""The files of pins: one for each claim, written by machine.

    catalogue/pins/rope.isometry.toml

    algorithm = "words2"
    claim = "rope.isometry"
    digest = "sha256:91c2…"
    needs = "all"
    titled = "sha256:03ab…"
    wording = "sha256:6b0d…"

    [[review]]
    by = "Ada"
    kind = "human"
    of = "sha256:77d0…"
    verdict = "faithful"

    [located]
    "lines, Theorem 1" = "Theorem 1. …"

    [[backing]]
    decl = "RoPE.rot_isometry"
    project = "verified_compilation"
    role = "exact"

    [backing.read]
    "definition RoPE.rot" = "def … "
    statement = "theorem …"

`wording` is of the claim's own statement, `titled` of its title and of where
the papers have it, `located` what the papers say there where their pages are in the repository,
`digest` of the rest of the file: leancat writes a pin, and a hand that changes one does not go
unseen.  One file a claim, so that two branches that review different claims merge without conflict.

Older pins have names in `reviewed_by` in place of reviews, and no `located`; those of "words1" have
neither `digest` nor `titled`.  They are read as they are, and `leancat review` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from indexer.base.documents import Document, Route, parse_toml, toml_text
from indexer.base.errors import CatalogueError, InputError, Problem
from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.judge.reviews import ReaderKind, Review, Verdict
from indexer.review.normal_form import ALGORITHMS
from indexer.review.pins import FIRST, Pin, PinnedBacking, content, digest

FOLDER = "pins"
SUFFIX = ".toml"
Word = TypeVar("Word", bound=StrEnum)
_KEYS = (
    "algorithm", "claim", "digest", "needs", "reviewed_by", "titled", "wording", "backing",
    "located", "review",
)  # fmt: skip
_BACKING_KEYS = ("decl", "project", "role", "read")
_REVIEW_KEYS = ("answers", "by", "kind", "note", "of", "verdict")
_AGAIN = "leancat review writes it anew"


def file_name(claim: str) -> str:
    """The path of a claim's pin below `pins/`; ids hold nothing that a file name may not."""
    return claim + SUFFIX


def pin_text(pin: Pin) -> str:
    """The file of a pin; the same pin always gives the same bytes."""
    text = _text_without_digest(pin)
    if pin.algorithm == FIRST:
        return text
    head, claim, rest = text.split("\n", 2)
    return f"{head}\n{claim}\ndigest = {toml_text(digest(text))}\n{rest}"


def _text_without_digest(pin: Pin) -> str:
    who = [] if pin.located is not None else [_names(pin)]
    lines = content(pin, who)
    if pin.located is None:
        return _joined(pin, lines)
    reviews = [line for review in pin.reviews for line in _review(review)]
    first = next((at for at, line in enumerate(lines) if not line), len(lines))
    return _joined(pin, [*lines[:first], *reviews, *lines[first:]])


def _joined(pin: Pin, lines: Iterable[str]) -> str:
    head = [f"algorithm = {toml_text(pin.algorithm)}", f"claim = {toml_text(pin.claim)}"]
    return "\n".join([*head, *lines]) + "\n"


def _names(pin: Pin) -> str:
    """The names in a pin of before reviews were told apart."""
    return f"reviewed_by = [{', '.join(toml_text(review.by) for review in pin.reviews)}]"


def _review(review: Review) -> Iterator[str]:
    yield from ("", "[[review]]")
    if review.answers:
        yield f"answers = {toml_text(review.answers)}"
    yield f"by = {toml_text(review.by)}"
    yield f"kind = {toml_text(str(review.kind))}"
    if review.note:
        yield f"note = {toml_text(review.note)}"
    yield f"of = {toml_text(review.of)}"
    yield f"verdict = {toml_text(str(review.verdict))}"


def load_pins(catalogue: Path, *, shown_as: str = "catalogue") -> tuple[Pin, ...]:
    """Read `pins/` under the catalogue folder; () when there is none.  Raises CatalogueError with
    every problem of every file."""
    shown = f"{shown_as}/{FOLDER}"
    try:
        files = read_written(catalogue / FOLDER, SUFFIX, shown)
    except InputError as error:
        raise CatalogueError(error.problems) from error
    return read_pins({p: data for p, data in files.items() if "/" not in p}, shown_as=shown)


def write_pin(catalogue: Path, pin: Pin, former: Iterable[str] = ()) -> bool:
    """Write a claim's pin, and remove those under its `former` ids; tells whether anything
    changed."""
    with Folder.open(catalogue) as folder:
        new = folder.write(f"{FOLDER}/{file_name(pin.claim)}", pin_text(pin).encode())
        gone = [folder.remove(f"{FOLDER}/{file_name(name)}") for name in former]
    return new or any(gone)


def read_pins(files: Mapping[str, bytes], *, shown_as: str = "catalogue/pins") -> tuple[Pin, ...]:
    """Pins from their files (path below `pins/` → content), in order of path.

    Raises CatalogueError with every problem of every file.
    """
    pins: dict[str, Pin] = {}
    problems: list[Problem] = []
    for name in sorted(files):
        reader = _PinReader(f"{shown_as}/{name}")
        pin = reader.read(files[name])
        problems += reader.problems
        if pin is None:
            continue
        if file_name(pin.claim) != name:
            problems.append(Problem(f"this file pins {pin.claim}", reader.path, 1, 0, "rename it"))
        pins[pin.claim] = pin
    if problems:
        raise CatalogueError(problems)
    return tuple(pins.values())


class _PinReader:
    """Reads one pin and collects what is wrong with it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.document = Document(path, {})

    def read(self, content: bytes) -> Pin | None:
        try:
            self.document = parse_toml(content.decode("utf-8"), self.path)
        except UnicodeDecodeError:
            self.problems.append(Problem("is not UTF-8", self.path, 1, 0, _AGAIN))
            return None
        except InputError as error:
            self.problems += error.problems
            return None
        data = self.document.data
        self._known(data, (), _KEYS)
        algorithm = self._text(data, (), "algorithm")
        if algorithm and algorithm not in ALGORITHMS:
            hint = "a newer leancat made it: update, or review the claim again"
            self._complain(("algorithm",), f"unknown algorithm {algorithm}", hint)
        pin = Pin(
            claim=self._text(data, (), "claim"),
            algorithm=algorithm,
            needs=self._text(data, (), "needs"),
            reviews=(),
            wording=self._text(data, (), "wording"),
            backings=tuple(self._backings(data.get("backing", []))),
            titled=self._text(data, (), "titled") if "titled" in data else "",
            located=None if "reviewed_by" in data else self._located(data.get("located", {})),
        )
        pin = replace(pin, reviews=tuple(self._reviews(data, pin)))
        if self.problems:
            return None
        if file_name(pin.claim) != self.path.rpartition("/")[2]:
            return pin  # under another claim's name, which is told first
        if algorithm != FIRST and data.get("digest") != digest(_text_without_digest(pin)):
            message = f"the pin of {pin.claim} is not as leancat wrote it"
            self._complain(
                ("digest",), message, f"read it: leancat show {pin.claim}; then {_AGAIN}"
            )
            return None
        return pin

    def _located(self, value: object) -> Mapping[str, str]:
        if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            return value
        self._complain(("located",), "located must be a table of texts")
        return {}

    def _reviews(self, data: Mapping[str, Any], pin: Pin) -> Iterator[Review]:
        if "reviewed_by" in data:
            for name in self._texts(data, "reviewed_by"):
                yield Review(name, of=pin.reading)
            return
        value = data.get("review", [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._complain(("review",), "review must be tables: [[review]]")
            return
        for at, item in enumerate(value):
            way = ("review", at)
            self._known(item, way, _REVIEW_KEYS)
            yield Review(
                by=self._text(item, way, "by"),
                kind=self._one_of(item, way, "kind", ReaderKind) or ReaderKind.UNSTATED,
                verdict=self._one_of(item, way, "verdict", Verdict) or Verdict.FAITHFUL,
                note=self._text(item, way, "note") if "note" in item else "",
                answers=self._text(item, way, "answers") if "answers" in item else "",
                of=self._text(item, way, "of"),
            )

    def _one_of(
        self, data: Mapping[str, Any], way: Route, key: str, words: type[Word]
    ) -> Word | None:
        value = self._text(data, way, key)
        if value in frozenset(words):
            return words(value)
        if value:
            self._complain((*way, key), f"{key} must be one of {', '.join(words)}")
        return None

    def _backings(self, value: object) -> Iterator[PinnedBacking]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._complain(("backing",), "backing must be tables: [[backing]]")
            return
        for at, item in enumerate(value):
            way = ("backing", at)
            self._known(item, way, _BACKING_KEYS)
            read = item.get("read")
            if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
                self._complain((*way, "read"), "read must be a table of texts")
                read = {}
            yield PinnedBacking(
                project=self._text(item, way, "project"),
                decl=self._text(item, way, "decl"),
                role=self._text(item, way, "role"),
                read=read,
            )

    def _known(self, data: Mapping[str, Any], way: Route, keys: Iterable[str]) -> None:
        for key in data.keys() - set(keys):
            self._complain((*way, key), f"unknown key {key}", "pins are written by leancat review")

    def _text(self, data: Mapping[str, Any], way: Route, key: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value:
            self._complain((*way, key), f"{key} must be text and not empty")
            return ""
        return value

    def _texts(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._complain((key,), f"{key} must be a list of names")
            return ()
        return tuple(value)

    def _complain(self, way: Route, message: str, hint: str = "") -> None:
        place = self.document.key_place(way)
        self.problems.append(Problem(message, self.path, place.line, place.column, hint or _AGAIN))
