"""The records that pass between the rooms of leancat; this module imports nothing of ours.

Every record is a frozen, slotted dataclass (or a tuple with names).  Lines are 1-based, columns and
offsets are 0-based code points, as Lean itself counts them.  Sequences are tuples, so that a record
can be shared between threads, hashed and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

# --- what a Lean file holds (made by lean.parser) -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source: from `line`:`column` up to, not including, `end_line`:`end_column`."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something the reader of a file should know: what was not understood, and where."""

    code: str
    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Import:
    """One `import` of a module header."""

    name: str
    public: bool = False
    meta: bool = False
    all: bool = False


DERIVING = "deriving"
"""The kind of the scope that stands for `deriving instance A, B for T`."""

NOTATION_AFTER_IN = "notation after in"
"""The kind of the scope that stands for `open X in notation …` once its `open` is over."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One entry of the scope stack; a declaration names its innermost one.

    Scopes form a tree: `parent` is an index into `Module.scopes` (-1 at the root), so that the
    context of any declaration is found by walking up, and a file of n commands needs n entries.

    `kind` is one of: "root", "namespace", "section", "open", "variable", "universe", "include",
    "omit", "set_option", "notation", "attribute", "export", "mutual".  `text` is the command as
    written without comments (for "namespace" the component(s) pushed); `namespace` is the full
    namespace in force below this entry ("" at the root).  `local` is true for entries that end
    with the section (`local notation`, `open … in`), false for those the whole module keeps.
    """

    parent: int
    kind: str
    text: str
    namespace: str
    line: int
    local: bool = True


@dataclass(frozen=True, slots=True)
class Sorry:
    """A place where a proof is left out.

    `form` is the word as written ("sorry", "admit", "stop", "sorryAx", "apply?", an option name).
    `owner` is the full name of the declaration it stands in, "" for none (a command, an `example`
    owns its sorry under the name "_example").  `in_statement` tells `answer(sorry)`-like
    placeholders in a statement from holes in a proof.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    form: str
    owner: str
    in_statement: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration as the text shows it.

    `name` is the full name without any private prefix; `kind` is what Lean makes of it (theorem,
    def, instance, structure, class, inductive, opaque, axiom, example) and `keyword` the word
    written (lemma, abbrev, …).  `line`/`column` are the name's (the keyword's when there is no
    name); `start_line`/`end_line` run from the doc comment or first modifier to the last token.
    Offsets count code points from the start of the file: `start:end` is the whole declaration,
    `signature:body` its statement (everything after the name up to `:=`, `|` or `where`) and
    `body:end` its proof or value.
    """

    name: str
    kind: str
    keyword: str
    line: int
    column: int
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    start: int
    end: int
    name_start: int
    signature: int
    body: int
    visibility: str = "public"
    approximate: bool = False
    statement: str = ""
    doc: str | None = None
    modifiers: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    scope: int = 0
    sorry: bool = False
    statement_sorry: bool = False
    statement_names: tuple[str, ...] = ()
    body_names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # constructors, fields, `where` helpers: full names
    parents: tuple[str, ...] = ()  # what a structure extends, as written
    trust: tuple[str, ...] = ()  # native_decide, implemented_by, extern, csimp, unsafe, options
    after_exit: bool = False
    symbols: tuple[str, ...] = ()  # words that are neither names nor literals nor plain punctuation
    # `where` and `let rec` helpers: full name, kind, keyword, line, column, end line, visibility
    helpers: tuple[tuple[str, str, str, int, int, int, str], ...] = ()

    @property
    def is_instance(self) -> bool:
        """Whether it was declared as one, be it `scoped` or `local` (which are defs elsewhere)."""
        return "instance" in (self.kind, self.keyword)


@dataclass(frozen=True, slots=True)
class Alias:
    """`alias new := old`, `export NS (a b)`, `@[deprecated]` redirects: a second name."""

    name: str
    target: str
    line: int
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Module:
    """One Lean file. `path` is relative to its project's root, with forward slashes."""

    path: str
    name: str
    sha256: str
    lines: int
    size: int = 0
    imports: tuple[Import, ...] = ()
    is_module: bool = False
    prelude: bool = False
    declarations: tuple[Declaration, ...] = ()
    sorries: tuple[Sorry, ...] = ()
    scopes: tuple[Scope, ...] = ()
    aliases: tuple[Alias, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    exit_line: int | None = None
    docs: tuple[tuple[int, str], ...] = ()  # module docs: (line, text)
    keywords: tuple[str, ...] = ()  # commands this file defines: "word" or "word=kind"
    unknown: tuple[str, ...] = ()  # words in column 0 that start no command known here
    text_sha256: str = ""  # of the text with line feeds alone, where that is another one
    included: tuple[str, ...] = ()  # files that Lean reads here, as written; "?" when computed
    # words outside comments that name what goes round the kernel or leaves proofs out: (word, line)
    tripwires: tuple[tuple[str, int], ...] = ()
    spreads: bool = False  # whether what trips them may reach the modules that import this one


# --- what a project is (made by project) ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Library:
    """A `lean_lib` or `lean_exe`: where its modules live and which of them are built.

    `src_dir` is relative to the project's root. `roots` are module names; `globs` are as written
    (`N`, `N.+`, `N.*`); `default` tells whether a plain `lake build` builds it.
    """

    name: str
    src_dir: str
    roots: tuple[str, ...]
    globs: tuple[str, ...]
    default: bool = True
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """A required package: by `path` (relative to the project) or by `url` and `revision`."""

    name: str
    path: str | None = None
    url: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A Lake package as far as text tells. `root` is an absolute path, `id` the catalogue's name.

    `understood` is false when the lakefile is a Lean program whose libraries could not be read;
    then `libraries` is a guess and every file below the root counts as reachable.
    """

    id: str
    root: str
    name: str
    toolchain: str | None = None
    libraries: tuple[Library, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    understood: bool = True
    extra_keywords: tuple[str, ...] = ()
    diagnostics: tuple[tuple[str, Diagnostic], ...] = ()  # (path of the file, diagnostic)
    build_dirs: tuple[str, ...] = ()  # folders below the root that hold output or fetched packages
    options: tuple[tuple[str, str], ...] = ()  # Lean options that the lakefile sets: (name, value)
    settings: str = ""  # a digest of all that the lakefile has Lean called with; "" for nothing
    # what the lakefile may hand to Lean that text does not tell, in words: an option that is
    # computed, a plugin
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that should have been scanned and could not be."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """A project with its scanned modules, in order of path. `reachable` names the modules that some
    library of the project builds (roots, globs and their imports); `unbuildable` those that Lean
    cannot build for what they import, each with the reason."""

    project: Project
    modules: tuple[Module, ...]
    reachable: frozenset[str]
    unread: tuple[Unread, ...] = ()
    unbuildable: tuple[tuple[str, str], ...] = ()
    # files that modules include: (path below the root, sha256; "" when it cannot be read)
    inputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """All projects of a catalogue, scanned."""

    projects: tuple[ProjectIndex, ...]

    @property
    def complete(self) -> bool:
        """True when every file that should have been scanned was."""
        return not any(p.unread for p in self.projects)


class Ref(NamedTuple):
    """A declaration of the index, addressed: project id, module name, full declaration name.

    A tuple, since millions of them are looked up in tables.
    """

    project: str
    module: str
    name: str

    def __str__(self) -> str:
        return self.name


# --- what the catalogue says (made by catalogue) --------------------------------------------------


class Role(StrEnum):
    """How a declaration backs a claim."""

    EXACT = "exact"
    STRONGER = "stronger"
    SPECIAL_CASE = "special-case"
    SUPPORTS = "supports"


class Lifecycle(StrEnum):
    """Where a claim stands in its own life; says nothing about proofs."""

    DRAFT = "draft"
    EFFECTIVE = "effective"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a hand-written file: path, 1-based line, 0-based column."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Backing:
    """One declaration named by a claim; `project` is None where the name alone must be unique, and
    `module` where the project declares the name once."""

    decl: str
    project: str | None = None
    role: Role = Role.EXACT
    place: Place | None = None
    module: str | None = None


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


@dataclass(frozen=True, slots=True)
class Origin:
    """A source that claims were taken from: its format, its first file, what it held, the numbers
    that it states of the whole, what of it could not be read (place, message), and the sorries that
    it means: the module that states a name, the one that proves it, and the name."""

    kind: str
    path: str
    claims: int
    figures: tuple[Figure, ...] = ()
    unread: tuple[tuple[Place, str], ...] = ()
    meant: tuple[tuple[str, str, str], ...] = ()


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
    `{line}`.  `allowed_axioms` stand beside propext, Classical.choice and Quot.sound.
    """

    title: str = ""
    projects: tuple[ProjectEntry, ...] = ()
    keywords: tuple[str, ...] = ()
    allowed_axioms: tuple[str, ...] = ()
    site_url: str | None = None
    source_url: str | None = None
    hubs: tuple[str, ...] = ()  # hub files to audit, relative to the catalogue
    tolerances: tuple[Tolerated, ...] = ()  # beside those of the baseline, one a declaration
    stale_passes: bool = False  # whether an entry without its sorry passes a check without a base
    sources: tuple[SourceEntry, ...] = ()  # where claims come from beside claims/*.yaml
    record: str = ""  # which Lean made the compiler's record, in words


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


# --- evidence: what the compiler left behind ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConstantEvidence:
    """The kernel's record of one declaration of a project.

    `axioms` is the exact set its proof and type rest on, through all modules of the project;
    `boundary` names the packages whose constants it uses and whose .olean files were not given
    ("mathlib@abc123"). `statement` is an algorithm-tagged fingerprint of its type.

    What a text can be held against: `span` is the whole declaration (line, column, end line, end
    column), `binders` are those of the type in the brackets of their kind ("n", "{α}", "[_]", "_"
    for a name nobody wrote), `logic` is the type as far as connectives and relations go (see
    lean.terms), `mentions` are the constants in it, and in a definition's value, `literals` the
    numbers and strings in it.
    """

    name: str
    kind: str
    axioms: tuple[str, ...]
    statement: str
    boundary: tuple[str, ...] = ()
    span: tuple[int, ...] = ()
    binders: tuple[str, ...] = ()
    logic: str = ""
    mentions: tuple[str, ...] = ()
    literals: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleEvidence:
    """What one compiled module of a project says.

    It counts only while its origin still matches: `sources` holds the sha256 of the module's own
    source and, for every project module it imports, a digest of that one's source and of all that
    lies below it; `packages` the revisions of the other packages it imports (a digest of the
    sources for one that is a folder); `inputs` the sha256 of the files that its text includes;
    `settings` a digest of what the lakefile has Lean called with; `wanted` the toolchain that the
    project asked for, and `toolchain` the version that wrote the files.  `trouble` says why a file
    holds no record that counts.
    """

    project: str
    module: str
    toolchain: str
    sources: Mapping[str, str]  # module name → sha256
    constants: Mapping[str, ConstantEvidence]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    wanted: str = ""
    trouble: str = ""


class Freshness(StrEnum):
    """Whether the evidence for a module may be used."""

    FRESH = "fresh"
    STALE = "stale"
    ABSENT = "absent"


# --- standing: what a claim rests on --------------------------------------------------------------

SAYS_NOTHING = "says-nothing"
"""The flag of a theorem that says nothing and makes no secret of it."""

ELSEWHERE = "elsewhere"
"""The flag of a name that nothing here has, and that a package which was not read may have."""

STANDARD_AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})


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
class ClaimReport:
    """A claim and its derived standing. `flags` holds "unreviewed" and other remarks."""

    claim: Claim
    standing: Standing
    reason: str
    backings: tuple[BackingReport, ...] = ()
    flags: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()  # changes of the claim itself since the review


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
    and in no tally. Families and papers keep the catalogue's order.

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

    @property
    def unsettled(self) -> int:
        """The claims of which text cannot tell what they rest on; they are not covered."""
        return self.standings.get(Standing.UNSETTLED, 0)

    @property
    def beside(self) -> str:
        """What stands beside the headline, in words: `152 checked, 3 unsettled`."""
        words = f"{self.checked} checked"
        words += f", {self.unsettled} unsettled" if self.unsettled else ""
        return f"{words}, {self.definitions} definitions" if self.definitions.total else words

    @property
    def saying_nothing(self) -> tuple[str, ...]:
        """The covered claims that rest on a statement which says nothing, such as `n = n`."""
        listed = (c for c in self.claims if c.standing.covered and SAYS_NOTHING in c.flags)
        return tuple(c.claim.id for c in listed)


# --- the gate: what is new ------------------------------------------------------------------------


class FindingState(StrEnum):
    """A finding against the baseline or base revision."""

    NEW = "new"
    MOVED = "moved"
    KNOWN = "known"
    FIXED = "fixed"
    STALE = "stale"


class Level(StrEnum):
    """How much a finding weighs. Only errors that are new or stale fail a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `path` is relative to the repository (or to the catalogue's parent when there is
    no repository); `claims` are the ids that fall by it, `fingerprint` what it is known by,
    `trouble` the rule of the register that found it ("" for none)."""

    rule: str
    level: Level
    state: FindingState
    message: str
    declaration: str = ""
    project: str = ""
    path: str = ""
    line: int = 1
    column: int = 0
    end_line: int | None = None
    end_column: int | None = None
    claims: tuple[str, ...] = ()
    fingerprint: str = ""
    help: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `leancat check` found; the one model every output format is written from."""

    findings: tuple[Finding, ...]
    before: Tally | None
    after: Tally
    checked: int
    base: str  # what it was held against, in words ("baseline", "HEAD~1 (abc1234)")
    report: Report
    complete: bool = True
    notes: tuple[str, ...] = ()  # what the reader should know and nobody did wrong
