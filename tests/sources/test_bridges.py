"""import, sync and export, as users call them on a project that has a blueprint."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.cli import cli
from indexer.sources import comparator
from tests.folders import FIXTURES
from tests.repos import Repo
from tests.sources.trees import Memory

FIXTURE = FIXTURES / "blueprint"
SUMS = "blueprint/src/chapter/sums.tex"


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the blueprint project outside of our own repository."""
    folder = tmp_path / "bridge"
    shutil.copytree(FIXTURE, folder)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str, code: int = 0) -> str:
    """What a command says; it must end as expected."""
    result: Result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == code
    return result.stdout


def fails(*words: str) -> str:
    """What a command that cannot do its work says."""
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is not None
    return str(result.exception)


def edit(path: str, old: str, new: str) -> None:
    """Replace a text that a file has, byte for byte."""
    data = Path(path).read_bytes()
    assert old.encode() in data
    Path(path).write_bytes(data.replace(old.encode(), new.encode()))


def checked() -> dict[str, Any]:
    """What a check says."""
    made = CliRunner().invoke(
        cli, ["check", "--format", "json", "--report-only", "--no-cache"], standalone_mode=False
    )
    data: dict[str, Any] = json.loads(made.stdout)
    return data


def rules() -> list[str]:
    """The rules of a check's findings that concern sources."""
    known = ("leanok-false", "leanok-missing", "name-missing", "stated-number", "backing-missing")
    return [f["rule"] for f in checked()["findings"] if f["rule"] in known]


# --- import ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bridge")
def test_import_keeps_every_id_and_what_the_author_says() -> None:
    before = json.loads(run("export", "json", "--no-cache"))
    marks = rules()
    assert "wrote 10 claims to catalogue/claims/blueprint.yaml" in run("import", "blueprint")
    after = json.loads(run("export", "json", "--no-cache"))
    kept = ("id", "title", "standing", "reason")
    assert [[c[k] for k in kept] for c in after["claims"]] == [
        [c[k] for k in kept] for c in before["claims"]
    ]
    assert [r.replace("backing-", "name-") for r in rules()] == marks


@pytest.mark.usefixtures("bridge")
def test_import_overwrites_nothing() -> None:
    assert "title: Sums" in run("import", "blueprint/src/web.tex", "--dry-run")
    assert not Path("catalogue").exists()
    run("import", "blueprint")
    assert "catalogue/claims/blueprint.yaml: is there already" in fails("import", "blueprint")


@pytest.mark.usefixtures("bridge")
def test_import_of_what_is_not_there() -> None:
    assert "is no source of claims here" in fails("import", "nothing")
    assert "nothing of the kind formalization is here" in fails("import", "formalization")


# --- sync -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bridge")
def test_sync_corrects_marks_and_changes_nothing_twice() -> None:
    before = {p: p.read_bytes() for p in Path("blueprint").rglob("*.tex")}
    shown = run("sync", "blueprint", "--dry-run", "--no-cache")
    assert {p: p.read_bytes() for p in before} == before
    changed = [x for x in shown.splitlines() if x[:1] in "+-" and x[:3] not in ("+++", "---")]
    assert changed == ["-  \\leanok", "+  \\leanok"]
    run("sync", "blueprint", "--no-cache")
    assert [p.name for p in before if p.read_bytes() != before[p]] == ["sums.tex"]
    assert rules() == ["name-missing"]
    assert run("sync", "blueprint", "--no-cache") == "nothing to correct\n"


@pytest.mark.usefixtures("bridge")
def test_sync_keeps_line_ends_and_all_other_bytes() -> None:
    data = b"\xef\xbb\xbf" + Path(SUMS).read_bytes().replace(b"\n", b"\r\n")
    Path(SUMS).write_bytes(data)
    run("sync", "blueprint", "--no-cache")
    after = Path(SUMS).read_bytes()
    mark = b"  \\leanok\r\n"
    place = data.index(mark, data.index(b"begin{proof}"))
    gone = data[:place] + data[place + len(mark) :]
    opened = gone.index(b"\r\n", gone.index(b"[Proof of")) + 2
    assert after == gone[:opened] + mark + gone[opened:]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\\begin{proof}\n  One", "\\begin{proof}\n  \\leanok\n  One"),
        ("\\begin{proof}One", "\\begin{proof}\\leanok One"),
        ("\\begin{proof}[A {]} \\] b] One", "\\begin{proof}[A {]} \\] b]\\leanok One"),
        ("\\begin{proof}%\n\tOne", "\\begin{proof}\\leanok%\n\tOne"),
        ("\\begin{proof}\\end{proof}%", "\\begin{proof}\\leanok\\end{proof}%"),
    ],
)
@pytest.mark.usefixtures("bridge")
def test_where_a_mark_is_put(old: str, new: str) -> None:
    head = "\\begin{lemma}\\label{a}\\lean{Bridge.zero_even}\\leanok\\end{lemma}\n"
    end = "" if "end{" in old else "\n\\end{proof}"
    Path("blueprint/src/content.tex").write_text(head + old + end)
    run("sync", "blueprint", "--no-cache")
    assert Path("blueprint/src/content.tex").read_text() == head + new + end


@pytest.mark.usefixtures("bridge")
def test_a_statement_is_marked_where_lean_has_it() -> None:
    text = (
        "\\begin{lemma}\\label{a}\n  \\lean{Bridge.helper}\n  A.\n\\end{lemma}\n"
        "\\begin{definition}\\label{b}\\lean{Bridge.unknown}\\end{definition}\n"
        "\\begin{definition}\\label{c}\\lean{Bridge.IsEven} C.\\end{definition}\n"
    )
    Path("blueprint/src/content.tex").write_text(text)
    run("sync", "blueprint", "--no-cache")
    assert Path("blueprint/src/content.tex").read_text() == (
        "\\begin{lemma}\\label{a}\n  \\lean{Bridge.helper}\n  \\leanok\n  A.\n\\end{lemma}\n"
        "\\begin{definition}\\label{b}\\lean{Bridge.unknown}\\end{definition}\n"
        "\\begin{definition}\\label{c}\\lean{Bridge.IsEven}\\leanok C.\\end{definition}\n"
    )


@pytest.mark.usefixtures("bridge")
def test_what_a_macro_makes_is_not_edited() -> None:
    text = (
        "\\newcommand{\\ns}{Bridge}\\newcommand{\\bpr}{\\begin{proof}}\\newcommand{\\done}{\\leanok}\n"
        "\\newcommand{\\named}[1]{\\lean{#1}}\n"
        "\\begin{lemma}\\label{a}\\named{Bridge.zero_even} {A}\\end{lemma}\n\\bpr One\\end{proof}\n"
        "\\begin{lemma}\\label{b}\\lean{\\ns.consecutive}\\done\\end{lemma}\n"
        "\\begin{proof}\\done\\end{proof}\n\\begin{lemma}\\label{c}\\lean{\\ns.gone}\\end{lemma}\n"
    )
    Path("blueprint/src/content.tex").write_text(text)
    assert sorted(rules()) == ["leanok-false", "leanok-missing", "name-missing"]
    assert run("sync", "blueprint", "--no-cache") == "nothing to correct\n"
    assert Path("blueprint/src/content.tex").read_text() == text


@pytest.mark.usefixtures("bridge")
def test_a_name_that_lacks_its_namespace() -> None:
    edit(SUMS, "Bridge.duoble_even", "double\\_even")
    run("sync", "blueprint", "--no-cache")
    assert "\\lean{Bridge.double\\_even}" in Path(SUMS).read_text()


def test_a_name_that_was_renamed_since_a_revision(bridge: Path) -> None:
    edit(SUMS, "Bridge.duoble_even", "Bridge.even_add")
    repo = Repo(bridge)
    repo.commit()
    edit("Bridge.lean", "theorem even_add", "theorem IsEven.add")
    run("sync", "blueprint", "--no-cache")
    assert "\\lean{Bridge.even_add}" in Path(SUMS).read_text()
    run("sync", "blueprint", "--since", "HEAD", "--no-cache")
    assert "\\lean{Bridge.even_add}" not in Path(SUMS).read_text()
    assert Path(SUMS).read_text().count("\\lean{Bridge.IsEven.add}") == 2


@pytest.mark.usefixtures("bridge")
def test_what_is_only_possible_is_left() -> None:
    edit(
        "Bridge.lean",
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  sorry\n",
        'macro "perhaps" : tactic => `(tactic| first | omega | sorry)\n'
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  perhaps\n",
    )
    run("sync", "blueprint", "--no-cache")
    assert "  \\leanok\n  One of" in Path(SUMS).read_text()


YAML = """\
status:
  sorry_count:   # not counted yet
  sorry_in_definitions: 7   # a guess
  axioms: []
  main_results:
    - declaration: Bridge.consecutive
      sorry_count: 0
      axioms:
        - propext   # Lean's own
    - {declaration: Bridge.even_add, sorry_count: , axioms: [propext]}
"""


@pytest.mark.usefixtures("bridge")
def test_the_numbers_of_formalization_yaml() -> None:
    Path("formalization.yaml").write_text(YAML)
    run("sync", "formalization", "--no-cache")
    assert Path("formalization.yaml").read_text() == (
        YAML.replace("sorry_count:   #", "sorry_count: 2   #")
        .replace("7   # a guess", "1   # a guess")
        .replace("sorry_count: 0", "sorry_count: 1")
        .replace("sorry_count: ,", "sorry_count: 0 ,")
    )
    assert "stated-number" not in rules()
    assert run("sync", "formalization", "--no-cache") == "nothing to correct\n"


@pytest.mark.usefixtures("bridge")
def test_the_axioms_of_formalization_yaml() -> None:
    edit("Bridge.lean", "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  sorry", AXIOM)
    Path("formalization.yaml").write_text(YAML)
    run("sync", "formalization", "--no-cache")
    text = Path("formalization.yaml").read_text()
    assert "  axioms: [Bridge.helper]\n" in text
    assert "- propext   # Lean's own\n        - Bridge.helper\n" in text
    assert "stated-number" not in rules()


AXIOM = "axiom helper (n : Nat) : IsEven (n * (n + 1))"


def test_sync_without_a_source(bridge: Path) -> None:
    shutil.rmtree(bridge / "blueprint")
    assert "no catalogue folder" in fails("sync", "blueprint")
    (bridge / "catalogue/claims").mkdir(parents=True)
    text = "claims:\n  - {id: a.b, title: A, backing: [{decl: Bridge.even_add}]}\n"
    (bridge / "catalogue/claims/a.yaml").write_text(text)
    assert "the catalogue has no source of claims" in fails("sync", "blueprint")


# --- links ----------------------------------------------------------------------------------------


def test_import_writes_through_no_link(bridge: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (bridge / "catalogue").symlink_to(outside)
    assert "link" in fails("import", "blueprint", "--catalogue", "catalogue")
    assert list(outside.iterdir()) == []


def test_sync_writes_through_no_link(bridge: Path, tmp_path: Path) -> None:
    inside = bridge / "elsewhere"
    shutil.move(bridge / "blueprint", inside)
    (bridge / "blueprint").symlink_to("elsewhere")
    before = (inside / "src/chapter/sums.tex").read_bytes()
    assert "link" in fails("sync", "blueprint", "--no-cache")
    assert (inside / "src/chapter/sums.tex").read_bytes() == before
    shutil.move(inside, tmp_path / "outside")
    (bridge / "blueprint").unlink()
    (bridge / "blueprint").symlink_to(tmp_path / "outside")
    assert "no catalogue folder" in fails("sync", "blueprint", "--no-cache")


# --- export ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bridge")
def test_a_challenge_is_read_back_as_the_claims_it_is_of() -> None:
    run("export", "comparator", "blueprint.thm-sum", "blueprint.lem-zero", "--output", "made")
    text = Path("made/Challenge.lean").read_text()
    assert text.count("by sorry") == 2
    assert "def IsEven (n : Nat) : Prop := ∃ k, n = 2 * k" in text
    found = comparator.read(Memory({"c.json": Path("made/comparator.json").read_bytes()}), "c.json")
    assert [(n.label, n.module) for n in found.nodes] == [
        ("Bridge.even_add", "Bridge"),
        ("Bridge.zero_even", "Bridge"),
    ] or [(n.label, n.module) for n in found.nodes] == [
        ("Bridge.zero_even", "Bridge"),
        ("Bridge.even_add", "Bridge"),
    ]
    said = fails("export", "comparator", "blueprint.lem-zero", "--output", "made")
    assert "Challenge.lean: is there already" in said


@pytest.mark.usefixtures("bridge")
def test_a_challenge_tells_theorems_and_definitions_apart() -> None:
    run("export", "comparator", "blueprint.lem-zero", "blueprint.def-couple", "--output", "made")
    config = json.loads(Path("made/comparator.json").read_bytes())
    assert config["theorem_names"] == ["Bridge.zero_even"]
    assert config["definition_names"] == ["Bridge.Couple"]


@pytest.mark.usefixtures("bridge")
def test_a_challenge_keeps_what_is_in_force() -> None:
    head = "universe u\nopen Nat\nvariable {m : Nat}\nset_option autoImplicit false\n"
    edit("Bridge.lean", "theorem zero_even", f"{head}theorem zero_even")
    run("export", "comparator", "blueprint.lem-zero", "--output", "made", "--no-cache")
    text = Path("made/Challenge.lean").read_text()
    assert f"section\nnamespace Bridge\n{head}\ntheorem zero_even" in text
    assert text.count("universe u") == 1


@pytest.mark.usefixtures("bridge")
def test_a_sorry_of_sorrydb_is_where_it_stands() -> None:
    data = json.loads(run("export", "sorrydb", "--no-cache"))
    places = [s["location"] for s in data["sorries"]]
    lines = Path("Bridge.lean").read_text().splitlines()
    words = [lines[p["start_line"] - 1][p["start_column"] : p["end_column"]] for p in places]
    assert words == ["sorry", "sorry"]
    assert len({s["id"] for s in data["sorries"]}) == 2
    assert data["sorries"][0]["repo"]["lean_version"] == "v4.28.0"


@pytest.mark.parametrize("format_", ["blueprint", "formalization", "lean_decls", "csv", "json"])
@pytest.mark.usefixtures("bridge")
def test_every_claim_is_in_every_form(format_: str) -> None:
    run("export", format_, "--output", "out.txt", "--no-cache")
    text = Path("out.txt").read_text().replace("\\_", "_")
    for name in ("Bridge.even_add", "Bridge.IsEven", "Bridge.unknown", "Nat.add_comm"):
        assert name in text


@pytest.mark.usefixtures("bridge")
def test_what_cannot_be_exported() -> None:
    assert "there is no format pdf" in fails("export", "pdf")
    assert "takes the claims that are to be stated" in fails("export", "comparator")
    assert "takes no claim" in fails("export", "csv", "a.b")
    assert "did you mean blueprint.thm-sum?" in fails("export", "comparator", "blueprint.thm-sun")
    assert "names no theorem that could be stated" in fails(
        "export", "comparator", "blueprint.thm-open"
    )
