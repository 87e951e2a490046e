"""Evidence: what compiled modules say, and when it counts. Needs no Lean: see `olean_writer`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.base.closures import components
from indexer.base.errors import EvidenceError, InputError
from indexer.base.files import MOST_COMPILED_BYTES
from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.claims.records import Catalogue, Config, ProjectEntry
from indexer.cli.evidence import command
from indexer.evidence.axioms import Ledger
from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import _parse, load_evidence, render, write_evidence
from indexer.evidence.fresh import Record, freshness, unused
from indexer.evidence.records import ConstantEvidence, Freshness, ModuleEvidence
from indexer.lake.project import read_project
from indexer.lean.compiled.olean import CompiledModule, Constant
from indexer.lean.compiled.trace import file_hash, fold, mix, read_trace, text_hash
from indexer.scan.loader import load_index, load_project
from indexer.scan.records import Index, Ref
from tests import olean_writer as w
from tests.olean_writer import const, sort
from tests.repos import Repo

STANDARD = tuple(sorted(STANDARD_AXIOMS))
HOUR = 3600 * 10**9


@dataclass
class Workshop:
    """A project with sources, and a compiler of our own that writes what the test says."""

    root: Path
    id: str = "p"

    def __post_init__(self) -> None:
        self.write("lakefile.toml", 'name = "p"\n[[lean_lib]]\nname = "A"\nglobs = ["A.*"]\n')

    @property
    def build(self) -> Path:
        return self.root / ".lake/build/lib/lean"

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
        return file

    def module(
        self,
        name: str,
        uses: Mapping[str, Sequence[str]],
        imports: Sequence[str] = (),
        text: str = "",
        build: Path | None = None,
    ) -> Path:
        """A source and its .olean; `uses` maps a theorem to the constants of its proof."""
        head = "".join(f"import {i}\n" for i in imports)
        body = "".join(f"theorem {t} : True := trivial\n" for t in uses)
        self.write(f"{name.replace('.', '/')}.lean", head + text + body)
        return self.compile(name, uses, imports, build)

    def compile(
        self,
        name: str,
        uses: Mapping[str, Sequence[str]],
        imports: Sequence[str] = (),
        build: Path | None = None,
    ) -> Path:
        constants = [theorem(t, used) for t, used in uses.items()]
        source = self.root / f"{name.replace('.', '/')}.lean"
        lines = source.read_text("utf-8").splitlines() if source.is_file() else []
        places = {line.split()[1]: (n, len(line)) for n, line in enumerate(lines, 1) if ":" in line}
        ranges = [(t, n, 0, n, end) for t in uses for n, end in [places.get(t, (1, 9))]]
        root = w.module(constants, ["Init", *imports], ranges)
        path = (build or self.build) / f"{name.replace('.', '/')}.olean"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(w.write(root))
        return path

    def index(self) -> Index:
        project = read_project(self.root, id=self.id)
        return Index((load_project(project, jobs=1, cache=None),))

    def collect(self, *folders: Path) -> Collected:
        return collect(self.index(), folders)


def theorem(name: str, used: Sequence[str]) -> w.Ctor:
    proof = const("True.intro") if not used else const(used[0])
    for other in used[1:]:
        proof = w.app(proof, const(other))
    return w.constant(name, "axiom" if used == ["axiom"] else "theorem", sort(), proof)


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "p")


def axioms(collected: Collected) -> dict[str, tuple[str, ...]]:
    return {n: c.axioms for r in collected.records for n, c in r.constants.items()}


def reasons(collected: Collected) -> dict[str, str]:
    return {module: why for (_, module), why in collected.refused.items()}


def age(path: Path, hours: int) -> None:
    """Move a file's time of change; negative hours into the past."""
    now = path.stat().st_mtime_ns + hours * HOUR
    os.utime(path, ns=(now, now))


# --- axioms ---------------------------------------------------------------------------------------


def test_axioms_come_through_all_modules(shop: Workshop) -> None:
    shop.module("A.One", {"one": ["sorryAx"], "fine": ["one.helper"], "ax": ["axiom"]})
    shop.module("A.Two", {"two": ["one"], "other": ["fine"], "third": ["ax"]}, ["A.One"])
    shop.module("A.Three", {"last": ["two", "third"]}, ["A.Two"])
    assert axioms(shop.collect()) == {
        "ax": ("ax",),
        "one": ("sorryAx",),
        "fine": STANDARD,
        "two": ("sorryAx",),
        "other": STANDARD,
        "third": ("ax",),
        "last": ("ax", "sorryAx"),
    }


def test_what_leans_own_library_brings(shop: Workshop) -> None:
    shop.module("A.One", {"a": ["Nat.add_comm"], "b": ["propext"], "c": ["Lean.ofReduceBool"]})
    found = axioms(shop.collect())
    assert found == {"a": STANDARD, "b": ("propext",), "c": ("Lean.ofReduceBool",)}


def test_a_name_counts_only_where_it_is_imported(shop: Workshop) -> None:
    """Two modules that never meet may declare the same name."""
    shop.module("A.Bad", {"same": ["sorryAx"]})
    shop.module("A.Good", {"same": ["propext"]})
    shop.module("A.User", {"user": ["same"]}, ["A.Good"])
    shop.module("A.Other", {"other": ["same"]})
    found = axioms(shop.collect())
    assert found["user"] == ("propext",)
    assert found["other"] == STANDARD  # that `same` is none of ours


MANIFEST = {
    "version": "1.1.0",
    "packagesDir": ".lake/packages",
    "packages": [
        {"name": "mathlib", "url": "https://example.org/m", "rev": "abc123", "type": "git"}
    ],
    "name": "p",
}


def test_packages_that_were_not_given_are_named(shop: Workshop) -> None:
    shop.write("lake-manifest.json", json.dumps(MANIFEST))
    shop.module("A.One", {"a": ["Finset.sum"], "b": ["propext"]}, ["Mathlib.Order.Basic", "Aux.X"])
    shop.module("A.Two", {"c": ["Finset.sum"], "d": ["a"], "e": ["b"]}, ["A.One"])
    found = {n: c.boundary for r in shop.collect().records for n, c in r.constants.items()}
    both = ("Aux", "mathlib@abc123")
    assert found == {"a": both, "b": (), "c": both, "d": both, "e": ()}


def test_an_ilean_tells_whose_a_name_is(shop: Workshop) -> None:
    olean = shop.module("A.One", {"a": ["Nat.foo"], "b": ["Set.bar"]}, ["Mathlib.Order", "Aux.X"])
    key = '{"c":{"m":"%s","n":"%s"}}'
    references: dict[str, Any] = {
        key % ("Init.Nat", "Nat.foo"): {},
        key % ("Mathlib.Set", "Set.bar"): {},
    }
    ilean = {"version": 4, "module": "A.One", "references": references}
    olean.with_suffix(".ilean").write_text(json.dumps(ilean))
    found = {n: c.boundary for r in shop.collect().records for n, c in r.constants.items()}
    assert found == {"a": (), "b": ("Mathlib",)}


def test_an_ilean_tells_that_an_import_was_another(shop: Workshop) -> None:
    """Found in a public repository: a constant of a module that does not declare it any more."""
    shop.module("A.One", {"one": []})
    olean = shop.module("A.Two", {"two": ["was.there"]}, ["A.One"])
    references: dict[str, Any] = {'{"c":{"m":"A.One","n":"was.there"}}': {}}
    olean.with_suffix(".ilean").write_text(json.dumps({"references": references}))
    assert "another build of A.One, with `was.there`" in reasons(shop.collect())["A.Two"]


def test_packages_that_are_given_are_followed(shop: Workshop, tmp_path: Path) -> None:
    given = tmp_path / "packages"
    shop.compile("Mathlib.Deep", {"deep": ["sorryAx"]}, [], given)
    shop.compile("Mathlib.Top", {"top": ["deep"], "far": ["gone"]}, ["Mathlib.Deep", "Gone"], given)
    uses = {"a": ["top"], "b": ["far"], "c": ["elsewhere"]}
    shop.module("A.One", uses, ["Mathlib.Top"])
    record = shop.collect(shop.build, given).records[0]
    assert record.constants["a"].axioms == ("sorryAx",)
    assert {n: c.boundary for n, c in record.constants.items()} == {
        "a": (),
        "b": ("Gone",),
        "c": ("Gone",),
    }


def test_constants_that_use_each_other(shop: Workshop) -> None:
    """As inductive types and their constructors do, and `unsafe` definitions."""
    uses = {"a": ["b"], "b": ["c", "propext"], "c": ["a"], "d": ["c"], "e": ["Quot.sound"]}
    shop.module("A.One", uses)
    both = dict.fromkeys("abcd", ("propext",))
    assert axioms(shop.collect()) == {**both, "e": ("Quot.sound",)}


names = st.sampled_from([f"c{n}" for n in range(12)])


@given(st.dictionaries(names, st.frozensets(names | st.sampled_from(["propext", "sorryAx"]))))
@settings(max_examples=150, deadline=None)
def test_axioms_are_those_that_can_be_reached(uses: dict[str, frozenset[str]]) -> None:
    constants = {n: Constant(n, "theorem", "", frozenset(), used) for n, used in uses.items()}
    module = CompiledModule("", "", (), tuple(constants.values()), by_name=constants)
    _, rests = Ledger().add(module, (), lambda _: ("away",))
    for name in uses:
        seen, pending = {name}, [name]
        while pending:
            for other in uses.get(pending.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        unknown = {n for n in seen if n not in uses and n.startswith("c")}
        expected = seen & {"propext", "sorryAx"} | (STANDARD_AXIOMS if unknown else set())
        assert set(rests[name].axioms) == expected
        assert rests[name].boundary == (("away",) if unknown else ())


@given(st.dictionaries(st.integers(0, 9), st.frozensets(st.integers(0, 9))))
@settings(max_examples=150, deadline=None)
def test_components_come_after_those_they_lead_to(edges: dict[int, frozenset[int]]) -> None:
    graph = {n: sorted(edges.get(n, frozenset())) for n in range(10)}
    done: set[int] = set()
    for component in components(graph):
        outside = {t for n in component for t in graph[n]} - set(component)
        assert outside <= done
        assert done.isdisjoint(component)
        done.update(component)
    assert done == set(range(10))


def test_a_long_chain_needs_no_stack() -> None:
    graph = {n: [n + 1] for n in range(50_000)} | {50_000: [0]}
    assert [len(c) for c in components(graph)] == [50_001]


def test_references_lead_to_declarations_of_the_projects(shop: Workshop) -> None:
    shop.module("A.One", {"one": ["Nat"]})
    shop.write("A/Two.lean", "import A.One\ntheorem two : True := trivial\n")
    made_up = [theorem("two._proof_1", ["one", "Nat.succ"]), theorem("two", ["two._proof_1"])]
    root = w.module(made_up, ["Init", "A.One"], [("two", 2, 0, 2, 29)])
    (shop.build / "A/Two.olean").write_bytes(w.write(root))
    records = {r.module: r for r in shop.collect().records}
    assert records["A.Two"].constants.keys() == {"two"}
    assert records["A.Two"].references == {"two": ("one",)}


# --- does the compiled module belong to the source? -----------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("end", [".lean", ".trace", ".ilean", ".olean.private"])
def test_a_pipe_beside_an_olean_is_not_waited_for(shop: Workshop, end: str) -> None:
    olean = shop.module("A.F", {"f": []})
    os.mkfifo(olean.with_name(f"F{end}"))
    assert axioms(shop.collect(shop.build)) == {"f": STANDARD}


def test_a_file_too_large_to_be_one_is_not_read(shop: Workshop) -> None:
    olean = shop.module("A.F", {"f": []})
    with olean.open("ab") as stream:
        stream.truncate(MOST_COMPILED_BYTES + 1)  # a hole, which takes no room
    with pytest.raises(EvidenceError, match="cannot be read: larger than"):
        shop.collect(shop.build)


def test_a_newer_source_is_refused(shop: Workshop) -> None:
    shop.module("A.One", {"one": []})
    olean = shop.module("A.Two", {"two": ["one"]}, ["A.One"])
    age(olean, 1)
    age(shop.root / "A/One.lean", 2)
    collected = shop.collect()
    assert collected.records == ()
    assert "its source is newer" in reasons(collected)["A.One"]
    assert reasons(collected)["A.Two"] == "A.One, which it imports, has no evidence"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("theorem one : True :=\n  trivial\n", "it was built from another text (one: Lean has it"),
        ("theorem one : 1 < 2 := trivial2\n", "(one: its type says something else than the text)"),
        ("theorem one (n : N) : True := t\n", "(one: its type has other binders than the text)"),
        ("theorem one : True := by  sorry\n", "(one: the text has a sorry there)"),
        ("theorem one : True := trivial\n", None),
    ],
)
def test_a_touched_file_of_another_text_is_refused(
    shop: Workshop, text: str, reason: str | None
) -> None:
    """No clock tells it apart; its places, binders and signs do."""
    olean = shop.module("A.One", {"one": []})
    lines = text.splitlines()
    root = w.module([theorem("one", [])], ["Init"], [("one", 1, 0, 1, len(lines[0]))])
    olean.write_bytes(w.write(root))
    shop.write("A/One.lean", text)
    age(olean, 1)
    said = reasons(shop.collect()).get("A.One")
    assert said is None if reason is None else reason in str(said)


def test_an_import_built_later_is_refused(shop: Workshop) -> None:
    one = shop.module("A.One", {"one": []})
    shop.module("A.Two", {"two": ["one"]}, ["A.One"])
    age(one, 1)
    assert reasons(shop.collect()) == {"A.Two": "A.One was built after it"}


def test_a_copy_of_the_source_beside_the_olean_must_be_the_same(shop: Workshop) -> None:
    olean = shop.module("A.One", {"one": []})
    olean.with_suffix(".lean").write_bytes((shop.root / "A/One.lean").read_bytes())
    age(olean, 1)
    assert not reasons(shop.collect())
    shop.write("A/One.lean", "theorem one : True := by trivial\n")
    assert reasons(shop.collect()) == {"A.One": "it was built from another text"}


def test_an_olean_with_other_imports_is_refused(shop: Workshop) -> None:
    shop.module("A.One", {"one": []})
    shop.module("A.Two", {"two": []}, ["A.One"])
    shop.compile("A.Two", {"two": []}, ["A.Else"])
    assert "other imports" in reasons(shop.collect())["A.Two"]


def test_without_its_private_part_a_module_tells_no_proofs(shop: Workshop) -> None:
    shop.write("A/One.lean", "module\ntheorem one : True := trivial\n")
    root = w.module([theorem("one", ["axiom"])], is_module=True)
    (shop.build / "A").mkdir(parents=True)
    (shop.build / "A/One.olean").write_bytes(w.write(root))
    assert "olean.private is not there" in reasons(shop.collect())["A.One"]


def test_a_folder_that_is_given_serves_one_project_of_two(tmp_path: Path) -> None:
    """Two projects have a module `A.One`; a folder elsewhere does not say whose it holds."""
    shops = [Workshop(tmp_path / id, id) for id in ("p", "q")]
    for shop in shops:
        shop.module("A.One", {"one": []})
    index = Index(tuple(shop.index().projects[0] for shop in shops))
    shared = shops[0].compile("A.One", {"one": []}, build=tmp_path / "shared").parent.parent
    assert collect(index, [shared]).missing == (("p", "A.One"), ("q", "A.One"))
    assert [r.project for r in collect(index, [shops[1].build, shared]).records] == ["q"]
    assert [r.project for r in collect(index).records] == ["p", "q"]


def test_modules_that_are_not_compiled_are_told(shop: Workshop) -> None:
    shop.module("A.One", {"one": []})
    shop.write("A/Two.lean", "")
    collected = shop.collect()
    assert collected.missing == (("p", "A.Two"),)
    assert [r.module for r in collected.records] == ["A.One"]


def test_import_cycles_are_refused(shop: Workshop) -> None:
    shop.module("A.One", {"one": []}, ["A.Two"])
    shop.module("A.Two", {"two": []}, ["A.One"])
    shop.module("A.Three", {"three": []}, ["A.One"])
    collected = shop.collect()
    assert collected.records == ()
    assert len(collected.refused) == 3


def test_every_corrupt_file_is_told_at_once(shop: Workshop) -> None:
    for name in ("A.One", "A.Two"):
        olean = shop.module(name, {name[2:].lower(): []})
        olean.write_bytes(olean.read_bytes()[:-8])
    with pytest.raises(EvidenceError) as caught:
        shop.collect()
    assert [Path(p.path or "").name for p in caught.value.problems] == ["One.olean", "Two.olean"]


# --- Lake's traces --------------------------------------------------------------------------------


def test_lakes_hash_is_leans() -> None:
    """Values from Lean itself: `#eval hash "abc"`, `#eval mixHash 0x6bb 0x4fc19a7aafb79a44`."""
    assert file_hash(b"abc") == 13471000911841882655
    assert file_hash(b"hello world, this is") == 1229344969050523288
    assert mix(0x6BB, 0x4FC19A7AAFB79A44) == 7390902806476957170
    assert fold([]) == 0x6BB
    assert text_hash(b"a\r\nb\rc") == mix(0x6BB, file_hash(b"a\nb\rc"))


def write_trace(shop: Workshop, module: str, imports: Sequence[str] = (), source: str = "") -> Path:
    """A trace as Lake 5 writes it, of what lies there now."""
    path = shop.build / f"{module.replace('.', '/')}.olean"
    text = shop.root / f"{module.replace('.', '/')}.lean"
    entries: list[list[Any]] = []
    for name in imports:
        other = read_trace(shop.build / f"{name.replace('.', '/')}.trace")
        assert other
        below = fold(h for i in other.imports.values() for h in (i.below or 0, i.artifacts or 0))
        entries.append([f"{name} transitive imports (legacy)", f"{below:016x}"])
        entries.append([f"{name}:importAllArts", f"{fold(other.outputs):016x}"])
    document = {
        "schemaVersion": "2025-09-10",
        "outputs": {"o": [f"{file_hash(path.read_bytes()):016x}.olean"]},
        "inputs": [
            [f"{module}:deps", [["deps", [["imports", entries or "00000000000006bb"]]]]],
            ["Lean 4.27.0", "6f43b597efea5d4c"],
            [f"/elsewhere/{text.name}", source or f"{text_hash(text.read_bytes()):016x}"],
        ],
    }
    trace = path.with_suffix(".trace")
    trace.write_text(json.dumps(document))
    return trace


def traced(shop: Workshop) -> None:
    """Three modules in a row, built by Lake; then the sources got a later time: a checkout."""
    shop.module("A.One", {"one": ["sorryAx"]})
    shop.module("A.Two", {"two": ["one"]}, ["A.One"])
    shop.module("A.Three", {"three": ["two"]}, ["A.Two"])
    write_trace(shop, "A.One")
    write_trace(shop, "A.Two", ["A.One"])
    write_trace(shop, "A.Three", ["A.Two"])
    for name in ("One", "Two", "Three"):
        age(shop.root / f"A/{name}.lean", 5)


def test_a_trace_is_worth_more_than_a_clock(shop: Workshop) -> None:
    traced(shop)
    age(shop.build / "A/One.olean", 3)
    collected = shop.collect()
    assert not collected.refused
    assert axioms(collected)["three"] == ("sorryAx",)


def test_a_trace_tells_that_the_source_changed(shop: Workshop) -> None:
    traced(shop)
    path = shop.root / "A/One.lean"
    path.write_text(path.read_text() + "-- more\n")
    age(path, -9)
    assert reasons(shop.collect())["A.One"] == "its source changed since it was built"


def test_a_trace_tells_that_the_olean_is_another(shop: Workshop) -> None:
    traced(shop)
    shop.compile("A.One", {"one": []})
    assert "not the one that Lake recorded" in reasons(shop.collect())["A.One"]


def test_a_trace_tells_that_an_import_was_built_again(shop: Workshop) -> None:
    traced(shop)
    shop.compile("A.One", {"one": []})
    write_trace(shop, "A.One")
    assert "after another build of A.One" in reasons(shop.collect())["A.Two"]


def test_a_trace_tells_that_an_import_of_an_import_was_built_again(shop: Workshop) -> None:
    """A.Two was built again and came out the same, A.Three was not."""
    traced(shop)
    shop.compile("A.One", {"one": []})
    write_trace(shop, "A.One")
    write_trace(shop, "A.Two", ["A.One"])
    assert reasons(shop.collect()) == {"A.Three": "it was compiled after another build of A.Two"}


@pytest.mark.parametrize(
    "text", ['{"log": [], "depHash": "1"}', "{", "[]", '{"inputs": 3}', '{"inputs": [[1, 2]]}']
)
def test_older_and_broken_traces_tell_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "A.trace"
    path.write_text(text)
    assert read_trace(path) is None
    assert read_trace(tmp_path / "none.trace") is None


# --- freshness ------------------------------------------------------------------------------------


def states(shop: Workshop, evidence: Mapping[tuple[str, str], ModuleEvidence]) -> dict[str, str]:
    return {module: str(state) for (_, module), state in freshness(evidence, shop.index()).items()}


@pytest.fixture
def three(shop: Workshop) -> Workshop:
    shop.write("lake-manifest.json", json.dumps(MANIFEST))
    shop.module("A.One", {"one": []}, ["Mathlib.Order"])
    shop.module("A.Two", {"two": ["one"]}, ["A.One"])
    shop.module("A.Three", {"three": ["two"]}, ["A.Two"])
    shop.module("A.Apart", {"apart": []})
    return shop


def evidence_of(shop: Workshop) -> dict[tuple[str, str], ModuleEvidence]:
    return {(r.project, r.module): r for r in shop.collect().records}


def test_evidence_is_fresh_for_the_sources_it_was_made_from(three: Workshop) -> None:
    assert set(states(three, evidence_of(three)).values()) == {"fresh"}


def test_a_change_makes_everything_above_it_stale(three: Workshop) -> None:
    evidence = evidence_of(three)
    three.write("A/One.lean", (three.root / "A/One.lean").read_text() + "-- a comment\n")
    found = states(three, evidence)
    assert found == {"A.One": "stale", "A.Two": "stale", "A.Three": "stale", "A.Apart": "fresh"}


def test_another_revision_of_a_package_makes_evidence_stale(three: Workshop) -> None:
    evidence = evidence_of(three)
    three.write("lake-manifest.json", json.dumps(MANIFEST).replace("abc123", "def456"))
    found = states(three, evidence)
    assert found == {"A.One": "stale", "A.Two": "stale", "A.Three": "stale", "A.Apart": "fresh"}


RELEASE = "leanprover/lean4:v4.28.0"


@pytest.mark.parametrize(
    ("made_for", "wanted", "state"),
    [
        (RELEASE, RELEASE, "fresh"),
        ("leanprover/lean4:v4.28.0-rc1", "leanprover/lean4:v4.28.0-rc1", "fresh"),
        ("leanprover/lean4:nightly-2026-01-01", "leanprover/lean4:nightly-2026-01-01", "fresh"),
        (RELEASE, "leanprover/lean4:v4.29.0", "stale"),
        (RELEASE, "leanprover/lean4:v4.28.0-rc1", "stale"),
        (RELEASE, "somebody/lean4:v4.28.0", "stale"),
        ("leanprover/lean4:nightly-2026-01-01", "leanprover/lean4:nightly-2026-01-02", "stale"),
        ("leanprover/lean4:v4.29.0", "leanprover/lean4:v4.29.0", "stale"),  # 4.28 wrote the files
        ("leanprover/lean4:stable", "leanprover/lean4:stable", "stale"),
        ("stable", "stable", "stale"),
    ],
)
def test_another_lean_makes_evidence_stale(
    three: Workshop, made_for: str, wanted: str, state: str
) -> None:
    three.write("lean-toolchain", f"{made_for}\n")
    evidence = evidence_of(three)
    three.write("lean-toolchain", f"{wanted}\n")
    assert set(states(three, evidence).values()) == {state}


def test_a_file_that_is_included_belongs_to_the_sources(shop: Workshop) -> None:
    shop.write("A/data.txt", "good")
    shop.module("A.One", {"one": []}, text='def data := include_str "data.txt"\n')
    shop.module("A.Two", {"two": ["one"]}, ["A.One"])
    evidence = evidence_of(shop)
    assert set(states(shop, evidence).values()) == {"fresh"}
    shop.write("A/data.txt", "bad")
    assert set(states(shop, evidence).values()) == {"stale"}


@pytest.mark.parametrize(
    "text",
    [
        'def data := include_str ("da" ++ "ta.txt")\n',
        "def data := include_str path\n",
        'def data := include_str "../../outside.txt"\n',
        'def data := include_bytes "gone.bin"\n',
        'example : x := by bv_check "gone.lrat"\n',
    ],
)
def test_a_file_that_cannot_be_told_leaves_nothing_fresh(shop: Workshop, text: str) -> None:
    (shop.root.parent / "outside.txt").parent.mkdir(parents=True, exist_ok=True)
    (shop.root.parent / "outside.txt").write_text("x")
    shop.module("A.One", {"one": []}, text=text)
    assert states(shop, evidence_of(shop)) == {"A.One": "stale"}


def test_line_ends_do_not_count(three: Workshop) -> None:
    """A checkout on Windows may have others; Lake passes over them as well."""
    evidence = evidence_of(three)
    for file in three.root.glob("A/*.lean"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert set(states(three, evidence).values()) == {"fresh"}


SUB = 'path = "../sub"\n'


def _with_sub(shop: Workshop, tmp_path: Path, more: str = "") -> Catalogue:
    """The workshop's project, which requires the package in the folder `sub` beside it."""
    lakefile = (shop.root / "lakefile.toml").read_text()
    shop.write("lakefile.toml", f'{lakefile}[[require]]\nname = "Sub"\n{SUB}{more}')
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir(exist_ok=True)
    return Catalogue(str(catalogue), Config(projects=(ProjectEntry("p", "../p"),)))


@pytest.mark.parametrize("module", ["Sub", "Lake.Evil", "Std.X", "Elsewhere"])
def test_a_package_that_is_a_folder_belongs_to_the_sources(
    shop: Workshop, tmp_path: Path, module: str
) -> None:
    """Whatever its modules are called: `Lake.Evil` need not be Lean's own."""
    catalogue = _with_sub(shop, tmp_path)
    source = tmp_path / "sub" / f"{module.replace('.', '/')}.lean"
    source.parent.mkdir(parents=True)
    source.write_text("theorem key : 1 = 1 := rfl\n")
    shop.module("A.One", {"one": ["key"]}, [module])
    shop.module("A.Two", {"two": []})
    records = collect(load_index(catalogue, jobs=1)).records
    evidence = {(r.project, r.module): r for r in records}

    def found() -> dict[str, str]:
        now = freshness(evidence, load_index(catalogue, jobs=1))
        return {name: str(state) for (_, name), state in now.items()}

    assert found() == {"A.One": "fresh", "A.Two": "fresh"}
    source.write_text("theorem key : 1 = 1 := sorry\n")
    assert found() == {"A.One": "stale", "A.Two": "fresh"}
    source.unlink()
    source.parent.rmdir()
    assert found() == {"A.One": "stale", "A.Two": "fresh"}


def test_a_module_of_a_package_is_none_of_leans_own(shop: Workshop, tmp_path: Path) -> None:
    catalogue = _with_sub(shop, tmp_path)
    (tmp_path / "sub/Lake").mkdir(parents=True)
    (tmp_path / "sub/Lake/Evil.lean").write_text("theorem evil : 1 = 2 := sorry\n")
    shop.module("A.One", {"one": ["evil"]}, ["Lake.Evil"])
    shop.module("A.Two", {"two": ["Lake.fine"]}, ["Lake.Fine"])
    records = collect(load_index(catalogue, jobs=1)).records
    said = {n: c.boundary for r in records for n, c in r.constants.items()}
    assert [name.partition("@")[0] for name in said["one"]] == ["Sub"]
    assert said["two"] == ()


def test_without_a_revision_nothing_is_fresh(shop: Workshop) -> None:
    shop.module("A.One", {"one": []}, ["Mathlib.Order"])
    assert states(shop, evidence_of(shop)) == {"A.One": "stale"}


@pytest.mark.parametrize(
    "more",
    [
        "[leanOptions]\nautoImplicit = false\n",
        'moreLeanArgs = ["-DautoImplicit=false"]\n',
        'weakLeanArgs = ["--tstack=9000"]\n',
        'plugins = ["Evil"]\n',
    ],
)
def test_what_lean_is_called_with_belongs_to_the_sources(three: Workshop, more: str) -> None:
    evidence = evidence_of(three)
    lakefile = (three.root / "lakefile.toml").read_text()
    three.write("lakefile.toml", more + lakefile if more[0] != "[" else lakefile + more)
    if more.startswith("["):  # a table of the package stands before its libraries
        name, libraries = lakefile.split("\n", 1)
        three.write("lakefile.toml", f"{name}\n{more}{libraries}")
    assert set(states(three, evidence).values()) == {"stale"}


def test_every_record_that_does_not_count_is_told_with_why(three: Workshop) -> None:
    evidence = evidence_of(three)
    three.write("A/Apart.lean", "-- other\n")
    evidence["p", "A.Gone"] = evidence["p", "A.Apart"]
    evidence["p", "A.Two"] = ModuleEvidence("p", "A.Two", "", {}, {}, trouble="it was edited")
    assert list(unused(evidence, three.index())) == [
        (("p", "A.Apart"), "its source changed"),
        (("p", "A.Gone"), "there is no such module any more"),
        (("p", "A.Two"), "it was edited"),
    ]


def test_a_record_of_an_earlier_leancat_says_so(shop: Workshop, tmp_path: Path) -> None:
    old = '{"constants": {}, "module": "A.One", "project": "p", "schema": 1}'
    (tmp_path / "e/p").mkdir(parents=True)
    (tmp_path / "e/p/A.One.json").write_text(old)
    shop.module("A.One", {"one": []})
    evidence = load_evidence(tmp_path / "e")
    assert [why for _, why in unused(evidence, shop.index())] == [
        "an earlier version of leancat wrote it"
    ]


def test_what_nobody_compiled_has_no_evidence(three: Workshop) -> None:
    three.write("A/New.lean", "")
    assert states(three, evidence_of(three))["A.New"] == "absent"


def test_only_fresh_evidence_is_told(three: Workshop) -> None:
    evidence = evidence_of(three)
    ref = Ref("p", "A.Two", "two")
    record = Record.of(evidence, three.index())
    told = record.constant(ref)
    assert told
    assert told.kind == "theorem"
    assert record.freshness(ref) is Freshness.FRESH
    assert record.toolchain(ref) == "4.28.0"
    three.write("A/One.lean", "")
    record = Record.of(evidence, three.index())
    assert record.constant(ref) is None
    assert record.freshness(ref) is Freshness.STALE


# --- files ----------------------------------------------------------------------------------------


def test_evidence_comes_back_as_it_was_written(three: Workshop, tmp_path: Path) -> None:
    records = three.collect().records
    write_evidence(tmp_path / "e", records)
    assert load_evidence(tmp_path / "e") == {(r.project, r.module): r for r in records}
    assert load_evidence(tmp_path / "none") == {}


texts = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(texts, st.tuples(texts, st.lists(texts)), max_size=4))
def test_any_record_comes_back(entries: dict[str, tuple[str, list[str]]]) -> None:
    constants = {n: ConstantEvidence(k, tuple(a), k) for n, (k, a) in entries.items()}
    record = ModuleEvidence("p", "M", "4", {"M": "0"}, constants, {"a": ("b",)}, {"m": "1"})
    assert _parse(render(record), ("p", "M")) == record


def test_a_constant_has_a_line_of_its_own(shop: Workshop) -> None:
    shop.module("A.One", {"a": ["sorryAx"], "b": []})
    (record,) = shop.collect().records
    lines = render(record).decode().splitlines()
    a = record.constants["a"]
    line = next(line for line in lines if line.startswith('  "a": '))
    assert json.loads(line.removeprefix('  "a": ').removesuffix(",")) == {
        "at": [1, 0, 1, 27],
        "axioms": ["sorryAx"],
        "binders": [],
        "boundary": [],
        "kind": "theorem",
        "literals": [],
        "logic": "•",
        "mentions": [],
        "statement": a.statement,
    }


def test_writing_again_changes_nothing(three: Workshop, tmp_path: Path) -> None:
    folder = tmp_path / "e"
    write_evidence(folder, three.collect().records)
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
    write_evidence(folder, three.collect().records)
    after = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
    assert after == before


def test_what_is_gone_is_dropped(three: Workshop, tmp_path: Path) -> None:
    records = three.collect().records
    write_evidence(tmp_path, records)
    gone = write_evidence(tmp_path, records[1:], keep={("p", "A.Unbuilt")})
    assert gone == ((records[0].project, records[0].module),)
    assert ("p", records[0].module) not in load_evidence(tmp_path)


EDITS = [
    ('"axioms": ["sorryAx"]', '"axioms": []'),
    ('"kind": "theorem"', '"kind": "def"'),
    ('"toolchain": "4.28.0"', '"toolchain": "4.99.0"'),
    ('"schema": 2', '"schema": 3'),
    ("\n}\n", "\n}"),
    ('"module": "A.One"', '"module": "A.Two"'),
    ("{", ""),
]


@pytest.mark.parametrize(("before", "after"), EDITS)
def test_a_file_edited_by_hand_counts_for_nothing(
    shop: Workshop, tmp_path: Path, before: str, after: str
) -> None:
    shop.module("A.One", {"one": ["sorryAx"]})
    write_evidence(tmp_path / "e", shop.collect().records)
    path = tmp_path / "e/p/A.One.json"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    evidence = load_evidence(tmp_path / "e")
    assert evidence["p", "A.One"].constants == {}
    assert states(shop, evidence) == {"A.One": "stale"}


def test_two_branches_merge_without_a_conflict_and_count_as_stale(tmp_path: Path) -> None:
    """Each branch adds a theorem and its evidence; nobody ever compiled what git makes of it."""
    repo = Repo(tmp_path / "p")
    shop = Workshop(repo.folder)
    folder = repo.folder / "evidence"
    repo.folder.joinpath(".gitignore").write_text(".lake/\n")

    def commit(uses: Mapping[str, Sequence[str]]) -> None:
        shop.module("A.One", uses)
        write_evidence(folder, shop.collect().records)
        repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "x")

    middle = {f"m{n}": ["propext"] for n in range(9)}
    commit(middle)
    repo.git("checkout", "-q", "-b", "other")
    commit({"a": ["propext"], **middle})
    repo.git("checkout", "-q", "main")
    commit({**middle, "z": ["propext"]})
    repo.git("merge", "-q", "other")
    assert states(shop, load_evidence(folder)) == {"A.One": "stale"}


def test_a_folder_that_cannot_be_written_is_an_error(shop: Workshop, tmp_path: Path) -> None:
    shop.module("A.One", {"one": []})
    (tmp_path / "e").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        write_evidence(tmp_path / "e", shop.collect().records)


def test_evidence_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p/A.json").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot be read"):
        load_evidence(tmp_path)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def catalogue(shop: Workshop) -> Path:
    folder = shop.root.parent / "catalogue"
    (folder / "claims").mkdir(parents=True)
    (folder / "leancat.toml").write_text('schema = 1\n[[projects]]\nid = "p"\npath = "../p"\n')
    claim = "schema: 1\nfamily: {id: f, title: F}\nclaims:\n  - {id: f.c, title: C}\n"
    (folder / "claims/f.yaml").write_text(claim)
    return folder


def run(catalogue: Path, *arguments: str) -> Any:
    options = ["--catalogue", str(catalogue), "--no-cache", *arguments]
    return CliRunner().invoke(command, options, standalone_mode=False)


def test_the_command_writes_what_it_found(shop: Workshop, catalogue: Path) -> None:
    shop.module("A.One", {"one": []})
    shop.write("A/Two.lean", "")
    result = run(catalogue)
    assert result.return_value == 0
    assert result.stdout == "1 of 2 modules, 1 declarations (Lean 4.28.0)\n"
    assert "not compiled: 1 modules of p" in result.stderr
    assert load_evidence(catalogue / "evidence").keys() == {("p", "A.One")}


def test_the_command_reports_builds_of_other_sources(shop: Workshop, catalogue: Path) -> None:
    shop.module("A.One", {"one": []})
    age(shop.root / "A/One.lean", 1)
    result = run(catalogue, "--build", str(shop.build))
    assert result.return_value == 1
    assert "not counted: p/A.One: its source is newer" in result.stderr


def test_the_command_keeps_evidence_from_elsewhere(shop: Workshop, catalogue: Path) -> None:
    one = shop.module("A.One", {"one": []})
    shop.module("A.Two", {"two": []})
    shop.module("A.Three", {"three": []})
    run(catalogue)
    one.unlink()
    (shop.root / "A/Two.lean").unlink()
    assert "dropped: p/A.Two" in run(catalogue).stderr
    assert load_evidence(catalogue / "evidence").keys() == {("p", "A.One"), ("p", "A.Three")}


def test_nothing_compiled_is_no_success(shop: Workshop, catalogue: Path) -> None:
    shop.write("A/One.lean", "")
    result = run(catalogue)
    assert isinstance(result.exception, InputError)
    assert "lake build" in str(result.exception)
    assert not (catalogue / "evidence").exists()
