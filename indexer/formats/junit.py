"""JUnit XML: one case a claim, for the test report of GitLab, Jenkins and the like.

A covered claim passes, one that falls by this change fails, and one that was open before is
skipped with its reason.  What fails the check and touches no claim has a suite of its own, so that
the report is never greener than the exit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from indexer.base.inert import inert
from indexer.formats.summary import headline, verdict
from indexer.gate import fails
from indexer.gate.records import CheckResult, Finding
from indexer.judge.records import ClaimReport

_Cases = list[etree._Element]


def write(result: CheckResult) -> str:
    """The result as a JUnit document."""
    failing = [finding for finding in result.findings if fails(finding)]
    suites = [*_claim_suites(result, failing), *_other_suites(result, failing)]
    root = etree.Element("testsuites", {"name": "leancat", **_counts(suites)})
    root.extend(suites)
    document = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    text: str = document.decode()
    return text


def _claim_suites(result: CheckResult, failing: Iterable[Finding]) -> Iterable[etree._Element]:
    """A suite for each family, in the order of the catalogue."""
    blamed: dict[str, list[Finding]] = {}
    for finding in failing:
        for claim in finding.claims:
            blamed.setdefault(claim, []).append(finding)
    for family, claims in groupby(result.report.claims, key=lambda c: c.claim.family):
        yield _suite(family, [_claim(c, blamed.get(c.claim.id, []), result) for c in claims])


def _other_suites(result: CheckResult, failing: Iterable[Finding]) -> Iterable[etree._Element]:
    known = {claim.claim.id for claim in result.report.claims}
    cases = [_alone(finding) for finding in failing if not known.intersection(finding.claims)]
    if not result.complete:
        cases.append(_incomplete(result))
    return [_suite("leancat", cases)] if cases else []


def _suite(name: str, cases: _Cases) -> etree._Element:
    suite = etree.Element("testsuite", name=inert(name))
    suite.extend(cases)
    for key, value in _counts([suite]).items():
        suite.set(key, value)
    return suite


def _counts(suites: Iterable[etree._Element]) -> dict[str, str]:
    cases = [case for suite in suites for case in suite.iter("testcase")]
    outcomes = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {
        key: sum(case.find(tag) is not None for case in cases) for key, tag in outcomes.items()
    }
    return {"tests": str(len(cases)), **{key: str(count) for key, count in counts.items()}}


def _claim(claim: ClaimReport, blamed: list[Finding], result: CheckResult) -> etree._Element:
    case = _case(claim.claim.family, claim.claim.id, blamed[0] if blamed else None)
    reason = inert(f"{claim.standing}: {claim.reason}")
    if blamed:
        details = [f"{_where(finding)}: {finding.message}" for finding in blamed]
        _add(case, "failure", reason, [*details, headline(result)], blamed[0].rule)
    elif not claim.standing.covered:
        etree.SubElement(case, "skipped", message=reason)
    return case


def _alone(finding: Finding) -> etree._Element:
    name = finding.declaration or finding.path or finding.project
    case = _case(finding.rule, name, finding)
    _add(case, "failure", finding.message, [f"Way out: {finding.help}"], finding.rule)
    return case


def _incomplete(result: CheckResult) -> etree._Element:
    case = _case("leancat", "the scan is whole", None)
    _add(case, "error", verdict(result), list(result.notes), "scan-incomplete")
    return case


def _case(group: str, name: str, at: Finding | None) -> etree._Element:
    """A case, placed at a finding's file and line where there is one."""
    case = etree.Element("testcase", classname=inert(group), name=inert(name), time="0")
    if at and at.path:
        case.set("file", inert(at.path))
        case.set("line", str(at.line))
    return case


def _add(case: etree._Element, tag: str, message: str, details: list[str], kind: str) -> None:
    element = etree.SubElement(case, tag, message=inert(message), type=kind)
    element.text = "\n".join(inert(line) for line in details)


def _where(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}" if finding.path else finding.rule
