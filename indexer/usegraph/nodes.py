"""The nodes of the use graph: what each names, and the sets that its proof may draw on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from indexer.scan.records import Ref


@dataclass(slots=True)
class Found:
    """What is written in one part of a declaration: nodes that are `named`, and whether Lean is
    sure to take each, and `fields` that may be meant: (node of the type they belong to or -1,
    node)."""

    named: dict[int, bool] = field(default_factory=dict)
    fields: dict[tuple[int, int], None] = field(default_factory=dict)
    many: dict[str, None] = field(default_factory=dict)  # sets of fields that a great many have
    plain: dict[int, str] = field(default_factory=dict)  # those that only one bare word names

    def name(self, node: int, *, certain: bool, word: str = "") -> None:
        """Add a node that is named, by a `word` that may be bound where it stands."""
        if certain and not self.named.get(node):
            if word:
                self.plain[node] = word
        elif certain and self.plain.get(node, word) != word:
            del self.plain[node]
        self.named[node] = certain or self.named.get(node, False)

    def doubt(self) -> None:
        """Take none of the names for certain."""
        self.named = dict.fromkeys(self.named, False)
        self.plain.clear()


class Node:
    """A declaration or a notation in the graph.  What it uses is read when it is first asked for:
    of a large tree few nodes ever are."""

    __slots__ = (
        "_body",
        "_read",
        "_sets",
        "_statement",
        "is_type",
        "number",
        "proof_only",
        "ref",
        "start",
    )

    def __init__(
        self,
        ref: Ref,
        number: int,
        start: int,
        read: Callable[[Node], None] | None = None,
        *,
        proof_only: bool = False,
        is_type: bool = False,
    ) -> None:
        """`number` is that of its module; `proof_only` tells a theorem: what its body uses says
        nothing of its meaning."""
        self.ref = ref
        self.number = number
        self.start = start
        self.proof_only = proof_only
        self.is_type = is_type
        self._read = read
        self._statement = _UNREAD
        self._body = _UNREAD
        self._sets = _NO_SETS

    @property
    def is_read(self) -> bool:
        """Whether it is known what it uses."""
        return self._statement is not _UNREAD

    def read(self) -> None:
        """Find out what it uses."""
        if self._statement is _UNREAD:
            self._statement, self._body = Found(), Found()
            if self._read:
                self._read(self)

    @property
    def statement(self) -> Found:
        """What its statement names."""
        if self._statement is _UNREAD:
            self.read()
        return self._statement

    @property
    def body(self) -> Found:
        """What its body names."""
        if self._body is _UNREAD:
            self.read()
        return self._body

    @property
    def sets(self) -> frozenset[str]:
        """The sets that its proof may draw on."""
        self.read()
        return self._sets

    @sets.setter
    def sets(self, sets: frozenset[str]) -> None:
        self._sets = sets


_UNREAD = Found()
_NO_SETS: frozenset[str] = frozenset()  # one for all: each that is made takes 200 bytes


class Member(Struct, frozen=True, gc=False):
    """A declaration, by its node, in a set: from offset `start` of module `number` on.  `owner` is
    the node of the type without which a field is never meant, -1 for none."""

    number: int
    start: int
    node: int
    owner: int = -1
