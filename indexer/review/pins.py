"""Pins: what somebody has reviewed, one machine-written file for each claim.

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

The file holds the words that were read, so that a later change can be shown word by word, and no
date, total or place.  `wording` is of the claim's own statement, `titled` of its title and of where
the papers have it, `located` what the papers say there where their pages are in the repository,
`digest` of the rest of the file: leancat writes a pin, and a hand that changes one does not go
unseen.  Reviews stand beside each other; each is `of` the text that was read, and those of another
text than the one in the file are there as history.  One file a claim, so that two branches that
review different claims merge without conflict.

Older pins have names in `reviewed_by` in place of reviews, and no `located`; those of "words1" have
neither `digest` nor `titled`.  They are read as they are, and `leancat review` writes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from indexer.base.documents import Document, Route, parse_toml, toml_text
from indexer.base.errors import CatalogueError, InputError, Problem
from indexer.base.files import read_written
from indexer.base.writing import Folder
from indexer.claims.links import label
from indexer.claims.records import Backing, Claim
from indexer.judge.reading import Reader
from indexer.judge.records import Drift
from indexer.judge.reviews import ReaderKind, Review, Verdict
from indexer.judge.standing import ReviewChange
from indexer.names.table import Entry
from indexer.review.normal_form import (
    ALGORITHMS,
    CURRENT,
    DECLARED,
    STATEMENT,
    Pieces,
    claim_words,
    current_form,
    differing,
    names_packages,
    opened_around,
)

FOLDER = "pins"
SUFFIX = ".toml"
Word = TypeVar("Word", bound=StrEnum)
_KEYS = (
    "algorithm", "claim", "digest", "needs", "reviewed_by", "titled", "wording", "backing",
    "located", "review",
)  # fmt: skip
_FIRST = "words1"
"""The algorithm whose pins have no digest."""
_BACKING_KEYS = ("decl", "project", "role", "read")
_REVIEW_KEYS = ("answers", "by", "kind", "note", "of", "verdict")

Paragraphs = Callable[[Claim], Mapping[str, str]]
"""What the papers say where a claim stands in them, as far as their pages are in the repository:
"paper, locator" → words."""


def no_paragraphs(_claim: Claim) -> Mapping[str, str]:
    """No paper is at hand."""
    return {}


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
    where it has none, and `titled` of its title and its places in papers ("" in an old pin);
    `located` is what the papers say there, None in a pin of before that was asked."""

    claim: str
    algorithm: str
    needs: str
    reviews: tuple[Review, ...]
    wording: str
    backings: tuple[PinnedBacking, ...]
    titled: str = ""
    located: Mapping[str, str] | None = None

    def says_the_same(self, other: Pin) -> bool:
        """Whether both pin the same text, whoever read it; what an older one does not hold is not
        asked."""
        old = self.located is None or other.located is None
        mine, its = (
            replace(pin, claim="", reviews=(), located=None if old else pin.located)
            for pin in (self, other)
        )
        return mine == its

    @property
    def reading(self) -> str:
        """A digest of what was read: the same for all who read the same."""
        return _digest("\n".join(_content(self)))

    @property
    def current(self) -> tuple[Review, ...]:
        """The reviews of the text that this pin holds."""
        reading = self.reading
        return tuple(review for review in self.reviews if review.of == reading)

    @property
    def reviewed_by(self) -> tuple[str, ...]:
        """Who read the text that this pin holds, each once, in order."""
        return tuple(sorted({review.by for review in self.current}))


# --- making ---------------------------------------------------------------------------------------


def make_pin(
    reader: Reader,
    claim: Claim,
    backings: Iterable[tuple[Backing, Entry]],
    reviews: Iterable[Review] = (),
    located: Mapping[str, str] | None = None,
    outside: Iterable[tuple[Backing, Mapping[str, str]]] = (),
) -> Pin:
    """The pin of a claim as it is now; `backings` are its backings with what they resolve to,
    `outside` those in other repositories with what they read, `reviews` are of this very text, and
    `located` is what its papers say."""
    form = current_form(reader)
    pinned = (
        *(
            PinnedBacking(entry.ref.project, entry.ref.name, str(backing.role), form.pieces(entry))
            for backing, entry in backings
        ),
        *(
            PinnedBacking(label(backing.repo), backing.decl, str(backing.role), read)
            for backing, read in outside
        ),
    )
    pin = Pin(
        claim=claim.id,
        algorithm=CURRENT,
        needs=_needs(claim),
        reviews=(),
        wording=_wording(claim),
        titled=_titled(claim),
        backings=tuple(sorted(pinned, key=lambda b: (b.project, b.decl, b.role))),
        located=dict(located or {}),
    )
    return with_reviews(pin, (replace(review, of=pin.reading) for review in reviews))


def with_reviews(pin: Pin, reviews: Iterable[Review], earlier: Iterable[Review] = ()) -> Pin:
    """The pin with further reviews.  Of one reader the last of `reviews` stands for all of them,
    and before all `earlier` ones; who says now what they are does not stand there twice."""
    kept = {(r.by, r.kind): r for r in (*earlier, *pin.reviews, *reviews)}
    told = {by for by, kind in kept if kind is not ReaderKind.UNSTATED}
    kept = {k: r for k, r in kept.items() if k != (r.by, ReaderKind.UNSTATED) or r.by not in told}
    return replace(pin, reviews=tuple(kept[key] for key in sorted(kept)))


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

    def __init__(
        self, pins: Iterable[Pin], reader: Reader, paragraphs: Paragraphs = no_paragraphs
    ) -> None:
        self._pins = {pin.claim: pin for pin in pins}
        self.paragraphs = paragraphs
        self._reader = reader
        self._forms = {name: form(reader) for name, form in ALGORITHMS.items()}
        self._reads: dict[Entry, Pieces] = {}

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
        if before != after:
            drift = Drift("backing", tuple(_runs(before, after)))
            reason = "what backs the claim changed since its review"
            return ReviewChange("claim-changed", reason, (drift,))
        return self._said_otherwise(claim, pin)

    def _said_otherwise(self, claim: Claim, pin: Pin) -> ReviewChange | None:
        """What the papers say otherwise where the claim stands in them; a place that is another is
        told as such."""
        if pin.located is None or pin.titled != _titled(claim):
            return None
        now = self.paragraphs(claim)
        changed = [at for at in {**pin.located, **now} if pin.located.get(at) != now.get(at)]
        if not changed:
            return None
        drift = tuple(word_drift(sorted(changed), pin.located, now))
        reason = f"what the paper says ({min(changed)}) changed since the claim was reviewed"
        return ReviewChange("claim-changed", reason, drift)

    def reviews(self, claim: Claim) -> tuple[Review, ...]:
        """The reviews of what was read last; those of earlier texts are not among them."""
        pin = self.of(claim)
        return pin.current if pin else ()

    def retitled(self, claim: Claim) -> bool:
        """Whether a claim's title, or where papers have it, is not what was reviewed."""
        pin = self.of(claim)
        return pin is not None and bool(pin.titled) and pin.titled != _titled(claim)

    def reads(self, entry: Entry) -> Pieces:
        """What one reads now who reads a declaration."""
        if entry not in self._reads:
            self._reads[entry] = self._forms[CURRENT].pieces(entry)
        return self._reads[entry]

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
        return _change(known.read, now, self.differing(known.read, now))

    def outside_change(
        self, claim: Claim, backing: Backing, read: Mapping[str, str]
    ) -> ReviewChange | None:
        """The same of a backing in another repository, which reads so now."""
        pin = self.of(claim)
        home = label(backing.repo)
        for known in pin.backings if pin else ():
            if (known.project, known.decl) == (home, backing.decl):
                changed = differing(known.read, read, lambda _: False)
                return _change(known.read, read, changed)
        return None

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


def _change(
    before: Mapping[str, str], after: Mapping[str, str], changed: Iterable[str]
) -> ReviewChange | None:
    """What changed of what was read, None where nothing did."""
    drift = tuple(word_drift(changed, before, after))
    if not drift:
        return None
    in_statement = drift[0].part == STATEMENT
    what = "its statement" if in_statement else drift[0].part
    more = f" (and {len(drift) - 1} more)" if len(drift) > 1 else ""
    flag = "statement-changed" if in_statement else "definition-changed"
    return ReviewChange(flag, f"{what}{more} changed since the claim was reviewed", drift)


def _listed(pin: Pin) -> list[str]:
    return [f"needs {pin.needs}", *sorted(f"{b.role} {b.decl}" for b in pin.backings)]


def word_drift(
    parts: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Drift]:
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
    who = [] if pin.located is not None else [_names(pin)]
    content = _content(pin, who)
    if pin.located is None:
        return _joined(pin, content)
    reviews = [line for review in pin.reviews for line in _review(review)]
    first = next((at for at, line in enumerate(content) if not line), len(content))
    return _joined(pin, [*content[:first], *reviews, *content[first:]])


def _joined(pin: Pin, content: Iterable[str]) -> str:
    lines = [f"algorithm = {toml_text(pin.algorithm)}", f"claim = {toml_text(pin.claim)}"]
    return "\n".join([*lines, *content]) + "\n"


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


def _content(pin: Pin, who: Iterable[str] = ()) -> list[str]:
    """The lines of what was read."""
    lines = [
        f"needs = {toml_text(pin.needs)}",
        *who,
        *([f"titled = {toml_text(pin.titled)}"] if pin.titled else []),
        f"wording = {toml_text(pin.wording)}",
    ]
    if pin.located:
        lines += ["", "[located]"]
        lines += [f"{toml_text(at)} = {toml_text(pin.located[at])}" for at in sorted(pin.located)]
    for backing in pin.backings:
        lines += ["", "[[backing]]", f"decl = {toml_text(backing.decl)}"]
        lines += [f"project = {toml_text(backing.project)}", f"role = {toml_text(backing.role)}"]
        lines += ["", "[backing.read]"]
        lines += [
            f"{toml_text(part)} = {toml_text(backing.read[part])}" for part in sorted(backing.read)
        ]
    return lines


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
        if algorithm != _FIRST and data.get("digest") != _digest(_text_without_digest(pin)):
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


_AGAIN = "leancat review writes it anew"
