"""`.ilean` files: which module each name comes from that a source refers to.

JSON, versions 1 to 5.  Only what this project needs is read: since version 3 (Lean 4.9 or so) the
key of a reference is itself JSON text, `{"c":{"m":"A.B","n":"A.f"}}`.
[lean4: Lean/Data/Lsp/Internal `RefIdent`, Lean/Server/References]
"""

from __future__ import annotations

import json
from pathlib import Path

from indexer.base.errors import InputError
from indexer.base.files import MOST_COMPILED_BYTES, read_file
from indexer.lean.names import canonical


def read_homes(path: Path) -> dict[str, str]:
    """Constant → the module that declares it, for the names a source refers to.

    Empty when there is no such file or it is too old or too odd to tell.
    """
    try:
        references = json.loads(read_file(path, MOST_COMPILED_BYTES))["references"]
        identifiers = [json.loads(key) for key in references if key.startswith("{")]
        constants = [i["c"] for i in identifiers if "c" in i]
        return {canonical(c["n"]): canonical(c["m"]) for c in constants}
    except (InputError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
