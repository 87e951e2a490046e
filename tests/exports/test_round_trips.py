"""What is written in another form is read back as the same claims, whatever they say."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexer import gate
from indexer.base.documents import Document, parse_yaml
from indexer.base.places import Place
from indexer.catalogue.files import Sources
from indexer.catalogue.reader import catalogue_of
from indexer.catalogue.schema import violations
from indexer.claims.records import (
    Backing,
    Catalogue,
    Claim,
    ClaimKind,
    Config,
    Family,
    Lifecycle,
    Obstacle,
    Paper,
    PaperRef,
    Reference,
    Role,
)
from indexer.exports import blueprint, claims, formalization, lean_decls
from indexer.exports.yaml_text import block, scalar
from indexer.judge.records import BackingReport, ClaimReport, Report, Standing, Tally
from indexer.scan.records import Index
from indexer.site import prose as page
from indexer.sources import blueprint as blueprint_reader
from indexer.sources import formalization as formalization_reader
from indexer.sources import lean_decls as lean_decls_reader
from indexer.sources.prose import from_tex, to_tex
from indexer.terms.fingerprint import statement_fingerprint
from tests.sources.trees import Memory

SCHEMA = json.loads((Path(__file__).parent / "formalization.schema.json").read_text("utf-8"))

FEW = settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))

_LETTERS = st.sampled_from("abcxyzABCÉé定 _-%#&~^{}\\\"'`*:,.!?|@/()[]<>=+;0123456789\u00a0𝔸")
_MATHS = st.sampled_from(
    ["$x^2$", "$a_1 \\le b$", "$$\\sum_i x_i$$", "*so*", "**bold**", "`a_b`", "a_b"]
)
TEXTS = (
    st.lists(st.one_of(st.text(_LETTERS, min_size=1, max_size=8), _MATHS), min_size=1, max_size=6)
    .map(" ".join)
    .map(lambda text: " ".join(text.split()) or "x")
)
WORDS = st.lists(
    st.one_of(st.from_regex(r"[A-Za-z0-9 ,.;()%#&{}-]{1,12}", fullmatch=True), _MATHS),
    min_size=1,
    max_size=6,
).map(lambda parts: " ".join(["Let", *" ".join(parts).split()]))
NAMES = st.from_regex(r"[A-Z][a-z]{0,3}(\.[a-z_][a-zé₁'!?]{0,5}){0,3}", fullmatch=True)
IDS = st.from_regex(r"fam\.[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)


def report(*made: Claim, papers: tuple[Paper, ...] = (), title: str = "") -> Report:
    """A report in which every backing is clean."""
    catalogue = Catalogue("/r", Config(title=title), (Family("fam", "A family"),), papers, made)
    judged = tuple(
        ClaimReport(
            claim,
            Standing.CLEAN,
            "",
            tuple(BackingReport(b, Standing.CLEAN, "") for b in claim.backing),
        )
        for claim in made
    )
    return Report(catalogue, judged, (), Tally(0, 0), 0, {}, {}, {}, {}, {})


def snapshot(found: Report) -> gate.Snapshot:
    """The state of a repository without a file."""
    return gate.take(found, Index(()), {}, fingerprint=statement_fingerprint)


@st.composite
def some_claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    """Claims of one family, each backed by something."""
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    names = draw(st.lists(NAMES, min_size=len(ids) * 2, max_size=len(ids) * 2, unique=True))
    return tuple(
        Claim(
            id,
            draw(WORDS),
            "fam",
            Place("c", 1, 0),
            statement=draw(WORDS),
            kind=draw(st.sampled_from(ClaimKind)),
            backing=tuple(map(Backing, names[2 * n : 2 * n + draw(st.integers(1, 2))])),
        )
        for n, id in enumerate(ids)
    )


def shown(text: str) -> str:
    """Prose as a reader of the page sees it."""
    return str(page.block(text))


@FEW
@given(some_claims())
def test_blueprint(made: tuple[Claim, ...]) -> None:
    text = blueprint.write(report(*made), {made[0].id: [c.id for c in made[1:]]})
    source = blueprint_reader.read(Memory({"blueprint/src/content.tex": text}), PATH)
    assert source.problems == ()
    assert [(n.label, n.kind, [d.name for d in n.decls]) for n in source.nodes] == [
        (c.id, c.kind, [b.decl for b in c.backing]) for c in made
    ]
    assert [shown(n.title) for n in source.nodes] == [shown(c.title) for c in made]
    assert [shown(n.statement) for n in source.nodes] == [shown(c.statement) for c in made]
    assert [u.name for u in source.nodes[0].uses] == [c.id for c in made[1:]]
    assert all(n.stated for n in source.nodes)
    assert all(n.proved for n in source.nodes if n.kind is ClaimKind.THEOREM)


PATH = "blueprint/src/content.tex"


@FEW
@given(some_claims())
def test_formalization(made: tuple[Claim, ...]) -> None:
    papers = (Paper("p", "A paper: on #1", ('Ada "A" L.', "Émile"), url="https://example.org"),)
    text = formalization.write(snapshot(report(*made, papers=papers)), formalization.About())
    data = parse_yaml(text, "formalization.yaml").data
    jsonschema_rs.validate(SCHEMA, data)
    source = formalization_reader.read(Memory({"formalization.yaml": text}))
    assert source.problems == ()
    assert [(n.label, n.kind, n.title, n.statement) for n in source.nodes] == [
        (c.id, c.kind, c.title, c.statement) for c in made
    ]
    assert [[d.name for d in n.decls] for n in source.nodes] == [
        [b.decl for b in c.backing] for c in made
    ]
    assert [(p.title, p.authors, p.url) for p in source.literature] == [
        (p.title, p.authors, p.url) for p in papers
    ]


@pytest.mark.parametrize(
    ("given_name", "title", "told"), [("G", "T", "G"), ("", "T", "T"), ("", "", "unknown")]
)
def test_the_name_of_a_project(given_name: str, title: str, told: str) -> None:
    """What people say of it, else the catalogue's title."""
    now = snapshot(report(title=title))
    text = formalization.write(now, formalization.About(given_name))
    assert parse_yaml(text, "formalization.yaml").data["project"]["name"] == told


@FEW
@given(some_claims())
def test_lean_decls(made: tuple[Claim, ...]) -> None:
    text = lean_decls.write(report(*made))
    source = lean_decls_reader.read(Memory({"blueprint/lean_decls": text}))
    assert [n.label for n in source.nodes] == [b.decl for c in made for b in c.backing]


@st.composite
def full_claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    """Claims with everything that a claims file can say."""
    plain = draw(some_claims())
    texts = st.one_of(TEXTS, st.lists(TEXTS, min_size=2, max_size=3).map("\n\n".join))
    return tuple(
        Claim(
            id=claim.id,
            title=draw(TEXTS),
            family="fam",
            place=claim.place,
            aliases=tuple(f"{claim.id}-{n}" for n in range(draw(st.integers(0, 2)))),
            statement=draw(st.one_of(st.just(""), texts)),
            why=draw(st.one_of(st.just(""), texts)),
            form=draw(st.sampled_from([None, "bound", "identity"])),
            papers=draw(
                st.sampled_from([(), (PaperRef("p", "§1, Theorem: 2"),), (PaperRef("p"),)])
            ),
            backing=tuple(
                Backing(b.decl, draw(st.sampled_from([None, "proj"])), draw(st.sampled_from(Role)))
                for b in claim.backing
            ),
            need_all=draw(st.booleans()),
            lifecycle=draw(st.sampled_from([Lifecycle.DRAFT, Lifecycle.EFFECTIVE])),
            obstacle=draw(st.sampled_from([None, Obstacle("analysis", "wait: for it")])),
            kind=claim.kind,
            references=draw(
                st.sampled_from([(), (Reference("A: b", ("C, D",), 1999, arxiv="2104.09864"),)])
            ),
        )
        for claim in plain
    )


@FEW
@given(full_claims())
def test_a_claims_file(made: tuple[Claim, ...]) -> None:
    text = claims.write(Family("fam", "A family: one", "About\nit"), made)
    document = parse_yaml(text, "claims/fam.yaml")
    assert document.problems == ()
    assert violations(document, "claims") == []
    nothing = Document("none", {})
    read = catalogue_of(Sources(Path("/r"), Path("/"), nothing, nothing, nothing, (document,)))
    assert read.families == (Family("fam", "A family: one", "About\nit"),)
    assert [bare(c) for c in read.claims] == [bare(c) for c in made]


def bare(claim: Claim) -> Any:
    """A claim without the places at which its parts stand."""
    return (
        claim.id, claim.title, claim.aliases, claim.statement, claim.why, claim.form,
        [(p.paper, p.locator) for p in claim.papers],
        [(b.decl, b.project, b.role) for b in claim.backing],
        claim.need_all, claim.lifecycle, claim.obstacle, claim.kind, claim.references,
    )  # fmt: skip


@FEW
@given(st.text())
def test_a_scalar_is_read_as_the_same_text(text: str) -> None:
    wanted = text.encode("utf-8", "replace").decode() if has_half(text) else text
    if not has_half(text):
        assert parse_yaml(f"a: {scalar(text)}\n", "f").data == {"a": wanted}
        assert parse_yaml(f"a: [{scalar(text)}, b]\n", "f").data == {"a": [wanted, "b"]}
        assert parse_yaml(f"a: {block(text, '  ')}\nb: c\n", "f").data == {"a": wanted, "b": "c"}


def has_half(text: str) -> bool:
    """Whether a text holds half of a pair, which no file can."""
    return any(0xD800 <= ord(c) < 0xE000 for c in text)


@FEW
@given(WORDS)
def test_prose_is_shown_alike_on_the_way_through_tex(text: str) -> None:
    assert shown(from_tex(to_tex(text))) == shown(text)


@pytest.mark.parametrize(
    ("tex", "markdown"),
    [
        ("\\emph{even} when \\(n = 2k\\)", "*even* when $n = 2k$"),
        ("100\\% of ``it''", "100% of “it”"),
        ("\\texttt{a\\_b}", "`a_b`"),
        ("\\[ x \\]", "$$x$$"),
        ("\\begin{equation*}\\label{e} x \\end{equation*}", "$$x$$"),
        ("\\begin{align} a &= b \\end{align}", "$$\\begin{aligned}a &= b\\end{aligned}$$"),
        ("2 * 3 and x*y", "2 * 3 and x\\*y"),
        ("by \\cref{thm:a}", "by \\cref{thm:a}"),
        ("\\emph{}", "\\emph{}"),
        ("costs \\$5 and $x$", "costs \\$5 and $x$"),
        ("H\\\"older, Erd\\H{o}s, Ramar\\'{e}", "Hölder, Erdős, Ramaré"),
        ("Ribet,\\ldots and Stra\\ss{}e", "Ribet,… and Straße"),
        ("{\\bf TODO} {\\tt a\\_b}", "**TODO** `a_b`"),
        ("see \\cite[Lemma 2]{rs} (3)", "see \\[rs, Lemma 2\\] (3)"),
        ("\\href{https://a.b/c}{here}", "[here](https://a.b/c)"),
        ("Then $$ a\n\n= b\n+ c $$", "Then $$a = b + c$$"),
        ("\\begin{alignat*}{2} a &= b \\end{alignat*}", "$$\\begin{aligned}a &= b\\end{aligned}$$"),
        (
            "Let\n\\begin{itemize}\n  \\item $a$\n  \\item b\n\\end{itemize}",
            "Let\n\n\n- $a$\n- b\n\n",
        ),
        ("\\begin{enumerate} \\item a \\item b \\end{enumerate} so", "\n\n\n1. a\n2. b\n\nso"),
    ],
)
def test_the_prose_of_tex_as_markdown(tex: str, markdown: str) -> None:
    assert from_tex(tex) == markdown


@pytest.mark.parametrize(
    "unit", ["\\(", "\\[", "\\begin{align}", "$$", "$", "\\emph{", "*a", "**", "`", "\\"]
)
def test_prose_costs_linear_time(unit: str) -> None:
    """Ten times the text takes no more than thirty times as long: a square takes a hundred."""

    def taken(count: int) -> float:
        begin = time.process_time()
        to_tex(unit * count)
        from_tex(unit * count)
        return time.process_time() - begin

    taken(10)
    assert taken(20_000) < 30 * taken(2_000) + 0.3
