"""Our own reviewed claims: rearranging the sources makes none suspect, weakening them does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer.app.survey import judge
from indexer.claims.records import Role
from indexer.judge.records import ClaimReport, Standing
from indexer.lean.records import Module
from indexer.lean.syntax.lexer import Code
from indexer.names.table import Entry
from indexer.scan.loader import scan_bytes
from indexer.scan.records import ProjectIndex, Ref
from tests.own import own

pytestmark = pytest.mark.slow

SAMPLE = 8
REPLACED = {
    " ≤ ": " < ", " < ": " ≤ ", "∀": "∃", "↔": "→", "∧": "∨", " + ": " - ", " = ": " ≤ ", "0": "1",
}  # fmt: skip

Change = Callable[[str], str]


def text_of(project: ProjectIndex, module: Module) -> str:
    return (Path(project.project.root) / module.path).read_text("utf-8")


def test_nothing_hangs_on_how_much_is_read() -> None:
    """A check reads only what may change a standing, and reads the pins as who made them did."""
    read = judge(own().catalogue, own().index, closely=True).report
    assert [(c.standing, c.reason) for c in read.claims] == [
        (c.standing, c.reason) for c in own().report.claims
    ]


def judged(changes: Mapping[tuple[str, str], Change]) -> dict[str, ClaimReport]:
    """The claims when the modules (project, name) are changed like that, by text alone."""
    texts: dict[tuple[str, str], str] = {}
    projects = []
    for project in own().index.projects:
        modules = []
        for module in project.modules:
            key = project.project.id, module.name
            texts[key] = text_of(project, module)
            if key in changes:
                texts[key] = changes[key](texts[key])
                data = texts[key].encode()
                module = scan_bytes(data, path=module.path, name=module.name)
            modules.append(module)
        projects.append(replace(project, modules=tuple(modules)))
    index = replace(own().index, projects=tuple(projects))

    def source(ref: Ref) -> str | None:
        return texts.get((ref.project, ref.module))

    found = judge(own().catalogue, index, evidence={}, sources=source)
    return {c.claim.id: c for c in found.report.claims}


def commented(text: str) -> str:
    """A comment before every third word that is not the first of its line."""
    code = Code(text)
    parts = []
    for at in range(code.size):
        begin = code.start(at)
        parts.append(text[code.ends[at - 1] if at else 0 : begin])
        inside = at % 3 == 0 and at > 0 and not code.fresh(at) and begin > code.ends[at - 1]
        parts.append("/- a remark -/ " if inside else "")
        parts.append(text[begin : code.ends[at]])
    return "".join(parts) + text[code.ends[code.size - 1] :]


def test_comments_everywhere_leave_every_claim_covered() -> None:
    before = judged({})
    keys = [(p.project.id, m.name) for p in own().index.projects for m in p.modules]
    after = judged(dict.fromkeys(keys, commented))
    changed = {name: c.reason for name, c in after.items() if c.standing != before[name].standing}
    assert not changed


@dataclass(frozen=True, slots=True)
class Weakening:
    """One replacement in a statement or in a definition that claims depend on."""

    ref: Ref
    start: int
    old: str
    claims: frozenset[str]

    def __call__(self, text: str) -> str:
        """The changed text."""
        return text[: self.start] + REPLACED[self.old] + text[self.start + len(self.old) :]


def weakenings() -> list[Weakening]:
    claims: dict[Ref, set[str]] = {}
    for claim in own().report.claims:
        for backing in claim.backings if claim.standing.covered else ():
            if backing.ref is not None and backing.backing.role in (Role.EXACT, Role.STRONGER):
                for read in (backing.ref, *backing.cone):
                    claims.setdefault(read, set()).add(claim.claim.id)
    listed = sorted((ref for ref in claims if ref in own().uses.entries), key=str)
    return [w for ref in listed for w in _of(own().uses.entries[ref], frozenset(claims[ref]))]


def _of(entry: Entry, claims: frozenset[str]) -> Iterator[Weakening]:
    declaration = entry.declaration
    end = declaration.body if declaration.kind == "theorem" else declaration.end
    text = text_of(entry.project, entry.module)
    for old in REPLACED:
        start = text.find(old, declaration.signature, end)
        comment = text.rfind("--", 0, max(start, 0)) > text.rfind("\n", 0, max(start, 0))
        if start >= 0 and not comment:
            yield Weakening(entry.ref, start, old, claims)


@pytest.mark.parametrize("number", range(SAMPLE))
def test_every_weakening_is_noticed(number: int) -> None:
    listed = weakenings()
    assert len(listed) > 500
    weakening = random.Random(number).choice(listed)
    after = judged({(weakening.ref.project, weakening.ref.module): weakening})
    for name in weakening.claims:
        claim = after[name]
        assert not claim.standing.covered, f"{weakening}: {name}"
        if claim.standing is Standing.SUSPECT:
            words = [
                w for b in claim.backings for d in b.drift for kind, w in d.words if kind != "="
            ]
            assert words, "the change is shown word by word"
