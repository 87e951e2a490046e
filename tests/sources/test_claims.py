"""Sources as the records of a catalogue: ids, families, kinds, and what cannot be had."""

from __future__ import annotations

import json
import re

import pytest

from indexer.base.places import Place
from indexer.catalogue.schema import schema_folder
from indexer.claims.records import Backing, Claim, ClaimKind, SourceEntry
from indexer.sources.claims import KINDS, TITLES, slug, take, told
from tests.folders import ROOT
from tests.sources.trees import Memory

CONTENT = "blueprint/src/content.tex"


def ids(text: str, taken: tuple[str, ...] = ()) -> list[str]:
    """The ids of the claims of a blueprint, beside those that a catalogue has itself."""
    own = [written(id, "Own.name") for id in taken]
    made, problems = take(Memory({CONTENT: text}), [SourceEntry("blueprint")], claims=own)
    assert problems == ()
    return [claim.id for claim in made.claims]


def written(id: str, *names: str) -> Claim:
    """A claim of the catalogue itself."""
    backing = tuple(map(Backing, names))
    return Claim(id, "Title", id.partition(".")[0], Place("claims", 1, 0), backing=backing)


def lemma(label: str, more: str = "") -> str:
    """A lemma with a label."""
    return f"\\begin{{lemma}}\\label{{{label}}}{more}\\end{{lemma}}\n"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("jensen-bound", "jensen-bound"),
        ("thm:Jensen_bound", "thm-jensen_bound"),
        ("Éléments de géométrie", "elements-de-geometrie"),
        ("a/b.c", "a-b-c"),
        ("定理", ""),
        ("x" * 500, "x" * 80),
    ],
)
def test_slug(label: str, expected: str) -> None:
    assert slug(label) == expected


def test_an_id_comes_from_the_label_alone() -> None:
    text = "\\chapter{One}\n" + lemma("b") + lemma("jensen-bound")
    moved = lemma("jensen-bound") + "\\chapter{Two}\n" + lemma("b")
    assert ids(text) == ["blueprint.b", "blueprint.jensen-bound"]
    assert sorted(ids(moved)) == sorted(ids(text))


def test_ids_are_unique_and_ids() -> None:
    text = "".join(map(lemma, ["a:b", "a-b", "A-B", "a:b", "定理", "補題", "", "a:b"]))
    found = ids(text, taken=("blueprint.a-b",))
    assert len(set(found)) == len(found) == 8
    assert "blueprint.a-b" not in found
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*", i) for i in found)


def test_a_node_without_label_goes_by_its_declaration_and_never_by_its_line() -> None:
    text = "\\begin{lemma}\\lean{A.b}\\end{lemma}\\begin{lemma}\\leanok Some text.\\end{lemma}"
    assert ids(text) == ids("\n\n" + text)
    assert ids(text)[0] == "blueprint.a-b"


def test_chapters_are_families() -> None:
    text = f"{lemma('a')}\\chapter{{Sums}}{lemma('b')}\\chapter{{Sums}}{lemma('c')}"
    made, _ = take(Memory({CONTENT: text}), [SourceEntry("blueprint")], families=["sums"])
    assert [(f.id, f.title) for f in made.families] == [
        ("blueprint", "Blueprint"),
        ("blueprint-sums", "Sums"),
    ]
    assert [c.family for c in made.claims] == ["blueprint", "blueprint-sums", "blueprint-sums"]


def test_a_definition_is_a_claim_of_its_own_kind() -> None:
    text = "\\begin{definition}\\label{d}\\lean{D}\\end{definition}"
    made, _ = take(Memory({CONTENT: text}), [SourceEntry("blueprint")])
    assert [c.kind for c in made.claims] == [ClaimKind.DEFINITION]


def test_what_an_author_names_twice_backs_once() -> None:
    made, _ = take(Memory({CONTENT: lemma("a", "\\lean{A, B, A}")}), [SourceEntry("blueprint")])
    assert [b.decl for b in made.claims[0].backing] == ["A", "B"]


def test_only_what_a_challenge_and_a_solution_name_is_meant() -> None:
    def meant(challenge: str, solution: str) -> list[tuple[str, str, str]]:
        text = f'{{"challenge_module": "{challenge}", "solution_module": "{solution}", '
        text += '"theorem_names": ["main"]}'
        made, _ = take(Memory({"comparator.json": text}), [SourceEntry("comparator")])
        return [one for origin in made.origins for one in origin.meant]

    assert meant("C", "S") == [("C", "S", "main")]
    assert meant("S", "S") == []


def test_a_source_that_is_not_there_is_told() -> None:
    _, (named,) = take(Memory({}), [SourceEntry("blueprint", "blueprint/src/gone.tex")])
    _, (usual,) = take(Memory({}), [SourceEntry("formalization")])
    assert named.message == "no file blueprint/src/gone.tex"
    assert usual.message == "nothing of the kind formalization is here"


def test_what_was_taken_is_said() -> None:
    made, _ = take(Memory({CONTENT: lemma("a")}), [SourceEntry("blueprint")])
    assert list(told(made.origins)) == [f"took 1 claim from {CONTENT} (blueprint)"]


def test_a_claim_that_was_imported_is_the_same_claim() -> None:
    files = Memory({CONTENT: lemma("a", "\\lean{A}\\leanok") + lemma("b", "\\lean{B}")})
    own = [written("blueprint.a", "A"), written("blueprint.b", "Other")]
    made, _ = take(files, [SourceEntry("blueprint")], claims=own)
    assert list(made.said) == ["blueprint.a"]
    assert made.said["blueprint.a"].stated is not None
    assert [c.id.rpartition("-")[0] for c in made.claims] == ["blueprint.b"]  # backed by another


def test_what_two_sources_say_of_one_name_is_one_claim() -> None:
    files = Memory(
        {
            CONTENT: lemma("a", "\\lean{A}\\leanok") + lemma("b", "\\lean{B, C}"),
            "formalization.yaml": "status:\n  main_results:\n"
            "  - {declaration: A, sorry_count: 0}\n  - {declaration: B}\n",
        }
    )
    made, _ = take(files, [SourceEntry("blueprint"), SourceEntry("formalization")])
    assert [(c.id, c.aliases) for c in made.claims] == [
        ("blueprint.a", ("formalization.a",)),
        ("blueprint.b", ()),
        ("formalization.b", ()),
    ]
    said = made.claims[0].asserted
    assert said
    assert (said.source, said.also, [f.name for f in said.figures]) == (
        "blueprint",
        ("formalization",),
        ["sorry_count"],
    )


def test_every_kind_is_known_wherever_kinds_are_listed() -> None:
    assert list(TITLES) == list(KINDS), "every kind in TITLES, in the order of KINDS"
    assert list(KINDS)[-1] == "lean_decls", "a new kind stands before the last resort"
    schema = json.loads((schema_folder() / "leancat.schema.json").read_text("utf-8"))
    listed = schema["$defs"]["source"]["properties"]["kind"]["enum"]
    assert listed == list(KINDS), (
        "catalogue/schema/leancat.schema.json: what [[sources]] may name, in the order of KINDS"
    )
    for page in ("docs/bridges.md", "docs/catalogue.md"):
        text = (ROOT / page).read_text("utf-8")
        assert [kind for kind in KINDS if f"`{kind}`" not in text] == [], f"{page} lists the kinds"
