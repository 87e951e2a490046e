"""What every constant rests on: its axioms, through all modules that are given.

Modules are added in import order.  Within a module constants may use each other in circles
(inductive types and their constructors, `unsafe` definitions), so the unit is the strongly
connected component.  The work is linear in the number of uses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from indexer.base.closures import components
from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.lean.compiled.olean import CompiledModule, Constant

Origin = Callable[[str], Collection[str]]

CORE_AXIOMS = frozenset(
    "propext Classical.choice Quot.sound sorryAx "
    "Lean.ofReduceBool Lean.ofReduceNat Lean.trustCompiler".split()
)
"""The axioms of Lean's own library, known by name."""


@dataclass(frozen=True, slots=True)
class Rests:
    """What a constant rests on. `boundary` names packages that were not followed."""

    axioms: tuple[str, ...]
    boundary: tuple[str, ...]


class Ledger:
    """What every constant of the modules added so far rests on.

    A constant that no added module declares belongs to Lean's own library, which counts as resting
    on the three standard axioms, or to a package that was not given, of which nothing can be told:
    `origin` says which packages such a constant may come from.  So the axioms of a constant are
    never too few, except for what a package of its `boundary` may add.
    """

    def __init__(self) -> None:
        self._marks: dict[tuple[bool, str], int] = {}  # (is axiom, name) → bit
        self._rests: dict[int, Rests] = {}
        self._known: dict[str, list[tuple[int, int]]] = {}  # constant → (module, its marks)
        self._visible: list[int] = []  # by module: the modules it sees, as bits

    def add(
        self, module: CompiledModule, imports: Iterable[int], origin: Origin
    ) -> tuple[int, dict[str, Rests]]:
        """Add a module; `imports` are the numbers of the modules it imports directly, `origin` maps
        the name of a constant of no added module to the packages it may come from.

        Returns its own number, and what each of its constants rests on, by kernel name.
        """
        number = len(self._visible)
        visible = 1 << number
        for imported in imports:
            visible |= self._visible[imported]
        self._visible.append(visible)
        marks = self._spread(module.by_name, visible, origin)
        for name, mark in marks.items():
            self._known.setdefault(name, []).append((number, mark))
        return number, {name: self._told(mark) for name, mark in marks.items()}

    def knows(self, name: str, module: int) -> bool:
        """Whether a module, by its number, sees a declaration of this constant."""
        visible = self._visible[module]
        return any(visible >> number & 1 for number, _ in self._known.get(name, ()))

    def _spread(
        self, constants: Mapping[str, Constant], visible: int, origin: Origin
    ) -> dict[str, int]:
        """The marks of every constant of one module."""
        own: dict[str, set[str]] = {}
        marks: dict[str, int] = {}
        cache: dict[str, int] = {}
        names = constants.keys()
        for name, constant in constants.items():
            uses = constant.type_uses | constant.value_uses
            mark = self._mark(True, name) if constant.kind == "axiom" else 0
            own[name] = set(names & uses)
            for other in uses - own[name]:
                if other not in cache:
                    cache[other] = self._foreign(other, visible, origin)
                mark |= cache[other]
            marks[name] = mark
        for component in components(own):
            mark = 0
            for name in component:
                mark |= marks[name]
                for other in own[name]:
                    mark |= marks[other]
            for name in component:
                marks[name] = mark
        return marks

    def _foreign(self, name: str, visible: int, origin: Origin) -> int:
        """The marks of a constant that another module declares."""
        for number, mark in self._known.get(name, ()):
            if visible >> number & 1:
                return mark
        if name in CORE_AXIOMS:
            return self._mark(True, name)
        marks = [self._mark(True, axiom) for axiom in STANDARD_AXIOMS]
        return reduce(or_, marks + [self._mark(False, package) for package in origin(name)])

    def _mark(self, axiom: bool, name: str) -> int:
        return self._marks.setdefault((axiom, name), 1 << len(self._marks))

    def _told(self, mark: int) -> Rests:
        told = self._rests.get(mark)
        if told is None:
            held = sorted(key for key, bit in self._marks.items() if mark & bit)
            axioms = tuple(name for axiom, name in held if axiom)
            told = Rests(axioms, tuple(name for axiom, name in held if not axiom))
            self._rests[mark] = told
        return told
