"""A small catalogue over two Lean files, judged by hand: one claim of every standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from indexer.base.places import Place
from indexer.claims.records import (
    Asserted,
    Backing,
    Catalogue,
    Claim,
    Config,
    Family,
    Lifecycle,
    Obstacle,
    Paper,
    PaperRef,
    Role,
)
from indexer.evidence.records import Freshness
from indexer.history.changes import Changes, ClaimChange, Moved, Reworded
from indexer.history.records import Counts, Coverage, Point, Release
from indexer.history.told import Step, Told
from indexer.judge import claimgraph
from indexer.judge.claimgraph import ClaimEdge
from indexer.judge.records import (
    Assumption,
    BackingReport,
    ClaimReport,
    Drift,
    Report,
    Standing,
    Tally,
    WitnessStep,
)
from indexer.lake.records import Project
from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.parser import parse
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.site.addresses import Source
from indexer.site.facts import Beside, SiteInput
from indexer.troubles import Troubles

PROJECT = "demo"

ROTATION = """\
/-! # Rotations -/
namespace Rope

/-- The angle at position `n`. -/
def angle (n : Nat) : Nat := n

/-- Rotations keep scores: $\\langle q, k\\rangle$. -/
theorem isometry (n : Nat) (h : 0 < n) : angle n = angle n := by
  rfl

theorem hole : angle 0 = 0 := by
  sorry

/-- Rests on `hole`. -/
theorem tainted : angle 0 = 0 := hole

theorem special : angle 1 = 1 := rfl
end Rope
"""

BASIC = """\
import Demo.Rotation
namespace Rope
axiom magic : angle 2 = 2
theorem assumes : angle 2 = 2 := magic
instance : Inhabited Nat := ⟨0⟩
example : angle 0 = 0 := hole
end Rope
"""

SOURCES = {"Demo/Rotation.lean": ROTATION, "Demo/Basic.lean": BASIC}

# claim → the declaration that backs it; the standing is the name's
CLAIMS: dict[str, tuple[Standing, str | None]] = {
    "rope.isometry": (Standing.CHECKED, "Rope.isometry"),
    "rope.clean": (Standing.CLEAN, "Rope.special"),
    "rope.suspect": (Standing.SUSPECT, "Rope.isometry"),
    "rope.partial": (Standing.PARTIAL, "Rope.special"),
    "rope.assumes": (Standing.ASSUMES, "Rope.assumes"),
    "rope.tainted": (Standing.TAINTED, "Rope.tainted"),
    "sign.sorry": (Standing.SORRY, "Rope.hole"),
    "sign.unbuilt": (Standing.UNBUILT, "Rope.assumes"),
    "sign.missing": (Standing.MISSING, "Rope.isometri"),
    "sign.nothing": (Standing.MISSING, None),
}


def modules(sources: Mapping[str, str]) -> tuple[Module, ...]:
    """The sources, scanned as leancat scans them."""
    return tuple(
        parse(
            text,
            path=path,
            name=path.removesuffix(".lean").replace("/", "."),
            sha256=sha256(text.encode()).hexdigest(),
        )
        for path, text in sources.items()
    )


def index(sources: Mapping[str, str] | None = None, project: str = PROJECT) -> Index:
    """One project with these sources."""
    found = modules(SOURCES if sources is None else sources)
    reached = frozenset(m.name for m in found)
    made = Project(id=project, root="/nowhere", name=project, toolchain="leanprover/lean4:v4.28.0")
    return Index((ProjectIndex(made, found, reached),))


def source(sources: Mapping[str, str] | None = None) -> Source:
    """Gives the texts of these sources."""
    texts = SOURCES if sources is None else sources
    return lambda _project, module: texts[module.path]


def located(given: Index) -> dict[str, tuple[Ref, Module, Declaration]]:
    """Every declaration by its name."""
    return {
        d.name: (Ref(p.project.id, m.name, d.name), m, d)
        for p in given.projects
        for m in p.modules
        for d in m.declarations
    }


def claim(claim_id: str, decl: str | None = None, **fields: object) -> Claim:
    """A claim with everything filled in that a page may show."""
    base = Claim(
        id=claim_id,
        title=f"The claim {claim_id}",
        family=claim_id.partition(".")[0],
        place=Place("claims/demo.yaml", 4, 4),
        statement="For all $n > 0$, $\\theta_n = \\theta_n$.",
        why="Everything breaks. Really.",
        form="identity",
        papers=(PaperRef("paper-a", "Theorem 1"),),
        backing=(Backing(decl, PROJECT),) if decl else (),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def judged(made: Claim, standing: Standing, given: Index) -> ClaimReport:
    """A claim with a standing, its backings found in the index."""
    where = located(given)
    backings = tuple(backing(b, standing, where) for b in made.backing)
    return ClaimReport(made, standing, f"because it is {standing}.", backings, ("unreviewed",))


def backing(
    named: Backing, standing: Standing, where: Mapping[str, tuple[Ref, Module, Declaration]]
) -> BackingReport:
    """A backing as the judge would report it."""
    if named.decl not in where:
        return BackingReport(
            named, Standing.MISSING, "not found.", suggestions=("Rope.isometry", "Gone.away")
        )
    ref, module, found = where[named.decl]
    hole = where.get("Rope.hole")
    witness = (
        (
            WitnessStep(found.name, ref.project, module.path, found.line),
            WitnessStep("Rope.hole", PROJECT, hole[1].path, hole[2].line),
        )
        if standing is Standing.TAINTED and hole
        else ()
    )
    checked = standing is Standing.CHECKED
    return BackingReport(
        named,
        standing,
        f"because it is {standing}.",
        ref=ref,
        declaration=found,
        path=module.path,
        line=found.line,
        axioms=("propext",) if checked else (),
        axioms_exact=checked,
        witness=witness,
        cone=(where["Rope.angle"][0],) if "Rope.angle" in where else (),
        assumptions=(Assumption("hypothesis", "h : 0 < n"),),
        evidence=Freshness.FRESH if checked else Freshness.ABSENT,
        evidence_toolchain="leanprover/lean4:v4.28.0" if checked else None,
    )


def uses(given: Index) -> dict[Ref, dict[Ref, str]]:
    """The use graph of the example."""
    where = located(given)
    edges: dict[Ref, dict[Ref, str]] = {ref: {} for ref, _, _ in where.values()}
    for user, used, kind in (
        ("Rope.isometry", "Rope.angle", "statement"),
        ("Rope.hole", "Rope.angle", "statement"),
        ("Rope.tainted", "Rope.angle", "statement"),
        ("Rope.tainted", "Rope.hole", "proof"),
        ("Rope.special", "Rope.angle", "statement"),
        ("Rope.assumes", "Rope.magic", "proof"),
    ):
        if user in where and used in where:
            edges[where[user][0]][where[used][0]] = kind
    return edges


def report(
    claims: Iterable[ClaimReport],
    *,
    retracted: tuple[Claim, ...] = (),
    refuted: tuple[ClaimReport, ...] = (),
    families: tuple[Family, ...] = (
        Family("rope", "RoPE", "About *rotations*."),
        Family("sign", "Signs"),
    ),
    papers: tuple[Paper, ...] = (
        Paper("paper-a", "A Paper", ("A. Author",), 2026, about="On $x$."),
    ),
    config: Config | None = None,
) -> Report:
    """Tally the claims as the judge does."""
    judged_claims = tuple(claims)
    catalogue = Catalogue(
        root="/nowhere/catalogue",
        config=config or Config(title="Demo claims"),
        families=families,
        papers=papers,
        claims=(*(c.claim for c in (*judged_claims, *refuted)), *retracted),
    )

    def tally(chosen: list[ClaimReport]) -> Tally:
        return Tally(sum(c.standing.covered for c in chosen), len(chosen))

    def checked(chosen: list[ClaimReport]) -> int:
        return sum(c.standing is Standing.CHECKED for c in chosen)

    of_family = {f.id: [c for c in judged_claims if c.claim.family == f.id] for f in families}
    of_paper = {
        p.id: [c for c in judged_claims if any(r.paper == p.id for r in c.claim.papers)]
        for p in papers
    }
    return Report(
        catalogue=catalogue,
        claims=judged_claims,
        retracted=retracted,
        refuted=refuted,
        covered=tally(list(judged_claims)),
        checked=checked(list(judged_claims)),
        standings={s: sum(c.standing is s for c in judged_claims) for s in Standing},
        families={k: tally(v) for k, v in of_family.items()},
        families_checked={k: checked(v) for k, v in of_family.items()},
        papers={k: tally(v) for k, v in of_paper.items()},
        papers_checked={k: checked(v) for k, v in of_paper.items()},
    )


def edges(claims: Iterable[ClaimReport], found: Index) -> tuple[ClaimEdge, ...]:
    """Which of some claims the sources use for which."""
    used = uses(found)
    return claimgraph.real(claims, lambda ref: used.get(ref, {}).items())


def example() -> SiteInput:
    """Everything a site can show, once."""
    found = index()
    claims = [
        judged(claim(name, decl), standing, found) for name, (standing, decl) in CLAIMS.items()
    ]
    claims[0] = replace(claims[0], claim=replace(claims[0].claim, aliases=("rope.old-name",)))
    claims[-1] = replace(
        claims[-1],
        claim=replace(claims[-1].claim, obstacle=Obstacle("open-problem", "Nobody knows $x$.")),
    )
    gone = claim(
        "sign.gone",
        lifecycle=Lifecycle.RETRACTED,
        reason="It was false.",
        retracted_on="2026-05-14",
    )
    denied = claim("sign.false", "Rope.special")
    opposite = tuple(replace(b, role=Role.REFUTES) for b in denied.backing)
    false = judged(replace(denied, backing=opposite), Standing.CHECKED, found)
    return SiteInput(
        report=report(claims, retracted=(gone,), refuted=(false,)),
        index=found,
        source=source(),
        uses=uses(found),
        claim_edges=edges(claims, found),
        troubles=Troubles(found),
        commit="0123456789abcdef0123456789abcdef01234567",
        date=datetime(2026, 6, 1, 12, tzinfo=UTC),
        prefixes={PROJECT: "lean/demo"},
        changes=changes("v1.0", "now"),
        history=history(),
        beside=beside(),
    )


def beside() -> Beside:
    """The claims as they were: one has risen since, one has come, one was refuted, one went."""
    found = index()
    then = {name: standing for name, (standing, _) in CLAIMS.items() if name != "sign.nothing"}
    then |= {"rope.isometry": Standing.SORRY, "sign.false": Standing.CLEAN}
    then["sign.went"] = Standing.MISSING
    claims = [
        judged(claim(name, CLAIMS.get(name, (None, None))[1]), standing, found)
        for name, standing in then.items()
    ]
    return Beside("v1.0", report(claims))


def changes(before: str, after: str) -> Changes:
    """A claim rose, and one is new."""
    title = "The claim "
    words = (("=", "angle n ="), ("-", "n"), ("+", "angle n"))
    return Changes(
        before,
        after,
        (Tally(1, 9), Tally(2, 10)),
        (
            ClaimChange("rope.isometry", f"{title}rope.isometry", Standing.SORRY, Standing.CHECKED),
            ClaimChange("sign.nothing", f"{title}sign.nothing", None, Standing.MISSING),
        ),
        (Reworded("Rope.isometry", ("rope.isometry",), (Drift("statement", words),)),),
        moved=(Moved(Ref(PROJECT, "Demo.Old", "Rope.old"), Ref(PROJECT, "Demo", "Rope.special")),),
        new=(Ref(PROJECT, "Demo.Rotation", "Rope.hole"),),
        gone=(Ref(PROJECT, "Demo.Rotation", "Rope.gone"),),
        terms=(("toolchain of demo", "v4.27.0", "v4.28.0"),),
    )


def history() -> Told:
    """Two points, the second of a release, after a bump of the toolchain."""
    standings = {claim: str(standing) for claim, (standing, _) in CLAIMS.items()}
    now = {str(standing): 1 for standing, _ in CLAIMS.values()} | {"missing": 2}
    earlier = {**standings, "rope.isometry": "sorry"}
    del earlier["sign.nothing"]
    was = {**now, "missing": 1, "sorry": 2, "checked": 0}
    points = [
        Point(
            commit=f"{number}" * 40,
            time=1_780_000_000 + 86_400 * number,
            subject=f"Commit *{number}*",
            tags=("v1.1",) if number == 2 else (),
            main=True,
            toolchain=f"leanprover/lean4:v4.2{6 + number}.0",
            counts=Counts(2, 9, 5, 2, 1, 3 - number, 0),
            sorry_files=(("lean/demo/Demo/Rotation.lean", 3 - number),),
            coverage=Coverage(number, 8 + number, number - 1, counts, told),
        )
        for number, counts, told in ((1, was, earlier), (2, now, standings))
    ]
    steps = (
        Step(points[0], 1),
        Step(points[1], 3, changes(points[0].commit, points[1].commit)),
    )
    worded = {("lean/demo/Demo/Rotation.lean", "Rope.isometry"): steps[1]}
    release = Release(("v1.1",), points[1].commit, points[1].time)
    return Told(steps, (release,), left_out=2, notes=("a note",), worded=worded)


def series(number: int = 120) -> SiteInput:
    """Declarations that a program wrote, in two modules, beside one that nobody numbered."""
    rows = [f"theorem Lib.r_{n} : {n} = {n} := rfl\n" for n in range(number)]
    half = number // 2
    sources = {
        "Lib/A.lean": "".join(rows[:half]) + "theorem Lib.own : 1 = 1 := rfl\n",
        "Lib/B.lean": "".join(rows[half:]),
    }
    found = index(sources)
    return SiteInput(report([]), found, source(sources), troubles=Troubles(found))


def many(number: int, families: int, *, chained: bool = False) -> SiteInput:
    """So many claims in so many families, each resting on the hole; of `chained` ones each uses
    the one before it in its family, as its author says."""
    found = index()
    named = tuple(Family(f"f{n}", f"Family {n}") for n in range(families))
    claims = [
        judged(
            claim(
                f"f{n % families}.claim-{n}",
                "Rope.tainted",
                asserted=_chained(n, n - families) if chained else None,
            ),
            Standing.TAINTED,
            found,
        )
        for n in range(number)
    ]
    return replace(example(), report=report(claims, families=named))


def _chained(number: int, before: int) -> Asserted:
    uses = (f"l{before}",) if before >= 0 else ()
    return Asserted(source="blueprint", label=f"l{number}", word="theorem", uses=uses)
