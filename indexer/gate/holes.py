"""Holes: what a declaration asks its reader to take on trust, as far as the text shows.

What holes are made of are the troubles of the register.  A hole belongs to a declaration, not to a
line: five sorries in one proof are one hole, and moving the declaration moves its hole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from indexer.lean.records import Declaration, Module
from indexer.scan.records import Index
from indexer.troubles import Rule, Trouble, Troubles

Fingerprint = Callable[[Declaration, Module], str]
"""The algorithm-tagged fingerprint of a declaration's statement (`fingerprint.statement…`)."""

SORRY = "sorry"
AXIOM = "axiom"
NOT_UNDERSTOOD = "parse-failure"

EXAMPLE = "_example"
"""What the scanner calls every `example`: its statement tells one from another."""

WORD = {SORRY: "a sorry", AXIOM: "an axiom", NOT_UNDERSTOOD: "text that was not understood"}
"""Kinds with an article; any other kind is the word itself."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One kind of trust that one declaration asks for.

    `declaration` is its full name (of a notation, the words that it is known by), "" when the hole
    belongs to no declaration: a sorry in a command or text that was not understood then belongs to
    `module`.  `kind` is the word that a baseline tolerates it by.  `path` is relative to the
    project's root; lines are 1-based, columns 0-based code points, of the first place of several.
    `says` is a clause that begins with the name, `rule` the rule of the register, which is there
    `certain`ly or perhaps, `attributes` are the declaration's, `former` is the fingerprint that an
    older baseline holds, and `places` tells how many there are.
    """

    project: str
    module: str
    declaration: str
    kind: str
    fingerprint: str
    path: str
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None
    says: str = ""
    rule: Rule | None = None
    certain: bool = True
    attributes: tuple[str, ...] = ()
    former: str = ""
    places: int = 1

    @property
    def subject(self) -> tuple[str, str]:
        """Who asks: ("declaration", name) or ("module", name)."""
        if self.declaration:
            return ("declaration", self.declaration)
        return ("module", self.module)

    @property
    def key(self) -> tuple[str, tuple[str, str], str]:
        """What the hole is recognised by: project, subject and kind."""
        return (self.project, self.subject, self.kind)


def _nothing(_declaration: Declaration, _module: Module) -> str:
    return ""


def find_holes(
    index: Index,
    fingerprint: Fingerprint,
    troubles: Troubles | None = None,
    former: Fingerprint = _nothing,
) -> tuple[Hole, ...]:
    """Every hole of the index, in order of project, path and line: its `troubles` (default: found
    here), those of one kind that a declaration has taken together.  `former` is the fingerprint of
    an older algorithm, where entries of such a one are to be recognised."""
    places = {
        (project.project.id, module.name): (at, module)
        for project in index.projects
        for at, module in enumerate(project.modules)
    }
    together: dict[_Key, list[Trouble]] = defaultdict(list)
    for trouble in (troubles or Troubles(index)).all:
        home = trouble.ref.project, trouble.ref.module
        together[home, _subject(trouble), trouble.kind].append(trouble)
    holes = [
        (home, _hole(t, places[home][1], fingerprint, former)) for (home, *_), t in together.items()
    ]
    order = {project.project.id: at for at, project in enumerate(index.projects)}
    holes.sort(key=lambda p: (order[p[0][0]], places[p[0]][0], p[1].line, p[1].column, p[1].kind))
    return tuple(hole for _, hole in holes)


_Key = tuple[tuple[str, str], int | str, str]


def _subject(trouble: Trouble) -> int | str:
    """What tells one subject of a module from another: names may repeat within a file."""
    return id(trouble.declaration) if trouble.declaration else f"{trouble.ref.name} {trouble.text}"


def _hole(
    troubles: list[Trouble], module: Module, fingerprint: Fingerprint, former: Fingerprint
) -> Hole:
    """One hole of one subject, told by its first trouble: one with a place of its own, if there
    is any."""
    placed = [trouble for trouble in troubles if trouble.has_place] or troubles
    first = min(placed, key=lambda t: (t.span.line, t.span.column))
    span = first.span if first.has_place else None
    return Hole(
        project=first.ref.project,
        module=module.name,
        declaration=first.ref.name,
        kind=first.kind,
        fingerprint=_fingerprint(first, module, fingerprint),
        path=module.path,
        line=first.span.line,
        column=first.span.column,
        end_line=span.end_line if span else None,
        end_column=span.end_column if span else None,
        says=_says(first, len(placed)),
        rule=first.rule,
        certain=first.certain,
        attributes=first.declaration.attributes if first.declaration else (),
        former=former(first.declaration, module) if first.declaration else "",
        places=len(placed),
    )


def _fingerprint(trouble: Trouble, module: Module, fingerprint: Fingerprint) -> str:
    """What tells whether it is still the same: the statement, or the whole text of a notation."""
    if trouble.declaration:
        return fingerprint(trouble.declaration, module)
    digest = hashlib.sha256(trouble.text.encode("utf-8", "replace")).hexdigest()
    return f"notation1:{digest[:32]}" if trouble.text else ""


def _says(trouble: Trouble, places: int) -> str:
    """What is wrong, in a clause that begins with the name."""
    name = trouble.ref.name or f"module {trouble.ref.module}"
    more = f" in {places} places" if trouble.kind == SORRY else f" (and {places - 1} more)"
    return f"{name} {trouble.words}{more if places > 1 else ''}"
