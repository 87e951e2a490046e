"""What resolves the names of each module, made when it is first asked for."""

from __future__ import annotations

from indexer.names.resolver import Resolver
from indexer.names.table import Table
from indexer.terms.fingerprint import Variables


class Resolvers:
    """The resolver and the `variable`s of each module, by its number."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._resolvers: dict[int, Resolver] = {}
        self._variables: dict[int, Variables] = {}

    def of(self, number: int) -> Resolver:
        """What resolves the names of a module."""
        if number not in self._resolvers:
            project, module = self._table.visibility.modules[number]
            self._resolvers[number] = Resolver(self._table, module, project)
        return self._resolvers[number]

    def variables(self, number: int) -> Variables:
        """The `variable`s of a module."""
        if number not in self._variables:
            self._variables[number] = Variables(self._table.visibility.modules[number][1])
        return self._variables[number]
