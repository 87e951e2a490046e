"""From a repository without a catalogue to what is wrong with its blueprint, as users call it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.catalogue import load_catalogue
from indexer.cli import cli
from tests.folders import ROOT
from tests.repos import Repo

FIXTURE = ROOT / "tests" / "fixtures" / "blueprint"
CHALLENGE = "theorem main : 1 = 1 := by sorry\ntheorem other : 2 = 2 := by sorry\n"


@pytest.fixture
def bridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the blueprint project outside of our own repository, which has a catalogue."""
    folder = tmp_path / "bridge"
    shutil.copytree(FIXTURE, folder)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    """A command, without a cache."""
    return CliRunner().invoke(cli, [*words, "--no-cache"], standalone_mode=False)


def findings(*words: str) -> dict[str, list[dict[str, Any]]]:
    """The new findings of a check by rule."""
    result = run("check", "--format", "json", *words)
    assert result.exception is None, result.exception
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in json.loads(result.stdout)["findings"]:
        if finding["state"] == "new":
            found.setdefault(finding["rule"], []).append(finding)
    return found


def places(found: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """Where findings stand, and how much they weigh."""
    return [(f["path"].rpartition("/")[2], f["line"], f["level"]) for f in found]


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that a file has."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_readme_shows_what_a_check_says(bridge: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- blueprint -->\n```text\n(.*?)```", readme, re.DOTALL)
    assert shown
    result = run("check")
    assert result.return_value == 1
    assert "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines()) == shown[1]
    assert result.stderr == "note: took 10 claims from blueprint/src/web.tex (blueprint)\n"
    assert sorted(p.name for p in bridge.iterdir()) == sorted(p.name for p in FIXTURE.iterdir())


@pytest.mark.usefixtures("bridge")
def test_every_assertion_is_held_against_what_is_so() -> None:
    found = findings()
    assert {rule: places(each) for rule, each in found.items()} == {
        "leanok-false": [("sums.tex", 15, "error")],
        "name-missing": [("sums.tex", 24, "error")],
        "mathlibok-own": [("later.tex", 15, "warning")],
        "leanok-missing": [("sums.tex", 19, "note")],
        "new-sorry": [("Bridge.lean", 12, "note"), ("Bridge.lean", 22, "note")],
    }
    (false,) = found["leanok-false"]
    assert "Bridge.consecutive → Bridge.helper (Bridge.lean:21)" in false["message"]
    assert "did you mean `Bridge.double_even`?" in found["name-missing"][0]["message"]


@pytest.mark.usefixtures("bridge")
def test_strict_fails_on_what_is_not_marked() -> None:
    found = findings("--strict")
    assert places(found["leanok-missing"]) == [("sums.tex", 19, "error")]
    assert "claim-unsettled" not in found  # what is in Mathlib no build of this project settles


def _by_macro(bridge: Path, expansion: str) -> None:
    edit(
        bridge / "Bridge.lean",
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  sorry\n",
        f'macro "perhaps" : tactic => `(tactic| {expansion})\n'
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  perhaps\n",
    )


def test_what_is_only_possible_accuses_nobody(bridge: Path) -> None:
    _by_macro(bridge, "first | omega | sorry")
    assert "leanok-false" not in findings("--strict")


def test_a_macro_that_is_a_sorry_is_one(bridge: Path) -> None:
    _by_macro(bridge, "sorry")
    assert "perhaps" in findings()["leanok-false"][0]["message"]


def test_what_text_cannot_tell_accuses_nobody(bridge: Path) -> None:
    edit(
        bridge / "Bridge.lean",
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  sorry\n",
        "macro_rules | `(tactic| trivial) => `(tactic| sorry)\n"
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  trivial\n",
    )
    assert "leanok-false" not in findings("--strict")


def test_an_axiom_of_the_project_makes_a_mark_false(bridge: Path) -> None:
    edit(
        bridge / "Bridge.lean",
        "theorem helper (n : Nat) : IsEven (n * (n + 1)) := by\n  sorry\n",
        "axiom helper (n : Nat) : IsEven (n * (n + 1))\n",
    )
    (false,) = findings()["leanok-false"]
    assert "helper, which is an axiom" in false["message"]


@pytest.mark.parametrize(
    ("name", "level"), [("Nat.no_such_name", "note"), ("Other.double_even", "warning")]
)
def test_a_name_that_a_package_may_have_is_unsettled(bridge: Path, name: str, level: str) -> None:
    edit(bridge / "blueprint/src/chapter/sums.tex", "Bridge.duoble_even", name)
    with (bridge / "lakefile.toml").open("a") as file:
        file.write('\n[[require]]\nname = "mathlib"\nscope = "leanprover-community"\n')
        file.write('git = "https://example.org/mathlib4"\n')
    assert places(findings()["name-missing"]) == [("sums.tex", 24, level)]
    shown = run("show", "blueprint.obs-double").stdout
    assert "unsettled" in shown
    assert "a package that was not read may have it" in shown


def test_definitions_are_counted_beside_theorems(bridge: Path) -> None:
    summary = json.loads(run("check", "--format", "json").stdout)["summary"]
    assert (summary["covered"], summary["total"]) == (3, 7)
    assert "3/7 claims covered (42 %), 0 checked, 1 unsettled, 2/3 definitions" in (
        run("build", "--out", str(bridge / "site")).stdout
    )


@pytest.mark.usefixtures("bridge")
def test_show_and_find_know_the_claims() -> None:
    shown = run("show", "blueprint.thm-neighbours")
    assert "tainted: rests on Bridge.helper" in shown.stdout
    assert shown.stderr.startswith("note: took 10 claims")
    assert "blueprint.lem-zero" in run("find", "zero").stdout


def test_a_part_that_cannot_be_read_is_an_error(bridge: Path) -> None:
    edit(bridge / "blueprint/src/content.tex", "chapter/later.tex", "chapter/gone")
    assert places(findings()["source-unread"]) == [("content.tex", 20, "error")]


def test_where_there_is_nothing_the_hint_is_as_before(bridge: Path) -> None:
    shutil.rmtree(bridge / "blueprint")
    result = run("check")
    assert "no catalogue folder" in str(result.exception)


def test_a_misspelt_catalogue_is_not_taken_for_none(bridge: Path) -> None:
    result = run("check", "--catalogue", str(bridge / "catalouge"))
    assert "no such folder" in result.stdout


@pytest.mark.usefixtures("bridge")
def test_init_names_the_sources_and_copies_nothing() -> None:
    assert run("init", "--no-workflow", "--even-in-ci").return_value == 0
    text = Path("catalogue/leancat.toml").read_text("utf-8")
    assert '[[sources]]\nkind = "blueprint"\npath = "../blueprint/src/web.tex"\n' in text
    assert not Path("catalogue/claims").exists()
    found = findings()
    assert "new-sorry" not in found
    assert places(found["leanok-false"]) == [("sums.tex", 15, "error")]


def test_init_beside_a_blueprint_that_is_still_empty(bridge: Path) -> None:
    for file in (bridge / "blueprint").rglob("*.tex"):
        file.write_text("\\chapter{To be written}\n")
    told = run("check")
    assert "no claim in this blueprint" in str(told.exception or told.stdout)
    assert run("init", "--no-workflow", "--even-in-ci").return_value == 0
    assert Path("catalogue/claims/main.yaml").exists()
    assert "[[sources]]" not in Path("catalogue/leancat.toml").read_text("utf-8")
    assert run("check").return_value == 0


@pytest.mark.parametrize("path", ["../blueprint/src/gone.tex", "../../else.tex"])
def test_a_source_that_is_not_there_is_told(bridge: Path, path: str) -> None:
    (bridge / "catalogue").mkdir()
    text = f'[[sources]]\nkind = "blueprint"\npath = "{path}"\n'
    (bridge / "catalogue/leancat.toml").write_text(text)
    result = run("check")
    assert result.return_value == 2
    assert "catalogue/leancat.toml" in result.stdout


def test_a_base_without_a_catalogue_is_read_the_same_way(bridge: Path) -> None:
    repo = Repo(bridge)
    repo.commit()
    edit(bridge / "Bridge.lean", "⟨n, rfl⟩", "by sorry")
    found = findings("--base", "HEAD")
    assert [f["declaration"] for f in found["new-sorry"]] == ["Bridge.double_even"]
    assert [f["claims"] for f in found["coverage-lost"]] == [["blueprint.thm-own"]]
    assert [f["declaration"] for f in found.get("leanok-false", [])] == []


def test_numbers_of_formalization_yaml(bridge: Path) -> None:
    shutil.rmtree(bridge / "blueprint")
    text = (
        "status:\n  sorry_count: 5\n  sorry_in_definitions: 1\n  axioms: []\n  main_results:\n"
        "    - {declaration: Bridge.consecutive, sorry_count: 0, axioms: []}\n"
        "    - {declaration: Bridge.even_add, sorry_count: 0, axioms: []}\n"
    )
    (bridge / "formalization.yaml").write_text(text)
    found = findings()["stated-number"]
    assert places(found) == [("formalization.yaml", 2, "error"), ("formalization.yaml", 6, "error")]
    assert "the sources have 1 to 2" in found[0]["message"]


def _pair(folder: Path, solution: str) -> None:
    shutil.rmtree(folder / "blueprint")
    (folder / "Bridge.lean").unlink()
    libraries = "".join(f'[[lean_lib]]\nname = "{name}"\n' for name in ("Challenge", "Solution"))
    files = {
        "lakefile.toml": f'name = "pair"\n{libraries}',
        "Challenge.lean": CHALLENGE,
        "Solution.lean": solution,
        "comparator.json": '{"challenge_module": "Challenge", "solution_module": "Solution",'
        ' "theorem_names": ["main"]}',
    }
    for name, content in files.items():
        (folder / name).write_text(content)


def test_a_solution_backs_what_a_challenge_states(bridge: Path) -> None:
    _pair(bridge, "theorem main : 1 = 1 := rfl\n")
    result = run("check")
    assert "1/1 claims covered" in result.stdout
    sorries = findings()["new-sorry"]
    assert [f["declaration"] for f in sorries] == ["other"]  # that one nobody asked to prove


def test_a_solution_may_import_what_it_proves(bridge: Path) -> None:
    _pair(bridge, "import Work\n")
    (bridge / "Work.lean").write_text("theorem main : 1 = 1 := rfl\n")
    text = "status: {main_results: [{declaration: main, sorry_count: 0}]}\n"
    (bridge / "formalization.yaml").write_text(text)
    with (bridge / "lakefile.toml").open("a") as file:
        file.write('[[lean_lib]]\nname = "Work"\n')
    result = run("check")
    assert "1/1 claims covered" in result.stdout
    assert [f["declaration"] for f in findings()["new-sorry"]] == ["other"]


def test_a_sorry_that_is_meant_since_this_change_is_told(bridge: Path) -> None:
    _pair(bridge, "theorem main : 1 = 1 := rfl\ntheorem other : 2 = 2 := rfl\n")
    repo = Repo(bridge)
    repo.commit()
    edit(bridge / "comparator.json", '["main"]', '["main", "other"]')
    (told,) = findings("--base", "HEAD")["terms-changed"]
    assert told["message"] == "the sorries of other are meant since this change"


def test_a_challenge_without_a_solution_is_a_sorry_like_any_other(bridge: Path) -> None:
    _pair(bridge, "theorem elsewhere : 1 = 1 := rfl\n")
    found = findings()
    assert [f["declaration"] for f in found["new-sorry"]] == ["main", "other"]
    assert places(found["name-missing"]) == [("comparator.json", 1, "error")]


def _claims(folder: Path, challenge: str, solution: str, keys: str) -> dict[str, list[Any]]:
    _pair(folder, solution)
    (folder / "Challenge.lean").write_text(challenge)
    modules = '"challenge_module": "Challenge", "solution_module": "Solution"'
    (folder / "comparator.json").write_text(f"{{{modules}, {keys}}}")
    return findings()


DOUBLE = "def double (n : Nat) : Nat := n + n\n"


@pytest.mark.parametrize(
    ("challenge", "solution", "differs"),
    [
        ("theorem main (n : Nat) : n = n", "theorem main (m : Nat) : m = m", False),
        ("theorem main (n : Nat) : n = n", "theorem main (n : Nat) : n = n + 0", True),
        (DOUBLE + "theorem main : double 1 = 2", DOUBLE + "theorem main : double 1 = 2", False),
        (
            DOUBLE + "theorem main : double 1 = 2",
            DOUBLE.replace("n + n", "2") + "theorem main : double 1 = 2",
            True,
        ),
    ],
)
def test_a_challenge_says_what_its_solution_says(
    bridge: Path, challenge: str, solution: str, differs: bool
) -> None:
    keys = '"theorem_names": ["main"]'
    found = _claims(bridge, f"{challenge} := by sorry\n", f"{solution} := rfl\n", keys)
    told = found.get("challenge-differs", [])
    assert [f["level"] for f in told] == (["warning"] if differs else [])
    assert "new-sorry" not in found


@pytest.mark.parametrize(("number", "differs"), [("2", False), ("3", True)])
def test_a_notation_that_two_files_of_a_solution_define_alike_is_one(
    bridge: Path, number: str, differs: bool
) -> None:
    local = 'local notation "two" => (2 : Nat)\n'
    double = "def double (n : Nat) : Nat := two * n\n"
    (bridge / "Defs.lean").write_text(local + double)
    lakefile = bridge / "lakefile.toml"
    lakefile.write_text(lakefile.read_text() + '\n[[lean_lib]]\nname = "Defs"\n')
    stated = "theorem main : double two = 4"
    solution = f"import Defs\n{local.replace('(2', f'({number}')}{stated} := rfl\n"
    challenge = f"{local}{double}{stated} := by sorry\n"
    found = _claims(bridge, challenge, solution, '"theorem_names": ["main"]')
    assert ("challenge-differs" in found) is differs


def test_projects_in_folders_of_one_name_are_told_apart(bridge: Path, tmp_path: Path) -> None:
    for where in ("a/x", "b/x", "c"):
        shutil.copytree(bridge, tmp_path / "all" / where)
    shutil.move(tmp_path / "all/c/blueprint", tmp_path / "all/blueprint")
    catalogue = load_catalogue(tmp_path / "all" / "catalogue")
    assert [p.id for p in catalogue.config.projects] == ["a-x", "b-x", "c"]


def test_an_instance_that_only_a_solution_sees_is_no_other_statement(bridge: Path) -> None:
    more = "instance {n : Nat} : Add (Fin (n + 1)) := ⟨fun a _ => a⟩\n"
    keys = '"theorem_names": ["main"]'
    stated = "theorem main (a b : Fin 3) : a + b = b + a"
    found = _claims(bridge, f"{stated} := by sorry\n", f"{stated} := by omega\n", keys)
    assert "challenge-differs" not in found
    (bridge / "Other.lean").write_text(more)
    edit(bridge / "Solution.lean", stated, f"import Other\n{stated}")
    with (bridge / "lakefile.toml").open("a") as file:
        file.write('[[lean_lib]]\nname = "Other"\n')
    assert "challenge-differs" not in findings()


def test_a_definition_that_a_challenge_leaves_open_is_told(bridge: Path) -> None:
    keys = '"theorem_names": [], "definition_names": ["answer"]'
    found = _claims(bridge, "def answer : Nat := sorry\n", "def answer : Nat := 42\n", keys)
    assert places(found["definition-hole"]) == [("Challenge.lean", 1, "note")]
    assert "challenge-differs" not in found
    assert "new-sorry" not in found


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("answer(∀ n : Nat, n = n) ↔ ∀ n : Nat, n = n", True),
        ("answer((∀ n : Nat, n = n)) ↔ (∀ n : Nat, n = n)", True),
        ("(∀ n : Nat, n = n) ↔ answer(∀ n : Nat, n = n)", True),
        ("answer(True) ↔ ∀ n : Nat, n = n", False),
        ("answer(sorry) ↔ ∀ n : Nat, n = n", False),
        ("answer(3) = 1 + 2", False),
    ],
)
def test_an_answer_that_repeats_the_question(bridge: Path, statement: str, told: bool) -> None:
    shutil.rmtree(bridge / "blueprint")
    text = f"@[category research solved, AMS 5]\ntheorem asked : {statement} := by simp\n"
    (bridge / "Bridge.lean").write_text(text)
    (bridge / "lakefile.toml").write_text(
        'name = "formal_conjectures"\n[[lean_lib]]\nname = "Bridge"\n'
    )
    found = findings().get("answer-repeats", [])
    assert places(found) == ([("Bridge.lean", 2, "warning")] if told else [])


def test_dependencies_that_authors_tell_and_do_not(bridge: Path) -> None:
    text = (
        "\\begin{definition}\\label{e}\\lean{Bridge.IsEven}\\leanok\\end{definition}\n"
        "\\begin{lemma}\\label{h}\\lean{Bridge.helper}\\leanok\\uses{e}\\end{lemma}\n"
        "\\begin{lemma}\\label{c}\\lean{Bridge.consecutive}\\leanok\\uses{e}\\end{lemma}\n"
        "\\begin{lemma}\\label{d}\\lean{Bridge.double_even}\\leanok\\uses{e,h,gone}\\end{lemma}\n"
    )
    (bridge / "blueprint/src/content.tex").write_text(text)
    found = findings()
    assert [f["message"] for f in found["uses-missing"]] == [
        "c uses h in its proof, and no \\uses says so"
    ]
    assert [f["message"] for f in found["uses-extra"]] == [
        "\\uses says that d depends on h, and no name in the sources leads there"
    ]
    assert "\\uses lacks 1 and has 1 too many" in run("check").stdout


def test_a_blueprint_without_a_catalogue_is_held_against_its_last_release(bridge: Path) -> None:
    repo = Repo(bridge)
    repo.git("add", "-A")
    repo.git("commit", "-qm", "first")
    repo.git("tag", "v1")
    text = (bridge / "Bridge.lean").read_text()
    (bridge / "Bridge.lean").write_text(text.replace("sorry", "by simp", 1))
    repo.git("commit", "-qam", "second")
    run("build", "--out", str(bridge / "site"))
    home = (bridge / "site/index.html").read_text()
    assert '<h2 id="changed">Changed since v1' in home
    assert repo.git("rev-parse", "HEAD")[:12] in home
    assert (bridge / "site/history.html").exists()


def test_the_page_of_a_claim_shows_what_its_author_says(bridge: Path) -> None:
    run("build", "--out", str(bridge / "site"))

    def page(name: str) -> str:
        text = (bridge / f"site/claim/blueprint.{name}.html").read_text("utf-8")
        return " ".join(re.sub(r"<[^>]*>", " ", text[text.index("In its source") :]).split())

    shown = page("thm-neighbours")
    assert "Ready to prove : all that it uses is done, and it is not." in shown
    assert "Its proof marked as done" in shown
    assert "Sums clean; no name in the sources leads there" in shown
    text = (bridge / "site/claim/blueprint.thm-neighbours.html").read_text("utf-8")
    assert 'href="https://example.org/bridge/issues/12"' in text
    assert 'href="https://example.org/bridge/blueprint/"' in text
    assert "Proof in words Add the halves." in page("thm-sum")
    assert "Ready to prove" not in page("thm-sum")
    assert "Its text not ready" in page("thm-open")
    assert "Ready to prove" not in page("thm-open")
