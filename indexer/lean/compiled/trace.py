"""Lake's build traces: which source and which imports a compiled module was made from.

Lake writes `X.trace` beside `X.olean`.  Since Lean 4.24 or so it lists every input with its 64-bit
hash and names the outputs by theirs, so that "this .olean was made from this very text, after those
very imports" can be shown without looking at clocks.  Older traces hold one hash of everything and
show nothing of the kind.
[lean4: lake/Lake/Build/Trace, Build/Module `computeExportInfo`; runtime/hash.cpp `hash_str`]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

from indexer.base.errors import InputError
from indexer.base.files import MOST_COMPILED_BYTES, read_file

NIL = 1723  # the trace of nothing
_WORD = (1 << 64) - 1
_M = 0xC6A4A7935BD1E995
_ARTIFACTS = "importAllArts", "importArts", "importArts (meta)"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a trace says of one import: hashes of its own artifacts and of all that lies below."""

    artifacts: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What Lake recorded of one module. `outputs` are the hashes of its `.olean` files (and of the
    `.ir` files behind them); `imports` is in the order of the header."""

    source: int
    outputs: tuple[int, ...]
    imports: Mapping[str, Imported] = field(default_factory=dict)

    def artifact_hashes(self) -> set[int]:
        """What an importer's trace may say of this module's artifacts: Lake mixes the `.olean`
        files, some of them or all, by the kind of import."""
        return {fold(self.outputs[:n]) for n in range(1, len(self.outputs) + 1)}

    def below_hashes(self, public: Iterable[str]) -> set[int]:
        """What an importer's trace may say of all that lies below this module: everything, or for
        an import between `module`s what is imported publicly."""
        names = frozenset(public)
        return {
            fold(part for name in chosen for part in self._parts(name))
            for chosen in (self.imports, [name for name in self.imports if name in names])
        }

    def _parts(self, name: str) -> list[int]:
        told = self.imports[name]
        return [h for h in (told.below, told.artifacts) if h is not None]


def read_trace(path: Path) -> Trace | None:
    """The trace in a file; None where there is none, or one that does not tell its inputs."""
    try:
        document = json.loads(read_file(path, MOST_COMPILED_BYTES))
        inputs = document["inputs"]
        source = next(h for caption, h in inputs if caption.endswith(".lean") and _is_hash(h))
        return Trace(int(source, 16), _outputs(document["outputs"]), _imports(inputs))
    except (InputError, ValueError, LookupError, TypeError, AttributeError, StopIteration):
        return None
    except RecursionError:
        return None


def _outputs(outputs: Mapping[str, Any]) -> tuple[int, ...]:
    """The hashes that name the artifacts an importer reads, in the order Lake mixes them in."""
    listed = [*outputs["o"], *(outputs[key] for key in ("rs", "r") if key in outputs)]
    return tuple(int(name.partition(".")[0], 16) for name in listed)


def _imports(inputs: list[Any]) -> dict[str, Imported]:
    """The entries below `deps` → `deps` → `imports`."""
    deps: Any = next((tree for caption, tree in inputs if caption.endswith(":deps")), [])
    for caption in ("deps", "imports"):
        deps = next((tree for name, tree in deps if name == caption), [])
    found: dict[str, Imported] = {}
    for caption, value in deps if isinstance(deps, list) else ():
        hashed = tree_hash(value)
        module, colon, what = caption.partition(":")
        if colon and what in _ARTIFACTS:
            found[module] = Imported(hashed, found.get(module, Imported()).below)
        elif " transitive imports " in caption:
            module = caption.partition(" transitive imports ")[0]
            found[module] = Imported(found.get(module, Imported()).artifacts, hashed)
    return found


def tree_hash(value: Any) -> int:
    """The hash of an input: its own, or the fold of those it is made of."""
    if _is_hash(value):
        return int(value, 16)
    return fold(tree_hash(part) for _, part in value)


def _is_hash(value: Any) -> bool:
    return isinstance(value, str)


# --- Lake's hash ----------------------------------------------------------------------------------


def text_hash(data: bytes) -> int:
    """Lake's hash of a text file: line ends do not count [`Hash.ofText`]."""
    return fold([file_hash(data.replace(b"\r\n", b"\n"))])


def file_hash(data: bytes) -> int:
    """Lake's hash of a file's bytes: MurmurHash64A with Lean's seed."""
    size = len(data)
    value = 11 ^ size * _M & _WORD
    whole = size - size % 8
    for at in range(0, whole, 8):
        word = int.from_bytes(data[at : at + 8], "little") * _M & _WORD
        value = (value ^ (word ^ word >> 47) * _M & _WORD) * _M & _WORD
    if whole < size:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _M & _WORD
    value = (value ^ value >> 47) * _M & _WORD
    return value ^ value >> 47


def mix(one: int, other: int) -> int:
    """Lean's `mixHash`."""
    other = other * _M & _WORD
    return (one ^ other ^ other >> 47 ^ _M) * _M & _WORD


def fold(hashes: Iterable[int]) -> int:
    """The hash of several inputs in order."""
    return reduce(mix, hashes, NIL)
