"""What somebody has reviewed of a claim: the words that were read, and by whom.

The words are kept, so that a later change can be shown word by word; no date, total or place is.
Reviews stand beside each other; each is `of` the text that was read, and those of another text than
the one that is kept are there as history.  (How a pin is kept is in `pin_files`, how it is held
against what is there now in `pin_book`.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.base.documents import toml_text
from indexer.claims.links import label
from indexer.claims.records import Backing, Claim
from indexer.judge.reading import Reader
from indexer.judge.reviews import ReaderKind, Review
from indexer.names.table import Entry
from indexer.review.differing import claim_words
from indexer.review.normal_form import CURRENT, current_form

FIRST = "words1"
"""The algorithm whose pins have no digest."""


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
        return digest("\n".join(content(self)))

    @property
    def current(self) -> tuple[Review, ...]:
        """The reviews of the text that this pin holds."""
        reading = self.reading
        return tuple(review for review in self.reviews if review.of == reading)

    @property
    def reviewed_by(self) -> tuple[str, ...]:
        """Who read the text that this pin holds, each once, in order."""
        return tuple(sorted({review.by for review in self.current}))


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
        needs=needs(claim),
        reviews=(),
        wording=wording(claim),
        titled=titled(claim),
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


def needs(claim: Claim) -> str:
    """Whether all backings of a claim are needed, or any."""
    return "all" if claim.need_all else "any"


def wording(claim: Claim, algorithm: str = CURRENT) -> str:
    """A digest of a claim's own words: without a statement it says what its title says."""
    says = claim.statement or (claim.title if algorithm != FIRST else "")
    return digest(claim_words(says))


def titled(claim: Claim) -> str:
    """A digest of a claim's title, and of where the papers have it."""
    papers = sorted(f"{ref.paper}\0{claim_words(ref.locator)}" for ref in claim.papers)
    return digest("\0\0".join((claim_words(claim.title), *papers)))


def digest(text: str) -> str:
    """How a text is told from another."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def content(pin: Pin, who: Iterable[str] = ()) -> list[str]:
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
