"""The wheel, in an empty environment of its own, builds a site: nothing it needs is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import virtualenv

from tests.folders import FIXTURES, ROOT

SMALL = FIXTURES / "small"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this source tree, built with the pinned backend."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("leancat-*.whl")
    return built


def test_the_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "indexer/py.typed",
        "indexer/_schema/claims.schema.json",
        "indexer/_schema/output/show.schema.json",
        "indexer/_schema/obstacles.yaml",
    ):
        assert name in names
    shipped = {n.removeprefix("indexer/_site_templates/") for n in names if "_site_templates/" in n}
    templates = ROOT / "site_templates"
    assert shipped == {p.relative_to(templates).as_posix() for p in _files(templates)}
    assert {n.partition("/")[0] for n in names if ".dist-info" not in n} == {"indexer"}


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]


@pytest.mark.network
def test_the_installed_wheel_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    virtualenv.cli_run([str(tmp_path / "env")])
    python = tmp_path / "env" / "bin" / "python"
    pins = ROOT / "requirements.lock"
    _run(
        str(python), "-m", "pip", "install", "--quiet", "--no-compile", "-c", str(pins), str(wheel)
    )
    assert str(tmp_path) in _run(
        str(python), "-c", "print(__import__('indexer').__file__)", cwd=tmp_path
    )
    site = tmp_path / "site"
    leancat = tmp_path / "env" / "bin" / "leancat"
    catalogue = SMALL / "catalogue"
    said = _run(
        str(leancat), "build", "--no-cache", "--catalogue", str(catalogue), "--out", str(site),
        cwd=tmp_path,
    )  # fmt: skip
    assert "1/4" in said
    page = (site / "index.html").read_text("utf-8")
    assert "1/4" in page
    coverage = json.loads((site / "data" / "coverage.json").read_text("utf-8"))
    assert (coverage["covered"], coverage["total"]) == (1, 4)
    standings = {claim["id"]: claim["standing"] for claim in coverage["claims"]}
    assert standings == {
        "rotation.length": "clean",
        "rotation.half": "sorry",
        "rotation.full": "tainted",
        "rotation.unproved": "missing",
    }


def _run(*command: str, cwd: Path | None = None) -> str:
    """Run a command; its output, which is also the message when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
