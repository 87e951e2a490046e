"""Every trap of tests/traps/ is judged as it says; nothing is called covered that is not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.app import gating
from indexer.app import survey as pipeline
from indexer.app.survey import survey
from indexer.base.errors import LeancatError
from indexer.catalogue import load_catalogue
from indexer.cli import cli
from indexer.evidence.collect import collect
from indexer.evidence.files import write_evidence
from indexer.judge.records import ClaimReport, Standing
from indexer.scan.loader import load_index
from indexer.scan.options import ScanOptions
from tests.lean.__main__ import TRAP_BUILDS
from tests.lean.compile import Workers, compile_index
from tests.repos import Repo
from tests.trapping import TABLE, Trap, all_traps, table

TRAPS = all_traps()
JUDGED = [trap for trap in TRAPS if trap.expect]
CHECKED = [trap for trap in TRAPS if trap.check]
COMPILED = [trap for trap in TRAPS if trap.kernel]


def _name(trap: Trap) -> str:
    return trap.name


def _judge(here: Path) -> dict[str, ClaimReport]:
    return {c.claim.id: c for c in survey(here / "catalogue").report.claims}


@pytest.mark.parametrize("trap", JUDGED, ids=_name)
@pytest.mark.parametrize("way", ["wholly", "closely"])
def test_by_text(trap: Trap, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no more is read than may change a standing, all is the same."""
    if way == "closely":
        monkeypatch.setattr(pipeline, "judge", partial(pipeline.judge, closely=True))
    here = trap.copy(tmp_path)
    if trap.reviewed:
        done = CliRunner().invoke(
            cli, ["review", "--all", "--by", "R", "--no-cache", "--catalogue", f"{here}/catalogue"]
        )
        assert done.exit_code == 0, done.output
        assert all(c.standing is not Standing.SUSPECT for c in _judge(here).values())
        trap.edit(here)
    claims = _judge(here)
    told = {name: f"{claims[name].standing} ({claims[name].reason})" for name in claims}
    assert {name: str(c.standing) for name, c in claims.items()} == trap.expect, told
    for name, words in trap.reason.items():
        assert words in claims[name].reason
    for name, flags in trap.flags.items():
        had = {*claims[name].flags, *(f for b in claims[name].backings for f in b.flags)}
        assert had >= set(flags)


@pytest.mark.parametrize("trap", CHECKED, ids=_name)
def test_by_what_claims_see(trap: Trap, tmp_path: Path) -> None:
    """A check reads in full what claims may see, and finds what it would find in all there is."""
    here = trap.copy(tmp_path)
    trap.edit(here)
    place = gating.ground(here / "catalogue")
    try:
        given = gating.read(place, ScanOptions(1, None))
    except LeancatError:
        return  # nothing is judged
    closely = gating.judged(given, cones=False, closely=True)[1]
    wholly = gating.judged(given, cones=False)[1]
    assert closely.report == wholly.report
    assert closely.holes == wholly.holes


@pytest.mark.parametrize("trap", CHECKED, ids=_name)
def test_by_check(trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = trap.copy(tmp_path)
    repo = Repo(here)
    repo.commit()
    trap.edit(here)
    monkeypatch.chdir(here)
    base = ["--base", "HEAD"] if trap.check["base"] else []
    done = CliRunner().invoke(cli, ["check", "--no-cache", *base], standalone_mode=False)
    code, said = done.return_value, done.output
    if isinstance(done.exception, LeancatError):  # what main() makes of it
        code, said = 2, str(done.exception)
    assert (code, trap.check["says"] in said) == (trap.check["exit"], True), said


@pytest.mark.lean
@pytest.mark.parametrize("trap", COMPILED, ids=_name)
def test_by_kernel(trap: Trap, tmp_path: Path, workers: Workers) -> None:
    """The real Lean accepts the trap, and its record settles what the claim is worth.  What it made
    of a trap is kept, and made anew when the trap or Lean is another."""
    here = trap.copy(tmp_path)
    index = load_index(load_catalogue(here / "catalogue"))
    build = TRAP_BUILDS / trap.name
    outcomes = compile_index(index, build, workers)
    assert all(o.ok for o in outcomes), [str(p) for o in outcomes for p in o.problems("error")]
    write_evidence(here / "catalogue/evidence", collect(index, [build]).records)
    claims = _judge(here)
    told = {name: f"{claims[name].standing} ({claims[name].reason})" for name in claims}
    assert {name: str(c.standing) for name, c in claims.items()} == trap.kernel, told


def test_every_trap_says_what_it_is() -> None:
    assert len(TRAPS) >= 40
    for trap in TRAPS:
        assert trap.caught in ("text", "kernel", "not"), trap.name
        assert trap.expect or trap.check, trap.name
        assert bool(trap.edits) or not trap.reviewed, trap.name


def test_what_is_not_covered_is_caught_by_what_it_says() -> None:
    """Text catches by a standing that is not covered, or clears what only looks uncovered."""
    for trap in TRAPS:
        if trap.caught == "kernel":
            assert trap.kernel != trap.expect, trap.name


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text("utf-8") == table(TRAPS), "`make golden` writes the table"
