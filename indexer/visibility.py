"""Which modules a module sees: through its imports, for certain or perhaps.

Every module has a number; what it sees is a bit set, so that a project of thousands of modules
costs megabytes and not gigabytes.  `import` hands on everything, except that a file that begins
with `module` hands on only its `public import`s (Lean/Environment.lean, Lean/Parser/Module.lean).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from indexer.lean.names import canonical
from indexer.model import Index, Module, ProjectIndex
from indexer.order import closure, layers, union


class Visibility:
    """Numbers the modules of an index, in order of project and path, and knows what each sees."""

    def __init__(self, index: Index) -> None:
        self.modules = [(p, m) for p in index.projects for m in p.modules]
        self._numbers = {(p.project.id, m.name): n for n, (p, m) in enumerate(self.modules)}
        self._named: dict[str, list[int]] = defaultdict(list)
        for number, (_, module) in enumerate(self.modules):
            self._named[module.name].append(number)
        self._rows = [[(i, self._meant(p, i.name)) for i in m.imports] for p, m in self.modules]
        self.imports: list[tuple[int, ...]] = [
            tuple(dict.fromkeys(n for _, meant in row for n in meant)) for row in self._rows
        ]

    # Worked out when they are asked for: a check of a large tree may have no need of them.

    @cached_property
    def order(self) -> dict[int, int]:
        """For each number the module's place in an order in which imports come first."""
        return {n: at for at, n in enumerate(n for layer in self._ordered for n in layer)}

    @cached_property
    def _ordered(self) -> list[list[int]]:
        return layers(self.imports)

    @cached_property
    def _all(self) -> list[int]:
        return closure(self._ordered, self.imports.__getitem__, _itself)

    @cached_property
    def _sure(self) -> list[int]:
        handed_on = closure(self._ordered, self._hands_on, _itself)
        return [
            (1 << number) | union(handed_on[meant[0]] for _, meant in row if len(meant) == 1)
            for number, row in enumerate(self._rows)
        ]

    def number(self, project: ProjectIndex, module: Module) -> int:
        """The number of a module."""
        return self._numbers[project.project.id, module.name]

    def may_see(self, here: int, there: int) -> bool:
        """Whether module `here` imports module `there`, however far away; itself included."""
        return bool(self._all[here] >> there & 1)

    def surely_sees(self, here: int, there: int) -> bool:
        """Whether public names of `there` are in reach of `here` for certain."""
        return bool(self._sure[here] >> there & 1)

    def seen(self, here: int) -> int:
        """The bit set of all modules that `here` may see."""
        return self._all[here]

    def _meant(self, project: ProjectIndex, name: str) -> tuple[int, ...]:
        """The modules that an import may mean: the project's own, else any other project's."""
        own = self._numbers.get((project.project.id, name))
        return (own,) if own is not None else tuple(self._named.get(name, ()))

    def _hands_on(self, number: int) -> list[int]:
        is_module = self.modules[number][1].is_module
        row = self._rows[number]
        return [m[0] for i, m in row if len(m) == 1 and (i.public or not is_module)]


def seen_from(index: Index, names: Collection[str]) -> Index:
    """The part of an index that the modules which declare one of these names may see, themselves
    included: all that those declarations can rest on."""
    visibility = Visibility(index)
    wanted = frozenset(map(canonical, names))
    seen = 0
    for number, (_, module) in enumerate(visibility.modules):
        if any(canonical(n) in wanted for d in module.declarations for n in (d.name, *d.members)):
            seen |= visibility.seen(number)
    kept = {id(m) for number, (_, m) in enumerate(visibility.modules) if seen >> number & 1}
    return Index(
        tuple(
            replace(p, modules=tuple(m for m in p.modules if id(m) in kept)) for p in index.projects
        )
    )


def _itself(number: int) -> int:
    return 1 << number
