"""`answer(…)` whose term repeats the question: what asks for an answer is then true of nothing.

formal-conjectures: `theorem t : answer(sorry) ↔ P`.  Whoever writes P for the sorry proves the
statement and answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.gate.claims import at_claim
from indexer.gate.finding import Snapshot
from indexer.gate.records import Finding
from indexer.terms.telescope import words

_RELATIONS = ("↔", "=", "<->")
_OPEN, _CLOSE = frozenset("([{⟨⦃"), frozenset(")]}⟩⦄")


def findings(now: Snapshot) -> Iterator[Finding]:
    """The claims whose answer is the question itself."""
    for claim in now.report.claims:
        for backing in claim.backings:
            statement = backing.declaration.statement if backing.declaration else ""
            if "answer" in statement and repeats(words(statement)) and backing.ref is not None:
                message = f"the answer in {backing.name} repeats the question"
                made = at_claim(now, claim, "answer-repeats", message)
                path = now.path(backing.ref.project, backing.path or "")
                yield replace(made, path=path, line=backing.line or 1, column=0)


def repeats(written: Sequence[str]) -> bool:
    """Whether the words of a statement are `answer(P) ↔ P`, or the same the other way round."""
    written = list(written)
    for at, word in enumerate(written):
        if word != "answer" or written[at + 1 : at + 2] == [] or written[at + 1] != "(":
            continue
        end = _closing(written, at + 1)
        term = _bare(written[at + 2 : end])
        if not term or term == ["sorry"]:
            continue
        if end + 1 < len(written) and written[end + 1] in _RELATIONS:
            return term == _bare(written[end + 2 :])
        if at and written[at - 1] in _RELATIONS and end + 1 == len(written):
            return term == _bare(_since_colon(written[: at - 1]))
    return False


def _since_colon(written: Sequence[str]) -> Sequence[str]:
    """What stands behind the colon that ends the binders."""
    depth = 0
    for at, word in enumerate(written):
        depth += (word in _OPEN) - (word in _CLOSE)
        if word == ":" and depth == 0:
            return written[at + 1 :]
    return written


def _closing(written: Sequence[str], at: int) -> int:
    depth = 0
    for here in range(at, len(written)):
        depth += (written[here] in _OPEN) - (written[here] in _CLOSE)
        if depth == 0:
            return here
    return len(written)


def _bare(written: Sequence[str]) -> list[str]:
    """Words without brackets around all of them."""
    found = list(written)
    while len(found) > 1 and found[0] == "(" and _closing(found, 0) == len(found) - 1:
        found = found[1:-1]
    return found
