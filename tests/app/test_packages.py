"""Packages that Lake has checked out: what a claim rests on in them, and which were not seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.app.survey import survey
from indexer.cli import cli
from indexer.judge.records import Report
from tests.repos import Repo

LIBRARY = 'name = "{0}"\n[[lean_lib]]\nname = "{1}"\n'
PACKAGE = {
    "lakefile.toml": LIBRARY.format("q", "Q"),
    "Q.lean": "import Q.Bad\nimport Q.Good\n",
    "Q/Good.lean": "theorem Q.good (n : Nat) : n + 0 = n := rfl\n",
    "Q/Bad.lean": (
        "import Q.Good\n"
        "axiom Q.ax : ∀ n : Nat, n * 1 = n\n"
        "theorem Q.viaAxiom (n : Nat) : n * 1 = n := Q.ax n\n"
        "theorem Q.hole (n : Nat) : n * 1 = n := by sorry\n"
        "theorem Q.deep (n : Nat) : n * 1 = n := Q.hole n\n"
        "theorem Q.compiled : 2 + 2 = 4 := by native_decide\n"
        "def Q.f (n : Nat) : Nat := n + 1\n"
        "@[simp] theorem Q.f_three : Q.f 3 = 4 := sorry\n"
        'macro "quietly" : tactic => `(tactic| sorry)\n'
    ),
    "Q/Unread.lean": "theorem Q.other : 1 = 2 := sorry\n",
}
PROJECT = """import Q.Bad
theorem P.good (n : Nat) : n + 0 = n := Q.good n
theorem P.deep (n : Nat) : n * 1 = n := Q.deep n
theorem P.assumes (n : Nat) : n * 1 = n := Q.viaAxiom n
theorem P.compiled : 2 + 2 = 4 := Q.compiled
theorem P.simps : Q.f 3 = 4 := by simp
theorem P.macro : 1 = 2 := by quietly
theorem P.own : 1 + 1 = 2 := rfl
"""
STANDINGS = {
    "good": "clean",
    "deep": "tainted",
    "assumes": "assumes",
    "compiled": "assumes",
    "simps": "unsettled",
    "macro": "sorry",
    "own": "clean",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project `p` that requires `q`, which is checked out, and `r`, which is not."""
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    top = tmp_path / "p"
    package = Repo(top / ".lake/packages/q")
    package.write(PACKAGE)
    requires = "".join(
        f'[[require]]\nname = "{n}"\ngit = "https://example.org/{n}"\n' for n in "qr"
    )
    repo = Repo(top)
    claims = "".join(
        f"  - {{id: p.{name}, title: {name}, backing: [{{decl: P.{name}}}]}}\n"
        for name in STANDINGS
    )
    repo.write(
        {
            ".gitignore": ".lake\n",
            "lakefile.toml": LIBRARY.format("p", "P") + requires,
            "P.lean": PROJECT,
            "catalogue/claims/p.yaml": f"schema: 1\nclaims:\n{claims}",
            "lake-manifest.json": _manifest(package.commit()),
        }
    )
    repo.commit()
    return top


def _manifest(commit: str) -> str:
    packages = [
        {"name": name, "url": f"https://example.org/{name}", "type": "git", "rev": rev}
        for name, rev in (("q", commit), ("r", "0" * 40))
    ]
    return json.dumps({"packagesDir": ".lake/packages", "packages": packages})


def _report(project: Path) -> Report:
    return survey(project / "catalogue").report


def _standings(report: Report) -> dict[str, str]:
    return {c.claim.id.removeprefix("p."): str(c.standing) for c in report.claims}


def _unseen(report: Report) -> dict[str, str]:
    return {package.name: package.unseen for package in report.packages}


def test_what_claims_rest_on_in_packages_is_seen(project: Path) -> None:
    report = _report(project)
    assert _standings(report) == STANDINGS
    assert _unseen(report) == {"q": "", "r": "it is not checked out"}
    deep = next(c for c in report.claims if c.claim.id == "p.deep")
    assert "rests on Q.hole, which holds a sorry (in the package q@" in deep.reason
    steps = deep.backings[0].witness
    assert [s.name for s in steps] == ["P.deep", "Q.deep", "Q.hole"]
    assert (steps[-1].path, steps[-1].line) == (".lake/packages/q/Q/Bad.lean", 4)


def test_a_check_tells_of_them_and_of_those_that_were_not_seen(project: Path) -> None:
    arguments = ["check", "--format", "json", "--catalogue", str(project / "catalogue")]
    said = json.loads(CliRunner().invoke(cli, arguments, standalone_mode=False).output)
    told = {f["claims"][0] for f in said["findings"] if f["rule"] == "rests-elsewhere"}
    assert told == {"p.deep", "p.assumes", "p.compiled", "p.macro"}
    assert any(
        "package r is not known: it is not checked out" in note for note in said["summary"]["notes"]
    )


def test_a_package_can_only_make_a_claim_worse(project: Path) -> None:
    whole = _standings(_report(project))
    for file in (project / ".lake/packages/q/Q").glob("*.lean"):
        file.write_text(file.read_text().replace("sorry", "rfl").replace("axiom", "theorem"))
    mended = _report(project)
    shutil.rmtree(project / ".lake")
    without = _standings(_report(project))
    assert set(without.values()) == {"clean"}
    assert without != whole
    assert "clean" not in {s for n, s in _standings(mended).items() if without[n] != "clean"}


def test_without_them_all_are_named(project: Path) -> None:
    shutil.rmtree(project / ".lake")
    assert _unseen(_report(project)) == dict.fromkeys("qr", "it is not checked out")


def test_another_revision_than_the_manifest_names_is_told_and_read(project: Path) -> None:
    package = Repo(project / ".lake/packages/q", init=False)
    package.write({"Q/Good.lean": "theorem Q.good (n : Nat) : n + 0 = n := sorry\n"})
    late = package.commit()
    report = _report(project)
    assert _standings(report)["good"] == "tainted"
    assert _unseen(report)["q"] == f"{late[:12]} is checked out"


def test_what_came_with_the_tree_tells_no_revision(project: Path) -> None:
    shutil.rmtree(project / ".lake/packages/q/.git")
    assert _unseen(_report(project))["q"] == "nothing tells which revision is checked out"


def test_a_check_that_was_kept_is_made_again_when_a_package_changes(project: Path) -> None:
    arguments = ["check", "--format", "json", "--catalogue", str(project / "catalogue")]

    def covered() -> int:
        done = CliRunner().invoke(cli, arguments, standalone_mode=False)
        return int(json.loads(done.output)["summary"]["covered"])

    before = covered()
    file = project / ".lake/packages/q/Q/Good.lean"
    file.write_text("theorem Q.good (n : Nat) : n + 0 = n := sorry\n")
    assert covered() == before - 1


def test_a_folder_that_is_required_is_read_too(project: Path) -> None:
    shutil.move(project / ".lake/packages/q", project / "q")
    lakefile = LIBRARY.format("p", "P") + '[[require]]\nname = "q"\npath = "q"\n'
    (project / "lakefile.toml").write_text(lakefile)
    (project / "lake-manifest.json").unlink()
    assert _standings(_report(project))["deep"] == "tainted"


def test_a_base_is_held_against_the_same_packages(project: Path) -> None:
    arguments = ["check", "--base", "HEAD", "--format", "json"]
    arguments += ["--catalogue", str(project / "catalogue")]
    said = json.loads(CliRunner().invoke(cli, arguments, standalone_mode=False).output)
    assert not [f for f in said["findings"] if f["rule"] == "coverage-lost"]


def test_it_fails_a_check_unless_nobody_says_that_it_is_proved(project: Path) -> None:
    claims = project / "catalogue/claims/p.yaml"
    arguments = ["check", "--format", "json", "--catalogue", str(project / "catalogue")]

    def levels() -> set[str]:
        said = json.loads(CliRunner().invoke(cli, arguments, standalone_mode=False).output)
        return {f["level"] for f in said["findings"] if f["rule"] == "rests-elsewhere"}

    assert levels() == {"error"}
    claims.write_text(claims.read_text().replace("title:", "lifecycle: draft, title:"))
    assert levels() == {"warning"}


@pytest.mark.parametrize(
    ("theirs", "ours", "standing"),
    [
        ("theorem Q.«b.ad» : 1 = 2 := sorry\n", "theorem P.t : 1 = 2 := Q.«b.ad»\n", "tainted"),
        (
            "theorem Q.«b.ad» : 1 = 2 := sorry\ntheorem Q.«d.p» : 1 = 2 := Q.«b.ad»\n",
            "theorem P.t : 1 = 2 := Q.«d.p»\n",
            "tainted",
        ),
        (
            "theorem Q.bad : 1 = 2 := sorry\n",
            "open Q renaming bad → fine\ntheorem P.t : 1 = 2 := fine\n",
            "tainted",
        ),
        (
            "theorem Q.bad : 1 = 2 := sorry\n",
            'notation "fine" => Q.bad\ntheorem P.t : 1 = 2 := fine\n',
            "tainted",
        ),
        (
            "theorem Q.bad : 1 = 2 := sorry\n",
            'macro "fine" : tactic => `(tactic| exact Q.bad)\ntheorem P.t : 1 = 2 := by fine\n',
            "tainted",
        ),
        (
            "theorem Q.bad : 1 = 2 := sorry\n",
            """syntax "fine" : tactic
macro_rules | `(tactic| fine) => `(tactic| exact Q.bad)
theorem P.t : 1 = 2 := by fine
""",
            "unsettled",
        ),
        (
            "def Q.f (n : Nat) : Nat := n + 1\ntheorem Q.bad : Q.f 3 = 5 := sorry\n",
            "attribute [simp] Q.bad\ntheorem P.t : Q.f 3 = 5 := by simp\n",
            "unsettled",
        ),
    ],
    ids=["quoted", "quoted-deep", "renaming", "notation", "macro", "macro-rules", "attribute"],
)
def test_whatever_word_it_is_reached_by(
    project: Path, theirs: str, ours: str, standing: str
) -> None:
    """The claim itself writes the word that the package has for it only where it names it."""
    package = Repo(project / ".lake/packages/q")
    package.write({"Q.lean": theirs})
    (project / "P.lean").write_text(f"import Q\n{ours}")
    (project / "lake-manifest.json").write_text(_manifest(package.commit()))
    (project / "catalogue/claims/p.yaml").write_text(
        "schema: 1\nclaims:\n  - {id: p.t, title: t, backing: [{decl: P.t}]}\n"
    )
    assert _standings(_report(project)) == {"t": standing}


def test_a_file_that_no_library_has_hides_no_module_of_a_package(project: Path) -> None:
    """Lake asks the package for a module that is none of the project's libraries."""
    (project / "Q").mkdir()
    (project / "Q/Bad.lean").write_text("theorem Q.nothing : 1 = 1 := rfl\n")
    assert _standings(_report(project))["deep"] == "tainted"


@pytest.mark.parametrize("worse", ["a", "b"])
def test_each_project_has_its_own_copy_of_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worse: str
) -> None:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    top = Repo(tmp_path / "two")
    claims = "".join(
        f"  - {{id: p.{n}, title: {n}, backing: [{{decl: {n.upper()}.t}}]}}\n" for n in "ab"
    )
    top.write(
        {
            "catalogue/catalogue.yaml": "schema: 1\nprojects:\n"
            "  - {id: a, path: ../a}\n  - {id: b, path: ../b}\n",
            "catalogue/claims/p.yaml": f"schema: 1\nclaims:\n{claims}",
        }
    )
    for name in "ab":
        hole = "theorem Q.x : 1 = 2 := sorry\ntheorem Q.t : 1 = 2 := Q.x\n"
        package = Repo(top.folder / name / ".lake/packages/q")
        package.write(
            {
                "lakefile.toml": LIBRARY.format("q", "Q"),
                "Q.lean": hole if name == worse else "theorem Q.t : 1 = 2 := foo\n",
            }
        )
        top.write(
            {
                f"{name}/lakefile.toml": LIBRARY.format(name, name.upper())
                + '[[require]]\nname = "q"\ngit = "https://example.org/q"\n',
                f"{name}/{name.upper()}.lean": "import Q\n"
                f"theorem {name.upper()}.t : 1 = 2 := Q.t\n",
                f"{name}/lake-manifest.json": _manifest(package.commit()),
            }
        )
    report = _report(top.folder)
    assert _standings(report) == {n: "tainted" if n == worse else "clean" for n in "ab"}
    shutil.rmtree(top.folder / "b/.lake")
    shutil.copy(top.folder / "a/lake-manifest.json", top.folder / "b/lake-manifest.json")
    assert _unseen(_report(top.folder))["q"] == "it is not checked out"


def test_an_option_of_a_package_that_leaves_proofs_out_counts(project: Path) -> None:
    package = Repo(project / ".lake/packages/q", init=False)
    lakefile = PACKAGE["lakefile.toml"].replace("[[", "leanOptions = {debug.byAsSorry = true}\n[[")
    good = PACKAGE["Q/Good.lean"].replace(":= rfl", ":= by rfl")
    package.write({"lakefile.toml": lakefile, "Q/Good.lean": good})
    (project / "lake-manifest.json").write_text(_manifest(package.commit()))
    assert _standings(_report(project))["good"] == "tainted"


def test_what_only_hands_on_an_import_hides_nothing(project: Path) -> None:
    """As the module that imports all of a library does."""
    file = project / "P.lean"
    file.write_text(file.read_text().replace("import Q.Bad", "import Q"))
    assert _standings(_report(project)) == STANDINGS
    few = "import Q\ntheorem P.deep (n : Nat) : n * 1 = n := Q.deep n\n"
    package = Repo(project / ".lake/packages/q")
    package.write(
        {
            "Q.lean": "import Q.Top\n",
            "Q/Top.lean": "import Q.Bad\n",
            "Q/Bad.lean": "import Q.Hole\ntheorem Q.deep (n : Nat) : n * 1 = n := Q.hole n\n",
            "Q/Hole.lean": "theorem Q.hole (n : Nat) : n * 1 = n := sorry\n",
        }
    )
    file.write_text(few)
    assert _standings(_report(project))["deep"] == "tainted"
