"""Holes: what a declaration asks its reader to take on trust, as far as the text shows.

A sorry, an axiom, compiled code trusted in place of the kernel, or a part of a file that was not
understood.  A hole belongs to a declaration, not to a line: five sorries in one proof are one hole,
and moving the declaration moves its hole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.allowed import Allowed
from indexer.model import Declaration, Index, Module, Ref, Sorry

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
    hidden: Iterable[Ref] = (),
) -> tuple[Hole, ...]:
    """Every hole of the index, in order of project, path and line.

    What stands after `#exit` is not Lean's business and is left out; axioms that are Lean's own or
    `allowed_axioms` are no holes; `hidden` holds the declarations that use a macro which expands to
    a sorry.
    """
    allowed = Allowed(allowed_axioms)
    using: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ref in hidden:
        using[ref.project, ref.module].add(ref.name)
    nobody: set[str] = set()
    finders = (
        _Finder(project.project.id, module, fingerprint)
        for project in index.projects
        for module in project.modules
    )
    return tuple(
        hole
        for finder in finders
        for hole in finder.holes(allowed, using.get((finder.project, finder.module.name), nobody))
    )


class _Finder:
    """Finds the holes of one module."""

    def __init__(self, project: str, module: Module, fingerprint: Fingerprint) -> None:
        self.project = project
        self.module = module
        self._fingerprint = fingerprint

    def holes(self, allowed: Allowed, using: Container[str]) -> list[Hole]:
        """In order of place; `using` names the declarations that use a macro with a sorry."""
        found = list(self._sorries())
        written = {hole.declaration for hole in found}
        asking = (  # one in a hundred; the loop is over all declarations of the project
            d for d in self.module.declarations if d.trust or d.kind == AXIOM or d.name in using
        )
        for declaration in asking:
            kinds = self._kinds(declaration, allowed)
            if declaration.name in using and declaration.name not in written:
                kinds = (*kinds, SORRY)
            found += [self._hole(declaration, kind) for kind in kinds]
        found.extend(self._misread())
        return sorted(found, key=lambda hole: (hole.line, hole.column, hole.kind))

    @staticmethod
    def _kinds(declaration: Declaration, allowed: Allowed) -> tuple[str, ...]:
        """What a declaration asks for by what it is, not by what stands in it."""
        if declaration.after_exit:
            return ()
        trust = tuple(mark for mark in declaration.trust if not allowed.compiled(mark))
        if declaration.kind == AXIOM and declaration.name not in allowed:
            return (AXIOM, *trust)
        return trust

    def _hole(self, declaration: Declaration | None, kind: str) -> Hole:
        """A hole that is the declaration itself rather than a place in it: shown at its name."""
        return Hole(
            self.project,
            self.module.name,
            declaration.name if declaration else "",
            kind,
            self._fingerprint(declaration, self.module) if declaration else "",
            self.module.path,
            declaration.line if declaration else 1,
            declaration.column if declaration else 0,
        )

    def _sorries(self) -> Iterator[Hole]:
        """One hole for each declaration with sorries, one for all sorries outside declarations."""
        if not self.module.sorries:
            return
        places: dict[Declaration | None, list[Sorry]] = defaultdict(list)
        owner = _owners(self.module)
        for sorry in self.module.sorries:
            if self.module.exit_line is None or sorry.line <= self.module.exit_line:
                places[owner(sorry)].append(sorry)
        for declaration, sorries in places.items():
            first = min(sorries, key=lambda sorry: (sorry.line, sorry.column))
            yield replace(
                self._hole(declaration, SORRY),
                line=first.line,
                column=first.column,
                end_line=first.end_line,
                end_column=first.end_column,
                places=len(sorries),
            )

    def _misread(self) -> Iterator[Hole]:
        """One hole for a module with text that was not understood, at the first such place."""
        failed = [d for d in self.module.diagnostics if d.code not in INFORMATIVE]
        if failed:
            first = min(failed, key=lambda d: (d.line, d.column))
            yield replace(
                self._hole(None, NOT_UNDERSTOOD),
                line=first.line,
                column=first.column,
                places=len(failed),
                note=first.message,
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
