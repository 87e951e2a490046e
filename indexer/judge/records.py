"""What a claim rests on: standings, reports of backings and claims, and the report of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.claims.records import Backing, Catalogue, Claim, ClaimKind, Role
from indexer.evidence.records import Freshness
from indexer.judge.reviews import Review
from indexer.lean.records import Declaration
from indexer.scan.records import Ref

ELSEWHERE = "elsewhere"
"""The flag of a name that nothing here has, and that a package which was not read may have."""

IN_PACKAGE = "in-package"
"""The flag of a declaration that rests on something in a package."""

NOT_LOOKED_AT = "not-looked-at"
"""The flag of a proof in another repository that is not at hand."""

SAYS_NOTHING = "says-nothing"
"""The flag of a theorem that says nothing and makes no secret of it."""

RETRACTED, REFUTED = "retracted", "refuted"
"""What is so of a claim that counts nowhere, in the place of a standing."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a project requires: the revision that its manifest names ("" for none), and
    why it was not read as that ("" where it was)."""

    name: str
    project: str
    revision: str = ""
    unseen: str = ""

    def __str__(self) -> str:
        return f"{self.name}@{self.revision[:12]}" if self.revision else self.name


class Standing(StrEnum):
    """What a claim rests on, from worst to best (the order of this class is the contract)."""

    MISSING = "missing"
    UNBUILT = "unbuilt"
    SORRY = "sorry"
    TAINTED = "tainted"
    ASSUMES = "assumes"
    PARTIAL = "partial"
    SUSPECT = "suspect"
    UNSETTLED = "unsettled"
    CLEAN = "clean"
    CHECKED = "checked"

    @property
    def covered(self) -> bool:
        """True for the standings that count in the headline."""
        return self in (Standing.CLEAN, Standing.CHECKED)

    @property
    def rank(self) -> int:
        """0 for the worst, 9 for the best."""
        return tuple(Standing).index(self)


@dataclass(frozen=True, slots=True)
class Tally:
    """An integer pair. Shares are rounded down, and 100 % only when it is."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Share in whole per cent, rounded down; 0 when there is nothing to count."""
        return self.done * 100 // self.total if self.total else 0

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


@dataclass(frozen=True, slots=True)
class WitnessStep:
    """One step of the shortest path from a declaration to the sorry or axiom it rests on."""

    name: str
    project: str | None
    path: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something a statement takes for granted: a Prop-valued binder, an instance, a bundled law."""

    # "hypothesis", "instance", "bundled" (a law that a structure among them carries), or "meaning"
    # (of a sign or name that may be the project's own)
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed since a review, word by word.

    `part` says where: "statement", "definition N" or "notation N" of what it depends on, "claim"
    for the claim's own words, "backing" for the list of what backs it.  `words` are runs of words,
    each with "=" (kept), "-" (gone) or "+" (new).
    """

    part: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BackingReport:
    """One backing, resolved and judged.

    `reason` is one sentence for people.  `path` is relative to the project's root and `line` the
    line of the name (None when missing).  `axioms` is what the kernel says when evidence is fresh,
    else the axioms the text shows.  `witness` leads to the blocking sorry or axiom, first step the
    backing itself.  `flags` are remarks that do not change the standing (see standing.py).
    """

    backing: Backing
    standing: Standing
    reason: str
    ref: Ref | None = None
    declaration: Declaration | None = None
    path: str | None = None
    line: int | None = None
    axioms: tuple[str, ...] = ()
    axioms_exact: bool = False  # true when they come from the kernel's record
    witness: tuple[WitnessStep, ...] = ()
    suggestions: tuple[str, ...] = ()
    cone: tuple[Ref, ...] = ()  # the project's own definitions the statement depends on
    assumptions: tuple[Assumption, ...] = ()
    evidence: Freshness = Freshness.ABSENT
    evidence_toolchain: str | None = None
    flags: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()  # what changed since the review, when the standing is "suspect"
    part: str = ""  # the full name of the field, constructor, helper or made name that backs

    @property
    def name(self) -> str:
        """The full name of what backs the claim, as written where nothing has it."""
        return self.part or (self.ref.name if self.ref else self.backing.decl)


@dataclass(frozen=True, slots=True)
class Rung:
    """What a claim has above its standing.  `kind` is "replayed": which tool said so, in which
    version, who ran it, at which commit, and the kernels that accepted the proof.  Or it is
    "registered": the entry (`tool`), its version, the registry (`by`) and the commit."""

    kind: str
    tool: str
    version: str
    by: str
    commit: str
    kernels: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`replayed by comparator 1.2 (Lean's kernel, nanoda), by Ada at 0123456789ab`."""
        if self.kind == "registered":
            version = f", version {self.version}" if self.version else ""
            said = "and says what it said there"
            return f"registered as {self.tool}{version}, by {self.by} at {self.commit[:12]}, {said}"
        tool = f"{self.tool} {self.version}".rstrip()
        kernels = f" ({', '.join(self.kernels)})" if self.kernels else ""
        where = f" at {self.commit[:12]}" if self.commit else ""
        return f"{self.kind} with {tool}{kernels}, by {self.by}{where}"


@dataclass(frozen=True, slots=True)
class ReplayFault:
    """A report of another checker that contradicts, or that counts for nothing."""

    rule: str
    message: str
    file: str
    ref: Ref | None = None
    claim: str = ""


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """A claim and its derived standing. `flags` holds "unreviewed" and other remarks.

    `reviews` are those of exactly what stands here; `is_reopened` tells that there were some, and
    that something of what they read has changed."""

    claim: Claim
    standing: Standing
    reason: str
    backings: tuple[BackingReport, ...] = ()
    flags: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()  # changes of the claim itself since the review
    reviews: tuple[Review, ...] = ()
    is_reopened: bool = False
    rungs: tuple[Rung, ...] = ()

    @property
    def is_refuted(self) -> bool:
        """Whether the opposite of the claim is proved."""
        refutes = any(b.backing.role is Role.REFUTES for b in self.backings)
        return refutes and self.standing.covered


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Text and kernel say different things of one declaration."""

    ref: Ref
    text: str
    kernel: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result: every claim judged, and the tallies. Retracted claims are in `retracted`
    and those whose opposite is proved in `refuted`, and in no tally. Families and papers keep the
    catalogue's order.

    A definition proves nothing: all tallies are of theorems, `definitions` is the one of those."""

    catalogue: Catalogue
    claims: tuple[ClaimReport, ...]
    retracted: tuple[Claim, ...]
    covered: Tally
    checked: int
    standings: Mapping[Standing, int]
    families: Mapping[str, Tally]
    families_checked: Mapping[str, int]
    papers: Mapping[str, Tally]
    papers_checked: Mapping[str, int]
    disagreements: tuple[Disagreement, ...] = ()
    complete: bool = True
    remarks: tuple[str, ...] = ()  # what the reader should know and nobody did wrong
    definitions: Tally = Tally(0, 0)
    refuted: tuple[ClaimReport, ...] = ()
    replay_faults: tuple[ReplayFault, ...] = ()
    packages: tuple[Package, ...] = ()

    @property
    def replayed(self) -> int:
        """The claims whose proofs another checker accepted as they stand."""
        theorems = (c for c in self.claims if c.claim.kind is ClaimKind.THEOREM)
        return sum(any(r.kind == "replayed" for r in c.rungs) for c in theorems)

    @property
    def registered(self) -> int:
        """The claims that a registry has as they stand."""
        theorems = (c for c in self.claims if c.claim.kind is ClaimKind.THEOREM)
        return sum(any(r.kind == "registered" for r in c.rungs) for c in theorems)

    @property
    def states(self) -> dict[str, str]:
        """Every claim's standing in a word, by its id; "retracted" or "refuted" where it counts
        nowhere."""
        states = {c.claim.id: str(c.standing) for c in self.claims}
        states |= {c.id: RETRACTED for c in self.retracted}
        return states | {c.claim.id: REFUTED for c in self.refuted}

    @property
    def unsettled(self) -> int:
        """The claims of which text cannot tell what they rest on; they are not covered."""
        return self.standings.get(Standing.UNSETTLED, 0)

    @property
    def beside(self) -> str:
        """What stands beside the headline, in words: `152 checked, 3 unsettled`."""
        words = f"{self.checked} checked"
        words += f", {self.replayed} replayed" if self.replayed else ""
        words += f", {self.registered} registered" if self.registered else ""
        words += f", {self.unsettled} unsettled" if self.unsettled else ""
        return f"{words}, {self.definitions} definitions" if self.definitions.total else words

    @property
    def saying_nothing(self) -> tuple[str, ...]:
        """The covered claims that rest on a statement which says nothing, such as `n = n`."""
        listed = (c for c in self.claims if c.standing.covered and SAYS_NOTHING in c.flags)
        return tuple(c.claim.id for c in listed)
