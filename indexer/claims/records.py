"""What a catalogue or another source of claims says: claims, backings, papers, settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.base.places import Place
from indexer.claims.links import label


class Role(StrEnum):
    """How a declaration backs a claim; one that refutes it proves the opposite."""

    EXACT = "exact"
    STRONGER = "stronger"
    SPECIAL_CASE = "special-case"
    SUPPORTS = "supports"
    REFUTES = "refutes"


class Lifecycle(StrEnum):
    """Where a claim stands in its own life; says nothing about proofs."""

    DRAFT = "draft"
    EFFECTIVE = "effective"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Backing:
    """One declaration named by a claim; `project` is None where the name alone must be unique, and
    `module` where the project declares the name once.

    An external one is in the repository at the address `repo`, as it was at the commit `rev`, in
    the file `path` from the repository's top ("" for wherever the name is)."""

    decl: str
    project: str | None = None
    role: Role = Role.EXACT
    place: Place | None = None
    module: str | None = None
    repo: str = ""
    rev: str = ""
    path: str = ""

    @property
    def where(self) -> str:
        """The repository and commit of an external one, for people: `github.com/a/b@0123456789ab`;
        "" for one of a project here."""
        return f"{label(self.repo)}@{self.rev[:12]}" if self.repo else ""


@dataclass(frozen=True, slots=True)
class PaperRef:
    """The place of a claim in a paper."""

    paper: str
    locator: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Somebody else's work that a claim is taken from or belongs to: prior art."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""  # without the address of the resolver
    arxiv: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """Where the work is found on the web, or ""."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else self.url


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a gap is a gap: a kind of the taxonomy and a note."""

    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preregistration:
    """A document fixed by its hash before the result was known."""

    path: str
    sha256: str
    registered: str = ""


class ClaimKind(StrEnum):
    """What a claim is of: a statement that is proved, or a thing that is defined."""

    THEOREM = "theorem"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a list of axioms that an author states: `name` is its key in the source."""

    name: str
    value: int | tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ProofLink:
    """An address at which an author says that a formal proof is, by which system."""

    url: str
    system: str
    place: Place


@dataclass(frozen=True, slots=True)
class Asserted:
    """What the author of a source says of a claim, which may or may not be so.

    `label` is the source's own name for it and `word` what it calls such things ("lemma").
    `stated` and `proved` are the places of the marks that say so, `proof` that of the proof's text;
    `challenge` is the module that states it with a sorry that is meant.
    """

    source: str
    label: str
    word: str = ""
    stated: Place | None = None
    proved: Place | None = None
    proof: Place | None = None
    in_mathlib: bool = False
    not_ready: bool = False
    uses: tuple[str, ...] = ()
    proof_uses: tuple[str, ...] = ()
    discussion: str = ""
    challenge: str = ""
    figures: tuple[Figure, ...] = ()
    also: tuple[str, ...] = ()  # the further sources that have the same claim
    proof_text: str = ""  # the proof in words
    links: tuple[ProofLink, ...] = ()  # where the author says that a formal proof is


@dataclass(frozen=True, slots=True)
class Origin:
    """A source that claims were taken from: its format, its first file, what it held, the numbers
    that it states of the whole, what of it could not be read (place, message), and the sorries that
    it means: the module that states a name, the one that proves it, and the name.  `home` and
    `repository` are the addresses that it gives of itself."""

    kind: str
    path: str
    claims: int
    figures: tuple[Figure, ...] = ()
    unread: tuple[tuple[Place, str], ...] = ()
    meant: tuple[tuple[str, str, str], ...] = ()
    home: str = ""
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the catalogue, as written by hand; `asserted` is there when a source had it."""

    id: str
    title: str
    family: str
    place: Place
    aliases: tuple[str, ...] = ()
    statement: str = ""
    why: str = ""
    form: str | None = None  # characterisation, impossibility, sharp-bound, bound, identity, …
    papers: tuple[PaperRef, ...] = ()
    backing: tuple[Backing, ...] = ()
    need_all: bool = True
    lifecycle: Lifecycle = Lifecycle.EFFECTIVE
    reason: str = ""  # why it was retracted
    retracted_on: str = ""  # ISO date
    obstacle: Obstacle | None = None
    preregistrations: tuple[Preregistration, ...] = ()
    kind: ClaimKind = ClaimKind.THEOREM
    asserted: Asserted | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A group of claims: one file of `claims/`."""

    id: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper or hub that claims belong to."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    hub: str | None = None  # path below the catalogue, or URL
    url: str | None = None
    bibtex: str | None = None
    projects: tuple[str, ...] = ()
    about: str = ""
    preregistrations: tuple[Preregistration, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """A project as `leancat.toml` names it; `path` is relative to the catalogue folder."""

    id: str
    path: str
    roots: tuple[str, ...] = ()  # library roots when they cannot be read
    keywords: tuple[str, ...] = ()  # extra declaration keywords, "word" or "word=kind"
    source_url: str | None = None  # overrides Config.source_url


@dataclass(frozen=True, slots=True)
class Tolerated:
    """What the check tolerates wholesale, and why: what stands below a `folder` (from the top of
    the repository), has an `attribute` that begins so, and breaks a `rule`; "" for any."""

    reason: str
    folder: str = ""
    attribute: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source of claims as `leancat.toml` names it; `path` is relative to the folder around the
    catalogue, "" for where such sources stand."""

    kind: str
    path: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """`leancat.toml`, with its defaults filled in.

    `source_url` is a link template with `{commit}`, `{path}` (relative to the repository's top) and
    `{line}`, `docs_url` one with `{name}` for what other packages declare.  `allowed_axioms` stand
    beside propext, Classical.choice and Quot.sound.
    """

    title: str = ""
    projects: tuple[ProjectEntry, ...] = ()
    keywords: tuple[str, ...] = ()
    allowed_axioms: tuple[str, ...] = ()
    site_url: str | None = None
    source_url: str | None = None
    docs_url: str | None = None
    hubs: tuple[str, ...] = ()  # hub files to audit, relative to the catalogue
    tolerances: tuple[Tolerated, ...] = ()  # beside those of the baseline, one a declaration
    stale_passes: bool = False  # whether an entry without its sorry passes a check without a base
    sources: tuple[SourceEntry, ...] = ()  # where claims come from beside claims/*.yaml
    exclude: tuple[str, ...] = ()  # modules or paths that have no pages
    record: str = ""  # which Lean made the compiler's record, in words
    families: tuple[str, ...] = ()  # in the order in which they are told; others follow


@dataclass(frozen=True, slots=True)
class ObstacleKind:
    """A kind of obstacle: `about` says what would have to exist to close such a gap."""

    id: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything under `catalogue/` that people write. `root` is an absolute path.

    `origins` are the sources that claims were taken from beside it; `found` tells that nobody wrote
    a catalogue, and that all claims are those of the sources that were recognised.
    """

    root: str
    config: Config
    families: tuple[Family, ...] = ()
    papers: tuple[Paper, ...] = ()
    claims: tuple[Claim, ...] = ()
    obstacles: tuple[ObstacleKind, ...] = ()
    origins: tuple[Origin, ...] = ()
    found: bool = False
