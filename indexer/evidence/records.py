"""What the compiler left behind, as records."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class ConstantEvidence(Struct, frozen=True, rename={"span": "at"}):
    """The kernel's record of one declaration of a project.

    `axioms` is the exact set its proof and type rest on, through all modules of the project;
    `boundary` names the packages whose constants it uses and whose .olean files were not given
    ("mathlib@abc123"). `statement` is an algorithm-tagged fingerprint of its type.

    What a text can be held against: `span` is the whole declaration (line, column, end line, end
    column), `binders` are those of the type in the brackets of their kind ("n", "{α}", "[_]", "_"
    for a name nobody wrote), `logic` is the type as far as connectives and relations go (see
    lean.terms), `mentions` are the constants in it, and in a definition's value, `literals` the
    numbers and strings in it.
    """

    kind: str
    axioms: tuple[str, ...]
    statement: str
    boundary: tuple[str, ...] = ()
    span: tuple[int, ...] = ()
    binders: tuple[str, ...] = ()
    logic: str = ""
    mentions: tuple[str, ...] = ()
    literals: tuple[int | str, ...] = ()


class ModuleEvidence(Struct, frozen=True):
    """What one compiled module of a project says.

    It counts only while its origin still matches: `sources` holds the sha256 of the module's own
    source and, for every project module it imports, a digest of that one's source and of all that
    lies below it; `packages` the revisions of the other packages it imports (a digest of the
    sources for one that is a folder); `inputs` the sha256 of the files that its text includes;
    `settings` a digest of what the lakefile has Lean called with; `wanted` the toolchain that the
    project asked for, and `toolchain` the version that wrote the files.  `trouble` says why a file
    holds no record that counts.
    """

    project: str
    module: str
    toolchain: str
    sources: Mapping[str, str]  # module name → sha256
    constants: Mapping[str, ConstantEvidence]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    wanted: str = ""
    trouble: str = ""


class Freshness(StrEnum):
    """Whether the evidence for a module may be used."""

    FRESH = "fresh"
    STALE = "stale"
    ABSENT = "absent"
