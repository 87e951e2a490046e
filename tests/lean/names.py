"""Writes `indexer/lean/library.txt`, the names of Lean's own library, from its compiled files:

    python -m tests.lean.names VERSION [FOLDER]

FOLDER holds `Init.olean` and `Std.olean` (the library of the installed Lean where none is given);
half a minute.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from indexer.lean import library
from indexer.lean.compiled.olean import read_olean
from tests.lean.install import install

FILE = Path(library.__file__).parent / "library.txt"
_ROOTS = ("Init", "Std")

# What Lean makes for every type and definition, and what nobody can write.
_MADE = re.compile(
    r"(?:^|\.)(?:_|«|eq_\d+$|eq_def$|casesOn|recOn|rec(?:_\d+)?$|below|brecOn|binductionOn|"
    r"noConfusion|ndrec|ctorIdx$|ctorElim|toCtorIdx|sizeOf_spec$|injEq$|inj$|elim$|match_\d+|"
    r"congr_simp$|hcongr|fun_cases|induct|splitter)|[✝@]|\._"
)


def compiled(folder: Path) -> Iterator[str]:
    """The names of the constants in a library's compiled files."""
    for root in _ROOTS:
        for olean in (folder / f"{root}.olean", *sorted((folder / root).rglob("*.olean"))):
            yield from (constant.name for constant in read_olean(olean).constants)


def main(version: str, folder: Path) -> None:
    """Write the file."""
    kept = {n for n in compiled(folder) if not _MADE.search(n) and not n.startswith("Lean.")}
    FILE.write_text(library.written(kept, version), "utf-8")
    print(f"{len(kept)} names, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else install().folder / "lib")
