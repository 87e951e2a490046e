"""What judges need to know of modules of which an index has no more than an outline."""

from __future__ import annotations

from typing import Protocol

from indexer.names.suggestions import Suggestions
from indexer.names.table import Table


class Outlined(Protocol):
    """The modules of an index, those known in outline too."""

    @property
    def suggestions(self) -> Suggestions:
        """The names of all modules, to be suggested."""
        ...

    def is_known(self, name: str) -> bool:
        """Whether anything in any module has a full name below which a backing of a claim is
        called."""
        ...

    def stating(self, word: str) -> int:
        """How many statements in modules that are known in outline hold a word that nothing in any
        module is called by."""
        ...


class NothingOutlined:
    """An index with every module in full, of whose names there is a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def suggestions(self) -> Suggestions:
        """Those of the table."""
        return self._table.suggestions

    def is_known(self, name: str) -> bool:
        """As the table says."""
        return self._table.is_known(name)

    def stating(self, word: str) -> int:  # noqa: ARG002
        """There is none."""
        return 0
