"""Holes: what a declaration asks its reader to take on trust, as far as the text shows.

A sorry, an axiom, compiled code trusted in place of the kernel, or a part of a file that was not
understood.  A hole belongs to a declaration, not to a line: five sorries in one proof are one hole,
and moving the declaration moves its hole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from indexer.model import STANDARD_AXIOMS, Declaration, Index, Module, ProjectIndex, Ref, Sorry

Fingerprint = Callable[[Declaration, Module], str]
"""The algorithm-tagged fingerprint of a declaration's statement (`fingerprint.statement…`)."""

SORRY = "sorry"
AXIOM = "axiom"
NOT_UNDERSTOOD = "parse-failure"

EXAMPLE = "_example"
"""What the scanner calls every `example`: its statement tells one from another."""

WORD = {SORRY: "a sorry", AXIOM: "an axiom", NOT_UNDERSTOOD: "text that was not understood"}
"""Kinds with an article; any other kind is the word itself."""

INFORMATIVE = frozenset({"after-exit", "late-import", "wanted", "sorry-in-notation"})
"""Diagnostics of text that was understood; every other code means that something was not."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One kind of trust that one declaration asks for.

    `declaration` is its full name, "" when the hole belongs to no declaration: a sorry in a command
    or text that was not understood then belongs to `module`.  `kind` is "sorry", "axiom",
    "parse-failure" or a word of `Declaration.trust`.  `path` is relative to the project's root;
    lines are 1-based, columns 0-based code points, of the first place of several.  `note` is what
    the parser said of text it did not understand.
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
    places: int = 1
    note: str = ""

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


def find_holes(
    index: Index,
    fingerprint: Fingerprint,
    *,
    allowed_axioms: Iterable[str] = (),
    hidden: Container[Ref] = frozenset(),
) -> tuple[Hole, ...]:
    """Every hole of the index, in order of project, path and line.

    What stands after `#exit` is not Lean's business and is left out; axioms that are Lean's own or
    `allowed_axioms` are no holes; `hidden` holds the declarations that use a macro which expands to
    a sorry.
    """
    allowed = STANDARD_AXIOMS | frozenset(allowed_axioms)
    return tuple(
        hole
        for project in index.projects
        for module in project.modules
        for hole in _module_holes(project, module, fingerprint, allowed, hidden)
    )


def _module_holes(
    project: ProjectIndex,
    module: Module,
    fingerprint: Fingerprint,
    allowed: frozenset[str],
    hidden: Container[Ref],
) -> list[Hole]:
    found = list(_sorry_holes(project, module, fingerprint))
    written = {hole.declaration for hole in found}
    for declaration in module.declarations:
        kinds = _kinds(declaration, allowed)
        ref = Ref(project.project.id, module.name, declaration.name)
        if ref in hidden and declaration.name not in written:
            kinds.append(SORRY)
        if not declaration.after_exit:
            found += [_hole(project, module, declaration, kind, fingerprint) for kind in kinds]
    found.extend(_misread(project, module))
    return sorted(found, key=lambda hole: (hole.line, hole.column, hole.kind))


def _kinds(declaration: Declaration, allowed: frozenset[str]) -> list[str]:
    """What a declaration asks for by what it is, not by what stands in it."""
    axiom = declaration.kind == AXIOM and declaration.name not in allowed
    return [*([AXIOM] if axiom else []), *declaration.trust]


def _hole(
    project: ProjectIndex,
    module: Module,
    declaration: Declaration,
    kind: str,
    fingerprint: Fingerprint,
) -> Hole:
    """A hole that is the declaration itself rather than a place in it: shown at its name."""
    return Hole(
        project.project.id,
        module.name,
        declaration.name,
        kind,
        fingerprint(declaration, module),
        module.path,
        declaration.line,
        declaration.column,
    )


def _sorry_holes(project: ProjectIndex, module: Module, fingerprint: Fingerprint) -> Iterator[Hole]:
    """One hole for each declaration with sorries, and one for all sorries outside declarations."""
    places: dict[Declaration | None, list[Sorry]] = {}
    owner = _owners(module)
    for sorry in module.sorries:
        if module.exit_line is None or sorry.line <= module.exit_line:
            places.setdefault(owner(sorry), []).append(sorry)
    for declaration, sorries in places.items():
        first = min(sorries, key=lambda sorry: (sorry.line, sorry.column))
        yield Hole(
            project.project.id,
            module.name,
            declaration.name if declaration else "",
            SORRY,
            fingerprint(declaration, module) if declaration else "",
            module.path,
            first.line,
            first.column,
            first.end_line,
            first.end_column,
            len(sorries),
        )


def _owners(module: Module) -> Callable[[Sorry], Declaration | None]:
    """Find the declaration a sorry stands in by position; names may repeat within a file."""
    ordered = sorted(module.declarations, key=lambda d: (d.start_line, d.start_column))
    starts = [(d.start_line, d.start_column) for d in ordered]

    def owner(sorry: Sorry) -> Declaration | None:
        at = bisect_right(starts, (sorry.line, sorry.column)) - 1
        if at < 0 or not sorry.owner:
            return None
        last = ordered[at]
        return last if (sorry.line, sorry.column) < (last.end_line, last.end_column) else None

    return owner


def _misread(project: ProjectIndex, module: Module) -> Iterator[Hole]:
    """One hole for a module with text that was not understood, at the first such place."""
    failed = [d for d in module.diagnostics if d.code not in INFORMATIVE]
    if failed:
        first = min(failed, key=lambda d: (d.line, d.column))
        yield Hole(
            project.project.id,
            module.name,
            "",
            NOT_UNDERSTOOD,
            "",
            module.path,
            first.line,
            first.column,
            places=len(failed),
            note=first.message,
        )
