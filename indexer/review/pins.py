"""Pins: what somebody has reviewed, one machine-written file for each claim.

    catalogue/pins/rope.isometry.toml

    algorithm = "words2"
    claim = "rope.isometry"
    digest = "sha256:91c2…"
    needs = "all"
    reviewed_by = ["Ada"]
    titled = "sha256:03ab…"
    wording = "sha256:6b0d…"

    [[backing]]
    decl = "RoPE.rot_isometry"
    project = "verified_compilation"
    role = "exact"

    [backing.read]
    "definition RoPE.rot" = "def … "
    statement = "theorem …"

The file holds the words that were read, so that a later change can be shown word by word, and no
date, total or place.  `wording` is of the claim's own statement, `titled` of its title and of where
the papers have it, `digest` of the rest of the file: leancat writes a pin, and a hand that changes
one does not go unseen.  One file a claim, so that two branches that review different claims merge
without conflict.  Pins of "words1" have neither `digest` nor `titled`; they are read as they are,
and `leancat review` writes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from indexer.base.documents import Document, Route, parse_toml, toml_text
from indexer.base.errors import CatalogueError, InputError, Problem
from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.claims.records import Backing, Claim, Role
from indexer.judge.reading import Reader
from indexer.judge.records import Drift
from indexer.judge.standing import ReviewChange
from indexer.names.resolver import Entry
from indexer.review.normal_form import (
    ALGORITHMS,
    CURRENT,
    DECLARED,
    STATEMENT,
    Pieces,
    claim_words,
    differing,
    names_packages,
    opened_around,
)

FOLDER = "pins"
SUFFIX = ".toml"
_KEYS = (
    "algorithm", "claim", "digest", "needs", "reviewed_by", "titled", "wording", "backing"
)  # fmt: skip
_FIRST = "words1"
"""The algorithm whose pins have no digest."""
_BACKING_KEYS = ("decl", "project", "role", "read")
_BACKS = (Role.EXACT, Role.STRONGER)


@dataclass(frozen=True, slots=True)
class PinnedBacking:
    """A backing as it was reviewed; `read` are its pieces."""

    project: str
    decl: str
    role: str
    read: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pin:
    """A claim as it was reviewed. `wording` is a hash of the claim's own statement, or of its title
    where it has none, and `titled` of its title and its places in papers ("" in an old pin)."""

    claim: str
    algorithm: str
    needs: str
    reviewed_by: tuple[str, ...]
    wording: str
    backings: tuple[PinnedBacking, ...]
    titled: str = ""

    def says_the_same(self, other: Pin) -> bool:
        """Whether both pin the same text, whoever read it."""
        return replace(self, claim="", reviewed_by=()) == replace(other, claim="", reviewed_by=())


# --- making ---------------------------------------------------------------------------------------


def make_pin(
    reader: Reader,
    claim: Claim,
    backings: Iterable[tuple[Backing, Entry]],
    reviewers: Iterable[str],
) -> Pin:
    """The pin of a claim as it is now; `backings` are its backings with what they resolve to."""
    form = ALGORITHMS[CURRENT](reader)
    pinned = tuple(
        PinnedBacking(entry.ref.project, entry.ref.name, str(backing.role), form.pieces(entry))
        for backing, entry in backings
    )
    return Pin(
        claim=claim.id,
        algorithm=CURRENT,
        needs=_needs(claim),
        reviewed_by=tuple(sorted(set(reviewers))),
        wording=_wording(claim),
        titled=_titled(claim),
        backings=tuple(sorted(pinned, key=lambda b: (b.project, b.decl, b.role))),
    )


def _needs(claim: Claim) -> str:
    return "all" if claim.need_all else "any"


def _wording(claim: Claim, algorithm: str = CURRENT) -> str:
    """A claim without a statement of its own says what its title says."""
    says = claim.statement or (claim.title if algorithm != _FIRST else "")
    return _digest(claim_words(says))


def _titled(claim: Claim) -> str:
    papers = sorted(f"{ref.paper}\0{claim_words(ref.locator)}" for ref in claim.papers)
    return _digest("\0\0".join((claim_words(claim.title), *papers)))


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


# --- comparing ------------------------------------------------------------------------------------


class PinBook:
    """All pins of a catalogue, held against the claims and the sources of now."""

    def __init__(self, pins: Iterable[Pin], reader: Reader) -> None:
        self._pins = {pin.claim: pin for pin in pins}
        self._reader = reader
        self._forms = {name: form(reader) for name, form in ALGORITHMS.items()}

    def of(self, claim: Claim) -> Pin | None:
        """The pin of a claim, made under its present id or a former one."""
        ids = (claim.id, *claim.aliases)
        return next((self._pins[i] for i in ids if i in self._pins), None)

    def reviewed(self, claim: Claim) -> bool:
        """Whether somebody has reviewed the claim."""
        return self.of(claim) is not None

    def claim_change(self, claim: Claim) -> ReviewChange | None:
        """What changed in the claim's own words or in the list of its backings."""
        pin = self.of(claim)
        if pin is None:
            return None
        if pin.wording != _wording(claim, pin.algorithm):
            what = "statement" if claim.statement else "title"
            return ReviewChange("claim-changed", f"the claim's own {what} changed since its review")
        before, after = _listed(pin), self._list_now(claim, pin)
        if before == after:
            return None
        drift = Drift("backing", tuple(_runs(before, after)))
        return ReviewChange(
            "claim-changed", "what backs the claim changed since its review", (drift,)
        )

    def retitled(self, claim: Claim) -> bool:
        """Whether a claim's title, or where papers have it, is not what was reviewed."""
        pin = self.of(claim)
        return pin is not None and bool(pin.titled) and pin.titled != _titled(claim)

    def reads(self, entry: Entry) -> Pieces:
        """What one reads now who reads a declaration."""
        return self._forms[CURRENT].pieces(entry)

    def differing(self, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
        """The parts in which two readings of a declaration differ."""
        return differing(before, after, self._is_gone)

    def opens(self, entry: Entry) -> dict[str, frozenset[str]]:
        """What is open around a statement and around each definition that it depends on."""
        uses = self._reader.uses
        beneath = (uses.entries[ref] for ref in uses.cone(entry.ref) if ref in uses.entries)
        parts = {f"{DECLARED}{e.ref.name}": opened_around(e) for e in beneath}
        return {STATEMENT: opened_around(entry), **parts}

    def names_packages(self, words: str) -> bool:
        """Whether words that were read hold a name that no declaration here has."""
        return names_packages(words, self._reader.uses.table.is_known)

    def _is_gone(self, name: str) -> bool:
        return not self._reader.uses.table.find(name, guesses=True)

    def _list_now(self, claim: Claim, pin: Pin) -> list[str]:
        """What backs the claim now; a theorem that has only another name keeps its old one here."""
        names = []
        for backing in claim.backing:
            found = self._reader.uses.table.find(backing.decl, backing.project)
            known = self._known(pin, found[0]) if len(found) == 1 else None
            names.append(f"{backing.role} {known.decl if known else backing.decl}")
        return [f"needs {_needs(claim)}", *sorted(names)]

    def change(self, claim: Claim, entry: Entry) -> ReviewChange | None:
        """What changed in what a backing says; None when nothing did or nobody reviewed it."""
        pin = self.of(claim)
        known = self._known(pin, entry) if pin else None
        if pin is None or known is None:
            return None  # a backing that is new since the review is told by `claim_change`
        now = self._forms[pin.algorithm].pieces(entry)
        changed = self.differing(known.read, now)
        drift = tuple(word_drift(changed, known.read, now))
        if not drift:
            return None
        in_statement = drift[0].part == STATEMENT
        what = "its statement" if in_statement else drift[0].part
        more = f" (and {len(drift) - 1} more)" if len(drift) > 1 else ""
        flag = "statement-changed" if in_statement else "definition-changed"
        return ReviewChange(flag, f"{what}{more} changed since the claim was reviewed", drift)

    def _known(self, pin: Pin, entry: Entry) -> PinnedBacking | None:
        """What the pin knows of a backing: by name, or by statement when it was renamed."""
        for backing in pin.backings:
            if (backing.project, backing.decl) == (entry.ref.project, entry.ref.name):
                return backing
        present = self._forms[pin.algorithm].pieces(entry)[STATEMENT]
        find = self._reader.uses.table.find
        for backing in pin.backings:
            gone = not find(backing.decl, backing.project)
            was = {STATEMENT: backing.read.get(STATEMENT, "")}
            if gone and not self.differing(was, {STATEMENT: present}):
                return backing
        return None


def _listed(pin: Pin) -> list[str]:
    return [f"needs {pin.needs}", *sorted(f"{b.role} {b.decl}" for b in pin.backings)]


def word_drift(parts: Iterable[str], before: Mapping[str, str], after: Pieces) -> Iterator[Drift]:
    """What changed in some parts."""
    for part in parts:
        old, new = before.get(part, ""), after.get(part, "")
        yield Drift(part, tuple(word_runs(old, new)))


def word_runs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """A word diff of two texts: runs of words with "=" (kept), "-" (gone) or "+" (new)."""
    return _runs(before.split(), after.split())


_LONGEST = 4_000  # words on a side that are compared word by word


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """A word diff, in runs of kept, gone and new words."""
    if max(len(before), len(after)) > _LONGEST:
        yield "-", " ".join(before[:_LONGEST])
        yield "+", " ".join(after[:_LONGEST])
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "=", " ".join(before[a:b])
            continue
        if b > a:
            yield "-", " ".join(before[a:b])
        if d > c:
            yield "+", " ".join(after[c:d])


# --- files ----------------------------------------------------------------------------------------


def file_name(claim: str) -> str:
    """The path of a claim's pin below `pins/`; ids hold nothing that a file name may not."""
    return claim + SUFFIX


def pin_text(pin: Pin) -> str:
    """The file of a pin; the same pin always gives the same bytes."""
    text = _text_without_digest(pin)
    if pin.algorithm == _FIRST:
        return text
    head, claim, rest = text.split("\n", 2)
    return f"{head}\n{claim}\ndigest = {toml_text(_digest(text))}\n{rest}"


def _text_without_digest(pin: Pin) -> str:
    lines = [
        f"algorithm = {toml_text(pin.algorithm)}",
        f"claim = {toml_text(pin.claim)}",
        f"needs = {toml_text(pin.needs)}",
        f"reviewed_by = [{', '.join(map(toml_text, pin.reviewed_by))}]",
        *([f"titled = {toml_text(pin.titled)}"] if pin.titled else []),
        f"wording = {toml_text(pin.wording)}",
    ]
    for backing in pin.backings:
        lines += ["", "[[backing]]", f"decl = {toml_text(backing.decl)}"]
        lines += [f"project = {toml_text(backing.project)}", f"role = {toml_text(backing.role)}"]
        lines += ["", "[backing.read]"]
        lines += [
            f"{toml_text(part)} = {toml_text(backing.read[part])}" for part in sorted(backing.read)
        ]
    return "\n".join(lines) + "\n"


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
            reviewed_by=self._texts(data, "reviewed_by"),
            wording=self._text(data, (), "wording"),
            backings=tuple(self._backings(data.get("backing", []))),
            titled=self._text(data, (), "titled") if "titled" in data else "",
        )
        if self.problems:
            return None
        if file_name(pin.claim) != self.path.rpartition("/")[2]:
            return pin  # under another claim's name, which is told first
        if algorithm != _FIRST and data.get("digest") != _digest(_text_without_digest(pin)):
            message = f"the pin of {pin.claim} is not as leancat wrote it"
            self._complain(
                ("digest",), message, f"read it: leancat show {pin.claim}; then {_AGAIN}"
            )
            return None
        return pin

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


_AGAIN = "leancat review writes it anew"
