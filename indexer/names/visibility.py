"""Which modules a module sees: through its imports, for certain or perhaps.

Every module has a number; what it sees is a bit set, so that a project of thousands of modules
costs megabytes and not gigabytes.  `import` hands on everything, except that a file that begins
with `module` hands on only its `public import`s (Lean/Environment.lean, Lean/Parser/Module.lean).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property

from indexer.base.closures import closure, layers, union
from indexer.lean.records import Import, Module
from indexer.scan.records import Index, ProjectIndex


class Visibility:
    """Numbers the modules of an index, in order of project and path, and knows what each sees."""

    def __init__(self, index: Index) -> None:
        self.modules = [(p, m) for p in index.projects for m in p.modules]
        self._imports = _Imports(self.modules)
        self.imports = self._imports.rows

    def of(self, index: Index) -> Visibility:
        """The same for an index of the same modules, of which more or less is known."""
        other = copy(self)
        other.modules = [(p, m) for p in index.projects for m in p.modules]
        return other

    @property
    def order(self) -> dict[int, int]:
        """For each number the module's place in an order in which imports come first."""
        return self._imports.order

    def number(self, project: ProjectIndex, module: Module) -> int:
        """The number of a module."""
        return self._imports.numbers[project.project.id, module.name]

    def may_see(self, here: int, there: int) -> bool:
        """Whether module `here` imports module `there`, however far away; itself included."""
        return bool(self._imports.all[here] >> there & 1)

    def surely_sees(self, here: int, there: int) -> bool:
        """Whether public names of `there` are in reach of `here` for certain."""
        return bool(self._imports.sure[here] >> there & 1)

    def seen(self, here: int) -> int:
        """The bit set of all modules that `here` may see."""
        return self._imports.all[here]


class _Imports:
    """What the numbered modules import; the rest is worked out when it is asked for, since a check
    of a large tree may have no need of it."""

    def __init__(self, modules: Sequence[tuple[ProjectIndex, Module]]) -> None:
        self._modules = modules
        self.numbers = {(p.project.id, m.name): n for n, (p, m) in enumerate(modules)}
        self._named: dict[str, list[int]] = defaultdict(list)
        for number, (_, module) in enumerate(modules):
            self._named[module.name].append(number)
        self.rows = [self._row(p.project.id, m) for p, m in modules]

    def _row(self, project: str, module: Module) -> tuple[int, ...]:
        """The modules that are imported, or may be."""
        meant = [self._meant(project, i.name) for i in module.imports]
        return tuple(dict.fromkeys([number for each in meant for number in each]))

    def _meant(self, project: str, name: str) -> Sequence[int]:
        """The modules that an import may mean: the project's own, else any other project's.  A file
        that no library of the project has may be there and not be meant: Lake asks what the project
        requires."""
        named = self._named.get(name, ())
        own = self.numbers.get((project, name))
        if own is None or (len(named) > 1 and not self._modules[own][0].holds(name)):
            return named
        return (own,)

    @cached_property
    def order(self) -> dict[int, int]:
        return {n: at for at, n in enumerate(n for layer in self._ordered for n in layer)}

    @cached_property
    def _ordered(self) -> list[list[int]]:
        return layers(self.rows)

    @cached_property
    def all(self) -> list[int]:
        """For each module the bit set of those that it may see."""
        return closure(self._ordered, self.rows.__getitem__, _itself)

    @cached_property
    def sure(self) -> list[int]:
        """For each module the bit set of those whose public names are in reach for certain."""
        handed_on = closure(self._ordered, self._hands_on, _itself)
        return [
            (1 << number) | union(handed_on[n] for _, n in self._certain(number))
            for number in range(len(self.rows))
        ]

    def _certain(self, number: int) -> Iterator[tuple[Import, int]]:
        """The imports that can mean one module only."""
        project, module = self._modules[number]
        for each in module.imports:
            meant = self._meant(project.project.id, each.name)
            if len(meant) == 1:
                yield each, meant[0]

    def _hands_on(self, number: int) -> list[int]:
        is_module = self._modules[number][1].is_module
        return [n for i, n in self._certain(number) if i.public or not is_module]


def _itself(number: int) -> int:
    return 1 << number
