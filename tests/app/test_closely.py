"""A check reads in full no more than what claims may see, and tells what it would tell of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from indexer.app import gating, partial_index
from indexer.gate.finding import Snapshot
from indexer.judge.records import Standing
from indexer.names.suggestions import Called, Suggestions
from indexer.names.table import Table
from indexer.scan.options import ScanOptions
from indexer.scan.records import Ref
from tests.repos import Repo
from tests.usegraph.made import project

CLAIM = "  - {{id: {0}, title: {0}, kind: theorem, backing: [{{decl: {1}}}]}}\n"
BACKINGS = {
    "f.plain": "plain",
    "f.tainted": "tainted",
    "f.part": "Box.size_pos",
    "f.translated": "Pile.add_pos",
    "f.late": "add_late",
    "f.exported": "Pile.mul_pos",
    "f.twice": "twice",
    "f.assumed": "assumed",
    "f.hollow": "hollow",
    "f.missing": "Pile.mul_poz",
}
FILES = {
    "lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "P"\n',
    "P.lean": "import P.Seen\nimport P.Above\nimport P.Aside\nimport P.Twin\nimport P.Hollow\n",
    "P/Low.lean": "theorem gap (n : Nat) : n + 0 = n := sorry\ndef Deep.word : Nat := 1\n",
    "P/Seen.lean": (
        "import P.Low\n"
        "theorem plain : 1 + 1 = 2 := rfl\n"
        "theorem tainted : 2 + 0 = 2 := gap 2\n"
        "structure Box where\n  size : Nat\n  size_pos : 0 < size\n"
        "@[to_additive] theorem Heap.mul_neg : 1 = 1 := rfl\n"
        "theorem mul_late (n : Nat) : n = n := rfl\n"
        "theorem twice : 1 = 1 := rfl\n"
    ),
    # what is made of Pile.mul_pos is called by the partner that its namespace has here
    "P/Above.lean": (
        "import P.Seen\n"
        "@[to_additive Pile] def MulPile : Nat := 1\n"
        "@[to_additive] theorem MulPile.mul_pos (n : Nat) : n + 1 = n + 1 := rfl\n"
        "attribute [to_additive] mul_late\n"
        "namespace Pile\ntheorem mul_pos : 3 = 3 := rfl\nend Pile\n"
        "export Pile (mul_pos)\n"
    ),
    "P/Aside.lean": (
        "import P.Low\n"
        "open Deep renaming word → term\n"
        "axiom assumed : term = Deep.word\n"
        "theorem aside : Deep.word = 1 := sorry\n"
    ),
    "P/Twin.lean": "theorem twice : 2 = 2 := rfl\ntheorem spare : 1 = 1 := sorry\n",
    "P/Hollow.lean": "import P.Low\ntheorem hollow (n : Nat) : n = n ∨ Deep.word = 2 := .inl rfl\n",
    "P/Unseen.lean": "import P.Seen\ntheorem unseen : 1 + 2 = 3 := rfl\n",
    "catalogue/leancat.toml": 'title = "T"\n',
    "catalogue/claims/f.yaml": "family: {id: f, title: F}\nclaims:\n"
    + "".join(CLAIM.format(*pair) for pair in BACKINGS.items()),
}


def _given(
    folder: Path,
    backings: Mapping[str, str],
    *,
    cached: bool,
    files: Mapping[str, str] = FILES,
) -> gating.Given:
    repo = Repo(folder / "p", init=False)
    claims = "".join(CLAIM.format(*pair) for pair in backings.items())
    text = f"family: {{id: f, title: F}}\nclaims:\n{claims}"
    repo.write({**files, "catalogue/claims/f.yaml": text})
    cache = folder / "cache.sqlite" if cached else None
    return gating.read(gating.ground(folder / "p" / "catalogue"), ScanOptions(1, cache))


def _full(snapshot: Snapshot) -> set[str]:
    return {m.path for p in snapshot.index.projects for m in p.modules if m.declarations}


@pytest.mark.parametrize("cached", [False, True])
def test_all_is_told_as_if_all_were_read(tmp_path: Path, cached: bool) -> None:
    given = _given(tmp_path, BACKINGS, cached=cached)
    closely = gating.judged(given, cones=False, closely=True)[1]
    wholly = gating.judged(given, cones=False)[1]
    assert closely.report == wholly.report
    assert closely.holes == wholly.holes
    told = {c.claim.id: c.standing for c in closely.report.claims}
    assert told["f.tainted"] is Standing.TAINTED
    assert told["f.translated"] is told["f.late"] is Standing.CLEAN


@pytest.mark.parametrize("name", BACKINGS)
def test_one_claim_is_told_as_if_all_were_read(tmp_path: Path, name: str) -> None:
    """Each by itself, so that none is helped by what another one sees."""
    given = _given(tmp_path, {name: BACKINGS[name]}, cached=True)
    closely = gating.judged(given, cones=False, closely=True)[1]
    assert "P/Unseen.lean" not in _full(closely)
    assert closely.report == gating.judged(given, cones=False)[1].report


@pytest.mark.parametrize("seed", range(40))
def test_projects_made_by_chance_are_told_as_if_all_were_read(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    files = {path: _gaps(text, chance) for path, text in project(seed).items()}
    backings = {f"f.{at}": name for at, name in enumerate(chance.sample(MADE, 3))}
    given = _given(tmp_path, backings, cached=seed % 2 == 0, files={**ROOTS, **files})
    closely = gating.judged(given, cones=False, closely=True)[1]
    wholly = gating.judged(given, cones=False)[1]
    assert closely.report == wholly.report
    assert closely.holes == wholly.holes


MADE = "a b c T.a T.b T.go U.go add_a mul_a get! T.add_a T.own T".split()
ROOTS = {
    "lean-toolchain": FILES["lean-toolchain"],
    "lakefile.toml": 'name = "p"\n'
    + "".join(f'[[lean_lib]]\nname = "M{number}"\n' for number in range(6)),
    "catalogue/leancat.toml": FILES["catalogue/leancat.toml"],
}


def _gaps(text: str, chance: Random) -> str:
    """A text with some proofs left out."""
    lines = text.split("\n")
    return "\n".join(
        line.replace(":= rfl", ":= sorry") if chance.random() < 0.2 else line for line in lines
    )


def test_names_are_found_where_all_would_find_them(tmp_path: Path) -> None:
    """By a table that knows what has the last component of one name, and nothing else."""
    scanned = _given(tmp_path, BACKINGS, cached=True).scanned
    known = {name for name, _ in _named(Table(scanned.whole()))}
    scanned = _given(tmp_path, BACKINGS, cached=True).scanned
    found = {
        (name, refs)
        for name in known
        for refs in [_called(scanned.table([name.rpartition(".")[2]]), name)]
    }
    assert found == _named(Table(scanned.whole()))
    assert {"Box.size_pos", "Pile.add_pos", "add_late", "twice"} <= known


def _named(table: Table) -> set[tuple[str, tuple[Ref, ...]]]:
    return {(name, _called(table, name)) for name in (*table.by_name, *table.made)}


def _called(table: Table, name: str) -> tuple[Ref, ...]:
    return tuple(sorted(entry.ref for entry in table.called(name, None)))


def test_what_no_claim_sees_is_known_in_outline(tmp_path: Path) -> None:
    given = _given(tmp_path, {"f.plain": "plain"}, cached=True)
    closely = gating.judged(given, cones=False, closely=True)[1]
    in_trouble = {"P/Low.lean", "P/Aside.lean", "P/Twin.lean"}
    assert _full(closely) == {"P/Seen.lean", *in_trouble}


def test_a_word_that_is_written_often_elsewhere_is_nobodys_slip(tmp_path: Path) -> None:
    """By `autoImplicit` it may be a variable; one letter off a name it might be a slip."""
    files = {
        **FILES,
        "P/Seen.lean": "def widget : Nat := 1\ntheorem odd : widgeX + 1 ≠ widgeX + 2 := gap\n",
        "P/Above.lean": "theorem one : widgeX + 1 ≠ widgeX + 2 := gap\n",
        "P/Twin.lean": "theorem two : widgeX + 1 ≠ widgeX + 2 := gap\n",
    }
    for number, more in enumerate((files, {**files, "P/Above.lean": "\n", "P/Twin.lean": "\n"})):
        folder = tmp_path / str(number)
        given = _given(folder, {"f.odd": "odd"}, cached=True, files=more)
        closely = gating.judged(given, cones=False, closely=True)[1]
        assert _full(closely).isdisjoint({"P/Above.lean", "P/Twin.lean"})
        assert closely.report == gating.judged(given, cones=False)[1].report
        (claim,) = closely.report.claims
        assert claim.standing.covered == (number == 0), claim.reason


def test_names_are_listed_once_for_all_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[Suggestions] = []

    def counted(declared: Iterable[Called]) -> Suggestions:
        listed.append(Suggestions(declared))
        return listed[-1]

    monkeypatch.setattr(partial_index, "Suggestions", counted)
    backings = {f"f.missing-{number}": f"unsen{number}" for number in range(3)}
    given = _given(tmp_path, backings, cached=True)
    claims = gating.judged(given, cones=False, closely=True)[1].report.claims
    assert all("`unseen`" in claim.reason for claim in claims)
    assert len(listed) == 1


def test_who_asks_for_no_name_lists_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {p: t for p, t in FILES.items() if not p.endswith(".lean")}
    files["P.lean"] = "theorem sound : 1 = 1 := rfl\n"
    given = _given(tmp_path, {"f.sound": "sound"}, cached=True, files=files)
    given = replace(given, catalogue=replace(given.catalogue, claims=()))
    monkeypatch.delattr(partial_index.PartialIndex, "table")
    assert gating.judged(given, cones=False, closely=True)[1].report.claims == ()


def test_a_name_that_nobody_sees_is_suggested(tmp_path: Path) -> None:
    given = _given(tmp_path, {"f.missing": "unsen"}, cached=True)
    (claim,) = gating.judged(given, cones=False, closely=True)[1].report.claims
    assert "`unseen`" in claim.reason


def test_modules_of_one_name_in_two_projects_are_told_apart(tmp_path: Path) -> None:
    """What is in trouble in the one begins where a hollow statement of the other does."""
    begins = "import P.Low\nopen Deep\n"
    files = {
        "catalogue/leancat.toml": 'title = "T"\n'
        '[[projects]]\nid = "a"\npath = "../a"\n[[projects]]\nid = "b"\npath = "../b"\n',
        "a/P.lean": "import P.Top\n",
        "b/P.lean": "import P.Top\n",
        "a/P/Low.lean": "\n",
        "a/P/Top.lean": f"{begins}theorem gap : 1 = 1 := sorry\n",
        "b/P/Low.lean": "def Deep.word : Nat := 1\n",
        "b/P/Top.lean": f"{begins}theorem hollow (n : Nat) : n = n ∨ word = 2 := .inl rfl\n",
        **{
            f"{p}/{name}": FILES[name] for p in "ab" for name in ("lean-toolchain", "lakefile.toml")
        },
    }
    given = _given(tmp_path, {"f.hollow": "hollow"}, cached=True, files=files)
    closely = gating.judged(given, cones=False, closely=True)[1]
    wholly = gating.judged(given, cones=False)[1]
    assert {hole.declaration for hole in closely.holes} == {"gap", "hollow"}
    assert closely.holes == wholly.holes


FIELD = (
    "structure T where\n  n : Nat\n"
    "theorem T.go (t : T) : 1 = 2 := sorry\n"
    "theorem meant (t : T) : 1 = 2 := t.go\n"
)
ELSEWHERE = {
    # who gives a namespace its partner by a command of its own
    "a-partner-given-late": (
        {
            "P/Low.lean": "def MulPile : Nat := 1\n",
            "P/Seen.lean": "import P.Low\nattribute [to_additive Pile] MulPile\n"
            "@[to_additive] theorem MulPile.mul_pos : 1 + 1 = 2 := rfl\n",
        },
        "Pile.add_pos",
        Standing.CLEAN,
    ),
    "a-partner-that-nobody-sees": (
        {
            "P/Low.lean": "def MulPile : Nat := 1\n",
            "P/Seen.lean": "import P.Low\n"
            "@[to_additive] theorem MulPile.mul_pos : 1 + 1 = 2 := rfl\n",
            "P/Aside.lean": "import P.Low\nattribute [to_additive Pile] MulPile\n",
        },
        "MulPile.add_pos",
        Standing.CLEAN,
    ),
    "a-name-that-others-have-nearer": (
        {
            "P/Low.lean": "theorem mul_late : 1 + 1 = 2 := rfl\n",
            "P/Seen.lean": "import P.Low\nnamespace X\nattribute [to_additive] mul_late\nend X\n",
            "P/Aside.lean": "theorem X.mul_late : 1 + 1 = 2 := rfl\n",
        },
        "add_late",
        Standing.CLEAN,
    ),
    "a-namespace-that-others-declare": (
        {
            "P/Seen.lean": "@[to_additive] theorem Group.mul_pos : 1 + 1 = 2 := rfl\n",
            "P/Aside.lean": "structure Group where\n  n : Nat\n",
        },
        "AddGroup.add_pos",
        Standing.CLEAN,
    ),
    "a-type-that-others-declare": (
        {
            "P/Seen.lean": "def T (n : Nat) : Foo := bar\ntheorem T.go : 1 = 2 := sorry\n"
            "theorem meant (t : T) : 1 = 1 := f t.go\n",
            "P/Aside.lean": "structure Foo where\n  n : Nat\n",
        },
        "meant",
        Standing.TAINTED,
    ),
    "a-field-that-many-others-have": (
        {
            "P/Seen.lean": FIELD,
            "P/Aside.lean": "".join(f"structure S{n} where\n  go : Nat\n" for n in range(70)),
        },
        "meant",
        Standing.TAINTED,
    ),
    "a-default-that-nobody-sees": (
        {
            "P/Seen.lean": "structure T where\n  n : Nat\ninstance one : OfNat T 1 := ⟨⟨1⟩⟩\n"
            "theorem meant : 1 + 1 = 2 := rfl\n",
            "P/Aside.lean": "import P.Seen\nattribute [default_instance] one\n",
        },
        "meant",
        Standing.CLEAN,
    ),
    "a-slip-for-what-is-made-late": (
        {
            "P/Seen.lean": "theorem mul_late : 1 = 1 := rfl\n",
            "P/Aside.lean": "import P.Seen\nattribute [to_additive] mul_late\n",
        },
        "Pile.add_late",
        Standing.MISSING,
    ),
    "a-slip-for-what-is-written-and-not-made": (
        {
            "P/Seen.lean": "theorem add_x : 1 = 1 := rfl\n",
            "P/Aside.lean": "import P.Seen\n@[to_additive] theorem mul_x : 1 = 1 := rfl\n",
        },
        "Pile.add_x",
        Standing.MISSING,
    ),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_no_proof_sees_changes_nothing(tmp_path: Path, case: str) -> None:
    """Neither for who reads it nor for who does not."""
    texts, name, standing = ELSEWHERE[case]
    roots = "".join(f"import {path[:-5].replace('/', '.')}\n" for path in texts)
    project = {key: text for key, text in FILES.items() if not key.endswith(".lean")}
    files = {**project, **texts, "P.lean": roots}
    given = _given(tmp_path, {"f.it": name}, cached=True, files=files)
    closely = gating.judged(given, cones=False, closely=True)[1]
    wholly = gating.judged(given, cones=False)[1]
    assert closely.report == wholly.report
    assert closely.holes == wholly.holes
    assert [claim.standing for claim in closely.report.claims] == [standing]


def test_what_a_command_may_make_below_a_name_is_known_of_all_names(tmp_path: Path) -> None:
    """A blueprint speaks of what text does not show; the structure above it is not read."""
    tex = r"\begin{theorem}\label{t}\lean{%s}\leanok It is so.\end{theorem}"
    for name, standing in (
        ("Box.made_iff", Standing.UNSETTLED),
        ("Fox.made_iff", Standing.MISSING),
    ):
        files = {
            **FILES,
            "P/Seen.lean": "theorem plain : 1 + 1 = 2 := rfl\n",
            "P/Above.lean": "structure Box where\n  size : Nat\n",
            "catalogue/leancat.toml": 'title = "T"\n[[sources]]\nkind = "blueprint"\n',
            "blueprint/src/web.tex": "\\input{content}\n",
            "blueprint/src/content.tex": tex % name,
        }
        given = _given(tmp_path / name, {"f.plain": "plain"}, cached=True, files=files)
        closely = gating.judged(given, cones=False, closely=True)[1]
        assert "P/Above.lean" not in _full(closely)
        assert closely.report == gating.judged(given, cones=False)[1].report
        told = {c.claim.id: c.standing for c in closely.report.claims}
        assert told["blueprint.t"] is standing


def test_a_file_that_vanishes_after_the_scan_is_not_waited_for(tmp_path: Path) -> None:
    files = {**FILES, "P/Aside.lean": 'macro "odd" : term => `(sorry)\ntheorem a : 1 = 1 := odd\n'}
    files["P/Twin.lean"] = (
        'import P.Aside\nmacro "even" : term => `(odd)\ntheorem t : 2 = 2 := odd\n'
    )
    given = _given(tmp_path, {"f.plain": "plain"}, cached=True, files=files)
    (tmp_path / "p" / "P" / "Twin.lean").unlink()
    closely = gating.judged(given, cones=False, closely=True)[1]
    assert not closely.index.complete
