"""What judges need to know of the packages that projects require."""

from __future__ import annotations

from typing import Protocol

from indexer.judge.records import Package, WitnessStep
from indexer.judge.verdict import Verdict
from indexer.names.table import Entry
from indexer.scan.records import Ref


class Packages(Protocol):
    """The packages of all projects, as far as they are checked out."""

    @property
    def all(self) -> tuple[Package, ...]:
        """Each, and whether it was read."""
        ...

    def verdict(self, entry: Entry) -> Verdict | None:
        """What is wrong with a declaration for what it uses of a package; None for nothing."""
        ...

    def step(self, ref: Ref) -> WitnessStep | None:
        """A declaration of a package as a step of a witness."""
        ...


class NoPackages:
    """Nobody looks at packages."""

    all: tuple[Package, ...] = ()

    def verdict(self, entry: Entry) -> Verdict | None:  # noqa: ARG002
        """Nothing is known."""
        return None

    def step(self, ref: Ref) -> WitnessStep | None:  # noqa: ARG002
        """Nothing is known."""
        return None
