"""The register of troubles: what may not be trusted, found once for every file.

Each form of trouble is one file of `indexer.troubles.rules`.  What a claim rests on, what the gate
finds, what pages list and hubs count: all of it reads this one list.  Uses are not followed here; a
trouble stands where the text has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cached_property

from indexer.claims.allowed_axioms import Allowed
from indexer.lean.records import Module
from indexer.lean.syntax.keywords import TAKES_BACK
from indexer.names.notation import Notation, Notations
from indexer.names.visibility import Visibility
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.troubles import rules, using
from indexer.troubles.records import Certainty, Context, Effect, Rule, Trouble

__all__ = ["NONE", "Certainty", "Context", "Effect", "Rule", "Trouble", "Troubles", "every_rule"]


def every_rule() -> tuple[Rule, ...]:
    """All rules of the register, the gravest first; those on statements last."""
    of_files = (finder.RULE for finder in rules.FINDERS)
    return (*of_files, *(reading.RULE for reading in rules.OF_STATEMENTS))


class Troubles:
    """The troubles of an index; `allowed` are axioms beside Lean's own three.

    Modules that are known in outline have none: an outline leaves out only what has none.  What
    statements that back claims lack is found where they are judged, and added by `with_hollow`.
    """

    def __init__(self, index: Index, allowed: Iterable[str] = ()) -> None:
        visibility = Visibility(index)
        notations = Notations(visibility)
        self._allowed = Allowed(allowed)
        self._marks = using.left_behind(notations)
        self._using = using.uses(visibility, notations, self._marks)
        self._takes_back = not any(
            declaration.name.endswith(TAKES_BACK)
            for project in index.projects
            for module in project.modules
            for declaration in module.declarations
        )
        own: dict[int, list[Notation]] = defaultdict(list)
        for notation in notations.all:
            own[notation.number].append(notation)
        self.all: tuple[Trouble, ...] = tuple(
            trouble
            for number, (project, module) in enumerate(visibility.modules)
            for trouble in self._found(project, module, own.get(number, []))
        )

    def _found(
        self, project: ProjectIndex, module: Module, notations: list[Notation]
    ) -> Iterator[Trouble]:
        context = Context(
            project.project,
            self._allowed,
            notations,
            self._marks,
            self._using,
            self._takes_back,
        )
        for finder in rules.FINDERS:
            yield from finder.find(module, context)

    def with_hollow(self, found: Iterable[Trouble]) -> Troubles:
        """The same register with the troubles of statements."""
        more = copy(self)
        more.all = (*self.all, *found)
        more.__dict__.pop("_by_ref", None)
        return more

    def having(self, wanted: Callable[[Trouble], bool]) -> Troubles:
        """The same register with those troubles alone that are wanted."""
        less = copy(self)
        less.all = tuple(filter(wanted, self.all))
        less.__dict__.pop("_by_ref", None)
        return less

    @cached_property
    def _by_ref(self) -> dict[Ref, tuple[Trouble, ...]]:
        found: dict[Ref, list[Trouble]] = defaultdict(list)
        for trouble in self.all:
            found[trouble.ref].append(trouble)
        return {ref: tuple(listed) for ref, listed in found.items()}

    def of(self, ref: Ref) -> tuple[Trouble, ...]:
        """The troubles of one declaration or notation, the gravest first."""
        return self._by_ref.get(ref, ())


NONE = Troubles(Index(()))
"""The register of nothing at all."""
