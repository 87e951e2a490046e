"""The numbers of `formalization.yaml` as they are so: what is wrong, and what was left empty.

Places come from the YAML library's own nodes, so that comments and layout stay as they are.  What
the file does not mention is not added.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from indexer.exports.yaml_text import flow, scalar
from indexer.gate.counts import COUNTED, count, count_below
from indexer.gate.finding import Snapshot
from indexer.gate.records import Finding
from indexer.judge.records import BackingReport, ClaimReport, Standing
from indexer.lean.names import canonical
from indexer.syncing.edits import Edit, Text

_SORRY = (Standing.SORRY, Standing.TAINTED)


def edits(now: Snapshot, text: Text, wrong: tuple[Finding, ...]) -> Iterator[Edit]:
    """The edits of one file; `wrong` are the findings of the rule stated-number in it."""
    root = yaml.compose(text.text, Loader=yaml.SafeLoader)
    status = _value(root, "status")
    if status is None:
        return
    places = {(f.line, f.column) for f in wrong}
    for key in COUNTED:
        node = _value(status, key)
        if node is not None and _is_open(node, places):
            yield from _replaced(text, node, str(count(now, key)), f"{key} is {count(now, key)}")
    yield from _axioms(text, status, places, _all_axioms(now), "the axioms")
    backings = {canonical(b.backing.decl): b for c in now.report.claims for b in c.backings}
    results = _value(status, "main_results")
    for result in results.value if isinstance(results, yaml.SequenceNode) else ():
        name = _value(result, "declaration")
        named = canonical(name.value) if isinstance(name, yaml.ScalarNode) else ""
        backing = backings.get(named)
        if backing is not None:
            yield from _result(now, text, result, places, backing)


def _result(
    now: Snapshot,
    text: Text,
    result: yaml.Node,
    places: set[tuple[int, int]],
    backing: BackingReport,
) -> Iterator[Edit]:
    """The numbers of one result, where text can tell them."""
    node = _value(result, "sorry_count")
    if node is not None and _is_open(node, places):
        if backing.standing.covered:
            yield from _replaced(text, node, "0", f"{backing.name} rests on no sorry")
        elif backing.standing in _SORRY and backing.ref is not None:
            number = count_below(now, backing.ref)
            yield from _replaced(text, node, str(number), f"{backing.name} rests on sorries")
    if backing.axioms_exact or backing.axioms:
        yield from _axioms(text, result, places, set(backing.axioms), f"those of {backing.name}")


def _axioms(
    text: Text, holder: yaml.Node, places: set[tuple[int, int]], axioms: set[str], why: str
) -> Iterator[Edit]:
    """A list of axioms with those that it lacks; none is taken away, since text does not tell of
    Lean's own."""
    node = _value(holder, "axioms")
    if node is None or not _is_open(node, places):
        return
    stated = [n.value for n in node.value] if isinstance(node, yaml.SequenceNode) else []
    lacking = sorted(axioms - {"sorryAx", *stated})  # a sorry is counted, and no axiom
    if not lacking:
        return
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        start = text.line_start(last.start_mark.index)
        lead = text.text[start : last.start_mark.index]
        if lead.strip() == "-":
            end = text.line_end(last.end_mark.index)
            new = "".join(f"{text.newline}{lead}{scalar(axiom)}" for axiom in lacking)
            yield Edit(end, end, new, f"{why} were stated without {', '.join(lacking)}")
            return
    yield from _replaced(text, node, flow([*stated, *lacking]), f"{why} lack {', '.join(lacking)}")


def _replaced(text: Text, node: yaml.Node, new: str, why: str) -> Iterator[Edit]:
    start, end = node.start_mark.index, node.end_mark.index
    old = text.text[start:end].rstrip()
    if old != new:
        space = " " if not old and text.text[start - 1 : start] == ":" else ""
        yield Edit(start, start + len(old), space + new, why)


def _is_open(node: yaml.Node, places: set[tuple[int, int]]) -> bool:
    """Whether a value is wrong, or was left empty."""
    mark = node.start_mark
    empty = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
    return empty or (mark.line + 1, mark.column) in places


def _all_axioms(now: Snapshot) -> set[str]:
    return {a for c in _claims(now) for b in c.backings for a in b.axioms}


def _claims(now: Snapshot) -> Iterator[ClaimReport]:
    for claim in now.report.claims:
        said = claim.claim.asserted
        if said is not None and "formalization" in (said.source, *said.also):
            yield claim


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
