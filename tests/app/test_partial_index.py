"""An outline asks no question that the whole index would answer otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.app.partial_index import load_outline
from indexer.claims.records import Catalogue, Config, ProjectEntry
from indexer.gate.holes import find_holes
from indexer.scan import loader
from indexer.terms.fingerprint import statement_fingerprint
from indexer.troubles import Troubles
from tests.repos import Repo
from tests.troubles.test_hidden import CASES

FILES = {
    "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "P"\n',
    "P.lean": "import P.Plain\nimport P.Open\n",
    "P/Plain.lean": "theorem plain : 1 = 1 := rfl\n",
    "P/Open.lean": "import P.Plain\ntheorem hole : 2 = 2 := by sorry\n",
    "P/Axiom.lean": "axiom ax : 1 = 2\n",
    "P/Trust.lean": "theorem fast : 3 = 3 := by native_decide\n",
    "P/Odd.lean": "structure\n",
    "P/Harmless.lean": 'notation "⊕⊕" => Nat.add\ndef x := 1 ⊕⊕ 2\n',
}


def catalogue(tmp_path: Path, files: dict[str, str]) -> Catalogue:
    Repo(tmp_path / "p", init=False).write(files)
    config = Config(projects=(ProjectEntry("p", ".."),))
    return Catalogue(str(tmp_path / "p" / "catalogue"), config)


def test_only_what_may_be_amiss_is_there_in_full(tmp_path: Path) -> None:
    outline = load_outline(catalogue(tmp_path, FILES), jobs=1)
    (project,) = outline.index().projects
    full = {module.path for module in project.modules if module.declarations}
    assert full == {"P/Open.lean", "P/Axiom.lean", "P/Trust.lean"}
    assert [module.path for module in project.modules] == sorted(FILES.keys() - {"lakefile.toml"})


@pytest.mark.parametrize("cached", [False, True])
def test_the_rest_is_as_it_would_be(tmp_path: Path, cached: bool) -> None:
    given = catalogue(tmp_path, FILES)
    cache = tmp_path / "cache.sqlite" if cached else None
    whole = loader.load_index(given, jobs=1, cache=cache)
    outline = load_outline(given, jobs=1, cache=cache)
    assert outline.index().projects[0].reachable == whole.projects[0].reachable
    assert find_holes(outline.index(), statement_fingerprint) == find_holes(
        whole, statement_fingerprint
    )
    assert outline.whole() == whole


@pytest.mark.parametrize("case", CASES)
def test_hidden_sorries_are_found_all_the_same(tmp_path: Path, case: str) -> None:
    given = catalogue(tmp_path, {"lakefile.toml": FILES["lakefile.toml"], **CASES[case]})
    whole = loader.load_index(given, jobs=1)
    assert Troubles(load_outline(given, jobs=1).index()).all == Troubles(whole).all


def test_files_that_can_not_be_read_are_told(tmp_path: Path) -> None:
    given = catalogue(tmp_path, FILES)
    (tmp_path / "p" / "P/Open.lean").write_bytes(b"\xff\xfe")
    (project,) = load_outline(given, jobs=1).index().projects
    (module,) = [m for m in project.modules if m.path == "P/Open.lean"]
    assert [d.code for d in module.diagnostics] == ["not-utf-8"]
