"""What follows from who uses whom: paths, sets, imports, and that hostile input costs no more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from indexer.catalogue import load_catalogue
from indexer.evidence.files import load_evidence
from indexer.evidence.fresh import Record
from indexer.evidence.records import Freshness
from indexer.names.automation import attribute_sets, attributes
from indexer.scan import loader
from indexer.usegraph.graph import Uses, cycles, import_graph, use_graph
from tests.folders import ROOT
from tests.score.reach import may_reach
from tests.trees import entry, index, rests, uses


def test_sets_reach_over_modules_but_not_to_what_is_not_imported() -> None:
    files = {
        "B.lean": "@[simp] theorem hole : 1 = 2 := sorry\n",
        "C.lean": "import B\n",
        "A.lean": "import C\ntheorem use : 1 = 2 := by simp\n",
        "D.lean": "theorem other : 1 = 1 := by simp\n",
    }
    found = uses(files)
    assert rests(found, "use", "hole") == "perhaps"
    assert rests(found, "other", "hole") is None


def test_an_instance_reaches_who_names_only_what_stands_before_it() -> None:
    files = {
        "T.lean": "structure T where\n  n : Nat\nclass C (a : Type) where\n  c : 1 = 2\n"
        "instance hole : C T := ⟨sorry⟩\n",
        "A.lean": "import T\ntheorem use (t : T) : 1 = 2 := C.c T\n",
    }
    assert rests(uses(files), "use", "hole") == "perhaps"


def test_kinds_of_use_and_the_strongest_of_two() -> None:
    text = (
        "def f := 1\ndef g := 1\n@[simp] theorem h : f = 1 := by simp [f, g]\n"
        "theorem k : 1 = 1 := by simp\n"
    )
    found = uses(text)
    assert found.named_uses(entry(found, "h").ref) == [
        (entry(found, "f").ref, "statement"),
        (entry(found, "g").ref, "proof"),
    ]
    assert found.named_uses(entry(found, "k").ref) == []
    assert [r.name for r, _ in found.named_users(entry(found, "f").ref)] == ["h"]


def test_unresolved_names_are_counted() -> None:
    found = uses("theorem t (n : Nat) : n + 0 = n := Nat.add_zero n\n")
    assert found.unresolved[entry(found, "t").ref] == 4  # n and Nat here, Nat.add_zero and n there


def test_a_way_by_names_is_preferred() -> None:
    text = (
        "@[simp] theorem hole : 1 = 2 := sorry\n"
        "theorem a : 1 = 2 := hole\ntheorem b : 1 = 2 := a\n"
        "theorem use : 1 = 2 := by\n  simp\n  exact b\n"
    )
    assert _paths(uses(text), "use") == {"use": ["use", "b", "a", "hole"]}


def test_a_way_through_a_set_names_it_and_what_it_holds() -> None:
    text = "".join(f"@[simp] theorem s{i} : {i} = {i} := rfl\n" for i in range(9))
    text = "@[simp] theorem hole : 1 = 2 := sorry\n" + text + "theorem use : 1 = 2 := by simp\n"
    found = uses(text)
    ways = found.ways({entry(found, "hole").ref: True})
    way = ways.possible(entry(found, "use").ref)
    assert way is not None
    assert ([r.name for r in way.path], way.by) == (["use", "hole"], "simp")
    assert ways.certain(entry(found, "use").ref) is None
    assert found.ways({}).possible(entry(found, "hole").ref) is None


def test_the_shortest_ways() -> None:
    text = (
        "theorem hole : 1 = 2 := sorry\ntheorem fine : 1 = 1 := rfl\n"
        "theorem a : 1 = 1 := fine\ntheorem b : 1 = 2 := (fun _ => hole) a\n"
        "theorem c : 1 = 2 := (fun _ => b) a\n"
    )
    assert _paths(uses(text), "fine", "a", "hole", "b", "c") == {
        "fine": None,
        "a": None,
        "hole": ["hole"],
        "b": ["b", "hole"],
        "c": ["c", "b", "hole"],
    }


def test_a_mutual_block_leads_both_ways_and_nothing_else_to_what_stands_below() -> None:
    text = (
        "mutual\ntheorem a : 1 = 2 := b\ntheorem b : 1 = 2 := hole\n"
        "theorem hole : 1 = 2 := sorry\nend\n"
        "theorem above : 1 = 2 := below\ntheorem below : 1 = 2 := b\n"
    )
    assert _paths(uses(text), "a", "b", "above", "below") == {
        "a": ["a", "b", "hole"],
        "b": ["b", "hole"],
        "above": None,
        "below": ["below", "b", "hole"],
    }


def _paths(found: Uses, *names: str) -> dict[str, list[str] | None]:
    ways = found.ways({entry(found, "hole").ref: True})
    told = {n: ways.certain(entry(found, n).ref) for n in names}
    return {n: None if way is None else [r.name for r in way.path] for n, way in told.items()}


def test_attributes_put_in_sets_what_they_say_and_nothing_else() -> None:
    told = {
        "simp": ["simp"],
        "local simp high, grind =": ["simp", "grind"],
        "-simp": [],
        'to_additive (attr := simp, norm_cast) "if this, then that"': ["simp", "norm_cast"],
        "aesop safe apply (rule_sets := [A, B]), ext (iff := false)": ["aesop", "ext"],
        "simps! (config := .asFn) apply": ["simps!"],
        'inline, deprecated other (since := "2026-01-01")': [],
    }
    for text, sets in told.items():
        assert [s for a in attributes(text) for s in attribute_sets(a)] == sets, text


def test_what_a_program_draws_on_reaches_every_set() -> None:
    text = (
        "@[ext] theorem hole : 1 = 2 := sorry\n"
        'elab "magic" : tactic => do evalAll\n'
        "theorem use : 1 = 2 := by magic\ntheorem plain : 1 = 2 := by rfl\n"
    )
    found = uses(text)
    assert rests(found, "use", "hole") == "perhaps"
    assert rests(found, "plain", "hole") is None


def test_instances_are_told_apart_by_their_types() -> None:
    text = (
        "structure A where\n  n : Nat\nstructure B where\n  n : Nat\n"
        "instance : Inhabited A := sorry\ninstance : Inhabited B := ⟨⟨0⟩⟩\n"
        "theorem a (x : A) : x = x := rfl\ntheorem b (x : B) : x = x := rfl\n"
    )
    found = uses(text)
    assert rests(found, "a", "instInhabitedA") == "perhaps"
    assert rests(found, "b", "instInhabitedA") is None


def test_import_graph_and_cycles() -> None:
    (project,) = index(
        {"A.lean": "import B\nimport X\n", "B.lean": "import C\n", "C.lean": "import B\n"}
    ).projects
    graph = import_graph(project)
    assert set(graph.edges) == {("A", "B"), ("B", "C"), ("C", "B")}
    assert cycles(graph) == [["B", "C"]]


def test_two_builds_give_the_same_graph() -> None:
    text = one_class(9) + simp_set(9).replace("t", "s") + fields(80).replace("T", "U")
    one, two = uses(text).edges, uses(text).edges
    assert one == two
    assert list(one) == list(two)
    assert [list(row) for row in one.values()] == [list(row) for row in two.values()]


def test_of_our_own_sources_no_edge_of_the_compiler_is_missed() -> None:
    """Every use that the committed record shows is a path of the graph made from text."""
    catalogue = load_catalogue(ROOT / "catalogue")
    read = loader.load_index(catalogue)
    found = use_graph(read)
    evidence = load_evidence(ROOT / "catalogue/evidence")
    record = Record.of(evidence, read)
    reach = may_reach(found)
    missed, total = [], 0
    for ref in list(found.entries):
        if record.freshness(ref) is Freshness.FRESH:
            targets = evidence[ref.project, ref.module].references.get(ref.name, ())
            reached = {r.name for r in reach[ref]}
            total += len(targets)
            missed += [f"{ref} → {t}" for t in targets if found.table.find(t) and t not in reached]
    if not total:
        pytest.skip("no record of exactly these sources")
    assert not missed, json.dumps(missed[:20], ensure_ascii=False)


def ratio(make: Callable[[int], str], small: int, large: int) -> float:
    """How much more nodes and edges a declaration costs when there are more declarations."""
    sizes = []
    for count in (small, large):
        edges = uses(make(count)).edges
        sizes.append((len(edges) + sum(map(len, edges.values()))) / count)
    return sizes[1] / sizes[0]


def fields(count: int) -> str:
    """One field, many structures."""
    one = "structure T{i} where\n  f : Nat\ntheorem t{i} (x : T{i}) : x.f = x.f := rfl\n"
    return "".join(one.format(i=i) for i in range(count))


def simp_set(count: int) -> str:
    """One simp set, drawn on by each of its members."""
    return "".join(f"@[simp] theorem t{i} : {i} = {i} := by simp\n" for i in range(count))


def one_class(count: int) -> str:
    """One class, an instance for each of many types."""
    one = (
        "structure T{i} where\n  f{i} : Nat\ninstance : C T{i} := {{}}\n"
        "theorem t{i} (x : T{i}) : 1 = 1 := rfl\n"
    )
    return "class C (a : Type) where\n" + "".join(one.format(i=i) for i in range(count))


def for_anybody(count: int) -> str:
    """Instances about no type of the project."""
    one = "instance : Inhabited (Fin {i}) := ⟨0⟩\ntheorem t{i} : 1 = 1 := rfl\n"
    return "".join(one.format(i=i + 1) for i in range(count))


def one_notation(count: int) -> str:
    """One sign, defined again and again."""
    one = 'def g{i} := {i}\nnotation "⊞" => g{i}\ntheorem t{i} : ⊞ = ⊞ := rfl\n'
    return "".join(one.format(i=i) for i in range(count))


@pytest.mark.parametrize("make", [fields, simp_set, one_class, for_anybody, one_notation])
def test_hostile_input_makes_a_graph_of_linear_size(make: Callable[[int], str]) -> None:
    assert ratio(make, 100, 400) < 1.5
