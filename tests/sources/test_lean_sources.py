"""Claims that stand in Lean files: attributes in both dialects, Verso documents, conjectures."""

from __future__ import annotations

import time

import pytest

from indexer.claims.records import ClaimKind
from indexer.sources import architect, conjectures, options, verso
from indexer.sources.claims import recognised, take
from tests.sources.trees import Memory

MANIFEST = '{"packages": [{"name": "LeanArchitect"}]}'
ARCHITECT = r"""
namespace A.B

/-- The doc comment. -/
@[simp, blueprint "def:one" (statement := /-- The number $1$ (or "one"). -/) (discussion := 12)]
def one : Nat := 1

@[blueprint
  (title := "A \"title\"")
  (proof := /-- By \emph{sight}. -/)
  (uses := [one, "def:two", -"def:not"]) (proofUses := ["lem:x"])
  (latexEnv := "lemma") (notReady := true)]
theorem small : one = 1 := rfl

@[to_additive (attr := blueprint "both")]
theorem left : True := trivial

@[blueprint "both"] theorem right : True := trivial

-- @[blueprint "no"] theorem commented : True := trivial
@[simp] theorem other : "blueprint" = "blueprint" := rfl

end A.B
"""


def test_attributes_of_lean_architect() -> None:
    files = Memory({"lake-manifest.json": MANIFEST, "A/B.lean": ARCHITECT})
    assert [e.kind for e in recognised(files)] == ["architect"]
    source = architect.read(files, "lake-manifest.json")
    one, small, both = source.nodes
    assert (one.label, one.kind, one.discussion) == ("def:one", ClaimKind.DEFINITION, "12")
    assert one.statement == 'The number $1$ (or "one").'
    assert [(d.name, d.place.path, d.place.line) for d in one.decls] == [("A.B.one", "A/B.lean", 6)]
    assert (small.label, small.title, small.word) == ("A.B.small", 'A "title"', "lemma")
    assert (small.proof, small.not_ready) == ("By *sight*.", True)
    assert [u.name for u in small.uses] == ["one", "def:two"]
    assert [u.name for u in small.proof_uses] == ["lem:x"]
    assert (both.label, [d.name for d in both.decls]) == ("both", ["A.B.left", "A.B.right"])
    assert all(n.stated is None and n.proved is None for n in source.nodes)


def test_a_tex_document_brings_nodes_to_its_chapters() -> None:
    files = Memory(
        {
            "lake-manifest.json": MANIFEST,
            "A/B.lean": ARCHITECT,
            "blueprint/src/web.tex": "\\input{../../.lake/build/blueprint/library/A}\n"
            "\\chapter{First}\\inputleanmodule{A.B}\\chapter{Second}\\inputleannode{both}",
        }
    )
    made, _ = take(files, recognised(files))
    titles = {f.id: f.title for f in made.families}
    assert [titles[c.family] for c in made.claims] == ["First", "First", "Second"]
    assert [o.unread for o in made.origins] == [(), ()]


def test_nodes_in_lean_use_what_the_document_defines() -> None:
    lean = ARCHITECT.replace("The number $1$", "In $\\N$ the number $1$", 1)
    assert lean != ARCHITECT
    document = "\\newcommand{\\N}{\\mathbb{N}}"
    files = Memory(
        {"lake-manifest.json": MANIFEST, "A/B.lean": lean, "blueprint/src/web.tex": document}
    )
    made, _ = take(files, recognised(files))
    (one, *_) = (c for c in made.claims if c.asserted and c.asserted.label == "def:one")
    assert one.statement.startswith("In $\\mathbb{N}$ the")


DOCUMENT = r"""import VersoBlueprint
#doc (Manual) "Sums" =>

:::group "g"
Words
:::

:::theorem "thm:a" (lean := "A.a, A.b") (uses := "def:b") (issue_url := "https://x.org/issues/7")
Of $`n` see {uses "def:c"}[numbers]: $$`n = n`
```lean "thm:a"
theorem inner : True := trivial
```
:::

:::proof "thm:a"
By {uses "lem:d"}[].
:::

::::definition "def:b"
:::lemma_ "inner"
Within.
:::
::::
"""


def test_directives_of_verso() -> None:
    files = Memory({"v/lakefile.lean": 'require VersoBlueprint from "x"', "v/Doc.lean": DOCUMENT})
    assert [(e.kind, e.path) for e in recognised(files)] == [("verso", "v/lakefile.lean")]
    found, outer, inner = verso.read(files, "v/lakefile.lean").nodes
    assert (found.label, found.chapter, found.discussion) == ("thm:a", "Sums", "7")
    assert [d.name for d in found.decls] == ["A.a", "A.b"]
    assert found.statement == "Of $n$ see numbers: $$n = n$$"
    assert [u.name for u in found.uses] == ["def:b", "def:c"]
    assert [u.name for u in found.proof_uses] == ["lem:d"]
    assert (outer.kind, outer.place.line) == (ClaimKind.DEFINITION, 19)
    assert (inner.label, inner.word, inner.statement) == ("inner", "lemma", "Within.")


CONJECTURES = r"""
namespace Erdos1
/-- Is it so? -/
@[category research open, AMS 5 11]
theorem erdos_1 : answer(sorry) ↔ ∀ n : Nat, n = n := by sorry

@[category research solved, AMS 5, formal_proof using lean4 at "https://example.org/p.lean#L3"]
theorem solved : True := trivial

@[category test, AMS 5] theorem a_test : True := trivial
@[category API, AMS 5] theorem a_helper : True := trivial
end Erdos1
"""


def test_formal_conjectures() -> None:
    files = Memory(
        {
            "lakefile.toml": 'name = "formal_conjectures"',
            "FormalConjectures/ErdosProblems/1.lean": CONJECTURES,
        }
    )
    assert [e.kind for e in recognised(files)] == ["conjectures"]
    source = conjectures.read(files, "lakefile.toml")
    assert [(n.label, n.word, n.url) for n in source.nodes] == [
        ("Erdos1.erdos_1", "research open", ""),
        ("Erdos1.solved", "research solved", "https://example.org/p.lean#L3"),
    ]
    assert (source.nodes[0].chapter, source.nodes[0].note) == ("ErdosProblems", "AMS 5 11")
    assert source.nodes[0].statement == "Is it so?"


def test_a_package_that_only_names_the_other_one_is_none() -> None:
    files = Memory({"lake-manifest.json": MANIFEST, "A.lean": "theorem a : True := trivial"})
    assert recognised(files) == ()


@pytest.mark.parametrize(
    "text",
    ["", '"', '(a := "', "(a := /-- ", "((((", "(a := [b, ", '"x" (a := (b)) )', "(" * 5000],
)
def test_broken_options_are_no_traceback(text: str) -> None:
    options.options(text)
    options.label(text)
    options.names(text)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        (':::theorem "a"\nOne\n:::\nno\n:::lemma "b"\nTwo\n:::\n', ["One", "Two"]),
        ('::::theorem "a"\nOne\n:::proof "a"\nTwo\n:::\nThree\n::::', ["One", "Three"]),
        (':::theorem "a"\nOne\n:::lemma "b"\nTwo', ["One", "Two"]),
        (':::theorem "a"\nOne\n::::lemma "b"\nTwo\n::::\n:::\n', ["One", "Two"]),
    ],
)
def test_where_a_directive_ends(text: str, bodies: list[str]) -> None:
    document = f"import VersoBlueprint\n{text}"
    manifest = '{"packages": [{"name": "VersoBlueprint"}]}'
    source = verso.read(
        Memory({"lake-manifest.json": manifest, "A.lean": document}), "lake-manifest.json"
    )
    shown = [n.statement.split("\n")[0] for n in source.nodes]
    assert shown == (bodies[:1] if "proof" in text else bodies)


@pytest.mark.parametrize(
    "unit",
    [
        ':::theorem "a"\n', ':::theorem "', ':::theorem "a"\n::::\n', '{uses "a"}[',
        "```lean \"a\"\n", ":::", "$`", ':::theorem "a" (lean := "', ':::theorem "a" (lean := ((((',
    ],
)  # fmt: skip
def test_verso_documents_cost_linear_time(unit: str) -> None:
    """Ten times the text takes no more than thirty times as long: a square takes a hundred."""
    manifest = '{"packages": [{"name": "VersoBlueprint"}]}'

    def taken(count: int) -> float:
        document = 'import VersoBlueprint\n:::theorem "x"\n' + unit * count
        files = Memory({"lake-manifest.json": manifest, "A.lean": document})
        begin = time.process_time()
        verso.read(files, "lake-manifest.json")
        return time.process_time() - begin

    taken(10)
    assert taken(20_000) < 30 * taken(2_000) + 0.5
