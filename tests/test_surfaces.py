"""What one surface tells, every surface tells: gate, outputs, `show`, site and hubs read one list.

For every trap, and for the example of every rule, the troubles that each of them tells are the same
set: against a baseline and against a base, in JSON and SARIF, on the terminal, on the site and in
the numbers of a hub.  What is not covered for a certain reason fails the check.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from indexer import gate
from indexer.app import gating
from indexer.app.hubbing import knowledge
from indexer.app.site_input import site_input
from indexer.app.survey import Survey, survey
from indexer.claims.records import Role
from indexer.cli.layout import Sheet
from indexer.cli.show import show
from indexer.formats import WRITERS
from indexer.gate.records import CheckResult
from indexer.judge.records import Standing
from indexer.scan.options import ScanOptions
from indexer.site import data
from indexer.site.addresses import addresses
from indexer.site.facts import facts_of
from indexer.site.hole_pages import HolesView, hole_pages
from indexer.troubles import Effect, Rule, Trouble, every_rule, rules
from tests.repos import Repo
from tests.trapping import Trap, all_traps

TODAY = date(2026, 6, 1)
TRAPS = [trap for trap in all_traps() if not trap.check or trap.check["exit"] != 2]
RULES = {rule.id: rule for rule in every_rule()}

Told = set[tuple[str, str, bool]]
"""Subject, effect and whether it is certain."""


@pytest.fixture(autouse=True)
def without_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier commits held is no surface for troubles, and costs most of the time."""
    monkeypatch.setattr("indexer.app.site_input.site_history", lambda *_: None)


def write(rule: Rule, folder: Path) -> Path:
    """A project that is the example of a rule; what a statement says is looked at where a claim
    rests on it."""
    name = "Rot.rot" if "namespace Rot" in rule.example else "rot"
    backing = f", backing: [{{decl: {name}}}]" if rule.effect is Effect.HOLLOW else ""
    claim = f"{{id: f.a, title: A{backing}}}"
    text = f"import Lean\nopen Lean Elab Command Term Meta Tactic\n{rule.example}\n"
    Repo(folder, init=False).write(
        {
            "lakefile.toml": 'name = "trap"\n\n[[lean_lib]]\nname = "Trap"\n',
            "Trap.lean": text,
            "catalogue/claims/a.yaml": f"family: {{id: f, title: F}}\nclaims: [{claim}]\n",
        }
    )
    return folder


def states(here: Path) -> tuple[Survey, gate.Snapshot, gate.Snapshot]:
    """What there is, and what there was when every Lean file was empty."""
    files = {path: path.read_bytes() for path in here.rglob("*.lean")}
    for path in files:
        if not path.name.startswith("lakefile"):
            path.write_text("-- nothing yet\n")
    repo = Repo(here)
    repo.commit()
    for path, text in files.items():
        path.write_bytes(text)
    place = gating.ground(here / "catalogue")
    now = gating.look(place, ScanOptions(jobs=1))
    past = gating.look_back(place, "HEAD", now, ScanOptions(jobs=1))
    return survey(place.catalogue, ScanOptions(jobs=1)), now, past.snapshot


def of_register(troubles: Iterable[Trouble]) -> Told:
    return {(t.ref.name, t.rule.effect.value, t.rule.certain) for t in troubles}


def of_gate(result: CheckResult) -> Told:
    """What is new, by the JSON of a check."""
    findings = json.loads(WRITERS["json"](result))["findings"]
    return {_told(f["declaration"], f["trouble"]) for f in findings if f["trouble"]}


def of_sarif(result: CheckResult) -> Told:
    (run,) = json.loads(WRITERS["sarif"](result))["runs"]
    forms = {taxon["id"]: taxon["properties"] for taxon in run["tool"]["driver"]["taxa"]}
    assert forms.keys() == RULES.keys()
    told = set()
    for found in run["results"]:
        for taxon in found.get("taxa", ()):
            logical = found["locations"][0].get("logicalLocations", [{"fullyQualifiedName": ""}])
            told.add(_told(logical[0]["fullyQualifiedName"], taxon["id"]))
            level = "error" if RULES[taxon["id"]].certain else "warning"
            assert found["level"] == level
    return told


def _told(name: str, rule: str) -> tuple[str, str, bool]:
    return name, RULES[rule].effect.value, RULES[rule].certain


def of_show(found: Survey, names: Iterable[str]) -> Told:
    """What the terminal says of each declaration."""
    told = set()
    for name in sorted(names):
        out = io.StringIO()
        show(found, name, Sheet(Console(file=out, soft_wrap=True, color_system=None)))
        for rule in re.findall(r"  \(([a-z-]+)(?:, perhaps)?\)$", out.getvalue(), re.MULTILINE):
            if rule in RULES:
                told.add(_told(name, rule))
    return told


def of_site(found: Survey) -> Iterator[Told]:
    """What the index of declarations and the list of troubles say."""
    given = site_input(found, "")
    facts = facts_of(given, addresses(given.report, given.index, given.source))
    rows = json.loads(data.index_json(facts))["declarations"]
    yield {_told(row["name"], rule) for row in rows for rule in row["troubles"]}
    told = set()
    by_words = {(t.ref.name, t.words): t.rule.id for t in found.troubles.all}
    for page in hole_pages(facts):
        assert isinstance(page.view, HolesView)
        for row in page.view.rows:
            name = row.owner.text if row.owner else ""
            told.add(_told(name, by_words[name, row.title]))
    yield told


def same_everywhere(here: Path) -> None:
    found, now, then = states(here)
    register = of_register(found.troubles.all)
    names = {name for name, *_ in register}
    declared = {d.name for p in found.index.projects for m in p.modules for d in m.declarations}
    of_declarations = {told for told in register if told[0] in declared}
    strict = gate.check(now, today=TODAY, strict=True)
    for base in (None, then):
        result = gate.check(now, base, today=TODAY)
        assert of_gate(result) == register
        assert of_sarif(result) == register
        certain = any(certain for *_, certain in register)
        assert gate.exit_code(result) == 1 or not certain
    assert gate.exit_code(strict) == 1 or not register
    shown = [d for d in names & declared if len(found.uses.table.find(d, guesses=True)) == 1]
    assert of_show(found, shown) == {t for t in of_declarations if t[0] in shown}
    index, listed = of_site(found)
    assert listed == register
    assert index == {told for told in of_declarations if told[0] in {t[0] for t in index}}
    in_hubs(found)
    standings(found, gate.check(now, today=TODAY))


def in_hubs(found: Survey) -> None:
    """A hub's numbers are those of the register."""
    figures = knowledge(found.report, found.index, {}, troubles=found.troubles).figures
    reached = {(p.project.id, name) for p in found.index.projects for name in p.reachable}
    counted = [t for t in found.troubles.all if t.ref[:2] in reached]
    (sorries,) = figures.numbers("sorries", figures.everything)
    assert sorries == sum(t.rule.effect is Effect.SORRY and t.rule.certain for t in counted)


def standings(found: Survey, result: CheckResult) -> None:
    """A claim that falls for a certain reason fails the check, and a sorry of its own shows.  That
    something backs a claim in part only the author says himself."""
    certain = [t for t in found.troubles.all if t.rule.certain and t.rule.effect is not Effect.CODE]
    for claim in found.report.claims:
        carried = any(b.backing.role in (Role.EXACT, Role.STRONGER) for b in claim.backings)
        if carried and not claim.standing.covered and claim.standing is not Standing.UNSETTLED:
            assert gate.exit_code(result) == 1, claim.reason
        for backing in claim.backings:
            own = [t for t in certain if t.ref == backing.ref]
            if own and backing.standing is not Standing.UNBUILT:
                assert not backing.standing.covered, own
                assert any(t.words in backing.reason for t in own), backing.reason


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_of_every_trap(trap: Trap, tmp_path: Path) -> None:
    here = trap.copy(tmp_path)
    if not trap.check:
        trap.edit(here)
    same_everywhere(here)


@pytest.mark.parametrize("rule", RULES)
def test_of_every_rule(rule: str, tmp_path: Path) -> None:
    same_everywhere(write(RULES[rule], tmp_path / "p"))


@pytest.mark.parametrize("rule", RULES)
def test_without_a_rule_its_example_passes_for_less(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule is told apart from all others: whoever breaks one breaks this."""
    place = gating.ground(write(RULES[rule], tmp_path / "p") / "catalogue")

    def told() -> tuple[Told, set[str]]:
        found, now = gating.look_closely(place, ScanOptions(jobs=1))
        names = {trouble.rule.id for trouble in found.troubles.all}
        return of_gate(gate.check(now, today=TODAY)), names

    whole, names = told()
    assert rule in names
    for listed in ("FINDERS", "OF_STATEMENTS"):
        rest = tuple(each for each in getattr(rules, listed) if each.RULE.id != rule)
        monkeypatch.setattr(rules, listed, rest)
    less, _ = told()
    assert less < whole


def test_every_rule_is_one_file_of_its_own() -> None:
    files = {path.stem for path in Path(rules.__file__).parent.glob("[a-z]*.py")}
    assert len(files) == len(RULES) == len(rules.FINDERS) + len(rules.OF_STATEMENTS)
