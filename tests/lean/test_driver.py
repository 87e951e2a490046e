"""The parts of the driver that need no Lean: comparing evidence, and why there is no Lean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.evidence.collect import Collected
from indexer.evidence.files import write_evidence
from indexer.evidence.records import ConstantEvidence, ModuleEvidence
from tests.lean import install
from tests.lean.__main__ import differs

HERE = Path(__file__).parent


def record(module: str, axioms: tuple[str, ...] = ()) -> ModuleEvidence:
    constant = ConstantEvidence("theorem", axioms, "kernel1:0")
    return ModuleEvidence("p", module, "4.28.0", {module: "0"}, {"t": constant})


@pytest.mark.parametrize(
    ("collected", "message"),
    [
        (Collected((record("A"), record("B", ("sorryAx",))), {}, ()), "p/B differs"),
        (Collected((record("A"), record("B"), record("C")), {}, ()), "p/C is not there"),
        (Collected((record("A"),), {}, ()), "p/B has no compiled module"),
        (Collected((record("A"), record("B")), {("p", "C"): "why"}, ()), "p/C: why"),
    ],
)
def test_evidence_that_differs_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], collected: Collected, message: str
) -> None:
    write_evidence(tmp_path, [record("A"), record("B")])
    assert differs(tmp_path, collected)
    assert message in capsys.readouterr().err


def test_evidence_that_is_the_same_passes(tmp_path: Path) -> None:
    write_evidence(tmp_path, [record("A"), record("B")])
    assert not differs(tmp_path, Collected((record("B"), record("A")), {}, ()))


def test_without_npm_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LEANCAT_LEAN_DIR", str(tmp_path))
    assert install.missing() == "npm is not installed, so there is no Lean to ask"
    with pytest.raises(install.InstallError, match="npm is not installed"):
        install.install()
    assert not list(tmp_path.iterdir())


def test_the_lock_pins_content_and_names_no_registry() -> None:
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert {name.removeprefix("node_modules/") for name in packages} == {
        *wanted["dependencies"],
        *wanted["optionalDependencies"],
    }
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
        assert "hasInstallScript" not in entry, name


def test_another_lock_makes_another_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    before = install.location()
    monkeypatch.setattr(install, "_PINS", ("package.json",))
    assert install.location() != before
