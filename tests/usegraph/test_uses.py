"""Who uses whom, on one small tree a rule: `tests/fixtures/uses/`.

The declaration in question is called `use` (or, for what its statement depends on, `t`).  Expected
is what it uses by name or notation with the kind of use, what must be read to believe it, and
whether it rests on `hole`, for certain or perhaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.names.table import Entry
from indexer.usegraph.graph import Uses
from tests.cases import Case, cases, read_case
from tests.folders import FIXTURES
from tests.trees import rests, uses

FOLDER = FIXTURES / "uses"


def described(found: Uses) -> str:
    """What the case file should say."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Uses) -> Iterator[str]:
    for entry in _asked(found):
        yield f"{entry.ref.name}:"
        for ref, kind in found.named_uses(entry.ref):
            yield f"  {kind} {ref.name}"
        if entry.declaration.kind == "theorem":
            yield f"  to read: {', '.join(r.name for r in found.cone(entry.ref)) or 'nothing'}"
        if any(e.ref.name == "hole" for e in found.entries.values()):
            how = rests(found, entry.ref.name, "hole")
            yield f"  rests on hole {how}" if how else "  does not rest on hole"


def _asked(found: Uses) -> list[Entry]:
    """The declarations that the case is about, in the order of the file."""
    names = ("use", "t")
    chosen = [e for e in found.entries.values() if e.ref.name.rpartition(".")[2] in names]
    return chosen or list(found.entries.values())


@pytest.mark.parametrize("source", cases(FOLDER), ids=lambda p: p.stem)
def test_case(source: Path, update_golden: bool) -> None:
    case: Case = read_case(source)
    case.check(described(uses(case.files)), update=update_golden)
