"""leancat's own catalogue: what it promises its readers, as far as a program can tell.

161 claims in five families; every one with words, a place in a paper and a truthful form; every
theorem of the four projects at work for some claim; nothing trivial, nothing shared, no gap unsaid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import networkx as nx
import pytest

from indexer.claims.records import Backing, Claim, Lifecycle, Role
from indexer.judge.meanings import Meanings
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.judge.said import SaidStatement
from indexer.lean.records import Declaration
from indexer.scan.records import Ref
from indexer.usegraph.graph import IMPLICIT
from tests import referee
from tests.folders import ROOT
from tests.own import CATALOGUE, own

TOTAL, FAMILIES, LEAST = 161, 5, 25
CARRYING = (Role.EXACT, Role.STRONGER)
STRONG_FORMS = ("characterisation", "impossibility", "sharp-bound")
ORDER = r"[≤<≥>]"
# What the statements behind a claim must hold, all of it, for its form to be the truth.
SHAPES = {
    "characterisation": (r"↔|∃!",),
    "impossibility": (r"¬|False|≠",),
    "sharp-bound": (ORDER, r"∃|↔|="),
    "bound": (ORDER,),
    "identity": (r"=",),
    "equivariance": (r"=",),
    "construction": (r"∃|=",),
}
BY_DEFINITION = re.compile(
    r":=\s*(by\s+)?(exact\s+)?(rfl|Iff\.rfl|trivial|fun\s+[\w\s]*=>\s*rfl)\s*"
)


def claims(*lifecycles: Lifecycle) -> list[Claim]:
    return [c for c in own().catalogue.claims if c.lifecycle in lifecycles]


def reports() -> tuple[ClaimReport, ...]:
    """Of the effective claims."""
    return tuple(r for r in own().report.claims if r.claim.lifecycle is Lifecycle.EFFECTIVE)


def carrying(report: ClaimReport) -> Iterator[tuple[BackingReport, Declaration]]:
    """The exact and stronger backings of a claim that were found."""
    for backing in report.backings:
        if backing.backing.role in CARRYING and backing.declaration:
            yield backing, backing.declaration


def behind(claim: Claim) -> list[Ref]:
    """All that a claim names, retracted or not, whatever its role."""
    return [r for b in claim.backing for r in own().uses.entries if names(b, r)]


def names(backing: Backing, ref: Ref) -> bool:
    return (backing.project, backing.decl) == (ref.project, ref.name)


def sentences(text: str) -> int:
    """How many sentences a text has; formulas are one word, whatever stops they hold."""
    plain = re.sub(r"\$[^$]*\$", "x", text.strip())
    return len(re.findall(r"[.!?](?=\s|$)", plain))


def truthful(form: str, statements: list[str]) -> bool:
    """Whether statements can be what a form says they are."""
    together = "\n".join(statements)
    return all(re.search(shape, together) for shape in SHAPES[form])


# --- how many, and what each one says -------------------------------------------------------------


def test_161_claims_in_five_families_of_25_or_more() -> None:
    sizes = Counter(r.claim.family for r in reports())
    assert sum(sizes.values()) == TOTAL
    assert len(sizes) == FAMILIES
    assert min(sizes.values()) >= LEAST, sizes
    assert not claims(Lifecycle.DRAFT)
    assert own().report.covered.total == TOTAL


def test_every_claim_has_a_statement_of_its_own_and_a_title_of_its_own() -> None:
    everything = own().catalogue.claims
    for said in ([c.statement for c in everything], [c.title for c in everything]):
        assert all(said)
        assert [text for text, times in Counter(said).items() if times > 1] == []
    assert [c.id for c in everything if "$" not in c.statement] == []


def test_every_claim_says_in_two_sentences_what_breaks() -> None:
    wrong = {c.id: n for c in claims(Lifecycle.EFFECTIVE) if (n := sentences(c.why)) != 2}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [("One. Two.", 2), ("At $0.5$ it stops. It does.", 2), ("One only", 0), ("A? B! C.", 3)],
)
def test_sentences_are_counted_by_their_stops(text: str, number: int) -> None:
    assert sentences(text) == number


def test_every_claim_has_its_place_in_a_paper() -> None:
    papers = {p.id for p in own().catalogue.papers}
    for claim in own().catalogue.claims:
        assert claim.papers, claim.id
        assert all(p.paper in papers and p.locator for p in claim.papers), claim.id


def test_every_claim_is_stated_where_its_locator_says() -> None:
    hubs = {p.id: (CATALOGUE / str(p.hub)).read_text("utf-8") for p in own().catalogue.papers}
    stated = {
        paper: {" ".join(block.split()) for block in text.split("\n\n")}
        for paper, text in hubs.items()
    }
    absent = [
        (claim.id, place.paper)
        for claim in claims(Lifecycle.EFFECTIVE)
        if claim.id not in {report.claim.id for report in own().report.refuted}
        for place in claim.papers
        if referee.stated(claim, place) not in stated[place.paper]
    ]
    assert absent == [], "run python -m tests.referee --hubs"


def test_references_can_be_found() -> None:
    works = [r for c in own().catalogue.claims for r in c.references]
    assert len(works) > 40
    assert [r.title for r in works if not (r.authors and r.year)] == []
    known = {(r.doi or r.arxiv or r.title): r for r in works}
    assert all(known[r.doi or r.arxiv or r.title] == r for r in works), "one work, one entry"


FORMER = (
    "boundedarithmetic.dot-error",
    "densesparse.mask-exact-all-inputs",
    "densesparse.equivariant-selection-impossible",
    "dormancy.layer-removal",
    "dormancy.duplicate-units",
    "dormancy.softmax-eviction-impossible",
)


def test_ids_that_claims_once_had_still_lead_somewhere() -> None:
    aliases = {alias for claim in own().catalogue.claims for alias in claim.aliases}
    assert set(FORMER) <= aliases


def test_no_two_claims_share_a_place_in_a_paper() -> None:
    places = Counter((p.paper, p.locator) for c in claims(Lifecycle.EFFECTIVE) for p in c.papers)
    assert [place for place, times in places.items() if times > 1] == []


# --- forms ----------------------------------------------------------------------------------------


def test_sixty_claims_or_more_say_the_sharpest_thing() -> None:
    proved = [r.claim for r in reports() if r.standing.covered]
    assert sum(c.form in STRONG_FORMS for c in proved) >= 60


def test_every_form_is_what_the_statements_behind_it_show() -> None:
    wrong = []
    for report in reports():
        form = report.claim.form
        assert form in SHAPES, report.claim.id
        statements = [d.statement for _, d in carrying(report)]
        if statements and not truthful(form, statements):
            wrong.append((report.claim.id, form))
    assert wrong == []


@pytest.mark.parametrize(
    ("form", "statement"),
    [
        ("characterisation", "(h : a = b) : b = a"),
        ("impossibility", ": ∃ f, f a = b"),
        ("sharp-bound", "(a : R) : f a ≤ g a"),
        ("bound", ": f a = g a"),
    ],
)
def test_a_form_is_refused_where_the_statement_does_not_show_it(form: str, statement: str) -> None:
    assert not truthful(form, [statement])


# --- backings -------------------------------------------------------------------------------------


def test_no_two_claims_share_a_theorem_that_carries_them() -> None:
    carried: dict[Ref, set[str]] = {}
    for report in reports():
        for backing, _ in carrying(report):
            assert backing.ref is not None
            carried.setdefault(backing.ref, set()).add(report.claim.id)
    assert {str(r): sorted(ids) for r, ids in carried.items() if len(ids) > 1} == {}


def test_no_two_carrying_theorems_say_the_same() -> None:
    said = Counter(" ".join(d.statement.split()) for r in reports() for _, d in carrying(r))
    assert [text for text, times in said.items() if times > 1] == []


def test_nothing_that_carries_a_claim_speaks_of_truth_itself() -> None:
    """`P ↔ True` and the like: a statement of the field has no need of the word."""
    found = [d.name for r in reports() for _, d in carrying(r) if "True" in d.statement_names]
    assert found == []


def test_nothing_that_carries_a_claim_is_trivial() -> None:
    meanings, entries = Meanings(own().judge.reader), own().uses.entries
    refs = [b.ref for report in reports() for b, _ in carrying(report) if b.ref]
    assert [str(ref) for ref in refs if SaidStatement(meanings, entries[ref]).judge()] == []


def test_what_holds_by_definition_says_so() -> None:
    reader, entries = own().judge.reader, own().uses.entries
    silent = []
    for report in reports():
        for backing, declaration in carrying(report):
            assert backing.ref is not None
            proof = " ".join(reader.body(entries[backing.ref]))
            words = f"{report.claim.statement} {declaration.doc}"
            if BY_DEFINITION.fullmatch(proof) and "by definition" not in words:
                silent.append(str(backing.ref))
    assert silent == []


@pytest.mark.parametrize("proof", [":= rfl", ":= by rfl", ":= Iff.rfl", ":= fun _ _ => rfl"])
def test_proofs_by_definition_are_known(proof: str) -> None:
    assert BY_DEFINITION.fullmatch(proof)
    assert not BY_DEFINITION.fullmatch(":= by rw [h] ; rfl")


def test_every_backing_theorem_names_its_claim() -> None:
    entries = own().uses.entries
    silent = [
        (claim.id, ref.name)
        for claim in own().catalogue.claims
        for ref in behind(claim)
        if f"`{claim.id}`" not in (entries[ref].declaration.doc or "")
    ]
    assert silent == []


def test_every_theorem_named_in_a_docstring_backs_that_claim() -> None:
    backed = {(c.id, b.decl) for c in own().catalogue.claims for b in c.backing}
    families = "|".join(f.id for f in own().catalogue.families)
    wrong = [
        (declaration.name, claim)
        for declaration in declarations()
        for claim in re.findall(rf"`((?:{families})\.[a-z0-9-]+)`", declaration.doc or "")
        if declaration.kind == "theorem" and (claim, declaration.name) not in backed
    ]
    assert wrong == []


# Hypotheses that anybody can meet: one variable is positive, or not zero, or not below zero; a
# permutation comes with its inverse.
EASY = re.compile(
    r"\(\s*\w+'? : (0 (<|≤) \w+|\w+ ≠ 0|\w+ (≥|>) 0|∀ (\w+) , \w+ \( \w+ \4 \) = \4)\s*\)"
)


def demanding(report: ClaimReport) -> list[str]:
    """The hypotheses of a claim that an instance should show to be possible."""
    found = [a.text for b, _ in carrying(report) for a in b.assumptions if a.kind == "hypothesis"]
    return [text for text in found if re.search(r"[=≠≤<∀∃↔]", text) and not EASY.fullmatch(text)]


def test_where_a_claim_has_hypotheses_an_instance_meets_them() -> None:
    bare = []
    for report in reports():
        shown = any(b.backing.role is Role.SUPPORTS for b in report.backings)
        attained = any("∃" in d.statement for _, d in carrying(report))
        if not shown and not attained and (hypotheses := demanding(report)):
            bare.append((report.claim.id, hypotheses))
    assert bare == []


@pytest.mark.parametrize(
    ("hypothesis", "easy"),
    [
        ("(h : 0 < n)", True),
        ("(l : ∀ i , τ ( σ i ) = i)", True),
        ("(h : 0 < n - n)", False),
        ("(h : ∀ i , τ ( σ i ) = k)", False),
    ],
)
def test_few_hypotheses_go_without_an_instance(hypothesis: str, easy: bool) -> None:
    assert bool(EASY.fullmatch(hypothesis)) is easy


# --- the four projects ----------------------------------------------------------------------------


def declarations() -> Iterator[Declaration]:
    for project in own().index.projects:
        for module in project.modules:
            yield from module.declarations


def test_every_theorem_and_definition_works_for_some_claim() -> None:
    """By being named: what automation may draw on does not count. Instances are never named."""
    graph: nx.DiGraph[Ref] = nx.DiGraph()
    graph.add_edges_from(
        (a, b) for a, used in own().uses.edges.items() for b, use in used.items() if use != IMPLICIT
    )
    at_work: set[Ref] = set()
    for claim in own().catalogue.claims:
        for ref in behind(claim):
            at_work |= {ref, *(nx.descendants(graph, ref) if ref in graph else ())}
    idle = {
        ref
        for ref, entry in own().uses.entries.items()
        if ref not in at_work and entry.declaration.kind != "instance"
    }
    assert sorted(map(str, idle)) == []


def test_four_projects_hold_the_theorems_that_were_promised() -> None:
    sizes = {
        p.project.id: sum(d.kind == "theorem" for m in p.modules for d in m.declarations)
        for p in own().index.projects
    }
    assert set(sizes) == {
        "phase_collapse",
        "rope_provenance",
        "symmetry_survey",
        "verified_compilation",
    }
    assert sizes["phase_collapse"] + sizes["verified_compilation"] >= 74


def test_every_module_is_built_and_written_in_the_new_style() -> None:
    for project in own().index.projects:
        assert project.project.toolchain == "leanprover/lean4:v4.28.0"
        assert {m.name for m in project.modules} == project.reachable
        assert [m.path for m in project.modules if not m.is_module] == []


def test_every_theorem_and_definition_says_what_it_means() -> None:
    kinds = ("theorem", "def", "structure", "class", "inductive")
    assert [d.name for d in declarations() if d.kind in kinds and not d.doc] == []


def test_lines_of_lean_have_at_most_100_characters() -> None:
    long = [
        f"{path.name}:{number}"
        for path in (ROOT / "lean_sources").rglob("*.lean")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 100
    ]
    assert long == []


def test_nothing_goes_round_the_kernel() -> None:
    assert [d.name for d in declarations() if d.kind in ("axiom", "opaque") or d.trust] == []


# --- gaps and retractions -------------------------------------------------------------------------


def gaps() -> dict[Standing, list[ClaimReport]]:
    found: dict[Standing, list[ClaimReport]] = {}
    for report in reports():
        if not report.standing.covered:
            found.setdefault(report.standing, []).append(report)
    return found


def test_157_claims_or_more_are_proved() -> None:
    assert own().report.covered.done >= 157


def test_every_gap_names_no_theorem_and_says_its_obstacle() -> None:
    found = gaps()
    assert set(found) <= {Standing.MISSING}
    for report in (r for of_kind in found.values() for r in of_kind):
        assert report.claim.backing == (), report.claim.id
        assert report.claim.obstacle, report.claim.id
        assert report.claim.obstacle.note, report.claim.id


def test_what_is_proved_has_no_obstacle() -> None:
    assert [r.claim.id for r in reports() if r.standing.covered and r.claim.obstacle] == []


def test_there_is_no_sorry_in_any_project() -> None:
    assert [d.name for d in declarations() if d.sorry] == []


def test_two_claims_are_kept_as_warnings_with_the_proof_that_they_are_false() -> None:
    assert claims(Lifecycle.RETRACTED) == []
    refuted = own().report.refuted
    assert len(refuted) == 2
    for report in refuted:
        claim = report.claim
        assert "adversarial-passes" in {p.paper for p in claim.papers}
        assert [b for b in claim.backing if carries(b)] == []
        refuting = [d.split(".")[-1] for d in (b.decl for b in claim.backing)]
        assert refuting
        assert all(name in claim.why for name in refuting), claim.id


def carries(backing: Backing) -> bool:
    return backing.role in CARRYING


def test_the_hub_of_the_adversarial_passes_names_the_projects_of_what_is_refuted() -> None:
    (hub,) = [p for p in own().catalogue.papers if p.id == "adversarial-passes"]
    named = {b.project for c in own().report.refuted for b in c.claim.backing}
    assert named
    assert named <= set(hub.projects)
